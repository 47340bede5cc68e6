//! Where the keys come from: real files, settings, first starts and losses.

use std::collections::BTreeSet;
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;

use bimeyar::runtime::Secret;
use bimeyar::vault::{KeySource, Vault, VaultFault, WhenMissing};

use super::{MASTER, PEPPER, given, place, vault};

fn source(folder: &Path) -> KeySource {
    KeySource {
        master: None,
        pepper: None,
        folder: folder.join("keys"),
        when_missing: WhenMissing::Make,
    }
}

fn set_mode(path: &Path, mode: u32) {
    fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
}

fn mode(path: &Path) -> u32 {
    fs::metadata(path).unwrap().permissions().mode() & 0o777
}

#[test]
fn keys_are_made_once_for_the_owner_only_and_survive_reopening() {
    let data = tempfile::tempdir().unwrap();
    let source = KeySource { folder: data.path().join("deep/keys"), ..source(data.path()) };
    let first = Vault::open(&source).unwrap();
    let sealed = first.seal(&place(), b"secret");
    assert_eq!(mode(&source.folder), 0o700);
    let names: BTreeSet<String> = fs::read_dir(&source.folder)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    assert_eq!(names, BTreeSet::from(["master-0001.key".into(), "pepper.key".into()]));
    for name in &names {
        assert_eq!(mode(&source.folder.join(name)), 0o600, "{name}");
    }

    for when_missing in [WhenMissing::Make, WhenMissing::Refuse] {
        let again = Vault::open(&KeySource { when_missing, ..source.clone() }).unwrap();
        assert_eq!(again.open_sealed(&place(), &sealed).unwrap(), b"secret");
        assert_eq!(again.index("mobile", "1"), first.index("mobile", "1"));
    }
    let elsewhere = tempfile::tempdir().unwrap();
    let stranger = Vault::open(&self::source(elsewhere.path())).unwrap();
    assert!(stranger.open_sealed(&place(), &sealed).is_err());
}

#[test]
fn the_next_number_becomes_the_newest_key() {
    let data = tempfile::tempdir().unwrap();
    let source = source(data.path());
    let sealed = Vault::open(&source).unwrap().seal(&place(), b"secret");
    let second = source.folder.join("master-0002.key");
    fs::write(&second, format!("{MASTER}\n")).unwrap();
    set_mode(&second, 0o400);

    let ring = Vault::open(&source).unwrap();
    assert_eq!(ring.newest_key(), vault().newest_key());
    assert_eq!(ring.open_sealed(&place(), &sealed).unwrap(), b"secret");

    fs::copy(&second, source.folder.join("master-0003.key")).unwrap();
    assert!(matches!(Vault::open(&source), Err(VaultFault::GivenTwice(_))));
}

#[test]
fn files_that_others_may_read_are_refused_with_what_to_do() {
    let data = tempfile::tempdir().unwrap();
    let source = source(data.path());
    Vault::open(&source).unwrap();
    for (name, bad) in [("pepper.key", 0o644), ("master-0001.key", 0o640), ("pepper.key", 0o602)] {
        let path = source.folder.join(name);
        set_mode(&path, bad);
        let said = Vault::open(&source).unwrap_err().to_string();
        assert!(said.contains(&format!("chmod 600 {}", path.display())), "{said}");
        assert!(said.contains(&format!("{bad:o}")), "{said}");
        set_mode(&path, 0o600);
    }
    set_mode(&source.folder, 0o777);
    let said = Vault::open(&source).unwrap_err().to_string();
    assert!(said.contains(&format!("chmod 700 {}", source.folder.display())), "{said}");
}

