//! «رفع نقص»: a walk through just the items of a defect, then «ارسال مجدد» (DESIGN §1.3).

use super::effect::Effect;
use super::input::{ChangeOutcome, ClaimSummary, LookUpOutcome};
use super::kinds::Reading;
use super::press::{Press, Verb};
use super::screen::Keyboard;
use super::session::{Answer, Draft, DraftPhoto, Focus, Value, Waiting};
use super::talk::{Talk, button, plain};
use super::{
    Silence, ask, documents, follow, follow_page, late, lists, menu, notices, stack, start, submit,
};
use crate::claim::{
    Claim, Defect, DefectItem, DefectKind, Document, DocumentTitle, Field, ItemAnswer, Repair,
    Stage, TrackingCode,
};
use crate::flow::{Kind, Step};
use crate::wording::{Arg, Message};

/// The flow of repairs. Its questions are those of the claim; of them only what the items name is asked.
pub(crate) const FLOW: &str = "repair";
/// Its step for items that are answered in words.
const WORDS: &str = "words";
/// Its step that asks why wanted documents cannot be sent.
const UNAVAILABLE: &str = "unavailable";
/// Claims with an open defect that are offered, at most.
const OFFERED: usize = 6;

/// «رفع نقص» of a claim: goes on with what was begun, or looks the claim up.
pub(crate) fn open(talk: &mut Talk<'_>, code: TrackingCode) {
    let begun = |draft: &&Draft| about(draft).is_some_and(|claim| claim.code == code);
    if let Some(number) = talk.session.drafts.iter().find(begun).map(|draft| draft.number) {
        stack::bring_up(talk, number);
        return start::resume(talk);
    }
    if follow::limited(talk, &code).is_some() {
        return follow::look_up(talk, code);
    }
    let asker = follow::asker(talk, &code);
    talk.session.waiting = Some(Waiting::ClaimToRepair(code.clone()));
    talk.effects.push(Effect::LookUpClaim { code, asker });
    talk.silence = Some(Silence::AnswerComes);
}

/// «رفع نقص» without a code.
pub(crate) fn list(talk: &mut Talk<'_>) {
    talk.session.waiting = Some(Waiting::OpenDefects);
    let identity = follow::identity(talk);
    talk.effects.push(Effect::ListClaims { identity });
    talk.silence = Some(Silence::AnswerComes);
}

/// `ClaimsListed` has come, for «رفع نقص» without a code.
pub(crate) fn listed(talk: &mut Talk<'_>, claims: &[ClaimSummary]) {
    let open_ones: Vec<&ClaimSummary> =
        claims.iter().filter(|claim| claim.stage == Stage::Defect).take(OFFERED).collect();
    match open_ones.as_slice() {
        [] => {
            talk.note(Message::new("repair-none"));
            super::turn::repeat(talk);
        }
        [one] => open(talk, one.code.clone()),
        several => {
            let rows = several.iter().map(|claim| {
                let code = claim.code.as_str().to_owned();
                let label = Message::new("btn-claim")
                    .with("code", Arg::code(code.clone()))
                    .with("stage", follow_page::stage_name(claim.stage));
                vec![button(label, Press::global(Verb::Repair, code))]
            });
            let rows = rows.collect();
            talk.show(vec![Message::new("repair-which")], Keyboard::Inline(rows));
        }
    }
}

/// `ClaimLookedUp` has come, for «رفع نقص».
pub(crate) fn looked_up(talk: &mut Talk<'_>, code: &TrackingCode, outcome: &LookUpOutcome) {
    match outcome {
        LookUpOutcome::Seen(claim) if is_open(claim) => {
            stack::drop_groups(talk, late::is_empty);
            begin(talk, claim, Vec::new());
        }
        LookUpOutcome::Seen(claim) => {
            talk.note(not_open("repair-not-open", claim)); // wording: repair-not-open(code, stage)
            follow::looked_up(talk, code, outcome);
        }
        LookUpOutcome::Locked { .. } | LookUpOutcome::Unknown => {
            follow::looked_up(talk, code, outcome);
        }
    }
}

fn not_open(key: &str, claim: &Claim) -> Message {
    Message::new(key)
        .with("code", Arg::code(claim.code.as_str()))
        .with("stage", follow_page::stage_name(claim.stage))
}

/// Whether a defect of the claim waits to be repaired.
pub(crate) fn is_open(claim: &Claim) -> bool {
    claim.stage == Stage::Defect && claim.defects.last().is_some()
}

