//! Beginning, continuing and giving up a flow.

use std::collections::BTreeMap;

use super::ask;
use super::confirm;
use super::effect::Effect;
use super::facts::consent_given;
use super::input::RegisterOutcome;
use super::screen::Keyboard;
use super::session::{Draft, Focus, View, Waiting};
use super::talk::Talk;
use super::{Silence, TimerKind, menu};
use crate::claim::Family;
use crate::wording::Message;

/// The flow that identifies a person.
pub(crate) const IDENTIFY: &str = "identify";

/// Begins `flow`, or offers to continue an unfinished draft of it.
pub(crate) fn begin(talk: &mut Talk<'_>, flow: &str) {
    let drafts = &talk.session.drafts;
    let unfinished = drafts.first().is_some_and(|draft| draft.flow == flow)
        && drafts.iter().any(|draft| !draft.answers.is_empty());
    if unfinished {
        offer_resume(talk);
    } else {
        begin_afresh(talk, flow);
    }
}

/// Begins `flow` with nothing answered; an unfinished draft is erased.
pub(crate) fn begin_afresh(talk: &mut Talk<'_>, flow: &str) {
    let world = talk.world;
    let Some(flow) = world.flows.get(flow) else { return menu::show(talk) };
    drop_all_drafts(talk);
    push_draft(talk, &flow.id, flow.version);
    if !flow.needs.iter().any(|need| need == IDENTIFY) {
        return ask::go_on(talk);
    }
    let known = consent_given(talk).then(|| talk.session.person.identity.clone()).flatten();
    match known {
        None => identify(talk),
        Some(identity) => match (identity.national_code, talk.world.settings.open_mode) {
            (Some(national_code), false) => {
                talk.session.waiting = Some(Waiting::Person);
                talk.effects.push(Effect::LookUpPerson { national_code, mobile: identity.mobile });
                talk.silence = Some(Silence::AnswerComes);
            }
            (None, false) => identify(talk),
            (_, true) => ask::go_on(talk),
        },
    }
}

/// Puts the identifying flow before the draft in hand.
fn identify(talk: &mut Talk<'_>) {
    let world = talk.world;
    if let Some(flow) = world.flows.get(IDENTIFY) {
        push_draft(talk, &flow.id, flow.version);
    }
    ask::go_on(talk);
}

fn push_draft(talk: &mut Talk<'_>, flow: &str, flow_version: u32) {
    let id = talk.fresh_hex(32);
    talk.session.drafts_begun += 1;
    let now = talk.moment.now;
    talk.session.drafts.push(Draft {
        id,
        number: talk.session.drafts_begun,
        flow: flow.to_owned(),
        flow_version,
        begun: now,
        touched: now,
        answers: BTreeMap::new(),
        asking: None,
        warned: Vec::new(),
        view: View::default(),
        challenge: None,
        photos: Vec::new(),
        reminded: 0,
    });
}

/// `PersonLookedUp` has come: at the end of `identify`, or because a known person begins a flow.
pub(crate) fn person_looked_up(talk: &mut Talk<'_>, family: Option<&Family>) {
    let identifying = talk.draft().is_some_and(|draft| draft.flow == IDENTIFY);
    match (family, identifying) {
        (Some(family), true) => super::submit::identified(talk, Some(family.clone())),
        (Some(family), false) => {
            if let Some(identity) = &mut talk.session.person.identity {
                identity.family = Some(family.clone());
            }
            ask::go_on(talk);
        }
        (None, true) => {
            talk.note(Message::new("directory-closed"));
            ask::forget(talk, "own_national_code");
            ask::go_on(talk);
        }
        (None, false) => {
            talk.session.person.identity = None;
            talk.note(Message::new("directory-changed"));
            identify(talk);
        }
    }
}

/// Offers to continue what was begun.
pub(crate) fn offer_resume(talk: &mut Talk<'_>) {
    let Some(draft) = talk.session.drafts.first() else { return menu::show(talk) };
    let (flow, begun) = (draft.flow.clone(), draft.begun);
    let title = talk
        .world
        .flows
        .get(&flow)
        .map_or_else(|| "flow-claim-title".to_owned(), |flow| flow.title.clone());
    talk.session.focus = Focus::OfferResume;
    let rows = confirm::rows(talk);
    let offer =
        Message::new("offer-resume").with("title", Message::new(title)).with("begun", begun);
    talk.show(vec![offer], Keyboard::Inline(rows));
}

/// Goes on where the draft in hand stands.
pub(crate) fn resume(talk: &mut Talk<'_>) {
    if talk.session.drafts.is_empty() {
        return menu::show(talk);
    }
    talk.session.focus = Focus::Question;
    ask::go_on(talk);
}

/// A changed flow never loses a draft: answers are looked at again under the rules in force (DESIGN §3).
pub(crate) fn check_version(talk: &mut Talk<'_>) {
    let Some((flow, draft)) = talk.flow().zip(talk.draft()) else { return };
    if draft.flow_version >= flow.version {
        return;
    }
    let (moved, notices) = super::migrate::migrated(draft, flow);
    if let Some(draft) = talk.draft_mut() {
        *draft = moved;
    }
    talk.note(Message::new("flow-changed"));
    for notice in notices {
        talk.note(notice);
    }
}

/// Erases the drafts and what was stored for them.
pub(crate) fn drop_all_drafts(talk: &mut Talk<'_>) {
    let drafts = std::mem::take(&mut talk.session.drafts);
    for draft in &drafts {
        for (_, file) in super::documents::stored(draft) {
            let drop = Effect::DropPhoto { draft: draft.id.clone(), sha256: file.sha256.clone() };
            if !talk.effects.contains(&drop) {
                talk.effects.push(drop);
            }
        }
    }
    for timer in [TimerKind::PhotosGathered, TimerKind::DraftReminder, TimerKind::DraftExpiry] {
        talk.effects.push(Effect::CancelTimer { timer });
    }
    talk.session.focus = Focus::Menu;
}

/// Asks whether the draft is really to be given up.
pub(crate) fn confirm_cancel(talk: &mut Talk<'_>) {
    if talk.session.drafts.is_empty() {
        talk.note(Message::new("nothing-to-cancel"));
        return menu::show(talk);
    }
    talk.session.focus = Focus::ConfirmCancel;
    let rows = confirm::rows(talk);
    talk.show(vec![Message::new("confirm-cancel")], Keyboard::Inline(rows));
}

/// «بله، انصراف»
pub(crate) fn cancel(talk: &mut Talk<'_>) {
    if !talk.session.drafts.is_empty() {
        drop_all_drafts(talk);
        talk.note(Message::new("cancelled"));
    }
    menu::show(talk);
}

/// `Registered` has come.
pub(crate) fn registered(talk: &mut Talk<'_>, draft: &str, outcome: &RegisterOutcome) {
    match outcome {
        RegisterOutcome::Done(summary) => super::submit::registered(talk, draft, summary),
        RegisterOutcome::Changed(family) => {
            if let Some(identity) = &mut talk.session.person.identity {
                identity.family.clone_from(family);
            }
            talk.note(Message::new("directory-changed"));
            ask::go_on(talk);
        }
    }
}
