//! Authenticator extension outputs.

use countersign_cbor::{self as cbor, Item, Kind};
use countersign_wire::{
    AuthenticatorData, AuthenticatorExtensions, CredBlob, CredentialProtection, Error, ErrorKind, Field,
    HmacSecret, MAX_IDENTIFIER_BYTES, MAX_UVM_ENTRIES,
};

use crate::builder::{ED, Refusal, UP, authenticator_data, integer, refusal, rule, text};

fn data_with(extensions: &[u8]) -> Vec<u8> {
    authenticator_data(UP | ED, &[extensions])
}

/// What reading the outputs, and then asking for one of them, gives.
fn ask<T>(
    outputs: &[(&str, Item)],
    question: impl Fn(&AuthenticatorExtensions<'_>) -> Result<T, Error>,
) -> Result<T, Error> {
    let map = Item::map(outputs.iter().map(|(identifier, output)| (text(identifier), output.clone())));
    let bytes = data_with(&map.to_bytes());
    question(AuthenticatorData::parse(&bytes)?.extensions().unwrap())
}

fn wrong_kind(field: Field, expected: Kind, found: Kind) -> impl Fn(Refusal) {
    move |(actual, kind, rule)| {
        let ErrorKind::Cbor(error) = kind else { panic!("{kind:?}") };
        assert_eq!((actual, rule), (field, None));
        assert_eq!(error.kind(), cbor::ErrorKind::WrongKind { expected, found });
    }
}

#[test]
fn accepts_every_known_output() {
    let uvm = Item::array([Item::array([integer(2), integer(4), integer(2)])]);
    let outputs = Item::map([
        (text("uvm"), uvm),
        (text("credBlob"), Item::Boolean(true)),
        (text("credProtect"), integer(3)),
        (text("hmac-secret"), Item::Boolean(false)),
        (text("minPinLength"), integer(6)),
        (text("thirdPartyPayment"), Item::Boolean(true)),
    ]);
    let bytes = data_with(&outputs.to_bytes());
    let data = AuthenticatorData::parse(&bytes).unwrap();
    let extensions = data.extensions().unwrap();
    assert_eq!(extensions.cred_protect(), Ok(Some(CredentialProtection::UserVerificationRequired)));
    assert_eq!(extensions.min_pin_length(), Ok(Some(6)));
    assert_eq!(extensions.cred_blob(), Ok(Some(CredBlob::Stored(true))));
    assert_eq!(extensions.hmac_secret(), Ok(Some(HmacSecret::Enabled(false))));
    assert_eq!(extensions.third_party_payment(), Ok(Some(true)));
    let methods = extensions.uvm().unwrap().unwrap();
    let numbers: Vec<_> =
        methods.iter().map(|way| (way.method(), way.key_protection(), way.matcher_protection())).collect();
    assert_eq!(numbers, [(2, 4, 2)]);
    let identifiers: Vec<_> = extensions.outputs().map(|(identifier, _)| identifier).collect();
    assert_eq!(
        identifiers,
        ["uvm", "credBlob", "credProtect", "hmac-secret", "minPinLength", "thirdPartyPayment"]
    );
}

#[test]
fn accepts_the_forms_of_authentication() {
    let blob = [("credBlob", Item::bytes(b"blob"))];
    assert_eq!(ask(&blob, |found| Ok(found.cred_blob()? == Some(CredBlob::Blob(b"blob")))), Ok(true));
    let secret = [("hmac-secret", Item::bytes(&[5; 48]))];
    let encrypted = |found: &AuthenticatorExtensions<'_>| {
        Ok(found.hmac_secret()? == Some(HmacSecret::Encrypted(&[5; 48])))
    };
    assert_eq!(ask(&secret, encrypted), Ok(true));
}

#[test]
fn accepts_missing_outputs_as_none() {
    assert_eq!(ask(&[], |found| found.cred_protect()), Ok(None));
    assert_eq!(ask(&[], |found| found.min_pin_length()), Ok(None));
    assert_eq!(ask(&[], |found| Ok(found.cred_blob()?.is_none())), Ok(true));
    assert_eq!(ask(&[], |found| Ok(found.hmac_secret()?.is_none())), Ok(true));
    assert_eq!(ask(&[], |found| found.third_party_payment()), Ok(None));
    assert_eq!(ask(&[], |found| found.uvm()), Ok(None));
    assert_eq!(ask(&[], |found| Ok(found.outputs().count())), Ok(0));
}

// attack: ad-ext-unsolicited
#[test]
fn accepts_unknown_outputs_and_keeps_them() {
    let unknown = Item::map([(text("a"), Item::array([integer(1)]))]);
    let outputs = [("x-new", unknown.clone()), ("credProtect", integer(1))];
    let kept = |found: &AuthenticatorExtensions<'_>| Ok(found.output("x-new").unwrap().encoded().to_vec());
    assert_eq!(ask(&outputs, kept), Ok(unknown.to_bytes()));
    assert_eq!(ask(&outputs, |found| Ok(found.output("x-old").is_none())), Ok(true));
}

