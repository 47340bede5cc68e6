//! The words of answers that can be found wrong and corrected.

use super::words::Words;
use crate::claim::record::{Center, Disease, EPrescription, Named, UNLISTED};
use crate::claim::{Correction, Field};
use crate::persian::Rial;
use crate::wording::{Arg, Message};

/// The words of an answer, before or after it was corrected; none: it was left out.
pub(super) fn correction(words: Words<'_>, value: &Correction) -> Option<String> {
    match value {
        Correction::ServiceDate(day) => day.map(|day| {
            let message = Message::new("value-date").with("date", day);
            format!("{} ({})", words.say(&message), day.short())
        }),
        Correction::Province(named) | Correction::IssuingProvince(named) => name(named.as_ref()),
        Correction::Service(service) => {
            service.as_ref().map(|service| marked(words, &service.name, service.code != UNLISTED))
        }
        Correction::Center(center) => center.as_ref().map(|center| center_name(words, center)),
        Correction::Amount(amount) => amount.map(|amount| amount_in_full(words, amount)),
        Correction::ServiceGroup((group, _)) => name(group.as_ref()),
        Correction::BasicInsurer(insurer) => {
            insurer.as_ref().map(|insurer| words.basic_insurer(insurer))
        }
        Correction::MedicalCouncilNumber(text)
        | Correction::Notes(text)
        | Correction::SupplementaryInsurer(text) => text.clone(),
        Correction::Inpatient(inpatient) => inpatient.map(|inpatient| {
            let key = if inpatient { "choice-inpatient" } else { "choice-outpatient" };
            words.say(&Message::new(key)) // wording: choice-inpatient choice-outpatient
        }),
        Correction::Diseases(diseases) => {
            let lines: Vec<String> = diseases.iter().map(|one| disease(words, one)).collect();
            (!lines.is_empty()).then(|| lines.join("\n"))
        }
        Correction::EPrescription(erx) => erx.as_ref().map(|erx| prescription(words, erx)),
    }
}

/// What an answer says when it was left out: that there is none, where that is an answer too.
pub(super) fn left_out(words: Words<'_>, field: Field) -> String {
    let key = match field {
        Field::SupplementaryInsurer => "console-no-supplementary",
        Field::ServiceDate
        | Field::Province
        | Field::Center
        | Field::Amount
        | Field::ServiceGroup
        | Field::Service
        | Field::BasicInsurer
        | Field::MedicalCouncilNumber
        | Field::EPrescription
        | Field::Notes
        | Field::IssuingProvince
        | Field::Inpatient
        | Field::Diseases => "value-skipped",
    };
    words.say(&Message::new(key)) // wording: console-no-supplementary value-skipped
}

fn disease(words: Words<'_>, disease: &Disease) -> String {
    if disease.listed {
        return disease.name.clone();
    }
    format!("{} · {}", disease.name, words.say(&Message::new("console-own-words")))
}

fn name(named: Option<&Named>) -> Option<String> {
    named.map(|named| named.name.clone())
}

fn amount_in_full(words: Words<'_>, amount: Rial) -> String {
    let message = Message::new("value-amount")
        .with("rial", amount)
        .with("toman", Arg::Toman(amount))
        .with("words", Arg::MoneyInWords(amount));
    words.say(&message)
}

fn center_name(words: Words<'_>, center: &Center) -> String {
    let parts = [Some(&center.name), center.city.as_ref(), center.kind.as_ref()];
    let parts = parts.into_iter().flatten().map(String::as_str);
    marked(words, &parts.collect::<Vec<_>>().join(" · "), center.listed)
}

/// What was not chosen from a list says so.
fn marked(words: Words<'_>, name: &str, listed: bool) -> String {
    if listed {
        return name.to_owned();
    }
    format!("{name} · {}", words.say(&Message::new("console-not-listed")))
}

fn prescription(words: Words<'_>, erx: &EPrescription) -> String {
    let has = words.yes_no(erx.has);
    match &erx.code {
        Some(code) => format!("{has} · {code}"),
        None => has,
    }
}
