//! See `countersign_fuzz::parsers::registration_response`.
#![no_main]
libfuzzer_sys::fuzz_target!(|input: &[u8]| countersign_fuzz::parsers::registration_response(input));
