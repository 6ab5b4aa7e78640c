//! Authenticator data and attested credential data.

use countersign_cbor::{self as cbor, Item};
use countersign_cose as cose;
use countersign_wire::{
    Aaguid, AuthenticatorData, ErrorKind, Field, Flags, MAX_AUTHENTICATOR_DATA_BYTES, MAX_CREDENTIAL_ID_BYTES,
};

use crate::builder::{
    AAGUID, AT, CREDENTIAL_ID, ED, RP_ID_HASH, UP, attested, attested_credential_data, authenticator_data,
    es256, integer, key, refusal, registration_data, rule, text,
};

/// `{"a": 1}`
const EXTENSIONS: [u8; 4] = [0xa1, 0x61, b'a', 1];

fn registered_with(key: &[u8]) -> Vec<u8> {
    authenticator_data(UP | AT, &[&attested_credential_data(&CREDENTIAL_ID, key)])
}

#[test]
fn accepts_an_assertion_without_more() {
    let bytes = authenticator_data(UP, &[]);
    let data = AuthenticatorData::parse(&bytes).unwrap();
    assert_eq!(data.bytes(), bytes);
    assert_eq!(data.rp_id_hash(), &RP_ID_HASH);
    assert_eq!(data.flags(), Flags::new(UP));
    // §6.1.r2: little-endian it would be 65,536.
    assert_eq!(data.sign_count(), 256);
    assert_eq!(data.attested(), None);
    assert_eq!(data.extensions(), None);
}

#[test]
fn accepts_attested_credential_data_and_extensions() {
    let bytes = authenticator_data(UP | AT | ED, &[&attested(), &EXTENSIONS]);
    let data = AuthenticatorData::parse(&bytes).unwrap();
    assert_eq!(data.bytes(), bytes);
    let attested = data.require_attested().unwrap();
    assert_eq!(attested.aaguid(), Aaguid::new(AAGUID));
    assert_eq!(attested.credential_id(), CREDENTIAL_ID);
    assert_eq!(attested.public_key().encoded(), key(&es256()));
    assert_eq!(attested.public_key().identifier().number(), -7);
    assert_eq!(data.extensions().unwrap().outputs().count(), 1);
}

#[test]
fn accepts_attested_credential_data_in_an_assertion() {
    // Older Chrome sends it; what comes of it is for the ceremony to say, but it has to be well formed.
    let bytes = registration_data();
    assert_eq!(AuthenticatorData::parse(&bytes).unwrap().attested().unwrap().credential_id(), CREDENTIAL_ID);
    let bytes = authenticator_data(UP | AT, &[&attested_credential_data(&CREDENTIAL_ID, &[0xa0])]);
    assert_eq!(rule(AuthenticatorData::parse(&bytes)), "6.5.1.r5");
}

#[test]
fn accepts_flags_bit_by_bit() {
    for byte in 0..=u8::MAX {
        let flags = Flags::new(byte);
        assert_eq!(flags.byte(), byte);
        for (bit, found) in [
            (0, flags.user_present()),
            (2, flags.user_verified()),
            (3, flags.backup_eligible()),
            (4, flags.backup_state()),
            (6, flags.attested_credential_data()),
            (7, flags.extension_data()),
        ] {
            assert_eq!(found, (byte >> bit) & 1 == 1, "bit {bit} of {byte:#x}");
        }
    }
}

// attack: ad-reserved-bits
#[test]
fn accepts_reserved_flags_and_keeps_them() {
    for reserved in [0x02, 0x20, 0x22] {
        let bytes = authenticator_data(UP | reserved, &[]);
        let data = AuthenticatorData::parse(&bytes).unwrap();
        assert_eq!(data.flags().byte(), UP | reserved);
        assert_eq!(data.bytes()[32], UP | reserved);
    }
}

#[test]
fn accepts_an_aaguid_as_a_uuid() {
    let aaguid = Aaguid::new(AAGUID);
    assert_eq!(aaguid.to_string(), "01234567-89ab-cdef-0011-223344556677");
    assert_eq!(aaguid.bytes(), &AAGUID);
    assert!(!aaguid.is_zero());
    assert!(Aaguid::new([0; 16]).is_zero());
}

// attack: ad-short
#[test]
fn refuses_fewer_than_thirty_seven_bytes() {
    for flags in [0, UP, UP | AT, UP | ED, 0xff] {
        let bytes = authenticator_data(flags, &[]);
        for length in 0..37 {
            let refused = refusal(AuthenticatorData::parse(&bytes[..length]));
            let kind = ErrorKind::Truncated { at: length };
            assert_eq!(refused, (Field::AuthenticatorData, kind, Some("6.1.r1")), "{length}");
        }
    }
}

