//! Metadata statements: what a vendor says of a model, as far as a relying party has a use for it.
//!
//! Of lists of words every word is kept, known or not; what is not known is reported as ignored.
//!
//! # Source
//! FIDO Metadata Statement v3.1 §4, FIDO Registry of Predefined Values v2.3

use alloc::borrow::Cow;
use alloc::vec::Vec;

use base64::Engine as _;
use base64::alphabet;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};
use countersign_cose::AlgorithmIdentifier;
use countersign_wire::Aaguid;

use crate::get_info::GetInfo;
use crate::identity::{Identity, KEY_IDENTIFIERS};
use crate::ignored::{Fields, IgnoredReason, Report};
use crate::json::{Json, Malformed};
use crate::registry::{
    self, ATTACHMENT_HINTS, ATTESTATION_TYPES, DISPLAYS, KEY_PROTECTIONS, MATCHER_PROTECTIONS,
    MULTI_DEVICE_SUPPORT, PROTOCOL_FAMILIES, PUBLIC_KEY_FORMATS, USER_VERIFICATION_METHODS,
};

/// Most elements of one list of a statement.
pub const MAX_ELEMENTS: usize = 256;

/// Largest picture in bytes, as it stands in a data URL. The largest of 2023 has 87 KiB.
pub const MAX_ICON_BYTES: usize = 1024 * 1024;

/// Longest media type of a picture in characters. Those of 2021 to 2023 are all `image/png`.
const MAX_MEDIA_TYPE_CHARACTERS: usize = 64;

/// Base64 of pictures: four icons of 2023 have no padding.
const PICTURE: GeneralPurpose = GeneralPurpose::new(
    &alphabet::STANDARD,
    GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent),
);

/// Members that are known, and that nobody has asked for.
const OF_NO_USE: [&str; 7] = [
    "legalHeader",
    "attestationRootCertificates",
    "ecdaaTrustAnchors",
    "tcDisplayContentType",
    "tcDisplayPNGCharacteristics",
    "cxpConfigURL",
    "isFreshUserVerificationRequired",
];

/// A statement. Whatever is missing in it, or could not be read, is none here.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Statement<'b> {
    description: Option<Cow<'b, str>>,
    translations: Vec<(Cow<'b, str>, Cow<'b, str>)>,
    friendly_names: Vec<(Cow<'b, str>, Cow<'b, str>)>,
    authenticator_version: Option<u64>,
    protocol_family: Option<Cow<'b, str>>,
    schema: Option<u64>,
    protocol_versions: Vec<ProtocolVersion>,
    algorithms: Vec<Cow<'b, str>>,
    public_key_formats: Vec<Cow<'b, str>>,
    attestation_types: Vec<Cow<'b, str>>,
    user_verification: Vec<Vec<Cow<'b, str>>>,
    key_protection: Vec<Cow<'b, str>>,
    is_key_restricted: Option<bool>,
    matcher_protection: Vec<Cow<'b, str>>,
    crypto_strength: Option<u64>,
    attachment_hints: Vec<Cow<'b, str>>,
    displays: Vec<Cow<'b, str>>,
    pictures: Pictures<'b>,
    extensions: Vec<Cow<'b, str>>,
    key_scope: Option<Cow<'b, str>>,
    multi_device_support: Option<Cow<'b, str>>,
    credential_exchange_url: Option<Cow<'b, str>>,
    get_info: Option<GetInfo<'b>>,
}

/// The pictures of a statement, as data URLs.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Pictures<'b> {
    icon: Option<Cow<'b, str>>,
    icon_dark: Option<Cow<'b, str>>,
    logo_light: Option<Cow<'b, str>>,
    logo_dark: Option<Cow<'b, str>>,
}

/// A version of the protocol that a model speaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ProtocolVersion {
    major: u64,
    minor: u64,
}

impl ProtocolVersion {
    /// The number before the dot.
    #[must_use]
    pub const fn major(&self) -> u64 {
        self.major
    }

    /// The number behind it.
    #[must_use]
    pub const fn minor(&self) -> u64 {
        self.minor
    }
}

/// Who says which model a statement is of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Identified {
    /// The entry around it, which has this AAGUID: the statement may not say otherwise.
    ByEntry(Option<Aaguid>),
    /// The statement, which has no entry around it.
    ByItself,
}

