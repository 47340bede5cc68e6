//! The web page, embedded in the binary.

use axum::extract::Path;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use include_dir::{Dir, include_dir};

use super::answers::no_such_page;

static PAGE: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/src/simulator/page");

pub(super) async fn page() -> Response {
    asset("index.html").await
}

/// `GET /sim/{name}`: scripts and styles of the page.
pub(super) async fn part(Path(name): Path<String>) -> Response {
    asset(&name).await
}

async fn asset(name: &str) -> Response {
    let Some(file) = PAGE.get_file(name) else { return no_such_page().await };
    let ending = name.rsplit('.').next().unwrap_or_default();
    let kind = match ending {
        "html" => "text/html; charset=utf-8",
        "js" => "text/javascript; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "svg" => "image/svg+xml",
        "woff2" => "font/woff2",
        _ => "application/octet-stream",
    };
    let headers = [(header::CONTENT_TYPE, kind), (header::CACHE_CONTROL, "no-cache")];
    (headers, file.contents()).into_response()
}
