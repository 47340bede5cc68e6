//! A shared contact: a mobile that is proved when it is the person's own.

use super::ask;
use super::kinds::{self, Reading};
use super::menu;
use super::session::Focus;
use super::talk::Talk;
use super::turn::{current_step, miss, repeat};
use super::walk;
use crate::flow::Kind;
use crate::persian::Mobile;
use crate::wording::Message;

/// Notes the person's own mobile, and takes it as the answer where one is asked for.
pub(super) fn contact(talk: &mut Talk<'_>, phone: &str, own: bool) {
    let step = current_step(talk).filter(|step| {
        talk.session.focus == Focus::Question && matches!(step.kind, Kind::Mobile { .. })
    });
    let Some(mobile) = Mobile::parse(phone) else {
        return miss(talk, Message::new("contact-not-mobile"));
    };
    if !own {
        return miss(talk, Message::new("contact-not-own"));
    }
    kinds::mobile::remember(talk, mobile.clone());
    menu::bring_back(talk, Message::new("mobile-proved").with("mobile", mobile.clone()));
    match step {
        Some(step) => {
            if let Reading::Answer(value, label) = kinds::mobile::answer(mobile) {
                walk::store(talk, step, value, label);
            }
            ask::go_on(talk);
        }
        None if talk.session.drafts.is_empty() => {}
        None => repeat(talk),
    }
}
