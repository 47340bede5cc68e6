//! What one turn costs: `cargo bench --bench turn`.
//!
//! The target is a median of 50 µs for a pressed button at any question, with the shipped flows, lists and words.

#![expect(clippy::expect_used, clippy::panic, reason = "a bench without its set-up is no bench")]

use std::collections::BTreeMap;
use std::fs;
use std::hint::black_box;
use std::sync::LazyLock;

use bimeyar::claim::{Contract, Family, Member, Relation, StoredFile};
use bimeyar::engine::input::{Input, PhotoOutcome, Upload};
use bimeyar::engine::{
    ButtonAction, Effect, EngineSettings, Keyboard, Moment, Press, Screen, Session, TimerKind,
    Verb, World, turn,
};
use bimeyar::flow::{Datasets, compile_all};
use bimeyar::persian::{JalaliDate, Mobile, NationalCode};
use bimeyar::wording::Catalog;
use divan::Bencher;
use jiff::Timestamp;

const CODE: &str = "0845750011";
const MOBILE: &str = "09121234500";

/// Questions, each with the button that is pressed there.
const PRESSED: [(&str, Verb); 14] = [
    ("consent", Verb::Choose),
    ("service_date", Verb::Choose),
    ("service_date", Verb::Month),
    ("person", Verb::Choose),
    ("province", Verb::Choose),
    ("province", Verb::Page),
    ("center", Verb::Choose),
    ("center", Verb::Filter),
    ("service_group", Verb::Choose),
    ("service", Verb::Skip),
    ("notes", Verb::Skip),
    ("documents", Verb::Title),
    ("mobile", Verb::Choose),
    ("review", Verb::Submit),
];

/// Questions, each with what is typed there.
const TYPED: [(&str, &str); 4] =
    [("service_date", "۲۰ آبان"), ("province", "تهران"), ("center", "سینا"), ("amount", "سلام")];

static WORLD: LazyLock<World> = LazyLock::new(|| {
    let (datasets, _) = Datasets::load(&files("flows/data", "csv"));
    let (words, _) = Catalog::load("fa", &files("locales/fa", "ftl"));
    let (flows, _) = compile_all(&files("flows", "toml"), &datasets, &words);
    World { flows, datasets, words, settings: EngineSettings::default() }
});

static STANDS: LazyLock<BTreeMap<String, Stand>> = LazyLock::new(walk);

/// A chat at a question, and the message that asks it.
#[derive(Clone)]
struct Stand {
    session: Session,
    screen: Screen,
}

fn main() {
    divan::main();
}

#[divan::bench(args = PRESSED)]
fn press(bencher: Bencher<'_, '_>, (step, verb): (&str, Verb)) {
    let stand = stand(step);
    let press = presses(&stand.screen).find(|press| press.verb == verb);
    let data = press.expect("the question has that button").encode();
    bencher
        .with_inputs(|| (stand.session.clone(), Input::Press { data: data.clone() }))
        .bench_values(|(session, input)| turn(black_box(&WORLD), session, input, moment()));
}

#[divan::bench(args = TYPED)]
fn typed(bencher: Bencher<'_, '_>, (step, text): (&str, &str)) {
    let stand = stand(step);
    bencher
        .with_inputs(|| (stand.session.clone(), Input::Text { text: text.to_owned() }))
        .bench_values(|(session, input)| turn(black_box(&WORLD), session, input, moment()));
}

fn stand(step: &str) -> &'static Stand {
    STANDS.get(step).unwrap_or_else(|| panic!("the walk never comes to `{step}`"))
}

fn presses(screen: &Screen) -> impl Iterator<Item = &Press> {
    let rows = if let Keyboard::Inline(rows) = &screen.keyboard { rows.as_slice() } else { &[] };
    rows.iter().flatten().filter_map(|button| {
        if let ButtonAction::Press(press) = &button.action { Some(press) } else { None }
    })
}

/// 30 Aban 1405, ten o'clock in Tehran.
fn moment() -> Moment {
    let now: Timestamp = "2026-11-21T06:30:00Z".parse().expect("a moment");
    Moment { now, seed: [7; 32] }
}

