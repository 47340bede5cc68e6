//! What a form carries: fields by name, and the token that shows that the form was ours.

use axum::extract::{Form, FromRequest, FromRequestParts as _, Request};
use axum::http::HeaderMap;
use subtle::ConstantTimeEq as _;

use super::Console;
use super::fault::Fault;
use super::session::Visitor;

/// The field of the token.
pub(super) const TOKEN: &str = "csrf";

/// The fields of a form or a query in their order.
#[derive(Clone, Debug, Default)]
pub(super) struct Fields(Vec<(String, String)>);

impl Fields {
    pub(super) fn new(pairs: Vec<(String, String)>) -> Self {
        Self(pairs)
    }

    /// The trimmed value of `name`; empty when there is none.
    pub(super) fn one(&self, name: &str) -> &str {
        self.raw(name).trim()
    }

    /// The value of `name` as it was typed: blanks count in a password.
    pub(super) fn raw(&self, name: &str) -> &str {
        self.0.iter().find(|(known, _)| known == name).map_or("", |(_, value)| value)
    }

    /// Every value of `name`, trimmed.
    pub(super) fn all<'f>(&'f self, name: &'f str) -> impl Iterator<Item = &'f str> {
        self.0.iter().filter(move |(known, _)| known == name).map(|(_, value)| value.trim())
    }

    /// Every field.
    pub(super) fn pairs(&self) -> &[(String, String)] {
        &self.0
    }
}

/// A form that somebody who is signed in has sent from a page of ours.
pub(super) struct Filled {
    pub(super) visitor: Visitor,
    pub(super) fields: Fields,
}

impl FromRequest<Console> for Filled {
    type Rejection = Fault;

    async fn from_request(request: Request, console: &Console) -> Result<Self, Fault> {
        let (mut parts, body) = request.into_parts();
        let visitor = Visitor::from_request_parts(&mut parts, console).await?;
        if !is_from_here(&parts.headers) {
            return Err(Fault::OldForm);
        }
        let request = Request::from_parts(parts, body);
        let fields = Fields::of_body(request, console).await?;
        if is_same(fields.one(TOKEN), visitor.csrf()) {
            Ok(Self { visitor, fields })
        } else {
            Err(Fault::OldForm)
        }
    }
}

impl Fields {
    /// Reads the body of a form.
    pub(super) async fn of_body(request: Request, console: &Console) -> Result<Self, Fault> {
        let read = Form::<Vec<(String, String)>>::from_request(request, console).await;
        read.map(|Form(pairs)| Self(pairs)).map_err(|_| Fault::Unreadable)
    }
}

/// Whether a browser says that the form was on a page of this very server (`storage.md` §4.1, E1). Clients that say
/// nothing are held by the token alone.
pub(super) fn is_from_here(headers: &HeaderMap) -> bool {
    let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
    if let Some(site) = text("sec-fetch-site") {
        return matches!(site, "same-origin" | "none");
    }
    match (text("origin"), text("host")) {
        (Some(origin), Some(host)) => {
            origin.split_once("://").is_some_and(|(_, origin)| origin == host)
        }
        (Some(_), None) => false,
        (None, _) => true,
    }
}

/// Compares in a time that tells nothing.
pub(super) fn is_same(given: &str, known: &str) -> bool {
    !known.is_empty() && bool::from(given.as_bytes().ct_eq(known.as_bytes()))
}
