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
use super::{Silence, late, menu, repair, stack, tray};
use crate::claim::Family;
use crate::wording::Message;

/// The flow that identifies a person.
pub(crate) const IDENTIFY: &str = "identify";

/// Begins `flow`, or offers to continue an unfinished draft of it.
pub(crate) fn begin(talk: &mut Talk<'_>, flow: &str) {
    match flow {
        late::FLOW => return late::begin(talk),
        repair::FLOW => return repair::list(talk),
        _ => {}
    }
    let unfinished = stack::groups(&talk.session.drafts).into_iter().find(|group| {
        let begun = |draft: &&Draft| !draft.answers.is_empty() || !draft.photos.is_empty();
        group.first().is_some_and(|main| main.flow == flow)
            && group.iter().any(|draft| begun(&draft))
    });
    match unfinished.and_then(|group| group.first().map(|main| main.number)) {
        Some(number) => {
            stack::bring_up(talk, number);
            offer_resume(talk);
        }
        None => begin_afresh(talk, flow),
    }
}

/// Begins `flow` with nothing answered; an unfinished draft of it is erased.
pub(crate) fn begin_afresh(talk: &mut Talk<'_>, flow: &str) {
    match flow {
        late::FLOW => return late::begin_afresh(talk),
        repair::FLOW => return repair::begin_afresh(talk),
        _ => {}
    }
    let world = talk.world;
    let Some(flow) = world.flows.get(flow) else { return menu::show(talk) };
    stack::drop_groups(talk, |main| main.flow == flow.id || late::is_empty(main));
    tray::note_kept(talk);
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

/// Puts a fresh draft into hand.
pub(crate) fn push_draft(talk: &mut Talk<'_>, flow: &str, flow_version: u32) {
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
        about: None,
        offered_with: None,
        claims: None,
        to_say: Vec::new(),
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
    let Some(draft) = talk.main() else { return menu::show(talk) };
    let (title, begun) = (title(talk, draft), draft.begun);
    talk.session.focus = Focus::OfferResume;
    let rows = confirm::rows(talk);
    let offer = Message::new("offer-resume").with("title", title).with("begun", begun);
    talk.show(vec![offer], Keyboard::Inline(rows));
}

/// What the flow of `draft` is called.
pub(crate) fn title(talk: &Talk<'_>, draft: &Draft) -> Message {
    let flow = talk.world.flows.get(&draft.flow);
    Message::new(flow.map_or("flow-claim-title", |flow| flow.title.as_str()))
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

/// Asks whether the draft is really to be given up.
pub(crate) fn confirm_cancel(talk: &mut Talk<'_>) {
    let Some(main) = talk.main() else {
        talk.note(Message::new("nothing-to-cancel"));
        return menu::show(talk);
    };
    if late::is_empty(main) {
        return cancel(talk);
    }
    let question = Message::new(match main.flow.as_str() {
        late::FLOW => "confirm-cancel-documents",
        repair::FLOW => "confirm-cancel-repair",
        _ => "confirm-cancel",
    });
    // wording: confirm-cancel confirm-cancel-documents confirm-cancel-repair
    talk.session.focus = Focus::ConfirmCancel;
    let rows = confirm::rows(talk);
    talk.show(vec![question], Keyboard::Inline(rows));
}

/// «بله، انصراف»: what waited for this draft comes back.
pub(crate) fn cancel(talk: &mut Talk<'_>) {
    let Some(main) = talk.main() else { return menu::show(talk) };
    let said = match main.flow.as_str() {
        late::FLOW if late::is_empty(main) => "cancelled-nothing",
        late::FLOW => "cancelled-documents",
        repair::FLOW => "cancelled-repair",
        _ => "cancelled",
    };
    // wording: cancelled cancelled-nothing cancelled-documents cancelled-repair
    let number = main.number;
    stack::drop_groups(talk, |main| main.number == number);
    talk.note(Message::new(said));
    if talk.session.drafts.is_empty() { menu::show(talk) } else { come_back(talk) }
}

/// What waited below the draft that is done comes back in hand; nothing when nothing waits.
pub(crate) fn come_back(talk: &mut Talk<'_>) {
    if talk.session.drafts.is_empty() {
        return;
    }
    talk.session.focus = Focus::Question;
    tray::offer_again(talk);
    ask::go_on(talk);
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
