//! What the checks of a decision find wrong, in words for the person at the form.

use crate::reviewer::Wrong;
use crate::wording::Message;

/// What is said beside the field.
pub(super) fn in_words(wrong: Wrong) -> Message {
    match wrong {
        Wrong::Missing => Message::new("console-wrong-missing"),
        Wrong::NotWanted | Wrong::NotA(_) | Wrong::Unknown | Wrong::OtherTitle => {
            Message::new("console-wrong-choice")
        }
        Wrong::TooLong(most) => Message::new("console-wrong-long").with("most", most),
        Wrong::OutOfRange(_) => Message::new("console-wrong-amount"),
        Wrong::NoDay => Message::new("console-no-day"),
        Wrong::Past => Message::new("console-wrong-past"),
        Wrong::NamesNoDocument => Message::new("console-wrong-document"),
        Wrong::SaysNothing => Message::new("console-wrong-says-nothing"),
    }
}