fn begin(talk: &mut Talk<'_>, claim: &Claim, photos: Vec<DraftPhoto>) {
    let world = talk.world;
    let Some(flow) = world.flows.get(FLOW) else { return menu::show(talk) };
    start::push_draft(talk, &flow.id, flow.version);
    let at = talk.moment.now;
    if let Some(draft) = talk.draft_mut() {
        draft.answers = known_answers(claim)
            .into_iter()
            .map(|(step, value, label)| (step.to_owned(), Answer { value, label, at }))
            .collect();
        draft.photos = photos;
        draft.about = Some(Box::new(claim.clone()));
    }
    start::resume(talk);
}

/// «از نو شروع می‌کنم»
pub(crate) fn begin_afresh(talk: &mut Talk<'_>) {
    let main = talk.main().and_then(|main| Some((main.number, about(main)?.clone())));
    let Some((number, claim)) = main else { return list(talk) };
    stack::drop_groups(talk, |main| main.number == number);
    begin(talk, &claim, Vec::new());
}

/// The claim that the draft repairs.
fn about(draft: &Draft) -> Option<&Claim> {
    draft.about.as_deref().filter(|_| draft.flow == FLOW)
}

fn open_round(draft: &Draft) -> Option<&Defect> {
    about(draft)?.defects.last()
}

fn items(draft: &Draft) -> &[DefectItem] {
    open_round(draft).map_or(&[], |defect| defect.items.as_slice())
}

/// Answers of the claim that conditions and lists of the questions look at.
fn known_answers(claim: &Claim) -> Vec<(&'static str, Value, Message)> {
    let wrong: Vec<&str> = claim
        .defects
        .last()
        .into_iter()
        .flat_map(|defect| &defect.items)
        .filter_map(|item| item.kind.field())
        .flat_map(steps_of)
        .copied()
        .collect();
    let details = &claim.details;
    let chosen = |step, code: &str, name: &str| (step, Value::Choice(code.to_owned()), plain(name));
    let contract = details.contract.as_ref();
    let known = [
        contract.map(|contract| {
            chosen("contract", &lists::contract_id(&contract.code), &contract.title)
        }),
        details.province.as_ref().map(|named| chosen("province", &named.code, &named.name)),
        details
            .service_group
            .as_ref()
            .map(|named| chosen("service_group", &named.code, &named.name)),
    ];
    known.into_iter().flatten().filter(|(step, ..)| !wrong.contains(step)).collect()
}

/// The steps that ask for a field: its own and what hangs on it.
fn steps_of(field: Field) -> &'static [&'static str] {
    match field {
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
    }
}