/// Walks through a claim; the first message of each question is kept.
fn walk() -> BTreeMap<String, Stand> {
    let text = |text: &str| Input::Text { text: text.to_owned() };
    let upload = Upload {
        file_id: "1".to_owned(),
        message_id: 1,
        album: None,
        caption: None,
        size: None,
        name: None,
    };
    let mut inputs = vec![
        text("/claim"),
        text("موافقم"),
        Input::Contact { phone: MOBILE.to_owned(), own: true },
        text(CODE),
        Input::PersonLookedUp { family: Some(family()) },
    ];
    let answers = ["۲۹ آبان", "۲", "تهران", "بیمارستان سینا", "۱۲ میلیون ریال", "۴", "رد کردن"];
    inputs.extend(answers.map(text));
    inputs.extend(["تامین اجتماعی", "رد کردن", "ندارم", "رد کردن"].map(text));
    inputs.push(Input::Photo(upload));
    let mut session = Session::new(1);
    let mut stands = BTreeMap::new();
    for input in inputs {
        session = note_down(&mut stands, session, input);
    }
    let document = session.drafts.last().and_then(|draft| draft.photos.first());
    let document = document.map(|photo| photo.id.clone()).expect("a photo");
    let outcome = PhotoOutcome::Stored(stored_file());
    stands.remove("documents");
    let rest = [
        Input::PhotoChecked { document, draft: String::new(), outcome },
        Input::Tick { timer: TimerKind::PhotosGathered },
        text("۱"),
        text("بعدی"),
        text("بعداً می‌فرستم"),
        text(MOBILE),
    ];
    for input in rest {
        session = note_down(&mut stands, session, input);
    }
    stands
}

fn note_down(stands: &mut BTreeMap<String, Stand>, session: Session, input: Input) -> Session {
    let done = turn(&WORLD, session, input, moment());
    for effect in &done.effects {
        let Effect::Show(screen) = effect else { continue };
        let step = presses(screen).find(|press| !press.step.is_empty());
        if let Some(step) = step.map(|press| press.step.clone()) {
            let stand = Stand { session: done.session.clone(), screen: screen.clone() };
            stands.entry(step).or_insert(stand);
        }
    }
    done.session
}

fn family() -> Family {
    let code = NationalCode::parse(CODE).expect("a national code");
    let day = |month, day| JalaliDate::new(1405, month, day).expect("a day");
    let member = |first_name: &str, relation| Member {
        national_code: code.clone(),
        first_name: first_name.to_owned(),
        last_name: "احمدی".to_owned(),
        birth_date: None,
        mobile: Mobile::parse(MOBILE),
        relation,
        principal: code.clone(),
        contract: "K-1".to_owned(),
    };
    let child = Member {
        national_code: NationalCode::parse("0084575948").expect("a national code"),
        ..member("سارا", Relation::Child)
    };
    Family {
        people: vec![member("علی", Relation::Principal), child],
        contracts: vec![Contract {
            code: "K-1".to_owned(),
            title: "قرارداد کارکنان".to_owned(),
            insurer: "بیمه نمونه".to_owned(),
            starts: day(1, 1),
            ends: day(12, 29),
            e_claims: true,
            window_days: Some(60),
            originals_required: true,
        }],
    }
}

fn stored_file() -> StoredFile {
    StoredFile {
        media_type: "image/jpeg".to_owned(),
        width: Some(2_250),
        height: Some(3_000),
        bytes: 412_345,
        sha256: "0".repeat(64),
        upload_sha256: "1".repeat(64),
        quality: Vec::new(),
    }
}

fn files(folder: &str, ending: &str) -> Vec<(String, String)> {
    let mut files: Vec<(String, String)> = fs::read_dir(folder)
        .expect("the folder is there")
        .map(|entry| entry.expect("the entry can be read").path())
        .filter(|path| path.extension().is_some_and(|end| end == ending))
        .map(|path| {
            (path.display().to_string(), fs::read_to_string(&path).expect("the file is text"))
        })
        .collect();
    files.sort();
    files
}
