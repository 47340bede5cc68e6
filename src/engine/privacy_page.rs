//! What the page «حریم خصوصی» says, and what is said before everything is erased.

use super::documents;
use super::follow_page;
use super::input::ClaimSummary;
use super::session::Draft;
use super::talk::Talk;
use super::{start, submit, timers};
use crate::claim::TrackingCode;
use crate::wording::{Arg, Message};

/// Claims that are named in one message, at most: its letters are counted.
const NAMED: usize = 20;

/// What is kept of the person, and for how long.
pub(crate) fn page(talk: &Talk<'_>, claims: &[ClaimSummary], answers: u32) -> Message {
    let mut lines: Vec<Message> = about_person(talk);
    lines.extend(talk.session.drafts.iter().filter_map(|draft| draft_line(talk, draft)));
    lines.extend(claims.iter().take(NAMED).map(claim_line));
    let others = claims.len().saturating_sub(NAMED);
    lines.extend((others > 0).then(|| Message::new("privacy-more-claims").with("count", others)));
    if answers > 0 {
        lines.push(Message::new("privacy-answers").with("count", i64::from(answers)));
    }
    Message::new("privacy-page")
        .with("lines", Arg::Lines(lines))
        .with("terms", Arg::Lines(terms(talk)))
}

fn about_person(talk: &Talk<'_>) -> Vec<Message> {
    let person = &talk.session.person;
    let consent = match submit::consent_of(talk) {
        Some(consent) => Message::new("privacy-consent")
            .with("version", i64::from(consent.version))
            .with("at", consent.at),
        None => Message::new("privacy-no-consent"),
    };
    let mobiles: Vec<Message> = person
        .proved
        .iter()
        .map(|proved| {
            Message::new("value-mobile").with("mobile", Arg::Mobile(proved.mobile.clone()))
        })
        .collect();
    let mobiles = if mobiles.is_empty() {
        Message::new("privacy-no-mobile")
    } else {
        Message::new("privacy-mobiles").with("mobiles", Arg::List(mobiles))
    };
    let known = person.identity.is_some();
    let identity = if known { "privacy-identity" } else { "privacy-no-identity" };
    // wording: privacy-identity privacy-no-identity
    vec![consent, mobiles, Message::new(identity)]
}

/// A draft that only identifies the person has nothing of its own to say.
fn draft_line(talk: &Talk<'_>, draft: &Draft) -> Option<Message> {
    if draft.flow == start::IDENTIFY {
        return None;
    }
    let line = Message::new("privacy-draft")
        .with("title", start::title(talk, draft))
        .with("answers", draft.answers.len())
        .with("photos", documents::stored(draft).count())
        .with("until", timers::expiry(talk, draft)?);
    Some(line)
}

fn claim_line(claim: &ClaimSummary) -> Message {
    Message::new("privacy-claim")
        .with("code", Arg::code(claim.code.as_str()))
        .with("stage", follow_page::stage_name(claim.stage))
        .with("at", claim.registered_at)
}

/// How long all this is kept.
fn terms(talk: &Talk<'_>) -> Vec<Message> {
    let retention = &talk.world.settings.retention;
    let days = |key: &str, days: u32| Message::new(key).with("days", i64::from(days));
    let term = |limited: &str, unlimited: &str, number: u32| {
        if number > 0 { days(limited, number) } else { Message::new(unlimited) }
    };
    // wording: privacy-term-chats(days) privacy-term-chats-ever privacy-term-claims(days) privacy-term-claims-ever
    // wording: privacy-term-answers(days) privacy-term-answers-ever privacy-term-law(days)
    let mut terms = vec![
        term("privacy-term-chats", "privacy-term-chats-ever", retention.chats),
        term("privacy-term-claims", "privacy-term-claims-ever", retention.claims),
        term("privacy-term-answers", "privacy-term-answers-ever", retention.answers),
    ];
    if retention.claims_at_least > 0 {
        terms.push(days("privacy-term-law", retention.claims_at_least));
    }
    terms
}

/// The question whether everything is to be erased, with what goes and what stays; none: there is nothing.
pub(crate) fn what_would_go(
    talk: &Talk<'_>,
    claims: &[ClaimSummary],
    answers: u32,
) -> Option<Vec<Message>> {
    let (gone, kept): (Vec<_>, Vec<_>) =
        claims.iter().partition(|claim| would_be_erased(talk, claim));
    let session = &talk.session;
    let mut lines = Vec::new();
    let drafts = session.drafts.iter().filter(|draft| draft.flow != start::IDENTIFY).count();
    if drafts > 0 {
        lines.push(Message::new("erase-drafts").with("count", drafts));
    }
    let person = &session.person;
    if person.consent.is_some() || !person.proved.is_empty() || person.identity.is_some() {
        lines.push(Message::new("erase-person"));
    }
    if answers > 0 {
        lines.push(Message::new("privacy-answers").with("count", i64::from(answers)));
    }
    if !gone.is_empty() {
        let codes = codes(&of(&gone));
        lines.push(Message::new("erase-claims").with("codes", codes));
    }
    if lines.is_empty() && kept.is_empty() {
        return None;
    }
    if lines.is_empty() {
        lines.push(Message::new("erase-link-only"));
    }
    let mut question = vec![Message::new("confirm-erase").with("lines", Arg::Lines(lines))];
    if !kept.is_empty() {
        let codes = codes(&of(&kept));
        question.push(Message::new("confirm-erase-stays").with("codes", codes));
    }
    question.push(Message::new("confirm-erase-bale"));
    Some(question)
}

fn of(claims: &[&ClaimSummary]) -> Vec<TrackingCode> {
    claims.iter().map(|claim| claim.code.clone()).collect()
}

fn would_be_erased(talk: &Talk<'_>, claim: &ClaimSummary) -> bool {
    let times = (claim.stage_at, talk.moment.now);
    talk.world.settings.retention.may_erase(claim.kind, claim.stage, times)
}

/// Tracking codes in a row, the first of them when they are many.
pub(crate) fn codes(codes: &[TrackingCode]) -> Arg {
    let others = codes.len().saturating_sub(NAMED);
    let mut named: Vec<Message> = codes
        .iter()
        .take(NAMED)
        .map(|code| Message::new("value-code").with("code", Arg::code(code.as_str())))
        .collect();
    named.extend((others > 0).then(|| Message::new("codes-more").with("count", others)));
    Arg::List(named)
}
