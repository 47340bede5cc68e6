//! The methods that the bot uses, by name.

use std::time::Duration;

use serde::Serialize;
use serde_json::{Value, json};
use teloxide::payloads::{SendChatAction, SendMessage, SendPhoto};
use teloxide::requests::Payload;
use teloxide::types::{ChatAction, ChatId};

use super::client::message_id;
use super::wire::lenient::{integer, text};
use super::wire::{Incoming, read_updates};
use super::{BaleError, Client};

/// Who the bot is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Me {
    /// The bot's id.
    pub id: i64,
    /// Without the `@`.
    pub username: Option<String>,
    /// The name that people see.
    pub first_name: Option<String>,
}

/// Where Bale delivers updates.
#[derive(Clone, PartialEq, Eq)]
pub struct WebhookInfo {
    /// The address; `None` when no webhook is set. It holds the webhook's secret.
    pub url: Option<String>,
}

impl std::fmt::Debug for WebhookInfo {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("WebhookInfo").field("is_set", &self.url.is_some()).finish()
    }
}

/// Updates in one answer, the most that Bale gives (`bale-api.md` §2).
pub(crate) const MOST_UPDATES: u8 = 100;
/// Time beyond the long poll's own that an answer may take.
const POLL_GRACE: Duration = Duration::from_secs(10);
/// Characters of the toast after a press (`bale-api.md` §3).
const TOAST_CHARS: usize = 200;

impl Client {
    /// Asks who the bot is: the cheapest proof that address and token are right.
    ///
    /// # Errors
    /// What Bale or the network answered.
    pub async fn get_me(&self) -> Result<Me, BaleError> {
        let result = self.call("getMe", &json!({}), self.limits().call).await?;
        Ok(Me {
            id: integer(&result, "id").or(self.bot_id()).ok_or(BaleError::Unreadable)?,
            username: text(&result, "username"),
            first_name: text(&result, "first_name"),
        })
    }

    /// Sends a text. The message's id, or `None` where Bale accepted it but its answer could not be read.
    ///
    /// # Errors
    /// What Bale or the network answered.
    pub async fn send_message(&self, payload: &SendMessage) -> Result<Option<i64>, BaleError> {
        self.send(payload).await
    }

    /// Sends a photo that Bale has, by its file id. The message's id, as for [`Client::send_message`].
    ///
    /// # Errors
    /// What Bale or the network answered; [`BaleError::Unsendable`] for a new file.
    pub async fn send_photo(&self, payload: &SendPhoto) -> Result<Option<i64>, BaleError> {
        self.send(payload).await
    }

    async fn send<P>(&self, payload: &P) -> Result<Option<i64>, BaleError>
    where
        P: Payload + Serialize + Sync,
    {
        match self.exec(payload).await {
            Ok(result) => Ok(message_id(&result)),
            Err(BaleError::Unreadable) => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// Answers a press, so that the button stops spinning; `toast` is shown except by old clients.
    ///
    /// # Errors
    /// What Bale or the network answered. It is best effort: callers go on whatever happens (`bale-api.md` §9).
    pub async fn answer_callback(
        &self,
        callback_id: &str,
        toast: Option<&str>,
        alert: bool,
    ) -> Result<(), BaleError> {
        let mut body = json!({"callback_query_id": callback_id});
        if let Some(toast) = toast {
            let toast: String = toast.chars().take(TOAST_CHARS).collect();
            body = json!({"callback_query_id": callback_id, "text": toast, "show_alert": alert});
        }
        self.call("answerCallbackQuery", &body, self.limits().call).await.map(drop)
    }

    /// Shows what the bot is doing, for at most 6 s. Cosmetic.
    ///
    /// # Errors
    /// What Bale or the network answered.
    pub async fn send_chat_action(&self, chat: i64, action: ChatAction) -> Result<(), BaleError> {
        self.exec(&SendChatAction::new(ChatId(chat), action)).await.map(drop)
    }

    /// Asks for updates from `offset` on, at most 100; waits up to `timeout` (whole seconds) for the first.
    /// An offset confirms everything before it; a negative one forgets (`bale-api.md` §2).
    ///
    /// # Errors
    /// What Bale or the network answered.
    pub async fn get_updates(
        &self,
        offset: Option<i64>,
        timeout: Duration,
    ) -> Result<Vec<Incoming>, BaleError> {
        self.get_some_updates(offset, MOST_UPDATES, timeout).await
    }

    pub(crate) async fn get_some_updates(
        &self,
        offset: Option<i64>,
        most: u8,
        timeout: Duration,
    ) -> Result<Vec<Incoming>, BaleError> {
        let mut body = json!({"limit": most, "timeout": timeout.as_secs()});
        if let (Some(offset), Some(fields)) = (offset, body.as_object_mut()) {
            fields.insert("offset".to_owned(), offset.into());
        }
        let result = self.call("getUpdates", &body, timeout.saturating_add(POLL_GRACE)).await?;
        Ok(read_updates(&result))
    }

    /// Tells Bale to deliver updates to `url`: HTTPS on port 443 or 88 (`bale-api.md` §2).
    ///
    /// # Errors
    /// What Bale or the network answered.
    pub async fn set_webhook(&self, url: &str) -> Result<(), BaleError> {
        let told = self.call("setWebhook", &json!({"url": url}), self.limits().call).await;
        told.map(drop).map_err(|mut error| {
            // Bale may name the address in its words, and the address ends in the webhook's secret.
            if let (BaleError::Refused { description, .. }, Some((_, secret))) =
                (&mut error, url.rsplit_once('/'))
                && !secret.is_empty()
            {
                *description = description.replace(secret, "***");
            }
            error
        })
    }

    /// Tells Bale to keep updates until they are asked for.
    ///
    /// # Errors
    /// What Bale or the network answered.
    pub async fn delete_webhook(&self) -> Result<(), BaleError> {
        self.call("deleteWebhook", &json!({}), self.limits().call).await.map(drop)
    }

    /// Asks where Bale delivers updates.
    ///
    /// # Errors
    /// What Bale or the network answered.
    pub async fn get_webhook_info(&self) -> Result<WebhookInfo, BaleError> {
        let result: Value = self.call("getWebhookInfo", &json!({}), self.limits().call).await?;
        Ok(WebhookInfo { url: text(&result, "url") })
    }
}
