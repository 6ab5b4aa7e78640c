//! See `countersign_fuzz::metadata::blob`.
#![no_main]
libfuzzer_sys::fuzz_target!(|input: &[u8]| countersign_fuzz::metadata::blob(input));
