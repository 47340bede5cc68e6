//! A person: what they see, and their hands.

use std::time::Duration;

use bimeyar::persian::text;
use bimeyar::runtime::http;
use bimeyar::wording::Message;
use reqwest::Client;
use reqwest::multipart::{Form, Part};
use serde_json::{Value, json};

use super::feed::Feed;
use super::plan::Who;
use super::words;

/// A message of the bot.
#[derive(Clone, Debug)]
pub(super) struct Asked(pub(super) Value);

impl Asked {
    pub(super) fn text(&self) -> &str {
        self.0["text"].as_str().unwrap_or_default()
    }

    /// Whether it has the text of `key`, which takes no arguments.
    pub(super) fn says(&self, key: &str) -> bool {
        self.text().contains(words::says(key))
    }

    pub(super) fn says_with(&self, message: &Message) -> bool {
        self.text().contains(&words::says_with(message))
    }

    /// Whether it asks what a photo is.
    pub(super) fn asks_for_a_title(&self) -> bool {
        words::asks_for_a_title(self.text())
    }

    fn buttons(&self) -> impl Iterator<Item = &Value> {
        let rows = self.0["inline_keyboard"].as_array().into_iter().flatten();
        rows.flat_map(|row| row.as_array().into_iter().flatten())
    }

    /// The names of its buttons.
    pub(super) fn labels(&self) -> impl Iterator<Item = String> {
        self.buttons().filter_map(|button| button["text"].as_str().map(str::to_owned))
    }

    pub(super) fn has_button(&self, label: &str) -> bool {
        self.labels().any(|known| known == label)
    }

    /// The data behind the button of this name.
    pub(super) fn data(&self, label: &str) -> Option<String> {
        let button = self.buttons().find(|button| button["text"] == label)?;
        button["callback_data"].as_str().map(str::to_owned)
    }

    /// What its copying button copies.
    pub(super) fn copied(&self) -> Option<String> {
        let mut texts = self.buttons().filter_map(|button| button["copy_text"]["text"].as_str());
        texts.next().map(str::to_owned)
    }

    /// What makes two messages the same for a reader: the words, and what the buttons do.
    pub(super) fn fingerprint(&self) -> String {
        format!("{}{}{}", self.text(), self.0["inline_keyboard"], self.0["reply_keyboard"])
    }
}

/// A person at the messenger.
pub(super) struct Person {
    pub(super) id: i64,
    pub(super) who: Who,
    pub(super) client: Client,
    simulator: String,
    base: String,
    feed: Feed,
    /// Everything seen and done, for a failed test.
    pub(super) transcript: Vec<String>,
}

impl Person {
    /// A Bale user `id` comes to the messenger.
    pub(super) async fn new(simulator: &str, id: i64, who: Who) -> Self {
        let client = http::client().unwrap();
        let user = json!({ "id": id, "first_name": who.first_name, "last_name": who.last_name,
            "mobile": who.mobile });
        let added =
            client.post(format!("{simulator}/sim/people")).json(&user).send().await.unwrap();
        assert!(added.status().is_success(), "{}", added.text().await.unwrap());
        let base = format!("{simulator}/sim/people/{id}");
        let feed = Feed::open(&client, &format!("{base}/events")).await;
        Self {
            id,
            who,
            client,
            simulator: simulator.to_owned(),
            base,
            feed,
            transcript: Vec::new(),
        }
    }

    /// The next event; none when there is none within `patience`.
    pub(super) async fn sees(&mut self, patience: Duration) -> Option<Value> {
        let event = self.feed.next(patience).await?;
        if matches!(event["kind"].as_str(), Some("message" | "sms")) {
            let from = event["from"].as_str().unwrap_or_default();
            let text = event["text"].as_str().unwrap_or("(no text)");
            let labels = Asked(event.clone()).labels().collect::<Vec<_>>().join("][");
            self.transcript.push(format!("{} {from}: {text} [{labels}]", event["kind"]));
        }
        Some(event)
    }

    async fn does(&self, path: &str, body: &Value) -> Value {
        let done =
            self.client.post(format!("{}/{path}", self.base)).json(body).send().await.unwrap();
        assert!(done.status().is_success(), "{path}: {}", done.text().await.unwrap());
        done.json().await.unwrap()
    }

    pub(super) async fn types(&self, text: &str) {
        self.does("text", &json!({ "text": text })).await;
    }

    pub(super) async fn shares_contact(&self) {
        self.does("contact", &json!({ "own": true })).await;
    }

    /// Presses the button of this name.
    pub(super) async fn presses(&self, asked: &Asked, label: &str) {
        let data = asked.data(label).unwrap_or_else(|| {
            panic!("no button «{label}»\n{}", self.transcript.join("\n"));
        });
        let message = &asked.0["message_id"];
        self.does("press", &json!({ "message_id": message, "data": data })).await;
    }

    /// The code of the last SMS to `mobile`, in Persian digits; the bot says that it is sent only when it is.
    pub(super) async fn last_code(&self, mobile: &str) -> String {
        let url = format!("{}/sim/sms?mobile={mobile}", self.simulator);
        let sms: Value = self.client.get(url).send().await.unwrap().json().await.unwrap();
        let texts = sms["items"].as_array().unwrap().iter().rev();
        let mut codes = texts.filter_map(|sms| sms["text"].as_str()?.strip_prefix("code: "));
        text::to_persian_digits(codes.next().expect("an SMS with a code"))
    }

    /// Sends photos together; the ids of their messages.
    pub(super) async fn sends(&self, photos: &[&[u8]]) -> Vec<i64> {
        self.sends_with(photos, Form::new()).await
    }

    /// Sends a photo with words under it.
    pub(super) async fn sends_under(&self, photo: &[u8], caption: &str) -> Vec<i64> {
        self.sends_with(&[photo], Form::new().text("caption", caption.to_owned())).await
    }

    async fn sends_with(&self, photos: &[&[u8]], mut form: Form) -> Vec<i64> {
        for photo in photos {
            form = form.part("file", Part::bytes(photo.to_vec()).file_name("photo.jpg"));
        }
        let url = format!("{}/photos", self.base);
        let sent = self.client.post(url).multipart(form).send().await.unwrap();
        let sent: Value = sent.error_for_status().unwrap().json().await.unwrap();
        let messages = sent["messages"].as_array().unwrap();
        messages.iter().map(|message| message["message_id"].as_i64().unwrap()).collect()
    }
}
