//! Attestations of a virtual authenticator, judged by what metadata says of its model.

use std::collections::BTreeSet;
use std::sync::Arc;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use countersign_attestation::{
    Accepting, AnchorsOf, Assessment, Attested, Cause, DecodedBytes, EnterpriseAttestation, Format, Judge,
    Outcome, Recording, StatementPolicy, TrustAnchorSource as _, TrustPolicy, VerifiedStatement, assess,
    verify,
};
use countersign_authenticator::{
    Algorithm, Attestation, Authenticator, Extension, RegistrationCeremony, SigningKey, TestAuthority, flags,
};
use countersign_cose::RUST_CRYPTO;
use countersign_mds::{
    BareStatement, Blob, CertificationLevel, Claim, Found, IgnoredReason, Listed, MAX_STATEMENT_BYTES,
    MetadataSet, PayloadError, Reason, Remark, Status, StatusPolicy, Verdict, steps,
};
use countersign_wire::{Aaguid, AttestationObject};
use countersign_x509::{Certificate, PathRule, Revocation, RevocationList, TrustAnchor};
use serde_json::{Value, json};

use super::support::{DAY, NOW, Scene, revocation_list};

pub(crate) const MODEL: Aaguid = Aaguid::new([0x5a; 16]);
const OTHER: Aaguid = Aaguid::new([0x5b; 16]);

fn authenticator() -> Authenticator {
    Authenticator::from_seed(&[7; 32]).with_aaguid(*MODEL.bytes())
}

fn other_root() -> Vec<u8> {
    TestAuthority::from_seed(b"other model").root()
}

/// An attestation of the model, with its attestation certificate below an intermediate.
fn attested(attestation: Attestation) -> RegistrationCeremony {
    authenticator()
        .register(b"a challenge of the server", "example.org", "https://example.org")
        .user_handle(b"alice")
        .attestation(attestation)
        .statement(|statement| statement.with_intermediate())
        .build()
}

/// A packed attestation whose certificate says that the firmware is of this version.
fn with_firmware(version: u32) -> RegistrationCeremony {
    authenticator()
        .register(b"a challenge of the server", "example.org", "https://example.org")
        .user_handle(b"alice")
        .attestation(Attestation::PackedBasic)
        .statement(move |statement| {
            statement
                .certificate(move |certificate| certificate.extension(Extension::firmware_version(version)))
        })
        .build()
}

/// An entry of a model with the root of its authenticator.
fn entry(aaguid: Aaguid, root: &[u8], reports: Value) -> Value {
    json!({
        "aaguid": aaguid.to_string(),
        "metadataStatement": {
            "description": "Model",
            "authenticationAlgorithms": ["secp256r1_ecdsa_sha256_raw"],
            "attestationTypes": ["basic_full"],
            "attestationRootCertificates": [STANDARD.encode(root)],
        },
        "statusReports": reports,
    })
}

/// An entry of a model without AAGUID, by the key of its attestation certificate.
fn entry_by_key(identifier: &[u8], root: &[u8]) -> Value {
    let mut entry = entry(MODEL, root, json!([]));
    entry.as_object_mut().unwrap().remove("aaguid");
    let digits: String = identifier.iter().map(|byte| format!("{byte:02X}")).collect();
    entry["attestationCertificateKeyIdentifiers"] = json!([digits]);
    entry
}

fn blob(entries: Vec<Value>) -> Blob {
    Scene::with_entries(entries).verify().unwrap()
}

fn set(entries: Vec<Value>) -> MetadataSet {
    MetadataSet::new().with_blob(blob(entries))
}

/// A set that says this of the model.
fn reporting(reports: Value) -> MetadataSet {
    set(vec![entry(MODEL, &authenticator().authority().root(), reports)])
}

