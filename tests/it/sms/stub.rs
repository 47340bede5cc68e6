//! A stand-in for a gateway: records what it gets and answers as it is told.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, Method, StatusCode, Uri};
use axum::response::{IntoResponse, Response};
use bimeyar::runtime::{Secret, Tasks, http};
use bimeyar::sms::{Console, Gateway, Provider, SmsSettings, Templates};
use serde_json::Value;
use tokio::net::TcpListener;

pub(super) const KEY: &str = "5A6B7C8D9E0F";

/// What the stand-in for a gateway answers.
#[derive(Clone)]
enum Reply {
    With { status: u16, headers: Vec<(&'static str, String)>, body: String },
    Never,
}

#[derive(Clone, Debug)]
pub(super) struct Request {
    pub(super) method: Method,
    pub(super) path: String,
    pub(super) headers: HeaderMap,
    pub(super) body: String,
}

impl Request {
    pub(super) fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }

    pub(super) fn form(&self) -> BTreeMap<String, String> {
        let url = reqwest::Url::parse(&format!("http://x/?{}", self.body)).unwrap();
        url.query_pairs().into_owned().collect()
    }

    pub(super) fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap()
    }
}

/// A stand-in for a gateway.
#[derive(Clone)]
pub(super) struct Stub {
    reply: Arc<Mutex<Reply>>,
    seen: Arc<Mutex<Vec<Request>>>,
    pub(super) url: String,
}

impl Stub {
    pub(super) async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let stub = Self {
            reply: Arc::new(Mutex::new(Reply::Never)),
            seen: Arc::default(),
            url: format!("http://{}", listener.local_addr().unwrap()),
        };
        let app = Router::new().fallback(answer).with_state(stub.clone());
        Tasks::new().spawn("stub", async move { axum::serve(listener, app).await.unwrap() });
        stub
    }

    pub(super) fn answers(&self, status: u16, body: &(impl ToString + ?Sized)) -> &Self {
        self.answers_with(status, &[("content-type", "application/json")], body)
    }

    pub(super) fn answers_with(
        &self,
        status: u16,
        headers: &[(&'static str, &str)],
        body: &(impl ToString + ?Sized),
    ) -> &Self {
        let headers = headers.iter().map(|(name, value)| (*name, (*value).to_owned())).collect();
        *self.reply.lock().unwrap() = Reply::With { status, headers, body: body.to_string() };
        self
    }

    pub(super) fn last(&self) -> Request {
        self.seen.lock().unwrap().last().unwrap().clone()
    }

    pub(super) fn count(&self) -> usize {
        self.seen.lock().unwrap().len()
    }

    pub(super) fn settings(&self, provider: Provider) -> SmsSettings {
        SmsSettings {
            provider,
            api_url: Some(self.url.clone()),
            api_key: Secret::new(KEY.to_owned()),
            bot_id: Some(42),
            templates: Templates {
                code: "100".into(),
                registered: "101".into(),
                defect: "102".into(),
                stage: "103".into(),
            },
            ..SmsSettings::default()
        }
    }

    pub(super) fn gateway(&self, provider: Provider) -> Gateway {
        build(&self.settings(provider))
    }
}

async fn answer(
    State(stub): State<Stub>,
    method: Method,
    uri: Uri,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let body = String::from_utf8(body.to_vec()).unwrap();
    stub.seen.lock().unwrap().push(Request { method, path: uri.to_string(), headers, body });
    let reply = stub.reply.lock().unwrap().clone();
    match reply {
        Reply::With { status, headers, body } => {
            let mut response = (StatusCode::from_u16(status).unwrap(), body).into_response();
            for (name, value) in headers {
                response.headers_mut().insert(name, value.parse().unwrap());
            }
            response
        }
        Reply::Never => std::future::pending().await,
    }
}

pub(super) fn build(settings: &SmsSettings) -> Gateway {
    Gateway::new(settings, &http::client().unwrap(), &Console::new(|_, _| {})).unwrap()
}
