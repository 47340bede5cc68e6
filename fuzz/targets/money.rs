//! See `properties/money.rs`.

#![no_main]

use bimeyar_fuzz::money::holds;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| holds(bytes));
