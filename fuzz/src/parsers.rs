//! What a client sends, parser by parser.

use countersign::{
    AuthenticationResponse, Capability, ClientCapabilities, KnownCapability, MAX_CLIENT_CAPABILITIES,
    MAX_CLIENT_CAPABILITIES_BYTES, RUST_CRYPTO, RegistrationResponse,
};
use countersign_attestation::tpm::{Attest, AttestType, Public, Scheme, Symmetric, TpmCurve, TpmKey};
use countersign_cbor::{Item, MapOrder, Value};
use countersign_cose::CoseKey;
use countersign_wire::{
    AttestationObject, AuthenticatorData, AuthenticatorExtensions, ClientData, MAX_CLIENT_DATA_BYTES,
    base64url,
};
use serde_json::Value as Json;

use crate::bounds::bounded;
use crate::{cbor as items, json, registration};

/// CBOR: see [`items::check`].
pub fn cbor(input: &[u8]) {
    bounded(input.len(), || items::check(input));
}

/// A COSE key: what is read is the whole of canonical CBOR, and a prefix reads as the whole does; whether a provider knows the
/// key is asked too.
pub fn cose_key(input: &[u8]) {
    bounded(input.len(), || {
        let Ok(key) = CoseKey::decode(input) else { return };
        assert_eq!(key.encoded(), input);
        let decoded = Value::decode(input, MapOrder::Enforced).expect("a key is canonical CBOR");
        let Item::Map(members) = items::item(&decoded.value()) else { panic!("a key is a map") };
        assert!(members.contains(&(Item::from(3), Item::from(key.identifier().number()))), "alg");
        assert_eq!(key.known().is_some(), key.identifier().algorithm().is_some());
        let longer = [input, b"rest"].concat();
        let (prefix, rest) = CoseKey::decode_prefix(&longer).expect("the same key");
        assert!(prefix == key && rest == b"rest");
        let is_valid = key.check(&RUST_CRYPTO).is_ok();
        let is_verified = key.verify(&RUST_CRYPTO, &[b"message"], &[0; 64]).is_ok();
        assert!(is_valid || !is_verified, "a key that is none verifies nothing");
    });
}

/// What a client says that it can do: of each capability what another reader of JSON reads, within the bounds, and of what is
/// unknown nothing.
pub fn client_capabilities(input: &[u8]) {
    let Ok(text) = core::str::from_utf8(input) else { return };
    bounded(input.len(), || {
        let Ok(capabilities) = ClientCapabilities::from_json(text) else { return };
        let Some(Json::Object(members)) = json::read(text) else { return };
        assert!(text.len() <= MAX_CLIENT_CAPABILITIES_BYTES && members.len() <= MAX_CLIENT_CAPABILITIES);
        for known in KnownCapability::ALL {
            let said = match members.get(known.name()) {
                Some(Json::Bool(true)) => Capability::Yes,
                Some(Json::Bool(false)) => Capability::No,
                _ => Capability::NotSaid,
            };
            assert_eq!(capabilities.capability(known), said, "{}", known.name());
        }
        let has = |known: KnownCapability| members.get(known.name()) == Some(&Json::Bool(true));
        assert_eq!(capabilities.suggests_conditional_get(), has(KnownCapability::ConditionalGet));
        assert_eq!(capabilities.suggests_conditional_create(), has(KnownCapability::ConditionalCreate));
    });
}

/// Client data: what is read is what another reader of JSON reads.
pub fn client_data(input: &[u8]) {
    bounded(input.len(), || {
        let Ok(text) = ClientData::text(input) else { return };
        let Ok(data) = ClientData::from_json(text) else { return };
        let Some(theirs) = json::read(text) else { return };
        let member = |name: &str| theirs.get(name);
        let string = |name: &str| member(name).and_then(Json::as_str);
        assert!(theirs.is_object() && input.len() <= MAX_CLIENT_DATA_BYTES);
        assert_eq!(data.ceremony_type().ok(), string("type"));
        assert_eq!(data.challenge().ok(), string("challenge"));
        assert_eq!(data.origin().ok(), string("origin"));
        let crossed = member("crossOrigin").map_or(Some(false), Json::as_bool);
        assert_eq!(data.cross_origin().ok(), crossed);
        let top = member("topOrigin").map_or(Some(None), |value| value.as_str().map(Some));
        assert_eq!(data.top_origin().ok(), top);
    });
}

/// Authenticator data: its parts are all of its bytes.
pub fn authenticator_data(input: &[u8]) {
    bounded(input.len(), || {
        let Ok(data) = AuthenticatorData::parse(input) else { return };
        assert_eq!(written(&data), input);
        if let Some(extensions) = data.extensions() {
            read_extensions(extensions);
        }
    });
}

