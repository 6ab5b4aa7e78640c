//! The ceremonies of section 16 of Web Authentication Level 3, made by the virtual authenticator from the values that the
//! section derives. What no derivation gives stands here and beside it as constants; `docs/w3c-vectors.md` says what and
//! why.

use countersign_authenticator::key_description::AuthorizationList;
use countersign_authenticator::{
    Attestation, AuthenticationCeremony, Authenticator, AuthenticatorData, ClientData, RegistrationCeremony,
    flags,
};
use countersign_wire::base64url;
use serde_json::{Value, json};

use crate::test_vector::TestVector;

use certificates::Root;
use derivation::{Derivation, Derived};
use sections::{Frame, SECTIONS, Section};
use values::{AuthenticationValues, DERIVED_FLAGS, RegistrationValues, consistent};

#[path = "certificates.rs"]
mod certificates;
#[path = "derivation.rs"]
pub(crate) mod derivation;
#[path = "sections.rs"]
mod sections;
#[path = "values.rs"]
mod values;

const RP_ID: &str = "example.org";
const ORIGIN: &str = "https://example.org";
const TOP_ORIGIN: &str = "https://example.com";
/// What stands before the random part of `extraData`.
const EXTRA_DATA: &str =
    "clientDataJSON may be extended with additional fields in the future, such as this: ";
/// When registrations are judged.
const AT: &str = "2024-08-01T00:00:00Z";
/// The examples have no user handle, and a stored credential has to belong to somebody.
const USER: &[u8] = b"the user of the examples";

/// What the maker makes, and of what.
pub(crate) struct Made {
    pub(crate) vectors: Vec<TestVector>,
    pub(crate) derived: Vec<Derived>,
}

/// Every vector, and every value that was derived for one.
pub(crate) fn make() -> Made {
    let mut made = Made { vectors: Vec::new(), derived: Vec::new() };
    let root = Root::derive(&mut made.derived);
    for section in SECTIONS {
        section.make(&root, &mut made);
    }
    made
}

impl Section {
    fn make(&self, root: &Root, made: &mut Made) {
        let mut values = Derivation::new(self.info);
        let registration = self.registration_values(&mut values);
        let authentication = self.authentication_values(&mut values);
        made.derived.extend(values.finish());

        let registered = self.register(root, &registration, AuthorizationList::empty());
        let vector = self.registration_vector("registration", root, &registration, &registered);
        if self.attestation == Attestation::AndroidKey {
            // As the draft has it: nothing says that the key was generated in the store, and to sign.
            let description = format!("{}, with both authorization lists empty", self.about);
            made.vectors.push(vector.set("description", description).refused_at("8.4.v5.b.1"));
            let authorizations = AuthorizationList::empty().purposes(&[2]).origin(0);
            let corrected = self.register(root, &registration, authorizations);
            let vector = self.registration_vector("corrected-registration", root, &registration, &corrected);
            made.vectors.push(self.found(vector, &corrected));
        } else {
            made.vectors.push(self.found(vector, &registered));
        }
        let authenticated = self.authenticate(&registered, &authentication);
        made.vectors.push(self.authentication_vector(&authentication, &registered, &authenticated));
    }

    fn register(
        &self,
        root: &Root,
        values: &RegistrationValues,
        authorizations: AuthorizationList,
    ) -> RegistrationCeremony {
        let (frame, extra_data) = (self.frame, values.extra_data.clone());
        let (aaguid, credential_id, flags) =
            (values.aaguid.clone(), values.credential_id.clone(), values.flags);
        Authenticator::from_seed(&[0; 32])
            .register(&values.challenge, RP_ID, ORIGIN)
            .user_handle(USER)
            .attestation(self.attestation)
            .credential_key(&values.credential_key)
            .client_data(move |data| client_data(data, frame, extra_data))
            .authenticator_data(move |data| {
                authenticator_data(data, flags).aaguid(&aaguid).credential_id(&credential_id)
            })
            .statement(root.attest(self.attestation, &values.certified, authorizations))
            .response(|response| {
                // What the examples do not have.
                ["response/authenticatorData", "response/publicKey", "response/publicKeyAlgorithm"]
                    .into_iter()
                    .fold(response, |response, path| response.without(path))
                    .transports(&[])
                    .without("authenticatorAttachment")
            })
            .build()
    }

    fn authenticate(
        &self,
        registered: &RegistrationCeremony,
        values: &AuthenticationValues,
    ) -> AuthenticationCeremony {
        let (frame, extra_data) = (self.frame, values.extra_data.clone());
        // Whether it may be backed up was settled at the registration.
        let eligibility = registered.credential().flags() & flags::BE;
        let flags = consistent((values.flags & !flags::BE) | eligibility);
        registered
            .credential()
            .authenticate(&values.challenge, ORIGIN)
            .client_data(move |data| client_data(data, frame, extra_data))
            .authenticator_data(move |data| authenticator_data(data, flags))
            .response(|response| response.without("authenticatorAttachment").without("response/userHandle"))
            .build()
    }

