//! The people of the simulator: Bale users who each have a private chat with the bot.

use std::fmt;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

/// A Bale user; the id is also the id of the private chat with the bot. Prints the id only.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Person {
    /// Given by the simulator when 0: 1001 and up.
    #[serde(default)]
    pub id: i64,
    /// Shown in the chat.
    pub first_name: String,
    /// May be empty.
    #[serde(default)]
    pub last_name: String,
    /// `09…`; what the person shares as own contact, and where SMS go.
    #[serde(default)]
    pub mobile: String,
    /// Free text for the page.
    #[serde(default)]
    pub note: String,
    /// The person has blocked the bot: sends are refused by 403.
    #[serde(default)]
    pub blocked: bool,
}

impl fmt::Debug for Person {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Person").field("id", &self.id).finish_non_exhaustive()
    }
}

impl Person {
    /// The person as a `User` (`bale-api.md` §4).
    pub(crate) fn user(&self) -> Value {
        let mut user = self.named();
        user.insert("is_bot".to_owned(), json!(false));
        Value::Object(user)
    }

    /// The person as a private `Chat`.
    pub(crate) fn chat(&self) -> Value {
        let mut chat = self.named();
        chat.insert("type".to_owned(), json!("private"));
        Value::Object(chat)
    }

    fn named(&self) -> Map<String, Value> {
        let mut map = Map::new();
        map.insert("id".to_owned(), json!(self.id));
        map.insert("first_name".to_owned(), json!(self.first_name));
        if !self.last_name.is_empty() {
            map.insert("last_name".to_owned(), json!(self.last_name));
        }
        map
    }

    /// True when an SMS to `mobile`, in any form, reaches this person.
    pub(crate) fn reached_by(&self, mobile: &str) -> bool {
        subscriber(mobile).is_some_and(|number| subscriber(&self.mobile) == Some(number))
    }
}

/// The ten digits `9…` of an Iranian mobile number in any of its written forms (`bale-api.md` §7).
pub(crate) fn subscriber(mobile: &str) -> Option<String> {
    let digits: String = mobile
        .chars()
        .filter(|c| !matches!(c, ' ' | '-' | '+'))
        .map(|c| match c {
            '۰'..='۹' => ascii_digit(c, '۰'),
            '٠'..='٩' => ascii_digit(c, '٠'),
            other => other,
        })
        .collect();
    let bare = ["0098", "98", "0"]
        .into_iter()
        .find_map(|prefix| digits.strip_prefix(prefix))
        .unwrap_or(&digits);
    let sound =
        bare.len() == 10 && bare.starts_with('9') && bare.bytes().all(|b| b.is_ascii_digit());
    sound.then(|| bare.to_owned())
}

fn ascii_digit(digit: char, zero: char) -> char {
    char::from_digit(u32::from(digit).saturating_sub(u32::from(zero)), 10).unwrap_or(digit)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mobile_is_known_in_all_its_forms() {
        for form in [
            "09121234567",
            "989121234567",
            "+98 912 123 4567",
            "00989121234567",
            "9121234567",
            "۰۹۱۲۱۲۳۴۵۶۷",
        ] {
            assert_eq!(subscriber(form).as_deref(), Some("9121234567"), "{form}");
        }
        for form in ["", "0912123456", "02188776655", "0912123456a"] {
            assert_eq!(subscriber(form), None, "{form}");
        }
    }
}
