//! Answers of a draft as the details of a claim. A step is known by its id, whichever flow asks it; answers to steps that
//! no field knows are kept as further answers.

use jiff::Timestamp;

use super::session::{Draft, Value};
use super::talk::Talk;
use super::{complaint, facts, keep_answers, lists, walk};
use crate::claim::record::{
    Center, ContractTitle, Disease, EPrescription, Insured, Named, UNLISTED,
};
use crate::claim::{ClaimDetails, ClaimKind, Correction, Field};
use crate::flow::Flow;
use crate::persian::{Mobile, NationalCode};

/// The steps whose answers have a field of their own.
const FIELDS: [&str; 34] = [
    "consent",
    "service_date",
    "contract",
    "person",
    "dependant_agrees",
    "insured_first_name",
    "insured_last_name",
    "insured_national_code",
    "province",
    "center",
    "center_name",
    "center_city",
    "center_type",
    "amount",
    "service_group",
    "service",
    "basic_insurer",
    "council_number",
    "erx",
    "erx_code",
    "notes",
    "documents",
    "mobile",
    "mobile_code",
    "review",
    "care_province",
    "issuing_province",
    "supplementary_insurer",
    "supplementary_insurer_name",
    "inpatient",
    "diseases",
    "disease_words",
    "received_service",
    "received_service_words",
];

/// `supplementary_insurer`: «ندارم»; `basic_insurer`: «بیمه ندارم».
const NO_INSURER: &str = "none";

/// What was entered; none while a number or a person is missing.
pub(crate) fn details(talk: &Talk<'_>, draft: &Draft, flow: &Flow) -> Option<ClaimDetails> {
    let (insured, contract) = insured(talk, draft, flow)?;
    Some(ClaimDetails {
        flow_version: flow.version,
        mobile: mobile(draft, "mobile")?,
        insured,
        dependant_agreed_at: dependant_agreed_at(talk, draft, flow),
        contract,
        service_date: value(draft, "service_date").and_then(Value::date).copied(),
        province: named(talk, draft, flow, "province"),
        center: center(talk, draft, flow),
        amount_rial: value(draft, "amount").and_then(Value::money).copied(),
        service_group: named(talk, draft, flow, "service_group"),
        service: service(talk, draft, flow),
        basic_insurer: choice(draft, "basic_insurer").filter(|code| code != NO_INSURER),
        medical_council_number: words(draft, "council_number"),
        e_prescription: prescription(draft),
        notes: words(draft, "notes"),
        care_province: named(talk, draft, flow, "care_province"),
        complaint: complaint::complaint(talk, draft, flow),
        issuing_province: named(talk, draft, flow, "issuing_province"),
        supplementary_insurer: supplementary_insurer(talk, draft, flow),
        inpatient: truth(draft, "inpatient"),
        diseases: diseases(talk, draft, flow),
        answers: keep_answers::further(talk, draft, flow, |step| !FIELDS.contains(&step)),
    })
}

/// The service; of a special expense «نوع خدمت دریافتی», which may be typed.
fn service(talk: &Talk<'_>, draft: &Draft, flow: &Flow) -> Option<Named> {
    let step = if flow.step("received_service").is_some() { "received_service" } else { "service" };
    listed_or_typed(talk, draft, flow, step)
}

/// What was chosen, or what was typed in its place.
fn listed_or_typed(talk: &Talk<'_>, draft: &Draft, flow: &Flow, step: &str) -> Option<Named> {
    if value(draft, step).is_some_and(facts::is_escaped) {
        let to = &flow.step(step)?.escape.as_ref()?.to;
        return Some(Named { code: UNLISTED.to_owned(), name: words(draft, to)? });
    }
    named(talk, draft, flow, step)
}

fn supplementary_insurer(talk: &Talk<'_>, draft: &Draft, flow: &Flow) -> Option<String> {
    let insurer = listed_or_typed(talk, draft, flow, "supplementary_insurer")?;
    (insurer.code != NO_INSURER).then_some(insurer.name)
}

/// The chosen diseases, then the one in the person's own words.
fn diseases(talk: &Talk<'_>, draft: &Draft, flow: &Flow) -> Vec<Disease> {
    let several = value(draft, "diseases").and_then(Value::several).cloned().unwrap_or_default();
    let choices = flow.step("diseases").and_then(|step| step.kind.choices());
    let listed = several.chosen.iter().filter_map(|id| {
        let row = lists::row(talk, choices?, id)?;
        Some(Disease { code: Some(row.id), name: row.label, listed: true })
    });
    let own = words(draft, "disease_words").filter(|_| several.escaped);
    let own = own.map(|name| Disease { code: None, name, listed: false });
    listed.chain(own).collect()
}

fn truth(draft: &Draft, step: &str) -> Option<bool> {
    value(draft, step)?.truth().copied()
}

fn prescription(draft: &Draft) -> Option<EPrescription> {
    let has = choice(draft, "erx")? == "have";
    Some(EPrescription { has, code: words(draft, "erx_code").filter(|_| has) })
}

