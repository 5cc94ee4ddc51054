#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| ectl::fuzz::txn_json(bytes));
