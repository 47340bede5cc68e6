//! See `properties/photo.rs`.

#![no_main]

use bimeyar_fuzz::photo::holds;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| holds(bytes));
