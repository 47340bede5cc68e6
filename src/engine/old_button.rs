//! A button of an old message is an intention: it offers to change that answer, or shows that claim; it is never an error.

use jiff::SignedDuration;

use super::ask;
use super::confirm;
use super::follow;
use super::kinds::{self, Reading};
use super::lists;
use super::press::{Press, Verb};
use super::screen::Keyboard;
use super::session::{Focus, Value};
use super::start;
use super::talk::{Talk, button, plain};
use super::turn;
use super::unlock;
use super::withdraw;
use super::{Silence, late, openings, privacy, repair, stack, walk};
use crate::claim::TrackingCode;
use crate::flow::{Kind, Step};
use crate::wording::{Arg, Message};

/// A second press of the same button within this time is the same press.
const TWICE: SignedDuration = SignedDuration::from_secs(8);

/// Buttons of no draft.
#[expect(
    clippy::wildcard_enum_match_arm,
    reason = "a question knows its own verbs; any other shows it again"
)]
pub(crate) fn global(talk: &mut Talk<'_>, press: &Press) {
    match press.verb {
        Verb::Start => {
            let (flow, code) = openings::read(&press.object);
            begin(talk, flow);
            openings::note_claim(talk, flow, code);
        }
        Verb::Special => openings::special(talk),
        Verb::Privacy => privacy::pressed(talk, &press.object),
        Verb::Menu => {
            late::tidy(talk);
            follow::leave_for_menu(talk);
        }
        Verb::Resume => start::resume(talk),
        Verb::Cancel => start::confirm_cancel(talk),
        Verb::CancelYes => start::cancel(talk),
        Verb::Status => follow::ask_code(talk),
        Verb::Claims => follow::list(talk, press.object.parse().unwrap_or(0)),
        Verb::Claim
        | Verb::Repair
        | Verb::AddTo
        | Verb::Withdraw
        | Verb::WithdrawYes
        | Verb::Unlock => of_claim(talk, press),
        Verb::Choose => changed(talk),
        _ => turn::repeat(talk),
    }
}

/// Buttons of a registered claim.
#[expect(clippy::wildcard_enum_match_arm, reason = "any other verb shows the claim")]
fn of_claim(talk: &mut Talk<'_>, press: &Press) {
    let Ok(code) = TrackingCode::try_from(press.object.clone()) else { return turn::repeat(talk) };
    match press.verb {
        Verb::Repair => repair::open(talk, code),
        Verb::AddTo => late::add_to(talk, code),
        Verb::Withdraw => withdraw::ask(talk, code),
        Verb::WithdrawYes => withdraw::yes(talk, code),
        Verb::Unlock => unlock::send(talk, &code),
        _ => {
            if matches!(talk.session.focus, Focus::ConfirmWithdraw { .. } | Focus::Unlock) {
                follow::settle_focus(talk);
            }
            follow::look_up(talk, code);
        }
    }
}

fn begin(talk: &mut Talk<'_>, flow: &str) {
    let offered = talk.main().is_some_and(|main| main.flow == flow);
    if offered && talk.session.focus == Focus::OfferResume {
        start::begin_afresh(talk, flow);
    } else {
        start::begin(talk, flow);
    }
}

/// «بله، تغییر بده»
fn changed(talk: &mut Talk<'_>) {
    if let Focus::ConfirmChange { press } = talk.session.focus.clone() {
        change(talk, &press);
    } else {
        turn::repeat(talk);
    }
}

/// Whether a verb acts on what its message showed at that moment: pressed on an old message, it shows the present question
/// instead.
pub(crate) fn is_passing(verb: Verb) -> bool {
    matches!(
        verb,
        Verb::Next | Verb::Later | Verb::Submit | Verb::Title | Verb::Back | Verb::Remove
    )
}

/// A button of a draft that is not in hand: of a registered claim, of one given up, or of one that waits.
pub(crate) fn of_another_draft(talk: &mut Talk<'_>, press: &Press) {
    if talk.session.drafts.iter().any(|draft| draft.number == press.draft) {
        stack::bring_up(talk, press.draft);
        if press.verb == Verb::Cancel {
            start::confirm_cancel(talk);
        } else {
            start::resume(talk);
        }
        return;
    }
    if let Some(code) = talk.session.registered.get(&press.draft).cloned() {
        talk.note(
            Message::new("already-registered").with("code", Arg::Code(code.as_str().to_owned())),
        );
        return follow::look_up(talk, code);
    }
    if talk.session.drafts.is_empty() {
        let rows =
            vec![vec![button(Message::new("menu-claim"), Press::global(Verb::Start, "claim"))]];
        return talk.show(vec![Message::new("button-of-gone-draft")], Keyboard::Inline(rows));
    }
    talk.note(Message::new("button-old"));
    turn::repeat(talk);
}

/// A button of an earlier question of the draft in hand, or of its reminder.
pub(crate) fn of_this_draft(talk: &mut Talk<'_>, press: &Press) {
    if press.verb == Verb::Resume {
        return start::resume(talk);
    }
    let Some(step) = talk.flow().and_then(|flow| flow.step(&press.step)) else {
        return turn::repeat(talk);
    };
    if is_same_press(talk, step, press) {
        talk.silence = Some(Silence::PressedTwice);
        return;
    }
    let leafing = matches!(step.kind, Kind::Multi(_)) && is_current(talk, step);
    if leafing || (is_next_unanswered(talk, step) && !is_passing(press.verb)) {
        if let Some(draft) = talk.draft_mut().filter(|_| !leafing) {
            draft.asking = None;
        }
        let reading = read(talk, step, press);
        return turn::settle(talk, step, reading);
    }
    let is_answered =
        |step: &str| talk.draft().is_some_and(|draft| draft.answers.contains_key(step));
    if press.verb == Verb::Edit && is_answered(&press.object) {
        kinds::review::edit(talk, &press.object);
        return ask::go_on(talk);
    }
    let changes = matches!(press.verb, Verb::Choose | Verb::Escape | Verb::Skip);
    match label(talk, step, press) {
        Some(label) if changes && is_answered(&step.id) => {
            offer_change(talk, step, press, label);
        }
        _ => {
            talk.note(Message::new("button-old"));
            turn::repeat(talk);
        }
    }
}

