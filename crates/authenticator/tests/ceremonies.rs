//! Ceremonies as they are sent: their shape, their signatures, and that a change reaches what follows from it.
#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "helpers of tests may panic as the tests do"
)]

use base64::Engine;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use countersign_authenticator::{
    Algorithm, Attestation, Authenticator, Credential, Extension, Item, Name, RegistrationBuilder,
    RegistrationCeremony, SAFETYNET_TIMESTAMP, SigningKey, TestAuthority, der, flags, oid, unsorted_map,
};
use countersign_cbor::{MapOrder, Value as Cbor};
use p256::ecdsa::signature::Verifier;
use p256::ecdsa::{DerSignature, VerifyingKey};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

const CHALLENGE: &[u8] = b"sixteen or more bytes";
const ORIGIN: &str = "https://example.org";

fn authenticator() -> Authenticator {
    Authenticator::from_seed(&[1; 32])
}

fn registration() -> RegistrationBuilder {
    authenticator().register(CHALLENGE, "example.org", ORIGIN).user_handle(b"alice")
}

fn packed(attestation: Attestation) -> RegistrationBuilder {
    registration().attestation(attestation)
}

fn credential() -> Credential {
    registration().build().credential().clone()
}

fn parsed(json: &str) -> Value {
    serde_json::from_str(json).unwrap()
}

fn decoded(value: &Value) -> Vec<u8> {
    URL_SAFE_NO_PAD.decode(value.as_str().unwrap()).unwrap()
}

/// A member of a CBOR map with text keys.
fn member<'a>(map: &Cbor<'a>, name: &str) -> Option<Cbor<'a>> {
    let mut entries = map.map().unwrap().map(Result::unwrap);
    entries.find(|(key, _)| key.text() == Ok(name)).map(|(_, value)| value)
}

fn verifies(key: &SigningKey, parts: &[&[u8]], signature: &[u8]) -> bool {
    let key = VerifyingKey::from_sec1_bytes(&key.public_key()).unwrap();
    DerSignature::from_bytes(signature).is_ok_and(|signature| key.verify(&parts.concat(), &signature).is_ok())
}

/// Whether the signature of a packed statement is one of `key`, and the algorithm that the statement names.
fn statement_verifies(ceremony: &RegistrationCeremony, key: &SigningKey) -> (bool, i128) {
    let object = Cbor::decode(ceremony.attestation_object(), MapOrder::Enforced).unwrap();
    let statement = member(&object.value(), "attStmt").unwrap();
    let signature = member(&statement, "sig").unwrap().bytes().unwrap();
    let hash = Sha256::digest(ceremony.client_data_json());
    let holds = verifies(key, &[ceremony.authenticator_data(), &hash], signature);
    (holds, member(&statement, "alg").unwrap().integer().unwrap())
}

#[test]
fn accepts_the_same_seed_as_the_same_bytes() {
    for attestation in [
        Attestation::None,
        Attestation::PackedSelf,
        Attestation::PackedBasic,
        Attestation::FidoU2f,
        Attestation::Apple,
        Attestation::Tpm,
    ] {
        assert_eq!(packed(attestation).build(), packed(attestation).build());
    }
    let (one, two) = (credential(), credential());
    assert_eq!(one.authenticate(CHALLENGE, ORIGIN).build(), two.authenticate(CHALLENGE, ORIGIN).build());
}

#[test]
fn accepts_another_seed_user_or_challenge_as_another_credential() {
    let usual = credential();
    let other_seed = Authenticator::from_seed(&[2; 32]).register(CHALLENGE, "example.org", ORIGIN);
    for other in [
        other_seed.user_handle(b"alice"),
        registration().user_handle(b"bob"),
        authenticator().register(b"another challenge", "example.org", ORIGIN).user_handle(b"alice"),
    ] {
        let ceremony = other.build();
        assert_ne!(ceremony.credential().id(), usual.id());
        assert_ne!(ceremony.credential().public_key(), usual.public_key());
    }
}

