//! What a turn wants done. Performed only after the turn is committed; performing twice is harmless.

use std::fmt;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::own_data::OwnData;
use super::screen::Screen;
use crate::claim::{Document, KeptAnswers, NewClaim, Repair, Stage, TrackingCode};
use crate::persian::{Mobile, NationalCode, Rial};
use crate::wording::Message;

/// One effect of a turn.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Effect {
    /// Say something in this chat.
    Show(Screen),
    /// Fetch a photo or file, check it, make it clean and store it. Answer: `PhotoChecked`.
    FetchPhoto {
        /// The document of the draft that it becomes.
        document: String,
        /// The draft: the scope of storing.
        draft: String,
        /// For `getFile`.
        file_id: String,
    },
    /// Erase a stored photo of a draft.
    DropPhoto {
        /// The draft.
        draft: String,
        /// Hex SHA-256 of the stored file.
        sha256: String,
    },
    /// Send a one-time code; the code itself is derived when it is sent. Answer: `CodeSent`.
    SendCode {
        /// 32 hex letters.
        challenge: String,
        /// What the code is for: `mobile`.
        purpose: String,
        /// Whose number is to be proved.
        mobile: Mobile,
    },
    /// Check a typed one-time code. Answer: `CodeChecked`.
    CheckCode {
        /// 32 hex letters.
        challenge: String,
        /// What the code is for.
        purpose: String,
        /// Whose number is to be proved.
        mobile: Mobile,
        /// Six digits as typed.
        typed: String,
    },
    /// Send a one-time code to the mobile of a claim, to open it to this chat; nothing is sent when there is no such claim,
    /// and the answer is the same. Answer: `CodeSent`.
    SendClaimCode {
        /// 32 hex letters.
        challenge: String,
        /// Which claim.
        code: TrackingCode,
    },
    /// Check a typed one-time code of a claim. Answer: `CodeChecked`.
    CheckClaimCode {
        /// 32 hex letters.
        challenge: String,
        /// Which claim.
        code: TrackingCode,
        /// Six digits as typed.
        typed: String,
    },
    /// Ask the directory of insured people. Answer: `PersonLookedUp`.
    LookUpPerson {
        /// Who.
        national_code: NationalCode,
        /// The mobile that was proved in this chat.
        mobile: Mobile,
    },
    /// Register a claim. Answer: `Registered`.
    Register(Box<NewClaim>),
    /// Keep the answers of a flow that registers no claim. No answer.
    KeepAnswers(Box<KeptAnswers>),
    /// Tell by SMS. No answer; tried again while the gateway is down.
    SendSms {
        /// To whom.
        mobile: Mobile,
        /// About which claim.
        code: TrackingCode,
        /// Which template.
        template: SmsTemplate,
        /// The text for gateways without templates.
        text: Message,
    },
    /// Look a claim up for this chat. Answer: `ClaimLookedUp`.
    LookUpClaim {
        /// Which.
        code: TrackingCode,
        /// Who asks.
        asker: Asker,
    },
    /// Add documents to a registered claim. Answer: `DocumentsAdded`.
    AddDocuments {
        /// Which claim.
        code: TrackingCode,
        /// The draft in which they were sent: done once for each draft.
        draft: String,
        /// The documents, stored under the draft.
        documents: Vec<Document>,
        /// Who sends them.
        asker: Asker,
    },
    /// Send the repair of a defect. Answer: `Repaired`.
    Repair {
        /// Which claim.
        code: TrackingCode,
        /// The draft of the repair: done once for each draft.
        draft: String,
        /// The answers to the items.
        repair: Repair,
        /// The documents that came with it, stored under the draft.
        documents: Vec<Document>,
        /// Who sends it.
        asker: Asker,
    },
    /// Withdraw a claim. Answer: `Withdrawn`.
    Withdraw {
        /// Which.
        code: TrackingCode,
        /// Who asks.
        asker: Asker,
    },
    /// List the claims that this chat may see. Answer: `ClaimsListed`.
    ListClaims {
        /// The identified person of this chat, if any.
        identity: Option<NationalCode>,
    },
    /// Tell what is registered and kept of this chat. Answer: `KeptTold`.
    TellKept,
    /// Send the person a file with all that is kept of them. Answer: `CopySent`.
    SendCopy(Box<OwnData>),
    /// Forget this chat (DESIGN §1.3): erase its claims that have come to their end and its surveys, take its link from the
    /// claims that are kept, and drop what waits for it. Answer: `ChatForgotten`.
    ForgetChat {
        /// The claims that were named when the person was asked: what became of each is told, however often this is done.
        codes: Vec<TrackingCode>,
    },
    /// Set a timer of this chat; one of each kind.
    WakeAt {
        /// When.
        at: Timestamp,
        /// Which.
        timer: TimerKind,
    },
    /// Stop a timer of this chat.
    CancelTimer {
        /// Which.
        timer: TimerKind,
    },
}

