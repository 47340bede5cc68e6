//! Photos and files as they come: each is taken in at once, only the acknowledgement is gathered (DESIGN §4).

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
    replace(draft, document);
    let quiet_since = draft.photos.iter().map(|photo| photo.at).max().unwrap_or(now);
    let coming = draft.photos.iter().any(|photo| photo.state == PhotoState::Coming);
    if !coming && now.duration_since(quiet_since) >= wait {
        acknowledge(talk);
    }
}

/// Time to acknowledge what has come.
pub(crate) fn gathered(talk: &mut Talk<'_>) {
    let waits = talk.draft().is_none_or(|draft| {
        draft.photos.iter().any(|photo| photo.state == PhotoState::Coming)
            || draft.photos.iter().all(|photo| photo.told)
    });
    if waits {
        talk.silence = Some(Silence::Gathering);
    } else {
        acknowledge(talk);
    }
}

/// A stored photo takes the place and title of the one it replaces.
fn replace(draft: &mut Draft, document: &str) {
    let stored = draft
        .photos
        .iter()
        .any(|photo| photo.id == document && matches!(photo.state, PhotoState::Stored(_)));
    let Some(old) = draft.view.replacing.clone().filter(|_| stored) else { return };
    let title =
        draft.photos.iter().find(|photo| photo.id == old).and_then(|photo| photo.title.clone());
    if let Some(photo) = draft.photos.iter_mut().find(|photo| photo.id == document) {
        photo.title = title;
    }
    draft.photos.retain(|photo| photo.id != old);
    draft.view.replacing = None;
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

/// What is to be said of each photo: why it was not taken, what is hard to read, that it is there twice.
fn notes(draft: &Draft, fresh: &[DraftPhoto]) -> Vec<Message> {
    let mut notes = Vec::new();
    let stored: Vec<_> = documents::stored(draft).collect();
    for photo in fresh {
        let number =
            draft.photos.iter().filter(|other| !matches!(other.state, PhotoState::Refused(_)));
        let number = number.take_while(|other| other.id != photo.id).count() + 1;
        match &photo.state {
            PhotoState::Refused(reason) => {
                // wording: photo-refused-too-big photo-refused-too-many-pixels photo-refused-gif photo-refused-heic photo-refused-archive
                // wording: photo-refused-video photo-refused-audio photo-refused-office photo-refused-unsupported photo-refused-damaged
                // wording: photo-refused-empty photo-refused-pdf-unsafe photo-refused-not-fetched
                notes.push(Message::new(format!("photo-refused-{}", reason.replace('_', "-"))));
            }
            PhotoState::Stored(file) => {
                for quality in &file.quality {
                    // wording: photo-quality-too-small(number) photo-quality-blurred(number) photo-quality-dark(number) photo-quality-over-exposed(number)
                    let key = format!("photo-quality-{}", quality.replace('_', "-"));
                    notes.push(Message::new(key).with("number", number));
                }
                let twin = stored
                    .iter()
                    .position(|(other, its)| {
                        other.id != photo.id && its.upload_sha256 == file.upload_sha256
                    })
                    .filter(|twin| twin + 1 < number);
                if let Some(twin) = twin {
                    notes.push(
                        Message::new("photo-twice").with("number", number).with("other", twin + 1),
                    );
                }
            }
            PhotoState::Coming => {}
        }
    }
    notes
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
