//! Registrations: one row that passes because of each step, and one that is refused at it.

mod android_key;
mod android_safetynet;
mod apple;
mod authenticator_data;
mod beginning;
mod client_data;
mod compound;
mod fido_u2f;
mod formats;
mod keys;
mod outputs;
mod packed;
mod policy;
mod refused_models;
mod tpm;
mod trust;

use countersign::{
    Algorithm, BackupPolicy, Distrust, Format, Note, Output, TrustAnchors, TrustPolicy, UserVerification,
};
use countersign_authenticator::{Attestation, Item, SigningKey, flags};

use crate::support::Expect::{Accepted, Gives, NotBegun, Refused, Unreadable};
use crate::support::{Case, Registered, Registering, Set as _, authenticator, root};

crate::support::tables! {
    Registering:
    beginning
    client_data
    authenticator_data
    keys
    policy
    formats
    packed
    tpm
    android_key
    android_safetynet
    fido_u2f
    apple
    compound
    trust
    refused_models
    outputs
}

/// Offers one algorithm, and answers with a key of it.
fn with_algorithm(
    ceremony: Registering,
    offered: Algorithm,
    used: countersign_authenticator::Algorithm,
) -> Registering {
    ceremony
        .options(move |options| options.algorithms(&[offered]))
        .answer(move |answer| answer.algorithm(used))
}

/// Comes with packed attestation by the credential key.
fn packed_self(ceremony: Registering) -> Registering {
    ceremony.answer(|answer| answer.attestation(Attestation::PackedSelf))
}

/// Comes with packed attestation by a certificate.
fn packed(ceremony: Registering) -> Registering {
    ceremony.answer(|answer| answer.attestation(Attestation::PackedBasic))
}

/// Reverses the entries of a map.
fn reversed(entries: Vec<(Item, Item)>) -> Vec<(Item, Item)> {
    entries.into_iter().rev().collect()
}

/// Flips the lowest bit of the last byte.
fn last_bit_flipped(mut bytes: Vec<u8>) -> Vec<u8> {
    *bytes.last_mut().unwrap() ^= 1;
    bytes
}
