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

/// Whole years from which a person is an adult, whose medical file is their own matter (`domain.md` §8).
const ADULT: i32 = 18;

impl Member {
    /// Whether the person is an adult on `today`. Where the directory does not tell the birth date, husbands, wives and
    /// parents are.
    pub fn is_adult(&self, today: JalaliDate) -> bool {
        let Some(born) = self.birth_date else {
            return matches!(self.relation, Relation::Spouse | Relation::Parent);
        };
        let birthday_to_come = (today.month(), today.day()) < (born.month(), born.day());
        let years = i32::from(today.year()) - i32::from(born.year());
        years - i32::from(birthday_to_come) >= ADULT
    }
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

#[cfg(test)]
mod tests {
    use super::*;

    fn member(born: Option<(i16, u8, u8)>, relation: Relation) -> Member {
        let code = NationalCode::parse("0084575948").unwrap();
        Member {
            national_code: code.clone(),
            first_name: String::new(),
            last_name: String::new(),
            birth_date: born.and_then(|(year, month, day)| JalaliDate::new(year, month, day)),
            mobile: None,
            relation,
            principal: code,
            contract: String::new(),
        }
    }

    #[test]
    fn one_is_an_adult_from_the_eighteenth_birthday() {
        let today = JalaliDate::new(1405, 8, 30).unwrap();
        let cases = [
            (Some((1387, 8, 30)), Relation::Child, true),
            (Some((1387, 9, 1)), Relation::Spouse, false),
            (Some((1386, 12, 29)), Relation::Child, true),
            (Some((1405, 1, 1)), Relation::Child, false),
            (None, Relation::Child, false),
            (None, Relation::Other, false),
            (None, Relation::Spouse, true),
            (None, Relation::Parent, true),
        ];
        for (born, relation, expected) in cases {
            assert_eq!(member(born, relation).is_adult(today), expected, "{born:?} {relation:?}");
        }
    }
}