#[test]
fn refuses_every_prefix_under_the_rule_of_the_part_that_is_cut() {
    let bytes = authenticator_data(UP | AT | ED, &[&attested(), &EXTENSIONS]);
    let (key_at, extensions_at) = (55 + CREDENTIAL_ID.len(), bytes.len() - EXTENSIONS.len());
    for length in 0..bytes.len() {
        let (field, kind, rule) = refusal(AuthenticatorData::parse(&bytes[..length]));
        let expected = match length {
            0..37 => (Field::AuthenticatorData, "6.1.r1"),
            37..53 => (Field::Aaguid, "6.5.1.r1"),
            53..55 => (Field::CredentialId, "6.5.1.r2"),
            _ if length < key_at => (Field::CredentialId, "6.5.1.r3"),
            _ if length < extensions_at => (Field::CredentialPublicKey, "2.4.r1"),
            _ if length == extensions_at => (Field::Extensions, "6.1.f"),
            _ => (Field::Extensions, "2.4.r1"),
        };
        assert_eq!((field, rule), (expected.0, Some(expected.1)), "{length}");
        if length < key_at {
            assert_eq!(kind, ErrorKind::Truncated { at: length });
        }
    }
}

#[test]
fn refuses_every_byte_that_belongs_to_nothing() {
    for complete in [
        authenticator_data(UP, &[]),
        registration_data(),
        authenticator_data(UP | ED, &[&EXTENSIONS]),
        authenticator_data(UP | AT | ED, &[&attested(), &EXTENSIONS]),
    ] {
        let announced = complete[32] & ED != 0;
        for byte in 0..=u8::MAX {
            let refused = refusal(AuthenticatorData::parse(&[&complete[..], &[byte]].concat()));
            let expected = if byte == 0xa0 && !announced {
                (Field::Extensions, ErrorKind::FlagMismatch, Some("6.1.f"))
            } else {
                let kind = ErrorKind::TrailingBytes { at: complete.len() };
                (Field::AuthenticatorData, kind, Some("6.1.r4"))
            };
            assert_eq!(refused, expected, "{byte:#x}");
        }
    }
}

// attack: ad-ed-clear-with-bytes
// attack: ad-ed-set-no-bytes
#[test]
fn refuses_flags_that_do_not_match_what_follows() {
    let attested = attested();
    let both = [&attested[..], &EXTENSIONS].concat();
    let parts: [&[u8]; 4] = [&[], &attested, &EXTENSIONS, &both];
    // What is announced, by what follows: nothing, attested credential data, extensions, both.
    for (flags, outcomes) in [
        (UP, ["accepted", "6.1.r4", "6.1.f", "6.1.r4"]),
        (UP | AT, ["6.5.1.r1", "accepted", "6.5.1.r1", "6.1.f"]),
        (UP | ED, ["6.1.f", "6.1.r3", "accepted", "6.1.r3"]),
        (UP | AT | ED, ["6.5.1.r1", "6.1.f", "6.5.1.r1", "accepted"]),
    ] {
        for (part, outcome) in parts.iter().zip(outcomes) {
            let bytes = authenticator_data(flags, &[part]);
            match AuthenticatorData::parse(&bytes) {
                Ok(data) => {
                    assert_eq!(outcome, "accepted");
                    assert_eq!(data.attested().is_some(), flags & AT != 0);
                    assert_eq!(data.extensions().is_some(), flags & ED != 0);
                }
                Err(error) => assert_eq!(error.rule(), Some(outcome), "{flags:#x}, {} bytes", part.len()),
            }
        }
    }
}

// attack: ad-at-clear-registration
#[test]
fn refuses_a_registration_without_attested_credential_data() {
    let bytes = authenticator_data(UP, &[]);
    let data = AuthenticatorData::parse(&bytes).unwrap();
    let missing = (Field::AttestedCredentialData, ErrorKind::Missing, Some("6.1.e"));
    assert_eq!(refusal(data.require_attested()), missing);
    let bytes = authenticator_data(UP, &[&attested()]);
    assert_eq!(rule(AuthenticatorData::parse(&bytes)), "6.1.r4");
}

