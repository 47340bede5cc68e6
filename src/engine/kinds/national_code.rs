//! `national_code`: the check digit is verified; lost leading zeros are asked about, never guessed (`domain.md` §1.1).

use super::{Asked, Reading, question};
use crate::engine::keyboard::Presser;
use crate::engine::lists::{self, KnownPerson};
use crate::engine::press::{Press, Verb};
use crate::engine::session::{Draft, Value};
use crate::engine::talk::{Talk, plain};
use crate::flow::Step;
use crate::persian::NationalCode;
use crate::persian::answer::read_yes_no;
use crate::persian::national_code::NationalCodeFault;
use crate::persian::{number, text};
use crate::wording::{Arg, Message};

pub(crate) fn ask(
    talk: &Talk<'_>,
    draft: &Draft,
    step: &Step,
    people: bool,
    presser: &Presser,
) -> Asked {
    let Some(padded) = draft.view.padded.clone() else {
        let known = known_people(talk, people);
        let button = |person: &KnownPerson| {
            vec![presser.to(plain(person.name.clone()), Verb::Choose, person.id.clone())]
        };
        return Asked { rows: known.iter().map(button).collect(), ..question(step) };
    };
    let paragraphs = vec![Message::new("national-code-padded").with("code", padded)];
    let rows = vec![vec![presser.plain("btn-yes-that-is-it", Verb::Choose)]]; // wording: btn-yes-that-is-it
    Asked { paragraphs, rows, ..Asked::default() }
}

/// The people whom the directory opened to this chat, where the step offers them.
fn known_people(talk: &Talk<'_>, people: bool) -> Vec<KnownPerson> {
    if people { lists::known_people(talk) } else { Vec::new() }
}

/// The person that a number or a name means.
fn person_meant(talk: &Talk<'_>, people: bool, typed: &str) -> Option<KnownPerson> {
    let key = text::search_key(typed);
    let place = number::read_small_number(typed).and_then(|place| (place as usize).checked_sub(1));
    let is_meant = |at: usize, person: &KnownPerson| {
        Some(at) == place || text::search_key(&person.name) == key
    };
    let known = known_people(talk, people).into_iter().enumerate();
    known.filter(|(at, person)| is_meant(*at, person)).map(|(_, person)| person).next()
}

pub(crate) fn read(talk: &mut Talk<'_>, people: bool, typed: &str) -> Reading {
    if let Some(person) = person_meant(talk, people, typed) {
        return chosen(person);
    }
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

pub(crate) fn press(talk: &mut Talk<'_>, people: bool, press: &Press) -> Reading {
    let known = known_people(talk, people).into_iter().find(|person| person.id == press.object);
    if let (Verb::Choose, Some(person)) = (press.verb, known) {
        return chosen(person);
    }
    match (press.verb, talk.draft().and_then(|draft| draft.view.padded.clone())) {
        (Verb::Choose, Some(code)) => answer(code),
        (Verb::OtherNumber, _) => super::mobile::other_number(talk),
        _ => Reading::Look,
    }
}

fn chosen(person: KnownPerson) -> Reading {
    let label = Message::new("value-person-with-code")
        .with("name", Arg::Words(person.name))
        .with("code", person.national_code.clone());
    Reading::Answer(Value::NationalCode(person.national_code), label)
}

fn answer(code: NationalCode) -> Reading {
    let label = Message::new("value-national-code").with("code", code.clone());
    Reading::Answer(Value::NationalCode(code), label)
}