    /// What both ceremonies have.
    fn vector(&self, ceremony: &str, kind: &str, challenge: &[u8], response: &str) -> TestVector {
        let response: Value = serde_json::from_str(response).unwrap_or_else(|_| response.into());
        let source =
            "made by countersign-authenticator from the values that Web Authentication Level 3 derives in";
        let vector = TestVector::new("w3c-l3", &format!("{}-{ceremony}", self.stem))
            .set("source", format!("{source} section 16.{}, see docs/w3c-vectors.md", self.number))
            .set("description", self.about)
            .set("ceremony", kind)
            .set("rp/id", RP_ID)
            .set("rp/origins", json!([ORIGIN]))
            .set("rp/allow_cross_origin", self.frame != Frame::Own)
            .set("options/challenge", base64url::encode(challenge))
            .set("options/user_verification", "preferred")
            .set("options/user_presence", "required")
            .set("options/extensions", json!({}))
            .set("response", response);
        match self.frame {
            Frame::Own | Frame::Foreign => vector,
            Frame::ForeignAndNamed => vector.set("rp/top_origins", json!([TOP_ORIGIN])),
        }
    }

    fn registration_vector(
        &self,
        ceremony: &str,
        root: &Root,
        values: &RegistrationValues,
        registered: &RegistrationCeremony,
    ) -> TestVector {
        let conveyance = if self.attestation == Attestation::None { "none" } else { "direct" };
        let vector = self
            .vector(ceremony, "registration", &values.challenge, registered.json())
            .set("options/algorithms", json!([self.algorithm.identifier()]))
            .set("attestation/conveyance", conveyance)
            .set("attestation/require_trusted", self.has_certificate())
            .set("attestation/at", AT);
        let vector = if self.has_certificate() {
            vector.set("attestation/trust_anchors", json!([base64url::encode(&root.certificate())]))
        } else {
            vector
        };
        if self.attestation == Attestation::Tpm {
            // No vendor has the number zero.
            vector.set("policy/accept_unregistered_tpm_manufacturer", true)
        } else {
            vector
        }
    }

    fn authentication_vector(
        &self,
        values: &AuthenticationValues,
        registered: &RegistrationCeremony,
        authenticated: &AuthenticationCeremony,
    ) -> TestVector {
        let credential = registered.credential();
        let id = base64url::encode(credential.id());
        let user = base64url::encode(credential.user_handle());
        self.vector("authentication", "authentication", &values.challenge, authenticated.json())
            .set("options/allow_credentials", json!([id]))
            .set("user_handle", user.as_str())
            .set("credential/id", id)
            .set("credential/public_key", base64url::encode(credential.public_key()))
            .set("credential/sign_count", credential.sign_count())
            .set("credential/user_handle", user)
            .set("credential/backup_eligible", credential.is_backup_eligible())
            .set("credential/backup_state", credential.is_backed_up())
            .set("credential/uv_initialized", credential.flags() & flags::UV != 0)
            .accepted()
            .set("expect/sign_count", authenticated.credential().sign_count())
            .flags(authenticated.credential().flags())
    }

    /// What is expected of an accepted registration.
    fn found(&self, vector: TestVector, registered: &RegistrationCeremony) -> TestVector {
        let (format, attestation_type) = self.found;
        let credential = registered.credential();
        let aaguid: [u8; 16] = credential.aaguid().try_into().unwrap_or_default();
        let vector = vector
            .accepted()
            .set("expect/format", format)
            .set("expect/attestation_type", attestation_type)
            .set("expect/algorithm", self.algorithm.identifier())
            .set("expect/aaguid", countersign_wire::Aaguid::new(aaguid).to_string())
            .set("expect/sign_count", credential.sign_count())
            .flags(credential.flags());
        if self.has_certificate() { vector.set("expect/trusted", true) } else { vector }
    }
}

fn client_data(data: ClientData, frame: Frame, extra_data: Option<Vec<u8>>) -> ClientData {
    let data = match frame {
        Frame::Own => data,
        Frame::Foreign => data.cross_origin(true),
        Frame::ForeignAndNamed => data.cross_origin(true).top_origin(TOP_ORIGIN),
    };
    match extra_data {
        Some(random) => data.member("extraData", format!("{EXTRA_DATA}{}", base64url::encode(&random))),
        None => data,
    }
}

fn authenticator_data(data: AuthenticatorData, derived: u8) -> AuthenticatorData {
    data.flag(DERIVED_FLAGS, false).flag(derived, true).sign_count(0)
}
