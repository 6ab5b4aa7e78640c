//! The JSON that a page sends: what `PublicKeyCredential.toJSON()` gives.
//!
//! Convenience members (`publicKey`, `publicKeyAlgorithm`, `authenticatorData` at registration) are neither trusted nor
//! needed; the signed bytes alone count.
//!
//! # Source
//! [§5.1.8](https://www.w3.org/TR/webauthn-3/#sctn-parseCreationOptionsFromJSON) and
//! [§5.1, `RegistrationResponseJSON`, `AuthenticationResponseJSON`](https://www.w3.org/TR/webauthn-3/#iface-pkcredential)

use alloc::vec::Vec;
use core::fmt;
use core::ops::Range;

use serde::de::MapAccess;

use crate::attestation_object::MAX_ATTESTATION_OBJECT_BYTES;
use crate::authenticator_data::MAX_AUTHENTICATOR_DATA_BYTES;
use crate::base64url;
use crate::client_data::MAX_CLIENT_DATA_BYTES;
use crate::client_extensions::ClientExtensionOutputs;
use crate::error::{Error, ErrorKind, Field, JsonType};
use crate::json::{self, Member, Members, Object, Scalar, Strings};

/// Longest response JSON in bytes. Real ones take a few kilobytes; ML-DSA and long chains some tens.
pub const MAX_RESPONSE_JSON_BYTES: usize = 512 * 1024;

/// Longest credential id in bytes that is read: what its length field can announce. That more than 1023 are refused is a
/// step of the ceremony.
pub const MAX_CREDENTIAL_ID_BYTES: usize = 65_535;

/// Longest signature in bytes; the longest of all algorithms is ML-DSA-87 with 4,627.
pub const MAX_SIGNATURE_BYTES: usize = 8 * 1024;

/// Longest user handle in bytes.
///
/// # Source
/// [§5.4.3](https://www.w3.org/TR/webauthn-3/#dictionary-user-credential-params)
pub const MAX_USER_HANDLE_BYTES: usize = 64;

/// Most transports that are kept. Six are registered.
pub const MAX_TRANSPORTS: usize = 8;

/// Longest transport or attachment that is kept, in characters. The longest registered has 14.
pub const MAX_HINT_CHARACTERS: usize = 32;

/// What a page sends at registration: decoded, bounded, and not believed yet.
#[derive(Clone, PartialEq, Eq)]
pub struct RegistrationResponse {
    common: Common,
    attestation_object: Option<Range<usize>>,
    transports: [Option<Range<usize>>; MAX_TRANSPORTS],
}

/// The parts of a response that is an attestation response.
#[derive(Clone, Copy)]
pub struct AttestationResponse<'a> {
    client_data_json: &'a [u8],
    attestation_object: &'a [u8],
}

/// What a page sends at authentication: decoded, bounded, and not believed yet.
#[derive(Clone, PartialEq, Eq)]
pub struct AuthenticationResponse {
    common: Common,
    authenticator_data: Option<Range<usize>>,
    signature: Option<Range<usize>>,
    user_handle: Option<Range<usize>>,
    attestation_object: bool,
}

/// The parts of an assertion.
#[derive(Clone, Copy)]
pub struct AssertionResponse<'a> {
    client_data_json: &'a [u8],
    authenticator_data: &'a [u8],
    signature: &'a [u8],
}

/// What both responses have. The decoded bytes stand in one buffer, the fields are ranges of it.
#[derive(Clone, PartialEq, Eq)]
struct Common {
    buffer: Vec<u8>,
    id: Range<usize>,
    raw_id: Range<usize>,
    client_data_json: Option<Range<usize>>,
    public_key_type: Result<(), Error>,
    attachment: Option<Range<usize>>,
    extensions: Result<ClientExtensionOutputs, Error>,
}

#[derive(Default)]
struct CredentialMembers<'de> {
    id: Scalar<'de>,
    raw_id: Scalar<'de>,
    credential_type: Scalar<'de>,
    attachment: Scalar<'de>,
    response: Object<ResponseMembers<'de>>,
    extensions: Object<ClientExtensionOutputs>,
}

impl<'de> Members<'de> for CredentialMembers<'de> {
    fn member<A: MapAccess<'de>>(&mut self, name: &str, map: &mut A) -> Result<Member, A::Error> {
        match name {
            "id" => json::fill(&mut self.id, map),
            "rawId" => json::fill(&mut self.raw_id, map),
            "type" => json::fill(&mut self.credential_type, map),
            "authenticatorAttachment" => json::fill(&mut self.attachment, map),
            "response" => json::fill(&mut self.response, map),
            "clientExtensionResults" => json::fill(&mut self.extensions, map),
            _ => Ok(Member::Unknown),
        }
    }
}

