//! A claim that is not this chat's opens by a code sent to the claim's mobile, and stays open for half an hour (DESIGN §1.3).
//! Whether there is such a claim is not told before (`docs/decisions/0006`).

use jiff::SignedDuration;

use super::effect::Effect;
use super::follow;
use super::following::{ClaimChallenge, Unlocking};
use super::input::{CheckOutcome, SendOutcome};
use super::kinds::otp;
use super::press::{Press, Verb};
use super::screen::Keyboard;
use super::session::{Focus, Waiting};
use super::talk::{Talk, button};
use super::{Silence, late, turn};
use crate::claim::TrackingCode;
use crate::persian::{code, text};
use crate::wording::{Arg, Message};

const DIGITS: usize = 6;
/// How long a claim stays open to the chat.
const OPEN: SignedDuration = SignedDuration::from_mins(30);

/// The claim, if there is one, is not open to this chat: the way to see it is offered.
pub(crate) fn offer(talk: &mut Talk<'_>, code: &TrackingCode) {
    prepare(talk, code);
    show(talk);
}

/// The claim is the one that a code is sent for, when the person asks for it.
pub(crate) fn prepare(talk: &mut Talk<'_>, code: &TrackingCode) {
    let known = talk.session.following.unlocking.take();
    let same = known.filter(|known| known.code == *code);
    let afresh = || Unlocking { code: code.clone(), asked: None, challenge: None };
    talk.session.following.unlocking = Some(same.unwrap_or_else(afresh));
}

/// Shows how far the way has been gone.
pub(crate) fn show(talk: &mut Talk<'_>) {
    let Some(unlocking) = talk.session.following.unlocking.clone() else {
        return follow::ask_code(talk);
    };
    let expires = unlocking.challenge.map(|challenge| challenge.expires);
    // wording: claim-locked(code) unlock-sent(code) unlock-expired(code)
    let (key, label) = match expires {
        None => ("claim-locked", "btn-unlock"),
        Some(expires) if expires > talk.moment.now => ("unlock-sent", "btn-send-again"),
        Some(_) => ("unlock-expired", "btn-send-again"),
    };
    // wording: btn-unlock btn-send-again
    let offer = Message::new(key).with("code", Arg::code(unlocking.code.as_str()));
    let send = Press::global(Verb::Unlock, unlocking.code.as_str());
    let rows = vec![
        vec![button(Message::new(label), send)],
        vec![button(Message::new("btn-try-another-code"), Press::global(Verb::Status, ""))],
        vec![follow::way_back(talk)],
    ];
    talk.show(vec![offer], Keyboard::Inline(rows));
}

/// «ارسال کد». An old button leads to the claim as it is for this chat.
pub(crate) fn send(talk: &mut Talk<'_>, code: &TrackingCode) {
    let now = talk.moment.now;
    let known = talk.session.following.unlocking.clone().filter(|known| known.code == *code);
    let Some(unlocking) = known else { return follow::look_up(talk, code.clone()) };
    talk.session.focus = Focus::Unlock;
    let sent = unlocking.challenge.as_ref();
    if let Some(told) = sent.and_then(|challenge| otp::too_soon(challenge.again, now)) {
        talk.note(told);
        return show(talk);
    }
    let challenge = talk.fresh_hex(32);
    if let Some(unlocking) = &mut talk.session.following.unlocking {
        unlocking.asked = Some(challenge.clone());
    }
    talk.session.waiting = Some(Waiting::CodeSent(challenge.clone()));
    talk.effects.push(Effect::SendClaimCode { challenge, code: unlocking.code });
    talk.silence = Some(Silence::AnswerComes);
}

/// Whether a challenge is one of a claim that is to be opened.
pub(crate) fn is_asked(talk: &Talk<'_>, challenge: &str) -> bool {
    talk.session.following.unlocking.as_ref().is_some_and(|unlocking| {
        let sent = unlocking.challenge.as_ref().map(|sent| sent.id.as_str());
        unlocking.asked.as_deref() == Some(challenge) || sent == Some(challenge)
    })
}

/// `CodeSent` has come.
pub(crate) fn sent(talk: &mut Talk<'_>, id: String, outcome: &SendOutcome) {
    let Some(unlocking) = &mut talk.session.following.unlocking else { return show(talk) };
    unlocking.asked = None;
    match outcome {
        SendOutcome::Sent { expires, again } => {
            let (expires, again) = (*expires, *again);
            unlocking.challenge = Some(ClaimChallenge { id, expires, again });
        }
        SendOutcome::Limited { until } => {
            talk.note(Message::new("unlock-limited").with("until", *until));
        }
        SendOutcome::Busy { until } => {
            talk.note(Message::new("unlock-busy").with("until", *until));
        }
        SendOutcome::BadNumber | SendOutcome::GatewayDown => {
            talk.note(Message::new("unlock-gateway"));
        }
    }
    show(talk);
}

/// Something was typed where the code was waited for.
pub(crate) fn read(talk: &mut Talk<'_>, typed: &str) {
    let Some(unlocking) = talk.session.following.unlocking.clone() else { return show(talk) };
    if asks_for_code(talk, typed) {
        return send(talk, &unlocking.code);
    }
    let Some(typed) = code::find_digits_run(typed, DIGITS) else {
        return turn::miss(talk, Message::new("miss-otp"));
    };
    let Some(challenge) = unlocking.challenge else {
        return turn::miss(talk, Message::new("unlock-not-sent"));
    };
    talk.session.misses = 0;
    talk.session.waiting = Some(Waiting::CodeChecked(challenge.id.clone()));
    let (challenge, code) = (challenge.id, unlocking.code);
    talk.effects.push(Effect::CheckClaimCode { challenge, code, typed });
    talk.silence = Some(Silence::AnswerComes);
}

/// `CodeChecked` has come.
pub(crate) fn checked(talk: &mut Talk<'_>, outcome: &CheckOutcome) {
    let now = talk.moment.now;
    match outcome {
        CheckOutcome::Right => {
            let Some(unlocking) = talk.session.following.unlocking.take() else {
                return show(talk);
            };
            talk.session.following.open(unlocking.code.clone(), now + OPEN);
            follow::settle_focus(talk);
            if late::waits_for(talk, &unlocking.code) {
                late::look_up(talk, unlocking.code);
            } else {
                follow::look_up(talk, unlocking.code);
            }
            return;
        }
        CheckOutcome::Wrong { left } => {
            talk.note(Message::new("err-code-wrong").with("left", i64::from(*left)));
        }
        CheckOutcome::Expired => {
            talk.note(Message::new("err-code-expired"));
            let unlocking = talk.session.following.unlocking.as_mut();
            if let Some(sent) = unlocking.and_then(|unlocking| unlocking.challenge.as_mut()) {
                sent.expires = now;
            }
        }
    }
    show(talk);
}

fn asks_for_code(talk: &Talk<'_>, typed: &str) -> bool {
    let typed = text::search_key(typed);
    // wording: btn-unlock btn-send-again
    ["btn-unlock", "btn-send-again"].iter().any(|word| talk.says(word, &typed))
}
