//! The kinds of question: what each shows and how it reads what is typed or pressed. One file each.

mod calendar;
pub(crate) mod choice;
mod claim;
mod code;
pub(crate) mod date;
mod documents;
mod list_filter;
mod list_view;
pub(crate) mod mobile;
mod money;
mod multi;
mod national_code;
pub(crate) mod otp;
pub(crate) mod review;
mod text;
mod yes_no;

use super::Silence;
use super::keyboard::Presser;
use super::press::Press;
use super::screen::{Button, Keyboard};
use super::session::{Draft, Value};
use super::talk::Talk;
use crate::flow::{Kind, Step};
use crate::wording::Message;

/// How a question looks.
#[derive(Debug, Default)]
pub(crate) struct Asked {
    pub(crate) paragraphs: Vec<Message>,
    pub(crate) rows: Vec<Vec<Button>>,
    /// Instead of inline rows.
    pub(crate) keyboard: Option<Keyboard>,
    /// The last row, where a kind has its own.
    pub(crate) bottom: Vec<Button>,
    pub(crate) reply_to: Option<i64>,
}

/// What came of something typed or pressed at a question.
#[derive(Debug)]
pub(crate) enum Reading {
    /// An answer.
    Answer(Value, Message),
    /// Not usable: say why and ask again.
    Miss(Message),
    /// Say this (not a mistake) and ask again.
    Say(Message),
    /// The question looks different: show it again.
    Look,
    /// The draft has changed: go on.
    GoOn,
    /// Nothing is shown.
    Silent(Silence),
}

/// How `step` is asked.
pub(crate) fn ask(talk: &Talk<'_>, draft: &Draft, step: &Step, presser: &Presser) -> Asked {
    match &step.kind {
        Kind::Choice(choices) => choice::ask(choice::Scene { talk, draft, step, presser }, choices),
        Kind::Search(choices) => {
            choice::ask_search(choice::Scene { talk, draft, step, presser }, choices)
        }
        Kind::Multi(rules) => multi::ask(choice::Scene { talk, draft, step, presser }, rules),
        Kind::YesNo { yes, no } => yes_no::ask(step, yes, no, presser),
        Kind::JalaliDate => date::ask(talk, draft, step, presser),
        Kind::Money => money::ask(draft, step, presser),
        Kind::Mobile { contact, proof } => {
            mobile::ask(talk, draft, step, (*contact, *proof), presser)
        }
        Kind::Otp { of } => otp::ask(talk, draft, step, of, presser),
        Kind::NationalCode { people } => national_code::ask(talk, draft, step, *people, presser),
        Kind::Claim => claim::ask(talk, draft, step, presser),
        Kind::Documents(rules) => documents::ask(talk, draft, step, rules, presser),
        Kind::Review { button } => review::ask(talk, draft, step, button, presser),
        Kind::Text { .. } | Kind::Code { .. } | Kind::Info => question(step),
    }
}

/// How what was typed at `step` reads.
pub(crate) fn read(talk: &mut Talk<'_>, step: &Step, typed: &str) -> Reading {
    match &step.kind {
        Kind::Choice(choices) | Kind::Search(choices) => choice::read(talk, step, choices, typed),
        Kind::Multi(rules) => multi::read(talk, step, rules, typed),
        Kind::YesNo { yes, no } => yes_no::read(talk, yes, no, typed),
        Kind::Text { format, min, max } => text::read(*format, *min, *max, typed),
        Kind::Money => money::read(talk, typed),
        Kind::JalaliDate => date::read(talk, typed),
        Kind::NationalCode { people } => national_code::read(talk, *people, typed),
        Kind::Mobile { .. } => mobile::read(typed),
        Kind::Code { format, min, max } => code::read(*format, *min, *max, typed),
        Kind::Otp { of } => otp::read(talk, of, typed),
        Kind::Claim => claim::read(talk, typed),
        Kind::Documents(rules) => documents::read(talk, rules, typed),
        Kind::Review { button } => review::read(talk, button, typed),
        Kind::Info => Reading::GoOn,
    }
}

/// What a button of `step` does; buttons that every step has are handled before.
pub(crate) fn press(talk: &mut Talk<'_>, step: &Step, press: &Press) -> Reading {
    match &step.kind {
        Kind::Choice(choices) | Kind::Search(choices) => choice::press(talk, step, choices, press),
        Kind::Multi(rules) => multi::press(talk, step, rules, press),
        Kind::YesNo { yes, no } => yes_no::press(yes, no, press),
        Kind::Money => money::press(talk, press),
        Kind::JalaliDate => date::press(talk, press),
        Kind::NationalCode { people } => national_code::press(talk, *people, press),
        Kind::Mobile { .. } => mobile::press(talk, press),
        Kind::Otp { of } => otp::press(talk, of, press),
        Kind::Claim => claim::press(talk, press),
        Kind::Documents(rules) => documents::press(talk, step, rules, press),
        Kind::Review { .. } => review::press(talk, press),
        Kind::Text { .. } | Kind::Code { .. } | Kind::Info => Reading::Look,
    }
}

/// Just the question.
pub(crate) fn question(step: &Step) -> Asked {
    Asked { paragraphs: vec![Message::new(step.ask.clone())], ..Asked::default() }
}
