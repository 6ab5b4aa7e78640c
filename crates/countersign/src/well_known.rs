//! The documents below `/.well-known/` that clients and applications look for, made from the same values as the relying
//! party, so that the two cannot differ.
//!
//! Each is served with [`CONTENT_TYPE`] and status 200, over `https`, without a redirect and without a sign-in, from the
//! RP ID itself.

use alloc::format;
use alloc::string::{String, ToString as _};
use alloc::vec::Vec;

use countersign_wire::base64url;
use serde_json::{Value as Json, json};

use crate::configuration::ConfigurationError;
use crate::relying_party::{Origin, RelyingParty, RelyingPartyBuilder, WebOrigin};

/// Where clients look for [`RelatedOrigins::json`].
///
/// # Source
/// [§5.11](https://www.w3.org/TR/webauthn-3/#sctn-related-origins)
pub const WEBAUTHN_PATH: &str = "/.well-known/webauthn";

/// Where Android looks for [`asset_links`].
///
/// # Source
/// [Digital Asset Links](https://developers.google.com/digital-asset-links/v1/create-statement)
pub const ASSET_LINKS_PATH: &str = "/.well-known/assetlinks.json";

/// Where Apple's systems look for [`app_site_association`].
///
/// # Source
/// [Supporting associated domains](https://developer.apple.com/documentation/xcode/supporting-associated-domains)
pub const APP_SITE_ASSOCIATION_PATH: &str = "/.well-known/apple-app-site-association";

/// Where passkey providers look for [`PasskeyEndpoints::json`].
///
/// # Source
/// [Passkey endpoints](https://www.w3.org/TR/passkey-endpoints/)
pub const PASSKEY_ENDPOINTS_PATH: &str = "/.well-known/passkey-endpoints";

/// The content type of all four.
pub const CONTENT_TYPE: &str = "application/json";

/// How many labels every client takes; the origins of further ones may be ignored.
///
/// # Source
/// [§5.11.1](https://www.w3.org/TR/webauthn-3/#sctn-validating-relation-origin)
pub const MAX_RELATED_LABELS: usize = 5;

/// Most applications of one document; Apple's systems read 128 KiB of it.
pub const MAX_APPS: usize = 64;

/// Most signing certificates of one application: a few for stores and tests, and those before a change of keys.
pub const MAX_APP_CERTIFICATES: usize = 16;

/// Longest identifier of an application in bytes: as long as the name of a file, which it is on devices.
const MAX_APP_IDENTIFIER: usize = 255;

/// Longest URL in bytes.
const MAX_URL: usize = 2048;

/// The origins outside the RP ID that may use it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RelatedOrigins(Vec<WebOrigin>);

/// The origins of a relying party that [`RelyingPartyBuilder::related_origin`] accepted and that are outside its RP ID.
#[must_use]
pub fn related_origins(relying_party: &RelyingParty) -> RelatedOrigins {
    let outside = |origin: &Origin| match origin {
        Origin::Web(origin) if !relying_party.id().covers(origin.host()) => Some(origin.clone()),
        Origin::Web(_) | Origin::App(_) => None,
    };
    let mut origins = Vec::new();
    for origin in relying_party.origins().iter().filter_map(outside) {
        if !origins.contains(&origin) {
            origins.push(origin);
        }
    }
    RelatedOrigins(origins)
}

impl RelatedOrigins {
    /// Whether there are none, in which case no document is needed.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The document at [`WEBAUTHN_PATH`].
    #[must_use]
    pub fn json(&self) -> String {
        let origins: Vec<&str> = self.0.iter().map(WebOrigin::as_str).collect();
        json!({ "origins": origins }).to_string()
    }

    /// How many labels a client counts at most: for `shop.example.co.uk` the label is `example`, and it is one label with
    /// that of `example.de`.
    ///
    /// Clients know which suffixes are public and this library does not, so it may count more than they do, and never
    /// fewer. Of a host of two parts the label can only be the first. Of a longer one, such as `example.co.uk`, it may be
    /// any but the last, so each longer host counts as a label of its own.
    #[must_use]
    pub fn labels(&self) -> usize {
        let label = |origin: &WebOrigin| {
            let host = origin.host();
            match host.split_once('.') {
                Some((first, rest)) if !rest.contains('.') => String::from(first),
                _ => String::from(host),
            }
        };
        let mut labels: Vec<String> = self.0.iter().map(label).collect();
        labels.sort_unstable();
        labels.dedup();
        labels.len()
    }

