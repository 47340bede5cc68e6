//! A reviewer API for clients of other makers, full of claims; `tests/clients/fuzz.sh` runs it.

use std::io::Write as _;

use bimeyar::claim::{ClaimKind, Decision, Role};
use bimeyar::persian::Rial;
use bytes::Bytes;

use super::{Desk, PHOTO, token_of};
use crate::support::claims::{invoice, new_claim, now, special_expense, special_support, survey};

/// Prints the address and the token of each role, and answers until its input ends.
#[tokio::test]
#[ignore = "runs until its input ends"]
async fn serves_until_its_input_ends() {
    let desk = Desk::staffed().await;
    for number in 1..=40 {
        let mut new = match number % 7 {
            0 => special_support(number),
            1 => special_expense(number),
            _ => new_claim(number),
        };
        new.documents = vec![invoice("00000000000000aa", PHOTO)];
        let hash = new.documents[0].file.sha256.clone();
        desk.office.documents.put(&new.draft, &hash, Bytes::from_static(PHOTO)).await.unwrap();
        let mut claim = desk.register(&new).await;
        let way = [
            Decision::StartReview,
            Decision::Approve { approved: Rial(5), deductions: vec![], note: None },
            Decision::SendToFinance,
        ];
        let steps = match new.kind {
            ClaimKind::Supplementary => number as usize % 4,
            // They are not sent to finance from here.
            ClaimKind::SpecialSupport | ClaimKind::SpecialExpense => number as usize % 3,
        };
        for decision in way.into_iter().take(steps) {
            claim = desk.decide(&claim, decision).await;
        }
        let answers = survey(number, (number % 2 == 0).then_some(&claim.code));
        desk.office.registry.keep_answers(&answers, now()).await.unwrap();
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
