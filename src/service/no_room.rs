//! The disk is full: nothing can be taken in, and nothing can be committed. Who writes is told so all the same.
//!
//! The one message that leaves without a commit: it promises nothing but that the update waits at Bale, which it does for a day
//! (`bale-api.md` §2), and told twice it does no harm.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::hub::{Hub, lock};
use crate::chat;
use crate::engine::{Keyboard, Screen};
use crate::wording::Message;

/// Seconds until a chat is told again.
const AGAIN: i64 = 10 * 60;
/// Chats that are remembered, and so told: an update is delivered again and again.
const REMEMBERED: usize = 1_000;

/// Tells `chats`, each once in a while, that their messages wait.
pub(super) fn tell(hub: &Arc<Hub>, chats: &BTreeSet<i64>) {
    let now = hub.steady.now().as_second();
    let untold: Vec<i64> = {
        let mut told = lock(&hub.told_no_room);
        told.retain(|_, at| now - *at < AGAIN);
        let room = REMEMBERED.saturating_sub(told.len());
        let untold: Vec<i64> =
            chats.iter().copied().filter(|chat| !told.contains_key(chat)).take(room).collect();
        told.extend(untold.iter().map(|chat| (*chat, now)));
        untold
    };
    if untold.is_empty() {
        return;
    }
    let inner = Arc::clone(hub);
    hub.parts.tasks.spawn("no room", async move {
        for chat in untold {
            say(&inner, chat).await;
        }
    });
}

async fn say(hub: &Hub, chat: i64) {
    let screen = Screen {
        paragraphs: vec![Message::new("out-of-room")],
        keyboard: Keyboard::None,
        reply_to: None,
        notice: true,
    };
    for message in chat::render(&screen, &hub.parts.catalog) {
        if !hub.turnstile.pass(chat, true).await {
            return;
        }
        let payload = message.payload(chat);
        if let Some(Err(error)) = hub.unless_stopped(hub.parts.bale.send_message(&payload)).await {
            tracing::debug!(chat, %error, "a chat could not be told that there is no room");
        }
    }
}
