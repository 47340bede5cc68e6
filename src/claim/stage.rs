//! The stages of a claim (DESIGN §6).

use serde::{Deserialize, Serialize};

/// Where a claim stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Stage {
    /// «ثبت شد»
    Registered,
    /// «در حال رسیدگی»
    UnderReview,
    /// «نقص»
    Defect,
    /// «ارسال مجدد»
    Resubmitted,
    /// «رد سند»
    Rejected,
    /// «تأیید شد»
    Approved,
    /// «اصل مدارک دریافت شد»
    OriginalsReceived,
    /// «ارسال به مالی»
    InPayment,
    /// «پرداخت شد»
    Paid,
    /// «انصراف»
    Withdrawn,
}

impl Stage {
    /// Every stage.
    pub const ALL: [Self; 10] = [
        Self::Registered,
        Self::UnderReview,
        Self::Defect,
        Self::Resubmitted,
        Self::Rejected,
        Self::Approved,
        Self::OriginalsReceived,
        Self::InPayment,
        Self::Paid,
        Self::Withdrawn,
    ];

    /// The stable name in JSON and SQL, `under_review`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Registered => "registered",
            Self::UnderReview => "under_review",
            Self::Defect => "defect",
            Self::Resubmitted => "resubmitted",
            Self::Rejected => "rejected",
            Self::Approved => "approved",
            Self::OriginalsReceived => "originals_received",
            Self::InPayment => "in_payment",
            Self::Paid => "paid",
            Self::Withdrawn => "withdrawn",
        }
    }

    /// The stage of a stable name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|stage| stage.name() == name)
    }

    /// Whether nothing further can happen to the claim.
    pub fn is_final(self) -> bool {
        matches!(self, Self::Rejected | Self::Paid | Self::Withdrawn)
    }
}
