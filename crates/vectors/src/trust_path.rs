//! The certificates behind an attestation, one by one, and where their path broke.

use countersign::{
    Assessment, Attestation, AttestationCause, Cause, Error, Evidence, Format, PathError, TrustAnchor,
    UnixTime,
};
use countersign_x509::{Certificate, Name, ObjectIdentifier};

use crate::{hex, rfc3339};

/// The path of one attestation statement.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TrustPath {
    format: Format,
    certificates: Vec<PathCertificate>,
    trusted: Option<bool>,
    reason: String,
}

/// A certificate of a path.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PathCertificate {
    role: Role,
    subject: String,
    issuer: String,
    not_before: String,
    not_after: String,
    reason: String,
}

/// What a certificate is in its path.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[expect(clippy::exhaustive_enums, reason = "a path has no other places")]
pub enum Role {
    /// The attestation certificate.
    Leaf,
    /// One above it.
    Intermediate,
    /// The trust anchor, which the path leads to.
    Anchor,
    /// The attestation certificate, which is the trust anchor too.
    LeafAndAnchor,
    /// One that was sent, and is not needed to reach the anchor.
    NotNeeded,
}

impl Role {
    /// The role in words.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Leaf => "leaf",
            Self::Intermediate => "intermediate",
            Self::Anchor => "anchor",
            Self::LeafAndAnchor => "leaf, anchor",
            Self::NotNeeded => "not needed",
        }
    }

    const fn sent(at: usize) -> Self {
        if at == 0 { Self::Leaf } else { Self::Intermediate }
    }
}

impl PathCertificate {
    fn new(role: Role, der: &[u8]) -> Self {
        // What was verified was parsed before.
        let certificate = Certificate::parse(der).ok();
        let text = |text: fn(&Certificate<'_>) -> String| certificate.as_ref().map(text).unwrap_or_default();
        Self {
            role,
            subject: text(|certificate| shown(&certificate.subject())),
            issuer: text(|certificate| shown(&certificate.issuer())),
            not_before: text(|certificate| time(certificate.validity().not_before())),
            not_after: text(|certificate| time(certificate.validity().not_after())),
            reason: String::new(),
        }
    }

    /// What it is in the path.
    #[must_use]
    pub const fn role(&self) -> Role {
        self.role
    }

    /// The name of who holds the key, escaped.
    #[must_use]
    pub fn subject(&self) -> &str {
        &self.subject
    }

    /// The name of who signed it, escaped.
    #[must_use]
    pub fn issuer(&self) -> &str {
        &self.issuer
    }

    /// The first second of its validity.
    #[must_use]
    pub fn not_before(&self) -> &str {
        &self.not_before
    }

    /// The last second of its validity.
    #[must_use]
    pub fn not_after(&self) -> &str {
        &self.not_after
    }

    /// Why the path broke here; empty unless it did.
    #[must_use]
    pub fn reason(&self) -> &str {
        &self.reason
    }
}

impl TrustPath {
    /// The paths of an attestation; of a compound one those of its parts, behind what is said of the whole.
    pub(crate) fn all(attestation: &Attestation, error: Option<&Error>) -> Vec<Self> {
        let parts = attestation.parts().iter().filter_map(|part| {
            let path = part.outcome().ok()?.trust_path();
            Some(Self::unjudged(part.format(), path))
        });
        let whole = Self::judged(attestation, error);
        core::iter::once(whole).chain(parts).filter(|path| !path.certificates.is_empty()).collect()
    }

    fn unjudged(format: Format, path: &[Vec<u8>]) -> Self {
        let certificates = path.iter().enumerate();
        let certificates = certificates.map(|(at, der)| PathCertificate::new(Role::sent(at), der)).collect();
        Self { format, certificates, trusted: None, reason: String::new() }
    }

    fn judged(attestation: &Attestation, error: Option<&Error>) -> Self {
        let mut path = Self::unjudged(attestation.format(), attestation.trust_path());
        if let Some(error) = error {
            path.trusted = Some(false);
            match path_error(error) {
                Some(broken) => path.break_at(broken),
                None => path.reason = crate::judge::cause(error),
            }
        }
        match attestation.assessment() {
            Assessment::Trusted(vouched) => {
                path.trusted = Some(true);
                path.end_in(vouched.anchor(), vouched.length());
            }
            Assessment::NotTrusted(distrust) => {
                path.trusted = Some(false);
                path.reason = distrust.to_string();
                if let countersign::Distrust::Path(broken) = distrust {
                    path.break_at(broken);
                }
            }
            Assessment::NotAssessed | _ => {}
        }
        path
    }

    fn break_at(&mut self, broken: &PathError) {
        self.reason = broken.to_string();
        let rule = self.reason.split_once(": ").map_or_else(String::new, |(_, rule)| rule.to_owned());
        if let Some(certificate) = self.certificates.get_mut(broken.at()) {
            certificate.reason = rule;
        }
    }