/// A field as the draft in hand answers it.
pub(crate) fn corrected(
    talk: &Talk<'_>,
    draft: &Draft,
    field: Field,
    kind: ClaimKind,
) -> Option<Correction> {
    let flow = talk.flow()?;
    let named = |step: &str| named(talk, draft, flow, step);
    Some(match field {
        Field::ServiceDate => {
            Correction::ServiceDate(value(draft, "service_date").and_then(Value::date).copied())
        }
        Field::Province => Correction::Province(named("province")),
        Field::Center => Correction::Center(center(talk, draft, flow)),
        Field::Amount => Correction::Amount(value(draft, "amount").and_then(Value::money).copied()),
        Field::ServiceGroup => Correction::ServiceGroup((named("service_group"), named("service"))),
        Field::Service => Correction::Service(match kind {
            ClaimKind::SpecialExpense => listed_or_typed(talk, draft, flow, "received_service"),
            ClaimKind::Supplementary | ClaimKind::SpecialSupport => named("service"),
        }),
        Field::BasicInsurer => Correction::BasicInsurer(choice(draft, "basic_insurer")),
        Field::MedicalCouncilNumber => {
            Correction::MedicalCouncilNumber(words(draft, "council_number"))
        }
        Field::EPrescription => Correction::EPrescription(prescription(draft)),
        Field::Notes => Correction::Notes(words(draft, "notes")),
        Field::IssuingProvince => Correction::IssuingProvince(named("issuing_province")),
        Field::SupplementaryInsurer => {
            Correction::SupplementaryInsurer(supplementary_insurer(talk, draft, flow))
        }
        Field::Inpatient => Correction::Inpatient(truth(draft, "inpatient")),
        Field::Diseases => Correction::Diseases(diseases(talk, draft, flow)),
    })
}

fn insured(
    talk: &Talk<'_>,
    draft: &Draft,
    flow: &Flow,
) -> Option<(Insured, Option<ContractTitle>)> {
    if flow.step("contract").is_none() {
        return Some((patient(talk, national_code(draft, "insured_national_code")?), None));
    }
    if talk.world.settings.open_mode {
        let insured = Insured {
            national_code: national_code(draft, "insured_national_code")?,
            first_name: words(draft, "insured_first_name")?,
            last_name: words(draft, "insured_last_name")?,
            relation: None,
            principal: None,
        };
        return Some((insured, None));
    }
    let family = talk.session.person.identity.as_ref()?.family.as_ref()?;
    let contract = lists::contract(family, &choice(draft, "contract")?)?;
    let member = lists::member(family, &choice(draft, "person")?)?;
    let insured = Insured {
        national_code: member.national_code.clone(),
        first_name: member.first_name.clone(),
        last_name: member.last_name.clone(),
        relation: Some(member.relation),
        principal: Some(member.principal.clone()),
    };
    Some((
        insured,
        Some(ContractTitle { code: contract.code.clone(), title: contract.title.clone() }),
    ))
}

/// Somebody of whom only the national code is asked; the name is known if the directory opened it to this chat.
fn patient(talk: &Talk<'_>, national_code: NationalCode) -> Insured {
    let family = talk.session.person.identity.as_ref().and_then(|known| known.family.as_ref());
    let mut people = family.into_iter().flat_map(|family| &family.people);
    let member = people.find(|member| member.national_code == national_code);
    Insured {
        national_code,
        first_name: member.map(|member| member.first_name.clone()).unwrap_or_default(),
        last_name: member.map(|member| member.last_name.clone()).unwrap_or_default(),
        relation: member.map(|member| member.relation),
        principal: member.map(|member| member.principal.clone()),
    }
}

fn center(talk: &Talk<'_>, draft: &Draft, flow: &Flow) -> Option<Center> {
    if value(draft, "center") == Some(&Value::Escaped) {
        return Some(Center {
            id: None,
            name: words(draft, "center_name")?,
            city: words(draft, "center_city"),
            kind: named(talk, draft, flow, "center_type").map(|kind| kind.name),
            listed: false,
        });
    }
    let id = choice(draft, "center")?;
    let row = lists::row(talk, flow.step("center")?.kind.choices()?, &id)?;
    let cell = |column: &str| row.text(column).map(str::to_owned);
    let kind = cell("type").map(|kind| {
        let types = talk.world.datasets.by_name.get("center_types");
        types.and_then(|types| types.row(&kind)).map_or(kind, |row| row.label.clone())
    });
    Some(Center { id: Some(id), name: row.label.clone(), city: cell("city"), kind, listed: true })
}

/// When it was said that an adult dependant knows and agrees, if that is asked.
fn dependant_agreed_at(talk: &Talk<'_>, draft: &Draft, flow: &Flow) -> Option<Timestamp> {
    let step = flow.step("dependant_agrees")?;
    let answer = draft
        .answers
        .get(&step.id)
        .filter(|answer| answer.value.choice().is_some_and(|choice| choice == "agree"))?;
    walk::is_question(talk, draft, flow, step).then_some(answer.at)
}

/// The value of an answer.
pub(crate) fn value<'d>(draft: &'d Draft, step: &str) -> Option<&'d Value> {
    draft.answers.get(step).map(|answer| &answer.value)
}

fn named(talk: &Talk<'_>, draft: &Draft, flow: &Flow, step: &str) -> Option<Named> {
    let code = choice(draft, step)?;
    let row = lists::row(talk, flow.step(step)?.kind.choices()?, &code)?;
    Some(Named { code, name: row.label })
}

fn choice(draft: &Draft, step: &str) -> Option<String> {
    value(draft, step)?.choice().cloned()
}

/// The text of an answer.
pub(crate) fn words(draft: &Draft, step: &str) -> Option<String> {
    value(draft, step)?.text().cloned()
}

/// The number of an answer.
pub(crate) fn mobile(draft: &Draft, step: &str) -> Option<Mobile> {
    value(draft, step)?.mobile().cloned()
}

/// The national code of an answer.
pub(crate) fn national_code(draft: &Draft, step: &str) -> Option<NationalCode> {
    value(draft, step)?.national_code().cloned()
}
