//! The items of an open defect: which questions and documents they ask for, and how they are told.

use super::repair::{self, FLOW};
use super::session::Draft;
use super::talk::{self, Talk, plain};
use super::{documents, lists};
use crate::claim::notice::{lines, reasons};
use crate::claim::record::Named;
use crate::claim::{Claim, ClaimKind, Defect, DefectItem, DefectKind, DocumentTitle, Field};
use crate::flow::{Kind, Step};
use crate::persian::Rial;
use crate::wording::{Arg, Message};

/// The step for items that are answered in words.
pub(crate) const WORDS: &str = "words";
/// The step that asks why wanted documents cannot be sent.
pub(crate) const UNAVAILABLE: &str = "unavailable";
/// Letters of an old answer that are shown.
const SHOWN: usize = 200;

pub(crate) fn open_round(draft: &Draft) -> Option<&Defect> {
    repair::about(draft)?.defects.last()
}

pub(crate) fn items(draft: &Draft) -> &[DefectItem] {
    open_round(draft).map_or(&[], |defect| defect.items.as_slice())
}

/// The steps that ask for a field: its own and what hangs on it.
pub(crate) fn steps_of(field: Field, kind: ClaimKind) -> &'static [&'static str] {
    match field {
        Field::Service if kind == ClaimKind::SpecialExpense => {
            &["received_service", "received_service_words"]
        }
        Field::ServiceDate => &["service_date"],
        Field::Province => &["province"],
        Field::Center => &["center", "center_name", "center_city", "center_type"],
        Field::Amount => &["amount"],
        Field::ServiceGroup => &["service_group", "service"],
        Field::Service => &["service"],
        Field::BasicInsurer => &["basic_insurer"],
        Field::MedicalCouncilNumber => &["council_number"],
        Field::EPrescription => &["erx", "erx_code"],
        Field::Notes => &["notes"],
        Field::IssuingProvince => &["issuing_province"],
        Field::SupplementaryInsurer => &["supplementary_insurer", "supplementary_insurer_name"],
        Field::Inpatient => &["inpatient"],
        Field::Diseases => &["diseases", "disease_words"],
    }
}

/// Whether a step belongs to the repair; steps of other flows always belong.
pub(crate) fn concerns(draft: &Draft, step: &Step) -> bool {
    if draft.flow != FLOW {
        return true;
    }
    if let Kind::Documents(_) = step.kind {
        return !wanted(draft).is_empty() || !draft.photos.is_empty();
    }
    match step.id.as_str() {
        WORDS => items(draft).iter().any(|item| item.kind == DefectKind::Other),
        UNAVAILABLE => lacks(draft),
        id => {
            let Some(kind) = repair::about(draft).map(|claim| claim.kind) else { return false };
            let mut fields = items(draft).iter().filter_map(|item| item.kind.field());
            matches!(step.kind, Kind::Review { .. })
                || fields.any(|field| steps_of(field, kind).contains(&id))
        }
    }
}

/// The titles that are wanted, each once.
pub(crate) fn wanted(draft: &Draft) -> Vec<&DocumentTitle> {
    let mut titles: Vec<&DocumentTitle> = Vec::new();
    for title in items(draft).iter().filter_map(|item| item.kind.title()) {
        if titles.iter().all(|known| known.code != title.code) {
            titles.push(title);
        }
    }
    titles
}

/// Whether the person has gone on although wanted documents are not there.
pub(crate) fn lacks(draft: &Draft) -> bool {
    draft.answers.contains_key("documents")
        && wanted(draft).iter().any(|title| !documents::has(draft, &title.code))
}

