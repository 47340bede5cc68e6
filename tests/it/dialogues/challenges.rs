//! One-time codes: every limit of `DESIGN.md` §6, to the second.

use std::sync::atomic::{AtomicU64, Ordering};

use bimeyar::dialogues::{
    CodeRules, NumberChallenge, NumberIndex, Opened, OutboxId, Recipient, StoreFault, Try,
};

use super::{Bench, second, session, show, text};

/// The challenge `id` of `chat` for the number `number`.
fn challenge(id: &str, chat: i64, number: u8) -> NumberChallenge {
    NumberChallenge {
        id: id.to_owned(),
        purpose: "mobile".to_owned(),
        chat,
        index: [number; 32],
        to: Recipient::Number { block: [number; 32] },
    }
}

async fn open(bench: &Bench, challenge: &NumberChallenge, at: i64) -> Opened {
    bench.store().open_challenge(challenge, &CodeRules::default(), second(at)).await.unwrap()
}

/// A try that was not made before.
async fn attempt(bench: &Bench, challenge: &NumberChallenge, at: i64) -> Try {
    static TRIES: AtomicU64 = AtomicU64::new(0);
    attempt_of(bench, challenge, TRIES.fetch_add(1, Ordering::Relaxed), at).await
}

/// The try of the row number `seq`.
async fn attempt_of(bench: &Bench, challenge: &NumberChallenge, seq: u64, at: i64) -> Try {
    let (by, rules) = (OutboxId { chat: challenge.chat, seq }, CodeRules::default());
    bench.store().try_challenge(challenge, &by, &rules, second(at)).await.unwrap()
}

/// Ends the challenge `id` with the answer that its code was right.
async fn use_up(bench: &Bench, id: &str) {
    bench.typed(1, &["a code"]).await;
    let committed = bench.turn(session(1, 1), vec![show("check it")]).await;
    let row = committed.rows.first().unwrap().id;
    let finish = bench.store().finish_with_code(&row, id, text("right"), second(2));
    finish.await.unwrap();
    assert_eq!(bench.drain(1).await, [text("right")]);
    assert!(bench.store().pending_outbox().unwrap().is_empty());
}

fn yes(expires: i64, again: i64) -> Opened {
    Opened::Yes { expires: second(expires), again: second(again), sends: true }
}

fn left(left_after: u32) -> Try {
    Try::Compare { left_after, counts: true }
}

fn limited(until: i64) -> Opened {
    Opened::Limited { until: second(until) }
}

#[tokio::test]
async fn a_number_gets_a_code_a_minute_three_in_a_quarter_ten_a_day() {
    const DAY: i64 = 86_400;
    let mut bench = Bench::new();
    let steps = [
        (0, yes(180, 60)),
        (59, limited(60)),
        (60, yes(240, 120)),
        // The third one closes the quarter of an hour that the first one opened.
        (120, yes(300, 900)),
        (899, limited(900)),
        (900, yes(1_080, 960)),
        (960, yes(1_140, 1_020)),
        (1_020, yes(1_200, 1_800)),
        (1_800, yes(1_980, 1_860)),
        (1_860, yes(2_040, 1_920)),
        (1_920, yes(2_100, 2_700)),
        (2_700, yes(2_880, DAY)),
        (2_760, limited(DAY)),
        (DAY - 1, limited(DAY)),
        (DAY, yes(DAY + 180, DAY + 60)),
        (DAY + 60, yes(DAY + 240, DAY + 120)),
    ];
    for (index, (at, expected)) in steps.into_iter().enumerate() {
        // Each from another chat: the limits are the number's.
        let chat = i64::try_from(index).unwrap();
        assert_eq!(open(&bench, &challenge(&format!("{index}"), chat, 1), at).await, expected);
        if index % 5 == 0 {
            bench.reopen();
        }
    }
}

#[tokio::test]
async fn a_chat_tries_three_numbers_a_day_and_each_of_them_again() {
    const DAY: i64 = 86_400;
    let bench = Bench::new();
    for number in 1..=3 {
        let at = i64::from(number) * 100;
        let opened = open(&bench, &challenge(&format!("{number}"), 1, number), at).await;
        assert_eq!(opened, yes(at + 180, at + 60));
    }
    assert_eq!(open(&bench, &challenge("4", 1, 4), 400).await, limited(DAY + 100));
    assert_eq!(open(&bench, &challenge("1 again", 1, 1), 500).await, yes(680, 560));
    // The first number counts from its last code.
    assert_eq!(open(&bench, &challenge("4", 1, 4), DAY + 100).await, limited(DAY + 200));
    assert_eq!(open(&bench, &challenge("4", 1, 4), DAY + 200).await, yes(DAY + 380, DAY + 260));
    assert_eq!(open(&bench, &challenge("5", 2, 5), 600).await, yes(780, 660));
}

