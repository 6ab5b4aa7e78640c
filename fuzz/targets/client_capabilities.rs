//! See `countersign_fuzz::parsers::client_capabilities`.
#![no_main]
libfuzzer_sys::fuzz_target!(|input: &[u8]| countersign_fuzz::parsers::client_capabilities(input));
