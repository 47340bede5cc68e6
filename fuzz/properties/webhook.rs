//! Whatever is posted to the webhook's address is answered 200 and handed over once, as updates or as unreadable, however the
//! body is cut on the way; without the secret there is nothing.

use std::convert::Infallible;
use std::sync::{Arc, Mutex, PoisonError};

use axum::body::Body;
use axum::http::{Request, StatusCode};
use bimeyar::bale::webhook::{Calls, WebhookSecret, router};
use bimeyar::bale::wire::Incoming;
use bimeyar::runtime::{Secret, Tasks};
use futures_util::stream;
use tower::ServiceExt as _;

use super::update::can_be_taken_in;

const SECRET: &str = "a-secret-of-22-letters";

/// Holds for any body of a call.
pub fn holds(body: &[u8]) {
    let (status, whole) = post(SECRET, Body::from(body.to_vec()));
    assert_eq!(status, StatusCode::OK);
    let whole = whole.expect("what came is handed over");
    whole.iter().for_each(can_be_taken_in);
    let pieces: Vec<_> = body.chunks(7).map(|piece| Ok::<_, Infallible>(piece.to_vec())).collect();
    let cut = post(SECRET, Body::from_stream(stream::iter(pieces)));
    assert_eq!(cut, (StatusCode::OK, Some(whole)), "cut into pieces");
    let near = post("a-secret-of-22-lettera", Body::from(body.to_vec()));
    assert_eq!(near, (StatusCode::NOT_FOUND, None), "without the secret");
}

/// Bale's call, and what was handed over; none when nothing was.
fn post(secret: &str, body: Body) -> (StatusCode, Option<Vec<Incoming>>) {
    let handed: Arc<Mutex<Option<Vec<Incoming>>>> = Arc::default();
    let inbox = Arc::clone(&handed);
    let accept = move |updates: Vec<Incoming>| {
        let before = inbox.lock().unwrap_or_else(PoisonError::into_inner).replace(updates);
        assert!(before.is_none(), "handed over twice");
        async { Ok::<_, Infallible>(()) }
    };
    let expected = WebhookSecret::new(Secret::new(SECRET.to_owned())).expect("long enough");
    let call = Request::post(format!("/bale/{secret}")).body(body).expect("a call");
    let runtime =
        tokio::runtime::Builder::new_current_thread().enable_time().build().expect("a runtime");
    let app = router(expected, Calls::at_most(1), &Tasks::new(), accept);
    let answer = runtime.block_on(app.oneshot(call));
    let Ok(answer) = answer;
    let handed = handed.lock().unwrap_or_else(PoisonError::into_inner).take();
    (answer.status(), handed)
}