#[tokio::test]
async fn the_same_challenge_again_is_answered_as_before_and_not_counted() {
    let mut bench = Bench::new();
    let first = challenge("a", 1, 1);
    assert_eq!(open(&bench, &first, 0).await, yes(180, 60));
    assert_eq!(open(&bench, &first, 10).await, yes(180, 60));
    bench.reopen();
    assert_eq!(open(&bench, &first, 170).await, yes(180, 60));
    assert_eq!(open(&bench, &challenge("b", 1, 1), 171).await, yes(351, 231));
    assert_eq!(open(&bench, &challenge("c", 1, 1), 231).await, yes(411, 900));
}

#[tokio::test]
async fn a_challenge_delayed_beyond_its_life_opens_again_but_its_tries_count_on() {
    let bench = Bench::new();
    let late = challenge("a", 1, 1);
    open(&bench, &late, 0).await;
    for left_after in [4, 3, 2] {
        assert_eq!(attempt(&bench, &late, 10).await, left(left_after));
    }
    assert_eq!(open(&bench, &late, 180).await, yes(360, 240));
    assert_eq!(attempt(&bench, &late, 200).await, left(1));
}

#[tokio::test]
async fn a_code_is_tried_five_times_and_within_three_minutes() {
    let mut bench = Bench::new();
    let code = challenge("a", 1, 1);
    open(&bench, &code, 0).await;
    for left_after in [4, 3, 2, 1, 0] {
        assert_eq!(attempt(&bench, &code, 179).await, left(left_after));
        bench.reopen();
    }
    assert_eq!(attempt(&bench, &code, 179).await, Try::Expired);

    let code = challenge("b", 1, 1);
    open(&bench, &code, 180).await;
    assert_eq!(attempt(&bench, &code, 359).await, left(4));
    assert_eq!(attempt(&bench, &code, 360).await, Try::Expired);
}

#[tokio::test]
async fn a_try_that_is_repeated_after_a_crash_is_counted_once() {
    let mut bench = Bench::new();
    let code = challenge("a", 1, 1);
    open(&bench, &code, 0).await;
    for (seq, left_after) in [(11, 4), (12, 3), (13, 2), (14, 1), (15, 0)] {
        for _ in 0..2 {
            assert_eq!(attempt_of(&bench, &code, seq, 1).await, left(left_after));
            bench.reopen();
        }
    }
    assert_eq!(attempt_of(&bench, &code, 16, 1).await, Try::Expired);
    assert_eq!(attempt_of(&bench, &code, 15, 180).await, Try::Expired);
}

#[tokio::test]
async fn tries_handed_in_together_are_each_counted() {
    let bench = Bench::new();
    let code = challenge("a", 1, 1);
    open(&bench, &code, 0).await;
    let tries = futures_util::future::join_all((0..20).map(|_| attempt(&bench, &code, 1))).await;
    assert_eq!(tries.iter().filter(|attempt| **attempt != Try::Expired).count(), 5);
}

#[tokio::test]
async fn a_code_serves_its_purpose_chat_and_number_only() {
    let bench = Bench::new();
    let code = challenge("a", 1, 1);
    open(&bench, &code, 0).await;
    let others = [
        NumberChallenge { purpose: "other".to_owned(), ..code.clone() },
        NumberChallenge { chat: 2, ..code.clone() },
        NumberChallenge { index: [2; 32], ..code.clone() },
        NumberChallenge { id: "b".to_owned(), ..code.clone() },
    ];
    for other in &others {
        assert_eq!(attempt(&bench, other, 1).await, Try::Expired, "{other:?}");
    }
    for other in others.iter().take(3) {
        let rules = CodeRules::default();
        let refused = bench.store().open_challenge(other, &rules, second(1)).await;
        assert!(matches!(refused, Err(StoreFault::OtherChallenge)), "{refused:?}");
    }
    assert_eq!(attempt(&bench, &code, 1).await, left(4));
}

#[tokio::test]
async fn a_used_code_stays_used() {
    let mut bench = Bench::new();
    let code = challenge("a", 1, 1);
    open(&bench, &code, 0).await;
    attempt(&bench, &code, 1).await;
    use_up(&bench, &code.id).await;
    use_up(&bench, "never opened").await;
    bench.reopen();
    assert_eq!(attempt(&bench, &code, 2).await, Try::Expired);
    // Sent a second time after it was used: no new life.
    let over = Opened::Yes { expires: second(180), again: second(60), sends: false };
    assert_eq!(open(&bench, &code, 3).await, over);
    assert_eq!(open(&bench, &code, 300).await, over);
    assert_eq!(attempt(&bench, &code, 301).await, Try::Expired);
}

