//! Events of a person as Server-Sent Events: the history first, then live.

use std::collections::VecDeque;
use std::convert::Infallible;

use axum::extract::{Path, Query, State};
use axum::http::HeaderMap;
use axum::response::sse::{Event, KeepAlive, Sse};
use axum::response::{IntoResponse, Response};
use futures_util::Stream;
use serde_json::Value;
use tokio::sync::watch;

use super::super::envelope::Refusal;
use super::super::shared::Shared;
use super::super::world::World;
use super::answers::Problem;
use super::control::After;

/// Where one stream stands.
struct Follower {
    shared: Shared,
    changes: watch::Receiver<()>,
    person: i64,
    seen: u64,
    epoch: u64,
    ready: VecDeque<(u64, Value)>,
}

pub(super) async fn events(
    State(shared): State<Shared>,
    Path(person): Path<i64>,
    Query(from): Query<After>,
    headers: HeaderMap,
) -> Response {
    let known = |world: &mut World| world.people.get(&person).map(|_| world.events.epoch());
    let Some(epoch) = shared.quietly(known) else {
        return Problem::from(Refusal::no_such_chat()).into_response();
    };
    // A browser that lost the stream says where it was.
    let last = headers.get("last-event-id").and_then(|id| id.to_str().ok()?.parse().ok());
    let changes = shared.changes();
    let seen = last.unwrap_or(from.after);
    let follower = Follower { shared, changes, person, seen, epoch, ready: VecDeque::new() };
    Sse::new(stream(follower)).keep_alive(KeepAlive::default()).into_response()
}

fn stream(follower: Follower) -> impl Stream<Item = Result<Event, Infallible>> {
    futures_util::stream::unfold(follower, |mut follower| async move {
        let (seq, event) = follower.next().await?;
        let event = Event::default().id(seq.to_string()).data(event.to_string());
        Some((Ok(event), follower))
    })
}

impl Follower {
    /// The next event; none when the simulator stops or is emptied.
    async fn next(&mut self) -> Option<(u64, Value)> {
        loop {
            if let Some(event) = self.ready.pop_front() {
                return Some(event);
            }
            self.changes.mark_unchanged();
            let fresh = self.shared.quietly(|world| {
                let same = world.events.epoch() == self.epoch;
                same.then(|| world.events.after(self.person, self.seen))
            })?;
            if let Some((last, _)) = fresh.last() {
                self.seen = *last;
                self.ready = fresh.into();
                continue;
            }
            tokio::select! {
                changed = self.changes.changed() => changed.ok()?,
                () = self.shared.stopping().cancelled() => return None,
            }
        }
    }
}