impl Identified {
    /// The AAGUID of the model; what the statement has of identifiers is reported where it is of no use.
    fn read(self, fields: &mut Fields<'_, '_>) -> Option<Aaguid> {
        match self {
            Self::ByEntry(own) => {
                fields.compare_aaguid("aaguid", own);
                for name in ["aaid", KEY_IDENTIFIERS] {
                    fields.value(name);
                }
                own
            }
            Self::ByItself => Identity::read(fields).aaguid(),
        }
    }
}

/// A picture out of a data URL.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Picture<'s> {
    media_type: &'s str,
    bytes: Vec<u8>,
}

impl Picture<'_> {
    /// Its type, such as `image/png`, as the vendor says: always an image, of at most 64 characters of ASCII, without
    /// parameters.
    #[must_use]
    pub const fn media_type(&self) -> &str {
        self.media_type
    }

    /// Its bytes. Nobody has looked at them: a picture that a vendor made can hold anything.
    #[must_use]
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }
}

impl<'b> Statement<'b> {
    /// Reads a statement. Pictures are kept as they stand there: see [`Statement::report_pictures`].
    pub(crate) fn read(value: Json<'b>, report: Report<'_>, identified: Identified) -> Self {
        let Some(mut fields) = Fields::of(value, report) else { return Self::default() };
        let own = identified.read(&mut fields);
        let statement = Self {
            description: fields.text("description"),
            translations: fields.pairs("alternativeDescriptions", Json::text),
            friendly_names: fields.pairs("friendlyNames", Json::text),
            authenticator_version: fields.integer("authenticatorVersion"),
            protocol_family: fields.term("protocolFamily", &PROTOCOL_FAMILIES),
            schema: fields.integer("schema"),
            protocol_versions: fields.list("upv", MAX_ELEMENTS, version),
            algorithms: fields.terms("authenticationAlgorithms", MAX_ELEMENTS, &registry::algorithm_names()),
            public_key_formats: fields.terms("publicKeyAlgAndEncodings", MAX_ELEMENTS, &PUBLIC_KEY_FORMATS),
            attestation_types: fields.terms("attestationTypes", MAX_ELEMENTS, &ATTESTATION_TYPES),
            user_verification: user_verification(&mut fields),
            key_protection: fields.terms("keyProtection", MAX_ELEMENTS, &KEY_PROTECTIONS),
            is_key_restricted: fields.boolean("isKeyRestricted"),
            matcher_protection: fields.terms("matcherProtection", MAX_ELEMENTS, &MATCHER_PROTECTIONS),
            crypto_strength: fields.integer("cryptoStrength"),
            attachment_hints: fields.terms("attachmentHint", MAX_ELEMENTS, &ATTACHMENT_HINTS),
            displays: fields.terms("tcDisplay", MAX_ELEMENTS, &DISPLAYS),
            pictures: Pictures {
                icon: fields.text("icon"),
                icon_dark: fields.text("iconDark"),
                logo_light: fields.text("providerLogoLight"),
                logo_dark: fields.text("providerLogoDark"),
            },
            extensions: fields.list("supportedExtensions", MAX_ELEMENTS, extension),
            key_scope: fields.text("keyScope"),
            multi_device_support: fields.term("multiDeviceCredentialSupport", &MULTI_DEVICE_SUPPORT),
            credential_exchange_url: fields.text("cxConfigURL"),
            get_info: fields
                .value("authenticatorGetInfo")
                .map(|value| GetInfo::read(value, fields.report.inside("authenticatorGetInfo"), own)),
        };
        fields.finish(&OF_NO_USE);
        statement
    }

    /// Reports what should be a picture and is none. Each is decoded for that, which nobody needs who asks for something else.
    pub(crate) fn report_pictures(&self, report: &mut Report<'_>) {
        for (name, text) in self.pictures.all() {
            if text.is_some_and(|text| picture(text).is_none()) {
                report.add(name, IgnoredReason::Malformed(Malformed::Form));
            }
        }
    }

    /// What the model is called, in English.
    #[must_use]
    pub fn description(&self) -> Option<&str> {
        self.description.as_deref()
    }

