//! kavenegar.com: `verify/lookup` with approved templates (`DESIGN.md` §6, `domain.md` §7.1).

use std::time::Duration;

use reqwest::Url;
use reqwest::header::ACCEPT;
use serde_json::Value;

use super::exchange::{Answer, exchange, name, number};
use super::settings::{Problems, Templates};
use super::{Sent, SmsFault, SmsKind, SmsSettings};
use crate::persian::Mobile;
use crate::runtime::Secret;

const NAME: &str = "kavenegar";
const API_URL: &str = "https://api.kavenegar.com";
const LONGEST_TOKEN: usize = 100;
/// `token20` may hold 8 spaces.
const MOST_WORDS: usize = 9;

/// The gateway of kavenegar.com. The key stands in the URL, so the URL is made for each call and never printed.
#[derive(Clone, Debug)]
pub struct Kavenegar {
    http: reqwest::Client,
    base: Url,
    key: Secret<String>,
    templates: Templates,
    timeout: Duration,
}

impl Kavenegar {
    pub(super) fn new(
        settings: &SmsSettings,
        http: &reqwest::Client,
        problems: &mut Problems<'_>,
    ) -> Option<Self> {
        let base = problems.base_url(settings, API_URL);
        let key = problems.api_key(settings);
        problems.require("templates.code", !settings.templates.code.is_empty());
        Some(Self {
            http: http.clone(),
            base: base?,
            key: key?,
            templates: settings.templates.clone(),
            timeout: settings.timeout,
        })
    }

    pub(super) async fn send(&self, to: &Mobile, kind: &SmsKind) -> Result<Sent, SmsFault> {
        let form = self.form(to, kind)?;
        let request = self
            .http
            .post(self.url())
            .header(ACCEPT, "application/json")
            .timeout(self.timeout)
            .form(&form);
        judge(&exchange(NAME, request).await?)
    }

    fn url(&self) -> Url {
        let mut url = self.base.clone();
        if let Ok(mut path) = url.path_segments_mut() {
            path.pop_if_empty().extend(["v1", self.key.expose(), "verify", "lookup.json"]);
        }
        url
    }

    fn form(&self, to: &Mobile, kind: &SmsKind) -> Result<Vec<(&'static str, String)>, SmsFault> {
        let template = self.templates.of(kind).ok_or(SmsFault::NoTemplate)?;
        let parts = kind.parts();
        let mut form = vec![
            ("receptor", to.expose().to_owned()),
            ("token", parts.token.expose().clone()),
            ("template", template.to_owned()),
        ];
        form.extend(parts.stage_name.map(|stage| ("token20", as_token20(stage))));
        form.extend(parts.amount.map(|amount| ("token2", amount.0.to_string())));
        Ok(form)
    }
}

/// Single spaces, no line ends, not too long: else the whole message is refused (431).
fn as_token20(text: &str) -> String {
    let words: Vec<&str> = text.split_whitespace().take(MOST_WORDS).collect();
    words.join(" ").replace('_', "-").chars().take(LONGEST_TOKEN).collect()
}

/// `return.status` decides, whatever the HTTP status is; without it, the HTTP status does, which is documented to be the same.
fn judge(answer: &Answer) -> Result<Sent, SmsFault> {
    let code = answer.body.get("return").and_then(|outcome| number(outcome.get("status")?));
    match (code, answer.status) {
        (Some(200), _) => Ok(Sent { by: NAME, reference: reference(&answer.body) }),
        (Some(code), _) => Err(fault(answer, code)),
        (None, 400..=499) => Err(fault(answer, i64::from(answer.status))),
        (None, _) => Err(answer.fault_by_status()),
    }
}

/// `entries` is a list, one entry or nothing.
fn reference(body: &Value) -> Option<String> {
    let entries = body.get("entries")?;
    entries.get(0).unwrap_or(entries).get("messageid").and_then(name)
}

fn fault(answer: &Answer, code: i64) -> SmsFault {
    match code {
        411 => SmsFault::BadNumber,
        418 => answer.no_credit(),
        // 429: too many calls from one address; 451: too many in a span of time.
        429 | 451 => answer.rate_limited(),
        // Account, key, method, allowed address, sender, template, plan, line, a template without %token, an account on trial.
        401 | 403..=405 | 407 | 412 | 416 | 424 | 426 | 427 | 432 | 501 => {
            answer.misconfigured(code)
        }
        // 402: failed, without a reason.
        402 | 409 | 500..=599 => answer.busy(),
        _ => answer.refused(code),
    }
}
