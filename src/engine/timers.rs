//! Reminders and expiry of an unfinished draft; the timers themselves are rows of the store.

use jiff::{SignedDuration, Timestamp};

use super::effect::{Effect, TimerKind};
use super::press::{Press, Verb};
use super::screen::{Keyboard, Screen};
use super::session::{Focus, Waiting};
use super::talk::{Talk, button};
use super::{Silence, start};
use crate::flow::Flow;
use crate::persian::jalali;
use crate::wording::Message;

/// Nobody is reminded from this Tehran hour on …
const NIGHT_BEGINS: i8 = 21;
/// … until this one (DESIGN §1.3: never at night).
const NIGHT_ENDS: i8 = 8;

/// The person did something: reminders count from here.
pub(crate) fn touched(talk: &mut Talk<'_>) {
    let now = talk.moment.now;
    for draft in &mut talk.session.drafts {
        draft.touched = now;
        draft.reminded = 0;
    }
}

/// Sets the timers of the draft that waits longest, which is the one the person wants.
pub(crate) fn schedule(talk: &mut Talk<'_>) {
    let Some(draft) = talk.session.drafts.first() else { return };
    let Some(flow) = talk.world.flows.get(&draft.flow) else { return };
    let touched = draft.touched;
    let reminder = flow
        .remind
        .get(draft.reminded as usize)
        .map(|after| by_day(touched + SignedDuration::from_secs(*after)));
    talk.effects.push(match reminder {
        Some(at) => Effect::WakeAt { at, timer: TimerKind::DraftReminder },
        None => Effect::CancelTimer { timer: TimerKind::DraftReminder },
    });
    let at = expiry(touched, flow);
    talk.effects.push(Effect::WakeAt { at, timer: TimerKind::DraftExpiry });
}

/// Time for a reminder.
pub(crate) fn remind(talk: &mut Talk<'_>) {
    let Some(draft) = talk.session.drafts.first_mut() else {
        talk.silence = Some(Silence::Outdated);
        return;
    };
    draft.reminded += 1;
    let (flow, ttl_from) = (draft.flow.clone(), draft.touched);
    let Some(flow) = talk.world.flows.get(&flow) else { return };
    let until = expiry(ttl_from, flow);
    let rows = vec![
        vec![button(Message::new("btn-resume"), Press::global(Verb::Resume, ""))],
        vec![button(Message::new("btn-cancel-yes"), Press::global(Verb::Cancel, ""))],
    ];
    let reminder = Message::new("draft-reminder")
        .with("title", Message::new(flow.title.clone()))
        .with("until", until);
    let screen = Screen {
        paragraphs: vec![reminder],
        keyboard: Keyboard::Inline(rows),
        reply_to: None,
        notice: true,
    };
    talk.show_screen(screen);
    schedule(talk);
}

/// Time for an unfinished draft to be erased.
pub(crate) fn expire(talk: &mut Talk<'_>) {
    let registering = matches!(talk.session.waiting, Some(Waiting::Registered(_)));
    let Some(draft) = talk.session.drafts.first().filter(|_| !registering) else {
        talk.silence = Some(Silence::Outdated);
        return;
    };
    let title = talk
        .world
        .flows
        .get(&draft.flow)
        .map_or_else(|| "flow-claim-title".to_owned(), |flow| flow.title.clone());
    start::drop_all_drafts(talk);
    talk.session.focus = Focus::Menu;
    let rows = vec![vec![button(Message::new("menu-claim"), Press::global(Verb::Start, "claim"))]];
    let notice = Message::new("draft-expired").with("title", Message::new(title));
    talk.show_screen(Screen {
        paragraphs: vec![notice],
        keyboard: Keyboard::Inline(rows),
        reply_to: None,
        notice: true,
    });
}

/// When a draft that was last touched then is erased: it is told, so not at night either.
fn expiry(touched: Timestamp, flow: &Flow) -> Timestamp {
    by_day(touched + SignedDuration::from_secs(flow.draft_ttl))
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
