//! Certificates, with every part open to change before it is signed.

use alloc::string::String;
use alloc::vec;
use alloc::vec::Vec;

use crate::derive::derive_array;
use crate::edit::Edits;
use crate::{SigningKey, der, oid};

/// 2020-01-01T00:00:00Z, from when certificates are valid unless they are told otherwise.
pub const NOT_BEFORE: i64 = 1_577_836_800;
/// 2040-01-01T00:00:00Z, until when certificates are valid unless they are told otherwise.
pub const NOT_AFTER: i64 = 2_208_988_800;

/// The name of a subject or an issuer: attributes, each of them a relative distinguished name of its own unless it is
/// [`Self::multi_valued`].
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Name {
    attributes: Vec<(String, Vec<u8>)>,
    is_multi_valued: bool,
}

impl Name {
    /// The name without attributes.
    #[must_use]
    pub fn empty() -> Self {
        Self::default()
    }

    /// What WebAuthn asks of the subject of an attestation certificate, with the common name left open.
    ///
    /// # Source
    /// [§8.2.1](https://www.w3.org/TR/webauthn-3/#sctn-packed-attestation-cert-requirements)
    #[must_use]
    pub fn of_attestation(common_name: &str) -> Self {
        Self::empty()
            .attribute(oid::COUNTRY, der::PRINTABLE_STRING, "AA")
            .attribute(oid::ORGANIZATION, der::UTF8_STRING, "Countersign")
            .attribute(oid::ORGANIZATIONAL_UNIT, der::UTF8_STRING, "Authenticator Attestation")
            .attribute(oid::COMMON_NAME, der::UTF8_STRING, common_name)
    }

    /// What names a TPM: a registered manufacturer, a model and a version.
    ///
    /// # Source
    /// TCG EK Credential Profile for TPM Family 2.0 §3.2.9
    #[must_use]
    pub fn of_tpm() -> Self {
        Self::empty()
            .attribute(oid::TPM_MANUFACTURER, der::UTF8_STRING, "id:49424D00")
            .attribute(oid::TPM_MODEL, der::UTF8_STRING, "Countersign Virtual TPM")
            .attribute(oid::TPM_VERSION, der::UTF8_STRING, "id:00010002")
    }

    /// Sets an attribute: in place of the first one of the same type, or at the end. The tag is that of the string
    /// type, one of those in [`der`](crate::der).
    #[must_use]
    pub fn attribute(mut self, oid: &str, tag: u8, value: &str) -> Self {
        let value = der::element(tag, value.as_bytes());
        match self.attributes.iter_mut().find(|(present, _)| present == oid) {
            Some((_, present)) => *present = value,
            None => self.attributes.push((oid.into(), value)),
        }
        self
    }

    /// Adds an attribute, even one of a type that is there already.
    #[must_use]
    pub fn add_attribute(mut self, oid: &str, tag: u8, value: &str) -> Self {
        self.attributes.push((oid.into(), der::element(tag, value.as_bytes())));
        self
    }

    /// Removes every attribute of a type.
    #[must_use]
    pub fn without(mut self, oid: &str) -> Self {
        self.attributes.retain(|(present, _)| present != oid);
        self
    }

    /// Makes one relative distinguished name of all attributes. DER has an order for them, which is not the one given.
    #[must_use]
    pub fn multi_valued(self) -> Self {
        Self { is_multi_valued: true, ..self }
    }

    /// The name in DER.
    #[must_use]
    pub fn to_der(&self) -> Vec<u8> {
        let attribute =
            |(oid, value): &(String, Vec<u8>)| der::sequence(&[der::object_identifier(oid), value.clone()]);
        let mut attributes: Vec<_> = self.attributes.iter().map(attribute).collect();
        if self.is_multi_valued {
            attributes.sort();
            der::sequence(&[der::set(&attributes)])
        } else {
            der::sequence(&attributes.into_iter().map(|attribute| der::set(&[attribute])).collect::<Vec<_>>())
        }
    }
}

/// An extension of a certificate.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Extension {
    oid: String,
    critical: bool,
    value: Vec<u8>,
}

impl Extension {
    /// An extension that is not critical, of an OID and the content of its `extnValue`.
    #[must_use]
    pub fn new(oid: &str, value: &[u8]) -> Self {
        Self { oid: oid.into(), critical: false, value: value.to_vec() }
    }

