//! What could not be handled: for administrators, without a word of what people wrote.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use maud::{Markup, html};

use super::Console;
use super::asked::{Asked, Named};
use super::fault::Fault;
use super::form::Filled;
use super::layout::{Frame, Section, banner};
use super::session::Visitor;
use super::words::{Words, digits, short_moment};
use crate::registry::AuditEntry;
use crate::reviewer::dead::{DeadAct, DeadEnd, DeadLetters, DeadLine};
use crate::wording::Message;

/// Digits of a chat that are shown: enough to tell two apart, too few to find somebody by.
const SHOWN: usize = 3;

/// `GET /console/dead`
pub(super) async fn show(
    State(console): State<Console>,
    visitor: Visitor,
    Asked(fields): Asked,
) -> Result<Response, Fault> {
    let letters = letters_of(&console, &visitor)?;
    let lead = Message::new("console-dead-lead").with("days", letters.kept_for_days());
    let (letters, total) = letters.newest().map_err(broken)?;
    let page = Page { words: Words::new(&console.desk.catalog), visitor: &visitor };
    let content = html! {
        h1 { (page.say(&Message::new("console-dead-title"))) @if total > 0 { " " span.count { (digits(total)) } } }
        p.soft { (page.say(&lead)) }
        @if let Some((tone, told)) = page.told(fields.one("done")) { (banner(tone, &html! { (told) })) }
        @if letters.is_empty() {
            section.card.empty { p { (page.say(&Message::new("console-dead-none"))) } }
        } @else {
            ul.vitals { @for letter in letters.iter().rev() { (page.letter(letter)) } }
        }
        p { a.button href="/console/health" { (page.say(&Message::new("console-dead-back"))) } }
    };
    let title = page.say(&Message::new("console-dead-title"));
    let section = Some(Section::Health);
    let frame = Frame { words: page.words, title, visitor: Some(&visitor), section };
    Ok(frame.page(StatusCode::OK, &content))
}

/// `POST /console/dead/{id}`
pub(super) async fn answer(
    State(console): State<Console>,
    Named(id): Named<u64>,
    Filled { visitor, fields }: Filled,
) -> Result<Response, Fault> {
    let letters = letters_of(&console, &visitor)?;
    let act = match fields.one("do") {
        "requeue" => DeadAct::Requeue,
        "drop" => DeadAct::Drop,
        _ => return Err(Fault::Unreadable),
    };
    let end = letters.act(id, act).await.map_err(broken)?;
    let noted = match end {
        DeadEnd::Requeued => Some("dead_requeued"),
        DeadEnd::Dropped => Some("dead_dropped"),
        DeadEnd::Unreadable | DeadEnd::Gone => None,
    };
    if let Some(act) = noted {
        let actor = visitor.staff.name.clone();
        let object = Some(id.to_string());
        let entry = AuditEntry { actor, act: act.to_owned(), object, detail: None };
        console.desk.registry.audit(entry, console.desk.clock.now()).await?;
    }
    Ok(Redirect::to(&format!("/console/dead?done={}", end.name())).into_response())
}

fn letters_of<'c>(console: &'c Console, visitor: &Visitor) -> Result<&'c dyn DeadLetters, Fault> {
    if !visitor.staff.role.may_operate() {
        return Err(Fault::Forbidden);
    }
    console.health.dead_letters().ok_or(Fault::NotFound)
}

#[expect(clippy::needless_pass_by_value, reason = "for `map_err`")]
fn broken(why: String) -> Fault {
    tracing::error!(why, "what was put aside cannot be had");
    Fault::Ours
}

struct Page<'p> {
    words: Words<'p>,
    visitor: &'p Visitor,
}

impl Page<'_> {
    fn say(&self, message: &Message) -> String {
        self.words.say(message)
    }

    /// What was done just before.
    fn told(&self, done: &str) -> Option<(&'static str, String)> {
        // wording: console-dead-requeued console-dead-dropped console-dead-unreadable console-dead-gone
        let tone = match done {
            "requeued" | "dropped" => "good",
            "unreadable" | "gone" => "bad",
            _ => return None,
        };
        Some((tone, self.words.named("console-dead", done)))
    }

    fn letter(&self, letter: &DeadLine) -> Markup {
        // wording: console-dead-kind-inbox console-dead-kind-outbox console-dead-kind-session
        let kind = self.words.named("console-dead-kind", letter.kind);
        let chat = masked(letter.chat);
        let bytes = Message::new("console-dead-bytes").with("bytes", letter.bytes);
        html! {
            li.card.vital {
                h2 { (kind) " " span.code dir="ltr" { (letter.name) } }
                p.soft { (short_moment(letter.at)) " · " (self.say(&Message::new("console-dead-chat"))) " " span.code dir="ltr" { (chat) } " · " (self.words.say(&bytes)) }
                p.code dir="ltr" { (letter.reason) }
                form.acts method="post" action={ "/console/dead/" (letter.id) } {
                    (self.visitor.token())
                    @if letter.is_readable {
                        button.main type="submit" name="do" value="requeue" { (self.say(&Message::new("console-dead-requeue"))) }
                    }
                    button.button.danger type="submit" name="do" value="drop" { (self.say(&Message::new("console-dead-drop"))) }
                }
            }
        }
    }
}

/// `…123`.
fn masked(chat: i64) -> String {
    let all = chat.unsigned_abs().to_string();
    let hidden = all.chars().count().saturating_sub(SHOWN);
    format!("…{}", all.chars().skip(hidden).collect::<String>())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_a_chat_the_end_is_shown() {
        assert_eq!([masked(1_234_567), masked(-12), masked(1)], ["…567", "…12", "…1"]);
    }
}
