//! `text`: words of the person's own.

use super::Reading;
use crate::engine::session::Value;
use crate::engine::talk::typed;
use crate::flow::model::TextFormat;
use crate::persian::{names, text};
use crate::wording::Message;

pub(crate) fn read(format: TextFormat, min: usize, max: usize, words: &str) -> Reading {
    match format {
        TextFormat::Name => names::read_name(words)
            .map_or_else(|_| Reading::Miss(Message::new("miss-name")), answer),
        TextFormat::Any => {
            let words = text::normalise(words);
            let length = words.chars().count();
            if length < min.max(1) {
                Reading::Miss(Message::new("miss-text-short").with("min", min.max(1)))
            } else if length > max {
                Reading::Miss(
                    Message::new("miss-text-long").with("max", max).with("length", length),
                )
            } else {
                answer(words)
            }
        }
    }
}

fn answer(words: String) -> Reading {
    Reading::Answer(Value::Text(words.clone()), typed(words))
}
