//! The tray: photos whose claim is not known yet. It is a draft of the flow `documents` that waits for its claim, in hand
//! or below the claim that is being registered.

use super::kinds::Reading;
use super::late::{self, FLOW, is_of, waits_for_claim};
use super::session::{Draft, DraftPhoto, PhotoState, Waiting};
use super::talk::Talk;
use super::{Silence, documents, stack, submit};
use crate::claim::{CodeReading, TrackingCode};
use crate::wording::Message;

/// Drafts that wait for their claim, at most.
const TRAYS: usize = 8;

/// The code under which a photo is sent: that of its caption, else that of its album.
pub(crate) fn code_of(
    talk: &Talk<'_>,
    caption: &CodeReading,
    album: Option<&str>,
) -> Option<TrackingCode> {
    match caption {
        CodeReading::Code(code) => Some(code.clone()),
        CodeReading::Mistyped | CodeReading::Foreign => None,
        CodeReading::None => {
            let photos = talk.session.drafts.iter().flat_map(|draft| &draft.photos);
            let mut same =
                photos.filter(|photo| album.is_some() && photo.album.as_deref() == album);
            same.find_map(|photo| photo.code.clone())
        }
    }
}

/// Whether photos for the claim of `code` may lie in the draft: none in it was sent for another claim.
pub(crate) fn fits(draft: &Draft, code: &TrackingCode) -> bool {
    let other = |photo: &DraftPhoto| photo.code.as_ref().is_some_and(|known| known != code);
    is_of(draft, code) || (waits_for_claim(draft) && !draft.photos.iter().any(other))
}

fn is_sent_for(draft: &Draft, code: &TrackingCode) -> bool {
    let same = |photo: &DraftPhoto| photo.code.as_ref() == Some(code);
    waits_for_claim(draft) && fits(draft, code) && draft.photos.iter().any(same)
}

/// The draft that takes a photo, and what is to be said of its caption. The code under which it is sent decides; else the
/// draft nearest at hand that takes documents, which is the claim itself while the person tells who they are. None: photos
/// of too many claims wait already.
pub(crate) fn home_of(
    talk: &mut Talk<'_>,
    caption: &CodeReading,
    code: Option<&TrackingCode>,
) -> Option<(u32, Option<Message>)> {
    let world = talk.world;
    let takes = |draft: &&Draft| {
        world.flows.get(&draft.flow).is_some_and(|flow| documents::rules_of(flow).is_some())
    };
    let near = talk.session.drafts.iter().rev().find(takes);
    if let Some(code) = code {
        if let Some(draft) = near.filter(|draft| fits(draft, code)) {
            return Some((draft.number, None));
        }
        let drafts = &talk.session.drafts;
        let same = drafts
            .iter()
            .find(|draft| draft.flow == FLOW && (is_of(draft, code) || is_sent_for(draft, code)));
        match same.map(|draft| draft.number) {
            Some(number) => stack::bring_up(talk, number),
            None if drafts.iter().filter(|draft| waits_for_claim(draft)).count() >= TRAYS => {
                return None;
            }
            None => late::push(talk),
        }
    } else if near.is_none() {
        late::push(talk);
    }
    let home = talk.session.drafts.iter().rev().find(takes);
    let remark = home.filter(|draft| waits_for_claim(draft)).and_then(|_| match caption {
        CodeReading::Mistyped => Some(Message::new("late-caption-mistyped")),
        CodeReading::Foreign => Some(Message::new("late-caption-foreign")),
        CodeReading::Code(_) | CodeReading::None => None,
    });
    Some((home?.number, remark))
}

/// An album's caption counts for all of its photos: those that came before it follow it to the draft `number`.
pub(crate) fn gather_album(talk: &mut Talk<'_>, number: u32, album: &str, code: &TrackingCode) {
    let limit = talk.world.settings.photos;
    let home = talk.session.drafts.iter().find(|draft| draft.number == number);
    let mut room = home.map_or(0, |draft| limit.saturating_sub(draft.photos.len()));
    let mut gathered = Vec::new();
    for draft in talk.session.drafts.iter_mut().filter(|draft| draft.number != number) {
        let (waits, id) = (waits_for_claim(draft), draft.id.clone());
        for photo in std::mem::take(&mut draft.photos) {
            let same = photo.album.as_deref() == Some(album) && (waits || !photo.told);
            if same && room > 0 {
                room -= 1;
                gathered.push(scoped(photo, &id));
            } else {
                draft.photos.push(photo);
            }
        }
    }
    if let Some(home) = talk.session.drafts.iter_mut().find(|draft| draft.number == number) {
        // They came before the photo that tells their claim, which is the last one.
        let place = home.photos.len().saturating_sub(1);
        home.photos.splice(place..place, gathered);
        let same = home.photos.iter_mut().filter(|photo| photo.album.as_deref() == Some(album));
        same.for_each(|photo| photo.code = Some(code.clone()));
    }
}

/// A photo that moves to another draft; its bytes stay under the draft `id`.
fn scoped(photo: DraftPhoto, id: &str) -> DraftPhoto {
    DraftPhoto { scope: Some(photo.scope.unwrap_or_else(|| id.to_owned())), ..photo }
}

/// Asks for the claim of a photo that has come: by the code of its caption, or for the person's own claims.
pub(crate) fn find_home(talk: &mut Talk<'_>, number: u32, caption: CodeReading) {
    let home = talk.session.drafts.iter().find(|draft| draft.number == number);
    let Some(home) = home.filter(|draft| waits_for_claim(draft)) else { return };
    match caption {
        // Once found to be locked, it is not looked up again for each photo.
        CodeReading::Code(code) if home.view.query.as_deref() != Some(code.as_str()) => {
            late::look_up(talk, code);
        }
        _ if home.claims.is_none() => late::list_own(talk),
        CodeReading::Code(_) | CodeReading::Mistyped | CodeReading::Foreign | CodeReading::None => {
            return;
        }
    }
    talk.silence = Some(Silence::Gathering);
}

