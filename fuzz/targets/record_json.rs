//! See `countersign_fuzz::state::record_json`.
#![no_main]
libfuzzer_sys::fuzz_target!(|input: &[u8]| countersign_fuzz::state::record_json(input));
