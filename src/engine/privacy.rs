//! «حریم خصوصی»: what is kept of the person, a copy of it, withdrawing the consent, and erasing (DESIGN §1.1, §1.3).

use jiff::SignedDuration;

use super::effect::{Effect, TimerKind};
use super::following::Following;
use super::input::{ClaimSummary, Input};
use super::own_data;
use super::press::{Press, Verb};
use super::screen::{Button, Keyboard};
use super::session::{Focus, Person, Waiting};
use super::talk::{Talk, button};
use super::{Silence, confirm, follow, menu, privacy_page, stack, submit};
use crate::claim::TrackingCode;
use crate::wording::Message;

/// A second press of the same button within this time is the same press.
const TWICE: SignedDuration = SignedDuration::from_secs(8);

/// Asks what is registered and kept of this chat, for the page that shows it.
pub(crate) fn ask(talk: &mut Talk<'_>) {
    look(talk, Waiting::Kept);
}

/// Asks the same, for the question whether everything is to be erased.
pub(crate) fn ask_to_erase(talk: &mut Talk<'_>) {
    look(talk, Waiting::KeptToErase);
}

fn look(talk: &mut Talk<'_>, waiting: Waiting) {
    leave_question(talk);
    talk.session.waiting = Some(waiting);
    talk.effects.push(Effect::TellKept);
    talk.silence = Some(Silence::AnswerComes);
}

/// A question of this file is over, whether answered or not.
fn leave_question(talk: &mut Talk<'_>) {
    if matches!(talk.session.focus, Focus::ConfirmConsent | Focus::ConfirmErase { .. }) {
        follow::settle_focus(talk);
    }
}

/// A button of this file.
pub(crate) fn pressed(talk: &mut Talk<'_>, what: &str) {
    match what {
        "copy" => copy(talk),
        "consent" => ask_consent(talk),
        "consent-yes" if talk.session.focus == Focus::ConfirmConsent => withdraw_consent(talk),
        "erase" => ask_to_erase(talk),
        "erase-yes" => erase(talk),
        // On an old message a yes is no yes: what is kept now is shown.
        _ => ask(talk),
    }
}

/// The answer of an effect of this file. One that nobody waits for (performed twice) changes nothing.
pub(crate) fn answered(talk: &mut Talk<'_>, answer: Input) {
    match (answer, talk.session.waiting.take()) {
        (Input::KeptTold { claims, answers }, Some(Waiting::Kept)) => {
            show(talk, &claims, answers);
        }
        (Input::KeptTold { claims, answers }, Some(Waiting::KeptToErase)) => {
            kept_to_erase(talk, &claims, answers);
        }
        (Input::ChatForgotten { erased, kept }, Some(Waiting::Forgotten)) => {
            forgotten(talk, &erased, &kept);
        }
        (_, waiting) => {
            talk.session.waiting = waiting;
            talk.silence = Some(Silence::Outdated);
        }
    }
}

/// What is kept was told: it is shown, with what can be done about it.
fn show(talk: &mut Talk<'_>, claims: &[ClaimSummary], answers: u32) {
    let page = privacy_page::page(talk, claims, answers);
    let mut rows = vec![one("btn-privacy-copy", "copy"), one("btn-privacy-erase", "erase")];
    if submit::consent_of(talk).is_some() {
        rows.push(one("btn-privacy-consent", "consent"));
    }
    rows.push(vec![follow::way_back(talk)]);
    talk.show(vec![page], Keyboard::Inline(rows));
    // wording: btn-privacy-copy btn-privacy-erase btn-privacy-consent
}

fn one(key: &str, what: &str) -> Vec<Button> {
    vec![button(Message::new(key), Press::global(Verb::Privacy, what))]
}

/// «دریافت نسخه‌ای از داده‌ها»
fn copy(talk: &mut Talk<'_>) {
    leave_question(talk);
    let now = talk.moment.now;
    if talk.session.following.copied.is_some_and(|at| now.duration_since(at) <= TWICE) {
        talk.silence = Some(Silence::PressedTwice);
        return;
    }
    talk.session.following.copied = Some(now);
    let data = own_data::of_session(talk);
    talk.effects.push(Effect::SendCopy(Box::new(data)));
    talk.silence = Some(Silence::AnswerComes);
}

