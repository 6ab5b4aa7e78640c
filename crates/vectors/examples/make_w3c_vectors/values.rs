//! Which values a section derives, in which order, and what they decide.

use countersign_authenticator::{Algorithm, SigningKey, flags};

use super::derivation::{Ceremony, Derivation};
use super::sections::Section;

/// Of the flags that say how client data is made, the one by which it has `extraData`.
const HAS_EXTRA_DATA: u8 = 0x01;
/// The flags of authenticator data that are derived.
pub(crate) const DERIVED_FLAGS: u8 = flags::UV | flags::BE | flags::BS;

/// The values of a registration.
pub(crate) struct RegistrationValues {
    pub(crate) challenge: Vec<u8>,
    pub(crate) credential_key: SigningKey,
    pub(crate) extra_data: Option<Vec<u8>>,
    pub(crate) aaguid: Vec<u8>,
    pub(crate) credential_id: Vec<u8>,
    pub(crate) flags: u8,
    pub(crate) certified: Certified,
}

/// The values of an authentication.
pub(crate) struct AuthenticationValues {
    pub(crate) challenge: Vec<u8>,
    pub(crate) extra_data: Option<Vec<u8>>,
    pub(crate) flags: u8,
}

/// What the attestation certificate is made of: its key and its serial number, where there is one.
#[derive(Clone)]
pub(crate) struct Certified {
    pub(crate) key: SigningKey,
    pub(crate) serial: Vec<u8>,
}

impl Section {
    /// The values in their order, which decides what each of them is.
    pub(crate) fn registration_values(&self, values: &mut Derivation) -> RegistrationValues {
        const REGISTRATION: Ceremony = Ceremony::Registration;
        let challenge = values.next(REGISTRATION, "challenge", self.challenge_length);
        let private_key = self
            .private_key
            .map(|(name, length)| values.next(REGISTRATION, name, length))
            .unwrap_or_default();
        // An RSA key has no use for a secret: it is the one of the two Mersenne primes that the specification names.
        let credential_key = SigningKey::from_secret(self.algorithm, &private_key);
        let extra_data = extra_data(values, REGISTRATION);
        let aaguid = values.next(REGISTRATION, "aaguid", 16);
        let credential_id = values.next(REGISTRATION, "credential_id", self.credential_id_length);
        let flags = if self.has_derived_flags() {
            consistent(values.next_flags(REGISTRATION, "auth_data_UV_BE_BS"))
        } else {
            0
        };
        let key = if self.has_attestation_key() {
            let secret = values.next(REGISTRATION, "attestation_private_key", 32);
            SigningKey::from_secret(Algorithm::Es256, &secret)
        } else {
            credential_key.clone()
        };
        let serial = if self.has_certificate() {
            values.next(REGISTRATION, "attestation_cert_serial_number", 16)
        } else {
            Vec::new()
        };
        let certified = Certified { key, serial };
        RegistrationValues { challenge, credential_key, extra_data, aaguid, credential_id, flags, certified }
    }

    pub(crate) fn authentication_values(&self, values: &mut Derivation) -> AuthenticationValues {
        const AUTHENTICATION: Ceremony = Ceremony::Authentication;
        let challenge = values.next(AUTHENTICATION, "challenge", self.challenge_length);
        let extra_data = extra_data(values, AUTHENTICATION);
        let flags = values.next_flags(AUTHENTICATION, "auth_data_UV_BS");
        AuthenticationValues { challenge, extra_data, flags }
    }
}

/// The derived flags that can be told of a credential: what is not eligible for backup is not backed up.
pub(crate) const fn consistent(derived: u8) -> u8 {
    let flags = derived & DERIVED_FLAGS;
    if flags & flags::BE == 0 { flags & !flags::BS } else { flags }
}

/// The random part of `extraData`, which is derived only where a flag asks for it.
fn extra_data(values: &mut Derivation, ceremony: Ceremony) -> Option<Vec<u8>> {
    let is_there = values.next_flags(ceremony, "client_data_gen_flags") & HAS_EXTRA_DATA != 0;
    is_there.then(|| values.next(ceremony, "extraData_random", 16))
}
