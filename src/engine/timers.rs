//! Reminders and expiry of an unfinished draft; the timers themselves are rows of the store.

use jiff::{SignedDuration, Timestamp};

use super::effect::{Effect, TimerKind};
use super::press::{Press, Verb};
use super::screen::{Button, Keyboard, Screen};
use super::session::{Draft, Waiting};
use super::talk::{Talk, button};
use super::{Silence, late, repair, stack, start};
use crate::persian::jalali;
use crate::wording::{Arg, Message};

/// Nobody is reminded from this Tehran hour on …
const NIGHT_BEGINS: i8 = 21;
/// … until this one (DESIGN §1.3: never at night).
const NIGHT_ENDS: i8 = 8;

/// A draft that is on its way is looked at again after this time, should its answer not come.
const AGAIN: SignedDuration = SignedDuration::from_mins(15);

/// The person did something: reminders of what is in hand count from here.
pub(crate) fn touched(talk: &mut Talk<'_>) {
    let now = talk.moment.now;
    talk.session.touched = Some(now);
    let in_hand = stack::groups(&talk.session.drafts).last().map_or(0, |group| group.len());
    for draft in talk.session.drafts.iter_mut().rev().take(in_hand) {
        draft.touched = now;
        draft.reminded = 0;
    }
}

/// Sets the timers for the draft that is the first to be recalled, and the first to be erased.
pub(crate) fn schedule(talk: &mut Talk<'_>) {
    let drafts = own_drafts(talk);
    if drafts.is_empty() {
        return;
    }
    let reminder = drafts.iter().filter_map(|draft| reminder(talk, draft)).min();
    let expiry = drafts.iter().filter_map(|draft| erasure(talk, draft)).min();
    talk.effects.push(match reminder {
        Some(at) => Effect::WakeAt { at, timer: TimerKind::DraftReminder },
        None => Effect::CancelTimer { timer: TimerKind::DraftReminder },
    });
    talk.effects.extend(expiry.map(|at| Effect::WakeAt { at, timer: TimerKind::DraftExpiry }));
}

/// The drafts that somebody wants for themselves, not those that only identify the person.
fn own_drafts<'t>(talk: &'t Talk<'_>) -> Vec<&'t Draft> {
    stack::groups(&talk.session.drafts).into_iter().filter_map(|group| group.first()).collect()
}

/// When `draft` is recalled next; what is about to be erased is not recalled any more.
fn reminder(talk: &Talk<'_>, draft: &Draft) -> Option<Timestamp> {
    let after = talk.world.flows.get(&draft.flow)?.remind.get(draft.reminded as usize)?;
    let at = by_day(draft.touched + SignedDuration::from_secs(*after));
    expiry(talk, draft).is_some_and(|until| until > talk.moment.now).then_some(at)
}

/// When `draft` is looked at for erasing.
fn erasure(talk: &Talk<'_>, draft: &Draft) -> Option<Timestamp> {
    let at = expiry(talk, draft)?;
    Some(if is_sent(talk, draft) { at.max(by_day(talk.moment.now + AGAIN)) } else { at })
}

/// A timer that fires at night, because nobody was there to fire it in time, waits for the morning.
pub(crate) fn is_night(talk: &mut Talk<'_>, timer: TimerKind) -> bool {
    let morning = by_day(talk.moment.now);
    let is_night = morning > talk.moment.now;
    if is_night {
        talk.effects.push(Effect::WakeAt { at: morning, timer });
        talk.silence = Some(Silence::Night);
    }
    is_night
}

/// Time for a reminder. What is asked meanwhile stays: the buttons name the draft that is recalled.
pub(crate) fn remind(talk: &mut Talk<'_>) {
    if is_night(talk, TimerKind::DraftReminder) {
        return;
    }
    let drafts = own_drafts(talk);
    let due = drafts
        .iter()
        .filter_map(|draft| Some((reminder(talk, draft)?, draft.number)))
        .filter(|(at, _)| *at <= talk.moment.now)
        .min();
    talk.silence = Some(Silence::Outdated);
    if let Some((_, number)) = due {
        recall(talk, number);
    }
    schedule(talk);
}

