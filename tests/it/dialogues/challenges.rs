//! One-time codes: every limit of `DESIGN.md` §6, to the second.

use bimeyar::dialogues::{CodeRules, NumberChallenge, Opened, StoreFault, Try};

use super::{Bench, second};

/// The challenge `id` of `chat` for the number `number`.
fn challenge(id: &str, chat: i64, number: u8) -> NumberChallenge {
    NumberChallenge {
        id: id.to_owned(),
        purpose: "mobile".to_owned(),
        chat,
        mobile_index: [number; 32],
    }
}

async fn open(bench: &Bench, challenge: &NumberChallenge, at: i64) -> Opened {
    bench.store().open_challenge(challenge, &CodeRules::default(), second(at)).await.unwrap()
}

async fn attempt(bench: &Bench, challenge: &NumberChallenge, at: i64) -> Try {
    bench.store().try_challenge(challenge, &CodeRules::default(), second(at)).await.unwrap()
}

fn yes(expires: i64, again: i64) -> Opened {
    Opened::Yes { expires: second(expires), again: second(again) }
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
        assert_eq!(attempt(&bench, &late, 10).await, Try::Compare { left_after });
    }
    assert_eq!(open(&bench, &late, 180).await, yes(360, 240));
    assert_eq!(attempt(&bench, &late, 200).await, Try::Compare { left_after: 1 });
}

#[tokio::test]
async fn a_code_is_tried_five_times_and_within_three_minutes() {
    let mut bench = Bench::new();
    let code = challenge("a", 1, 1);
    open(&bench, &code, 0).await;
    for left_after in [4, 3, 2, 1, 0] {
        assert_eq!(attempt(&bench, &code, 179).await, Try::Compare { left_after });
        bench.reopen();
    }
    assert_eq!(attempt(&bench, &code, 179).await, Try::Expired);

    let code = challenge("b", 1, 1);
    open(&bench, &code, 180).await;
    assert_eq!(attempt(&bench, &code, 359).await, Try::Compare { left_after: 4 });
    assert_eq!(attempt(&bench, &code, 360).await, Try::Expired);
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
        NumberChallenge { mobile_index: [2; 32], ..code.clone() },
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
    assert_eq!(attempt(&bench, &code, 1).await, Try::Compare { left_after: 4 });
}

#[tokio::test]
async fn a_used_code_stays_used() {
    let mut bench = Bench::new();
    let code = challenge("a", 1, 1);
    open(&bench, &code, 0).await;
    attempt(&bench, &code, 1).await;
    bench.store().close_challenge(&code.id).await.unwrap();
    bench.store().close_challenge("never opened").await.unwrap();
    bench.reopen();
    assert_eq!(attempt(&bench, &code, 2).await, Try::Expired);
    // Sent a second time after it was used: no new life.
    assert_eq!(open(&bench, &code, 3).await, yes(180, 60));
    assert_eq!(open(&bench, &code, 300).await, yes(180, 60));
    assert_eq!(attempt(&bench, &code, 301).await, Try::Expired);
}

#[tokio::test]
async fn sweeping_erases_codes_and_counters_that_limit_nothing_and_no_others() {
    let bench = Bench::new();
    let code = challenge("a", 1, 1);
    open(&bench, &code, 0).await;
    open(&bench, &challenge("b", 3, 1), 60).await;
    bench.store().sweep(second(179)).await.unwrap();
    assert_eq!(attempt(&bench, &code, 179).await, Try::Compare { left_after: 4 });
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

/// The process was started again after the system's clock had been set by an hour: while it runs, its own clock is even.
#[tokio::test]
async fn no_code_counts_longer_because_the_clock_was_set() {
    const HOUR: i64 = 3_600;
    let bench = Bench::new();
    let code = challenge("a", 1, 1);
    assert_eq!(open(&bench, &code, HOUR).await, yes(HOUR + 180, HOUR + 60));
    // A correction of a few seconds is none to speak of.
    assert_eq!(attempt(&bench, &code, HOUR - 2).await, Try::Compare { left_after: 4 });
    // Set back: its three minutes would last an hour.
    assert_eq!(attempt(&bench, &code, 10).await, Try::Expired);
    // Nor does the number have to wait for an hour: it has had one code, as of now, and the next minute it gets another.
    assert_eq!(open(&bench, &challenge("b", 1, 1), 20).await, limited(80));
    assert_eq!(open(&bench, &challenge("c", 1, 1), 80).await, yes(260, 140));
    // Set forward: it is over early, and another can be had.
    assert_eq!(attempt(&bench, &challenge("c", 1, 1), 81 + HOUR).await, Try::Expired);
    assert_eq!(open(&bench, &challenge("d", 1, 1), 81 + HOUR).await, yes(HOUR + 261, HOUR + 141));
}
