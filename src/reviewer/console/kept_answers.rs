//! The page «پاسخ‌ها»: what people answered in flows that register no claim, such as a survey.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use maud::{Markup, html};

use super::Console;
use super::address;
use super::answers::{Line, Value, list};
use super::asked::Asked;
use super::fault::Fault;
use super::layout::{Frame, Section};
use super::session::Visitor;
use super::words::{Words, digits, grouped, short_moment};
use crate::claim::record::FurtherAnswer;
use crate::registry::{AuditEntry, KeptPage, KeptPart, KeptQuery, KeptRow};
use crate::wording::Message;

const HERE: &str = "/console/answers";
/// Answers on a page.
const ON_A_PAGE: u32 = 20;

/// `GET /console/answers?flow=&before=`
pub(super) async fn show(
    State(console): State<Console>,
    visitor: Visitor,
    Asked(asked): Asked,
) -> Result<Response, Fault> {
    let registry = &console.desk.registry;
    let flows = registry.kept_flows().await?;
    // A flow of which nothing is kept narrows nothing.
    let flow = flows.iter().map(|(flow, _)| flow).find(|flow| *flow == asked.one("flow"));
    let before = asked.one("before").parse().ok().filter(|before| *before > 0);
    let query = KeptQuery {
        flow: flow.cloned(),
        part: KeptPart::Before(before.unwrap_or(i64::MAX)),
        limit: ON_A_PAGE,
    };
    let page = registry.kept_answers(&query).await?;
    let entry = AuditEntry {
        actor: visitor.staff.name.clone(),
        act: "answers_listed".to_owned(),
        object: query.flow.clone(),
        detail: Some(format!("{} answers", page.items.len())),
    };
    registry.audit(entry, console.desk.clock.now()).await?;
    let words = Words::new(&console.desk.catalog);
    let view = View { words, flow: query.flow.as_deref(), is_first: before.is_none() };
    let title = words.say(&Message::new("console-answers"));
    let content = html! {
        h1 { (title) }
        @if !flows.is_empty() { (view.flows(&flows)) }
        (view.list(&page))
    };
    let frame = Frame { words, title, visitor: Some(&visitor), section: Some(Section::Answers) };
    Ok(frame.page(StatusCode::OK, &content))
}

struct View<'p> {
    words: Words<'p>,
    flow: Option<&'p str>,
    is_first: bool,
}

impl View<'_> {
    fn say(&self, message: &Message) -> String {
        self.words.say(message)
    }

    /// Which flows there are; each leads to its answers.
    fn flows(&self, flows: &[(String, u64)]) -> Markup {
        let here = |is_it: bool| is_it.then_some("true");
        let all: u64 = flows.iter().map(|(_, count)| count).sum();
        html! {
            nav.stages aria-label=(self.say(&Message::new("console-by-flow"))) {
                a href=(HERE) aria-current=[here(self.flow.is_none())] {
                    (self.say(&Message::new("console-all"))) span.count { (digits(all)) }
                }
                @for (flow, count) in flows {
                    a href=(address::with_query(HERE, &[("flow", flow)])) aria-current=[here(self.flow == Some(flow))] {
                        (self.words.flow(flow)) span.count { (digits(count)) }
                    }
                }
            }
        }
    }

    fn list(&self, page: &KeptPage) -> Markup {
        let flow = self.flow.unwrap_or_default();
        let older = page.last.filter(|_| page.has_more).map(|last| last.to_string());
        html! {
            @if page.last.is_none() {
                div.card.empty {
                    p { (self.say(&Message::new("console-no-answers"))) }
                    p.soft { (self.say(&Message::new("console-no-answers-advice"))) }
                }
            }
            div.kept-list { @for row in &page.items { (self.row(row)) } }
            @if older.is_some() || !self.is_first {
                nav.pages aria-label=(self.say(&Message::new("console-pages"))) {
                    @if !self.is_first {
                        a.button href=(address::with_query(HERE, &[("flow", flow)])) {
                            (self.say(&Message::new("console-first-page")))
                        }
                    }
                    @if let Some(older) = older {
                        a.button rel="next" href=(address::with_query(HERE, &[("flow", flow), ("before", &older)])) {
                            (self.say(&Message::new("console-next-page")))
                        }
                    }
                }
            }
        }
    }

    fn row(&self, row: &KeptRow) -> Markup {
        let line = |answer: &FurtherAnswer| Line {
            name: answer.name.clone(),
            value: Value::Words(answer.answer.clone()),
            field: None,
        };
        let lines: Vec<Line> = row.answers.iter().map(line).collect();
        let version = Message::new("console-flow-version").with("version", row.flow_version);
        html! {
            article.card.answers.kept-answers #{ "answers-" (row.id) } {
                header {
                    h2 { bdi { (self.words.flow(&row.flow)) } }
                    p.soft {
                        bdi dir="ltr" { (short_moment(row.at)) } " · " (self.say(&version))
                        @if let Some(code) = &row.about {
                            " · " (self.say(&Message::new("console-about-claim"))) " "
                            a href=(address::claim(code)) { bdi.code dir="ltr" { (grouped(code.as_str())) } }
                        }
                    }
                }
                @if lines.is_empty() { p.soft { (self.say(&Message::new("console-nothing-answered"))) } }
                (list(self.words, &lines, None))
            }
        }
    }
}
