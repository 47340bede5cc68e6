//! The web console of those who decide on claims: pages made on the server, right to left, which work without scripts.

mod address;
mod answers;
mod asked;
mod assets;
mod chart;
mod checklist;
mod claim_page;
mod cookies;
mod dashboard;
mod dead;
mod decide;
mod decision_fields;
mod decision_form;
mod differences;
mod document;
mod documents;
mod fault;
mod fault_words;
mod field_words;
mod filters;
mod form;
mod health;
mod history;
mod kept_answers;
mod layout;
mod login;
mod panel;
mod preview;
mod queue;
mod session;
mod words;

use std::sync::Arc;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::http::{HeaderMap, HeaderValue, header};
use axum::middleware::{map_response, map_response_with_state};
use axum::response::{Redirect, Response};
use axum::routing::{any, get, post};

use super::Desk;
use super::health::Health;
use super::password::LoginGate;
use cookies::Cookies;
use fault::Fault;

/// A form is words; nothing that is longer is one of ours.
const LARGEST_FORM: usize = 256 * 1024;

/// What the pages work with.
#[derive(Clone)]
struct Console {
    desk: Desk,
    health: Arc<dyn Health>,
    gate: LoginGate,
    is_on_loopback: bool,
}

impl Console {
    /// How the cookies of a request with these headers are named and guarded.
    fn cookies(&self, asked: &HeaderMap) -> Cookies {
        Cookies::of(asked, self.is_on_loopback)
    }
}

/// Everything under `/console`. Who listens on loopback is spoken to by this very machine, or by a proxy on it.
pub(super) fn router(desk: Desk, health: Arc<dyn Health>, is_on_loopback: bool) -> Router {
    let console = Console { desk, health, gate: LoginGate::default(), is_on_loopback };
    Router::new()
        .route("/console", get(queue::show))
        .route("/console/", get(front_door))
        .route("/console/login", get(login::show).post(login::enter))
        .route("/console/logout", post(login::leave))
        .route("/console/answers", get(kept_answers::show))
        .route("/console/dashboard", get(dashboard::show))
        .route("/console/health", get(health::show))
        .route("/console/dead", get(dead::show))
        .route("/console/dead/{id}", post(dead::answer))
        .route("/console/claims/{code}", get(claim_page::show))
        .route("/console/claims/{code}/decisions", post(decide::answer))
        .route("/console/claims/{code}/documents/{id}", get(document::bytes))
        .route("/console/assets/{name}", get(assets::asset))
        .route("/console/{*elsewhere}", any(unknown_page))
        .method_not_allowed_fallback(wrong_method)
        .layer(DefaultBodyLimit::max(LARGEST_FORM))
        .layer(map_response_with_state(console.clone(), fault::tell))
        .layer(map_response(guarded))
        .with_state(console)
}

/// `/` and `/console/`: to the queue.
pub(super) async fn front_door() -> Redirect {
    Redirect::to("/console")
}

async fn unknown_page() -> Fault {
    Fault::NotFound
}

async fn wrong_method() -> Fault {
    Fault::WrongMethod
}

/// Pages load nothing but our own style and script, send forms nowhere else and stand in no frame (`storage.md` §4.1, E1).
async fn guarded(mut response: Response) -> Response {
    let policy = "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; form-action 'self'; \
                  base-uri 'none'; frame-ancestors 'none'";
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(policy));
    // Forms are held to come from here: the browser must be let tell so.
    headers.insert(header::REFERRER_POLICY, HeaderValue::from_static("same-origin"));
    response
}
