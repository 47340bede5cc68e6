//! A claim as it is registered and read back (DESIGN §6).

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::decision::Outcome;
use super::defect::Defect;
use super::document::Document;
use super::life::EventKind;
use super::member::Relation;
use super::stage::Stage;
use super::tracking_code::TrackingCode;
use crate::persian::hidden::print_name_only;
use crate::persian::{JalaliDate, Mobile, NationalCode, Rial};

/// Which wizard a claim came from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ClaimKind {
    /// «درخواست هزینه خسارت», guide A.
    Supplementary,
    /// «درخواست حمایت دولت», guide B part one.
    SpecialSupport,
    /// «مساعدت در هزینه», guide B part two.
    SpecialExpense,
}

impl ClaimKind {
    /// The stable name in JSON and SQL.
    pub fn name(self) -> &'static str {
        match self {
            Self::Supplementary => "supplementary",
            Self::SpecialSupport => "special_support",
            Self::SpecialExpense => "special_expense",
        }
    }

    /// The kind of a stable name.
    pub fn from_name(name: &str) -> Option<Self> {
        [Self::Supplementary, Self::SpecialSupport, Self::SpecialExpense]
            .into_iter()
            .find(|kind| kind.name() == name)
    }

    /// Whether it is a request of guide B, for patients with special diseases.
    pub fn is_special(self) -> bool {
        match self {
            Self::Supplementary => false,
            Self::SpecialSupport | Self::SpecialExpense => true,
        }
    }
}

/// Code and name of something chosen from a list, as the person saw it.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Named {
    /// Stable code.
    pub code: String,
    /// Persian name.
    pub name: String,
}

/// The code of a [`Named`] whose name the person typed.
pub const UNLISTED: &str = "other";

/// Code and title of the contract.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ContractTitle {
    /// The insurer's code.
    pub code: String,
    /// What people call it.
    pub title: String,
}

/// The person whose cost it is.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Insured {
    /// Own national code.
    pub national_code: NationalCode,
    /// Given name.
    pub first_name: String,
    /// Family name.
    pub last_name: String,
    /// Relation to the main insured; none in open mode.
    pub relation: Option<Relation>,
    /// The main insured; none in open mode.
    pub principal: Option<NationalCode>,
}

/// The medical centre.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Center {
    /// Id in the centres list; none when the person typed it.
    pub id: Option<String>,
    /// Name.
    pub name: String,
    /// City.
    pub city: Option<String>,
    /// Type, such as «بیمارستان خصوصی».
    #[serde(rename = "type")]
    pub kind: Option<String>,
    /// Whether it was chosen from the list.
    pub listed: bool,
}

/// The answer to «نسخه الکترونیک».
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct EPrescription {
    /// «دارم» or «ندارم».
    pub has: bool,
    /// Its tracking code.
    pub code: Option<String>,
}

/// Kind, subject and description of a complaint (guide B part two).
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Complaint {
    /// «نوع شکایت».
    #[serde(rename = "type")]
    pub kind: String,
    /// «موضوع شکایت».
    pub subject: String,
    /// The composed description.
    pub description: String,
}

/// A disease, listed or in the person's own words.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Disease {
    /// Slug of the list; none when it is not in the list.
    pub code: Option<String>,
    /// Name.
    pub name: String,
    /// Whether it was chosen from the list.
    pub listed: bool,
}

/// An answer that no field of its own keeps: of a question that was added to a flow, or of a flow that registers nothing.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FurtherAnswer {
    /// Id of the step.
    pub id: String,
    /// The short name of the question, as the person saw it.
    pub name: String,
    /// The answer in the words that the person saw.
    pub answer: String,
}

