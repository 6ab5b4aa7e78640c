//! See `countersign_fuzz::certificates::revocation_list`.
#![no_main]
libfuzzer_sys::fuzz_target!(|input: &[u8]| countersign_fuzz::certificates::revocation_list(input));
