//! Photos and files as they come: each is taken in at once, only the acknowledgement is gathered (DESIGN §4).

use std::collections::BTreeMap;

use jiff::SignedDuration;

use super::ask;
use super::documents;
use super::effect::{Effect, TimerKind};
use super::input::{PhotoOutcome, Upload};
use super::session::{Draft, DraftPhoto, Focus, PhotoState, View};
use super::talk::{Talk, plain};
use super::{Silence, menu};
use crate::wording::{Arg, Message};

/// A photo or file has come.
pub(crate) fn take_in(talk: &mut Talk<'_>, upload: &Upload) {
    if documents::rules(talk).is_none() {
        talk.note(Message::new("photo-without-claim"));
        return menu::offer_to_begin(talk);
    }
    let limit = talk.world.settings.photos;
    if talk.draft().is_some_and(|draft| draft.photos.len() >= limit) {
        talk.note(Message::new("photo-too-many").with("limit", limit));
        return ask::go_on(talk);
    }
    let id = talk.fresh_hex(16);
    let at = talk.moment.now;
    let wait = SignedDuration::from_millis(talk.world.settings.gather_ms);
    let Some(draft) = talk.draft_mut() else { return };
    draft.touched = at;
    let photo = DraftPhoto {
        id: id.clone(),
        message_id: upload.message_id,
        at,
        state: PhotoState::Coming,
        title: None,
        told: false,
    };
    draft.photos.push(photo);
    let fetch = Effect::FetchPhoto {
        document: id,
        draft: draft.id.clone(),
        file_id: upload.file_id.clone(),
    };
    talk.effects.push(fetch);
    talk.effects.push(Effect::WakeAt { at: at + wait, timer: TimerKind::PhotosGathered });
    talk.silence = Some(Silence::Gathering);
}

/// `PhotoChecked` has come.
pub(crate) fn checked(talk: &mut Talk<'_>, document: &str, outcome: &PhotoOutcome) {
    let now = talk.moment.now;
    let wait = SignedDuration::from_millis(talk.world.settings.gather_ms);
    talk.silence = Some(Silence::Gathering);
    let owner = talk
        .session
        .drafts
        .iter_mut()
        .find(|draft| draft.photos.iter().any(|photo| photo.id == document));
    let Some(draft) = owner else {
        // The draft was erased meanwhile, and what was stored for it is swept as an orphan.
        talk.silence = Some(Silence::Outdated);
        return;
    };
    if let Some(photo) = draft.photos.iter_mut().find(|photo| photo.id == document) {
        photo.state = match outcome {
            PhotoOutcome::Stored(file) => PhotoState::Stored(file.clone()),
            PhotoOutcome::Refused(reason) => PhotoState::Refused(reason.clone()),
            PhotoOutcome::NotFetched => PhotoState::Refused("not-fetched".to_owned()),
        };
    }
    let replaced = replace(draft, document);
    let drop = replaced.map(|sha256| Effect::DropPhoto { draft: draft.id.clone(), sha256 });
    let quiet_since = draft.photos.iter().map(|photo| photo.at).max().unwrap_or(now);
    let coming = documents::is_coming(draft);
    talk.effects.extend(drop);
    if !coming && now.duration_since(quiet_since) >= wait {
        acknowledge(talk);
    }
}

/// Time to acknowledge what has come.
pub(crate) fn gathered(talk: &mut Talk<'_>) {
    let waits = talk.draft().is_none_or(|draft| {
        documents::is_coming(draft) || draft.photos.iter().all(|photo| photo.told)
    });
    if waits {
        talk.silence = Some(Silence::Gathering);
    } else {
        acknowledge(talk);
    }
}

/// A stored photo takes the place and title of the one it replaces; the file that nothing shows any more, if there is one.
fn replace(draft: &mut Draft, document: &str) -> Option<String> {
    let old = draft.view.replacing.clone()?;
    let new = draft
        .photos
        .iter()
        .position(|photo| photo.id == document && matches!(photo.state, PhotoState::Stored(_)))?;
    draft.view.replacing = None;
    if !draft.photos.iter().any(|photo| photo.id == old) {
        return None;
    }
    let mut photo = draft.photos.remove(new);
    let slot = draft.photos.iter_mut().find(|photo| photo.id == old)?;
    photo.title.clone_from(&slot.title);
    let gone = std::mem::replace(slot, photo);
    match gone.state {
        PhotoState::Stored(file) => {
            let shared = documents::stored(draft).any(|(_, other)| other.sha256 == file.sha256);
            (!shared).then_some(file.sha256)
        }
        PhotoState::Coming | PhotoState::Refused(_) => None,
    }
}

