//! See `properties/webhook.rs`.

#![no_main]

use bimeyar_fuzz::webhook::holds;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| holds(bytes));