/// What is done with a statement that holds, and the AAGUID that the authenticator claims.
pub(crate) fn with_statement<V>(
    attestation_object: &[u8],
    client_data: &[u8],
    at: i64,
    run: impl FnOnce(&VerifiedStatement<'_>, Aaguid) -> V,
) -> Result<V, String> {
    let object = AttestationObject::parse(attestation_object).map_err(|error| error.to_string())?;
    let format = Format::from_identifier(object.format()).map_err(|error| error.to_string())?;
    let (decoded, policy) = (DecodedBytes::default(), StatementPolicy::default());
    let attested = Attested {
        object: &object,
        statement: object.statement(),
        client_data_hash: &countersign_cose::Crypto::sha256(&RUST_CRYPTO, &[client_data]),
        enterprise: EnterpriseAttestation::NotRequested,
        policy: &policy,
        at,
        decoded: &decoded,
    };
    let statement = verify(format, &attested, &RUST_CRYPTO, &mut ()).map_err(|error| error.to_string())?;
    Ok(run(&statement, object.credential().aaguid()))
}

/// What metadata says of an attestation: the steps that refuse, and whether a ceremony that takes its anchors from there
/// trusts it.
struct Judgement {
    refused: Vec<&'static str>,
    is_trusted: bool,
    is_acceptable: bool,
    is_model_vouched: bool,
    in_ceremony: bool,
    /// Where a ceremony refuses it that accepts everything beside trust.
    kept_out: Option<(&'static str, Cause)>,
    verdict: Option<Verdict>,
    path: Option<Result<usize, PathRule>>,
    algorithm: Option<Listed>,
}

fn judge(set: &MetadataSet, made: &RegistrationCeremony) -> Judgement {
    let metadata = set.at(NOW, &RUST_CRYPTO);
    let judged =
        with_statement(made.attestation_object(), made.client_data_json(), NOW, |statement, aaguid| {
            let anchors = AnchorsOf::look_up(statement, aaguid, &metadata, &RUST_CRYPTO);
            let policy = TrustPolicy::trusted();
            let judge = Judge { policy: &policy, anchors, at: NOW };
            let in_ceremony = assess(statement, &judge, &RUST_CRYPTO, &mut ());
            let lenient = TrustPolicy::accepting(
                Accepting::default()
                    .accept_no_attestation()
                    .accept_self_attestation()
                    .accept_untrusted_attestation(),
            );
            let judge = Judge { policy: &lenient, ..judge };
            let lenient = assess(statement, &judge, &RUST_CRYPTO, &mut ());
            let mut trace = Recording::default();
            let trust = metadata.assess_traced(&Claim::of(statement, aaguid, &policy), &mut trace);
            let records = trace.records().iter();
            let refused = records.filter(|record| record.outcome() == Outcome::Refused);
            Judgement {
                refused: refused.map(|record| record.step().id()).collect(),
                is_trusted: trust.is_trusted(),
                is_acceptable: trust.is_acceptable(),
                is_model_vouched: trust.is_model_vouched(),
                in_ceremony: matches!(in_ceremony, Ok(Assessment::Trusted(_))),
                kept_out: lenient.err().map(|error| (error.step().id(), error.cause().clone())),
                verdict: trust.verdict().cloned(),
                path: trust.path().map(|path| path.map_err(|error| error.rule())),
                algorithm: trust.algorithm(),
            }
        });
    judged.unwrap()
}

/// One attestation: the metadata and the attestation, and the steps that refuse it.
struct Row {
    name: &'static str,
    /// Its id in the list of attacks, if it is one.
    attack: &'static str,
    set: fn() -> MetadataSet,
    made: fn() -> RegistrationCeremony,
    expect: &'static [&'static str],
}

fn packed() -> RegistrationCeremony {
    attested(Attestation::PackedBasic)
}

/// Everything that is said of another model is good, and nothing of this one.
fn of_another_model() -> MetadataSet {
    set(vec![
        entry(MODEL, &other_root(), json!([])),
        entry(OTHER, &authenticator().authority().root(), json!([])),
    ])
}

/// The attestation certificate of the model, the intermediate above it, or another one of the same maker.
fn certificate(at: usize) -> String {
    STANDARD.encode(&packed().certificates()[at])
}

fn certificate_of_another_batch() -> String {
    let authority = authenticator().authority();
    let key = SigningKey::from_seed(Algorithm::Es256, b"another batch");
    STANDARD.encode(
        authority.attestation_builder(countersign_authenticator::Issuer::Root, &key, &[0x5a; 16]).build(),
    )
}

fn compromised(member: &str, certificate: &str) -> MetadataSet {
    reporting(
        json!([{ "status": "ATTESTATION_KEY_COMPROMISE", "effectiveDate": "2025-01-01", member: certificate }]),
    )
}

fn root_of_model() -> String {
    STANDARD.encode(authenticator().authority().root())
}

/// A set that says that the key of this certificate is compromised, and later that a firmware mends something; with a policy
/// that accepts updates.
fn key_compromise_before_update(certificate: &str) -> MetadataSet {
    reporting(json!([
        {
            "status": "ATTESTATION_KEY_COMPROMISE",
            "effectiveDate": "2025-01-01",
            "certificate": certificate,
        },
        { "status": "UPDATE_AVAILABLE", "effectiveDate": "2025-01-01", "authenticatorVersion": 5 },
    ]))
    .with_policy(StatusPolicy::default().accept_updated_firmware())
}

/// A set whose model has two roots, of which this one is compromised.
fn with_two_roots(compromised: &str) -> MetadataSet {
    let report = json!({
        "status": "ATTESTATION_KEY_COMPROMISE",
        "effectiveDate": "2025-01-01",
        "certificate": compromised,
    });
    let mut entry = entry(MODEL, &authenticator().authority().root(), json!([report]));
    entry["metadataStatement"]["attestationRootCertificates"] =
        json!([STANDARD.encode(other_root()), root_of_model()]);
    set(vec![entry])
}

/// A set whose statement of the model lists these types of attestation.
fn with_types(types: Value) -> MetadataSet {
    let mut entry = entry(MODEL, &authenticator().authority().root(), json!([]));
    entry["metadataStatement"]["attestationTypes"] = types;
    set(vec![entry])
}

/// A set that says this of the model, which attests itself.
fn reporting_self_attested(reports: Value) -> MetadataSet {
    let mut entry = entry(MODEL, &authenticator().authority().root(), reports);
    entry["metadataStatement"]["attestationTypes"] = json!(["basic_surrogate"]);
    set(vec![entry])
}

fn certified_from_firmware_5() -> MetadataSet {
    reporting(json!([
        { "status": "FIDO_CERTIFIED_L1", "effectiveDate": "2024-01-01" },
        { "status": "FIDO_CERTIFIED_L3", "effectiveDate": "2025-01-01", "authenticatorVersion": 5 },
    ]))
    .with_policy(StatusPolicy::default().demand_level(CertificationLevel::L2))
}

/// The certificate of a batch of another model under the same root. Everybody can have it; nobody has its key.
fn batch_of_another_model() -> Vec<u8> {
    let key = SigningKey::from_seed(Algorithm::Es256, b"another model");
    let authority = authenticator().authority();
    authority.attestation_builder(countersign_authenticator::Issuer::Root, &key, &[0; 16]).build()
}

fn with_batch_of_another_model() -> MetadataSet {
    let key = SigningKey::from_seed(Algorithm::Es256, b"another model");
    set(vec![entry_by_key(&key.key_identifier(), &authenticator().authority().root())])
}

fn u2f_key_identifier() -> Vec<u8> {
    authenticator().attestation_key().key_identifier()
}

static ROWS: &[Row] = &[
    Row {
        name: "accepts_a_model_of_which_nothing_bad_is_said",
        attack: "",
        set: || reporting(json!([{ "status": "FIDO_CERTIFIED_L1", "effectiveDate": "2025-01-01" }])),
        made: packed,
        expect: &[],
    },
    Row {
        name: "accepts_a_model_of_which_nothing_is_said",
        attack: "",
        set: || reporting(Value::Null),
        made: packed,
        expect: &[],
    },
    Row {
        name: "refuses_a_model_that_nobody_knows",
        attack: "mds-unknown-aaguid",
        set: || set(vec![entry(OTHER, &authenticator().authority().root(), json!([]))]),
        made: packed,
        expect: &["mds-trust-look-up"],
    },
    Row {
        name: "refuses_a_model_that_two_entries_claim_to_be",
        attack: "mds-duplicate-entry",
        set: || {
            let root = authenticator().authority().root();
            set(vec![entry(MODEL, &root, json!([])), entry(MODEL, &root, json!([]))])
        },
        made: packed,
        expect: &["mds-trust-look-up"],
    },
    Row {
        name: "refuses_a_revoked_model",
        attack: "mds-revoked",
        set: || reporting(json!([{ "status": "REVOKED", "effectiveDate": "2025-01-01" }])),
        made: packed,
        expect: &["mds-trust-status"],
    },
    Row {
        name: "refuses_a_revoked_model_that_was_certified_later",
        attack: "mds-revoked",
        set: || {
            reporting(json!([
                { "status": "REVOKED", "effectiveDate": "2025-01-01" },
                { "status": "FIDO_CERTIFIED_L3", "effectiveDate": "2025-06-01" },
            ]))
        },
        made: packed,
        expect: &["mds-trust-status"],
    },
    Row {
        name: "refuses_a_model_that_lets_users_pass_unverified",
        attack: "mds-compromise",
        set: || reporting(json!([{ "status": "USER_VERIFICATION_BYPASS", "effectiveDate": "2025-01-01" }])),
        made: packed,
        expect: &["mds-trust-status"],
    },
    Row {
        name: "refuses_a_model_whose_attestation_keys_are_compromised",
        attack: "mds-compromise",
        set: || reporting(json!([{ "status": "ATTESTATION_KEY_COMPROMISE", "effectiveDate": "2025-01-01" }])),
        made: packed,
        expect: &["mds-trust-status"],
    },
    Row {
        name: "refuses_a_model_whose_keys_can_be_had_from_afar",
        attack: "mds-compromise",
        set: || reporting(json!([{ "status": "USER_KEY_REMOTE_COMPROMISE", "effectiveDate": "2025-01-01" }])),
        made: packed,
        expect: &["mds-trust-status"],
    },
    Row {
        name: "refuses_a_model_whose_keys_can_be_had_by_whoever_holds_it",
        attack: "mds-compromise",
        set: || {
            reporting(json!([{ "status": "USER_KEY_PHYSICAL_COMPROMISE", "effectiveDate": "2025-01-01" }]))
        },
        made: packed,
        expect: &["mds-trust-status"],
    },
    Row {
        name: "refuses_a_compromise_behind_a_later_update",
        attack: "mds-compromise",
        set: || {
            reporting(json!([
                { "status": "USER_KEY_REMOTE_COMPROMISE", "effectiveDate": "2025-01-01" },
                { "status": "UPDATE_AVAILABLE", "effectiveDate": "2025-06-01", "authenticatorVersion": 5 },
            ]))
        },
        made: || with_firmware(5),
        expect: &["mds-trust-status"],
    },
    Row {
        name: "accepts_an_update_on_the_device_where_the_policy_does",
        attack: "mds-compromise",
        set: || {
            reporting(json!([
                { "status": "USER_KEY_REMOTE_COMPROMISE", "effectiveDate": "2025-01-01" },
                { "status": "UPDATE_AVAILABLE", "effectiveDate": "2025-06-01", "authenticatorVersion": 5 },
            ]))
            .with_policy(StatusPolicy::default().accept_updated_firmware())
        },
        made: || with_firmware(5),
        expect: &[],
    },
    Row {
        name: "accepts_a_compromise_of_keys_in_general_that_the_device_has_mended",
        attack: "mds-compromise",
        set: || {
            reporting(json!([
                { "status": "ATTESTATION_KEY_COMPROMISE", "effectiveDate": "2025-01-01" },
                { "status": "UPDATE_AVAILABLE", "effectiveDate": "2025-01-01", "authenticatorVersion": 5 },
            ]))
            .with_policy(StatusPolicy::default().accept_updated_firmware())
        },
        made: || with_firmware(6),
        expect: &[],
    },
    Row {
        name: "refuses_a_compromised_key_of_the_path_whatever_was_updated",
        attack: "mds-batch-compromise",
        set: || key_compromise_before_update(&STANDARD.encode(&with_firmware(6).certificates()[0])),
        made: || with_firmware(6),
        expect: &["mds-trust-status"],
    },
    Row {
        name: "refuses_what_a_compromised_root_issued_whatever_was_updated",
        attack: "mds-batch-compromise",
        set: || key_compromise_before_update(&root_of_model()),
        made: || with_firmware(6),
        expect: &["mds-trust-status"],
    },
    Row {
        name: "refuses_a_device_that_was_not_updated",
        attack: "mds-compromise",
        set: || {
            reporting(json!([
                { "status": "USER_KEY_REMOTE_COMPROMISE", "effectiveDate": "2025-01-01" },
                { "status": "UPDATE_AVAILABLE", "effectiveDate": "2025-06-01", "authenticatorVersion": 5 },
            ]))
            .with_policy(StatusPolicy::default().accept_updated_firmware())
        },
        made: || with_firmware(4),
        expect: &["mds-trust-status"],
    },
    Row {
        name: "refuses_a_device_that_does_not_say_its_firmware",
        attack: "mds-compromise",
        set: || {
            reporting(json!([
                { "status": "USER_KEY_REMOTE_COMPROMISE", "effectiveDate": "2025-01-01" },
                { "status": "UPDATE_AVAILABLE", "effectiveDate": "2025-06-01", "authenticatorVersion": 5 },
            ]))
            .with_policy(StatusPolicy::default().accept_updated_firmware())
        },
        made: packed,
        expect: &["mds-trust-status"],
    },
    Row {
        name: "refuses_an_update_from_before_the_compromise",
        attack: "mds-compromise",
        set: || {
            reporting(json!([
                { "status": "UPDATE_AVAILABLE", "effectiveDate": "2024-06-01", "authenticatorVersion": 5 },
                { "status": "USER_KEY_REMOTE_COMPROMISE", "effectiveDate": "2025-01-01" },
            ]))
            .with_policy(StatusPolicy::default().accept_updated_firmware())
        },
        made: || with_firmware(5),
        expect: &["mds-trust-status"],
    },
    Row {
        name: "refuses_a_revoked_model_whatever_was_updated",
        attack: "mds-revoked",
        set: || {
            reporting(json!([
                { "status": "REVOKED", "effectiveDate": "2025-01-01" },
                { "status": "UPDATE_AVAILABLE", "effectiveDate": "2025-06-01", "authenticatorVersion": 5 },
            ]))
            .with_policy(StatusPolicy::default().accept_updated_firmware())
        },
        made: || with_firmware(5),
        expect: &["mds-trust-status"],
    },
    Row {
        name: "refuses_the_certificate_that_is_compromised",
        attack: "mds-batch-compromise",
        set: || compromised("certificate", &certificate(0)),
        made: packed,
        expect: &["mds-trust-status"],
    },
    Row {
        name: "refuses_what_a_compromised_intermediate_issued",
        attack: "mds-batch-compromise",
        set: || compromised("batchCertificate", &certificate(1)),
        made: packed,
        expect: &["mds-trust-status"],
    },
    Row {
        name: "accepts_a_device_of_another_batch_than_the_compromised_one",
        attack: "mds-batch-compromise",
        set: || compromised("batchCertificate", &certificate_of_another_batch()),
        made: packed,
        expect: &[],
    },
    Row {
        name: "refuses_what_leads_to_a_root_that_is_compromised",
        attack: "mds-batch-compromise",
        set: || compromised("certificate", &root_of_model()),
        made: packed,
        expect: &["mds-trust-status"],
    },
    Row {
        name: "refuses_what_leads_to_a_root_that_is_compromised_and_was_sent_along",
        attack: "mds-batch-compromise",
        set: || compromised("certificate", &root_of_model()),
        made: || {
            authenticator()
                .register(b"a challenge of the server", "example.org", "https://example.org")
                .user_handle(b"alice")
                .attestation(Attestation::PackedBasic)
                .statement(|statement| statement.with_root())
                .build()
        },
        expect: &["mds-trust-status"],
    },
    Row {
        name: "accepts_what_leads_to_another_root_than_the_compromised_one",
        attack: "mds-batch-compromise",
        set: || with_two_roots(&STANDARD.encode(other_root())),
        made: packed,
        expect: &[],
    },
    Row {
        name: "refuses_what_leads_to_the_compromised_one_of_two_roots",
        attack: "mds-batch-compromise",
        set: || with_two_roots(&root_of_model()),
        made: packed,
        expect: &["mds-trust-status"],
    },
    Row {
        name: "refuses_every_device_where_the_compromised_certificate_cannot_be_read",
        attack: "mds-batch-compromise",
        set: || compromised("batchCertificate", "MAA="),
        made: packed,
        expect: &["mds-trust-status"],
    },
    Row {
        name: "refuses_every_device_where_the_compromised_certificate_is_no_text",
        attack: "mds-batch-compromise",
        set: || compromised("certificate", "*"),
        made: packed,
        expect: &["mds-trust-status"],
    },
    Row {
        name: "refuses_a_compromise_among_reports_in_any_order",
        attack: "mds-status-order",
        set: || {
            reporting(json!([
                { "status": "FIDO_CERTIFIED_L2", "effectiveDate": "2025-06-01" },
                { "status": "USER_VERIFICATION_BYPASS", "effectiveDate": "2024-01-01" },
                { "status": "ON_FIRE", "effectiveDate": "2025-07-01" },
                { "status": "FIDO_CERTIFIED_L1", "effectiveDate": "2023-01-01" },
            ]))
        },
        made: packed,
        expect: &["mds-trust-status"],
    },
    Row {
        name: "accepts_a_compromise_whose_day_has_not_come",
        attack: "mds-status-order",
        set: || reporting(json!([{ "status": "USER_VERIFICATION_BYPASS", "effectiveDate": "2026-01-02" }])),
        made: packed,
        expect: &[],
    },
    Row {
        name: "refuses_a_compromise_whose_date_cannot_be_read",
        attack: "mds-status-order",
        set: || reporting(json!([{ "status": "USER_VERIFICATION_BYPASS", "effectiveDate": "2026-02-30" }])),
        made: packed,
        expect: &["mds-trust-status"],
    },
    Row {
        name: "refuses_reports_that_cannot_be_read",
        attack: "mds-status-order",
        set: || reporting(json!({ "status": "FIDO_CERTIFIED_L3" })),
        made: packed,
        expect: &["mds-trust-status"],
    },
    Row {
        name: "refuses_a_level_that_only_an_unknown_status_could_be",
        attack: "mds-status-order",
        set: || {
            reporting(json!([{ "status": "FIDO_CERTIFIED_L9", "effectiveDate": "2025-01-01" }]))
                .with_policy(StatusPolicy::default().demand_level(CertificationLevel::L1))
        },
        made: packed,
        expect: &["mds-trust-status"],
    },
    Row {
        name: "refuses_the_root_of_another_model",
        attack: "mds-anchor-other-model",
        set: of_another_model,
        made: packed,
        expect: &["mds-trust-path"],
    },
    Row {
        name: "refuses_an_entry_without_a_root_that_can_be_read",
        attack: "",
        set: || set(vec![entry(MODEL, &[0x30, 0], json!([]))]),
        made: packed,
        expect: &["mds-trust-path"],
    },
    Row {
        name: "refuses_self_attestation_where_the_model_has_certificates",
        attack: "mds-attestation-type",
        set: || reporting(json!([])),
        made: || attested(Attestation::PackedSelf),
        expect: &["mds-trust-attestation-type"],
    },
    Row {
        name: "accepts_self_attestation_where_the_model_attests_itself",
        attack: "",
        set: || with_types(json!(["basic_surrogate"])),
        made: || attested(Attestation::PackedSelf),
        expect: &[],
    },
    Row {
        name: "refuses_self_attestation_of_a_revoked_model",
        attack: "mds-revoked",
        set: || reporting_self_attested(json!([{ "status": "REVOKED", "effectiveDate": "2025-01-01" }])),
        made: || attested(Attestation::PackedSelf),
        expect: &["mds-trust-status"],
    },
    Row {
        name: "refuses_self_attestation_where_some_attestation_key_is_compromised",
        attack: "mds-compromise",
        set: || {
            reporting_self_attested(json!([
                { "status": "ATTESTATION_KEY_COMPROMISE", "certificate": certificate_of_another_batch() },
            ]))
        },
        made: || attested(Attestation::PackedSelf),
        expect: &["mds-trust-status"],
    },
    Row {
        name: "accepts_no_attestation_of_a_model_that_has_certificates",
        attack: "",
        set: || reporting(json!([])),
        made: || attested(Attestation::None),
        expect: &[],
    },
    Row {
        name: "refuses_no_attestation_of_a_revoked_model",
        attack: "mds-revoked",
        set: || reporting(json!([{ "status": "REVOKED" }])),
        made: || attested(Attestation::None),
        expect: &["mds-trust-status"],
    },
    Row {
        name: "refuses_a_status_that_a_certificate_of_another_batch_stands_beside",
        attack: "mds-revoked",
        set: || reporting(json!([{ "status": "REVOKED", "certificate": certificate_of_another_batch() }])),
        made: packed,
        expect: &["mds-trust-status"],
    },
    Row {
        name: "refuses_an_update_that_is_to_come",
        attack: "mds-compromise",
        set: || {
            reporting(json!([
                { "status": "USER_KEY_REMOTE_COMPROMISE", "effectiveDate": "2025-01-01" },
                { "status": "UPDATE_AVAILABLE", "effectiveDate": "2026-01-02", "authenticatorVersion": 5 },
            ]))
            .with_policy(StatusPolicy::default().accept_updated_firmware())
        },
        made: || with_firmware(5),
        expect: &["mds-trust-status"],
    },
    Row {
        name: "refuses_a_later_certification_as_an_update",
        attack: "mds-compromise",
        set: || {
            reporting(json!([
                { "status": "USER_KEY_REMOTE_COMPROMISE", "effectiveDate": "2025-01-01" },
                { "status": "FIDO_CERTIFIED_L2", "effectiveDate": "2025-06-01", "authenticatorVersion": 5 },
            ]))
            .with_policy(StatusPolicy::default().accept_updated_firmware())
        },
        made: || with_firmware(5),
        expect: &["mds-trust-status"],
    },
    Row {
        name: "refuses_a_level_that_a_later_firmware_has",
        attack: "mds-status-order",
        set: || certified_from_firmware_5(),
        made: || with_firmware(4),
        expect: &["mds-trust-status"],
    },
    Row {
        name: "accepts_a_level_that_the_firmware_of_the_device_has",
        attack: "",
        set: || certified_from_firmware_5(),
        made: || with_firmware(5),
        expect: &[],
    },
    Row {
        name: "accepts_a_level_where_the_device_does_not_say_its_firmware",
        attack: "",
        set: || certified_from_firmware_5(),
        made: packed,
        expect: &[],
    },
    Row {
        name: "accepts_a_root_that_another_status_names",
        attack: "",
        set: || {
            reporting(json!([{ "status": "USER_KEY_PHYSICAL_COMPROMISE", "certificate": root_of_model() }]))
                .with_policy(StatusPolicy::default().accept(Status::UserKeyPhysicalCompromise))
        },
        made: packed,
        expect: &[],
    },
    Row {
        name: "accepts_a_root_whose_compromise_is_to_come",
        attack: "",
        set: || {
            let report = json!({
                "status": "ATTESTATION_KEY_COMPROMISE",
                "effectiveDate": "2026-01-02",
                "certificate": root_of_model(),
            });
            reporting(json!([report]))
        },
        made: packed,
        expect: &[],
    },
    Row {
        name: "accepts_a_compromised_root_where_the_policy_accepts_compromised_keys",
        attack: "",
        set: || {
            compromised("certificate", &root_of_model())
                .with_policy(StatusPolicy::default().accept(Status::AttestationKeyCompromise))
        },
        made: packed,
        expect: &[],
    },
    Row {
        name: "accepts_a_key_of_the_root_that_was_sent_along",
        attack: "mds-zero-aaguid",
        set: || {
            let authority = authenticator().authority();
            set(vec![entry_by_key(&authority.root_key().key_identifier(), &authority.root())])
        },
        made: || {
            without_model_and(|mut x5c| {
                x5c.push(authenticator().authority().root());
                x5c
            })
        },
        expect: &[],
    },
    Row {
        name: "refuses_the_key_of_a_certificate_that_is_in_no_path",
        attack: "mds-anchor-other-model",
        set: with_batch_of_another_model,
        made: || {
            without_model_and(|mut x5c| {
                x5c.extend([authenticator().authority().root(), batch_of_another_model()]);
                x5c
            })
        },
        expect: &["mds-trust-look-up"],
    },
    Row {
        name: "refuses_the_key_of_a_certificate_that_has_the_name_of_the_issuer_alone",
        attack: "mds-anchor-other-model",
        set: || {
            let named = SigningKey::from_seed(Algorithm::Es256, b"another batch");
            set(vec![entry_by_key(&named.key_identifier(), &authenticator().authority().root())])
        },
        made: || {
            without_model_and(|mut x5c| {
                let authority = authenticator().authority();
                let key = SigningKey::from_seed(Algorithm::Es256, b"another batch");
                x5c.extend([authority.root(), authority.root_builder().key(&key).build()]);
                x5c
            })
        },
        expect: &["mds-trust-look-up"],
    },
    Row {
        name: "refuses_a_certificate_where_the_model_attests_itself",
        attack: "mds-attestation-type",
        set: || {
            let mut entry = entry(MODEL, &authenticator().authority().root(), json!([]));
            entry["metadataStatement"]["attestationTypes"] = json!(["basic_surrogate", "novel"]);
            set(vec![entry])
        },
        made: packed,
        expect: &["mds-trust-attestation-type"],
    },
    Row {
        name: "accepts_a_certificate_where_the_types_are_not_said",
        attack: "",
        set: || {
            let mut entry = entry(MODEL, &authenticator().authority().root(), json!([]));
            entry["metadataStatement"]["attestationTypes"] = Value::Null;
            set(vec![entry])
        },
        made: packed,
        expect: &[],
    },
    Row {
        name: "refuses_a_tpm_whose_model_has_no_attestation_authority",
        attack: "mds-attestation-type",
        set: || reporting(json!([])),
        made: || attested(Attestation::Tpm),
        expect: &["mds-trust-attestation-type"],
    },
    Row {
        name: "accepts_a_tpm_whose_model_has_one",
        attack: "",
        set: || {
            let mut entry = entry(MODEL, &authenticator().authority().root(), json!([]));
            entry["metadataStatement"]["attestationTypes"] = json!(["attca"]);
            set(vec![entry])
        },
        made: || attested(Attestation::Tpm),
        expect: &[],
    },
    Row {
        name: "accepts_an_anonymization_authority",
        attack: "",
        set: || {
            let mut entry = entry(MODEL, &authenticator().authority().root(), json!([]));
            entry["metadataStatement"]["attestationTypes"] = json!(["anonca"]);
            set(vec![entry])
        },
        made: || attested(Attestation::Apple),
        expect: &[],
    },
    Row {
        name: "accepts_android_keys",
        attack: "",
        set: || reporting(json!([])),
        made: || attested(Attestation::AndroidKey),
        expect: &[],
    },
    Row {
        name: "accepts_an_algorithm_that_is_not_listed_and_reports_it",
        attack: "mds-algorithm",
        set: || {
            let mut entry = entry(MODEL, &authenticator().authority().root(), json!([]));
            entry["metadataStatement"]["authenticationAlgorithms"] = json!(["ed25519_eddsa_sha512_raw"]);
            set(vec![entry])
        },
        made: packed,
        expect: &[],
    },
    Row {
        name: "refuses_an_algorithm_that_is_not_listed_where_that_is_demanded",
        attack: "mds-algorithm",
        set: || {
            let mut entry = entry(MODEL, &authenticator().authority().root(), json!([]));
            entry["metadataStatement"]["authenticationAlgorithms"] = json!(["ed25519_eddsa_sha512_raw"]);
            set(vec![entry]).demand_listed_algorithm()
        },
        made: packed,
        expect: &["mds-trust-algorithm"],
    },
    Row {
        name: "accepts_u2f_by_the_key_of_its_certificate",
        attack: "mds-zero-aaguid",
        set: || set(vec![entry_by_key(&u2f_key_identifier(), &authenticator().authority().root())]),
        made: u2f,
        expect: &[],
    },
    Row {
        name: "refuses_u2f_by_an_aaguid_that_it_claims",
        attack: "mds-zero-aaguid",
        set: || reporting(json!([])),
        made: u2f_with_aaguid,
        expect: &["mds-trust-look-up"],
    },
    Row {
        name: "accepts_u2f_by_its_key_whatever_is_known_of_an_aaguid_that_it_claims",
        attack: "mds-zero-aaguid",
        set: || {
            let root = authenticator().authority().root();
            set(vec![
                entry(MODEL, &root, json!([{ "status": "REVOKED" }])),
                entry_by_key(&u2f_key_identifier(), &root),
            ])
        },
        made: u2f_with_aaguid,
        expect: &[],
    },
    Row {
        name: "refuses_an_entry_for_the_zero_aaguid",
        attack: "mds-zero-aaguid",
        set: || set(vec![entry(Aaguid::new([0; 16]), &authenticator().authority().root(), json!([]))]),
        made: without_model,
        expect: &["mds-trust-look-up"],
    },
    Row {
        name: "accepts_a_zero_aaguid_by_a_key_in_the_path",
        attack: "mds-zero-aaguid",
        set: || {
            let authority = authenticator().authority();
            set(vec![entry_by_key(&authority.intermediate_key().key_identifier(), &authority.root())])
        },
        made: without_model,
        expect: &[],
    },
    Row {
        name: "refuses_to_fall_back_from_a_refused_model_to_the_key_of_its_certificate",
        attack: "",
        set: || {
            let root = authenticator().authority().root();
            set(vec![
                entry(MODEL, &root, json!([{ "status": "REVOKED" }])),
                entry_by_key(&u2f_key_identifier(), &root),
            ])
        },
        made: packed,
        expect: &["mds-trust-status"],
    },
    Row {
        name: "refuses_to_fall_back_from_an_unknown_model_to_the_key_of_its_certificate",
        attack: "mds-unknown-aaguid",
        set: || set(vec![entry_by_key(&u2f_key_identifier(), &authenticator().authority().root())]),
        made: packed,
        expect: &["mds-trust-look-up"],
    },
];

fn u2f() -> RegistrationCeremony {
    authenticator()
        .register(b"a challenge of the server", "example.org", "https://example.org")
        .user_handle(b"alice")
        .attestation(Attestation::FidoU2f)
        .build()
}

/// The same, with an AAGUID in authenticator data that no signature covers.
fn u2f_with_aaguid() -> RegistrationCeremony {
    authenticator()
        .register(b"a challenge of the server", "example.org", "https://example.org")
        .user_handle(b"alice")
        .attestation(Attestation::FidoU2f)
        .authenticator_data(|data| data.aaguid(MODEL.bytes()).flag(flags::UV, false))
        .build()
}

/// A packed attestation of no model.
fn without_model() -> RegistrationCeremony {
    without_model_and(|x5c| x5c)
}

/// The same, with other certificates sent along.
fn without_model_and(change: fn(Vec<Vec<u8>>) -> Vec<Vec<u8>>) -> RegistrationCeremony {
    authenticator()
        .with_aaguid([0; 16])
        .register(b"a challenge of the server", "example.org", "https://example.org")
        .user_handle(b"alice")
        .attestation(Attestation::PackedBasic)
        .statement(move |statement| statement.with_intermediate().x5c(change))
        .build()
}

/// The steps that keep out a model that is known.
const KEPT_OUT: [&str; 3] = ["mds-trust-status", "mds-trust-attestation-type", "mds-trust-algorithm"];

#[test]
fn accepts_and_refuses_every_row_at_its_steps() {
    let mut names = BTreeSet::new();
    for Row { name, attack, set, made, expect } in ROWS {
        assert!(names.insert(*name), "{name} stands there twice");
        assert!(attack.is_empty() || attack.starts_with("mds-"), "{name}");
        let judged = judge(&set(), &made());
        assert_eq!(judged.refused, *expect, "{name}: {:?} {:?}", judged.verdict, judged.path);
        assert_eq!(judged.is_trusted, expect.is_empty() && judged.path.is_some(), "{name}");
        assert_eq!(name.starts_with("accepts_"), expect.is_empty(), "{name}");
        // What a ceremony finds agrees.
        assert_eq!(judged.in_ceremony, judged.is_trusted, "{name}");
        // A ceremony that takes unknown models takes none that is known and kept out.
        let of_model = |step: &&str| KEPT_OUT.contains(step);
        let is_known_twice = *name == "refuses_a_model_that_two_entries_claim_to_be";
        let is_kept_out = is_known_twice || expect.iter().any(of_model);
        assert_eq!(judged.is_acceptable, !is_kept_out && !expect.contains(&"mds-trust-look-up"), "{name}");
        match judged.kept_out {
            Some((step, cause)) => {
                assert!(is_kept_out && step.starts_with("7.1.24."), "{name}: {cause}");
                assert_eq!(cause, Cause::ModelRefused, "{name}");
            }
            None => assert!(!is_kept_out, "{name}"),
        }
    }
    let refused: BTreeSet<_> = ROWS.iter().flat_map(|row| row.expect.iter().copied()).collect();
    assert_eq!(refused, steps::TRUST.iter().map(|step| step.id()).collect::<BTreeSet<_>>());
}

#[test]
fn accepts_with_every_step_of_the_table_shown_in_order() {
    let set = reporting(json!([{ "status": "FIDO_CERTIFIED_L1plus" }]));
    let (made, mut trace) = (packed(), Recording::default());
    with_statement(made.attestation_object(), made.client_data_json(), NOW, |statement, aaguid| {
        let policy = TrustPolicy::trusted();
        let metadata = set.at(NOW, &RUST_CRYPTO);
        let trust = metadata.assess_traced(&Claim::of(statement, aaguid, &policy), &mut trace);
        assert!(trust.is_trusted());
        assert_eq!((trust.attestation_type(), trust.algorithm()), (Some(Listed::Yes), Some(Listed::Yes)));
        assert_eq!(trust.path(), Some(Ok(2)));
        assert!(matches!(trust.found(), Found::Entry(found) if found.source() == 0 && found.entry().aaguid() == Some(MODEL)));
        assert_eq!(trust.verdict().unwrap().level(), Some(CertificationLevel::L1Plus));
    })
    .unwrap();
    let shown: Vec<_> = trace.records().iter().map(|record| (record.step().id(), record.got())).collect();
    assert_eq!(
        shown,
        [
            ("mds-trust-look-up", "one entry"),
            ("mds-trust-status", "L1+"),
            ("mds-trust-attestation-type", "listed"),
            ("mds-trust-algorithm", "listed"),
            ("mds-trust-path", "trusted"),
        ]
    );
    assert_eq!(trace.records()[0].expected(), MODEL.to_string());
}

// attack: mds-algorithm
#[test]
fn accepts_an_algorithm_that_is_not_listed_with_a_word_about_it() {
    let mut entry = entry(MODEL, &authenticator().authority().root(), json!([]));
    entry["metadataStatement"]["authenticationAlgorithms"] = json!(["ed25519_eddsa_sha512_raw"]);
    let judged = judge(&set(vec![entry.clone()]), &packed());
    assert_eq!((judged.algorithm, judged.is_trusted), (Some(Listed::No), true));
    entry["metadataStatement"]["authenticationAlgorithms"] = json!(["novel"]);
    let judged = judge(&set(vec![entry]).demand_listed_algorithm(), &packed());
    assert_eq!((judged.algorithm, judged.is_trusted), (Some(Listed::Unclear), true));
}

/// Each part of the answer stands for itself: a path is judged also where the policy refuses.
#[test]
fn refuses_by_policy_and_says_what_became_of_the_path() {
    let judged =
        judge(&reporting(json!([{ "status": "REVOKED", "effectiveDate": "2025-01-01" }])), &packed());
    assert_eq!(judged.path, Some(Ok(2)));
    let verdict = judged.verdict.unwrap();
    let since = countersign_mds::Date::parse("2025-01-01");
    assert_eq!(verdict.reasons(), [Reason::Status { status: Status::Revoked, place: 0, since }]);
    assert_eq!(verdict.reasons()[0].to_string(), "REVOKED since 2025-01-01");
    let judged = judge(&of_another_model(), &packed());
    assert!(judged.verdict.unwrap().is_allowed());
    assert!(matches!(judged.path, Some(Err(PathRule::NoAnchor | PathRule::Signature))), "{:?}", judged.path);
}

fn statement_json(aaguid: Aaguid, root: &[u8]) -> Vec<u8> {
    let statement = json!({
        "aaguid": aaguid.to_string(),
        "description": "Bare",
        "attestationTypes": ["basic_full"],
        "attestationRootCertificates": [STANDARD.encode(root)],
        "novel": 1,
    });
    format!("\n {statement}\n").into_bytes()
}

#[test]
fn accepts_bare_statements_and_the_first_source_that_knows_a_model() {
    let root = authenticator().authority().root();
    let bare = Arc::new(BareStatement::from_json(&statement_json(MODEL, &root)).unwrap());
    let found = bare.entry();
    assert_eq!((found.aaguid(), found.statement().description()), (Some(MODEL), Some("Bare")));
    assert!(found.status_reports().is_empty() && found.rogue_list().is_none());
    let ignored = found.ignored();
    assert_eq!(
        (ignored.len(), ignored[0].member(), ignored[0].reason()),
        (1, "novel", &IgnoredReason::UnknownMember)
    );
    assert_eq!(found.time_of_last_status_change(), Ok(None));

    let alone = MetadataSet::new().with_statement(Arc::clone(&bare));
    assert!(judge(&alone, &packed()).is_trusted);
    // A blob in front that refuses the model is not overruled, nor is one that knows it twice, or with another root.
    let refusing = entry(MODEL, &root, json!([{ "status": "REVOKED" }]));
    for entries in [
        vec![refusing.clone()],
        vec![refusing.clone(), refusing.clone()],
        vec![entry(MODEL, &other_root(), json!([]))],
    ] {
        let both = set(entries).with_statement(Arc::clone(&bare));
        assert!(!judge(&both, &packed()).is_trusted && !judge(&both, &packed()).in_ceremony);
    }
    // Behind, it changes nothing; and one that does not know the model leaves it to the next.
    let bare_first = MetadataSet::new().with_statement(Arc::clone(&bare)).with_blob(blob(vec![refusing]));
    assert!(judge(&bare_first, &packed()).is_trusted);
    let unknown = set(vec![entry(OTHER, &root, json!([]))]).with_statement(bare);
    assert!(judge(&unknown, &packed()).is_trusted);
    assert!(matches!(unknown.by_aaguid(MODEL), Found::Entry(found) if found.source() == 1));
    assert!(matches!(unknown.by_aaguid(Aaguid::new([0; 16])), Found::Nothing));
    let shown = format!("{unknown:?}");
    assert!(shown.starts_with("MetadataSet { sources: 2, policy: StatusPolicy {"), "{shown}");
}

#[test]
fn accepts_bare_statements_and_says_what_their_identifiers_are_worth() {
    let ignored = |statement: Value| {
        let bare = BareStatement::from_json(statement.to_string().as_bytes()).unwrap();
        bare.entry().ignored().iter().map(ToString::to_string).collect::<Vec<_>>()
    };
    assert_eq!(ignored(json!({})), ["entry 0, : no identifier to be found by"]);
    assert_eq!(ignored(json!({ "aaguid": MODEL.to_string() })), [""; 0]);
    assert_eq!(
        ignored(json!({ "aaguid": Aaguid::new([0; 16]).to_string() })),
        ["entry 0, aaguid: the AAGUID of no model"]
    );
    assert_eq!(ignored(json!({ "aaguid": 7 })), ["entry 0, aaguid: another type than it may have"]);
    assert_eq!(
        ignored(json!({ "aaguid": MODEL.to_string(), "aaid": "0001#0001" })),
        ["entry 0, aaid: an identifier of a second kind"]
    );
    let keys = json!({ "attestationCertificateKeyIdentifiers": ["0a".repeat(20), "xx"] });
    assert_eq!(
        ignored(keys),
        ["entry 0, attestationCertificateKeyIdentifiers[1]: not of the form that it should have"]
    );
    // What it says of itself elsewhere is compared with its own AAGUID.
    let other = json!({
        "aaguid": MODEL.to_string(),
        "authenticatorGetInfo": { "aaguid": "02".repeat(16) },
    });
    assert_eq!(ignored(other), ["entry 0, authenticatorGetInfo.aaguid: something else than the entry says"]);
}

/// What is said of a model counts also where another of its key identifiers cannot be read.
#[test]
fn refuses_a_revoked_key_beside_one_that_is_none_whatever_another_source_says() {
    let root = authenticator().authority().root();
    let good = entry_by_key(&u2f_key_identifier(), &root);
    let mut revoked = good.clone();
    revoked["statusReports"] = json!([{ "status": "REVOKED" }]);
    revoked["attestationCertificateKeyIdentifiers"].as_array_mut().unwrap().push("xx".into());
    let both = set(vec![revoked]).with_blob(blob(vec![good.clone()]));
    let judged = judge(&both, &u2f());
    assert_eq!((judged.refused, judged.in_ceremony), (vec!["mds-trust-status"], false));
    assert!(judge(&set(vec![good]), &u2f()).is_trusted);
}

/// Whatever is said of the issuer in the first source, the leaf is not looked for in the next one.
#[test]
fn refuses_a_revoked_key_of_the_issuer_whatever_another_source_says_of_the_leaf() {
    let authority = authenticator().authority();
    let root = authority.root();
    let mut revoked = entry_by_key(&authority.intermediate_key().key_identifier(), &root);
    revoked["statusReports"] = json!([{ "status": "REVOKED" }]);
    let good = Arc::new(blob(vec![entry_by_key(&u2f_key_identifier(), &root)]));
    let judged = judge(&set(vec![revoked.clone()]).with_blob(Arc::clone(&good)), &without_model());
    assert_eq!((judged.refused, judged.in_ceremony), (vec!["mds-trust-status"], false));
    let judged = judge(&MetadataSet::new().with_blob(good).with_blob(blob(vec![revoked])), &without_model());
    assert!(judged.is_trusted && judged.in_ceremony);
}

/// A compound attestation with statements of these kinds.
fn compound(parts: &'static [Attestation]) -> RegistrationCeremony {
    authenticator()
        .register(b"a challenge of the server", "example.org", "https://example.org")
        .user_handle(b"alice")
        .attestation(Attestation::Compound)
        .statement(move |statement| statement.parts(parts))
        .build()
}

/// The statements inside are each judged by themselves, and the whole by none of its own.
#[test]
fn accepts_and_refuses_compound_statements_by_what_is_said_of_their_parts() {
    use Attestation::{FidoU2f, None, PackedBasic, PackedSelf};
    let root = authenticator().authority().root();
    let u2f = entry_by_key(&u2f_key_identifier(), &root);
    let both = |reports: Value| set(vec![entry(MODEL, &root, reports), u2f.clone()]);
    let revoked = || both(json!([{ "status": "REVOKED" }]));
    let batch = json!([{
        "status": "ATTESTATION_KEY_COMPROMISE",
        "effectiveDate": "2025-01-01",
        "batchCertificate": certificate_of_another_batch(),
    }]);
    let refused = Some(("7.1.24.c", Cause::ModelRefused));
    for (set, parts, is_trusted, kept_out) in [
        (both(json!([])), &[PackedBasic, FidoU2f][..], true, &Option::None),
        (revoked(), &[PackedBasic, FidoU2f], false, &refused),
        // What is said of another batch is said of no part.
        (both(batch), &[PackedBasic, FidoU2f], true, &Option::None),
        // In U2F there is no AAGUID.
        (revoked(), &[FidoU2f, FidoU2f], true, &Option::None),
        (revoked(), &[PackedSelf, FidoU2f], false, &refused),
        (revoked(), &[None, FidoU2f], false, &refused),
        (revoked(), &[None, None], false, &Some(("7.1.24.a", Cause::ModelRefused))),
    ] {
        let judged = judge(&set, &compound(parts));
        assert_eq!((judged.in_ceremony, &judged.kept_out), (is_trusted, kept_out), "{parts:?}");
    }
}

#[test]
fn refuses_bare_statements_that_are_none() {
    let refused = |json: &[u8]| BareStatement::from_json(json).unwrap_err();
    assert_eq!(refused(b"[]"), PayloadError::Json { line: 1, column: 0 });
    assert_eq!(refused(b"{}\xff"), PayloadError::Encoding { at: 2 });
    let spaces = |count: usize| [b"{}".to_vec(), vec![b' '; count - 2]].concat();
    assert!(BareStatement::from_json(&spaces(MAX_STATEMENT_BYTES)).is_ok());
    let error = refused(&spaces(MAX_STATEMENT_BYTES + 1));
    assert_eq!(error, PayloadError::Size { found: MAX_STATEMENT_BYTES + 1 });
    assert_eq!(error.to_string(), "2097153 bytes are more than a statement may have");
}

/// Software on the host writes the AAGUID, and the root is that of a whole platform.
#[test]
fn refuses_to_vouch_for_a_model_that_the_host_wrote_unless_that_is_accepted() {
    let vouched = |set: &MetadataSet| {
        let made = attested(Attestation::AndroidKey);
        let metadata = set.at(NOW, &RUST_CRYPTO);
        with_statement(made.attestation_object(), made.client_data_json(), NOW, |statement, aaguid| {
            let policy = TrustPolicy::trusted();
            let anchors = AnchorsOf::look_up(statement, aaguid, &metadata, &RUST_CRYPTO);
            match assess(statement, &Judge { policy: &policy, anchors, at: NOW }, &RUST_CRYPTO, &mut ()) {
                Ok(Assessment::Trusted(vouched)) => vouched.aaguid().map(|vouched| vouched.aaguid()),
                other => panic!("{other:?}"),
            }
        })
        .unwrap()
    };
    assert_eq!(vouched(&reporting(json!([]))), None);
    assert_eq!(vouched(&reporting(json!([])).accept_host_written_models()), Some(MODEL));
    // The same by itself: what is said of a model is said of the one that is claimed.
    let certified = json!([{ "status": "FIDO_CERTIFIED_L3" }]);
    let judged = judge(&reporting(certified.clone()), &attested(Attestation::AndroidKey));
    assert_eq!((judged.is_trusted, judged.is_model_vouched), (true, false));
    let judged =
        judge(&reporting(certified).accept_host_written_models(), &attested(Attestation::AndroidKey));
    assert!(judged.is_model_vouched);
}

#[test]
fn accepts_a_model_as_vouched_for_where_the_device_or_its_key_says_it() {
    let by_key = || set(vec![entry_by_key(&u2f_key_identifier(), &authenticator().authority().root())]);
    for (set, made) in [
        (reporting(json!([])), packed()),
        (with_types(json!(["attca"])), attested(Attestation::Tpm)),
        (by_key(), u2f()),
        (by_key(), without_model()),
    ] {
        assert!(judge(&set, &made).is_model_vouched);
    }
    assert!(!judge(&of_another_model(), &packed()).is_model_vouched);
}

/// An anchor is there for a model if it is one of its roots.
#[test]
fn refuses_the_root_of_another_model_as_one_for_the_model() {
    let set = of_another_model().accept_host_written_models();
    let metadata = set.at(NOW, &RUST_CRYPTO);
    let model = countersign_attestation::Model::new(Format::AndroidKey, MODEL);
    let anchor = |der: Vec<u8>| TrustAnchor::from_certificate(&der).unwrap();
    assert!(metadata.is_for_model(&anchor(other_root()), &model));
    assert!(!metadata.is_for_model(&anchor(authenticator().authority().root()), &model));
    let unknown = countersign_attestation::Model::new(Format::AndroidKey, Aaguid::new([1; 16]));
    assert!(!metadata.is_for_model(&anchor(other_root()), &unknown));
}

/// A certificate of an Android key is made on the device, with whatever clock that had.
#[test]
fn accepts_an_android_key_as_one() {
    let expired = || {
        authenticator()
            .register(b"a challenge of the server", "example.org", "https://example.org")
            .user_handle(b"alice")
            .attestation(Attestation::AndroidKey)
            .statement(|statement| {
                statement.certificate(|certificate| certificate.validity(NOW - 2 * DAY, NOW - DAY))
            })
            .build()
    };
    assert!(judge(&reporting(json!([])), &expired()).is_trusted);
}

/// The clock may be wrong by as much for what metadata says as for the ceremony.
#[test]
fn accepts_a_certificate_within_the_clock_skew_of_the_policy() {
    let made = authenticator()
        .register(b"a challenge of the server", "example.org", "https://example.org")
        .user_handle(b"alice")
        .attestation(Attestation::PackedBasic)
        .statement(|statement| statement.certificate(|certificate| certificate.validity(NOW + 9, NOW + DAY)))
        .build();
    let set = reporting(json!([]));
    let is_trusted = |seconds| {
        with_statement(made.attestation_object(), made.client_data_json(), NOW, |statement, aaguid| {
            let policy = TrustPolicy::trusted().with_clock_skew(seconds);
            set.at(NOW, &RUST_CRYPTO).assess(&Claim::of(statement, aaguid, &policy)).is_trusted()
        })
        .unwrap()
    };
    assert!(!is_trusted(8) && is_trusted(9));
}

#[test]
fn accepts_a_set_as_due_where_one_of_its_blobs_is() {
    let until = |date: &str| Scene::with_entries(vec![]).member("nextUpdate", date).verify().unwrap();
    let set = MetadataSet::new().with_blob(until("2026-03-01")).with_blob(until("2026-02-01"));
    assert!(!set.is_due(NOW) && set.is_due(NOW + 31 * DAY) && !MetadataSet::new().is_due(NOW));
    assert!(!set.is_due(NOW + 31 * DAY - 1));
}

#[test]
fn refuses_attestation_certificates_that_are_revoked() {
    let authority = authenticator().authority();
    let made = packed();
    let list = revocation_list(
        &made.certificates()[1],
        authority.intermediate_key(),
        &[&made.certificates()[0]],
        (NOW - DAY, NOW + DAY),
    );
    let revocation = Revocation::NONE.with_list(RevocationList::parse(&list).unwrap());
    let judged = judge(&reporting(json!([])).with_revocation(revocation), &made);
    assert_eq!(
        (judged.path, judged.is_trusted, judged.in_ceremony),
        (Some(Err(PathRule::Revoked)), false, false)
    );
}

/// The verdict of a policy on reports, at the time of these tests.
fn verdict(policy: &StatusPolicy, reports: Value) -> Verdict {
    let set = reporting(reports);
    let entry = set.by_aaguid(MODEL).entry().unwrap();
    let made = packed();
    let path: Vec<_> = made.certificates().iter().map(|der| Certificate::parse(der).unwrap()).collect();
    policy.evaluate(&entry, &path, NOW)
}

/// An entry is judged by no certificate as by any.
// attack: mds-batch-compromise
#[test]
fn refuses_without_certificates_what_is_said_of_some() {
    let set = compromised("batchCertificate", &certificate_of_another_batch());
    let entry = set.by_aaguid(MODEL).entry().unwrap();
    assert!(!StatusPolicy::default().evaluate(&entry, &[], NOW).is_allowed());
    assert_eq!(set.policy().evaluate(&entry, &[], NOW), set.policy().evaluate_model(&entry, NOW));
}

// attack: mds-status-order
#[test]
fn accepts_the_latest_certification_in_effect() {
    let level = |reports: Value| verdict(&StatusPolicy::default(), reports).level();
    let report = |status: &str, date: Value| json!({ "status": status, "effectiveDate": date });
    use CertificationLevel::{Functional, L1, L2, L3, L3Plus};
    assert_eq!(level(json!([])), None);
    assert_eq!(level(json!([report("FIDO_CERTIFIED", json!("2025-01-01"))])), Some(Functional));
    // By date, whatever the order.
    let later = report("FIDO_CERTIFIED_L2", json!("2025-02-01"));
    let earlier = report("FIDO_CERTIFIED_L1", json!("2025-01-01"));
    assert_eq!(level(json!([later, earlier])), Some(L2));
    assert_eq!(level(json!([earlier, later])), Some(L2));
    // On one day, and without a date, by place.
    let same_day = report("FIDO_CERTIFIED_L3", json!("2025-01-01"));
    assert_eq!(level(json!([same_day, earlier])), Some(L1));
    assert_eq!(level(json!([earlier, same_day])), Some(L3));
    assert_eq!(level(json!([later, report("FIDO_CERTIFIED_L3plus", Value::Null)])), Some(L3Plus));
    assert_eq!(level(json!([report("FIDO_CERTIFIED_L3plus", Value::Null), later])), Some(L2));
    // What is not in effect dates nothing that stands behind it.
    let ahead = report("UPDATE_AVAILABLE", json!("2027-01-01"));
    let undated = report("FIDO_CERTIFIED_L3", Value::Null);
    assert_eq!(level(json!([ahead, undated, earlier])), Some(L1));
    assert_eq!(level(json!([undated, earlier])), Some(L1));
    // One without a level takes none away.
    assert_eq!(level(json!([earlier, report("FIDO_CERTIFIED", json!("2025-01-01"))])), Some(L1));
    assert_eq!(level(json!([earlier, report("FIDO_CERTIFIED", json!("2025-03-01"))])), Some(L1));
    // These take all of it.
    for status in ["NOT_FIDO_CERTIFIED", "SELF_ASSERTION_SUBMITTED", "REVOKED"] {
        assert_eq!(level(json!([later, report(status, json!("2025-03-01"))])), None, "{status}");
    }
    // What is ahead, what is over, what is not known and what cannot be dated raises nothing.
    for other in [
        report("FIDO_CERTIFIED_L3", json!("2026-01-02")),
        json!({ "status": "FIDO_CERTIFIED_L3", "effectiveDate": "2025-03-01", "sunsetDate": "2026-01-01" }),
        report("FIDO_CERTIFIED_L9", json!("2025-03-01")),
        report("FIDO_CERTIFIED_L3", json!("2025-02-30")),
        report("FIPS140_CERTIFIED_L4", json!("2025-03-01")),
        report("UPDATE_AVAILABLE", json!("2025-03-01")),
    ] {
        assert_eq!(level(json!([later, other])), Some(L2), "{other}");
    }
}

#[test]
fn accepts_and_refuses_by_the_data_of_the_policy() {
    let policy = StatusPolicy::default;
    let allowed = |policy: &StatusPolicy, reports: Value| verdict(policy, reports).is_allowed();
    let report = |status: &str| json!([{ "status": status, "effectiveDate": "2025-01-01" }]);
    // By default all that is known but five.
    for status in Status::ALL {
        let is_denied = matches!(
            status,
            Status::Revoked
                | Status::UserVerificationBypass
                | Status::AttestationKeyCompromise
                | Status::UserKeyRemoteCompromise
                | Status::UserKeyPhysicalCompromise
        );
        assert_eq!(allowed(&policy(), report(status.name())), !is_denied, "{}", status.name());
        assert_eq!(policy().denies(status), is_denied);
        assert!(!allowed(&policy().deny(status).deny(status), report(status.name())));
        assert!(allowed(&policy().deny(status).accept(status), report(status.name())));
    }
    let unknown = verdict(&policy(), report("ON_FIRE"));
    assert_eq!((unknown.is_allowed(), unknown.remarks()), (true, &[Remark::Unknown { place: 0 }][..]));
    let denied = verdict(&policy().deny_unknown_status(), report("ON_FIRE"));
    assert_eq!(denied.reasons(), [Reason::Unknown { place: 0 }]);
    assert!(policy().deny_unknown_status().denies(Status::Unknown));
    assert!(allowed(&policy().deny_unknown_status().accept(Status::Unknown), report("ON_FIRE")));
    let ahead = json!([{ "status": "ON_FIRE", "effectiveDate": "2027-01-01" }]);
    assert!(allowed(&policy().deny_unknown_status(), ahead));
    assert_eq!(verdict(&policy(), json!([7])).reasons(), [Reason::Unreadable { place: 0 }]);
    assert!(allowed(&policy().accept_unreadable_reports(), json!([7])));

    let levels = policy().demand_level(CertificationLevel::L2);
    assert!(
        allowed(&levels, report("FIDO_CERTIFIED_L2plus")) && allowed(&levels, report("FIDO_CERTIFIED_L2"))
    );
    let low = verdict(&levels, report("FIDO_CERTIFIED_L1plus"));
    let expected =
        Reason::Level { found: Some(CertificationLevel::L1Plus), required: CertificationLevel::L2 };
    assert_eq!(low.reasons(), [expected]);
    // Every reason is given, not the first alone.
    let both = verdict(&levels, json!([{ "status": "REVOKED" }, { "status": "USER_VERIFICATION_BYPASS" }]));
    assert_eq!(both.reasons().len(), 3);
}

#[test]
fn accepts_a_verdict_on_a_model_that_counts_what_is_said_of_some_of_its_devices() {
    let set = reporting(json!([
        { "status": "FIDO_CERTIFIED_L2" },
        { "status": "ATTESTATION_KEY_COMPROMISE", "batchCertificate": certificate_of_another_batch() },
    ]));
    let entry = set.by_aaguid(MODEL).entry().unwrap();
    let verdict = set.policy().evaluate_model(&entry, NOW);
    let named = |reason: &Reason| matches!(reason, Reason::Status { status, .. } if *status == Status::AttestationKeyCompromise);
    assert!(matches!(verdict.reasons(), [reason] if named(reason)), "{verdict:?}");
    assert_eq!(verdict.level(), Some(CertificationLevel::L2));
}

#[test]
fn accepts_reasons_and_remarks_in_words() {
    let policy = StatusPolicy::default().demand_level(CertificationLevel::L1);
    let said = verdict(
        &policy,
        json!([
            { "status": "REVOKED", "effectiveDate": "2026-03-01" },
            { "status": "USER_VERIFICATION_BYPASS" },
            { "status": "ATTESTATION_KEY_COMPROMISE", "batchCertificate": certificate_of_another_batch() },
            { "status": "ON_FIRE" },
            { "status": "UPDATE_AVAILABLE", "authenticatorVersion": 9 },
            { "status": "UPDATE_AVAILABLE" },
            { "status": "RETIRED" },
            7,
        ]),
    );
    let reasons: Vec<_> = said.reasons().iter().map(ToString::to_string).collect();
    assert_eq!(
        reasons,
        ["USER_VERIFICATION_BYPASS", "status report 7 cannot be read", "not certified, where L1 is demanded"]
    );
    let remarks: Vec<_> = said.remarks().iter().map(ToString::to_string).collect();
    assert_eq!(
        remarks,
        [
            "REVOKED is not in effect",
            "attestation keys of other devices are compromised",
            "status report 3 says something that is not known",
            "firmware 9 is available",
            "a new firmware is available",
            "retired",
        ]
    );
}

#[test]
fn accepts_a_statement_for_itself_by_its_key_identifiers() {
    let statement =
        json!({ "description": "Model", "attestationCertificateKeyIdentifiers": ["0a".repeat(20)] });
    let text = statement.to_string();
    let bare = BareStatement::from_json(text.as_bytes()).unwrap();
    assert_eq!(format!("{bare:?}"), format!("BareStatement({} bytes)", text.len()));
    let set = MetadataSet::new().with_statement(bare);
    let found = set.by_key_identifier(&[10; 20]).entry().unwrap();
    assert_eq!(found.statement().description(), Some("Model"));
    for nobody in [set.by_key_identifier(&[11; 20]), set.by_aaguid(Aaguid::new([10; 16]))] {
        assert!(matches!(nobody, Found::Nothing));
    }
}
