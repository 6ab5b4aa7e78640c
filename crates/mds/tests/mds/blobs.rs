//! Blobs, one row for each way in which one can be right or wrong: the rows show that every step refuses something.

use std::collections::BTreeSet;

use countersign_attestation::{Outcome, Recording};
use countersign_authenticator::{
    Algorithm, CertificateBuilder, Extension, SigningKey, TestAuthority, der, oid,
};
use countersign_cose::{Crypto as _, RUST_CRYPTO};
use countersign_mds::{BlobCause, BlobErrorKind, BlobVerifier, LastAccepted, MAX_BLOB_BYTES, roots, steps};
use countersign_x509::{Certificate, PathRule, TrustAnchor};
use serde_json::json;

use super::support::{
    ADDRESS, DAY, HOST, Mode, NOW, Scene, hmac_sha256, pem, replace_header, replace_signature,
    revocation_list,
};
use BlobErrorKind as Kind;
use Expect::{Accepted, Refused};

/// One blob: what is changed of one that is accepted, and what becomes of it.
struct Row {
    name: &'static str,
    /// Its id in the list of attacks, if it is one.
    attack: &'static str,
    change: fn(Scene) -> Scene,
    expect: Expect,
    kind: Option<BlobErrorKind>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Expect {
    Accepted,
    Refused(&'static str),
}

const SERVER: &str = "1.3.6.1.5.5.7.3.1";
const EMAIL_PROTECTION: &str = "1.3.6.1.5.5.7.3.4";

const YEAR: (i64, i64) = (NOW - 30 * DAY, NOW + 30 * DAY);

fn chain(scene: &Scene) -> Vec<Vec<u8>> {
    scene.x5c.clone().unwrap()
}

fn with_leaf(scene: Scene, leaf: Vec<u8>) -> Scene {
    Scene { x5c: Some(vec![leaf, chain(&scene)[1].clone()]), ..scene }
}

fn with_purpose_of_intermediate(scene: Scene, purpose: &str) -> Scene {
    let purposes = Extension::extended_key_usage(&[purpose]);
    let intermediate = scene.authority.intermediate_builder().extension(purposes).build();
    Scene { x5c: Some(vec![chain(&scene)[0].clone(), intermediate]), ..scene }
}

/// A certificate that says that the key and name of the root are certified by another root.
fn cross_certificate(scene: &Scene, other: &TestAuthority) -> Vec<u8> {
    let name = other_root_name();
    scene.authority.root_builder().issuer(|_| name).signing_key(other.root_key()).build()
}

fn other_root_name() -> countersign_authenticator::Name {
    countersign_authenticator::Name::empty().attribute(oid::COMMON_NAME, der::UTF8_STRING, "Another Root")
}

fn other_authority() -> TestAuthority {
    TestAuthority::from_seed(b"another").with_root_name(other_root_name())
}

/// Certificates, and the row of the last accepted blob that has this number.
fn last(number: u64, digest: [u8; 32]) -> Option<LastAccepted> {
    Some(LastAccepted::new(number, digest))
}

fn digest_of(scene: &Scene) -> [u8; 32] {
    RUST_CRYPTO.sha256(&[scene.payload.to_string().as_bytes()])
}

static ROWS: &[Row] = &[
    Row { name: "accepts_a_blob", attack: "", change: |scene| scene, expect: Accepted, kind: None },
    Row {
        name: "refuses_more_bytes_than_a_blob_has_before_it_is_read",
        attack: "mds-huge",
        change: |scene| Scene { edit: |_, blob| blob + &"A".repeat(MAX_BLOB_BYTES), ..scene },
        expect: Refused("mds-blob-size"),
        kind: Some(Kind::Syntax),
    },
    Row {
        name: "refuses_two_parts",
        attack: "",
        change: |scene| Scene { edit: |_, blob| blob.rsplit_once('.').unwrap().0.to_owned(), ..scene },
        expect: Refused("mds-blob-form"),
        kind: Some(Kind::Syntax),
    },
    Row {
        name: "refuses_an_error_page",
        attack: "",
        change: |scene| Scene { edit: |_, _| "<html>503</html>".into(), ..scene },
        expect: Refused("mds-blob-form"),
        kind: Some(Kind::Syntax),
    },
    Row {
        name: "refuses_extensions_that_have_to_be_understood",
        attack: "",
        change: |scene| scene.header("crit", json!(["b64"])).header("b64", false),
        expect: Refused("mds-blob-form"),
        kind: Some(Kind::Syntax),
    },
    Row {
        name: "refuses_alg_none_without_a_signature",
        attack: "mds-alg-none",
        change: |scene| Scene {
            edit: |_, blob| replace_signature(&blob, |_| Vec::new()),
            ..scene.header("alg", "none")
        },
        expect: Refused("mds-blob-algorithm"),
        kind: Some(Kind::Algorithm),
    },
    Row {
        name: "refuses_hmac_with_the_public_key_as_secret",
        attack: "mds-alg-none",
        change: |scene| Scene {
            edit: |scene, blob| {
                replace_signature(&blob, |signed| {
                    hmac_sha256(&scene.signer.public_key_info(), signed).to_vec()
                })
            },
            ..scene.header("alg", "HS256")
        },
        expect: Refused("mds-blob-algorithm"),
        kind: Some(Kind::Algorithm),
    },
    Row {
        name: "refuses_an_unknown_algorithm",
        attack: "mds-alg-none",
        change: |scene| scene.header("alg", "ES256K"),
        expect: Refused("mds-blob-algorithm"),
        kind: Some(Kind::Algorithm),
    },
    Row {
        name: "refuses_a_header_without_an_algorithm",
        attack: "",
        change: |scene| scene.header("alg", 7),
        expect: Refused("mds-blob-algorithm"),
        kind: Some(Kind::Syntax),
    },
    Row {
        name: "refuses_an_algorithm_that_is_not_for_the_key",
        attack: "",
        change: |scene| scene.header("alg", "RS256"),
        expect: Refused("mds-blob-signature"),
        kind: Some(Kind::Algorithm),
    },
    Row {
        name: "refuses_an_algorithm_of_another_curve",
        attack: "",
        change: |scene| scene.header("alg", "ES384"),
        expect: Refused("mds-blob-signature"),
        kind: Some(Kind::Algorithm),
    },
    Row {
        name: "accepts_rs256",
        attack: "",
        change: |scene| scene.with_signer(Algorithm::Rs256, "RS256"),
        expect: Accepted,
        kind: None,
    },
    Row {
        name: "accepts_ps256",
        attack: "",
        change: |scene| scene.with_signer(Algorithm::Ps256, "PS256"),
        expect: Accepted,
        kind: None,
    },
    Row {
        name: "accepts_es384",
        attack: "",
        change: |scene| scene.with_signer(Algorithm::Es384, "ES384"),
        expect: Accepted,
        kind: None,
    },
    Row {
        name: "accepts_es512",
        attack: "",
        change: |scene| scene.with_signer(Algorithm::Es512, "ES512"),
        expect: Accepted,
        kind: None,
    },
    Row {
        name: "accepts_eddsa",
        attack: "",
        change: |scene| scene.with_signer(Algorithm::EdDsa, "EdDSA"),
        expect: Accepted,
        kind: None,
    },
    Row {
        name: "refuses_ecdsa_signatures_in_der",
        attack: "",
        change: |scene| Scene {
            edit: |scene, blob| replace_signature(&blob, |signed| scene.signer.sign(signed)),
            ..scene
        },
        expect: Refused("mds-blob-signature"),
        kind: Some(Kind::Signature),
    },
    Row {
        name: "refuses_an_address_of_certificates_elsewhere",
        attack: "mds-x5u",
        change: |scene| {
            let x5u = Some(pem(&chain(&scene)));
            Scene { x5u, ..scene.header("x5u", "https://evil.example/chain.pem") }
        },
        expect: Refused("mds-blob-address"),
        kind: Some(Kind::Chain),
    },
    Row {
        name: "refuses_an_address_of_certificates_in_a_file",
        attack: "mds-x5u",
        change: |scene| Scene { address: None, ..scene.header("x5u", ADDRESS) },
        expect: Refused("mds-blob-address"),
        kind: Some(Kind::Chain),
    },
    Row {
        name: "refuses_an_address_that_is_no_text",
        attack: "",
        change: |scene| scene.header("x5u", json!([ADDRESS])),
        expect: Refused("mds-blob-address"),
        kind: Some(Kind::Chain),
    },
    Row {
        name: "refuses_until_the_caller_gives_what_is_at_the_address",
        attack: "mds-x5u",
        change: |scene| scene.header("x5u", "https://mds.countersign.example/chain.pem"),
        expect: Refused("mds-blob-certificates"),
        kind: Some(Kind::NeedsX5u),
    },
    Row {
        name: "accepts_certificates_from_the_address",
        attack: "",
        change: |scene| {
            let x5u = Some(pem(&chain(&scene)));
            Scene { x5u, x5c: None, ..scene.header("x5u", "https://mds.countersign.example:443/chain.pem") }
        },
        expect: Accepted,
        kind: None,
    },
    Row {
        name: "refuses_certificates_from_the_address_that_lead_nowhere_whatever_x5c_holds",
        attack: "",
        change: |scene| {
            let x5u = Some(pem(&[other_authority().root()]));
            Scene { x5u, ..scene.header("x5u", ADDRESS) }
        },
        expect: Refused("mds-blob-path"),
        kind: Some(Kind::Chain),
    },
    Row {
        name: "refuses_content_of_the_address_that_is_no_certificate",
        attack: "",
        change: |scene| Scene { x5u: Some(b"<html>".to_vec()), ..scene.header("x5u", ADDRESS) },
        expect: Refused("mds-blob-certificates"),
        kind: Some(Kind::Chain),
    },
    Row {
        name: "refuses_certificates_that_are_not_base64",
        attack: "",
        change: |scene| Scene { x5c: None, ..scene.header("x5c", json!(["-_-_"])) },
        expect: Refused("mds-blob-certificates"),
        kind: Some(Kind::Syntax),
    },
    Row {
        name: "refuses_more_certificates_than_a_path_has",
        attack: "",
        change: |scene| {
            let x5c = [chain(&scene), vec![scene.authority.root(); 7]].concat();
            Scene { x5c: Some(x5c), ..scene }
        },
        expect: Refused("mds-blob-certificates"),
        kind: Some(Kind::Syntax),
    },
    Row {
        name: "refuses_an_empty_list_of_certificates",
        attack: "",
        change: |scene| Scene { x5c: Some(Vec::new()), ..scene },
        expect: Refused("mds-blob-certificates"),
        kind: Some(Kind::Syntax),
    },
    Row {
        name: "refuses_a_certificate_that_cannot_be_read",
        attack: "",
        change: |scene| Scene { x5c: Some(vec![chain(&scene)[0].clone(), vec![0x30, 0]]), ..scene },
        expect: Refused("mds-blob-path"),
        kind: Some(Kind::Chain),
    },
    Row {
        name: "refuses_a_chain_to_another_root",
        attack: "mds-root",
        change: |scene| Scene { anchors: vec![other_authority().root()], ..scene },
        expect: Refused("mds-blob-path"),
        kind: Some(Kind::Chain),
    },
    Row {
        name: "refuses_a_chain_to_a_root_of_the_same_name",
        attack: "mds-root",
        change: |scene| Scene { anchors: vec![TestAuthority::from_seed(b"another").root()], ..scene },
        expect: Refused("mds-blob-path"),
        kind: Some(Kind::Chain),
    },
    Row {
        name: "refuses_every_chain_without_an_anchor",
        attack: "mds-root",
        change: |scene| {
            let x5c = Some([chain(&scene), vec![scene.authority.root()]].concat());
            Scene { x5c, anchors: Vec::new(), ..scene }
        },
        expect: Refused("mds-blob-path"),
        kind: Some(Kind::Chain),
    },
    Row {
        name: "refuses_a_bad_chain",
        attack: "mds-root",
        change: |scene| {
            let forged = scene
                .authority
                .intermediate_builder()
                .edit_signature(|bytes| [&bytes[..8], &bytes[9..], &[1]].concat());
            Scene { x5c: Some(vec![chain(&scene)[0].clone(), forged.build()]), ..scene }
        },
        expect: Refused("mds-blob-path"),
        kind: Some(Kind::Chain),
    },
    Row {
        name: "refuses_swapped_certificates",
        attack: "",
        change: |scene| Scene { x5c: Some(chain(&scene).into_iter().rev().collect()), ..scene },
        expect: Refused("mds-blob-host"),
        kind: Some(Kind::Chain),
    },
    Row {
        name: "refuses_an_expired_certificate",
        attack: "",
        change: |scene| {
            let leaf = scene.leaf().validity(NOW - 2 * DAY, NOW - DAY).build();
            Scene { x5c: Some(vec![leaf, chain(&scene)[1].clone()]), ..scene }
        },
        expect: Refused("mds-blob-path"),
        kind: Some(Kind::Chain),
    },
    Row {
        name: "accepts_an_expired_certificate_at_the_time_at_which_the_blob_was_fetched",
        attack: "",
        change: |scene| {
            let leaf = scene.leaf().validity(NOW - 2 * DAY, NOW - DAY).build();
            Scene { x5c: Some(vec![leaf, chain(&scene)[1].clone()]), at: NOW - DAY, ..scene }
        },
        expect: Accepted,
        kind: None,
    },
    Row {
        name: "accepts_the_root_at_the_end_of_the_chain",
        attack: "",
        change: |scene| {
            let x5c = Some([chain(&scene), vec![scene.authority.root()]].concat());
            Scene { x5c, ..scene }
        },
        expect: Accepted,
        kind: None,
    },
    Row {
        name: "accepts_a_cross_certificate_in_place_of_its_root",
        attack: "",
        change: |scene| {
            let x5c = Some([chain(&scene), vec![cross_certificate(&scene, &other_authority())]].concat());
            Scene { x5c, ..scene }
        },
        expect: Accepted,
        kind: None,
    },
    Row {
        name: "accepts_a_cross_certificate_under_the_root_that_signed_it",
        attack: "",
        change: |scene| {
            let x5c = Some([chain(&scene), vec![cross_certificate(&scene, &other_authority())]].concat());
            Scene { x5c, anchors: vec![other_authority().root()], ..scene }
        },
        expect: Accepted,
        kind: None,
    },
    Row {
        name: "accepts_two_anchors_of_which_one_is_reached",
        attack: "",
        change: |scene| Scene { anchors: vec![other_authority().root(), scene.authority.root()], ..scene },
        expect: Accepted,
        kind: None,
    },
    Row {
        name: "accepts_surplus_certificates_behind_those_that_reach_an_anchor",
        attack: "",
        change: |scene| {
            let x5c = Some([chain(&scene), vec![other_authority().root()]].concat());
            Scene { x5c, ..scene }
        },
        expect: Accepted,
        kind: None,
    },
    Row {
        name: "accepts_surplus_that_cannot_be_read",
        attack: "",
        change: |scene| {
            let x5c = Some([chain(&scene), vec![vec![0x30, 0]]].concat());
            Scene { x5c, ..scene }
        },
        expect: Accepted,
        kind: None,
    },
    Row {
        name: "accepts_the_certificate_of_the_signer_as_anchor",
        attack: "",
        change: |scene| Scene { anchors: vec![chain(&scene)[0].clone()], ..scene },
        expect: Accepted,
        kind: None,
    },
    Row {
        name: "refuses_the_certificate_of_the_signer_as_anchor_when_it_has_expired",
        attack: "",
        change: |scene| {
            let leaf = scene.leaf().validity(NOW - 2 * DAY, NOW - DAY).build();
            Scene { x5c: Some(vec![leaf.clone()]), anchors: vec![leaf], ..scene }
        },
        expect: Refused("mds-blob-path"),
        kind: Some(Kind::Chain),
    },
    Row {
        name: "accepts_an_anchor_as_signer_where_there_is_no_certificate",
        attack: "",
        change: |scene| {
            let anchors = vec![other_authority().root(), chain(&scene)[0].clone()];
            Scene { x5c: None, anchors, ..scene }
        },
        expect: Accepted,
        kind: None,
    },
    Row {
        name: "refuses_an_anchor_as_signer_when_it_has_expired",
        attack: "",
        change: |scene| {
            let leaf = scene.leaf().validity(NOW - 2 * DAY, NOW - DAY).build();
            Scene { x5c: None, anchors: vec![leaf], ..scene }
        },
        expect: Refused("mds-blob-path"),
        kind: Some(Kind::Chain),
    },
    Row {
        name: "refuses_an_anchor_as_signer_for_another_host",
        attack: "mds-root",
        change: |scene| Scene {
            x5c: None,
            anchors: vec![chain(&scene)[0].clone()],
            host: Some("mds.fidoalliance.org"),
            ..scene
        },
        expect: Refused("mds-blob-host"),
        kind: Some(Kind::Chain),
    },
    Row {
        name: "refuses_a_signature_by_none_of_the_anchors",
        attack: "",
        change: |scene| {
            let anchors = vec![scene.leaf_of(&scene.signer.another()).build()];
            Scene { x5c: None, anchors, ..scene }
        },
        expect: Refused("mds-blob-signature"),
        kind: Some(Kind::Signature),
    },
    Row {
        name: "refuses_the_certificate_of_another_host",
        attack: "mds-root",
        change: |scene| {
            let leaf = scene.leaf().extension(Extension::dns_name("www.countersign.example")).build();
            Scene { x5c: Some(vec![leaf, chain(&scene)[1].clone()]), ..scene }
        },
        expect: Refused("mds-blob-host"),
        kind: Some(Kind::Chain),
    },
    Row {
        name: "refuses_the_host_as_common_name_alone",
        attack: "mds-root",
        change: |scene| {
            let leaf = scene.leaf().without_extension(oid::SUBJECT_ALTERNATIVE_NAME).build();
            Scene { x5c: Some(vec![leaf, chain(&scene)[1].clone()]), ..scene }
        },
        expect: Refused("mds-blob-host"),
        kind: Some(Kind::Chain),
    },
    Row {
        name: "accepts_the_host_in_other_letters",
        attack: "",
        change: |scene| {
            let leaf = scene.leaf().extension(Extension::dns_name("MDS.Countersign.Example")).build();
            Scene { x5c: Some(vec![leaf, chain(&scene)[1].clone()]), ..scene }
        },
        expect: Accepted,
        kind: None,
    },
    Row {
        name: "accepts_any_host_under_an_anchor_that_is_not_public",
        attack: "",
        change: |scene| {
            let leaf = scene.leaf().without_extension(oid::SUBJECT_ALTERNATIVE_NAME).build();
            Scene { x5c: Some(vec![leaf, chain(&scene)[1].clone()]), host: None, ..scene }
        },
        expect: Accepted,
        kind: None,
    },
    Row {
        name: "refuses_a_signer_of_mail",
        attack: "mds-root",
        change: |scene| {
            let leaf = scene.leaf().extension(Extension::extended_key_usage(&[EMAIL_PROTECTION])).build();
            with_leaf(scene, leaf)
        },
        expect: Refused("mds-blob-host"),
        kind: Some(Kind::Chain),
    },
    Row {
        name: "accepts_a_signer_of_mail_where_any_host_is",
        attack: "",
        change: |scene| {
            let leaf = scene.leaf().extension(Extension::extended_key_usage(&[EMAIL_PROTECTION])).build();
            Scene { host: None, ..with_leaf(scene, leaf) }
        },
        expect: Accepted,
        kind: None,
    },
    Row {
        name: "accepts_a_signer_that_is_a_server_and_more",
        attack: "",
        change: |scene| {
            let purposes = Extension::extended_key_usage(&[EMAIL_PROTECTION, SERVER]);
            let leaf = scene.leaf().extension(purposes).extension(Extension::key_usage(&[0])).build();
            with_leaf(scene, leaf)
        },
        expect: Accepted,
        kind: None,
    },
    Row {
        name: "refuses_a_signer_whose_key_signs_nothing",
        attack: "mds-root",
        change: |scene| {
            let leaf = scene.leaf().extension(Extension::key_usage(&[4])).build();
            with_leaf(scene, leaf)
        },
        expect: Refused("mds-blob-host"),
        kind: Some(Kind::Chain),
    },
    Row {
        name: "refuses_an_intermediate_for_mail",
        attack: "mds-root",
        change: |scene| with_purpose_of_intermediate(scene, EMAIL_PROTECTION),
        expect: Refused("mds-blob-host"),
        kind: Some(Kind::Chain),
    },
    Row {
        name: "accepts_an_intermediate_for_servers",
        attack: "",
        change: |scene| with_purpose_of_intermediate(scene, SERVER),
        expect: Accepted,
        kind: None,
    },
    Row {
        name: "refuses_an_anchor_as_signer_that_is_for_mail",
        attack: "mds-root",
        change: |scene| {
            let leaf = scene.leaf().extension(Extension::extended_key_usage(&[EMAIL_PROTECTION])).build();
            Scene { x5c: None, anchors: vec![leaf], ..scene }
        },
        expect: Refused("mds-blob-host"),
        kind: Some(Kind::Chain),
    },
    Row {
        name: "refuses_what_was_signed_as_something_else",
        attack: "",
        change: |scene| scene.header("typ", "at+jwt"),
        expect: Refused("mds-blob-form"),
        kind: Some(Kind::Syntax),
    },
    Row {
        name: "refuses_a_type_that_is_no_text",
        attack: "",
        change: |scene| scene.header("typ", json!(["JWT"])),
        expect: Refused("mds-blob-form"),
        kind: Some(Kind::Syntax),
    },
    Row {
        name: "accepts_the_type_in_other_letters",
        attack: "",
        change: |scene| scene.header("typ", "jwt"),
        expect: Accepted,
        kind: None,
    },
    Row {
        name: "accepts_a_header_without_a_type",
        attack: "",
        change: |mut scene| {
            scene.header.remove("typ");
            scene
        },
        expect: Accepted,
        kind: None,
    },
    Row {
        name: "accepts_an_anchor_as_signer_of_which_no_list_is_demanded",
        attack: "",
        change: |scene| Scene {
            x5c: None,
            anchors: vec![chain(&scene)[0].clone()],
            mode: Mode::Strict,
            ..scene
        },
        expect: Accepted,
        kind: None,
    },
    Row {
        name: "refuses_an_altered_payload",
        attack: "mds-signature",
        change: |scene| Scene {
            edit: |scene, blob| {
                let other = Scene { edit: |_, blob| blob, ..scene.clone().member("no", 8) }.text();
                let parts: Vec<&str> = blob.split('.').collect();
                [parts[0], other.split('.').nth(1).unwrap(), parts[2]].join(".")
            },
            ..scene
        },
        expect: Refused("mds-blob-signature"),
        kind: Some(Kind::Signature),
    },
    Row {
        name: "refuses_a_bad_signature",
        attack: "mds-signature",
        change: |scene| Scene {
            edit: |scene, blob| {
                let other = scene.signer.another();
                replace_signature(&blob, |signed| other.sign_jws(signed))
            },
            ..scene
        },
        expect: Refused("mds-blob-signature"),
        kind: Some(Kind::Signature),
    },
    Row {
        name: "refuses_a_blob_that_verifies_under_the_key_in_its_own_header",
        attack: "mds-jwk",
        change: |scene| {
            let thief = SigningKey::from_seed(Algorithm::Es256, b"thief");
            let point = thief.public_key();
            let number = |bytes: &[u8]| countersign_wire::base64url::encode(bytes);
            let jwk =
                json!({ "kty": "EC", "crv": "P-256", "x": number(&point[1..33]), "y": number(&point[33..]) });
            Scene { signer: thief, ..scene.header("jwk", jwk).header("jku", ADDRESS) }
        },
        expect: Refused("mds-blob-signature"),
        kind: Some(Kind::Signature),
    },
    Row {
        name: "accepts_a_blob_whose_header_has_a_key_of_no_use",
        attack: "mds-jwk",
        change: |scene| scene.header("jwk", json!({ "kty": "oct", "k": "AA" })).header("kid", "1"),
        expect: Accepted,
        kind: None,
    },
    Row {
        name: "refuses_a_revoked_leaf",
        attack: "",
        change: |scene| {
            let leaf = chain(&scene)[0].clone();
            Scene { mode: Mode::AsGiven, ..scene.with_lists(&[&leaf], YEAR) }
        },
        expect: Refused("mds-blob-revocation"),
        kind: Some(Kind::Revoked),
    },
    Row {
        name: "refuses_a_revoked_intermediate",
        attack: "",
        change: |scene| {
            let intermediate = chain(&scene)[1].clone();
            Scene { mode: Mode::AsGiven, ..scene.with_lists(&[&intermediate], YEAR) }
        },
        expect: Refused("mds-blob-revocation"),
        kind: Some(Kind::Revoked),
    },
    Row {
        name: "refuses_a_revoked_leaf_also_by_a_list_that_is_out_of_date",
        attack: "",
        change: |scene| {
            let leaf = chain(&scene)[0].clone();
            Scene { mode: Mode::AsGiven, ..scene.with_lists(&[&leaf], (NOW - 90 * DAY, NOW - 60 * DAY)) }
        },
        expect: Refused("mds-blob-revocation"),
        kind: Some(Kind::Revoked),
    },
    Row {
        name: "refuses_a_revoked_intermediate_behind_a_cross_certificate",
        attack: "",
        change: |scene| {
            let surplus = cross_certificate(&scene, &other_authority());
            let x5c = Some([chain(&scene), vec![surplus]].concat());
            let intermediate = chain(&scene)[1].clone();
            Scene { x5c, mode: Mode::AsGiven, ..scene.with_lists(&[&intermediate], YEAR) }
        },
        expect: Refused("mds-blob-revocation"),
        kind: Some(Kind::Revoked),
    },
    Row {
        name: "accepts_a_revoked_leaf_where_nobody_looks",
        attack: "",
        change: |scene| {
            let leaf = chain(&scene)[0].clone();
            scene.with_lists(&[&leaf], YEAR)
        },
        expect: Accepted,
        kind: None,
    },
    Row {
        name: "accepts_a_list_of_somebody_else",
        attack: "",
        change: |scene| {
            let thief = SigningKey::from_seed(Algorithm::Es256, b"thief");
            let list = revocation_list(&chain(&scene)[1], &thief, &[&chain(&scene)[0]], YEAR);
            Scene { mode: Mode::AsGiven, lists: vec![list], ..scene }
        },
        expect: Accepted,
        kind: None,
    },
    Row {
        name: "accepts_missing_lists_unless_they_are_demanded",
        attack: "",
        change: |scene| Scene { mode: Mode::AsGiven, ..scene },
        expect: Accepted,
        kind: None,
    },
    Row {
        name: "refuses_missing_lists_where_they_are_demanded",
        attack: "",
        change: |scene| Scene { mode: Mode::Strict, ..scene },
        expect: Refused("mds-blob-revocation"),
        kind: Some(Kind::Revoked),
    },
    Row {
        name: "refuses_lists_that_are_out_of_date_where_they_are_demanded",
        attack: "",
        change: |scene| Scene {
            mode: Mode::Strict,
            ..scene.with_lists(&[], (NOW - 90 * DAY, NOW - 60 * DAY))
        },
        expect: Refused("mds-blob-revocation"),
        kind: Some(Kind::Revoked),
    },
    Row {
        name: "accepts_current_lists_where_they_are_demanded",
        attack: "",
        change: |scene| Scene { mode: Mode::Strict, ..scene.with_lists(&[], YEAR) },
        expect: Accepted,
        kind: None,
    },
    Row {
        name: "refuses_a_payload_that_is_no_object",
        attack: "",
        change: |scene| Scene { payload: json!([]), ..scene },
        expect: Refused("mds-blob-payload"),
        kind: Some(Kind::Syntax),
    },
    Row {
        name: "refuses_a_payload_that_is_not_utf8",
        attack: "",
        change: |scene| Scene { raw_payload: Some(b"{\"no\":7,\"entries\":[\"\xff\"]}".to_vec()), ..scene },
        expect: Refused("mds-blob-payload"),
        kind: Some(Kind::Syntax),
    },
    Row {
        name: "refuses_a_payload_with_something_behind_it",
        attack: "",
        change: |scene| Scene { raw_payload: Some(b"{\"no\":7,\"entries\":[]} {}".to_vec()), ..scene },
        expect: Refused("mds-blob-payload"),
        kind: Some(Kind::Syntax),
    },
    Row {
        name: "refuses_two_numbers",
        attack: "",
        change: |scene| Scene {
            raw_payload: Some(b"{\"no\":7,\"n\\u006f\":8,\"entries\":[]}".to_vec()),
            ..scene
        },
        expect: Refused("mds-blob-payload"),
        kind: Some(Kind::Syntax),
    },
    Row {
        name: "refuses_a_number_that_is_none",
        attack: "",
        change: |scene| scene.member("no", "7"),
        expect: Refused("mds-blob-payload"),
        kind: Some(Kind::Syntax),
    },
    Row {
        name: "refuses_a_payload_without_entries",
        attack: "",
        change: |scene| scene.member("entries", json!({})),
        expect: Refused("mds-blob-payload"),
        kind: Some(Kind::Syntax),
    },
    Row {
        name: "refuses_more_entries_than_anybody_needs",
        attack: "mds-huge",
        change: |scene| scene.member("entries", vec![0; countersign_mds::MAX_ENTRIES + 1]),
        expect: Refused("mds-blob-payload"),
        kind: Some(Kind::Syntax),
    },
    Row {
        name: "refuses_an_array_for_a_payload_however_deep",
        attack: "mds-huge",
        change: |scene| Scene { raw_payload: Some(nested(99_999).into_bytes()), ..scene },
        expect: Refused("mds-blob-payload"),
        kind: Some(Kind::Syntax),
    },
    Row {
        name: "accepts_what_is_nested_deep_beside_the_entries",
        attack: "mds-huge",
        change: |scene| {
            let payload = format!("{{\"novel\":{},\"no\":7,\"entries\":[]}}", nested(99_999));
            Scene { raw_payload: Some(payload.into_bytes()), ..scene }
        },
        expect: Accepted,
        kind: None,
    },
    Row {
        name: "accepts_more_members_than_are_kept_beside_the_entries",
        attack: "",
        change: |scene| {
            let novel = "\"novel\":1,".repeat(countersign_mds::MAX_MEMBERS);
            let payload = format!("{{{novel}\"no\":7,\"entries\":[]}}");
            Scene { raw_payload: Some(payload.into_bytes()), ..scene }
        },
        expect: Accepted,
        kind: None,
    },
    Row {
        name: "refuses_two_numbers_behind_the_members_that_are_kept",
        attack: "",
        change: |scene| {
            let novel = "\"novel\":1,".repeat(countersign_mds::MAX_MEMBERS);
            let payload = format!("{{{novel}\"no\":7,\"no\":8,\"entries\":[]}}");
            Scene { raw_payload: Some(payload.into_bytes()), ..scene }
        },
        expect: Refused("mds-blob-payload"),
        kind: Some(Kind::Syntax),
    },
    Row {
        name: "accepts_a_name_that_is_no_text_beside_the_entries",
        attack: "",
        change: |scene| Scene { raw_payload: Some(br#"{"\ud800":1,"no":7,"entries":[]}"#.to_vec()), ..scene },
        expect: Accepted,
        kind: None,
    },
    Row {
        name: "accepts_a_higher_number",
        attack: "",
        change: |scene| Scene { last: last(6, [0; 32]), ..scene },
        expect: Accepted,
        kind: None,
    },
    Row {
        name: "refuses_a_lower_number",
        attack: "mds-rollback",
        change: |scene| Scene { last: last(8, [0; 32]), ..scene },
        expect: Refused("mds-blob-number"),
        kind: Some(Kind::Rollback),
    },
    Row {
        name: "refuses_the_same_number_with_another_content",
        attack: "mds-same-no",
        change: |scene| Scene { last: last(7, [0; 32]), ..scene },
        expect: Refused("mds-blob-number"),
        kind: Some(Kind::Rollback),
    },
    Row {
        name: "accepts_the_same_blob_again",
        attack: "mds-same-no",
        change: |scene| Scene { last: last(7, digest_of(&scene)), ..scene },
        expect: Accepted,
        kind: None,
    },
];

#[test]
fn accepts_and_refuses_every_row_at_its_step() {
    let mut names = BTreeSet::new();
    for Row { name, attack, change, expect, kind } in ROWS {
        assert!(names.insert(*name), "{name} stands there twice");
        assert!(attack.is_empty() || attack.starts_with("mds-"), "{name}");
        let outcome = change(Scene::new()).verify();
        let found = match &outcome {
            Ok(_) => Accepted,
            Err(error) => Refused(error.step().id()),
        };
        assert_eq!(found, *expect, "{name}: {outcome:?}");
        assert_eq!(
            outcome.as_ref().err().map(countersign_mds::BlobError::kind),
            *kind,
            "{name}: {outcome:?}"
        );
        assert_eq!(name.starts_with("accepts_"), *expect == Accepted, "{name}");
        if let Err(error) = outcome {
            let text = error.to_string();
            assert!(text.starts_with(error.step().name()) && !text.contains('\n'), "{text}");
            assert!(!error.step().hint().is_empty(), "{name}");
        }
    }
}

#[test]
fn refuses_something_at_every_step_and_shows_all_of_them_of_a_blob_that_is_accepted() {
    let refused: BTreeSet<_> = ROWS
        .iter()
        .filter_map(|row| match row.expect {
            Refused(id) => Some(id),
            Accepted => None,
        })
        .collect();
    let all: BTreeSet<_> = steps::BLOB.iter().map(|step| step.id()).collect();
    assert_eq!(refused, all);

    let mut scene = Scene::new();
    scene.x5u = Some(pem(&chain(&scene)));
    let scene = Scene {
        mode: Mode::Strict,
        last: last(6, [0; 32]),
        ..scene.with_lists(&[], YEAR).header("x5u", ADDRESS)
    };
    let mut trace = Recording::default();
    scene.judge(&scene.text(), &mut trace).unwrap();
    let shown: Vec<_> = trace.records().iter().map(|record| record.step().id()).collect();
    assert_eq!(shown, steps::BLOB.iter().map(|step| step.id()).collect::<Vec<_>>());
    assert!(trace.records().iter().all(|record| record.outcome() == Outcome::Passed));
    let of = |id: &str| trace.records().iter().find(|record| record.step().id() == id).unwrap();
    assert_eq!(of("mds-blob-algorithm").got(), "ES256");
    assert_eq!(of("mds-blob-path").got(), "2026-01-01T00:00:00Z");
    assert_eq!((of("mds-blob-host").expected(), of("mds-blob-host").got()), (HOST, HOST));
    assert_eq!((of("mds-blob-number").expected(), of("mds-blob-number").got()), ("6", "7"));
}

// attack: mds-x5u
#[test]
fn refuses_with_the_address_of_certificates_for_the_caller_to_fetch() {
    let address = "https://mds.countersign.example/chain.pem";
    let error = Scene::new().header("x5u", address).verify().unwrap_err();
    assert_eq!(error.needs_x5u(), Some(address));
    assert!(!format!("{error} {error:?}").contains("chain.pem"), "{error:?}");
    assert_eq!(Scene { last: last(8, [0; 32]), ..Scene::new() }.verify().unwrap_err().needs_x5u(), None);
}

/// So many arrays in each other.
fn nested(depth: usize) -> String {
    format!("{}{}", "[".repeat(depth), "]".repeat(depth))
}

/// Whoever looks for the mistake in a file is told where it is.
#[test]
fn refuses_payloads_with_a_reason_of_their_own() {
    let refused = |payload: &[u8]| {
        let scene = Scene { raw_payload: Some(payload.to_vec()), ..Scene::new() };
        scene.verify().unwrap_err().to_string().split_once("): ").unwrap().1.to_owned()
    };
    let many = format!("{{\"no\":7,\"entries\":[{}0]}}", "0,".repeat(countersign_mds::MAX_ENTRIES));
    let cases: [(&[u8], &str); 8] = [
        (b"\n {\"no\"}", "not a JSON object, from line 2, column 7 on"),
        (b"{\"\xff\":1}", "not UTF-8, from byte 2 on"),
        (b"{\"entries\":[]}", "no is missing"),
        (b"{\"no\":1,\"no\":1,\"entries\":[]}", "no: twice in its object"),
        (b"{\"no\":\"1\",\"entries\":[]}", "no: another type than it may have"),
        (b"{\"no\":-1,\"entries\":[]}", "no: not of the form that it should have"),
        (b"{\"no\":1,\"entries\":null}", "entries is missing"),
        (many.as_bytes(), "entries: more elements than it may have"),
    ];
    for (payload, expected) in cases {
        assert_eq!(refused(payload), expected);
    }
}

// attack: mds-next-update
#[test]
fn accepts_a_blob_whose_next_update_is_past_and_says_that_it_is_due() {
    let due = |date: &str, at| Scene::new().member("nextUpdate", date).verify().unwrap().is_due(at);
    let start = NOW + 31 * DAY;
    assert!(!due("2026-02-01", start - 1) && due("2026-02-01", start) && due("2026-02-01", i64::MAX));
    // A date that cannot be read is no reason to go on for ever.
    assert!(due("2026-02-30", NOW) && due("", NOW));
    let blob = Scene::new().verify().unwrap();
    assert_eq!(blob.next_update().unwrap().to_string(), "2026-02-01");
    assert_eq!((blob.number(), blob.entry_count()), (7, 0));
    assert_eq!(format!("{blob:?}"), "Blob(no 7, 0 entries, 65 bytes)");
    let accepted = blob.accepted(&RUST_CRYPTO);
    assert_eq!((accepted.number(), *accepted.digest()), (7, digest_of(&Scene::new())));
}

#[test]
fn accepts_addresses_of_lists_from_the_certificates_of_the_path_alone() {
    const DISTRIBUTION_POINTS: &str = "2.5.29.31";
    let points = |addresses: &[&str]| {
        let names: Vec<_> = addresses.iter().map(|address| der::element(0x86, address.as_bytes())).collect();
        let name = der::explicit(0, &der::explicit(0, &names.concat()));
        Extension::new(DISTRIBUTION_POINTS, &der::sequence(&[der::sequence(&[name])]))
    };
    let with = |builder: CertificateBuilder, addresses: &[&str]| builder.extension(points(addresses)).build();
    let mut scene = Scene::new();
    let leaf =
        with(scene.leaf(), &["http://crl.example/1.crl", "ldap://crl.example", "http://crl.example/1.crl"]);
    let intermediate = with(scene.authority.intermediate_builder(), &["https://crl.example/2.crl"]);
    let surplus = with(other_authority().root_builder(), &["http://evil.example/3.crl"]);
    scene.x5c = Some(vec![leaf, intermediate, surplus]);
    let blob = scene.verify().unwrap();
    assert_eq!(blob.crl_urls(), ["http://crl.example/1.crl", "https://crl.example/2.crl"]);

    let many: Vec<_> = (0..99).map(|at| format!("http://crl.example/{at}.crl")).collect();
    let many: Vec<&str> = many.iter().map(String::as_str).collect();
    scene.x5c = Some(vec![with(scene.leaf(), &many), scene.authority.intermediate_builder().build()]);
    assert_eq!(scene.verify().unwrap().crl_urls().len(), countersign_mds::MAX_REVOCATION_ADDRESSES);
    // An extension that cannot be read names nothing, and is no reason to refuse.
    let broken = scene.leaf().extension(Extension::new(DISTRIBUTION_POINTS, b"x")).build();
    scene.x5c = Some(vec![broken, scene.authority.intermediate_builder().build()]);
    assert!(scene.verify().unwrap().crl_urls().is_empty());
}

/// The modulus is made up: it is refused for its size, before anybody computes with it.
#[test]
fn refuses_a_signer_with_an_rsa_key_that_is_too_small() {
    let scene = Scene::new().with_signer(Algorithm::Rs256, "RS256");
    let modulus = [&[0xc5][..], &[0x5b; 126], &[0x5b]].concat();
    let key = der::sequence(&[der::unsigned(&modulus), der::unsigned(&[1, 0, 1])]);
    let algorithm = der::sequence(&[der::object_identifier(oid::RSA_ENCRYPTION), der::null()]);
    let info = der::sequence(&[algorithm, der::bit_string(&key)]);
    let leaf = scene.leaf().public_key_info(&info).build();
    let scene = Scene { x5c: Some(vec![leaf, chain(&scene)[1].clone()]), ..scene };
    let error = scene.verify().unwrap_err();
    assert_eq!((error.step().id(), error.kind()), ("mds-blob-signature", Kind::Algorithm));
}

#[test]
fn accepts_the_roots_of_production_as_they_are_known() {
    let fingerprints = [
        (roots::GLOBALSIGN_R46, "4fa3126d8d3a11d1c4855a4f807cbad6cf919d3a5a88b03bea2c6372d93c40c9"),
        (roots::GLOBALSIGN_R3, "cbb522d7b7f127ad6a0113865bdf1cd4102e7d0759af635a7cf4720dc963c53b"),
    ];
    for (der, fingerprint) in fingerprints {
        let found: String = RUST_CRYPTO.sha256(&[der]).iter().map(|byte| format!("{byte:02x}")).collect();
        assert_eq!(found, fingerprint);
        assert!(Certificate::parse(der).unwrap().is_self_issued());
    }
    let anchors = roots::fido_anchors().unwrap();
    assert_eq!(
        anchors.iter().map(TrustAnchor::certificate).collect::<Vec<_>>(),
        [roots::GLOBALSIGN_R46, roots::GLOBALSIGN_R3]
    );
    let shown = format!("{:?}", BlobVerifier::production().unwrap());
    assert_eq!(shown, "BlobVerifier { anchors: 2, host: Expected(\"mds.fidoalliance.org\") }");
}

/// A root of the web certifies everybody: it signs no blob itself, unless the caller wants that.
#[test]
fn refuses_a_public_root_as_signer() {
    let scene = Scene { x5c: None, host: None, ..Scene::new() };
    let anchors = roots::fido_anchors().unwrap();
    let context = countersign_mds::BlobContext {
        at: NOW,
        revocation: countersign_mds::RevocationCheck::Off,
        source: countersign_mds::Source::File,
        last: None,
    };
    let verify = |verifier: BlobVerifier| {
        verifier.verify(scene.text().as_bytes(), &context, &RUST_CRYPTO).unwrap_err().step().id()
    };
    assert_eq!(verify(BlobVerifier::new(anchors.clone())), "mds-blob-path");
    assert_eq!(verify(BlobVerifier::new(anchors.clone()).expected_host(HOST)), "mds-blob-path");
    assert_eq!(verify(BlobVerifier::new(anchors).accept_any_host()), "mds-blob-signature");
}

/// Whichever the anchors are: the host is demanded unless the caller says otherwise.
// attack: mds-root
#[test]
fn refuses_another_host_than_that_of_production_under_anchors_of_any_kind() {
    let scene = Scene::new();
    let context = countersign_mds::BlobContext {
        at: NOW,
        revocation: countersign_mds::RevocationCheck::Off,
        source: countersign_mds::Source::File,
        last: None,
    };
    let anchor = |der: &[u8]| TrustAnchor::from_certificate(der).unwrap();
    for anchors in [
        vec![anchor(&scene.authority.root())],
        vec![anchor(&chain(&scene)[1])],
        [roots::fido_anchors().unwrap(), vec![anchor(&scene.authority.root())]].concat(),
    ] {
        let verify = |verifier: BlobVerifier| {
            verifier
                .verify(scene.text().as_bytes(), &context, &RUST_CRYPTO)
                .map_err(|error| error.step().id())
        };
        let verifier = BlobVerifier::new(anchors);
        assert_eq!(verify(verifier.clone()).unwrap_err(), "mds-blob-host");
        assert!(
            verify(verifier.clone().expected_host(HOST)).is_ok()
                && verify(verifier.accept_any_host()).is_ok()
        );
    }
}

/// What stands behind the certificates that tell why is no reason.
#[test]
fn refuses_with_the_cause_that_the_path_has_whatever_stands_behind_it() {
    let cause = |x5c: Vec<Vec<u8>>| {
        let error = Scene { x5c: Some(x5c), ..Scene::new() }.verify().unwrap_err();
        assert_eq!(error.step().id(), "mds-blob-path");
        error.cause().clone()
    };
    let scene = Scene::new();
    let expired = scene.leaf().validity(NOW - 2 * DAY, NOW - DAY).build();
    let (leaf, intermediate, broken) = (chain(&scene)[0].clone(), chain(&scene)[1].clone(), vec![0x30, 0]);
    let is_expired =
        |cause: &BlobCause| matches!(cause, BlobCause::Path(error) if error.rule() == PathRule::Expired);
    assert!(is_expired(&cause(vec![expired.clone(), intermediate, broken.clone()])));
    assert!(is_expired(&cause(vec![expired, broken.clone()])));
    // Here the certificate that cannot be read is the one that is missing.
    assert!(matches!(cause(vec![leaf, broken.clone()]), BlobCause::Certificate { at: 1, .. }));
    assert!(matches!(cause(vec![broken]), BlobCause::Certificate { at: 0, .. }));
}

#[test]
fn refuses_with_the_signature_where_the_key_of_another_anchor_is_of_another_kind() {
    let scene = Scene::new();
    let other = scene.leaf_of(&SigningKey::from_seed(Algorithm::Rs256, b"another kind")).build();
    let same_kind = scene.leaf_of(&scene.signer.another()).build();
    for anchors in [vec![other.clone(), same_kind.clone()], vec![same_kind, other]] {
        let error = Scene { x5c: None, anchors, ..scene.clone() }.verify().unwrap_err();
        assert_eq!((error.step().id(), error.kind()), ("mds-blob-signature", Kind::Signature));
    }
}

#[test]
fn accepts_with_the_step_of_revocation_shown_where_no_list_is_asked_of_the_signer() {
    let scene = Scene::new();
    let leaf = chain(&scene)[0].clone();
    for (x5c, mode, is_shown) in [
        (None, Mode::Strict, true),
        (Some(vec![leaf.clone()]), Mode::AsGiven, true),
        (None, Mode::Off, false),
    ] {
        let scene = Scene { x5c, mode, anchors: vec![leaf.clone()], ..scene.clone() };
        let mut trace = Recording::default();
        scene.judge(&scene.text(), &mut trace).unwrap();
        let mut steps = trace.records().iter().map(|record| record.step().id());
        assert_eq!(steps.any(|step| step == "mds-blob-revocation"), is_shown);
    }
}

#[test]
fn refuses_a_header_that_was_changed_after_it_was_signed() {
    let scene = Scene::new();
    let changed = replace_header(&scene.text(), |header| {
        header.insert("kid".into(), "1".into());
    });
    assert_eq!(scene.judge(&changed, &mut ()).unwrap_err().step().id(), "mds-blob-signature");
}
