//! A person's phone: what they do goes to the simulator over HTTP, and what its page shows is read back and held against
//! what the engine wanted to say.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::http::HttpStage;
use super::pure::keys_of;
use super::stage::{Act, Said};
use super::{pattern, samples, screens};

impl HttpStage {
    /// Does `act` on the phone of `who`.
    pub(crate) fn do_on_phone(&self, who: &str, act: &Act) -> Result<(), String> {
        match act {
            Act::Text(text) => self.post(who, "text", json!({ "text": text })),
            Act::Press(data) => {
                let buttons = self.buttons.get(who).map_or(&[][..], Vec::as_slice);
                let (_, message) = buttons
                    .iter()
                    .rev()
                    .find(|(known, _)| known == data)
                    .ok_or("no message has that button")?;
                self.post(who, "press", json!({ "message_id": message, "data": data }))
            }
            Act::Photos { names, album, as_file, caption } => {
                let caption = caption.as_deref();
                let path = if *as_file { "document" } else { "photos" };
                if *album {
                    return self.send(who, path, names, caption);
                }
                names
                    .iter()
                    .try_for_each(|name| self.send(who, path, std::slice::from_ref(name), caption))
            }
            Act::Contact { own: true, .. } => self.post(who, "contact", json!({ "own": true })),
            Act::Contact { phone, .. } => {
                let contact = json!({ "phone_number": phone, "first_name": "x", "user_id": 7 });
                self.post(who, "contact", contact)
            }
            Act::Voice => self.post(who, "voice", json!({})),
        }
    }

    fn post(&self, who: &str, path: &str, body: Value) -> Result<(), String> {
        let chat = self.chat(who)?;
        self.runtime.block_on(self.bench.act(chat, path, body));
        Ok(())
    }

    fn send(
        &self,
        who: &str,
        path: &str,
        names: &[String],
        caption: Option<&str>,
    ) -> Result<(), String> {
        let simulator = self.bench.simulator.base_url();
        let url = format!("{simulator}/sim/people/{}/{path}", self.chat(who)?);
        let mut form = reqwest::multipart::Form::new();
        for name in names {
            let file = name.rsplit('/').next().unwrap_or(name).to_owned();
            let part = reqwest::multipart::Part::bytes(samples::bytes(name)?).file_name(file);
            form = form.part("file", part);
        }
        if let Some(caption) = caption {
            form = form.text("caption", caption.to_owned());
        }
        let sending = self.bench.client.post(url).multipart(form).send();
        let answer = self.runtime.block_on(sending).map_err(|fault| fault.to_string())?;
        answer.error_for_status().map(drop).map_err(|fault| fault.to_string())
    }

    /// The messages of the bot that came since the last look.
    pub(crate) fn read_phone(&mut self, who: &str) -> Vec<Said> {
        let Ok(chat) = self.chat(who) else { return Vec::new() };
        let after = self.read.get(who).copied().unwrap_or(0);
        let path = format!("people/{chat}/history?after={after}");
        let history = self.runtime.block_on(self.bench.sim(&path));
        self.read.insert(who.to_owned(), history["seq"].as_u64().unwrap_or(after));
        let items = history["items"].as_array().cloned().unwrap_or_default();
        let by_bot = items.iter().filter(|item| item["kind"] == "message" && item["from"] == "bot");
        let mut heard = Vec::new();
        for message in by_bot {
            if let Some(url) = message["document"]["url"].as_str() {
                let file = self.download(url);
                self.copies.insert(who.to_owned(), file);
                continue;
            }
            let text = message["text"].as_str().unwrap_or_default();
            let understood = self.understood(chat, message);
            if understood.is_err() && self.is_repeated(chat, text) {
                continue;
            }
            self.shown.insert(chat, text.to_owned());
            let said = understood.unwrap_or_else(|fault| Said {
                text: format!("{fault}\n{text}"),
                inline: Vec::new(),
                bottom: None,
                share: None,
                keys: Vec::new(),
            });
            let id = message["message_id"].as_i64().unwrap_or(0);
            let data = said.inline.iter().flatten().filter_map(|(_, data)| data.clone());
            let buttons = self.buttons.entry(who.to_owned()).or_default();
            buttons.extend(data.map(|data| (data, id)));
            self.spoken.extend(said.keys.iter().map(|(key, _)| key.clone()));
            heard.push(said);
        }
        heard
    }

    /// The file that the page shows at `url`.
    fn download(&self, url: &str) -> String {
        let url = format!("{}{url}", self.bench.simulator.base_url());
        let client = &self.bench.client;
        let file = self.runtime.block_on(async { client.get(url).send().await?.text().await });
        file.unwrap_or_else(|fault| fault.to_string())
    }

    /// A message of the page as a person sees it, with what the engine meant by it. A text alone leaves open which key it is
    /// of: the patterns of three times as many keys match as were said. So the message must be, to the letter, a screen that
    /// the engine showed, and must read as the keys of it.
    fn understood(&self, chat: i64, message: &Value) -> Result<Said, String> {
        let text = message["text"].as_str().unwrap_or_default();
        let words = &self.recorder.world().words;
        let meant = self.recorder.notes(|notes| {
            let screens = notes.screens.entry(chat).or_default();
            let place = screens.iter().position(|screen| {
                screens::shown(words, screen).is_ok_and(|said| said.text.trim() == text.trim())
            })?;
            Some(screens.remove(place))
        });
        let meant = meant.ok_or_else(|| format!("the engine never said:\n{text}"))?;
        let mut said = screens::shown(words, &meant)?;
        let shown = rows(message, "inline_keyboard");
        let labels = |rows: &[Vec<(String, Option<String>)>]| -> Vec<Vec<String>> {
            rows.iter().map(|row| row.iter().map(|(label, _)| label.clone()).collect()).collect()
        };
        if labels(&shown) != labels(&said.inline) {
            return Err(format!("the buttons of the message are {shown:?}"));
        }
        let bottom: Vec<String> =
            rows(message, "reply_keyboard").into_iter().flatten().map(|(label, _)| label).collect();
        let wanted: BTreeSet<&String> =
            said.share.iter().chain(said.bottom.iter().flatten()).collect();
        if wanted != bottom.iter().collect() {
            return Err(format!("the words at the bottom are {bottom:?}"));
        }
        let reading = pattern::Read::new(&self.setting.texts, text);
        let other = meant.paragraphs.iter().find(|part| !reading.fits(words, part));
        if let Some(other) = other {
            return Err(format!("the message does not read as `{}`", other.key));
        }
        let mut messages = Vec::new();
        meant.paragraphs.iter().for_each(|paragraph| keys_of(paragraph, &mut messages));
        // A text may leave out what it was given.
        let mut is_read = messages.iter().map(|message| reading.fits(words, message));
        said.keys.retain(|_| is_read.next().unwrap_or(false));
        Ok(Said { inline: shown, ..said })
    }
}

/// The rows of a keyboard on the page.
fn rows(message: &Value, name: &str) -> Vec<Vec<(String, Option<String>)>> {
    let button = |button: &Value| {
        let data = button["callback_data"].as_str().map(str::to_owned);
        let label = button["text"].as_str().or(button.as_str()).unwrap_or_default();
        (label.to_owned(), data)
    };
    let rows = message[name].as_array().cloned().unwrap_or_default();
    rows.iter().map(|row| row.as_array().into_iter().flatten().map(button).collect()).collect()
}
