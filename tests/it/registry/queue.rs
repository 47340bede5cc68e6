//! The reviewers' queue.

use bimeyar::claim::{ClaimKind, Stage};
use bimeyar::registry::{ClaimQuery, Cursor};
use jiff::SignedDuration;

use super::{Place, done, on_every_database};
use crate::support::claims::{counting, mobile, national_code, new_claim, now};

on_every_database! {
    pages_cover_the_queue_without_gap_or_repetition,
    a_claim_that_comes_meanwhile_shifts_no_page,
    filters_narrow,
    a_search_finds_by_what_a_reviewer_knows,
    a_claim_that_cannot_be_read_hides_no_other,
}

/// The chats of the claims found: they are numbered in the order of registering.
async fn found(place: &Place, query: &ClaimQuery) -> Vec<i64> {
    let page = place.registry.claims(query).await.unwrap();
    page.items.iter().map(|claim| claim.chat).collect()
}

async fn pages_cover_the_queue_without_gap_or_repetition(place: Place) {
    for number in 1..=7 {
        place.register(&new_claim(number)).await;
    }
    for limit in 1..=8 {
        let mut all = Vec::new();
        let mut query = ClaimQuery { limit, ..ClaimQuery::default() };
        loop {
            let page = place.registry.claims(&query).await.unwrap();
            assert!(page.items.len() <= limit as usize && !page.items.is_empty());
            all.extend(page.items.iter().map(|claim| claim.chat));
            let Some(next) = page.next_cursor else { break };
            query.cursor = Some(next.to_string().parse::<Cursor>().unwrap());
        }
        assert_eq!(all, [7, 6, 5, 4, 3, 2, 1], "{limit} a page");
    }
}

async fn a_claim_that_comes_meanwhile_shifts_no_page(place: Place) {
    for number in 1..=4 {
        place.register(&new_claim(number)).await;
    }
    let query = ClaimQuery { limit: 2, ..ClaimQuery::default() };
    let first = place.registry.claims(&query).await.unwrap();
    place.register(&new_claim(5)).await;
    let second = ClaimQuery { cursor: first.next_cursor, ..query };
    assert_eq!(found(&place, &second).await, [2, 1]);
}

async fn filters_narrow(place: Place) {
    let hour = SignedDuration::from_hours(1);
    for number in 1..=4 {
        let mut new = new_claim(number);
        if number == 2 {
            new.kind = ClaimKind::SpecialSupport;
        }
        let at = now() + hour * i32::try_from(number).unwrap();
        done(place.registry.register(&new, at, counting(u64::from(number) << 8)).await.unwrap());
    }
    let all = ClaimQuery::default();
    for (query, expected) in [
        (all.clone(), vec![4, 3, 2, 1]),
        (ClaimQuery { kind: Some(ClaimKind::SpecialSupport), ..all.clone() }, vec![2]),
        (ClaimQuery { kind: Some(ClaimKind::SpecialExpense), ..all.clone() }, vec![]),
        (ClaimQuery { stage: Some(Stage::Registered), ..all.clone() }, vec![4, 3, 2, 1]),
        (ClaimQuery { stage: Some(Stage::Paid), ..all.clone() }, vec![]),
        (ClaimQuery { from: Some(now() + hour * 2), ..all.clone() }, vec![4, 3, 2]),
        (ClaimQuery { to: Some(now() + hour * 2), ..all.clone() }, vec![1]),
        (
            ClaimQuery {
                from: Some(now() + hour * 2),
                to: Some(now() + hour * 4),
                kind: Some(ClaimKind::Supplementary),
                ..all.clone()
            },
            vec![3],
        ),
    ] {
        assert_eq!(found(&place, &query).await, expected, "{query:?}");
    }
}

async fn a_search_finds_by_what_a_reviewer_knows(place: Place) {
    let mut second = new_claim(2);
    second.details.insured.first_name = "محمد\u{200c}حسین".to_owned();
    second.details.insured.last_name = "كريمي".to_owned();
    second.details.center.as_mut().unwrap().name = "درمانگاه ۲۲ بهمن".to_owned();
    let first = place.register(&new_claim(1)).await;
    place.register(&second).await;
    let code = first.code.as_str();
    let insured = first.details.insured.national_code.expose();
    let principal = national_code(200_000_002);
    for (q, expected) in [
        ("", vec![2, 1]),
        ("   ", vec![2, 1]),
        (code, vec![1]),
        (&first.code.grouped(), vec![1]),
        (code.split_at(11).0, vec![1]),
        (insured, vec![1]),
        (principal.expose(), vec![2]),
        (mobile(2).expose(), vec![2]),
        ("+98 912 000 0002", vec![2]),
        ("زهرا", vec![1]),
        ("زهرا موسوی\u{200c}پور", vec![1]),
        ("موسوی پور", vec![1]),
        ("موسویپور", vec![1]),
        ("كریمی", vec![2]),
        ("محمد حسین کریمی", vec![2]),
        ("محمدحسین", vec![2]),
        ("زهرا کریمی", vec![]),
        ("امید", vec![1]),
        ("بیمارستان زهرا", vec![1]),
        ("22 بهمن", vec![2]),
        ("زهر", vec![]),
        ("%", vec![2, 1]),
        ("_' OR 1=1 --", vec![]),
    ] {
        let query = ClaimQuery { q: Some(q.to_owned()), ..ClaimQuery::default() };
        assert_eq!(found(&place, &query).await, expected, "{q}");
    }
}

async fn a_claim_that_cannot_be_read_hides_no_other(place: Place) {
    let mut codes = Vec::new();
    for number in 1..=6 {
        codes.push(place.register(&new_claim(number)).await.code);
    }
    place
        .tamper(
            "UPDATE claims SET details = x'00' WHERE id = 2; INSERT INTO documents (claim, position, id, \
             title_code, title_name, media_type, bytes, sha256, upload_sha256, late, round, quality) \
             VALUES (4, 0, 'a', '', '', '', -1, '', '', 0, 0, ''); \
             UPDATE claim_events SET kind = 'newer' WHERE claim = 5",
        )
        .await;
    assert_eq!(found(&place, &ClaimQuery::default()).await, [6, 3, 1]);
    let query = ClaimQuery { limit: 2, ..ClaimQuery::default() };
    let first = place.registry.claims(&query).await.unwrap();
    assert_eq!(first.items.iter().map(|claim| claim.chat).collect::<Vec<_>>(), [6]);
    let second = ClaimQuery { cursor: first.next_cursor, ..query.clone() };
    assert_eq!(found(&place, &second).await, [3]);
    for (number, code) in (1..).zip(&codes) {
        let is_bad = [2, 4, 5].contains(&number);
        let read = place.registry.claim(code).await;
        assert_eq!(read.is_err_and(|fault| fault.is_of_one_row()), is_bad, "{number}");
        let listed = place.registry.claims_of(number, None).await.unwrap();
        assert_eq!(listed.is_empty(), is_bad, "{number}");
    }
}
