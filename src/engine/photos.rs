//! Photos and files as they come: each is taken in at once, only the acknowledgement is gathered (DESIGN §4).

use std::collections::BTreeMap;

use jiff::SignedDuration;

use super::ask;
use super::documents;
use super::effect::{Effect, TimerKind};
use super::input::{PhotoOutcome, Upload};
use super::session::{Draft, DraftPhoto, Focus, PhotoState, View};
use super::talk::{Talk, plain};
use super::{Silence, late, menu, repair, stack, tray};
use crate::claim::{CodeReading, TrackingCode};
use crate::wording::{Arg, Message};

/// A photo or file has come. Its caption may say to which claim it belongs; else it goes to the draft that takes
/// documents, and where there is none it waits until its claim is known.
pub(crate) fn take_in(talk: &mut Talk<'_>, upload: &Upload) {
    let caption = upload.caption.as_deref().map_or(CodeReading::None, TrackingCode::read);
    let code = tray::code_of(talk, &caption, upload.album.as_deref());
    let Some((number, remark)) = tray::home_of(talk, &caption, code.as_ref()) else {
        talk.note(Message::new("late-many-waiting"));
        return ask::go_on(talk);
    };
    let limit = talk.world.settings.photos;
    let id = talk.fresh_hex(16);
    let at = talk.moment.now;
    let wait = SignedDuration::from_millis(talk.world.settings.gather_ms);
    let home = talk.session.drafts.iter_mut().find(|draft| draft.number == number);
    let Some(draft) = home else { return };
    if draft.photos.len() >= limit {
        talk.note(Message::new("photo-too-many").with("limit", limit));
        return ask::go_on(talk);
    }
    draft.touched = at;
    draft.photos.push(DraftPhoto {
        id: id.clone(),
        message_id: upload.message_id,
        at,
        state: PhotoState::Coming,
        title: None,
        told: false,
        scope: None,
        code: code.clone(),
        album: upload.album.clone(),
        remark,
    });
    let fetch = Effect::FetchPhoto {
        document: id,
        draft: draft.id.clone(),
        file_id: upload.file_id.clone(),
    };
    talk.effects.push(fetch);
    talk.effects.push(Effect::WakeAt { at: at + wait, timer: TimerKind::PhotosGathered });
    talk.silence = Some(Silence::Gathering);
    if let Some((code, album)) = code.zip(upload.album.as_ref()) {
        tray::gather_album(talk, number, album, &code);
    }
    tray::find_home(talk, number, caption);
}

/// `PhotoChecked` has come.
pub(crate) fn checked(talk: &mut Talk<'_>, document: &str, scope: String, outcome: &PhotoOutcome) {
    talk.silence = Some(Silence::Gathering);
    let owner = talk
        .session
        .drafts
        .iter_mut()
        .find(|draft| draft.photos.iter().any(|photo| photo.id == document));
    let Some(draft) = owner else {
        talk.silence = Some(Silence::Outdated);
        // The draft was given up or erased meanwhile, and the person was told that its photos are gone.
        if let PhotoOutcome::Stored(file) = outcome
            && !scope.is_empty()
        {
            let sha256 = file.sha256.clone();
            talk.effects.push(Effect::DropPhoto { draft: scope, sha256 });
        }
        return;
    };
    if let Some(photo) = draft.photos.iter_mut().find(|photo| photo.id == document) {
        photo.state = match outcome {
            PhotoOutcome::Stored(file) => PhotoState::Stored(file.clone()),
            PhotoOutcome::Refused(reason) => PhotoState::Refused(reason.clone()),
            PhotoOutcome::NotFetched => PhotoState::Refused("not-fetched".to_owned()),
        };
    }
    let drop = replace(draft, document);
    talk.effects.extend(drop);
    acknowledge_when_quiet(talk);
}

