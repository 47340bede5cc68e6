//! Shared contacts (`bale-api.md` §7).

use super::ask;
use super::kinds::{self, Reading};
use super::menu;
use super::session::Focus;
use super::talk::Talk;
use super::turn;
use super::walk;
use crate::flow::Kind;
use crate::persian::Mobile;
use crate::wording::Message;

/// A contact was shared: one's own proves its number, wherever it comes.
pub(crate) fn shared(talk: &mut Talk<'_>, phone: &str, own: bool) {
    let step = turn::current_step(talk).filter(|step| {
        talk.session.focus == Focus::Question && matches!(step.kind, Kind::Mobile { .. })
    });
    let Some(mobile) = Mobile::parse(phone) else {
        return turn::miss(talk, Message::new("contact-not-mobile"));
    };
    if !own {
        return turn::miss(talk, Message::new("contact-not-own"));
    }
    kinds::mobile::remember(talk, mobile.clone());
    talk.note(Message::new("mobile-proved").with("mobile", mobile.clone()));
    menu::bring_back(talk);
    match step {
        Some(step) => {
            if let Reading::Answer(value, label) = kinds::mobile::answer(mobile) {
                walk::store(talk, step, value, label);
            }
            ask::go_on(talk);
        }
        None if talk.session.drafts.is_empty() => {}
        None => turn::repeat(talk),
    }
}
