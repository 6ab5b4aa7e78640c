//! See `countersign_fuzz::authentication`.
#![no_main]
libfuzzer_sys::fuzz_target!(|plan: countersign_fuzz::authentication::Plan| {
    countersign_fuzz::authentication::check(&plan)
});
