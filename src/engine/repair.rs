//! «رفع نقص»: a walk through just the items of a defect, then «ارسال مجدد» (DESIGN §1.3).

use super::effect::Effect;
use super::input::{ChangeOutcome, ClaimSummary, LookUpOutcome};
use super::kinds::Reading;
use super::press::{Press, Verb};
use super::repair_items::{UNAVAILABLE, WORDS, open_round, steps_of};
use super::screen::Keyboard;
use super::session::{Answer, Draft, DraftPhoto, Focus, Value, Waiting};
use super::talk::{Talk, button, plain};
use super::{
    Silence, ask, claim_details, complaint, follow, follow_page, late, lists, menu, repair_known,
    stack, start, submit,
};
use crate::claim::{
    Claim, DefectItem, DefectKind, Document, ItemAnswer, Repair, Stage, TrackingCode,
};
use crate::wording::{Arg, Message};

/// The flow of repairs. Its questions are those of the claim; of them only what the items name is asked.
pub(crate) const FLOW: &str = "repair";
/// Claims with an open defect that are offered, at most.
const OFFERED: usize = 6;

/// «رفع نقص» of a claim: goes on with what was begun, or looks the claim up.
pub(crate) fn open(talk: &mut Talk<'_>, code: TrackingCode) {
    let begun = |draft: &&Draft| about(draft).is_some_and(|claim| claim.code == code);
    if let Some(number) = talk.session.drafts.iter().find(begun).map(|draft| draft.number) {
        stack::bring_up(talk, number);
        return start::resume(talk);
    }
    if follow::held_back(talk, &code).is_some() {
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
    let seen = talk.session.following.seen.as_ref();
    if let Some(meant) = open_ones.iter().find(|claim| Some(&claim.code) == seen) {
        return open(talk, meant.code.clone());
    }
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
        LookUpOutcome::Closed | LookUpOutcome::Held { .. } => {
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
    let (at, known) = (talk.moment.now, known_answers(talk, claim));
    if let Some(draft) = talk.draft_mut() {
        draft.answers = known
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
pub(crate) fn about(draft: &Draft) -> Option<&Claim> {
    draft.about.as_deref().filter(|_| draft.flow == FLOW)
}

/// Answers of the claim that conditions and lists of the questions look at.
fn known_answers(talk: &Talk<'_>, claim: &Claim) -> Vec<(&'static str, Value, Message)> {
    let wrong: Vec<&str> = claim
        .defects
        .last()
        .into_iter()
        .flat_map(|defect| &defect.items)
        .filter_map(|item| item.kind.field())
        .flat_map(|field| steps_of(field, claim.kind))
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
    let known = known.into_iter().flatten().chain(repair_known::of_complaint(talk, claim));
    known.filter(|(step, ..)| !wrong.contains(step)).collect()
}

/// «ارسال مجدد»
pub(crate) fn send(talk: &mut Talk<'_>) -> Reading {
    let Some(draft) = talk.draft() else { return Reading::GoOn };
    let Some((claim, defect)) = about(draft).zip(open_round(draft)) else { return Reading::GoOn };
    let sent = submit::documents_of(talk, draft);
    let answers = defect.items.iter().map(|item| answer(talk, draft, item, &sent)).collect();
    let complaint = claim.details.complaint.as_ref().and(submit::flow_of(talk, claim.kind));
    let description = complaint.and_then(|flow| complaint::description(talk, draft, flow));
    let effect = Effect::Repair {
        code: claim.code.clone(),
        draft: draft.id.clone(),
        repair: Repair { round: defect.round, answers, description },
        documents: sent,
        asker: follow::asker(talk, &claim.code),
    };
    talk.session.waiting = Some(Waiting::Repaired(draft.id.clone()));
    talk.effects.push(effect);
    Reading::Silent(Silence::AnswerComes)
}

/// What the person did about an item.
fn answer(talk: &Talk<'_>, draft: &Draft, item: &DefectItem, sent: &[Document]) -> ItemAnswer {
    let said = |step: &str| claim_details::words(draft, step).unwrap_or_default();
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
            let claim = about(draft);
            let kind = claim.map(|claim| claim.kind);
            let corrected =
                kind.and_then(|kind| claim_details::corrected(talk, draft, *field, kind));
            let old = claim.map(|claim| field.of(&claim.details));
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
    talk.session.following.seen = Some(claim.code.clone());
    stack::set_timers(talk);
    let show = Press::global(Verb::Claim, claim.code.as_str());
    let rows = vec![vec![button(Message::new("btn-show-claim"), show)]];
    talk.show(vec![said], Keyboard::Inline(rows));
    start::come_back(talk);
}
