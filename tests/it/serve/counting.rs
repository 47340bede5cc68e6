//! A person who types one number after another: each is answered, in order.

use std::sync::atomic::{AtomicBool, Ordering};

use bimeyar::persian::Rial;

use super::person::Asked;
use super::plan::Plan;
use super::play::Player;
use crate::support::seeded::Seeded;

/// Numbers that are typed without waiting for the answers.
const AT_ONCE: usize = 6;

/// What is typed for number `n`: an amount that the bot reads back, asking whether it is rial or toman.
fn amount(n: usize) -> Rial {
    Rial(12_000_000 + 1_000 * n as u64)
}

/// Which of the numbers from `first` to `last` a message reads back.
fn read_back(asked: &Asked, first: usize, last: usize) -> Option<usize> {
    (first..=last).find(|n| asked.labels().any(|label| label.contains(&amount(*n).digits())))
}

/// Types numbers until it is `enough`; how many. Each must be answered, in order; only the last answer may come again.
pub(super) async fn count(
    player: &mut Player,
    plan: &Plan,
    enough: &AtomicBool,
    chance: &mut Seeded,
) -> usize {
    player.begins().await;
    player.plays_to(plan, "ask-amount").await;
    player.forgets_the_question();
    let (mut typed, mut answered) = (0, 0);
    while !enough.load(Ordering::Relaxed) {
        for _ in 0..=chance.below(AT_ONCE) {
            typed += 1;
            player.person.types(&amount(typed).digits()).await;
        }
        while answered < typed {
            let asked = player.told().await;
            match read_back(&asked, answered.max(1), typed) {
                Some(n) if n <= answered + 1 => answered = n,
                Some(n) => player.stuck(&format!("number {n} is answered after {answered}")),
                None if asked.says("ask-amount") => {}
                None => player.stuck("something else is answered"),
            }
        }
    }
    typed
}
