//! Conversations as tests (DESIGN §3): each `.convo` file of this folder is a test of its own.

pub(crate) mod claims;
mod codes;
mod facts;
pub(crate) mod families;
mod fill;
mod parse;
mod perform;
mod play;
pub(crate) mod pure;
mod screens;
mod script;
mod stage;
pub(crate) mod world;

use std::fs;

use sha2::{Digest, Sha256};

use pure::PureStage;
use stage::Stage as _;

const FOLDER: &str = "tests/it/convos";

/// Lower-case hex SHA-256 of `parts`.
pub(crate) fn hash(parts: &[&str]) -> String {
    let digest = Sha256::digest(parts.join("\n"));
    digest.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Reads a conversation; all its faults are one failure.
fn read(name: &str) -> script::Script {
    let file = format!("{FOLDER}/{name}");
    let source = fs::read_to_string(&file).expect("the conversation can be read");
    parse::parse(&file, &source).unwrap_or_else(|faults| panic!("{}", faults.join("\n")))
}

fn play_pure(name: &str) -> PureStage {
    let script = read(name);
    let mut stage = PureStage::new(&script).unwrap_or_else(|fault| panic!("{name}: {fault}"));
    play::play(&script, &mut stage).unwrap_or_else(|fault| panic!("{fault}"));
    stage
}

macro_rules! conversations {
    ($($test:ident = $file:literal,)*) => {
        const LISTED: &[&str] = &[$($file,)*];

        $(
            #[test]
            fn $test() {
                play_pure($file);
            }
        )*
    };
}

conversations! {
    claim_happy_by_buttons = "claim/happy-by-buttons.convo",
}
