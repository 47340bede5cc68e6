//! A yes or no, typed where one was asked for.

use super::session::Focus;
use super::start;
use super::talk::Talk;
use super::turn::{answer, miss};
use crate::persian::text;
use crate::wording::Message;

/// A yes or no where one was asked for.
pub(super) fn confirm(talk: &mut Talk<'_>, typed: &str, yes: impl FnOnce(&mut Talk<'_>)) {
    let key = text::search_key(typed);
    if ["بله", "بلی", "اره", "1"].contains(&key.as_str()) || says_yes(talk, &key) {
        yes(talk);
    } else if ["خیر", "نه", "2"].contains(&key.as_str())
        || key == text::search_key(&talk.words(&Message::new("btn-resume")))
    {
        start::resume(talk);
    } else if talk.session.drafts.is_empty() {
        miss(talk, Message::new("miss-menu"));
    } else {
        // An answer to the question that stood before: it is taken as that.
        talk.session.focus = Focus::Question;
        answer(talk, typed);
    }
}

fn says_yes(talk: &Talk<'_>, key: &str) -> bool {
    let word = match talk.session.focus {
        Focus::ConfirmCancel => "btn-cancel-yes",
        Focus::ConfirmChange { .. } => "btn-change-yes",
        Focus::OfferResume => "btn-resume",
        Focus::Menu | Focus::Question | Focus::AskTrackingCode => return false,
    };
    text::search_key(&talk.words(&Message::new(word))) == key
}
