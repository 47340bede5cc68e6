//! What `=` lines ask.

use std::collections::BTreeMap;

use bimeyar::claim::TrackingCode;
use bimeyar::claim::record::FurtherAnswer;
use bimeyar::engine::session::{Focus, PhotoState, Value};
use bimeyar::engine::{Session, TimerKind};
use jiff::Timestamp;
use serde::Serialize;

use super::families::Insured;
use super::pure::PureStage;
use super::screens::moment;

/// The value of `name` in the pure stage; `of` is who spoke last.
pub(crate) fn fact(stage: &PureStage, name: &str, of: &str) -> Result<String, String> {
    let (name, inside) = parts(name);
    let who = inside.filter(|_| matches!(name, "claims" | "sms" | "drafts")).unwrap_or(of);
    let session = stage.session(who)?;
    let person = stage.people.iter().find(|person| person.chat == session.chat);
    let person = person.ok_or("nobody has this chat")?;
    Ok(match name {
        "claims" => stage.claims.count(person.chat).to_string(),
        "sms" => {
            let notices =
                stage.claims.sms.iter().filter(|mobile| **mobile == person.mobile).count();
            (notices + stage.codes.count(&person.mobile)).to_string()
        }
        "kept" => {
            let rows = stage.claims.kept.iter().cloned();
            let rows = rows.map(|kept| (kept.flow, kept.about, kept.answers));
            kept(&rows.collect::<Vec<_>>(), inside.unwrap_or_default())?
        }
        "dropped" => stage.chats.get(of).map_or(0, |chat| chat.dropped).to_string(),
        "copy" => {
            let copy = stage.chats.get(of).and_then(|chat| chat.copy.as_deref());
            of_copy(copy, inside.unwrap_or_default())?
        }
        "traces" => {
            let outbox = stage.chats.get(of).map(|chat| chat.outbox.iter().cloned().collect());
            let rows: Vec<String> = outbox.unwrap_or_default();
            traces(person, &session, &rows)
        }
        "timer" => {
            let timers = stage.chats.get(of).map(|chat| &chat.timers);
            timer(timers, inside.unwrap_or_default())?
        }
        _ if name.starts_with("claim.") => {
            let claim = stage.claims.last().ok_or("no claim was registered")?;
            of_claim(claim, claim.code.as_str(), name.trim_start_matches("claim."))?
        }
        _ => of_session(&session, name, inside)?,
    })
}

/// How often something that tells who `person` is stands in what is stored for their chat.
pub(crate) fn traces(person: &Insured, session: &Session, rows: &[String]) -> String {
    let stored = format!("{} {}", super::pure::stored(session), rows.join(" "));
    let tell = [person.mobile.expose(), person.national_code.expose(), "احمدی", "قرارداد"];
    tell.iter().map(|words| stored.matches(words).count()).sum::<usize>().to_string()
}

/// Answers that were kept: the flow, the claim with whose news it was offered, the answers.
pub(crate) type Kept = (String, Option<TrackingCode>, Vec<FurtherAnswer>);

/// `survey`: how often; `survey.about`: of the last, the claim; `survey.satisfaction`: of the last, an answer; or `none`.
pub(crate) fn kept(rows: &[Kept], inside: &str) -> Result<String, String> {
    let (flow, step) = inside.split_once('.').unwrap_or((inside, ""));
    let mut of_flow = rows.iter().filter(|(known, ..)| known == flow);
    if step.is_empty() {
        return Ok(of_flow.count().to_string());
    }
    let (_, about, answers) =
        of_flow.next_back().ok_or_else(|| format!("no answers of `{flow}` are kept"))?;
    let told = if step == "about" {
        about.as_ref().map(|code| code.as_str().to_owned())
    } else {
        answers.iter().find(|answer| answer.id == step).map(|answer| answer.answer.clone())
    };
    Ok(told.unwrap_or_else(|| "none".to_owned()))
}

/// `name(inside)`
pub(crate) fn parts(name: &str) -> (&str, Option<&str>) {
    match name.split_once('(') {
        Some((name, rest)) => (name, Some(rest.trim_end_matches(')'))),
        None => (name, None),
    }
}

/// What a session tells.
pub(crate) fn of_session(
    session: &Session,
    name: &str,
    inside: Option<&str>,
) -> Result<String, String> {
    let draft = session.drafts.last();
    Ok(match name {
        "drafts" => session.drafts.len().to_string(),
        "count" => count(session),
        "titles" => titles(session),
        "answer" => answer(session, inside.unwrap_or_default()),
        "focus" => focus(&session.focus).to_owned(),
        "step" => draft.map_or("none", |draft| draft.view.step.as_str()).to_owned(),
        "consent" => session.person.consent.is_some().to_string(),
        "mobiles" => session.person.proved.len().to_string(),
        "known" => session.person.identity.is_some().to_string(),
        _ => return Err(format!("`{name}` is no fact")),
    })
}

