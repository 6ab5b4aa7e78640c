//! A registration, built in layers.

use alloc::string::String;
use alloc::vec::Vec;

use serde_json::Value;

use crate::attestation_object::AttestationObject;
use crate::authenticator::Authenticator;
use crate::authenticator_data::{AuthenticatorData, flags};
use crate::client_data::ClientData;
use crate::credential::Credential;
use crate::derive::{derive, derive_array};
use crate::edit::Edits;
use crate::lie::Lie;
use crate::response::Response;
use crate::statement::{Attestation, Attested, Statement};
use crate::{Algorithm, SigningKey};

/// A registration before it is carried out.
///
/// Without changes the ceremony is a truthful one: ES256, no attestation, user present and verified, not backup
/// eligible, a counter of zero. Each layer can be changed before the next is made of it, so that hashes and signatures
/// hold over what was changed.
#[derive(Debug)]
pub struct RegistrationBuilder {
    authenticator: Authenticator,
    challenge: Vec<u8>,
    rp_id: String,
    origin: String,
    user_handle: Vec<u8>,
    algorithm: Algorithm,
    attestation: Attestation,
    credential_key: Option<SigningKey>,
    client_data: Edits<ClientData>,
    authenticator_data: Edits<AuthenticatorData>,
    statement: Edits<Statement>,
    attestation_object: Edits<AttestationObject>,
    response: Edits<Response>,
    lie: Option<Lie>,
}

impl RegistrationBuilder {
    pub(crate) fn new(authenticator: Authenticator, challenge: &[u8], rp_id: &str, origin: &str) -> Self {
        let user_handle = derive_array::<16>(&[b"user handle", authenticator.seed()]).to_vec();
        Self {
            authenticator,
            challenge: challenge.to_vec(),
            rp_id: rp_id.into(),
            origin: origin.into(),
            user_handle,
            algorithm: Algorithm::Es256,
            attestation: Attestation::None,
            credential_key: None,
            client_data: Edits::default(),
            authenticator_data: Edits::default(),
            statement: Edits::default(),
            attestation_object: Edits::default(),
            response: Edits::default(),
            lie: None,
        }
    }

    /// Sets the user handle; 16 bytes made from the seed without.
    #[must_use]
    pub fn user_handle(self, user_handle: &[u8]) -> Self {
        Self { user_handle: user_handle.to_vec(), ..self }
    }

    /// Sets the algorithm of the credential key.
    #[must_use]
    pub fn algorithm(self, algorithm: Algorithm) -> Self {
        Self { algorithm, ..self }
    }

    /// Sets the attestation.
    #[must_use]
    pub fn attestation(self, attestation: Attestation) -> Self {
        Self { attestation, ..self }
    }

    /// Sets the credential key, and its algorithm with it.
    #[must_use]
    pub fn credential_key(self, key: &SigningKey) -> Self {
        Self { credential_key: Some(key.clone()), ..self }
    }

    /// Changes the client data.
    #[must_use]
    pub fn client_data(mut self, change: impl FnOnce(ClientData) -> ClientData + 'static) -> Self {
        self.client_data.push(change);
        self
    }

    /// Changes the authenticator data.
    #[must_use]
    pub fn authenticator_data(
        mut self,
        change: impl FnOnce(AuthenticatorData) -> AuthenticatorData + 'static,
    ) -> Self {
        self.authenticator_data.push(change);
        self
    }

    /// Changes the attestation statement.
    #[must_use]
    pub fn statement(mut self, change: impl FnOnce(Statement) -> Statement + 'static) -> Self {
        self.statement.push(change);
        self
    }

    /// Changes the attestation object.
    #[must_use]
    pub fn attestation_object(
        mut self,
        change: impl FnOnce(AttestationObject) -> AttestationObject + 'static,
    ) -> Self {
        self.attestation_object.push(change);
        self
    }

    /// Changes the JSON of the response.
    #[must_use]
    pub fn response(mut self, change: impl FnOnce(Response) -> Response + 'static) -> Self {
        self.response.push(change);
        self
    }

    /// Tells a lie, on top of what else is changed; the last one that is asked for. One that cannot be told with this
    /// attestation changes nothing: see [`Lie::refused_at`].
    #[must_use]
    pub fn lying(self, lie: Lie) -> Self {
        Self { lie: Some(lie), ..self }
    }

    /// Makes a key of another algorithm than the one that was asked for.
    pub(crate) fn algorithm_not_offered(self) -> Self {
        let other = if self.algorithm == Algorithm::Es384 { Algorithm::Es256 } else { Algorithm::Es384 };
        Self { algorithm: other, credential_key: None, ..self }
    }

    /// The attestation that it will come with.
    pub(crate) const fn current_attestation(&self) -> Attestation {
        self.attestation
    }

