//! Serving HTTP to whoever connects: what a slow or greedy caller may hold is bounded (`storage.md` §4.1 S1, D2).

use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::extract::Request;
use hyper_util::rt::{TokioExecutor, TokioIo, TokioTimer};
use hyper_util::server::conn::auto::Builder;
use hyper_util::service::TowerToHyperService;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Semaphore;
use tokio_util::sync::CancellationToken;

use super::Tasks;

/// Time for the head of a request, and for the next one of a connection that is kept open.
const HEAD: Duration = Duration::from_secs(30);
/// Connections of one listener. More wait until one of these ends.
const CONNECTIONS: usize = 512;
/// Bytes of a head.
const HEAD_BYTES: usize = 64 * 1024;
/// After the system could not open another connection.
const PAUSE: Duration = Duration::from_secs(1);

/// Who connected: an extension of each request.
#[derive(Clone, Copy, Debug)]
pub struct Peer(pub IpAddr);

/// Serves `router` on `listener` until `tasks` are stopping; the answers under way are finished then.
pub fn serve(name: &'static str, listener: TcpListener, router: Router, tasks: &Tasks) {
    let connections = Arc::new(Semaphore::new(CONNECTIONS));
    let (stopping, inner) = (tasks.stopping().clone(), tasks.clone());
    tasks.spawn(name, async move {
        while let Some((stream, address)) = next(name, &listener, &stopping).await {
            let Some(Ok(permit)) =
                stopping.run_until_cancelled(Arc::clone(&connections).acquire_owned()).await
            else {
                return;
            };
            let (router, stopping) = (router.clone(), stopping.clone());
            inner.spawn(name, async move {
                hold(stream, address, router, &stopping).await;
                drop(permit);
            });
        }
    });
}

/// The next connection; none when there are to be no more.
async fn next(
    name: &'static str,
    listener: &TcpListener,
    stopping: &CancellationToken,
) -> Option<(TcpStream, SocketAddr)> {
    loop {
        match stopping.run_until_cancelled(listener.accept()).await? {
            Ok(connected) => return Some(connected),
            Err(fault) => {
                tracing::warn!(%fault, listener = name, "a connection could not be taken");
                stopping.run_until_cancelled(tokio::time::sleep(PAUSE)).await?;
            }
        }
    }
}

/// Answers the requests of a connection until it ends.
async fn hold(
    stream: TcpStream,
    address: SocketAddr,
    router: Router,
    stopping: &CancellationToken,
) {
    // Without it answers are a little slower, that is all.
    stream.set_nodelay(true).ok();
    let peer = Peer(address.ip());
    let router = router.layer(axum::middleware::map_request(move |mut request: Request| {
        request.extensions_mut().insert(peer);
        std::future::ready(request)
    }));
    let mut builder = Builder::new(TokioExecutor::new()).http1_only();
    builder.http1().timer(TokioTimer::new()).header_read_timeout(HEAD).max_buf_size(HEAD_BYTES);
    let service = TowerToHyperService::new(router);
    let mut connection = std::pin::pin!(builder.serve_connection(TokioIo::new(stream), service));
    tokio::select! {
        ended = connection.as_mut() => return told(ended),
        () = stopping.cancelled() => connection.as_mut().graceful_shutdown(),
    }
    told(connection.await);
}

/// A caller that goes away or says nonsense is nothing to look at.
fn told<E: std::fmt::Display>(ended: Result<(), E>) {
    if let Err(fault) = ended {
        tracing::trace!(%fault, "a connection broke off");
    }
}
