//! Who signed a blob, and whether that is enough to read it.
//!
//! # Source
//! FIDO Metadata Service v3.1 §3.1.8

use alloc::boxed::Box;
use alloc::vec::Vec;
use core::fmt;

use countersign_attestation::{CompactJws, Evidence, JwsError, Steps, Trace};
use countersign_cose::{Algorithm, Crypto};
use countersign_x509::{
    Certificate, PathContext, PathError, PathOptions, Revocation, TrustAnchor, VerifiedPath, verify_path,
};

use crate::address::is_same_origin;
use crate::blob::Blob;
use crate::error::{BlobCause, BlobError};
use crate::roots::{self, FIDO_HOST};
use crate::signer::{
    Signers, is_for_host, is_missing_link, is_of_server, read_certificates, revocation_addresses,
    sent_certificates, serves_servers,
};
use crate::steps;

/// Largest blob in bytes. That of 2023 had 2.8 MB, most of it icons, and the service grows by half a megabyte a year.
pub const MAX_BLOB_BYTES: usize = 32 * 1024 * 1024;

/// The algorithms that are accepted. Production signs with RS256, the conformance tests with ES256.
const ALGORITHMS: [Algorithm; 6] = [
    Algorithm::Rs256,
    Algorithm::Ps256,
    Algorithm::Es256,
    Algorithm::Es384,
    Algorithm::Es512,
    Algorithm::EdDsa,
];

/// Verifies blobs of one metadata service: whose signatures it accepts.
///
/// Anchors of production and of tests do not belong in one verifier.
#[derive(Clone)]
pub struct BlobVerifier {
    anchors: Vec<TrustAnchor>,
    host: Host,
}

/// Whom the certificate of the signer has to be for.
#[derive(Clone, Debug)]
enum Host {
    Expected(Box<str>),
    Any,
}

/// What a blob is judged with.
#[derive(Clone, Copy, Debug)]
#[expect(clippy::exhaustive_structs, reason = "a caller names every part, so that none is forgotten")]
pub struct BlobContext<'c> {
    /// When certificates have to be valid, in seconds since 1970 UTC: now, or, for a blob from a cache whose signing
    /// certificate has expired since, when it was fetched.
    pub at: i64,
    /// What is known of revoked certificates, and how it counts.
    pub revocation: RevocationCheck<'c>,
    /// Where the blob comes from.
    pub source: Source<'c>,
    /// The last blob of this service that was accepted, if there was one.
    pub last: Option<&'c LastAccepted>,
}

/// How revocation lists count.
#[derive(Clone, Copy, Debug)]
#[expect(clippy::exhaustive_enums, reason = "there are three ways to treat what is not known")]
pub enum RevocationCheck<'c> {
    /// Nothing is looked up.
    Off,
    /// A certificate below the anchor that a list names is refused. One that no current list could name is accepted.
    AsGiven(&'c Revocation),
    /// For every certificate of the path below the anchor a current list has to say that it is not revoked. Where lists are
    /// is said by [`Blob::crl_urls`]: verify with [`RevocationCheck::Off`], fetch them, and verify once more.
    ///
    /// An anchor is what the caller trusts: no list is asked of it, also where it is the signer itself.
    Strict(&'c Revocation),
}

/// Where a blob comes from.
#[derive(Clone, Copy, Debug)]
#[expect(clippy::exhaustive_enums, reason = "it was fetched from an address or it was not")]
pub enum Source<'c> {
    /// A file. A blob that names an address of its certificates is refused then: no address has the same origin.
    File,
    /// An address.
    Address {
        /// The address that the blob was fetched from.
        blob: &'c str,
        /// What was found at the address of certificates, in PEM, if the blob has one and the caller fetched it: see
        /// [`BlobError::needs_x5u`].
        x5u: Option<&'c [u8]>,
    },
}

/// The last blob that was accepted: its number and a hash of its content, to be kept where they last.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LastAccepted {
    number: u64,
    digest: [u8; 32],
}

impl LastAccepted {
    /// From a number and a hash that were kept.
    #[must_use]
    pub const fn new(number: u64, digest: [u8; 32]) -> Self {
        Self { number, digest }
    }

