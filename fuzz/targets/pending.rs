//! See `countersign_fuzz::state::pending`.
#![no_main]
libfuzzer_sys::fuzz_target!(|input: &[u8]| countersign_fuzz::state::pending(input));
