//! «سلامت سامانه» and what was put aside, in the console.

use std::sync::{Arc, Mutex};

use bimeyar::claim::Role;
use bimeyar::registry::AuditVerdict;
use bimeyar::reviewer::{DeadAct, DeadEnd, DeadLetters, DeadLine, Health, Mood, Question, Vital};
use bimeyar::wording::Message;
use futures_util::FutureExt as _;
use futures_util::future::BoxFuture;
use reqwest::StatusCode;

use super::Office;
use super::browser::{Answer, set};
use crate::support::claims::now;

/// A process in which something is wrong.
#[derive(Default)]
pub(super) struct Sick {
    letters: Mutex<Vec<DeadLine>>,
}

impl Sick {
    pub(super) fn new() -> Arc<Self> {
        let letter = |id, kind, name: &str, is_readable| DeadLine {
            id,
            at: now(),
            chat: 1_234_567,
            kind,
            name: name.to_owned(),
            reason: "its turn <b>panicked".to_owned(),
            bytes: 321,
            is_readable,
        };
        let letters = vec![letter(7, "inbox", "photo", true), letter(8, "session", "", false)];
        Arc::new(Self { letters: Mutex::new(letters) })
    }
}

impl Health for Sick {
    fn ready(&self) -> Result<(), String> {
        Err("an answer waits to be sent for 400 seconds".to_owned())
    }

    fn vitals(&self) -> Vec<Vital> {
        let span = Message::new("console-span-minutes").with("n", 6);
        let wait = Message::new("console-health-answers-wait").with("span", span);
        let dead = Message::new("console-health-dead-some").with("count", 2);
        let none = Message::new("console-health-inputs-none");
        vec![
            Vital { question: Question::Inputs, mood: Mood::Well, answer: none },
            Vital { question: Question::Answers, mood: Mood::Ill, answer: wait },
            Vital { question: Question::DeadLetters, mood: Mood::Watch, answer: dead },
        ]
    }

    fn dead_letters(&self) -> Option<&dyn DeadLetters> {
        Some(self)
    }
}

impl DeadLetters for Sick {
    fn newest(&self) -> Result<(Vec<DeadLine>, usize), String> {
        let letters = self.letters.lock().map_err(|broken| broken.to_string())?;
        Ok((letters.clone(), letters.len()))
    }

    fn kept_for_days(&self) -> i64 {
        45
    }

    fn act(&self, id: u64, act: DeadAct) -> BoxFuture<'_, Result<DeadEnd, String>> {
        async move {
            let mut letters = self.letters.lock().unwrap();
            let found = letters.iter().position(|letter| letter.id == id);
            Ok(match (found, act) {
                (None, _) => DeadEnd::Gone,
                (Some(place), DeadAct::Requeue) if !letters[place].is_readable => {
                    DeadEnd::Unreadable
                }
                (Some(place), act) => {
                    letters.remove(place);
                    if act == DeadAct::Drop { DeadEnd::Dropped } else { DeadEnd::Requeued }
                }
            })
        }
        .boxed()
    }
}

/// The form of a letter, filled in.
fn form(page: &Answer, id: u64, wish: &str) -> Vec<(String, String)> {
    let mut form = page.form(&format!("/console/dead/{id}"));
    set(&mut form, "do", wish);
    form
}

#[tokio::test]
async fn one_look_tells_what_is_wrong_and_what_to_do() {
    let office = Office::watched(Sick::new()).await;
    let mut browser = office.signed_in(Role::Viewer).await;
    browser.get("/console").await.says("سلامت");
    let page = browser.get("/console/health").await;
    for words in [
        "مردم خدمت نمی\u{200c}گیرند",
        "an answer waits to be sent for 400 seconds",
        "قدیمی\u{200c}ترین پاسخ ۶ دقیقه است که منتظر فرستادن است",
        "bimeyar_bale_calls_total",
        "هیچ پیامی منتظر نوبت نیست",
        "۲ مورد رسیدگی نشد",
        "bimeyar dead list",
    ] {
        page.says(words);
    }
    // What is well needs no advice, and who may not handle letters is not led to them.
    page.does_not_say("a turn could not be taken");
    assert!(!page.text.contains("/console/dead"), "{}", page.text);
    assert_eq!(page.text.matches("vital ill").count(), 1);
    let place = |class: &str| page.text.find(class).unwrap();
    assert!(
        place("vital ill") < place("vital watch") && place("vital watch") < place("vital well")
    );
    let mut admin = office.signed_in(Role::Admin).await;
    assert!(admin.get("/console/health").await.text.contains("href=\"/console/dead\""));
    assert!(office.browser().get("/console/health").await.goes_to().contains("/console/login"));
}