    /// The number.
    #[must_use]
    pub const fn number(&self) -> u64 {
        self.number
    }

    /// SHA-256 over the payload.
    #[must_use]
    pub const fn digest(&self) -> &[u8; 32] {
        &self.digest
    }
}

impl BlobVerifier {
    /// Accepts blobs whose signer leads to one of these anchors, and has a certificate for [`FIDO_HOST`], whichever anchors
    /// they are: [`BlobVerifier::expected_host`] and [`BlobVerifier::accept_any_host`] say otherwise.
    #[must_use]
    pub fn new(anchors: impl IntoIterator<Item = TrustAnchor>) -> Self {
        Self { anchors: anchors.into_iter().collect(), host: Host::Expected(FIDO_HOST.into()) }
    }

    /// Accepts blobs of the production service: under [`roots::fido_anchors`], for [`FIDO_HOST`].
    ///
    /// # Errors
    /// Those of [`roots::fido_anchors`], which has none.
    pub fn production() -> Result<Self, countersign_x509::Error> {
        roots::fido_anchors().map(Self::new)
    }

    /// Demands that the certificate of the signer is that of the server of a host: one of its DNS names, whatever the case. A
    /// certificate of its path that names purposes has to name that of servers.
    #[must_use]
    pub fn expected_host(self, host: &str) -> Self {
        Self { host: Host::Expected(host.into()), ..self }
    }

    /// Accepts the certificate of any host, for any purpose, also under a public root: then everybody who has a web site may
    /// sign.
    #[must_use]
    pub fn accept_any_host(self) -> Self {
        Self { host: Host::Any, ..self }
    }

    /// Verifies a blob as it arrived, and reads it.
    ///
    /// Success proves that the signer is whom the anchors and the host say, and that every entry was found. It says
    /// nothing of entries: what is wrong in them is for [`Blob::ignored`] to say. Whether the blob is still the current
    /// one is for [`Blob::is_due`].
    ///
    /// Nothing is fetched. Of the header `alg`, `x5c` and `x5u` are used, and never a key that it brings along.
    ///
    /// # Errors
    /// By step, those of [`steps::BLOB`]. [`BlobError::kind`] says what to do.
    ///
    /// # Source
    /// FIDO Metadata Service v3.1 §3.1.8
    pub fn verify(
        &self,
        bytes: &[u8],
        context: &BlobContext<'_>,
        crypto: &dyn Crypto,
    ) -> Result<Blob, BlobError> {
        self.verify_traced(bytes, context, crypto, &mut ())
    }

    /// [`BlobVerifier::verify`], and tells `trace` of every step.
    ///
    /// # Errors
    /// Those of [`BlobVerifier::verify`].
    pub fn verify_traced<T: Trace>(
        &self,
        bytes: &[u8],
        context: &BlobContext<'_>,
        crypto: &dyn Crypto,
        trace: &mut T,
    ) -> Result<Blob, BlobError> {
        let mut steps: Steps<'_, T, BlobError> = Steps::new(trace);
        steps.require(&steps::BLOB_SIZE, bytes.len() <= MAX_BLOB_BYTES, || {
            (number(MAX_BLOB_BYTES), number(bytes.len()))
        })?;
        let jws = CompactJws::parse(bytes, MAX_BLOB_BYTES).and_then(of_known_type);
        let jws = steps.obtain(&steps::BLOB_FORM, jws)?;
        let algorithm = jws.algorithm(&ALGORITHMS);
        let named = algorithm.map_or(Evidence::Word("another"), |named| Evidence::Algorithm(named.into()));
        let algorithm = steps.examine(&steps::BLOB_ALGORITHM, algorithm, || (Evidence::Nothing, named))?;
        // A member that is no text has no origin.
        if let Some(address) = jws.text("x5u").transpose() {
            let is_same = address.is_ok_and(|address| context.source.has_origin_of(address));
            steps.require(&steps::BLOB_ADDRESS, is_same, || {
                (Evidence::Word("the origin of the blob"), Evidence::Flag(is_same))
            })?;
        }
        let sent = steps.obtain(&steps::BLOB_CERTIFICATES, sent_certificates(&jws, context.source.x5u()))?;
        let signers = match &sent {
            Some(sent) => self.signer_of_path(&mut steps, sent, context, crypto)?,
            None => self.anchors_as_signers(&mut steps, context)?,
        };
        let signature = signers.verify(&jws, algorithm, crypto);
        steps.obtain(&steps::BLOB_SIGNATURE, signature)?;
        let blob = jws.payload().map_err(BlobCause::Jws).and_then(|payload| Ok(Blob::read(payload)?));
        let blob = steps.obtain(&steps::BLOB_PAYLOAD, blob)?.with_addresses(signers.addresses);
        let is_newer = require_newer(&blob, context.last, crypto);
        let last = context.last.map_or(Evidence::Nothing, |last| Evidence::Number(last.number));
        steps.examine(&steps::BLOB_NUMBER, is_newer, || (last, Evidence::Number(blob.number())))?;
        Ok(blob)
    }

