//! Serving kept files, to the bot and to the page.

use axum::extract::{Path, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};

use super::super::envelope::Refusal;
use super::super::files::{Kept, LARGEST_DOWNLOAD};
use super::super::shared::Shared;

/// `GET /file/bot{token}/{path}`: the path is the file's id.
pub(super) async fn for_the_bot(
    State(shared): State<Shared>,
    Path((bot, path)): Path<(String, String)>,
) -> Response {
    if !shared.admits(&bot) {
        return refused(&Refusal::token());
    }
    let file = shared.quietly(|world| {
        let expired = world.chance.hits(world.faults.expired_file_link);
        world.files.get(&path).filter(|_| !expired).cloned()
    });
    match file {
        Some(file) if file.bytes.len() > LARGEST_DOWNLOAD => {
            refused(&Refusal::bad("file is too big"))
        }
        Some(file) => served(file),
        None => refused(&Refusal::not_found()),
    }
}

/// `GET /sim/files/{file_id}`. Only images are shown in place: other files are other people's scripts to the page.
pub(super) async fn for_the_page(State(shared): State<Shared>, Path(id): Path<String>) -> Response {
    let Some(file) = shared.quietly(|world| world.files.get(&id).cloned()) else {
        return refused(&Refusal::not_found());
    };
    let in_place =
        matches!(file.mime.as_str(), "image/jpeg" | "image/png" | "image/webp" | "image/gif");
    let mut response = served(file);
    let headers = response.headers_mut();
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    if !in_place {
        headers.insert(header::CONTENT_DISPOSITION, HeaderValue::from_static("attachment"));
    }
    response
}

fn served(file: Kept) -> Response {
    let kind = HeaderValue::from_str(&file.mime)
        .unwrap_or_else(|_| HeaderValue::from_static("application/octet-stream"));
    (StatusCode::OK, [(header::CONTENT_TYPE, kind)], file.bytes).into_response()
}

fn refused(refusal: &Refusal) -> Response {
    let body = refusal.to_json(true).to_string();
    (refusal.status, [(header::CONTENT_TYPE, "application/json")], body).into_response()
}
