//! Answers of flows that register no claim.

#![expect(clippy::cognitive_complexity, reason = "each test is a story that is told in its order")]

use bimeyar::registry::{KeptPage, KeptPart, KeptQuery};
use jiff::SignedDuration;

use super::{Place, on_every_database};
use crate::support::claims::{further, new_claim, now, survey};

on_every_database! {
    a_draft_is_kept_once,
    the_claim_they_are_about_is_one_that_the_chat_may_see,
    they_are_read_on_from_either_end,
    one_that_cannot_be_read_hides_no_other,
    flows_are_counted,
}

fn all(part: KeptPart) -> KeptQuery {
    KeptQuery { flow: None, part, limit: 100 }
}

async fn read(place: &Place, query: &KeptQuery) -> KeptPage {
    place.registry.kept_answers(query).await.unwrap()
}

fn ids(page: &KeptPage) -> Vec<i64> {
    page.items.iter().map(|row| row.id).collect()
}

async fn a_draft_is_kept_once(place: Place) {
    let mut kept = survey(1, None);
    kept.answers.push(further("more", "توضیح", "ممنون"));
    assert!(place.registry.keep_answers(&kept, now()).await.unwrap());
    let later = now() + SignedDuration::from_hours(1);
    let other = survey(2, None);
    let again = bimeyar::claim::KeptAnswers { draft: kept.draft.clone(), ..other.clone() };
    assert!(!place.registry.keep_answers(&kept, later).await.unwrap());
    assert!(!place.registry.keep_answers(&again, later).await.unwrap());
    let place = place.reopened().await;
    assert!(!place.registry.keep_answers(&kept, later).await.unwrap());
    assert!(place.registry.keep_answers(&other, later).await.unwrap());
    let page = read(&place, &all(KeptPart::After(0))).await;
    let [first, second] = page.items.as_slice() else { panic!("{page:?}") };
    assert_eq!((first.id, &*first.flow, first.flow_version, first.at), (1, "survey", 1, now()));
    assert_eq!(first.answers, kept.answers);
    assert_eq!((second.id, second.at), (2, later), "what was not kept takes no number");
}

async fn the_claim_they_are_about_is_one_that_the_chat_may_see(place: Place) {
    let own = place.register(&new_claim(1)).await;
    let foreign = place.register(&new_claim(2)).await;
    let unknown = bimeyar::claim::TrackingCode::from_random([9; 8]);
    for (number, code) in [(1, &own.code), (11, &foreign.code), (12, &unknown)] {
        place.registry.keep_answers(&survey(number, Some(code)), now()).await.unwrap();
    }
    let page = read(&place, &all(KeptPart::After(0))).await;
    let about: Vec<_> = page.items.iter().map(|row| row.about.clone()).collect();
    assert_eq!(about, [Some(own.code), None, None]);
}

async fn they_are_read_on_from_either_end(place: Place) {
    for number in 1..=7 {
        let mut kept = survey(number, None);
        if number % 3 == 0 {
            "feedback".clone_into(&mut kept.flow);
        }
        place.registry.keep_answers(&kept, now()).await.unwrap();
    }
    for limit in 1..=8 {
        let (mut up, mut after) = (Vec::new(), 0);
        loop {
            let query = KeptQuery { limit, ..all(KeptPart::After(after)) };
            let page = read(&place, &query).await;
            up.extend(ids(&page));
            after = page.last.unwrap();
            if !page.has_more {
                break;
            }
        }
        assert_eq!(up, [1, 2, 3, 4, 5, 6, 7], "{limit} a page");
        let end = read(&place, &KeptQuery { limit, ..all(KeptPart::After(after)) }).await;
        assert_eq!((end.items.len(), end.last, end.has_more), (0, None, false));
        let (mut down, mut before) = (Vec::new(), i64::MAX);
        loop {
            let page = read(&place, &KeptQuery { limit, ..all(KeptPart::Before(before)) }).await;
            down.extend(ids(&page));
            before = page.last.unwrap();
            if !page.has_more {
                break;
            }
        }
        assert_eq!(down, [7, 6, 5, 4, 3, 2, 1], "{limit} a page");
    }
    let of = |flow: &str, part| KeptQuery { flow: Some(flow.to_owned()), part, limit: 2 };
    let page = read(&place, &of("survey", KeptPart::After(1))).await;
    assert_eq!((ids(&page), page.last, page.has_more), (vec![2, 4], Some(4), true));
    let page = read(&place, &of("feedback", KeptPart::Before(6))).await;
    assert_eq!((ids(&page), page.last, page.has_more), (vec![3], Some(3), false));
    assert_eq!(ids(&read(&place, &of("Survey", KeptPart::After(0))).await), [0; 0]);
}

async fn one_that_cannot_be_read_hides_no_other(place: Place) {
    for number in 1..=6 {
        place.registry.keep_answers(&survey(number, None), now()).await.unwrap();
    }
    place
        .tamper(
            "UPDATE kept_answers SET answers = x'00' WHERE id = 2; UPDATE kept_answers SET flow_version = -1 WHERE id = 3; \
             UPDATE kept_answers SET answers = (SELECT answers FROM kept_answers WHERE id = 1) WHERE id = 6",
        )
        .await;
    assert_eq!(ids(&read(&place, &all(KeptPart::After(0))).await), [1, 4, 5]);
    assert_eq!(ids(&read(&place, &all(KeptPart::Before(i64::MAX))).await), [5, 4, 1]);
    let page = read(&place, &KeptQuery { limit: 2, ..all(KeptPart::After(1)) }).await;
    assert_eq!((ids(&page), page.last, page.has_more), (vec![], Some(3), true));
    let page = read(&place, &KeptQuery { limit: 2, ..all(KeptPart::After(3)) }).await;
    assert_eq!((ids(&page), page.last, page.has_more), (vec![4, 5], Some(5), true));
}

async fn flows_are_counted(place: Place) {
    assert_eq!(place.registry.kept_flows().await.unwrap(), []);
    for number in 1..=3 {
        let mut kept = survey(number, None);
        if number == 2 {
            "feedback".clone_into(&mut kept.flow);
        }
        place.registry.keep_answers(&kept, now()).await.unwrap();
    }
    let counts = [("feedback".to_owned(), 1), ("survey".to_owned(), 2)];
    assert_eq!(place.registry.kept_flows().await.unwrap(), counts);
}
