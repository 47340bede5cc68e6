//! Registering and looking up over the whole way: an effect, the registry, an answer.

use bimeyar::claim::{CodeReading, TrackingCode};
use bimeyar::engine::input::{LookUpOutcome, RegisterOutcome};
use bimeyar::engine::{Asker, Effect, Input};
use sqlx::{Connection as _, SqliteConnection};

use super::bench::{Bench, in_a_word, say, script};
use crate::support::claims::new_claim;

/// `register` registers one and the same draft, `mine` lists, a code looks up.
fn turn(chat: i64, input: &Input) -> Vec<Effect> {
    match input {
        Input::Registered { outcome: RegisterOutcome::Done(claim), .. } => {
            vec![say(claim.code.as_str())]
        }
        Input::Registered { outcome: RegisterOutcome::Changed(_), .. } => vec![say("changed")],
        Input::ClaimsListed { claims } => {
            vec![say(&format!(
                "{} of {}",
                claims.len(),
                claims.first().and_then(|c| c.insured.as_deref()).unwrap_or("")
            ))]
        }
        Input::ClaimLookedUp { outcome, .. } => vec![say(match outcome {
            LookUpOutcome::Seen(claim) => claim.stage.name(),
            LookUpOutcome::Closed => "closed",
            LookUpOutcome::Held { .. } => "held",
        })],
        other => match in_a_word(other).as_str() {
            "register" => {
                let mut claim = new_claim(1);
                claim.chat = chat;
                claim.from_directory = false;
                vec![Effect::Register(Box::new(claim))]
            }
            "mine" => vec![Effect::ListClaims { identity: None }],
            words => match TrackingCode::read(words) {
                CodeReading::Code(code) => {
                    vec![Effect::LookUpClaim { code, asker: Asker::default() }]
                }
                _ => vec![say("?")],
            },
        },
    }
}

#[tokio::test]
async fn a_draft_is_one_claim_that_only_its_chat_sees() {
    let bench = Bench::new().await;
    let (ali, sara) = (bench.ali(), bench.person("سارا", ""));
    let bot = bench.start(script(|session, input, _| turn(session.chat, &input))).await;
    let (mut of_ali, mut of_sara) = (bench.ear(ali).await, bench.ear(sara).await);
    bench.write(ali, "mine").await;
    of_ali.hears(&["0 of"]).await;
    bench.write(ali, "register").await;
    let code = of_ali.words().await;
    bench.write(ali, "register").await;
    of_ali.hears(&[&code]).await;
    bench.write(ali, "mine").await;
    assert!(of_ali.words().await.starts_with("1 of "));
    bench.write(ali, &code).await;
    of_ali.hears(&["registered"]).await;
    bench.write(sara, &code).await;
    of_sara.hears(&["closed"]).await;
    bench.write(sara, "mine").await;
    of_sara.hears(&["0 of"]).await;
    bot.stop().await;
}

/// Trying again would give the same for ever, and the chat would wait.
#[tokio::test]
async fn a_claim_that_does_not_open_leaves_no_chat_waiting() {
    let bench = Bench::new().await;
    let ali = bench.ali();
    let bot = bench.start(script(|session, input, _| turn(session.chat, &input))).await;
    let mut ear = bench.ear(ali).await;
    bench.write(ali, "register").await;
    let code = ear.words().await;
    let path = bench.folder.path().join("registry.sqlite");
    let mut file = SqliteConnection::connect(&path.display().to_string()).await.unwrap();
    sqlx::query("UPDATE claims SET details = x'00'").execute(&mut file).await.unwrap();
    file.close().await.unwrap();
    bench.write(ali, &code).await;
    ear.hears(&["closed"]).await;
    bench.write(ali, "mine").await;
    ear.hears(&["0 of"]).await;
    bot.stop().await;
}