/// Everything that the person entered. What does not apply is none or empty.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClaimDetails {
    /// Version of the flow file that asked.
    pub flow_version: u32,
    /// The mobile that was verified on page 4.
    pub mobile: Mobile,
    /// Whose cost it is.
    pub insured: Insured,
    /// When the person said that the insured, an adult who is somebody else, knows of this and agrees; none: not asked.
    #[serde(default)]
    pub dependant_agreed_at: Option<Timestamp>,
    /// The contract; none in open mode and in the special flows.
    pub contract: Option<ContractTitle>,
    /// Day of the service, as on the invoice.
    pub service_date: Option<JalaliDate>,
    /// Province of residence.
    pub province: Option<Named>,
    /// The medical centre.
    pub center: Option<Center>,
    /// The patient's share on the invoice.
    pub amount_rial: Option<Rial>,
    /// Heading of the service.
    pub service_group: Option<Named>,
    /// The service, optional; of a special expense «نوع خدمت دریافتی», with [`UNLISTED`] as code when it was typed.
    pub service: Option<Named>,
    /// `tamin`, `salamat`, `armed_forces` or `other`; none also for people without one (special support).
    pub basic_insurer: Option<String>,
    /// The physician's number, optional.
    pub medical_council_number: Option<String>,
    /// Electronic prescription.
    pub e_prescription: Option<EPrescription>,
    /// For the reviewer.
    pub notes: Option<String>,
    /// Special expense only: where the service was received.
    #[serde(default)]
    pub care_province: Option<Named>,
    /// Special expense only.
    pub complaint: Option<Complaint>,
    /// Special expense only.
    pub issuing_province: Option<Named>,
    /// Special expense only.
    pub supplementary_insurer: Option<String>,
    /// Special expense only.
    pub inpatient: Option<bool>,
    /// Special flows only.
    pub diseases: Vec<Disease>,
    /// Answers to further questions of the flow, in its order.
    #[serde(default)]
    pub answers: Vec<FurtherAnswer>,
}

/// A claim ready to be registered. `draft` makes registering idempotent: the same draft gives the same claim.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewClaim {
    /// Id of the draft, 32 lower-case hex letters: the idempotency key.
    pub draft: String,
    /// The chat that registers it.
    pub chat: i64,
    /// Which wizard.
    pub kind: ClaimKind,
    /// Whether the directory knew the insured; if so, contract and person are checked again when registering.
    pub from_directory: bool,
    /// What was entered.
    pub details: ClaimDetails,
    /// Photos and files with their titles.
    pub documents: Vec<Document>,
    /// Version of the consent text and when it was agreed to.
    pub consent: Option<Consent>,
}

/// A yes to the consent screen (DESIGN §1.1).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Consent {
    /// Version of the text.
    pub version: u32,
    /// When the yes was given.
    pub at: Timestamp,
}

/// Who caused an event.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Actor {
    /// The insured person in the chat.
    Insured,
    /// Somebody who decides on claims.
    Reviewer,
    /// The system itself.
    System,
}

impl Actor {
    /// The stable name in JSON and SQL.
    pub fn name(self) -> &'static str {
        match self {
            Self::Insured => "insured",
            Self::Reviewer => "reviewer",
            Self::System => "system",
        }
    }

    /// The actor of a stable name.
    pub fn from_name(name: &str) -> Option<Self> {
        [Self::Insured, Self::Reviewer, Self::System].into_iter().find(|actor| actor.name() == name)
    }
}

/// One step in the life of a claim; events are only ever added.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClaimEvent {
    /// Grows over all claims.
    pub seq: i64,
    /// When.
    pub at: Timestamp,
    /// What happened.
    pub kind: EventKind,
    /// The stage from then on.
    pub stage: Stage,
    /// The claim's revision from then on.
    pub revision: u32,
    /// Who.
    pub actor: Actor,
    /// Name of the member of staff, if it was one.
    pub by: Option<String>,
    /// The chat that did it, if it was done in one: it has been answered there.
    pub chat: Option<i64>,
    /// Why, if a reason was given.
    pub reason: Option<String>,
}

/// A registered claim.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Claim {
    /// Its code.
    pub code: TrackingCode,
    /// The draft that it came from: the scope under which its documents are stored.
    pub draft: String,
    /// The chat that registered it.
    pub chat: i64,
    /// Which wizard.
    pub kind: ClaimKind,
    /// Where it stands.
    pub stage: Stage,
    /// Grows with every change; guards against two reviewers.
    pub revision: u32,
    /// When it was registered.
    pub registered_at: Timestamp,
    /// Whether the paper originals must be handed in, as the contract said when the claim was registered.
    pub originals_required: bool,
    /// What was entered, with what was corrected since.
    pub details: ClaimDetails,
    /// Rounds of defects, oldest first.
    pub defects: Vec<Defect>,
    /// What has been decided.
    pub outcome: Outcome,
    /// Its documents in the order they were sent.
    pub documents: Vec<Document>,
    /// Its life so far, oldest first.
    pub events: Vec<ClaimEvent>,
}

print_name_only!(
    Named,
    Insured,
    Center,
    EPrescription,
    Complaint,
    FurtherAnswer,
    ClaimDetails,
    NewClaim,
    Claim
);
