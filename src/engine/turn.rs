//! The engine's only door.

use super::answers;
use super::ask;
use super::back::back;
use super::confirm;
use super::contact;
use super::documents;
use super::follow;
use super::input::Input;
use super::kinds::{self, Reading};
use super::late;
use super::menu::{self, Wish};
use super::notices;
use super::old_button;
use super::openings;
use super::photos;
use super::press::{Press, Verb};
use super::privacy;
use super::repair;
use super::session::{Focus, LastPress, Session, Value};
use super::start;
use super::talk::Talk;
use super::timers;
use super::unlock;
use super::walk;
use super::withdraw;
use super::world::World;
use super::{Moment, Silence, Turn};
use crate::claim::{CodeReading, TrackingCode};
use crate::flow::{Kind, Step};
use crate::persian::{Mobile, text};
use crate::wording::Message;

/// One turn: total, deterministic, never panics; shows something or is silent for a reason that has a name.
pub fn turn(world: &World, session: Session, input: Input, moment: Moment) -> Turn {
    let mut talk = Talk::new(world, session, moment);
    take(&mut talk, input);
    while talk.session.waiting.is_none() && !talk.session.held.is_empty() {
        talk.flush_notes();
        let held = talk.session.held.remove(0);
        take(&mut talk, held);
    }
    talk.finish()
}

fn take(talk: &mut Talk<'_>, input: Input) {
    if talk.session.waiting.is_some() && input.is_from_person() {
        if talk.session.held.len() < talk.world.settings.held {
            talk.session.held.push(input);
        } else if talk.session.held.last() != Some(&Input::Mishap) {
            // The person is told that something was left out, behind what was not.
            talk.session.held.push(Input::Mishap);
        }
        talk.silence = Some(Silence::Held);
        return;
    }
    let from_person = input.is_from_person();
    if from_person {
        timers::touched(talk);
        start::check_version(talk);
        if !matches!(input, Input::Press { .. }) {
            talk.session.pressed = None;
        }
    }
    handle(talk, input);
    if from_person {
        timers::schedule(talk);
    }
}

fn handle(talk: &mut Talk<'_>, input: Input) {
    match input {
        Input::Text { text } => typed(talk, &text),
        Input::Press { data } => pressed(talk, &data),
        Input::Photo(upload) | Input::File(upload) => photos::take_in(talk, &upload),
        Input::Contact { phone, own } => contact::shared(talk, &phone, own),
        Input::Other => miss(talk, Message::new("miss-other")),
        Input::Mishap => {
            // What was put aside may have been the very answer that is waited for.
            talk.session.waiting = None;
            talk.note(Message::new("mishap"));
            repeat(talk);
        }
        Input::Delayed => delayed(talk),
        Input::Tick { timer } => answers::tick(talk, timer),
        Input::PhotoChecked { document, draft, outcome } => {
            photos::checked(talk, &document, draft, &outcome);
        }
        Input::Registered { draft, outcome } => answers::registered(talk, &draft, &outcome),
        Input::ClaimChanged { claim, seq } => notices::changed(talk, &claim, seq),
        answer @ (Input::CodeSent { .. }
        | Input::CodeChecked { .. }
        | Input::PersonLookedUp { .. }
        | Input::ClaimLookedUp { .. }
        | Input::ClaimsListed { .. }
        | Input::DocumentsAdded { .. }
        | Input::Repaired { .. }
        | Input::Withdrawn { .. }) => answers::answered(talk, answer),
        answer @ (Input::KeptTold { .. } | Input::ChatForgotten { .. }) => {
            privacy::answered(talk, answer);
        }
        Input::CopySent { sent } => privacy::copy_sent(talk, sent),
    }
}

/// Says that what is waited for takes long; by now it may have come.
fn delayed(talk: &mut Talk<'_>) {
    let is_awaited =
        talk.session.waiting.is_some() || talk.session.drafts.iter().any(documents::is_coming);
    if is_awaited {
        talk.note(Message::new("delayed"));
        talk.flush_notes();
    } else {
        talk.silence = Some(Silence::Outdated);
    }
}

fn typed(talk: &mut Talk<'_>, typed: &str) {
    if let Some(wish) = menu::wish(talk, typed) {
        talk.session.misses = 0;
        return grant(talk, wish);
    }
    if let Some(flow) = openings::begun_by(talk, typed) {
        talk.session.misses = 0;
        late::tidy(talk);
        return start::begin(talk, &flow.id);
    }
    if let Some(code) = bare_tracking_code(talk, typed) {
        return follow::look_up(talk, code);
    }
    let action =
        follow::typed_action(talk, typed).filter(|_| talk.session.focus != Focus::Question);
    if let Some(press) = action {
        return old_button::global(talk, &press);
    }
    match talk.session.focus.clone() {
        Focus::Question => answer(talk, typed),
        Focus::AskTrackingCode => follow::read_code(talk, typed),
        Focus::Unlock => unlock::read(talk, typed),
        Focus::ConfirmCancel
        | Focus::ConfirmChange { .. }
        | Focus::ConfirmWithdraw { .. }
        | Focus::ConfirmConsent
        | Focus::ConfirmErase { .. }
        | Focus::OfferResume => {
            confirm(talk, typed);
        }
        // Nothing is asked: digits are meant as a tracking code, with a slip or with words around it.
        Focus::Menu if TrackingCode::read(typed) != CodeReading::None => {
            follow::read_code(talk, typed);
        }
        Focus::Menu => miss(talk, Message::new("miss-menu")),
    }
}