// attack: ad-cred-id-1023
#[test]
fn accepts_credential_ids_of_every_length_that_can_be_announced() {
    // That more than 1023 bytes are too many is a step of the ceremony, 7.1.25.
    for length in [1, 16, 255, 256, 1023, 1024, MAX_CREDENTIAL_ID_BYTES] {
        let id = vec![0xd1; length];
        let bytes = authenticator_data(UP | AT, &[&attested_credential_data(&id, &key(&es256()))]);
        let data = AuthenticatorData::parse(&bytes).unwrap();
        assert_eq!(data.require_attested().unwrap().credential_id(), id);
    }
}

// attack: ad-cred-id-zero
#[test]
fn refuses_an_empty_credential_id() {
    let bytes = authenticator_data(UP | AT, &[&attested_credential_data(&[], &key(&es256()))]);
    let refused = refusal(AuthenticatorData::parse(&bytes));
    assert_eq!(refused, (Field::CredentialId, ErrorKind::Empty, Some("6.5.1.r2")));
}

// attack: ad-cred-id-length-overrun
#[test]
fn refuses_a_credential_id_length_beyond_the_end() {
    let after_id = key(&es256()).len();
    let mut bytes = registration_data();
    let length = bytes.len();
    // One more than there are bytes, and the most that there can be.
    let overrun = u16::try_from(CREDENTIAL_ID.len() + after_id + 1).unwrap();
    for announced in [overrun, 1024, 0x8000, u16::MAX] {
        bytes[53..55].copy_from_slice(&announced.to_be_bytes());
        let refused = refusal(AuthenticatorData::parse(&bytes));
        let kind = ErrorKind::Truncated { at: length };
        assert_eq!(refused, (Field::CredentialId, kind, Some("6.5.1.r3")), "{announced}");
    }
}

#[test]
fn refuses_a_public_key_under_the_rule_that_it_breaks() {
    let mut cases: Vec<(&str, Vec<(i64, Item)>)> = Vec::new();
    let change = |label: i64, value: Option<Item>| {
        let mut members = es256();
        members.retain(|(found, _)| *found != label);
        members.extend(value.map(|value| (label, value)));
        members
    };
    cases.push(("6.5.1.r5", change(3, None)));
    cases.push(("6.5.1.r6", change(2, Some(Item::bytes(b"kid")))));
    cases.push(("6.5.1.r6", change(4, Some(Item::array([integer(2)])))));
    cases.push(("6.5.1.r6", change(5, Some(Item::bytes(b"iv")))));
    cases.push(("6.5.1.r6", change(-4, Some(Item::bytes(b"private")))));
    cases.push(("6.5.1.r7", change(3, Some(text("ES256")))));
    cases.push(("6.5.1.r8", change(-3, None)));
    cases.push(("6.5.1.r8", change(-2, Some(integer(5)))));
    cases.push(("6.5.1.r8", change(-2, Some(Item::bytes(&[0; 31])))));
    cases.push(("6.5.1.r8", change(1, Some(text("EC2")))));
    cases.push(("5.8.5.1", change(-1, Some(integer(2)))));
    cases.push(("5.8.5.1", change(-3, Some(Item::Boolean(true)))));
    cases.push(("2.4.r2", [es256(), vec![(3, integer(-7))]].concat()));
    for (rule, members) in cases {
        let bytes = registered_with(&key(&members));
        let (field, kind, found) = refusal(AuthenticatorData::parse(&bytes));
        assert_eq!((field, found), (Field::CredentialPublicKey, Some(rule)), "{members:?}");
        assert!(matches!(kind, ErrorKind::Key(_)));
    }
}

#[test]
fn refuses_curves_and_compressed_points_under_the_rule_of_their_algorithm() {
    let key_of = |algorithm: i64, curve: i64, length: usize, y: Item| {
        let x = Item::bytes(&vec![1; length]);
        key(&[(1, integer(2)), (3, integer(algorithm)), (-1, integer(curve)), (-2, x), (-3, y)])
    };
    for (algorithm, curve, length, curve_rule, form_rule) in [
        (-7, 1, 32, "5.8.5.1", "5.8.5.1"),
        (-35, 2, 48, "5.8.5.3", "5.8.5.3"),
        (-36, 3, 66, "5.8.5.5", "5.8.5.5"),
        (-9, 1, 32, "6.5.1.r8", "5.8.5.2"),
        (-51, 2, 48, "6.5.1.r8", "5.8.5.4"),
        (-52, 3, 66, "6.5.1.r8", "5.8.5.6"),
    ] {
        let y = || Item::bytes(&vec![2; length]);
        let bytes = registered_with(&key_of(algorithm, curve, length, y()));
        let identifier =
            AuthenticatorData::parse(&bytes).unwrap().require_attested().unwrap().public_key().identifier();
        assert_eq!(identifier.number(), algorithm);
        let bytes = registered_with(&key_of(algorithm, 8, length, y()));
        assert_eq!(rule(AuthenticatorData::parse(&bytes)), curve_rule, "{algorithm}");
        let bytes = registered_with(&key_of(algorithm, curve, length, Item::Boolean(false)));
        assert_eq!(rule(AuthenticatorData::parse(&bytes)), form_rule, "{algorithm}");
    }
    let x25519 = key(&[(1, integer(1)), (3, integer(-8)), (-1, integer(4)), (-2, Item::bytes(&[9; 32]))]);
    assert_eq!(rule(AuthenticatorData::parse(&registered_with(&x25519))), "5.8.5.7");
}

