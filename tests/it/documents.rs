//! What every store behind `documents` must do; and what a folder tells.

use std::collections::BTreeMap;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};

use bimeyar::documents::{DocumentFault, Documents, Rewrapped, Swept};
use bimeyar::runtime::Secret;
use bimeyar::vault::{KeySource, Place, Vault, WhenMissing};
use bytes::Bytes;
use futures_util::future::join_all;
use jiff::{SignedDuration, Timestamp};
use tempfile::TempDir;

use crate::support::claims::{draft, sha256, vault};

/// Runs each named function, which takes [`Documents`], as a test over every store.
macro_rules! on_every_store {
    ($($name:ident),+ $(,)?) => {
        mod folder {
            $(#[tokio::test]
            async fn $name() {
                let (_folder, documents) = super::in_folder();
                super::$name(documents).await;
            })+
        }
        mod memory {
            $(#[tokio::test]
            async fn $name() {
                super::$name(super::Documents::in_memory(super::vault())).await;
            })+
        }
    };
}

on_every_store! {
    what_is_put_is_had_again,
    a_scope_has_nothing_of_another,
    content_must_be_what_its_hash_says,
    removing_is_for_good_and_twice_is_harmless,
    the_sweep_leaves_what_is_young_or_wanted,
    without_the_key_of_its_scope_no_photo_opens,
    photos_of_a_scope_that_come_at_once_share_a_key,
}

const CONTENT: &[u8] = b"\xff\xd8 a photo of an invoice";

fn open(folder: &TempDir) -> Documents {
    let path = folder.path().join("data/documents");
    Documents::open(&format!("file:{}", path.display()), vault()).unwrap()
}

fn in_folder() -> (TempDir, Documents) {
    let folder = tempfile::tempdir().unwrap();
    let documents = open(&folder);
    (folder, documents)
}

async fn put(documents: &Documents, scope: &str, content: &[u8]) -> String {
    let hash = sha256(content);
    documents.put(scope, &hash, Bytes::copy_from_slice(content)).await.unwrap();
    hash
}

async fn what_is_put_is_had_again(documents: Documents) {
    let scope = draft(1);
    for content in [CONTENT.to_vec(), Vec::new(), vec![7; 300_000]] {
        let hash = put(&documents, &scope, &content).await;
        put(&documents, &scope, &content).await;
        assert!(documents.exists(&scope, &hash).await.unwrap());
        assert_eq!(documents.get(&scope, &hash).await.unwrap(), content);
    }
}

async fn a_scope_has_nothing_of_another(documents: Documents) {
    let hash = put(&documents, &draft(1), CONTENT).await;
    assert!(!documents.exists(&draft(2), &hash).await.unwrap());
    let fault = documents.get(&draft(2), &hash).await.unwrap_err();
    assert!(matches!(fault, DocumentFault::NotFound), "{fault}");
    put(&documents, &draft(2), CONTENT).await;
    documents.remove(&draft(1), &hash).await.unwrap();
    assert_eq!(documents.get(&draft(2), &hash).await.unwrap(), CONTENT);
}

async fn content_must_be_what_its_hash_says(documents: Documents) {
    let other = sha256(b"something else");
    let fault = documents.put(&draft(1), &other, Bytes::from_static(CONTENT)).await.unwrap_err();
    assert!(matches!(fault, DocumentFault::NotThatContent), "{fault}");
    assert!(!documents.exists(&draft(1), &other).await.unwrap());
}

async fn removing_is_for_good_and_twice_is_harmless(documents: Documents) {
    let hash = put(&documents, &draft(1), CONTENT).await;
    for _ in 0..2 {
        documents.remove(&draft(1), &hash).await.unwrap();
        assert!(!documents.exists(&draft(1), &hash).await.unwrap());
    }
}

#[expect(clippy::disallowed_methods, reason = "the stores note the system's time")]
async fn the_sweep_leaves_what_is_young_or_wanted(documents: Documents) {
    let wanted = put(&documents, &draft(1), CONTENT).await;
    let orphan = put(&documents, &draft(2), CONTENT).await;
    let keep = [(draft(1), wanted.clone())];
    let later = |hours| Timestamp::now() + SignedDuration::from_hours(hours);
    let young = documents.sweep_orphans(&keep, later(23)).await.unwrap();
    assert_eq!(young, Swept { kept: 4, removed: 0 });
    let old = documents.sweep_orphans(&keep, later(25)).await.unwrap();
    assert_eq!(old, Swept { kept: 2, removed: 2 }, "the key of its scope goes with it");
    assert!(documents.exists(&draft(1), &wanted).await.unwrap());
    assert!(!documents.exists(&draft(2), &orphan).await.unwrap());
}

