//! A reviewer who asks again while the bot is down, and looks what became of what was asked before.

use std::time::Duration;

use serde_json::{Value, json};
use tokio::time::sleep;

use super::claims::Reviewer;

const PAUSE: Duration = Duration::from_millis(30);

impl Reviewer {
    /// The claim of `code`, as soon as the bot answers.
    pub(super) async fn claim_at_last(&self, code: &str) -> Value {
        loop {
            if let Some((200, claim)) = self.tries_to_see(code).await {
                return claim;
            }
            sleep(PAUSE).await;
        }
    }

    /// Takes the decision of `body` on the claim as it is at `revision`, once, however often the bot dies over it; it leads
    /// to `stage`.
    pub(super) async fn insists(&self, code: &str, (body, revision): (Value, u64), stage: &str) {
        let mut body = body;
        body["expected_revision"] = json!(revision);
        loop {
            let claim = self.claim_at_last(code).await;
            if claim["revision"] == json!(revision + 1) {
                assert_eq!(claim["stage"], stage, "{code}: {claim}");
                return;
            }
            assert_eq!(claim["revision"], json!(revision), "{code}: {claim}");
            match self.tries_to_decide(code, &body).await {
                // What was asked for before the bot died has come through.
                Some((200 | 409, _)) => {}
                Some((status, problem)) => panic!("{code}: {status} {problem}"),
                None => sleep(PAUSE).await,
            }
        }
    }
}
