//! The claims as those who decide see them.

use bimeyar::photo::{PhotoLimits, prepare};
use bimeyar::runtime::http;
use reqwest::{Client, Response};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use super::plan::{Photo, Plan, Who};
use super::subset::differences;

/// The reviewer's API.
#[derive(Clone)]
pub(super) struct Reviewer {
    client: Client,
    base: String,
    token: String,
}

impl Reviewer {
    pub(super) fn new(base: &str, token: &str) -> Self {
        let client = http::client().unwrap();
        Self { client, base: base.to_owned(), token: token.to_owned() }
    }

    /// The same address with another token.
    pub(super) fn with_token(&self, token: &str) -> Self {
        Self::new(&self.base, token)
    }

    pub(super) async fn get(&self, path: &str) -> Response {
        let url = format!("{}{path}", self.base);
        self.client.get(url).bearer_auth(&self.token).send().await.unwrap()
    }

    /// Asks for a decision; the status and what comes with it.
    pub(super) async fn decide(&self, code: &str, body: &Value) -> (u16, Value) {
        let url = format!("{}/api/v1/claims/{code}/decisions", self.base);
        let asking = self.client.post(url).bearer_auth(&self.token).json(body).send();
        let answer = asking.await.unwrap();
        (answer.status().as_u16(), answer.json().await.unwrap())
    }

    /// As [`Reviewer::decide`]; none when the bot does not answer.
    pub(super) async fn tries_to_decide(&self, code: &str, body: &Value) -> Option<(u16, Value)> {
        let url = format!("{}/api/v1/claims/{code}/decisions", self.base);
        let asking = self.client.post(url).bearer_auth(&self.token).json(body).send();
        answered(asking.await).await
    }

    /// Status and claim; none when the bot does not answer.
    pub(super) async fn tries_to_see(&self, code: &str) -> Option<(u16, Value)> {
        let url = format!("{}/api/v1/claims/{code}", self.base);
        answered(self.client.get(url).bearer_auth(&self.token).send().await).await
    }

    /// Without any token.
    pub(super) async fn get_bare(&self, path: &str) -> Response {
        self.client.get(format!("{}{path}", self.base)).send().await.unwrap()
    }

    pub(super) async fn claim(&self, code: &str) -> Value {
        let answer = self.get(&format!("/api/v1/claims/{code}")).await;
        assert_eq!(answer.status(), 200, "{code}");
        answer.json().await.unwrap()
    }

    /// The codes of all claims, oldest first.
    pub(super) async fn codes(&self) -> Vec<String> {
        let (mut codes, mut cursor) = (Vec::new(), String::new());
        loop {
            let answer = self.get(&format!("/api/v1/claims?limit=100{cursor}")).await;
            assert_eq!(answer.status(), 200);
            let page: Value = answer.json().await.unwrap();
            let items = page["items"].as_array().unwrap().iter();
            codes.extend(items.map(|item| item["tracking_code"].as_str().unwrap().to_owned()));
            match page["next_cursor"].as_str() {
                Some(next) => cursor = format!("&cursor={next}"),
                None => break,
            }
        }
        codes.sort();
        codes
    }

    /// The claim of `code` is what the person told: every field, and the bytes of every document.
    pub(super) async fn check(&self, code: &str, who: &Who, plan: &Plan) {
        let mut claim = self.claim(code).await;
        let fields = claim.as_object_mut().unwrap();
        assert_eq!(fields.remove("tracking_code"), Some(json!(code)));
        let registered_at = fields.remove("registered_at").unwrap();
        let mut events = fields.remove("events").unwrap();
        assert_eq!(events[0]["at"], registered_at);
        let event = events[0].as_object_mut().unwrap();
        event.remove("at");
        let registered = json!({ "stage": "registered", "actor": "insured", "reason": null });
        assert_eq!(differences(&events, &json!([registered])), Vec::<String>::new());
        let documents = fields.remove("documents").unwrap();
        let found = differences(&claim, &plan.claim(who));
        assert_eq!(found, Vec::<String>::new(), "{code}");
        self.check_documents(code, plan, documents.as_array().unwrap()).await;
    }

    async fn check_documents(&self, code: &str, plan: &Plan, documents: &[Value]) {
        let wanted = plan.photos.iter().map(|photo| wanted_document(photo, None)).collect();
        self.check_bytes(code, documents, wanted).await;
    }

    /// `documents` of the claim of `code` are `wanted`, and so are the bytes that are served.
    pub(super) async fn check_bytes(
        &self,
        code: &str,
        documents: &[Value],
        mut wanted: Vec<(String, Value)>,
    ) {
        wanted.sort_by(|one, other| one.0.cmp(&other.0));
        let mut found: Vec<(String, Value)> = Vec::new();
        for document in documents {
            let mut document = document.clone();
            let id = document.as_object_mut().unwrap().remove("id").unwrap();
            let path = format!("/api/v1/claims/{code}/documents/{}", id.as_str().unwrap());
            let answer = self.get(&path).await;
            assert_eq!(answer.status(), 200, "{path}");
            assert_eq!(answer.headers()["content-type"], document["media_type"].as_str().unwrap());
            let bytes = answer.bytes().await.unwrap();
            assert_eq!(json!(bytes.len()), document["bytes"], "{path}");
            found.push((hex(&Sha256::digest(&bytes)), document));
        }
        found.sort_by(|one, other| one.0.cmp(&other.0));
        assert_eq!(found, wanted, "documents of {code}");
    }
}

/// The hash of the bytes that are to be served for a photo, and the document in the claim; with the round of defects in which
/// it came when it came after registering.
pub(super) fn wanted_document(photo: &Photo, late: Option<u32>) -> (String, Value) {
    let kept = prepare(&photo.upload, &PhotoLimits::default()).unwrap();
    let sha256 = hex(&kept.sha256);
    let document = json!({
        "title": { "code": photo.title.1, "name": photo.title.0 },
        "media_type": kept.media_type, "width": kept.width, "height": kept.height,
        "bytes": kept.bytes.len(), "sha256": sha256, "late": late.is_some(), "round": late.unwrap_or(0),
        "quality": kept.warnings,
    });
    (sha256, document)
}

async fn answered(answer: reqwest::Result<Response>) -> Option<(u16, Value)> {
    let answer = answer.ok()?;
    Some((answer.status().as_u16(), answer.json().await.ok()?))
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |text, byte| text + &format!("{byte:02x}"))
}
