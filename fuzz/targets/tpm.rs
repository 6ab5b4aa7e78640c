//! See `countersign_fuzz::parsers::tpm`.
#![no_main]
libfuzzer_sys::fuzz_target!(|input: &[u8]| countersign_fuzz::parsers::tpm(input));
