//! Bale's answer to a call → its result or a typed error.
//!
//! The JSON `ok` decides, the HTTP status stands in where there is none (`bale-api.md` §1).

use std::time::Duration;

use serde_json::Value;

use super::BaleError;
use super::wire::lenient::{as_integer, field, integer, text, truth};
use super::wire::odd_json;

/// An HTTP answer as it came.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    /// The header `Retry-After` in seconds.
    pub(crate) retry_after: Option<u64>,
    pub(crate) body: Vec<u8>,
    /// Whether the body came to its end.
    pub(crate) whole: bool,
}

/// The `result` of an answer, or why there is none.
pub(crate) fn read(answer: &Answer) -> Result<Value, BaleError> {
    let parsed = odd_json::parse(&answer.body).filter(Value::is_object);
    let Some(mut envelope) = parsed else {
        return torn_batch(answer).ok_or_else(|| without_json(answer));
    };
    let ok = truth(&envelope, "ok");
    let code = integer(&envelope, "error_code").and_then(|code| u16::try_from(code).ok());
    let fine = (200..300).contains(&answer.status);
    match (ok, code) {
        (Some(true), _) => Ok(take_result(&mut envelope)),
        (None, None) if fine && envelope.get("result").is_some() => Ok(take_result(&mut envelope)),
        (None, None) if fine => Err(BaleError::Unclear { status: answer.status }),
        _ => Err(refusal(&envelope, code, answer)),
    }
}

fn take_result(envelope: &mut Value) -> Value {
    envelope.get_mut("result").map(Value::take).unwrap_or_default()
}

/// The updates in an answer that came to its end, but whose brackets do not pair.
fn torn_batch(answer: &Answer) -> Option<Value> {
    let words = String::from_utf8_lossy(&answer.body);
    let is_batch = answer.whole && (200..300).contains(&answer.status) && says_ok(&words);
    is_batch.then(|| odd_json::updates_apart(&answer.body)).flatten()
}

/// What an answer that is no JSON object means: a gateway's page, a plain word, or a body cut short.
fn without_json(answer: &Answer) -> BaleError {
    let words = String::from_utf8_lossy(&answer.body);
    let words = words.trim();
    let is_page = words.starts_with('<');
    let status = answer.status;
    match status {
        _ if is_flood(words) && !is_page => flood(answer.retry_after),
        420 | 429 => flood(answer.retry_after),
        200..300 if says_ok(words) => BaleError::Unreadable,
        200..300 if !is_page => BaleError::Unclear { status },
        401 if !is_page => BaleError::Token,
        // Of the body only: no gateway changes its mind about its size.
        413 => refused(status, "the body is too large"),
        400..500 if !is_page && answer.whole => classify(Some(status), words, answer.retry_after),
        _ => BaleError::Server { status },
    }
}

/// Whether an answer that cannot be read to its end begins as Bale's own answers do when a request was done.
fn says_ok(words: &str) -> bool {
    let mut letters = words.chars().filter(|letter| !letter.is_whitespace());
    r#"{"ok":true"#.chars().all(|expected| letters.next() == Some(expected))
}

fn refused(code: u16, description: &str) -> BaleError {
    BaleError::Refused { code: Some(code), description: description.to_owned() }
}

fn refusal(envelope: &Value, code: Option<u16>, answer: &Answer) -> BaleError {
    let code = code.or((answer.status >= 400).then_some(answer.status));
    let description = text(envelope, "description").unwrap_or_default();
    let asked = field(envelope, "parameters")
        .and_then(|parameters| field(parameters, "retry_after"))
        .and_then(seconds)
        .or(answer.retry_after);
    classify(code, &description, asked)
}

fn seconds(value: &Value) -> Option<u64> {
    let rounded_up = || value.as_f64().map(f64::ceil).map(Value::from);
    as_integer(value)
        .or_else(|| rounded_up().as_ref().and_then(as_integer))
        .and_then(|seconds| u64::try_from(seconds).ok())
}

