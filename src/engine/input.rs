//! What a turn may be about: what a person did, what became of an effect, or that time has come.

use std::fmt;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::effect::TimerKind;
use crate::claim::{Claim, ClaimKind, Family, Stage, StoredFile, TrackingCode};
use crate::persian::hidden::print_name_only;
use crate::persian::{JalaliDate, Rial};

/// One input of a chat. Answers of effects come back as inputs of the same chat.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Input {
    /// Typed text, commands included.
    Text {
        /// As typed, at most 4 096 characters.
        text: String,
    },
    /// A pressed inline button.
    Press {
        /// Its callback data, as it came.
        data: String,
    },
    /// A photo.
    Photo(Upload),
    /// A file sent as a document.
    File(Upload),
    /// A shared contact.
    Contact {
        /// As it came.
        phone: String,
        /// Whether it is the sender's own card, not forwarded (`bale-api.md` §7).
        own: bool,
    },
    /// Something that cannot be used here: voice, sticker, video, location …
    Other,
    /// What became of [`super::Effect::FetchPhoto`].
    PhotoChecked {
        /// The document of the draft.
        document: String,
        /// The scope under which it is stored; empty in what an earlier version has kept.
        #[serde(default)]
        draft: String,
        /// How it went.
        outcome: PhotoOutcome,
    },
    /// What became of [`super::Effect::SendCode`].
    CodeSent {
        /// The challenge.
        challenge: String,
        /// How it went.
        outcome: SendOutcome,
    },
    /// What became of [`super::Effect::CheckCode`].
    CodeChecked {
        /// The challenge.
        challenge: String,
        /// How it went.
        outcome: CheckOutcome,
    },
    /// What became of [`super::Effect::LookUpPerson`].
    PersonLookedUp {
        /// What the directory opens; none: not known, or not with the proved mobile.
        family: Option<Family>,
    },
    /// What became of [`super::Effect::Register`].
    Registered {
        /// Id of the draft.
        draft: String,
        /// How it went.
        outcome: RegisterOutcome,
    },
    /// What became of [`super::Effect::LookUpClaim`].
    ClaimLookedUp {
        /// The code that was asked for.
        code: TrackingCode,
        /// What was found.
        outcome: LookUpOutcome,
    },
    /// What became of [`super::Effect::ListClaims`].
    ClaimsListed {
        /// Newest first.
        claims: Vec<ClaimSummary>,
    },
    /// What became of [`super::Effect::AddDocuments`].
    DocumentsAdded {
        /// The draft in which they were sent.
        draft: String,
        /// How it went.
        outcome: ChangeOutcome,
    },
    /// What became of [`super::Effect::Repair`].
    Repaired {
        /// The draft of the repair.
        draft: String,
        /// How it went.
        outcome: ChangeOutcome,
    },
    /// What became of [`super::Effect::Withdraw`].
    Withdrawn {
        /// Which claim.
        code: TrackingCode,
        /// How it went.
        outcome: ChangeOutcome,
    },
    /// What became of [`super::Effect::TellKept`].
    KeptTold {
        /// Claims that were registered in this chat, newest first.
        claims: Vec<ClaimSummary>,
        /// How many surveys and the like were answered in it.
        answers: u32,
    },
    /// What became of [`super::Effect::SendCopy`].
    CopySent {
        /// False: Bale would not take it, again and again.
        sent: bool,
    },
    /// What became of [`super::Effect::ForgetChat`].
    ChatForgotten {
        /// Claims that are erased.
        erased: Vec<TrackingCode>,
        /// Claims that are kept without their link to this chat.
        kept: Vec<TrackingCode>,
    },
    /// Something happened to a claim that was registered in this chat; nobody here asked for it.
    ClaimChanged {
        /// The claim as it is since.
        claim: Box<Claim>,
        /// Which of its events it is about.
        seq: i64,
    },
    /// A timer of this chat is due.
    Tick {
        /// Which.
        timer: TimerKind,
    },
    /// The update before this one could not be handled and was put aside: the person is told honestly.
    Mishap,
    /// What this chat waits for was tried again and again and takes long: a disk is full, a store is locked. Goes on by itself.
    Delayed,
}

impl Input {
    /// Whether a person did it just now; the rest is answers of effects, news and time.
    pub(crate) fn is_from_person(&self) -> bool {
        match self {
            Self::Text { .. }
            | Self::Press { .. }
            | Self::Photo(_)
            | Self::File(_)
            | Self::Contact { .. }
            | Self::Other => true,
            Self::PhotoChecked { .. }
            | Self::CodeSent { .. }
            | Self::CodeChecked { .. }
            | Self::PersonLookedUp { .. }
            | Self::Registered { .. }
            | Self::ClaimLookedUp { .. }
            | Self::ClaimsListed { .. }
            | Self::DocumentsAdded { .. }
            | Self::Repaired { .. }
            | Self::Withdrawn { .. }
            | Self::KeptTold { .. }
            | Self::CopySent { .. }
            | Self::ChatForgotten { .. }
            | Self::ClaimChanged { .. }
            | Self::Tick { .. }
            | Self::Mishap
            | Self::Delayed => false,
        }
    }
}

