//! The webhook's listener: 200 only after what was delivered is durable.

use std::io;
use std::net::SocketAddr;
use std::sync::Arc;

use tokio::net::TcpListener;

use super::hub::Hub;
use super::intake::{self, NotTakenIn};
use super::report;
use super::start::StartFault;
use crate::bale::webhook::{self, WebhookSecret};

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
    let calls = hub.parts.settings.limits.webhook_calls;
    let router = webhook::router(secret, calls, move |delivery| {
        let hub = Arc::clone(&inner);
        async move {
            if hub.stopping().is_cancelled() || intake::is_full(&hub) {
                return Err(NotTakenIn::Busy);
            }
            super::health::heard(&hub);
            intake::accept(&hub, delivery).await
        }
    });
    let stopping = hub.stopping().clone();
    let server = axum::serve(listener, router)
        .with_graceful_shutdown(async move { stopping.cancelled().await });
    hub.parts.tasks.spawn("webhook", async move {
        if let Err(fault) = server.await {
            report::error("the webhook's server ended", None, &fault);
        }
    });
    let announcing = intake::announce_webhook(Arc::clone(hub), public_address);
    hub.parts.tasks.spawn("webhook address", announcing);
    Ok(address)
}
