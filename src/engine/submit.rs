//! The actions that end a flow: `identity.establish` and `claim.submit`; those that are about registered claims are in
//! `late` and `repair`.

use super::ask;
use super::claim_details::{details, mobile, national_code};
use super::documents;
use super::effect::{Effect, SmsTemplate};
use super::input::ClaimSummary;
use super::kinds::Reading;
use super::press::{Press, Verb};
use super::screen::{Button, ButtonAction, Keyboard};
use super::session::{Draft, Focus, Identity, Waiting};
use super::talk::{Talk, button};
use super::walk::{self, Next};
use super::{Silence, keep_answers, late, repair, stack, start};
use crate::claim::record::Consent;
use crate::claim::{ClaimKind, Document, DocumentTitle, Family, NewClaim};
use crate::flow::{Flow, Kind};
use crate::wording::{Arg, Message};

/// Claims registered from a chat that old buttons can still lead to.
const REMEMBERED: usize = 20;

/// The kind of claim that `flow` registers, if it does.
pub(crate) fn claim_kind(flow: &Flow) -> Option<ClaimKind> {
    match flow.submit.as_str() {
        "claim.submit" => Some(ClaimKind::Supplementary),
        "special_support.submit" => Some(ClaimKind::SpecialSupport),
        "special_expense.submit" => Some(ClaimKind::SpecialExpense),
        _ => None,
    }
}

/// The flow that registers claims of `kind`.
pub(crate) fn flow_of<'w>(talk: &Talk<'w>, kind: ClaimKind) -> Option<&'w Flow> {
    let world = talk.world;
    let usual = world.flows.get("claim").filter(|flow| claim_kind(flow) == Some(kind));
    usual.or_else(|| world.flows.values().find(|flow| claim_kind(flow) == Some(kind)))
}

/// Every question of `flow` is answered.
pub(crate) fn finish_flow(talk: &mut Talk<'_>, flow: &Flow) {
    match flow.submit.as_str() {
        "identity.establish" => establish_identity(talk),
        "claim.add_documents" => late::submit(talk),
        "answers.keep" => keep_answers::keep(talk),
        // Flows with a review submit by its button; reaching the end without one submits as well.
        _ => drop(submit(talk)),
    }
}

fn establish_identity(talk: &mut Talk<'_>) {
    note_consent(talk);
    let Some(draft) = talk.draft() else { return };
    let (number, code) = (mobile(draft, "own_mobile"), national_code(draft, "own_national_code"));
    match (number, code) {
        (Some(mobile), Some(national_code)) => {
            talk.session.waiting = Some(Waiting::Person);
            talk.effects.push(Effect::LookUpPerson { national_code, mobile });
            talk.silence = Some(Silence::AnswerComes);
        }
        _ => identified(talk, None),
    }
}

/// A yes to the consent screen of the draft in hand is kept with the person.
fn note_consent(talk: &mut Talk<'_>) {
    if let Some(consent) = talk.draft().and_then(|draft| agreed_in(talk, draft)) {
        talk.session.person.consent = Some(consent);
    }
}

/// The consent that was given: noted with the person, or in an unfinished draft that has asked for it.
pub(crate) fn consent_of(talk: &Talk<'_>) -> Option<Consent> {
    let in_drafts = || talk.session.drafts.iter().rev().find_map(|draft| agreed_in(talk, draft));
    talk.session.person.consent.clone().or_else(in_drafts)
}

fn agreed_in(talk: &Talk<'_>, draft: &Draft) -> Option<Consent> {
    let answer = draft.answers.get("consent")?;
    let agreed = answer.value.choice().is_some_and(|choice| choice == "agree");
    agreed.then_some(Consent { version: talk.world.settings.consent_version, at: answer.at })
}

/// The directory has opened (or there is none): the flow that waited for this goes on.
pub(crate) fn identified(talk: &mut Talk<'_>, family: Option<Family>) {
    let Some(draft) = talk.session.drafts.pop() else { return };
    let Some(mobile) = mobile(&draft, "own_mobile") else { return };
    let national_code = national_code(&draft, "own_national_code");
    let name = family.as_ref().zip(national_code.as_ref()).and_then(|(family, code)| {
        family
            .people
            .iter()
            .find(|member| member.national_code == *code)
            .map(|member| member.first_name.clone())
    });
    talk.session.person.identity = Some(Identity { national_code, mobile, family });
    if let Some(name) = name {
        talk.note(Message::new("identified").with("name", Arg::Words(name)));
    }
    if let Some(waiting) = talk.draft_mut() {
        waiting.touched = waiting.begun.max(draft.touched);
    }
    ask::go_on(talk);
}

