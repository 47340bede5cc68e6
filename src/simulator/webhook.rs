//! Webhook mode: one POST for each update, without a secret header, again until it is answered 200 (`bale-api.md` §2).

use std::time::Duration;

use reqwest::{Client, Url, header};

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

/// An update that is to be posted, and whether twice.
struct Job {
    url: String,
    update: Queued,
    twice: bool,
}

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
    let update = world.queue.next_to_post(&world.faults, &mut world.chance)?;
    let twice = world.chance.hits(world.faults.duplicates);
    Some(Job { url, update, twice })
}

/// True when the receiver has answered 200.
async fn hand_over(client: &Client, job: &Job) -> bool {
    let taken = post(client, &job.url, &job.update).await;
    if taken && job.twice {
        post(client, &job.url, &job.update).await;
    }
    taken
}

async fn post(client: &Client, url: &str, update: &Queued) -> bool {
    let sent = client
        .post(url)
        .timeout(Duration::from_secs(10))
        .header(header::CONTENT_TYPE, "application/json")
        .body(update.json.clone())
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
