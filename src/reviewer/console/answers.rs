//! What the person answered, in the groups of the wizard's pages.

use maud::{Markup, html};

use super::field_words::{correction, left_out};
use super::words::{Words, full_name, short_moment};
use crate::claim::{Claim, ClaimKind, Field};
use crate::wording::Message;

/// One answer: its name, its words, and the field that can be found wrong.
pub(super) struct Line {
    pub(super) name: String,
    pub(super) value: Value,
    pub(super) field: Option<Field>,
}

/// How an answer is shown.
pub(super) enum Value {
    Words(String),
    /// Codes and numbers keep their own direction.
    Code(String),
    /// Each on a line of its own.
    Lines(Vec<String>),
}

/// All answers. `wrong` is the address that begins a defect about a field, where one may be declared.
pub(super) fn answers(
    words: Words<'_>,
    claim: &Claim,
    wrong: Option<&dyn Fn(Field) -> String>,
) -> Markup {
    let sheet = Sheet { words, claim };
    let groups = sheet.groups();
    html! {
        @for (title, lines) in groups.iter().filter(|(_, lines)| !lines.is_empty()) {
            section.card.answers {
                h2 { (words.say(title)) }
                (list(words, lines, wrong))
            }
        }
    }
}

/// Answers one below the other.
pub(super) fn list(
    words: Words<'_>,
    lines: &[Line],
    wrong: Option<&dyn Fn(Field) -> String>,
) -> Markup {
    let wrong_label = words.say(&Message::new("console-is-wrong"));
    html! {
        dl {
            @for line in lines {
                div {
                    dt { (line.name) }
                    dd {
                        (line.value)
                        @if let (Some(wrong), Some(field)) = (wrong, line.field) {
                            a.flag href=(wrong(field)) title=(wrong_label) {
                                "⚑" span.sr { (wrong_label) " " (line.name) }
                            }
                        }
                    }
                }
            }
        }
    }
}

impl maud::Render for Value {
    fn render(&self) -> Markup {
        html! {
            @match self {
                Self::Words(words) => bdi.said { (words) },
                Self::Code(code) => bdi.code dir="ltr" { (code) },
                Self::Lines(lines) => div.lines { @for line in lines { p { bdi { (line) } } } },
            }
        }
    }
}

struct Sheet<'p> {
    words: Words<'p>,
    claim: &'p Claim,
}

