//! Lies of the signature, of a statement or of an authentication.

use super::Lie;
use super::bytes::{last_bit_flipped, without_last};
use super::row::{At, Change, Row};
use crate::{Attestation, SigningKey};

pub(super) const ROWS: &[Row] = &[
    Row {
        lie: Lie::SignatureByAnother,
        change: Change::Signature(|signature| signature.change_key(SigningKey::another)),
        at: At::formats(&[
            (Attestation::PackedBasic, "8.2.v2.a"),
            (Attestation::PackedSelf, "8.2.v3.b"),
            (Attestation::Tpm, "8.3.v4.d"),
            (Attestation::AndroidKey, "8.4.v2"),
            (Attestation::AndroidSafetyNet, "8.5.v2"),
            (Attestation::FidoU2f, "8.6.v6"),
        ])
        .and_authentication("7.2.21"),
    },
    Row {
        lie: Lie::SignatureBitFlipped,
        change: Change::Signature(|signature| signature.edit(last_bit_flipped)),
        at: At::formats(&[
            (Attestation::PackedBasic, "8.2.v2.a"),
            (Attestation::PackedSelf, "8.2.v3.b"),
            (Attestation::Tpm, "8.3.v4.d"),
            (Attestation::AndroidKey, "8.4.v2"),
            (Attestation::AndroidSafetyNet, "8.5.v2"),
            (Attestation::FidoU2f, "8.6.v6"),
        ])
        .and_authentication("7.2.21"),
    },
    Row {
        lie: Lie::SignatureEmpty,
        change: Change::Signature(|signature| signature.raw(&[])),
        at: At::formats(&[
            (Attestation::PackedBasic, "8.2.v2.a"),
            (Attestation::PackedSelf, "8.2.v3.b"),
            (Attestation::Tpm, "8.3.v4.d"),
            (Attestation::AndroidKey, "8.4.v2"),
            (Attestation::AndroidSafetyNet, "8.5.v2"),
            (Attestation::FidoU2f, "8.6.v6"),
        ])
        .and_authentication("7.2.7"),
    },
    Row {
        lie: Lie::SignatureCut,
        change: Change::Signature(|signature| signature.edit(without_last)),
        at: At::formats(&[
            (Attestation::PackedBasic, "8.2.v2.a"),
            (Attestation::PackedSelf, "8.2.v3.b"),
            (Attestation::Tpm, "8.3.v4.d"),
            (Attestation::AndroidKey, "8.4.v2"),
            (Attestation::AndroidSafetyNet, "8.5.v2"),
            (Attestation::FidoU2f, "8.6.v6"),
        ])
        .and_authentication("7.2.21"),
    },
    Row {
        lie: Lie::SignatureTrailing,
        change: Change::Signature(|signature| signature.edit(|bytes| [&bytes[..], &[0]].concat())),
        at: At::formats(&[
            (Attestation::PackedBasic, "8.2.v2.a"),
            (Attestation::PackedSelf, "8.2.v3.b"),
            (Attestation::Tpm, "8.3.v4.d"),
            (Attestation::AndroidKey, "8.4.v2"),
            (Attestation::AndroidSafetyNet, "8.5.v2"),
            (Attestation::FidoU2f, "8.6.v6"),
        ])
        .and_authentication("7.2.21"),
    },
    Row {
        lie: Lie::SignatureOverOtherClientData,
        change: Change::Signature(|signature| signature.client_data_hash(&[7; 32])),
        at: At::formats(&[
            (Attestation::PackedBasic, "8.2.v2.a"),
            (Attestation::PackedSelf, "8.2.v3.b"),
            (Attestation::Tpm, "8.3.v4.d"),
            (Attestation::AndroidKey, "8.4.v2"),
            (Attestation::AndroidSafetyNet, "8.5.v2"),
            (Attestation::FidoU2f, "8.6.v6"),
        ])
        .and_authentication("7.2.21"),
    },
    Row {
        lie: Lie::SignatureOverOtherData,
        change: Change::Signature(|signature| signature.authenticator_data(&[7; 37])),
        at: At::formats(&[
            (Attestation::PackedBasic, "8.2.v2.a"),
            (Attestation::PackedSelf, "8.2.v3.b"),
            (Attestation::Tpm, "8.3.v4.d"),
            (Attestation::AndroidKey, "8.4.v2"),
            (Attestation::AndroidSafetyNet, "8.5.v2"),
            (Attestation::FidoU2f, "8.6.v6"),
        ])
        .and_authentication("7.2.21"),
    },
];
