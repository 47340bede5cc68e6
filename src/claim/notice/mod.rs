//! What the person is told of each event of a claim: the words by key, and the SMS that goes with them (DESIGN §1.3).

pub mod lines;
pub mod reasons;

use super::defect::Defect;
use super::life::EventKind;
use super::record::{Claim, ClaimEvent, ClaimKind};
use super::stage::Stage;
use crate::flow::Datasets;
use crate::persian::Rial;
use crate::wording::{Arg, Message};

/// What is told of one event.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Notice {
    /// Paragraphs, top to bottom.
    pub paragraphs: Vec<Message>,
    /// The SMS to the claim's mobile, for news that nobody should miss.
    pub sms: Option<NoticeSms>,
}

/// The SMS of a notice. Reasons are told in the chat only (DESIGN §6).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NoticeSms {
    /// The template at the gateway.
    pub template: NoticeTemplate,
    /// The stage that the event led to.
    pub stage: Stage,
    /// What was approved or paid, where that is the news.
    pub amount: Option<Rial>,
    /// The text for gateways without templates.
    pub text: Message,
}

/// Which template of the gateway (`SMS__TEMPLATES__…`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NoticeTemplate {
    /// `DEFECT`
    Defect,
    /// `STAGE`
    Stage,
}

/// What is told of `event`, an event of `claim`. None for registering, which is answered in the chat where it is done, and for
/// erasing.
pub fn notice(claim: &Claim, event: &ClaimEvent, datasets: &Datasets) -> Option<Notice> {
    let quiet = |key: &str| Some(Notice { paragraphs: vec![about(claim, key)], sms: None });
    // wording: notice-review-started(code) notice-originals-received(code) notice-in-payment(code)
    // wording: notice-documents-added(code) notice-repaired(code) notice-withdrawn(code)
    match event.kind {
        // Nobody is left to be told of an erased claim.
        EventKind::Registered | EventKind::Erased => None,
        EventKind::DocumentsAdded => quiet("notice-documents-added"),
        EventKind::ReviewStarted => quiet("notice-review-started"),
        EventKind::DefectDeclared => defect(claim, event, datasets),
        EventKind::Repaired => quiet("notice-repaired"),
        EventKind::Rejected => Some(rejected(claim, datasets)),
        EventKind::Approved => Some(approved(claim)),
        EventKind::OriginalsReceived => quiet("notice-originals-received"),
        EventKind::SentToFinance => quiet("notice-in-payment"),
        EventKind::Paid => paid(claim),
        EventKind::Withdrawn => quiet("notice-withdrawn"),
    }
}

fn about(claim: &Claim, key: &str) -> Message {
    Message::new(key).with("code", code(claim))
}

fn code(claim: &Claim) -> Arg {
    Arg::code(claim.code.as_str())
}

fn sms(claim: &Claim, stage: Stage, amount: Option<Rial>) -> NoticeSms {
    // wording: sms-defect(code) sms-rejected(code) sms-approved(code, amount) sms-approved-support(code)
    // wording: sms-approved-expense(code, amount) sms-paid(code, amount)
    let (key, template) = match (stage, amount) {
        (Stage::Defect, _) => ("sms-defect", NoticeTemplate::Defect),
        (Stage::Rejected, _) => ("sms-rejected", NoticeTemplate::Stage),
        (Stage::Paid, _) => ("sms-paid", NoticeTemplate::Stage),
        (_, Some(_)) if claim.kind == ClaimKind::SpecialExpense => {
            ("sms-approved-expense", NoticeTemplate::Stage)
        }
        (_, Some(_)) => ("sms-approved", NoticeTemplate::Stage),
        (_, None) => ("sms-approved-support", NoticeTemplate::Stage),
    };
    let text = about(claim, key);
    let text = match amount {
        Some(amount) => text.with("amount", amount),
        None => text,
    };
    NoticeSms { template, stage, amount, text }
}

