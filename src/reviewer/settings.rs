//! Where the API listens and who may ask (`DESIGN.md` §6).

use serde::Deserialize;

use crate::runtime::Secret;
use crate::runtime::listener::Bounds;

/// The section `reviewer` of the settings.
#[derive(Clone, Debug, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct ReviewerSettings {
    /// Address and port. Default: `127.0.0.1:8080`.
    pub listen: String,
    /// The token of an administrator, before any staff is known. Empty or none: there is no such token.
    pub bootstrap_token: Option<Secret<String>>,
    /// Seconds of `Strict-Transport-Security`. Default 0: it is not said, for the listener itself speaks no TLS.
    pub hsts: u32,
    /// Connections at once; more wait until one of these ends. Of the section `limits`. Default 512.
    #[serde(skip)]
    pub connections: usize,
}

impl Default for ReviewerSettings {
    fn default() -> Self {
        Self {
            listen: "127.0.0.1:8080".to_owned(),
            bootstrap_token: None,
            hsts: 0,
            connections: Bounds::default().connections,
        }
    }
}
