//! A decision from its form over the preview to the claim.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use maud::html;

use super::Console;
use super::address;
use super::asked::Named;
use super::claim_page::{ClaimPage, find};
use super::decision_fields::Typed;
use super::fault::Fault;
use super::form::{Fields, Filled};
use super::layout::banner;
use super::panel::Panel;
use super::preview::Preview;
use super::session::Visitor;
use super::words::Words;
use crate::claim::life::stage_after;
use crate::claim::{Claim, Decision, DecisionKind};
use crate::persian::JalaliDate;
use crate::persian::jalali::in_tehran;
use crate::reviewer::decide::{Decided, allowed, decide};
use crate::wording::{Arg, Message};

/// `POST /console/claims/{code}/decisions`: shows the form again, shows the preview, or takes the decision, as the pressed
/// button says.
pub(super) async fn answer(
    State(console): State<Console>,
    Named(code): Named<String>,
    Filled { visitor, fields }: Filled,
) -> Result<Response, Fault> {
    let kind = DecisionKind::from_name(fields.one("kind")).ok_or(Fault::Unreadable)?;
    let revision: u32 = fields.one("revision").parse().map_err(|_| Fault::Unreadable)?;
    if !visitor.staff.role.may_decide(kind) {
        return Err(Fault::Forbidden);
    }
    let claim = find(&console, &code).await?;
    let today = in_tehran(console.desk.clock.now());
    let desk = Answering { console: &console, visitor: &visitor, today };
    let mut typed = Typed::read(kind, &fields);
    if claim.revision != revision {
        return Ok(desk.stale(&claim, typed));
    }
    if stage_after(&claim, kind, today).is_none() {
        return Ok(desk.not_allowed(&claim, typed));
    }
    let wish = fields.one("do");
    if wish == "add" {
        typed.add();
    } else if let Some(place) = wish.strip_prefix("remove-").and_then(|place| place.parse().ok()) {
        typed.remove(place);
    }
    if !matches!(wish, "preview" | "send") {
        return Ok(desk.page(&claim, &Panel::form(typed), StatusCode::OK));
    }
    match typed.decision(&claim, &console.desk.datasets, today) {
        Err(faults) => {
            let panel = Panel::Form { typed, faults };
            Ok(desk.page(&claim, &panel, StatusCode::UNPROCESSABLE_ENTITY))
        }
        Ok(decision) if wish == "send" => desk.send(&claim, typed, decision).await,
        Ok(decision) => Ok(desk.preview(&claim, typed, decision)),
    }
}

/// What answering a form needs.
struct Answering<'a> {
    console: &'a Console,
    visitor: &'a Visitor,
    today: JalaliDate,
}

impl Answering<'_> {
    async fn send(
        &self,
        claim: &Claim,
        typed: Typed,
        decision: Decision,
    ) -> Result<Response, Fault> {
        let desk = &self.console.desk;
        let staff = self.visitor.staff();
        match decide(desk, &staff, &claim.code, decision, claim.revision).await? {
            Decided::Done(claim) => {
                let done = [("done", typed.kind.name())];
                let next = address::with_query(&address::claim(&claim.code), &done);
                Ok(Redirect::to(&next).into_response())
            }
            Decided::Stale(claim) => Ok(self.stale(&claim, typed)),
            Decided::NotAllowed(claim) => Ok(self.not_allowed(&claim, typed)),
            Decided::AboveRole => Err(Fault::Forbidden),
            Decided::Unknown => Err(Fault::NotFound),
        }
    }

    fn preview(&self, claim: &Claim, typed: Typed, decision: Decision) -> Response {
        match Preview::of(self.console, claim, decision, &self.visitor.staff.name) {
            Some(preview) => self.page(claim, &Panel::Preview { typed, preview }, StatusCode::OK),
            None => self.not_allowed(claim, typed),
        }
    }

    /// Somebody else was quicker: the claim is shown as it is, and what was typed is kept.
    fn stale(&self, claim: &Claim, typed: Typed) -> Response {
        self.overtaken(claim, typed, &Message::new("console-stale"))
    }

    fn not_allowed(&self, claim: &Claim, typed: Typed) -> Response {
        self.overtaken(claim, typed, &Message::new("console-not-allowed"))
    }

    fn overtaken(&self, claim: &Claim, typed: Typed, told: &Message) -> Response {
        let words = Words::new(&self.console.desk.catalog);
        let stage = words.stage(claim.stage);
        let now = Message::new("console-stale-stage").with("stage", Arg::words(stage));
        let banner = banner("bad", &html! { strong { (words.say(told)) } " " (words.say(&now)) });
        let is_allowed = stage_after(claim, typed.kind, self.today).is_some();
        let panel = if is_allowed { Panel::form(typed) } else { Panel::Kept { typed } };
        let page = ClaimPage { console: self.console, visitor: self.visitor, claim, panel: &panel };
        page.respond(StatusCode::CONFLICT, &banner)
    }

    fn page(&self, claim: &Claim, panel: &Panel, status: StatusCode) -> Response {
        let page = ClaimPage { console: self.console, visitor: self.visitor, claim, panel };
        page.respond(status, &html! {})
    }
}

/// The panel that the address of a claim's page asks for: `?decide=…`.
pub(super) fn asked_panel(
    console: &Console,
    visitor: &Visitor,
    claim: &Claim,
    asked: &Fields,
) -> Panel {
    let today = in_tehran(console.desk.clock.now());
    let allowed = allowed(&console.desk, &visitor.staff(), claim);
    let kind = DecisionKind::from_name(asked.one("decide"));
    let Some(kind) = kind.filter(|kind| allowed.contains(kind)) else { return Panel::Choices };
    let typed = Typed::proposed(kind, claim, asked, today);
    let simple = match kind {
        DecisionKind::StartReview => Some(Decision::StartReview),
        DecisionKind::OriginalsReceived => Some(Decision::OriginalsReceived),
        DecisionKind::SendToFinance => Some(Decision::SendToFinance),
        DecisionKind::DeclareDefect
        | DecisionKind::Reject
        | DecisionKind::Approve
        | DecisionKind::Pay => None,
    };
    match simple.and_then(|simple| Preview::of(console, claim, simple, &visitor.staff.name)) {
        Some(preview) => Panel::Preview { typed, preview },
        None => Panel::form(typed),
    }
}
