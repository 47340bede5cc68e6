//! «سلامت سامانه»: whether people are being served, in one look, and what to do where they are not.

use std::cmp::Reverse;

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use maud::{Markup, html};

use super::Console;
use super::fault::Fault;
use super::layout::{Frame, Section, banner};
use super::session::Visitor;
use super::words::{Words, short_moment};
use crate::reviewer::health::{Mood, Question, Vital};
use crate::wording::{Arg, Message};

/// `GET /console/health`
pub(super) async fn show(
    State(console): State<Console>,
    visitor: Visitor,
) -> Result<Response, Fault> {
    let words = Words::new(&console.desk.catalog);
    let mut vitals = console.health.vitals();
    // On a phone a look is as long as the screen: what is worst comes first.
    vitals.sort_by_key(|vital| Reverse(vital.mood));
    let ready = console.health.ready();
    let page = Page { words, vitals: &vitals, may_operate: visitor.staff.role.may_operate() };
    let at = Message::new("console-health-at")
        .with("moment", Arg::words(short_moment(console.desk.clock.now())));
    let content = html! {
        h1 { (words.say(&Message::new("console-health-title"))) }
        (page.verdict(ready.as_ref().err()))
        ul.vitals { @for vital in &vitals { (page.line(vital)) } }
        p.hint { (words.say(&at)) " " a href="/console/health" { (words.say(&Message::new("console-health-again"))) } }
    };
    let title = words.say(&Message::new("console-health-title"));
    let section = Some(Section::Health);
    let frame = Frame { words, title, visitor: Some(&visitor), section };
    Ok(frame.page(StatusCode::OK, &content))
}

struct Page<'p> {
    words: Words<'p>,
    vitals: &'p [Vital],
    may_operate: bool,
}

impl Page<'_> {
    fn say(&self, message: &Message) -> String {
        self.words.say(message)
    }

    /// The worst of all, in one sentence.
    fn verdict(&self, reason: Option<&String>) -> Markup {
        let worst = self.vitals.iter().map(|vital| vital.mood).max().unwrap_or(Mood::Well);
        let worst = if reason.is_some() { Mood::Ill } else { worst };
        let (tone, words) = match worst {
            Mood::Well => ("good", Message::new("console-health-all-well")),
            Mood::Watch => ("warn", Message::new("console-health-all-watch")),
            Mood::Ill => ("bad", Message::new("console-health-all-ill")),
        };
        banner(
            tone,
            &html! {
                strong { (self.words.say(&words)) }
                @if let Some(reason) = reason { p dir="ltr" { (reason) } }
            },
        )
    }

    fn line(&self, vital: &Vital) -> Markup {
        let (class, mood) = match vital.mood {
            Mood::Well => ("well", self.say(&Message::new("console-mood-well"))),
            Mood::Watch => ("watch", self.say(&Message::new("console-mood-watch"))),
            Mood::Ill => ("ill", self.say(&Message::new("console-mood-ill"))),
        };
        let name = vital.question.name();
        let leads_on = vital.question == Question::DeadLetters && self.may_operate;
        html! {
            li class={ "card vital " (class) } {
                h2 {
                    // wording: console-vital-bale console-vital-answers console-vital-inputs console-vital-decisions
                    // wording: console-vital-sms console-vital-disk console-vital-stores console-vital-dead
                    // wording: console-vital-backup
                    (self.words.named("console-vital", name))
                    span.badge { (mood) }
                }
                p { (self.words.say(&vital.answer)) }
                @if vital.mood != Mood::Well {
                    // wording: console-remedy-bale console-remedy-answers console-remedy-inputs console-remedy-decisions
                    // wording: console-remedy-sms console-remedy-disk console-remedy-stores console-remedy-dead
                    // wording: console-remedy-backup
                    p.said { (self.words.named("console-remedy", name)) }
                }
                @if leads_on {
                    p { a.button href="/console/dead" { (self.say(&Message::new("console-dead-open"))) } }
                }
            }
        }
    }
}
