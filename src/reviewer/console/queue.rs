//! The queue: which claims there are, where they stand, and which of them wait too long.

use std::collections::BTreeMap;

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use jiff::Timestamp;
use maud::{Markup, html};

use super::Console;
use super::address;
use super::asked::Asked;
use super::fault::Fault;
use super::filters::Filters;
use super::layout::{Frame, Section};
use super::session::Visitor;
use super::words::{Words, digits, full_name, grouped, short_moment};
use crate::claim::{Claim, ClaimKind, Stage};
use crate::flow::Row;
use crate::persian::JalaliDate;
use crate::persian::jalali::in_tehran;
use crate::registry::{AuditEntry, Page};
use crate::wording::Message;

/// `GET /console`
pub(super) async fn show(
    State(console): State<Console>,
    visitor: Visitor,
    Asked(asked): Asked,
) -> Result<Response, Fault> {
    let now = console.desk.clock.now();
    let today = in_tehran(now);
    let filters = Filters::read(&asked);
    let page = console.desk.registry.claims(&filters.query(today)).await?;
    let entry = AuditEntry {
        actor: visitor.staff.name.clone(),
        act: "claims_listed".to_owned(),
        object: None,
        detail: Some(format!("{} claims", page.items.len())),
    };
    console.desk.registry.audit(entry, now).await?;
    let counts = console.desk.registry.stage_counts().await?;
    let overdue = console.desk.registry.overdue_count(today).await?;
    let words = Words::new(&console.desk.catalog);
    let queue = Queue { words, filters: &filters, now, today };
    let provinces = console.desk.datasets.get("provinces").map_or(&[][..], |list| &list.rows);
    let content = html! {
        h1 { (words.say(&Message::new("console-queue"))) }
        (queue.stages(&counts, overdue))
        (queue.form(provinces))
        (queue.list(&page))
        (queue.keys())
    };
    let title = words.say(&Message::new("console-queue"));
    let frame = Frame { words, title, visitor: Some(&visitor), section: Some(Section::Queue) };
    Ok(frame.page(StatusCode::OK, &content))
}

struct Queue<'p> {
    words: Words<'p>,
    filters: &'p Filters,
    now: Timestamp,
    today: JalaliDate,
}

