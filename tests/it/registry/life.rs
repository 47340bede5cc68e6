//! The table of `DESIGN.md` §6 through the registry: what each decision does at each stage, and who may take it.

#![expect(clippy::cognitive_complexity, reason = "each test is a story that is told in its order")]

use bimeyar::claim::{Act, Claim, ClaimKind, DecisionKind, EventKind, Refusal, Role, Stage};
use bimeyar::persian::JalaliDate;
use bimeyar::registry::{Changed, ClaimChange, Doer, Registry};
use futures_util::future::join_all;

use super::{Place, on_every_database};
use crate::support::acts::{by_staff, defect, in_chat, missing, some, words_for};
use crate::support::claims::{day, national_code, new_claim, now, vault};

on_every_database! {
    every_decision_at_every_stage,
    withdrawing_and_further_documents_at_every_stage,
    of_twenty_reviewers_one_decides,
    an_unknown_claim_is_unknown,
    each_step_says_who_when_and_what,
}

const YESTERDAY: &str = "1405-08-29";
const TODAY: &str = "1405-08-30";

/// A claim of one of the sorts that the table tells apart.
#[derive(Clone, Copy, Debug)]
struct Sort {
    kind: ClaimKind,
    originals: bool,
    due: Option<&'static str>,
}

fn sorts() -> Vec<Sort> {
    let kinds = [ClaimKind::Supplementary, ClaimKind::SpecialSupport, ClaimKind::SpecialExpense];
    let mut all = Vec::new();
    for kind in kinds {
        for originals in [false, true] {
            for due in [None, Some(YESTERDAY), Some(TODAY)] {
                all.push(Sort { kind, originals, due });
            }
        }
    }
    all
}

/// `DESIGN.md` §6, written out.
fn expected(from: Stage, decision: DecisionKind, sort: Sort) -> Option<Stage> {
    let is_support = sort.kind == ClaimKind::SpecialSupport;
    let rows = [
        (Stage::Registered, DecisionKind::StartReview, true, Stage::UnderReview),
        (Stage::Resubmitted, DecisionKind::StartReview, true, Stage::UnderReview),
        (Stage::UnderReview, DecisionKind::DeclareDefect, true, Stage::Defect),
        (Stage::UnderReview, DecisionKind::Reject, true, Stage::Rejected),
        (Stage::UnderReview, DecisionKind::Approve, true, Stage::Approved),
        (Stage::Defect, DecisionKind::Reject, sort.due == Some(YESTERDAY), Stage::Rejected),
        (
            Stage::Approved,
            DecisionKind::OriginalsReceived,
            sort.originals && !is_support,
            Stage::OriginalsReceived,
        ),
        (
            Stage::Approved,
            DecisionKind::SendToFinance,
            !sort.originals && !is_support,
            Stage::InPayment,
        ),
        (Stage::OriginalsReceived, DecisionKind::SendToFinance, true, Stage::InPayment),
        (Stage::InPayment, DecisionKind::Pay, true, Stage::Paid),
    ];
    let row = rows.into_iter().find(|row| (row.0, row.1) == (from, decision) && row.2);
    row.map(|row| row.3)
}

/// What leads to `stage`, if anything does for a claim of this sort; none in it stands for the person's repair.
fn way_to(stage: Stage, sort: Sort) -> Option<Vec<Option<DecisionKind>>> {
    use DecisionKind::{
        Approve, DeclareDefect, OriginalsReceived, Pay, Reject, SendToFinance, StartReview,
    };
    let is_support = sort.kind == ClaimKind::SpecialSupport;
    let mut way: Vec<Option<DecisionKind>> = match stage {
        Stage::Registered | Stage::Withdrawn => vec![],
        Stage::Defect => vec![Some(StartReview), Some(DeclareDefect)],
        Stage::Resubmitted => vec![Some(StartReview), Some(DeclareDefect), None],
        // By way of a repair, so that a due date lies in the past of claims further on.
        Stage::UnderReview
        | Stage::Rejected
        | Stage::Approved
        | Stage::OriginalsReceived
        | Stage::InPayment
        | Stage::Paid => {
            vec![Some(StartReview), Some(DeclareDefect), None, Some(StartReview)]
        }
    };
    let ends: &[DecisionKind] = match stage {
        Stage::Rejected => &[Reject],
        Stage::Approved => &[Approve],
        Stage::OriginalsReceived if is_support || !sort.originals => return None,
        Stage::OriginalsReceived => &[Approve, OriginalsReceived],
        Stage::InPayment | Stage::Paid if is_support => return None,
        Stage::InPayment if sort.originals => &[Approve, OriginalsReceived, SendToFinance],
        Stage::InPayment => &[Approve, SendToFinance],
        Stage::Paid if sort.originals => &[Approve, OriginalsReceived, SendToFinance, Pay],
        Stage::Paid => &[Approve, SendToFinance, Pay],
        Stage::Registered
        | Stage::UnderReview
        | Stage::Defect
        | Stage::Resubmitted
        | Stage::Withdrawn => &[],
    };
    way.extend(ends.iter().map(|kind| Some(*kind)));
    Some(way)
}