#[derive(Default)]
struct ResponseMembers<'de> {
    client_data_json: Scalar<'de>,
    attestation_object: Scalar<'de>,
    authenticator_data: Scalar<'de>,
    signature: Scalar<'de>,
    user_handle: Scalar<'de>,
    transports: Strings<'de, MAX_TRANSPORTS, MAX_HINT_CHARACTERS>,
}

impl<'de> Members<'de> for ResponseMembers<'de> {
    fn member<A: MapAccess<'de>>(&mut self, name: &str, map: &mut A) -> Result<Member, A::Error> {
        match name {
            "clientDataJSON" => json::fill(&mut self.client_data_json, map),
            "attestationObject" => json::fill(&mut self.attestation_object, map),
            "authenticatorData" => json::fill(&mut self.authenticator_data, map),
            "signature" => json::fill(&mut self.signature, map),
            "userHandle" => json::fill(&mut self.user_handle, map),
            "transports" => json::fill(&mut self.transports, map),
            _ => Ok(Member::Unknown),
        }
    }
}

impl Common {
    /// The members of the outer object, and an empty buffer with room for all that they decode to.
    fn read<'de>(text: &'de str) -> Result<(CredentialMembers<'de>, Vec<u8>), Error> {
        if text.len() > MAX_RESPONSE_JSON_BYTES {
            return Err(Error::new(Field::Credential, ErrorKind::TooLong { most: MAX_RESPONSE_JSON_BYTES }));
        }
        let members: CredentialMembers<'de> = json::read(text, Field::Credential)?;
        Ok((members, Vec::with_capacity(base64url::decoded_length(text))))
    }

    fn new(
        members: CredentialMembers<'_>,
        response: &ResponseMembers<'_>,
        mut buffer: Vec<u8>,
    ) -> Result<Self, Error> {
        let id = required(&members.id, Field::Id, MAX_CREDENTIAL_ID_BYTES, &mut buffer)?;
        // Some clients send `id` alone; where both are there, a step of the ceremony wants them equal. The same text is not
        // decoded again.
        let raw_id = if members.raw_id == members.id || members.raw_id.is_absent_or_null() {
            id.clone()
        } else {
            required(&members.raw_id, Field::RawId, MAX_CREDENTIAL_ID_BYTES, &mut buffer)?
        };
        let client_data_json =
            decoded(&response.client_data_json, Field::ClientDataJson, MAX_CLIENT_DATA_BYTES, &mut buffer)?;
        let attachment = attachment(&members.attachment, &mut buffer)?;
        Ok(Self {
            buffer,
            id,
            raw_id,
            client_data_json,
            public_key_type: public_key_type(&members.credential_type),
            attachment,
            extensions: members.extensions.into_members(Field::ClientExtensionResults),
        })
    }

    fn range(&self, range: &Range<usize>) -> &[u8] {
        self.buffer.get(range.clone()).unwrap_or_default()
    }

    fn text(&self, range: &Range<usize>) -> Option<&str> {
        core::str::from_utf8(self.range(range)).ok()
    }

    fn part(&self, range: Option<&Range<usize>>, field: Field) -> Result<&[u8], Error> {
        match range {
            Some(range) if range.is_empty() => Err(Error::new(field, ErrorKind::Empty)),
            Some(range) => Ok(self.range(range)),
            None => Err(Error::new(field, ErrorKind::Missing)),
        }
    }
}

impl RegistrationResponse {
    /// Reads the JSON of a registration response.
    ///
    /// Success proves the syntax, sizes and encoding of what is there. What is missing is refused by the step that needs
    /// it.
    ///
    /// # Errors
    /// Bad JSON, base64url or sizes, and members of the wrong type, with the field at fault.
    ///
    /// # Source
    /// [`RegistrationResponseJSON`](https://www.w3.org/TR/webauthn-3/#dictdef-registrationresponsejson)
    pub fn from_json(text: &str) -> Result<Self, Error> {
        let (mut members, mut buffer) = Common::read(text)?;
        let response = core::mem::take(&mut members.response).into_members(Field::Response)?;
        let attestation_object = decoded(
            &response.attestation_object,
            Field::AttestationObject,
            MAX_ATTESTATION_OBJECT_BYTES,
            &mut buffer,
        )?;
        let transports = transports(&response.transports, &mut buffer)?;
        let common = Common::new(members, &response, buffer)?;
        Ok(Self { common, attestation_object, transports })
    }

