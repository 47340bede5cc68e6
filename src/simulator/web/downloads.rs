//! Serving kept files, to the bot and to the page.

use axum::extract::{ConnectInfo, Path, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::Response;

use super::super::door::Scissors;
use super::super::envelope::Refusal;
use super::super::files::{Kept, LARGEST_DOWNLOAD};
use super::super::shared::Shared;
use super::trouble::{Written, finished, instead, met};

/// `GET /file/bot{token}/{path}`: the path is the file's id. The transport's troubles are the same as for a method.
pub(super) async fn for_the_bot(
    State(shared): State<Shared>,
    ConnectInfo(scissors): ConnectInfo<Scissors>,
    Path((bot, path)): Path<(String, String)>,
) -> Response {
    if !shared.admits(&bot) {
        return Written::refusal(&Refusal::token()).sent();
    }
    let trouble = met(&shared, None).await;
    let written = trouble.and_then(|trouble| instead(&shared, trouble)).unwrap_or_else(|| {
        fetched(&shared, &path).unwrap_or_else(|refusal| Written::refusal(&refusal))
    });
    finished(written, trouble, &scissors)
}

fn fetched(shared: &Shared, id: &str) -> Result<Written, Refusal> {
    let file = shared.quietly(|world| {
        let expired = world.chance.hits(world.faults.expired_file_link);
        world.files.get(id).filter(|_| !expired).cloned()
    });
    let file = file.ok_or_else(Refusal::not_found)?;
    if file.bytes.len() > LARGEST_DOWNLOAD {
        return Err(Refusal::bad("file is too big"));
    }
    Ok(written(file))
}

/// `GET /sim/files/{file_id}`. Only images are shown in place: other files are other people's scripts to the page.
pub(super) async fn for_the_page(State(shared): State<Shared>, Path(id): Path<String>) -> Response {
    let Some(file) = shared.quietly(|world| world.files.get(&id).cloned()) else {
        return Written::refusal(&Refusal::not_found()).sent();
    };
    let in_place =
        matches!(file.mime.as_str(), "image/jpeg" | "image/png" | "image/webp" | "image/gif");
    let mut response = written(file).sent();
    let headers = response.headers_mut();
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    if !in_place {
        headers.insert(header::CONTENT_DISPOSITION, HeaderValue::from_static("attachment"));
    }
    response
}

fn written(file: Kept) -> Written {
    let kind = HeaderValue::from_str(&file.mime)
        .unwrap_or_else(|_| HeaderValue::from_static("application/octet-stream"));
    Written { status: StatusCode::OK, kind, body: file.bytes }
}
