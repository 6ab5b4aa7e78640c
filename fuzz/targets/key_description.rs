//! See `countersign_fuzz::certificates::key_description`.
#![no_main]
libfuzzer_sys::fuzz_target!(|input: &[u8]| countersign_fuzz::certificates::key_description(input));
