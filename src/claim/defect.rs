//! Defects («نقص»): what is wrong with a claim, item by item, and how the person has answered (DESIGN §1.3).

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::document::DocumentTitle;
use super::field::{Correction, Field};
use crate::persian::JalaliDate;
use crate::persian::hidden::print_name_only;

/// One round of defects.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Defect {
    /// From 1.
    pub round: u32,
    /// When it was declared.
    pub declared_at: Timestamp,
    /// Until when it is to be repaired; none: no date was named.
    pub due: Option<JalaliDate>,
    /// What is wrong, in the reviewer's order.
    pub items: Vec<DefectItem>,
    /// When the person sent the repair.
    pub repaired_at: Option<Timestamp>,
}

impl Defect {
    /// Whether the due date has passed on `today`.
    pub fn is_overdue(&self, today: JalaliDate) -> bool {
        self.repaired_at.is_none() && self.due.is_some_and(|due| due < today)
    }
}

/// One thing that is wrong.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DefectItem {
    /// What.
    pub kind: DefectKind,
    /// A code of `flows/data/defect_reasons.csv`.
    pub reason: Option<String>,
    /// In the reviewer's words.
    pub note: Option<String>,
    /// What the person did about it; none: nothing yet.
    pub answer: Option<ItemAnswer>,
}

/// What is wrong.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DefectKind {
    /// A document is not there.
    MissingDocument {
        /// Which.
        title: DocumentTitle,
    },
    /// A document cannot be read or used.
    UnreadableDocument {
        /// Id of the document, when one is meant.
        document: Option<String>,
        /// Its title.
        title: DocumentTitle,
    },
    /// An answer is wrong.
    WrongField {
        /// Which.
        field: Field,
    },
    /// Anything else, in the reviewer's words.
    Other,
}

impl DefectKind {
    /// The stable name in JSON and SQL.
    pub fn name(&self) -> &'static str {
        match self {
            Self::MissingDocument { .. } => "missing_document",
            Self::UnreadableDocument { .. } => "unreadable_document",
            Self::WrongField { .. } => "wrong_field",
            Self::Other => "other",
        }
    }

    /// The title of the document that is wanted, if one is.
    pub fn title(&self) -> Option<&DocumentTitle> {
        match self {
            Self::MissingDocument { title } | Self::UnreadableDocument { title, .. } => Some(title),
            Self::WrongField { .. } | Self::Other => None,
        }
    }

    /// The field that is to be corrected, if one is.
    pub fn field(&self) -> Option<Field> {
        match self {
            Self::WrongField { field } => Some(*field),
            Self::MissingDocument { .. } | Self::UnreadableDocument { .. } | Self::Other => None,
        }
    }
}

/// What the person did about an item.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ItemAnswer {
    /// Sent documents, by id; the old ones stay.
    Documents(Vec<String>),
    /// Corrected the answer.
    Corrected {
        /// As it was.
        old: Box<Correction>,
        /// As it is.
        new: Box<Correction>,
    },
    /// Answered in words.
    Said(String),
    /// «بقیه را ندارم», with the person's reason.
    Unavailable {
        /// Why, in the person's words.
        reason: String,
    },
}

/// The person's answers to a round of defects, ready to be sent («ارسال مجدد»).
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Repair {
    /// The round that is answered.
    pub round: u32,
    /// One answer for each item, in their order.
    pub answers: Vec<ItemAnswer>,
    /// The complaint's description as the corrections leave it; none for claims without one.
    #[serde(default)]
    pub description: Option<String>,
}

print_name_only!(DefectItem, ItemAnswer, Repair);
