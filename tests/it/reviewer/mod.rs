//! The reviewers' API over real HTTP, real SQLite and a real folder.

mod claims;

use std::fs;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use bimeyar::claim::{Claim, NewClaim};
use bimeyar::documents::Documents;
use bimeyar::flow::Datasets;
use bimeyar::registry::{Registration, Registry};
use bimeyar::reviewer::{self, Health, ReviewerSettings};
use bimeyar::runtime::{Clock, Secret, Tasks, http};
use bimeyar::wording::Catalog;
use bytes::Bytes;
use reqwest::{RequestBuilder, Response, StatusCode};
use serde_json::Value;
use tempfile::TempDir;

use crate::support::claims::{counting, invoice, new_claim, now, vault};

const TOKEN: &str = "a token of thirty-two letters...";
const PHOTO: &[u8] = b"\xff\xd8\xff0123456789";

struct Desk {
    _folder: TempDir,
    office: reviewer::Desk,
    health: Arc<Switch>,
    tasks: Tasks,
    base: String,
    http: reqwest::Client,
}

#[derive(Default)]
struct Switch(AtomicBool);

impl Health for Switch {
    fn ready(&self) -> Result<(), String> {
        let is_ready = self.0.load(Ordering::SeqCst);
        if is_ready { Ok(()) } else { Err("Bale has not answered for 60 s.".to_owned()) }
    }
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
        Self { _folder: folder, office, health, tasks, base, http }
    }

    async fn register(&self, new: &NewClaim) -> Claim {
        let seed = u64::from_str_radix(&new.draft, 16).unwrap() << 20;
        match self.office.registry.register(new, now(), counting(seed)).await.unwrap() {
            Registration::Done(claim) => *claim,
            Registration::Changed => panic!("the directory has changed"),
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

    fn ask(&self, path: &str) -> RequestBuilder {
        self.http.get(format!("{}{path}", self.base)).bearer_auth(TOKEN)
    }

    async fn json(&self, path: &str) -> Value {
        let response = self.ask(path).send().await.unwrap();
        assert_eq!(response.status(), StatusCode::OK, "{path}");
        assert_eq!(response.headers()["content-type"], "application/json");
        body(response).await
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