/// A write that a crash cut off: a copy of a key beside it.
#[tokio::test]
#[expect(clippy::disallowed_methods, reason = "the stores note the system's time")]
async fn the_sweep_removes_what_a_crash_has_left_of_a_write() {
    let (folder, documents) = in_folder();
    let wanted = put(&documents, &draft(1), CONTENT).await;
    let (_, files) = walk(folder.path());
    let keep = [(draft(1), wanted.clone())];
    let left: Vec<PathBuf> = files
        .iter()
        .map(|file| {
            let left = PathBuf::from(format!("{}#1", file.display()));
            std::fs::copy(file, &left).unwrap();
            left
        })
        .collect();
    let later = |hours| Timestamp::now() + SignedDuration::from_hours(hours);
    // It is in nobody's way.
    assert_eq!(put(&documents, &draft(1), CONTENT).await, wanted);
    let young = documents.sweep_orphans(&keep, later(23)).await.unwrap();
    assert_eq!(young, Swept { kept: 2, removed: 0 });
    let old = documents.sweep_orphans(&keep, later(25)).await.unwrap();
    assert_eq!(old, Swept { kept: 2, removed: 2 });
    assert!(left.iter().all(|file| !file.exists()));
    assert_eq!(documents.get(&draft(1), &wanted).await.unwrap(), CONTENT);
}

/// All below `folder`: folders and files.
fn walk(folder: &Path) -> (Vec<PathBuf>, Vec<PathBuf>) {
    let (mut folders, mut files) = (vec![folder.to_owned()], Vec::new());
    for entry in std::fs::read_dir(folder).unwrap().map(Result::unwrap) {
        if entry.file_type().unwrap().is_dir() {
            let (more, within) = walk(&entry.path());
            folders.extend(more);
            files.extend(within);
        } else {
            files.push(entry.path());
        }
    }
    (folders, files)
}

#[tokio::test]
async fn a_folder_tells_neither_whose_nor_what() {
    let (folder, documents) = in_folder();
    let mut hash = put(&documents, &draft(1), CONTENT).await;
    let (folders, files) = walk(&folder.path().join("data"));
    for folder in &folders {
        let mode = std::fs::metadata(folder).unwrap().permissions().mode() & 0o777;
        assert_eq!(mode, 0o700, "{}", folder.display());
    }
    let hash = hash.split_off(2);
    assert_eq!(files.len(), 2, "the photo and the key of its scope: {files:?}");
    for file in &files {
        let path = file.display().to_string();
        assert!(!path.contains(&hash) && !path.contains(&draft(1)));
        let stored = std::fs::read(file).unwrap();
        assert!(!stored.windows(5).any(|part| part == b"photo"));
    }
}

#[tokio::test]
async fn what_was_changed_on_disk_is_not_served() {
    let (folder, documents) = in_folder();
    let hash = put(&documents, &draft(1), CONTENT).await;
    drop(documents);
    let files = walk(folder.path()).1;
    let file = files.iter().find(|file| !is_key(file)).unwrap();
    let mut stored = std::fs::read(file).unwrap();
    *stored.last_mut().unwrap() ^= 1;
    std::fs::write(file, stored).unwrap();
    let fault = open(&folder).get(&draft(1), &hash).await.unwrap_err();
    assert!(matches!(fault, DocumentFault::Sealed(_)), "{fault}");
    put(&open(&folder), &draft(1), CONTENT).await;
    assert_eq!(open(&folder).get(&draft(1), &hash).await.unwrap(), CONTENT);
}

fn is_key(file: &Path) -> bool {
    file.extension().is_some_and(|ending| ending == "key")
}

async fn without_the_key_of_its_scope_no_photo_opens(documents: Documents) {
    let (first, other) = (draft(1), draft(2));
    let hashes = [put(&documents, &first, CONTENT).await, put(&documents, &first, b"more").await];
    let kept = put(&documents, &other, CONTENT).await;
    for _ in 0..2 {
        documents.forget_scope(&first).await.unwrap();
    }
    for hash in &hashes {
        let fault = documents.get(&first, hash).await.unwrap_err();
        assert!(matches!(fault, DocumentFault::Sealed(_)), "{fault}");
    }
    assert_eq!(documents.get(&other, &kept).await.unwrap(), CONTENT);
    let again = put(&documents, &first, CONTENT).await;
    assert_eq!(documents.get(&first, &again).await.unwrap(), CONTENT);
}

