//! Photos from the phone to the store.

use std::time::Duration;

use bimeyar::claim::NewClaim;
use bimeyar::engine::input::PhotoOutcome;
use bimeyar::engine::session::{Draft, DraftPhoto, PhotoState, View};
use bimeyar::engine::{Effect, Input, Session};
use jiff::Timestamp;

use super::bench::{Bench, in_a_word, say, script};
use crate::support::{claims, pictures};

const DRAFT: &str = "0123456789abcdef0123456789abcdef";

fn draft(photos: Vec<DraftPhoto>) -> Draft {
    Draft {
        id: DRAFT.to_owned(),
        number: 1,
        flow: "claim".to_owned(),
        flow_version: 1,
        begun: Timestamp::UNIX_EPOCH,
        touched: Timestamp::UNIX_EPOCH,
        answers: std::collections::BTreeMap::new(),
        asking: None,
        warned: Vec::new(),
        view: View::default(),
        challenge: None,
        photos,
        reminded: 0,
        about: None,
        offered_with: None,
        claims: None,
        to_say: Vec::new(),
    }
}

/// Keeps every photo in one draft; `drop` erases the last one, `twice` erases it although the draft still has it.
pub(super) fn keeper(session: &mut Session, input: Input) -> Vec<Effect> {
    if session.drafts.is_empty() {
        session.drafts.push(draft(Vec::new()));
    }
    let photos = &mut session.drafts[0].photos;
    match input {
        Input::Photo(upload) | Input::File(upload) => vec![Effect::FetchPhoto {
            document: "d1".to_owned(),
            draft: DRAFT.to_owned(),
            file_id: upload.file_id,
        }],
        Input::PhotoChecked { outcome: PhotoOutcome::Stored(file), .. } => {
            let said = say(&format!("stored {}", file.sha256));
            photos.push(DraftPhoto {
                id: "d1".to_owned(),
                message_id: 1,
                at: Timestamp::UNIX_EPOCH,
                state: PhotoState::Stored(file),
                title: None,
                told: true,
                scope: None,
                code: None,
                album: None,
                remark: None,
            });
            vec![said]
        }
        Input::PhotoChecked { outcome: PhotoOutcome::Refused(reason), .. } => {
            vec![say(&reason.replace('_', " "))]
        }
        Input::PhotoChecked { outcome: PhotoOutcome::NotFetched, .. } => vec![say("not fetched")],
        other => {
            let words = in_a_word(&other);
            let dropped = if words == "twice" { photos.last().cloned() } else { photos.pop() };
            let Some(PhotoState::Stored(file)) = dropped.map(|photo| photo.state) else {
                return vec![say(&words)];
            };
            vec![Effect::DropPhoto { draft: DRAFT.to_owned(), sha256: file.sha256 }, say(&words)]
        }
    }
}

/// The hash in «stored …».
pub(super) fn stored(words: &str) -> &str {
    words.strip_prefix("stored ").unwrap_or_else(|| panic!("{words}"))
}

#[tokio::test]
async fn a_photo_is_fetched_cleaned_stored_and_erased() {
    let bench = Bench::new().await;
    let ali = bench.ali();
    let bot = bench.start(script(|session, input, _| keeper(session, input))).await;
    let mut ear = bench.ear(ali).await;
    let page = pictures::invoice_like(900, 1_200, 7);
    bench.send_photo(ali, "page.jpg", page.clone()).await;
    let words = ear.words().await;
    let sha256 = stored(&words);
    let documents = bot.stores.documents.clone();
    let content = documents.get(DRAFT, sha256).await.unwrap();
    assert_ne!(content, page);
    assert_eq!(claims::sha256(&content), sha256);
    // An erasure of what the draft still has, because it was sent twice, takes nothing away.
    bench.write(ali, "twice").await;
    ear.hears(&["twice"]).await;
    until_idle(&bot.running).await;
    assert!(documents.exists(DRAFT, sha256).await.unwrap());
    bench.write(ali, "drop").await;
    ear.hears(&["drop"]).await;
    until_idle(&bot.running).await;
    assert!(!documents.exists(DRAFT, sha256).await.unwrap());
    bot.stop().await;
}

