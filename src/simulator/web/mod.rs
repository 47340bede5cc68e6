//! The simulator's HTTP: the Bot API, the people's side of the page, and the switches for tests.

mod actions;
mod answers;
mod assets;
mod bot;
mod control;
mod downloads;
mod people;
mod sms;
mod stream;
mod trouble;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::routing::{any, get, post};

use super::shared::Shared;

/// The largest body in bytes: an album of ten photos, or one file of 50 MB, and its envelope.
const LARGEST_BODY: usize = 101 * 1024 * 1024;

/// Every route of the simulator.
pub(crate) fn routes(shared: Shared) -> Router {
    Router::new()
        .route("/", get(assets::page))
        .route("/sim/{asset}", get(assets::part))
        .merge(person_routes())
        .route("/sim/files/{file_id}", get(downloads::for_the_page))
        .route("/sim/updates", post(control::raw_update))
        .route("/sim/calls", get(control::calls).delete(control::clear_calls))
        .route("/sim/callbacks", get(control::callbacks))
        .route("/sim/faults", get(control::faults).put(control::set_faults))
        .route("/sim/sms", get(sms::list).post(sms::receive))
        .route("/sim/health", get(control::health))
        .route("/sim/reset", post(control::reset))
        .route("/sms/v1/{api_key}/verify/lookup.json", any(sms::kavenegar_lookup))
        .route("/file/{bot}/{*path}", get(downloads::for_the_bot))
        .route("/{bot}/{method}", any(bot::call))
        .fallback(answers::no_such_page)
        .layer(DefaultBodyLimit::max(LARGEST_BODY))
        .with_state(shared)
}

fn person_routes() -> Router<Shared> {
    Router::new()
        .route("/sim/people", get(people::list).post(people::add))
        .route("/sim/people/{id}/history", get(people::history))
        .route("/sim/people/{id}/events", get(stream::events))
        .route("/sim/people/{id}/text", post(actions::text))
        .route("/sim/people/{id}/press", post(actions::press))
        .route("/sim/people/{id}/contact", post(actions::contact))
        .route("/sim/people/{id}/photos", post(actions::photos))
        .route("/sim/people/{id}/document", post(actions::document))
        .route("/sim/people/{id}/voice", post(actions::voice))
        .route("/sim/people/{id}/sticker", post(actions::sticker))
        .route("/sim/people/{id}/location", post(actions::location))
}
