//! Buttons of a question.

use super::press::{Press, Verb};
use super::screen::{Button, ButtonAction};
use super::talk::button;
use crate::wording::Message;

/// Makes the buttons of one asking of one step.
#[derive(Clone, Debug)]
pub(crate) struct Presser {
    pub(crate) draft: u32,
    pub(crate) generation: u32,
    pub(crate) step: String,
}

impl Presser {
    /// A button of this asking.
    pub(crate) fn to(&self, label: Message, verb: Verb, object: impl Into<String>) -> Button {
        let press = Press {
            draft: self.draft,
            generation: self.generation,
            step: self.step.clone(),
            verb,
            object: object.into(),
        };
        button(label, press)
    }

    /// A button of this asking without an object, labelled by a key.
    pub(crate) fn plain(&self, key: &str, verb: Verb) -> Button {
        self.to(Message::new(key), verb, "")
    }

    /// «انصراف» · «راهنما» · «بازگشت»: the last one is where a right-handed Persian reader begins.
    pub(crate) fn bottom(&self) -> Vec<Button> {
        // wording: btn-cancel btn-help btn-back
        vec![
            self.plain("btn-cancel", Verb::Cancel),
            self.plain("btn-help", Verb::Help),
            self.plain("btn-back", Verb::Back),
        ]
    }

    /// «انصراف» · «بازگشت», where there is room for little else.
    pub(crate) fn way_out(&self) -> Vec<Button> {
        vec![self.plain("btn-cancel", Verb::Cancel), self.plain("btn-back", Verb::Back)]
    }
}

/// A button that only shows something.
pub(crate) fn dead(label: Message) -> Button {
    Button { label, action: ButtonAction::Nothing }
}

/// Buttons in rows of `columns`. Bale lays a row out from left to right whatever the language, so each row is turned
/// round: the first entry stands at the right, where a Persian reader begins (`domain.md` §3).
pub(crate) fn in_rows(buttons: &[Button], columns: usize) -> Vec<Vec<Button>> {
    buttons.chunks(columns.max(1)).map(|row| row.iter().rev().cloned().collect()).collect()
}
