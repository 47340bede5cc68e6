//! The effect whose answer a session waits for.

use serde::{Deserialize, Serialize};

use crate::claim::TrackingCode;

/// The effect whose answer must come before anything else is done.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Waiting {
    /// `LookUpPerson`, at the end of `identify` or at the start of a flow.
    Person,
    /// `SendCode`.
    CodeSent(String),
    /// `CheckCode`.
    CodeChecked(String),
    /// `Register`.
    Registered(String),
    /// `LookUpClaim`.
    Claim(TrackingCode),
    /// `ListClaims`; the page to show.
    Claims(u32),
    /// `AddDocuments` of this draft.
    DocumentsAdded(String),
    /// `ListClaims`, for the question to which claim documents belong.
    OwnClaims,
    /// `ListClaims`, for «رفع نقص» without a code.
    OpenDefects,
    /// `LookUpClaim`, for documents.
    ClaimForDocuments(TrackingCode),
    /// `LookUpClaim`, for «رفع نقص».
    ClaimToRepair(TrackingCode),
    /// `Repair` of this draft.
    Repaired(String),
    /// `Withdraw`.
    Withdrawn(TrackingCode),
    /// `TellKept`, for the page «حریم خصوصی».
    Kept,
    /// `TellKept`, before it is asked whether everything is to be erased.
    KeptToErase,
    /// `ForgetChat`.
    Forgotten,
}

impl Waiting {
    /// The claim that is being looked up.
    pub(crate) fn code(&self) -> Option<&TrackingCode> {
        match self {
            Self::Claim(code) | Self::ClaimForDocuments(code) | Self::ClaimToRepair(code) => {
                Some(code)
            }
            Self::Person
            | Self::CodeSent(_)
            | Self::CodeChecked(_)
            | Self::Registered(_)
            | Self::Claims(_)
            | Self::DocumentsAdded(_)
            | Self::OwnClaims
            | Self::OpenDefects
            | Self::Repaired(_)
            | Self::Withdrawn(_)
            | Self::Kept
            | Self::KeptToErase
            | Self::Forgotten => None,
        }
    }
}
