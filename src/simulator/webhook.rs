//! Webhook mode: one POST for each update, without a secret header, again until it is answered 200 (`bale-api.md` §2), with
//! the delivery faults.

use std::io;
use std::time::Duration;

use reqwest::{Body, Client, Url, header};

use super::queue::Queued;
use super::shared::Shared;
use super::world::World;

/// What may be registered as a webhook.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Ports {
    /// HTTPS on 443 and 88, as Bale demands.
    AsBale,
    /// Also HTTP and any port of this machine.
    AlsoLoopback,
}

impl Ports {
    /// True when Bale would post to `url`, or the switch allows it.
    pub(crate) fn admit(self, url: &str) -> bool {
        let Ok(url) = Url::parse(url) else { return false };
        let loopback = matches!(url.host_str(), Some("127.0.0.1" | "localhost" | "[::1]"));
        let web = matches!(url.scheme(), "http" | "https");
        let as_bale =
            url.scheme() == "https" && matches!(url.port_or_known_default(), Some(443 | 88));
        as_bale || (self == Self::AlsoLoopback && loopback && web)
    }
}

/// An update that is to be posted, and what goes wrong with it.
struct Job {
    url: String,
    update: Queued,
    /// What is posted first, whatever becomes of it.
    before: Option<String>,
    /// It is posted twice, at once.
    twice: bool,
    cut: Cut,
}

/// Where the line breaks; then the update was not taken, as far as the simulator knows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Cut {
    Nowhere,
    /// In the middle of the update.
    InTheBody,
    /// So long after the call began.
    After(Duration),
}

/// How long the simulator waits at most before it hangs up: the receiver is at work then, or has just done it.
const IMPATIENCE: usize = 12;

/// Posts updates while a webhook is set, until the tasks stop. `pause` lies between a failure and the next try.
pub(crate) async fn deliver(shared: Shared, client: Client, pause: Duration) {
    let stopping = shared.stopping().clone();
    stopping.run_until_cancelled(follow(shared, client, pause)).await;
}

async fn follow(shared: Shared, client: Client, pause: Duration) {
    let mut changes = shared.changes();
    loop {
        changes.mark_unchanged();
        if let Some(job) = shared.quietly(next) {
            if hand_over(&client, &job).await {
                shared.quietly(|world| world.queue.confirm_one(job.update.id));
            } else {
                tokio::time::sleep(pause).await;
            }
        } else if changes.changed().await.is_err() {
            return;
        }
    }
}

fn next(world: &mut World) -> Option<Job> {
    let url = world.webhook.clone()?;
    world.queue.waiting(world.now);
    let (faults, chance) = (&world.faults, &mut world.chance);
    let update = world.queue.next_to_post(faults, chance)?;
    let before = world.queue.posted_before(faults, chance);
    let twice = chance.hits(faults.duplicates);
    let cut = if chance.hits(faults.truncated_body) {
        Cut::InTheBody
    } else if chance.hits(faults.hung_up) {
        Cut::After(Duration::from_millis(chance.below(IMPATIENCE) as u64))
    } else {
        Cut::Nowhere
    };
    Some(Job { url, update, before, twice, cut })
}

/// True when the receiver has answered 200.
async fn hand_over(client: &Client, job: &Job) -> bool {
    let json = &job.update.json;
    if let Some(before) = &job.before {
        post(client, &job.url, before.clone().into()).await;
    }
    match job.cut {
        Cut::InTheBody => post(client, &job.url, half(json)).await,
        Cut::After(patience) => {
            let posting = post(client, &job.url, json.clone().into());
            tokio::time::timeout(patience, posting).await.ok();
            false
        }
        Cut::Nowhere if job.twice => {
            let posting = || post(client, &job.url, json.clone().into());
            let (taken, _) = tokio::join!(posting(), posting());
            taken
        }
        Cut::Nowhere => post(client, &job.url, json.clone().into()).await,
    }
}

/// A body that breaks off.
fn half(json: &str) -> Body {
    let half = json.as_bytes().get(..json.len() / 2).unwrap_or_default().to_vec();
    let broken = io::Error::from(io::ErrorKind::ConnectionReset);
    Body::wrap_stream(futures_util::stream::iter([Ok(half), Err(broken)]))
}

async fn post(client: &Client, url: &str, body: Body) -> bool {
    let sent = client
        .post(url)
        .timeout(Duration::from_secs(10))
        .header(header::CONTENT_TYPE, "application/json")
        .body(body)
        .send()
        .await;
    match sent {
        Ok(answer) => answer.status() == reqwest::StatusCode::OK,
        Err(fault) => {
            tracing::debug!(fault = %fault.without_url(), "webhook not reached");
            false
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Ports;

    #[test]
    fn ports_443_and_88_only() {
        for (url, as_bale, also_loopback) in [
            ("https://example.ir/hook", true, true),
            ("https://example.ir:88/hook", true, true),
            ("https://example.ir:8443/hook", false, false),
            ("http://example.ir/hook", false, false),
            ("http://127.0.0.1:9000/hook", false, true),
            ("ftp://127.0.0.1/hook", false, false),
            ("hook", false, false),
        ] {
            assert_eq!(Ports::AsBale.admit(url), as_bale, "{url}");
            assert_eq!(Ports::AlsoLoopback.admit(url), also_loopback, "{url}");
        }
    }
}
