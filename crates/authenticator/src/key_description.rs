//! Android's description of a key, with every part open to change before it is written.

use alloc::vec;
use alloc::vec::Vec;

use crate::der;
use crate::edit::Edits;

/// Android itself.
pub const SOFTWARE: u8 = 0;
/// A trusted execution environment.
pub const TRUSTED_ENVIRONMENT: u8 = 1;
/// A chip of its own.
pub const STRONG_BOX: u8 = 2;

/// The tag of purpose, a set.
const PURPOSE: u32 = 1;
/// The tag of origin.
const ORIGIN: u32 = 702;

/// A list of what a key may do, each tag with what stands under it, in the order given.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AuthorizationList(Vec<(u32, Vec<u8>)>);

impl AuthorizationList {
    /// A list without tags.
    #[must_use]
    pub fn empty() -> Self {
        Self::default()
    }

    /// Sets what stands under a tag, an element in DER: in its place, or at the end.
    #[must_use]
    pub fn value(mut self, tag: u32, element: &[u8]) -> Self {
        match self.0.iter_mut().find(|(present, _)| *present == tag) {
            Some((_, present)) => *present = element.to_vec(),
            None => self.0.push((tag, element.to_vec())),
        }
        self
    }

    /// Adds a tag, even one that is there already.
    #[must_use]
    pub fn add(mut self, tag: u32, element: &[u8]) -> Self {
        self.0.push((tag, element.to_vec()));
        self
    }

    /// Removes a tag.
    #[must_use]
    pub fn without(mut self, tag: u32) -> Self {
        self.0.retain(|(present, _)| *present != tag);
        self
    }

    /// Sets what the key may be used for: 2 is to sign.
    #[must_use]
    pub fn purposes(self, purposes: &[u8]) -> Self {
        let numbers: Vec<_> = purposes.iter().map(|purpose| der::unsigned(&[*purpose])).collect();
        self.value(PURPOSE, &der::set(&numbers))
    }

    /// Sets where the key was made: 0 is where it is kept.
    #[must_use]
    pub fn origin(self, origin: u8) -> Self {
        self.value(ORIGIN, &der::unsigned(&[origin]))
    }

    /// Writes the tags in the opposite order.
    #[must_use]
    pub fn reversed(mut self) -> Self {
        self.0.reverse();
        self
    }

    fn to_der(&self) -> Vec<u8> {
        let elements: Vec<_> = self.0.iter().map(|(tag, element)| explicit(*tag, element)).collect();
        der::sequence(&elements)
    }
}

/// The description before it is written.
///
/// # Source
/// [Key attestation, schema](https://source.android.com/docs/security/features/keystore/attestation#schema)
#[derive(Debug)]
pub struct KeyDescription {
    version: u16,
    key_mint_version: u16,
    security_level: u8,
    key_security_level: u8,
    challenge: Vec<u8>,
    software_enforced: AuthorizationList,
    hardware_enforced: AuthorizationList,
    fields: Edits<Vec<Vec<u8>>>,
    bytes: Edits<Vec<u8>>,
}

impl KeyDescription {
    /// The description of a signing key that a trusted execution environment made and keeps, on a device whose bootloader
    /// is locked.
    pub(crate) fn new(challenge: &[u8]) -> Self {
        let number = |number: u32| der::unsigned(&number.to_be_bytes());
        let boot = der::sequence(&[
            der::octet_string(&[0x5A; 32]),
            der::boolean(true),
            der::element(0x0a, &[0]),
            der::octet_string(&[0xA5; 32]),
        ]);
        Self {
            version: 300,
            key_mint_version: 300,
            security_level: TRUSTED_ENVIRONMENT,
            key_security_level: TRUSTED_ENVIRONMENT,
            challenge: challenge.to_vec(),
            software_enforced: AuthorizationList::empty().value(701, &der::unsigned(&[1, 0x9B, 0, 0, 0, 0])),
            hardware_enforced: AuthorizationList::empty()
                .purposes(&[2])
                .value(2, &number(3))
                .value(3, &number(256))
                .value(5, &der::set(&[number(4)]))
                .value(10, &number(1))
                .value(503, &der::null())
                .origin(0)
                .value(704, &boot)
                .value(705, &number(150_000))
                .value(706, &number(202_510))
                .value(718, &number(20_251_005))
                .value(719, &number(20_251_001)),
            fields: Edits::default(),
            bytes: Edits::default(),
        }
    }

    /// Sets the version of the schema, and that of KeyMint, which are mostly the same.
    #[must_use]
    pub fn versions(self, version: u16, key_mint_version: u16) -> Self {
        Self { version, key_mint_version, ..self }
    }

    /// Sets who describes the key, and who holds it.
    #[must_use]
    pub fn security_levels(self, description: u8, key: u8) -> Self {
        Self { security_level: description, key_security_level: key, ..self }
    }

    /// Sets the attestation challenge.
    #[must_use]
    pub fn challenge(self, challenge: &[u8]) -> Self {
        Self { challenge: challenge.to_vec(), ..self }
    }

    /// Changes what Android itself enforces.
    #[must_use]
    pub fn software_enforced(self, change: impl FnOnce(AuthorizationList) -> AuthorizationList) -> Self {
        Self { software_enforced: change(self.software_enforced), ..self }
    }

    /// Changes what the secure hardware enforces.
    #[must_use]
    pub fn hardware_enforced(self, change: impl FnOnce(AuthorizationList) -> AuthorizationList) -> Self {
        Self { hardware_enforced: change(self.hardware_enforced), ..self }
    }

    /// Changes the eight fields, each an element in DER.
    #[must_use]
    pub fn edit_fields(mut self, change: impl FnOnce(Vec<Vec<u8>>) -> Vec<Vec<u8>> + 'static) -> Self {
        self.fields.push(change);
        self
    }

    /// Changes the bytes of the extension's value.
    #[must_use]
    pub fn edit(mut self, change: impl FnOnce(Vec<u8>) -> Vec<u8> + 'static) -> Self {
        self.bytes.push(change);
        self
    }

    pub(crate) fn into_der(self) -> Vec<u8> {
        let version = |version: u16| der::unsigned(&version.to_be_bytes());
        let level = |level: u8| der::element(0x0a, &[level]);
        let fields = vec![
            version(self.version),
            level(self.security_level),
            version(self.key_mint_version),
            level(self.key_security_level),
            der::octet_string(&self.challenge),
            der::octet_string(&[]),
            self.software_enforced.to_der(),
            self.hardware_enforced.to_der(),
        ];
        self.bytes.apply(der::sequence(&self.fields.apply(fields)))
    }
}

/// An element under an explicit tag of the context, whose number may be above 30.
fn explicit(number: u32, content: &[u8]) -> Vec<u8> {
    const LONG: u8 = 0xbf;
    match u8::try_from(number) {
        Ok(short @ 0..=30) => der::explicit(short, content),
        _ => {
            // The tag begins the element, and the length of the content follows it.
            let with_length = der::element(LONG, content);
            let mut element = vec![LONG];
            element.extend(der::base_128(u64::from(number)));
            element.extend(with_length.iter().skip(1));
            element
        }
    }
}