/// Acknowledges what has come, unless more of it may be on its way: then the timer does.
pub(crate) fn acknowledge_when_quiet(talk: &mut Talk<'_>) {
    let now = talk.moment.now;
    let wait = SignedDuration::from_millis(talk.world.settings.gather_ms);
    let photos = || talk.session.drafts.iter().flat_map(|draft| &draft.photos);
    let quiet_since = photos().filter(|photo| !photo.told).map(|photo| photo.at).max();
    let quiet = quiet_since.is_none_or(|since| now.duration_since(since) >= wait);
    if quiet { gathered(talk) } else { talk.silence = Some(Silence::Gathering) }
}

/// Time to acknowledge what has come.
pub(crate) fn gathered(talk: &mut Talk<'_>) {
    let fresh = |draft: &Draft| draft.photos.iter().any(|photo| !photo.told);
    let drafts = &talk.session.drafts;
    let waits = drafts.iter().any(documents::is_coming) || !drafts.iter().any(fresh);
    // What is asked next depends on the answer that is waited for; it acknowledges then.
    if waits || tray::is_home_sought(talk) {
        talk.silence = Some(Silence::Gathering);
    } else {
        acknowledge(talk);
    }
}

/// A stored photo takes the place and title of the one it replaces; erases the file that nothing shows any more, if there
/// is one.
fn replace(draft: &mut Draft, document: &str) -> Option<Effect> {
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
    documents::drop_of(draft, &gone)
}

/// One message for all photos that came, then what is asked: their titles, their claim, or the question that stood.
fn acknowledge(talk: &mut Talk<'_>) {
    let numbers: Vec<u32> = talk.session.drafts.iter().map(|draft| draft.number).collect();
    for number in numbers {
        acknowledge_in(talk, number);
    }
    let in_hand = talk.draft().map(|draft| (draft.number, late::has_nothing(draft)));
    if let Some((number, true)) = in_hand {
        // Nothing of what came could be taken, so there is nothing to ask about.
        stack::drop_groups(talk, |main| main.number == number);
        if talk.session.drafts.is_empty() {
            return menu::show(talk);
        }
    }
    talk.session.focus = Focus::Question;
    ask::go_on(talk);
}

fn acknowledge_in(talk: &mut Talk<'_>, number: u32) {
    let owner = talk.session.drafts.iter().find(|draft| draft.number == number);
    let Some(draft) = owner else { return };
    let fresh: Vec<DraftPhoto> = draft.photos.iter().filter(|photo| !photo.told).cloned().collect();
    if fresh.is_empty() {
        return;
    }
    let arrived = fresh.iter().filter(|photo| matches!(photo.state, PhotoState::Stored(_))).count();
    let mut said: Vec<Message> = fresh.iter().filter_map(|photo| photo.remark.clone()).collect();
    if arrived > 0 {
        said.push(Message::new("photos-arrived").with("count", arrived));
    }
    said.extend(notes(draft, &fresh));
    said.extend(show_or_keep(talk, number));
    for note in said {
        talk.note(note);
    }
    let owner = talk.session.drafts.iter_mut().find(|draft| draft.number == number);
    if let Some(draft) = owner {
        draft.photos.retain(|photo| !matches!(photo.state, PhotoState::Refused(_)));
        for photo in &mut draft.photos {
            photo.told = true;
            photo.remark = None;
        }
    }
}

/// The question of the photos is the one that stands: it shows them. Else they are kept for it, which is said.
fn show_or_keep(talk: &mut Talk<'_>, number: u32) -> Option<Message> {
    let in_hand = talk.draft().is_some_and(|draft| draft.number == number);
    let draft = talk.session.drafts.iter_mut().find(|draft| draft.number == number)?;
    let flow = talk.world.flows.get(&draft.flow)?;
    let (step, _) = documents::rules_of(flow)?;
    let here = draft.view.step == step.id || draft.asking.as_deref() == Some(&step.id);
    if in_hand && here {
        draft.view = View { step: step.id.clone(), overview: false, ..View::default() };
        draft.asking = None;
        draft.answers.remove(&step.id);
        return None;
    }
    // wording: photos-kept-for-page photos-kept-for-repair
    match draft.flow.as_str() {
        late::FLOW => None,
        repair::FLOW => Some(Message::new("photos-kept-for-repair")),
        _ => Some(Message::new("photos-kept-for-page")),
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
