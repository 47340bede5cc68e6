//! The vault against tampering and known answers.

#![expect(clippy::unwrap_used, reason = "what fails in a test's own set-up fails the test")]

mod key_files;
mod rotation;

use std::collections::BTreeSet;

use bimeyar::runtime::Secret;
use bimeyar::vault::{
    Challenge, ClaimKey, KeySource, Place, Unsealable, Vault, VaultFault, WhenMissing,
};
use proptest::prelude::*;

/// The bytes 100 to 131.
const MASTER: &str = "ZGVmZ2hpamtsbW5vcHFyc3R1dnd4eXp7fH1+f4CBgoM=";
/// The bytes 0 to 31.
const PEPPER: &str = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";
const OTHER: &str = "//////////////////////////////////////////8=";

fn given(master: &str, pepper: &str) -> Result<Vault, VaultFault> {
    Vault::open(&KeySource {
        master: Some(Secret::new(master.to_owned())),
        pepper: Some(Secret::new(pepper.to_owned())),
        folder: "/nonexistent".into(),
        when_missing: WhenMissing::Refuse,
    })
}

fn vault() -> Vault {
    given(MASTER, PEPPER).unwrap()
}

fn place() -> Place<'static> {
    Place::new("claims", "17", "name")
}

#[test]
fn every_changed_byte_is_found_out() {
    let vault = vault();
    let sealed = vault.seal(&place(), "زهرا".as_bytes());
    assert_eq!(vault.open_sealed(&place(), &sealed).unwrap(), "زهرا".as_bytes());
    for at in 0..sealed.len() {
        for bit in 0..8 {
            let mut changed = sealed.clone();
            changed[at] ^= 1 << bit;
            assert!(vault.open_sealed(&place(), &changed).is_err(), "byte {at}, bit {bit}");
        }
    }
    for length in 0..sealed.len() {
        assert!(vault.open_sealed(&place(), &sealed[..length]).is_err(), "cut to {length}");
    }
    let longer = [&sealed[..], &[0]].concat();
    assert_eq!(vault.open_sealed(&place(), &longer), Err(Unsealable::NotAuthentic));
}

#[test]
fn what_is_moved_to_another_place_does_not_open() {
    let vault = vault();
    let sealed = vault.seal(&place(), b"secret");
    for moved in [
        Place::new("drafts", "17", "name"),
        Place::new("claims", "18", "name"),
        Place::new("claims", "17", "notes"),
        Place::new("claims1", "7", "name"),
        Place::new("claims", "17name", ""),
    ] {
        assert_eq!(vault.open_sealed(&moved, &sealed), Err(Unsealable::NotAuthentic), "{moved:?}");
    }
}

#[test]
fn the_same_text_never_looks_the_same_twice() {
    let vault = vault();
    let sealed: BTreeSet<Vec<u8>> = (0..100).map(|_| vault.seal(&place(), b"same")).collect();
    assert_eq!(sealed.len(), 100);
}

#[test]
fn the_form_is_version_suite_key_nonce_ciphertext_and_tag() {
    let sealed = vault().seal(&place(), b"12345");
    // The key's name was computed by an implementation of HKDF other than ours.
    assert_eq!(sealed[..6], [1, 1, 0x74, 0xe1, 0x00, 0x0d]);
    assert_eq!(sealed.len(), 1 + 1 + 4 + 24 + 5 + 16);
    assert_eq!(format!("{:?}", vault().newest_key()), "74e1000d");
}

fn from_hex(text: &str) -> Vec<u8> {
    let pairs = text.as_bytes().chunks(2).map(|pair| std::str::from_utf8(pair).unwrap());
    pairs.map(|pair| u8::from_str_radix(pair, 16).unwrap()).collect()
}

/// Sealed by an implementation of XChaCha20-Poly1305 and HKDF other than ours, with the nonce 0 to 23.
const SEALED_ELSEWHERE: &str = "010174e1000d000102030405060708090a0b0c0d0e0f1011121314151617\
    9b96e78d95ac0f65fa7726c3793935545377eb8286785bce";

#[test]
fn what_is_kept_from_an_older_version_still_opens() {
    let sealed = from_hex(SEALED_ELSEWHERE);
    assert_eq!(vault().open_sealed(&place(), &sealed).unwrap(), "زهرا".as_bytes());
}

#[test]
fn another_key_does_not_open_it_and_a_ring_opens_all() {
    let (old, new) = (vault(), given(OTHER, PEPPER).unwrap());
    let sealed = old.seal(&place(), b"secret");
    assert_eq!(new.open_sealed(&place(), &sealed), Err(Unsealable::UnknownKey(old.newest_key())));

    let ring = given(&format!("{OTHER}, {MASTER}"), PEPPER).unwrap();
    assert_eq!(ring.open_sealed(&place(), &sealed).unwrap(), b"secret");
    assert_eq!(ring.newest_key(), new.newest_key());
    let resealed = ring.seal(&place(), b"secret");
    assert_eq!(new.open_sealed(&place(), &resealed).unwrap(), b"secret");
    // What is looked up or was sent outlives a new master key.
    assert_eq!(ring.index("mobile", "1"), old.index("mobile", "1"));
    assert_eq!(ring.one_time_code(&challenge()).expose(), old.one_time_code(&challenge()).expose());
}