impl Queue<'_> {
    fn say(&self, message: &Message) -> String {
        self.words.say(message)
    }

    /// How many claims stand where; each leads to them.
    fn stages(&self, counts: &BTreeMap<Stage, u64>, overdue: u64) -> Markup {
        let filters = self.filters;
        let all: u64 = counts.values().sum();
        let here = |is_it: bool| is_it.then_some("true");
        html! {
            nav.stages aria-label=(self.say(&Message::new("console-by-stage"))) {
                a href=(filters.at_stage(None)) aria-current=[here(filters.stage.is_none() && !filters.overdue)] {
                    (self.say(&Message::new("console-all"))) span.count { (digits(all)) }
                }
                @for stage in Stage::ALL {
                    a href=(filters.at_stage(Some(stage))) aria-current=[here(filters.stage == Some(stage))] {
                        span class={ "dot " (stage.name()) } {}
                        (self.words.stage(stage))
                        span.count { (digits(counts.get(&stage).copied().unwrap_or_default())) }
                    }
                }
                a href=(filters.only_overdue()) aria-current=[here(filters.overdue)] {
                    span.dot.late {}
                    (self.say(&Message::new("console-overdue-only")))
                    span.count { (digits(overdue)) }
                }
            }
        }
    }

    fn form(&self, provinces: &[Row]) -> Markup {
        let filters = self.filters;
        let kinds =
            [ClaimKind::Supplementary, ClaimKind::SpecialSupport, ClaimKind::SpecialExpense];
        html! {
            form.filters.card method="get" action="/console" role="search" {
                input type="hidden" name="stage" value=(filters.stage.map_or("", Stage::name));
                @if filters.overdue { input type="hidden" name="overdue" value="1"; }
                label.wide {
                    span { (self.say(&Message::new("console-search"))) }
                    input #search type="search" name="q" value=(filters.q) dir="auto"
                        placeholder=(self.say(&Message::new("console-search-hint")));
                }
                label {
                    span { (self.say(&Message::new("console-kind"))) }
                    select name="kind" {
                        option value="" { (self.say(&Message::new("console-any"))) }
                        @for kind in kinds {
                            option value=(kind.name()) selected[filters.kind == Some(kind)] { (self.words.kind(kind)) }
                        }
                    }
                }
                label {
                    span { (self.say(&Message::new("label-province"))) }
                    select name="province" {
                        option value="" { (self.say(&Message::new("console-any"))) }
                        @for row in provinces {
                            option value=(row.id) selected[filters.province == row.id] { (row.label) }
                        }
                    }
                }
                (self.day("from", &filters.from, &Message::new("console-from")))
                (self.day("to", &filters.to, &Message::new("console-to")))
                div.acts {
                    button.main type="submit" { (self.say(&Message::new("console-find"))) }
                    @if filters.is_narrowed() {
                        a.quiet href=(Filters { stage: filters.stage, ..Filters::default() }.at_stage(filters.stage)) {
                            (self.say(&Message::new("console-clear")))
                        }
                    }
                }
            }
        }
    }

    fn day(&self, name: &str, typed: &str, label: &Message) -> Markup {
        let is_wrong = !typed.is_empty() && Filters::day(typed, self.today).is_none();
        html! {
            label {
                span { (self.say(label)) }
                input name=(name) value=(typed) dir="auto" autocomplete="off"
                    placeholder=(self.today.short()) aria-invalid=[is_wrong.then_some("true")];
                @if is_wrong { small.wrong { (self.say(&Message::new("console-no-day"))) } }
            }
        }
    }

    fn list(&self, page: &Page) -> Markup {
        if page.items.is_empty() {
            return html! {
                div.card.empty {
                    p { (self.say(&Message::new("console-empty"))) }
                    p.soft { (self.say(&Message::new("console-empty-advice"))) }
                }
            };
        }
        let next = page.next_cursor.map(|cursor| self.filters.at_cursor(cursor.to_string()));
        html! {
            div.card.list {
                table.queue {
                    caption.sr { (self.say(&Message::new("console-queue"))) }
                    thead {
                        tr {
                            th scope="col" { (self.say(&Message::new("console-code"))) }
                            th scope="col" { (self.say(&Message::new("console-insured"))) }
                            th scope="col" { (self.say(&Message::new("console-stage"))) }
                            th scope="col" { (self.say(&Message::new("label-amount"))) }
                            th scope="col" { (self.say(&Message::new("console-registered-at"))) }
                        }
                    }
                    tbody { @for claim in &page.items { (self.row(claim)) } }
                }
            }
            @if next.is_some() || !self.filters.cursor.is_empty() {
                nav.pages aria-label=(self.say(&Message::new("console-pages"))) {
                    @if !self.filters.cursor.is_empty() {
                        a.button href=(self.filters.at_cursor(String::new())) {
                            (self.say(&Message::new("console-first-page")))
                        }
                    }
                    @if let Some(next) = next {
                        a.button rel="next" href=(next) { (self.say(&Message::new("console-next-page"))) }
                    }
                }
            }
        }
    }

    fn row(&self, claim: &Claim) -> Markup {
        let amount = claim.details.amount_rial;
        html! {
            tr data-row="" {
                td {
                    a.open href=(address::claim(&claim.code)) { bdi.code dir="ltr" { (grouped(claim.code.as_str())) } }
                    small { (self.words.kind(claim.kind)) }
                }
                td {
                    (insured(self.words, claim))
                    @if let Some(center) = &claim.details.center { small { bdi { (center.name) } } }
                    @else if !claim.details.diseases.is_empty() { small { bdi { (diseases(claim)) } } }
                }
                td { (badge(self.words, claim.stage)) (waits(self.words, claim)) (self.marks(claim)) }
                td.number { @if let Some(amount) = amount { (self.words.rial(amount)) } @else { "—" } }
                td {
                    span { (self.words.age(claim.registered_at, self.now)) }
                    small dir="ltr" { (short_moment(claim.registered_at)) }
                }
            }
        }
    }

    /// What should catch the eye.
    fn marks(&self, claim: &Claim) -> Markup {
        let open = claim.defects.last().filter(|_| claim.stage == Stage::Defect);
        let is_overdue = open.is_some_and(|defect| defect.is_overdue(self.today));
        // Who has decided has seen them.
        let waits =
            matches!(claim.stage, Stage::Registered | Stage::UnderReview | Stage::Resubmitted);
        let is_late = waits && claim.documents.iter().any(|document| document.late);
        html! {
            @if is_overdue { span.mark.bad { (self.say(&Message::new("console-overdue"))) } }
            @if is_late { span.mark { (self.say(&Message::new("console-has-late"))) } }
        }
    }

    /// The list of keys, shown by the script.
    fn keys(&self) -> Markup {
        let keys = [
            ("j", Message::new("console-key-down")),
            ("k", Message::new("console-key-up")),
            ("Enter", Message::new("console-key-open")),
            ("/", Message::new("console-key-search")),
            ("?", Message::new("console-key-help")),
        ];
        html! {
            dialog #keys aria-labelledby="keys-title" {
                h2 #keys-title { (self.say(&Message::new("console-keys"))) }
                dl { @for (key, what) in &keys { dt { kbd { (key) } } dd { (self.say(what)) } } }
                form method="dialog" { button { (self.say(&Message::new("console-close"))) } }
            }
            p.hint.keys hidden { kbd { "?" } " " (self.say(&Message::new("console-key-help"))) }
        }
    }
}

/// Where a claim stands, with its colour.
pub(super) fn badge(words: Words<'_>, stage: Stage) -> Markup {
    html! { span class={ "badge " (stage.name()) } { (words.stage(stage)) } }
}

/// Whose claim it is: by name, or by national code where the name is not known.
pub(super) fn insured(words: Words<'_>, claim: &Claim) -> Markup {
    html! {
        @match full_name(claim) {
            Some(name) => bdi { (name) },
            None => span.nameless {
                (words.say(&Message::new("console-national-code"))) " "
                bdi.code dir="ltr" { (claim.details.insured.national_code.expose()) }
            },
        }
    }
}

fn diseases(claim: &Claim) -> String {
    let names: Vec<&str> = claim.details.diseases.iter().map(|one| one.name.as_str()).collect();
    names.join(" · ")
}

/// What an approved claim waits for (`DESIGN.md` §6): its originals, for which the office phones where guide B says so; a
/// request for support has come to its end.
pub(super) fn waits(words: Words<'_>, claim: &Claim) -> Markup {
    if claim.stage != Stage::Approved {
        return html! {};
    }
    let told = match (claim.kind, claim.originals_required) {
        (ClaimKind::SpecialSupport, _) => Some(Message::new("console-ended")),
        (ClaimKind::SpecialExpense, true) => Some(Message::new("console-phone-about-originals")),
        (ClaimKind::Supplementary, true) => Some(Message::new("console-awaits-originals")),
        (ClaimKind::SpecialExpense | ClaimKind::Supplementary, false) => None,
    };
    html! { @if let Some(told) = told { span.mark { (words.say(&told)) } } }
}