impl Sheet<'_> {
    fn groups(&self) -> Vec<(Message, Vec<Line>)> {
        let mut groups = match self.claim.kind {
            ClaimKind::Supplementary => vec![
                (Message::new("page-request"), self.request()),
                (Message::new("page-details"), self.details()),
                (Message::new("page-phone"), vec![self.mobile()]),
            ],
            ClaimKind::SpecialSupport => vec![
                (Message::new("page-patient"), self.patient(Some(self.insurer()))),
                (Message::new("page-disease"), self.answer(Field::Diseases).into_iter().collect()),
            ],
            ClaimKind::SpecialExpense => vec![
                (Message::new("page-conditions"), self.conditions()),
                (Message::new("page-patient"), self.patient(None)),
                (Message::new("page-complaint"), self.complaint()),
            ],
        };
        // What a maintainer's flow asks besides: fields of other kinds, and questions that no field knows.
        groups.push((Message::new("console-further-answers"), self.further()));
        groups
    }

    fn say(&self, message: &Message) -> String {
        self.words.say(message)
    }

    fn plain(&self, name: &Message, value: impl Into<String>) -> Line {
        Line { name: self.say(name), value: Value::Words(value.into()), field: None }
    }

    fn code(&self, name: &Message, value: impl Into<String>) -> Line {
        Line { name: self.say(name), value: Value::Code(value.into()), field: None }
    }

    fn answer(&self, field: Field) -> Option<Line> {
        let kind = self.claim.kind;
        let value = correction(self.words, &field.of(&self.claim.details))?;
        let value = match field {
            Field::MedicalCouncilNumber => Value::Code(value),
            Field::Diseases => Value::Lines(value.lines().map(str::to_owned).collect()),
            Field::ServiceDate
            | Field::Province
            | Field::Center
            | Field::Amount
            | Field::ServiceGroup
            | Field::Service
            | Field::BasicInsurer
            | Field::EPrescription
            | Field::Notes
            | Field::IssuingProvince
            | Field::SupplementaryInsurer
            | Field::Inpatient => Value::Words(value),
        };
        let is_of_kind = Field::of_kind(kind).contains(&field);
        Some(Line {
            name: self.words.field(field, kind),
            value,
            field: is_of_kind.then_some(field),
        })
    }

    fn details(&self) -> Vec<Line> {
        let fields = Field::of_kind(ClaimKind::Supplementary).iter().copied();
        let fields = fields.filter(|field| *field != Field::ServiceDate);
        fields.filter_map(|field| self.answer(field)).collect()
    }

    fn request(&self) -> Vec<Line> {
        let mut lines: Vec<Line> = self.answer(Field::ServiceDate).into_iter().collect();
        if let Some(contract) = &self.claim.details.contract {
            let name = format!("{} ({})", contract.title, contract.code);
            lines.push(self.plain(&Message::new("label-contract"), name));
        }
        lines.extend(self.person());
        lines
    }

    /// Whose cost it is; the name only where it is known.
    fn person(&self) -> Vec<Line> {
        let insured = &self.claim.details.insured;
        let mut lines = Vec::new();
        lines.extend(
            full_name(self.claim).map(|name| self.plain(&Message::new("label-person"), name)),
        );
        let code = insured.national_code.expose();
        lines.push(self.code(&Message::new("console-national-code"), code));
        if let Some(relation) = insured.relation {
            let relation = self.words.relation(relation);
            lines.push(self.plain(&Message::new("console-relation"), relation));
        }
        if let Some(principal) = &insured.principal
            && *principal != insured.national_code
        {
            lines.push(self.code(&Message::new("console-principal"), principal.expose()));
        }
        if let Some(at) = self.claim.details.dependant_agreed_at {
            let agreed = Message::new("console-dependant-agreed");
            lines.push(self.code(&agreed, short_moment(at)));
        }
        lines
    }

    fn patient(&self, more: Option<Line>) -> Vec<Line> {
        self.person().into_iter().chain([self.mobile()]).chain(more).collect()
    }

    fn mobile(&self) -> Line {
        self.code(&Message::new("label-mobile"), self.claim.details.mobile.expose())
    }

    /// The basic insurer, which every special flow asks: none is an answer.
    fn insurer(&self) -> Line {
        let none = || {
            let none = self.say(&Message::new("console-no-insurer"));
            self.plain(&Message::new("label-basic-insurer"), none)
        };
        self.answer(Field::BasicInsurer).unwrap_or_else(none)
    }

    fn conditions(&self) -> Vec<Line> {
        let province = self.claim.details.care_province.as_ref();
        let province = province.map(|province| {
            self.plain(&Message::new("label-care-province"), province.name.clone())
        });
        let day = self.answer(Field::ServiceDate);
        [self.insurer()].into_iter().chain(province).chain(day).collect()
    }

    fn complaint(&self) -> Vec<Line> {
        let mut lines = Vec::new();
        if let Some(complaint) = &self.claim.details.complaint {
            let kind = complaint.kind.clone();
            lines.push(self.plain(&Message::new("console-complaint-kind"), kind));
            let subject = complaint.subject.clone();
            lines.push(self.plain(&Message::new("console-complaint-subject"), subject));
            let description = complaint.description.lines().map(str::to_owned).collect();
            let name = self.say(&Message::new("console-complaint-description"));
            lines.push(Line { name, value: Value::Lines(description), field: None });
        }
        let fields = Field::of_kind(self.claim.kind).iter().copied();
        let fields = fields.filter(|field| *field != Field::ServiceDate);
        lines.extend(fields.filter_map(|field| self.answer(field).or_else(|| self.none_of(field))));
        lines
    }

    /// «ندارم», where that is an answer.
    fn none_of(&self, field: Field) -> Option<Line> {
        (field == Field::SupplementaryInsurer).then(|| Line {
            name: self.words.field(field, self.claim.kind),
            value: Value::Words(left_out(self.words, field)),
            field: Some(field),
        })
    }

    fn further(&self) -> Vec<Line> {
        let kind = self.claim.kind;
        let is_shown = |field: &Field| {
            let of_kind = Field::of_kind(kind).contains(field);
            of_kind || (*field == Field::BasicInsurer && kind != ClaimKind::Supplementary)
        };
        let fields = Field::ALL.iter().filter(|field| !is_shown(field));
        let fields = fields.filter_map(|field| self.answer(*field));
        let answers = self.claim.details.answers.iter();
        let answers = answers.map(|answer| Line {
            name: answer.name.clone(),
            value: Value::Words(answer.answer.clone()),
            field: None,
        });
        fields.chain(answers).collect()
    }
}