    /// Puts the anchor above the certificates that were verified below it.
    fn end_in(&mut self, anchor: &TrustAnchor, length: usize) {
        for certificate in self.certificates.iter_mut().skip(length) {
            certificate.role = Role::NotNeeded;
        }
        match self.certificates.first_mut() {
            Some(leaf) if length == 0 => leaf.role = Role::LeafAndAnchor,
            _ => {
                let anchor = PathCertificate::new(Role::Anchor, anchor.certificate());
                self.certificates.insert(length.min(self.certificates.len()), anchor);
            }
        }
    }

    /// The format of the statement.
    #[must_use]
    pub const fn format(&self) -> Format {
        self.format
    }

    /// The certificates, the leaf first. Of a compound statement none but the anchor, since its parts have them.
    #[must_use]
    pub fn certificates(&self) -> &[PathCertificate] {
        &self.certificates
    }

    /// Whether the path leads to a trust anchor; none where nobody asked, and for a part of a compound statement, of which
    /// the whole is judged.
    #[must_use]
    pub const fn trusted(&self) -> Option<bool> {
        self.trusted
    }

    /// Why the path is not trusted; empty where it is, or where nobody asked.
    #[must_use]
    pub fn reason(&self) -> &str {
        &self.reason
    }

    /// The name of the anchor that the path leads to, escaped.
    #[must_use]
    pub fn anchor(&self) -> Option<&str> {
        let is_anchor =
            |certificate: &&PathCertificate| matches!(certificate.role, Role::Anchor | Role::LeafAndAnchor);
        self.certificates.iter().find(is_anchor).map(PathCertificate::subject)
    }
}

fn path_error(error: &Error) -> Option<&PathError> {
    let Cause::Attestation(inner) = error.cause() else { return None };
    if let AttestationCause::Path(broken) = inner.cause() { Some(broken) } else { None }
}

fn time(seconds: i64) -> String {
    rfc3339::format(UnixTime::from_seconds(seconds))
}

/// A name from the client, without the characters that would do something to a terminal.
fn shown(name: &Name<'_>) -> String {
    Evidence::Identifier(&distinguished_name(name)).to_string()
}

/// A name as it is usually written, by the types of attributes that attestation looks at. Nothing in it is escaped.
#[must_use]
pub fn distinguished_name(name: &Name<'_>) -> String {
    let attributes = name.attributes().map(|attribute| {
        let kind = match attribute.kind() {
            ObjectIdentifier::COMMON_NAME => "CN".to_owned(),
            ObjectIdentifier::COUNTRY_NAME => "C".to_owned(),
            ObjectIdentifier::ORGANIZATION_NAME => "O".to_owned(),
            ObjectIdentifier::ORGANIZATIONAL_UNIT_NAME => "OU".to_owned(),
            other => other.to_string(),
        };
        let value = attribute.text().map_or_else(|| hex::encode(attribute.bytes()), str::to_owned);
        format!("{kind}={value}")
    });
    let attributes = attributes.collect::<Vec<_>>().join(", ");
    if attributes.is_empty() { "empty".to_owned() } else { attributes }
}

#[cfg(test)]
mod tests {
    use countersign_authenticator::{Algorithm, Issuer, Name, SigningKey, TestAuthority};

    use super::*;

    #[test]
    fn accepts_names_and_shows_them_escaped() {
        let key = SigningKey::from_seed(Algorithm::Es256, b"of a hostile client");
        let name = Name::of_attestation("\u{1b}[31m\n\u{202e}");
        let authority = TestAuthority::from_seed(b"hostile");
        let leaf = authority.certificate_builder(Issuer::Root, name, &key).build();
        let shown = PathCertificate::new(Role::Leaf, &leaf);
        assert!(shown.subject().contains("CN="), "{}", shown.subject());
        assert!(!shown.subject().contains(['\u{1b}', '\n', '\u{202e}']), "{}", shown.subject());
        assert_eq!((shown.role().name(), shown.issuer()), ("leaf", "CN=Countersign Test Root"));
    }

    #[test]
    fn accepts_a_path_with_the_anchor_above_what_was_verified() {
        let authority = TestAuthority::from_seed(b"path");
        let anchor = TrustAnchor::from_certificate(&authority.root()).unwrap();
        let sent = [authority.root(), authority.root(), authority.root()];
        for (length, expected) in [
            (0, vec![Role::LeafAndAnchor, Role::NotNeeded, Role::NotNeeded]),
            (2, vec![Role::Leaf, Role::Intermediate, Role::Anchor, Role::NotNeeded]),
            (3, vec![Role::Leaf, Role::Intermediate, Role::Intermediate, Role::Anchor]),
        ] {
            let mut path = TrustPath::unjudged(Format::Packed, &sent);
            path.end_in(&anchor, length);
            let roles: Vec<_> = path.certificates().iter().map(PathCertificate::role).collect();
            assert_eq!((roles, path.anchor()), (expected, Some("CN=Countersign Test Root")), "{length}");
        }
    }
}