#[test]
fn refuses_a_public_key_that_is_not_canonical() {
    let canonical = key(&es256());
    // kty 2 and alg -7 as the first two members, then the same in other spellings.
    assert_eq!(canonical[..5], [0xa5, 1, 2, 3, 0x26]);
    for (start, kind) in [
        (&[0xa5, 3, 0x26, 1, 2][..], cbor::ErrorKind::KeyOrder),
        (&[0xa5, 1, 2, 3, 0x38, 6], cbor::ErrorKind::NonMinimal),
        (&[0xa5, 1, 2, 3, 0xf9, 0xc7, 0], cbor::ErrorKind::Float),
        (&[0xa5, 1, 2, 3, 0xc1, 0x26], cbor::ErrorKind::Tag),
    ] {
        let bytes = registered_with(&[start, &canonical[5..]].concat());
        let (field, found, rule) = refusal(AuthenticatorData::parse(&bytes));
        assert_eq!((field, rule), (Field::CredentialPublicKey, Some("2.4.r1")));
        let ErrorKind::Key(error) = found else { panic!("{found:?}") };
        let cose::ErrorKind::Cbor(error) = error.kind() else { panic!("{error:?}") };
        assert_eq!(error.kind(), kind);
    }
    let text_label = Item::map([(text("kty"), integer(2))]).to_bytes();
    assert_eq!(rule(AuthenticatorData::parse(&registered_with(&text_label))), "6.5.1.r4");
    let array = Item::array([integer(2)]).to_bytes();
    assert_eq!(rule(AuthenticatorData::parse(&registered_with(&array))), "6.5.1.r8");
}

#[test]
fn refuses_one_byte_more_than_the_bound() {
    let attested = attested_credential_data(&[3; MAX_CREDENTIAL_ID_BYTES], &key(&es256()));
    let filled = |length: usize| {
        // One identifier of one letter, and a byte string with a head of three bytes.
        let rest = length - 37 - attested.len() - 6;
        let extensions = Item::map([(text("x"), Item::bytes(&vec![0; rest]))]).to_bytes();
        authenticator_data(UP | AT | ED, &[&attested, &extensions])
    };
    let bytes = filled(MAX_AUTHENTICATOR_DATA_BYTES);
    assert_eq!(AuthenticatorData::parse(&bytes).unwrap().bytes().len(), MAX_AUTHENTICATOR_DATA_BYTES);
    let refused = refusal(AuthenticatorData::parse(&filled(MAX_AUTHENTICATOR_DATA_BYTES + 1)));
    let kind = ErrorKind::TooLong { most: MAX_AUTHENTICATOR_DATA_BYTES };
    assert_eq!(refused, (Field::AuthenticatorData, kind, None));
}

// attack: dos-panic
#[test]
fn accepts_or_refuses_every_change_of_one_byte() {
    let bytes = authenticator_data(UP | AT | ED, &[&attested(), &EXTENSIONS]);
    let (mut accepted, mut refused) = (0_u32, 0_u32);
    for at in 0..bytes.len() {
        for value in 0..=u8::MAX {
            let mut changed = bytes.clone();
            changed[at] = value;
            match AuthenticatorData::parse(&changed) {
                Ok(data) => {
                    assert_eq!(data.bytes(), changed);
                    accepted += 1;
                }
                Err(error) => {
                    assert!(error.rule().is_some(), "{error}");
                    refused += 1;
                }
            }
        }
    }
    assert_eq!(accepted + refused, u32::try_from(bytes.len() * 256).unwrap());
    // Hash, counter, AAGUID, credential id and coordinates may be anything.
    assert!(accepted >= 256 * (32 + 4 + 16 + 16 + 64), "{accepted}");
    assert!(refused >= 256 * 8, "{refused}");
}
