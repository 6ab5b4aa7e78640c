//! Lies of the client data.

use alloc::vec::Vec;

use serde_json::Value;

use super::Lie;
use super::bytes::{replaced, without_last};
use super::row::{At, Change, Row};

pub(super) const ROWS: &[Row] = &[
    Row {
        lie: Lie::ClientDataNotUtf8,
        change: Change::ClientData(|data| {
            data.member("other", "x").edit(|bytes| replaced(&bytes, b"\"x\"", b"\"\xff\""))
        }),
        at: At::both("7.1.5", "7.2.8"),
    },
    Row {
        lie: Lie::ClientDataCut,
        change: Change::ClientData(|data| data.edit(without_last)),
        at: At::both("7.1.6", "7.2.9"),
    },
    Row {
        lie: Lie::ClientDataInArray,
        change: Change::ClientData(|data| data.edit(|bytes| [b"[", &bytes[..], b"]"].concat())),
        at: At::both("7.1.6", "7.2.9"),
    },
    Row {
        lie: Lie::ClientDataTrailing,
        change: Change::ClientData(|data| data.edit(|bytes| [&bytes[..], b"{}"].concat())),
        at: At::both("7.1.6", "7.2.9"),
    },
    Row {
        lie: Lie::ClientDataMemberTwice,
        change: Change::ClientData(|data| data.add_member("origin", "https://evil.example")),
        at: At::both("7.1.6", "7.2.9"),
    },
    Row {
        lie: Lie::TypeOfTheOtherCeremony,
        change: Change::ClientData(|data| data.edit(of_the_other_ceremony)),
        at: At::both("7.1.7", "7.2.10"),
    },
    Row {
        lie: Lie::TypeInAnotherCase,
        change: Change::ClientData(|data| data.edit(|bytes| replaced(&bytes, b"webauthn.", b"WebAuthn."))),
        at: At::both("7.1.7", "7.2.10"),
    },
    Row {
        lie: Lie::TypeOfU2f,
        change: Change::ClientData(|data| data.ceremony("navigator.id.getAssertion")),
        at: At::both("7.1.7", "7.2.10"),
    },
    Row {
        lie: Lie::TypeMissing,
        change: Change::ClientData(|data| data.without("type")),
        at: At::both("7.1.7", "7.2.10"),
    },
    Row {
        lie: Lie::TypeInArray,
        change: Change::ClientData(|data| {
            data.change_member("type", |value| Value::Array(Vec::from([value])))
        }),
        at: At::both("7.1.7", "7.2.10"),
    },
    Row {
        lie: Lie::ChallengeOther,
        change: Change::ClientData(|data| data.challenge(&[0x9d; 32])),
        at: At::both("7.1.8", "7.2.11"),
    },
    Row {
        lie: Lie::ChallengeMissing,
        change: Change::ClientData(|data| data.without("challenge")),
        at: At::both("7.1.8", "7.2.11"),
    },
    Row {
        lie: Lie::ChallengeNull,
        change: Change::ClientData(|data| data.member("challenge", Value::Null)),
        at: At::both("7.1.8", "7.2.11"),
    },
    Row {
        lie: Lie::ChallengeEmpty,
        change: Change::ClientData(|data| data.member("challenge", "")),
        at: At::both("7.1.8", "7.2.11"),
    },
    Row {
        lie: Lie::ChallengePadded,
        change: Change::ClientData(|data| data.change_text("challenge", |text| text + "=")),
        at: At::both("7.1.8", "7.2.11"),
    },
    Row {
        lie: Lie::ChallengeSpaced,
        change: Change::ClientData(|data| data.change_text("challenge", |text| text + "\n")),
        at: At::both("7.1.8", "7.2.11"),
    },
    Row {
        lie: Lie::ChallengeCut,
        change: Change::ClientData(|data| {
            data.change_text("challenge", |text| text.chars().take(16).collect())
        }),
        at: At::both("7.1.8", "7.2.11"),
    },
    Row {
        lie: Lie::ChallengeLonger,
        change: Change::ClientData(|data| data.change_text("challenge", |text| text + "bW9yZQ")),
        at: At::both("7.1.8", "7.2.11"),
    },
    Row {
        lie: Lie::OriginOther,
        change: Change::ClientData(|data| data.origin("https://evil.example")),
        at: At::both("7.1.9", "7.2.12"),
    },
    Row {
        lie: Lie::OriginSubdomain,
        change: Change::ClientData(|data| {
            data.change_text("origin", |text| text.replacen("://", "://www.", 1))
        }),
        at: At::both("7.1.9", "7.2.12"),
    },
    Row {
        lie: Lie::OriginLonger,
        change: Change::ClientData(|data| data.change_text("origin", |text| text + ".evil.example")),
        at: At::both("7.1.9", "7.2.12"),
    },
    Row {
        lie: Lie::OriginEndsAlike,
        change: Change::ClientData(|data| {
            data.change_text("origin", |text| text.replacen("://", "://not", 1))
        }),
        at: At::both("7.1.9", "7.2.12"),
    },
    Row {
        lie: Lie::OriginHttp,
        change: Change::ClientData(|data| {
            data.change_text("origin", |text| text.replacen("https://", "http://", 1))
        }),
        at: At::both("7.1.9", "7.2.12"),
    },
    Row {
        lie: Lie::OriginPort,
        change: Change::ClientData(|data| data.change_text("origin", |text| text + ":8443")),
        at: At::both("7.1.9", "7.2.12"),
    },
    Row {
        lie: Lie::OriginDefaultPort,
        change: Change::ClientData(|data| data.change_text("origin", |text| text + ":443")),
        at: At::both("7.1.9", "7.2.12"),
    },
    Row {
        lie: Lie::OriginInUpperCase,
        change: Change::ClientData(|data| data.change_text("origin", |text| text.to_uppercase())),
        at: At::both("7.1.9", "7.2.12"),
    },
    Row {
        lie: Lie::OriginTrailingDot,
        change: Change::ClientData(|data| data.change_text("origin", |text| text + ".")),
        at: At::both("7.1.9", "7.2.12"),
    },
    Row {
        lie: Lie::OriginTrailingSlash,
        change: Change::ClientData(|data| data.change_text("origin", |text| text + "/")),
        at: At::both("7.1.9", "7.2.12"),
    },
    Row {
        lie: Lie::OriginUserInformation,
        change: Change::ClientData(|data| data.change_text("origin", |text| text + "@evil.example")),
        at: At::both("7.1.9", "7.2.12"),
    },
    Row {
        lie: Lie::OriginOpaque,
        change: Change::ClientData(|data| data.origin("null")),
        at: At::both("7.1.9", "7.2.12"),
    },
    Row {
        lie: Lie::OriginNull,
        change: Change::ClientData(|data| data.member("origin", Value::Null)),
        at: At::both("7.1.9", "7.2.12"),
    },
    Row {
        lie: Lie::OriginMissing,
        change: Change::ClientData(|data| data.without("origin")),
        at: At::both("7.1.9", "7.2.12"),
    },
    Row {
        lie: Lie::OriginOfAndroidApplication,
        change: Change::ClientData(|data| {
            data.origin("android:apk-key-hash:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")
        }),
        at: At::both("7.1.9", "7.2.12"),
    },
    Row {
        lie: Lie::CrossOrigin,
        change: Change::ClientData(|data| data.cross_origin(true)),
        at: At::both("7.1.10", "7.2.13"),
    },
    Row {
        lie: Lie::CrossOriginText,
        change: Change::ClientData(|data| data.member("crossOrigin", "false")),
        at: At::both("7.1.10", "7.2.13"),
    },
    Row {
        lie: Lie::TopOrigin,
        change: Change::ClientData(|data| data.top_origin("https://evil.example")),
        at: At::both("7.1.11.1", "7.2.14.1"),
    },
    Row {
        lie: Lie::TopOriginNumber,
        change: Change::ClientData(|data| data.member("topOrigin", 1)),
        at: At::both("7.1.11", "7.2.14"),
    },
];

/// The client data of a registration as those of an authentication, and the other way round.
fn of_the_other_ceremony(bytes: Vec<u8>) -> Vec<u8> {
    let (create, get) = (&b"\"webauthn.create\""[..], &b"\"webauthn.get\""[..]);
    let swapped = replaced(&bytes, create, get);
    if swapped == bytes { replaced(&bytes, get, create) } else { swapped }
}
