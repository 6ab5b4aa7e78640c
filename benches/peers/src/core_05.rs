//! webauthn-rs-core 0.5 on OpenSSL.

use webauthn_rs_core_05 as library;

#[expect(clippy::duplicate_mod, reason = "both versions are asked by the same words")]
#[path = "webauthn_rs_core.rs"]
mod candidate;

pub(crate) use candidate::measured;