async fn photos_of_a_scope_that_come_at_once_share_a_key(documents: Documents) {
    let contents: Vec<Vec<u8>> = (0..16).map(|number| vec![number; 100]).collect();
    let scope = draft(1);
    let hashes = join_all(contents.iter().map(|content| put(&documents, &scope, content))).await;
    for (hash, content) in hashes.iter().zip(&contents) {
        assert_eq!(documents.get(&scope, hash).await.unwrap(), content);
    }
}

/// 32 bytes each, in base64.
const OLD: &str = "AQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQE=";
const NEW: &str = "AgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgI=";

fn with_masters(folder: &TempDir, masters: &str) -> (Vault, Documents) {
    let secret = |text: &str| Some(Secret::new(text.to_owned()));
    let vault = Vault::open(&KeySource {
        master: secret(masters),
        pepper: secret(OLD),
        folder: "/nowhere".into(),
        when_missing: WhenMissing::Refuse,
    })
    .unwrap();
    let url = format!("file:{}", folder.path().join("documents").display());
    (vault.clone(), Documents::open(&url, vault).unwrap())
}

#[tokio::test]
async fn a_new_master_key_rewrites_keys_and_no_photo() {
    let folder = tempfile::tempdir().unwrap();
    let (old, documents) = with_masters(&folder, OLD);
    let hash = put(&documents, &draft(1), CONTENT).await;
    let photo = walk(folder.path()).1.into_iter().find(|file| !is_key(file)).unwrap();
    let before = std::fs::read(&photo).unwrap();

    let (ring, documents) = with_masters(&folder, &format!("{NEW},{OLD}"));
    assert_eq!(documents.key_usage().await.unwrap(), BTreeMap::from([(old.newest_key(), 1)]));
    assert_eq!(documents.rewrap().await.unwrap(), Rewrapped { changed: 1, unreadable: 0 });
    assert_eq!(documents.rewrap().await.unwrap(), Rewrapped::default());
    assert_eq!(documents.key_usage().await.unwrap(), BTreeMap::from([(ring.newest_key(), 1)]));
    assert_eq!(std::fs::read(&photo).unwrap(), before);

    let (_, documents) = with_masters(&folder, NEW);
    assert_eq!(documents.get(&draft(1), &hash).await.unwrap(), CONTENT);
}

/// As the first version stored it: sealed by the master key itself, without a key of its scope.
#[tokio::test]
async fn what_an_older_program_stored_opens_and_is_sealed_anew() {
    let folder = tempfile::tempdir().unwrap();
    let (old, documents) = with_masters(&folder, OLD);
    let hash = put(&documents, &draft(1), CONTENT).await;
    let (keys, photos): (Vec<_>, Vec<_>) =
        walk(folder.path()).1.into_iter().partition(|file| is_key(file));
    let [key, photo] = [&keys[0], &photos[0]];
    std::fs::remove_file(key).unwrap();
    let shard = photo.parent().unwrap().file_name().unwrap().to_str().unwrap();
    let name = format!("{shard}{}", photo.file_name().unwrap().to_str().unwrap());
    std::fs::write(photo, old.seal(&Place::new("documents", &name, "content"), CONTENT)).unwrap();
    assert_eq!(documents.get(&draft(1), &hash).await.unwrap(), CONTENT);

    let (ring, documents) = with_masters(&folder, &format!("{NEW},{OLD}"));
    assert_eq!(documents.key_usage().await.unwrap(), BTreeMap::from([(old.newest_key(), 1)]));
    assert_eq!(documents.rewrap().await.unwrap(), Rewrapped { changed: 1, unreadable: 0 });
    assert_eq!(documents.key_usage().await.unwrap(), BTreeMap::from([(ring.newest_key(), 1)]));
    let (_, documents) = with_masters(&folder, NEW);
    assert_eq!(documents.get(&draft(1), &hash).await.unwrap(), CONTENT);
}

#[test]
fn an_address_of_another_kind_is_refused() {
    for url in ["", "file:", "s3://bucket", "documents"] {
        let fault = Documents::open(url, vault()).unwrap_err();
        assert!(matches!(fault, DocumentFault::UnknownAddress(_)), "{url}");
    }
}
