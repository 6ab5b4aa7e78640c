//! The path from a leaf to a trust anchor, in the order in which it was sent. There is no search for another path.
//!
//! # Source
//! RFC 5280 §6.1; [Web Authentication Level 3 §7.1](https://www.w3.org/TR/webauthn-3/#sctn-registering-a-new-credential),
//! step 24

use core::borrow::Borrow;
use core::fmt;

use countersign_cose::{Crypto, PublicKey};

use crate::anchor::TrustAnchor;
use crate::certificate::{Certificate, Validity, Version};
use crate::error::Error;
use crate::path_options::PathOptions;
use crate::revocation::{Revocation, Status};
use crate::{ObjectIdentifier, algorithm, name_constraints};

/// Longest path. Real ones have at most five certificates.
pub const MAX_CHAIN_LENGTH: usize = 8;

/// Critical extensions that do not stop a path. The policies of every Microsoft attestation key are critical; they are
/// known and have no bearing on attestation.
const KNOWN_CRITICAL_EXTENSIONS: [ObjectIdentifier<'static>; 8] = [
    ObjectIdentifier::BASIC_CONSTRAINTS,
    ObjectIdentifier::KEY_USAGE,
    ObjectIdentifier::EXTENDED_KEY_USAGE,
    ObjectIdentifier::SUBJECT_ALTERNATIVE_NAME,
    ObjectIdentifier::NAME_CONSTRAINTS,
    ObjectIdentifier::CERTIFICATE_POLICIES,
    ObjectIdentifier::POLICY_CONSTRAINTS,
    ObjectIdentifier::INHIBIT_ANY_POLICY,
];

/// What a path is judged with.
#[derive(Clone, Copy, Debug)]
#[expect(clippy::exhaustive_structs, reason = "a caller names every part, so that none is forgotten")]
pub struct PathContext<'c> {
    /// When certificates have to be valid, in seconds since 1970 UTC.
    pub at: i64,
    /// What else is wanted.
    pub options: PathOptions,
    /// What is known of revoked certificates.
    pub revocation: &'c Revocation,
}

/// Which rule a path breaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum PathRule {
    /// There is no certificate.
    Empty,
    /// There are more than [`MAX_CHAIN_LENGTH`].
    TooLong,
    /// The certificate is not valid yet.
    NotYetValid,
    /// The certificate is no longer valid.
    Expired,
    /// A critical extension is not known.
    CriticalExtension,
    /// The name of the issuer is empty.
    EmptyIssuerName,
    /// The next certificate has another name than the issuer.
    IssuerName,
    /// The certificate signs another one and is not of version 3.
    IssuerVersion,
    /// The certificate signs another one, and basicConstraints does not say that it may.
    NotAuthority,
    /// The certificate signs another one, and keyUsage does not say that it may.
    KeyUsage,
    /// More authorities are below the certificate than it allows.
    PathLength,
    /// A name below the certificate is of a type that the certificate constrains.
    NameConstraints,
    /// The certificate is signed with SHA-1, and no option accepts that.
    WeakSignature,
    /// The signature is not one of the issuer.
    Signature,
    /// No trust anchor has the name of the issuer.
    NoAnchor,
    /// The trust anchor is not valid at the time, and an option demands that it is.
    AnchorValidity,
    /// The certificate is revoked.
    Revoked,
    /// Nothing current tells whether the certificate is revoked, and the caller demands that something does; or its
    /// issuer has more than [`MAX_REVOCATION_LISTS`](crate::MAX_REVOCATION_LISTS).
    RevocationUnknown,
    /// A part of the certificate that has to be read cannot be read.
    Certificate(Error),
}

/// Why a path does not lead to a trust anchor, and at which certificate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PathError {
    rule: PathRule,
    at: usize,
}

impl PathError {
    pub(crate) const fn new(rule: PathRule, at: usize) -> Self {
        Self { rule, at }
    }

    /// The rule.
    #[must_use]
    pub const fn rule(&self) -> PathRule {
        self.rule
    }