/// A photo or file as Bale announces it; the bytes are fetched by an effect.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Upload {
    /// For `getFile`.
    pub file_id: String,
    /// The message it came in, for replies.
    pub message_id: i64,
    /// The album it belongs to.
    pub album: Option<String>,
    /// Its caption, at most 1 024 characters.
    pub caption: Option<String>,
    /// Bytes, if announced.
    pub size: Option<u64>,
    /// File name, if announced; never trusted.
    pub name: Option<String>,
}

/// How fetching and checking a photo went.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PhotoOutcome {
    /// Stored, durable and encrypted.
    Stored(StoredFile),
    /// Not taken; the reason is the end of a wording key `photo-refused-…`.
    Refused(String),
    /// Bale would not give the file, again and again.
    NotFetched,
}

/// How sending a one-time code went.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SendOutcome {
    /// On its way.
    Sent {
        /// Until when the code counts.
        expires: Timestamp,
        /// From when another may be asked for.
        again: Timestamp,
    },
    /// Too many codes for this number or too many numbers in this chat.
    Limited {
        /// From when it is possible again.
        until: Timestamp,
    },
    /// So many codes have left in all chats together that no more may for a while.
    Busy {
        /// From when it is possible again.
        until: Timestamp,
    },
    /// The gateway says that the number cannot get SMS.
    BadNumber,
    /// The gateway is down.
    GatewayDown,
}

/// How checking a typed code went.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CheckOutcome {
    /// Right: the number is proved.
    Right,
    /// Wrong.
    Wrong {
        /// Tries left for this code.
        left: u32,
    },
    /// Too old, used, or tried too often: a new one is needed.
    Expired,
}

/// How registering went.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RegisterOutcome {
    /// Registered, or already registered before from the same draft.
    Done(ClaimSummary),
    /// The directory knows the insured or the contract no more; the family as it is known at present.
    Changed(Option<Family>),
}

/// What looking a claim up came to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LookUpOutcome {
    /// This chat may see it.
    Seen(Box<Claim>),
    /// There is none, or this chat may see it only once the claim's mobile is proved (DESIGN §1.3): which of both nobody
    /// learns who does not have that mobile, the engine neither (`docs/decisions/0006`).
    Closed,
    /// Too many codes of others were asked for in all chats together.
    Held {
        /// From when it is possible again.
        until: Timestamp,
    },
}

/// How changing a claim went.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ChangeOutcome {
    /// Done, or done before from the same draft; the claim as it is since.
    Done(Box<Claim>),
    /// The claim has moved on and does not allow it; the claim as it is.
    NotAllowed(Box<Claim>),
    /// There is no such claim, or this chat may not see it.
    Unknown,
}

/// What a person is shown of a claim in a list.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClaimSummary {
    /// Its code.
    pub code: TrackingCode,
    /// Which wizard.
    pub kind: ClaimKind,
    /// Where it stands.
    pub stage: Stage,
    /// When it was registered.
    pub registered_at: Timestamp,
    /// When the stage began.
    pub stage_at: Timestamp,
    /// Name of the insured; none: the directory does not know the person and the flow does not ask for it.
    pub insured: Option<String>,
    /// The last four digits of the insured's national code.
    pub code_end: String,
    /// Heading of the service.
    pub service: Option<String>,
    /// The patient's share.
    pub amount: Option<Rial>,
    /// The medical centre.
    pub center: Option<String>,
    /// How many documents it has.
    pub documents: u32,
    /// Whether the paper originals must be handed in.
    pub originals_required: bool,
    /// Until when an open defect is to be repaired.
    pub due: Option<JalaliDate>,
}

print_name_only!(Upload, ClaimSummary);

impl Input {
    /// What it is called in a log.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Text { .. } => "text",
            Self::Press { .. } => "press",
            Self::Photo(_) => "photo",
            Self::File(_) => "file",
            Self::Contact { .. } => "contact",
            Self::Other => "other",
            Self::PhotoChecked { .. } => "photo_checked",
            Self::CodeSent { .. } => "code_sent",
            Self::CodeChecked { .. } => "code_checked",
            Self::PersonLookedUp { .. } => "person_looked_up",
            Self::Registered { .. } => "registered",
            Self::ClaimLookedUp { .. } => "claim_looked_up",
            Self::ClaimsListed { .. } => "claims_listed",
            Self::DocumentsAdded { .. } => "documents_added",
            Self::Repaired { .. } => "repaired",
            Self::Withdrawn { .. } => "withdrawn",
            Self::KeptTold { .. } => "kept_told",
            Self::CopySent { .. } => "copy_sent",
            Self::ChatForgotten { .. } => "chat_forgotten",
            Self::ClaimChanged { .. } => "claim_changed",
            Self::Tick { .. } => "tick",
            Self::Mishap => "mishap",
            Self::Delayed => "delayed",
        }
    }
}

/// Without what is in it: words, names, codes.
impl fmt::Debug for Input {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Input({})", self.name())
    }
}
