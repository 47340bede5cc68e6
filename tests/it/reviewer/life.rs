//! A claim from «ثبت شد» to «پرداخت شد» over the API, with a repair in between.

use bimeyar::claim::life::Act;
use bimeyar::claim::record::Named;
use bimeyar::claim::{Correction, ItemAnswer, Repair, Role};
use bimeyar::persian::Rial;
use bimeyar::registry::{AuditVerdict, Doer, Erasure, WhyErased};
use serde_json::{Value, json};

use super::{Desk, PHOTO};
use crate::support::claims::{invoice, now};

async fn decide(desk: &Desk, claim: &bimeyar::claim::Claim, role: Role, body: Value) -> Value {
    let answer = desk.post_decision(claim, role, &body).await;
    assert_eq!(answer.status, 200, "{body}: {}", answer.body);
    answer.body
}

#[tokio::test]
#[expect(clippy::too_many_lines, reason = "one life, step by step")]
async fn the_whole_life_of_a_claim_is_told() {
    let desk = Desk::staffed().await;
    let claim = desk.with_photo().await;
    decide(&desk, &claim, Role::Reviewer, json!({"kind": "start_review", "expected_revision": 1}))
        .await;
    let note = "جواب را بفرستید، لطفاً";
    let items = json!([
        {"type": "missing_document", "title": "RPT", "reason": "unreadable", "note": note},
        {"type": "unreadable_document", "document": "00000000000000aa"},
        {"type": "wrong_field", "field": "amount_rial", "note": "  "},
        {"type": "wrong_field", "field": "province"},
        {"type": "other", "note": "شماره حساب؟"},
    ]);
    let defect = json!({"kind": "declare_defect", "expected_revision": 2, "items": items, "due": "1405-09-30"});
    let told = decide(&desk, &claim, Role::Reviewer, defect).await;
    let item = |kind: &str, more: Value| {
        let mut item = json!({
            "type": kind, "title": null, "document": null, "field": null, "reason": null, "note": null,
            "answered": false, "answer": null
        });
        item.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        item
    };
    let open = json!({
        "round": 1, "declared_at": "2026-11-21T10:15:00+03:30", "due": "1405-09-30", "overdue": false,
        "repaired_at": null,
        "items": [
            item("missing_document", json!({"title": "RPT", "reason": "unreadable", "note": note})),
            item("unreadable_document", json!({"title": "INV", "document": "00000000000000aa"})),
            item("wrong_field", json!({"field": "amount"})),
            item("wrong_field", json!({"field": "province"})),
            item("other", json!({"note": "شماره حساب؟"})),
        ]
    });
    assert_eq!(told["defect"], open);
    assert_eq!((&told["stage"], &told["allowed"]), (&json!("defect"), &json!([])));

    let repaired =
        desk.change(&claim, repair(&claim), Doer::Chat { chat: 1, once: "r".to_owned() }).await;
    assert_eq!(repaired.revision, 4);
    decide(&desk, &claim, Role::Reviewer, json!({"kind": "start_review", "expected_revision": 4}))
        .await;
    let approve = json!({
        "kind": "approve", "expected_revision": 5, "approved_rial": 9_000_000, "note": "خوب بود",
        "deductions": [{"rial": 1_000_000, "reason": "سهم بیمه‌شده"}]
    });
    decide(&desk, &claim, Role::Reviewer, approve).await;
    decide(
        &desk,
        &claim,
        Role::Reviewer,
        json!({"kind": "send_to_finance", "expected_revision": 6}),
    )
    .await;
    let pay = json!({
        "kind": "pay", "expected_revision": 7, "paid_rial": 9_000_000, "paid_on": "۱۴۰۵/۹/۱۲", "reference": "P-1"
    });
    let paid = decide(&desk, &claim, Role::Finance, pay).await;

    let answered = |answer: Value| json!({"answered": true, "answer": answer});
    let answer = |kind: &str, more: Value| {
        let mut answer =
            json!({"type": kind, "documents": [], "old": null, "new": null, "text": null});
        answer.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        answered(answer)
    };
    let tehran = json!({"code": "IR-23", "name": "تهران"});
    let isfahan = json!({"code": "IR-10", "name": "اصفهان"});
    let mut closed = open;
    closed["repaired_at"] = json!("2026-11-21T10:15:00+03:30");
    for (place, answer) in [
        answer("documents", json!({"documents": ["00000000000000bb"]})),
        answer("unavailable", json!({"text": "گم شده"})),
        answer("corrected", json!({"old": 12_000_000, "new": 10_000_000})),
        answer("corrected", json!({"old": tehran, "new": isfahan})),
        answer("said", json!({"text": "۱۲۳"})),
    ]
    .into_iter()
    .enumerate()
    {
        let item = closed["items"][place].as_object_mut().unwrap();
        item.extend(answer.as_object().unwrap().clone());
    }
    assert_eq!(paid["defect"], closed);
    assert_eq!(paid["defects"], json!([closed]));
    assert_eq!(paid["amount_rial"], 10_000_000);
    assert_eq!(paid["province"], isfahan);
    let documents = paid["documents"].as_array().unwrap();
    let marks: Vec<Value> =
        documents.iter().map(|it| json!([it["id"], it["late"], it["round"]])).collect();
    assert_eq!(
        json!(marks),
        json!([["00000000000000aa", false, 0], ["00000000000000bb", true, 1]])
    );
    let decision = json!({
        "approved_rial": 9_000_000, "deductions": [{"rial": 1_000_000, "reason": "سهم بیمه‌شده"}],
        "note": "خوب بود", "rejection": null, "paid_rial": 9_000_000, "paid_on": "1405-09-12", "reference": "P-1"
    });
    assert_eq!(paid["decision"], decision);
    assert_eq!(told_events(&paid), EVENTS);

    let audit = desk.office.registry.verify_audit().await.unwrap();
    assert!(matches!(audit, AuditVerdict::Whole { entries: 10, .. }), "{audit:?}");
}

