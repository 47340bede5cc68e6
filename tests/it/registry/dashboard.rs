//! The dashboard's figures on a history that is known.

#![expect(clippy::cognitive_complexity, reason = "each test is a story that is told in its order")]

use std::collections::BTreeMap;

use bimeyar::claim::{Act, DecisionKind, DefectKind, Field, Stage};
use bimeyar::registry::{ClaimChange, StageDays};
use jiff::SignedDuration;

use super::{Place, done, on_every_database};
use crate::support::acts::{
    by_staff, defect, in_chat, item, missing, some, title, words_for, wrong,
};
use crate::support::claims::{counting, day, new_claim, now};

on_every_database! {
    figures_of_a_known_history,
    an_empty_registry_has_figures_too,
    a_dashboard_reaches_back_two_years_at_most,
}

async fn change(place: &Place, chat: u32, hours: i64, change: ClaimChange) {
    let claims = place.registry.claims_of(i64::from(chat), None).await.unwrap();
    let at = now() + SignedDuration::from_hours(hours);
    let changed = place.registry.change(&claims[0].code, change, at).await.unwrap();
    assert!(matches!(changed, bimeyar::registry::Changed::Done(_)), "{changed:?}");
}

fn decision(kind: DecisionKind) -> ClaimChange {
    by_staff(Act::Decide(some(kind)))
}

/// Now is 10:15 of 1405-08-30 in Tehran.
async fn figures_of_a_known_history(place: Place) {
    for (number, hours) in [(1, 0), (2, 13), (3, 14), (4, 14), (5, -24 * 40)] {
        let at = now() + SignedDuration::from_hours(hours);
        let new = new_claim(number);
        let random = counting(u64::from(number) << 20);
        done(place.registry.register(&new, at, random).await.unwrap());
    }
    // Three wait 24, 48 and 96 hours for their review.
    change(&place, 1, 24, decision(DecisionKind::StartReview)).await;
    let late = in_chat(Act::AddDocuments(Vec::new()), "late");
    change(&place, 2, 20, late).await;
    change(&place, 2, 13 + 48, decision(DecisionKind::StartReview)).await;
    change(&place, 3, 14 + 96, decision(DecisionKind::StartReview)).await;
    // The first is defective twice in the same title; the second has the same title and another one.
    let unreadable =
        || item(DefectKind::UnreadableDocument { document: None, title: title("RPT") });
    let first = defect(vec![missing("RPT"), unreadable(), wrong(Field::Amount)], None);
    change(&place, 1, 24 + 12, by_staff(first)).await;
    let repair = {
        let claim = &place.registry.claims_of(1, None).await.unwrap()[0];
        Act::Repair(words_for(&claim.defects[0]), Vec::new())
    };
    change(&place, 1, 24 + 12 + 6, in_chat(repair, "repair")).await;
    change(&place, 1, 48, decision(DecisionKind::StartReview)).await;
    change(&place, 1, 50, by_staff(defect(vec![missing("RPT")], None))).await;
    change(&place, 2, 70, by_staff(defect(vec![missing("INV"), unreadable()], None))).await;

    let counts = place.registry.stage_counts().await.unwrap();
    assert_eq!(counts.len(), Stage::ALL.len());
    let filled: BTreeMap<Stage, u64> = counts.into_iter().filter(|(_, count)| *count > 0).collect();
    let expected = [(Stage::Registered, 2), (Stage::UnderReview, 1), (Stage::Defect, 2)];
    assert_eq!(filled, BTreeMap::from(expected));

    let figures = place.registry.dashboard(day("1405-08-29"), day("1405-09-01")).await.unwrap();
    let expected = [("1405-08-29", 0), ("1405-08-30", 2), ("1405-09-01", 2)];
    assert_eq!(figures.per_day, expected.map(|(date, count)| (day(date), count)));
    assert_eq!(figures.by_stage.values().sum::<u64>(), 4);
    assert_eq!(figures.by_stage[&Stage::Registered], 1, "the old one is of another time");
    assert_eq!(
        figures.days_in_stage,
        [
            StageDays { stage: Stage::Registered, median: 2.0, p80: 4.0 },
            // 2, 9 and 12 hours.
            StageDays { stage: Stage::UnderReview, median: 9.0 / 24.0, p80: 0.5 },
            StageDays { stage: Stage::Defect, median: 0.25, p80: 0.25 },
            StageDays { stage: Stage::Resubmitted, median: 0.25, p80: 0.25 },
        ]
    );
    assert_eq!(figures.defects_by_title, [(title("RPT"), 2, 4), (title("INV"), 1, 4)]);
    let two = place.registry.dashboard(day("1405-08-30"), day("1405-08-30")).await.unwrap();
    // 24 and 48 hours.
    let registered = StageDays { stage: Stage::Registered, median: 1.5, p80: 2.0 };
    assert_eq!(two.days_in_stage[0], registered);
    let one_day = place.registry.dashboard(day("1405-09-01"), day("1405-09-01")).await.unwrap();
    assert_eq!(one_day.per_day, [(day("1405-09-01"), 2)]);
    // One stay alone, of 96 hours.
    assert_eq!(
        one_day.days_in_stage,
        [StageDays { stage: Stage::Registered, median: 4.0, p80: 4.0 }]
    );
}

async fn an_empty_registry_has_figures_too(place: Place) {
    let figures = place.registry.dashboard(day("1405-08-29"), day("1405-08-30")).await.unwrap();
    assert_eq!(figures.per_day, [(day("1405-08-29"), 0), (day("1405-08-30"), 0)]);
    assert_eq!(figures.by_stage, place.registry.stage_counts().await.unwrap());
    assert!(figures.days_in_stage.is_empty() && figures.defects_by_title.is_empty());
    let backwards = place.registry.dashboard(day("1405-08-30"), day("1405-08-29")).await.unwrap();
    assert!(backwards.per_day.is_empty());
}

async fn a_dashboard_reaches_back_two_years_at_most(place: Place) {
    let first = bimeyar::persian::JalaliDate::FIRST;
    let figures = place.registry.dashboard(first, day("1405-08-30")).await.unwrap();
    assert_eq!(figures.per_day.len(), 732);
    assert_eq!(figures.per_day.last().unwrap().0, day("1405-08-30"));
}
