//! Lies of the authenticator data, which are signed as everything else of it.

use countersign_cbor::Item;

use super::Lie;
use super::row::{At, Change, Row};
use crate::Attestation;
use crate::authenticator_data::flags;

pub(super) const ROWS: &[Row] = &[
    Row {
        lie: Lie::RpIdOther,
        change: Change::AuthenticatorData(|data| data.rp_id("evil.example")),
        at: At::both("7.1.14", "7.2.15"),
    },
    Row {
        lie: Lie::RpIdHashOfZeros,
        change: Change::AuthenticatorData(|data| data.rp_id_hash(&[0; 32])),
        at: At::both("7.1.14", "7.2.15"),
    },
    Row {
        lie: Lie::UserAbsent,
        change: Change::AuthenticatorData(|data| data.flag(flags::UP, false)),
        at: At::both("7.1.15", "7.2.16"),
    },
    Row {
        lie: Lie::UserUnverified,
        change: Change::AuthenticatorData(|data| data.flag(flags::UV, false)),
        at: At::both("7.1.16", "7.2.17").except(&[(Attestation::FidoU2f, "")]),
    },
    Row {
        lie: Lie::BackedUpNotEligible,
        change: Change::AuthenticatorData(|data| data.flag(flags::BE, false).flag(flags::BS, true)),
        at: At::both("7.1.17", "7.2.18"),
    },
    Row {
        lie: Lie::AuthenticatorDataShort,
        change: Change::AuthenticatorData(|data| data.edit(|bytes| bytes.into_iter().take(36).collect())),
        at: At::both("6.1.r1", "6.1.r1"),
    },
    Row {
        lie: Lie::AuthenticatorDataTrailing,
        change: Change::AuthenticatorData(|data| data.trailing(&[0])),
        at: At::both("6.1.r4", "6.1.r4"),
    },
    Row {
        lie: Lie::ExtensionFlagAlone,
        change: Change::AuthenticatorData(|data| data.flag(flags::ED, true)),
        at: At::both("6.1.f", "6.1.f"),
    },
    Row {
        lie: Lie::ExtensionsWithoutFlag,
        change: Change::AuthenticatorData(|data| {
            data.extensions(&Item::map([(Item::from("credProtect"), Item::from(2))])).flag(flags::ED, false)
        }),
        at: At::both("6.1.f", "6.1.f"),
    },
    Row {
        lie: Lie::ExtensionsNoMap,
        change: Change::AuthenticatorData(|data| data.extensions(&Item::array([Item::from("credProtect")]))),
        at: At::both("6.1.r3", "6.1.r3"),
    },
    Row {
        lie: Lie::ExtensionIdentifierNumber,
        change: Change::AuthenticatorData(|data| {
            data.extensions(&Item::map([(Item::from(1), Item::from(true))]))
        }),
        at: At::both("6.1.r3", "6.1.r3"),
    },
    Row {
        lie: Lie::ExtensionIdentifierLong,
        change: Change::AuthenticatorData(|data| {
            data.extensions(&Item::map([(Item::from("an-extension-with-33-characters-x"), Item::from(true))]))
        }),
        at: At::both("9.1.r2", "9.1.r2"),
    },
    Row {
        lie: Lie::ExtensionsUnsorted,
        change: Change::AuthenticatorData(|data| data.raw_extensions(b"\xa2\x64bbbb\xf5\x63aaa\xf5")),
        at: At::both("2.4.r1", "2.4.r1"),
    },
    Row {
        lie: Lie::ExtensionTwice,
        change: Change::AuthenticatorData(|data| data.raw_extensions(b"\xa2\x63aaa\xf5\x63aaa\xf5")),
        at: At::both("2.4.r2", "2.4.r2"),
    },
    Row {
        lie: Lie::AttestedDataMissing,
        change: Change::AuthenticatorData(|data| data.without_attested_credential_data()),
        at: At::registration("6.1.e"),
    },
    Row {
        lie: Lie::AttestedFlagClear,
        change: Change::AuthenticatorData(|data| data.flag(flags::AT, false)),
        at: At::registration("6.1.r4"),
    },
    Row {
        lie: Lie::AttestedFlagAlone,
        change: Change::AuthenticatorData(|data| {
            data.without_attested_credential_data().flag(flags::AT, true)
        }),
        at: At::registration("6.5.1.r1"),
    },
    Row {
        lie: Lie::CredentialIdEmpty,
        change: Change::AuthenticatorData(|data| data.credential_id(&[])),
        at: At::registration("6.5.1.r2"),
    },
    Row {
        lie: Lie::CredentialIdLong,
        change: Change::AuthenticatorData(|data| data.credential_id(&[7; 1_024])),
        at: At::registration("7.1.25"),
    },
    Row {
        lie: Lie::CredentialIdBeyond,
        change: Change::AuthenticatorData(|data| data.credential_id_length(1_000)),
        at: At::registration("6.5.1.r3"),
    },
    Row {
        lie: Lie::BackupEligibilityGained,
        change: Change::AuthenticatorData(|data| data.flag(flags::BE, true)),
        at: At::authentication("7.2.19.2"),
    },
    Row {
        lie: Lie::CounterStill,
        change: Change::Authentication(|answer| answer.counted(0)),
        at: At::authentication("7.2.22.b"),
    },
    Row {
        lie: Lie::CounterBack,
        change: Change::Authentication(|answer| answer.counted(-1)),
        at: At::authentication("7.2.22.b"),
    },
    Row {
        lie: Lie::CounterZero,
        change: Change::AuthenticatorData(|data| data.sign_count(0)),
        at: At::authentication("7.2.22.b"),
    },
];
