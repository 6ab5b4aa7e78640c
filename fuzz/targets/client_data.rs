//! See `countersign_fuzz::parsers::client_data`.
#![no_main]
libfuzzer_sys::fuzz_target!(|input: &[u8]| countersign_fuzz::parsers::client_data(input));
