//! See `properties/tracking_code.rs`.

#![no_main]

use bimeyar_fuzz::tracking_code::holds;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| holds(bytes));
