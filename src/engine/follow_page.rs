//! The page of one claim: where it stands, what that means, what comes next, and all that has happened.

use std::collections::BTreeSet;

use super::input::ClaimSummary;
use super::press::{Press, Verb};
use super::screen::Button;
use super::talk::{Talk, button};
use super::{follow, notices, submit};
use crate::claim::notice::{self, lines};
use crate::claim::{Claim, ClaimEvent, EventKind, Stage, life};
use crate::wording::{Arg, Message};

/// Events of the time line that are shown, the newest; those before them are counted.
const EVENTS: usize = 10;
/// Titles of documents that are named, at most.
const TITLES: usize = 10;

/// The page: what it says and its buttons.
pub(crate) fn page(talk: &Talk<'_>, claim: &Claim) -> (Vec<Message>, Vec<Vec<Button>>) {
    let mut paragraphs = vec![heading(talk, claim)];
    // wording: stage-meaning-registered stage-meaning-under-review stage-meaning-defect stage-meaning-resubmitted stage-meaning-rejected
    // wording: stage-meaning-approved stage-meaning-originals-received stage-meaning-in-payment stage-meaning-paid stage-meaning-withdrawn
    paragraphs.push(Message::new(format!("stage-meaning-{}", slug(claim.stage))));
    paragraphs.extend(details(talk, claim));
    paragraphs.extend(next(claim));
    paragraphs.extend(time_line(claim));
    (paragraphs, rows(talk, claim))
}

fn heading(talk: &Talk<'_>, claim: &Claim) -> Message {
    let summary = ClaimSummary::from(claim);
    let mut about = Vec::new();
    about.extend(special_kind(talk, claim));
    about.push(Message::new("claim-insured").with("name", insured_name(&summary)));
    about.push(Message::new("claim-registered-at").with("at", claim.registered_at));
    about.extend(
        summary
            .service
            .map(|service| Message::new("claim-service").with("service", Arg::Words(service))),
    );
    about.extend(
        summary
            .center
            .map(|center| Message::new("claim-center").with("center", Arg::Words(center))),
    );
    about.extend(summary.amount.map(|amount| {
        Message::new("claim-amount").with("rial", amount).with("toman", Arg::Toman(amount))
    }));
    about.push(Message::new("claim-documents").with("count", i64::from(summary.documents)));
    if is_own_matter(talk, claim) {
        about.extend(diseases(claim));
        about.extend(titles(claim));
    }
    Message::new("claim-page")
        .with("code", Arg::code(claim.code.as_str()))
        .with("stage", stage_name(claim.stage))
        .with("at", summary.stage_at)
        .with("lines", Arg::Lines(about))
}

/// Whose claim it is; the end of the national code where no name is known.
pub(crate) fn insured_name(summary: &ClaimSummary) -> Message {
    match &summary.insured {
        Some(name) => super::talk::plain(name.clone()),
        None => Message::new("insured-unnamed").with("end", Arg::Code(summary.code_end.clone())),
    }
}

/// What a special claim asks for; the usual claim needs no such line.
fn special_kind(talk: &Talk<'_>, claim: &Claim) -> Option<Message> {
    let flow = submit::flow_of(talk, claim.kind).filter(|_| claim.kind.is_special())?;
    Some(Message::new("claim-kind").with("kind", Message::new(flow.title.clone())))
}

/// Whether this is the chat that registered the claim, or the insured person's: an adult dependant's diseases and
/// documents are nobody else's matter (DESIGN §1.3).
fn is_own_matter(talk: &Talk<'_>, claim: &Claim) -> bool {
    let is_insured =
        follow::identity(talk).is_some_and(|who| who == claim.details.insured.national_code);
    claim.chat == talk.session.chat || is_insured
}

fn diseases(claim: &Claim) -> Option<Message> {
    let diseases = &claim.details.diseases;
    let names = diseases.iter().map(|disease| super::talk::plain(disease.name.clone())).collect();
    (!diseases.is_empty()).then(|| Message::new("claim-diseases").with("names", Arg::List(names)))
}

/// What the documents are.
fn titles(claim: &Claim) -> Option<Message> {
    let mut known = BTreeSet::new();
    let names: Vec<Message> = claim
        .documents
        .iter()
        .filter(|document| known.insert(document.title.code.as_str()))
        .take(TITLES)
        .map(|document| super::talk::plain(document.title.name.clone()))
        .collect();
    (!names.is_empty())
        .then(|| Message::new("claim-document-titles").with("titles", Arg::List(names)))
}

