//! The dashboard: how many claims come, where they stand, how long they take, and what is wrong with them.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use maud::{Markup, html};

use super::Console;
use super::address::with_query;
use super::asked::Asked;
use super::chart::{Bar, bars, columns};
use super::fault::Fault;
use super::layout::{Frame, Section};
use super::session::Visitor;
use super::words::{Words, digits};
use crate::claim::{DocumentTitle, Stage};
use crate::persian::JalaliDate;
use crate::persian::jalali::in_tehran;
use crate::persian::text::to_persian_digits;
use crate::registry::{Dashboard, StageDays};
use crate::wording::{Arg, Message};

/// Spans to choose from, in days.
const SPANS: [i32; 4] = [7, 30, 90, 365];
const USUAL: i32 = 30;
/// Titles with the most defects that are shown.
const MOST_TITLES: usize = 12;

/// The decimal mark of Persian.
const DECIMAL: &str = "\u{66b}";

/// `GET /console/dashboard?days=`
pub(super) async fn show(
    State(console): State<Console>,
    visitor: Visitor,
    Asked(fields): Asked,
) -> Result<Response, Fault> {
    let asked = fields.one("days").parse().ok().filter(|days| SPANS.contains(days));
    let days = asked.unwrap_or(USUAL);
    let today = in_tehran(console.desk.clock.now());
    let from = today.plus_days(1 - days).unwrap_or(today);
    let figures = console.desk.registry.dashboard(from, today).await?;
    let words = Words::new(&console.desk.catalog);
    let board = Board { words, figures: &figures };
    let content = html! {
        h1 { (words.say(&Message::new("console-dashboard"))) }
        (board.spans(days))
        (board.totals())
        div.board {
            (board.per_day())
            (board.by_stage())
            (board.days_in_stage())
            (board.defects())
        }
    };
    let title = words.say(&Message::new("console-dashboard"));
    let section = Some(Section::Dashboard);
    Ok(Frame { words, title, visitor: Some(&visitor), section }.page(StatusCode::OK, &content))
}

struct Board<'p> {
    words: Words<'p>,
    figures: &'p Dashboard,
}

impl Board<'_> {
    fn say(&self, message: &Message) -> String {
        self.words.say(message)
    }

    fn spans(&self, chosen: i32) -> Markup {
        html! {
            nav.stages aria-label=(self.say(&Message::new("console-span"))) {
                @for days in SPANS {
                    a href=(with_query("/console/dashboard", &[("days", &days.to_string())]))
                        aria-current=[(days == chosen).then_some("true")] {
                        (self.say(&Message::new("console-last-days").with("days", days)))
                    }
                }
            }
        }
    }

    fn totals(&self) -> Markup {
        let of = |stages: &[Stage]| -> u64 {
            stages.iter().filter_map(|stage| self.figures.by_stage.get(stage)).sum()
        };
        let waiting = [Stage::Registered, Stage::Resubmitted];
        let figures = [
            (Message::new("console-total-claims"), of(&Stage::ALL)),
            (Message::new("console-total-waiting"), of(&waiting)),
            (Message::new("console-total-defect"), of(&[Stage::Defect])),
            (Message::new("console-total-paid"), of(&[Stage::Paid])),
        ];
        html! {
            dl.totals {
                @for (name, figure) in &figures {
                    div.card { dt { (self.say(name)) } dd { (digits(figure)) } }
                }
            }
        }
    }

    fn per_day(&self) -> Markup {
        let bar = |(day, count): &(JalaliDate, u64)| Bar {
            name: day.short(),
            class: "",
            size: whole(*count),
            value: digits(count),
        };
        let days: Vec<Bar> = self.figures.per_day.iter().map(bar).collect();
        self.card(
            &Message::new("console-chart-per-day"),
            &Message::new("console-day"),
            &days,
            columns,
        )
    }

    fn by_stage(&self) -> Markup {
        let bar = |(stage, count): (&Stage, &u64)| Bar {
            name: self.words.stage(*stage),
            class: stage.name(),
            size: whole(*count),
            value: digits(count),
        };
        let stages: Vec<Bar> = self.figures.by_stage.iter().map(bar).collect();
        self.card(
            &Message::new("console-chart-by-stage"),
            &Message::new("console-stage"),
            &stages,
            bars,
        )
    }

    fn days_in_stage(&self) -> Markup {
        let both = |in_stage: &StageDays| {
            let stage = self.words.stage(in_stage.stage);
            let name = |key: Message| format!("{stage} · {}", self.say(&key));
            [
                self.days(name(Message::new("console-median")), "median", in_stage.median),
                self.days(name(Message::new("console-p80")), "p80", in_stage.p80),
            ]
        };
        let all: Vec<Bar> = self.figures.days_in_stage.iter().flat_map(both).collect();
        self.card(&Message::new("console-chart-days"), &Message::new("console-stage"), &all, bars)
    }

    fn days(&self, name: String, class: &'static str, days: f64) -> Bar {
        let value = to_persian_digits(&format!("{days:.1}")).replace('.', DECIMAL);
        let value = Message::new("console-days").with("days", Arg::words(value));
        Bar { name, class, size: days, value: self.say(&value) }
    }

    fn defects(&self) -> Markup {
        let bar = |(title, with, all): &(DocumentTitle, u64, u64)| {
            let percent = if *all == 0 { 0.0 } else { 100.0 * whole(*with) / whole(*all) };
            let value = Message::new("console-share")
                .with("percent", Arg::words(digits(format!("{percent:.0}"))))
                .with("count", *with);
            Bar {
                name: title.name.clone(),
                class: "defect",
                size: percent,
                value: self.say(&value),
            }
        };
        let titles = self.figures.defects_by_title.iter().take(MOST_TITLES);
        let titles: Vec<Bar> = titles.map(bar).collect();
        self.card(
            &Message::new("console-chart-defects"),
            &Message::new("console-title"),
            &titles,
            bars,
        )
    }

    /// A chart, and the same as a table.
    fn card(
        &self,
        title: &Message,
        column: &Message,
        figures: &[Bar],
        draw: fn(&str, &[Bar]) -> Markup,
    ) -> Markup {
        let title = self.say(title);
        html! {
            section.card.figure {
                h2 { (title) }
                @if figures.is_empty() {
                    p.soft { (self.say(&Message::new("console-no-figures"))) }
                } @else {
                    (draw(&title, figures))
                    details {
                        summary { (self.say(&Message::new("console-as-table"))) }
                        table {
                            thead { tr { th scope="col" { (self.say(column)) } th scope="col" { (self.say(&Message::new("console-figure"))) } } }
                            tbody { @for bar in figures { tr { th scope="row" { (bar.name) } td { (bar.value) } } } }
                        }
                    }
                }
            }
        }
    }
}

/// Counts of claims are far below what a float keeps exactly.
fn whole(count: u64) -> f64 {
    f64::from(u32::try_from(count).unwrap_or(u32::MAX))
}