#[tokio::test]
async fn only_administrators_see_and_handle_what_was_put_aside() {
    let office = Office::watched(Sick::new()).await;
    let mut admin = office.signed_in(Role::Admin).await;
    let page = admin.get("/console/dead").await;
    for role in [Role::Viewer, Role::Reviewer, Role::Finance] {
        let mut browser = office.signed_in(role).await;
        assert_eq!(browser.get("/console/dead").await.status, StatusCode::FORBIDDEN, "{role:?}");
        // With a token of their own session, which any form of theirs has.
        let own = browser.get("/console").await.form("/console/logout");
        let mut fields = own.clone();
        set(&mut fields, "do", "drop");
        let refused = browser.post("/console/dead/7", &fields).await;
        assert_eq!(refused.status, StatusCode::FORBIDDEN, "{role:?}");
    }
    let mut without = form(&page, 7, "drop");
    without.retain(|(name, _)| name != "csrf");
    assert_eq!(admin.post("/console/dead/7", &without).await.status, StatusCode::FORBIDDEN);
    let elsewhere = form(&page, 7, "drop");
    let refused = admin.post_from("/console/dead/7", &elsewhere, "cross-site").await;
    assert_eq!(refused.status, StatusCode::FORBIDDEN);
    let wrong = admin.post("/console/dead/7", &form(&page, 7, "burn")).await;
    assert_eq!(wrong.status, StatusCode::BAD_REQUEST);
    assert_eq!(admin.get("/console/dead").await.text.matches("<form").count(), 3);
}

#[tokio::test]
async fn a_letter_is_handled_once_and_that_is_noted() {
    let office = Office::watched(Sick::new()).await;
    let mut admin = office.signed_in(Role::Admin).await;
    let page = admin.get("/console/dead").await;
    page.says("photo");
    page.says("۴۵ روز");
    page.says("…567");
    page.says("its turn <b>panicked");
    page.does_not_say("1234567");
    assert!(!page.text.contains("<b>panicked"), "{}", page.text);
    // What nobody can read can only be thrown away.
    assert_eq!(page.text.matches("value=\"requeue\"").count(), 1);
    let before = entries(&office).await;
    let steps = [
        (7, "requeue", "requeued", "دوباره در نوبت رسیدگی گذاشته شد"),
        (7, "requeue", "gone", "دیگر آنجا نبود"),
        (8, "requeue", "unreadable", "فقط می\u{200c}شود دور ریخت"),
        (8, "drop", "dropped", "دور ریخته شد"),
    ];
    for (id, wish, end, words) in steps {
        let mut fields = page.form("/console/logout");
        set(&mut fields, "do", wish);
        let done = admin.post(&format!("/console/dead/{id}"), &fields).await;
        assert_eq!(done.goes_to(), format!("/console/dead?done={end}"));
        let told = admin.get(done.goes_to()).await;
        told.says(words);
    }
    admin.get("/console/dead").await.says("چیزی کنار گذاشته نشده است");
    admin.get("/console/dead?done=%3Cscript%3E").await.does_not_say("script");
    // One that was handled, one that was dropped.
    assert_eq!(entries(&office).await - before, 2);
}

async fn entries(office: &Office) -> u64 {
    match office.desk.registry.verify_audit().await.unwrap() {
        AuditVerdict::Whole { entries, .. } => entries,
        broken @ AuditVerdict::Broken { .. } => panic!("{broken:?}"),
    }
}