/// Registers claims and leads them to where they are wanted.
struct Office {
    place: Place,
    next: u32,
}

impl Office {
    async fn open(place: Place) -> Self {
        let person = |contract: &str| {
            let main = national_code(111_111_110);
            format!("{},علی,رستگار,,09120000001,self,,{contract}", main.expose())
        };
        // The contract C-1 wants originals, C-2 does not.
        place.import(&[person("C-1"), person("C-2")]).await;
        Self { place, next: 0 }
    }

    async fn claim_at(&mut self, stage: Stage, sort: Sort) -> Option<Claim> {
        let way = way_to(stage, sort)?;
        self.next += 1;
        let mut new = new_claim(self.next);
        new.kind = sort.kind;
        new.from_directory = true;
        new.details.insured.national_code = national_code(111_111_110);
        new.details.contract.as_mut().unwrap().code =
            if sort.originals { "C-1" } else { "C-2" }.to_owned();
        let mut claim = self.place.register(&new).await;
        for step in way {
            let change = match step {
                Some(DecisionKind::DeclareDefect) => {
                    by_staff(defect(vec![missing("RPT")], sort.due.map(day)))
                }
                Some(kind) => by_staff(Act::Decide(some(kind))),
                None => {
                    let repair = words_for(claim.defects.last().unwrap());
                    in_chat(Act::Repair(repair, Vec::new()), &format!("repair {}", self.next))
                }
            };
            claim = done(self.place.registry.change(&claim.code, change, now()).await.unwrap());
        }
        if stage == Stage::Withdrawn {
            let change = in_chat(Act::Withdraw, &format!("withdraw {}", self.next));
            claim = done(self.place.registry.change(&claim.code, change, now()).await.unwrap());
        }
        assert_eq!((claim.stage, claim.originals_required), (stage, sort.originals), "{sort:?}");
        Some(claim)
    }
}

fn done(changed: Changed) -> Claim {
    match changed {
        Changed::Done(claim) => *claim,
        other @ (Changed::Stale(_) | Changed::Refused(..) | Changed::Unknown) => {
            panic!("{other:?}")
        }
    }
}

async fn every_decision_at_every_stage(place: Place) {
    let mut office = Office::open(place).await;
    let mut allowed = 0;
    for sort in sorts() {
        for stage in Stage::ALL {
            let Some(mut claim) = office.claim_at(stage, sort).await else { continue };
            for kind in DecisionKind::ALL {
                let change = by_staff(Act::Decide(some(kind)));
                let registry = office.place.registry.clone();
                let changed = registry.change(&claim.code, change, now()).await.unwrap();
                let context = format!("{kind:?} at {stage:?} of {sort:?}");
                match expected(stage, kind, sort) {
                    None => {
                        let refusal = Refusal::NotAllowed(stage);
                        assert_eq!(
                            changed,
                            Changed::Refused(refusal, Box::new(claim.clone())),
                            "{context}"
                        );
                        let kept = registry.claim(&claim.code).await.unwrap().unwrap();
                        assert_eq!(kept, claim, "{context} has changed something");
                    }
                    Some(to) => {
                        let after = done(changed);
                        assert_eq!(after.stage, to, "{context}");
                        assert_eq!(after.revision, claim.revision + 1, "{context}");
                        assert_eq!(after.events.len(), claim.events.len() + 1, "{context}");
                        allowed += 1;
                        claim = office.claim_at(stage, sort).await.unwrap();
                    }
                }
            }
        }
    }
    // For each of 18 sorts: two reviews begun, three ends of a review; a third of them are overdue; without support (12) one
    // further step, half of them one more, and the payment.
    assert_eq!(allowed, 18 * 5 + 6 + 12 + 6 + 12);
}

async fn withdrawing_and_further_documents_at_every_stage(place: Place) {
    let mut office = Office::open(place).await;
    for kind in [ClaimKind::Supplementary, ClaimKind::SpecialSupport] {
        for stage in Stage::ALL {
            let sort = Sort { kind, originals: kind == ClaimKind::Supplementary, due: None };
            let Some(claim) = office.claim_at(stage, sort).await else { continue };
            let registry = &office.place.registry;
            let once = format!("{kind:?} {stage:?}");
            let has_ended = matches!(stage, Stage::Rejected | Stage::Paid | Stage::Withdrawn)
                || (kind == ClaimKind::SpecialSupport && stage == Stage::Approved);
            let add = in_chat(Act::AddDocuments(Vec::new()), &format!("add {once}"));
            let added = registry.change(&claim.code, add, now()).await.unwrap();
            assert_eq!(matches!(added, Changed::Done(_)), !has_ended, "{once}");
            let undecided = matches!(
                stage,
                Stage::Registered | Stage::UnderReview | Stage::Defect | Stage::Resubmitted
            );
            let withdraw = in_chat(Act::Withdraw, &format!("withdraw {once}"));
            let withdrawn = registry.change(&claim.code, withdraw, now()).await.unwrap();
            assert_eq!(matches!(withdrawn, Changed::Done(_)), undecided, "{once}");
        }
    }
}

