//! Attestations that a record keeps, judged again later: what is still accepted, and at which step the rest is refused.

use countersign::{
    Accepting, Attestation as Found, AttestationStorage, CredentialRecord, EnterpriseAttestation, Error,
    KeptAttestationFacts, RUST_CRYPTO, Recording, RelyingParty, Trust, TrustAnchors, TrustPolicy,
    TrustedAttestation, UnixTime,
};
use countersign_authenticator::{Attestation, Extension, NOT_BEFORE, RegistrationBuilder};
use countersign_wire::base64url;
use serde_json::Value as Json;

use crate::support::{
    CHALLENGE, Ceremony as _, HANDLE, NOW, ORIGIN, RP_ID, Registering, Verdict, authenticator, path, root,
};

/// A year in seconds.
const YEAR: i64 = 31_536_000;

/// What is judged again, and by what.
struct Again {
    record: Json,
    rp_id: &'static str,
    now: i64,
    enterprise: EnterpriseAttestation,
    demanded: TrustedAttestation,
    trust: Option<(TrustPolicy, TrustAnchors)>,
}

impl Again {
    /// A trusted `packed` attestation, a year after its registration.
    fn truthful() -> Self {
        let ceremony = Registering::truthful()
            .answer(|answer| answer.attestation(Attestation::PackedBasic))
            .options(|options| options.attestation_storage(AttestationStorage::Keep));
        let Verdict::Accepted(registered) = ceremony.run().verdict else { panic!("it is refused") };
        Self {
            record: serde_json::from_str(&registered.registration.record().to_json()).unwrap(),
            rp_id: RP_ID,
            now: NOW + YEAR,
            enterprise: EnterpriseAttestation::NotRequested,
            demanded: TrustedAttestation::Optional,
            trust: Some((TrustPolicy::trusted(), TrustAnchors::new().with(root()))),
        }
    }

    /// Keeps the attestation object and the client data of another registration of the credential.
    fn keeps(self, change: impl FnOnce(RegistrationBuilder) -> RegistrationBuilder) -> Self {
        let answer = authenticator().register(CHALLENGE, RP_ID, ORIGIN).user_handle(HANDLE);
        let made = change(answer.attestation(Attestation::PackedBasic)).build();
        self.bytes("attestationObject", |_| made.attestation_object().to_vec())
            .bytes("attestationClientDataJSON", |_| made.client_data_json().to_vec())
    }

    /// Changes the bytes of a member of the record.
    fn bytes(mut self, name: &str, change: impl FnOnce(Vec<u8>) -> Vec<u8>) -> Self {
        let bytes = base64url::decode(self.record[name].as_str().unwrap(), FIELD, 1 << 16).unwrap();
        self.record[name] = base64url::encode(&change(bytes)).into();
        self
    }

    fn without(mut self, name: &str) -> Self {
        self.record.as_object_mut().unwrap().remove(name).unwrap();
        self
    }

    fn trust(self, policy: TrustPolicy, anchors: TrustAnchors) -> Self {
        Self { trust: Some((policy, anchors)), ..self }
    }

    /// What is found now, and the steps that were carried out.
    fn judge(&self) -> (Result<Found, Error>, Recording) {
        let record = CredentialRecord::from_json(&self.record.to_string()).unwrap();
        let builder = RelyingParty::builder(self.rp_id, "Example").unwrap();
        let relying_party =
            builder.origin(&format!("https://{}", self.rp_id)).unwrap().build(&RUST_CRYPTO).unwrap();
        let facts = KeptAttestationFacts {
            now: UnixTime::from_seconds(self.now),
            registered: UnixTime::from_seconds(NOW),
            enterprise: self.enterprise,
            demanded: self.demanded,
            trust: match &self.trust {
                Some((policy, anchors)) => Trust::Assessed { policy, anchors },
                None => Trust::NotAssessed,
            },
        };
        let mut trace = Recording::default();
        let found = record.verify_attestation_traced(&relying_party, &facts, &mut trace);
        let untraced = record.verify_attestation(&relying_party, &facts);
        assert_eq!(untraced.err(), found.as_ref().err().cloned());
        (found, trace)
    }
}

const FIELD: countersign_wire::Field = countersign_wire::Field::Credential;

fn last_byte_changed(mut bytes: Vec<u8>) -> Vec<u8> {
    *bytes.last_mut().unwrap() ^= 1;
    bytes
}

/// What is changed, and where that is refused.
type Row = (&'static str, fn(Again) -> Again, &'static str);

