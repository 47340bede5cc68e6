//! `yes_no`.

use super::{Asked, Reading, question};
use crate::engine::keyboard::{Presser, in_rows};
use crate::engine::press::{Press, Verb};
use crate::engine::session::Value;
use crate::engine::talk::Talk;
use crate::flow::Step;
use crate::persian::answer::read_yes_no;
use crate::persian::text;
use crate::wording::Message;

pub(crate) fn ask(step: &Step, yes: &str, no: &str, presser: &Presser) -> Asked {
    let buttons = vec![
        presser.to(Message::new(yes), Verb::Choose, "yes"),
        presser.to(Message::new(no), Verb::Choose, "no"),
    ];
    Asked { rows: in_rows(&buttons, 2), ..question(step) }
}

pub(crate) fn read(talk: &Talk<'_>, yes: &str, no: &str, typed: &str) -> Reading {
    let key = text::search_key(typed);
    let meant = read_yes_no(typed);
    if talk.says(yes, &key) || meant == Some(true) || key == "1" {
        answer(true, yes)
    } else if talk.says(no, &key) || meant == Some(false) || key == "2" {
        answer(false, no)
    } else {
        Reading::Miss(Message::new("miss-choice"))
    }
}

pub(crate) fn press(yes: &str, no: &str, press: &Press) -> Reading {
    match press.object.as_str() {
        "yes" => answer(true, yes),
        "no" => answer(false, no),
        _ => Reading::Look,
    }
}

fn answer(truth: bool, key: &str) -> Reading {
    Reading::Answer(Value::Truth(truth), Message::new(key))
}
