//! What people do to their registered claims, over the whole way: an effect, the registry, an answer.

use bimeyar::claim::{
    Act, Claim, Decision, DefectItem, DefectKind, Document, ItemAnswer, NewClaim, Repair, Stage,
    TrackingCode,
};
use bimeyar::dialogues::{Arrival, TurnCommit};
use bimeyar::engine::input::ChangeOutcome;
use bimeyar::engine::{Asker, Effect, Input, Session};
use bimeyar::registry::{Changed, ClaimChange, Doer, Registration, Registry};
use sqlx::{Connection as _, SqliteConnection};

use super::bench::{Bench, Stores, in_a_word, say, script};
use crate::support::claims::{counting, draft, invoice, new_claim, now};

/// Tells how it went.
fn teller(_: &mut Session, input: &Input) -> Vec<Effect> {
    let (what, outcome) = match input {
        Input::DocumentsAdded { outcome, .. } => ("documents", outcome),
        Input::Repaired { outcome, .. } => ("repair", outcome),
        Input::Withdrawn { outcome, .. } => ("withdrawal", outcome),
        other => return vec![say(&in_a_word(other))],
    };
    vec![say(&match outcome {
        ChangeOutcome::Done(claim) => format!("{what} {} {}", claim.stage.name(), claim.revision),
        ChangeOutcome::NotAllowed(claim) => format!("{what} refused {}", claim.stage.name()),
        ChangeOutcome::Unknown => format!("{what} of no claim"),
    })]
}

async fn registered(registry: &Registry, number: u32, chat: i64) -> Claim {
    let new = NewClaim { chat, ..new_claim(number) };
    let chance = counting(u64::from(number) << 20);
    match registry.register(&new, now(), chance).await.unwrap() {
        Registration::Done(claim) => *claim,
        refused @ (Registration::Changed | Registration::Erased) => panic!("{refused:?}"),
    }
}

async fn decided(registry: &Registry, code: &TrackingCode, decision: Decision) {
    let by = Doer::Staff { name: "sara".to_owned() };
    changed(registry, code, Act::Decide(decision), by).await;
}

async fn changed(registry: &Registry, code: &TrackingCode, act: Act, by: Doer) {
    let change = ClaimChange { act, by, expected_revision: None };
    let changed = registry.change(code, change, now()).await.unwrap();
    assert!(matches!(changed, Changed::Done(_)), "{changed:?}");
}

fn late(number: u32) -> Document {
    let content = number.to_be_bytes();
    Document { scope: draft(number), ..invoice(&format!("{number:016x}"), &content) }
}

fn defect() -> Decision {
    let kind = DefectKind::Other;
    let item = DefectItem { kind, reason: None, note: Some("چرا؟".to_owned()), answer: None };
    Decision::DeclareDefect { items: vec![item], due: None }
}

fn repair() -> Repair {
    Repair { round: 1, answers: vec![ItemAnswer::Said("چون".to_owned())], description: None }
}

fn adding(code: &TrackingCode, number: u32) -> Effect {
    Effect::AddDocuments {
        code: code.clone(),
        draft: draft(number),
        documents: vec![late(number)],
        asker: Asker::default(),
    }
}

fn repairing(code: &TrackingCode, number: u32) -> Effect {
    Effect::Repair {
        code: code.clone(),
        draft: draft(number),
        repair: repair(),
        documents: vec![late(number)],
        asker: Asker::default(),
    }
}

fn withdrawing(code: &TrackingCode) -> Effect {
    Effect::Withdraw { code: code.clone(), asker: Asker::default() }
}

/// Commits a turn of `chat` that wants `effects`, as a process does that ends right after it.
async fn wants(stores: &Stores, chat: i64, effects: Vec<Effect>) {
    let arrival = Arrival {
        seen: None,
        chat,
        order: 1,
        input: Input::Other,
        callback: None,
        received_at: now(),
    };
    stores.dialogues.take_in(vec![arrival]).await.unwrap();
    let inbox = stores.dialogues.next_inbox(chat).unwrap().unwrap().id;
    let commit = TurnCommit { inbox, session: Session::new(chat), effects, now: now() };
    let _committed = stores.dialogues.commit_turn(commit).await.unwrap();
}

/// The three answers may come in any order: what is no message is done side by side.
async fn heard(bench: &Bench, chat: i64, wanted: &[&str]) {
    let mut ear = bench.ear(chat).await;
    let mut heard = Vec::new();
    for _ in wanted {
        heard.push(ear.words().await);
    }
    heard.sort();
    assert_eq!(heard, wanted);
}