/// The kinds of refusal, by code and words (`bale-api.md` §1, table of known errors).
fn classify(code: Option<u16>, description: &str, retry_after: Option<u64>) -> BaleError {
    let words = description.to_lowercase();
    let says = |parts: &[&str]| parts.iter().any(|part| words.contains(part));
    if is_flood(&words) || matches!(code, Some(420 | 429)) {
        flood(retry_after)
    } else if says(&["token not found", "invalid token"]) || code == Some(401) {
        BaleError::Token
    } else if says(&["no such group or user", "chat not found", "group not found"]) {
        BaleError::ChatUnknown
    } else if says(&["blocked by the user", "is deactivated"]) || code == Some(403) {
        BaleError::Blocked
    } else {
        match code {
            // "Not Implemented": Bale lacks the method, and will lack it the next time too.
            Some(status) if status >= 500 && status != 501 => BaleError::Server { status },
            None if says(&["internal server error"]) => BaleError::Server { status: 500 },
            _ => BaleError::Refused { code, description: description.to_owned() },
        }
    }
}

/// Flood errors are told by their words on any status, also in plain text (`bale-api.md` §1, §6).
fn is_flood(words: &str) -> bool {
    let words = words.to_lowercase();
    ["bot limit exceed", "local_rate_limited", "too many requests"]
        .iter()
        .any(|part| words.contains(part))
}

/// Seconds. One odd answer, be it in milliseconds or of a proxy, must not silence the bot for a day: who is asked to wait for longer
/// tries again after this, and Bale says it again if it means it.
const LONGEST_WAIT: u64 = 60;

