//! Lies of the members of an attestation statement.

use alloc::vec::Vec;

use countersign_cbor::Item;

use super::row::{At, Change, Row};
use super::{Lie, Occasion};
use crate::{Algorithm, Attestation};

/// Those of the formats that have a signature.
const SYNTAX_OF_SIGNED: At = At::formats(&[
    (Attestation::PackedBasic, "8.2.v1"),
    (Attestation::PackedSelf, "8.2.v1"),
    (Attestation::Tpm, "8.3.v1"),
    (Attestation::AndroidKey, "8.4.v1"),
    (Attestation::FidoU2f, "8.6.v1"),
]);

/// Those of the formats that name an algorithm.
const SYNTAX_WITH_ALGORITHM: At = At::formats(&[
    (Attestation::PackedBasic, "8.2.v1"),
    (Attestation::PackedSelf, "8.2.v1"),
    (Attestation::Tpm, "8.3.v1"),
    (Attestation::AndroidKey, "8.4.v1"),
]);

/// The steps that judge the algorithm of a statement.
const ALGORITHM: At = At::formats(&[
    (Attestation::PackedBasic, "8.2.v2.a"),
    (Attestation::PackedSelf, "8.2.v3.a"),
    (Attestation::Tpm, "8.3.v4.d"),
    (Attestation::AndroidKey, "8.4.v2"),
]);

