//! What the operator sets for Bale.

use std::net::{Ipv4Addr, SocketAddr};
use std::num::NonZeroU32;
use std::time::Duration;

use serde::Deserialize;

use super::networks::Network;
use crate::runtime::Secret;

/// The section `bale` of the settings.
#[derive(Clone, Debug, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct BaleSettings {
    /// The bot's token as @botfather gave it: digits, a colon, a secret. No default.
    pub token: Secret<String>,
    /// Methods are at `{api_url}/bot{token}/{method}`, files at `{api_url}/file/bot{token}/{path}`.
    /// A trailing slash does no harm. Default `https://tapi.bale.ai`.
    pub api_url: String,
    /// How updates come in. Default `poll`.
    pub mode: Mode,
    /// Only for `mode = "webhook"`.
    pub webhook: WebhookSettings,
    /// Messages a second that leave the bot in all. Default 15.
    pub rate: NonZeroU32,
    /// Messages a second to one chat. Default 1.
    pub chat_rate: NonZeroU32,
    /// Messages to one chat that may leave at once after a rest. Default 4.
    pub chat_burst: NonZeroU32,
}

/// How updates come in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Mode {
    /// The bot asks for them: no inbound port.
    Poll,
    /// Bale calls the bot.
    Webhook,
}

/// Where Bale calls the bot.
#[derive(Clone, Debug, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct WebhookSettings {
    /// The address to listen on, behind a TLS proxy. Default `127.0.0.1:8443`.
    pub listen: SocketAddr,
    /// What Bale calls, without the secret: HTTPS on port 443 or 88 (`bale-api.md` §2). No default.
    pub public_url: String,
    /// The last segment of the path, at least 128 random bits in `A-Z a-z 0-9 _ -`. No default.
    pub secret: Secret<String>,
    /// Who may call; empty: whoever has the secret.
    #[serde(skip)]
    pub networks: Vec<Network>,
    /// Proxies that are believed who calls, by the last address of `X-Forwarded-For`.
    #[serde(skip)]
    pub proxies: Vec<Network>,
    /// How often Bale is asked whether it still knows the address. Not in the file. Default five minutes.
    #[serde(skip)]
    pub look_every: Duration,
}

impl Default for BaleSettings {
    fn default() -> Self {
        Self {
            token: Secret::new(String::new()),
            api_url: "https://tapi.bale.ai".to_owned(),
            mode: Mode::Poll,
            webhook: WebhookSettings::default(),
            rate: at_least_one(15),
            chat_rate: at_least_one(1),
            chat_burst: at_least_one(4),
        }
    }
}

impl Default for WebhookSettings {
    fn default() -> Self {
        Self {
            listen: SocketAddr::from((Ipv4Addr::LOCALHOST, 8443)),
            public_url: String::new(),
            secret: Secret::new(String::new()),
            networks: Vec::new(),
            proxies: Vec::new(),
            look_every: Duration::from_mins(5),
        }
    }
}

const fn at_least_one(number: u32) -> NonZeroU32 {
    match NonZeroU32::new(number) {
        Some(number) => number,
        None => NonZeroU32::MIN,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_set_has_its_default() {
        let text = "token = '1:T'\nmode = 'webhook'\nrate = 20\n[webhook]\nlisten = '0.0.0.0:88'";
        let settings: BaleSettings = toml::from_str(text).unwrap();
        assert_eq!(settings.token.expose(), "1:T");
        assert_eq!(settings.api_url, "https://tapi.bale.ai");
        assert_eq!(settings.mode, Mode::Webhook);
        assert_eq!(settings.webhook.listen.port(), 88);
        let rates = [settings.rate, settings.chat_rate, settings.chat_burst];
        assert_eq!(rates.map(NonZeroU32::get), [20, 1, 4]);
        assert!(!format!("{settings:?}").contains("1:T"));
    }

    #[test]
    fn what_cannot_be_meant_is_refused() {
        for text in ["rate = 0", "chat_rate = -1", "mode = 'push'", "tokn = 'x'"] {
            assert!(toml::from_str::<BaleSettings>(text).is_err(), "{text}");
        }
    }
}
