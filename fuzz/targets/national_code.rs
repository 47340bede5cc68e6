//! See `properties/national_code.rs`.

#![no_main]

use bimeyar_fuzz::national_code::holds;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| holds(bytes));