/// Whether a step belongs to the repair; steps of other flows always belong.
pub(crate) fn concerns(draft: &Draft, step: &Step) -> bool {
    if draft.flow != FLOW {
        return true;
    }
    let other = |item: &DefectItem| item.kind == DefectKind::Other;
    match &step.kind {
        Kind::Review { .. } => true,
        Kind::Documents(_) => !wanted(draft).is_empty() || !draft.photos.is_empty(),
        _ if step.id == WORDS => items(draft).iter().any(other),
        _ if step.id == UNAVAILABLE => lacks(draft),
        _ => {
            let mut fields = items(draft).iter().filter_map(|item| item.kind.field());
            fields.any(|field| steps_of(field).contains(&step.id.as_str()))
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
fn lacks(draft: &Draft) -> bool {
    draft.answers.contains_key("documents")
        && wanted(draft).iter().any(|title| !documents::has(draft, &title.code))
}

/// What is wrong, above the question that puts it right: the items with reason and note, what it was, and until when.
pub(crate) fn items_of(talk: &Talk<'_>, draft: &Draft, step: &Step) -> Vec<Message> {
    let Some((claim, defect)) = about(draft).zip(open_round(draft)) else { return Vec::new() };
    let is_asked = |item: &DefectItem| match (&step.kind, &item.kind) {
        (
            Kind::Documents(_),
            DefectKind::MissingDocument { .. } | DefectKind::UnreadableDocument { .. },
        ) => documents::stored(draft).next().is_none(),
        (Kind::Text { .. }, DefectKind::Other) => step.id == WORDS,
        (_, DefectKind::WrongField { field }) => field.step() == step.id,
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
    use crate::claim::notice::{lines, reasons};
    let what = match &item.kind {
        DefectKind::MissingDocument { title } => {
            Message::new("repair-missing").with("title", Arg::words(title.name.clone()))
        }
        DefectKind::UnreadableDocument { title, .. } => {
            Message::new("repair-unreadable").with("title", Arg::words(title.name.clone()))
        }
        DefectKind::WrongField { field } => {
            let name = lines::field_name(*field);
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
    let named = |named: &crate::claim::record::Named| plain(named.name.clone());
    match field {
        Field::ServiceDate => {
            details.service_date.map(|date| Message::new("value-date").with("date", date))
        }
        Field::Province => details.province.as_ref().map(named),
        Field::Center => details.center.as_ref().map(|center| typed(&center.name)),
        Field::Amount => details.amount_rial.map(|amount| {
            Message::new("value-amount")
                .with("rial", amount)
                .with("toman", Arg::Toman(amount))
                .with("words", Arg::MoneyInWords(amount))
        }),
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
    }
}

fn typed(words: &str) -> Message {
    const SHOWN: usize = 200;
    super::talk::typed(words.chars().take(SHOWN).collect::<String>())
}

/// «ارسال مجدد»
pub(crate) fn send(talk: &mut Talk<'_>) -> Reading {
    let Some(draft) = talk.draft() else { return Reading::GoOn };
    let Some((claim, defect)) = about(draft).zip(open_round(draft)) else { return Reading::GoOn };
    let sent = submit::documents_of(talk, draft);
    let answers = defect.items.iter().map(|item| answer(talk, draft, item, &sent)).collect();
    let effect = Effect::Repair {
        code: claim.code.clone(),
        draft: draft.id.clone(),
        repair: Repair { round: defect.round, answers },
        documents: sent,
        asker: follow::asker(talk, &claim.code),
    };
    talk.session.waiting = Some(Waiting::Repaired(draft.id.clone()));
    talk.effects.push(effect);
    Reading::Silent(Silence::AnswerComes)
}

/// What the person did about an item.
fn answer(talk: &Talk<'_>, draft: &Draft, item: &DefectItem, sent: &[Document]) -> ItemAnswer {
    let said = |step: &str| submit::words(draft, step).unwrap_or_default();
    match &item.kind {
        DefectKind::MissingDocument { title } | DefectKind::UnreadableDocument { title, .. } => {
            let fitting = sent.iter().filter(|document| document.title.code == title.code);
            let ids: Vec<String> = fitting.map(|document| document.id.clone()).collect();
            if ids.is_empty() {
                ItemAnswer::Unavailable { reason: said(UNAVAILABLE) }
            } else {
                ItemAnswer::Documents(ids)
            }
        }
        DefectKind::WrongField { field } => {
            let corrected = submit::corrected(talk, draft, *field);
            let old = about(draft).map(|claim| field.of(&claim.details));
            match corrected.zip(old) {
                Some((new, old)) => {
                    ItemAnswer::Corrected { old: Box::new(old), new: Box::new(new) }
                }
                None => ItemAnswer::Unavailable { reason: String::new() },
            }
        }
        DefectKind::Other => ItemAnswer::Said(said(WORDS)),
    }
}

/// `Repaired` has come.
pub(crate) fn repaired(talk: &mut Talk<'_>, draft: &str, outcome: &ChangeOutcome) {
    let Some(place) = talk.session.drafts.iter().position(|known| known.id == draft) else {
        talk.silence = Some(Silence::Outdated);
        return;
    };
    match outcome {
        ChangeOutcome::Done(claim) => {
            talk.session.drafts.remove(place);
            told(
                talk,
                Message::new("repaired").with("code", Arg::code(claim.code.as_str())),
                claim,
            );
        }
        ChangeOutcome::NotAllowed(claim) if is_open(claim) => {
            // Another round has been declared meanwhile; what was sent may fit it too.
            let before = talk.session.drafts.remove(place);
            let scoped = |photo: DraftPhoto| DraftPhoto {
                scope: Some(photo.scope.unwrap_or_else(|| before.id.clone())),
                ..photo
            };
            let photos = before.photos.into_iter().map(scoped).collect();
            talk.note(Message::new("repair-changed"));
            begin(talk, claim, photos);
        }
        ChangeOutcome::NotAllowed(claim) => {
            let number = talk.session.drafts.get(place).map(|draft| draft.number);
            stack::drop_groups(talk, |main| Some(main.number) == number);
            told(talk, not_open("repair-too-late", claim), claim); // wording: repair-too-late(code, stage)
        }
        ChangeOutcome::Unknown => {
            talk.note(Message::new("late-not-open"));
            ask::go_on(talk);
        }
    }
}

/// The repair is over: said with the way to the claim, then what waited comes back.
fn told(talk: &mut Talk<'_>, said: Message, claim: &Claim) {
    talk.session.focus = Focus::Menu;
    notices::note(talk, claim);
    stack::set_timers(talk);
    let show = Press::global(Verb::Claim, claim.code.as_str());
    let rows = vec![vec![button(Message::new("btn-show-claim"), show)]];
    talk.show(vec![said], Keyboard::Inline(rows));
    start::come_back(talk);
}