    /// The index of the certificate that breaks it; the leaf is 0.
    #[must_use]
    pub const fn at(&self) -> usize {
        self.at
    }
}

impl fmt::Display for PathError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "certificate {} of the path: ", self.at)?;
        formatter.write_str(match self.rule {
            PathRule::Empty => "there is none",
            PathRule::TooLong => "the path is too long",
            PathRule::NotYetValid => "not yet valid",
            PathRule::Expired => "expired",
            PathRule::CriticalExtension => "a critical extension is not known",
            PathRule::EmptyIssuerName => "the name of the issuer is empty",
            PathRule::IssuerName => "the next certificate is not that of the issuer",
            PathRule::IssuerVersion => "an issuer that is not of version 3",
            PathRule::NotAuthority => "an issuer that is no certification authority",
            PathRule::KeyUsage => "an issuer whose key may not sign certificates",
            PathRule::PathLength => "more authorities below it than it allows",
            PathRule::NameConstraints => "names below it are constrained",
            PathRule::WeakSignature => "signed with SHA-1",
            PathRule::Signature => "the signature is not one of the issuer",
            PathRule::NoAnchor => "no trust anchor is its issuer",
            PathRule::AnchorValidity => "the trust anchor is not valid at the time",
            PathRule::Revoked => "revoked",
            PathRule::RevocationUnknown => {
                "no current list tells whether it is revoked, or there are too many"
            }
            PathRule::Certificate(error) => return write!(formatter, "{error}"),
        })
    }
}

impl core::error::Error for PathError {}

/// A path that was verified up to a trust anchor. Only [`verify_path`] makes one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[must_use]
pub struct VerifiedPath<'t> {
    anchor: &'t TrustAnchor,
    length: usize,
}

impl<'t> VerifiedPath<'t> {
    /// The anchor that the path ends in.
    #[must_use]
    pub const fn anchor(&self) -> &'t TrustAnchor {
        self.anchor
    }

    /// How many certificates, from the leaf on, were verified below the anchor; none if the leaf is the anchor.
    /// Nothing is known of those behind them.
    #[must_use]
    pub const fn length(&self) -> usize {
        self.length
    }
}

/// Verifies that a path leads from its leaf, which comes first, to a trust anchor.
///
/// The path ends at the first of these: the leaf is the certificate of an anchor, byte for byte; a later certificate
/// has the name and key of an anchor, in whatever edition; an anchor has the name of the issuer of the last certificate,
/// and its key verifies the signature. A certificate is never an anchor because it was sent, however it is signed.
///
/// An anchor is what the caller trusts, so that its validity is not looked at unless an option says so; that holds for a
/// leaf that is an anchor itself, too.
///
/// Success proves that the anchor vouches for the leaf, and that none of the certificates below the anchor is one that
/// the revocation data names. It says nothing of what the leaf has to be for its purpose.
///
/// # Errors
/// The first rule that is broken, from the leaf upwards. Signatures are verified after everything else, and revocation is
/// looked up after them: who signed what is certain then. But a path in which Android's list names a certificate is
/// refused for that, whatever else it breaks.
pub fn verify_path<'t, A: Borrow<TrustAnchor>>(
    path: &[Certificate<'_>],
    anchors: &'t [A],
    context: &PathContext<'_>,
    crypto: &dyn Crypto,
) -> Result<VerifiedPath<'t>, PathError> {
    verify_to_anchor(path, anchors, context, crypto)
        .map_err(|error| revoked_by_android(path, context).unwrap_or(error))
}