fn recall(talk: &mut Talk<'_>, number: u32) {
    let recalled = talk.session.drafts.iter_mut().find(|draft| draft.number == number);
    let Some(recalled) = recalled else { return };
    recalled.reminded += 1;
    let draft = recalled.clone();
    let Some(until) = expiry(talk, &draft) else { return };
    let reminder = Message::new("draft-reminder")
        .with("title", start::title(talk, &draft))
        .with("until", until);
    let of_draft = |verb| Press { draft: number, ..Press::global(verb, "") };
    let rows = vec![
        vec![button(Message::new("btn-resume"), of_draft(Verb::Resume))],
        vec![button(Message::new("btn-cancel-yes"), of_draft(Verb::Cancel))],
    ];
    tell(talk, reminder, rows);
}

/// Time for unfinished drafts to be erased.
pub(crate) fn expire(talk: &mut Talk<'_>) {
    if is_night(talk, TimerKind::DraftExpiry) {
        return;
    }
    let now = talk.moment.now;
    let over: Vec<(u32, Option<(Message, Press)>)> = own_drafts(talk)
        .into_iter()
        .filter(|draft| expiry(talk, draft).is_some_and(|at| at <= now) && !is_sent(talk, draft))
        .map(|draft| (draft.number, farewell(talk, draft)))
        .collect();
    if over.is_empty() {
        talk.silence = Some(Silence::Outdated);
        return schedule(talk);
    }
    stack::drop_groups(talk, |main| over.iter().any(|(number, _)| *number == main.number));
    talk.silence = Some(Silence::Outdated);
    for (notice, press) in over.into_iter().filter_map(|(_, farewell)| farewell) {
        let label = if press.verb == Verb::Repair { "btn-repair" } else { "menu-claim" };
        tell(talk, notice, vec![vec![button(Message::new(label), press)]]);
    }
}

/// Whether what the draft asked for is on its way.
pub(crate) fn is_sent(talk: &Talk<'_>, draft: &Draft) -> bool {
    match &talk.session.waiting {
        Some(
            Waiting::Registered(sent) | Waiting::DocumentsAdded(sent) | Waiting::Repaired(sent),
        ) => *sent == draft.id,
        _ => false,
    }
}

/// What is said when the draft is erased, and what its button does.
fn farewell(talk: &Talk<'_>, draft: &Draft) -> Option<(Message, Press)> {
    let afresh = Press::global(Verb::Start, "claim");
    let about = draft.about.as_ref().map(|claim| claim.code.as_str().to_owned());
    match (draft.flow.as_str(), about) {
        (late::FLOW, _) if late::is_empty(draft) => None,
        (late::FLOW, _) => {
            let count = draft.photos.len();
            Some((Message::new("late-expired").with("count", count), afresh))
        }
        (repair::FLOW, Some(code)) => {
            let notice = Message::new("repair-expired").with("code", Arg::Code(code.clone()));
            Some((notice, Press::global(Verb::Repair, code)))
        }
        _ => Some((Message::new("draft-expired").with("title", start::title(talk, draft)), afresh)),
    }
}

fn tell(talk: &mut Talk<'_>, notice: Message, rows: Vec<Vec<Button>>) {
    talk.show_screen(Screen {
        paragraphs: vec![notice],
        keyboard: Keyboard::Inline(rows),
        reply_to: None,
        notice: true,
    });
}

/// When a draft is erased: it is told, so not at night either.
pub(crate) fn expiry(talk: &Talk<'_>, draft: &Draft) -> Option<Timestamp> {
    let flow = talk.world.flows.get(&draft.flow)?;
    Some(by_day(draft.touched + SignedDuration::from_secs(flow.draft_ttl)))
}

/// `at`, or the next morning when it falls into the night.
pub(crate) fn by_day(at: Timestamp) -> Timestamp {
    let hour = jalali::tehran_hour(at);
    let wait = if hour >= NIGHT_BEGINS {
        24 - hour + NIGHT_ENDS
    } else if hour < NIGHT_ENDS {
        NIGHT_ENDS - hour
    } else {
        0
    };
    at + SignedDuration::from_hours(i64::from(wait))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reminders_wait_for_the_day() {
        for (utc, tehran_hour) in
            [("2026-11-21T20:00:00Z", 8), ("2026-11-21T23:00:00Z", 8), ("2026-11-21T10:00:00Z", 13)]
        {
            let at = by_day(utc.parse().unwrap());
            assert_eq!(jalali::tehran_hour(at), tehran_hour, "{utc}");
        }
    }
}
