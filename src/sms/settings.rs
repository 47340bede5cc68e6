//! Which gateway, with which key and templates (`DESIGN.md` §6), and the building of it.

use std::time::Duration;

use reqwest::Url;
use reqwest::header::HeaderValue;
use serde::Deserialize;

use super::{Console, Gateway, Kavenegar, Safir, SmsIr, SmsKind};
use crate::runtime::Secret;

/// The section `sms` of the settings.
#[derive(Clone, Debug, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct SmsSettings {
    /// Who sends. Default: `console`.
    pub provider: Provider,
    /// Where the gateway is, without its paths. Default: the provider's own.
    pub api_url: Option<String>,
    /// The key that the provider gave.
    pub api_key: Secret<String>,
    /// The bot in whose name Safir writes. Other providers need none.
    pub bot_id: Option<i64>,
    /// The approved templates, for the providers that have them.
    pub templates: Templates,
    /// Who sends instead when Safir cannot reach a number, which is not of a Bale user. Other providers have no use for it.
    pub fallback: Option<Box<SmsSettings>>,
    /// How long one call may take. Not in the file.
    #[serde(skip)]
    pub timeout: Duration,
}

impl Default for SmsSettings {
    fn default() -> Self {
        Self {
            provider: Provider::Console,
            api_url: None,
            api_key: Secret::new(String::new()),
            bot_id: None,
            templates: Templates::default(),
            fallback: None,
            timeout: Duration::from_secs(10),
        }
    }
}

/// Who sends.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Provider {
    /// Nobody: messages are shown on the spot.
    Console,
    /// kavenegar.com.
    Kavenegar,
    /// sms.ir.
    SmsIr,
    /// Bale's own gateway, v3.
    Safir,
}

/// The names (Kavenegar) or numbers (sms.ir) of approved templates. A message whose template is empty is not sent.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Templates {
    /// For one-time codes.
    pub code: String,
    /// For "your claim was registered".
    pub registered: String,
    /// For "your claim has a defect".
    pub defect: String,
    /// For "your claim has come to another stage".
    pub stage: String,
}

impl Templates {
    pub(super) fn of(&self, kind: &SmsKind) -> Option<&str> {
        let template = match kind {
            SmsKind::Code { .. } => &self.code,
            SmsKind::Registered { .. } => &self.registered,
            SmsKind::Defect { .. } => &self.defect,
            SmsKind::Stage { .. } => &self.stage,
        };
        (!template.is_empty()).then_some(template)
    }

    pub(super) fn named(&self) -> [(&'static str, &str); 4] {
        [
            ("templates.code", &self.code),
            ("templates.registered", &self.registered),
            ("templates.defect", &self.defect),
            ("templates.stage", &self.stage),
        ]
    }
}

/// Everything that is wrong with the settings, one sentence each, for the operator.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{}", .0.join("; "))]
pub struct SmsSettingsFault(pub Vec<String>);

/// Builds the gateway of `settings`, which stand under `section`.
pub(super) fn build(
    settings: &SmsSettings,
    http: &reqwest::Client,
    console: &Console,
    section: &str,
) -> Result<Gateway, SmsSettingsFault> {
    let mut problems = Problems { section, found: Vec::new() };
    let gateway = match settings.provider {
        Provider::Console => Some(Gateway::Console(console.clone())),
        Provider::Kavenegar => {
            Kavenegar::new(settings, http, &mut problems).map(Gateway::Kavenegar)
        }
        Provider::SmsIr => SmsIr::new(settings, http, &mut problems).map(Gateway::SmsIr),
        Provider::Safir => {
            let section = format!("{section}.fallback");
            let next = settings.fallback.as_ref();
            let fallback = match next.map(|next| build(next, http, console, &section)).transpose() {
                Ok(fallback) => fallback,
                Err(SmsSettingsFault(found)) => {
                    problems.found.extend(found);
                    None
                }
            };
            Safir::new(settings, http, fallback, &mut problems).map(Gateway::Safir)
        }
    };
    gateway.filter(|_| problems.found.is_empty()).ok_or(SmsSettingsFault(problems.found))
}

/// Collects what is wrong.
pub(super) struct Problems<'a> {
    section: &'a str,
    found: Vec<String>,
}

impl Problems<'_> {
    pub(super) fn add(&mut self, key: &str, what: &str) {
        self.found.push(format!("{}.{key} {what}", self.section));
    }

    pub(super) fn require(&mut self, key: &str, is_there: bool) {
        if !is_there {
            self.add(key, "is not set");
        }
    }

    pub(super) fn api_key(&mut self, settings: &SmsSettings) -> Option<Secret<String>> {
        let key = settings.api_key.expose().trim();
        self.require("api_key", !key.is_empty());
        (!key.is_empty()).then(|| Secret::new(key.to_owned()))
    }

    /// The key as a header that prints masked.
    pub(super) fn header_key(&mut self, settings: &SmsSettings) -> Option<HeaderValue> {
        let key = self.api_key(settings)?;
        let Ok(mut value) = HeaderValue::from_str(key.expose()) else {
            self.add("api_key", "has letters that no key has");
            return None;
        };
        value.set_sensitive(true);
        Some(value)
    }

    pub(super) fn base_url(&mut self, settings: &SmsSettings, default: &str) -> Option<Url> {
        let text = settings.api_url.as_deref().map_or("", str::trim);
        let text = if text.is_empty() { default } else { text };
        let url = Url::parse(text).ok().filter(|url| matches!(url.scheme(), "http" | "https"));
        if url.is_none() {
            self.add("api_url", "is not an address that begins with http:// or https://");
        }
        url
    }

    pub(super) fn endpoint(
        &mut self,
        settings: &SmsSettings,
        default: &str,
        path: &[&str],
    ) -> Option<Url> {
        let mut url = self.base_url(settings, default)?;
        url.path_segments_mut().ok()?.pop_if_empty().extend(path);
        Some(url)
    }
}
