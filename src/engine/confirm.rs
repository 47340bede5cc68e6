//! What is asked outside the flows: whether to give up, to change an answer, to continue. A button of it may be pressed,
//! or typed by its words or its number.

use super::old_button;
use super::press::{Press, Verb};
use super::screen::{Button, ButtonAction};
use super::session::Focus;
use super::talk::{Talk, button};
use crate::persian::answer::read_yes_no;
use crate::persian::{number, text};
use crate::wording::Message;

/// The buttons of what is to be confirmed, top to bottom; none while nothing is.
pub(crate) fn buttons(talk: &Talk<'_>) -> Vec<Button> {
    let global = |key: &str, verb: Verb| button(Message::new(key), Press::global(verb, ""));
    let privacy =
        |key: &str, what: &str| button(Message::new(key), Press::global(Verb::Privacy, what));
    match &talk.session.focus {
        Focus::ConfirmCancel => vec![
            global("btn-resume", Verb::Resume),
            global("btn-keep-for-later", Verb::Menu),
            global("btn-cancel-yes", Verb::CancelYes),
        ],
        Focus::ConfirmChange { .. } => {
            vec![global("btn-change-yes", Verb::Choose), global("btn-change-no", Verb::Resume)]
        }
        Focus::OfferResume => {
            let flow = talk.main().map(|draft| draft.flow.clone());
            let afresh = Press::global(Verb::Start, flow.unwrap_or_default());
            vec![
                global("btn-resume", Verb::Resume),
                button(Message::new("btn-start-afresh"), afresh),
            ]
        }
        Focus::ConfirmWithdraw { code } => {
            let of = |key: &str, verb: Verb| {
                button(Message::new(key), Press::global(verb, code.as_str()))
            };
            vec![of("btn-withdraw-yes", Verb::WithdrawYes), of("btn-withdraw-no", Verb::Claim)]
        }
        Focus::ConfirmConsent => {
            vec![privacy("btn-consent-withdraw-yes", "consent-yes"), privacy("btn-privacy-no", "")]
        }
        Focus::ConfirmErase { .. } => {
            vec![privacy("btn-erase-yes", "erase-yes"), privacy("btn-privacy-no", "")]
        }
        Focus::Menu | Focus::Question | Focus::AskTrackingCode | Focus::Unlock => Vec::new(),
    }
    // wording: btn-consent-withdraw-yes btn-erase-yes btn-privacy-no
    // wording: btn-withdraw-yes btn-withdraw-no btn-resume btn-keep-for-later btn-cancel-yes btn-change-yes btn-change-no
}

/// The same, each in a row of its own.
pub(crate) fn rows(talk: &Talk<'_>) -> Vec<Vec<Button>> {
    buttons(talk).into_iter().map(|button| vec![button]).collect()
}

/// Does what `typed` means among the buttons; false when it means none of them.
pub(crate) fn read(talk: &mut Talk<'_>, typed: &str) -> bool {
    let key = text::search_key(typed);
    let buttons = buttons(talk);
    let says = |button: &&Button| text::search_key(&talk.words(&button.label)) == key;
    let place =
        number::read_small_number(typed).and_then(|number| (number as usize).checked_sub(1));
    let meant = buttons
        .iter()
        .find(says)
        .or_else(|| place.and_then(|place| buttons.get(place)))
        .and_then(|button| match &button.action {
            ButtonAction::Press(press) => Some(press.clone()),
            ButtonAction::Copy(_) | ButtonAction::Nothing => None,
        })
        .or_else(|| yes_or_no(&talk.session.focus, &key));
    match meant {
        Some(press) => {
            talk.session.misses = 0;
            old_button::global(talk, &press);
            true
        }
        None => false,
    }
}

/// A bare «بله» or «نه». A no never erases anything.
fn yes_or_no(focus: &Focus, key: &str) -> Option<Press> {
    let verb = match (focus, read_yes_no(key)?) {
        (Focus::ConfirmCancel, true) => Verb::CancelYes,
        (Focus::ConfirmChange { .. }, true) => Verb::Choose,
        (Focus::OfferResume, true)
        | (Focus::ConfirmCancel | Focus::ConfirmChange { .. }, false) => Verb::Resume,
        (Focus::OfferResume, false) => Verb::Menu,
        (Focus::ConfirmWithdraw { code }, yes) => {
            let verb = if yes { Verb::WithdrawYes } else { Verb::Claim };
            return Some(Press::global(verb, code.as_str()));
        }
        (Focus::ConfirmConsent, true) => return Some(Press::global(Verb::Privacy, "consent-yes")),
        (Focus::ConfirmErase { .. }, true) => {
            return Some(Press::global(Verb::Privacy, "erase-yes"));
        }
        (Focus::ConfirmConsent | Focus::ConfirmErase { .. }, false) => Verb::Privacy,
        _ => return None,
    };
    Some(Press::global(verb, ""))
}