#[test]
fn what_each_role_may_decide() {
    use DecisionKind::Pay;
    for kind in DecisionKind::ALL {
        assert!(!Role::Viewer.may_decide(kind), "{kind:?}");
        assert_eq!(Role::Reviewer.may_decide(kind), kind != Pay, "{kind:?}");
        assert_eq!(Role::Finance.may_decide(kind), kind == Pay, "{kind:?}");
        assert!(Role::Admin.may_decide(kind), "{kind:?}");
    }
    let importers: Vec<Role> =
        Role::ALL.into_iter().filter(|role| role.may_import_members()).collect();
    assert_eq!(importers, [Role::Admin]);
}

/// Ten in this process and ten in another, all looking at the same revision.
async fn of_twenty_reviewers_one_decides(place: Place) {
    let claim = place.register(&new_claim(1)).await;
    let url = format!("sqlite:{}", place.folder.path().join("data/registry.sqlite").display());
    let other = Registry::open(&url, vault()).await.unwrap();
    let reviewers = (0..20).map(|number| {
        let registry = if number % 2 == 0 { place.registry.clone() } else { other.clone() };
        let change = ClaimChange {
            act: Act::Decide(some(DecisionKind::StartReview)),
            by: Doer::Staff { name: format!("reviewer-{number}") },
            expected_revision: Some(claim.revision),
        };
        let code = claim.code.clone();
        async move { registry.change(&code, change, now()).await.unwrap() }
    });
    let outcomes = join_all(reviewers).await;
    let (won, lost): (Vec<Changed>, Vec<Changed>) =
        outcomes.into_iter().partition(|changed| matches!(changed, Changed::Done(_)));
    assert_eq!((won.len(), lost.len()), (1, 19));
    let after = place.registry.claim(&claim.code).await.unwrap().unwrap();
    assert_eq!((after.revision, after.events.len()), (2, 2));
    for changed in lost {
        assert_eq!(changed, Changed::Stale(Box::new(after.clone())));
    }
    other.close().await;
}

async fn an_unknown_claim_is_unknown(place: Place) {
    let code = bimeyar::claim::TrackingCode::from_random([9; 8]);
    let change = by_staff(Act::Decide(some(DecisionKind::StartReview)));
    assert_eq!(place.registry.change(&code, change, now()).await.unwrap(), Changed::Unknown);
    assert_eq!(place.registry.events_after(0, 10).await.unwrap(), []);
}

async fn each_step_says_who_when_and_what(place: Place) {
    let claim = place.register(&new_claim(1)).await;
    let registry = &place.registry;
    let later = now() + jiff::SignedDuration::from_hours(5);
    let review = by_staff(Act::Decide(some(DecisionKind::StartReview)));
    registry.change(&claim.code, review, later).await.unwrap();
    let reject = by_staff(Act::Decide(some(DecisionKind::Reject)));
    let claim = done(registry.change(&claim.code, reject, later).await.unwrap());
    let last = claim.events.last().unwrap();
    assert_eq!((last.kind, last.stage, last.revision), (EventKind::Rejected, Stage::Rejected, 3));
    assert_eq!((last.by.as_deref(), last.chat, last.at), (Some("sara"), None, later));
    assert_eq!(last.reason.as_deref(), Some("expired"));
    let feed = registry.events_after(1, 10).await.unwrap();
    let told: Vec<_> = feed.iter().map(|event| (event.seq, event.kind, event.stage)).collect();
    assert_eq!(
        told,
        [
            (2, EventKind::ReviewStarted, Stage::UnderReview),
            (3, EventKind::Rejected, Stage::Rejected)
        ]
    );
    assert_eq!(registry.events_after(0, 2).await.unwrap().len(), 2);
    let due: Option<JalaliDate> = None;
    let again = by_staff(defect(vec![missing("RPT")], due));
    assert!(matches!(
        registry.change(&claim.code, again, later).await.unwrap(),
        Changed::Refused(Refusal::NotAllowed(Stage::Rejected), _)
    ));
    assert_eq!(registry.events_after(3, 10).await.unwrap(), [], "a refusal is no event");
}
