//! See `countersign_fuzz::metadata::payload`.
#![no_main]
libfuzzer_sys::fuzz_target!(|input: &[u8]| countersign_fuzz::metadata::payload(input));
