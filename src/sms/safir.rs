//! Safir v3, Bale's own gateway: messages to Bale users by their number (`bale-api.md` §7).

use std::time::Duration;

use reqwest::Url;
use reqwest::header::HeaderValue;
use serde_json::{Value, json};

use super::exchange::{Answer, exchange, name, number};
use super::settings::Problems;
use super::{Gateway, Sent, SmsFault, SmsKind, SmsMessage, SmsSettings};
use crate::persian::Mobile;

const NAME: &str = "safir";
const API_URL: &str = "https://safir.bale.ai";

/// Bale's own gateway.
#[derive(Clone, Debug)]
pub struct Safir {
    http: reqwest::Client,
    url: Url,
    key: HeaderValue,
    bot_id: i64,
    timeout: Duration,
    fallback: Option<Box<Gateway>>,
}

impl Safir {
    pub(super) fn new(
        settings: &SmsSettings,
        http: &reqwest::Client,
        fallback: Option<Gateway>,
        problems: &mut Problems<'_>,
    ) -> Option<Self> {
        let url = problems.endpoint(settings, API_URL, &["api", "v3", "send_message"]);
        let key = problems.header_key(settings);
        problems.require("bot_id", settings.bot_id.is_some());
        Some(Self {
            http: http.clone(),
            url: url?,
            key: key?,
            bot_id: settings.bot_id?,
            timeout: settings.timeout,
            fallback: fallback.map(Box::new),
        })
    }

    pub(super) fn fallback(&self) -> Option<&Gateway> {
        self.fallback.as_deref()
    }

    pub(super) async fn send(
        &self,
        to: &Mobile,
        message: &SmsMessage,
        request_id: &str,
    ) -> Result<Sent, SmsFault> {
        let body = json!({
            "request_id": request_id,
            "bot_id": self.bot_id,
            "phone_number": international(to),
            "message_data": data(message),
        });
        let request = self
            .http
            .post(self.url.clone())
            .header("api-access-key", self.key.clone())
            .timeout(self.timeout)
            .json(&body);
        judge(&exchange(NAME, request).await?)
    }
}

/// `989121234567`.
fn international(to: &Mobile) -> String {
    format!("98{}", to.expose().trim_start_matches('0'))
}

fn data(message: &SmsMessage) -> Value {
    match &message.kind {
        SmsKind::Code { .. } => {
            json!({"otp_message": {"otp": message.kind.parts().token.expose()}})
        }
        SmsKind::Registered { .. } | SmsKind::Defect { .. } | SmsKind::Stage { .. } => {
            json!({"message": {"text": message.text.expose()}})
        }
    }
}

/// Errors stand in the body, also with HTTP 200: as a list in `error_data`, or one in `error`.
fn judge(answer: &Answer) -> Result<Sent, SmsFault> {
    let body = &answer.body;
    if let Some(code) = ["error_data", "error"].iter().find_map(|key| code_in(body.get(key)?)) {
        return Err(fault(answer, code));
    }
    match (body.get("message_id").and_then(name), answer.status) {
        (Some(id), 200..=299) => Ok(Sent { by: NAME, reference: Some(id) }),
        (_, 402) => Err(answer.no_credit()),
        _ => Err(answer.fault_by_status()),
    }
}

fn code_in(error: &Value) -> Option<i64> {
    number(error.get(0).unwrap_or(error).get("code")?)
}

fn fault(answer: &Answer, code: i64) -> SmsFault {
    match code {
        2 => answer.busy(),
        3 => answer.rate_limited(),
        8 => SmsFault::BadNumber,
        17 => SmsFault::NotOnBale,
        20 => answer.no_credit(),
        // The account may not write to more people.
        21 => answer.misconfigured(code),
        _ => answer.refused(code),
    }
}
