//! Drafts that wait for each other: the last one is in hand. A draft that is about itself stands with the one that
//! identifies the person for it, as a group; groups change places, and end, as a whole.

use super::TimerKind;
use super::effect::Effect;
use super::session::{Draft, Focus};
use super::start::IDENTIFY;
use super::talk::Talk;
use super::{documents, late, timers};
use crate::claim::TrackingCode;

/// The groups, each with its own draft first.
pub(crate) fn groups(drafts: &[Draft]) -> Vec<&[Draft]> {
    drafts.chunk_by(|_, next| next.flow == IDENTIFY).collect()
}

/// Takes the group of draft `number` into hand.
pub(crate) fn bring_up(talk: &mut Talk<'_>, number: u32) {
    let drafts = std::mem::take(&mut talk.session.drafts);
    let is_wanted = |group: &&[Draft]| group.iter().any(|draft| draft.number == number);
    let (wanted, others): (Vec<_>, Vec<_>) = groups(&drafts).into_iter().partition(is_wanted);
    talk.session.drafts = others.into_iter().chain(wanted).flatten().cloned().collect();
}

/// Erases the groups for whose first draft `is_gone` holds, with what was stored for them. Afterwards the menu is being
/// talked about, unless what is in hand stays.
pub(crate) fn drop_groups(talk: &mut Talk<'_>, is_gone: impl Fn(&Draft) -> bool) {
    let in_hand = talk.main().map(|main| main.number);
    let drafts = std::mem::take(&mut talk.session.drafts);
    let (gone, kept): (Vec<_>, Vec<_>) =
        groups(&drafts).into_iter().partition(|group| group.first().is_some_and(&is_gone));
    talk.session.drafts = kept.into_iter().flatten().cloned().collect();
    for draft in gone.into_iter().flatten() {
        for (photo, file) in documents::stored(draft) {
            let (draft, sha256) = (documents::scope(draft, photo), file.sha256.clone());
            let drop = Effect::DropPhoto { draft, sha256 };
            if !talk.effects.contains(&drop) {
                talk.effects.push(drop);
            }
        }
    }
    if talk.main().map(|main| main.number) != in_hand {
        talk.session.focus = Focus::Menu;
    }
    set_timers(talk);
}

/// Erases the drafts about the claim of `code` for which `is_gone` holds, because it takes nothing any more. One that is
/// on its way stays: its answer tells what became of it. What is asked outside the drafts goes on being asked.
pub(crate) fn drop_of_claim(
    talk: &mut Talk<'_>,
    code: &TrackingCode,
    is_gone: impl Fn(&Draft) -> bool,
) {
    let is_over = |draft: &&Draft| {
        late::is_of(draft, code) && is_gone(draft) && !timers::is_sent(talk, draft)
    };
    let over: Vec<u32> =
        talk.session.drafts.iter().filter(is_over).map(|draft| draft.number).collect();
    if over.is_empty() {
        return;
    }
    let focus = talk.session.focus.clone();
    drop_groups(talk, |main| over.contains(&main.number));
    match focus {
        Focus::AskTrackingCode
        | Focus::Unlock
        | Focus::ConfirmWithdraw { .. }
        | Focus::ConfirmConsent
        | Focus::ConfirmErase { .. } => {
            talk.session.focus = focus;
        }
        Focus::Menu
        | Focus::Question
        | Focus::ConfirmCancel
        | Focus::ConfirmChange { .. }
        | Focus::OfferResume => {}
    }
}

/// Timers of drafts that are gone stop, those of the others are set.
pub(crate) fn set_timers(talk: &mut Talk<'_>) {
    let gathering =
        talk.session.drafts.iter().any(|draft| draft.photos.iter().any(|photo| !photo.told));
    if !gathering {
        talk.effects.push(Effect::CancelTimer { timer: TimerKind::PhotosGathered });
    }
    for timer in [TimerKind::DraftReminder, TimerKind::DraftExpiry] {
        talk.effects.push(Effect::CancelTimer { timer });
    }
    timers::schedule(talk);
}