const REFUSED: &[Row] = &[
    ("refuses_a_record_that_keeps_no_object", |again| again.without("attestationObject"), "c.state"),
    (
        "refuses_a_record_that_keeps_no_client_data",
        |again| again.without("attestationClientDataJSON"),
        "c.state",
    ),
    ("refuses_the_object_of_another_credential", |again| again.bytes("id", last_byte_changed), "c.state"),
    (
        "refuses_the_object_of_another_key",
        |again| {
            let key = authenticator().register(CHALLENGE, RP_ID, ORIGIN).user_handle(b"another").build();
            again.bytes("publicKey", |_| key.credential().public_key().to_vec())
        },
        "c.state",
    ),
    (
        "refuses_an_object_that_was_cut",
        |again| again.bytes("attestationObject", |object| object[..object.len() - 1].to_vec()),
        "7.1.13/2.4.r1",
    ),
    ("refuses_at_another_relying_party", |again| Again { rp_id: "example.com", ..again }, "7.1.14"),
    (
        "refuses_an_unknown_format",
        |again| again.keeps(|answer| answer.statement(|statement| statement.format("of-tomorrow"))),
        "7.1.21",
    ),
    (
        "refuses_other_client_data",
        |again| again.bytes("attestationClientDataJSON", last_byte_changed),
        "7.1.22/8.2.v2.a",
    ),
    ("refuses_enterprise_attestation_that_nobody_asked_for", enterprise, "7.1.22/8.2.2.r2"),
    (
        "refuses_a_certificate_that_has_expired_since",
        |again| {
            again.keeps(|answer| {
                answer.statement(|statement| {
                    statement.certificate(|certificate| certificate.validity(NOT_BEFORE, NOW + YEAR - 1))
                })
            })
        },
        "7.1.24/7.1.24.c",
    ),
    (
        "refuses_an_anchor_that_is_no_longer_trusted",
        |again| again.trust(TrustPolicy::trusted(), TrustAnchors::new()),
        "7.1.24/7.1.24.c",
    ),
    (
        "refuses_untrusted_attestation_that_was_demanded_to_be_trusted",
        |again| Again { demanded: TrustedAttestation::Required, ..untrusted(again) },
        "7.1.24/7.1.24.c",
    ),
    (
        "refuses_to_look_away_from_attestation_that_was_demanded_to_be_trusted",
        |again| Again { demanded: TrustedAttestation::Required, trust: None, ..again },
        "7.1.24",
    ),
];

/// An attestation that no anchor vouches for, where that is accepted.
fn untrusted(again: Again) -> Again {
    let policy = TrustPolicy::accepting(Accepting::default().accept_untrusted_attestation());
    again.trust(policy, TrustAnchors::new())
}

/// An attestation that names its device.
fn enterprise(again: Again) -> Again {
    again.keeps(|answer| {
        answer.statement(|statement| {
            statement.certificate(|certificate| certificate.extension(Extension::serial_number(b"17")))
        })
    })
}

#[test]
fn refuses_kept_attestations_by_the_table() {
    let failure = |(name, change, at): &Row| {
        let got =
            change(Again::truthful()).judge().0.map_or_else(|error| path(&error), |_| "accepted".into());
        (got != *at).then(|| format!("row {name}: expected refused at {at}, got {got}"))
    };
    let failures: Vec<String> = REFUSED.iter().filter_map(failure).collect();
    assert!(failures.is_empty(), "{} rows failed:\n{}", failures.len(), failures.join("\n"));
}

#[test]
fn accepts_a_kept_attestation_with_new_anchors_and_time() {
    let again = Again::truthful();
    let (found, trace) = again.judge();
    let found = found.unwrap();
    assert_eq!((found.is_trusted(), found.anchor()), (true, Some(&root())));
    assert_eq!((found.vouched().unwrap().length(), found.trust_path().len()), (1, 1));
    let ids: Vec<_> = trace.records().iter().map(|record| record.step().id()).collect();
    let own: Vec<_> = ids.into_iter().filter(|id| id.starts_with("7.1.")).collect();
    assert_eq!(own, ["7.1.13", "7.1.14", "7.1.21", "7.1.22", "7.1.23", "7.1.24.c", "7.1.24"]);
}

#[test]
fn accepts_a_kept_attestation_whose_trust_nobody_judges() {
    let found = Again { trust: None, ..Again::truthful() }.judge().0.unwrap();
    assert_eq!((found.is_trusted(), found.distrust()), (false, None));
}

#[test]
fn accepts_a_kept_attestation_that_nobody_vouches_for_where_none_had_to() {
    let found = untrusted(Again::truthful()).judge().0.unwrap();
    assert!(!found.is_trusted() && found.distrust().is_some());
}

#[test]
fn accepts_a_kept_attestation_that_had_to_be_trusted_and_is() {
    let again = Again { demanded: TrustedAttestation::Required, ..Again::truthful() };
    assert!(again.judge().0.unwrap().is_trusted());
}

#[test]
fn accepts_a_kept_enterprise_attestation_that_was_asked_for() {
    let again = enterprise(Again::truthful());
    let again = Again { enterprise: EnterpriseAttestation::Requested, ..again };
    assert!(again.judge().0.unwrap().is_trusted());
}
