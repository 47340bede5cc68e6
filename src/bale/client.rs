//! One call to Bale over HTTP: the address, the time limit, the answer, and the token's secrecy.

use std::time::Duration;

use reqwest::{RequestBuilder, Response};
use serde::Serialize;
use serde_json::Value;
use teloxide::requests::Payload;

use super::envelope::{self, Answer};
use super::wire::lenient;
use super::{BaleError, BaleSettings, outgoing};
use crate::runtime::{Metrics, Secret, Stopwatch, metrics};

/// A client for one bot. Cheap to clone; clones share the connections.
#[derive(Clone, Debug)]
pub struct Client {
    http: reqwest::Client,
    base: String,
    token: Secret<String>,
    limits: Limits,
    metrics: Metrics,
}

/// How long the kinds of calls may take in all.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// An ordinary call. Default 20 s.
    pub call: Duration,
    /// A call that carries a file. Default 120 s: a photo on a slow line.
    pub upload: Duration,
    /// The download of a file. Default 120 s.
    pub download: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            call: Duration::from_secs(20),
            upload: Duration::from_mins(2),
            download: Duration::from_mins(2),
        }
    }
}

/// Bytes of an answer that are read: a hundred updates are far less.
const ANSWER_BYTES: usize = 16 * 1024 * 1024;
/// Characters of Bale's own words that an error carries.
const WORDS: usize = 300;

impl Client {
    /// A client with the default [`Limits`], over the house's [`runtime::http`](crate::runtime::http) client.
    pub fn new(settings: &BaleSettings, http: reqwest::Client) -> Self {
        Self::with_limits(settings, http, Limits::default())
    }

    /// A client with limits of its own.
    pub fn with_limits(settings: &BaleSettings, http: reqwest::Client, limits: Limits) -> Self {
        Self {
            http,
            base: settings.api_url.trim().trim_end_matches('/').to_owned(),
            token: Secret::new(settings.token.expose().trim().to_owned()),
            limits,
            metrics: Metrics::default(),
        }
    }

    /// The same client, whose calls are counted in `metrics`.
    #[must_use]
    pub fn counted(self, metrics: Metrics) -> Self {
        Self { metrics, ..self }
    }

    /// The bot's own id, which is the first part of the token (`bale-api.md` §1).
    pub fn bot_id(&self) -> Option<i64> {
        self.token.expose().split_once(':')?.0.parse().ok()
    }

    /// Sends one of teloxide's payloads, without the fields that Bale does not know.
    ///
    /// The answer to an edit is a stub whose `message_id` is 0 (`bale-api.md` §4).
    ///
    /// # Errors
    /// [`BaleError::Unsendable`] for payloads with a new file (see [`Upload`](super::Upload)) or for inline mode; else
    /// what Bale or the network answered.
    pub async fn exec<P>(&self, payload: &P) -> Result<Value, BaleError>
    where
        P: Payload + Serialize + Sync,
    {
        let (method, body) = outgoing::request(payload)?;
        self.call(&method, &Value::Object(body), self.limits.call).await
    }

    /// Calls `method` with a JSON body.
    pub(crate) async fn call(
        &self,
        method: &str,
        body: &Value,
        limit: Duration,
    ) -> Result<Value, BaleError> {
        let request = self.http.post(self.method_url(method)).timeout(limit).json(body);
        self.perform(method, request).await
    }

    /// Calls `method` with a form that carries a file.
    pub(crate) async fn upload(
        &self,
        method: &str,
        form: reqwest::multipart::Form,
    ) -> Result<Value, BaleError> {
        let request =
            self.http.post(self.method_url(method)).timeout(self.limits.upload).multipart(form);
        self.perform(method, request).await
    }

    /// Asks for a file; the answer's body is still to be read. Sleeps nowhere, follows no redirect.
    pub(crate) async fn ask_for_file(&self, path: &str) -> Result<Response, BaleError> {
        let url = format!("{}/file/bot{}/{path}", self.base, self.token.expose());
        let request = self.http.get(url).timeout(self.limits.download);
        let watch = Stopwatch::start();
        let response = request.send().await.map_err(|error| self.transport(error));
        self.count("file", watch, response.as_ref().map(drop));
        response
    }

