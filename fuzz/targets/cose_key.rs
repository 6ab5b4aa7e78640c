//! See `countersign_fuzz::parsers::cose_key`.
#![no_main]
libfuzzer_sys::fuzz_target!(|input: &[u8]| countersign_fuzz::parsers::cose_key(input));
