//! Reading of single fields: `null` and `""` are absent, numbers may be strings and the other way round
//! (`bale-api.md` §1 "typed params", §4).

use serde_json::Value;

/// What stands under `key`; `null`, `""` and a missing key are the same: nothing.
pub(crate) fn field<'a>(object: &'a Value, key: &str) -> Option<&'a Value> {
    object.get(key).filter(|value| !is_empty(value))
}

fn is_empty(value: &Value) -> bool {
    value.is_null() || value.as_str().is_some_and(str::is_empty)
}

/// The object or list under `key`, unless it is empty.
pub(crate) fn filled<'a>(object: &'a Value, key: &str) -> Option<&'a Value> {
    field(object, key).filter(|value| match value {
        Value::Object(members) => !members.is_empty(),
        Value::Array(members) => !members.is_empty(),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => true,
    })
}

/// The text under `key`; a number is read as its digits.
pub(crate) fn text(object: &Value, key: &str) -> Option<String> {
    as_text(field(object, key)?)
}

fn as_text(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => {
            Some(as_integer(value).map_or_else(|| number.to_string(), |whole| whole.to_string()))
        }
        Value::Null | Value::Bool(_) | Value::Array(_) | Value::Object(_) => None,
    }
}

/// The whole number under `key`; a string of ASCII digits and a float without fraction are read too.
pub(crate) fn integer(object: &Value, key: &str) -> Option<i64> {
    as_integer(field(object, key)?)
}

/// `value` as a whole number, if it is one in any of the spellings of [`integer`].
pub(crate) fn as_integer(value: &Value) -> Option<i64> {
    match value {
        Value::Number(number) => number.as_i64().or_else(|| number.as_f64().and_then(whole)),
        Value::String(text) => text.trim().parse().ok(),
        Value::Null | Value::Bool(_) | Value::Array(_) | Value::Object(_) => None,
    }
}

/// The largest whole number that a float holds exactly.
const EXACT: f64 = 9_007_199_254_740_992.0;

#[expect(clippy::cast_possible_truncation, reason = "whole and within ±2^53, so it is exact")]
fn whole(number: f64) -> Option<i64> {
    (number.fract() == 0.0 && number.abs() <= EXACT).then_some(number as i64)
}

/// The count or size under `key`; a negative one is absent.
pub(crate) fn size(object: &Value, key: &str) -> Option<u64> {
    integer(object, key).and_then(|number| u64::try_from(number).ok())
}

/// The truth under `key`, also as `"true"`, `"false"`, `1` or `0`.
pub(crate) fn truth(object: &Value, key: &str) -> Option<bool> {
    match field(object, key)? {
        Value::Bool(truth) => Some(*truth),
        Value::String(text) => text.trim().to_ascii_lowercase().parse().ok(),
        number @ Value::Number(_) => as_integer(number).map(|number| number != 0),
        Value::Null | Value::Array(_) | Value::Object(_) => None,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn numbers_are_read_in_every_spelling() {
        let cases = [
            (json!(7), Some(7)),
            (json!(-1_615_115_346), Some(-1_615_115_346)),
            (json!("12345"), Some(12345)),
            (json!(" -5 "), Some(-5)),
            (json!(9.0), Some(9)),
            (json!(0), Some(0)),
            (json!(9.5), None),
            (json!(u64::MAX), None),
            (json!("12a"), None),
            (json!(""), None),
            (json!(null), None),
            (json!(true), None),
            (json!([1]), None),
        ];
        for (value, expected) in cases {
            assert_eq!(integer(&json!({ "n": value }), "n"), expected, "{value}");
        }
    }

    #[test]
    fn texts_and_truths_are_read_in_every_spelling() {
        let object = json!({"s": "x", "n": 989_123_456_789_i64, "f": 9.89e11, "e": "", "z": null,
            "t": true, "ts": "True", "one": 1, "no": "nein"});
        let texts = ["s", "n", "f", "e", "z", "t", "missing"].map(|key| text(&object, key));
        assert_eq!(
            texts.map(Option::unwrap_or_default),
            ["x", "989123456789", "989000000000", "", "", "", ""]
        );
        let truths = ["t", "ts", "one", "no", "z"].map(|key| truth(&object, key));
        assert_eq!(truths, [Some(true), Some(true), Some(true), None, None]);
    }

    #[test]
    fn something_that_is_no_object_has_no_fields() {
        for value in [json!(null), json!([]), json!("x"), json!(1)] {
            assert_eq!(field(&value, "x"), None);
        }
        assert_eq!(filled(&json!({"x": {}}), "x"), None);
        assert_eq!(size(&json!({"x": -1}), "x"), None);
    }
}
