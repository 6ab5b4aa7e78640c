//! See `countersign_fuzz::statements`.
#![no_main]
libfuzzer_sys::fuzz_target!(|input: &[u8]| {
    countersign_fuzz::statements::statement(countersign_attestation::Format::Apple, input)
});
