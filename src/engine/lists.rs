//! The entries of a list at the moment it is asked: datasets, options of the flow file, the person's own contracts and family.

use std::borrow::Cow;
use std::collections::BTreeMap;

use sha2::{Digest, Sha256};

use super::facts::DraftFacts;
use super::session::Draft;
use super::talk::Talk;
use crate::claim::{Contract, Family, Member, lower_hex};
use crate::flow::expression::Fact;
use crate::flow::model::{ChoiceSource, Choices};
use crate::flow::{Dataset, Row, Truth};
use crate::persian::NationalCode;
use crate::wording::{Arg, Message};

/// The list that `choices` draws from, before any condition.
pub(crate) fn source<'w>(talk: &Talk<'w>, choices: &Choices) -> Cow<'w, Dataset> {
    let world = talk.world;
    match &choices.source {
        ChoiceSource::Dataset(name) => match name.as_str() {
            "contracts" => {
                let contracts = family(talk).map(|family| family.contracts.as_slice());
                Cow::Owned(Dataset::new(
                    contracts.into_iter().flatten().map(contract_row).collect(),
                ))
            }
            "people" => {
                let people = family(talk).map(|family| family.people.as_slice());
                let rows = people.into_iter().flatten().map(|member| person_row(talk, member));
                Cow::Owned(Dataset::new(rows.collect()))
            }
            _ => world
                .datasets
                .by_name
                .get(name)
                .map_or_else(|| Cow::Owned(Dataset::default()), Cow::Borrowed),
        },
        ChoiceSource::Options(options) => Cow::Owned(Dataset::new(
            options.iter().map(|(id, key)| option_row(talk, id, key)).collect(),
        )),
    }
}

/// Whether `row` is among the choices of `step`.
pub(crate) fn is_offered(talk: &Talk<'_>, draft: &Draft, choices: &Choices, row: &Row) -> bool {
    let Some(flow) = talk.world.flows.get(&draft.flow) else { return false };
    choices.only.as_ref().is_none_or(|only| {
        only.evaluate(&DraftFacts { talk, draft, flow, row: Some(row) }) == Truth::Yes
    })
}

/// The entries that are offered, in the order of the list.
pub(crate) fn offered(talk: &Talk<'_>, draft: &Draft, choices: &Choices) -> Vec<Row> {
    source(talk, choices)
        .rows
        .iter()
        .filter(|row| is_offered(talk, draft, choices, row))
        .cloned()
        .collect()
}

/// The entry called `id`, whether offered or not.
pub(crate) fn row(talk: &Talk<'_>, choices: &Choices, id: &str) -> Option<Row> {
    match &choices.source {
        ChoiceSource::Dataset(name) => match name.as_str() {
            "contracts" => contract(family(talk)?, id).map(contract_row),
            "people" => member(family(talk)?, id).map(|member| person_row(talk, member)),
            _ => talk.world.datasets.get(name)?.row(id).cloned(),
        },
        ChoiceSource::Options(options) => {
            options.iter().find(|(known, _)| known == id).map(|(id, key)| option_row(talk, id, key))
        }
    }
}

/// The entry called `id` if it is offered to `step`.
pub(crate) fn offered_row(
    talk: &Talk<'_>,
    draft: &Draft,
    choices: &Choices,
    id: &str,
) -> Option<Row> {
    row(talk, choices, id).filter(|row| is_offered(talk, draft, choices, row))
}

/// The member and contract behind ids of the lists `people` and `contracts`.
pub(crate) fn member<'t>(family: &'t Family, id: &str) -> Option<&'t Member> {
    family.people.iter().find(|member| member_id(member) == id)
}

/// The contract behind an id of the list `contracts`.
pub(crate) fn contract<'t>(family: &'t Family, id: &str) -> Option<&'t Contract> {
    family.contracts.iter().find(|contract| contract_id(&contract.code) == id)
}

fn family<'t>(talk: &'t Talk<'_>) -> Option<&'t Family> {
    talk.session.person.identity.as_ref().and_then(|identity| identity.family.as_ref())
}

fn option_row(talk: &Talk<'_>, id: &str, key: &str) -> Row {
    Row { id: id.to_owned(), label: talk.words(&Message::new(key)), cells: BTreeMap::new() }
}

fn contract_row(contract: &Contract) -> Row {
    let cells = [
        ("starts", Some(Fact::Date(contract.starts))),
        ("ends", Some(Fact::Date(contract.ends))),
        ("e_claims", Some(Fact::Truth(contract.e_claims))),
        ("window_days", contract.window_days.map(|days| Fact::Number(i64::from(days)))),
        ("originals_required", Some(Fact::Truth(contract.originals_required))),
        ("insurer", Some(Fact::Text(contract.insurer.clone()))),
    ];
    let cells = cells
        .into_iter()
        .filter_map(|(name, cell)| cell.map(|cell| (name.to_owned(), cell)))
        .collect();
    Row { id: contract_id(&contract.code), label: contract.title.clone(), cells }
}

fn person_row(talk: &Talk<'_>, member: &Member) -> Row {
    // wording: relation-self relation-spouse relation-child relation-parent relation-other
    let relation = Message::new(format!("relation-{}", member.relation.name()));
    let label = Message::new("person-in-list")
        .with("name", Arg::Words(format!("{} {}", member.first_name, member.last_name)))
        .with("relation", relation);
    let own = talk.session.person.identity.as_ref().and_then(|own| own.national_code.as_ref());
    let is_other = own != Some(&member.national_code);
    let other_adult = is_other && member.is_adult(talk.today());
    let cells = BTreeMap::from([
        ("other_adult".to_owned(), Fact::Truth(other_adult)),
        ("contract".to_owned(), Fact::Text(contract_id(&member.contract))),
        ("relation".to_owned(), Fact::Text(member.relation.name().to_owned())),
    ]);
    Row { id: member_id(member), label: talk.words(&label), cells }
}

/// Somebody whom the directory opened to this chat, once whatever the number of their contracts.
pub(crate) struct KnownPerson {
    pub(crate) id: String,
    pub(crate) name: String,
    pub(crate) national_code: NationalCode,
}

/// The people whom the directory opened to this chat.
pub(crate) fn known_people(talk: &Talk<'_>) -> Vec<KnownPerson> {
    let mut known: Vec<KnownPerson> = Vec::new();
    for member in family(talk).into_iter().flat_map(|family| &family.people) {
        if known.iter().all(|person| person.national_code != member.national_code) {
            known.push(KnownPerson {
                id: short_hash('n', &[member.national_code.expose()]),
                name: person_row(talk, member).label,
                national_code: member.national_code.clone(),
            });
        }
    }
    known
}

/// Ids travel through Bale as callback data, so they carry neither national codes nor non-ASCII contract codes.
fn member_id(member: &Member) -> String {
    short_hash('p', &[member.national_code.expose(), &member.contract])
}

/// The id of a contract in the list `contracts`.
pub(crate) fn contract_id(code: &str) -> String {
    short_hash('k', &[code])
}

fn short_hash(mark: char, parts: &[&str]) -> String {
    let mut digest = Sha256::new();
    for part in parts {
        digest.update(part.len().to_be_bytes());
        digest.update(part.as_bytes());
    }
    let letters: String = lower_hex(&digest.finalize()).chars().take(12).collect();
    format!("{mark}{letters}")
}