#[tokio::test]
async fn sweeping_erases_codes_and_counters_that_limit_nothing_and_no_others() {
    let bench = Bench::new();
    let code = challenge("a", 1, 1);
    open(&bench, &code, 0).await;
    open(&bench, &challenge("b", 3, 1), 60).await;
    bench.store().sweep(second(179)).await.unwrap();
    assert_eq!(attempt(&bench, &code, 179).await, left(4));
    bench.store().sweep(second(180 + 599)).await.unwrap();
    let other = NumberChallenge { chat: 2, ..code.clone() };
    let rules = CodeRules::default();
    let refused = bench.store().open_challenge(&other, &rules, second(780)).await;
    assert!(matches!(refused, Err(StoreFault::OtherChallenge)), "{refused:?}");

    // Gone, so the id is free; its code still counts for the number: this is the third one.
    bench.store().sweep(second(180 + 600)).await.unwrap();
    assert_eq!(open(&bench, &other, 790).await, yes(970, 900));
    bench.store().sweep(second(790 + 86_400)).await.unwrap();
    assert_eq!(open(&bench, &code, 87_300).await, yes(87_480, 87_360));
}

/// The challenge `id` of `chat` for the claim `claim`, whose number is `number`; none: there is no such claim.
fn of_claim(id: &str, chat: i64, claim: u8, number: Option<u8>) -> NumberChallenge {
    let number = number.map(|number| NumberIndex { number: [number; 32], block: [number; 32] });
    NumberChallenge {
        purpose: "claim".to_owned(),
        to: Recipient::OfClaim(number),
        ..challenge(id, chat, claim)
    }
}

/// What whoever asks learns.
fn told(opened: Opened) -> Opened {
    match opened {
        Opened::Yes { expires, again, .. } => Opened::Yes { expires, again, sends: true },
        Opened::Limited { .. } | Opened::Spent { .. } => opened,
    }
}

#[tokio::test]
async fn a_claim_that_is_not_there_is_limited_like_one_that_is() {
    let (there, nowhere) = (Bench::new(), Bench::new());
    // Somebody else has used up the number's codes meanwhile, which must not show.
    for at in [0, 60, 120] {
        open(&there, &challenge(&format!("other {at}"), 9, 7), at).await;
    }
    let mut steps: Vec<(u8, i64)> = (1..=6).map(|claim| (claim, 130)).collect();
    steps.extend([
        (1, 180),
        (1, 190),
        (1, 1_000),
        (1, 1_100),
        (1, 1_200),
        (2, 90_000),
        (6, 90_000),
    ]);
    for (step, (claim, at)) in steps.into_iter().enumerate() {
        let id = step.to_string();
        let real = of_claim(&id, 1, claim, Some(7));
        let pretended = of_claim(&id, 1, claim, None);
        let opened = open(&there, &real, at).await;
        assert_eq!(told(opened), told(open(&nowhere, &pretended, at).await), "{id}");
        let tries =
            (attempt(&there, &real, at + 1).await, attempt(&nowhere, &pretended, at + 1).await);
        match tries {
            (Try::Compare { left_after, .. }, Try::Compare { left_after: other, counts }) => {
                assert_eq!(left_after, other, "{id}");
                assert!(!counts, "a code of nobody counts");
            }
            (one, other) => assert_eq!(one, other, "{id}"),
        }
    }
}

#[tokio::test]
async fn codes_of_claims_spend_what_their_number_may_get() {
    let bench = Bench::new();
    let sends = |opened| matches!(opened, Opened::Yes { sends: true, .. });
    assert!(sends(open(&bench, &of_claim("a", 1, 1, Some(7)), 0).await));
    let second_claim = of_claim("b", 2, 2, Some(7));
    assert!(!sends(open(&bench, &second_claim, 1).await), "the same number within a minute");
    let refused = Try::Compare { left_after: 4, counts: false };
    assert_eq!(attempt(&bench, &second_claim, 2).await, refused);
    assert_eq!(open(&bench, &challenge("c", 3, 7), 30).await, limited(60));
    assert!(sends(open(&bench, &of_claim("d", 4, 3, Some(7)), 60).await));
    assert!(sends(open(&bench, &of_claim("e", 5, 4, Some(7)), 120).await));
    assert!(!sends(open(&bench, &of_claim("f", 6, 5, Some(7)), 180).await), "three in a quarter");
}

#[tokio::test]
async fn a_chat_asks_for_codes_of_five_claims_a_day() {
    const DAY: i64 = 86_400;
    let bench = Bench::new();
    for claim in 1..=6 {
        let opened = open(&bench, &of_claim(&format!("{claim}"), 1, claim, None), 0).await;
        assert_eq!(opened == limited(DAY), claim == 6, "{claim}: {opened:?}");
    }
    assert_ne!(open(&bench, &of_claim("other", 2, 6, None), 0).await, limited(DAY));
}