    /// Carries the registration out.
    #[must_use]
    pub fn build(mut self) -> RegistrationCeremony {
        if let Some(lie) = self.lie.take() {
            return lie.tell_in_registration(self).build();
        }
        let identity = self.identity();
        let key = self.credential_key.unwrap_or_else(|| SigningKey::from_seed(self.algorithm, &identity));
        let natural_id = derive(&[b"credential id", &identity]);
        let (natural_aaguid, natural_flags) = if self.attestation == Attestation::FidoU2f {
            (&[0; 16], flags::UP)
        } else {
            (self.authenticator.aaguid(), flags::UP | flags::UV)
        };

        let client_data =
            self.client_data.apply(ClientData::new("webauthn.create", &self.challenge, &self.origin));
        let client_data_json = client_data.into_bytes();

        let data = AuthenticatorData::new(&self.rp_id, natural_flags, 0);
        let data = data.attested_credential_data(natural_aaguid, &natural_id, key.cose_key());
        let data = self.authenticator_data.apply(data).write();
        let aaguid = data.aaguid.unwrap_or_else(|| natural_aaguid.to_vec());
        let credential_id = data.credential_id.unwrap_or_else(|| natural_id.to_vec());

        let (authority, attestation_key) =
            (self.authenticator.authority(), self.authenticator.attestation_key());
        let statement = self.statement.apply(Statement::new(self.attestation, authority, attestation_key));
        let statement = statement.write(&Attested {
            credential_key: &key,
            credential_id: &credential_id,
            aaguid: &aaguid,
            authenticator_data: &data.bytes,
            client_data: &client_data_json,
        });

        let object = self.attestation_object.apply(AttestationObject::new(&statement, &data.bytes));
        let attestation_object = object.into_bytes();

        let response = Response::new(&credential_id)
            .bytes("response/clientDataJSON", &client_data_json)
            .bytes("response/attestationObject", &attestation_object)
            .bytes("response/authenticatorData", &data.bytes)
            .member("response/publicKey", convenient_public_key(&key))
            .member("response/publicKeyAlgorithm", key.algorithm().identifier())
            .transports(&["nfc", "usb"]);
        RegistrationCeremony {
            json: self.response.apply(response).into_text(),
            client_data_json,
            authenticator_data: data.bytes,
            attestation_object,
            certificates: statement.certificates,
            credential: Credential {
                id: credential_id,
                rp_id: self.rp_id,
                user_handle: self.user_handle,
                signing_key: key,
                public_key: data.public_key.unwrap_or_default(),
                aaguid,
                flags: data.flags,
                sign_count: data.sign_count,
            },
        }
    }

    /// What tells this credential from others of the authenticator.
    fn identity(&self) -> [u8; 32] {
        derive(&[
            b"credential",
            self.authenticator.seed(),
            self.rp_id.as_bytes(),
            &self.user_handle,
            &self.challenge,
            &self.algorithm.identifier().to_be_bytes(),
        ])
    }
}

/// The public key as a client shows it to the page, which it has to only for three algorithms.
///
/// # Source
/// [§5.2.1.1](https://www.w3.org/TR/webauthn-3/#sctn-public-key-easy)
fn convenient_public_key(key: &SigningKey) -> Value {
    if matches!(key.algorithm(), Algorithm::Es256 | Algorithm::EdDsa | Algorithm::Rs256) {
        crate::response::base64url(&key.public_key_info()).into()
    } else {
        Value::Null
    }
}

/// A registration that was carried out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RegistrationCeremony {
    json: String,
    client_data_json: Vec<u8>,
    authenticator_data: Vec<u8>,
    attestation_object: Vec<u8>,
    certificates: Vec<Vec<u8>>,
    credential: Credential,
}

impl RegistrationCeremony {
    /// The JSON that the page sends: a `RegistrationResponseJSON`.
    #[must_use]
    pub fn json(&self) -> &str {
        &self.json
    }

    /// The credential id as the page writes it, base64url.
    #[must_use]
    pub fn id(&self) -> String {
        crate::response::base64url(self.credential.id())
    }

    /// The bytes of `clientDataJSON`.
    #[must_use]
    pub fn client_data_json(&self) -> &[u8] {
        &self.client_data_json
    }

    /// The bytes of the authenticator data.
    #[must_use]
    pub fn authenticator_data(&self) -> &[u8] {
        &self.authenticator_data
    }

    /// The bytes of the attestation object.
    #[must_use]
    pub fn attestation_object(&self) -> &[u8] {
        &self.attestation_object
    }

    /// The certificates of `x5c` in DER, the attestation certificate first; none for other attestation.
    #[must_use]
    pub fn certificates(&self) -> &[Vec<u8>] {
        &self.certificates
    }

    /// The credential, to authenticate with.
    #[must_use]
    pub const fn credential(&self) -> &Credential {
        &self.credential
    }
}
