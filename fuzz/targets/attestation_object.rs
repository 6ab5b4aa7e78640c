//! See `countersign_fuzz::parsers::attestation_object`.
#![no_main]
libfuzzer_sys::fuzz_target!(|input: &[u8]| countersign_fuzz::parsers::attestation_object(input));