pub(super) const ROWS: &[Row] = &[
    Row {
        lie: Lie::FurtherMember,
        change: Change::Statement(|statement| statement.member("epAtt", true)),
        at: At::formats(&[
            (Attestation::PackedBasic, "8.2.v1"),
            (Attestation::PackedSelf, "8.2.v1"),
            (Attestation::Tpm, "8.3.v1"),
            (Attestation::AndroidKey, "8.4.v1"),
            (Attestation::AndroidSafetyNet, "8.5.v1"),
            (Attestation::FidoU2f, "8.6.v1"),
            (Attestation::Apple, "8.8.v1"),
            (Attestation::None, "8.7.r1"),
        ]),
    },
    Row {
        lie: Lie::StatementNoMap,
        change: Change::Statement(|statement| statement.raw(Item::array([]))),
        at: At::formats(&[
            (Attestation::PackedBasic, "8.2.v1"),
            (Attestation::PackedSelf, "8.2.v1"),
            (Attestation::Tpm, "8.3.v1"),
            (Attestation::AndroidKey, "8.4.v1"),
            (Attestation::AndroidSafetyNet, "8.5.v1"),
            (Attestation::FidoU2f, "8.6.v1"),
            (Attestation::Apple, "8.8.v1"),
            (Attestation::None, "8.7.r1"),
            (Attestation::Compound, ""),
        ]),
    },
    Row {
        lie: Lie::StatementSignatureMissing,
        change: Change::Statement(|statement| statement.without("sig")),
        at: SYNTAX_OF_SIGNED,
    },
    Row {
        lie: Lie::StatementSignatureText,
        change: Change::Statement(|statement| statement.member("sig", "text")),
        at: SYNTAX_OF_SIGNED,
    },
    Row {
        lie: Lie::StatementAlgorithmMissing,
        change: Change::Statement(|statement| statement.without("alg")),
        at: SYNTAX_WITH_ALGORITHM,
    },
    Row {
        lie: Lie::StatementAlgorithmText,
        change: Change::Statement(|statement| statement.member("alg", "ES256")),
        at: SYNTAX_WITH_ALGORITHM,
    },
    Row {
        lie: Lie::StatementAlgorithmUnknown,
        change: Change::Statement(|statement| statement.algorithm(-7_777)),
        at: ALGORITHM,
    },
    Row {
        lie: Lie::StatementAlgorithmOfAnotherKey,
        change: Change::Statement(|statement| statement.algorithm(-257)),
        at: ALGORITHM,
    },
    Row {
        lie: Lie::CertificatesMissing,
        change: Change::Statement(|statement| statement.without("x5c")),
        at: At::formats(&[
            (Attestation::PackedBasic, "8.2.v3.b"),
            (Attestation::Tpm, "8.3.v4.a"),
            (Attestation::AndroidKey, "8.4.v1"),
            (Attestation::FidoU2f, "8.6.v1"),
            (Attestation::Apple, "8.8.v1"),
        ])
        .unless(without_certificates),
    },
    Row {
        lie: Lie::CertificatesEmpty,
        change: Change::Statement(|statement| statement.x5c(|_| Vec::new())),
        at: At::formats(&[
            (Attestation::PackedBasic, "8.2.v1"),
            (Attestation::Tpm, "8.3.v4.a"),
            (Attestation::AndroidKey, "8.4.v1"),
            (Attestation::AndroidSafetyNet, "8.5.v2"),
            (Attestation::FidoU2f, "8.6.v2"),
            (Attestation::Apple, "8.8.v1"),
        ]),
    },
    Row {
        lie: Lie::CertificatesNull,
        change: Change::Statement(|statement| statement.member("x5c", Item::Null)),
        at: At::formats(&[
            (Attestation::PackedBasic, "8.2.v2"),
            (Attestation::PackedSelf, "8.2.v2"),
            (Attestation::Tpm, "8.3.v1"),
            (Attestation::AndroidKey, "8.4.v1"),
            (Attestation::FidoU2f, "8.6.v1"),
            (Attestation::Apple, "8.8.v1"),
        ]),
    },
    Row {
        lie: Lie::CertificatesNoList,
        change: Change::Statement(|statement| statement.member("x5c", Item::bytes(&[0x30, 0]))),
        at: At::formats(&[
            (Attestation::PackedBasic, "8.2.v1"),
            (Attestation::Tpm, "8.3.v1"),
            (Attestation::AndroidKey, "8.4.v1"),
            (Attestation::FidoU2f, "8.6.v1"),
            (Attestation::Apple, "8.8.v1"),
        ]),
    },
    Row {
        lie: Lie::CertificatesMany,
        change: Change::Statement(|statement| {
            statement.x5c(|certificates| certificates.into_iter().cycle().take(9).collect())
        }),
        at: At::formats(&[
            (Attestation::PackedBasic, "8.2.v1"),
            (Attestation::Tpm, "8.3.v1"),
            (Attestation::AndroidKey, "8.4.v1"),
            (Attestation::AndroidSafetyNet, "8.5.v2"),
            (Attestation::FidoU2f, "8.6.v2"),
            (Attestation::Apple, "8.8.v1"),
        ]),
    },
    Row {
        lie: Lie::CertificateNoCertificate,
        change: Change::Statement(|statement| statement.x5c(|_| Vec::from([Vec::from([0x30, 0])]))),
        at: At::formats(&[
            (Attestation::PackedBasic, "8.2.v1"),
            (Attestation::Tpm, "8.3.v1"),
            (Attestation::AndroidKey, "8.4.v1"),
            (Attestation::AndroidSafetyNet, "8.5.v2"),
            (Attestation::FidoU2f, "8.6.v1"),
            (Attestation::Apple, "8.8.v1"),
        ]),
    },
    Row {
        lie: Lie::StatementMemberTwice,
        change: Change::Statement(|statement| {
            statement.edit(|members| members.iter().take(1).chain(&members).cloned().collect())
        }),
        // A statement of `none` has no members.
        at: At::registration("2.4.r2").except(&[(Attestation::None, "")]),
    },
];

/// Without certificates a packed statement is self attestation, of another algorithm than the credential key unless that
/// is ES256 as the attestation key is.
fn without_certificates(occasion: Occasion, algorithm: Algorithm) -> Option<&'static str> {
    (occasion == Occasion::Registration(Attestation::PackedBasic) && algorithm != Algorithm::Es256)
        .then_some("8.2.v3.a")
}
