//! See `countersign_fuzz::registration`.
#![no_main]
libfuzzer_sys::fuzz_target!(|plan: countersign_fuzz::registration::Plan| {
    countersign_fuzz::registration::check(&plan)
});
