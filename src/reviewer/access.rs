//! Who may ask: bearer tokens, known by their hashes only (`storage.md` §4.1, E1).

use axum::extract::{Request, State};
use axum::http::header;
use axum::middleware::Next;
use axum::response::Response;
use sha2::{Digest as _, Sha256};
use subtle::ConstantTimeEq as _;

use super::problem::Problem;
use super::staff::Staff;
use crate::claim::Role;
use crate::registry::Registry;
use crate::runtime::Secret;

/// The name of who comes with the bootstrap token.
const BOOTSTRAP: &str = "bootstrap";
/// Letters of 128 random bits, at six bits a letter.
const LONG_ENOUGH: usize = 22;

/// The tokens that open the API.
#[derive(Clone, Debug)]
pub(super) struct Access {
    bootstrap: Option<[u8; 32]>,
    registry: Registry,
}

impl Access {
    /// The bootstrap token, which has the role admin, if there is one, and those of the staff.
    pub(super) fn new(bootstrap: Option<&Secret<String>>, registry: Registry) -> Self {
        let token = bootstrap.map(|token| token.expose().trim()).filter(|token| !token.is_empty());
        if token.is_some_and(|token| token.len() < LONG_ENOUGH) {
            tracing::warn!(
                least = LONG_ENOUGH,
                "the bootstrap token is short enough to be guessed: it opens everything, and nothing slows guesses down"
            );
        }
        Self { bootstrap: token.map(|token| Sha256::digest(token).into()), registry }
    }

    /// Takes as long for a near miss as for a far one: what is compared are hashes.
    async fn who(&self, token: &str) -> Result<Staff, Problem> {
        let given: [u8; 32] = Sha256::digest(token).into();
        if self.bootstrap.is_some_and(|known| known.ct_eq(&given).into()) {
            return Ok(Staff { name: BOOTSTRAP.to_owned(), role: Role::Admin });
        }
        let member = self.registry.staff_of_token(&given).await?;
        let member = member.ok_or_else(Problem::unknown_token)?;
        Ok(Staff { name: member.name, role: member.role })
    }
}

/// Lets pass who has a token, and tells the handlers who it is.
pub(super) async fn check(
    State(access): State<Access>,
    mut request: Request,
    next: Next,
) -> Result<Response, Problem> {
    let token = bearer_token(&request).ok_or_else(Problem::no_token)?.to_owned();
    let staff = access.who(&token).await?;
    request.extensions_mut().insert(staff);
    Ok(next.run(request).await)
}

fn bearer_token(request: &Request) -> Option<&str> {
    let header = request.headers().get(header::AUTHORIZATION)?.to_str().ok()?;
    let (scheme, token) = header.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then(|| token.trim())
}
