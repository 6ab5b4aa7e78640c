//! The extension in which Android describes a key that it attests.
//!
//! ```text
//! KeyDescription ::= SEQUENCE {
//!     attestationVersion        INTEGER,
//!     attestationSecurityLevel  SecurityLevel,
//!     keyMintVersion            INTEGER,
//!     keyMintSecurityLevel      SecurityLevel,
//!     attestationChallenge      OCTET STRING,
//!     uniqueId                  OCTET STRING,
//!     softwareEnforced          AuthorizationList,
//!     hardwareEnforced          AuthorizationList }
//! ```
//!
//! # Source
//! [§8.4.1](https://www.w3.org/TR/webauthn-3/#sctn-key-attstn-cert-requirements),
//! [Key attestation, schema](https://source.android.com/docs/security/features/keystore/attestation#schema)

use core::fmt;

use crate::certificate::Certificate;
use crate::der::{ENUMERATED, Element, INTEGER, OCTET_STRING, Reader, SEQUENCE};
use crate::error::{Error, ErrorKind, Part};
use crate::extension::Extension;
use crate::object_identifier::ObjectIdentifier;

mod application_id;
mod authorization_list;
mod root_of_trust;
mod tag;

pub use application_id::{ApplicationPackage, AttestationApplicationId};
pub use authorization_list::{AuthorizationList, AuthorizationValue, Integers};
pub use root_of_trust::{RootOfTrust, VerifiedBootState};
pub use tag::AuthorizationTag;

/// Most tags in one authorization list: 48 are known, and each version adds a few. Duplicates are found by comparing each
/// with each.
pub const MAX_AUTHORIZATIONS: usize = 96;

/// Most elements in one set. Android stops at 1,024 bytes of application id, which no more packages fit into.
pub const MAX_SET_ELEMENTS: usize = 128;

/// Who describes a key, or holds it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum SecurityLevel {
    /// Android itself.
    Software,
    /// A trusted execution environment.
    TrustedEnvironment,
    /// A chip of its own, StrongBox.
    StrongBox,
    /// Another number.
    Unknown(u64),
}

impl SecurityLevel {
    fn read(fields: &mut Reader<'_>) -> Result<Self, Error> {
        Ok(match fields.element(ENUMERATED)?.unsigned(Part::KeyDescription)? {
            0 => Self::Software,
            1 => Self::TrustedEnvironment,
            2 => Self::StrongBox,
            other => Self::Unknown(other),
        })
    }
}

/// The description of a key that Android attests, of any version: those that came so far only add tags.
///
/// Its fields have been read, but not what stands on its lists: [`authorizations`](Self::authorizations) reads that.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct KeyDescription<'a> {
    attestation_version: u64,
    attestation_security_level: SecurityLevel,
    key_mint_version: u64,
    key_mint_security_level: SecurityLevel,
    attestation_challenge: &'a [u8],
    unique_id: &'a [u8],
    software_enforced: Element<'a>,
    hardware_enforced: Element<'a>,
    // Where bytes follow that are of no field.
    trailing_at: Option<usize>,
}

/// What both parties say of a key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Authorizations<'a> {
    software_enforced: AuthorizationList<'a>,
    hardware_enforced: AuthorizationList<'a>,
}

impl<'a> Authorizations<'a> {
    /// What Android itself enforces and vouches for.
    #[must_use]
    pub const fn software_enforced(&self) -> &AuthorizationList<'a> {
        &self.software_enforced
    }

    /// What the secure hardware enforces and vouches for.
    #[must_use]
    pub const fn hardware_enforced(&self) -> &AuthorizationList<'a> {
        &self.hardware_enforced
    }
}

impl<'a> Certificate<'a> {
    /// The description of the certified key, in Android's key attestation.
    ///
    /// # Errors
    /// An extension that is there and is no sequence of the fields of the schema: fields that are missing or of another
    /// type.
    ///
    /// # Source
    /// [§8.4.1](https://www.w3.org/TR/webauthn-3/#sctn-key-attstn-cert-requirements)
    pub fn key_description(&self) -> Result<Option<KeyDescription<'a>>, Error> {
        self.extension(ObjectIdentifier::ANDROID_KEY_DESCRIPTION).map(KeyDescription::read).transpose()
    }
}

impl<'a> KeyDescription<'a> {
    fn read(extension: &Extension<'a>) -> Result<Self, Error> {
        let (sequence, behind) = extension.first_element(SEQUENCE, Part::KeyDescription)?;
        let mut fields = sequence.reader(Part::KeyDescription);
        Ok(Self {
            attestation_version: fields.element(INTEGER)?.unsigned(Part::KeyDescription)?,
            attestation_security_level: SecurityLevel::read(&mut fields)?,
            key_mint_version: fields.element(INTEGER)?.unsigned(Part::KeyDescription)?,
            key_mint_security_level: SecurityLevel::read(&mut fields)?,
            attestation_challenge: fields.element(OCTET_STRING)?.contents(),
            unique_id: fields.element(OCTET_STRING)?.contents(),
            software_enforced: fields.element(SEQUENCE)?,
            hardware_enforced: fields.element(SEQUENCE)?,
            trailing_at: [fields, behind].iter().find(|rest| !rest.is_at_end()).map(Reader::at),
        })
    }

    /// Reads the lists.
    ///
    /// # Errors
    /// Tags that occur twice or have a value of another type, more than [`MAX_AUTHORIZATIONS`] or [`MAX_SET_ELEMENTS`],
    /// and bytes behind the lists.
    ///
    /// # Source
    /// [§8.4, verification procedure](https://www.w3.org/TR/webauthn-3/#sctn-android-key-attestation)
    pub fn authorizations(&self) -> Result<Authorizations<'a>, Error> {
        if let Some(at) = self.trailing_at {
            return Err(Error::new(Part::KeyDescription, ErrorKind::TrailingBytes { at }));
        }
        Ok(Authorizations {
            software_enforced: AuthorizationList::read(self.software_enforced)?,
            hardware_enforced: AuthorizationList::read(self.hardware_enforced)?,
        })
    }

    /// The version of the schema: 1 to 4 for Keymaster 2, 3, 4 and 4.1, hundreds for KeyMint.
    #[must_use]
    pub const fn attestation_version(&self) -> u64 {
        self.attestation_version
    }

    /// Who describes the key.
    #[must_use]
    pub const fn attestation_security_level(&self) -> SecurityLevel {
        self.attestation_security_level
    }

    /// The version of Keymaster or KeyMint: 2, 3, 4 and 41, or hundreds.
    #[must_use]
    pub const fn key_mint_version(&self) -> u64 {
        self.key_mint_version
    }

    /// Who holds the key.
    #[must_use]
    pub const fn key_mint_security_level(&self) -> SecurityLevel {
        self.key_mint_security_level
    }

    /// What the attestation was asked for with; in WebAuthn the hash of the client data.
    #[must_use]
    pub const fn attestation_challenge(&self) -> &'a [u8] {
        self.attestation_challenge
    }

    /// What some system applications may ask for to know the device again; else empty.
    #[must_use]
    pub const fn unique_id(&self) -> &'a [u8] {
        self.unique_id
    }
}

/// Another element may follow after so many.
fn count(reader: &Reader<'_>, read: usize, most: usize) -> Result<(), Error> {
    if read < most { Ok(()) } else { Err(reader.error(ErrorKind::TooManyElements { at: reader.at() })) }
}

impl fmt::Debug for KeyDescription<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            formatter,
            "KeyDescription(version {}, {:?}, {:?})",
            self.attestation_version, self.attestation_security_level, self.key_mint_security_level
        )
    }
}
