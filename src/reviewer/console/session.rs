//! Who is signed in (`storage.md` §4.1, S3).

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::http::uri::PathAndQuery;
use axum::http::{HeaderMap, HeaderValue, Method, header};
use maud::{Markup, html};
use sha2::{Digest as _, Sha256};

use super::Console;
use super::fault::Fault;
use super::form::TOKEN;
use crate::claim::lower_hex;
use crate::registry::StaffMember;
use crate::reviewer::staff::Staff;

const SESSION: &str = "bimeyar_console";

/// Somebody who is signed in.
pub(super) struct Visitor {
    pub(super) staff: StaffMember,
    csrf: String,
    session: [u8; 32],
}

impl Visitor {
    /// What every form of the session carries.
    pub(super) fn csrf(&self) -> &str {
        &self.csrf
    }

    /// The same as a hidden field.
    pub(super) fn token(&self) -> Markup {
        token_field(&self.csrf)
    }

    /// As the API knows those who decide.
    pub(super) fn staff(&self) -> Staff {
        Staff { name: self.staff.name.clone(), role: self.staff.role }
    }

    /// SHA-256 of what the browser holds: the name of the session in the registry.
    pub(super) fn session(&self) -> [u8; 32] {
        self.session
    }
}

impl FromRequestParts<Console> for Visitor {
    type Rejection = Fault;

    async fn from_request_parts(parts: &mut Parts, console: &Console) -> Result<Self, Fault> {
        let sign_in = || Fault::SignIn(wanted(parts));
        let id = cookie(&parts.headers, SESSION).ok_or_else(sign_in)?;
        let session = hash(id);
        let now = console.desk.clock.now();
        let open = console.desk.registry.console_session(session, now).await?;
        let open = open.ok_or_else(sign_in)?;
        Ok(Self { staff: open.staff, csrf: lower_hex(&open.csrf), session })
    }
}

/// Where somebody wanted to go, to be led there after signing in. A form is not sent again.
fn wanted(parts: &Parts) -> String {
    if parts.method != Method::GET {
        return String::new();
    }
    match parts.uri.path_and_query().map(PathAndQuery::as_str) {
        None | Some("/console") => String::new(),
        Some(path) => path.to_owned(),
    }
}

/// The hidden field of a form's token.
pub(super) fn token_field(token: &str) -> Markup {
    html! { input type="hidden" name=(TOKEN) value=(token); }
}

/// The value of a cookie.
pub(super) fn cookie<'h>(headers: &'h HeaderMap, name: &str) -> Option<&'h str> {
    let all = headers.get_all(header::COOKIE).into_iter().filter_map(|value| value.to_str().ok());
    all.flat_map(|line| line.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .find_map(|(known, value)| (known == name).then_some(value))
}

/// Sets a cookie for as long as the browser is open; the registry knows how long a session lasts.
pub(super) fn set_cookie(name: &str, value: &str, asked: &HeaderMap) -> Option<HeaderValue> {
    HeaderValue::from_str(&format!("{name}={value}; {}", attributes(asked))).ok()
}

pub(super) fn session_cookie(id: &str, asked: &HeaderMap) -> Option<HeaderValue> {
    set_cookie(SESSION, id, asked)
}

/// Takes the session from the browser.
pub(super) fn no_session_cookie(asked: &HeaderMap) -> Option<HeaderValue> {
    HeaderValue::from_str(&format!("{SESSION}=; Max-Age=0; {}", attributes(asked))).ok()
}

/// A browser that speaks to this very machine speaks without TLS; everybody else must not send the cookie so.
fn attributes(asked: &HeaderMap) -> &'static str {
    let host = asked.get(header::HOST).and_then(|host| host.to_str().ok()).unwrap_or_default();
    if is_loopback(host) {
        "Path=/console; HttpOnly; SameSite=Strict"
    } else {
        "Path=/console; HttpOnly; SameSite=Strict; Secure"
    }
}

fn is_loopback(host: &str) -> bool {
    let name = match host.rsplit_once(':') {
        Some((name, port)) if port.bytes().all(|byte| byte.is_ascii_digit()) => name,
        Some(_) | None => host,
    };
    matches!(name, "localhost" | "127.0.0.1" | "[::1]")
}

/// How the registry knows what a browser holds.
pub(super) fn hash(id: &str) -> [u8; 32] {
    Sha256::digest(id).into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_cookie_goes_over_tls_but_on_this_machine() {
        for (host, secure) in [
            ("127.0.0.1:8080", false),
            ("localhost", false),
            ("[::1]:8080", false),
            ("claims.example", true),
            ("127.0.0.1.evil.example", true),
            ("localhost.evil.example:80", true),
            ("", true),
        ] {
            let mut headers = HeaderMap::new();
            headers.insert(header::HOST, HeaderValue::from_str(host).unwrap());
            let cookie = session_cookie("ab", &headers).unwrap();
            let cookie = cookie.to_str().unwrap();
            assert_eq!(cookie.contains("Secure"), secure, "{host}");
            assert!(cookie.contains("HttpOnly") && cookie.contains("SameSite=Strict"));
        }
    }

    #[test]
    fn a_cookie_is_found_by_its_whole_name() {
        let mut headers = HeaderMap::new();
        let line = "x_bimeyar_console=1; bimeyar_console=2;other=3";
        headers.insert(header::COOKIE, HeaderValue::from_static(line));
        assert_eq!(cookie(&headers, SESSION), Some("2"));
        assert_eq!(cookie(&headers, "none"), None);
    }
}
