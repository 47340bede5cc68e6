//! What the address of a page names and asks for. What cannot be read is told on a page of ours, not in the framework's words.

use axum::extract::{FromRequestParts, Path, Query};
use axum::http::request::Parts;
use serde::de::DeserializeOwned;

use super::fault::Fault;
use super::form::Fields;

/// The parts that the path of a route names.
pub(super) struct Named<T>(pub(super) T);

impl<S, T> FromRequestParts<S> for Named<T>
where
    S: Send + Sync,
    T: DeserializeOwned + Send,
{
    type Rejection = Fault;

    /// A part that is no text is the name of nothing.
    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Fault> {
        let read = Path::<T>::from_request_parts(parts, state).await;
        read.map(|Path(named)| Self(named)).map_err(|_| Fault::NotFound)
    }
}

/// The fields of the address's query.
pub(super) struct Asked(pub(super) Fields);

impl<S> FromRequestParts<S> for Asked
where
    S: Send + Sync,
{
    type Rejection = Fault;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Fault> {
        let read = Query::<Vec<(String, String)>>::from_request_parts(parts, state).await;
        read.map(|Query(pairs)| Self(Fields::new(pairs))).map_err(|_| Fault::Unreadable)
    }
}
