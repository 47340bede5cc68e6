//! Serving HTTP to whoever connects: what a slow or greedy caller may hold is bounded (`storage.md` §4.1 S1, D2).

use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::extract::Request;
use axum::http::StatusCode;
use axum::middleware::{Next, from_fn, map_request};
use axum::response::{IntoResponse as _, Response};
use hyper_util::rt::{TokioExecutor, TokioIo, TokioTimer};
use hyper_util::server::conn::auto::Builder;
use hyper_util::service::TowerToHyperService;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Semaphore;
use tokio_util::sync::CancellationToken;

use super::Tasks;
use super::patience::Patient;

/// Bytes of a head.
const HEAD_BYTES: usize = 64 * 1024;
/// What is under way when the process is told to stop may take this long to come to its end.
const GRACE: Duration = Duration::from_secs(3);
/// After the system could not open another connection.
const PAUSE: Duration = Duration::from_secs(1);

/// What callers may hold.
#[derive(Clone, Copy, Debug)]
pub struct Bounds {
    /// Time for the head of a request, and for the next one of a connection that is kept open. Default 30 s.
    pub head: Duration,
    /// Time for the body of a request to come in and its answer to be found. Default 2 minutes: for a directory of insured
    /// people, which is the longest; everything else takes moments.
    pub answer: Duration,
    /// Time in which a caller must take more of its answers. Default 30 s.
    pub taking: Duration,
    /// Connections of one listener. More wait until one of these ends. Default 512.
    pub connections: usize,
}

impl Default for Bounds {
    fn default() -> Self {
        Self {
            head: Duration::from_secs(30),
            answer: Duration::from_mins(2),
            taking: Duration::from_secs(30),
            connections: 512,
        }
    }
}

/// Who connected: an extension of each request.
#[derive(Clone, Copy, Debug)]
pub struct Peer(pub IpAddr);

/// Serves `router` on `listener` until `tasks` are stopping; the answers under way are finished then.
pub fn serve(
    name: &'static str,
    listener: TcpListener,
    router: Router,
    bounds: Bounds,
    tasks: &Tasks,
) {
    let connections = Arc::new(Semaphore::new(bounds.connections));
    let router = router.layer(from_fn(move |request, next| in_time(bounds.answer, request, next)));
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
                hold(stream, peer_of(router, address), bounds, &stopping).await;
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

/// A body that drips in is not waited for.
async fn in_time(longest: Duration, request: Request, next: Next) -> Response {
    let answer = tokio::time::timeout(longest, next.run(request)).await;
    answer.unwrap_or_else(|_| StatusCode::REQUEST_TIMEOUT.into_response())
}

/// `router`, told who connected.
fn peer_of(router: Router, address: SocketAddr) -> Router {
    let peer = Peer(address.ip());
    router.layer(map_request(move |mut request: Request| {
        request.extensions_mut().insert(peer);
        std::future::ready(request)
    }))
}

/// Answers the requests of a connection until it ends.
async fn hold(stream: TcpStream, router: Router, bounds: Bounds, stopping: &CancellationToken) {
    // Without it answers are a little slower, that is all.
    stream.set_nodelay(true).ok();
    let mut builder = Builder::new(TokioExecutor::new()).http1_only();
    builder
        .http1()
        .timer(TokioTimer::new())
        .header_read_timeout(bounds.head)
        .max_buf_size(HEAD_BYTES);
    let service = TowerToHyperService::new(router);
    let stream = TokioIo::new(Patient::new(stream, bounds.taking));
    let mut connection = std::pin::pin!(builder.serve_connection(stream, service));
    tokio::select! {
        ended = connection.as_mut() => return told(ended),
        () = stopping.cancelled() => connection.as_mut().graceful_shutdown(),
    }
    // Who has not sent all of a head by then would hold up the end.
    if let Ok(ended) = tokio::time::timeout(GRACE, connection).await {
        told(ended);
    }
}

/// A caller that goes away or says nonsense is nothing to look at.
fn told<E: std::fmt::Display>(ended: Result<(), E>) {
    if let Err(fault) = ended {
        tracing::trace!(%fault, "a connection broke off");
    }
}
