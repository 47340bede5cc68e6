//! A reviewer API for clients of other makers, full of claims; `tests/clients/fuzz.sh` runs it.

use std::io::Write as _;

use bimeyar::claim::{ClaimKind, Decision, Role};
use bimeyar::persian::Rial;
use bytes::Bytes;

use super::{Desk, PHOTO, token_of};
use crate::support::claims::{invoice, new_claim};

/// Prints the address and the token of each role, and answers until its input ends.
#[tokio::test]
#[ignore = "runs until its input ends"]
async fn serves_until_its_input_ends() {
    let desk = Desk::staffed().await;
    for number in 1..=40 {
        let mut new = new_claim(number);
        new.documents = vec![invoice("00000000000000aa", PHOTO)];
        let hash = new.documents[0].file.sha256.clone();
        desk.office.documents.put(&new.draft, &hash, Bytes::from_static(PHOTO)).await.unwrap();
        if number % 7 == 0 {
            new.kind = ClaimKind::SpecialSupport;
        }
        let mut claim = desk.register(&new).await;
        let way = [
            Decision::StartReview,
            Decision::Approve { approved: Rial(5), deductions: vec![], note: None },
            Decision::SendToFinance,
        ];
        let steps = if new.kind == ClaimKind::SpecialSupport { 2 } else { number as usize % 4 };
        for decision in way.into_iter().take(steps) {
            claim = desk.decide(&claim, decision).await;
        }
        println!("code {}", claim.code);
    }
    println!("base {}", desk.base);
    for role in Role::ALL {
        println!("{} {}", role.name(), token_of(role));
    }
    std::io::stdout().flush().unwrap();
    let ended =
        tokio::task::spawn_blocking(|| std::io::copy(&mut std::io::stdin(), &mut std::io::sink()));
    ended.await.unwrap().unwrap();
}