    /// The parts of the attestation response.
    ///
    /// # Errors
    /// If the type is not `public-key`, or client data or attestation object is missing: this is no attestation
    /// response.
    ///
    /// # Source
    /// [§7.1 step 3](https://www.w3.org/TR/webauthn-3/#sctn-registering-a-new-credential)
    pub fn attestation_response(&self) -> Result<AttestationResponse<'_>, Error> {
        self.common.public_key_type?;
        let client_data_json =
            self.common.part(self.common.client_data_json.as_ref(), Field::ClientDataJson)?;
        let attestation_object =
            self.common.part(self.attestation_object.as_ref(), Field::AttestationObject)?;
        Ok(AttestationResponse { client_data_json, attestation_object })
    }

    /// The client extension outputs.
    ///
    /// # Errors
    /// If they are missing or not an object.
    pub fn client_extension_results(&self) -> Result<&ClientExtensionOutputs, Error> {
        self.common.extensions.as_ref().map_err(|error| *error)
    }

    /// `rawId`, or `id` where that is all there is.
    #[must_use]
    pub fn credential_id(&self) -> &[u8] {
        self.common.range(&self.common.raw_id)
    }

    /// Whether `id` and `rawId` are the same bytes.
    #[must_use]
    pub fn ids_agree(&self) -> bool {
        self.common.range(&self.common.id) == self.credential_id()
    }

    /// Transports as the client gave them, known or not: hints for later options, never a reason to decide.
    pub fn transports(&self) -> impl Iterator<Item = &str> {
        self.transports.iter().flatten().filter_map(|range| self.common.text(range))
    }

    /// `authenticatorAttachment` as the client gave it: a hint, never a reason to decide.
    #[must_use]
    pub fn authenticator_attachment(&self) -> Option<&str> {
        self.common.text(self.common.attachment.as_ref()?)
    }
}

impl<'a> AttestationResponse<'a> {
    /// The client data as it arrived.
    #[must_use]
    pub const fn client_data_json(&self) -> &'a [u8] {
        self.client_data_json
    }

    /// The attestation object as it arrived.
    #[must_use]
    pub const fn attestation_object(&self) -> &'a [u8] {
        self.attestation_object
    }
}

impl AuthenticationResponse {
    /// Reads the JSON of an authentication response.
    ///
    /// Success proves the syntax, sizes and encoding of what is there. What is missing is refused by the step that needs
    /// it.
    ///
    /// # Errors
    /// Bad JSON, base64url or sizes, and members of the wrong type, with the field at fault.
    ///
    /// # Source
    /// [`AuthenticationResponseJSON`](https://www.w3.org/TR/webauthn-3/#dictdef-authenticationresponsejson)
    pub fn from_json(text: &str) -> Result<Self, Error> {
        let (mut members, mut buffer) = Common::read(text)?;
        let response = core::mem::take(&mut members.response).into_members(Field::Response)?;
        let authenticator_data = decoded(
            &response.authenticator_data,
            Field::AuthenticatorData,
            MAX_AUTHENTICATOR_DATA_BYTES,
            &mut buffer,
        )?;
        let signature = decoded(&response.signature, Field::Signature, MAX_SIGNATURE_BYTES, &mut buffer)?;
        let user_handle =
            decoded(&response.user_handle, Field::UserHandle, MAX_USER_HANDLE_BYTES, &mut buffer)?;
        let attestation_object = !response.attestation_object.is_absent_or_null();
        let common = Common::new(members, &response, buffer)?;
        Ok(Self { common, authenticator_data, signature, user_handle, attestation_object })
    }

    /// Whether this is an assertion response at all.
    ///
    /// # Errors
    /// If the type is not `public-key`, if there is an attestation object, or if there are neither authenticator data
    /// nor a signature.
    ///
    /// # Source
    /// [§7.2 step 3](https://www.w3.org/TR/webauthn-3/#sctn-verifying-assertion)
    pub fn require_assertion(&self) -> Result<(), Error> {
        self.common.public_key_type?;
        if self.attestation_object {
            return Err(Error::new(Field::AttestationObject, ErrorKind::WrongValue));
        }
        if self.authenticator_data.is_none() && self.signature.is_none() {
            return Err(Error::new(Field::AuthenticatorData, ErrorKind::Missing));
        }
        Ok(())
    }

