//! The reviewers' API over real HTTP, real SQLite and a real folder. Every answer that a test gets by [`Desk::call`] is held
//! against the published description.

mod answers;
mod audited;
mod claims;
mod decisions;
mod described;
mod description;
mod documented;
mod feed;
mod life;
mod members;
mod roles;
pub(crate) mod routes;
mod special;
mod target;

use std::fs;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use bimeyar::claim::life::Act;
use bimeyar::claim::{Claim, Decision, NewClaim, Role};
use bimeyar::documents::Documents;
use bimeyar::flow::Datasets;
use bimeyar::registry::{Changed, ClaimChange, Doer, Registration, Registry};
use bimeyar::reviewer::{self, Health, ReviewerSettings, token_hash};
use bimeyar::runtime::{Clock, Metrics, Secret, Tasks, http, metrics};
use bimeyar::wording::Catalog;
use bytes::Bytes;
use reqwest::header::HeaderMap;
use reqwest::{RequestBuilder, Response, StatusCode};
use serde_json::Value;
use tempfile::TempDir;

use crate::support::claims::{counting, invoice, new_claim, now, vault};
use description::Description;

const TOKEN: &str = "a token of thirty-two letters...";
const PHOTO: &[u8] = b"\xff\xd8\xff0123456789";

struct Desk {
    folder: TempDir,
    office: reviewer::Desk,
    health: Arc<Switch>,
    tasks: Tasks,
    base: String,
    http: reqwest::Client,
    description: Description,
}

/// An answer, read whole. What is no JSON has the body null.
#[derive(Debug)]
struct Answer {
    status: u16,
    headers: HeaderMap,
    bytes: Bytes,
    body: Value,
}

#[derive(Default)]
struct Switch(AtomicBool, Metrics);

impl Health for Switch {
    fn ready(&self) -> Result<(), String> {
        let is_ready = self.0.load(Ordering::SeqCst);
        if is_ready { Ok(()) } else { Err("Bale has not answered for 60 s.".to_owned()) }
    }

    fn metrics(&self) -> Metrics {
        self.1.clone()
    }

    fn measure(&self) {
        self.1.set(&metrics::OUTBOX, &[], 3);
    }
}

/// The token of somebody of this role.
fn token_of(role: Role) -> String {
    format!("bmy_token-of-the-{}", role.name())
}

