//! What somebody learns who has the data folder, and who may read it.

use std::fs;
use std::os::unix::fs::{FileTypeExt as _, PermissionsExt as _};
use std::path::{Path, PathBuf};
use std::time::Duration;

use bimeyar::persian::text::to_persian_digits;
use bimeyar::photo::{PhotoLimits, prepare};
use serde_json::json;

use super::plan::{Center, Plan, Who};
use super::world::World;

/// All below `folder`: folders and files.
fn walk(folder: &Path) -> (Vec<PathBuf>, Vec<PathBuf>) {
    let (mut folders, mut files) = (vec![folder.to_owned()], Vec::new());
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        // What goes while it is looked at tells nothing any more.
        let Ok(metadata) = fs::symlink_metadata(&path) else { continue };
        let kind = metadata.file_type();
        assert!(!kind.is_socket() && !kind.is_symlink() && !kind.is_fifo(), "{}", path.display());
        if kind.is_dir() {
            let (more, within) = walk(&path);
            folders.extend(more);
            files.extend(within);
        } else {
            files.push(path);
        }
    }
    (folders, files)
}

fn is_private(data: &Path, when: &str) {
    let (folders, files) = walk(data);
    for (paths, wanted) in [(folders, 0o700), (files, 0o600)] {
        for path in paths {
            let Ok(metadata) = fs::metadata(&path) else { continue };
            let mode = metadata.permissions().mode() & 0o777;
            assert_eq!(mode, wanted, "{} is {mode:o} {when}", path.display());
        }
    }
}

/// Something that must not be found, in every form in which it might be kept.
struct Secret {
    name: String,
    forms: Vec<Vec<u8>>,
}

fn said(words: &str) -> Secret {
    let arabic =
        |digit: char| digit.to_digit(10).and_then(|n| char::from_u32(0x660 + n)).unwrap_or(digit);
    let spellings =
        [words.to_owned(), to_persian_digits(words), words.chars().map(arabic).collect::<String>()];
    let mut forms = Vec::new();
    for words in spellings {
        let wide: Vec<u16> = words.encode_utf16().collect();
        forms.push(wide.iter().flat_map(|unit| unit.to_le_bytes()).collect());
        forms.push(wide.iter().flat_map(|unit| unit.to_be_bytes()).collect());
        // As JSON may write it.
        let escaped: Vec<String> = wide.iter().map(|unit| format!("\\u{unit:04x}")).collect();
        forms.push(escaped.concat().into_bytes());
        forms.push(words.into_bytes());
    }
    Secret { name: words.to_owned(), forms }
}

/// A head of 10 bytes, and 24 bytes from the middle: long enough that no ciphertext has them by chance.
fn shown(name: &str, picture: &[u8]) -> Secret {
    let middle = picture.len() / 2;
    let forms = vec![picture[..10].to_vec(), picture[middle..middle + 24].to_vec()];
    Secret { name: name.to_owned(), forms }
}

fn finds_nothing(data: &Path, secrets: &[Secret], when: &str) {
    let (_, files) = walk(data);
    assert!(files.len() > 8, "{files:?}");
    // By their first two bytes, so that each file is gone through once.
    let mut forms: Vec<Vec<(&Secret, &[u8])>> = vec![Vec::new(); 1 << 16];
    for secret in secrets {
        for form in &secret.forms {
            forms[usize::from(u16::from_be_bytes([form[0], form[1]]))].push((secret, form));
        }
    }
    for file in files {
        let Ok(bytes) = fs::read(&file) else { continue };
        for (at, start) in bytes.windows(2).enumerate() {
            for (secret, form) in &forms[usize::from(u16::from_be_bytes([start[0], start[1]]))] {
                let found = bytes[at..].starts_with(form);
                assert!(!found, "{} tells `{}` {when}", file.display(), secret.name);
            }
        }
    }
}

/// Everything about these people and in these plans, and the heads of files.
fn secrets_of(people: &[&Who], plans: &[&Plan]) -> Vec<Secret> {
    let mut secrets = Vec::new();
    for (n, person) in (0..).zip(people) {
        let bare = person.mobile.trim_start_matches('0');
        for words in [&person.national_code, bare, &person.first_name, &person.last_name] {
            secrets.push(said(words));
        }
        secrets.push(said(&person.child(n).national_code));
    }
    let typed = plans.iter().filter_map(|plan| plan.notes);
    for words in typed.chain(["نامه‌ی پزشک", "سونوگرافی", "نیکا"]) {
        secrets.push(said(words));
    }
    for photo in plans.iter().flat_map(|plan| &plan.photos) {
        let kept = prepare(&photo.upload, &PhotoLimits::default()).unwrap();
        secrets.push(shown("an upload", &photo.upload));
        secrets.push(shown("a photo", &kept.bytes));
    }
    for head in [&b"\x89PNG\r\n\x1a\n"[..], b"%PDF-", b"JFIF\0", b"Exif\0"] {
        secrets.push(Secret { name: format!("{head:?}"), forms: vec![head.to_vec()] });
    }
    secrets
}

