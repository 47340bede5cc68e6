//! What holds for any sequence of inputs on the shipped flows. The stage of the conversations looks at each turn: it says
//! something or has a reason not to, its screens can be shown, and its session survives being stored.

use bimeyar::engine::session::{Answer, Draft, Focus};
use bimeyar::engine::{Press, Session, Verb};
use jiff::SignedDuration;
use proptest::prelude::*;

use crate::convos::parse::parse;
use crate::convos::play::play;
use crate::convos::pure::PureStage;
use crate::convos::script::Event;
use crate::convos::stage::{Act, Stage as _};

/// Inputs in one sequence, at most.
const LONGEST: usize = 40;
/// Sequences tried. Each begins at some question, which takes most of the time.
const CASES: u32 = 16;

/// Where a sequence begins.
const STARTS: [&str; 16] = [
    "consent",
    "own_mobile",
    "own_national_code",
    "service_date",
    "person",
    "province",
    "center",
    "amount",
    "service",
    "erx",
    "notes",
    "documents",
    "mobile",
    "review",
    "registered",
    "defect",
];

/// What people type, sensible and not.
const TEXTS: [&str; 44] = [
    "/start",
    "/menu",
    "/claim",
    "/status",
    "/mine",
    "/help",
    "/cancel",
    "/back",
    "/documents@bot x",
    "رفع نقص",
    "بقیه را ندارم",
    "تمام شد، اضافه کن",
    OWN_CODE,
    "/nonsense",
    "بله",
    "نه",
    "۱",
    "۲",
    "۳",
    "۴۰",
    "بازگشت",
    "انصراف",
    "رد کردن",
    "همین درست است ✓",
    "بعدی",
    "بعداً می‌فرستم",
    "ثبت درخواست",
    "دریافت کد تایید",
    "09121234500",
    "989121234500",
    "123456",
    "483920175562",
    "۴۸۳۹ ۲۰۱۷ ۵۵۶۲",
    "0845750011",
    "۲۰ آبان",
    "۱۴۰۴/۱۲/۲۰",
    "۱۲۰۰۰۰۰",
    "۱۲ میلیون ریال",
    "تهران",
    "بیمارستان سینا",
    "سایر",
    "*پررنگ* [پیوند](http://x.ir) `کد`",
    "\u{202e}\u{200f}",
    "",
];

/// Stands for the tracking code of the claim that was registered last.
const OWN_CODE: &str = "$code";

const CAPTIONS: [&str; 6] = ["", "", "کد $code", "483920175560", "483920175561", "۹۸۷۶۵۴۳"];

const SAMPLES: [&str; 6] =
    ["ok/1.jpg", "ok/1.jpg", "blurred/2.jpg", "bad/archive.zip", "lost/3.jpg", "ok/4.pdf"];

const OBJECTS: [&str; 16] = [
    "",
    "yes",
    "today",
    "14050820",
    "99999999",
    "32767",
    "150001",
    "province=0",
    "=",
    "claim",
    "IR-23",
    "-1",
    "copy",
    "consent-yes",
    "erase",
    "erase-yes",
];

const STEPS: [&str; 8] =
    ["", "service_date", "center", "amount", "documents", "mobile_code", "review", "no-such-step"];

/// What may happen next. Numbers choose among what there is to choose from.
#[derive(Clone, Debug)]
enum Move {
    Says(usize),
    Types(String),
    /// Presses a button of the newest message that has some.
    PressesNew(usize),
    /// Presses any button that was ever shown.
    PressesAny(usize),
    /// Presses what no message has.
    Forges(Press),
    Sends(Vec<usize>, usize),
    Shares(bool),
    Voice,
    Mishap,
    Waits(i64),
    AnswersWait,
    AnswersCome,
}

fn a_move() -> impl Strategy<Value = Move> {
    prop_oneof![
        6 => any::<usize>().prop_map(Move::Says),
        2 => "\\PC{0,30}".prop_map(Move::Types),
        10 => any::<usize>().prop_map(Move::PressesNew),
        4 => any::<usize>().prop_map(Move::PressesAny),
        3 => a_forged_press().prop_map(Move::Forges),
        3 => (prop::collection::vec(any::<usize>(), 1..4), any::<usize>())
            .prop_map(|(samples, caption)| Move::Sends(samples, caption)),
        1 => any::<bool>().prop_map(Move::Shares),
        1 => Just(Move::Voice),
        1 => Just(Move::Mishap),
        1 => prop::sample::select(vec![1, 70, 1_000, 100_000, 1_300_000]).prop_map(Move::Waits),
        1 => Just(Move::AnswersWait),
        1 => Just(Move::AnswersCome),
    ]
}

