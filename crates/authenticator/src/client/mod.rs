//! The client in front of the authenticator, as a page sees it: options in, a response out.

use alloc::string::String;
use alloc::vec::Vec;

use crate::algorithm::Algorithm;
use crate::authentication::AuthenticationCeremony;
use crate::authenticator::Authenticator;
use crate::authenticator_data::{AuthenticatorData, flags};
use crate::client_data::ClientData;
use crate::credential::Credential;
use crate::lie::Lie;
use crate::registration::RegistrationCeremony;
use crate::statement::Attestation;

mod error;
mod extensions;
mod options;
mod passkey;

pub use error::ClientError;
use options::{CreationOptions, RequestOptions, Wanted};
use passkey::Passkey;

/// A browser, or an application, with one authenticator: `navigator.credentials` of a page.
///
/// It takes the options that a server made, does what they ask, and gives the JSON that the page would send. Credentials
/// are kept from one ceremony to the next. By default the user is present and verified, the credential is bound to the
/// device and counts, and attestation comes where the page asks for it, in the format `packed`.
///
/// ```
/// use countersign_authenticator::{Authenticator, Client, Lie};
///
/// let mut client = Client::new(Authenticator::from_seed(&[7; 32]), "https://example.org");
/// let options = r#"{"challenge":"AAAAAAAAAAAAAAAAAAAAAA","rp":{"name":"Example"},"user":{"id":"YWxpY2U","name":"alice",
///     "displayName":"Alice"},"pubKeyCredParams":[{"type":"public-key","alg":-7}]}"#;
/// let registration = client.create(options)?;
/// assert!(registration.json().contains("attestationObject"));
///
/// // The next answer comes from a page that is not this one; the one after it is true again.
/// let options = r#"{"challenge":"AAAAAAAAAAAAAAAAAAAAAA","allowCredentials":[{"type":"public-key","id":"ID"}]}"#
///     .replace("ID", &registration.id());
/// let lie = client.lying(Lie::OriginOther).get(&options)?;
/// let truth = client.get(&options)?;
/// assert_ne!(lie.client_data_json(), truth.client_data_json());
/// # Ok::<(), countersign_authenticator::ClientError>(())
/// ```
///
/// # Source
/// [§5.1.3](https://www.w3.org/TR/webauthn-3/#sctn-createCredential),
/// [§5.1.4](https://www.w3.org/TR/webauthn-3/#sctn-getAssertion)
#[derive(Debug)]
pub struct Client {
    authenticator: Authenticator,
    origin: String,
    top_origin: Option<String>,
    attestation: Attestation,
    serial_number: Option<Vec<u8>>,
    transports: Vec<String>,
    is_user_present: bool,
    verifies_users: bool,
    is_synced: bool,
    passkeys: Vec<Passkey>,
    lie: Option<Lie>,
}

impl Client {
    /// A page of this origin: `https://…`, or the origin of an application such as `android:apk-key-hash:…`.
    #[must_use]
    pub fn new(authenticator: Authenticator, origin: &str) -> Self {
        Self {
            authenticator,
            origin: origin.into(),
            top_origin: None,
            attestation: Attestation::PackedBasic,
            serial_number: None,
            transports: Vec::from(["nfc".into(), "usb".into()]),
            is_user_present: true,
            verifies_users: true,
            is_synced: false,
            passkeys: Vec::new(),
            lie: None,
        }
    }

    /// The page is in a frame of a page of another origin.
    #[must_use]
    pub fn in_frame_of(self, top_origin: &str) -> Self {
        Self { top_origin: Some(top_origin.into()), ..self }
    }

    /// How the authenticator attests, where the page asks for attestation.
    #[must_use]
    pub fn attestation(self, attestation: Attestation) -> Self {
        Self { attestation, ..self }
    }

    /// The serial number in the attestation certificate, where the page asks for enterprise attestation, and is one that
    /// may.
    #[must_use]
    pub fn serial_number(self, serial_number: &[u8]) -> Self {
        Self { serial_number: Some(serial_number.to_vec()), ..self }
    }

    /// How the authenticator is reached; `nfc` and `usb` without.
    #[must_use]
    pub fn transports(self, transports: &[&str]) -> Self {
        Self { transports: transports.iter().map(|transport| (*transport).into()).collect(), ..self }
    }

    /// Nobody is there: only conditional creation answers.
    #[must_use]
    pub fn without_user(self) -> Self {
        Self { is_user_present: false, ..self }
    }

    /// The authenticator cannot verify users.
    #[must_use]
    pub fn without_user_verification(self) -> Self {
        Self { verifies_users: false, ..self }
    }