fn written(data: &AuthenticatorData<'_>) -> Vec<u8> {
    let mut bytes = data.rp_id_hash().to_vec();
    bytes.push(data.flags().byte());
    bytes.extend(data.sign_count().to_be_bytes());
    if let Some(attested) = data.attested() {
        bytes.extend(attested.aaguid().bytes());
        bytes.extend(u16::try_from(attested.credential_id().len()).expect("two bytes").to_be_bytes());
        bytes.extend(attested.credential_id());
        bytes.extend(attested.public_key().encoded());
    }
    if let Some(extensions) = data.extensions() {
        bytes.extend(extensions.encoded());
    }
    bytes
}

fn read_extensions(extensions: &AuthenticatorExtensions<'_>) {
    let decoded = Value::decode(extensions.encoded(), MapOrder::Enforced).expect("canonical");
    let map = decoded.value().map().expect("a map");
    assert_eq!(extensions.outputs().count(), map.count_left());
    for (identifier, value) in extensions.outputs() {
        assert_eq!(extensions.output(identifier), Some(value));
    }
    let has = |identifier| extensions.output(identifier).is_some();
    // What is not there is no error.
    assert!(has("credProtect") || extensions.cred_protect() == Ok(None));
    assert!(has("minPinLength") || extensions.min_pin_length() == Ok(None));
    assert!(has("credBlob") || matches!(extensions.cred_blob(), Ok(None)));
    assert!(has("thirdPartyPayment") || extensions.third_party_payment() == Ok(None));
    assert!(has("uvm") || matches!(extensions.uvm(), Ok(None)));
    let has_secret = has("hmac-secret") || has("hmac-secret-mc");
    assert!(has_secret || matches!(extensions.hmac_secret(), Ok(None)));
}

/// An attestation object: written again from its parts it is the same, or, where its keys were not in order, as long.
pub fn attestation_object(input: &[u8]) {
    bounded(input.len(), || {
        let Ok(object) = AttestationObject::parse(input) else { return };
        let data = object.authenticator_data();
        assert_eq!(written(data), data.bytes());
        assert_eq!(
            data.attested().map(|attested| attested.credential_id()),
            Some(object.credential().credential_id())
        );
        let again = Item::map([
            (Item::from("fmt"), Item::from(object.format())),
            (Item::from("attStmt"), Item::Encoded(object.statement().encoded().to_vec())),
            (Item::from("authData"), Item::bytes(data.bytes())),
        ])
        .to_bytes();
        assert_eq!(again.len(), input.len());
        if object.is_canonical_order() {
            assert_eq!(again, input);
        }
    });
}

/// The JSON of a registration, and the ceremony behind it under a provider that accepts everything.
pub fn registration_response(input: &[u8]) {
    let Ok(text) = core::str::from_utf8(input) else { return };
    bounded(input.len(), || {
        if let Ok(response) = RegistrationResponse::from_json(text)
            && let Some(theirs) = json::read(text)
        {
            assert_ids(&theirs, response.credential_id(), response.ids_agree());
            if let Ok(answer) = response.attestation_response() {
                assert_eq!(theirs.get("type").and_then(Json::as_str), Some("public-key"));
                let bytes = [
                    ("/response/clientDataJSON", answer.client_data_json()),
                    ("/response/attestationObject", answer.attestation_object()),
                ];
                assert_texts(&theirs, &bytes);
            }
        }
        registration::check_json(text);
    });
}

/// The JSON of an authentication.
pub fn authentication_response(input: &[u8]) {
    let Ok(text) = core::str::from_utf8(input) else { return };
    bounded(input.len(), || {
        let Ok(response) = AuthenticationResponse::from_json(text) else { return };
        let Some(theirs) = json::read(text) else { return };
        assert_ids(&theirs, response.credential_id(), response.ids_agree());
        if response.require_assertion().is_ok() {
            assert_eq!(theirs.get("type").and_then(Json::as_str), Some("public-key"));
        }
        let Ok(answer) = response.assertion_response() else { return };
        let bytes = [
            ("/response/clientDataJSON", answer.client_data_json()),
            ("/response/authenticatorData", answer.authenticator_data()),
            ("/response/signature", answer.signature()),
        ];
        assert_texts(&theirs, &bytes);
        if let Some(handle) = response.user_handle() {
            assert_texts(&theirs, &[("/response/userHandle", handle)]);
        }
        if let Ok(data) = AuthenticatorData::parse(answer.authenticator_data()) {
            assert_eq!(written(&data), answer.authenticator_data());
        }
    });
}

/// `rawId` is the id, or `id` where that is all there is.
fn assert_ids(theirs: &Json, credential_id: &[u8], do_agree: bool) {
    let text = |name: &str| theirs.get(name).and_then(Json::as_str);
    let (id, raw_id) = (text("id"), text("rawId"));
    assert_eq!(raw_id.or(id), Some(base64url::encode(credential_id).as_str()));
    assert_eq!(do_agree, raw_id.is_none() || id.is_none() || id == raw_id);
}

