//! What all chats may spend together: who asks is told until when, the operator is warned once (`docs/SECURITY.md` I1, I4).

use bimeyar::claim::TrackingCode;
use bimeyar::engine::input::{LookUpOutcome, SendOutcome};
use bimeyar::engine::{Asker, Effect, Input};
use bimeyar::persian::Mobile;
use bimeyar::runtime::Clock;

use crate::service::bench::{Bench, in_a_word, say, script};
use crate::support::claims::now;
use crate::support::log::Log;

/// `look` looks a claim of nobody up; `send NUMBER` asks for a code to that number.
#[expect(clippy::wildcard_enum_match_arm, reason = "the others are words or nothing")]
fn turn(input: &Input) -> Vec<Effect> {
    match input {
        Input::ClaimLookedUp { outcome, .. } => vec![say(match outcome {
            LookUpOutcome::Closed => "closed",
            LookUpOutcome::Held { .. } => "held",
            LookUpOutcome::Seen(_) => "seen",
        })],
        Input::CodeSent { outcome, .. } => vec![say(match outcome {
            SendOutcome::Sent { .. } => "sent",
            SendOutcome::Busy { .. } => "busy",
            SendOutcome::Limited { .. } => "limited",
            SendOutcome::BadNumber | SendOutcome::GatewayDown => "down",
        })],
        other => match in_a_word(other).split_once(' ') {
            Some(("send", number)) => vec![Effect::SendCode {
                challenge: format!("{number:0>32}"),
                purpose: "mobile".to_owned(),
                mobile: Mobile::parse(number).unwrap(),
            }],
            _ => vec![Effect::LookUpClaim {
                code: TrackingCode::from_random([9; 8]),
                asker: Asker::default(),
            }],
        },
    }
}

#[tokio::test]
async fn who_comes_after_the_budget_is_told_and_the_operator_warned_once() {
    let (log, _logging) = Log::begin("bimeyar=warn");
    let bench = Bench::with_clock(Clock::manual(now())).await;
    let bot = bench
        .start_with(script(|_, input, _| turn(&input)), |settings| {
            settings.codes.lookups_per_hour = 2;
            settings.codes.sms_per_hour = 3;
            settings.codes.sms_per_block_hour = 2;
        })
        .await;
    for (chat, (words, answer)) in [
        ("look", "closed"),
        ("look", "closed"),
        ("look", "held"),
        ("look", "held"),
        ("send 09121110001", "sent"),
        // The same seven digits, and the last of that block.
        ("send 09121119992", "sent"),
        ("send 09121115553", "busy"),
        ("send 09121120004", "sent"),
        ("send 09351230005", "busy"),
    ]
    .into_iter()
    .enumerate()
    {
        let person = bench.person(&format!("number {chat}"), "");
        let mut ear = bench.ear(person).await;
        bench.write(person, words).await;
        ear.hears(&[answer]).await;
    }
    assert_eq!(bench.sms.messages().len(), 3);
    let log = log.text();
    for warning in ["somebody may be guessing", "budget of codes by SMS is spent"] {
        let warned = log.lines().filter(|line| line.contains(warning) && line.contains("WARN"));
        assert_eq!(warned.count(), 1, "{warning}:\n{log}");
    }
    bench.clock.set(bench.clock.now() + jiff::SignedDuration::from_hours(1));
    let late = bench.person("late", "");
    let mut ear = bench.ear(late).await;
    for (words, answer) in [("look", "closed"), ("send 09121110006", "sent")] {
        bench.write(late, words).await;
        ear.hears(&[answer]).await;
    }
    bot.stop().await;
}
