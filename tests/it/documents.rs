//! What every store behind `documents` must do; and what a folder tells.

use std::collections::BTreeSet;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};

use bimeyar::documents::{DocumentFault, Documents, Swept};
use bytes::Bytes;
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
    let keep = BTreeSet::from([documents.key(&draft(1), &wanted)]);
    let later = |hours| Timestamp::now() + SignedDuration::from_hours(hours);
    let young = documents.sweep_orphans(&keep, later(23)).await.unwrap();
    assert_eq!(young, Swept { kept: 2, removed: 0 });
    let old = documents.sweep_orphans(&keep, later(25)).await.unwrap();
    assert_eq!(old, Swept { kept: 1, removed: 1 });
    assert!(documents.exists(&draft(1), &wanted).await.unwrap());
    assert!(!documents.exists(&draft(2), &orphan).await.unwrap());
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
    let [file] = files.as_slice() else { panic!("{files:?}") };
    let path = file.display().to_string();
    assert!(!path.contains(&hash.split_off(2)) && !path.contains(&draft(1)));
    let stored = std::fs::read(file).unwrap();
    assert!(!stored.windows(5).any(|part| part == b"photo"));
}

#[tokio::test]
async fn what_was_changed_on_disk_is_not_served() {
    let (folder, documents) = in_folder();
    let hash = put(&documents, &draft(1), CONTENT).await;
    drop(documents);
    let file = walk(folder.path()).1.remove(0);
    let mut stored = std::fs::read(&file).unwrap();
    *stored.last_mut().unwrap() ^= 1;
    std::fs::write(&file, stored).unwrap();
    let fault = open(&folder).get(&draft(1), &hash).await.unwrap_err();
    assert!(matches!(fault, DocumentFault::Sealed(_)), "{fault}");
    put(&open(&folder), &draft(1), CONTENT).await;
    assert_eq!(open(&folder).get(&draft(1), &hash).await.unwrap(), CONTENT);
}

#[test]
fn an_address_of_another_kind_is_refused() {
    for url in ["", "file:", "s3://bucket", "documents"] {
        let fault = Documents::open(url, vault()).unwrap_err();
        assert!(matches!(fault, DocumentFault::UnknownAddress(_)), "{url}");
    }
}