/// The round that `event` declared; a later one may have followed before it is told.
fn round_of<'c>(claim: &'c Claim, event: &ClaimEvent) -> Option<&'c Defect> {
    let same = claim.defects.iter().find(|defect| defect.declared_at == event.at);
    same.or(claim.defects.last())
}

fn defect(claim: &Claim, event: &ClaimEvent, datasets: &Datasets) -> Option<Notice> {
    let defect = round_of(claim, event)?;
    let items = lines::defect_items(claim.kind, defect, datasets);
    let mut paragraphs = vec![
        about(claim, "notice-defect")
            .with("count", defect.items.len())
            .with("items", Arg::Lines(items)),
    ];
    // wording: notice-defect(code, count, items)
    paragraphs.push(match defect.due {
        Some(due) => Message::new("notice-defect-due").with("due", due),
        None => Message::new("notice-defect-no-due"),
    });
    Some(Notice { paragraphs, sms: Some(sms(claim, Stage::Defect, None)) })
}

fn rejected(claim: &Claim, datasets: &Datasets) -> Notice {
    let mut paragraphs = vec![about(claim, "notice-rejected")];
    paragraphs.extend(rejection(claim, datasets));
    paragraphs.push(after_rejection(claim));
    // wording: notice-rejected(code)
    Notice { paragraphs, sms: Some(sms(claim, Stage::Rejected, None)) }
}

/// Why a claim was turned down, with the reviewer's note.
pub fn rejection(claim: &Claim, datasets: &Datasets) -> Vec<Message> {
    let Some(rejection) = &claim.outcome.rejection else { return Vec::new() };
    let reason = reasons::rejection(datasets, &rejection.reason)
        .map(|reason| Message::new("rejection-reason").with("reason", Arg::words(reason)));
    reason.into_iter().chain(lines::note(rejection.note.as_deref())).collect()
}

/// The ways that are open after a rejection: those of the insurer, or those of the citizens' portal (guide B).
pub fn after_rejection(claim: &Claim) -> Message {
    match claim.kind {
        ClaimKind::Supplementary => Message::new("notice-rejected-next"),
        ClaimKind::SpecialSupport | ClaimKind::SpecialExpense => {
            Message::new("notice-rejected-next-special")
        }
    }
}

fn approved(claim: &Claim) -> Notice {
    let outcome = &claim.outcome;
    let mut paragraphs = vec![about(claim, "notice-approved")];
    // wording: notice-approved(code)
    let amounts = lines::approval(claim);
    if !amounts.is_empty() {
        paragraphs.push(Message::new("notice-lines").with("lines", Arg::Lines(amounts)));
    }
    paragraphs.extend(lines::note(outcome.approval_note.as_deref()));
    paragraphs.push(after_approval(claim));
    Notice { paragraphs, sms: Some(sms(claim, Stage::Approved, lines::approved(claim))) }
}

/// What comes after the approval: originals where the contract wants them, and who sees to the rest.
pub fn after_approval(claim: &Claim) -> Message {
    match (claim.kind, claim.originals_required, &claim.details.province) {
        (ClaimKind::SpecialSupport, ..) => Message::new("approved-next-support"),
        (ClaimKind::SpecialExpense, ..) => Message::new("approved-next-expense"),
        (ClaimKind::Supplementary, true, Some(province)) => Message::new("approved-next-originals")
            .with("province", Arg::words(province.name.clone())),
        (ClaimKind::Supplementary, true, None) => Message::new("approved-next-originals-anywhere"),
        (ClaimKind::Supplementary, false, _) => Message::new("approved-next-finance"),
    }
}

fn paid(claim: &Claim) -> Option<Notice> {
    let payment = claim.outcome.payment.as_ref()?;
    // wording: notice-paid(code)
    let lines = Message::new("notice-lines").with("lines", Arg::Lines(lines::payment(payment)));
    let paragraphs = vec![about(claim, "notice-paid"), lines];
    Some(Notice { paragraphs, sms: Some(sms(claim, Stage::Paid, Some(payment.rial))) })
}
