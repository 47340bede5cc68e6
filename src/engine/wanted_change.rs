//! Effects that change a registered claim, seen alike.

use super::effect::{Asker, Effect};
use super::input::{ChangeOutcome, Input};
use crate::claim::{Act, TrackingCode};

/// What an effect wants to happen to a registered claim.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WantedChange<'e> {
    /// Which claim.
    pub code: &'e TrackingCode,
    /// What is to happen.
    pub act: Act,
    /// Who asks.
    pub asker: &'e Asker,
    /// The same key is done once: what came with one draft, or a withdrawal.
    pub once: String,
    /// How the outcome comes back.
    pub reply: Reply<'e>,
}

/// As which input the outcome of a change comes back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reply<'e> {
    /// `DocumentsAdded` of this draft.
    DocumentsAdded(&'e str),
    /// `Repaired` of this draft.
    Repaired(&'e str),
    /// `Withdrawn` of this claim.
    Withdrawn(&'e TrackingCode),
}

impl Reply<'_> {
    /// The input that tells `outcome`.
    pub fn with(self, outcome: ChangeOutcome) -> Input {
        match self {
            Self::DocumentsAdded(draft) => {
                Input::DocumentsAdded { draft: draft.to_owned(), outcome }
            }
            Self::Repaired(draft) => Input::Repaired { draft: draft.to_owned(), outcome },
            Self::Withdrawn(code) => Input::Withdrawn { code: code.clone(), outcome },
        }
    }
}

impl Effect {
    /// What this effect wants to happen to a registered claim; none for effects of other kinds.
    pub fn wanted_change(&self) -> Option<WantedChange<'_>> {
        Some(match self {
            Self::AddDocuments { code, draft, documents, asker } => WantedChange {
                code,
                act: Act::AddDocuments(documents.clone()),
                asker,
                once: draft.clone(),
                reply: Reply::DocumentsAdded(draft),
            },
            Self::Repair { code, draft, repair, documents, asker } => WantedChange {
                code,
                act: Act::Repair(repair.clone(), documents.clone()),
                asker,
                once: draft.clone(),
                reply: Reply::Repaired(draft),
            },
            Self::Withdraw { code, asker } => WantedChange {
                code,
                act: Act::Withdraw,
                asker,
                once: format!("withdraw {}", code.as_str()),
                reply: Reply::Withdrawn(code),
            },
            Self::Show(_)
            | Self::FetchPhoto { .. }
            | Self::DropPhoto { .. }
            | Self::SendCode { .. }
            | Self::CheckCode { .. }
            | Self::SendClaimCode { .. }
            | Self::CheckClaimCode { .. }
            | Self::LookUpPerson { .. }
            | Self::Register(_)
            | Self::KeepAnswers(_)
            | Self::SendSms { .. }
            | Self::LookUpClaim { .. }
            | Self::ListClaims { .. }
            | Self::TellKept
            | Self::SendCopy(_)
            | Self::ForgetChat { .. }
            | Self::WakeAt { .. }
            | Self::CancelTimer { .. } => return None,
        })
    }
}
