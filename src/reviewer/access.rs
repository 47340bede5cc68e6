//! Who may ask: bearer tokens, known by their hashes only (`storage.md` §4.1, E1).

use std::sync::Arc;

use axum::extract::{Request, State};
use axum::http::header;
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use sha2::{Digest as _, Sha256};
use subtle::{Choice, ConstantTimeEq as _};

use super::problem::Problem;
use crate::runtime::Secret;

/// The tokens that open the API.
#[derive(Clone, Debug)]
pub(super) struct Access(Arc<[[u8; 32]]>);

impl Access {
    /// The bootstrap token, which has the role admin, if there is one.
    pub(super) fn new(bootstrap: Option<&Secret<String>>) -> Self {
        let token = bootstrap.map(|token| token.expose().trim()).filter(|token| !token.is_empty());
        Self(token.map(|token| Sha256::digest(token).into()).into_iter().collect())
    }

    pub(super) fn is_closed(&self) -> bool {
        self.0.is_empty()
    }

    /// Takes as long for a near miss as for a far one.
    fn admits(&self, token: &str) -> bool {
        let given: [u8; 32] = Sha256::digest(token).into();
        let found = self.0.iter().fold(Choice::from(0), |found, known| found | known.ct_eq(&given));
        found.into()
    }
}

/// Lets pass who has a token.
pub(super) async fn check(State(access): State<Access>, request: Request, next: Next) -> Response {
    match bearer_token(&request) {
        Some(token) if access.admits(token) => next.run(request).await,
        Some(_) => Problem::unknown_token().into_response(),
        None => Problem::no_token().into_response(),
    }
}

fn bearer_token(request: &Request) -> Option<&str> {
    let header = request.headers().get(header::AUTHORIZATION)?.to_str().ok()?;
    let (scheme, token) = header.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then(|| token.trim())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_whole_token_opens() {
        let access = Access::new(Some(&Secret::new("correct horse battery".to_owned())));
        assert!(access.admits("correct horse battery"));
        for wrong in ["", "correct horse batter", "correct horse battery ", "Correct horse battery"]
        {
            assert!(!access.admits(wrong), "{wrong:?}");
        }
    }

    #[test]
    fn an_empty_setting_is_no_token() {
        for none in ["", "  "] {
            let access = Access::new(Some(&Secret::new(none.to_owned())));
            assert!(access.is_closed() && !access.admits("") && !access.admits(none));
        }
    }
}
