//! See `countersign_fuzz::parsers::authentication_response`.
#![no_main]
libfuzzer_sys::fuzz_target!(|input: &[u8]| countersign_fuzz::parsers::authentication_response(input));