/// Stage, kind, actor, revision, reason, by.
const EVENTS: [&str; 8] = [
    "registered registered insured 1 - -",
    "under_review review_started reviewer 2 - reviewer",
    "defect defect_declared reviewer 3 unreadable reviewer",
    "resubmitted repaired insured 4 - -",
    "under_review review_started reviewer 5 - reviewer",
    "approved approved reviewer 6 - reviewer",
    "in_payment sent_to_finance reviewer 7 - reviewer",
    "paid paid reviewer 8 - finance",
];

fn told_events(claim: &Value) -> Vec<String> {
    let text = |value: &Value| value.as_str().unwrap_or("-").to_owned();
    let line = |event: &Value| {
        format!(
            "{} {} {} {} {} {}",
            text(&event["stage"]),
            text(&event["kind"]),
            text(&event["actor"]),
            event["revision"],
            text(&event["reason"]),
            text(&event["by"])
        )
    };
    claim["events"].as_array().unwrap().iter().map(line).collect()
}

fn repair(claim: &bimeyar::claim::Claim) -> Act {
    let mut photo = invoice("00000000000000bb", PHOTO);
    photo.scope = claim.draft.clone();
    let corrected = |old, new| ItemAnswer::Corrected { old: Box::new(old), new: Box::new(new) };
    let isfahan = Named { code: "IR-10".to_owned(), name: "اصفهان".to_owned() };
    let answers = vec![
        ItemAnswer::Documents(vec![photo.id.clone()]),
        ItemAnswer::Unavailable { reason: "گم شده".to_owned() },
        corrected(
            Correction::Amount(Some(Rial(12_000_000))),
            Correction::Amount(Some(Rial(10_000_000))),
        ),
        corrected(
            Correction::Province(claim.details.province.clone()),
            Correction::Province(Some(isfahan)),
        ),
        ItemAnswer::Said("۱۲۳".to_owned()),
    ];
    Act::Repair(Repair { round: 1, answers, description: None }, vec![photo])
}