/// What is wrong, above the question that puts it right: the items with reason and note, what it was, and until when.
pub(crate) fn items_of(talk: &Talk<'_>, draft: &Draft, step: &Step) -> Vec<Message> {
    let Some((claim, defect)) = repair::about(draft).zip(open_round(draft)) else {
        return Vec::new();
    };
    let is_asked = |item: &DefectItem| match (&step.kind, &item.kind) {
        (
            Kind::Documents(_),
            DefectKind::MissingDocument { .. } | DefectKind::UnreadableDocument { .. },
        ) => documents::stored(draft).next().is_none(),
        (Kind::Text { .. }, DefectKind::Other) => step.id == WORDS,
        (_, DefectKind::WrongField { field }) => field.step(claim.kind) == step.id,
        _ => false,
    };
    let asked: Vec<&DefectItem> = defect.items.iter().filter(|item| is_asked(item)).collect();
    if asked.is_empty() {
        return Vec::new();
    }
    let lines = asked.iter().flat_map(|item| lines_of(talk, claim, item)).collect();
    let due = defect.due.map(|due| Message::new("repair-due").with("due", due));
    std::iter::once(Message::new("repair-items").with("lines", Arg::Lines(lines)))
        .chain(due)
        .collect()
}

fn lines_of(talk: &Talk<'_>, claim: &Claim, item: &DefectItem) -> Vec<Message> {
    let what = match &item.kind {
        DefectKind::MissingDocument { title } => {
            Message::new("repair-missing").with("title", Arg::words(title.name.clone()))
        }
        DefectKind::UnreadableDocument { title, .. } => {
            Message::new("repair-unreadable").with("title", Arg::words(title.name.clone()))
        }
        DefectKind::WrongField { field } => {
            let name = lines::field_name(*field, claim.kind);
            match was(talk, claim, *field) {
                Some(old) => Message::new("repair-field").with("name", name).with("old", old),
                None => Message::new("repair-field-empty").with("name", name),
            }
        }
        DefectKind::Other => Message::new("repair-other"),
    };
    let reason = item.reason.as_deref();
    let reason = reason.and_then(|code| reasons::defect(&talk.world.datasets, code));
    let reason =
        reason.map(|reason| Message::new("repair-reason").with("reason", Arg::words(reason)));
    let note = lines::note(item.note.as_deref());
    std::iter::once(what).chain(reason).chain(note).collect()
}

/// The answer as it was registered.
fn was(talk: &Talk<'_>, claim: &Claim, field: Field) -> Option<Message> {
    let details = &claim.details;
    let named = |named: &Named| plain(named.name.clone());
    match field {
        Field::ServiceDate => {
            details.service_date.map(|date| Message::new("value-date").with("date", date))
        }
        Field::Province => details.province.as_ref().map(named),
        Field::Center => details.center.as_ref().map(|center| typed(&center.name)),
        Field::Amount => details.amount_rial.map(amount),
        Field::ServiceGroup => details.service_group.as_ref().map(named),
        Field::Service => details.service.as_ref().map(named),
        Field::BasicInsurer => {
            let choices = talk.world.flows.get(FLOW)?.step("basic_insurer")?.kind.choices()?;
            let row = lists::row(talk, choices, details.basic_insurer.as_deref()?)?;
            Some(plain(row.label))
        }
        Field::MedicalCouncilNumber => details.medical_council_number.as_deref().map(typed),
        Field::EPrescription => {
            let prescription = details.e_prescription.as_ref()?;
            let code = prescription.code.as_ref();
            Some(match code {
                Some(code) => Message::new("value-code").with("code", Arg::code(code.clone())),
                None if prescription.has => Message::new("choice-erx-have"),
                None => Message::new("choice-erx-none"),
            })
        }
        Field::Notes => details.notes.as_deref().map(typed),
        Field::IssuingProvince => details.issuing_province.as_ref().map(named),
        Field::SupplementaryInsurer => details.supplementary_insurer.as_deref().map(typed),
        Field::Inpatient => details.inpatient.map(inpatient),
        Field::Diseases => {
            let diseases = details.diseases.iter().map(|disease| typed(&disease.name)).collect();
            Some(Message::new("answers-joined").with("answers", Arg::List(diseases)))
        }
    }
}

/// An amount as answers show it.
pub(crate) fn amount(amount: Rial) -> Message {
    Message::new("value-amount")
        .with("rial", amount)
        .with("toman", Arg::Toman(amount))
        .with("words", Arg::MoneyInWords(amount))
}

/// «بستری» or «سرپایی».
pub(crate) fn inpatient(inpatient: bool) -> Message {
    Message::new(if inpatient { "choice-inpatient" } else { "choice-outpatient" })
}

fn typed(words: &str) -> Message {
    talk::typed(words.chars().take(SHOWN).collect::<String>())
}
