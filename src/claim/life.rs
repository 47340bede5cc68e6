//! The life of a claim as a machine: the one place that says what may happen to it and what it becomes (DESIGN §6).

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::decision::{Decision, DecisionKind, Payment, Rejection};
use super::defect::{Defect, ItemAnswer, Repair};
use super::document::Document;
use super::record::{Actor, Claim, ClaimKind};
use super::stage::Stage;
use crate::persian::{JalaliDate, Rial};

/// Something that happens to a claim.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Act {
    /// A decision of the staff.
    Decide(Decision),
    /// The person repairs a defect, perhaps with documents.
    Repair(Repair, Vec<Document>),
    /// The person sends further documents.
    AddDocuments(Vec<Document>),
    /// The person withdraws the claim.
    Withdraw,
}

/// What an event of a claim was. Together with the stage after it, this is what others follow (DESIGN §6, events feed).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum EventKind {
    /// The claim was registered.
    Registered,
    /// Further documents were sent.
    DocumentsAdded,
    /// Somebody took it in hand.
    ReviewStarted,
    /// A defect was declared.
    DefectDeclared,
    /// The defect was repaired and sent again.
    Repaired,
    /// It was turned down.
    Rejected,
    /// It was accepted.
    Approved,
    /// The paper originals have come.
    OriginalsReceived,
    /// It was handed to the finance office.
    SentToFinance,
    /// It was paid.
    Paid,
    /// The person withdrew it.
    Withdrawn,
    /// All that tells whose it was is gone for good.
    Erased,
}

impl EventKind {
    /// Every kind.
    pub const ALL: [Self; 12] = [
        Self::Registered,
        Self::DocumentsAdded,
        Self::ReviewStarted,
        Self::DefectDeclared,
        Self::Repaired,
        Self::Rejected,
        Self::Approved,
        Self::OriginalsReceived,
        Self::SentToFinance,
        Self::Paid,
        Self::Withdrawn,
        Self::Erased,
    ];

    /// The stable name in JSON and SQL.
    pub fn name(self) -> &'static str {
        match self {
            Self::Registered => "registered",
            Self::DocumentsAdded => "documents_added",
            Self::ReviewStarted => "review_started",
            Self::DefectDeclared => "defect_declared",
            Self::Repaired => "repaired",
            Self::Rejected => "rejected",
            Self::Approved => "approved",
            Self::OriginalsReceived => "originals_received",
            Self::SentToFinance => "sent_to_finance",
            Self::Paid => "paid",
            Self::Withdrawn => "withdrawn",
            Self::Erased => "erased",
        }
    }

    /// The kind of a stable name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.name() == name)
    }
}

/// Why something cannot happen to a claim.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// The stage (or, before a due date, the day) does not allow it.
    #[error("a claim at the stage `{}` does not allow this", .0.name())]
    NotAllowed(Stage),
    /// The repair answers another round, or not each of its items.
    #[error("the repair does not answer the open round of defects")]
    OtherRound,
    /// The claim has as many documents as one may have.
    #[error("the claim has no room for so many documents; it may have {MOST_DOCUMENTS}")]
    TooManyDocuments,
}

/// Documents that a claim may have before a person adds some of their own accord. Each is stored for years and all are
/// listed to the staff. A repair is not held to it: the staff asked for it.
pub const MOST_DOCUMENTS: usize = 200;

/// The stage to which a decision leads from the stage of `claim` on the day `today`; none: it is not allowed.
///
/// The table of DESIGN §6. A defect may be turned into a rejection only after its due date.
pub fn stage_after(claim: &Claim, decision: DecisionKind, today: JalaliDate) -> Option<Stage> {
    let support = claim.kind == ClaimKind::SpecialSupport;
    let overdue = claim.defects.last().is_some_and(|defect| defect.is_overdue(today));
    let originals = claim.originals_required;
    match (claim.stage, decision) {
        (Stage::Registered | Stage::Resubmitted, DecisionKind::StartReview) => {
            Some(Stage::UnderReview)
        }
        (Stage::UnderReview, DecisionKind::DeclareDefect) => Some(Stage::Defect),
        (Stage::UnderReview, DecisionKind::Approve) => Some(Stage::Approved),
        (Stage::UnderReview, DecisionKind::Reject) => Some(Stage::Rejected),
        (Stage::Defect, DecisionKind::Reject) if overdue => Some(Stage::Rejected),
        (Stage::Approved, DecisionKind::OriginalsReceived) if originals && !support => {
            Some(Stage::OriginalsReceived)
        }
        (Stage::Approved, DecisionKind::SendToFinance) if !originals && !support => {
            Some(Stage::InPayment)
        }
        (Stage::OriginalsReceived, DecisionKind::SendToFinance) => Some(Stage::InPayment),
        (Stage::InPayment, DecisionKind::Pay) => Some(Stage::Paid),
        _ => None,
    }
}

/// Whether the person may withdraw a claim at this stage: while it is undecided.
pub fn may_withdraw(stage: Stage) -> bool {
    matches!(stage, Stage::Registered | Stage::UnderReview | Stage::Defect | Stage::Resubmitted)
}

/// Whether further documents are taken at this stage: until the claim has come to an end.
pub fn takes_documents(kind: ClaimKind, stage: Stage) -> bool {
    let support_ended = kind == ClaimKind::SpecialSupport && stage == Stage::Approved;
    !stage.is_final() && !support_ended
}