    /// Changes the content of its `extnValue`.
    #[must_use]
    pub fn edit(self, change: impl FnOnce(Vec<u8>) -> Vec<u8>) -> Self {
        Self { value: change(self.value), ..self }
    }

    /// The OID.
    #[must_use]
    pub fn oid(&self) -> &str {
        &self.oid
    }

    /// The extension, critical.
    #[must_use]
    pub fn critical(self) -> Self {
        Self { critical: true, ..self }
    }

    /// The extension, not critical.
    #[must_use]
    pub fn not_critical(self) -> Self {
        Self { critical: false, ..self }
    }

    /// basicConstraints of an end entity, `CA: FALSE`; not critical.
    #[must_use]
    pub fn end_entity() -> Self {
        Self::new(oid::BASIC_CONSTRAINTS, &der::sequence(&[]))
    }

    /// basicConstraints of an authority, `CA: TRUE`, with a path length or without; critical.
    #[must_use]
    pub fn authority(path_length: Option<u8>) -> Self {
        let length = path_length.map(|length| der::unsigned(&[length])).unwrap_or_default();
        Self::new(oid::BASIC_CONSTRAINTS, &der::sequence(&[der::boolean(true), length])).critical()
    }

    /// keyUsage with the bits of these numbers (0 digitalSignature, 5 keyCertSign, 6 cRLSign), below 8; critical.
    #[must_use]
    pub fn key_usage(bits: &[u8]) -> Self {
        let byte = bits.iter().fold(0, |byte, bit| byte | 0x80_u8.checked_shr(u32::from(*bit)).unwrap_or(0));
        let unused = u8::try_from(byte.trailing_zeros()).unwrap_or(0);
        let content =
            if byte == 0 { der::bit_string(&[]) } else { der::bit_string_with_unused(unused, &[byte]) };
        Self::new(oid::KEY_USAGE, &content).critical()
    }

    /// subjectKeyIdentifier of the key that is certified; not critical.
    #[must_use]
    pub fn subject_key_identifier(key: &SigningKey) -> Self {
        Self::new(oid::SUBJECT_KEY_IDENTIFIER, &der::octet_string(&key.key_identifier()))
    }

    /// authorityKeyIdentifier of the key that signs, its key identifier alone; not critical.
    #[must_use]
    pub fn authority_key_identifier(key: &SigningKey) -> Self {
        const KEY_IDENTIFIER: u8 = 0x80;
        let identifier = der::element(KEY_IDENTIFIER, &key.key_identifier());
        Self::new(oid::AUTHORITY_KEY_IDENTIFIER, &der::sequence(&[identifier]))
    }

    /// `id-fido-gen-ce-aaguid`, an OCTET STRING; not critical.
    #[must_use]
    pub fn aaguid(aaguid: &[u8]) -> Self {
        Self::new(oid::FIDO_AAGUID, &der::octet_string(aaguid))
    }

    /// `id-fido-gen-ce-fw-version`, an INTEGER; not critical.
    #[must_use]
    pub fn firmware_version(version: u32) -> Self {
        Self::new(oid::FIDO_FIRMWARE_VERSION, &der::unsigned(&version.to_be_bytes()))
    }

    /// `id-fido-gen-ce-sernum`, an OCTET STRING, by which an enterprise knows its authenticators; not critical.
    #[must_use]
    pub fn serial_number(serial_number: &[u8]) -> Self {
        Self::new(oid::FIDO_SERIAL_NUMBER, &der::octet_string(serial_number))
    }

    /// extKeyUsage with these purposes; not critical.
    #[must_use]
    pub fn extended_key_usage(purposes: &[&str]) -> Self {
        let purposes: Vec<_> = purposes.iter().map(|purpose| der::object_identifier(purpose)).collect();
        Self::new(oid::EXTENDED_KEY_USAGE, &der::sequence(&purposes))
    }

    /// subjectAltName with general names in DER; critical, as it has to be where the subject is empty.
    #[must_use]
    pub fn subject_alternative_name(names: &[Vec<u8>]) -> Self {
        Self::new(oid::SUBJECT_ALTERNATIVE_NAME, &der::sequence(names)).critical()
    }

