//! See `countersign_fuzz::certificates::android_status`.
#![no_main]
libfuzzer_sys::fuzz_target!(|input: &[u8]| countersign_fuzz::certificates::android_status(input));