    /// Whether there may be more labels than the [`MAX_RELATED_LABELS`] that every client takes.
    #[must_use]
    pub fn is_beyond_clients(&self) -> bool {
        self.labels() > MAX_RELATED_LABELS
    }
}

/// An Android application that may use the passkeys of the relying party: its package, and the SHA-256 of each
/// certificate that it is signed with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AndroidApp {
    package: String,
    certificates: Vec<[u8; 32]>,
}

impl AndroidApp {
    /// Checks the package name; for the hashes, see [`AndroidApp::fingerprint`].
    ///
    /// # Errors
    /// [`ConfigurationError::AndroidApp`] for a name that is not two or more words with dots between them, each of ASCII
    /// letters, digits and underscores after a letter, and for no or more than [`MAX_APP_CERTIFICATES`] certificates.
    pub fn new(package: &str, certificates: &[[u8; 32]]) -> Result<Self, ConfigurationError> {
        let is_word = |word: &str| {
            word.starts_with(|first: char| first.is_ascii_alphabetic())
                && word.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
        };
        let is_package =
            package.len() <= MAX_APP_IDENTIFIER && package.contains('.') && package.split('.').all(is_word);
        if is_package && (1..=MAX_APP_CERTIFICATES).contains(&certificates.len()) {
            Ok(Self { package: package.into(), certificates: certificates.to_vec() })
        } else {
            Err(ConfigurationError::AndroidApp)
        }
    }

    /// The SHA-256 of a certificate as tools print it: 32 bytes in hexadecimal, colons between them.
    ///
    /// # Errors
    /// [`ConfigurationError::Fingerprint`] for anything else.
    pub fn fingerprint(text: &str) -> Result<[u8; 32], ConfigurationError> {
        let mut fingerprint = [0; 32];
        let mut parts = text.split(':');
        for byte in &mut fingerprint {
            let part = parts.next().unwrap_or_default();
            // `from_str_radix` alone takes a sign as well.
            let is_byte = part.len() == 2 && part.bytes().all(|digit| digit.is_ascii_hexdigit());
            let parsed = u8::from_str_radix(part, 16).ok().filter(|_| is_byte);
            *byte = parsed.ok_or(ConfigurationError::Fingerprint)?;
        }
        if parts.next().is_none() { Ok(fingerprint) } else { Err(ConfigurationError::Fingerprint) }
    }

    /// The origins that the application has in client data, one for each certificate.
    pub fn origins(&self) -> impl Iterator<Item = String> {
        self.certificates.iter().map(|hash| format!("android:apk-key-hash:{}", base64url::encode(hash)))
    }

    fn statement(&self) -> Json {
        let hexadecimal = |hash: &[u8; 32]| hash.map(|byte| format!("{byte:02X}")).join(":");
        json!({
            "relation": [
                "delegate_permission/common.handle_all_urls",
                "delegate_permission/common.get_login_creds",
            ],
            "target": {
                "namespace": "android_app",
                "package_name": self.package,
                "sha256_cert_fingerprints": self.certificates.iter().map(hexadecimal).collect::<Vec<_>>(),
            },
        })
    }
}

impl RelyingPartyBuilder {
    /// Accepts an Android application, under each of its certificates.
    ///
    /// # Errors
    /// [`ConfigurationError::TooManyOrigins`].
    pub fn android_app(self, app: &AndroidApp) -> Result<Self, ConfigurationError> {
        app.origins().try_fold(self, |builder, origin| builder.app_origin(&origin))
    }
}

/// The document at [`ASSET_LINKS_PATH`]: these applications open the links of the site and use its credentials.
///
/// # Errors
/// [`ConfigurationError::TooManyApps`] for more than [`MAX_APPS`].
pub fn asset_links(apps: &[AndroidApp]) -> Result<String, ConfigurationError> {
    let statements = bounded(apps)?.iter().map(AndroidApp::statement).collect();
    Ok(Json::Array(statements).to_string())
}

