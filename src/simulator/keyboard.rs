//! `reply_markup`: what Bale takes and what it refuses (`bale-api.md` §4).

use serde_json::{Map, Value, json};

use super::envelope::Refusal;
use super::params::Params;

/// The keyboard of a message.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) enum Keyboard {
    /// None is spoken of.
    #[default]
    None,
    /// Rows of inline buttons.
    Inline(Vec<Value>),
    /// Rows of menu buttons, each an object.
    Menu(Vec<Value>),
    /// The menu goes away.
    Remove,
}

const DATA_BYTES: usize = 64;
const COPIED_UNITS: usize = 256;

impl Keyboard {
    /// The keyboard of a call.
    pub(crate) fn of(params: &Params) -> Result<Self, Refusal> {
        let Some(markup) = params.nested("reply_markup")? else { return Ok(Self::None) };
        let invalid = || Refusal::invalid("reply_markup");
        let markup = markup.as_object().ok_or_else(invalid)?;
        if let Some(rows) = present(markup, "inline_keyboard") {
            let rows = checked_rows(rows, |button| inline_button(button).map(|()| button.clone()))?;
            return Ok(Self::Inline(rows));
        }
        if let Some(rows) = present(markup, "keyboard") {
            let rows = checked_rows(rows, menu_button)?;
            // An empty keyboard is how pyrobale takes the menu away.
            return Ok(if rows.is_empty() { Self::Remove } else { Self::Menu(rows) });
        }
        if present(markup, "remove_keyboard") == Some(&Value::Bool(true)) {
            return Ok(Self::Remove);
        }
        Ok(Self::None)
    }

    /// The `reply_markup` of a returned message: Bale returns inline keyboards only.
    pub(crate) fn returned(&self) -> Option<Value> {
        match self {
            Self::Inline(rows) if !rows.is_empty() => Some(json!({ "inline_keyboard": rows })),
            Self::Inline(_) | Self::None | Self::Menu(_) | Self::Remove => None,
        }
    }

    /// Adds what the person sees of it to a page event.
    pub(crate) fn shown(&self, event: &mut Map<String, Value>) {
        match self {
            Self::None => {}
            Self::Inline(rows) => {
                event.insert("inline_keyboard".to_owned(), json!(rows));
            }
            Self::Menu(rows) => {
                event.insert("reply_keyboard".to_owned(), json!(rows));
            }
            Self::Remove => {
                event.insert("remove_keyboard".to_owned(), json!(true));
            }
        }
    }
}

fn checked_rows(
    rows: &Value,
    check: impl Fn(&Value) -> Result<Value, Refusal>,
) -> Result<Vec<Value>, Refusal> {
    let invalid = || Refusal::invalid("reply_markup");
    let rows = rows.as_array().ok_or_else(invalid)?;
    let mut checked = Vec::new();
    for row in rows {
        let buttons = row.as_array().ok_or_else(invalid)?;
        let buttons: Vec<Value> = buttons.iter().map(&check).collect::<Result<_, _>>()?;
        if !buttons.is_empty() {
            checked.push(Value::Array(buttons));
        }
    }
    Ok(checked)
}

fn inline_button(button: &Value) -> Result<(), Refusal> {
    let button = button.as_object().ok_or_else(|| Refusal::invalid("reply_markup"))?;
    text_of(button, "text").ok_or_else(|| Refusal::blank("reply_markup: text"))?;
    let actions: Vec<&str> = ["callback_data", "url", "web_app", "copy_text"]
        .into_iter()
        .filter(|action| present(button, action).is_some())
        .collect();
    let [action] = actions.as_slice() else {
        return Err(Refusal::bad("reply_markup: a button must have exactly one action"));
    };
    let sound = match *action {
        "callback_data" => text_of(button, "callback_data").is_some_and(|d| d.len() <= DATA_BYTES),
        "url" => text_of(button, "url").is_some(),
        "web_app" => {
            nested_text(button, "web_app", "url").is_some_and(|u| u.starts_with("https://"))
        }
        _copy_text => nested_text(button, "copy_text", "text")
            .is_some_and(|copied| copied.encode_utf16().count() <= COPIED_UNITS),
    };
    if sound { Ok(()) } else { Err(Refusal::bad(format!("reply_markup: {action} is invalid"))) }
}

fn menu_button(button: &Value) -> Result<Value, Refusal> {
    let text = match button {
        Value::String(text) => return Ok(json!({ "text": text })),
        Value::Object(button) => text_of(button, "text"),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::Array(_) => None,
    };
    text.ok_or_else(|| Refusal::blank("reply_markup: text"))?;
    Ok(button.clone())
}

/// The value of `key` when it is neither `null` nor `""`.
fn present<'a>(map: &'a Map<String, Value>, key: &str) -> Option<&'a Value> {
    map.get(key).filter(|value| !value.is_null() && value.as_str() != Some(""))
}

fn text_of<'a>(map: &'a Map<String, Value>, key: &str) -> Option<&'a str> {
    present(map, key)?.as_str()
}

fn nested_text<'a>(map: &'a Map<String, Value>, outer: &str, inner: &str) -> Option<&'a str> {
    text_of(map.get(outer)?.as_object()?, inner)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_button_has_exactly_one_sound_action() {
        let data = |bytes: usize| json!({ "text": "x", "callback_data": "a".repeat(bytes) });
        let copied =
            |units: usize| json!({ "text": "x", "copy_text": { "text": "a".repeat(units) } });
        for (button, sound) in [
            (data(1), true),
            (data(64), true),
            (data(65), false),
            (json!({ "text": "x", "callback_data": "ی".repeat(33) }), false),
            (json!({ "text": "x", "callback_data": "" }), false),
            (json!({ "text": "x" }), false),
            (json!({ "text": "", "callback_data": "a" }), false),
            (json!({ "text": "x", "callback_data": "a", "url": "https://ble.ir" }), false),
            (json!({ "text": "x", "callback_data": "a", "url": null }), true),
            (json!({ "text": "x", "pay": true }), false),
            (json!({ "text": "x", "web_app": { "url": "http://a" } }), false),
            (copied(256), true),
            (copied(257), false),
        ] {
            assert_eq!(inline_button(&button).is_ok(), sound, "{button}");
        }
    }
}