/// A certificate in the path of an Android key that Android's list names. The list knows serial numbers and asks for no
/// issuer: what else is wrong with a path hides nothing from it.
fn revoked_by_android(path: &[Certificate<'_>], context: &PathContext<'_>) -> Option<PathError> {
    let is_named = |certificate| context.revocation.android_status(certificate) == Status::Revoked;
    let at = path.iter().take(MAX_CHAIN_LENGTH).position(is_named)?;
    context.options.is_for_android_key().then_some(PathError::new(PathRule::Revoked, at))
}

fn verify_to_anchor<'t, A: Borrow<TrustAnchor>>(
    path: &[Certificate<'_>],
    anchors: &'t [A],
    context: &PathContext<'_>,
    crypto: &dyn Crypto,
) -> Result<VerifiedPath<'t>, PathError> {
    let anchors = || anchors.iter().map(Borrow::borrow);
    let leaf = path.first().ok_or(PathError::new(PathRule::Empty, 0))?;
    if path.len() > MAX_CHAIN_LENGTH {
        return Err(PathError::new(PathRule::TooLong, MAX_CHAIN_LENGTH));
    }
    let judge = Judge { context, crypto, is_of_factory: is_of_factory(path, context) };
    if let Some(anchor) = anchors().find(|anchor| anchor.is_certificate(leaf)) {
        judge.require_anchor_validity(anchor).map_err(|rule| PathError::new(rule, 0))?;
        return Ok(VerifiedPath { anchor, length: 0 });
    }
    let is_anchor = |certificate| anchors().any(|anchor| anchor.is_edition(certificate));
    let below_anchor = match path.iter().skip(1).position(is_anchor) {
        Some(above_leaf) => path.get(..=above_leaf).unwrap_or(path),
        None => path,
    };
    judge.require_certificates(below_anchor)?;
    judge.require_signatures(below_anchor)?;
    let anchor = judge.find_anchor(below_anchor, anchors())?;
    judge.require_unrevoked(below_anchor, anchor)?;
    Ok(VerifiedPath { anchor, length: below_anchor.len() })
}

/// What the rules are applied with.
struct Judge<'j> {
    context: &'j PathContext<'j>,
    crypto: &'j dyn Crypto,
    is_of_factory: bool,
}