#[test]
fn accepts_a_registration_in_the_shape_of_to_json() {
    let ceremony = registration().build();
    let json = parsed(ceremony.json());
    let id = URL_SAFE_NO_PAD.encode(ceremony.credential().id());
    assert_eq!(json["id"], id);
    assert_eq!(json["rawId"], id);
    assert_eq!(json["type"], "public-key");
    assert_eq!(json["authenticatorAttachment"], "cross-platform");
    assert_eq!(json["clientExtensionResults"], json!({}));
    let response = &json["response"];
    assert_eq!(response["transports"], json!(["nfc", "usb"]));
    assert_eq!(response["publicKeyAlgorithm"], -7);
    assert_eq!(decoded(&response["publicKey"]), ceremony.credential().signing_key().public_key_info());
    assert_eq!(decoded(&response["clientDataJSON"]), ceremony.client_data_json());
    assert_eq!(decoded(&response["attestationObject"]), ceremony.attestation_object());
    assert_eq!(decoded(&response["authenticatorData"]), ceremony.authenticator_data());
    let challenge = URL_SAFE_NO_PAD.encode(CHALLENGE);
    assert_eq!(
        core::str::from_utf8(ceremony.client_data_json()).unwrap(),
        format!(
            r#"{{"type":"webauthn.create","challenge":"{challenge}","origin":"{ORIGIN}","crossOrigin":false}}"#
        )
    );
}

#[test]
fn accepts_an_attestation_object_without_attestation() {
    let ceremony = registration().build();
    let object = Cbor::decode(ceremony.attestation_object(), MapOrder::Enforced).unwrap();
    assert_eq!(member(&object.value(), "fmt").unwrap().text(), Ok("none"));
    assert_eq!(member(&object.value(), "attStmt").unwrap().map().unwrap().count(), 0);
    assert_eq!(member(&object.value(), "authData").unwrap().bytes(), Ok(ceremony.authenticator_data()));

    let data = ceremony.authenticator_data();
    let credential = ceremony.credential();
    assert_eq!(data[..32], Sha256::digest("example.org")[..]);
    assert_eq!(data[32], flags::UP | flags::UV | flags::AT);
    assert_eq!(data[33..37], [0; 4]);
    assert_eq!(data[37..53], authenticator().aaguid()[..]);
    assert_eq!(data[53..55], [0, 32]);
    assert_eq!(data[55..87], credential.id()[..]);
    assert_eq!(data[87..], credential.public_key()[..]);
    assert_eq!(credential.public_key(), Item::Map(credential.signing_key().cose_key()).to_bytes());
    assert!(!credential.is_backup_eligible() && !credential.is_backed_up());
}

#[test]
fn accepts_an_authentication_in_the_shape_of_to_json() {
    let credential = credential();
    let ceremony = credential.authenticate(CHALLENGE, ORIGIN).build();
    let json = parsed(ceremony.json());
    assert_eq!(decoded(&json["rawId"]), credential.id());
    assert_eq!(decoded(&json["response"]["userHandle"]), b"alice");
    assert_eq!(decoded(&json["response"]["clientDataJSON"]), ceremony.client_data_json());
    assert_eq!(decoded(&json["response"]["authenticatorData"]), ceremony.authenticator_data());
    assert_eq!(decoded(&json["response"]["signature"]), ceremony.signature());
    assert_eq!(ceremony.authenticator_data()[32..], [flags::UP | flags::UV, 0, 0, 0, 1]);
    let next = ceremony.credential().authenticate(CHALLENGE, ORIGIN).build();
    assert_eq!(next.credential().sign_count(), 2);

    let hash = Sha256::digest(ceremony.client_data_json());
    let message = [ceremony.authenticator_data(), &hash];
    assert!(verifies(credential.signing_key(), &message, ceremony.signature()));
}

#[test]
fn accepts_statements_signed_by_the_key_of_their_kind() {
    let own = packed(Attestation::PackedSelf).build();
    assert_eq!(statement_verifies(&own, own.credential().signing_key()), (true, -7));
    assert_eq!(own.certificates().len(), 0);

    let basic = packed(Attestation::PackedBasic).build();
    assert_eq!(statement_verifies(&basic, &authenticator().attestation_key()), (true, -7));
    assert_eq!(statement_verifies(&basic, basic.credential().signing_key()), (false, -7));
    assert_eq!(basic.certificates().len(), 1);
}