/// A code alone in the message opens that claim wherever one is; inside a question that takes codes, only a code that
/// was given to this chat does.
fn bare_tracking_code(talk: &Talk<'_>, typed: &str) -> Option<TrackingCode> {
    let CodeReading::Code(code) = TrackingCode::read(typed) else { return None };
    let step = current_step(talk).filter(|_| talk.session.focus == Focus::Question);
    if step.is_some_and(|step| matches!(step.kind, Kind::Claim)) {
        // The code is the answer.
        return None;
    }
    let rest = text::normalise(typed);
    let bare = rest
        .chars()
        .all(|letter| letter.is_ascii_digit() || matches!(letter, ' ' | '-' | '\u{200c}'));
    let own = talk.session.registered.values().any(|known| *known == code);
    let takes_codes = step.is_some_and(|step| match step.kind {
        Kind::Code { .. } | Kind::Text { .. } | Kind::Claim => true,
        // `989121234567` has the length of a code.
        Kind::Mobile { .. } | Kind::Otp { .. } => Mobile::parse(typed).is_some(),
        Kind::Choice(_)
        | Kind::Search(_)
        | Kind::Multi(_)
        | Kind::YesNo { .. }
        | Kind::Money
        | Kind::JalaliDate
        | Kind::NationalCode { .. }
        | Kind::Documents(_)
        | Kind::Info
        | Kind::Review { .. } => false,
    });
    (bare && (own || !takes_codes)).then_some(code)
}

fn grant(talk: &mut Talk<'_>, wish: Wish) {
    if !matches!(wish, Wish::Documents | Wish::Help | Wish::Cancel | Wish::Back) {
        late::tidy(talk);
    }
    match wish {
        Wish::Start => menu::greet(talk),
        Wish::Menu => follow::leave_for_menu(talk),
        Wish::Claim => start::begin(talk, "claim"),
        Wish::Status => follow::ask_code(talk),
        Wish::Mine => follow::list(talk, 0),
        Wish::Documents => late::begin(talk),
        Wish::Repair => repair::list(talk),
        Wish::Special => openings::special(talk),
        Wish::Help => help(talk),
        Wish::Privacy => privacy::ask(talk),
        Wish::Cancel => start::confirm_cancel(talk),
        Wish::Back => back(talk),
    }
}

fn help(talk: &mut Talk<'_>) {
    match current_step(talk).filter(|_| talk.session.focus == Focus::Question) {
        Some(step) => {
            talk.note(Message::new(step.help.clone()));
            ask::go_on(talk);
        }
        None => menu::help(talk),
    }
}

/// The step whose question stands.
pub(crate) fn current_step<'w>(talk: &Talk<'w>) -> Option<&'w Step> {
    talk.flow()?.step(&talk.draft()?.view.step)
}

fn answer(talk: &mut Talk<'_>, typed: &str) {
    let Some(step) = current_step(talk) else { return ask::go_on(talk) };
    let key = text::search_key(typed);
    if step.optional && talk.says("btn-skip", &key) {
        return settle(talk, step, Reading::Answer(Value::Skipped, Message::new("value-skipped")));
    }
    let answered = talk.draft().is_some_and(|draft| draft.answers.contains_key(&step.id));
    if answered && talk.says("btn-keep", &key) {
        return keep(talk);
    }
    let reading = kinds::read(talk, step, typed);
    settle(talk, step, reading);
}

fn keep(talk: &mut Talk<'_>) {
    if let Some(draft) = talk.draft_mut() {
        draft.asking = None;
    }
    ask::go_on(talk);
}

/// Does what a reading comes to.
pub(crate) fn settle(talk: &mut Talk<'_>, step: &Step, reading: Reading) {
    match reading {
        Reading::Answer(value, label) => {
            talk.session.misses = 0;
            noted(talk, step, &value, &label);
            if kinds::mobile::is_share_shown(talk, step) {
                menu::bring_back(talk);
            }
            walk::store(talk, step, value, label);
            ask::go_on(talk);
        }
        Reading::Miss(why) => miss(talk, why),
        Reading::Say(what) => {
            talk.note(what);
            ask::go_on(talk);
        }
        Reading::Look | Reading::GoOn => {
            talk.session.misses = 0;
            ask::go_on(talk);
        }
        Reading::Silent(silence) => talk.silence = Some(silence),
    }
}