/// Whether a claim at this stage may be erased: once it has come to an end. Before, the person can withdraw it.
pub fn may_be_erased(kind: ClaimKind, stage: Stage) -> bool {
    !takes_documents(kind, stage)
}

/// Whether `count` further documents have room in the claim.
pub fn has_room(claim: &Claim, count: usize) -> bool {
    claim.documents.len().saturating_add(count) <= MOST_DOCUMENTS
}

/// What becomes of a claim: the claim as it is afterwards, without the event itself, and what the event is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// The claim afterwards; its revision has grown by one.
    pub claim: Claim,
    /// What happened.
    pub kind: EventKind,
    /// Who.
    pub actor: Actor,
    /// Reason codes, if any were given, with commas between.
    pub reason: Option<String>,
    /// The documents that were added, as they are in the claim.
    pub added: Vec<Document>,
}

/// Lets `act` happen to `claim` at `at`, which is the day `today` in Tehran.
///
/// # Errors
/// When the claim's stage does not allow it, a repair is not of the open round, or there is no room for documents.
pub fn apply(claim: &Claim, act: Act, at: Timestamp, today: JalaliDate) -> Result<Change, Refusal> {
    let mut after = claim.clone();
    after.revision += 1;
    let not_allowed = Refusal::NotAllowed(claim.stage);
    match act {
        Act::Decide(decision) => {
            after.stage = stage_after(claim, decision.kind(), today).ok_or(not_allowed)?;
            Ok(decided(after, decision, at))
        }
        Act::AddDocuments(documents) => {
            if !takes_documents(claim.kind, claim.stage) {
                return Err(not_allowed);
            }
            if !has_room(claim, documents.len()) {
                return Err(Refusal::TooManyDocuments);
            }
            let round = claim.defects.last().map_or(0, |defect| defect.round);
            let added = marked(documents, round);
            after.documents.extend(added.clone());
            let kind = EventKind::DocumentsAdded;
            Ok(Change { claim: after, kind, actor: Actor::Insured, reason: None, added })
        }
        Act::Repair(repair, documents) => repaired(after, repair, documents, at),
        Act::Withdraw => {
            if !may_withdraw(claim.stage) {
                return Err(not_allowed);
            }
            after.stage = Stage::Withdrawn;
            let kind = EventKind::Withdrawn;
            Ok(Change { claim: after, kind, actor: Actor::Insured, reason: None, added: vec![] })
        }
    }
}

fn decided(mut claim: Claim, decision: Decision, at: Timestamp) -> Change {
    let mut reason = None;
    let kind = match decision {
        Decision::StartReview => EventKind::ReviewStarted,
        Decision::DeclareDefect { items, due } => {
            let round = claim.defects.last().map_or(1, |before| before.round + 1);
            let mut codes: Vec<String> = Vec::new();
            for code in items.iter().filter_map(|item| item.reason.as_ref()) {
                if !codes.contains(code) {
                    codes.push(code.clone());
                }
            }
            reason = (!codes.is_empty()).then(|| codes.join(","));
            claim.defects.push(Defect { round, declared_at: at, due, items, repaired_at: None });
            EventKind::DefectDeclared
        }
        Decision::Reject { reason: code, note } => {
            reason = Some(code.clone());
            claim.outcome.rejection = Some(Rejection { reason: code, note });
            EventKind::Rejected
        }
        Decision::Approve { approved, deductions, note } => {
            // A request for support is granted without an amount.
            let is_of_money = claim.kind != ClaimKind::SpecialSupport || approved != Rial(0);
            claim.outcome.approved = is_of_money.then_some(approved);
            claim.outcome.deductions = deductions;
            claim.outcome.approval_note = note;
            EventKind::Approved
        }
        Decision::OriginalsReceived => EventKind::OriginalsReceived,
        Decision::SendToFinance => EventKind::SentToFinance,
        Decision::Pay { paid, on, reference } => {
            claim.outcome.payment = Some(Payment { rial: paid, on, reference });
            EventKind::Paid
        }
    };
    Change { claim, kind, actor: Actor::Reviewer, reason, added: Vec::new() }
}

fn repaired(
    mut claim: Claim,
    repair: Repair,
    documents: Vec<Document>,
    at: Timestamp,
) -> Result<Change, Refusal> {
    if claim.stage != Stage::Defect {
        return Err(Refusal::NotAllowed(claim.stage));
    }
    let open = claim.defects.last_mut().filter(|defect| {
        defect.round == repair.round && defect.items.len() == repair.answers.len()
    });
    let Some(defect) = open else { return Err(Refusal::OtherRound) };
    defect.repaired_at = Some(at);
    for (item, answer) in defect.items.iter_mut().zip(repair.answers) {
        if let ItemAnswer::Corrected { new, .. } = &answer {
            new.write_to(&mut claim.details);
        }
        item.answer = Some(answer);
    }
    if let (Some(complaint), Some(description)) = (&mut claim.details.complaint, repair.description)
    {
        complaint.description = description;
    }
    let added = marked(documents, repair.round);
    claim.documents.extend(added.clone());
    claim.stage = Stage::Resubmitted;
    let kind = EventKind::Repaired;
    Ok(Change { claim, kind, actor: Actor::Insured, reason: None, added })
}

/// Documents that come after registering are late ones, of the round in which they come.
fn marked(documents: Vec<Document>, round: u32) -> Vec<Document> {
    let mark = |document| Document { late: true, round, ..document };
    documents.into_iter().map(mark).collect()
}
