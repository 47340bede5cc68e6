//! Who may do what: stage × decision × role, written out from the table of `DESIGN.md` §6.

use std::collections::BTreeMap;

use bimeyar::claim::life::Act;
use bimeyar::claim::{
    Claim, ClaimKind, Decision, DecisionKind, DefectItem, DefectKind, ItemAnswer, Repair, Role,
    Stage,
};
use bimeyar::persian::Rial;
use bimeyar::registry::Doer;
use serde_json::{Value, json};

use super::{Answer, Desk, TOKEN, token_of};
use crate::support::claims::{day, national_code, new_claim};

/// Where each stage leads by each decision, one line for a stage. `now` is before every due date.
const TABLE: &str = "
    registered          start_review>under_review
    resubmitted         start_review>under_review
    under_review        declare_defect>defect reject>rejected approve>approved
    defect
    defect/overdue      reject>rejected
    approved            send_to_finance>in_payment
    approved/originals  originals_received>originals_received
    approved/support
    originals_received  send_to_finance>in_payment
    in_payment          pay>paid
    rejected
    paid
    withdrawn
";

/// Which roles take which decisions.
const MAY: &str = "
    viewer
    reviewer  start_review declare_defect reject approve originals_received send_to_finance
    finance   pay
    admin     start_review declare_defect reject approve originals_received send_to_finance pay
";

fn table(text: &str) -> BTreeMap<&str, Vec<&str>> {
    let lines = text.lines().map(|line| line.split_whitespace());
    lines.filter_map(|mut words| Some((words.next()?, words.collect()))).collect()
}

pub(super) fn body(kind: DecisionKind, revision: u32) -> Value {
    let rest = match kind {
        DecisionKind::StartReview
        | DecisionKind::OriginalsReceived
        | DecisionKind::SendToFinance => json!({}),
        DecisionKind::DeclareDefect => {
            json!({ "items": [{ "type": "missing_document", "title": "RPT" }], "due": "1405-09-30" })
        }
        DecisionKind::Reject => json!({ "reason": "not_covered", "note": null }),
        DecisionKind::Approve => json!({ "approved_rial": 10_000_000 }),
        DecisionKind::Pay => json!({ "paid_rial": 10_000_000, "paid_on": "1405-09-12" }),
    };
    let mut body = json!({ "kind": kind.name(), "expected_revision": revision });
    body.as_object_mut().unwrap().extend(rest.as_object().unwrap().clone());
    body
}

/// The decisions that lead to a state from `registered`.
fn way_to(state: &str) -> Vec<&'static str> {
    let to_approved = vec!["start_review", "approve"];
    match state {
        "registered" => vec![],
        "under_review" => vec!["start_review"],
        "resubmitted" => vec!["start_review", "declare_defect", "repair"],
        "defect" => vec!["start_review", "declare_defect"],
        "defect/overdue" => vec!["start_review", "declare_defect overdue"],
        "approved" | "approved/originals" | "approved/support" => to_approved,
        "originals_received" => [to_approved, vec!["originals_received"]].concat(),
        "in_payment" => [to_approved, vec!["send_to_finance"]].concat(),
        "paid" => [to_approved, vec!["send_to_finance", "pay"]].concat(),
        "rejected" => vec!["start_review", "reject"],
        "withdrawn" => vec!["withdraw"],
        _ => panic!("{state}"),
    }
}

fn act(step: &str) -> Act {
    let item = || DefectItem { kind: DefectKind::Other, reason: None, note: None, answer: None };
    Act::Decide(match step {
        "start_review" => Decision::StartReview,
        "declare_defect" => Decision::DeclareDefect { items: vec![item()], due: None },
        "declare_defect overdue" => {
            Decision::DeclareDefect { items: vec![item()], due: Some(day("1405-08-29")) }
        }
        "reject" => Decision::Reject { reason: "not_covered".to_owned(), note: None },
        "approve" => Decision::Approve { approved: Rial(1), deductions: vec![], note: None },
        "originals_received" => Decision::OriginalsReceived,
        "send_to_finance" => Decision::SendToFinance,
        "pay" => Decision::Pay { paid: Rial(1), on: day("1405-08-30"), reference: None },
        "repair" => {
            let answers = vec![ItemAnswer::Said("بفرمایید".to_owned())];
            return Act::Repair(Repair { round: 1, answers, description: None }, vec![]);
        }
        "withdraw" => return Act::Withdraw,
        _ => panic!("{step}"),
    })
}

/// Makes claims in any state. The contract of every second family wants originals.
struct Maker {
    desk: Desk,
    made: u32,
}

impl Maker {
    async fn new() -> Self {
        let desk = Desk::staffed().await;
        import_family(&desk).await;
        Self { desk, made: 0 }
    }

    async fn claim(&mut self, state: &str) -> Claim {
        self.made += 1;
        let mut new = new_claim(self.made);
        if ["approved/originals", "originals_received"].contains(&state) {
            new.from_directory = true;
            new.details.insured.national_code = national_code(300_000_001);
            new.details.insured.principal = Some(national_code(300_000_001));
        }
        if state == "approved/support" {
            new.kind = ClaimKind::SpecialSupport;
        }
        let mut claim = self.desk.register(&new).await;
        for step in way_to(state) {
            let by = if ["repair", "withdraw"].contains(&step) {
                Doer::Chat { chat: 1, once: format!("{}", self.made) }
            } else {
                Doer::Staff { name: "past the API".to_owned() }
            };
            claim = self.desk.change(&claim, act(step), by).await;
        }
        assert_eq!(claim.stage.name(), state.split('/').next().unwrap());
        claim
    }
}

