//! The engine's keyboards in Bale's terms (`bale-api.md` §4).

use teloxide::types::{
    ButtonRequest, CopyTextButton, InlineKeyboardButton, InlineKeyboardMarkup, KeyboardButton,
    KeyboardMarkup, ReplyMarkup,
};

use crate::engine::{Button, ButtonAction, Keyboard, Press, Verb};
use crate::wording::{Catalog, Message, Surface};

/// Bytes of callback data that Bale takes.
const DATA_BYTES: usize = 64;
/// Characters that a button can copy.
const COPIED_CHARS: usize = 256;
/// Stands where there are no words: Bale takes no empty label.
pub(crate) const NO_WORDS: &str = "…";

/// The keyboard of a message; none where there is no button.
pub(crate) fn markup(keyboard: &Keyboard, catalog: &Catalog) -> Option<ReplyMarkup> {
    match keyboard {
        Keyboard::None => None,
        Keyboard::Inline(rows) => {
            let rows = filled(rows, |button| inline_button(button, catalog))?;
            Some(InlineKeyboardMarkup::new(rows).into())
        }
        Keyboard::Menu(rows) => {
            let rows = filled(rows, |words| KeyboardButton::new(label(words, catalog)))?;
            Some(KeyboardMarkup::new(rows).resize_keyboard().into())
        }
        Keyboard::ShareContact { share, others } => {
            let share = KeyboardButton::new(label(share, catalog)).request(ButtonRequest::Contact);
            let others = others.iter().map(|words| KeyboardButton::new(label(words, catalog)));
            let rows = std::iter::once(share).chain(others).map(|button| vec![button]);
            Some(KeyboardMarkup::new(rows).resize_keyboard().into())
        }
    }
}

/// The rows that have buttons; none if no row has.
fn filled<T, B>(rows: &[Vec<T>], button: impl Fn(&T) -> B) -> Option<Vec<Vec<B>>> {
    let rows: Vec<Vec<B>> = rows
        .iter()
        .filter(|row| !row.is_empty())
        .map(|row| row.iter().map(&button).collect())
        .collect();
    (!rows.is_empty()).then_some(rows)
}

fn label(words: &Message, catalog: &Catalog) -> String {
    let label = catalog.text(words, Surface::Button);
    if label.is_empty() { NO_WORDS.to_owned() } else { label }
}

fn inline_button(button: &Button, catalog: &Catalog) -> InlineKeyboardButton {
    let label = label(&button.label, catalog);
    match &button.action {
        ButtonAction::Press(press) => InlineKeyboardButton::callback(label, data(press)),
        ButtonAction::Copy(text) if !text.is_empty() => {
            let text = text.chars().take(COPIED_CHARS).collect();
            InlineKeyboardButton::copy_text_button(label, CopyTextButton { text })
        }
        ButtonAction::Copy(_) | ButtonAction::Nothing => {
            InlineKeyboardButton::callback(label, data(&Press::global(Verb::Nothing, "")))
        }
    }
}

/// Bale refuses the whole message for one button with longer data: such a button asks the question again instead.
fn data(press: &Press) -> String {
    let data = press.encode();
    let fits = data.len() <= DATA_BYTES && data.is_ascii();
    debug_assert!(fits, "callback data of {} bytes: {:?}", data.len(), press.verb);
    if fits { data } else { Press::global(Verb::Resume, "").encode() }
}