#[tokio::test]
async fn a_rejection_is_told_with_its_reason() {
    let desk = Desk::staffed().await;
    let claim = desk.with_photo().await;
    decide(&desk, &claim, Role::Admin, json!({"kind": "start_review", "expected_revision": 1}))
        .await;
    let reject = json!({"kind": "reject", "expected_revision": 2, "reason": "not_covered", "note": "متأسفیم"});
    let told = decide(&desk, &claim, Role::Admin, reject).await;
    assert_eq!(told["decision"]["rejection"], json!({"reason": "not_covered", "note": "متأسفیم"}));
    assert_eq!(told["events"][2]["reason"], "not_covered");
}

#[tokio::test]
async fn a_defect_past_its_due_date_is_found_and_may_be_rejected() {
    let desk = Desk::staffed().await;
    let claim = desk.with_photo().await;
    decide(&desk, &claim, Role::Reviewer, json!({"kind": "start_review", "expected_revision": 1}))
        .await;
    let items = json!([{"type": "other", "reason": "unreadable"}]);
    let defect = json!({"kind": "declare_defect", "expected_revision": 2, "items": items, "due": "1405-09-30"});
    decide(&desk, &claim, Role::Reviewer, defect).await;
    let overdue = desk.get("/api/v1/claims?overdue=true", Role::Viewer).await.body;
    assert_eq!(overdue["items"], json!([]));
    desk.office.clock.set("2026-12-21T20:30:00Z".parse().unwrap());
    let overdue = desk.get("/api/v1/claims?overdue=true", Role::Reviewer).await.body;
    assert_eq!(overdue["items"][0]["tracking_code"], claim.code.as_str());
    assert_eq!(overdue["items"][0]["defect"]["overdue"], true);
    assert_eq!(overdue["items"][0]["allowed"], json!(["reject"]));
}

#[tokio::test]
async fn an_erased_claim_is_answered_with_its_tombstone() {
    let desk = Desk::staffed().await;
    let claim = desk.with_photo().await;
    let by = Doer::Chat { chat: claim.chat, once: "withdraw".to_owned() };
    desk.change(&claim, Act::Withdraw, by).await;
    let why = WhyErased::Staff { name: "sara".to_owned(), reason: "letter 17".to_owned() };
    let registry = &desk.office.registry;
    let erasure = registry.erase_claim(&claim.code, &why, now()).await.unwrap();
    assert!(matches!(erasure, Erasure::Done(_)), "{erasure:?}");

    let path = format!("/api/v1/claims/{}", claim.code);
    let told = desk.get(&path, Role::Viewer).await;
    assert_eq!(told.status, 200);
    let fields = ["tracking_code", "stage", "revision", "erased_at", "allowed"];
    let values = fields.map(|field| told.body[field].clone());
    let erased_at = json!("2026-11-21T10:15:00+03:30");
    assert_eq!(
        values,
        [json!(claim.code.as_str()), json!("withdrawn"), json!(3), erased_at, json!([])]
    );
    assert_eq!(told.body["events"][2]["kind"], "erased");
    let photo = desk.get(&format!("{path}/documents/00000000000000aa"), Role::Viewer).await;
    assert_eq!(photo.status, 404);
    let review = json!({"kind": "start_review", "expected_revision": 3});
    assert_eq!(desk.post_decision(&claim, Role::Reviewer, &review).await.status, 404);

    let found = async |query: &str| {
        let page = desk.get(&format!("/api/v1/claims?{query}"), Role::Viewer).await;
        page.body["items"].as_array().unwrap().len()
    };
    let code = claim.code.as_str();
    let beginning: String = code.chars().take(6).collect();
    assert_eq!(found(&format!("q={code}")).await, 1);
    for query in [
        "limit=10".to_owned(),
        "stage=withdrawn".to_owned(),
        format!("q={beginning}"),
        format!("q={code}&stage=withdrawn"),
        format!("q={}", claim.details.insured.national_code.expose()),
    ] {
        assert_eq!(found(&query).await, 0, "{query}");
    }
    let news = desk.get("/api/v1/events?after=2", Role::Viewer).await;
    assert_eq!(news.body["items"][0]["kind"], "erased");
}