// §9.1.r1
#[test]
fn accepts_no_identifier_of_another_case() {
    for name in ["CredProtect", "credprotect", "CREDPROTECT"] {
        assert_eq!(ask(&[(name, integer(3))], |found| found.cred_protect()), Ok(None));
        assert_eq!(ask(&[(name, integer(3))], |found| Ok(found.output("credProtect").is_none())), Ok(true));
    }
}

#[test]
fn accepts_the_three_levels_of_protection_and_no_other() {
    let level = |number| ask(&[("credProtect", integer(number))], |found| found.cred_protect());
    assert_eq!(level(1), Ok(Some(CredentialProtection::UserVerificationOptional)));
    assert_eq!(level(2), Ok(Some(CredentialProtection::UserVerificationOptionalWithCredentialIdList)));
    assert_eq!(level(3), Ok(Some(CredentialProtection::UserVerificationRequired)));
    for number in [0, 4, 255, i64::MAX, -1, -3] {
        assert_eq!(refusal(level(number)), (Field::CredProtect, ErrorKind::WrongValue, None));
    }
}

// attack: ad-ext-wrong-type
#[test]
fn refuses_outputs_of_the_wrong_type_by_the_name_of_the_extension() {
    let question = refusal(ask(&[("credProtect", text("3"))], |found| found.cred_protect()));
    wrong_kind(Field::CredProtect, Kind::Unsigned, Kind::Text)(question);
    let question = refusal(ask(&[("minPinLength", Item::bytes(&[4]))], |found| found.min_pin_length()));
    wrong_kind(Field::MinPinLength, Kind::Unsigned, Kind::Bytes)(question);
    let question = refusal(ask(&[("credBlob", Item::map([]))], |found| found.cred_blob().map(|_| ())));
    wrong_kind(Field::CredBlob, Kind::Bytes, Kind::Map)(question);
    let question = refusal(ask(&[("hmac-secret", text(""))], |found| found.hmac_secret().map(|_| ())));
    wrong_kind(Field::HmacSecret, Kind::Bytes, Kind::Text)(question);
    let question = refusal(ask(&[("thirdPartyPayment", Item::Null)], |found| found.third_party_payment()));
    wrong_kind(Field::ThirdPartyPayment, Kind::Boolean, Kind::Null)(question);
    let question = refusal(ask(&[("uvm", integer(2))], |found| found.uvm()));
    wrong_kind(Field::Uvm, Kind::Array, Kind::Unsigned)(question);
    for (field, name) in [
        (Field::CredProtect, "credProtect"),
        (Field::MinPinLength, "minPinLength"),
        (Field::CredBlob, "credBlob"),
        (Field::HmacSecret, "hmac-secret"),
        (Field::ThirdPartyPayment, "thirdPartyPayment"),
        (Field::Uvm, "uvm"),
    ] {
        assert_eq!(field.name(), name);
    }
}

#[test]
fn refuses_a_pin_length_beyond_32_bits_or_below_zero() {
    let length = |number| ask(&[("minPinLength", integer(number))], |found| found.min_pin_length());
    assert_eq!(length(0), Ok(Some(0)));
    assert_eq!(length(i64::from(u32::MAX)), Ok(Some(u32::MAX)));
    for number in [i64::from(u32::MAX) + 1, -1, i64::MIN, i64::MAX] {
        assert_eq!(refusal(length(number)), (Field::MinPinLength, ErrorKind::WrongValue, None));
    }
}

#[test]
fn refuses_user_verification_methods_of_another_shape() {
    let entry = |numbers: &[i64]| Item::array(numbers.iter().map(|number| integer(*number)));
    let ways = |entries: Vec<Item>| ask(&[("uvm", Item::Array(entries))], |found| found.uvm());
    assert_eq!(ways(vec![entry(&[1, 2, 3]); MAX_UVM_ENTRIES]).unwrap().unwrap().len(), MAX_UVM_ENTRIES);
    let most = entry(&[i64::from(u32::MAX), 0xffff, 0xffff]);
    assert_eq!(ways(vec![most]).unwrap().unwrap()[0].method(), u32::MAX);
    for (entries, kind) in [
        (vec![], ErrorKind::Empty),
        (vec![entry(&[1, 2, 3]); MAX_UVM_ENTRIES + 1], ErrorKind::TooLong { most: MAX_UVM_ENTRIES }),
        (vec![entry(&[1, 2])], ErrorKind::Missing),
        (vec![entry(&[])], ErrorKind::Missing),
        (vec![entry(&[1, 2, 3, 4])], ErrorKind::TooLong { most: 3 }),
        (vec![entry(&[1 << 32, 2, 3])], ErrorKind::WrongValue),
        (vec![entry(&[1, 0x1_0000, 3])], ErrorKind::WrongValue),
        (vec![entry(&[1, 2, 0x1_0000])], ErrorKind::WrongValue),
        (vec![entry(&[-1, 2, 3])], ErrorKind::WrongValue),
    ] {
        assert_eq!(refusal(ways(entries)), (Field::Uvm, kind, None));
    }
    wrong_kind(Field::Uvm, Kind::Array, Kind::Unsigned)(refusal(ways(vec![integer(1)])));
    let texts = Item::array([text("1"), text("2"), text("3")]);
    wrong_kind(Field::Uvm, Kind::Unsigned, Kind::Text)(refusal(ways(vec![texts])));
}