fn a_forged_press() -> impl Strategy<Value = Press> {
    let step = prop::sample::select(STEPS.to_vec());
    let verb = prop::sample::select(Verb::ALL.to_vec());
    let object = prop::sample::select(OBJECTS.to_vec());
    (0..3_u32, 0..60_u32, step, verb, object).prop_map(|(draft, generation, step, verb, object)| {
        Press { draft, generation, step: step.to_owned(), verb, object: object.to_owned() }
    })
}

/// A chat that has come to the question `start`.
fn stage_at(start: &str) -> PureStage {
    let until = if ["registered", "defect"].contains(&start) { "review" } else { start };
    let head =
        "flow claim\nclock 1405-08-30 10:00\ninsured ali family=one_contract\nreviewer sara\n";
    let mut source = format!("{head}ali> /claim\nbot< ask-consent\n... until {until}\n");
    if until != start {
        source.push_str("ali> [ثبت درخواست]\nbot< registered {code: $code}\n");
    }
    if start == "defect" {
        source.push_str("sara> start $code\nali< notice-review-started\n");
        source.push_str(
            "sara> defect $code wrong=center missing=RPT other=wrong_value\nali< notice-defect\n",
        );
    }
    let script = parse("a property", &source).unwrap_or_else(|faults| panic!("{faults:?}"));
    let mut stage = PureStage::new(&script).unwrap_or_else(|fault| panic!("{fault}"));
    play(&script, &mut stage).unwrap_or_else(|fault| panic!("{fault}"));
    stage
}

fn session(stage: &PureStage) -> Session {
    stage.session("ali").unwrap_or_else(|fault| panic!("{fault}"))
}

/// The buttons of what was said, oldest first; with `newest`, of the newest message that has some.
fn buttons(stage: &PureStage, newest: bool) -> Vec<String> {
    let all = stage.chats.get("ali").map_or(&[][..], |chat| chat.all.as_slice());
    let with_buttons = all.iter().filter(|said| !said.inline.is_empty());
    let skipped = if newest { with_buttons.clone().count().saturating_sub(1) } else { 0 };
    let rows = with_buttons.skip(skipped).flat_map(|said| said.inline.iter().flatten());
    rows.filter_map(|(_, data)| data.clone()).collect()
}

fn pick<T: Clone>(among: &[T], choice: usize) -> Option<T> {
    among.get(choice.checked_rem(among.len())?).cloned()
}

/// `text` with the code of the claim that was registered last.
fn with_code(stage: &PureStage, text: &str) -> String {
    let code = stage.claims.last().map_or("", |claim| claim.code.as_str());
    text.replace(OWN_CODE, code)
}

/// Does one move; a fault of the turn is the failure.
fn make(stage: &mut PureStage, next: &Move) -> Result<(), String> {
    stage.pause(SignedDuration::from_secs(2))?;
    let act = match next {
        Move::Says(choice) => pick(&TEXTS, *choice).map(|text| Act::Text(with_code(stage, text))),
        Move::Types(text) => Some(Act::Text(text.clone())),
        Move::PressesNew(choice) => pick(&buttons(stage, true), *choice).map(Act::Press),
        Move::PressesAny(choice) => pick(&buttons(stage, false), *choice).map(Act::Press),
        Move::Forges(press) => Some(Act::Press(press.encode())),
        Move::Sends(choices, caption) => {
            let names = choices.iter().filter_map(|choice| pick(&SAMPLES, *choice));
            let names = names.map(str::to_owned).collect();
            let caption = pick(&CAPTIONS, *caption).filter(|caption| !caption.is_empty());
            let caption = caption.map(|caption| with_code(stage, caption));
            Some(Act::Photos { names, album: false, as_file: false, caption })
        }
        Move::Shares(own) => Some(Act::Contact { phone: "989121234500".to_owned(), own: *own }),
        Move::Voice => Some(Act::Voice),
        Move::Mishap => return stage.event(&Event::Mishap, "ali"),
        Move::Waits(seconds) => return stage.pause(SignedDuration::from_secs(*seconds)),
        Move::AnswersWait => return stage.event(&Event::AnswersWait, "ali"),
        Move::AnswersCome => return stage.event(&Event::AnswersCome, "ali"),
    };
    act.map_or(Ok(()), |act| stage.act("ali", &act))
}

fn moves() -> impl Strategy<Value = Vec<Move>> {
    prop::collection::vec(a_move(), 1..=LONGEST)
}

