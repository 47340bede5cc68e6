//! Claims of the special flows over the API: what they show, what is found wrong and mended, how they end.

use bimeyar::claim::life::Act;
use bimeyar::claim::{
    Claim, ClaimKind, Correction, Decision, DecisionKind, Field, ItemAnswer, Repair, Role,
};
use bimeyar::registry::Doer;
use serde_json::{Value, json};

use super::roles::body;
use super::{Desk, pointers};
use crate::support::claims::{
    DESCRIPTION, disease, further, named, new_claim, special_expense, special_support,
};

const KINDS: [ClaimKind; 3] =
    [ClaimKind::Supplementary, ClaimKind::SpecialSupport, ClaimKind::SpecialExpense];

async fn under_review(desk: &Desk, new: &bimeyar::claim::NewClaim) -> Claim {
    let claim = desk.register(new).await;
    desk.decide(&claim, Decision::StartReview).await
}

#[tokio::test]
async fn a_special_expense_is_shown_whole() {
    let desk = Desk::staffed().await;
    let mut new = special_expense(2);
    new.details.answers = vec![further("wheelchair", "صندلی چرخ‌دار", "بله")];
    let claim = desk.register(&new).await;
    let shown = desk.json(&format!("/api/v1/claims/{}", claim.code)).await;
    for (field, value) in [
        ("kind", json!("special_expense")),
        ("basic_insurer", json!("salamat")),
        ("care_province", json!({"code": "IR-23", "name": "تهران"})),
        ("issuing_province", json!({"code": "IR-05", "name": "البرز"})),
        ("service_date", json!("1405-08-20")),
        ("amount_rial", json!(12_000_000)),
        ("supplementary_insurer", json!("بیمه دانا")),
        ("service", json!({"code": "dialysis", "name": "دیالیز"})),
        ("inpatient", json!(true)),
        ("originals_required", json!(true)),
        ("contract", Value::Null),
        ("center", Value::Null),
        (
            "complaint",
            json!({
                "type": "هزینه درمانی پرداخت نشده", "subject": "اسناد خسارت درمانی پذیرش و پرداخت نشده",
                "description": DESCRIPTION.join("\n")
            }),
        ),
        (
            "diseases",
            json!([
                {"code": "ms", "name": "ام‌اس", "listed": true},
                {"code": null, "name": "لوپوس کلیوی", "listed": false},
            ]),
        ),
        ("answers", json!([{"id": "wheelchair", "name": "صندلی چرخ‌دار", "answer": "بله"}])),
    ] {
        assert_eq!(shown[field], value, "{field}");
    }
    assert_eq!(shown["insured"]["first_name"], "");
    let plain = desk.register(&new_claim(3)).await;
    let plain = desk.json(&format!("/api/v1/claims/{}", plain.code)).await;
    let names = |claim: &Value| claim.as_object().unwrap().keys().cloned().collect::<Vec<_>>();
    assert_eq!(names(&shown), names(&plain));
}

#[tokio::test]
async fn the_list_is_narrowed_by_each_kind() {
    let desk = Desk::staffed().await;
    for new in [new_claim(1), special_support(2), special_expense(3), special_expense(4)] {
        desk.register(&new).await;
    }
    for (kind, count) in [("supplementary", 1), ("special_support", 1), ("special_expense", 2)] {
        let page = desk.get(&format!("/api/v1/claims?kind={kind}"), Role::Viewer).await.body;
        let items = page["items"].as_array().unwrap();
        assert_eq!(items.len(), count, "{kind}");
        assert!(items.iter().all(|claim| claim["kind"] == kind), "{kind}");
    }
    let unknown = desk.get("/api/v1/claims?kind=special", Role::Viewer).await;
    assert_eq!(unknown.status, 422);
}

#[tokio::test]
async fn a_wrong_field_is_one_that_the_kind_has() {
    let desk = Desk::staffed().await;
    let operation = desk.description.0["components"]["schemas"]["Decision"].to_string();
    for (number, kind) in (1..).zip(KINDS) {
        let new = match kind {
            ClaimKind::Supplementary => new_claim(number),
            ClaimKind::SpecialSupport => special_support(number),
            ClaimKind::SpecialExpense => special_expense(number),
        };
        let claim = under_review(&desk, &new).await;
        let own = Field::of_kind(kind);
        let items = |fields: &[Field]| -> Value {
            let item = |field: &Field| json!({"type": "wrong_field", "field": field.name()});
            fields.iter().map(item).collect()
        };
        let mut decision = body(DecisionKind::DeclareDefect, 2);
        let foreign: Vec<Field> =
            Field::ALL.iter().copied().filter(|field| !own.contains(field)).collect();
        decision["items"] = items(&foreign);
        let answer = desk.post_decision(&claim, Role::Reviewer, &decision).await;
        assert_eq!(answer.status, 422, "{kind:?}");
        let places: Vec<String> =
            (0..foreign.len()).map(|place| format!("/items/{place}/field")).collect();
        assert_eq!(pointers(&answer.body), places, "{kind:?}");
        decision["items"] = items(own);
        let answer = desk.post_decision(&claim, Role::Reviewer, &decision).await;
        assert_eq!(answer.status, 200, "{kind:?}: {}", answer.body);
        for field in Field::ALL {
            assert!(operation.contains(&format!("\"{}\"", field.name())), "{}", field.name());
        }
    }
}

