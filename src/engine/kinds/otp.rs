//! `otp`: the one-time code that proves a number. The engine knows only the challenge; codes are derived when they are
//! sent and checked (DESIGN §2).

use jiff::Timestamp;

use super::{Asked, Reading, question};
use crate::engine::effect::Effect;
use crate::engine::input::{CheckOutcome, SendOutcome};
use crate::engine::keyboard::Presser;
use crate::engine::press::{Press, Verb};
use crate::engine::session::{Challenge, Draft, Waiting};
use crate::engine::talk::Talk;
use crate::engine::{Silence, ask};
use crate::flow::{Kind, Step};
use crate::persian::{Mobile, code, text};
use crate::wording::Message;

/// What codes of this kind are for; they are bound to it.
const PURPOSE: &str = "mobile";
const DIGITS: usize = 6;
/// Up to so many seconds a person may wait for a code on its way. A longer wait is a limit, whose end the store knows better: it
/// minds a clock that was set back since.
const ON_ITS_WAY: i64 = 120;

pub(crate) fn ask(
    talk: &Talk<'_>,
    draft: &Draft,
    step: &Step,
    of: &str,
    presser: &Presser,
) -> Asked {
    let Some(mobile) = number(draft, of) else { return question(step) };
    let sent = draft.challenge.as_ref().filter(|challenge| challenge.mobile == mobile);
    let expires = sent.map(|challenge| challenge.expires);
    // wording: otp-offer(mobile) otp-sent(mobile) otp-expired(mobile)
    let (key, send_label) = match expires {
        None => ("otp-offer", "btn-send-code"),
        Some(expires) if expires > talk.moment.now => ("otp-sent", "btn-send-again"),
        Some(_) => ("otp-expired", "btn-send-again"),
    };
    // wording: btn-send-code btn-send-again btn-other-number
    let rows = vec![
        vec![presser.plain(send_label, Verb::SendCode)],
        vec![presser.plain("btn-other-number", Verb::OtherNumber)],
    ];
    Asked { paragraphs: vec![Message::new(key).with("mobile", mobile)], rows, ..Asked::default() }
}

pub(crate) fn read(talk: &mut Talk<'_>, of: &str, typed: &str) -> Reading {
    let Some((mobile, challenge)) = talk.draft().and_then(|draft| {
        let mobile = number(draft, of)?;
        Some((
            mobile.clone(),
            draft.challenge.clone().filter(|challenge| challenge.mobile == mobile),
        ))
    }) else {
        return Reading::GoOn;
    };
    if is_send(talk, typed) {
        return send(talk, mobile);
    }
    let Some(typed) = code::find_digits_run(typed, DIGITS) else {
        return Mobile::parse(typed).filter(|other| *other != mobile).map_or_else(
            || Reading::Miss(Message::new("miss-otp")),
            |other| change_number(talk, other),
        );
    };
    match challenge {
        None => Reading::Miss(Message::new("miss-otp-not-sent")),
        Some(challenge) => {
            talk.session.waiting = Some(Waiting::CodeChecked(challenge.id.clone()));
            let purpose = PURPOSE.to_owned();
            talk.effects.push(Effect::CheckCode {
                challenge: challenge.id,
                purpose,
                mobile,
                typed,
            });
            Reading::Silent(Silence::AnswerComes)
        }
    }
}

pub(crate) fn press(talk: &mut Talk<'_>, of: &str, press: &Press) -> Reading {
    match (press.verb, talk.draft().and_then(|draft| number(draft, of))) {
        (Verb::SendCode, Some(mobile)) => send(talk, mobile),
        (Verb::OtherNumber, _) => super::mobile::other_number(talk),
        _ => Reading::Look,
    }
}

