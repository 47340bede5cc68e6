//! Who is signed in (`storage.md` §4.1, S3).

use axum::extract::FromRequestParts;
use axum::http::Method;
use axum::http::request::Parts;
use axum::http::uri::PathAndQuery;
use maud::{Markup, html};
use sha2::{Digest as _, Sha256};

use super::Console;
use super::cookies::Cookie;
use super::fault::Fault;
use super::form::TOKEN;
use crate::claim::lower_hex;
use crate::registry::StaffMember;
use crate::reviewer::staff::Staff;

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
        let id = console.cookies(&parts.headers).find(&parts.headers, Cookie::Session);
        let id = id.ok_or_else(sign_in)?;
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

/// How the registry knows what a browser holds.
pub(super) fn hash(id: &str) -> [u8; 32] {
    Sha256::digest(id).into()
}
