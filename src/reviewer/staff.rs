//! Who is asking.

use axum::extract::FromRequestParts;
use axum::http::request::Parts;

use super::problem::Problem;
use crate::claim::Role;

/// Somebody on the staff, known by a token or a session.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Staff {
    /// The name under which their acts are kept.
    pub(super) name: String,
    /// What they may do.
    pub(super) role: Role,
}

impl<S: Sync> FromRequestParts<S> for Staff {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Problem> {
        parts.extensions.get::<Self>().cloned().ok_or_else(Problem::no_token)
    }
}
