//! Keys that come and go while vaults are open.

use std::fs;
use std::path::Path;

use bimeyar::runtime::Secret;
use bimeyar::vault::{ClaimKey, KeyId, KeySource, Unsealable, Vault, VaultFault, WhenMissing};

use super::{MASTER, OTHER, PEPPER, given, place};

fn source(folder: &Path) -> KeySource {
    KeySource {
        master: None,
        pepper: Some(Secret::new(PEPPER.to_owned())),
        folder: folder.join("keys"),
        when_missing: WhenMissing::Make,
    }
}

fn names(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder.join("keys")).unwrap();
    let mut names: Vec<String> =
        entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

#[test]
fn two_processes_open_what_either_sealed_whoever_hears_first() {
    let folder = tempfile::tempdir().unwrap();
    let (one, other) = (
        Vault::open(&source(folder.path())).unwrap(),
        Vault::open(&source(folder.path())).unwrap(),
    );
    let before = one.seal(&place(), b"before");
    let new = one.add_master().unwrap();
    assert_eq!((one.keys()[0], one.keys().len(), other.keys().len()), (new, 2, 1));
    // The other one has heard nothing: it seals by the old key, and opens by the new one.
    let late = other.seal(&place(), b"late");
    let fresh = one.seal(&place(), b"fresh");
    assert_eq!(other.open_sealed(&place(), &fresh).unwrap(), b"fresh");
    for vault in [&one, &other] {
        assert_eq!(vault.open_sealed(&place(), &before).unwrap(), b"before");
        assert_eq!(vault.open_sealed(&place(), &late).unwrap(), b"late");
        assert_eq!(vault.newest_key(), new);
    }
    let third = other.add_master().unwrap();
    one.keep_up();
    assert_eq!(KeyId::of(&one.seal(&place(), b"x")), Ok(third));
    assert_eq!(names(folder.path()), ["master-0001.key", "master-0002.key", "master-0003.key"]);
}

#[test]
fn what_is_sealed_anew_is_the_same_and_needs_the_old_key_no_more() {
    let folder = tempfile::tempdir().unwrap();
    let vault = Vault::open(&source(folder.path())).unwrap();
    let old = vault.newest_key();
    let (value, key) = (vault.seal(&place(), b"value"), ClaimKey::generate());
    let (wrapped, sealed) = (vault.wrap_claim_key(&place(), &key), key.seal(&place(), b"details"));
    assert_eq!(vault.reseal(&place(), &value), Ok(None));
    assert_eq!(vault.rewrap_claim_key(&place(), &wrapped), Ok(None));

    let new = vault.add_master().unwrap();
    let value = vault.reseal(&place(), &value).unwrap().unwrap();
    let wrapped = vault.rewrap_claim_key(&place(), &wrapped).unwrap().unwrap();
    assert!(vault.reseal(&place(), &wrapped).is_ok_and(|anew| anew.is_none()));
    let mut foreign = value.clone();
    foreign[2] ^= 1;
    assert!(matches!(vault.reseal(&place(), &foreign), Err(Unsealable::UnknownKey(_))));

    vault.retire(old).unwrap();
    assert_eq!(vault.keys(), [new]);
    for vault in [vault, Vault::open(&source(folder.path())).unwrap()] {
        assert_eq!(vault.open_sealed(&place(), &value).unwrap(), b"value");
        let key = vault.unwrap_claim_key(&place(), &wrapped).unwrap();
        assert_eq!(key.open_sealed(&place(), &sealed).unwrap(), b"details");
    }
}

#[test]
fn the_key_that_seals_stays_and_no_number_is_given_twice() {
    let folder = tempfile::tempdir().unwrap();
    let vault = Vault::open(&source(folder.path())).unwrap();
    let old = vault.newest_key();
    let new = vault.add_master().unwrap();
    assert!(matches!(vault.retire(new), Err(VaultFault::StillSeals(key)) if key == new));
    let file = vault.retire(old).unwrap();
    assert!(file.ends_with("keys/retired-0001.key") && file.exists());
    assert!(matches!(vault.retire(old), Err(VaultFault::NoSuchKey(_))));
    Vault::open(&source(folder.path())).unwrap().add_master().unwrap();
    assert_eq!(names(folder.path()), ["master-0002.key", "master-0003.key", "retired-0001.key"]);
}

#[test]
fn a_retired_key_that_is_put_back_opens_again() {
    let folder = tempfile::tempdir().unwrap();
    let vault = Vault::open(&source(folder.path())).unwrap();
    let (old, sealed) = (vault.newest_key(), vault.seal(&place(), b"kept"));
    vault.add_master().unwrap();
    let retired = vault.retire(old).unwrap();
    assert_eq!(vault.open_sealed(&place(), &sealed), Err(Unsealable::UnknownKey(old)));
    fs::rename(retired, folder.path().join("keys/master-0001.key")).unwrap();
    assert_eq!(vault.open_sealed(&place(), &sealed).unwrap(), b"kept");
}

#[test]
fn keys_of_the_settings_are_not_changed_here() {
    let vault = given(&format!("{OTHER}\n{MASTER}\n"), PEPPER).unwrap();
    assert_eq!(vault.keys().len(), 2);
    vault.refresh().unwrap();
    let said = vault.add_master().unwrap_err().to_string();
    assert!(said.contains("KEYS__MASTER") && said.contains("openssl rand -base64 32"), "{said}");
    assert!(matches!(vault.retire(vault.keys()[1]), Err(VaultFault::NamedBySettings)));
}

#[test]
fn the_name_of_a_key_is_read_as_it_is_written() {
    let key = given(MASTER, PEPPER).unwrap().newest_key();
    assert_eq!(key.to_string(), "74e1000d");
    assert_eq!("74e1000d".parse(), Ok(key));
    for wrong in ["", "74e1000", "74e1000d0", "+4e1000d", "74e1000g"] {
        assert!(wrong.parse::<KeyId>().is_err(), "{wrong}");
    }
    for short in [&[][..], &[1], &[1, 1, 0, 0, 0], &[2, 1, 0, 0, 0, 0]] {
        assert_eq!(KeyId::of(short), Err(Unsealable::Malformed));
    }
}
