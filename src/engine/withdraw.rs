//! «انصراف از درخواست» while it is not yet decided (DESIGN §1.3).

use jiff::SignedDuration;

use super::effect::Effect;
use super::input::ChangeOutcome;
use super::press::{Press, Verb};
use super::screen::Keyboard;
use super::session::{Focus, Waiting};
use super::talk::{Talk, button};
use super::{Silence, confirm, follow, follow_page, stack, unlock};
use crate::claim::{Stage, TrackingCode};
use crate::wording::{Arg, Message};

/// A yes that follows the withdrawal within this time is the same press.
const TWICE: SignedDuration = SignedDuration::from_secs(8);

/// Asks whether the claim is really to be withdrawn.
pub(crate) fn ask(talk: &mut Talk<'_>, code: TrackingCode) {
    let question = Message::new("confirm-withdraw").with("code", Arg::code(code.as_str()));
    talk.session.focus = Focus::ConfirmWithdraw { code };
    let rows = confirm::rows(talk);
    talk.show(vec![question], Keyboard::Inline(rows));
}

/// «بله، انصراف می‌دهم». On an old message it shows the claim instead.
pub(crate) fn yes(talk: &mut Talk<'_>, code: TrackingCode) {
    if talk.session.focus == (Focus::ConfirmWithdraw { code: code.clone() }) {
        follow::settle_focus(talk);
        talk.session.waiting = Some(Waiting::Withdrawn(code.clone()));
        let asker = follow::asker(talk, &code);
        talk.effects.push(Effect::Withdraw { code, asker });
        talk.silence = Some(Silence::AnswerComes);
        return;
    }
    let now = talk.moment.now;
    let last = talk.session.following.withdrawn.as_ref();
    if last.is_some_and(|(known, at)| *known == code && now.duration_since(*at) <= TWICE) {
        talk.silence = Some(Silence::PressedTwice);
        return;
    }
    follow::look_up(talk, code);
}

/// `Withdrawn` has come.
pub(crate) fn withdrawn(talk: &mut Talk<'_>, code: &TrackingCode, outcome: &ChangeOutcome) {
    let told = match outcome {
        ChangeOutcome::Done(_) => {
            stack::drop_of_claim(talk, code, |_| true);
            talk.session.following.withdrawn = Some((code.clone(), talk.moment.now));
            Message::new("withdrawn").with("code", Arg::code(code.as_str()))
        }
        ChangeOutcome::NotAllowed(claim) => {
            if claim.stage == Stage::Withdrawn {
                Message::new("withdrawn-before").with("code", Arg::code(code.as_str()))
            } else {
                Message::new("withdraw-too-late")
                    .with("code", Arg::code(code.as_str()))
                    .with("stage", follow_page::stage_name(claim.stage))
            }
        }
        ChangeOutcome::Unknown => return unlock::offer(talk, code),
    };
    let rows = vec![
        vec![button(Message::new("btn-follow"), Press::global(Verb::Claim, code.as_str()))],
        vec![button(Message::new("menu-mine"), Press::global(Verb::Claims, "0"))],
        vec![follow::way_back(talk)],
    ];
    talk.show(vec![told], Keyboard::Inline(rows));
}
