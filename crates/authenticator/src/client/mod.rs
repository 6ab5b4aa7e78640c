//! The client in front of the authenticator, as a page sees it: options in, a response out.

use alloc::string::String;
use alloc::vec::Vec;

use crate::algorithm::Algorithm;
use crate::authentication::AuthenticationCeremony;
use crate::authenticator::Authenticator;
use crate::authenticator_data::{AuthenticatorData, flags};
use crate::client_data::ClientData;
use crate::credential::Credential;
use crate::lie::{Lie, Occasion};
use crate::registration::RegistrationCeremony;
use crate::statement::Attestation;

mod error;
mod extensions;
mod options;
mod passkey;
mod site;

pub use error::ClientError;
use options::{Conveyance, CreationOptions, RequestOptions, Wanted};
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
    attachment: &'static str,
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
            attachment: "cross-platform",
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

    /// The authenticator is a part of the device that the page runs on; else it is a security key.
    #[must_use]
    pub fn platform(self) -> Self {
        Self { attachment: "platform", ..self }.transports(&["internal"])
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

    /// Tells a lie in the next ceremony, once. Where it cannot be told, the ceremony ends with [`ClientError::Lie`], so that
    /// no test takes the truth for a lie.
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
        let passkey = Passkey::new(credential.clone(), false);
        self.keep(Passkey { is_of_u2f: true, verifies_users: false, ..passkey });
        credential
    }

    /// Carries out `navigator.credentials.create()` with `PublicKeyCredentialCreationOptionsJSON`.
    ///
    /// A discoverable credential takes the place of one of the same account. One that lies is not kept: what a server
    /// refuses must not stand in the way of what it accepts.
    ///
    /// # Errors
    /// What the promise would be rejected with; [`ClientError::Lie`].
    pub fn create(&mut self, options: &str) -> Result<RegistrationCeremony, ClientError> {
        let options = CreationOptions::parse(options)?;
        if !self.is_user_present {
            return Err(ClientError::NotAllowed);
        }
        self.register(&options, self.verifies_users, flags::UP)
    }

    /// The same with `mediation: "conditional"`: the client creates the credential without asking, so that nobody is
    /// present or verified.
    ///
    /// # Errors
    /// What the promise would be rejected with; [`ClientError::Lie`].
    pub fn create_conditionally(&mut self, options: &str) -> Result<RegistrationCeremony, ClientError> {
        self.register(&CreationOptions::parse(options)?, false, 0)
    }

    fn register(
        &mut self,
        options: &CreationOptions,
        can_verify: bool,
        user_present: u8,
    ) -> Result<RegistrationCeremony, ClientError> {
        let rp_id = site::rp_id(&self.origin, options.rp_id.as_deref())?;
        let attestation =
            if options.attestation == Conveyance::None { Attestation::None } else { self.attestation };
        let algorithm = self.algorithm(options, attestation)?;
        self.require_eligible(options, &rp_id)?;
        let is_of_u2f = self.attestation == Attestation::FidoU2f;
        let is_verified = verified(options.user_verification, can_verify && !is_of_u2f);
        if options.user_verification == Wanted::Required && !is_verified {
            return Err(ClientError::Constraint("user verification"));
        }
        if options.resident_key == Wanted::Required && is_of_u2f {
            return Err(ClientError::Constraint("a discoverable credential"));
        }

        let (flags, count) = (user_present | self.flags(is_verified), self.first_sign_count());
        let begin = || {
            let builder = self.authenticator.register(&options.challenge, &rp_id, &self.origin);
            let builder = builder.user_handle(&options.user_handle).algorithm(algorithm);
            builder
                .attestation(attestation)
                .client_data(self.frame())
                .authenticator_data(move |data| with_flags(data, flags).sign_count(count))
        };
        // The credential comes first, as extensions are about it; it is the same with them.
        let is_discoverable = options.resident_key != Wanted::Discouraged && !is_of_u2f;
        let mut passkey = Passkey::new(begin().build().credential().clone(), is_discoverable);
        passkey.verifies_users = !is_of_u2f;
        let outputs = extensions::create(&options.extensions, &mut passkey, is_verified)?;
        let answer = |lie: Option<Lie>| {
            let (client, transports) = (outputs.client.clone(), self.transports.clone());
            let attachment = self.attachment;
            let mut builder = begin().response(move |response| {
                let response = response.client_extension_results(client);
                let response = response.member("response/transports", transports);
                response.member("authenticatorAttachment", attachment)
            });
            if let Some(outputs) = outputs.signed() {
                builder = builder.authenticator_data(move |data| data.extensions(&outputs));
            }
            if let (Some(serial_number), Conveyance::Enterprise) =
                (self.serial_number.clone(), options.attestation)
            {
                builder = builder.statement(move |statement| statement.serial_number(&serial_number));
            }
            lie.into_iter().fold(builder, |builder, lie| builder.lying(lie)).build()
        };
        let truth = answer(None);
        if let Some(lie) = self.lie {
            let is_told = lie.refused_at(Occasion::Registration(attestation), algorithm).is_some();
            let lying = answer(Some(lie));
            self.lie = None;
            return if is_told && lying != truth { Ok(lying) } else { Err(ClientError::Lie(lie)) };
        }
        passkey.credential = truth.credential().clone();
        self.keep(passkey);
        Ok(truth)
    }

    /// The first algorithm of the page that the authenticator has, and can attest.
    fn algorithm(
        &self,
        options: &CreationOptions,
        attestation: Attestation,
    ) -> Result<Algorithm, ClientError> {
        let known = options.algorithms.iter().copied().filter_map(Algorithm::from_identifier);
        // An authenticator of U2F makes no other keys, whether it attests them or not.
        let of_authenticator = |algorithm: &Algorithm| {
            self.attestation != Attestation::FidoU2f || self.attestation.attests(*algorithm)
        };
        known
            .filter(of_authenticator)
            .find(|algorithm| attestation.attests(*algorithm))
            .ok_or(ClientError::NotSupported("each of the algorithms"))
    }

    /// The authenticator is one that the page wants, and has none of the excluded credentials.
    fn require_eligible(&self, options: &CreationOptions, rp_id: &str) -> Result<(), ClientError> {
        if options.attachment.as_ref().is_some_and(|wanted| wanted != self.attachment) {
            return Err(ClientError::NotAllowed);
        }
        let app_id = extensions::app_id(&options.extensions, "appidExclude")?;
        if let Some(app_id) = app_id {
            site::require_app_id(&self.origin, app_id)?;
        }
        let is_excluded = |passkey: &Passkey| {
            let of = passkey.credential.rp_id();
            let is_here = if passkey.is_of_u2f { app_id == Some(of) } else { of == rp_id };
            is_here && options.excluded.iter().any(|id| id == passkey.credential.id())
        };
        if self.passkeys.iter().any(is_excluded) { Err(ClientError::Excluded) } else { Ok(()) }
    }

    /// Keeps a credential, a discoverable one in the place of another of the same account.
    fn keep(&mut self, passkey: Passkey) {
        let new = passkey.credential.clone();
        self.passkeys.retain(|old| {
            let is_same = old.credential.id() == new.id();
            let is_of_account =
                old.credential.rp_id() == new.rp_id() && old.credential.user_handle() == new.user_handle();
            !(is_same || (is_of_account && old.is_discoverable && passkey.is_discoverable))
        });
        self.passkeys.push(passkey);
    }

    /// Carries out `navigator.credentials.get()` with `PublicKeyCredentialRequestOptionsJSON`.
    ///
    /// Of several credentials that could be used, the one that was registered last is. After a lie the authenticator
    /// counts on from the truth.
    ///
    /// # Errors
    /// What the promise would be rejected with; [`ClientError::Lie`].
    pub fn get(&mut self, options: &str) -> Result<AuthenticationCeremony, ClientError> {
        let options = RequestOptions::parse(options)?;
        let rp_id = site::rp_id(&self.origin, options.rp_id.as_deref())?;
        let app_id = extensions::app_id(&options.extensions, "appid")?;
        if let Some(app_id) = app_id {
            site::require_app_id(&self.origin, app_id)?;
        }
        if !self.is_user_present {
            return Err(ClientError::NotAllowed);
        }
        let is_verified = |passkey: &Passkey| {
            verified(options.user_verification, self.verifies_users && passkey.verifies_users)
        };
        let is_usable = |passkey: &Passkey| {
            let is_listed = options.allowed.iter().any(|id| id == passkey.credential.id());
            let of = passkey.credential.rp_id();
            let is_here = if passkey.is_of_u2f { app_id == Some(of) } else { of == rp_id };
            let is_wanted = is_listed || options.allowed.is_empty();
            let is_verified = is_verified(passkey);
            let is_enough = is_verified || options.user_verification != Wanted::Required;
            is_here && is_wanted && is_enough && passkey.may_be_used(is_listed, is_verified)
        };
        let place = self.passkeys.iter().rposition(is_usable).ok_or(ClientError::NotAllowed)?;
        let mut passkey = self.passkeys.get(place).cloned().ok_or(ClientError::NotAllowed)?;
        let is_verified = is_verified(&passkey);
        let outputs = extensions::get(&options.extensions, &mut passkey, options.allowed.len(), is_verified)?;

        let answer = |lie: Option<Lie>| {
            let (client, attachment) = (outputs.client.clone(), self.attachment);
            let (flags, is_synced) = (flags::UP | self.flags(is_verified), self.is_synced);
            let mut builder = passkey
                .credential
                .authenticate(&options.challenge, &self.origin)
                .client_data(self.frame())
                .authenticator_data(move |data| {
                    let data = with_flags(data, flags);
                    if is_synced { data.sign_count(0) } else { data }
                })
                .response(move |response| {
                    let response = response.client_extension_results(client);
                    response.member("authenticatorAttachment", attachment)
                });
            if !passkey.is_discoverable {
                builder = builder.response(|response| response.without("response/userHandle"));
            }
            if let Some(outputs) = outputs.signed() {
                builder = builder.authenticator_data(move |data| data.extensions(&outputs));
            }
            lie.into_iter().fold(builder, |builder, lie| builder.lying(lie)).build()
        };
        let truth = answer(None);
        let told = self.lie.map(|lie| (lie, answer(Some(lie))));
        let algorithm = passkey.credential.signing_key().algorithm();
        passkey.credential = truth.credential().clone();
        if let Some(kept) = self.passkeys.get_mut(place) {
            *kept = passkey;
        }
        self.lie = None;
        match told {
            None => Ok(truth),
            Some((lie, lying)) => {
                let is_told = lie.refused_at(Occasion::Authentication, algorithm).is_some();
                if is_told && lying != truth { Ok(lying) } else { Err(ClientError::Lie(lie)) }
            }
        }
    }

    /// The signature counter of a new credential. Authenticators that count have one for all their credentials, so that a
    /// new one does not begin at zero, which would say that it does not count.
    const fn first_sign_count(&self) -> u32 {
        const COUNTED_BEFORE: u32 = 2;
        if self.is_synced { 0 } else { COUNTED_BEFORE }
    }

    /// The flags of a ceremony but that of the user's presence, bits of [`flags`].
    const fn flags(&self, is_verified: bool) -> u8 {
        let verified = if is_verified { flags::UV } else { 0 };
        let backup = if self.is_synced { flags::BE | flags::BS } else { 0 };
        verified | backup
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