/// What was understood is read back on top of the next question.
fn noted(talk: &mut Talk<'_>, step: &Step, value: &Value, label: &Message) {
    let tell = match value {
        Value::Several(several) => !several.chosen.is_empty(),
        Value::Skipped | Value::Escaped | Value::Done => false,
        Value::Choice(_)
        | Value::Truth(_)
        | Value::Text(_)
        | Value::Money(_)
        | Value::Date(_)
        | Value::NationalCode(_)
        | Value::Mobile(_) => true,
    };
    if tell {
        let noted = Message::new("noted")
            .with("name", Message::new(step.label.clone()))
            .with("value", label.clone());
        talk.note(noted);
    }
}

/// Something was not understood: the reason, the question again, and after some misses an offer of help.
pub(crate) fn miss(talk: &mut Talk<'_>, why: Message) {
    talk.session.misses += 1;
    talk.note(why);
    if talk.session.misses >= talk.world.settings.misses {
        talk.session.misses = 0;
        talk.note(Message::new("miss-offer-help"));
        if let Some(step) = current_step(talk).filter(|_| talk.session.focus == Focus::Question) {
            talk.note(Message::new(step.help.clone()));
        }
    }
    repeat(talk);
}

/// Shows again what is being talked about.
pub(crate) fn repeat(talk: &mut Talk<'_>) {
    match &talk.session.focus {
        Focus::Question => ask::go_on(talk),
        Focus::AskTrackingCode => follow::ask_code(talk),
        Focus::Unlock => unlock::show(talk),
        Focus::ConfirmWithdraw { code } => withdraw::ask(talk, code.clone()),
        Focus::ConfirmConsent => privacy::ask_consent(talk),
        Focus::ConfirmErase { .. } => privacy::ask_to_erase(talk),
        Focus::ConfirmCancel => start::confirm_cancel(talk),
        Focus::OfferResume => start::offer_resume(talk),
        Focus::ConfirmChange { .. } | Focus::Menu if !talk.session.drafts.is_empty() => {
            start::offer_resume(talk);
        }
        Focus::ConfirmChange { .. } | Focus::Menu => menu::show(talk),
    }
}

/// Something typed where a confirmation was asked for. What means none of the buttons is taken as an answer to the
/// question that stood before.
fn confirm(talk: &mut Talk<'_>, typed: &str) {
    if confirm::read(talk, typed) {
        return;
    }
    if talk.session.drafts.is_empty() {
        return miss(talk, Message::new("miss-menu"));
    }
    talk.session.focus = Focus::Question;
    answer(talk, typed);
}

fn pressed(talk: &mut Talk<'_>, data: &str) {
    let Some(press) = Press::decode(data) else {
        return miss(talk, Message::new("button-unknown"));
    };
    if press.verb == Verb::Nothing {
        talk.silence = Some(Silence::DeadButton);
        return;
    }
    if press.draft == 0 {
        talk.session.pressed = None;
        return old_button::global(talk, &press);
    }
    of_a_draft(talk, &press);
    if talk.silence != Some(Silence::PressedTwice) {
        talk.session.pressed = Some(LastPress { press, at: talk.moment.now });
    }
}

fn of_a_draft(talk: &mut Talk<'_>, press: &Press) {
    if talk.draft().is_none_or(|draft| draft.number != press.draft) {
        return old_button::of_another_draft(talk, press);
    }
    let fresh = press.generation == talk.session.generation;
    let stands = current_step(talk).is_some_and(|step| step.id == press.step);
    if fresh && stands {
        // The question still stands, whatever was looked at since.
        talk.session.focus = Focus::Question;
    }
    let current = current_step(talk).filter(|_| stands && talk.session.focus == Focus::Question);
    match (press.verb, current) {
        (Verb::Cancel, _) => start::confirm_cancel(talk),
        (Verb::Help, Some(_)) => help(talk),
        (Verb::Back, Some(_)) if fresh => back(talk),
        (Verb::Keep, Some(step))
            if !matches!(step.kind, Kind::Documents(_) | Kind::Review { .. }) =>
        {
            keep(talk);
        }
        (Verb::Skip, Some(step)) if step.optional => {
            settle(talk, step, Reading::Answer(Value::Skipped, Message::new("value-skipped")));
        }
        // The button of a rule that looks at another answer too.
        (Verb::Edit, Some(step)) if !matches!(step.kind, Kind::Review { .. }) => {
            kinds::review::edit(talk, &press.object);
            ask::go_on(talk);
        }
        (_, Some(step)) if fresh || !old_button::is_passing(press.verb) => {
            let reading = kinds::press(talk, step, press);
            settle(talk, step, reading);
        }
        _ => old_button::of_this_draft(talk, press),
    }
}
