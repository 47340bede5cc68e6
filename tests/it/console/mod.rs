//! The reviewer console over real HTTP, as a browser without scripts uses it.

mod audited;
mod browser;
mod decisions;
mod figures;
mod guards;
mod health;
mod pages;
pub(crate) mod routes;
mod signing_in;
mod special;

use std::fs;
use std::sync::Arc;

use bimeyar::claim::life::Act;
use bimeyar::claim::{Claim, Decision, NewClaim, Repair, Role};
use bimeyar::documents::Documents;
use bimeyar::flow::Datasets;
use bimeyar::registry::{Added, Changed, ClaimChange, Doer, Registration, Registry};
use bimeyar::reviewer::{self, Health, ReviewerSettings, hash_password};
use bimeyar::runtime::{Clock, Secret, Tasks};
use bimeyar::wording::Catalog;
use bytes::Bytes;
use jiff::SignedDuration;
use tempfile::TempDir;

use crate::support::claims::{counting, invoice, new_claim, now, vault};
use browser::Browser;

const PASSWORD: &str = "k7mq-3fzt-aaaa-bbbb-cccc";
const PHOTO: &[u8] = b"\xff\xd8\xff0123456789";

/// A console with a clock that stands still.
struct Office {
    folder: TempDir,
    desk: reviewer::Desk,
    base: String,
    _tasks: Tasks,
}

struct Ready;

impl Health for Ready {
    fn ready(&self) -> Result<(), String> {
        Ok(())
    }
}

impl Office {
    async fn open() -> Self {
        Self::watched(Arc::new(Ready)).await
    }

    /// What its pages of health say, somebody else knows.
    async fn watched(health: Arc<dyn Health>) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let path = |name: &str| folder.path().join(name).display().to_string();
        let url = format!("sqlite:{}", path("registry.sqlite"));
        let desk = reviewer::Desk {
            registry: Registry::open(&url, vault()).await.unwrap(),
            documents: Documents::open(&format!("file:{}", path("documents")), vault()).unwrap(),
            datasets: Arc::new(Datasets::load(&files("flows/data")).0),
            catalog: Arc::new(Catalog::load("fa", &files("locales/fa")).0),
            clock: Clock::manual(now()),
        };
        let settings = ReviewerSettings { listen: "127.0.0.1:0".to_owned(), ..Default::default() };
        let tasks = Tasks::new();
        let address = reviewer::serve(&settings, desk.clone(), health, &tasks).await.unwrap();
        Self { folder, desk, base: format!("http://{address}"), _tasks: tasks }
    }

    /// Somebody on the staff with [`PASSWORD`].
    async fn hire(&self, name: &str, role: Role) {
        let hash = hash_password(&Secret::new(PASSWORD.to_owned())).unwrap();
        let mut token = [0; 32];
        token[..name.len().min(32)].copy_from_slice(&name.as_bytes()[..name.len().min(32)]);
        let added = self
            .desk
            .registry
            .acting("tests", now())
            .add_staff(name, role, token, Some(&hash))
            .await;
        assert_eq!(added.unwrap(), Added::Done);
    }

    /// A browser in which somebody of this role is signed in.
    async fn signed_in(&self, role: Role) -> Browser {
        self.hire(role.name(), role).await;
        let mut browser = self.browser();
        let response = browser.sign_in(role.name(), PASSWORD).await;
        assert_eq!(response.goes_to(), "/console");
        browser
    }

    fn browser(&self) -> Browser {
        Browser::new(&self.base)
    }

    async fn register(&self, new: &NewClaim) -> Claim {
        let seed = u64::from_str_radix(&new.draft, 16).unwrap() << 20;
        match self.desk.registry.register(new, now(), counting(seed)).await.unwrap() {
            Registration::Done(claim) => *claim,
            refused @ (Registration::Changed | Registration::Erased) => panic!("{refused:?}"),
        }
    }

    /// A claim with one photo that is stored.
    async fn claim(&self) -> Claim {
        let mut new = new_claim(1);
        new.documents = vec![invoice("00000000000000aa", PHOTO)];
        let hash = &new.documents[0].file.sha256;
        self.desk.documents.put(&new.draft, hash, Bytes::from_static(PHOTO)).await.unwrap();
        self.register(&new).await
    }

    /// The same, taken in hand.
    async fn under_review(&self) -> Claim {
        let claim = self.claim().await;
        self.decide(&claim, Decision::StartReview).await
    }

    async fn decide(&self, claim: &Claim, decision: Decision) -> Claim {
        let by = Doer::Staff { name: "somebody".to_owned() };
        self.change(claim, Act::Decide(decision), by).await
    }

    async fn repair(&self, claim: &Claim, repair: Repair) -> Claim {
        let by = Doer::Chat { chat: claim.chat, once: "repair".to_owned() };
        self.change(claim, Act::Repair(repair, Vec::new()), by).await
    }

    async fn change(&self, claim: &Claim, act: Act, by: Doer) -> Claim {
        let change = ClaimChange { act, by, expected_revision: None };
        let now = self.desk.clock.now();
        match self.desk.registry.change(&claim.code, change, now).await.unwrap() {
            Changed::Done(claim) => *claim,
            other @ (Changed::Stale(_) | Changed::Refused(..) | Changed::Unknown) => {
                panic!("not done: {other:?}")
            }
        }
    }

    async fn now_is(&self, claim: &Claim) -> Claim {
        self.desk.registry.claim(&claim.code).await.unwrap().unwrap()
    }

    fn wait(&self, time: SignedDuration) {
        self.desk.clock.set(self.desk.clock.now() + time);
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

fn page_of(claim: &Claim) -> String {
    format!("/console/claims/{}", claim.code)
}