/// Whether an answer is waited for that tells the claim of photos.
pub(crate) fn is_home_sought(talk: &Talk<'_>) -> bool {
    matches!(talk.session.waiting, Some(Waiting::OwnClaims | Waiting::ClaimForDocuments(_)))
}

/// Says `why` with the acknowledgement of the photos, or at once when there is none to come.
pub(crate) fn remark(talk: &mut Talk<'_>, why: Message) {
    let fresh =
        tray_mut(talk).and_then(|draft| draft.photos.iter_mut().rev().find(|photo| !photo.told));
    match fresh {
        Some(photo) => photo.remark = Some(why),
        None => talk.note(why),
    }
}

/// A photo was meant for a claim that cannot take it while another one is being registered: it goes there.
pub(crate) fn give_back(talk: &mut Talk<'_>) {
    let fresh = tray_mut(talk).is_some_and(|draft| {
        waits_for_claim(draft) && draft.photos.iter().any(|photo| !photo.told)
    });
    if fresh && has_unfinished(talk) {
        move_photos(talk);
    }
}

/// Moves the photos that wait for their claim to the claim that is being registered; how many there are. Those for which
/// it has no room go on waiting, which is said.
fn move_photos(talk: &mut Talk<'_>) -> usize {
    let limit = talk.world.settings.photos;
    let Some((to, room)) =
        unfinished(talk).map(|draft| (draft.number, limit.saturating_sub(draft.photos.len())))
    else {
        return 0;
    };
    let Some(tray) = tray_mut(talk) else { return 0 };
    let (from, id) = (tray.number, tray.id.clone());
    let left = tray.photos.split_off(room.min(tray.photos.len()));
    let is_left = !left.is_empty();
    let photos: Vec<DraftPhoto> = std::mem::replace(&mut tray.photos, left)
        .into_iter()
        .map(|photo| scoped(photo, &id))
        .collect();
    let count = photos.len();
    if let Some(draft) = talk.session.drafts.iter_mut().find(|draft| draft.number == to) {
        draft.photos.extend(photos);
    }
    if is_left {
        talk.note(Message::new("photo-too-many").with("limit", limit));
        return count;
    }
    let focus = talk.session.focus.clone();
    stack::drop_groups(talk, |main| main.number == from);
    talk.session.focus = focus;
    count
}

/// Photos that wait for a claim while one is being registered: how many of them are stored.
pub(crate) fn kept(talk: &Talk<'_>) -> Option<usize> {
    let tray = talk.session.drafts.iter().rev().find(|draft| waits_for_claim(draft))?;
    let count = documents::stored(tray).count();
    (count > 0 && has_unfinished(talk)).then_some(count)
}

/// They are offered on the page of documents, which is said when a claim is begun.
pub(crate) fn note_kept(talk: &mut Talk<'_>) {
    let tray = talk.session.drafts.iter().rev().find(|draft| waits_for_claim(draft));
    let count = tray.map_or(0, |tray| tray.photos.len());
    if count > 0 {
        talk.note(Message::new("late-kept").with("count", count));
    }
}

/// They go to the claim that is being registered.
pub(crate) fn use_kept(talk: &mut Talk<'_>) -> Reading {
    match move_photos(talk) {
        0 => Reading::Look,
        count => Reading::Say(Message::new("late-used").with("count", count)),
    }
}

/// «درخواست نیمه‌کاره‌ام»: the photos go to the claim that is being registered, and its question comes back.
pub(crate) fn give_to_unfinished(talk: &mut Talk<'_>) -> Reading {
    let count = move_photos(talk);
    if count > 0 {
        talk.note(Message::new("late-used").with("count", count));
    }
    Reading::GoOn
}

/// Photos that waited below come back in hand: their claim is asked, with what was registered meanwhile.
pub(crate) fn offer_again(talk: &mut Talk<'_>) {
    let Some(draft) = talk.draft_mut().filter(|draft| waits_for_claim(draft)) else { return };
    draft.claims = None;
    let count =
        draft.photos.iter().filter(|photo| matches!(photo.state, PhotoState::Stored(_))).count();
    if count > 0 {
        talk.note(Message::new("late-offered").with("count", count));
    }
}

/// The draft whose claim is asked: the one in hand, or the one that waits for its claim.
pub(crate) fn tray_mut<'t>(talk: &'t mut Talk<'_>) -> Option<&'t mut Draft> {
    let drafts = &mut talk.session.drafts;
    let in_hand = drafts.last().filter(|draft| draft.flow == FLOW).map(|draft| draft.number);
    drafts.iter_mut().rev().find(|draft| match in_hand {
        Some(number) => draft.number == number,
        None => waits_for_claim(draft),
    })
}

/// The claim that is being registered, below the draft in hand.
pub(crate) fn unfinished<'t>(talk: &'t Talk<'_>) -> Option<&'t Draft> {
    let flows = &talk.world.flows;
    let registers = |draft: &&Draft| {
        flows.get(&draft.flow).is_some_and(|flow| submit::claim_kind(flow).is_some())
    };
    talk.session.drafts.iter().rev().find(registers)
}

/// Whether photos can go to a claim that is being registered instead.
pub(crate) fn has_unfinished(talk: &Talk<'_>) -> bool {
    unfinished(talk).is_some()
}
