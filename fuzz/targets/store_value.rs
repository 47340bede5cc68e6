//! See `properties/store_value.rs`.

#![no_main]

use bimeyar_fuzz::store_value::holds;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| holds(bytes));
