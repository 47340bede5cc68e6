//! Sending files that Bale does not have yet, as multipart forms (`bale-api.md` §5).

use bytes::Bytes;
use reqwest::Body;
use reqwest::multipart::{Form, Part};
use teloxide::types::ReplyMarkup;

use super::client::message_id;
use super::outgoing::known_markup;
use super::{BaleError, Client};

/// A file and where it goes. Bale takes photos up to 10 MB and other files up to 50 MB (20 MB was measured).
#[derive(Clone, Debug)]
pub struct Upload {
    /// The chat.
    pub chat: i64,
    /// The file itself.
    pub bytes: Bytes,
    /// The name that the receiver sees.
    pub file_name: String,
    /// The media type; one that is not valid is left out.
    pub mime: String,
    /// The text under it, at most 1024 characters, parsed as Bale Markdown.
    pub caption: Option<String>,
    /// The keyboard under it.
    pub reply_markup: Option<ReplyMarkup>,
    /// The message that it answers.
    pub reply_to_message_id: Option<i64>,
}

impl Upload {
    /// A file without caption, keyboard or message to answer.
    pub fn new(chat: i64, file_name: &str, mime: &str, bytes: Bytes) -> Self {
        Self {
            chat,
            bytes,
            file_name: file_name.to_owned(),
            mime: mime.to_owned(),
            caption: None,
            reply_markup: None,
            reply_to_message_id: None,
        }
    }

    fn form(&self, field: &'static str) -> Result<Form, BaleError> {
        let mut form = Form::new().text("chat_id", self.chat.to_string());
        if let Some(caption) = &self.caption {
            form = form.text("caption", caption.clone());
        }
        if let Some(id) = self.reply_to_message_id {
            form = form.text("reply_to_message_id", id.to_string());
        }
        if let Some(markup) = &self.reply_markup {
            let markup = serde_json::to_value(markup)
                .map_err(|_| BaleError::Unsendable("the keyboard is no JSON"))?;
            if let Some(markup) = known_markup(markup) {
                form = form.text("reply_markup", markup.to_string());
            }
        }
        Ok(form.part(field, self.part()))
    }

    fn part(&self) -> Part {
        let plain = || {
            let length = u64::try_from(self.bytes.len()).unwrap_or(u64::MAX);
            Part::stream_with_length(Body::from(self.bytes.clone()), length)
                .file_name(self.file_name.clone())
        };
        plain().mime_str(&self.mime).unwrap_or_else(|_| plain())
    }
}

impl Client {
    /// Sends a photo that Bale does not have yet. The message's id, or `None` where Bale accepted it but its answer
    /// could not be read.
    ///
    /// # Errors
    /// What Bale or the network answered.
    pub async fn send_photo_bytes(&self, upload: &Upload) -> Result<Option<i64>, BaleError> {
        self.send_upload("sendPhoto", "photo", upload).await
    }

    /// Sends a file that Bale does not have yet. The message's id, as for [`Client::send_photo_bytes`].
    ///
    /// # Errors
    /// What Bale or the network answered.
    pub async fn send_document_bytes(&self, upload: &Upload) -> Result<Option<i64>, BaleError> {
        self.send_upload("sendDocument", "document", upload).await
    }

    async fn send_upload(
        &self,
        method: &str,
        field: &'static str,
        upload: &Upload,
    ) -> Result<Option<i64>, BaleError> {
        match self.upload(method, upload.form(field)?).await {
            Ok(result) => Ok(message_id(&result)),
            Err(BaleError::Unreadable) => Ok(None),
            Err(error) => Err(error),
        }
    }
}