/// An application on Apple's systems that may use the passkeys of the relying party.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AppleApp(String);

impl AppleApp {
    /// Checks an application identifier: team and bundle, such as `A1B2C3D4E5.org.example.app`.
    ///
    /// # Errors
    /// [`ConfigurationError::AppleApp`] unless there are ten upper-case letters and digits, a dot, and a bundle identifier
    /// of ASCII letters, digits, hyphens and dots.
    pub fn new(team_and_bundle: &str) -> Result<Self, ConfigurationError> {
        const TEAM: usize = 10;
        let (team, bundle) = team_and_bundle.split_once('.').ok_or(ConfigurationError::AppleApp)?;
        let is_team =
            team.len() == TEAM && team.bytes().all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit());
        let is_bundle = !bundle.is_empty()
            && bundle.len() <= MAX_APP_IDENTIFIER
            && bundle.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-'));
        if is_team && is_bundle {
            Ok(Self(team_and_bundle.into()))
        } else {
            Err(ConfigurationError::AppleApp)
        }
    }

    /// The application identifier.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// The document at [`APP_SITE_ASSOCIATION_PATH`]: these applications use the credentials of the site. Their ceremonies
/// have the origin of the site.
///
/// # Errors
/// [`ConfigurationError::TooManyApps`] for more than [`MAX_APPS`].
pub fn app_site_association(apps: &[AppleApp]) -> Result<String, ConfigurationError> {
    let apps: Vec<&str> = bounded(apps)?.iter().map(AppleApp::as_str).collect();
    Ok(json!({ "webcredentials": { "apps": apps } }).to_string())
}

/// Where users add a passkey, and where they manage those that they have.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PasskeyEndpoints {
    enroll: String,
    manage: String,
}

impl PasskeyEndpoints {
    /// Checks the URLs of two pages of the relying party.
    ///
    /// # Errors
    /// [`ConfigurationError::PasskeyEndpoint`] for a URL that is not `https`, on another origin than those that the
    /// relying party accepts, longer than 2048 bytes, or with characters that a URL has to escape.
    pub fn new(relying_party: &RelyingParty, enroll: &str, manage: &str) -> Result<Self, ConfigurationError> {
        let checked = |url: &str| {
            if is_page_of(relying_party, url) {
                Ok(String::from(url))
            } else {
                Err(ConfigurationError::PasskeyEndpoint)
            }
        };
        Ok(Self { enroll: checked(enroll)?, manage: checked(manage)? })
    }

    /// The document at [`PASSKEY_ENDPOINTS_PATH`].
    #[must_use]
    pub fn json(&self) -> String {
        json!({ "enroll": self.enroll, "manage": self.manage }).to_string()
    }
}

/// Whether the part of a URL before its path, query or fragment is an origin of the relying party, byte for byte. What is
/// between a scheme and the first of these is nothing but the origin, or it is not equal.
fn is_page_of(relying_party: &RelyingParty, url: &str) -> bool {
    const SCHEME: &str = "https://";
    // Browsers take a backslash for a slash.
    let is_plain = |byte: u8| byte.is_ascii_graphic() && !matches!(byte, b'\\' | b'"' | b'<' | b'>');
    let Some(rest) = url.strip_prefix(SCHEME) else { return false };
    let authority = rest.split(['/', '?', '#']).next().unwrap_or_default();
    url.len() <= MAX_URL
        && url.bytes().all(is_plain)
        && relying_party.accepts_origin(&format!("{SCHEME}{authority}"))
}

fn bounded<T>(apps: &[T]) -> Result<&[T], ConfigurationError> {
    if apps.len() > MAX_APPS { Err(ConfigurationError::TooManyApps) } else { Ok(apps) }
}

#[cfg(test)]
#[cfg(feature = "rustcrypto")]
mod tests {
    use alloc::vec;

    use countersign_cose::RUST_CRYPTO;

    use super::*;

    const HASH: [u8; 32] = {
        let mut hash = [0xab; 32];
        hash[0] = 0x0f;
        hash
    };

