//! Ceremonies to measure: made once by the virtual authenticator, answered again and again.
//!
//! A measured operation goes from the text that the page sends to the verdict. Taking the pending ceremony out of its
//! stored bytes is the store's business and is not in it. [`rows`] is the table of what is measured.

mod accepting;
mod authentication;
mod bare;
mod ceremonies;
mod floor;
mod parse;
mod registration;
mod rows;
mod rsa;

use countersign::{
    AWS_LC_RS, Binding, Challenge, Crypto, GRAVIOLA, RUST_CRYPTO, RelyingParty, UnixTime, UserHandle,
};
use countersign_authenticator::{Algorithm, Authenticator};

pub use accepting::ACCEPTING;
pub use ceremonies::ceremonies;
pub use rows::rows;

/// The providers that are measured, by the names of their values.
const PROVIDERS: [(&str, &dyn Crypto); 3] =
    [("RUST_CRYPTO", &RUST_CRYPTO), ("GRAVIOLA", &GRAVIOLA), ("AWS_LC_RS", &AWS_LC_RS)];

const RP_ID: &str = "example.org";
const ORIGIN: &str = "https://example.org";
const CHALLENGE: [u8; 32] = [7; 32];
const USER_HANDLE: [u8; 64] = [3; 64];
/// A moment at which the virtual authenticator's certificates are valid, in the year 2026.
const BINDING: Binding<'static> =
    Binding { session: b"session", purpose: "benchmark", now: UnixTime::from_seconds(1_790_000_000) };

fn relying_party(crypto: &'static dyn Crypto) -> RelyingParty {
    let builder = RelyingParty::builder(RP_ID, "Example").and_then(|builder| builder.origin(ORIGIN));
    builder.and_then(|builder| builder.build(crypto)).expect("a valid configuration")
}

fn challenge() -> Challenge {
    Challenge::new(&CHALLENGE).expect("32 bytes")
}

fn user_handle() -> UserHandle {
    UserHandle::new(&USER_HANDLE).expect("64 bytes")
}

fn authenticator() -> Authenticator {
    Authenticator::from_seed(&[1; 32])
}

const fn name(algorithm: Algorithm) -> &'static str {
    match algorithm {
        Algorithm::EdDsa => "eddsa",
        Algorithm::Es384 => "es384",
        Algorithm::MlDsa44 => "ml_dsa_44",
        Algorithm::MlDsa65 => "ml_dsa_65",
        Algorithm::Rs256 => "rs256",
        _ => "es256",
    }
}
