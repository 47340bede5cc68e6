//! What has happened to a claim, step by step, and what was decided.

use maud::{Markup, html};

use super::queue::badge;
use super::words::{Words, short_moment};
use crate::claim::notice::reasons;
use crate::claim::{Actor, Claim, ClaimEvent, EventKind};
use crate::flow::Datasets;
use crate::wording::{Arg, Message};

/// The time line, the newest step first.
pub(super) fn history(words: Words<'_>, claim: &Claim, datasets: &Datasets) -> Markup {
    html! {
        section.card.history aria-labelledby="history-title" {
            h2 #history-title { (words.say(&Message::new("console-history"))) }
            ol { @for event in claim.events.iter().rev() { (step(words, event, datasets)) } }
        }
    }
}

fn step(words: Words<'_>, event: &ClaimEvent, datasets: &Datasets) -> Markup {
    let reason = event.reason.as_deref().map(|codes| named(codes, event.kind, datasets));
    html! {
        li {
            strong { (words.event(event.kind)) }
            (badge(words, event.stage))
            small {
                bdi dir="ltr" { (short_moment(event.at)) } " · " (actor(words, event))
            }
            @if let Some(reason) = reason { p { (reason) } }
        }
    }
}

/// The names of the reasons behind codes with commas between.
fn named(codes: &str, kind: EventKind, datasets: &Datasets) -> String {
    let name = |code| {
        let name = if kind == EventKind::Rejected {
            reasons::rejection(datasets, code)
        } else {
            reasons::defect(datasets, code)
        };
        name.unwrap_or(code)
    };
    codes.split(',').map(name).collect::<Vec<_>>().join(" · ")
}

fn actor(words: Words<'_>, event: &ClaimEvent) -> String {
    match (event.actor, &event.by) {
        (_, Some(name)) => name.clone(),
        (Actor::Insured, None) => words.say(&Message::new("console-actor-insured")),
        (Actor::Reviewer, None) => words.say(&Message::new("console-actor-reviewer")),
        (Actor::System, None) => words.say(&Message::new("console-actor-system")),
    }
}

/// What was decided about money, or why the claim was turned down.
pub(super) fn outcome(words: Words<'_>, claim: &Claim, datasets: &Datasets) -> Markup {
    let outcome = &claim.outcome;
    let is_decided = outcome.approved.is_some()
        || outcome.approval_note.is_some()
        || outcome.rejection.is_some();
    if !is_decided {
        return html! {};
    }
    html! {
        section.card.outcome {
            h2 { (words.say(&Message::new("console-outcome"))) }
            dl {
                @if let Some(approved) = outcome.approved {
                    (line(words, &Message::new("console-approved-amount"), &words.money(approved)))
                }
                @for part in &outcome.deductions {
                    (line(words, &Message::new("console-deducted"), &format!("{} · {}", words.money(part.rial), part.reason)))
                }
                @if let Some(note) = &outcome.approval_note { (line(words, &Message::new("console-note"), note)) }
                @if let Some(rejection) = &outcome.rejection {
                    (line(words, &Message::new("console-reason"), reasons::rejection(datasets, &rejection.reason).unwrap_or(&rejection.reason)))
                    @if let Some(note) = &rejection.note { (line(words, &Message::new("console-note"), note)) }
                }
                @if let Some(payment) = &outcome.payment {
                    (line(words, &Message::new("console-paid-amount"), &words.money(payment.rial)))
                    (line(words, &Message::new("console-paid-on"), &words.say(&Message::new("value-date").with("date", payment.on))))
                    @if let Some(reference) = &payment.reference {
                        (line(words, &Message::new("console-reference"), &words.say(&Message::new("value-code").with("code", Arg::code(reference.clone())))))
                    }
                }
            }
        }
    }
}

fn line(words: Words<'_>, name: &Message, value: &str) -> Markup {
    html! { div { dt { (words.say(name)) } dd { bdi.said { (value) } } } }
}
