//! See `countersign_fuzz::tampered`.
#![no_main]
libfuzzer_sys::fuzz_target!(|plan: countersign_fuzz::tampered::Authentication| {
    countersign_fuzz::tampered::authentication(&plan)
});
