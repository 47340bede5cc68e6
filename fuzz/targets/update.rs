//! See `properties/update.rs`.

#![no_main]

use bimeyar_fuzz::update::holds;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| holds(bytes));