fn flood(retry_after: Option<u64>) -> BaleError {
    let retry_after = retry_after.map(|seconds| Duration::from_secs(seconds.min(LONGEST_WAIT)));
    BaleError::Flood { retry_after }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answer(status: u16, body: &str) -> Answer {
        Answer { status, retry_after: None, body: body.as_bytes().to_vec(), whole: true }
    }

    fn refused(code: Option<u16>, description: &str) -> BaleError {
        BaleError::Refused { code, description: description.to_owned() }
    }

    fn flood(seconds: Option<u64>) -> BaleError {
        BaleError::Flood { retry_after: seconds.map(Duration::from_secs) }
    }

    const PAGE: &str = "<html><body>502 Bad Gateway</body></html>";

    /// The error that an answer with this body gives.
    fn told(status: u16, body: &str) -> BaleError {
        read(&answer(status, body)).expect_err(body)
    }

    /// The error that Bale's own form gives, where code and status agree.
    fn refusal_of(code: u16, description: &str) -> BaleError {
        let no = serde_json::json!({"ok": false, "error_code": code, "description": description});
        told(code, &no.to_string())
    }

    #[test]
    fn refusals_in_bales_own_form_have_their_kinds() {
        let cases = [
            (403, "Bad Request: Token not found", BaleError::Token),
            (401, "Unauthorized", BaleError::Token),
            (403, "Forbidden: bot was blocked by the user", BaleError::Blocked),
            (403, "permission_denied", BaleError::Blocked),
            (400, "Forbidden: user is deactivated", BaleError::Blocked),
            (404, "no such group or user", BaleError::ChatUnknown),
            (400, "Bad Request: chat not found", BaleError::ChatUnknown),
            (429, "Too Many Requests", flood(None)),
            (400, "bot limit exceed", flood(None)),
            (409, "Conflict", refused(Some(409), "Conflict")),
            (404, "Not Found", refused(Some(404), "Not Found")),
            (501, "Not Implemented", refused(Some(501), "Not Implemented")),
            (500, "Internal server error", BaleError::Server { status: 500 }),
        ];
        for (code, description, expected) in cases {
            assert_eq!(refusal_of(code, description), expected, "{code} {description}");
        }
    }

    #[test]
    fn refusals_with_parts_missing_have_their_kinds() {
        let unimplemented = "UNIMPLEMENTED: REQUESTED_MESSAGE_DOES_NOT_EXISTS";
        let old = format!(r#"{{"ok":false,"description":"{unimplemented}"}}"#);
        let internal = r#"{"ok":false,"description":"Internal server error"}"#;
        let cases = [
            (200, old.as_str(), refused(None, unimplemented)),
            (200, r#"{"ok":false,"error_code":400}"#, refused(Some(400), "")),
            (200, r#"{"ok":false,"error_code":null,"description":null}"#, refused(None, "")),
            (400, r#"{"ok":false}"#, refused(Some(400), "")),
            (403, r#"{"description":"permission_denied"}"#, BaleError::Blocked),
            (200, internal, BaleError::Server { status: 500 }),
            (200, r#"{"ok":false,"description":"bot limit exceed"}"#, flood(None)),
            (420, "{}", flood(None)),
        ];
        for (status, body, expected) in cases {
            assert_eq!(told(status, body), expected, "{status} {body}");
        }
    }

    #[test]
    fn the_wait_is_read_in_every_spelling() {
        let cases = [
            (r#"{"retry_after":7}"#, Some(7)),
            (r#"{"retry_after":"7"}"#, Some(7)),
            (r#"{"retry_after":6.5}"#, Some(7)),
            (r#"{"retry_after":-1}"#, None),
            (r#"{"retry_after":99999999999}"#, Some(60)),
            ("{}", None),
            ("null", None),
            ("7", None),
        ];
        for (parameters, expected) in cases {
            let body = format!(r#"{{"ok":false,"error_code":"429","parameters":{parameters}}}"#);
            assert_eq!(told(429, &body), flood(expected), "{parameters}");
        }
    }

    #[test]
    fn bodies_that_are_no_json_object_have_their_kinds() {
        let cases = [
            (429, "local_rate_limited", flood(None)),
            (200, "local_rate_limited", flood(None)),
            (503, "local_rate_limited", flood(None)),
            (429, PAGE, flood(None)),
            (404, "404 page not found", refused(Some(404), "404 page not found")),
            (413, PAGE, refused(Some(413), "the body is too large")),
            (502, PAGE, BaleError::Server { status: 502 }),
            (403, PAGE, BaleError::Server { status: 403 }),
            (200, PAGE, BaleError::Server { status: 200 }),
            (302, "", BaleError::Server { status: 302 }),
            (200, "", BaleError::Unclear { status: 200 }),
            (202, "true", BaleError::Unclear { status: 202 }),
            (200, "{}", BaleError::Unclear { status: 200 }),
            (200, r#"{"ok":tr"#, BaleError::Unclear { status: 200 }),
            (200, r#"{"ok":true,"resu"#, BaleError::Unreadable),
            (200, r#" { "ok" : true, "result": {"#, BaleError::Unreadable),
        ];
        for (status, body, expected) in cases {
            assert_eq!(told(status, body), expected, "{status} {body}");
        }
    }

    #[test]
    fn ok_decides_whatever_the_status() {
        let cases = [
            (200, r#"{"ok":true,"result":7}"#, Value::from(7)),
            (200, r#"{"ok":"true","result":7,"description":"x"}"#, Value::from(7)),
            (201, r#"{"result":7}"#, Value::from(7)),
            (500, r#"{"ok":true,"result":7}"#, Value::from(7)),
            (200, r#"{"ok":true}"#, Value::Null),
            (200, "\u{feff}{\"ok\":true,\"result\":7}", Value::from(7)),
        ];
        for (status, body, expected) in cases {
            assert_eq!(read(&answer(status, body)), Ok(expected), "{status} {body}");
        }
    }

    #[test]
    fn the_header_tells_the_wait_when_the_body_does_not() {
        let mut answer = answer(429, "slow down");
        answer.retry_after = Some(3);
        assert_eq!(read(&answer), Err(flood(Some(3))));
    }
}
