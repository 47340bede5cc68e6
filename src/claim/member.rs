//! Insured people, their families and contracts, as the directory tells them (DESIGN §6, `people.csv`, `contracts.csv`).

use serde::{Deserialize, Serialize};

use crate::persian::hidden::print_name_only;
use crate::persian::{JalaliDate, Mobile, NationalCode};

/// How a person is related to the main insured.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Relation {
    /// The main insured.
    #[serde(rename = "self")]
    Principal,
    /// Husband or wife.
    Spouse,
    /// Son or daughter.
    Child,
    /// Father or mother.
    Parent,
    /// Any other dependant.
    Other,
}

impl Relation {
    /// The stable name in files and JSON.
    pub fn name(self) -> &'static str {
        match self {
            Self::Principal => "self",
            Self::Spouse => "spouse",
            Self::Child => "child",
            Self::Parent => "parent",
            Self::Other => "other",
        }
    }

    /// The relation of a stable name.
    pub fn from_name(name: &str) -> Option<Self> {
        [Self::Principal, Self::Spouse, Self::Child, Self::Parent, Self::Other]
            .into_iter()
            .find(|relation| relation.name() == name)
    }
}

/// One person under one contract.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Member {
    /// The person's own national code.
    pub national_code: NationalCode,
    /// Given name.
    pub first_name: String,
    /// Family name.
    pub last_name: String,
    /// Birth date, if the file has one.
    pub birth_date: Option<JalaliDate>,
    /// The mobile on file; dependants may have none.
    pub mobile: Option<Mobile>,
    /// Relation to the main insured.
    pub relation: Relation,
    /// National code of the main insured; their own for the main insured.
    pub principal: NationalCode,
    /// Code of the contract.
    pub contract: String,
}

/// A supplementary-insurance contract.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Contract {
    /// The insurer's code for it.
    pub code: String,
    /// What people call it.
    pub title: String,
    /// The insurer.
    pub insurer: String,
    /// First day of cover.
    pub starts: JalaliDate,
    /// Last day of cover.
    pub ends: JalaliDate,
    /// Whether documents may be sent electronically (guide A page 1).
    pub e_claims: bool,
    /// Days after the service within which papers are wanted; none: no limit.
    pub window_days: Option<u32>,
    /// Whether the paper originals must be handed in.
    pub originals_required: bool,
}

/// What the directory opens to a person who has proved a mobile: the people they may claim for and the contracts.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Family {
    /// The main insured sees all of the family, a dependant only themself (DESIGN §1.1). One row per person and contract.
    pub people: Vec<Member>,
    /// The contracts of those people.
    pub contracts: Vec<Contract>,
}

print_name_only!(Member, Family);
