//! `jalali_date`: by the calendar picker or typed in any form that people use (`domain.md` §3).

use super::{Asked, Reading, calendar, question};
use crate::engine::Silence;
use crate::engine::keyboard::Presser;
use crate::engine::press::{Press, Verb};
use crate::engine::session::{Draft, Value};
use crate::engine::talk::Talk;
use crate::flow::Step;
use crate::persian::JalaliDate;
use crate::persian::date_text::{DateReading, read_date};
use crate::wording::Message;

pub(crate) fn ask(talk: &Talk<'_>, draft: &Draft, step: &Step, presser: &Presser) -> Asked {
    let today = talk.today();
    let kept = draft.answers.contains_key(&step.id) || step.optional;
    let rows = if let Some(year) = draft.view.years {
        calendar::months(presser, year, today)
    } else {
        let shown = draft.view.month.unwrap_or((today.year(), today.month()));
        let free = talk.world.settings.rows.saturating_sub(usize::from(kept));
        calendar::days(presser, shown, today, free)
    };
    Asked { rows, bottom: calendar::bottom(presser), ..question(step) }
}

pub(crate) fn read(talk: &Talk<'_>, typed: &str) -> Reading {
    match read_date(typed, talk.today()) {
        DateReading::Sure(date) | DateReading::Gregorian(date) => answer(date),
        DateReading::Ambiguous => Reading::Miss(Message::new("miss-date-ambiguous")),
        DateReading::NoSuchDay => Reading::Miss(Message::new("miss-date-no-such-day")),
        DateReading::NotADate => Reading::Miss(Message::new("miss-date")),
    }
}

#[expect(
    clippy::wildcard_enum_match_arm,
    reason = "a question knows its own verbs; any other shows it again"
)]
pub(crate) fn press(talk: &mut Talk<'_>, press: &Press) -> Reading {
    let today = talk.today();
    match press.verb {
        Verb::Choose => {
            let day = day_of(talk, &press.object);
            return day.map_or(Reading::Look, answer);
        }
        Verb::Nothing => return Reading::Silent(Silence::DeadButton),
        _ => {}
    }
    if let Some(draft) = talk.draft_mut() {
        match press.verb {
            Verb::Month => (draft.view.month, draft.view.years) = (read_month(&press.object), None),
            Verb::Year => {
                let year = press.object.parse().ok();
                draft.view.years =
                    year.filter(|year| (calendar::FIRST_YEAR..=today.year()).contains(year));
            }
            _ => {}
        }
    }
    Reading::Look
}

/// The day that a button of the calendar means at this moment.
pub(crate) fn day_of(talk: &Talk<'_>, object: &str) -> Option<JalaliDate> {
    match object {
        "today" => Some(talk.today()),
        "yesterday" => talk.today().plus_days(-1),
        compact => JalaliDate::from_compact(compact),
    }
}

fn read_month(object: &str) -> Option<(i16, u8)> {
    let (year, month) = (object.get(..4)?.parse().ok()?, object.get(4..)?.parse().ok()?);
    JalaliDate::new(year, month, 1).map(|first| (first.year(), first.month()))
}

fn answer(date: JalaliDate) -> Reading {
    Reading::Answer(Value::Date(date), Message::new("value-date").with("date", date))
}
