//! Lies of the signature, of a statement or of an authentication.

use alloc::vec::Vec;

use super::bytes::{last_bit_flipped, without_last};
use super::row::{At, Change, Row};
use super::{Lie, Occasion};
use crate::signature::{bare_numbers, ecdsa_numbers};
use crate::{Algorithm, Attestation, SigningKey, der};

/// The tag of INTEGER.
const INTEGER: u8 = 0x02;

/// The steps that verify a signature.
const SIGNED: At = At::formats(&[
    (Attestation::PackedBasic, "8.2.v2.a"),
    (Attestation::PackedSelf, "8.2.v3.b"),
    (Attestation::Tpm, "8.3.v4.d"),
    (Attestation::AndroidKey, "8.4.v2"),
    (Attestation::AndroidSafetyNet, "8.5.v2"),
    (Attestation::FidoU2f, "8.6.v6"),
])
.and_authentication("7.2.21");

pub(super) const ROWS: &[Row] = &[
    Row {
        lie: Lie::SignatureByAnother,
        change: Change::Signature(|signature| signature.change_key(SigningKey::another)),
        at: SIGNED,
    },
    Row {
        lie: Lie::SignatureBitFlipped,
        change: Change::Signature(|signature| signature.edit(last_bit_flipped)),
        at: SIGNED,
    },
    Row {
        lie: Lie::SignatureEmpty,
        change: Change::Signature(|signature| signature.raw(&[])),
        at: SIGNED.and_authentication("7.2.7"),
    },
    Row {
        lie: Lie::SignatureCut,
        change: Change::Signature(|signature| signature.edit(without_last)),
        at: SIGNED,
    },
    Row {
        lie: Lie::SignatureTrailing,
        change: Change::Signature(|signature| signature.edit(|bytes| [&bytes[..], &[0]].concat())),
        at: SIGNED,
    },
    Row {
        lie: Lie::SignatureOverOtherClientData,
        change: Change::Signature(|signature| signature.client_data_hash(&[7; 32])),
        at: SIGNED,
    },
    Row {
        lie: Lie::SignatureOverOtherData,
        change: Change::Signature(|signature| signature.authenticator_data(&[7; 37])),
        at: SIGNED,
    },
    Row {
        lie: Lie::SignatureByAnotherScheme,
        change: Change::Signature(|signature| signature.change_key(another_scheme)),
        at: SIGNED.unless(|occasion, algorithm| {
            let signs = signs(occasion, algorithm);
            (another_scheme_of(signs) == signs).then_some("")
        }),
    },
    Row {
        lie: Lie::SignatureOfBareNumbers,
        change: Change::Signature(|signature| signature.edit(|bytes| bare_numbers(&bytes).unwrap_or(bytes))),
        at: SIGNED.unless(without_der),
    },
    Row {
        lie: Lie::SignatureOfPaddedNumbers,
        change: Change::Signature(|signature| signature.edit(|bytes| padded(&bytes).unwrap_or(bytes))),
        at: SIGNED.unless(without_der),
    },
    Row {
        lie: Lie::SignatureInOctetString,
        change: Change::Signature(|signature| signature.edit(|bytes| der::octet_string(&bytes))),
        at: SIGNED,
    },
];

/// The algorithm of the key that signs: that of the credential, or ES256 of the attestation key.
const fn signs(occasion: Occasion, algorithm: Algorithm) -> Algorithm {
    match occasion {
        Occasion::Authentication
        | Occasion::Registration(Attestation::PackedSelf | Attestation::AndroidKey) => algorithm,
        Occasion::Registration(_) => Algorithm::Es256,
    }
}

/// The algorithm with another hash function for the same kind of key, or with another padding; the same where there is none.
const fn another_scheme_of(algorithm: Algorithm) -> Algorithm {
    match algorithm {
        Algorithm::Es256 | Algorithm::Esp256 | Algorithm::Es256k => Algorithm::Es384,
        Algorithm::Es384 | Algorithm::Es512 | Algorithm::Esp384 | Algorithm::Esp512 => Algorithm::Es256,
        Algorithm::Rs256 | Algorithm::Rs1 => Algorithm::Ps256,
        Algorithm::Rs384 => Algorithm::Ps384,
        Algorithm::Rs512 => Algorithm::Ps512,
        Algorithm::Ps256 => Algorithm::Rs256,
        Algorithm::Ps384 => Algorithm::Rs384,
        Algorithm::Ps512 => Algorithm::Rs512,
        Algorithm::EdDsa
        | Algorithm::Ed25519
        | Algorithm::Ed448
        | Algorithm::MlDsa44
        | Algorithm::MlDsa65
        | Algorithm::MlDsa87 => algorithm,
    }
}

fn another_scheme(key: &SigningKey) -> SigningKey {
    key.with_algorithm(another_scheme_of(key.algorithm()))
}

/// Where a signature is not DER: a JWS has bare numbers, and other keys than those of ECDSA sign none.
fn without_der(occasion: Occasion, algorithm: Algorithm) -> Option<&'static str> {
    let is_der = occasion != Occasion::Registration(Attestation::AndroidSafetyNet)
        && signs(occasion, algorithm).is_ecdsa();
    (!is_der).then_some("")
}

/// The numbers in DER, each with a zero more than it needs.
fn padded(signature: &[u8]) -> Option<Vec<u8>> {
    let numbers = ecdsa_numbers(signature)?;
    Some(der::sequence(&numbers.map(|number| der::element(INTEGER, &[&[0, 0], number].concat()))))
}
