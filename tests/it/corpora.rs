//! The inputs that fuzzing found worth keeping (`fuzz/corpus/`), each held against the property that found it.

use std::collections::BTreeSet;
use std::fs;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::PathBuf;
use std::thread;

use properties::{ALL, Property};

#[path = "../../fuzz/properties/mod.rs"]
#[expect(unreachable_pub, reason = "a library of its own for the fuzzer")]
mod properties;

/// Bytes that one input and all of them may have: they are read in every run of the tests and kept for ever.
const LARGEST: usize = 16 * 1024;
const LARGEST_OF_ALL: usize = 2 * 1024 * 1024;

fn inputs(target: &str) -> Vec<(PathBuf, Vec<u8>)> {
    let mut inputs: Vec<_> = fs::read_dir(format!("fuzz/corpus/{target}"))
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .map(|path| (path.clone(), fs::read(&path).unwrap()))
        .collect();
    inputs.sort();
    inputs
}

/// The inputs for which the property does not hold.
fn broken(property: Property, inputs: &[(PathBuf, Vec<u8>)]) -> Vec<String> {
    let breaks = |bytes: &[u8]| catch_unwind(AssertUnwindSafe(|| property(bytes))).is_err();
    let broken = inputs.iter().filter(|(_, bytes)| breaks(bytes));
    broken.map(|(path, _)| path.display().to_string()).collect()
}

#[test]
fn what_was_found_before_holds() {
    let replay = |target: &str, property: Property| {
        let inputs = inputs(target);
        assert!(!inputs.is_empty(), "fuzz/corpus/{target} is empty");
        assert_eq!(broken(property, &inputs), [""; 0], "{target}: the reason is printed above");
    };
    thread::scope(|scope| {
        for (target, property) in ALL {
            scope.spawn(move || replay(target, property));
        }
    });
}

#[test]
fn each_property_has_its_target_its_words_and_its_inputs() {
    let names = |folder: &str| -> BTreeSet<String> {
        let entries = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
        entries.map(|path| path.file_stem().unwrap().display().to_string()).collect()
    };
    let all: BTreeSet<String> = ALL.iter().map(|(target, _)| (*target).to_owned()).collect();
    for folder in ["fuzz/targets", "fuzz/corpus", "fuzz/dictionaries"] {
        assert_eq!(names(folder), all, "{folder}");
    }
    let manifest = fs::read_to_string("fuzz/Cargo.toml").unwrap();
    for (target, _) in ALL {
        let called = fs::read_to_string(format!("fuzz/targets/{target}.rs")).unwrap();
        assert!(called.contains(&format!("bimeyar_fuzz::{target}::holds")), "{target}");
        assert!(manifest.contains(&format!("path = \"targets/{target}.rs\"")), "{target}");
    }
}

#[test]
fn the_inputs_are_small() {
    let all: Vec<_> = ALL.iter().flat_map(|(target, _)| inputs(target)).collect();
    let large: Vec<_> = all.iter().filter(|(_, bytes)| bytes.len() > LARGEST).collect();
    assert!(large.is_empty(), "{:?}", large.iter().map(|(path, _)| path).collect::<Vec<_>>());
    let bytes: usize = all.iter().map(|(_, bytes)| bytes.len()).sum();
    assert!(bytes <= LARGEST_OF_ALL, "{bytes} bytes");
}

#[test]
fn a_property_that_does_not_hold_is_noticed() {
    let inputs = [("a".into(), vec![1]), ("b".into(), vec![2])];
    let property: Property = |bytes| assert_ne!(bytes, [2]);
    assert_eq!(broken(property, &inputs), ["b"]);
}