fn a_start() -> impl Strategy<Value = &'static str> {
    prop::sample::select(STARTS.to_vec())
}

fn answers(session: &Session) -> Vec<(String, Answer)> {
    let draft = session.drafts.last();
    draft.map(|draft| draft.answers.clone().into_iter().collect()).unwrap_or_default()
}

#[test]
fn forged_presses_at_the_summary_and_the_calendar_are_sound() {
    let forged = [
        ("review", Verb::EditPage, ""),
        ("review", Verb::Edit, "no-such-step"),
        ("service_date", Verb::Year, "32767"),
        ("service_date", Verb::Month, "150001"),
        ("service_date", Verb::Choose, "15001229"),
        ("center", Verb::FilterBy, "city=3"),
        ("center", Verb::Page, "4294967295"),
        ("documents", Verb::Replace, ""),
        ("documents", Verb::Photo, "x"),
    ];
    for (step, verb, object) in forged {
        let mut stage = stage_at(step);
        let generation = session(&stage).generation;
        let (step, object) = (step.to_owned(), object.to_owned());
        let press = Press { draft: 1, generation, step, verb, object };
        for _ in 0..2 {
            let press = Press { generation: session(&stage).generation, ..press.clone() };
            if let Err(fault) = make(&mut stage, &Move::Forges(press.clone())) {
                panic!("{press:?}: {fault}");
            }
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: CASES, failure_persistence: None, ..ProptestConfig::default() })]

    /// No panic, no silence without a reason, no screen that cannot be shown, no session that changes when it is stored.
    #[test]
    fn every_turn_is_sound(start in a_start(), moves in moves()) {
        let mut stage = stage_at(start);
        for next in &moves {
            make(&mut stage, next).map_err(TestCaseError::fail)?;
        }
        // Nothing that came may be waiting for ever.
        stage.event(&Event::AnswersCome, "ali").map_err(TestCaseError::fail)?;
        let session = session(&stage);
        prop_assert!(session.held.is_empty(), "held: {:?}", session.held);
        prop_assert!(session.waiting.is_none(), "waiting: {:?}", session.waiting);
    }

    /// The same inputs at the same moments come to the same.
    #[test]
    fn turns_are_deterministic(start in a_start(), moves in moves()) {
        let mut one = stage_at(start);
        let mut other = stage_at(start);
        for next in &moves {
            make(&mut one, next).map_err(TestCaseError::fail)?;
            make(&mut other, next).map_err(TestCaseError::fail)?;
        }
        prop_assert_eq!(session(&one), session(&other));
        let texts = |stage: &PureStage| -> Vec<String> {
            stage.chats.values().flat_map(|chat| &chat.all).map(|said| said.text.clone()).collect()
        };
        prop_assert_eq!(texts(&one), texts(&other));
    }

    /// «بازگشت», however often, and «همین درست است» change no answer.
    #[test]
    fn back_and_forward_lose_no_answer(start in a_start(), moves in moves(), backs in 1..6_usize) {
        let mut stage = stage_at(start);
        for next in moves.iter().take(12) {
            make(&mut stage, next).map_err(TestCaseError::fail)?;
        }
        stage.event(&Event::AnswersCome, "ali").map_err(TestCaseError::fail)?;
        let say = |stage: &mut PureStage, text: &str| {
            stage.pause(SignedDuration::from_secs(10))?;
            stage.act("ali", &Act::Text(text.to_owned()))
        };
        say(&mut stage, "/back").map_err(TestCaseError::fail)?;
        let before = session(&stage);
        for _ in 0..backs {
            if session(&stage).focus != Focus::Question {
                break;
            }
            say(&mut stage, "/back").map_err(TestCaseError::fail)?;
        }
        let after = session(&stage);
        // «ارسال مدارک» in which no photo has come has nothing to lose: it ends without a question.
        let is_empty =
            |draft: &Draft| draft.flow == "documents" && draft.photos.is_empty();
        if before.drafts.last().is_some_and(is_empty) && after.drafts.len() < before.drafts.len() {
            return Ok(());
        }
        prop_assert_eq!(answers(&before), answers(&after));
        prop_assert_eq!(before.drafts.len(), after.drafts.len());
        if let Some(step) = after.drafts.last().map(|draft| draft.view.step.clone())
            && after.focus == Focus::Question
            && answers(&after).iter().any(|(answered, _)| *answered == step)
            && !["documents", "review", "mobile_code"].contains(&step.as_str())
        {
            say(&mut stage, "همین درست است ✓").map_err(TestCaseError::fail)?;
            prop_assert_eq!(answers(&before), answers(&session(&stage)));
        }
    }
}