    /// What it is called in other languages: the tag of the language, and the text.
    #[must_use]
    pub fn translations(&self) -> &[(Cow<'b, str>, Cow<'b, str>)] {
        &self.translations
    }

    /// What its maker calls it, by language.
    #[must_use]
    pub fn friendly_names(&self) -> &[(Cow<'b, str>, Cow<'b, str>)] {
        &self.friendly_names
    }

    /// The lowest version of the firmware that the statement is true of.
    #[must_use]
    pub const fn authenticator_version(&self) -> Option<u64> {
        self.authenticator_version
    }

    /// `fido2`, `u2f` or `uaf`.
    #[must_use]
    pub fn protocol_family(&self) -> Option<&str> {
        self.protocol_family.as_deref()
    }

    /// The version of the form of the statement.
    #[must_use]
    pub const fn schema(&self) -> Option<u64> {
        self.schema
    }

    /// The versions of the protocol.
    #[must_use]
    pub fn protocol_versions(&self) -> &[ProtocolVersion] {
        &self.protocol_versions
    }

    /// The algorithms of its keys, by the names of FIDO's registry.
    #[must_use]
    pub fn authentication_algorithms(&self) -> &[Cow<'b, str>] {
        &self.algorithms
    }

    /// Whether the statement lists an algorithm of credential keys, by any of its names. Nothing without a list, and
    /// where the list has names that are not known.
    #[must_use]
    pub fn lists_algorithm(&self, algorithm: AlgorithmIdentifier) -> Option<bool> {
        registry::lists(&self.algorithms, algorithm)
    }

    /// The encodings of its public keys.
    #[must_use]
    pub fn public_key_formats(&self) -> &[Cow<'b, str>] {
        &self.public_key_formats
    }

    /// The types of attestation: `basic_full`, `basic_surrogate`, `attca`, `anonca`, `ecdaa`, `none`.
    #[must_use]
    pub fn attestation_types(&self) -> &[Cow<'b, str>] {
        &self.attestation_types
    }

    /// How users are verified: alternatives, each a combination of methods.
    #[must_use]
    pub fn user_verification(&self) -> &[Vec<Cow<'b, str>>] {
        &self.user_verification
    }

    /// How keys are protected.
    #[must_use]
    pub fn key_protection(&self) -> &[Cow<'b, str>] {
        &self.key_protection
    }

    /// Whether keys sign nothing but what the protocol has them sign. A statement that does not say so means yes.
    #[must_use]
    pub fn is_key_restricted(&self) -> bool {
        self.is_key_restricted.unwrap_or(true)
    }

    /// How the comparison of fingerprints and the like is protected.
    #[must_use]
    pub fn matcher_protection(&self) -> &[Cow<'b, str>] {
        &self.matcher_protection
    }

    /// The strength of its cryptography, in bits.
    #[must_use]
    pub const fn crypto_strength(&self) -> Option<u64> {
        self.crypto_strength
    }

    /// How it is attached.
    #[must_use]
    pub fn attachment_hints(&self) -> &[Cow<'b, str>] {
        &self.attachment_hints
    }

    /// What kind of display it shows transactions on.
    #[must_use]
    pub fn displays(&self) -> &[Cow<'b, str>] {
        &self.displays
    }

    /// Its icon, if it has one that is a data URL of an image of at most [`MAX_ICON_BYTES`].
    #[must_use]
    pub fn icon(&self) -> Option<Picture<'_>> {
        self.pictures.icon.as_deref().and_then(picture)
    }

    /// Its icon for dark surfaces.
    #[must_use]
    pub fn icon_dark(&self) -> Option<Picture<'_>> {
        self.pictures.icon_dark.as_deref().and_then(picture)
    }

    /// The logo of its maker for light surfaces.
    #[must_use]
    pub fn provider_logo_light(&self) -> Option<Picture<'_>> {
        self.pictures.logo_light.as_deref().and_then(picture)
    }

    /// The logo of its maker for dark surfaces.
    #[must_use]
    pub fn provider_logo_dark(&self) -> Option<Picture<'_>> {
        self.pictures.logo_dark.as_deref().and_then(picture)
    }

    /// The extensions that it supports.
    #[must_use]
    pub fn supported_extensions(&self) -> &[Cow<'b, str>] {
        &self.extensions
    }

    /// How far its keys go.
    #[must_use]
    pub fn key_scope(&self) -> Option<&str> {
        self.key_scope.as_deref()
    }

    /// Whether it has passkeys that are on several devices: `unsupported`, `explicit` or `implicit`.
    #[must_use]
    pub fn multi_device_credential_support(&self) -> Option<&str> {
        self.multi_device_support.as_deref()
    }

    /// Where the exchange of credentials is configured.
    #[must_use]
    pub fn credential_exchange_url(&self) -> Option<&str> {
        self.credential_exchange_url.as_deref()
    }

    /// What it says of itself.
    #[must_use]
    pub const fn get_info(&self) -> Option<&GetInfo<'b>> {
        self.get_info.as_ref()
    }
}

