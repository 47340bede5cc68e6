//! The webhook's listener: 200 only after what was delivered is durable.

use std::io;
use std::net::SocketAddr;
use std::sync::Arc;

use axum::extract::Request;
use axum::http::StatusCode;
use axum::middleware::{Next, from_fn};
use axum::response::IntoResponse as _;
use tokio::net::TcpListener;

use super::hub::Hub;
use super::intake::{self, NotTakenIn};
use super::start::StartFault;
use crate::bale::caller;
use crate::bale::webhook::{self, Calls, WebhookSecret};
use crate::runtime::listener::{self, Bounds, Peer};

/// Listens, serves and tells Bale the address. Gives the address that is listened on.
pub(super) async fn open(hub: &Arc<Hub>) -> Result<SocketAddr, StartFault> {
    let settings = &hub.parts.settings.bale.webhook;
    let secret = WebhookSecret::new(settings.secret.clone())?;
    if settings.public_url.trim().is_empty() {
        return Err(StartFault::NoPublicAddress);
    }
    let public_address = secret.address(&settings.public_url);
    let failed = |source: io::Error| StartFault::Listen { listen: settings.listen, source };
    let listener = TcpListener::bind(settings.listen).await.map_err(failed)?;
    let address = listener.local_addr().map_err(failed)?;
    let inner = Arc::clone(hub);
    let limits = &hub.parts.settings.limits;
    let bounds = Bounds { connections: limits.connections, ..Bounds::default() };
    let calls = Calls::at_most(limits.webhook_calls);
    let router = webhook::router(secret, calls, &hub.parts.tasks, move |delivery| {
        let hub = Arc::clone(&inner);
        async move {
            if hub.stopping().is_cancelled() || intake::is_full(&hub) {
                return Err(NotTakenIn::Busy);
            }
            super::health::heard(&hub);
            intake::accept(&hub, delivery).await
        }
    });
    let door = Arc::clone(hub);
    let router = router.layer(from_fn(move |request: Request, next: Next| {
        let is_allowed = is_allowed(&door, &request);
        async move {
            // A stranger is told what a wrong secret is told.
            if is_allowed { next.run(request).await } else { StatusCode::NOT_FOUND.into_response() }
        }
    }));
    listener::serve("webhook", listener, router, bounds, &hub.parts.tasks);
    let announcing = intake::keep_webhook(Arc::clone(hub), public_address);
    hub.parts.tasks.spawn("webhook address", announcing);
    Ok(address)
}

/// Whether the caller is in one of the networks that may call, if there are such.
fn is_allowed(hub: &Hub, request: &Request) -> bool {
    let settings = &hub.parts.settings.bale.webhook;
    if settings.networks.is_empty() {
        return true;
    }
    let peer = request.extensions().get::<Peer>();
    let caller = peer.and_then(|Peer(peer)| caller(*peer, request.headers(), &settings.proxies));
    let is_allowed =
        caller.is_some_and(|caller| settings.networks.iter().any(|network| network.has(caller)));
    if !is_allowed {
        hub.alarms.stranger(hub.parts.clock.now());
    }
    is_allowed
}