/// Where none may be decoded, a photo waits: it is neither kept nor refused.
#[tokio::test]
async fn no_more_photos_are_decoded_at_once_than_may_be() {
    let bench = Bench::new().await;
    let ali = bench.ali();
    let turns = script(|session, input, _| keeper(session, input));
    let bot = bench.start_with(turns, |settings| settings.limits.decodes = 0).await;
    let mut ear = bench.ear(ali).await;
    bench.send_photo(ali, "page.jpg", pictures::invoice_like(900, 1_200, 7)).await;
    let told = tokio::time::timeout(Duration::from_secs(2), ear.words()).await;
    assert!(told.is_err(), "it was decoded: {told:?}");
    bot.stop().await;
}

#[tokio::test]
async fn what_a_claim_has_is_not_erased() {
    let bench = Bench::new().await;
    let ali = bench.ali();
    let bot = bench.start(script(|session, input, _| keeper(session, input))).await;
    let mut ear = bench.ear(ali).await;
    bench.send_photo(ali, "page.jpg", pictures::invoice_like(900, 1_200, 7)).await;
    let words = ear.words().await;
    let sha256 = stored(&words);
    let mut document = claims::invoice("0123456789abcdef", b"");
    (document.scope, document.file.sha256) = (DRAFT.to_owned(), sha256.to_owned());
    let claim = NewClaim { chat: ali, documents: vec![document], ..claims::new_claim(1) };
    let (registry, chance) = (&bot.stores.registry, claims::counting(1 << 20));
    registry.register(&claim, claims::now(), chance).await.unwrap();
    bench.write(ali, "drop").await;
    ear.hears(&["drop"]).await;
    until_idle(&bot.running).await;
    assert!(bot.stores.documents.exists(DRAFT, sha256).await.unwrap());
    bot.stop().await;
}

#[tokio::test]
async fn what_is_no_photo_is_refused_by_name() {
    let bench = Bench::new().await;
    let ali = bench.ali();
    let bot = bench
        .start_with(script(|session, input, _| keeper(session, input)), |settings| {
            settings.photo.max_bytes = 200_000;
        })
        .await;
    let mut ear = bench.ear(ali).await;
    let cases: [(Vec<u8>, &str); 4] = [
        (b"GIF89a\x01\x00\x01\x00\x00\x00\x00;".to_vec(), "gif"),
        (b"PK\x03\x04 and so on, which is no photo".to_vec(), "archive"),
        (b"\xff\xd8\xff and no more".to_vec(), "damaged"),
        (vec![b'x'; 300_000], "too big"),
    ];
    for (bytes, reason) in cases {
        bench.send_photo(ali, "x.jpg", bytes).await;
        ear.hears(&[reason]).await;
    }
    bot.stop().await;
}

#[tokio::test]
async fn an_album_over_a_bad_line_arrives_whole() {
    let bench = Bench::new().await;
    let ali = bench.ali();
    bench.faults(|faults| {
        (faults.bad_gateway, faults.answer_lost, faults.expired_file_link) = (150, 100, 50);
    });
    let bot = bench.start(script(|session, input, _| keeper(session, input))).await;
    let mut ear = bench.ear(ali).await;
    let mut hashes = std::collections::BTreeSet::new();
    for seed in 0..4 {
        bench.send_photo(ali, "page.jpg", pictures::invoice_like(700, 900, seed)).await;
    }
    while hashes.len() < 4 {
        hashes.insert(stored(&ear.words().await).to_owned());
    }
    for sha256 in &hashes {
        assert!(bot.stores.documents.exists(DRAFT, sha256).await.unwrap());
    }
    bot.stop().await;
}

async fn until_idle(running: &bimeyar::service::Running) {
    for _ in 0..1_000 {
        if running.is_idle() {
            return;
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    panic!("it does not come to rest");
}