/// `CodeSent` has come.
pub(crate) fn sent(talk: &mut Talk<'_>, id: String, outcome: &SendOutcome) {
    let key = match outcome {
        SendOutcome::Sent { expires, again } => {
            let of = talk.flow().zip(talk.draft()).and_then(|(flow, draft)| {
                let step = flow.step(&draft.view.step)?;
                if let Kind::Otp { of } = &step.kind { number(draft, of) } else { None }
            });
            if let Some((mobile, draft)) = of.zip(talk.draft_mut()) {
                let (expires, again) = (*expires, *again);
                draft.challenge = Some(Challenge { id, mobile, expires, again });
            }
            return ask::go_on(talk);
        }
        SendOutcome::Limited { until } => {
            talk.note(Message::new("err-code-limited").with("until", *until));
            return ask::go_on(talk);
        }
        SendOutcome::Busy { until } => {
            talk.note(Message::new("err-code-busy").with("until", *until));
            return ask::go_on(talk);
        }
        SendOutcome::BadNumber => "err-code-bad-number",
        SendOutcome::GatewayDown => "err-code-gateway",
    };
    // wording: err-code-bad-number err-code-gateway
    // A code that was sent before still counts.
    talk.note(Message::new(key));
    ask::go_on(talk);
}

/// `CodeChecked` has come.
pub(crate) fn checked(talk: &mut Talk<'_>, outcome: &CheckOutcome) {
    match outcome {
        CheckOutcome::Right => {
            let mobile = talk
                .draft_mut()
                .and_then(|draft| draft.challenge.take())
                .map(|challenge| challenge.mobile);
            if let Some(mobile) = mobile {
                talk.note(Message::new("mobile-proved").with("mobile", mobile.clone()));
                super::mobile::remember(talk, mobile);
            }
        }
        CheckOutcome::Wrong { left } => {
            talk.note(Message::new("err-code-wrong").with("left", i64::from(*left)));
        }
        CheckOutcome::Expired => {
            talk.note(Message::new("err-code-expired"));
            let now = talk.moment.now;
            if let Some(challenge) = talk.draft_mut().and_then(|draft| draft.challenge.as_mut()) {
                challenge.expires = now;
            }
        }
    }
    ask::go_on(talk);
}

fn send(talk: &mut Talk<'_>, mobile: Mobile) -> Reading {
    let now = talk.moment.now;
    let sent = talk.draft().and_then(|draft| draft.challenge.as_ref());
    let sent = sent.filter(|challenge| challenge.mobile == mobile);
    if let Some(told) = sent.and_then(|challenge| too_soon(challenge.again, now)) {
        return Reading::Say(told);
    }
    let id = talk.fresh_hex(32);
    talk.session.waiting = Some(Waiting::CodeSent(id.clone()));
    talk.effects.push(Effect::SendCode { challenge: id, purpose: PURPOSE.to_owned(), mobile });
    Reading::Silent(Silence::AnswerComes)
}

/// What is said when the code that was sent last is still on its way; `again` is from when another may be asked for.
pub(crate) fn too_soon(again: Timestamp, now: Timestamp) -> Option<Message> {
    let is_on_its_way = |seconds: &i64| (1..=ON_ITS_WAY).contains(seconds);
    let seconds = (again > now).then(|| again.duration_since(now).as_secs().max(1));
    let seconds = seconds.filter(is_on_its_way)?;
    Some(Message::new("code-too-soon").with("seconds", seconds))
}

/// Another number typed where a code was expected: the person noticed a mistake.
fn change_number(talk: &mut Talk<'_>, mobile: Mobile) -> Reading {
    let Some(flow) = talk.flow() else { return Reading::Look };
    let Some(step) = flow.steps.iter().find(|step| matches!(step.kind, Kind::Mobile { .. })) else {
        return Reading::Look;
    };
    if let Reading::Answer(value, label) = super::mobile::answer(mobile) {
        crate::engine::walk::store(talk, step, value, label);
    }
    if let Some(draft) = talk.draft_mut() {
        draft.challenge = None;
    }
    Reading::GoOn
}

fn is_send(talk: &Talk<'_>, typed: &str) -> bool {
    let typed = text::search_key(typed);
    ["btn-send-code", "btn-send-again"].iter().any(|word| talk.says(word, &typed))
}

fn number(draft: &Draft, of: &str) -> Option<Mobile> {
    draft.answers.get(of)?.value.mobile().cloned()
}