/// One person under `C-1`, which wants originals.
async fn import_family(desk: &Desk) {
    let person = national_code(300_000_001);
    let files = json!({
        "people": format!(
            "national_code,first_name,last_name,birth_date,mobile,relation,principal,contract\n\
             {},زهرا,موسوی,1360/01/01,09120000001,self,,C-1\n",
            person.expose()
        ),
        "contracts": "code,title,insurer,starts,ends,e_claims,window_days,originals_required\n\
                      C-1,کارکنان,بیمه,1405/01/01,1405/12/29,true,,true\n",
    });
    let answer = desk
        .call(("POST", "/api/v1/members"), |request| {
            request.bearer_auth(token_of(Role::Admin)).json(&files)
        })
        .await;
    assert_eq!(answer.status, 200, "{}", answer.body);
}

#[tokio::test]
async fn each_stage_allows_what_the_table_says_and_each_role_what_it_may() {
    let (table, may) = (table(TABLE), table(MAY));
    let mut maker = Maker::new().await;
    for (state, leads) in &table {
        let leads: BTreeMap<&str, &str> =
            leads.iter().map(|it| it.split_once('>').unwrap()).collect();
        let mut claim = maker.claim(state).await;
        for (kind, role) in all_pairs() {
            let (may, place) = (&may[role.name()], format!("{state} × {kind:?} × {role:?}"));
            let allowed: Vec<&str> = DecisionKind::ALL
                .into_iter()
                .map(DecisionKind::name)
                .filter(|kind| leads.contains_key(kind) && may.contains(kind))
                .collect();
            let to = leads.get(kind.name()).filter(|_| may.contains(&kind.name()));
            let answer = maker.desk.post_decision(&claim, role, &body(kind, claim.revision)).await;
            if let Some(to) = to {
                assert_eq!(answer.status, 200, "{place}: {}", answer.body);
                assert_eq!(answer.body["stage"], **to, "{place}");
                assert_eq!(answer.body["revision"], claim.revision + 1, "{place}");
                claim = maker.claim(state).await;
            } else {
                refused(&answer, (&claim, &allowed), may.contains(&kind.name()), &place);
                maker.desk.look(&claim, role, &place, &allowed).await;
            }
        }
    }
    let stages: Vec<&str> = table.keys().map(|state| state.split('/').next().unwrap()).collect();
    assert!(Stage::ALL.into_iter().all(|stage| stages.contains(&stage.name())));
}

fn all_pairs() -> impl Iterator<Item = (DecisionKind, Role)> {
    DecisionKind::ALL.into_iter().flat_map(|kind| Role::ALL.map(|role| (kind, role)))
}

fn refused(answer: &Answer, (claim, allowed): (&Claim, &[&str]), may: bool, place: &str) {
    if may {
        assert_eq!(answer.status, 409, "{place}: {}", answer.body);
        assert_eq!(answer.body["stage"], claim.stage.name(), "{place}");
        assert_eq!(answer.body["revision"], claim.revision, "{place}");
        assert_eq!(answer.body["allowed"], json!(allowed), "{place}");
    } else {
        assert_eq!(answer.status, 403, "{place}: {}", answer.body);
        let challenge = answer.headers["www-authenticate"].to_str().unwrap();
        assert!(challenge.contains("insufficient_scope"), "{challenge}");
    }
}

impl Desk {
    /// That the claim is unchanged, and what it allows is told to this role.
    async fn look(&self, claim: &Claim, role: Role, place: &str, allowed: &[&str]) {
        let path = format!("/api/v1/claims/{}", claim.code);
        let seen = self.get(&path, role).await.body;
        assert_eq!(seen["revision"], claim.revision, "{place}");
        assert_eq!(seen["allowed"], json!(allowed), "{place}");
    }
}

#[tokio::test]
async fn only_administrators_fill_the_directory() {
    let desk = Desk::staffed().await;
    for role in Role::ALL {
        let answer = desk
            .call(("POST", "/api/v1/members"), |request| {
                request.bearer_auth(token_of(role)).json(&json!({}))
            })
            .await;
        let expected = if role == Role::Admin { 422 } else { 403 };
        assert_eq!(answer.status, expected, "{}", role.name());
    }
}

#[tokio::test]
async fn every_role_reads_and_who_was_revoked_does_not() {
    let desk = Desk::staffed().await;
    let claim = desk.with_photo().await;
    let one = format!("/api/v1/claims/{}", claim.code);
    let photo = format!("{one}/documents/00000000000000aa");
    for role in Role::ALL {
        for path in ["/api/v1/claims", &one, &photo, "/api/v1/events", "/api/v1/answers"] {
            assert_eq!(desk.get(path, role).await.status, 200, "{} {path}", role.name());
        }
    }
    desk.office
        .registry
        .acting("tests", desk.office.clock.now())
        .revoke_staff("viewer")
        .await
        .unwrap();
    for path in
        ["/api/v1/claims", &one, &photo, "/api/v1/events", "/api/v1/answers", "/api/v1/nothing"]
    {
        assert_eq!(desk.get(path, Role::Viewer).await.status, 401, "{path}");
    }
}

#[tokio::test]
async fn each_operation_but_those_of_health_wants_a_token() {
    let desk = Desk::staffed().await;
    let open = ["/api/v1/openapi.json"];
    for (template, operations) in desk.description.0["paths"].as_object().unwrap() {
        for method in operations.as_object().unwrap().keys() {
            let path = template.replace("{code}", "483920175562").replace("{id}", "x");
            let method = method.to_uppercase();
            let answer = desk.call((&method, &path), |request| request).await;
            let is_open = open.contains(&template.as_str());
            assert_eq!(answer.status == 401, !is_open, "{method} {path}: {}", answer.status);
            let known = desk.call((&method, &path), |request| request.bearer_auth(TOKEN)).await;
            assert_ne!(known.status, 401, "{method} {path}");
        }
    }
}
