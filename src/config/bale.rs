//! Sections `[bale]` and `[bale.webhook]`.

use reqwest::Url;

use super::reader::Reader;
use crate::bale::{BaleSettings, Mode, Network, WebhookSettings};
use crate::runtime::Secret;

/// A secret of 128 random bits has 22 letters of `A-Z a-z 0-9 _ -`.
const SHORTEST_SECRET: usize = 22;
/// Ports that Bale calls (`bale-api.md` §2).
const PORTS: [u16; 2] = [443, 88];

pub(super) fn read(reader: &mut Reader) -> BaleSettings {
    let default = BaleSettings::default();
    let modes = [("poll", Mode::Poll), ("webhook", Mode::Webhook)];
    let settings = BaleSettings {
        token: reader.secret("bale.token").unwrap_or(default.token),
        api_url: reader.text("bale.api_url").unwrap_or(default.api_url),
        mode: reader.one_of("bale.mode", &modes, default.mode),
        webhook: webhook(reader, default.webhook),
        rate: reader.at_least_one("bale.rate", 1_000, default.rate),
        chat_rate: reader.at_least_one("bale.chat_rate", 100, default.chat_rate),
        chat_burst: reader.at_least_one("bale.chat_burst", 100, default.chat_burst),
    };
    check(reader, &settings);
    settings
}

fn webhook(reader: &mut Reader, default: WebhookSettings) -> WebhookSettings {
    WebhookSettings {
        listen: reader.address("bale.webhook.listen", default.listen),
        public_url: reader.text("bale.webhook.public_url").unwrap_or(default.public_url),
        secret: reader.secret("bale.webhook.secret").unwrap_or(default.secret),
        networks: networks(reader, "bale.webhook.networks"),
        proxies: networks(reader, "bale.webhook.proxies"),
        look_every: default.look_every,
    }
}

/// Networks with commas between them.
fn networks(reader: &mut Reader, key: &str) -> Vec<Network> {
    let text = reader.text(key).unwrap_or_default();
    let parts = text.split(',').map(str::trim).filter(|part| !part.is_empty());
    let read: Option<Vec<Network>> = parts.map(Network::parse).collect();
    read.unwrap_or_else(|| {
        let hint = "For example: 185.166.104.0/24, 2a0a:1::/32".to_owned();
        reader.wrong(key, "must be IP networks with commas between them", Some(hint));
        Vec::new()
    })
}

fn check(reader: &mut Reader, settings: &BaleSettings) {
    if !settings.token.expose().is_empty() && !is_token(&settings.token) {
        let hint = "It looks like 123456789:letters; @botfather gives it.".to_owned();
        reader.wrong("bale.token", "is not a bot's token", Some(hint));
    }
    if !is_web(&settings.api_url) {
        reader.wrong("bale.api_url", "must begin with http:// or https://", None);
    }
    if settings.mode == Mode::Webhook {
        check_webhook(reader, &settings.webhook);
    }
}

fn check_webhook(reader: &mut Reader, webhook: &WebhookSettings) {
    if webhook.public_url.is_empty() {
        reader.missing("bale.webhook.public_url", "is needed when `bale.mode` is webhook");
    } else if !is_callable(&webhook.public_url) {
        let text = "must be an https:// address on port 443 or 88: Bale calls no other";
        reader.wrong("bale.webhook.public_url", text, None);
    }
    let secret = webhook.secret.expose();
    if secret.is_empty() {
        reader.missing("bale.webhook.secret", "is needed when `bale.mode` is webhook");
    } else if secret.len() < SHORTEST_SECRET || !secret.chars().all(fits_into_a_path) {
        let text = "must be 22 or more random letters of A-Z a-z 0-9 _ -";
        let hint = "For example: openssl rand -hex 24".to_owned();
        reader.wrong("bale.webhook.secret", text, Some(hint));
    }
}

/// Digits, a colon, something.
fn is_token(token: &Secret<String>) -> bool {
    token.expose().split_once(':').is_some_and(|(number, secret)| {
        number.parse::<u64>().is_ok() && !secret.is_empty() && secret.chars().all(fits_into_a_path)
    })
}

fn fits_into_a_path(letter: char) -> bool {
    letter.is_ascii_alphanumeric() || matches!(letter, '_' | '-')
}

fn is_web(text: &str) -> bool {
    Url::parse(text).is_ok_and(|url| matches!(url.scheme(), "http" | "https"))
}

/// Bale itself wants HTTPS; a test server on this machine does not.
fn is_callable(text: &str) -> bool {
    Url::parse(text).is_ok_and(|url| {
        let is_here = matches!(url.host_str(), Some("127.0.0.1" | "localhost" | "[::1]"));
        let port = url.port_or_known_default();
        is_here || (url.scheme() == "https" && port.is_some_and(|port| PORTS.contains(&port)))
    })
}
