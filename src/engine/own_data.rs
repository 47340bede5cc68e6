//! A copy of what is kept of a person, as a file that can be read (DESIGN §1.3: see one's data).

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::session::Draft;
use super::talk::Talk;
use super::{documents, submit};
use crate::claim::record::{Consent, FurtherAnswer};
use crate::claim::{Claim, Document, TrackingCode};
use crate::persian::{Mobile, NationalCode};
use crate::wording::{Message, Surface};

/// What the session knows of the person.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OwnData {
    /// When the copy was asked for.
    pub made_at: Timestamp,
    /// The consent, if it was given.
    pub consent: Option<Consent>,
    /// Numbers that were proved, with when.
    pub mobiles: Vec<OwnMobile>,
    /// The national code of who was identified.
    pub national_code: Option<NationalCode>,
    /// Unfinished requests.
    pub drafts: Vec<OwnDraft>,
}

/// A number that was proved.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OwnMobile {
    /// The number.
    pub mobile: Mobile,
    /// When.
    pub proved_at: Timestamp,
}

/// An unfinished request.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OwnDraft {
    /// Id of the flow.
    pub flow: String,
    /// The registered claim that it is about.
    pub about: Option<TrackingCode>,
    /// When it was begun.
    pub begun_at: Timestamp,
    /// When the person last did something in it.
    pub touched_at: Timestamp,
    /// What was answered, in the words that the person saw.
    pub answers: Vec<FurtherAnswer>,
    /// Its photos and files.
    pub photos: Vec<OwnPhoto>,
}

/// A photo or file, without its bytes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OwnPhoto {
    /// Code of its title, once it has one.
    pub title: Option<String>,
    /// Media type.
    pub media_type: String,
    /// Its size.
    pub bytes: u64,
}

/// Kept answers of a flow that registers no claim.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OwnAnswers {
    /// Id of the flow.
    pub flow: String,
    /// The claim with whose news it was offered.
    pub about: Option<TrackingCode>,
    /// When they were given.
    pub at: Timestamp,
    /// The answers.
    pub answers: Vec<FurtherAnswer>,
}

/// What the session of `talk` knows.
pub(crate) fn of_session(talk: &Talk<'_>) -> OwnData {
    let person = &talk.session.person;
    let mobiles = person
        .proved
        .iter()
        .map(|proved| OwnMobile { mobile: proved.mobile.clone(), proved_at: proved.at });
    OwnData {
        made_at: talk.moment.now,
        consent: submit::consent_of(talk),
        mobiles: mobiles.collect(),
        national_code: person.identity.as_ref().and_then(|known| known.national_code.clone()),
        drafts: talk.session.drafts.iter().map(|draft| of_draft(talk, draft)).collect(),
    }
}

fn of_draft(talk: &Talk<'_>, draft: &Draft) -> OwnDraft {
    let flow = talk.world.flows.get(&draft.flow);
    let words = |message: &Message| talk.world.words.text(message, Surface::Plain);
    let answers = draft.answers.iter().map(|(id, answer)| {
        let step = flow.and_then(|flow| flow.step(id));
        let name = step.map(|step| Message::new(step.label.clone()));
        FurtherAnswer {
            id: id.clone(),
            name: name.map_or_else(|| id.clone(), |name| words(&name)),
            answer: words(&answer.label),
        }
    });
    let photos = documents::stored(draft).map(|(photo, file)| OwnPhoto {
        title: photo.title.clone(),
        media_type: file.media_type.clone(),
        bytes: file.bytes,
    });
    OwnDraft {
        flow: draft.flow.clone(),
        about: draft.about.as_ref().map(|claim| claim.code.clone()),
        begun_at: draft.begun,
        touched_at: draft.touched,
        answers: answers.collect(),
        photos: photos.collect(),
    }
}

/// The whole file: JSON with what the session knows, the claims that were registered in the chat, and the kept answers.
///
/// # Errors
/// When something of it is no JSON, which our own types are not known for.
pub fn file(
    data: &OwnData,
    claims: &[Claim],
    answers: &[OwnAnswers],
) -> Result<String, serde_json::Error> {
    let mut whole = serde_json::to_value(data)?;
    if let Some(fields) = whole.as_object_mut() {
        let claims = claims.iter().map(of_claim).collect::<Result<Vec<_>, _>>()?;
        fields.insert("claims".to_owned(), Value::Array(claims));
        fields.insert("answers".to_owned(), serde_json::to_value(answers)?);
    }
    serde_json::to_string_pretty(&whole)
}

/// A claim without what only the office needs: who decided, and where the bytes lie.
fn of_claim(claim: &Claim) -> Result<Value, serde_json::Error> {
    let events = claim.events.iter().map(|event| {
        json!({
            "at": event.at, "kind": event.kind, "stage": event.stage, "actor": event.actor,
            "reason": event.reason,
        })
    });
    Ok(json!({
        "tracking_code": claim.code,
        "kind": claim.kind,
        "stage": claim.stage,
        "registered_at": claim.registered_at,
        "originals_required": claim.originals_required,
        "details": serde_json::to_value(&claim.details)?,
        "defects": serde_json::to_value(&claim.defects)?,
        "decision": serde_json::to_value(&claim.outcome)?,
        "documents": claim.documents.iter().map(of_document).collect::<Vec<_>>(),
        "events": events.collect::<Vec<_>>(),
    }))
}

fn of_document(document: &Document) -> Value {
    json!({
        "title": document.title.name, "media_type": document.file.media_type,
        "bytes": document.file.bytes, "late": document.late, "round": document.round,
    })
}