    /// The signer is the first of the certificates that were sent, if they lead to an anchor.
    fn signer_of_path<'s, T: Trace>(
        &'s self,
        steps: &mut Steps<'_, T, BlobError>,
        sent: &'s [Vec<u8>],
        context: &BlobContext<'_>,
        crypto: &dyn Crypto,
    ) -> Result<Signers<'s>, BlobError> {
        // What stands behind a certificate that cannot be read is surplus, or missing: the path tells.
        let (certificates, broken) = read_certificates(sent);
        let path = self.find_path(&certificates, context.at, crypto);
        let path = path.map_err(|error| match broken {
            Some(broken) if is_missing_link(&error, certificates.len()) => broken,
            Some(_) | None => BlobCause::Path(error),
        });
        let path =
            steps.examine(&steps::BLOB_PATH, path, || (Evidence::Nothing, Evidence::Time(context.at)))?;
        let certificates = certificates.get(..path.length().max(1)).unwrap_or(&certificates);
        let demanded;
        let revocation = match context.revocation {
            RevocationCheck::Off => None,
            RevocationCheck::AsGiven(given) => Some(given),
            RevocationCheck::Strict(given) => {
                demanded = given.clone().demand_status();
                Some(&demanded)
            }
        };
        if let Some(revocation) = revocation {
            let outcome = self.verify_path(certificates, context.at, revocation, crypto).map(|_| ());
            steps.obtain(&steps::BLOB_REVOCATION, outcome)?;
        }
        self.require_host(steps, certificates)?;
        Ok(Signers {
            certificates: certificates.iter().take(1).cloned().collect(),
            addresses: revocation_addresses(certificates),
        })
    }

    /// The signer is one of the anchors, if nothing says who else it is.
    fn anchors_as_signers<'s, T: Trace>(
        &'s self,
        steps: &mut Steps<'_, T, BlobError>,
        context: &BlobContext<'_>,
    ) -> Result<Signers<'s>, BlobError> {
        let is_valid = |certificate: &Certificate<'_>| {
            let validity = certificate.validity();
            (validity.not_before()..=validity.not_after()).contains(&context.at)
        };
        let public = roots::fido_anchors().unwrap_or_default();
        let mut certificates = Vec::new();
        for anchor in &self.anchors {
            // A signer under a public root has a certificate of its own.
            let may_sign = matches!(self.host, Host::Any) || !roots::is_among(anchor, &public);
            certificates
                .extend(Certificate::parse(anchor.certificate()).ok().filter(is_valid).filter(|_| may_sign));
        }
        let found = if certificates.is_empty() { Err(BlobCause::AnchorValidity) } else { Ok(()) };
        steps.examine(&steps::BLOB_PATH, found, || (Evidence::Nothing, Evidence::Time(context.at)))?;
        if !matches!(context.revocation, RevocationCheck::Off) {
            // Nothing is below the anchor.
            steps.make(&steps::BLOB_REVOCATION, ());
        }
        if let Host::Expected(host) = &self.host {
            certificates.retain(|certificate| is_for_host(certificate, host) && is_of_server(certificate));
            steps.require(&steps::BLOB_HOST, !certificates.is_empty(), || {
                (Evidence::RpId(host), Evidence::Word("a trust anchor"))
            })?;
        }
        Ok(Signers { certificates, addresses: Vec::new() })
    }

    /// A path to an anchor, from the first certificate on. Certificates behind those that reach an anchor are no error:
    /// they are of no use here, and of use to somebody with another anchor.
    fn find_path(
        &self,
        certificates: &[Certificate<'_>],
        at: i64,
        crypto: &dyn Crypto,
    ) -> Result<VerifiedPath<'_>, PathError> {
        let verify = |length| {
            let path = certificates.get(..length).unwrap_or(certificates);
            self.verify_path(path, at, &Revocation::NONE, crypto)
        };
        verify(certificates.len()).or_else(|error| {
            (1..certificates.len()).rev().find_map(|length| verify(length).ok()).ok_or(error)
        })
    }

    /// [`verify_path`], with an anchor that signs itself judged by its validity, as every signer is.
    fn verify_path(
        &self,
        path: &[Certificate<'_>],
        at: i64,
        revocation: &Revocation,
        crypto: &dyn Crypto,
    ) -> Result<VerifiedPath<'_>, PathError> {
        let is_anchor = |certificate: &&Certificate<'_>| {
            self.anchors.iter().any(|anchor| anchor.certificate() == certificate.der())
        };
        let options = match path.first().filter(is_anchor) {
            Some(_) => PathOptions::default().check_anchor_validity(),
            None => PathOptions::default(),
        };
        verify_path(path, &self.anchors, &PathContext { at, options, revocation }, crypto)
    }

    fn require_host<T: Trace>(
        &self,
        steps: &mut Steps<'_, T, BlobError>,
        path: &[Certificate<'_>],
    ) -> Result<(), BlobError> {
        let Host::Expected(host) = &self.host else { return Ok(()) };
        let Some((signer, authorities)) = path.split_first() else { return Ok(()) };
        let is_for_host = is_for_host(signer, host);
        let is_for_servers = is_of_server(signer) && authorities.iter().all(serves_servers);
        let got = match (is_for_host, is_for_servers) {
            (true, true) => Evidence::RpId(host),
            (true, false) => Evidence::Word("another purpose"),
            (false, _) => Evidence::Word("somebody else"),
        };
        steps.require(&steps::BLOB_HOST, is_for_host && is_for_servers, || (Evidence::RpId(host), got))
    }
}