#[test]
fn lost_keys_are_never_replaced_in_silence() {
    let data = tempfile::tempdir().unwrap();
    let making = source(data.path());
    let refusing = KeySource { when_missing: WhenMissing::Refuse, ..making.clone() };
    assert!(matches!(Vault::open(&refusing), Err(VaultFault::Missing { .. })));
    assert!(!making.folder.exists());
    fs::create_dir(&making.folder).unwrap();
    assert!(matches!(Vault::open(&refusing), Err(VaultFault::Missing { .. })));

    Vault::open(&making).unwrap();
    for (name, setting) in [("pepper.key", "KEYS__PEPPER"), ("master-0001.key", "KEYS__MASTER")] {
        let (path, aside) = (making.folder.join(name), data.path().join(name));
        fs::rename(&path, &aside).unwrap();
        let said = Vault::open(&making).unwrap_err().to_string();
        assert!(said.contains(name) && said.contains(setting), "{said}");
        assert!(!path.exists());
        fs::rename(&aside, &path).unwrap();
    }
}

#[test]
fn a_first_start_that_was_interrupted_is_finished() {
    let data = tempfile::tempdir().unwrap();
    let source = source(data.path());
    let sealed = Vault::open(&source).unwrap().seal(&place(), b"secret");
    let (named, unfinished) =
        (source.folder.join("master-0001.key"), source.folder.join("master-0001.key.new"));
    fs::rename(&named, &unfinished).unwrap();
    assert_eq!(Vault::open(&source).unwrap().open_sealed(&place(), &sealed).unwrap(), b"secret");
    assert!(named.exists() && !unfinished.exists());

    let fresh = tempfile::tempdir().unwrap();
    let source = self::source(fresh.path());
    fs::create_dir(&source.folder).unwrap();
    fs::write(source.folder.join("pepper.key.new"), "half a k").unwrap();
    Vault::open(&source).unwrap();
    assert!(!source.folder.join("pepper.key.new").exists());
}

#[test]
fn starts_at_the_same_time_agree_on_the_keys() {
    let data = tempfile::tempdir().unwrap();
    let source = source(data.path());
    let vaults: Vec<Vault> = std::thread::scope(|scope| {
        let starts: Vec<_> =
            (0..8).map(|_| scope.spawn(|| Vault::open(&source).unwrap())).collect();
        starts.into_iter().map(|start| start.join().unwrap()).collect()
    });
    let sealed = vaults[0].seal(&place(), b"secret");
    for vault in &vaults {
        assert_eq!(vault.open_sealed(&place(), &sealed).unwrap(), b"secret");
        assert_eq!(vault.index("a", "b"), vaults[0].index("a", "b"));
    }
}

#[test]
fn settings_take_the_place_of_files() {
    let data = tempfile::tempdir().unwrap();
    let pepper_given =
        KeySource { pepper: Some(Secret::new(format!(" {PEPPER}\n"))), ..source(data.path()) };
    let from_both = Vault::open(&pepper_given).unwrap();
    assert_eq!(from_both.index("a", "b"), vault().index("a", "b"));
    assert!(!pepper_given.folder.join("pepper.key").exists());
    let master_given = KeySource {
        master: Some(Secret::new(MASTER.trim_end_matches('=').to_owned())),
        folder: data.path().join("others"),
        ..source(data.path())
    };
    assert_eq!(Vault::open(&master_given).unwrap().newest_key(), vault().newest_key());
    assert!(!master_given.folder.join("master-0001.key").exists());
}

#[test]
fn what_is_no_key_is_named_but_not_shown() {
    for text in ["", "not base64 !", "c2hvcnQ=", &"A".repeat(88), "۱۲۳"] {
        let said = format!("{:?}", given(text, PEPPER).unwrap_err());
        assert!(said.contains("KEYS__MASTER"), "{said}");
        assert!(text.is_empty() || !said.contains(text), "{said}");
        assert!(given(MASTER, text).unwrap_err().to_string().contains("KEYS__PEPPER"));
    }
    assert!(matches!(given(&format!("{MASTER},{MASTER}"), PEPPER), Err(VaultFault::GivenTwice(_))));

    let data = tempfile::tempdir().unwrap();
    let source = source(data.path());
    Vault::open(&source).unwrap();
    let path = source.folder.join("pepper.key");
    for bytes in [&b"garbage"[..], &[0xff; 44], &[b'A'; 500], b""] {
        fs::write(&path, bytes).unwrap();
        let said = Vault::open(&source).unwrap_err().to_string();
        assert!(said.contains("pepper.key is not 32 bytes"), "{said}");
    }
}
