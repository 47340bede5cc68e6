//! See `properties/expression.rs`.

#![no_main]

use bimeyar_fuzz::expression::holds;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| holds(bytes));