/// Who asks for a claim: the chat itself and what is known of the person in it (DESIGN §1.3).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Asker {
    /// The identified person of this chat, if any.
    pub identity: Option<NationalCode>,
    /// Whether the claim's mobile was proved in this chat.
    pub proved: bool,
}

/// Templates of SMS notices (DESIGN §6, `SMS__TEMPLATES__…`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SmsTemplate {
    /// After registering.
    Registered,
    /// A defect was declared.
    Defect,
    /// Another stage.
    Stage {
        /// Which.
        stage: Stage,
        /// What was approved or paid, where that is the news.
        amount: Option<Rial>,
    },
}

/// The timers of a chat.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TimerKind {
    /// Photos are gathered for one acknowledgement.
    PhotosGathered,
    /// The unfinished draft is recalled.
    DraftReminder,
    /// The unfinished draft is erased.
    DraftExpiry,
    /// An open defect is recalled before its due date.
    DefectReminder,
}

impl TimerKind {
    /// Every timer of a chat.
    pub(crate) const ALL: [Self; 4] =
        [Self::PhotosGathered, Self::DraftReminder, Self::DraftExpiry, Self::DefectReminder];
}

impl Effect {
    /// What it is called in a log.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Show(_) => "show",
            Self::FetchPhoto { .. } => "fetch_photo",
            Self::DropPhoto { .. } => "drop_photo",
            Self::SendCode { .. } => "send_code",
            Self::CheckCode { .. } => "check_code",
            Self::SendClaimCode { .. } => "send_claim_code",
            Self::CheckClaimCode { .. } => "check_claim_code",
            Self::LookUpPerson { .. } => "look_up_person",
            Self::Register(_) => "register",
            Self::KeepAnswers(_) => "keep_answers",
            Self::SendSms { .. } => "send_sms",
            Self::LookUpClaim { .. } => "look_up_claim",
            Self::AddDocuments { .. } => "add_documents",
            Self::Repair { .. } => "repair",
            Self::Withdraw { .. } => "withdraw",
            Self::ListClaims { .. } => "list_claims",
            Self::TellKept => "tell_kept",
            Self::SendCopy(_) => "send_copy",
            Self::ForgetChat { .. } => "forget_chat",
            Self::WakeAt { .. } => "wake_at",
            Self::CancelTimer { .. } => "cancel_timer",
        }
    }

    /// Whether an answer of it comes into the inbox, for which the person waits.
    pub fn has_answer(&self) -> bool {
        match self {
            Self::FetchPhoto { .. }
            | Self::SendCode { .. }
            | Self::CheckCode { .. }
            | Self::SendClaimCode { .. }
            | Self::CheckClaimCode { .. }
            | Self::LookUpPerson { .. }
            | Self::Register(_)
            | Self::TellKept
            | Self::SendCopy(_)
            | Self::ForgetChat { .. }
            | Self::LookUpClaim { .. }
            | Self::AddDocuments { .. }
            | Self::Repair { .. }
            | Self::Withdraw { .. }
            | Self::ListClaims { .. } => true,
            Self::Show(_)
            | Self::DropPhoto { .. }
            | Self::KeepAnswers(_)
            | Self::SendSms { .. }
            | Self::WakeAt { .. }
            | Self::CancelTimer { .. } => false,
        }
    }
}

/// Without what is in it: words, names, codes.
impl fmt::Debug for Effect {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Effect({})", self.name())
    }
}
