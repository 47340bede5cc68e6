//! See `properties/date.rs`.

#![no_main]

use bimeyar_fuzz::date::holds;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| holds(bytes));
