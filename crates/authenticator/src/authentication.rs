//! An authentication, built in layers.

use alloc::string::String;
use alloc::vec::Vec;

use crate::authenticator_data::{AuthenticatorData, flags};
use crate::client_data::ClientData;
use crate::credential::Credential;
use crate::edit::Edits;
use crate::lie::Lie;
use crate::response::Response;
use crate::signature::Signature;

/// An authentication before it is carried out.
///
/// Without changes the ceremony is a truthful one: user present and verified, the backup flags of the credential, a
/// counter one higher than the last, the user handle as of a discoverable credential.
#[derive(Debug)]
pub struct AuthenticationBuilder {
    credential: Credential,
    challenge: Vec<u8>,
    origin: String,
    client_data: Edits<ClientData>,
    authenticator_data: Edits<AuthenticatorData>,
    signature: Edits<Signature>,
    response: Edits<Response>,
    lie: Option<Lie>,
}

impl AuthenticationBuilder {
    pub(crate) fn new(credential: Credential, challenge: &[u8], origin: &str) -> Self {
        Self {
            credential,
            challenge: challenge.to_vec(),
            origin: origin.into(),
            client_data: Edits::default(),
            authenticator_data: Edits::default(),
            signature: Edits::default(),
            response: Edits::default(),
            lie: None,
        }
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

    /// Changes how the signature is made, or the signature.
    #[must_use]
    pub fn signature(mut self, change: impl FnOnce(Signature) -> Signature + 'static) -> Self {
        self.signature.push(change);
        self
    }

    /// Changes the JSON of the response. A credential that is not discoverable gives no `response/userHandle`.
    #[must_use]
    pub fn response(mut self, change: impl FnOnce(Response) -> Response + 'static) -> Self {
        self.response.push(change);
        self
    }

    /// Tells a lie, on top of what else is changed; the last one that is asked for. One that cannot be told in an
    /// authentication changes nothing: see [`Lie::refused_at`].
    #[must_use]
    pub fn lying(self, lie: Lie) -> Self {
        Self { lie: Some(lie), ..self }
    }

    /// Counts on from the last ceremony by so many, back if it is negative.
    pub(crate) fn counted(self, by: i32) -> Self {
        let count = self.credential.sign_count.saturating_add_signed(by);
        self.authenticator_data(move |data| data.sign_count(count))
    }

    /// Carries the authentication out.
    #[must_use]
    pub fn build(mut self) -> AuthenticationCeremony {
        if let Some(lie) = self.lie.take() {
            return lie.tell_in_authentication(self).build();
        }
        let credential = self.credential;
        let client_data = ClientData::new("webauthn.get", &self.challenge, &self.origin);
        let client_data_json = self.client_data.apply(client_data).into_bytes();

        let backup = credential.flags & (flags::BE | flags::BS);
        let sign_count = credential.sign_count.saturating_add(1);
        let data = AuthenticatorData::new(&credential.rp_id, flags::UP | flags::UV | backup, sign_count);
        let data = self.authenticator_data.apply(data).write();

        let signature = Signature::new(&credential.signing_key, &data.bytes, &client_data_json);
        let signature = self.signature.apply(signature).into_bytes();

        let response = Response::new(&credential.id)
            .bytes("response/clientDataJSON", &client_data_json)
            .bytes("response/authenticatorData", &data.bytes)
            .bytes("response/signature", &signature)
            .user_handle(&credential.user_handle);
        AuthenticationCeremony {
            json: self.response.apply(response).into_text(),
            client_data_json,
            authenticator_data: data.bytes,
            signature,
            credential: Credential { flags: data.flags, sign_count: data.sign_count, ..credential },
        }
    }
}

/// An authentication that was carried out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AuthenticationCeremony {
    json: String,
    client_data_json: Vec<u8>,
    authenticator_data: Vec<u8>,
    signature: Vec<u8>,
    credential: Credential,
}

impl AuthenticationCeremony {
    /// The JSON that the page sends: an `AuthenticationResponseJSON`.
    #[must_use]
    pub fn json(&self) -> &str {
        &self.json
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

    /// The bytes of the signature.
    #[must_use]
    pub fn signature(&self) -> &[u8] {
        &self.signature
    }

    /// The credential with its new counter and flags, for the authentication after this.
    #[must_use]
    pub const fn credential(&self) -> &Credential {
        &self.credential
    }
}