#[test]
fn refuses_identifiers_that_are_none() {
    let outcome = |identifier: &str| ask(&[(identifier, integer(1))], |found| Ok(found.outputs().count()));
    for identifier in ["a", "!", "~", "x-#'()[]{}", &"i".repeat(MAX_IDENTIFIER_BYTES)] {
        assert_eq!(outcome(identifier), Ok(1), "{identifier}");
    }
    let long = "i".repeat(MAX_IDENTIFIER_BYTES + 1);
    for identifier in ["", " ", "a b", "a\"", "\\", "a\u{7f}", "a\n", "\0", "\u{e4}", long.as_str()] {
        let refused = refusal(outcome(identifier));
        assert_eq!(refused, (Field::Extensions, ErrorKind::WrongValue, Some("9.1.r2")), "{identifier:?}");
    }
}

// attack: ad-ext-not-map
#[test]
fn refuses_extension_data_that_is_no_map() {
    for item in [Item::array([]), integer(0), integer(-1), text("credProtect"), Item::bytes(&[]), Item::Null]
    {
        let bytes = data_with(&item.to_bytes());
        let (field, kind, rule) = refusal(AuthenticatorData::parse(&bytes));
        assert_eq!((field, rule), (Field::Extensions, Some("6.1.r3")));
        assert!(matches!(kind, ErrorKind::Cbor(_)));
    }
}

// attack: ad-ext-non-text-key
#[test]
fn refuses_identifiers_that_are_no_text() {
    for key in [integer(1), integer(-1), Item::bytes(b"credProtect"), Item::Boolean(true), Item::Null] {
        let bytes = data_with(&Item::map([(key, integer(1))]).to_bytes());
        assert_eq!(rule(AuthenticatorData::parse(&bytes)), "6.1.r3");
    }
}

// attack: ad-ext-trailing
// attack: ad-ext-two-maps
#[test]
fn refuses_what_follows_the_map() {
    let map = Item::map([(text("a"), integer(1))]).to_bytes();
    for trailing in [&[0][..], &[0xa0], &map, &[0xff; 40]] {
        let refused = refusal(AuthenticatorData::parse(&data_with(&[&map, trailing].concat())));
        let kind = ErrorKind::TrailingBytes { at: 37 + map.len() };
        assert_eq!(refused, (Field::AuthenticatorData, kind, Some("6.1.r4")));
    }
}

#[test]
fn refuses_extension_data_that_is_not_canonical() {
    for (bytes, kind, rule) in [
        (&[0xa2, 0x61, b'b', 1, 0x61, b'a', 1][..], cbor::ErrorKind::KeyOrder, "2.4.r1"),
        (&[0xa2, 0x62, b'a', b'a', 1, 0x61, b'b', 1], cbor::ErrorKind::KeyOrder, "2.4.r1"),
        (&[0xa1, 0x61, b'a', 0xa2, 2, 0, 1, 0], cbor::ErrorKind::KeyOrder, "2.4.r1"),
        (&[0xa2, 0x61, b'a', 1, 0x61, b'a', 1], cbor::ErrorKind::DuplicateKey, "2.4.r2"),
        (&[0xa1, 0x61, b'a', 0x18, 1], cbor::ErrorKind::NonMinimal, "2.4.r1"),
        (&[0xbf, 0x61, b'a', 1, 0xff], cbor::ErrorKind::IndefiniteLength, "2.4.r1"),
        (&[0xa1, 0x61, 0xff, 1], cbor::ErrorKind::InvalidUtf8, "2.4.r1"),
        (&[0xa1, 0x61, b'a', 0x81, 0x81, 0x81, 0x81, 0x80], cbor::ErrorKind::TooDeep, "2.4.r1"),
    ] {
        let (field, found, broken) = refusal(AuthenticatorData::parse(&data_with(bytes)));
        let ErrorKind::Cbor(error) = found else { panic!("{found:?}") };
        assert_eq!((field, error.kind(), broken), (Field::Extensions, kind, Some(rule)), "{bytes:x?}");
    }
}