/// The base64url of what was decoded is what stood there: there is one text for each list of bytes.
fn assert_texts(theirs: &Json, found: &[(&str, &[u8])]) {
    for (path, bytes) in found {
        assert_eq!(
            theirs.pointer(path).and_then(Json::as_str),
            Some(base64url::encode(bytes).as_str()),
            "{path}"
        );
    }
}

/// The structures of a TPM, read of any bytes: their parts are all of their bytes.
pub fn tpm(input: &[u8]) {
    bounded(input.len(), || {
        if let Ok(attest) = Attest::parse(input)
            && attest.kind() == AttestType::CERTIFY
        {
            let (written, safe_at) = written_attest(&attest);
            let mut input = input.to_vec();
            // Any byte but 1 is a no, as the example of the specification has it.
            if input[safe_at] != 1 {
                input[safe_at] = 0;
            }
            assert_eq!(written, input);
        }
        if let Ok(public) = Public::parse(input) {
            assert_eq!(public.encoded(), input);
            let written = written_public(&public);
            assert!(written.iter().any(|written| written == input), "{public:?}");
        }
    });
}

fn sized(bytes: &[u8]) -> Vec<u8> {
    [&u16::try_from(bytes.len()).expect("a buffer of a TPM").to_be_bytes(), bytes].concat()
}

fn written_attest(attest: &Attest<'_>) -> (Vec<u8>, usize) {
    let certified = attest.certified().expect("of the kind that certifies");
    let clock = attest.clock();
    let before = [
        &attest.magic().to_be_bytes()[..],
        &attest.kind().number().to_be_bytes(),
        &sized(attest.qualified_signer()),
        &sized(attest.extra_data()),
        &clock.clock().to_be_bytes(),
        &clock.reset_count().to_be_bytes(),
        &clock.restart_count().to_be_bytes(),
    ]
    .concat();
    let after = [
        &[u8::from(clock.is_safe())][..],
        &attest.firmware_version().to_be_bytes(),
        &sized(certified.name()),
        &sized(certified.qualified_name()),
    ]
    .concat();
    ([&before[..], &after].concat(), before.len())
}

/// The number of `TPM_ALG_NULL`.
const NULL: u16 = 0x0010;

fn symmetric(symmetric: Option<Symmetric>) -> Vec<u16> {
    symmetric
        .map_or(vec![NULL], |found| vec![found.algorithm().number(), found.key_bits(), found.mode().number()])
}

fn scheme(scheme: Option<Scheme>) -> Vec<u16> {
    scheme.map_or(vec![NULL], |found| {
        let hash = found.hash().map(countersign_attestation::tpm::TpmAlgorithm::number);
        [Some(found.algorithm().number()), hash, found.count()].into_iter().flatten().collect()
    })
}

/// The curves that a key is read with, by their numbers.
const CURVES: [(u16, TpmCurve); 13] = [
    (0x01, TpmCurve::NistP192),
    (0x02, TpmCurve::NistP224),
    (0x03, TpmCurve::NistP256),
    (0x04, TpmCurve::NistP384),
    (0x05, TpmCurve::NistP521),
    (0x10, TpmCurve::BnP256),
    (0x11, TpmCurve::BnP638),
    (0x20, TpmCurve::Sm2P256),
    (0x30, TpmCurve::BpP256R1),
    (0x31, TpmCurve::BpP384R1),
    (0x32, TpmCurve::BpP512R1),
    (0x40, TpmCurve::Curve25519),
    (0x41, TpmCurve::Curve448),
];

/// The public area from its parts. An exponent that is the default may stand there as zero.
fn written_public(public: &Public<'_>) -> Vec<Vec<u8>> {
    let bytes = |words: &[u16]| words.iter().flat_map(|word| word.to_be_bytes()).collect::<Vec<u8>>();
    let head = |kind: u16| {
        [
            &bytes(&[kind, public.name_algorithm().number()])[..],
            &public.attributes().bits().to_be_bytes(),
            &sized(public.auth_policy()),
        ]
        .concat()
    };
    let shared = |key: &TpmKey<'_>| bytes(&[symmetric(key.symmetric()), scheme(key.scheme())].concat());
    match public.key() {
        TpmKey::Rsa(key) => {
            let with = |exponent: u32| {
                [
                    &head(0x0001)[..],
                    &shared(&public.key()),
                    &key.key_bits().to_be_bytes(),
                    &exponent.to_be_bytes(),
                    &sized(key.modulus()),
                ]
                .concat()
            };
            let zero = (key.exponent() == 65_537).then(|| with(0));
            [Some(with(key.exponent())), zero].into_iter().flatten().collect()
        }
        TpmKey::Ecc(key) => {
            let curve = CURVES.iter().find(|(_, curve)| *curve == key.curve()).map(|(number, _)| *number);
            let parts = [
                &head(0x0023)[..],
                &shared(&public.key()),
                &curve.expect("a curve with a number").to_be_bytes(),
                &bytes(&scheme(key.key_derivation())),
                &sized(key.x()),
                &sized(key.y()),
            ];
            vec![parts.concat()]
        }
    }
}
