//! Documents that come after registering, turn by turn: which photos go together, and how many there may be; and what is
//! told of an approval of nothing.

use bimeyar::claim::life::{self, Act, MOST_DOCUMENTS};
use bimeyar::claim::notice::lines;
use bimeyar::claim::{
    Claim, ClaimKind, Decision, Deduction, DefectItem, DefectKind, Outcome, Refusal, Stage,
    TrackingCode,
};
use bimeyar::engine::input::{LookUpOutcome, Upload};
use bimeyar::engine::session::{Draft, Focus, Waiting};
use bimeyar::engine::{Input, Moment, Session, turn};
use bimeyar::persian::{Rial, jalali};

use crate::convos::world;
use crate::support::claims::{invoice, new_claim, now};

fn code(number: u8) -> TrackingCode {
    TrackingCode::from_random([number; 8])
}

fn claim() -> Claim {
    let new = new_claim(7);
    Claim {
        code: code(7),
        draft: new.draft.clone(),
        chat: 7,
        kind: new.kind,
        stage: Stage::UnderReview,
        revision: 2,
        registered_at: now(),
        originals_required: true,
        details: new.details,
        defects: Vec::new(),
        outcome: Outcome::default(),
        documents: Vec::new(),
        events: Vec::new(),
    }
}

fn take(session: Session, input: Input) -> Session {
    let seed = [u8::try_from(session.drafts.len()).unwrap_or(0); 32];
    turn(&world::world(false), session, input, Moment { now: now(), seed }).session
}

fn photo(
    session: Session,
    id: i64,
    album: Option<&str>,
    caption: Option<&TrackingCode>,
) -> Session {
    let upload = Upload {
        file_id: id.to_string(),
        message_id: id,
        album: album.map(str::to_owned),
        caption: caption.map(|code| code.as_str().to_owned()),
        size: None,
        name: None,
    };
    let mut session = take(session, Input::Photo(upload));
    while let Some(waiting) = session.waiting.clone() {
        let answer = if let Waiting::ClaimForDocuments(code) = waiting {
            Input::ClaimLookedUp { code, outcome: LookUpOutcome::Closed }
        } else {
            assert_eq!(waiting, Waiting::OwnClaims);
            Input::ClaimsListed { claims: Vec::new() }
        };
        session = take(session, answer);
    }
    session
}

fn messages(draft: &Draft) -> Vec<i64> {
    draft.photos.iter().map(|photo| photo.message_id).collect()
}

fn held(session: &Session) -> Vec<Vec<i64>> {
    let mut held: Vec<_> = session.drafts.iter().map(messages).collect();
    held.sort();
    held
}

#[test]
fn photos_under_two_codes_do_not_share_a_draft() {
    let session = photo(Session::new(7), 1, None, Some(&code(1)));
    let session = photo(session, 2, None, Some(&code(2)));
    let session = photo(session, 3, None, Some(&code(1)));
    assert_eq!(held(&session), [vec![1, 3], vec![2]]);
}

#[test]
fn the_caption_of_an_album_counts_for_all_of_its_photos() {
    for captioned in 2..=4 {
        let mut session = photo(Session::new(7), 1, None, Some(&code(1)));
        for id in 2..=4 {
            let (caption, own) = (code(2), id == captioned);
            session = photo(session, id, Some("album"), own.then_some(&caption));
        }
        assert_eq!(held(&session), [vec![1], vec![2, 3, 4]], "the caption is under {captioned}");
    }
}

#[test]
fn photos_of_many_claims_do_not_wait_without_end() {
    let session = (1..=40).fold(Session::new(7), |session, number| {
        photo(session, i64::from(number), None, Some(&code(number)))
    });
    assert_eq!(session.drafts.len(), 8);
}

#[test]
fn photos_that_waited_keep_to_the_limit_of_the_claim_they_go_to() {
    let limit = world::world(false).settings.photos;
    let mut session = photo(Session::new(7), 1, None, None);
    let tray = session.drafts[0].clone();
    let one = tray.photos[0].clone();
    let photos = |count: usize, name: &str| {
        let named = |number| bimeyar::engine::session::DraftPhoto {
            id: format!("{name}{number}"),
            told: true,
            ..one.clone()
        };
        (0..count).map(named).collect::<Vec<_>>()
    };
    let claim = Draft {
        id: "c".repeat(32),
        number: 90,
        flow: "claim".to_owned(),
        claims: None,
        photos: photos(limit - 2, "a"),
        ..tray
    };
    session.drafts[0].photos = photos(5, "b");
    session.drafts[0].view.step = "claim".to_owned();
    session.focus = Focus::Question;
    session.drafts.insert(0, claim);
    let session = take(session, Input::Text { text: "برای درخواست نیمه‌کاره‌ام".to_owned() });
    let counts: Vec<_> =
        session.drafts.iter().map(|draft| (draft.number, draft.photos.len())).collect();
    assert_eq!(counts, [(90, limit), (1, 3)]);
}

#[test]
fn a_claim_has_room_for_so_many_documents() {
    let today = jalali::in_tehran(now());
    let documents = |count: usize| (0..count).map(|id| invoice(&id.to_string(), b"x")).collect();
    let add = |claim: &Claim, count| {
        life::apply(claim, Act::AddDocuments(documents(count)), now(), today)
    };
    let full = add(&claim(), MOST_DOCUMENTS).expect("they have room").claim;
    assert_eq!(add(&full, 1), Err(Refusal::TooManyDocuments));
    assert_eq!(add(&claim(), MOST_DOCUMENTS + 1), Err(Refusal::TooManyDocuments));
    assert!(life::apply(&full, Act::Withdraw, now(), today).is_ok());
}

#[test]
fn a_reason_that_is_given_twice_is_noted_once() {
    let item = |reason: &str| DefectItem {
        kind: DefectKind::Other,
        reason: Some(reason.to_owned()),
        note: None,
        answer: None,
    };
    let decision =
        Decision::DeclareDefect { items: vec![item("a"), item("b"), item("a")], due: None };
    let today = jalali::in_tehran(now());
    let change = life::apply(&claim(), Act::Decide(decision), now(), today).expect("allowed");
    assert_eq!(change.reason.as_deref(), Some("a,b"));
}

#[test]
fn an_approval_of_nothing_is_told_with_its_deductions() {
    let part = Deduction { rial: Rial(5_000), reason: "سهم بیمه پایه".to_owned() };
    let outcome = Outcome { approved: Some(Rial(0)), deductions: vec![part], ..Outcome::default() };
    let nothing = Claim { stage: Stage::Approved, outcome, ..claim() };
    let keys =
        |claim: &Claim| lines::approval(claim).into_iter().map(|line| line.key).collect::<Vec<_>>();
    assert_eq!(keys(&nothing), ["approved-amount", "deductions", "deduction"]);
    let support = Claim { kind: ClaimKind::SpecialSupport, ..nothing };
    assert!(keys(&support).is_empty());
}
