//! See `properties/flow_file.rs`.

#![no_main]

use bimeyar_fuzz::flow_file::holds;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| holds(bytes));