    /// The limits of this client.
    pub(crate) fn limits(&self) -> Limits {
        self.limits
    }

    fn method_url(&self, method: &str) -> String {
        format!("{}/bot{}/{method}", self.base, self.token.expose())
    }

    async fn perform(&self, method: &str, request: RequestBuilder) -> Result<Value, BaleError> {
        let watch = Stopwatch::start();
        let understood = self.answer(method, request).await;
        self.count(method, watch, understood.as_ref().map(drop));
        understood
    }

    async fn answer(&self, method: &str, request: RequestBuilder) -> Result<Value, BaleError> {
        let response = request.send().await.map_err(|error| self.transport(error))?;
        let answer = read_answer(response).await;
        tracing::debug!(method, status = answer.status, "Bale answered");
        self.understand(&answer)
    }

    fn count(&self, method: &str, watch: Stopwatch, result: Result<(), &BaleError>) {
        let result = result.map_or_else(BaleError::name, |()| "ok");
        self.metrics.count(&metrics::BALE_CALLS, &[method, result]);
        self.metrics.took(&metrics::BALE_SECONDS, &[method], watch.elapsed());
    }

    /// The result in `answer`, or an error whose words do not hold the token.
    pub(crate) fn understand(&self, answer: &Answer) -> Result<Value, BaleError> {
        let mut understood = envelope::read(answer);
        if let Err(BaleError::Refused { description, .. }) = &mut understood {
            *description = self.hide(description);
        }
        understood
    }

    /// What a failure of the transport means. The address goes first: it holds the token.
    pub(crate) fn transport(&self, error: reqwest::Error) -> BaleError {
        let error = error.without_url();
        if error.is_builder() {
            return BaleError::Unsendable("the address of Bale is not valid");
        }
        let reason = self.hide(&in_words(&error));
        if error.is_connect() {
            BaleError::NotReached { reason }
        } else {
            BaleError::AnswerLost { reason }
        }
    }

    /// `words` on one line, shortened, without the token or its secret part.
    fn hide(&self, words: &str) -> String {
        let token = self.token.expose();
        let mut shown = words.to_owned();
        let secret = token.split_once(':').map(|(_, secret)| secret);
        let encoded = token.replace(':', "%3A");
        for hidden in [Some(token.as_str()), Some(encoded.as_str()), secret].into_iter().flatten() {
            if !hidden.is_empty() {
                shown = shown.replace(hidden, "***");
            }
        }
        shown.chars().map(|c| if c.is_control() { ' ' } else { c }).take(WORDS).collect()
    }
}

/// The whole chain of causes, which reqwest's own words leave out.
fn in_words(error: &reqwest::Error) -> String {
    let mut words = error.to_string();
    let mut cause = std::error::Error::source(error);
    while let Some(inner) = cause {
        words.push_str(": ");
        words.push_str(&inner.to_string());
        cause = inner.source();
    }
    words
}

async fn read_answer(mut response: Response) -> Answer {
    let status = response.status().as_u16();
    let retry_after = response
        .headers()
        .get(reqwest::header::RETRY_AFTER)
        .and_then(|value| value.to_str().ok())
        .and_then(|seconds| seconds.trim().parse().ok());
    let mut body = Vec::new();
    let mut whole = false;
    // An answer that breaks off still has a status, and that is the better half of it.
    while body.len() <= ANSWER_BYTES {
        match response.chunk().await {
            Ok(Some(chunk)) => body.extend_from_slice(&chunk),
            Ok(None) => {
                whole = true;
                break;
            }
            Err(_) => break,
        }
    }
    Answer { status, retry_after, body, whole }
}

/// The `message_id` in the answer to a sending method.
pub(crate) fn message_id(result: &Value) -> Option<i64> {
    lenient::integer(result, "message_id")
}
