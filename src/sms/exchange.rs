//! One HTTP exchange with a gateway: the answer's status and JSON, or why there is none.

use std::error::Error;
use std::time::Duration;

use reqwest::header::RETRY_AFTER;
use serde_json::Value;

use super::fault::{Outage, SmsFault};

/// In bytes; a gateway's answer is some hundred.
const LONGEST_ANSWER: usize = 64 * 1024;

/// What a gateway answered.
pub(super) struct Answer {
    gateway: &'static str,
    pub(super) status: u16,
    /// Null when the body was not JSON.
    pub(super) body: Value,
    retry_after: Option<Duration>,
}

/// Sends `request` and reads the answer whatever its status is.
pub(super) async fn exchange(
    gateway: &'static str,
    request: reqwest::RequestBuilder,
) -> Result<Answer, SmsFault> {
    let broken = |error| SmsFault::Unavailable { gateway, why: outage(error) };
    let mut response = request.send().await.map_err(broken)?;
    let status = response.status().as_u16();
    let retry_after = response.headers().get(RETRY_AFTER).and_then(|value| value.to_str().ok());
    let retry_after = retry_after.and_then(|text| text.parse().ok()).map(Duration::from_secs);
    let mut body = Vec::new();
    while let Some(chunk) = response.chunk().await.map_err(broken)? {
        body.extend_from_slice(&chunk);
        if body.len() > LONGEST_ANSWER {
            body.clear();
            break;
        }
    }
    let body = serde_json::from_slice(&body).unwrap_or(Value::Null);
    Ok(Answer { gateway, status, body, retry_after })
}

/// The error without its URL, which may hold the key.
fn outage(error: reqwest::Error) -> Outage {
    let error = error.without_url();
    if error.is_timeout() {
        return Outage::TimedOut;
    }
    let mut detail = error.to_string();
    let mut cause = error.source();
    while let Some(deeper) = cause {
        detail = format!("{detail}: {deeper}");
        cause = deeper.source();
    }
    Outage::Connection(detail)
}

impl Answer {
    /// What the HTTP status alone says, where the body is not the gateway's.
    pub(super) fn fault_by_status(&self) -> SmsFault {
        let gateway = self.gateway;
        match self.status {
            200..=299 => SmsFault::Unavailable { gateway, why: Outage::Unreadable },
            300..=399 | 401 | 403..=405 | 407 => self.misconfigured(i64::from(self.status)),
            429 => self.rate_limited(),
            408 | 500.. => SmsFault::Unavailable { gateway, why: Outage::Status(self.status) },
            _ => self.refused(i64::from(self.status)),
        }
    }

    pub(super) fn rate_limited(&self) -> SmsFault {
        SmsFault::RateLimited { gateway: self.gateway, retry_after: self.retry_after }
    }

    pub(super) fn busy(&self) -> SmsFault {
        SmsFault::Unavailable { gateway: self.gateway, why: Outage::Busy }
    }

    pub(super) fn no_credit(&self) -> SmsFault {
        SmsFault::NoCredit { gateway: self.gateway }
    }

    pub(super) fn misconfigured(&self, code: i64) -> SmsFault {
        SmsFault::Misconfigured { gateway: self.gateway, code }
    }

    pub(super) fn refused(&self, code: i64) -> SmsFault {
        SmsFault::Refused { gateway: self.gateway, code }
    }
}

/// A whole number, also where it came as text.
pub(super) fn number(value: &Value) -> Option<i64> {
    value.as_i64().or_else(|| value.as_str()?.trim().parse().ok())
}

/// A name that came as text or as a number.
pub(super) fn name(value: &Value) -> Option<String> {
    value.as_str().map(str::to_owned).or_else(|| value.as_i64().map(|number| number.to_string()))
}