#[tokio::test]
async fn what_was_mended_of_a_special_claim_is_told_before_and_after() {
    let desk = Desk::staffed().await;
    let claim = under_review(&desk, &special_expense(1)).await;
    let fields = [
        Field::IssuingProvince,
        Field::SupplementaryInsurer,
        Field::Inpatient,
        Field::Diseases,
        Field::Service,
    ];
    let items: Value =
        fields.iter().map(|field| json!({"type": "wrong_field", "field": field.name()})).collect();
    let mut decision = body(DecisionKind::DeclareDefect, 2);
    decision["items"] = items;
    assert_eq!(desk.post_decision(&claim, Role::Reviewer, &decision).await.status, 200);
    let mended = [
        Correction::IssuingProvince(Some(named("IR-23", "تهران"))),
        Correction::SupplementaryInsurer(None),
        Correction::Inpatient(Some(false)),
        Correction::Diseases(vec![disease("lupus", "لوپوس")]),
        Correction::Service(Some(named("other", "شست‌وشوی زخم"))),
    ];
    let answer = |(field, new): (Field, Correction)| ItemAnswer::Corrected {
        old: Box::new(field.of(&claim.details)),
        new: Box::new(new),
    };
    let answers = fields.into_iter().zip(mended).map(answer).collect();
    let description = Some("نوع بیمه تکمیلی: ندارم".to_owned());
    let repair = Act::Repair(Repair { round: 1, answers, description }, vec![]);
    desk.change(&claim, repair, Doer::Chat { chat: 1, once: "r".to_owned() }).await;
    let shown = desk.json(&format!("/api/v1/claims/{}", claim.code)).await;
    let items = shown["defect"]["items"].as_array().unwrap();
    let told: Vec<Value> = items
        .iter()
        .map(|item| json!([item["field"], item["answer"]["old"], item["answer"]["new"]]))
        .collect();
    let ms = json!({"code": "ms", "name": "ام‌اس", "listed": true});
    let own_words = json!({"code": null, "name": "لوپوس کلیوی", "listed": false});
    assert_eq!(
        json!(told),
        json!([
            ["issuing_province", {"code": "IR-05", "name": "البرز"}, {"code": "IR-23", "name": "تهران"}],
            ["supplementary_insurer", "بیمه دانا", null],
            ["inpatient", true, false],
            ["diseases", [ms, own_words], [{"code": "lupus", "name": "لوپوس", "listed": true}]],
            ["service", {"code": "dialysis", "name": "دیالیز"}, {"code": "other", "name": "شست‌وشوی زخم"}],
        ])
    );
    assert_eq!(shown["complaint"]["description"], "نوع بیمه تکمیلی: ندارم");
    assert_eq!(shown["supplementary_insurer"], Value::Null);
    assert_eq!(shown["inpatient"], false);
}

#[tokio::test]
async fn support_is_granted_with_or_without_an_amount_and_ends_there() {
    let desk = Desk::staffed().await;
    let nothing = json!({"kind": "approve", "expected_revision": 2, "note": "به شما زنگ می‌زنند"});
    let approve =
        |rial: Value| json!({"kind": "approve", "expected_revision": 2, "approved_rial": rial});
    for (number, (decision, approved)) in (1..).zip([
        (nothing.clone(), Value::Null),
        (approve(Value::Null), Value::Null),
        (approve(json!(0)), Value::Null),
        (approve(json!(5_000_000)), json!(5_000_000)),
    ]) {
        let claim = under_review(&desk, &special_support(number)).await;
        let answer = desk.post_decision(&claim, Role::Reviewer, &decision).await;
        assert_eq!(answer.status, 200, "{decision}: {}", answer.body);
        assert_eq!(answer.body["stage"], "approved");
        assert_eq!(answer.body["decision"]["approved_rial"], approved, "{decision}");
        let seen = desk.get(&format!("/api/v1/claims/{}", claim.code), Role::Admin).await.body;
        assert_eq!(seen["allowed"], json!([]), "it has ended");
    }
    for (number, new) in (11..).zip([new_claim(11), special_expense(12)]) {
        let claim = under_review(&desk, &new).await;
        let answer = desk.post_decision(&claim, Role::Reviewer, &nothing).await;
        assert_eq!(answer.status, 422, "{number}");
        assert_eq!(pointers(&answer.body), ["/approved_rial"], "{number}");
    }
}

#[tokio::test]
async fn a_special_expense_waits_for_its_originals() {
    let desk = Desk::staffed().await;
    let claim = under_review(&desk, &special_expense(1)).await;
    for (revision, (kind, role, stage)) in (2..).zip([
        (DecisionKind::Approve, Role::Reviewer, "approved"),
        (DecisionKind::OriginalsReceived, Role::Reviewer, "originals_received"),
        (DecisionKind::SendToFinance, Role::Reviewer, "in_payment"),
        (DecisionKind::Pay, Role::Finance, "paid"),
    ]) {
        if kind == DecisionKind::OriginalsReceived {
            let early = body(DecisionKind::SendToFinance, revision);
            assert_eq!(desk.post_decision(&claim, role, &early).await.status, 409);
        }
        let answer = desk.post_decision(&claim, role, &body(kind, revision)).await;
        assert_eq!(answer.body["stage"], stage, "{}", answer.body);
    }
}