/// What is missing, why it was turned down, what was approved and paid.
fn details(talk: &Talk<'_>, claim: &Claim) -> Vec<Message> {
    let datasets = &talk.world.datasets;
    let mut told = Vec::new();
    let open = claim.defects.last().filter(|_| claim.stage == Stage::Defect);
    if let Some(defect) = open {
        let items = lines::defect_items(claim.kind, defect, datasets);
        told.push(Message::new("claim-defect").with("items", Arg::Lines(items)));
        let today = talk.today();
        told.extend(defect.due.map(|due| {
            // wording: claim-defect-due(due) claim-defect-overdue(due)
            let key = if due < today { "claim-defect-overdue" } else { "claim-defect-due" };
            Message::new(key).with("due", due)
        }));
    }
    if claim.stage == Stage::Rejected {
        told.extend(notice::rejection(claim, datasets));
    }
    let mut decided = lines::approval(claim);
    decided.extend(lines::note(claim.outcome.approval_note.as_deref()));
    decided.extend(claim.outcome.payment.iter().flat_map(lines::payment));
    if !decided.is_empty() {
        told.push(Message::new("claim-decided").with("lines", Arg::Lines(decided)));
    }
    told
}

/// What comes next; nothing once it is over.
fn next(claim: &Claim) -> Option<Message> {
    match claim.stage {
        Stage::Registered | Stage::Resubmitted => Some(Message::new("next-review")),
        Stage::UnderReview => Some(Message::new("next-decision")),
        Stage::Defect => Some(Message::new("next-repair")),
        Stage::Rejected => Some(notice::after_rejection(claim)),
        Stage::Approved => Some(notice::after_approval(claim)),
        Stage::OriginalsReceived => Some(Message::new("next-finance")),
        Stage::InPayment => Some(Message::new("next-payment")),
        Stage::Paid | Stage::Withdrawn => None,
    }
}

fn time_line(claim: &Claim) -> Option<Message> {
    let before = claim.events.len().saturating_sub(EVENTS);
    let mut events: Vec<Message> = claim.events.iter().skip(before).map(event_line).collect();
    if events.is_empty() {
        return None;
    }
    if before > 0 {
        events.insert(0, Message::new("time-line-before").with("count", before));
    }
    Some(Message::new("time-line").with("events", Arg::Lines(events)))
}

fn event_line(event: &ClaimEvent) -> Message {
    let what = if event.kind == EventKind::DocumentsAdded {
        Message::new("event-documents-added")
    } else {
        stage_name(event.stage)
    };
    Message::new("time-line-event").with("at", event.at).with("what", what)
}

fn rows(talk: &Talk<'_>, claim: &Claim) -> Vec<Vec<Button>> {
    let mut rows: Vec<Vec<Button>> = actions(claim).into_iter().map(|one| vec![one]).collect();
    rows.push(vec![button(Message::new("menu-mine"), Press::global(Verb::Claims, "0"))]);
    rows.push(vec![follow::way_back(talk)]);
    rows
}

/// What can be done with a claim at its stage.
fn actions(claim: &Claim) -> Vec<Button> {
    let code = &claim.code;
    let to = |key: &str, verb: Verb| button(Message::new(key), Press::global(verb, code.as_str()));
    let mut actions = Vec::new();
    if claim.stage == Stage::Defect {
        actions.push(notices::repair_button(code));
    }
    if life::takes_documents(claim.kind, claim.stage) {
        actions.push(to("btn-add-to-claim", Verb::AddTo)); // wording: btn-add-to-claim
    }
    if life::may_withdraw(claim.stage) {
        actions.push(to("btn-withdraw", Verb::Withdraw)); // wording: btn-withdraw
    }
    actions
}

/// «ثبت شد» …
pub(crate) fn stage_name(stage: Stage) -> Message {
    // wording: stage-registered stage-under-review stage-defect stage-resubmitted stage-rejected stage-approved
    // wording: stage-originals-received stage-in-payment stage-paid stage-withdrawn
    Message::new(format!("stage-{}", slug(stage)))
}

fn slug(stage: Stage) -> String {
    stage.name().replace('_', "-")
}