    /// The authenticator is a passkey provider: credentials are eligible for backup and backed up, and do not count.
    #[must_use]
    pub fn synced(self) -> Self {
        Self { is_synced: true, ..self }
    }

    /// Tells a lie in the next ceremony, once. It is one of [`Lie::ALL`] for which [`Lie::refused_at`] names a step.
    pub const fn lying(&mut self, lie: Lie) -> &mut Self {
        self.lie = Some(lie);
        self
    }

    /// The credentials that the authenticator keeps, in the order of their registration.
    pub fn credentials(&self) -> impl Iterator<Item = &Credential> {
        self.passkeys.iter().map(|passkey| &passkey.credential)
    }

    /// Forgets a credential, as an authenticator does that was reset or told by the page.
    pub fn forget(&mut self, credential_id: &[u8]) {
        self.passkeys.retain(|passkey| passkey.credential.id() != credential_id);
    }

    /// Registers a credential by U2F, the protocol before WebAuthn, under an AppID; the page of `appid` knows it.
    pub fn enroll_u2f(&mut self, app_id: &str) -> Credential {
        let challenge = self.authenticator.aaguid().to_vec();
        let made = self.authenticator.register(&challenge, app_id, &self.origin);
        let credential = made.attestation(Attestation::FidoU2f).build().credential().clone();
        self.passkeys.push(Passkey { is_of_u2f: true, ..Passkey::new(credential.clone(), false) });
        credential
    }

    /// Carries out `navigator.credentials.create()` with `PublicKeyCredentialCreationOptionsJSON`.
    ///
    /// # Errors
    /// What the promise would be rejected with.
    pub fn create(&mut self, options: &str) -> Result<RegistrationCeremony, ClientError> {
        if !self.is_user_present {
            return Err(ClientError::NotAllowed);
        }
        self.register(&CreationOptions::parse(options)?, self.verifies_users)
    }

    /// The same with `mediation: "conditional"`: the client creates the credential without asking, so that nobody is
    /// present or verified.
    ///
    /// # Errors
    /// What the promise would be rejected with.
    pub fn create_conditionally(&mut self, options: &str) -> Result<RegistrationCeremony, ClientError> {
        let is_user_present = core::mem::replace(&mut self.is_user_present, false);
        let created = CreationOptions::parse(options).and_then(|options| self.register(&options, false));
        self.is_user_present = is_user_present;
        created
    }

    fn register(
        &mut self,
        options: &CreationOptions,
        can_verify: bool,
    ) -> Result<RegistrationCeremony, ClientError> {
        let rp_id = self.rp_id(options.rp_id.as_deref())?;
        let attestation = if options.attestation == "none" { Attestation::None } else { self.attestation };
        let algorithm = options.algorithms.iter().copied().filter_map(Algorithm::from_identifier);
        let algorithm = algorithm.into_iter().find(|algorithm| attestation.attests(*algorithm));
        let algorithm = algorithm.ok_or(ClientError::Algorithms)?;
        let is_excluded = |passkey: &Passkey| {
            passkey.credential.rp_id() == rp_id
                && options.excluded.iter().any(|id| id == passkey.credential.id())
        };
        if self.passkeys.iter().any(is_excluded) {
            return Err(ClientError::Excluded);
        }
        let is_verified =
            verified(options.user_verification, can_verify && attestation != Attestation::FidoU2f);
        if options.user_verification == Wanted::Required && !is_verified && self.is_user_present {
            return Err(ClientError::UserVerification);
        }

        let begin = || {
            let builder = self.authenticator.register(&options.challenge, &rp_id, &self.origin);
            let builder = builder.user_handle(&options.user_handle).algorithm(algorithm);
            let flags = self.flags(is_verified);
            builder
                .attestation(attestation)
                .client_data(self.frame())
                .authenticator_data(move |data| with_flags(data, flags))
        };
        // The credential comes first, as extensions are about it; it is the same with them.
        let is_discoverable = options.resident_key != Wanted::Discouraged;
        let mut passkey = Passkey::new(begin().build().credential().clone(), is_discoverable);
        let outputs = extensions::create(&options.extensions, &mut passkey, is_verified)?;
        let (client, transports) = (outputs.client.clone(), self.transports.clone());
        let mut builder = begin().response(move |response| {
            response.client_extension_results(client).member("response/transports", transports)
        });
        if let Some(outputs) = outputs.signed() {
            builder = builder.authenticator_data(move |data| data.extensions(&outputs));
        }
        if let (Some(serial_number), "enterprise") = (self.serial_number.clone(), &*options.attestation) {
            builder = builder.statement(move |statement| statement.serial_number(&serial_number));
        }
        let made = self.lie.take().into_iter().fold(builder, |builder, lie| builder.lying(lie)).build();
        passkey.credential = made.credential().clone();
        self.passkeys.push(passkey);
        Ok(made)
    }

