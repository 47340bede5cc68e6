//! What `docs/API.md` shows is done.

use std::fs;

use bimeyar::claim::life::Act;
use bimeyar::claim::{Claim, ClaimKind, DecisionKind, Field, ItemAnswer, Repair, Role};
use bimeyar::registry::Doer;
use serde_json::Value;

use super::Desk;

fn page() -> String {
    fs::read_to_string("docs/API.md").unwrap()
}

#[tokio::test]
async fn its_decisions_lead_a_claim_to_its_payment() {
    let desk = Desk::staffed().await;
    let claim = desk.with_photo().await;
    let page = page();
    let blocks = page.split("```json decision ").skip(1);
    let mut stages = Vec::new();
    for block in blocks {
        let (role, rest) = block.split_once('\n').unwrap();
        let body: Value = serde_json::from_str(rest.split("```").next().unwrap()).unwrap();
        let answer = desk.post_decision(&claim, Role::from_name(role).unwrap(), &body).await;
        assert_eq!(answer.status, 200, "{body}: {}", answer.body);
        stages.push(answer.body["stage"].as_str().unwrap().to_owned());
        if answer.body["stage"] == "defect" {
            repair(&desk, &claim).await;
        }
    }
    let expected = ["under_review", "defect", "under_review", "approved", "in_payment", "paid"];
    assert_eq!(stages, expected);
}

async fn repair(desk: &Desk, claim: &Claim) {
    let answer = || ItemAnswer::Said("بفرمایید".to_owned());
    let repair = Repair { round: 1, answers: vec![answer(), answer()], description: None };
    let by = Doer::Chat { chat: claim.chat, once: "repair".to_owned() };
    desk.change(claim, Act::Repair(repair, vec![]), by).await;
}

#[test]
fn its_table_of_roles_is_that_of_the_program() {
    let page = page();
    let cells = |line: &str| -> Vec<String> {
        line.trim_matches('|').split('|').map(|cell| cell.trim().to_owned()).collect()
    };
    let head = page.lines().find(|line| line.starts_with("| | viewer")).unwrap();
    let roles: Vec<Role> = cells(head).iter().filter_map(|name| Role::from_name(name)).collect();
    assert_eq!(roles, Role::ALL);
    for kind in DecisionKind::ALL {
        let name = format!("`{}`", kind.name());
        let row = page.lines().find(|line| line.starts_with("| `") && line.contains(&name));
        let row = cells(row.unwrap());
        for (role, cell) in roles.iter().zip(row.iter().skip(1)) {
            assert_eq!(cell == "✓", role.may_decide(kind), "{role:?} {name}");
        }
    }
}

#[tokio::test]
async fn its_answers_are_of_the_described_form() {
    let desk = Desk::staffed().await;
    let page = page();
    let block = page.split("```json answers\n").nth(1).unwrap().split("```").next().unwrap();
    let shown: Value = serde_json::from_str(block).unwrap();
    let operation = desk.description.operation(("GET", "/api/v1/answers")).unwrap();
    let schema = &operation["responses"]["200"]["content"]["application/json"]["schema"];
    desk.description.fits(schema, &shown).unwrap();
}

#[test]
fn its_table_of_fields_is_that_of_the_program() {
    let page = page();
    for kind in [ClaimKind::Supplementary, ClaimKind::SpecialSupport, ClaimKind::SpecialExpense] {
        let start = format!("| `{}` | `", kind.name());
        let row = page.lines().find(|line| line.starts_with(&start)).unwrap();
        let named = row.split('|').nth(2).unwrap().split(',');
        let named: Vec<&str> = named.map(|name| name.trim().trim_matches('`')).collect();
        let fields: Vec<&str> = Field::of_kind(kind).iter().map(|field| field.name()).collect();
        assert_eq!(named, fields, "{}", kind.name());
    }
}

#[tokio::test]
async fn it_names_every_path_and_status_that_is_described() {
    let desk = Desk::staffed().await;
    let page = page();
    for (path, operations) in desk.description.0["paths"].as_object().unwrap() {
        assert!(page.contains(path.as_str()), "{path}");
        for operation in operations.as_object().unwrap().values() {
            let statuses = operation["responses"].as_object().unwrap().keys();
            for status in statuses.filter(|status| status.starts_with(['4', '5'])) {
                assert!(page.contains(status.as_str()), "{path} {status}");
            }
        }
    }
}
