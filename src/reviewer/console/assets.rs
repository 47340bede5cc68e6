//! Style, script and picture of the console, embedded in the binary.

use axum::http::header;
use axum::response::{IntoResponse, Response};

use super::asked::Named;
use super::fault::Fault;

/// `GET /console/assets/{name}`, for everybody: they tell nothing.
pub(super) async fn asset(Named(name): Named<String>) -> Result<Response, Fault> {
    let (kind, content) = match name.as_str() {
        "console.css" => ("text/css; charset=utf-8", include_str!("assets/console.css")),
        "claim.css" => ("text/css; charset=utf-8", include_str!("assets/claim.css")),
        "console.js" => ("text/javascript; charset=utf-8", include_str!("assets/console.js")),
        "icon.svg" => ("image/svg+xml", include_str!("assets/icon.svg")),
        _ => return Err(Fault::NotFound),
    };
    // Asked for anew each time: a new version of the program brings new ones under the same names.
    let headers = [(header::CONTENT_TYPE, kind), (header::CACHE_CONTROL, "no-cache")];
    Ok((headers, content).into_response())
}