impl Pictures<'_> {
    fn all(&self) -> [(&'static str, Option<&str>); 4] {
        [
            ("icon", self.icon.as_deref()),
            ("iconDark", self.icon_dark.as_deref()),
            ("providerLogoLight", self.logo_light.as_deref()),
            ("providerLogoDark", self.logo_dark.as_deref()),
        ]
    }
}

fn version(value: Json<'_>) -> Result<ProtocolVersion, Malformed> {
    let members = value.members()?;
    let number = |name| members.get(name)?.ok_or(Malformed::Form)?.integer();
    Ok(ProtocolVersion { major: number("major")?, minor: number("minor")? })
}

fn extension(value: Json<'_>) -> Result<Cow<'_, str>, Malformed> {
    value.members()?.get("id")?.ok_or(Malformed::Form)?.text()
}

/// Alternatives, of which each is a list of methods.
fn user_verification<'b>(fields: &mut Fields<'b, '_>) -> Vec<Vec<Cow<'b, str>>> {
    const NAME: &str = "userVerificationDetails";
    let method =
        |value: Json<'b>| value.members()?.get("userVerificationMethod")?.ok_or(Malformed::Form)?.text();
    let alternative =
        |value: Json<'b>| value.items(MAX_ELEMENTS)?.into_iter().map(method).collect::<Result<Vec<_>, _>>();
    let alternatives = fields.list(NAME, MAX_ELEMENTS, alternative);
    if alternatives.iter().flatten().any(|method| !USER_VERIFICATION_METHODS.contains(&&**method)) {
        fields.report.add(NAME, IgnoredReason::UnknownValue);
    }
    alternatives
}

/// The picture of a data URL.
fn picture(url: &str) -> Option<Picture<'_>> {
    let (media_type, digits) = url.strip_prefix("data:")?.split_once(";base64,")?;
    if !is_image(media_type) || digits.len() > MAX_ICON_BYTES.saturating_mul(2) {
        return None;
    }
    let bytes = PICTURE.decode(digits.trim_ascii()).ok()?;
    (bytes.len() <= MAX_ICON_BYTES).then_some(Picture { media_type, bytes })
}

/// Whether a media type is one of images: `image/` and a token (RFC 9110 §5.6.2), so that it can be shown and
/// sent on.
fn is_image(media_type: &str) -> bool {
    let is_token = |byte: u8| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte);
    let Some((kind, subtype)) = media_type.split_once('/') else { return false };
    media_type.len() <= MAX_MEDIA_TYPE_CHARACTERS
        && kind.eq_ignore_ascii_case("image")
        && !subtype.is_empty()
        && subtype.bytes().all(is_token)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ignored::Ignored;

    /// Whoever asks for a description or an algorithm does not pay for pictures.
    #[test]
    fn accepts_statements_without_a_look_at_their_pictures() {
        let text = r#"{"description":"Model","icon":"data:image/png;base64,*","iconDark":"x"}"#;
        let mut ignored = Vec::new();
        let report = Report::new(None, &mut ignored);
        let statement = Statement::read(Json::of_value(text), report, Identified::ByEntry(None));
        assert_eq!((statement.description(), ignored.len()), (Some("Model"), 0));
        statement.report_pictures(&mut Report::new(None, &mut ignored));
        assert_eq!(ignored.iter().map(Ignored::member).collect::<Vec<_>>(), ["icon", "iconDark"]);
    }
}
