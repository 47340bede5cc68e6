//! `national_code`: the check digit is verified; lost leading zeros are asked about, never guessed (`domain.md` §1.1).

use super::{Asked, Reading, question};
use crate::engine::keyboard::Presser;
use crate::engine::press::{Press, Verb};
use crate::engine::session::{Draft, Value};
use crate::engine::talk::Talk;
use crate::flow::Step;
use crate::persian::NationalCode;
use crate::persian::answer::read_yes_no;
use crate::persian::national_code::NationalCodeFault;
use crate::wording::Message;

pub(crate) fn ask(draft: &Draft, step: &Step, presser: &Presser) -> Asked {
    let Some(padded) = draft.view.padded.clone() else { return question(step) };
    let paragraphs = vec![Message::new("national-code-padded").with("code", padded)];
    let rows = vec![vec![presser.plain("btn-yes-that-is-it", Verb::Choose)]]; // wording: btn-yes-that-is-it
    Asked { paragraphs, rows, ..Asked::default() }
}

pub(crate) fn read(talk: &mut Talk<'_>, typed: &str) -> Reading {
    if read_yes_no(typed) == Some(true)
        && let Some(code) = talk.draft().and_then(|draft| draft.view.padded.clone())
    {
        return answer(code);
    }
    match NationalCode::parse(typed) {
        Ok(code) => answer(code),
        Err(NationalCodeFault::MayStartWithZero(code)) => {
            if let Some(draft) = talk.draft_mut() {
                draft.view.padded = Some(code);
            }
            Reading::Look
        }
        Err(NationalCodeFault::Length(digits)) => {
            Reading::Miss(Message::new("miss-national-code-length").with("digits", digits))
        }
        Err(NationalCodeFault::Empty | NationalCodeFault::NotDigits) => {
            Reading::Miss(Message::new("miss-national-code"))
        }
        Err(NationalCodeFault::Checksum) => Reading::Miss(Message::new("miss-national-code-check")),
    }
}

pub(crate) fn press(talk: &mut Talk<'_>, press: &Press) -> Reading {
    match (press.verb, talk.draft().and_then(|draft| draft.view.padded.clone())) {
        (Verb::Choose, Some(code)) => answer(code),
        (Verb::OtherNumber, _) => super::mobile::other_number(talk),
        _ => Reading::Look,
    }
}

fn answer(code: NationalCode) -> Reading {
    let label = Message::new("value-national-code").with("code", code.clone());
    Reading::Answer(Value::NationalCode(code), label)
}