impl Judge<'_> {
    /// Everything but the signatures.
    fn require_certificates(&self, path: &[Certificate<'_>]) -> Result<(), PathError> {
        for (index, certificate) in path.iter().enumerate() {
            let below = path.get(..index).unwrap_or(path);
            let above = path.get(index.saturating_add(1));
            self.require_certificate_validity(certificate, index)
                .and_then(|()| require_known_extensions(certificate))
                .and_then(|()| self.require_strength(certificate))
                .and_then(|()| require_issuer_name(certificate, above))
                .and_then(|()| self.require_authority_over(below, certificate))
                .map_err(|rule| PathError::new(rule, index))?;
        }
        Ok(())
    }

    /// The signature of every certificate but the last, under the key of the next.
    fn require_signatures(&self, path: &[Certificate<'_>]) -> Result<(), PathError> {
        for (index, (certificate, issuer)) in path.iter().zip(path.iter().skip(1)).enumerate() {
            let key = issuer
                .public_key()
                .map_err(|error| PathError::new(PathRule::Certificate(error), index.saturating_add(1)))?;
            self.require_signature(certificate, &key).map_err(|rule| PathError::new(rule, index))?;
        }
        Ok(())
    }

    /// The anchor that signed the last certificate. Several may have its name, of which one has the key.
    fn find_anchor<'t>(
        &self,
        path: &[Certificate<'_>],
        anchors: impl Iterator<Item = &'t TrustAnchor>,
    ) -> Result<&'t TrustAnchor, PathError> {
        let last = path.last().ok_or(PathError::new(PathRule::Empty, 0))?;
        let mut rule = PathRule::NoAnchor;
        for anchor in anchors.filter(|anchor| anchor.is_named_issuer(last)) {
            let key = anchor.public_key().map_err(PathRule::Certificate);
            match self.require_anchor_validity(anchor).and(key) {
                Ok(key) => match self.require_signature(last, &key) {
                    Ok(()) => return Ok(anchor),
                    Err(broken) => rule = broken,
                },
                Err(broken) => rule = broken,
            }
        }
        Err(PathError::new(rule, path.len().saturating_sub(1)))
    }

    fn require_anchor_validity(&self, anchor: &TrustAnchor) -> Result<(), PathRule> {
        if self.context.options.checks_anchor_validity() && self.require_validity(anchor.validity()).is_err()
        {
            return Err(PathRule::AnchorValidity);
        }
        Ok(())
    }

    /// The validity of a certificate below the anchor, as far as the purpose asks for it.
    fn require_certificate_validity(
        &self,
        certificate: &Certificate<'_>,
        index: usize,
    ) -> Result<(), PathRule> {
        let options = self.context.options;
        // The device itself made the leaf, with whatever clock it had.
        if options.is_for_android_key() && index == 0 {
            return Ok(());
        }
        match self.require_validity(certificate.validity()) {
            Err(PathRule::Expired) if self.is_of_factory => Ok(()),
            outcome => outcome,
        }
    }

    fn require_validity(&self, validity: Validity) -> Result<(), PathRule> {
        if self.context.at < validity.not_before() {
            return Err(PathRule::NotYetValid);
        }
        if self.context.at > validity.not_after() {
            return Err(PathRule::Expired);
        }
        Ok(())
    }

    fn require_strength(&self, certificate: &Certificate<'_>) -> Result<(), PathRule> {
        let scheme = certificate.signature_scheme().map_err(PathRule::Certificate)?;
        if algorithm::is_sha1(scheme) && !self.context.options.accepts_sha1_signatures() {
            Err(PathRule::WeakSignature)
        } else {
            Ok(())
        }
    }

    fn require_signature(&self, certificate: &Certificate<'_>, key: &PublicKey<'_>) -> Result<(), PathRule> {
        if certificate.is_signed_by(key, self.crypto).map_err(PathRule::Certificate)? {
            Ok(())
        } else {
            Err(PathRule::Signature)
        }
    }

    /// A certificate that signs others has to be one that may. The leaf, with none below it, need not.
    fn require_authority_over(
        &self,
        below: &[Certificate<'_>],
        issuer: &Certificate<'_>,
    ) -> Result<(), PathRule> {
        let Some((_leaf, authorities)) = below.split_first() else { return Ok(()) };
        // The leaf alone is issued in a factory: what such an issuer has issued issues nothing.
        if self.is_of_factory && authorities.is_empty() && is_factory_issuer(issuer)? {
            return require_unconstrained_names(below, issuer);
        }
        if issuer.version() != Version::V3 {
            return Err(PathRule::IssuerVersion);
        }
        let constraints = issuer.basic_constraints().map_err(PathRule::Certificate)?;
        let constraints = constraints.filter(|found| found.is_authority()).ok_or(PathRule::NotAuthority)?;
        let usage = issuer.key_usage().map_err(PathRule::Certificate)?;
        if usage.is_some_and(|usage| !usage.certificate_signing()) {
            return Err(PathRule::KeyUsage);
        }
        let length = authorities.iter().filter(|authority| !authority.is_self_issued()).count();
        let allowed = constraints
            .path_length()
            .map_or(usize::MAX, |allowed| usize::try_from(allowed).unwrap_or(usize::MAX));
        if length > allowed {
            return Err(PathRule::PathLength);
        }
        require_unconstrained_names(below, issuer)
    }

    /// No certificate below the anchor is revoked by what is known, and of none it is unknown where that is demanded.
    fn require_unrevoked(&self, path: &[Certificate<'_>], anchor: &TrustAnchor) -> Result<(), PathError> {
        let revocation = self.context.revocation;
        for (index, certificate) in path.iter().enumerate() {
            let above = path.get(index.saturating_add(1)..).unwrap_or_default();
            let status = self.status(certificate, above, anchor);
            match status.map_err(|error| PathError::new(PathRule::Certificate(error), index))? {
                Status::Revoked => return Err(PathError::new(PathRule::Revoked, index)),
                Status::Unknown if !revocation.is_demanded() => {}
                Status::Unknown | Status::TooManyLists => {
                    return Err(PathError::new(PathRule::RevocationUnknown, index));
                }
                Status::Good => {}
            }
        }
        Ok(())
    }

    /// What is known of a certificate. Its issuer may have another key for lists, in another certificate of the path.
    fn status(
        &self,
        certificate: &Certificate<'_>,
        above: &[Certificate<'_>],
        anchor: &TrustAnchor,
    ) -> Result<Status, Error> {
        let PathContext { options, revocation, .. } = *self.context;
        let mut status = if options.is_for_android_key() {
            revocation.android_status(certificate)
        } else {
            Status::Unknown
        };
        for issuer in above.iter().filter(|above| above.subject().encoded() == certificate.issuer().encoded())
        {
            let of_issuer = revocation.status(certificate, &issuer.public_key()?, self.context, self.crypto);
            status = status.and(of_issuer.if_signed_by_one_that_may(|| issuer.key_usage()));
        }
        if anchor.is_named_issuer(certificate) {
            let of_anchor = revocation.status(certificate, &anchor.public_key()?, self.context, self.crypto);
            status = status.and(of_anchor.if_signed_by_one_that_may(|| anchor.key_usage()));
        }
        Ok(status)
    }
}

/// Whether a path may be judged as one that was put into a device in a factory: an option says so, and no certificate says
/// that it was provisioned over the network. Those are replaced before they expire, and are not renewed if they should go.
fn is_of_factory(path: &[Certificate<'_>], context: &PathContext<'_>) -> bool {
    let is_provisioned = |certificate: &Certificate<'_>| {
        certificate.extension(ObjectIdentifier::ANDROID_PROVISIONING_INFORMATION).is_some()
    };
    context.options.accepts_android_factory_chains() && !path.iter().any(is_provisioned)
}

/// Whether a certificate issues attestation certificates in a factory although it is no authority by its extensions, as
/// one does in phones of Sony: CA=FALSE, and keyUsage digitalSignature. A certificate that describes a key of an
/// application is never an issuer, or any application could attest keys.
fn is_factory_issuer(issuer: &Certificate<'_>) -> Result<bool, PathRule> {
    let constraints = issuer.basic_constraints().map_err(PathRule::Certificate)?;
    let usage = issuer.key_usage().map_err(PathRule::Certificate)?;
    Ok(issuer.version() == Version::V3
        && constraints.is_some_and(|found| !found.is_authority())
        && usage.is_some_and(|usage| usage.digital_signature())
        && issuer.extension(ObjectIdentifier::ANDROID_KEY_DESCRIPTION).is_none())
}

fn require_known_extensions(certificate: &Certificate<'_>) -> Result<(), PathRule> {
    let is_known = certificate.extensions().iter().all(|extension| {
        !extension.is_critical() || KNOWN_CRITICAL_EXTENSIONS.contains(&extension.identifier())
    });
    if is_known { Ok(()) } else { Err(PathRule::CriticalExtension) }
}

/// Names link a path. Subjects may be empty, issuers not: an empty name links nothing to nothing.
fn require_issuer_name(
    certificate: &Certificate<'_>,
    issuer: Option<&Certificate<'_>>,
) -> Result<(), PathRule> {
    if certificate.issuer().is_empty() {
        return Err(PathRule::EmptyIssuerName);
    }
    if issuer.is_some_and(|issuer| issuer.subject().encoded() != certificate.issuer().encoded()) {
        return Err(PathRule::IssuerName);
    }
    Ok(())
}

fn require_unconstrained_names(below: &[Certificate<'_>], issuer: &Certificate<'_>) -> Result<(), PathRule> {
    let Some(extension) = issuer.extension(ObjectIdentifier::NAME_CONSTRAINTS) else { return Ok(()) };
    let constrained = name_constraints::constrained(extension).map_err(PathRule::Certificate)?;
    for certificate in below {
        let present = name_constraints::present(certificate).map_err(PathRule::Certificate)?;
        if present.has_any_of(constrained) {
            return Err(PathRule::NameConstraints);
        }
    }
    Ok(())
}
