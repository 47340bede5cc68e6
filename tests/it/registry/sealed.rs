//! What a stolen file tells, and who may read it.

use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;

use bimeyar::claim::{Act, Correction, Decision, Deduction, Field, ItemAnswer, Repair};
use bimeyar::persian::Rial;
use bimeyar::registry::{Changed, Registry, RegistryFault};

use super::Place;
use crate::support::acts::{by_staff, defect, in_chat, wrong};
use crate::support::claims::{day, further, mobile, national_code, new_claim, now, survey, vault};

fn files(folder: &Path) -> Vec<(String, Vec<u8>)> {
    let entries = std::fs::read_dir(folder).unwrap().map(Result::unwrap);
    entries
        .map(|it| (it.file_name().into_string().unwrap(), std::fs::read(it.path()).unwrap()))
        .collect()
}

#[tokio::test]
async fn no_file_tells_who_anybody_is() {
    let place = Place::sqlite().await;
    let new = new_claim(1);
    place.register(&new).await;
    let (main, tel) = (national_code(111_111_110), mobile(4_444_444));
    place.import(&[format!("{},علی,رستگار,,{},self,,C-1", main.expose(), tel.expose())]).await;
    let insured = &new.details.insured;
    let secrets = [
        insured.national_code.expose(),
        insured.principal.as_ref().unwrap().expose(),
        insured.first_name.as_str(),
        insured.last_name.as_str(),
        new.details.mobile.expose(),
        new.details.notes.as_deref().unwrap(),
        main.expose(),
        tel.expose(),
        "رستگار",
    ];
    let folder = place.folder.path().join("data");
    let check = |when: &str| {
        let files = files(&folder);
        for (name, bytes) in &files {
            for secret in secrets {
                let found = bytes.windows(secret.len()).any(|part| part == secret.as_bytes());
                assert!(!found, "{name} tells {secret} {when}");
            }
        }
        let told = files.iter().any(|(_, bytes)| bytes.windows(5).any(|part| part == b"para1"));
        assert!(!told, "the service is health data {when}");
        files.into_iter().map(|(name, _)| name).collect::<Vec<_>>()
    };
    assert!(check("while open").contains(&"registry.sqlite-wal".to_owned()));
    place.registry.close().await;
    check("when closed");
}

/// Words of reviewers and answers of people, amounts of decisions, and what somebody typed as a name.
#[tokio::test]
async fn what_happens_to_a_claim_is_sealed_too() {
    let place = Place::sqlite().await;
    let claim = place.register(&new_claim(1)).await;
    let mut item = wrong(Field::Notes);
    item.note = Some("شماره کارت ۶۰۳۷ را بنویسید".to_owned());
    let mut old = new_claim(1).details;
    old.notes = Some("کارت من گم شده".to_owned());
    let new = Correction::Notes(Some("کارت تازه‌ام ۵۸۹۲".to_owned()));
    let answer = ItemAnswer::Corrected { old: Box::new(Field::Notes.of(&old)), new: Box::new(new) };
    let approve = Decision::Approve {
        approved: Rial(7_654_321),
        deductions: vec![Deduction { rial: Rial(1_234_567), reason: "سقف تعهد".to_owned() }],
        note: None,
    };
    let reference = Some("8812-REF".to_owned());
    let pay = Decision::Pay { paid: Rial(7_654_321), on: day("1405-09-12"), reference };
    for (number, change) in [
        by_staff(Act::Decide(Decision::StartReview)),
        by_staff(defect(vec![item], None)),
        in_chat(
            Act::Repair(Repair { round: 1, answers: vec![answer], description: None }, Vec::new()),
            "repair",
        ),
        by_staff(Act::Decide(Decision::StartReview)),
        by_staff(Act::Decide(approve)),
        by_staff(Act::Decide(Decision::SendToFinance)),
        by_staff(Act::Decide(pay)),
    ]
    .into_iter()
    .enumerate()
    {
        let changed = place.registry.change(&claim.code, change, now()).await.unwrap();
        assert!(matches!(changed, Changed::Done(_)), "{number}: {changed:?}");
    }
    place.registry.note_login("my secret password", false, now()).await.unwrap();
    let check = |when: &str| {
        for (name, bytes) in files(&place.folder.path().join("data")) {
            for secret in [
                "۶۰۳۷",
                "گم شده",
                "۵۸۹۲",
                "7654321",
                "1234567",
                "سقف تعهد",
                "8812-REF",
                "my secret",
            ] {
                let found = bytes.windows(secret.len()).any(|part| part == secret.as_bytes());
                assert!(!found, "{name} tells {secret} {when}");
            }
        }
    };
    check("while open");
    place.registry.close().await;
    check("when closed");
}

#[tokio::test]
async fn answers_that_belong_to_no_claim_are_sealed_too() {
    let place = Place::sqlite().await;
    let mut kept = survey(1, None);
    kept.answers = vec![further("why", "چرا ناراضی بودید؟", "پرستار بخش دیالیز")];
    place.registry.keep_answers(&kept, now()).await.unwrap();
    let check = |when: &str| {
        let files = files(&place.folder.path().join("data"));
        let has = |text: &str| {
            let text = text.as_bytes();
            files.iter().any(|(_, bytes)| bytes.windows(text.len()).any(|part| part == text))
        };
        assert!(has("survey"), "the flow lies in the clear {when}");
        for secret in ["ناراضی", "پرستار", "دیالیز"] {
            assert!(!has(secret), "{secret} {when}");
        }
    };
    check("while open");
    place.registry.close().await;
    check("when closed");
}

#[tokio::test]
async fn only_the_owner_can_read_the_files() {
    let place = Place::sqlite().await;
    place.register(&new_claim(1)).await;
    let folder = place.folder.path().join("data");
    let mode = |path: &Path| std::fs::metadata(path).unwrap().permissions().mode() & 0o777;
    assert_eq!(mode(&folder), 0o700);
    for (name, _) in files(&folder) {
        assert_eq!(mode(&folder.join(&name)), 0o600, "{name}");
    }
}

#[tokio::test]
async fn an_address_of_another_kind_is_refused() {
    for url in ["", "sqlite:", "postgres://localhost/claims", "registry.sqlite"] {
        let fault = Registry::open(url, vault()).await.unwrap_err();
        assert!(matches!(fault, RegistryFault::UnknownAddress(_)), "{url}");
    }
}
