//! A value of the store of dialogues opens to what was sealed or is refused. What opens is the same when it is stored again, and
//! a session that opens can be gone on with, whatever comes in.

use std::fmt::Debug;
use std::sync::LazyLock;

use bimeyar::engine::{Effect, Input, Moment, Session, turn};
use bimeyar::runtime::Secret;
use bimeyar::vault::{KeySource, Place, Vault, WhenMissing};
use jiff::Timestamp;
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::shipped;

/// Holds for any bytes of a row: sealed ones, and what is inside of them.
pub fn holds(bytes: &[u8]) {
    opens_or_is_refused(bytes);
    if let Ok(effect) = serde_json::from_slice::<Effect>(bytes) {
        is_the_same_when_stored(&effect);
    }
    if let Ok(input) = serde_json::from_slice::<Input>(bytes) {
        is_the_same_when_stored(&input);
        can_be_gone_on_with(Session::new(7), input);
    }
    if let Ok(session) = serde_json::from_slice::<Session>(bytes) {
        is_the_same_when_stored(&session);
        let texts = ["/start", "/status", "بازگشت", "۱", "1405/08/01"];
        let typed = texts.map(|text| Input::Text { text: text.to_owned() });
        for input in typed.into_iter().chain([Input::Mishap]) {
            can_be_gone_on_with(session.clone(), input);
        }
    }
}

/// Gives the size of what is stored.
pub fn is_the_same_when_stored<T: Serialize + DeserializeOwned + PartialEq + Debug>(
    value: &T,
) -> usize {
    let stored = serde_json::to_vec(value).expect("what the store keeps can be written");
    let opened: T = serde_json::from_slice(&stored).expect("what was written can be read");
    assert_eq!(&opened, value);
    assert_eq!(serde_json::to_vec(&opened).ok().as_deref(), Some(stored.as_slice()));
    stored.len()
}

/// DESIGN §2, invariants 3 and 4: a turn shows something or says why not, and its session survives being stored.
fn can_be_gone_on_with(session: Session, input: Input) {
    let moment = Moment { now: Timestamp::UNIX_EPOCH, seed: [7; 32] };
    let done = turn(&shipped::WORLD, session, input, moment);
    let shows = done.effects.iter().any(|effect| matches!(effect, Effect::Show(_)));
    assert_ne!(shows, done.silence.is_some(), "{:?} {:?}", done.effects, done.silence);
    is_the_same_when_stored(&done.session);
    for effect in &done.effects {
        is_the_same_when_stored(effect);
    }
}

fn opens_or_is_refused(bytes: &[u8]) {
    let place = Place::new("sessions", b"7", "");
    assert!(VAULT.open_sealed(&place, bytes).is_err(), "nobody can seal without the key");
    let sealed = VAULT.seal(&place, bytes);
    assert_eq!(VAULT.open_sealed(&place, &sealed).as_deref(), Ok(bytes));
    assert!(
        VAULT.open_sealed(&Place::new("sessions", b"8", ""), &sealed).is_err(),
        "moved to another row"
    );
    let mut damaged = sealed;
    let at = bytes.first().map_or(0, |byte| usize::from(*byte)) % damaged.len();
    if let Some(byte) = damaged.get_mut(at) {
        *byte ^= 1;
    }
    assert!(VAULT.open_sealed(&place, &damaged).is_err(), "damaged at byte {at}");
}

static VAULT: LazyLock<Vault> = LazyLock::new(|| {
    // 32 bytes of zero in base64: keys that guard nothing.
    let key = || Some(Secret::new(format!("{}=", "A".repeat(43))));
    let source = KeySource {
        master: key(),
        pepper: key(),
        folder: "/nowhere".into(),
        when_missing: WhenMissing::Refuse,
    };
    Vault::open(&source).expect("the keys are given")
});
