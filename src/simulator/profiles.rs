//! Named settings of all fault switches at once, and changing them by JSON.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use super::faults::{ContactFormat, Faults, UpdatesWhileWebhook};

/// All switches by one name.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Profile {
    /// Bale as its documents describe it.
    #[default]
    Calm,
    /// Every update and answer is well delivered, but oddly shaped.
    Odd,
    /// Everything goes wrong at moderate rates.
    Chaos,
}

impl Profile {
    /// The switches of this profile.
    pub fn faults(self) -> Faults {
        match self {
            Self::Calm => Faults { slow_millis: 300, retry_after: 1, ..Faults::default() },
            Self::Odd => odd(),
            Self::Chaos => chaos(),
        }
    }
}

fn odd() -> Faults {
    Faults {
        explicit_nulls: 700,
        missing_date: 200,
        missing_chat_type: 200,
        missing_optional: 400,
        extra_fields: 700,
        null_siblings: 500,
        negative_message_ids: true,
        ..Profile::Calm.faults()
    }
}

fn chaos() -> Faults {
    Faults {
        chat_instance: 500,
        missing_media_group: 50,
        contact_format: ContactFormat::Plus,
        duplicates: 150,
        out_of_order: 150,
        redelivery: 100,
        malformed_member: 50,
        unknown_kinds: 50,
        held_back: 30,
        hung_up: 50,
        updates_while_webhook: UpdatesWhileWebhook::Conflict,
        connection_reset: 20,
        answer_lost: 20,
        truncated_body: 20,
        slow: 50,
        bad_gateway: 20,
        empty_success: 10,
        internal_error: 20,
        rate_limited: 20,
        rate_limited_bare: 10,
        local_rate_limited: 10,
        ok_false_200: 300,
        missing_error_code: 300,
        expired_file_link: 50,
        callback_answer_refused: 50,
        reject_unknown_reply: true,
        sms_busy: 50,
        ..odd()
    }
}

/// The switches as JSON, with the name of the profile when they are exactly one.
pub(crate) fn to_json(faults: &Faults) -> Value {
    let mut body = object_of(faults);
    let name = [Profile::Calm, Profile::Odd, Profile::Chaos]
        .into_iter()
        .find(|profile| profile.faults() == *faults);
    body.insert("profile".to_owned(), json!(name));
    Value::Object(body)
}

/// What `wanted` makes of `current`: a `profile` sets all, other keys set themselves.
///
/// # Errors
/// An unknown key or a value of the wrong type, in serde's words.
pub(crate) fn changed(
    current: &Faults,
    mut wanted: Map<String, Value>,
) -> Result<Faults, serde_json::Error> {
    let profile: Option<Profile> =
        serde_json::from_value(wanted.remove("profile").unwrap_or_default())?;
    let mut body = object_of(&profile.map_or_else(|| current.clone(), Profile::faults));
    body.extend(wanted);
    serde_json::from_value(Value::Object(body))
}

fn object_of(faults: &Faults) -> Map<String, Value> {
    match serde_json::to_value(faults) {
        Ok(Value::Object(body)) => body,
        Ok(_) | Err(_) => Map::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_profile_sets_all_and_a_key_sets_itself() {
        let wanted = |value: Value| value.as_object().cloned().unwrap();
        let calm = Profile::Calm.faults();
        let made =
            changed(&calm, wanted(json!({ "profile": "chaos", "duplicates": 1000 }))).unwrap();
        assert_eq!(made, Faults { duplicates: 1000, ..Profile::Chaos.faults() });
        assert_eq!(changed(&made, wanted(to_json(&made))).unwrap(), made);
        assert!(changed(&calm, wanted(json!({ "duplicate": 1 }))).is_err());
        assert!(changed(&calm, wanted(json!({ "profile": "mad" }))).is_err());
    }
}
