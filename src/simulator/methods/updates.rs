//! `getUpdates` and the webhook's registration (`bale-api.md` §2).

use std::time::Duration;

use serde_json::json;

use super::super::envelope::{Outcome, Refusal};
use super::super::faults::UpdatesWhileWebhook;
use super::super::params::Params;
use super::super::shared::Shared;
use super::super::world::World;
use super::Handler;

/// No maximum is documented; this one keeps a typing mistake from holding a connection for hours.
const LONGEST_POLL: u64 = 300;

pub(super) fn find(name: &str) -> Option<Handler> {
    Some(match name {
        "setwebhook" => set_webhook,
        "deletewebhook" => |world, _| {
            world.webhook = None;
            Ok(json!(true))
        },
        "getwebhookinfo" => {
            |world, _| Ok(json!({ "url": world.webhook.as_deref().unwrap_or_default() }))
        }
        _ => return None,
    })
}

fn set_webhook(world: &mut World, params: &Params) -> Outcome {
    world.webhook = match params.text("url") {
        Some(url) if world.ports.admit(&url) => Some(url),
        Some(_) => {
            return Err(Refusal::bad("Bad Request: bad webhook: HTTPS on port 443 or 88 only"));
        }
        None => None,
    };
    Ok(json!(true))
}

/// The text of the list of updates: at once when there are any, else as soon as one comes or `timeout` is over.
///
/// # Errors
/// A parameter is no number; a webhook is set and the switch says 409.
pub(crate) async fn long_poll(shared: &Shared, params: &Params) -> Result<String, Refusal> {
    let limit = params.integer("limit")?.unwrap_or(100).clamp(1, 100);
    let limit = usize::try_from(limit).unwrap_or(100);
    let seconds = u64::try_from(params.integer("timeout")?.unwrap_or(0)).unwrap_or(0);
    let offset = params.integer("offset")?;
    let mut changes = shared.changes();
    if let Some(offset) = offset {
        shared.quietly(|world| world.queue.confirm(offset));
    }
    let over = tokio::time::sleep(Duration::from_secs(seconds.min(LONGEST_POLL)));
    tokio::pin!(over);
    loop {
        changes.mark_unchanged();
        let batch = shared.quietly(|world| collect(world, limit))?;
        if !batch.is_empty() {
            return Ok(format!("[{}]", batch.join(",")));
        }
        tokio::select! {
            _ = changes.changed() => {}
            () = &mut over => return Ok("[]".to_owned()),
            () = shared.stopping().cancelled() => return Ok("[]".to_owned()),
        }
    }
}

fn collect(world: &mut World, limit: usize) -> Result<Vec<String>, Refusal> {
    if world.webhook.is_some() {
        return match world.faults.updates_while_webhook {
            UpdatesWhileWebhook::Empty => Ok(Vec::new()),
            UpdatesWhileWebhook::Conflict => Err(Refusal::conflict()),
        };
    }
    // Chance is drawn only when there is something to deliver, so that idle polls do not change a run.
    if world.queue.waiting(world.now) == 0 {
        return Ok(Vec::new());
    }
    Ok(world.queue.batch(limit, &world.faults, &mut world.chance))
}
