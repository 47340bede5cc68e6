//! A claim from «ثبت شد» to its end: a person at the messenger, and those who decide over HTTP, who know nothing of each other
//! but what comes through the bot.

use bimeyar::persian::{JalaliDate, jalali};
use bimeyar::runtime::Clock;
use bimeyar::wording::{Arg, Message};
use serde_json::{Value, json};

use super::notices::{self, Item};
use super::plan::{OTHER_CONTRACT, Plan, Who};
use super::play::Player;
use super::subset::differences;
use super::words::{label, says, says_with};
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

fn today() -> JalaliDate {
    jalali::in_tehran(Clock::system().now())
}

/// One person with one claim.
struct Life<'w> {
    world: &'w World,
    player: Player,
    code: String,
    revision: u64,
    /// Stage, actor and reason of each event so far.
    events: Vec<Value>,
    /// SMS to the claim's mobile, in order.
    sms: Vec<String>,
}

impl<'w> Life<'w> {
    async fn begins(world: &'w World, id: i64, plan: &Plan) -> Self {
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
    async fn claim(&self) -> Value {
        let claim = self.world.reviewer.claim(&self.code).await;
        let stage = &self.events.last().unwrap()["stage"];
        let wanted = json!({ "stage": stage, "revision": self.revision, "events": self.events });
        assert_eq!(differences(&claim, &wanted), Vec::<String>::new());
        claim
    }

    /// Something has happened that led to `stage`.
    fn goes_on(&mut self, stage: &str, actor: &str, reason: &Value) {
        self.revision += 1;
        self.events.push(json!({ "stage": stage, "actor": actor, "reason": reason }));
    }

    async fn asks_for(&self, body: &Value) -> (u16, Value) {
        let mut body = body.clone();
        body["expected_revision"] = json!(self.revision);
        self.world.reviewer.decide(&self.code, &body).await
    }

    /// Of all decisions only `allowed` are; the others are refused with 409 and change nothing.
    async fn allows_only(&self, allowed: &[&str]) {
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
    async fn decides(&mut self, body: Value, (stage, reason): (&str, Value), told: &str) {
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
    }

    async fn hears_by_sms(&mut self, text: String) {
        self.sms.push(text);
        self.player.hears_sms(self.sms.len()).await;
        assert_eq!(self.player.sms, self.sms);
    }

    /// A decision of which only the chat tells.
    async fn quietly(&mut self, kind: &str, stage: &str, notice: &str) {
        let told = notices::text(&[notices::of(notice, &self.code)]);
        self.decides(json!({ "kind": kind }), (stage, Value::Null), &told).await;
        self.player.hears_no_more_sms().await;
        assert_eq!(self.player.sms, self.sms);
    }

    async fn starts_review(&mut self) {
        self.quietly("start_review", "under_review", "notice-review-started").await;
    }

    async fn is_paid(&mut self, rial: u64) {
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
    async fn follows(&mut self) -> super::person::Asked {
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

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_claim_is_approved_its_originals_come_and_it_is_paid() {
    let ali = Who::number(30);
    let world = World::started(std::slice::from_ref(&ali)).await;
    let mut life = Life::begins(&world, 1030, &Plan::supplementary(&ali, 30)).await;
    life.allows_only(&["start_review"]).await;
    life.starts_review().await;
    life.allows_only(&["declare_defect", "reject", "approve"]).await;

    let left_out = [(800_000, "سهم _بیمه پایه_"), (200_000, "بیرون از *تعرفه*")];
    let body = json!({ "kind": "approve", "approved_rial": 11_000_000, "note": "سالم باشید",
        "deductions": [{ "rial": 800_000, "reason": "سهم _بیمه پایه_" },
            { "rial": 200_000, "reason": "بیرون از *تعرفه*" }] });
    let next = Message::new("approved-next-originals").with("province", Arg::words("تهران"));
    let told = notices::approved(&life.code, 11_000_000, &left_out, ("سالم باشید", next));
    life.decides(body, ("approved", Value::Null), &told).await;
    life.hears_by_sms(format!("stage: {} 11000000 تأیید شد", life.code)).await;
    let decision = json!({ "approved_rial": 11_000_000, "rejection": null,
        "deductions": [{ "rial": 800_000, "reason": "سهم _بیمه پایه_" },
            { "rial": 200_000, "reason": "بیرون از *تعرفه*" }] });
    assert_eq!(differences(&life.claim().await["decision"], &decision), Vec::<String>::new());
    life.allows_only(&["originals_received"]).await;
    life.quietly("originals_received", "originals_received", "notice-originals-received").await;
    life.allows_only(&["send_to_finance"]).await;
    life.quietly("send_to_finance", "in_payment", "notice-in-payment").await;
    life.allows_only(&["pay"]).await;
    life.is_paid(11_000_000).await;
    life.allows_only(&[]).await;

    let page = life.follows().await;
    for part in ["پرداخت شد", "۱۱٬۰۰۰٬۰۰۰", "۸۰۰٬۰۰۰"] {
        assert!(page.text().contains(part), "{part}: {}", page.text());
    }
    assert_eq!(life.player.repeats, 0);
    world.checks_log(&[ali]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn without_originals_a_claim_goes_to_finance_at_once() {
    let ali = Who::number(31);
    let world = World::started(std::slice::from_ref(&ali)).await;
    let plan = Plan { contract: Some(OTHER_CONTRACT), ..Plan::supplementary(&ali, 31) };
    let mut life = Life::begins(&world, 1031, &plan).await;
    life.starts_review().await;
    let body = json!({ "kind": "approve", "approved_rial": 12_000_000, "note": "کامل",
        "deductions": [{ "rial": 1, "reason": "یک ریال" }] });
    let next = Message::new("approved-next-finance");
    let told = notices::approved(&life.code, 12_000_000, &[(1, "یک ریال")], ("کامل", next));
    life.decides(body, ("approved", Value::Null), &told).await;
    life.hears_by_sms(format!("stage: {} 12000000 تأیید شد", life.code)).await;
    life.allows_only(&["send_to_finance"]).await;
    life.quietly("send_to_finance", "in_payment", "notice-in-payment").await;
    life.is_paid(12_000_000).await;
    world.checks_log(&[ali]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_claim_is_turned_down() {
    let ali = Who::number(32);
    let world = World::started(std::slice::from_ref(&ali)).await;
    let mut life = Life::begins(&world, 1032, &Plan::supplementary(&ali, 32)).await;
    life.starts_review().await;
    let body = json!({ "kind": "reject", "reason": "cosmetic", "note": "فاکتور [لیزر](x)" });
    let label = "خدمت زیبایی است و در تعهد قرارداد نیست";
    let told = notices::rejected(&life.code, label, "فاکتور [لیزر](x)");
    life.decides(body, ("rejected", json!("cosmetic")), &told).await;
    life.hears_by_sms(format!("stage: {} رد سند", life.code)).await;
    life.allows_only(&[]).await;
    let rejection = json!({ "approved_rial": null,
        "rejection": { "reason": "cosmetic", "note": "فاکتور [لیزر](x)" } });
    assert_eq!(differences(&life.claim().await["decision"], &rejection), Vec::<String>::new());
    world.checks_log(&[ali]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_defect_is_told_with_all_its_items() {
    let ali = Who::number(33);
    let world = World::started(std::slice::from_ref(&ali)).await;
    let mut life = Life::begins(&world, 1033, &Plan::supplementary(&ali, 33)).await;
    life.starts_review().await;
    let due = today().plus_days(10).unwrap();
    let invoice = life.claim().await["documents"][0].clone();
    let body = json!({ "kind": "declare_defect", "due": due.to_string(), "items": [
        { "type": "missing_document", "title": "RPT", "reason": "no_report", "note": "جواب *کامل*" },
        { "type": "unreadable_document", "document": invoice["id"], "reason": "unreadable" },
        { "type": "wrong_field", "field": "amount", "reason": "amount_mismatch" },
        { "type": "other", "note": "چرا دو بار؟" } ] });
    let items = [
        Item::document(
            "defect-missing",
            "جواب / گزارش خدمت",
            "جواب یا گزارش خدمت همراهش نیست",
            Some("جواب *کامل*"),
        ),
        Item::document(
            "defect-unreadable",
            invoice["title"]["name"].as_str().unwrap(),
            "خوانا نیست",
            None,
        ),
        Item::field("field-amount", "مبلغ آن با مبلغ اعلام‌شده یکی نیست"),
        Item::other("چرا دو بار؟"),
    ];
    let told = notices::defect(&life.code, &items, Some(due));
    let reasons = json!("no_report,unreadable,amount_mismatch");
    life.decides(body, ("defect", reasons), &told).await;
    life.hears_by_sms(format!("defect: {} نقص", life.code)).await;
    let defect = json!({ "round": 1, "due": due.to_string(), "items": [
        { "type": "missing_document", "title": "RPT", "reason": "no_report", "note": "جواب *کامل*", "answered": false },
        { "type": "unreadable_document", "document": invoice["id"], "reason": "unreadable", "answered": false },
        { "type": "wrong_field", "field": "amount", "reason": "amount_mismatch", "answered": false },
        { "type": "other", "note": "چرا دو بار؟", "answered": false } ] });
    assert_eq!(differences(&life.claim().await["defect"], &defect), Vec::<String>::new());
    // Before the due date nothing can be decided on an open defect.
    life.allows_only(&[]).await;
    world.checks_log(&[ali]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_person_withdraws_and_nothing_can_be_decided_any_more() {
    let ali = Who::number(34);
    let world = World::started(std::slice::from_ref(&ali)).await;
    let mut life = Life::begins(&world, 1034, &Plan::supplementary(&ali, 34)).await;
    life.starts_review().await;
    let page = life.follows().await;
    life.player.person.presses(&page, &label("btn-withdraw")).await;
    let sure = life.player.told().await;
    life.player.person.presses(&sure, &label("btn-withdraw-yes")).await;
    let told = life.player.told().await;
    assert!(
        told.text().contains(&says_with(&notices::of("withdrawn", &life.code))),
        "{}",
        told.text()
    );
    life.goes_on("withdrawn", "insured", &Value::Null);
    life.allows_only(&[]).await;
    // What is done in the chat is answered there and told no second time.
    life.player.hears_no_more().await;
    world.checks_log(&[ali]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_proves_the_mobile_sees_the_claim_and_its_owner_is_told_what_they_do() {
    let (ali, sara) = (Who::number(35), Who::number(36));
    let world = World::started(&[ali.clone(), sara.clone()]).await;
    let mut life = Life::begins(&world, 1035, &Plan::supplementary(&ali, 35)).await;
    let mut other = world.player(&sara, 1036).await;
    other.person.types(&life.code).await;
    let locked = other.told().await;
    assert!(!locked.text().contains(&ali.last_name), "{}", locked.text());
    other.person.presses(&locked, &label("btn-unlock")).await;
    other.told().await;
    // Ali reads the code out to her.
    let code = other.person.last_code(&ali.mobile).await;
    other.person.types(&code).await;
    let page = other.told().await;
    assert!(page.has_button(&label("btn-withdraw")), "{}", page.text());
    other.person.presses(&page, &label("btn-withdraw")).await;
    let sure = other.told().await;
    other.person.presses(&sure, &label("btn-withdraw-yes")).await;
    other.told().await;
    let notice = life.player.told().await;
    assert_eq!(notice.text(), notices::text(&[notices::of("notice-withdrawn", &life.code)]));
    life.goes_on("withdrawn", "insured", &Value::Null);
    life.claim().await;
    assert!(!says("mishap").is_empty());
    world.checks_log(&[ali, sara]);
}

/// The feed tells every event of every claim once, in order, however it is cut into pages.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_feed_tells_every_event_in_order() {
    let ali = Who::number(37);
    let world = World::started(std::slice::from_ref(&ali)).await;
    let mut life = Life::begins(&world, 1037, &Plan::supplementary(&ali, 37)).await;
    life.starts_review().await;
    let body = json!({ "kind": "reject", "reason": "late" });
    let (status, _) = life.asks_for(&body).await;
    assert_eq!(status, 200);
    let (mut after, mut kinds) = (0, Vec::new());
    loop {
        let page = world.reviewer.get(&format!("/api/v1/events?after={after}&limit=1")).await;
        let page: Value = page.json().await.unwrap();
        let items = page["items"].as_array().unwrap();
        let Some(event) = items.first() else { break };
        assert_eq!(items.len(), 1);
        assert_eq!(event["tracking_code"], json!(life.code));
        kinds.push(event["kind"].as_str().unwrap().to_owned());
        assert!(page["next"].as_i64().unwrap() > after);
        after = page["next"].as_i64().unwrap();
    }
    assert_eq!(kinds, ["registered", "review_started", "rejected"]);
}