/// The file was sent, or Bale would not take it.
pub(crate) fn copy_sent(talk: &mut Talk<'_>, sent: bool) {
    let told = if sent { "privacy-copy-sent" } else { "privacy-copy-not-sent" };
    // wording: privacy-copy-sent privacy-copy-not-sent
    let rows = vec![one("menu-privacy", ""), vec![follow::way_back(talk)]];
    talk.show(vec![Message::new(told)], Keyboard::Inline(rows));
}

/// Asks whether the consent is really to be withdrawn.
pub(crate) fn ask_consent(talk: &mut Talk<'_>) {
    if submit::consent_of(talk).is_none() {
        talk.note(Message::new("privacy-no-consent-given"));
        return ask(talk);
    }
    talk.session.focus = Focus::ConfirmConsent;
    let rows = confirm::rows(talk);
    talk.show(vec![Message::new("confirm-consent-withdraw")], Keyboard::Inline(rows));
}

/// «بله، پس می‌گیرم»: nothing that rests on the consent alone is kept; what is registered goes on.
fn withdraw_consent(talk: &mut Talk<'_>) {
    forget_person(talk);
    talk.note(Message::new("privacy-consent-withdrawn"));
    menu::show(talk);
}

/// Unfinished drafts go with their photos, and so does who the person is.
fn forget_person(talk: &mut Talk<'_>) {
    stack::drop_groups(talk, |_| true);
    talk.session.person = Person::default();
    talk.session.focus = Focus::Menu;
}

/// What is kept was told: it is asked whether all of it is to go, with what stays.
fn kept_to_erase(talk: &mut Talk<'_>, claims: &[ClaimSummary], answers: u32) {
    let question = privacy_page::what_would_go(talk, claims, answers);
    let Some(question) = question else {
        talk.note(Message::new("privacy-nothing-to-erase"));
        return menu::show(talk);
    };
    let codes = claims.iter().map(|claim| claim.code.clone()).collect();
    talk.session.focus = Focus::ConfirmErase { codes };
    let rows = confirm::rows(talk);
    talk.show(question, Keyboard::Inline(rows));
}

/// «بله، همه را پاک کن». What the session knows goes in this very turn; an effect sees to the rest.
fn erase(talk: &mut Talk<'_>) {
    let Focus::ConfirmErase { codes } = talk.session.focus.clone() else {
        let now = talk.moment.now;
        if talk.session.forgotten.is_some_and(|at| now.duration_since(at) <= TWICE) {
            talk.silence = Some(Silence::PressedTwice);
            return;
        }
        return ask(talk);
    };
    forget_person(talk);
    let session = &mut talk.session;
    session.registered.clear();
    // How many codes were guessed goes on being counted: erasing is no way round it.
    let lookups = std::mem::take(&mut session.following.lookups);
    session.following = Following { lookups, ..Following::default() };
    session.forgotten = Some(talk.moment.now);
    session.waiting = Some(Waiting::Forgotten);
    for timer in TimerKind::ALL {
        talk.effects.push(Effect::CancelTimer { timer });
    }
    talk.effects.push(Effect::ForgetChat { codes });
    talk.silence = Some(Silence::AnswerComes);
}

/// Everything is erased but what must be kept, which is said.
fn forgotten(talk: &mut Talk<'_>, erased: &[TrackingCode], kept: &[TrackingCode]) {
    talk.note(Message::new("privacy-erased"));
    if !erased.is_empty() {
        let codes = privacy_page::codes(erased);
        talk.note(Message::new("privacy-erased-claims").with("codes", codes));
    }
    if !kept.is_empty() {
        let codes = privacy_page::codes(kept);
        talk.note(Message::new("privacy-kept-claims").with("codes", codes));
    }
    menu::show(talk);
}