#[tokio::test]
async fn codes_of_claims_spend_the_hour_of_all() {
    let bench = Bench::new();
    let rules = CodeRules { sms_per_hour: 3, sms_per_block_hour: 2, ..CodeRules::default() };
    let of_claim = |number: u8, block: u8| {
        let index = NumberIndex { number: [number; 32], block: [block; 32] };
        let to = Recipient::OfClaim(Some(index));
        NumberChallenge { to, ..of_claim(&format!("{number}"), i64::from(number), number, None) }
    };
    let mut sent = Vec::new();
    for (number, block) in [(1, 1), (2, 1), (3, 1), (4, 2)] {
        let opened =
            bench.store().open_challenge(&of_claim(number, block), &rules, second(0)).await;
        sent.push(matches!(opened.unwrap(), Opened::Yes { sends: true, .. }));
    }
    assert_eq!(sent, [true, true, false, true], "two of a block are sent, which is not told");
    let opened = bench.store().open_challenge(&challenge("x", 9, 9), &rules, second(60)).await;
    assert_eq!(opened.unwrap(), Opened::Spent { until: second(3_600) }, "three in all");
}

#[tokio::test]
async fn codes_have_an_hourly_budget_in_all_and_for_a_block_of_numbers() {
    let bench = Bench::new();
    let rules = CodeRules { sms_per_hour: 5, sms_per_block_hour: 3, ..CodeRules::default() };
    let ask = async |number: u8, block: u8, at: i64| {
        let asked = NumberChallenge {
            to: Recipient::Number { block: [block; 32] },
            ..challenge(&format!("{number} {at}"), i64::from(number), number)
        };
        bench.store().open_challenge(&asked, &rules, second(at)).await.unwrap()
    };
    let spent = |until| Opened::Spent { until: second(until) };
    for number in 1..=3 {
        assert_eq!(ask(number, 1, 0).await, yes(180, 60), "{number}");
    }
    assert_eq!(ask(4, 1, 600).await, spent(3_600), "the block is spent");
    assert_eq!(ask(5, 2, 600).await, yes(780, 660));
    assert_eq!(ask(6, 2, 660).await, yes(840, 720));
    assert_eq!(ask(7, 3, 1_200).await, spent(3_600), "all is spent");
    let claim = of_claim("claim", 8, 8, None);
    let opened = bench.store().open_challenge(&claim, &rules, second(1_200)).await.unwrap();
    assert_eq!(opened, spent(3_600), "a claim that is not there is told the same");
    assert_eq!(ask(4, 1, 3_600).await, yes(3_780, 3_660), "the circuit closes by itself");
    bench.store().sweep(second(90_000)).await.unwrap();
    assert_eq!(ask(9, 1, 90_000).await, yes(90_180, 90_060));
}

#[tokio::test]
async fn looking_up_codes_of_others_has_an_hourly_budget() {
    let mut bench = Bench::new();
    let rules = CodeRules { lookups_per_hour: 3, ..CodeRules::default() };
    for (at, held) in
        [(0, None), (60, None), (61, None), (120, Some(3_600)), (3_600, None), (3_601, Some(3_660))]
    {
        let counted = bench.store().count_lookup(&rules, second(at)).await.unwrap();
        assert_eq!(counted, held.map(second), "at {at}");
        bench.reopen();
    }
}

/// The process was started again after the system's clock had been set by an hour: while it runs, its own clock is even.
#[tokio::test]
async fn no_code_counts_longer_because_the_clock_was_set() {
    const HOUR: i64 = 3_600;
    let bench = Bench::new();
    let code = challenge("a", 1, 1);
    assert_eq!(open(&bench, &code, HOUR).await, yes(HOUR + 180, HOUR + 60));
    // A correction of a few seconds is none to speak of.
    assert_eq!(
        attempt(&bench, &code, HOUR - 2).await,
        Try::Compare { left_after: 4, counts: true }
    );
    // Set back: its three minutes would last an hour.
    assert_eq!(attempt(&bench, &code, 10).await, Try::Expired);
    // Nor does the number have to wait for an hour: it has had one code, as of now, and the next minute it gets another.
    assert_eq!(open(&bench, &challenge("b", 1, 1), 20).await, limited(80));
    assert_eq!(open(&bench, &challenge("c", 1, 1), 80).await, yes(260, 140));
    // Set forward: it is over early, and another can be had.
    assert_eq!(attempt(&bench, &challenge("c", 1, 1), 81 + HOUR).await, Try::Expired);
    assert_eq!(open(&bench, &challenge("d", 1, 1), 81 + HOUR).await, yes(HOUR + 261, HOUR + 141));
}