    /// Carries out `navigator.credentials.get()` with `PublicKeyCredentialRequestOptionsJSON`.
    ///
    /// Of several credentials that could be used, the one that was registered last is.
    ///
    /// # Errors
    /// What the promise would be rejected with.
    pub fn get(&mut self, options: &str) -> Result<AuthenticationCeremony, ClientError> {
        let options = RequestOptions::parse(options)?;
        let rp_id = self.rp_id(options.rp_id.as_deref())?;
        if !self.is_user_present {
            return Err(ClientError::NotAllowed);
        }
        let is_verified = verified(options.user_verification, self.verifies_users);
        if options.user_verification == Wanted::Required && !is_verified {
            return Err(ClientError::UserVerification);
        }
        let app_id = options.extensions.get("appid").and_then(|app_id| app_id.as_str());
        let is_usable = |passkey: &Passkey| {
            let is_listed = options.allowed.iter().any(|id| id == passkey.credential.id());
            let is_here = if passkey.is_of_u2f {
                app_id == Some(passkey.credential.rp_id())
            } else {
                passkey.credential.rp_id() == rp_id
            };
            is_here
                && (is_listed || options.allowed.is_empty())
                && passkey.may_be_used(is_listed, is_verified)
        };
        let place = self.passkeys.iter().rposition(is_usable).ok_or(ClientError::NotAllowed)?;
        let mut passkey = self.passkeys.get(place).cloned().ok_or(ClientError::NotAllowed)?;

        let is_verified = is_verified && !passkey.is_of_u2f;
        let outputs = extensions::get(&options.extensions, &mut passkey, options.allowed.len(), is_verified)?;
        let client = outputs.client.clone();
        let (flags, is_synced) = (self.flags(is_verified), self.is_synced);
        let mut builder = passkey
            .credential
            .authenticate(&options.challenge, &self.origin)
            .client_data(self.frame())
            .authenticator_data(move |data| {
                let data = with_flags(data, flags);
                if is_synced { data.sign_count(0) } else { data }
            })
            .response(move |response| response.client_extension_results(client));
        if !passkey.is_discoverable {
            builder = builder.response(|response| response.without("response/userHandle"));
        }
        if let Some(outputs) = outputs.signed() {
            builder = builder.authenticator_data(move |data| data.extensions(&outputs));
        }
        // The authenticator itself knows the truth, and counts on from there.
        let count = if is_synced { 0 } else { passkey.credential.sign_count().saturating_add(1) };
        passkey.credential = passkey.credential.with_sign_count(count);
        let made = self.lie.take().into_iter().fold(builder, |builder, lie| builder.lying(lie)).build();
        if let Some(kept) = self.passkeys.get_mut(place) {
            *kept = passkey;
        }
        Ok(made)
    }

    /// The RP ID: the domain of the page, or one that it is a part of. An application has no domain, and may name any.
    fn rp_id(&self, asked: Option<&str>) -> Result<String, ClientError> {
        let Some((_, host)) = self.origin.split_once("://") else {
            return asked.map(String::from).ok_or(ClientError::RpId);
        };
        let host = host.split([':', '/']).next().unwrap_or_default();
        let is_parent = |rp_id: &str| host.strip_suffix(rp_id).is_some_and(|rest| rest.ends_with('.'));
        match asked {
            None => Ok(host.into()),
            Some(rp_id) if rp_id == host || is_parent(rp_id) => Ok(rp_id.into()),
            Some(_) => Err(ClientError::RpId),
        }
    }

    /// The flags of a ceremony, bits of [`flags`].
    fn flags(&self, is_verified: bool) -> u8 {
        let set = |bits: u8, is_set: bool| if is_set { bits } else { 0 };
        set(flags::UP, self.is_user_present)
            | set(flags::UV, is_verified)
            | set(flags::BE | flags::BS, self.is_synced)
    }

    /// Where the page stands.
    fn frame(&self) -> impl FnOnce(ClientData) -> ClientData + use<> {
        let top_origin = self.top_origin.clone();
        move |data| match top_origin {
            Some(top_origin) => data.cross_origin(true).top_origin(&top_origin),
            None => data,
        }
    }
}

/// Whether the user is verified: where the page wants it and the authenticator can.
fn verified(wanted: Wanted, can_verify: bool) -> bool {
    can_verify && wanted != Wanted::Discouraged
}

/// Data with exactly these of the flags of user and backup.
fn with_flags(data: AuthenticatorData, set: u8) -> AuthenticatorData {
    const ALL: u8 = flags::UP | flags::UV | flags::BE | flags::BS;
    data.flag(ALL, false).flag(set & ALL, true)
}
