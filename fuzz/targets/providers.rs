//! See `countersign_fuzz::providers`.
#![no_main]
libfuzzer_sys::fuzz_target!(|plan: countersign_fuzz::providers::Plan| countersign_fuzz::providers::agree(
    &plan
));