    /// subjectAltName with one directory name, such as [`Name::of_tpm`]; critical.
    #[must_use]
    pub fn tpm_name(name: &Name) -> Self {
        Self::subject_alternative_name(&[der::explicit(4, &name.to_der())])
    }

    /// subjectAltName with one DNS name; not critical.
    #[must_use]
    pub fn dns_name(name: &str) -> Self {
        const DNS_NAME: u8 = 0x82;
        let names = der::sequence(&[der::element(DNS_NAME, name.as_bytes())]);
        Self::new(oid::SUBJECT_ALTERNATIVE_NAME, &names)
    }

    fn to_der(&self) -> Vec<u8> {
        let critical = if self.critical { der::boolean(true) } else { Vec::new() };
        der::sequence(&[der::object_identifier(&self.oid), critical, der::octet_string(&self.value)])
    }
}

/// A certificate before it is signed.
#[derive(Debug)]
pub struct CertificateBuilder {
    version: u8,
    serial: Vec<u8>,
    issuer: Name,
    subject: Name,
    validity: (i64, i64),
    public_key_info: Vec<u8>,
    extensions: Vec<Extension>,
    signing_key: SigningKey,
    signed_algorithm: Option<Vec<u8>>,
    outer_algorithm: Option<Vec<u8>>,
    unused_bits: u8,
    to_be_signed: Edits<Vec<u8>>,
    signature: Edits<Vec<u8>>,
    certificate: Edits<Vec<u8>>,
}

impl CertificateBuilder {
    /// A certificate of version 3 without extensions, for the public part of `key`, signed by `issuer_key`.
    ///
    /// Its serial number is derived from subject and key; it is valid from [`NOT_BEFORE`] to [`NOT_AFTER`].
    #[must_use]
    pub fn new(subject: Name, key: &SigningKey, issuer: Name, issuer_key: &SigningKey) -> Self {
        let public_key_info = key.public_key_info();
        let [_, rest @ ..]: [u8; 16] = derive_array(&[b"serial", &subject.to_der(), &public_key_info]);
        Self {
            version: 3,
            // The first byte is fixed, so that every serial number is positive and of 16 bytes.
            serial: [&[0x43][..], &rest].concat(),
            issuer,
            subject,
            validity: (NOT_BEFORE, NOT_AFTER),
            public_key_info,
            extensions: Vec::new(),
            signing_key: issuer_key.clone(),
            signed_algorithm: None,
            outer_algorithm: None,
            unused_bits: 0,
            to_be_signed: Edits::default(),
            signature: Edits::default(),
            certificate: Edits::default(),
        }
    }

    /// Sets the version: 1, 2 or 3. Version 1 is written by leaving it out; extensions are written in any.
    #[must_use]
    pub fn version(self, version: u8) -> Self {
        Self { version, ..self }
    }

    /// Sets the content of the serial number, bytes of a two's complement that are written as they are.
    #[must_use]
    pub fn serial(self, bytes: &[u8]) -> Self {
        Self { serial: bytes.to_vec(), ..self }
    }

    /// Sets the serial number to one of zero or more, from its big-endian bytes; leading zeros are put right.
    #[must_use]
    pub fn unsigned_serial(self, bytes: &[u8]) -> Self {
        Self { serial: der::unsigned_content(bytes), ..self }
    }

    /// Changes the name of the issuer.
    #[must_use]
    pub fn issuer(self, change: impl FnOnce(Name) -> Name) -> Self {
        Self { issuer: change(self.issuer), ..self }
    }

    /// Changes the name of the subject.
    #[must_use]
    pub fn subject(self, change: impl FnOnce(Name) -> Name) -> Self {
        Self { subject: change(self.subject), ..self }
    }

    /// Sets the first and the last second of validity, since 1970 UTC.
    #[must_use]
    pub fn validity(self, not_before: i64, not_after: i64) -> Self {
        Self { validity: (not_before, not_after), ..self }
    }

    /// Names the public part of another key.
    #[must_use]
    pub fn key(self, key: &SigningKey) -> Self {
        self.public_key_info(&key.public_key_info())
    }

    /// Sets the SubjectPublicKeyInfo, in DER or not.
    #[must_use]
    pub fn public_key_info(self, bytes: &[u8]) -> Self {
        Self { public_key_info: bytes.to_vec(), ..self }
    }