    fn builder() -> RelyingPartyBuilder {
        let builder = RelyingParty::builder("example.org", "Example").unwrap();
        builder.origin("https://example.org").unwrap().origin("https://id.example.org:8443").unwrap()
    }

    fn related(origins: &[&str]) -> RelatedOrigins {
        let add = |builder: RelyingPartyBuilder, origin: &&str| builder.related_origin(origin);
        related_origins(&origins.iter().try_fold(builder(), add).unwrap().build(&RUST_CRYPTO).unwrap())
    }

    fn parsed(text: &str) -> Json {
        serde_json::from_str(text).unwrap()
    }

    #[test]
    fn accepts_the_origins_outside_the_rp_id_once_each() {
        let origins = ["https://example.de", "https://www.example.org", "https://example.de"];
        let related = related(&origins);
        assert_eq!(parsed(&related.json()), json!({ "origins": ["https://example.de"] }));
        assert!(!related.is_empty());
        assert!(self::related(&[]).is_empty());
        assert_eq!(self::related(&[]).json(), r#"{"origins":[]}"#);
    }

    #[test]
    fn accepts_as_many_labels_as_there_may_be() {
        let labels = |origins: &[&str]| related(origins).labels();
        assert_eq!(labels(&[]), 0);
        assert_eq!(labels(&["https://example.de", "https://example.fr", "https://example.fr:444"]), 1);
        assert_eq!(labels(&["https://example.de", "https://other.de"]), 2);
        // If `example.fr` were a public suffix, the label would be `www`.
        assert_eq!(labels(&["https://example.de", "https://www.example.fr"]), 2);
        assert_eq!(labels(&["https://example.co.uk", "https://example.co.jp"]), 2);
    }

    #[test]
    fn refuses_to_count_on_more_labels_than_clients_take() {
        let five = ["https://a.de", "https://b.de", "https://c.de", "https://d.de", "https://e.de"];
        assert!(!related(&five).is_beyond_clients());
        let six = [&five[..], &["https://f.de"]].concat();
        assert_eq!(related(&six).labels(), 6);
        assert!(related(&six).is_beyond_clients());
    }

    #[test]
    fn accepts_an_android_application() {
        let app = AndroidApp::new("org.example.App_1", &[HASH, [1; 32]]).unwrap();
        let hexadecimal = format!("0F{}", ":AB".repeat(31));
        let target = json!({
            "namespace": "android_app",
            "package_name": "org.example.App_1",
            "sha256_cert_fingerprints": [hexadecimal, format!("01{}", ":01".repeat(31))],
        });
        let relation =
            ["delegate_permission/common.handle_all_urls", "delegate_permission/common.get_login_creds"];
        let links = asset_links(core::slice::from_ref(&app)).unwrap();
        assert_eq!(parsed(&links), json!([{ "relation": relation, "target": target }]));
        assert_eq!(AndroidApp::fingerprint(&hexadecimal), Ok(HASH));
        assert_eq!(AndroidApp::fingerprint(&hexadecimal.to_lowercase()), Ok(HASH));

        let relying_party = builder().android_app(&app).unwrap().build(&RUST_CRYPTO).unwrap();
        let origins: Vec<String> = app.origins().collect();
        assert_eq!(origins[1], "android:apk-key-hash:AQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQE");
        let accepted: Vec<&str> = relying_party.origins().iter().skip(2).map(Origin::as_str).collect();
        assert_eq!(accepted, origins);
        assert!(related_origins(&relying_party).is_empty());
    }

    #[test]
    fn refuses_what_is_no_android_application() {
        let long = format!("a.{}", "b".repeat(MAX_APP_IDENTIFIER));
        for package in ["", "example", "org.", ".org", "org..app", "org.1app", "org.ex-ample", "org.é", &long]
        {
            assert_eq!(AndroidApp::new(package, &[HASH]), Err(ConfigurationError::AndroidApp), "{package}");
        }
        assert_eq!(AndroidApp::new("org.example", &[]), Err(ConfigurationError::AndroidApp));
        let most = [HASH; MAX_APP_CERTIFICATES];
        assert_eq!(AndroidApp::new("org.example", &most).map(|app| app.origins().count()), Ok(16));
        let more = [HASH; MAX_APP_CERTIFICATES + 1];
        assert_eq!(AndroidApp::new("org.example", &more), Err(ConfigurationError::AndroidApp));
    }

    #[test]
    fn refuses_what_is_no_fingerprint() {
        let of = |first: &str, count: usize| format!("{first}{}", ":AB".repeat(count));
        let texts = [
            String::new(),
            of("AB", 30),
            of("AB", 32),
            of("+A", 31),
            of("A", 31),
            of("ABC", 31),
            of("AG", 31),
            of("AB", 31).replace(':', ""),
            of("AB", 31) + ":",
        ];
        for text in texts {
            assert_eq!(AndroidApp::fingerprint(&text), Err(ConfigurationError::Fingerprint), "{text}");
        }
    }

    #[test]
    fn accepts_an_apple_application() {
        let app = AppleApp::new("A1B2C3D4E5.org.example.App-1").unwrap();
        assert_eq!(
            parsed(&app_site_association(&[app]).unwrap()),
            json!({ "webcredentials": { "apps": ["A1B2C3D4E5.org.example.App-1"] } })
        );
    }

    #[test]
    fn refuses_what_is_no_apple_application() {
        let long = format!("A1B2C3D4E5.{}", "a".repeat(MAX_APP_IDENTIFIER + 1));
        for text in [
            "",
            "A1B2C3D4E5",
            "A1B2C3D4E5.",
            "A1B2C3D4E.org.example",
            "A1B2C3D4E5F.org.example",
            "a1b2c3d4e5.org.example",
            "A1B2C3D4E5.org.ex_ample",
            "A1B2C3D4E5.org.é",
            &long,
        ] {
            assert_eq!(AppleApp::new(text), Err(ConfigurationError::AppleApp), "{text}");
        }
    }

    #[test]
    fn refuses_more_applications_than_a_document_holds() {
        let android = AndroidApp::new("org.example", &[HASH]).unwrap();
        let apple = AppleApp::new("A1B2C3D4E5.org.example").unwrap();
        let links = |count: usize| asset_links(&vec![android.clone(); count]);
        let association = |count: usize| app_site_association(&vec![apple.clone(); count]);
        assert_eq!(parsed(&links(MAX_APPS).unwrap()).as_array().unwrap().len(), MAX_APPS);
        assert_eq!(links(MAX_APPS + 1), Err(ConfigurationError::TooManyApps));
        let apps = parsed(&association(MAX_APPS).unwrap())["webcredentials"]["apps"].clone();
        assert_eq!(apps.as_array().unwrap().len(), MAX_APPS);
        assert_eq!(association(MAX_APPS + 1), Err(ConfigurationError::TooManyApps));
    }

    #[test]
    fn accepts_pages_of_the_relying_party_as_endpoints() {
        let relying_party = builder().build(&RUST_CRYPTO).unwrap();
        let (enroll, manage) = ("https://example.org/add?from=manager", "https://id.example.org:8443#keys");
        let endpoints = PasskeyEndpoints::new(&relying_party, enroll, manage).unwrap();
        assert_eq!(parsed(&endpoints.json()), json!({ "enroll": enroll, "manage": manage }));
    }

    #[test]
    fn refuses_pages_of_others_as_endpoints() {
        let builder = builder().origin("http://localhost");
        assert_eq!(builder.err(), Some(ConfigurationError::OriginOutsideRpId));
        let relying_party = self::builder().build(&RUST_CRYPTO).unwrap();
        let good = "https://example.org/";
        let long = format!("{good}{}", "a".repeat(MAX_URL));
        for url in [
            "",
            "/add",
            "http://example.org/add",
            "https://example.net/add",
            "https://example.org.example.net/",
            "https://example.org:444/",
            "https://example.org@example.net/",
            "https://example.net\\@example.org/",
            "https://example.org/\\example.net",
            "https://EXAMPLE.org/",
            "https://example.org/a b",
            "https://example.org/é",
            &long,
        ] {
            let refused = Err(ConfigurationError::PasskeyEndpoint);
            assert_eq!(PasskeyEndpoints::new(&relying_party, url, good), refused, "{url}");
            assert_eq!(PasskeyEndpoints::new(&relying_party, good, url), refused, "{url}");
        }
    }
}