#[test]
fn a_claims_key_opens_its_own_claim_only_and_only_while_it_is_kept() {
    let vault = vault();
    let at = Place::new("claim_keys", "17", "key");
    let key = ClaimKey::generate();
    let sealed = key.seal(&place(), b"diagnosis");
    let wrapped = vault.wrap_claim_key(&at, &key);

    let again = vault.unwrap_claim_key(&at, &wrapped).unwrap();
    assert_eq!(again.open_sealed(&place(), &sealed).unwrap(), b"diagnosis");
    assert!(matches!(
        ClaimKey::generate().open_sealed(&place(), &sealed),
        Err(Unsealable::UnknownKey(_))
    ));
    assert_eq!(
        key.open_sealed(&Place::new("claims", "17", "notes"), &sealed),
        Err(Unsealable::NotAuthentic)
    );
    assert!(vault.open_sealed(&place(), &sealed).is_err(), "the ring does not open it");
    assert!(vault.unwrap_claim_key(&Place::new("claim_keys", "18", "key"), &wrapped).is_err());
    assert_eq!(
        vault.open_sealed(&at, &wrapped),
        Err(Unsealable::NotAuthentic),
        "a wrapped key is no value"
    );
    let value = vault.seal(&at, &[7; 32]);
    assert!(vault.unwrap_claim_key(&at, &value).is_err(), "a value is no wrapped key");
}

fn challenge() -> Challenge<'static> {
    Challenge { id: &[1; 16], purpose: "identity", chat: 42, mobile: "09121234567" }
}

#[test]
fn codes_and_hashes_are_as_another_implementation_computes_them() {
    let vault = vault();
    let counting: [u8; 16] = std::array::from_fn(|at| u8::try_from(at).unwrap());
    let other = Challenge { id: &counting, purpose: "follow", chat: -7, mobile: "09351112233" };
    let with_zero = Challenge { chat: 11, ..challenge() };
    for (challenge, code) in [(challenge(), "584515"), (other, "924227"), (with_zero, "067046")] {
        assert_eq!(vault.one_time_code(&challenge).expose(), code);
        assert!(vault.code_matches(&challenge, code));
    }
    assert_eq!(
        vault.index("mobile", "09121234567").as_slice(),
        from_hex("02a7e0ceb03bc00d8b9ed53180c4e4c33a8647cb1a6f087a4c05c58010f58032")
    );
}

#[test]
fn a_code_is_good_for_its_challenge_purpose_chat_and_number_only() {
    let (vault, right) = (vault(), challenge());
    let code = vault.one_time_code(&right);
    for wrong in [
        Challenge { id: &[2; 16], ..right },
        Challenge { purpose: "follow", ..right },
        Challenge { chat: 43, ..right },
        Challenge { mobile: "09121234568", ..right },
    ] {
        assert!(!vault.code_matches(&wrong, code.expose()), "{wrong:?}");
    }
    assert!(!given(MASTER, OTHER).unwrap().code_matches(&right, code.expose()));
    for typed in ["", "5", "58451", "5845150", " 584515", "584516", "۵۸۴۵۱۵"] {
        assert!(!vault.code_matches(&right, typed), "{typed}");
    }
}

#[test]
fn codes_are_spread_evenly() {
    let vault = vault();
    let mut first_digits = [0_u32; 10];
    for chat in 0..10_000 {
        let code = vault.one_time_code(&Challenge { chat, ..challenge() });
        first_digits[usize::from(code.expose().as_bytes()[0] - b'0')] += 1;
    }
    // 1000 are expected of each; 5 standard deviations are 150.
    assert!(first_digits.iter().all(|n| (850..1150).contains(n)), "{first_digits:?}");
}

proptest! {
    #[test]
    fn whatever_is_sealed_opens(plain: Vec<u8>, table: String, row: Vec<u8>, field: String) {
        let vault = vault();
        let place = Place::new(&table, &row, &field);
        prop_assert_eq!(vault.open_sealed(&place, &vault.seal(&place, &plain)).unwrap(), plain.clone());
        let key = ClaimKey::generate();
        prop_assert_eq!(key.open_sealed(&place, &key.seal(&place, &plain)).unwrap(), plain);
    }

    #[test]
    fn no_bytes_open_or_panic(bytes: Vec<u8>) {
        prop_assert!(vault().open_sealed(&place(), &bytes).is_err());
        prop_assert!(vault().unwrap_claim_key(&place(), &bytes).is_err());
    }

    #[test]
    fn six_ascii_digits_whatever_is_asked(id: [u8; 16], purpose: String, chat: i64, mobile: String) {
        let code = vault().one_time_code(&Challenge { id: &id, purpose: &purpose, chat, mobile: &mobile });
        prop_assert_eq!(code.expose().len(), 6);
        prop_assert!(code.expose().bytes().all(|byte| byte.is_ascii_digit()));
    }
}

#[test]
fn nothing_secret_is_printed() {
    let (vault, key) = (vault(), ClaimKey::generate());
    let source = KeySource {
        master: Some(Secret::new(MASTER.to_owned())),
        pepper: Some(Secret::new(PEPPER.to_owned())),
        folder: "keys".into(),
        when_missing: WhenMissing::Make,
    };
    let printed = format!(
        "{vault:?} {key:?} {source:?} {:?} {:?} {:?}",
        vault.one_time_code(&challenge()),
        challenge(),
        Place::new("members", "09121234567", "name"),
    );
    for secret in [MASTER, PEPPER, "584515", "09121234567", "100, 101, 102", "0, 1, 2"] {
        assert!(!printed.contains(secret), "{secret} in {printed}");
    }
    // Only names of keys are left: no list of bytes anywhere.
    assert!(!printed.contains('['), "{printed}");
}
