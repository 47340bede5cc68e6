//! sms.ir: `send/verify` with approved templates (`domain.md` §7.2).
//!
//! A template may use `#Code#` (the code or the tracking code), `#Stage#` and `#Amount#`.

use std::time::Duration;

use reqwest::Url;
use reqwest::header::{ACCEPT, HeaderValue};
use serde_json::{Value, json};

use super::exchange::{Answer, exchange, name, number};
use super::settings::{Problems, Templates};
use super::{Sent, SmsFault, SmsKind, SmsSettings};
use crate::persian::Mobile;

const NAME: &str = "smsir";
const API_URL: &str = "https://api.sms.ir";
/// In letters; longer values are refused (114).
const LONGEST_VALUE: usize = 25;

/// The gateway of sms.ir.
#[derive(Clone, Debug)]
pub struct SmsIr {
    http: reqwest::Client,
    url: Url,
    key: HeaderValue,
    templates: Templates,
    timeout: Duration,
}

impl SmsIr {
    pub(super) fn new(
        settings: &SmsSettings,
        http: &reqwest::Client,
        problems: &mut Problems<'_>,
    ) -> Option<Self> {
        let url = problems.endpoint(settings, API_URL, &["v1", "send", "verify"]);
        let key = problems.header_key(settings);
        problems.require("templates.code", !settings.templates.code.is_empty());
        for (key, template) in settings.templates.named() {
            if !template.is_empty() && template.parse::<u64>().is_err() {
                problems.add(key, "must be a number: sms.ir names its templates by numbers");
            }
        }
        Some(Self {
            http: http.clone(),
            url: url?,
            key: key?,
            templates: settings.templates.clone(),
            timeout: settings.timeout,
        })
    }

    pub(super) async fn send(&self, to: &Mobile, kind: &SmsKind) -> Result<Sent, SmsFault> {
        let body = self.body(to, kind)?;
        let request = self
            .http
            .post(self.url.clone())
            .header("X-API-KEY", self.key.clone())
            .header(ACCEPT, "application/json")
            .timeout(self.timeout)
            .json(&body);
        judge(&exchange(NAME, request).await?)
    }

    fn body(&self, to: &Mobile, kind: &SmsKind) -> Result<Value, SmsFault> {
        let template = self.templates.of(kind).and_then(|id| id.parse::<u64>().ok());
        let parts = kind.parts();
        let value = |text: &str| text.chars().take(LONGEST_VALUE).collect::<String>();
        let mut parameters = vec![json!({"name": "Code", "value": value(parts.token.expose())})];
        parameters
            .extend(parts.stage_name.map(|stage| json!({"name": "Stage", "value": value(stage)})));
        parameters.extend(
            parts.amount.map(|amount| json!({"name": "Amount", "value": amount.0.to_string()})),
        );
        Ok(json!({
            "mobile": to.expose().trim_start_matches('0'),
            "templateId": template.ok_or(SmsFault::NoTemplate)?,
            "parameters": parameters,
        }))
    }
}

fn judge(answer: &Answer) -> Result<Sent, SmsFault> {
    match answer.body.get("status").and_then(number) {
        Some(1) => {
            let reference = answer.body.pointer("/data/messageId").and_then(name);
            Ok(Sent { by: NAME, reference })
        }
        Some(code) => Err(fault(answer, code)),
        None => Err(answer.fault_by_status()),
    }
}

fn fault(answer: &Answer, code: i64) -> SmsFault {
    match code {
        104 => SmsFault::BadNumber,
        115 => SmsFault::Blacklisted,
        102 => answer.no_credit(),
        20 => answer.rate_limited(),
        0 => answer.busy(),
        // Key, address, account, plan, line, template and its parameters.
        10..=15 | 101 | 113 | 116 | 119 | 123 | 124 => answer.misconfigured(code),
        _ => answer.refused(code),
    }
}
