//! Decisions of those who decide on claims (DESIGN §6).

use serde::{Deserialize, Serialize};

use super::defect::DefectItem;
use crate::persian::{JalaliDate, Rial};

/// A decision with what it carries.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Decision {
    /// Somebody takes the claim in hand.
    StartReview,
    /// Something is missing or wrong.
    DeclareDefect {
        /// What; at least one.
        items: Vec<DefectItem>,
        /// Until when it is to be repaired.
        due: Option<JalaliDate>,
    },
    /// The claim is turned down.
    Reject {
        /// A code of `flows/data/rejection_reasons.csv`.
        reason: String,
        /// In the reviewer's words.
        note: Option<String>,
    },
    /// The claim is accepted.
    Approve {
        /// What will be paid; nothing where a request is granted without an amount (special support).
        approved: Rial,
        /// What is left out, with reasons.
        deductions: Vec<Deduction>,
        /// In the reviewer's words.
        note: Option<String>,
    },
    /// The paper originals have come.
    OriginalsReceived,
    /// Handed to the finance office.
    SendToFinance,
    /// Paid.
    Pay {
        /// How much.
        paid: Rial,
        /// On which day.
        on: JalaliDate,
        /// The bank's reference.
        reference: Option<String>,
    },
}

/// A part of the amount that is not paid.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Deduction {
    /// How much.
    pub rial: Rial,
    /// Why, in the reviewer's words.
    pub reason: String,
}

/// Which decision.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DecisionKind {
    /// See [`Decision::StartReview`].
    StartReview,
    /// See [`Decision::DeclareDefect`].
    DeclareDefect,
    /// See [`Decision::Reject`].
    Reject,
    /// See [`Decision::Approve`].
    Approve,
    /// See [`Decision::OriginalsReceived`].
    OriginalsReceived,
    /// See [`Decision::SendToFinance`].
    SendToFinance,
    /// See [`Decision::Pay`].
    Pay,
}

impl DecisionKind {
    /// Every kind.
    pub const ALL: [Self; 7] = [
        Self::StartReview,
        Self::DeclareDefect,
        Self::Reject,
        Self::Approve,
        Self::OriginalsReceived,
        Self::SendToFinance,
        Self::Pay,
    ];

    /// The stable name in JSON.
    pub fn name(self) -> &'static str {
        match self {
            Self::StartReview => "start_review",
            Self::DeclareDefect => "declare_defect",
            Self::Reject => "reject",
            Self::Approve => "approve",
            Self::OriginalsReceived => "originals_received",
            Self::SendToFinance => "send_to_finance",
            Self::Pay => "pay",
        }
    }

    /// The kind of a stable name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.name() == name)
    }
}

impl Decision {
    /// Which decision it is.
    pub fn kind(&self) -> DecisionKind {
        match self {
            Self::StartReview => DecisionKind::StartReview,
            Self::DeclareDefect { .. } => DecisionKind::DeclareDefect,
            Self::Reject { .. } => DecisionKind::Reject,
            Self::Approve { .. } => DecisionKind::Approve,
            Self::OriginalsReceived => DecisionKind::OriginalsReceived,
            Self::SendToFinance => DecisionKind::SendToFinance,
            Self::Pay { .. } => DecisionKind::Pay,
        }
    }
}

/// What has been decided so far.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Outcome {
    /// What will be paid, once approved; none also for a request that was granted without an amount.
    pub approved: Option<Rial>,
    /// What is left out.
    pub deductions: Vec<Deduction>,
    /// The reviewer's words with the approval.
    pub approval_note: Option<String>,
    /// Why the claim was turned down.
    pub rejection: Option<Rejection>,
    /// What was paid.
    pub payment: Option<Payment>,
}

/// Why a claim was turned down.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rejection {
    /// A code of `flows/data/rejection_reasons.csv`.
    pub reason: String,
    /// In the reviewer's words.
    pub note: Option<String>,
}

/// What was paid.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Payment {
    /// How much.
    pub rial: Rial,
    /// On which day.
    pub on: JalaliDate,
    /// The bank's reference.
    pub reference: Option<String>,
}
