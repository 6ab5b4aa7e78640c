//! See `countersign_fuzz::certificates::certificate`.
#![no_main]
libfuzzer_sys::fuzz_target!(|input: &[u8]| countersign_fuzz::certificates::certificate(input));
