//! See `countersign_fuzz::tampered`.
#![no_main]
libfuzzer_sys::fuzz_target!(|plan: countersign_fuzz::tampered::Registration| {
    countersign_fuzz::tampered::registration(&plan)
});
