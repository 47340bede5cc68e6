//! The Jalali calendar picker: Saturday on the right, the future shown but not pressable, month and year jumps.

use crate::engine::keyboard::{Presser, dead, in_rows};
use crate::engine::press::Verb;
use crate::engine::screen::Button;
use crate::engine::talk::plain;
use crate::persian::jalali::Weekday;
use crate::persian::{JalaliDate, jalali, text};
use crate::wording::Message;

const WEEK: usize = 7;
/// Years offered, back from the present one: older services are far outside every contract.
pub(super) const FIRST_YEAR: i16 = 1390;

/// The days of a month within `rows` rows, the bottom one counted. The heading with the weekdays is left out when six
/// weeks need the room.
pub(super) fn days(
    presser: &Presser,
    (year, month): (i16, u8),
    today: JalaliDate,
    rows: usize,
) -> Vec<Vec<Button>> {
    let Some(first) = JalaliDate::new(year, month, 1) else { return Vec::new() };
    let lead = usize::from(first.weekday().index());
    let mut cells: Vec<Button> = (0..lead).map(|_| blank()).collect();
    for day in 1..=JalaliDate::days_in_month(year, month) {
        let label = text::to_persian_digits(&day.to_string());
        cells.push(match JalaliDate::new(year, month, day) {
            Some(date) if date <= today => presser.to(plain(label), Verb::Choose, date.compact()),
            _ => {
                dead(Message::new("btn-future-day").with("day", crate::wording::Arg::Words(label)))
            }
        });
    }
    while !cells.len().is_multiple_of(WEEK) {
        cells.push(blank());
    }
    let weeks = in_rows(&cells, WEEK);
    let mut all = vec![heading(presser, year, month, today)];
    if weeks.len() + 3 <= rows {
        all.extend(in_rows(&Weekday::ALL.map(|day| dead(plain(day.initial()))), WEEK));
    }
    all.extend(weeks);
    all
}

/// «انصراف» · «بازگشت» · «دیروز» · «امروز»
pub(super) fn bottom(presser: &Presser) -> Vec<Button> {
    // wording: btn-yesterday btn-today
    vec![
        presser.plain("btn-cancel", Verb::Cancel),
        presser.plain("btn-back", Verb::Back),
        presser.to(Message::new("btn-yesterday"), Verb::Choose, "yesterday"),
        presser.to(Message::new("btn-today"), Verb::Choose, "today"),
    ]
}

/// The months of a year, and the way to other years.
pub(super) fn months(presser: &Presser, year: i16, today: JalaliDate) -> Vec<Vec<Button>> {
    let months = (1..=12).map(|month| {
        let name = plain(jalali::month_name(month));
        if (year, month) <= (today.year(), today.month()) {
            presser.to(name, Verb::Month, format!("{year:04}{month:02}"))
        } else {
            dead(Message::new("btn-future-day").with("day", name))
        }
    });
    let mut rows = in_rows(&months.collect::<Vec<_>>(), 3);
    let years = [year - 1, year, year + 1]
        .into_iter()
        .filter(|shown| (FIRST_YEAR..=today.year()).contains(shown))
        .map(|shown| {
            let label = plain(text::to_persian_digits(&shown.to_string()));
            presser.to(label, Verb::Year, shown.to_string())
        });
    rows.push(years.rev().collect());
    rows
}

/// «ماه بعد» at the left, «ماه قبل» at the right; between them the month, which opens the year.
fn heading(presser: &Presser, year: i16, month: u8, today: JalaliDate) -> Vec<Button> {
    let name =
        format!("{} {}", jalali::month_name(month), text::to_persian_digits(&year.to_string()));
    let title = presser.to(
        Message::new("btn-month").with("month", crate::wording::Arg::Words(name)),
        Verb::Year,
        year.to_string(),
    );
    let (before_year, before) = if month == 1 { (year - 1, 12) } else { (year, month - 1) };
    let (after_year, after) = if month == 12 { (year + 1, 1) } else { (year, month + 1) };
    let mut row = Vec::new();
    if (after_year, after) <= (today.year(), today.month()) {
        row.push(presser.to(
            Message::new("btn-month-next"),
            Verb::Month,
            format!("{after_year:04}{after:02}"),
        ));
    }
    row.push(title);
    if before_year >= FIRST_YEAR {
        row.push(presser.to(
            Message::new("btn-month-before"),
            Verb::Month,
            format!("{before_year:04}{before:02}"),
        ));
    }
    row
}

fn blank() -> Button {
    dead(Message::new("btn-blank"))
}