    /// Sets an extension: in place of the first one of the same OID, or at the end.
    #[must_use]
    pub fn extension(mut self, extension: Extension) -> Self {
        match self.extensions.iter_mut().find(|present| present.oid == extension.oid) {
            Some(present) => *present = extension,
            None => self.extensions.push(extension),
        }
        self
    }

    /// Adds an extension, even one of an OID that is there already.
    #[must_use]
    pub fn add_extension(mut self, extension: Extension) -> Self {
        self.extensions.push(extension);
        self
    }

    /// Changes the extensions of an OID.
    #[must_use]
    pub fn change_extension(self, oid: &str, change: impl Fn(Extension) -> Extension) -> Self {
        let changed = |extension: Extension| if extension.oid == oid { change(extension) } else { extension };
        self.edit_extensions(|extensions| extensions.into_iter().map(changed).collect())
    }

    /// Changes the list of extensions.
    #[must_use]
    pub fn edit_extensions(self, change: impl FnOnce(Vec<Extension>) -> Vec<Extension>) -> Self {
        Self { extensions: change(self.extensions), ..self }
    }

    /// Removes every extension of an OID.
    #[must_use]
    pub fn without_extension(mut self, oid: &str) -> Self {
        self.extensions.retain(|present| present.oid != oid);
        self
    }

    /// Signs with another key, whose algorithm is then named too.
    #[must_use]
    pub fn signing_key(self, key: &SigningKey) -> Self {
        Self { signing_key: key.clone(), ..self }
    }

    /// Names another signature algorithm in both places: an AlgorithmIdentifier in DER.
    #[must_use]
    pub fn signature_algorithm(self, identifier: &[u8]) -> Self {
        Self { signed_algorithm: Some(identifier.to_vec()), ..self }.outer_signature_algorithm(identifier)
    }

    /// Names another signature algorithm in the unsigned place alone.
    #[must_use]
    pub fn outer_signature_algorithm(self, identifier: &[u8]) -> Self {
        Self { outer_algorithm: Some(identifier.to_vec()), ..self }
    }

    /// Claims that so many of the last bits of the signature are unused, as early security keys do.
    #[must_use]
    pub fn signature_unused_bits(self, unused_bits: u8) -> Self {
        Self { unused_bits, ..self }
    }

    /// Changes the bytes of the TBSCertificate before they are signed.
    #[must_use]
    pub fn edit_to_be_signed(mut self, change: impl FnOnce(Vec<u8>) -> Vec<u8> + 'static) -> Self {
        self.to_be_signed.push(change);
        self
    }

    /// Changes the bytes of the signature.
    #[must_use]
    pub fn edit_signature(mut self, change: impl FnOnce(Vec<u8>) -> Vec<u8> + 'static) -> Self {
        self.signature.push(change);
        self
    }

    /// Changes the bytes of the whole certificate.
    #[must_use]
    pub fn edit(mut self, change: impl FnOnce(Vec<u8>) -> Vec<u8> + 'static) -> Self {
        self.certificate.push(change);
        self
    }

    /// The certificate in DER.
    ///
    /// # Source
    /// [RFC 5280 §4.1](https://www.rfc-editor.org/rfc/rfc5280#section-4.1)
    #[must_use]
    pub fn build(self) -> Vec<u8> {
        let natural = self.signing_key.signature_algorithm();
        let mut fields = vec![
            match self.version {
                0 | 1 => Vec::new(),
                version => der::explicit(0, &der::unsigned(&[version.saturating_sub(1)])),
            },
            der::element(0x02, &self.serial),
            self.signed_algorithm.unwrap_or_else(|| natural.clone()),
            self.issuer.to_der(),
            der::sequence(&[der::time(self.validity.0), der::time(self.validity.1)]),
            self.subject.to_der(),
            self.public_key_info,
        ];
        if !self.extensions.is_empty() {
            let extensions: Vec<_> = self.extensions.iter().map(Extension::to_der).collect();
            fields.push(der::explicit(3, &der::sequence(&extensions)));
        }
        let to_be_signed = self.to_be_signed.apply(der::sequence(&fields));
        let signature = self.signature.apply(self.signing_key.sign(&to_be_signed));
        self.certificate.apply(der::sequence(&[
            to_be_signed,
            self.outer_algorithm.unwrap_or(natural),
            der::bit_string_with_unused(self.unused_bits, &signature),
        ]))
    }
}