fn who(n: u32, first_name: &str, last_name: &str) -> Who {
    let names = (first_name.to_owned(), last_name.to_owned());
    Who { first_name: names.0, last_name: names.1, ..Who::number(n) }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_data_folder_tells_nobodys_name_number_words_or_photo() {
    let ali = who(70, "سپهرداد", "کاووسیان");
    let maryam = who(71, "گلنسا", "بهمنیارپور");
    let mut world = World::started(&[ali.clone(), maryam.clone()]).await;
    let told = Plan {
        notes: Some("گرهی کوچک در تیروئید چپ"), ..Plan::supplementary(&ali, 70)
    };
    let unfinished = Plan {
        notes: Some("درد زانوی راست پس از افتادن"),
        center: Center::Own {
            name: "درمانگاه مهرگان", city: "اردکان", kind: "درمانگاه / کلینیک"
        },
        ..Plan::supplementary(&maryam, 71)
    };
    let mut first = world.player(&ali, 1070).await;
    let code = first.claims(&told).await;
    let mut second = world.player(&maryam, 1071).await;
    second.begins().await;
    second.plays_to(&unfinished, "ask-review").await;
    for (body, revision) in [
        (json!({ "kind": "start_review" }), 1),
        (json!({ "kind": "reject", "reason": "cosmetic", "note": "نامه‌ی پزشک خوانا نیست" }), 2),
    ] {
        let mut body = body;
        body["expected_revision"] = json!(revision);
        assert_eq!(world.reviewer.decide(&code, &body).await.0, 200);
    }

    let secrets = secrets_of(&[&ali, &maryam], &[&told, &unfinished]);
    let data = world.folder.path().join("data");
    finds_nothing(&data, &secrets, "while it runs");
    is_private(&data, "while it runs");
    world.does(&["keys", "rotate"]).await;
    finds_nothing(&data, &secrets, "after another key");
    world.terminates(Duration::from_secs(10)).await.unwrap();
    finds_nothing(&data, &secrets, "when it is stopped");
    is_private(&data, "when it is stopped");
    world.starts().await;
    world.kills();
    finds_nothing(&data, &secrets, "after a crash");
    is_private(&data, "after a crash");

    // The search itself finds what is there.
    fs::write(data.join("planted"), format!("x{}y", to_persian_digits(&ali.national_code)))
        .unwrap();
    let planted = std::panic::catch_unwind(|| finds_nothing(&data, &secrets, "planted"));
    assert!(planted.is_err(), "a national code in Persian digits was overlooked");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_erased_claim_leaves_its_tombstone_only() {
    let ali = who(72, "سپهرداد", "کاووسیان");
    let world = World::started(std::slice::from_ref(&ali)).await;
    let mut player = world.player(&ali, 1072).await;
    let plan = Plan { hasty: false, ..Plan::supplementary(&ali, 72) };
    let (gone, kept) = (player.claims(&plan).await, player.claims(&plan).await);
    let erase = ["claims", "erase", &gone, "--reason", "asked by letter 17"];
    let (code, _, complained) = world.runs(&erase).await;
    assert!(code == 1 && complained.contains("`registered`"), "{complained}");
    for (body, revision) in [
        (json!({ "kind": "start_review" }), 1),
        (json!({ "kind": "reject", "reason": "cosmetic" }), 2),
    ] {
        let mut body = body;
        body["expected_revision"] = json!(revision);
        assert_eq!(world.reviewer.decide(&gone, &body).await.0, 200);
    }
    let objects = || walk(&world.folder.path().join("data/documents")).1.len();
    let before = objects();
    assert!(world.does(&erase).await.contains("2 documents"));
    assert_eq!(objects(), before - 3, "two photos and their key");
    assert!(world.does(&erase).await.contains("before"));

    let path = format!("/api/v1/claims/{gone}");
    let answer = world.reviewer.get(&path).await;
    assert_eq!(answer.status(), 200);
    let tombstone: serde_json::Value = answer.json().await.unwrap();
    assert_eq!(
        (&tombstone["tracking_code"], &tombstone["stage"]),
        (&json!(gone), &json!("rejected"))
    );
    assert!(tombstone["erased_at"].is_string() && tombstone["insured"].is_null(), "{tombstone}");
    for personal in [&ali.national_code, &ali.last_name] {
        assert!(!tombstone.to_string().contains(personal));
    }
    // Found by its code, and by nothing else.
    let found = async |query: &str| {
        let page: serde_json::Value =
            world.reviewer.get(&format!("/api/v1/claims?{query}")).await.json().await.unwrap();
        let items = page["items"].as_array().unwrap().clone();
        items.iter().map(|it| it["tracking_code"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(found(&format!("q={gone}")).await, std::slice::from_ref(&gone));
    for query in
        [format!("q={}", ali.national_code), "limit=100".to_owned(), "stage=rejected".into()]
    {
        let rest: &[String] =
            if query.starts_with("stage") { &[] } else { std::slice::from_ref(&kept) };
        assert_eq!(found(&query).await, rest, "{query}");
    }
    assert!(world.does(&["claims", "show", &gone]).await.contains("erased_at"));
    world.reviewer.check(&kept, &ali, &plan).await;
    world.checks_log(&[ali]);
}