/// One message for all photos that came, then the question of their titles.
fn acknowledge(talk: &mut Talk<'_>) {
    let Some(draft) = talk.draft() else { return };
    let fresh: Vec<DraftPhoto> = draft.photos.iter().filter(|photo| !photo.told).cloned().collect();
    let arrived = fresh.iter().filter(|photo| matches!(photo.state, PhotoState::Stored(_))).count();
    let notes = notes(draft, &fresh);
    if arrived > 0 {
        talk.note(Message::new("photos-arrived").with("count", arrived));
    }
    for note in notes {
        talk.note(note);
    }
    forget_refused(talk);
    let Some((step, _)) = documents::rules(talk) else { return };
    let here = talk.draft().is_some_and(|draft| {
        draft.view.step == step.id || draft.asking.as_deref() == Some(&step.id)
    });
    if here && let Some(draft) = talk.draft_mut() {
        draft.view = View { step: step.id.clone(), overview: false, ..View::default() };
        draft.asking = None;
        draft.answers.remove(&step.id);
    }
    if !here {
        talk.note(Message::new("photos-kept-for-page"));
    }
    talk.session.focus = Focus::Question;
    ask::go_on(talk);
}

fn forget_refused(talk: &mut Talk<'_>) {
    if let Some(draft) = talk.draft_mut() {
        for photo in &mut draft.photos {
            photo.told = true;
        }
        draft.photos.retain(|photo| !matches!(photo.state, PhotoState::Refused(_)));
    }
}

/// What is to be said of the photos: why one was not taken, which are hard to read, which are there twice. Photos of
/// which the same is to be said share a line, so that many of them still fit into one message.
fn notes(draft: &Draft, fresh: &[DraftPhoto]) -> Vec<Message> {
    let stored: Vec<_> = documents::stored(draft).collect();
    let mut refused = Vec::new();
    let mut doubtful: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    let mut twins: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for photo in fresh {
        let file = match &photo.state {
            PhotoState::Refused(reason) => {
                refused.push(reason.replace('_', "-"));
                continue;
            }
            PhotoState::Coming => continue,
            PhotoState::Stored(file) => file,
        };
        let Some(place) = stored.iter().position(|(other, _)| other.id == photo.id) else {
            continue;
        };
        for quality in &file.quality {
            doubtful.entry(quality).or_default().push(place + 1);
        }
        let same = stored.iter().position(|(_, its)| its.upload_sha256 == file.upload_sha256);
        if let Some(twin) = same.filter(|twin| *twin < place) {
            twins.entry(twin + 1).or_default().push(place + 1);
        }
    }
    // wording: photo-refused-too-big photo-refused-too-many-pixels photo-refused-gif photo-refused-heic photo-refused-archive
    // wording: photo-refused-video photo-refused-audio photo-refused-office photo-refused-unsupported photo-refused-damaged
    // wording: photo-refused-empty photo-refused-pdf-unsafe photo-refused-not-fetched
    let refused = refused.iter().map(|reason| Message::new(format!("photo-refused-{reason}")));
    // wording: photo-quality-too-small(number) photo-quality-blurred(number) photo-quality-dark(number) photo-quality-over-exposed(number)
    let doubtful = doubtful.into_iter().map(|(quality, places)| {
        let key = format!("photo-quality-{}", quality.replace('_', "-"));
        Message::new(key).with("number", numbers(places))
    });
    let twins = twins.into_iter().map(|(twin, places)| {
        Message::new("photo-twice").with("number", numbers(places)).with("other", twin)
    });
    refused.chain(doubtful).chain(twins).collect()
}

/// Several places as «۲، ۳».
fn numbers(places: Vec<usize>) -> Arg {
    Arg::List(
        places.into_iter().map(|place| Message::new("number").with("number", place)).collect(),
    )
}

/// «تصویر ۲»
pub(crate) fn name(draft: &Draft, id: &str) -> Message {
    let place = documents::stored(draft).position(|(photo, _)| photo.id == id).unwrap_or(0);
    Message::new("photo-name").with("number", place + 1)
}

/// «تصویر ۲: فاکتور»
pub(crate) fn name_with_title(draft: &Draft, photo: &DraftPhoto, title: Option<String>) -> Message {
    let title = title.map_or_else(|| Message::new("photo-no-title"), plain);
    Message::new("photo-with-title")
        .with("photo", Arg::from(name(draft, &photo.id)))
        .with("title", title)
}
