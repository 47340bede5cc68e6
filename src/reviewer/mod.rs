//! HTTP API for those who decide on claims, and the health of the process (`DESIGN.md` §6).

mod access;
mod answer_json;
mod byte_range;
mod claim_json;
mod claims;
mod console;
mod dead;
mod decide;
mod decision_body;
mod decision_checks;
mod decision_fault;
mod decision_json;
mod decision_schema;
mod defect_json;
mod document;
mod erased_json;
mod events;
mod health;
mod kept_answers;
mod members;
mod metrics;
mod openapi;
mod params;
mod password;
mod problem;
mod query;
mod request_body;
mod schemas;
mod settings;
mod staff;

use std::io;
use std::net::SocketAddr;
use std::sync::Arc;

use axum::Router;
use axum::extract::{DefaultBodyLimit, Request, State};
use axum::http::{HeaderValue, header};
use axum::middleware::{Next, from_fn_with_state, map_response, map_response_with_state};
use axum::response::{IntoResponse as _, Response};
use axum::routing::{get, post};
use tokio::net::TcpListener;
use tokio::sync::Semaphore;

use crate::documents::Documents;
use crate::flow::Datasets;
use crate::registry::Registry;
use crate::runtime::listener::{self, Bounds};
use crate::runtime::{Clock, Tasks};
use crate::wording::Catalog;

pub use claim_json::claim_json;
pub use dead::{DeadAct, DeadEnd, DeadLetters, DeadLine};
pub use decision_fault::{FieldFault, Form, Wrong};
pub use decision_json::read_decision;
pub use erased_json::tombstone_json;
pub use health::{Health, Mood, Question, Vital};
pub use password::{
    LogIn, LogInFault, LoginGate, PasswordFault, hash_password, new_password, new_token, token_hash,
};
pub use settings::ReviewerSettings;

use access::Access;
use metrics::Sources;
use problem::Problem;

/// What the API and the console work with. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Desk {
    /// The claims of record, staff and audit.
    pub registry: Registry,
    /// The bytes of their documents.
    pub documents: Documents,
    /// Titles, reasons, provinces and what documents are needed.
    pub datasets: Arc<Datasets>,
    /// The words of notices and of the console.
    pub catalog: Arc<Catalog>,
    /// Today is Tehran's.
    pub clock: Clock,
}

/// Why the API cannot be offered.
#[derive(Debug, thiserror::Error)]
#[error("cannot listen on REVIEWER__LISTEN = `{listen}`")]
pub struct ReviewerFault {
    listen: String,
    #[source]
    source: io::Error,
}

/// Listens as `settings` say, answers until `tasks` are stopping, and finishes the answers under way then. The address is
/// that which was bound, should the settings leave the port open (`:0`).
///
/// # Errors
/// When the address cannot be bound.
pub async fn serve(
    settings: &ReviewerSettings,
    desk: Desk,
    health: Arc<dyn Health>,
    tasks: &Tasks,
) -> Result<SocketAddr, ReviewerFault> {
    let fault = |source| ReviewerFault { listen: settings.listen.clone(), source };
    let listener = TcpListener::bind(&settings.listen).await.map_err(fault)?;
    let address = listener.local_addr().map_err(fault)?;
    let access = Access::new(settings.bootstrap_token.as_ref(), desk.registry.clone());
    let console = console::router(desk.clone(), Arc::clone(&health), address.ip().is_loopback());
    let hsts = settings.hsts;
    let router = router(desk, access, health, console)
        .layer(map_response(move |response| std::future::ready(by_tls_only(hsts, response))));
    let bounds = Bounds { connections: settings.connections, ..Bounds::default() };
    listener::serve("reviewer", listener, router, bounds, tasks);
    Ok(address)
}

fn router(desk: Desk, access: Access, health: Arc<dyn Health>, console: Router) -> Router {
    let figures = health.metrics();
    let sources = Sources {
        registry: desk.registry.clone(),
        health: Arc::clone(&health),
        figures: figures.clone(),
    };
    let description = openapi::description(&desk.datasets).to_string();
    let members = post(members::import)
        .layer(DefaultBodyLimit::max(members::LARGEST))
        .layer(from_fn_with_state(Arc::new(Semaphore::new(1)), one_at_a_time));
    let api = Router::new()
        .route("/claims", get(claims::list))
        .route("/claims/{code}", get(claims::one))
        .route("/claims/{code}/decisions", post(claims::decisions))
        .route("/claims/{code}/documents/{id}", get(document::bytes))
        .route("/events", get(events::list))
        .route("/answers", get(kept_answers::list))
        .layer(DefaultBodyLimit::max(request_body::LARGEST_JSON))
        .route("/members", members)
        .with_state(desk)
        .fallback(unknown_path)
        .method_not_allowed_fallback(wrong_method)
        // Outermost: a stranger learns not even which paths there are.
        .layer(from_fn_with_state(access, access::check));
    Router::new()
        .nest("/api/v1", api)
        .route("/", get(console::front_door))
        .route("/healthz", get(health::alive))
        .route("/readyz", get(health::ready))
        .with_state(health)
        .merge(console)
        .route("/metrics", get(metrics::show).with_state(sources))
        .route("/api/v1/openapi.json", get(move || async { served(description) }))
        .fallback(unknown_path)
        .method_not_allowed_fallback(wrong_method)
        .layer(map_response(guarded))
        .layer(map_response_with_state(figures, metrics::count))
}

fn served(description: String) -> Response {
    ([(header::CONTENT_TYPE, "application/json")], description).into_response()
}

async fn unknown_path() -> Problem {
    Problem::not_found("There is nothing at this path.")
}

async fn wrong_method() -> Problem {
    Problem::wrong_method()
}

/// Waits for the request before it: each holds much in memory.
async fn one_at_a_time(
    State(turns): State<Arc<Semaphore>>,
    request: Request,
    next: Next,
) -> Response {
    let _turn = turns.acquire().await;
    next.run(request).await
}

/// Tells browsers to come by TLS only, where the operator has it so.
fn by_tls_only(seconds: u32, mut response: Response) -> Response {
    if seconds > 0
        && let Ok(value) = HeaderValue::from_str(&format!("max-age={seconds}"))
    {
        response.headers_mut().insert(header::STRICT_TRANSPORT_SECURITY, value);
    }
    response
}

/// What browsers must know of every answer: it is not to be kept, guessed at or run (`storage.md` §4.1, E1).
async fn guarded(mut response: Response) -> Response {
    let headers = response.headers_mut();
    for (name, value) in [
        (header::CACHE_CONTROL, "no-store"),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::CONTENT_SECURITY_POLICY, "default-src 'none'; frame-ancestors 'none'"),
        (header::REFERRER_POLICY, "no-referrer"),
    ] {
        // The console has a policy of its own.
        headers.entry(name).or_insert(HeaderValue::from_static(value));
    }
    response
}
