//! The actions that end a flow: `identity.establish` and `claim.submit`; those that are about registered claims are in
//! `late` and `repair`.

use super::ask;
use super::documents;
use super::effect::{Effect, SmsTemplate};
use super::input::ClaimSummary;
use super::kinds::Reading;
use super::lists;
use super::press::{Press, Verb};
use super::screen::{Button, ButtonAction, Keyboard};
use super::session::{Draft, Focus, Identity, Value, Waiting};
use super::talk::{Talk, button};
use super::walk::{self, Next};
use super::{Silence, late, repair, stack, start};
use crate::claim::record::{Center, Consent, ContractTitle, EPrescription, Insured, Named};
use crate::claim::{
    ClaimDetails, ClaimKind, Correction, Document, DocumentTitle, Family, Field, NewClaim,
};
use crate::flow::{Flow, Kind};
use crate::persian::{Mobile, NationalCode};
use crate::wording::{Arg, Message};

/// Claims registered from a chat that old buttons can still lead to.
const REMEMBERED: usize = 20;

/// Every question of `flow` is answered.
pub(crate) fn finish_flow(talk: &mut Talk<'_>, flow: &Flow) {
    match flow.submit.as_str() {
        "identity.establish" => establish_identity(talk),
        "claim.add_documents" => late::submit(talk),
        // Flows with a review submit by its button; reaching the end without one submits as well.
        _ => drop(submit(talk)),
    }
}

fn establish_identity(talk: &mut Talk<'_>) {
    let Some(draft) = talk.draft() else { return };
    let consent = draft
        .answers
        .get("consent")
        .filter(|answer| answer.value.choice().is_some_and(|choice| choice == "agree"));
    let (number, code) = (mobile(draft, "own_mobile"), national_code(draft, "own_national_code"));
    if let Some(at) = consent.map(|answer| answer.at) {
        let version = talk.world.settings.consent_version;
        talk.session.person.consent = Some(Consent { version, at });
    }
    match (number, code) {
        (Some(mobile), Some(national_code)) => {
            talk.session.waiting = Some(Waiting::Person);
            talk.effects.push(Effect::LookUpPerson { national_code, mobile });
            talk.silence = Some(Silence::AnswerComes);
        }
        _ => identified(talk, None),
    }
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
    if talk.flow().is_some_and(|flow| flow.submit == "claim.repair") {
        return repair::send(talk);
    }
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
    paragraphs.push(Message::new("registered-next"));
    paragraphs.extend(lacking(talk, &finished));
    paragraphs.push(originals(&finished, summary));
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
        kind: ClaimKind::Supplementary,
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

fn details(talk: &Talk<'_>, draft: &Draft, flow: &Flow) -> Option<ClaimDetails> {
    let (insured, contract) = insured(talk, draft)?;
    Some(ClaimDetails {
        flow_version: flow.version,
        mobile: mobile(draft, "mobile")?,
        insured,
        contract,
        service_date: value(draft, "service_date").and_then(Value::date).copied(),
        province: named(talk, draft, flow, "province"),
        center: center(talk, draft, flow),
        amount_rial: value(draft, "amount").and_then(Value::money).copied(),
        service_group: named(talk, draft, flow, "service_group"),
        service: named(talk, draft, flow, "service"),
        basic_insurer: choice(draft, "basic_insurer"),
        medical_council_number: words(draft, "council_number"),
        e_prescription: prescription(draft),
        notes: words(draft, "notes"),
        complaint: None,
        issuing_province: None,
        supplementary_insurer: None,
        inpatient: None,
        diseases: Vec::new(),
    })
}

fn prescription(draft: &Draft) -> Option<EPrescription> {
    let has = choice(draft, "erx")? == "have";
    Some(EPrescription { has, code: words(draft, "erx_code").filter(|_| has) })
}

/// A field as the draft in hand answers it.
pub(crate) fn corrected(talk: &Talk<'_>, draft: &Draft, field: Field) -> Option<Correction> {
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
        Field::Service => Correction::Service(named("service")),
        Field::BasicInsurer => Correction::BasicInsurer(choice(draft, "basic_insurer")),
        Field::MedicalCouncilNumber => {
            Correction::MedicalCouncilNumber(words(draft, "council_number"))
        }
        Field::EPrescription => Correction::EPrescription(prescription(draft)),
        Field::Notes => Correction::Notes(words(draft, "notes")),
    })
}

fn insured(talk: &Talk<'_>, draft: &Draft) -> Option<(Insured, Option<ContractTitle>)> {
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

fn value<'d>(draft: &'d Draft, step: &str) -> Option<&'d Value> {
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

fn mobile(draft: &Draft, step: &str) -> Option<Mobile> {
    value(draft, step)?.mobile().cloned()
}

fn national_code(draft: &Draft, step: &str) -> Option<NationalCode> {
    value(draft, step)?.national_code().cloned()
}