#[tokio::test]
async fn what_was_done_before_the_end_of_the_process_is_done_once() {
    let bench = Bench::new().await;
    let ali = bench.ali();
    let stores = Stores::open(bench.folder.path()).await;
    let registry = &stores.registry;
    let mut codes = Vec::new();
    for number in 1..=3 {
        codes.push(registered(registry, number, ali).await.code);
    }
    let here = |once: String| Doer::Chat { chat: ali, once };
    decided(registry, &codes[1], Decision::StartReview).await;
    decided(registry, &codes[1], defect()).await;
    let effects = vec![adding(&codes[0], 11), repairing(&codes[1], 12), withdrawing(&codes[2])];
    wants(&stores, ali, effects).await;
    // Each is done; the process ends before the store of dialogues knows.
    let acts = [
        (Act::AddDocuments(vec![late(11)]), draft(11)),
        (Act::Repair(repair(), vec![late(12)]), draft(12)),
        (Act::Withdraw, format!("withdraw {}", codes[2].as_str())),
    ];
    for (code, (act, once)) in codes.iter().zip(acts) {
        changed(registry, code, act, here(once)).await;
    }
    stores.close().await;

    let bot = bench.start(script(|session, input, _| teller(session, &input))).await;
    let told = ["documents registered 2", "repair resubmitted 4", "withdrawal withdrawn 2"];
    heard(&bench, ali, &told).await;
    let mut counts = Vec::new();
    for code in &codes {
        let claim = bot.stores.registry.claim(code).await.unwrap().unwrap();
        counts.push((claim.documents.len(), claim.events.len()));
    }
    assert_eq!(counts, [(1, 2), (1, 4), (0, 2)]);
    bot.stop().await;
}

#[tokio::test]
async fn documents_of_a_later_draft_are_late_ones_and_lie_under_their_scope() {
    let bench = Bench::new().await;
    let ali = bench.ali();
    let stores = Stores::open(bench.folder.path()).await;
    let code = registered(&stores.registry, 1, ali).await.code;
    wants(&stores, ali, vec![adding(&code, 11)]).await;
    stores.close().await;
    let bot = bench.start(script(|session, input, _| teller(session, &input))).await;
    heard(&bench, ali, &["documents registered 2"]).await;
    let claim = bot.stores.registry.claim(&code).await.unwrap().unwrap();
    let documents: Vec<(bool, u32, String)> =
        claim.documents.into_iter().map(|one| (one.late, one.round, one.scope)).collect();
    assert_eq!(documents, [(true, 0, draft(11))]);
    bot.stop().await;
}

#[tokio::test]
async fn a_stranger_changes_nothing_and_a_closed_claim_says_so() {
    let bench = Bench::new().await;
    let (ali, sara) = (bench.ali(), bench.person("سارا", ""));
    let stores = Stores::open(bench.folder.path()).await;
    let open = registered(&stores.registry, 1, ali).await.code;
    let closed = registered(&stores.registry, 2, ali).await.code;
    let withdrawn = Doer::Chat { chat: ali, once: "other".to_owned() };
    changed(&stores.registry, &closed, Act::Withdraw, withdrawn).await;
    let all = |code: &TrackingCode, number| {
        vec![adding(code, number), repairing(code, number + 1), withdrawing(code)]
    };
    wants(&stores, sara, all(&open, 20)).await;
    wants(&stores, ali, all(&closed, 30)).await;
    stores.close().await;
    let bot = bench.start(script(|session, input, _| teller(session, &input))).await;
    let unknown = ["documents of no claim", "repair of no claim", "withdrawal of no claim"];
    heard(&bench, sara, &unknown).await;
    let refused =
        ["documents refused withdrawn", "repair refused withdrawn", "withdrawal refused withdrawn"];
    heard(&bench, ali, &refused).await;
    let claim = bot.stores.registry.claim(&open).await.unwrap().unwrap();
    assert_eq!((claim.stage, claim.revision), (Stage::Registered, 1));
    bot.stop().await;
}

#[tokio::test]
async fn a_change_to_a_claim_that_does_not_open_is_answered() {
    let bench = Bench::new().await;
    let ali = bench.ali();
    let stores = Stores::open(bench.folder.path()).await;
    let code = registered(&stores.registry, 1, ali).await.code;
    let effects = vec![adding(&code, 20), repairing(&code, 21), withdrawing(&code)];
    wants(&stores, ali, effects).await;
    stores.close().await;
    let path = bench.folder.path().join("registry.sqlite");
    let mut file = SqliteConnection::connect(&path.display().to_string()).await.unwrap();
    sqlx::query("UPDATE claims SET details = x'00'").execute(&mut file).await.unwrap();
    file.close().await.unwrap();
    let bot = bench.start(script(|session, input, _| teller(session, &input))).await;
    let unknown = ["documents of no claim", "repair of no claim", "withdrawal of no claim"];
    heard(&bench, ali, &unknown).await;
    bot.stop().await;
}

#[tokio::test]
async fn who_proved_the_mobile_may_add_documents_and_the_owner_is_told() {
    let bench = Bench::new().await;
    let (ali, sara) = (bench.ali(), bench.person("سارا", ""));
    let stores = Stores::open(bench.folder.path()).await;
    let code = registered(&stores.registry, 1, ali).await.code;
    let Effect::AddDocuments { code: of, draft, documents, .. } = adding(&code, 40) else {
        unreachable!()
    };
    let asker = Asker { identity: None, proved: true };
    wants(&stores, sara, vec![Effect::AddDocuments { code: of, draft, documents, asker }]).await;
    bimeyar::service::Service::begin_following(&stores.dialogues, &stores.registry, now())
        .await
        .unwrap();
    stores.close().await;
    let telling = script(|session: &mut Session, input, _| match &input {
        Input::ClaimChanged { claim, .. } => vec![say(&format!("news {}", claim.revision))],
        _ => teller(session, &input),
    });
    let bot = bench.start(telling).await;
    heard(&bench, sara, &["documents registered 2"]).await;
    heard(&bench, ali, &["news 2"]).await;
    bot.stop().await;
}
