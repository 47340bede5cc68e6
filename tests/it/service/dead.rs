//! What could not be handled is handled once more, when somebody has mended what was the matter.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use bimeyar::dialogues::{DeadKind, Requeued};
use bimeyar::engine::{Effect, Input};
use bimeyar::persian::Mobile;

use super::bench::{Bench, Bot, in_a_word, say, script};

/// Cannot take a word that begins with `bad` until it is mended.
fn fragile(broken: &Arc<AtomicBool>) -> Arc<dyn bimeyar::service::TurnTaker> {
    let broken = Arc::clone(broken);
    script(move |_, input, _| {
        let is_bad = matches!(&input, Input::Text { text } if text.starts_with("bad"));
        assert!(!(is_bad && broken.load(Ordering::SeqCst)), "on purpose");
        vec![say(&in_a_word(&input))]
    })
}

fn ids(bot: &Bot) -> Vec<u64> {
    bot.running.dead_letters().unwrap().iter().map(|letter| letter.id).collect()
}

#[tokio::test]
async fn a_person_gets_the_answer_after_all_and_once() {
    let bench = Bench::new().await;
    let ali = bench.ali();
    let broken = Arc::new(AtomicBool::new(true));
    let bot = bench.start(fragile(&broken)).await;
    let mut ear = bench.ear(ali).await;
    for (words, answer) in [("bad one", "mishap"), ("good", "good"), ("bad two", "mishap")] {
        bench.write(ali, words).await;
        ear.hears(&[answer]).await;
    }
    let letters = bot.running.dead_letters().unwrap();
    for letter in &letters {
        assert_eq!((letter.chat, letter.kind), (ali, DeadKind::Inbox));
        assert_eq!((letter.name.as_str(), letter.is_readable), ("text", true));
        assert!(letter.bytes > 10 && !letter.reason.contains("bad"), "{letter:?}");
    }
    let [first, second] = ids(&bot)[..] else { panic!("{letters:?}") };
    // As long as nothing is mended it comes back under another name.
    assert!(
        matches!(bot.running.requeue(second).await.unwrap(), Requeued::Inbox { chat } if chat == ali)
    );
    ear.hears(&["mishap"]).await;
    let [same, again] = ids(&bot)[..] else { panic!() };
    assert!(same == first && again != second);

    broken.store(false, Ordering::SeqCst);
    for letter in [first, again] {
        assert!(matches!(bot.running.requeue(letter).await.unwrap(), Requeued::Inbox { .. }));
        assert!(matches!(bot.running.requeue(letter).await.unwrap(), Requeued::Gone));
    }
    bench.write(ali, "last").await;
    ear.hears(&["bad one", "bad two", "last"]).await;
    assert_eq!(ids(&bot), [0_u64; 0]);
    bot.stop().await;
}

#[tokio::test]
async fn what_is_requeued_without_a_bot_has_its_turn_at_the_next_start() {
    let bench = Bench::new().await;
    let ali = bench.ali();
    let broken = Arc::new(AtomicBool::new(true));
    let bot = bench.start(fragile(&broken)).await;
    let mut ear = bench.ear(ali).await;
    bench.write(ali, "bad").await;
    ear.hears(&["mishap"]).await;
    let [letter] = ids(&bot)[..] else { panic!() };
    let now = bench.clock.now();
    bot.tasks.shut_down(std::time::Duration::from_secs(5)).await;
    let dialogues = bot.stores.dialogues.clone();
    assert!(matches!(dialogues.requeue(letter, now).await.unwrap(), Requeued::Inbox { .. }));
    drop(dialogues);
    bot.stop().await;
    broken.store(false, Ordering::SeqCst);
    let bot = bench.start(fragile(&broken)).await;
    ear.hears(&["bad"]).await;
    bot.stop().await;
}

#[tokio::test]
async fn an_effect_is_performed_once_more_and_a_letter_can_be_thrown_away() {
    let bench = Bench::new().await;
    let ali = bench.ali();
    let bot = bench
        .start(script(|_, input, _| match input {
            // A challenge that is none is given up at once.
            Input::Text { .. } => vec![Effect::SendCode {
                challenge: "none".to_owned(),
                purpose: "mobile".to_owned(),
                mobile: Mobile::parse("09121234567").unwrap(),
            }],
            _ => Vec::new(),
        }))
        .await;
    for _ in 0..2 {
        bench.write(ali, "code").await;
    }
    while ids(&bot).len() < 2 {
        tokio::time::sleep(std::time::Duration::from_millis(5)).await;
    }
    let [first, second] = ids(&bot)[..] else { panic!() };
    let requeued = bot.running.requeue(first).await.unwrap();
    let Requeued::Outbox(row) = requeued else { panic!("{requeued:?}") };
    assert!(matches!(row.effect, Effect::SendCode { .. }) && row.id.chat == ali);
    while ids(&bot).iter().all(|letter| *letter <= second) {
        tokio::time::sleep(std::time::Duration::from_millis(5)).await;
    }
    for letter in ids(&bot) {
        assert!(bot.stores.dialogues.drop_dead(letter).await.unwrap());
        assert!(!bot.stores.dialogues.drop_dead(letter).await.unwrap());
    }
    assert_eq!(bot.running.figures().unwrap().dead, 0);
    bot.stop().await;
}
