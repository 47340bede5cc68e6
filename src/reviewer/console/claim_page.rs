//! The page of one claim: what was answered and sent, what has happened, and what can be decided.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use maud::{Markup, html};

use super::Console;
use super::address;
use super::answers::answers;
use super::asked::{Asked, Named};
use super::checklist::needed;
use super::decide::asked_panel;
use super::differences::rounds;
use super::documents::{Flags, checklist, gallery};
use super::fault::Fault;
use super::history::{history, outcome};
use super::layout::{Frame, Section, banner};
use super::panel::{Panel, PanelView};
use super::queue::{badge, insured, waits};
use super::session::Visitor;
use super::words::{Words, grouped, short_moment};
use crate::claim::{Claim, DecisionKind, Field, Stage, TrackingCode};
use crate::persian::JalaliDate;
use crate::persian::jalali::in_tehran;
use crate::registry::AuditEntry;
use crate::reviewer::decide::allowed;
use crate::wording::Message;

/// `GET /console/claims/{code}?decide=&done=`
pub(super) async fn show(
    State(console): State<Console>,
    visitor: Visitor,
    Named(code): Named<String>,
    Asked(asked): Asked,
) -> Result<Response, Fault> {
    let claim = find(&console, &code).await?;
    let entry = AuditEntry {
        actor: visitor.staff.name.clone(),
        act: "claim_viewed".to_owned(),
        object: Some(claim.code.as_str().to_owned()),
        detail: None,
    };
    console.desk.registry.audit(entry, console.desk.clock.now()).await?;
    let words = Words::new(&console.desk.catalog);
    let done = DecisionKind::from_name(asked.one("done"));
    let told = done.map(|kind| banner("good", &html! { "✓ " (words.decided(kind)) }));
    let told = told.unwrap_or_default();
    let panel = asked_panel(&console, &visitor, &claim, &asked);
    let page = ClaimPage { console: &console, visitor: &visitor, claim: &claim, panel: &panel };
    Ok(page.respond(StatusCode::OK, &told))
}

/// The claim of a code as it stands in an address.
pub(super) async fn find(console: &Console, code: &str) -> Result<Claim, Fault> {
    let code = TrackingCode::try_from(code.to_owned()).map_err(|_| Fault::NotFound)?;
    let registry = &console.desk.registry;
    if let Some(claim) = registry.claim(&code).await? {
        return Ok(claim);
    }
    let is_erased = registry.tombstone(&code).await?.is_some();
    Err(if is_erased { Fault::Erased } else { Fault::NotFound })
}

/// What a claim's page is made of.
pub(super) struct ClaimPage<'p> {
    pub(super) console: &'p Console,
    pub(super) visitor: &'p Visitor,
    pub(super) claim: &'p Claim,
    pub(super) panel: &'p Panel,
}

impl ClaimPage<'_> {
    /// The page, with `told` where the eye is: at the decision.
    pub(super) fn respond(&self, status: StatusCode, told: &Markup) -> Response {
        let words = Words::new(&self.console.desk.catalog);
        let datasets = &*self.console.desk.datasets;
        let today = in_tehran(self.console.desk.clock.now());
        let allowed = allowed(&self.console.desk, &self.visitor.staff(), self.claim);
        let may_flag = allowed.contains(&DecisionKind::DeclareDefect);
        let wrong = |field: Field| self.defect(&[("field", field.name())]);
        let missing = |codes: &[&str]| {
            self.defect(&codes.iter().map(|code| ("missing", *code)).collect::<Vec<_>>())
        };
        let unreadable = |id: &str| self.defect(&[("unreadable", id)]);
        let flags = Flags { missing: &missing, unreadable: &unreadable };
        let flags = may_flag.then_some(&flags);
        let wrong: Option<&dyn Fn(Field) -> String> = if may_flag { Some(&wrong) } else { None };
        let view = PanelView {
            words,
            datasets,
            visitor: self.visitor,
            claim: self.claim,
            allowed: &allowed,
        };
        let content = html! {
            (self.head(words, today))
            div.claim {
                div.aside {
                    (view.render(self.panel, told))
                    (outcome(words, self.claim, datasets))
                    (checklist(words, &needed(self.claim, datasets), flags))
                    (history(words, self.claim, datasets))
                }
                div.facts {
                    (rounds(words, self.claim, datasets))
                    (gallery(words, self.claim, flags))
                    (answers(words, self.claim, wrong))
                }
            }
        };
        let title = grouped(self.claim.code.as_str());
        let visitor = Some(self.visitor);
        Frame { words, title, visitor, section: Some(Section::Queue) }.page(status, &content)
    }

    /// Where a defect form begins that already names what is wrong.
    fn defect(&self, named: &[(&str, &str)]) -> String {
        let mut query = vec![("decide", DecisionKind::DeclareDefect.name())];
        query.extend(named);
        let address = address::claim(&self.claim.code);
        format!("{}#decision", address::with_query(&address, &query))
    }

    fn head(&self, words: Words<'_>, today: JalaliDate) -> Markup {
        let claim = self.claim;
        let open = claim.defects.last().filter(|_| claim.stage == Stage::Defect);
        let is_overdue = open.is_some_and(|defect| defect.is_overdue(today));
        html! {
            header.claim-head {
                a.back href="/console" { "→ " (words.say(&Message::new("console-queue"))) }
                h1 {
                    bdi.code dir="ltr" { (grouped(claim.code.as_str())) }
                    " " (badge(words, claim.stage)) (waits(words, claim))
                    @if is_overdue { span.mark.bad { (words.say(&Message::new("console-overdue"))) } }
                }
                p {
                    (insured(words, claim)) " · " (words.kind(claim.kind)) " · "
                    (words.say(&Message::new("console-registered-at"))) " "
                    bdi dir="ltr" { (short_moment(claim.registered_at)) }
                    @if claim.originals_required { " · " (words.say(&Message::new("console-originals-required"))) }
                }
            }
        }
    }
}