impl fmt::Debug for BlobVerifier {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("BlobVerifier")
            .field("anchors", &self.anchors.len())
            .field("host", &self.host)
            .finish()
    }
}

impl<'s> Source<'s> {
    /// What stands at the address in `x5u`, if it was fetched.
    const fn x5u(self) -> Option<&'s [u8]> {
        match self {
            Self::File => None,
            Self::Address { x5u, .. } => x5u,
        }
    }

    fn has_origin_of(&self, address: &str) -> bool {
        match self {
            Self::File => false,
            Self::Address { blob, .. } => is_same_origin(blob, address),
        }
    }
}

/// A header that says of itself that it is of another type than a JWS of the service is: signed as something else, it was
/// never meant as a blob.
fn of_known_type(jws: CompactJws<'_>) -> Result<CompactJws<'_>, JwsError> {
    match jws.text("typ")? {
        Some(found) if !found.eq_ignore_ascii_case("JWT") => Err(JwsError::Value("typ")),
        Some(_) | None => Ok(jws),
    }
}

/// The same blob may be read again, and no older one, nor another one of the same number.
fn require_newer(blob: &Blob, last: Option<&LastAccepted>, crypto: &dyn Crypto) -> Result<(), BlobCause> {
    let Some(last) = last else { return Ok(()) };
    let found = blob.number();
    if found < last.number {
        return Err(BlobCause::Rollback { last: last.number, found });
    }
    if found == last.number && blob.accepted(crypto) != *last {
        return Err(BlobCause::SameNumber(found));
    }
    Ok(())
}

fn number<'e>(number: usize) -> Evidence<'e> {
    Evidence::Number(u64::try_from(number).unwrap_or(u64::MAX))
}