impl Desk {
    async fn open(token: Option<&str>) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let path = |name: &str| folder.path().join(name).display().to_string();
        let url = format!("sqlite:{}", path("registry.sqlite"));
        let registry = Registry::open(&url, vault()).await.unwrap();
        let documents = Documents::open(&format!("file:{}", path("documents")), vault()).unwrap();
        let settings = ReviewerSettings {
            listen: "127.0.0.1:0".to_owned(),
            bootstrap_token: token.map(|token| Secret::new(token.to_owned())),
            hsts: 31_536_000,
            ..ReviewerSettings::default()
        };
        let office = reviewer::Desk {
            registry,
            documents,
            datasets: Arc::new(Datasets::load(&files("flows/data")).0),
            catalog: Arc::new(Catalog::load("fa", &files("locales/fa")).0),
            clock: Clock::manual(now()),
        };
        let (health, tasks) = (Arc::new(Switch::default()), Tasks::new());
        let shown = Arc::clone(&health) as Arc<dyn Health>;
        let address = reviewer::serve(&settings, office.clone(), shown, &tasks).await.unwrap();
        let (base, http) = (format!("http://{address}"), http::client().unwrap());
        let description = http.get(format!("{base}/api/v1/openapi.json")).send().await.unwrap();
        let description = Description::new(body(description).await);
        Self { folder, office, health, tasks, base, http, description }
    }

    /// With somebody of each role, and the bootstrap token.
    async fn staffed() -> Self {
        let desk = Self::open(Some(TOKEN)).await;
        for role in Role::ALL {
            let hash = token_hash(&token_of(role));
            let registry = &desk.office.registry;
            registry.acting("tests", now()).add_staff(role.name(), role, hash, None).await.unwrap();
        }
        desk
    }

    async fn register(&self, new: &NewClaim) -> Claim {
        let seed = u64::from_str_radix(&new.draft, 16).unwrap() << 20;
        match self.office.registry.register(new, now(), counting(seed)).await.unwrap() {
            Registration::Done(claim) => *claim,
            refused @ (Registration::Changed | Registration::Erased) => panic!("{refused:?}"),
        }
    }

    /// A claim with one photo that is stored.
    async fn with_photo(&self) -> Claim {
        let mut new = new_claim(1);
        new.documents = vec![invoice("00000000000000aa", PHOTO)];
        let hash = &new.documents[0].file.sha256;
        self.office.documents.put(&new.draft, hash, Bytes::from_static(PHOTO)).await.unwrap();
        self.register(&new).await
    }

    /// Lets something happen to a claim, past the API.
    async fn change(&self, claim: &Claim, act: Act, by: Doer) -> Claim {
        let change = ClaimChange { act, by, expected_revision: None };
        match self.office.registry.change(&claim.code, change, self.office.clock.now()).await {
            Ok(Changed::Done(claim)) => *claim,
            other => panic!("{other:?}"),
        }
    }

    async fn decide(&self, claim: &Claim, decision: Decision) -> Claim {
        let by = Doer::Staff { name: "past the API".to_owned() };
        self.change(claim, Act::Decide(decision), by).await
    }

    fn ask(&self, path: &str) -> RequestBuilder {
        self.http.get(format!("{}{path}", self.base)).bearer_auth(TOKEN)
    }

    /// Sends a request of `method` as it comes out of `made`, and holds the answer against the description.
    async fn call(
        &self,
        (method, path): (&str, &str),
        made: impl FnOnce(RequestBuilder) -> RequestBuilder,
    ) -> Answer {
        let request = self.http.request(method.parse().unwrap(), format!("{}{path}", self.base));
        let response = made(request).send().await.unwrap();
        let (status, headers) = (response.status().as_u16(), response.headers().clone());
        let bytes = response.bytes().await.unwrap();
        let body = serde_json::from_slice(&bytes).unwrap_or_default();
        let answer = Answer { status, headers, bytes, body };
        self.description.check((method, path), &answer);
        answer
    }

    /// Reads as somebody of this role.
    async fn get(&self, path: &str, role: Role) -> Answer {
        self.call(("GET", path), |request| request.bearer_auth(token_of(role))).await
    }

    /// Decides as somebody of this role.
    async fn post_decision(&self, claim: &Claim, role: Role, decision: &Value) -> Answer {
        let path = format!("/api/v1/claims/{}/decisions", claim.code);
        let token = token_of(role);
        self.call(("POST", &path), |request| request.bearer_auth(token).json(decision)).await
    }

    async fn json(&self, path: &str) -> Value {
        let answer = self.call(("GET", path), |request| request.bearer_auth(TOKEN)).await;
        assert_eq!(answer.status, 200, "{path}");
        assert_eq!(answer.headers["content-type"], "application/json");
        answer.body
    }
}

fn files(folder: &str) -> Vec<(String, String)> {
    let mut files: Vec<(String, String)> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .map(|path| (path.display().to_string(), fs::read_to_string(&path).unwrap()))
        .collect();
    files.sort();
    files
}

/// The pointers that a problem names.
fn pointers(problem: &Value) -> Vec<&str> {
    let errors = problem["errors"].as_array().unwrap();
    errors.iter().map(|error| error["pointer"].as_str().unwrap()).collect()
}

async fn body(response: Response) -> Value {
    serde_json::from_slice(&response.bytes().await.unwrap()).unwrap()
}

/// Looks over a problem as RFC 9457 wants it; its body.
async fn problem(response: Response, status: StatusCode) -> Value {
    assert_eq!(response.status(), status);
    assert_eq!(response.headers()["content-type"], "application/problem+json");
    assert_eq!(response.headers()["cache-control"], "no-store");
    let body = body(response).await;
    assert_eq!(body["status"], status.as_u16());
    assert!(body["type"].is_string() && body["title"].is_string() && body["detail"].is_string());
    body
}
