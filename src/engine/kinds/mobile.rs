//! `mobile`: a number; one that was proved in this chat counts at one tap, another needs a code (DESIGN §1.2, page 4).

use super::{Asked, Reading, question};
use crate::engine::facts::is_proved;
use crate::engine::keyboard::Presser;
use crate::engine::press::{Press, Verb};
use crate::engine::screen::Keyboard;
use crate::engine::session::{Draft, ProvedMobile, Value};
use crate::engine::talk::Talk;
use crate::flow::{Kind, Step};
use crate::persian::Mobile;
use crate::wording::Message;

/// Numbers offered at one tap, at most.
const OFFERED: usize = 3;
/// Proved numbers remembered of a chat, at most.
const REMEMBERED: usize = 10;

pub(crate) fn ask(
    talk: &Talk<'_>,
    draft: &Draft,
    step: &Step,
    (contact, proof): (bool, i64),
    presser: &Presser,
) -> Asked {
    let offered = if draft.view.overview { Vec::new() } else { proved(talk, proof) };
    if offered.is_empty() && contact {
        let keyboard = Keyboard::ShareContact {
            share: Message::new("btn-share-contact"),
            others: vec![Message::new("btn-back"), Message::new("btn-cancel")],
        };
        return Asked { keyboard: Some(keyboard), ..question(step) };
    }
    if offered.is_empty() {
        return question(step);
    }
    let mut rows: Vec<_> = offered
        .into_iter()
        .enumerate()
        .map(|(index, mobile)| {
            let label = Message::new("btn-confirm-mobile").with("mobile", mobile);
            vec![presser.to(label, Verb::Choose, index.to_string())]
        })
        .collect();
    rows.push(vec![presser.plain("btn-other-number", Verb::OtherNumber)]); // wording: btn-other-number
    Asked { paragraphs: vec![Message::new("ask-proved-mobile")], rows, ..Asked::default() }
}

/// Whether the keyboard that shares a contact stands at the bottom because of this question.
pub(crate) fn is_share_shown(talk: &Talk<'_>, step: &Step) -> bool {
    let Kind::Mobile { contact: true, proof } = step.kind else { return false };
    talk.draft().is_some_and(|draft| draft.view.overview) || proved(talk, proof).is_empty()
}

pub(crate) fn read(typed: &str) -> Reading {
    Mobile::parse(typed).map_or_else(|| Reading::Miss(Message::new("miss-mobile")), answer)
}

#[expect(
    clippy::wildcard_enum_match_arm,
    reason = "a question knows its own verbs; any other shows it again"
)]
pub(crate) fn press(talk: &mut Talk<'_>, press: &Press) -> Reading {
    match press.verb {
        Verb::Choose => {
            let proof = proof_of(talk, &press.step);
            let index: Option<usize> = press.object.parse().ok();
            match index.and_then(|index| proved(talk, proof).into_iter().nth(index)) {
                Some(mobile) => answer(mobile),
                None => Reading::Look,
            }
        }
        Verb::OtherNumber => {
            // `overview` of this view means: the proved numbers are put aside.
            if let Some(draft) = talk.draft_mut() {
                draft.view.overview = true;
            }
            Reading::Look
        }
        _ => Reading::Look,
    }
}

/// «شماره دیگر»: asks the number before this step again.
pub(crate) fn other_number(talk: &mut Talk<'_>) -> Reading {
    let Some(flow) = talk.flow() else { return Reading::Look };
    let Some(step) = flow.steps.iter().find(|step| matches!(step.kind, Kind::Mobile { .. })) else {
        return Reading::Look;
    };
    if let Some(draft) = talk.draft_mut() {
        draft.asking = Some(step.id.clone());
        draft.challenge = None;
        draft.view = crate::engine::session::View {
            step: step.id.clone(),
            overview: true,
            ..crate::engine::session::View::default()
        };
    }
    Reading::GoOn
}

/// A number proved by own contact or code: remembered in this chat.
pub(crate) fn remember(talk: &mut Talk<'_>, mobile: Mobile) {
    let at = talk.moment.now;
    let proved = &mut talk.session.person.proved;
    proved.retain(|known| known.mobile != mobile);
    proved.push(ProvedMobile { mobile, at });
    let surplus = proved.len().saturating_sub(REMEMBERED);
    proved.drain(..surplus);
}

/// The answer that `mobile` is.
pub(crate) fn answer(mobile: Mobile) -> Reading {
    let label = Message::new("value-mobile").with("mobile", mobile.clone());
    Reading::Answer(Value::Mobile(mobile), label)
}

fn proof_of(talk: &Talk<'_>, step: &str) -> i64 {
    let kind = talk.flow().and_then(|flow| flow.step(step)).map(|step| &step.kind);
    if let Some(Kind::Mobile { proof, .. }) = kind { *proof } else { 0 }
}

/// Numbers proved recently enough, newest first.
fn proved(talk: &Talk<'_>, proof: i64) -> Vec<Mobile> {
    let person = &talk.session.person;
    person
        .proved
        .iter()
        .rev()
        .map(|known| known.mobile.clone())
        .filter(|mobile| is_proved(person, mobile, proof, talk.moment.now))
        .take(OFFERED)
        .collect()
}