    /// The parts of the assertion.
    ///
    /// # Errors
    /// If client data, authenticator data or signature is missing or empty.
    ///
    /// # Source
    /// [§7.2 step 7](https://www.w3.org/TR/webauthn-3/#sctn-verifying-assertion)
    pub fn assertion_response(&self) -> Result<AssertionResponse<'_>, Error> {
        Ok(AssertionResponse {
            client_data_json: self
                .common
                .part(self.common.client_data_json.as_ref(), Field::ClientDataJson)?,
            authenticator_data: self
                .common
                .part(self.authenticator_data.as_ref(), Field::AuthenticatorData)?,
            signature: self.common.part(self.signature.as_ref(), Field::Signature)?,
        })
    }

    /// The client extension outputs.
    ///
    /// # Errors
    /// If they are missing or not an object.
    pub fn client_extension_results(&self) -> Result<&ClientExtensionOutputs, Error> {
        self.common.extensions.as_ref().map_err(|error| *error)
    }

    /// `rawId`, or `id` where that is all there is. Not signed: it picks the record and proves nothing.
    #[must_use]
    pub fn credential_id(&self) -> &[u8] {
        self.common.range(&self.common.raw_id)
    }

    /// Whether `id` and `rawId` are the same bytes.
    #[must_use]
    pub fn ids_agree(&self) -> bool {
        self.common.range(&self.common.id) == self.credential_id()
    }

    /// The user handle. Missing, null and empty are one: some clients send an empty one for none.
    #[must_use]
    pub fn user_handle(&self) -> Option<&[u8]> {
        let handle = self.common.range(self.user_handle.as_ref()?);
        (!handle.is_empty()).then_some(handle)
    }

    /// `authenticatorAttachment` as the client gave it: a hint, never a reason to decide.
    #[must_use]
    pub fn authenticator_attachment(&self) -> Option<&str> {
        self.common.text(self.common.attachment.as_ref()?)
    }
}

impl<'a> AssertionResponse<'a> {
    /// The client data as it arrived.
    #[must_use]
    pub const fn client_data_json(&self) -> &'a [u8] {
        self.client_data_json
    }

    /// The authenticator data as it arrived.
    #[must_use]
    pub const fn authenticator_data(&self) -> &'a [u8] {
        self.authenticator_data
    }

    /// The signature as it arrived.
    #[must_use]
    pub const fn signature(&self) -> &'a [u8] {
        self.signature
    }
}

/// Decodes a member that may be missing or null.
fn decoded(
    value: &Scalar<'_>,
    field: Field,
    most: usize,
    buffer: &mut Vec<u8>,
) -> Result<Option<Range<usize>>, Error> {
    if value.is_absent_or_null() { Ok(None) } else { required(value, field, most, buffer).map(Some) }
}

/// Decodes a member that has to be a string.
fn required(
    value: &Scalar<'_>,
    field: Field,
    most: usize,
    buffer: &mut Vec<u8>,
) -> Result<Range<usize>, Error> {
    let start = buffer.len();
    base64url::decode_into(value.string(field)?, field, most, buffer)?;
    Ok(start..buffer.len())
}

fn public_key_type(value: &Scalar<'_>) -> Result<(), Error> {
    match value.string(Field::CredentialType)? {
        "public-key" => Ok(()),
        _ => Err(Error::new(Field::CredentialType, ErrorKind::WrongValue)),
    }
}

/// Unknown values are kept, over-long ones are dropped, other types are refused.
fn attachment(value: &Scalar<'_>, buffer: &mut Vec<u8>) -> Result<Option<Range<usize>>, Error> {
    if value.is_absent_or_null() {
        return Ok(None);
    }
    let text = value.string(Field::AuthenticatorAttachment)?;
    Ok(json::is_within(text, MAX_HINT_CHARACTERS).then(|| append(text, buffer)))
}

/// §5.2.1.r2: strings that are not known today are kept.
fn transports(
    strings: &Strings<'_, MAX_TRANSPORTS, MAX_HINT_CHARACTERS>,
    buffer: &mut Vec<u8>,
) -> Result<[Option<Range<usize>>; MAX_TRANSPORTS], Error> {
    match strings {
        Strings::List(items) => {
            Ok(items.each_ref().map(|item| item.as_ref().map(|text| append(text, buffer))))
        }
        Strings::Absent | Strings::Other(JsonType::Null) => Ok([const { None }; MAX_TRANSPORTS]),
        Strings::Other(found) => {
            let expected = JsonType::Array;
            Err(Error::new(Field::Transports, ErrorKind::WrongType { expected, found: *found }))
        }
    }
}

/// Puts a text behind the decoded bytes.
fn append(text: &str, buffer: &mut Vec<u8>) -> Range<usize> {
    let start = buffer.len();
    buffer.extend_from_slice(text.as_bytes());
    start..buffer.len()
}

impl fmt::Debug for RegistrationResponse {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "RegistrationResponse({} bytes)", self.common.buffer.len())
    }
}

impl fmt::Debug for AuthenticationResponse {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "AuthenticationResponse({} bytes)", self.common.buffer.len())
    }
}

impl fmt::Debug for AttestationResponse<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "AttestationResponse({} bytes)", self.attestation_object.len())
    }
}

impl fmt::Debug for AssertionResponse<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "AssertionResponse({} bytes)", self.authenticator_data.len())
    }
}
