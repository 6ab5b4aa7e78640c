//! Authentications: one row that passes because of each step, and one that is refused at it.

mod algorithms;
mod authenticator_data;
mod beginning;
mod client_data;
mod outputs;
mod policy;
mod signature;
mod user;

use countersign::{
    Algorithm, AuthenticationPolicy, BackupEligibility, BackupEligibilityPolicy, BackupPolicy,
    ConfigurationError, ImportedCredential, Note, Output, RequestExtensions, Rs1Credentials, SignCountPolicy,
    UserHandle, UserVerification,
};
use countersign_authenticator::{Item, SigningKey, flags};

use crate::support::Expect::{Accepted, Gives, NotBegun, Refused, Unreadable};
use crate::support::{Authenticated, Authenticating, Case, HANDLE, Set as _};

crate::support::tables! {
    Authenticating:
    beginning
    user
    client_data
    authenticator_data
    policy
    signature
    algorithms
    outputs
}

/// Another user than the one of the truthful ceremony.
const BOB: &[u8] = b"\xc3handle of bob, who is another";

/// The user handle of [`BOB`].
fn bob() -> UserHandle {
    UserHandle::new(BOB).unwrap()
}

/// Judges by this policy.
fn under(ceremony: Authenticating, policy: AuthenticationPolicy) -> Authenticating {
    ceremony.options(move |options| options.policy(policy))
}

/// The strict policy, to be weakened.
fn strict() -> AuthenticationPolicy {
    AuthenticationPolicy::default()
}

/// Another key of the same algorithm as the credential's.
fn another_key() -> SigningKey {
    SigningKey::from_seed(countersign_authenticator::Algorithm::Es256, b"another key")
}

/// Flips the lowest bit of the last byte.
fn last_bit_flipped(mut bytes: Vec<u8>) -> Vec<u8> {
    *bytes.last_mut().unwrap() ^= 1;
    bytes
}