/// The JWS of an `android-safetynet` statement, in its parts.
fn jws(ceremony: &RegistrationCeremony) -> Vec<String> {
    let object = Cbor::decode(ceremony.attestation_object(), MapOrder::Enforced).unwrap();
    let statement = member(&object.value(), "attStmt").unwrap();
    let response = member(&statement, "response").unwrap().bytes().unwrap().to_vec();
    String::from_utf8(response).unwrap().split('.').map(str::to_owned).collect()
}

#[test]
fn accepts_answers_of_the_service_signed_in_the_form_of_jws() {
    let ceremony = packed(Attestation::AndroidSafetyNet).build();
    let parts = jws(&ceremony);
    let header: Value = parsed(&String::from_utf8(URL_SAFE_NO_PAD.decode(&parts[0]).unwrap()).unwrap());
    assert_eq!(header["alg"], "ES256");
    assert_eq!(header["x5c"], json!([STANDARD.encode(&ceremony.certificates()[0])]));
    let payload = parsed(&String::from_utf8(URL_SAFE_NO_PAD.decode(&parts[1]).unwrap()).unwrap());
    let hash = Sha256::digest(ceremony.client_data_json());
    let nonce = Sha256::digest([ceremony.authenticator_data(), &hash[..]].concat());
    assert_eq!(payload["nonce"], STANDARD.encode(nonce));
    assert_eq!(payload["timestampMs"], SAFETYNET_TIMESTAMP);
    assert_eq!(payload["ctsProfileMatch"], true);
    let signature = p256::ecdsa::Signature::from_slice(&URL_SAFE_NO_PAD.decode(&parts[2]).unwrap()).unwrap();
    let key = VerifyingKey::from_sec1_bytes(&authenticator().attestation_key().public_key()).unwrap();
    assert!(key.verify(parts[..2].join(".").as_bytes(), &signature).is_ok());

    let changed = packed(Attestation::AndroidSafetyNet).statement(|statement| {
        let statement = statement.attestation_algorithm(Algorithm::Rs256).safetynet_timestamp(7);
        statement.jws_header(|header| header.without("x5c").member("typ", "JWT"))
    });
    let parts = jws(&changed.build());
    let text = |part: &str| String::from_utf8(URL_SAFE_NO_PAD.decode(part).unwrap()).unwrap();
    assert_eq!(text(&parts[0]), r#"{"alg":"RS256","typ":"JWT"}"#);
    assert_eq!(parsed(&text(&parts[1]))["timestampMs"], 7);
}

#[test]
fn accepts_statements_inside_a_compound_one_each_with_its_changes() {
    let ceremony = packed(Attestation::Compound).statement(|statement| {
        let statement =
            statement.parts(&[Attestation::PackedSelf, Attestation::None, Attestation::PackedBasic]);
        statement.part(1, |part| part.format("other")).part(2, |part| part.algorithm(-8)).part(9, |part| part)
    });
    let ceremony = ceremony.build();
    let object = Cbor::decode(ceremony.attestation_object(), MapOrder::Enforced).unwrap();
    assert_eq!(member(&object.value(), "fmt").unwrap().text(), Ok("compound"));
    let parts: Vec<_> =
        member(&object.value(), "attStmt").unwrap().array().unwrap().map(Result::unwrap).collect();
    let formats: Vec<_> = parts.iter().map(|part| member(part, "fmt").unwrap().text().unwrap()).collect();
    assert_eq!(formats, ["packed", "other", "packed"]);
    let algorithm =
        |place: usize| member(&member(&parts[place], "attStmt").unwrap(), "alg").unwrap().integer();
    assert_eq!((algorithm(0), algorithm(2)), (Ok(-7), Ok(-8)));
    assert_eq!(ceremony.certificates().len(), 1);
}

#[test]
fn accepts_a_u2f_statement_with_the_signature_of_a_u2f_registration() {
    let made = packed(Attestation::FidoU2f).build();
    let object = Cbor::decode(made.attestation_object(), MapOrder::Enforced).unwrap();
    let statement = member(&object.value(), "attStmt").unwrap();
    let signature = member(&statement, "sig").unwrap().bytes().unwrap();
    let data = made.authenticator_data();
    let hash = Sha256::digest(made.client_data_json());
    let [id, key] = [made.credential().id(), &made.credential().signing_key().public_key()];
    let attestation_key = authenticator().attestation_key();
    assert!(verifies(&attestation_key, &[&[0], &data[..32], &hash, id, key], signature));
    assert_eq!(data[32], flags::UP | flags::AT);
    assert_eq!(data[37..53], [0; 16]);
    assert_eq!(made.certificates().len(), 1);

    let as_packed =
        packed(Attestation::FidoU2f).statement(|statement| statement.u2f_signed_as_packed()).build();
    let object = Cbor::decode(as_packed.attestation_object(), MapOrder::Enforced).unwrap();
    let statement = member(&object.value(), "attStmt").unwrap();
    let signature = member(&statement, "sig").unwrap().bytes().unwrap();
    assert!(verifies(&attestation_key, &[as_packed.authenticator_data(), &hash], signature));
}

#[test]
fn accepts_an_apple_statement_with_the_nonce_in_the_certificate_of_the_credential_key() {
    let made = packed(Attestation::Apple).build();
    let hash = Sha256::digest(made.client_data_json());
    let nonce = Sha256::digest([made.authenticator_data(), &hash].concat());
    let value = [&[0x30, 0x24, 0xa1, 0x22, 0x04, 0x20], &nonce[..]].concat();
    let extension = [der::object_identifier(oid::APPLE_NONCE), der::octet_string(&value)].concat();
    let [leaf] = made.certificates() else { panic!("one certificate") };
    let holds = |certificate: &[u8], part: &[u8]| certificate.windows(part.len()).any(|bytes| bytes == part);
    assert!(holds(leaf, &extension));
    assert!(holds(leaf, &made.credential().signing_key().public_key_info()));
    let other =
        packed(Attestation::Apple).statement(|statement| statement.apple_nonce(|_| vec![7; 32])).build();
    assert!(!holds(&other.certificates()[0], &extension));
}

#[test]
fn accepts_changes_with_signatures_that_hold_over_them() {
    let ceremony = packed(Attestation::PackedSelf)
        .client_data(|data| data.origin("https://evil.example").top_origin("https://top.example"))
        .authenticator_data(|data| {
            data.rp_id("evil.example")
                .flag(flags::BE | flags::BS, true)
                .flag(flags::UV, false)
                .sign_count(7)
                .credential_id(&[3; 5])
                .extensions(&Item::map([(Item::from("credProtect"), Item::from(2))]))
        })
        .build();
    let credential = ceremony.credential();
    assert_eq!(statement_verifies(&ceremony, credential.signing_key()), (true, -7));
    let data = ceremony.authenticator_data();
    assert_eq!(data[32], flags::UP | flags::BE | flags::BS | flags::AT | flags::ED);
    assert_eq!((credential.id(), credential.sign_count()), (&[3; 5][..], 7));
    assert!(credential.is_backup_eligible() && credential.is_backed_up());
    assert_eq!(decoded(&parsed(ceremony.json())["rawId"]), [3; 5]);
    assert_eq!(
        parsed(core::str::from_utf8(ceremony.client_data_json()).unwrap())["topOrigin"],
        "https://top.example"
    );
    // The backup flags stay with the credential.
    let authentication = credential.authenticate(CHALLENGE, ORIGIN).build();
    assert_eq!(authentication.authenticator_data()[32], flags::UP | flags::UV | flags::BE | flags::BS);
    assert_eq!(authentication.credential().sign_count(), 8);
}

#[test]
fn accepts_forced_flags_and_bytes_without_touching_the_rest() {
    let truthful = registration().build();
    let forced = registration().authenticator_data(|data| data.flag(flags::AT, false)).build();
    let mut expected = truthful.authenticator_data().to_vec();
    expected[32] &= !flags::AT;
    assert_eq!(forced.authenticator_data(), expected);

    let trailing = registration().authenticator_data(|data| data.trailing(&[9])).build();
    assert_eq!(trailing.authenticator_data(), [truthful.authenticator_data(), &[9]].concat());

    let longer = registration().authenticator_data(|data| data.credential_id_length(1023)).build();
    assert_eq!(longer.authenticator_data()[53..55], 1023_u16.to_be_bytes());
    assert_eq!(longer.authenticator_data()[55..], truthful.authenticator_data()[55..]);

    let less = registration().authenticator_data(|data| data.without_attested_credential_data()).build();
    assert_eq!(less.authenticator_data().len(), 37);
    assert_eq!(less.authenticator_data()[32], flags::UP | flags::UV);
    assert_eq!(less.credential().id(), truthful.credential().id());
}

#[test]
fn accepts_changes_of_the_public_key() {
    let other = registration().authenticator_data(|data| data.public_key_member(3, -8)).build();
    let key = Cbor::decode(other.credential().public_key(), MapOrder::Enforced).unwrap();
    let algorithm =
        key.value().map().unwrap().map(Result::unwrap).find(|(label, _)| label.integer() == Ok(3));
    assert_eq!(algorithm.unwrap().1.integer(), Ok(-8));

    let less = registration().authenticator_data(|data| data.without_public_key_member(-3)).build();
    let key = Cbor::decode(less.credential().public_key(), MapOrder::Enforced).unwrap();
    assert_eq!(key.value().map().unwrap().count(), 4);

    let raw = registration().authenticator_data(|data| data.raw_public_key(&[0xa0])).build();
    assert_eq!(raw.credential().public_key(), [0xa0]);
    assert_eq!(raw.authenticator_data()[87..], [0xa0]);
}

#[test]
fn accepts_client_data_of_any_kind() {
    let bytes = |builder: RegistrationBuilder| builder.build().client_data_json().to_vec();
    let twice = bytes(registration().client_data(|data| data.without("crossOrigin").add_member("origin", 7)));
    assert!(twice.ends_with(br#""origin":"https://example.org","origin":7}"#));
    let marked =
        bytes(registration().client_data(|data| data.edit(|bytes| [b"\xef\xbb\xbf", &bytes[..]].concat())));
    assert_eq!(marked[..4], *b"\xef\xbb\xbf{");
    assert_eq!(bytes(registration().client_data(|data| data.raw(b"null"))), b"null");
    let text = bytes(registration().client_data(|data| data.member("challenge", "=\"\n")));
    assert!(text.windows(20).any(|window| window == br#""challenge":"=\"\n","#));
}

#[test]
fn accepts_lies_in_the_statement() {
    let key = authenticator().attestation_key();
    let named = packed(Attestation::PackedBasic).statement(|statement| statement.algorithm(-257)).build();
    assert_eq!(statement_verifies(&named, &key), (true, -257));

    let other = packed(Attestation::PackedBasic)
        .statement(|statement| statement.signature(|signature| signature.change_key(SigningKey::another)))
        .build();
    assert_eq!(statement_verifies(&other, &key), (false, -7));
    assert_eq!(statement_verifies(&other, &key.another()), (true, -7));
    assert_eq!(other.certificates(), packed(Attestation::PackedBasic).build().certificates());

    let over = packed(Attestation::PackedSelf)
        .statement(|statement| statement.signature(|signature| signature.client_data_hash(&[0; 32])))
        .build();
    assert_eq!(statement_verifies(&over, over.credential().signing_key()), (false, -7));

    let renamed = registration()
        .statement(|statement| statement.format("fido-u2f").member("x", Item::Null).raw(Item::from("no map")))
        .build();
    let object = Cbor::decode(renamed.attestation_object(), MapOrder::Enforced).unwrap();
    assert_eq!(member(&object.value(), "fmt").unwrap().text(), Ok("fido-u2f"));
    assert_eq!(member(&object.value(), "attStmt").unwrap().text(), Ok("no map"));

    let without = packed(Attestation::PackedBasic).statement(|statement| statement.without("x5c")).build();
    let object = Cbor::decode(without.attestation_object(), MapOrder::Enforced).unwrap();
    assert_eq!(member(&object.value(), "attStmt").unwrap().map().unwrap().count(), 2);
}

#[test]
fn accepts_attestation_objects_of_any_order_and_more() {
    let object = |builder: RegistrationBuilder| builder.build().attestation_object().to_vec();
    let canonical = object(registration());
    let reversed = object(registration().attestation_object(|object| {
        object.edit_members(|entries| entries.into_iter().rev().collect()).unsorted()
    }));
    assert_eq!(reversed[..10], *b"\xa3\x68authData");
    assert_eq!(reversed.len(), canonical.len());
    let more =
        object(registration().attestation_object(|object| object.member("epAtt", true).trailing(&[0])));
    assert_eq!(more.len(), canonical.len() + 8);
    assert_eq!(more[0], 0xa4);
    let less = object(registration().attestation_object(|object| object.without("fmt")));
    assert_eq!(less[0], 0xa2);
    let twice = unsorted_map(&[(Item::from(1), Item::from(2)), (Item::from(1), Item::from(2))]);
    assert_eq!(twice.to_bytes(), [0xa2, 1, 2, 1, 2]);
}

#[test]
fn accepts_responses_of_any_shape() {
    let json = |builder: RegistrationBuilder| parsed(builder.build().json());
    let changed = json(registration().response(|response| {
        response
            .id("other")
            .member("type", 7)
            .without("response/transports")
            .without("authenticatorAttachment")
            .without("no/such/member")
            .member("clientExtensionResults/credProps/rk", true)
    }));
    assert_eq!((changed["id"].as_str(), changed["type"].as_i64()), (Some("other"), Some(7)));
    assert!(changed["response"].get("transports").is_none());
    assert!(changed.get("authenticatorAttachment").is_none());
    assert_eq!(changed["clientExtensionResults"], json!({"credProps": {"rk": true}}));
    assert_eq!(registration().response(|response| response.raw("{")).build().json(), "{");

    let ceremony = credential().authenticate(CHALLENGE, ORIGIN);
    let ceremony = ceremony.response(|response| response.without("response/userHandle")).build();
    assert!(parsed(ceremony.json())["response"].get("userHandle").is_none());
}

#[test]
fn accepts_lies_in_the_signature_of_an_authentication() {
    let credential = credential();
    let build = |builder: countersign_authenticator::AuthenticationBuilder| builder.build();
    let hash = Sha256::digest(build(credential.authenticate(CHALLENGE, ORIGIN)).client_data_json());

    let flipped = build(credential.authenticate(CHALLENGE, ORIGIN).signature(|signature| {
        signature.edit(|mut bytes| {
            bytes.last_mut().into_iter().for_each(|byte| *byte ^= 1);
            bytes
        })
    }));
    let message = [flipped.authenticator_data(), &hash];
    assert!(!verifies(credential.signing_key(), &message, flipped.signature()));

    let over = build(
        credential
            .authenticate(CHALLENGE, ORIGIN)
            .signature(|signature| signature.authenticator_data(b"other")),
    );
    assert!(verifies(credential.signing_key(), &[b"other", &hash], over.signature()));

    let attested = build(credential.authenticate(CHALLENGE, ORIGIN).authenticator_data(|data| {
        data.attested_credential_data(&[0; 16], b"id", vec![(Item::from(1), Item::from(2))])
    }));
    assert_eq!(attested.authenticator_data()[32], flags::UP | flags::UV | flags::AT);
    assert_eq!(
        attested.authenticator_data()[37..],
        [&[0; 16][..], &[0, 2], b"id", &[0xa1, 1, 2]].concat()[..]
    );
}

/// The TBSCertificate and the signature of a certificate, read without a parser: both stand at known places.
fn certificate_parts(certificate: &[u8]) -> (&[u8], Vec<u8>) {
    let inside = &certificate[4..];
    let length = 4 + usize::from(u16::from_be_bytes([inside[2], inside[3]]));
    let (to_be_signed, rest) = inside.split_at(length);
    // An AlgorithmIdentifier of ECDSA with SHA-256 is 12 bytes, the head of the BIT STRING 3.
    (to_be_signed, rest[15..].to_vec())
}

#[test]
fn accepts_chains_whose_signatures_hold() {
    let authority = authenticator().authority();
    let ceremony = packed(Attestation::PackedBasic)
        .statement(|statement| statement.with_intermediate().with_root())
        .build();
    let [leaf, intermediate, root] = ceremony.certificates() else { panic!("three certificates") };
    assert_eq!(*root, authority.root());
    for (certificate, key) in [
        (leaf, authority.intermediate_key()),
        (intermediate, authority.root_key()),
        (root, authority.root_key()),
    ] {
        let (to_be_signed, signature) = certificate_parts(certificate);
        assert!(verifies(key, &[to_be_signed], &signature));
    }
}

#[test]
fn accepts_certificates_with_changes_under_a_signature_that_holds() {
    let aaguid = authenticator().aaguid().to_vec();
    let contains =
        |certificate: &[u8], part: &[u8]| certificate.windows(part.len()).any(|window| window == part);
    let naturally = packed(Attestation::PackedBasic).build();
    let extension = [&der::object_identifier(oid::FIDO_AAGUID)[..], &[4, 18, 4, 16], &aaguid].concat();
    assert!(contains(&naturally.certificates()[0], &extension));

    let followed = packed(Attestation::PackedBasic).authenticator_data(|data| data.aaguid(&[9; 16])).build();
    assert!(contains(&followed.certificates()[0], &[&[4, 18, 4, 16][..], &[9; 16]].concat()));

    let changed = packed(Attestation::PackedBasic)
        .statement(|statement| {
            statement.certificate(|certificate| {
                certificate
                    .version(1)
                    .serial(&[0xff])
                    .subject(|_| Name::empty())
                    .validity(0, 1)
                    .without_extension(oid::BASIC_CONSTRAINTS)
                    .extension(Extension::aaguid(&[8; 16]).critical())
                    .add_extension(Extension::aaguid(&[7; 16]))
                    .extension(Extension::firmware_version(200))
                    .extension(Extension::serial_number(b"serial"))
            })
        })
        .build();
    let (to_be_signed, signature) = certificate_parts(&changed.certificates()[0]);
    assert!(verifies(authenticator().authority().root_key(), &[to_be_signed], &signature));
    assert_eq!(to_be_signed[4..7], [2, 1, 0xff]);
    assert!(contains(to_be_signed, &[&[1, 1, 0xff, 4, 18, 4, 16][..], &[8; 16]].concat()));
    assert!(contains(to_be_signed, &[&[4, 18, 4, 16][..], &[7; 16]].concat()));
    assert!(contains(to_be_signed, b"700101000001Z0\0"));
    assert!(!contains(to_be_signed, &der::object_identifier(oid::BASIC_CONSTRAINTS)));
    assert!(contains(
        to_be_signed,
        &[&der::object_identifier(oid::FIDO_FIRMWARE_VERSION)[..], &[4, 4, 2, 2, 0, 200]].concat()
    ));
}

#[test]
fn accepts_certificates_that_are_written_in_every_part() {
    let named = |common_name: &str| {
        let name = Name::empty().attribute(oid::COMMON_NAME, der::UTF8_STRING, common_name);
        name.attribute(oid::COUNTRY, der::PRINTABLE_STRING, "AA")
    };
    let other = SigningKey::from_seed(Algorithm::Es384, b"another root");
    let authority = authenticator().authority().with_root_name(named("root")).with_root_key(other.clone());
    let subject = SigningKey::from_seed(Algorithm::Rs256, b"");
    let certified = subject.clone();
    let ceremony = packed(Attestation::PackedBasic)
        .statement(move |statement| {
            let issuer = authority.root_key().clone();
            let statement = statement.authority(authority).attestation_key(&certified);
            statement.certificate(move |certificate| {
                certificate.unsigned_serial(&[0, 0xed, 7]).edit_extensions(|natural| {
                    let identifiers = [
                        Extension::authority_key_identifier(&issuer),
                        Extension::subject_key_identifier(&certified),
                    ];
                    let kept =
                        natural.into_iter().filter(|extension| extension.oid() == oid::BASIC_CONSTRAINTS);
                    identifiers.into_iter().chain(kept).collect()
                })
            })
        })
        .build();
    let (to_be_signed, _) = certificate_parts(&ceremony.certificates()[0]);
    let position = |part: &[u8]| to_be_signed.windows(part.len()).position(|window| window == part);
    assert_eq!(position(&[2, 3, 0, 0xed, 7]), Some(9));
    assert!(position(&named("root").to_der()).is_some());
    // Of RSA, the identifier is that of the structure and not of the bare modulus.
    let structure = der::sequence(&[der::unsigned(&subject.public_key()), der::unsigned(&[1, 0, 1])]);
    assert!(subject.public_key_info().ends_with(&structure));
    let hashed = sha1::Sha1::digest(&structure);
    assert_eq!(subject.key_identifier(), hashed[..]);
    assert_eq!(other.key_identifier(), sha1::Sha1::digest(other.public_key())[..]);
    let extensions = [
        position(&[&[0x30, 0x16, 0x80, 0x14][..], &other.key_identifier()].concat()),
        position(&[&[4, 22, 4, 20][..], &hashed].concat()),
        position(&der::object_identifier(oid::BASIC_CONSTRAINTS)),
    ];
    assert!(extensions.iter().all(Option::is_some) && extensions.is_sorted(), "{extensions:?}");
    assert_eq!(position(&der::object_identifier(oid::FIDO_AAGUID)), None);
}

#[test]
fn accepts_a_name_of_one_part_in_the_order_of_der() {
    let name = Name::empty()
        .attribute(oid::TPM_MODEL, der::UTF8_STRING, "a long one")
        .attribute(oid::TPM_VERSION, der::UTF8_STRING, "b")
        .attribute(oid::TPM_MANUFACTURER, der::UTF8_STRING, "c");
    let attribute = |identifier: &str, value: &str| {
        der::sequence(&[der::object_identifier(identifier), der::element(der::UTF8_STRING, value.as_bytes())])
    };
    let [model, version, manufacturer] = [
        attribute(oid::TPM_MODEL, "a long one"),
        attribute(oid::TPM_VERSION, "b"),
        attribute(oid::TPM_MANUFACTURER, "c"),
    ];
    let each = [&model, &version, &manufacturer].map(|attribute| der::element(0x31, attribute));
    assert_eq!(name.to_der(), der::sequence(&each));
    assert_eq!(name.multi_valued().to_der(), der::sequence(&[der::set(&[manufacturer, version, model])]));
}

#[test]
fn accepts_attestation_keys_of_every_algorithm() {
    for algorithm in Algorithm::ALL {
        let ceremony = packed(Attestation::PackedBasic)
            .statement(move |statement| statement.attestation_algorithm(algorithm))
            .build();
        let object = Cbor::decode(ceremony.attestation_object(), MapOrder::Enforced).unwrap();
        let statement = member(&object.value(), "attStmt").unwrap();
        assert_eq!(member(&statement, "alg").unwrap().integer(), Ok(algorithm.identifier().into()));
        assert!(!member(&statement, "sig").unwrap().bytes().unwrap().is_empty(), "{algorithm:?}");
    }
}

#[test]
fn accepts_another_authority() {
    let other = TestAuthority::from_seed(b"other");
    let root = other.root();
    let ceremony = packed(Attestation::PackedBasic)
        .statement(|statement| statement.authority(other).with_root())
        .build();
    assert_eq!(ceremony.certificates().last(), Some(&root));
    assert_ne!(root, authenticator().authority().root());
}

#[test]
fn accepts_key_usages_with_their_unused_bits() {
    assert_eq!(Extension::key_usage(&[5, 6]), Extension::new(oid::KEY_USAGE, &[3, 2, 1, 6]).critical());
    assert_eq!(Extension::key_usage(&[0]).not_critical(), Extension::new(oid::KEY_USAGE, &[3, 2, 7, 0x80]));
    assert_eq!(Extension::key_usage(&[]).not_critical(), Extension::new(oid::KEY_USAGE, &[3, 1, 0]));
}