/// «ثبت درخواست». What has come up since the summary was shown is seen to first: a photo on its way or without title, an
/// answer that holds no longer.
pub(crate) fn submit(talk: &mut Talk<'_>) -> Reading {
    let is_ready = talk.draft().zip(talk.flow()).is_some_and(|(draft, flow)| {
        match walk::next(talk, draft, flow) {
            Next::Done => true,
            Next::Ask(step) => matches!(step.kind, Kind::Review { .. }),
            Next::Tell(_)
            | Next::Fill(..)
            | Next::Gone(_)
            | Next::Refused { .. }
            | Next::Warn { .. }
            | Next::Leave(_)
            | Next::Empty(..) => false,
        }
    });
    if !is_ready {
        let coming = talk.draft().is_some_and(documents::is_coming);
        return if coming {
            Reading::Say(Message::new("photos-still-coming"))
        } else {
            Reading::GoOn
        };
    }
    match talk.flow().map(|flow| flow.submit.as_str()) {
        Some("claim.repair") => return repair::send(talk),
        Some("answers.keep") => {
            keep_answers::keep(talk);
            return Reading::Silent(Silence::NothingToSay);
        }
        Some(_) | None => {}
    }
    note_consent(talk);
    match new_claim(talk) {
        Some(claim) => {
            talk.session.waiting = Some(Waiting::Registered(claim.draft.clone()));
            talk.effects.push(Effect::Register(Box::new(claim)));
            Reading::Silent(Silence::AnswerComes)
        }
        None => Reading::GoOn,
    }
}

/// `Registered` has come with the claim.
pub(crate) fn registered(talk: &mut Talk<'_>, draft: &str, summary: &ClaimSummary) {
    let Some(place) = talk.session.drafts.iter().position(|known| known.id == draft) else {
        talk.silence = Some(Silence::Outdated);
        return;
    };
    let finished = talk.session.drafts.remove(place);
    talk.session.registered.insert(finished.number, summary.code.clone());
    while talk.session.registered.len() > REMEMBERED {
        talk.session.registered.pop_first();
    }
    talk.session.focus = Focus::Menu;
    stack::set_timers(talk);
    let code = summary.code.as_str().to_owned();
    let mut paragraphs = vec![Message::new("registered").with("code", Arg::Code(code.clone()))];
    let done = talk.world.flows.get(&finished.flow).and_then(|flow| flow.done.clone());
    // wording: registered-next
    paragraphs.push(Message::new(done.unwrap_or_else(|| "registered-next".to_owned())));
    paragraphs.extend(lacking(talk, &finished));
    if summary.kind == ClaimKind::Supplementary {
        paragraphs.push(originals(&finished, summary));
    }
    let rows = vec![
        vec![Button {
            label: Message::new("btn-copy-code"),
            action: ButtonAction::Copy(code.clone()),
        }],
        vec![button(Message::new("btn-show-claim"), Press::global(Verb::Claim, code.clone()))],
    ];
    talk.show(paragraphs, Keyboard::Inline(rows));
    if let Some(mobile) = mobile(&finished, "mobile") {
        talk.effects.push(Effect::SendSms {
            mobile,
            code: summary.code.clone(),
            template: SmsTemplate::Registered,
            text: Message::new("sms-registered").with("code", Arg::Code(code)),
        });
    }
    start::come_back(talk);
}

/// What was left for later is named once more: without it the claim comes back as a defect.
fn lacking(talk: &Talk<'_>, draft: &Draft) -> Option<Message> {
    let (_, rules) = documents::rules_of(talk.world.flows.get(&draft.flow)?)?;
    let lines = documents::lines(talk, rules, &documents::missing(talk, draft, rules));
    (!lines.is_empty()).then(|| Message::new("registered-missing").with("lines", Arg::Lines(lines)))
}

/// Where the paper originals go: to the branch of the province of residence (guide A page 2).
fn originals(draft: &Draft, summary: &ClaimSummary) -> Message {
    let province = draft.answers.get("province").map(|answer| answer.label.clone());
    match (summary.originals_required, province) {
        (true, Some(province)) => Message::new("originals-needed").with("province", province),
        _ => Message::new("originals-keep"),
    }
}

fn new_claim(talk: &Talk<'_>) -> Option<NewClaim> {
    let draft = talk.draft()?;
    let flow = talk.flow()?;
    let details = details(talk, draft, flow)?;
    Some(NewClaim {
        draft: draft.id.clone(),
        chat: talk.session.chat,
        kind: claim_kind(flow)?,
        from_directory: details.contract.is_some(),
        details,
        documents: documents_of(talk, draft),
        consent: talk.session.person.consent.clone(),
    })
}

/// The stored photos of a draft with their titles.
pub(crate) fn documents_of(talk: &Talk<'_>, draft: &Draft) -> Vec<Document> {
    let rules = documents::rules(talk).map(|(_, rules)| rules);
    documents::stored(draft)
        .map(|(photo, file)| {
            let code = photo.title.clone().unwrap_or_else(|| "OTHER".to_owned());
            let name = rules
                .map_or_else(|| code.clone(), |rules| documents::title_name(talk, rules, &code));
            Document {
                id: photo.id.clone(),
                scope: documents::scope(draft, photo),
                title: DocumentTitle { code, name },
                file: file.clone(),
                late: false,
                round: 0,
            }
        })
        .collect()
}