/// After «بازگشت» an earlier question stands, but the question that the walk had come to still waits above it.
fn is_next_unanswered(talk: &Talk<'_>, step: &Step) -> bool {
    let Some((draft, flow)) = talk.draft().zip(talk.flow()) else { return false };
    let forward = super::session::Draft { asking: None, ..draft.clone() };
    draft.asking.is_some()
        && matches!(walk::next(talk, &forward, flow), walk::Next::Ask(next) if next.id == step.id)
}

/// Whether the question of `step` stands.
fn is_current(talk: &Talk<'_>, step: &Step) -> bool {
    talk.session.focus == Focus::Question
        && turn::current_step(talk).is_some_and(|current| current.id == step.id)
}

/// A nervous finger: the very button that was just pressed, or one that gives the answer which was just given.
fn is_same_press(talk: &Talk<'_>, step: &Step, press: &Press) -> bool {
    let is_recent = |at| talk.moment.now.duration_since(at) <= TWICE;
    let last = talk.session.pressed.as_ref();
    if last.is_some_and(|last| last.press == *press && is_recent(last.at)) {
        return true;
    }
    let answer = talk.draft().and_then(|draft| draft.answers.get(&step.id));
    answer.is_some_and(|answer| is_recent(answer.at) && gives(talk, press, &answer.value))
}

/// Whether the button says what the answer is already.
fn gives(talk: &Talk<'_>, press: &Press, value: &Value) -> bool {
    match value {
        Value::Choice(id) => press.verb == Verb::Choose && *id == press.object,
        Value::Skipped => press.verb == Verb::Skip,
        Value::Escaped => press.verb == Verb::Escape,
        Value::Date(date) => kinds::date::day_of(talk, &press.object) == Some(*date),
        Value::Truth(yes) => press.verb == Verb::Choose && (press.object == "yes") == *yes,
        Value::Several(several) => {
            let chosen = several.chosen.contains(&press.object);
            press.verb == Verb::Next
                || (press.verb == Verb::Choose && chosen)
                || (press.verb == Verb::Remove && !chosen)
        }
        Value::Money(_)
        | Value::Mobile(_)
        | Value::NationalCode(_)
        | Value::Done
        | Value::Text(_) => false,
    }
}

/// What the old button would answer, as a person reads it.
fn label(talk: &Talk<'_>, step: &Step, press: &Press) -> Option<Message> {
    let draft = talk.draft()?;
    match (&step.kind, press.verb) {
        (_, Verb::Skip) => Some(Message::new("value-skipped")),
        (_, Verb::Escape) => Some(Message::new("value-not-in-list")),
        (Kind::Choice(choices) | Kind::Search(choices), _) => {
            lists::offered_row(talk, draft, choices, &press.object).map(|row| plain(row.label))
        }
        (Kind::Multi(rules), Verb::Choose | Verb::Remove) => {
            lists::offered_row(talk, draft, &rules.choices, &press.object)
                .map(|row| plain(row.label))
        }
        (Kind::JalaliDate, _) => kinds::date::day_of(talk, &press.object)
            .map(|date| Message::new("value-date").with("date", date)),
        (Kind::YesNo { yes, no }, _) => match press.object.as_str() {
            "yes" => Some(Message::new(yes.clone())),
            "no" => Some(Message::new(no.clone())),
            _ => None,
        },
        _ => None,
    }
}

fn offer_change(talk: &mut Talk<'_>, step: &Step, press: &Press, label: Message) {
    talk.session.focus = Focus::ConfirmChange { press: press.clone() };
    let rows = confirm::rows(talk);
    let current = talk
        .draft()
        .and_then(|draft| draft.answers.get(&step.id))
        .map(|answer| answer.label.clone());
    let offer = Message::new("confirm-change")
        .with("name", Message::new(step.label.clone()))
        .with("old", current.unwrap_or_else(|| Message::new("value-skipped")))
        .with("new", label);
    talk.show(vec![offer], Keyboard::Inline(rows));
}

/// What an old button of `step` means. «رد کردن» belongs to every optional step and not to a kind.
fn read(talk: &mut Talk<'_>, step: &Step, press: &Press) -> Reading {
    if press.verb == Verb::Skip && step.optional {
        Reading::Answer(Value::Skipped, Message::new("value-skipped"))
    } else {
        kinds::press(talk, step, press)
    }
}

/// Changes an answer to what the old button said.
fn change(talk: &mut Talk<'_>, press: &Press) {
    talk.session.focus = Focus::Question;
    let Some(step) = talk.flow().and_then(|flow| flow.step(&press.step)) else {
        return ask::go_on(talk);
    };
    match read(talk, step, press) {
        Reading::Answer(value, label) => {
            walk::store(talk, step, value, label);
            talk.note(
                Message::new("answer-changed").with("name", Message::new(step.label.clone())),
            );
        }
        Reading::Miss(_) | Reading::Say(_) | Reading::Look | Reading::GoOn | Reading::Silent(_) => {
        }
    }
    ask::go_on(talk);
}
