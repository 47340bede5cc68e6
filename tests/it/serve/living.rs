//! One claim of one person, and those who decide on it over HTTP: what is known of its life, and what each step must bring.

use bimeyar::persian::{JalaliDate, jalali};
use bimeyar::runtime::Clock;
use serde_json::{Value, json};

use super::notices;
use super::person::Asked;
use super::plan::Plan;
use super::play::Player;
use super::subset::differences;
use super::words::label;
use super::world::World;

/// Every decision with a body that has all that it needs.
fn bodies() -> [Value; 7] {
    [
        json!({ "kind": "start_review" }),
        json!({ "kind": "declare_defect", "items": [{ "type": "other", "note": "چرا؟" }] }),
        json!({ "kind": "reject", "reason": "cosmetic" }),
        json!({ "kind": "approve", "approved_rial": 1 }),
        json!({ "kind": "originals_received" }),
        json!({ "kind": "send_to_finance" }),
        json!({ "kind": "pay", "paid_rial": 1, "paid_on": "1405-09-01" }),
    ]
}

pub(super) fn today() -> JalaliDate {
    jalali::in_tehran(Clock::system().now())
}

/// One person with one claim.
pub(super) struct Life<'w> {
    pub(super) world: &'w World,
    pub(super) player: Player,
    pub(super) code: String,
    pub(super) revision: u64,
    /// Stage, actor and reason of each event so far.
    events: Vec<Value>,
    /// SMS to the claim's mobile, in order.
    sms: Vec<String>,
}

impl<'w> Life<'w> {
    pub(super) async fn begins(world: &'w World, id: i64, plan: &Plan) -> Self {
        let mut player = world.player(&plan.insured.who, id).await;
        // The second of two presses would be answered too.
        let plan = Plan { hasty: false, ..plan.clone() };
        let code = player.claims(&plan).await;
        let sms = vec![format!("registered: {code}")];
        let events = vec![json!({ "stage": "registered", "actor": "insured", "reason": null })];
        player.hears_by_sms(std::slice::from_ref(&code)).await;
        Self { world, player, code, revision: 1, events, sms }
    }

    /// The claim as the API shows it; what is known of its life must be so.
    pub(super) async fn claim(&self) -> Value {
        let claim = self.world.reviewer.claim(&self.code).await;
        let stage = &self.events.last().unwrap()["stage"];
        let wanted = json!({ "stage": stage, "revision": self.revision, "events": self.events });
        assert_eq!(differences(&claim, &wanted), Vec::<String>::new());
        claim
    }

    /// Something has happened that led to `stage`.
    pub(super) fn goes_on(&mut self, stage: &str, actor: &str, reason: &Value) {
        self.revision += 1;
        self.events.push(json!({ "stage": stage, "actor": actor, "reason": reason }));
    }

    pub(super) async fn asks_for(&self, body: &Value) -> (u16, Value) {
        let mut body = body.clone();
        body["expected_revision"] = json!(self.revision);
        self.world.reviewer.decide(&self.code, &body).await
    }

    /// Of all decisions only `allowed` are; the others are refused with 409 and change nothing.
    pub(super) async fn allows_only(&self, allowed: &[&str]) {
        for body in bodies() {
            if allowed.contains(&body["kind"].as_str().unwrap()) {
                continue;
            }
            let (status, problem) = self.asks_for(&body).await;
            assert_eq!(status, 409, "{body}: {problem}");
        }
        let claim = self.claim().await;
        assert_eq!(claim["allowed"], json!(allowed));
    }

    /// Takes a decision that leads to `stage`; the person is told exactly `told`, and by SMS.
    pub(super) async fn decides(
        &mut self,
        body: Value,
        (stage, reason): (&str, Value),
        told: &str,
    ) -> Asked {
        let before = json!({ "expected_revision": self.revision - 1 });
        let (status, problem) =
            self.world.reviewer.decide(&self.code, &merged(&body, &before)).await;
        assert_eq!(status, 409, "{problem}");
        let (status, answer) = self.asks_for(&body).await;
        assert_eq!(status, 200, "{body}: {answer}");
        self.goes_on(stage, "reviewer", &reason);
        assert_eq!(answer, self.claim().await, "the answer is the claim as it is then");
        let notice = self.player.told().await;
        assert_eq!(notice.text(), told, "{body}");
        assert!(notice.has_button(&label("btn-follow")), "{body}");
        notice
    }

    pub(super) async fn hears_by_sms(&mut self, text: String) {
        self.sms.push(text);
        self.player.hears_sms(self.sms.len()).await;
        assert_eq!(self.player.sms, self.sms);
    }

    /// A decision of which only the chat tells.
    pub(super) async fn quietly(&mut self, kind: &str, stage: &str, notice: &str) {
        let told = notices::text(&[notices::of(notice, &self.code)]);
        self.decides(json!({ "kind": kind }), (stage, Value::Null), &told).await;
        self.player.hears_no_more_sms().await;
        assert_eq!(self.player.sms, self.sms);
    }

    pub(super) async fn starts_review(&mut self) {
        self.quietly("start_review", "under_review", "notice-review-started").await;
    }

    pub(super) async fn is_paid(&mut self, rial: u64) {
        let on = today();
        let body = json!({ "kind": "pay", "paid_rial": rial, "paid_on": on.to_string(),
            "reference": "140509-۷۷*۱" });
        let told = notices::paid(&self.code, rial, on, "140509-۷۷*۱");
        self.decides(body, ("paid", Value::Null), &told).await;
        self.hears_by_sms(format!("stage: {} {rial} پرداخت شد", self.code)).await;
        let decision = json!({ "paid_rial": rial, "paid_on": on.to_string(),
            "reference": "140509-۷۷*۱" });
        assert_eq!(differences(&self.claim().await["decision"], &decision), Vec::<String>::new());
    }

    /// The page of the claim, by the tracking code.
    pub(super) async fn follows(&mut self) -> Asked {
        self.player.person.types(&self.code).await;
        self.player.told().await
    }
}

fn merged(one: &Value, other: &Value) -> Value {
    let mut merged = one.clone();
    for (name, value) in other.as_object().unwrap() {
        merged[name] = value.clone();
    }
    merged
}
