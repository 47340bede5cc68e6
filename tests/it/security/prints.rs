//! What holds words, names or numbers of people prints without them (`docs/SECURITY.md` I6).

use std::fmt::Debug;
use std::fs;

use bimeyar::bale::wire::read_update;
use bimeyar::chat::arrival;
use bimeyar::engine::{Effect, Input, Keyboard, Screen};
use bimeyar::persian::Mobile;
use bimeyar::wording::{Arg, Message};
use serde_json::json;

use crate::support::claims::{invoice, new_claim, survey};

/// Types that print their name only. One that derives `Debug` instead has to be taken out of here, which somebody should ask about.
const NAMELESS: [(&str, &[&str]); 8] = [
    ("src/engine/input.rs", &["Upload", "ClaimSummary"]),
    ("src/engine/session.rs", &["Session", "Draft", "Answer", "Value", "View"]),
    ("src/claim/kept_answers.rs", &["KeptAnswers"]),
    (
        "src/claim/record.rs",
        &[
            "Named",
            "Insured",
            "Center",
            "EPrescription",
            "Complaint",
            "FurtherAnswer",
            "ClaimDetails",
            "NewClaim",
            "Claim",
        ],
    ),
    ("src/claim/defect.rs", &["DefectItem", "ItemAnswer", "Repair"]),
    ("src/claim/member.rs", &["Member", "Family"]),
    ("src/registry/queue.rs", &["ClaimQuery"]),
    ("src/registry/member_files.rs", &["MemberFile"]),
];

#[test]
fn what_holds_words_prints_its_name_only() {
    for (path, types) in NAMELESS {
        let source = fs::read_to_string(path).unwrap();
        let listed = source.split_once("print_name_only!(").and_then(|(_, it)| it.split_once(')'));
        let listed: Vec<&str> = listed.unwrap_or_default().0.split(',').map(str::trim).collect();
        for name in types {
            assert!(listed.contains(name), "{path}: {name} prints what is in it");
        }
    }
}

fn is_silent(printed: &dyn Debug) {
    for printed in [format!("{printed:?}"), format!("{printed:#?}")] {
        let is_persian = |letter: char| ('\u{600}'..='\u{6ff}').contains(&letter);
        assert!(!printed.chars().any(is_persian) && !printed.contains("\\u{6"), "{printed}");
        assert!(!printed.contains("4567"), "{printed}");
    }
}

#[test]
fn nothing_that_people_are_or_write_is_printed() {
    let mobile = Mobile::parse("09121234567").unwrap();
    assert_eq!(format!("{mobile} {mobile:?}"), "0912***4567 0912***4567");
    let mut new = new_claim(1);
    new.documents = vec![invoice("00000000000000aa", b"x")];
    is_silent(&new);
    is_silent(&new.details);
    is_silent(&new.details.insured);
    is_silent(&survey(1, None));
    let words = || Message::new("say").with("words", Arg::typed("نام بیمار ۴۵۶۷"));
    is_silent(&words());
    let screen = Screen {
        paragraphs: vec![words()],
        keyboard: Keyboard::None,
        reply_to: None,
        notice: false,
    };
    is_silent(&screen);
    let number = "0084574567".to_owned();
    is_silent(&[
        Input::Text { text: "نام بیمار".to_owned() },
        Input::Press { data: number.clone() },
    ]);
    is_silent(&Input::Contact { phone: number, own: true });
    is_silent(&Effect::Show(screen));
    let message = |more: &str, value: serde_json::Value| {
        let mut message = json!({ "message_id": 1, "date": 1, "chat": { "id": 5, "type": "private", "first_name": "علی" },
            "from": { "id": 5, "first_name": "علی", "username": "علی4567" } });
        message[more] = value;
        json!({ "update_id": 1, "message": message })
    };
    for (more, value) in [
        ("text", json!("نام بیمار 4567")),
        ("contact", json!({ "phone_number": "989121234567", "first_name": "علی", "user_id": 5 })),
        ("document", json!({ "file_id": "f", "file_name": "علی-4567.pdf" })),
        ("caption", json!("نام بیمار 4567")),
    ] {
        let update = read_update(&message(more, value)).unwrap();
        is_silent(&update);
        is_silent(&arrival(update).map(|arrival| arrival.input));
    }
    is_silent(&read_update(&json!({ "message": "علی 4567" })));
}
