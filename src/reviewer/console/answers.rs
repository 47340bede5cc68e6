//! What the person answered, in the groups of the wizard's pages.

use maud::{Markup, html};

use super::words::Words;
use crate::claim::record::{Center, EPrescription, Named};
use crate::claim::{Claim, Correction, Field};
use crate::persian::Rial;
use crate::wording::{Arg, Message};

/// One answer: its name, its words, and the field that can be found wrong.
struct Line {
    name: Message,
    value: String,
    /// Codes and numbers keep their own direction.
    is_code: bool,
    field: Option<Field>,
}

/// All answers. `wrong` is the address that begins a defect about a field, where one may be declared.
pub(super) fn answers(
    words: Words<'_>,
    claim: &Claim,
    wrong: Option<&dyn Fn(Field) -> String>,
) -> Markup {
    let pages = [
        (Message::new("page-request"), request(words, claim)),
        (Message::new("page-details"), details(words, claim)),
        (Message::new("console-special"), special(words, claim)),
        (Message::new("page-phone"), phone(claim)),
    ];
    let wrong_label = words.say(&Message::new("console-is-wrong"));
    html! {
        @for (title, lines) in pages.iter().filter(|(_, lines)| !lines.is_empty()) {
            section.card.answers {
                h2 { (words.say(title)) }
                dl {
                    @for line in lines {
                        div {
                            dt { (words.say(&line.name)) }
                            dd {
                                @if line.is_code { bdi.code dir="ltr" { (line.value) } } @else { bdi.said { (line.value) } }
                                @if let (Some(wrong), Some(field)) = (wrong, line.field) {
                                    a.flag href=(wrong(field)) title=(wrong_label) {
                                        "⚑" span.sr { (wrong_label) " " (words.say(&line.name)) }
                                    }
                                }
                            }
                        }
                    }
                }
            }
        }
    }
}

fn plain(name: Message, value: impl Into<String>) -> Line {
    Line { name, value: value.into(), is_code: false, field: None }
}

fn code(name: Message, value: impl Into<String>) -> Line {
    Line { is_code: true, ..plain(name, value) }
}

fn answer(words: Words<'_>, claim: &Claim, field: Field, name: Message) -> Option<Line> {
    let value = correction(words, &field.of(&claim.details))?;
    let is_code = field == Field::MedicalCouncilNumber;
    Some(Line { name, value, is_code, field: Some(field) })
}

fn request(words: Words<'_>, claim: &Claim) -> Vec<Line> {
    let insured = &claim.details.insured;
    let mut lines = Vec::new();
    let day = Message::new("label-service-date");
    lines.extend(answer(words, claim, Field::ServiceDate, day));
    if let Some(contract) = &claim.details.contract {
        let name = format!("{} ({})", contract.title, contract.code);
        lines.push(plain(Message::new("label-contract"), name));
    }
    lines.push(plain(Message::new("label-person"), super::words::full_name(claim)));
    lines.push(code(Message::new("console-national-code"), insured.national_code.expose()));
    if let Some(relation) = insured.relation {
        lines.push(plain(Message::new("console-relation"), words.relation(relation)));
    }
    if let Some(principal) = &insured.principal
        && *principal != insured.national_code
    {
        lines.push(code(Message::new("console-principal"), principal.expose()));
    }
    lines
}

fn details(words: Words<'_>, claim: &Claim) -> Vec<Line> {
    let fields = [
        (Field::Province, Message::new("label-province")),
        (Field::Center, Message::new("label-center")),
        (Field::Amount, Message::new("label-amount")),
        (Field::ServiceGroup, Message::new("label-service-group")),
        (Field::Service, Message::new("label-service")),
        (Field::BasicInsurer, Message::new("label-basic-insurer")),
        (Field::MedicalCouncilNumber, Message::new("label-council-number")),
        (Field::EPrescription, Message::new("label-erx")),
        (Field::Notes, Message::new("label-notes")),
    ];
    fields.into_iter().filter_map(|(field, name)| answer(words, claim, field, name)).collect()
}

/// What only the special flows ask.
fn special(words: Words<'_>, claim: &Claim) -> Vec<Line> {
    let details = &claim.details;
    let mut lines: Vec<Line> = details
        .diseases
        .iter()
        .map(|disease| plain(Message::new("console-disease"), disease.name.clone()))
        .collect();
    if let Some(complaint) = &details.complaint {
        lines.push(plain(Message::new("console-complaint-kind"), complaint.kind.clone()));
        lines.push(plain(Message::new("console-complaint-subject"), complaint.subject.clone()));
        let description = complaint.description.clone();
        lines.push(plain(Message::new("console-complaint-description"), description));
    }
    if let Some(province) = &details.issuing_province {
        lines.push(plain(Message::new("console-issuing-province"), province.name.clone()));
    }
    if let Some(insurer) = &details.supplementary_insurer {
        lines.push(plain(Message::new("console-supplementary-insurer"), insurer.clone()));
    }
    if let Some(inpatient) = details.inpatient {
        lines.push(plain(Message::new("console-admission"), admission(words, inpatient)));
    }
    lines
}

fn phone(claim: &Claim) -> Vec<Line> {
    vec![code(Message::new("label-mobile"), claim.details.mobile.expose())]
}

/// The words of an answer, before or after it was corrected; none: it was left out.
pub(super) fn correction(words: Words<'_>, value: &Correction) -> Option<String> {
    match value {
        Correction::ServiceDate(day) => day.map(|day| {
            let message = Message::new("value-date").with("date", day);
            format!("{} ({})", words.say(&message), day.short())
        }),
        Correction::Province(named)
        | Correction::Service(named)
        | Correction::IssuingProvince(named) => name(named.as_ref()),
        Correction::Center(center) => center.as_ref().map(|center| center_name(words, center)),
        Correction::Amount(amount) => amount.map(|amount| amount_in_full(words, amount)),
        Correction::ServiceGroup((group, _)) => name(group.as_ref()),
        Correction::BasicInsurer(insurer) => {
            insurer.as_ref().map(|insurer| words.basic_insurer(insurer))
        }
        Correction::MedicalCouncilNumber(text)
        | Correction::Notes(text)
        | Correction::SupplementaryInsurer(text) => text.clone(),
        Correction::Inpatient(inpatient) => inpatient.map(|inpatient| admission(words, inpatient)),
        Correction::Diseases(diseases) => {
            let names: Vec<&str> = diseases.iter().map(|one| one.name.as_str()).collect();
            (!names.is_empty()).then(|| names.join("، "))
        }
        Correction::EPrescription(erx) => erx.as_ref().map(|erx| prescription(words, erx)),
    }
}

fn admission(words: Words<'_>, inpatient: bool) -> String {
    let key = if inpatient { "console-inpatient" } else { "console-outpatient" };
    words.say(&Message::new(key))
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
    let mut name = parts.collect::<Vec<_>>().join(" · ");
    if !center.listed {
        name.push_str(" · ");
        name.push_str(&words.say(&Message::new("console-not-listed")));
    }
    name
}

fn prescription(words: Words<'_>, erx: &EPrescription) -> String {
    let has = words.yes_no(erx.has);
    match &erx.code {
        Some(code) => format!("{has} · {code}"),
        None => has,
    }
}