fn count(session: &Session) -> String {
    let photos = session.drafts.last().map_or(&[][..], |draft| draft.photos.as_slice());
    photos.iter().filter(|photo| matches!(photo.state, PhotoState::Stored(_))).count().to_string()
}

fn titles(session: &Session) -> String {
    let photos = session.drafts.last().map_or(&[][..], |draft| draft.photos.as_slice());
    let titles = photos.iter().map(|photo| photo.title.as_deref().unwrap_or("none"));
    titles.collect::<Vec<_>>().join(" ")
}

fn answer(session: &Session, step: &str) -> String {
    let value = session.drafts.last().and_then(|draft| draft.answers.get(step));
    match value.map(|answer| &answer.value) {
        None => "none".to_owned(),
        Some(Value::Choice(id)) => id.clone(),
        Some(Value::Truth(truth)) => truth.to_string(),
        Some(Value::Text(text)) => text.clone(),
        Some(Value::Money(amount)) => amount.0.to_string(),
        Some(Value::Date(date)) => date.iso(),
        Some(Value::NationalCode(code)) => code.expose().to_owned(),
        Some(Value::Mobile(mobile)) => mobile.expose().to_owned(),
        Some(Value::Skipped) => "skipped".to_owned(),
        Some(Value::Escaped) => "escaped".to_owned(),
        Some(Value::Several(several)) => {
            let own = several.escaped.then_some("escaped");
            let chosen = several.chosen.iter().map(String::as_str).chain(own);
            chosen.collect::<Vec<_>>().join(" ")
        }
        Some(Value::Done) => "done".to_owned(),
    }
}

fn focus(focus: &Focus) -> &'static str {
    match focus {
        Focus::Menu => "menu",
        Focus::Question => "question",
        Focus::ConfirmCancel => "confirm-cancel",
        Focus::ConfirmChange { .. } => "confirm-change",
        Focus::OfferResume => "offer-resume",
        Focus::AskTrackingCode => "ask-tracking-code",
        Focus::Unlock => "unlock",
        Focus::ConfirmWithdraw { .. } => "confirm-withdraw",
        Focus::ConfirmConsent => "confirm-consent",
        Focus::ConfirmErase { .. } => "confirm-erase",
    }
}

/// When a timer is due, or `none`.
pub(crate) fn timer(
    timers: Option<&BTreeMap<TimerKind, Timestamp>>,
    name: &str,
) -> Result<String, String> {
    let kind = match name {
        "photos" => TimerKind::PhotosGathered,
        "reminder" => TimerKind::DraftReminder,
        "expiry" => TimerKind::DraftExpiry,
        _ => return Err(format!("no timer is called `{name}`")),
    };
    let at = timers.and_then(|timers| timers.get(&kind));
    Ok(at.map_or_else(|| "none".to_owned(), |at| moment(*at)))
}

/// A field of a claim by the path of its JSON; a list is told by its length.
pub(crate) fn of_claim(claim: &impl Serialize, code: &str, path: &str) -> Result<String, String> {
    if path == "code" {
        return Ok(code.to_owned());
    }
    let mut whole = serde_json::to_value(claim).map_err(|fault| fault.to_string())?;
    if let Some(details) = whole.get_mut("details").map(serde_json::Value::take)
        && let (Some(whole), Some(details)) = (whole.as_object_mut(), details.as_object())
    {
        whole.extend(details.clone());
    }
    at(&whole, path).ok_or_else(|| format!("a claim has no `{path}`"))
}

/// What the file with everything that is kept says at `path`, or `none`.
pub(crate) fn of_copy(copy: Option<&str>, path: &str) -> Result<String, String> {
    let copy = copy.ok_or("no copy was sent")?;
    let whole = serde_json::from_str(copy).map_err(|fault| fault.to_string())?;
    Ok(at(&whole, path).unwrap_or_else(|| "none".to_owned()))
}

/// What stands at `path`; a list is told by its length.
fn at(whole: &serde_json::Value, path: &str) -> Option<String> {
    let found = path.split('.').try_fold(whole, |value, part| match part.parse::<usize>() {
        Ok(place) => value.get(place),
        Err(_) => value.get(part),
    })?;
    let list = found.as_array().map(|items| items.len().to_string());
    let text = found.as_str().map(str::to_owned);
    Some(list.or(text).unwrap_or_else(|| found.to_string()))
}
