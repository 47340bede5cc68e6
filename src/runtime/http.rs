//! Settings that every outgoing HTTP client shares.

use std::time::Duration;

/// A builder with the house's settings: connect within 5 s, no proxy from the environment (Bale and the gateways refuse
/// some networks, `bale-api.md` §9), no redirects (a token in the path must not travel), keep-alive.
/// Time limits of a whole call are set for each request, since uploads and long polls differ.
pub fn client_builder() -> reqwest::ClientBuilder {
    reqwest::Client::builder()
        .connect_timeout(Duration::from_secs(5))
        .pool_idle_timeout(Duration::from_secs(50))
        .tcp_nodelay(true)
        .no_proxy()
        .redirect(reqwest::redirect::Policy::none())
        .user_agent(concat!("bimeyar/", env!("CARGO_PKG_VERSION")))
}

/// The client of [`client_builder`].
///
/// # Errors
/// When the TLS backend cannot be set up.
pub fn client() -> Result<reqwest::Client, reqwest::Error> {
    client_builder().build()
}
