//! Metadata of several sources, and the trust anchors that it gives to attestations.

use alloc::sync::Arc;
use alloc::vec::Vec;
use core::fmt;

use countersign_attestation::{AnchorsFor, AttestationType, Model, TrustAnchorSource, VerifiedStatement};
use countersign_cose::{Crypto, Hash};
use countersign_wire::Aaguid;
use countersign_x509::{Certificate, MAX_CHAIN_LENGTH, Revocation, TrustAnchor};

use crate::bare::BareStatement;
use crate::blob::{Blob, LookUp};
use crate::entry::Entry;
use crate::identity::{Identity, KEY_IDENTIFIER_BYTES};
use crate::policy::{StatusPolicy, Verdict};
use crate::status::{Concerns, StatusReport};
use crate::trust::Attesting;

/// Blobs and statements of several sources, and the policy by which what they say of models is judged.
///
/// The first source that knows a model has the last word on it: what it refuses, no other source accepts.
#[derive(Clone, Default)]
pub struct MetadataSet {
    sources: Vec<Source>,
    policy: StatusPolicy,
    algorithms: Algorithms,
    host_written: HostWritten,
    revocation: Revocation,
}

#[derive(Clone)]
enum Source {
    Blob(Arc<Blob>),
    Statement(Arc<BareStatement>),
}

/// Whether an algorithm that a statement does not list is refused.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Algorithms {
    #[default]
    Reported,
    Demanded,
}

/// Whether roots vouch for a model whose AAGUID the host wrote.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum HostWritten {
    #[default]
    NotVouchedFor,
    VouchedFor,
}

/// What a set knows of a model.
#[derive(Clone, Copy, Debug)]
#[expect(clippy::exhaustive_enums, reason = "there is one entry, or none, or several")]
pub enum Found<'s> {
    /// This entry.
    Entry(ModelEntry<'s>),
    /// In the first source that knows the model several entries claim to be of it, so that none is.
    Ambiguous {
        /// The place of the source.
        source: usize,
    },
    /// Nothing.
    Nothing,
}

/// The entry of a model, and where it stands.
#[derive(Clone, Copy, Debug)]
pub struct ModelEntry<'s> {
    source: usize,
    entry: Entry<'s>,
}

impl<'s> ModelEntry<'s> {
    /// The place of its source, in the order in which sources were added.
    #[must_use]
    pub const fn source(&self) -> usize {
        self.source
    }

    /// The entry.
    #[must_use]
    pub const fn entry(&self) -> Entry<'s> {
        self.entry
    }
}

impl MetadataSet {
    /// Metadata of no source, judged by the default policy.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a blob behind the sources that are there.
    #[must_use]
    pub fn with_blob(self, blob: impl Into<Arc<Blob>>) -> Self {
        self.with(Source::Blob(blob.into()))
    }

    /// Adds a statement behind the sources that are there. Nothing is said of its model.
    #[must_use]
    pub fn with_statement(self, statement: impl Into<Arc<BareStatement>>) -> Self {
        self.with(Source::Statement(statement.into()))
    }

    fn with(mut self, source: Source) -> Self {
        self.sources.push(source);
        self
    }

    /// Judges what is said of models by this policy.
    #[must_use]
    pub fn with_policy(self, policy: StatusPolicy) -> Self {
        Self { policy, ..self }
    }

    /// Refuses credentials of an algorithm that the statement of their model does not list, in ceremonies too. By default
    /// [`MetadataAt::assess`] reports that: statements are not always complete.
    #[must_use]
    pub fn demand_listed_algorithm(self) -> Self {
        Self { algorithms: Algorithms::Demanded, ..self }
    }

    /// Takes the roots of an entry for roots of its model alone, also where software on the host writes the AAGUID:
    /// `android-key`, `android-safetynet` and `tpm`. Entries of such models list the root of all devices of a platform, so
    /// that any of them could claim to be any model.
    #[must_use]
    pub fn accept_host_written_models(self) -> Self {
        Self { host_written: HostWritten::VouchedFor, ..self }
    }

    /// Sets what is known of revoked attestation certificates.
    #[must_use]
    pub fn with_revocation(self, revocation: Revocation) -> Self {
        Self { revocation, ..self }
    }

    /// The policy.
    #[must_use]
    pub const fn policy(&self) -> &StatusPolicy {
        &self.policy
    }

    /// Whether it is time to look for the next blob of a source, at a time in seconds since 1970 UTC: see [`Blob::is_due`].
    /// Blobs of any age are used; how long to go on with them is for an operator to say.
    #[must_use]
    pub fn is_due(&self, at: i64) -> bool {
        self.sources.iter().any(|source| matches!(source, Source::Blob(blob) if blob.is_due(at)))
    }

    pub(crate) fn takes_host_written_models(&self) -> bool {
        self.host_written == HostWritten::VouchedFor
    }

    pub(crate) const fn known_revocation(&self) -> &Revocation {
        &self.revocation
    }

    pub(crate) fn demands_algorithm(&self) -> bool {
        self.algorithms == Algorithms::Demanded
    }

    /// The set at a time in seconds since 1970 UTC, as a source of trust anchors.
    #[must_use]
    pub const fn at<'s>(&'s self, at: i64, crypto: &'s dyn Crypto) -> MetadataAt<'s> {
        MetadataAt { set: self, at, crypto }
    }

    /// What is known of the model of an AAGUID; of the one that is all zero, nothing.
    #[must_use]
    pub fn by_aaguid(&self, aaguid: Aaguid) -> Found<'_> {
        self.first(|source| source.by_aaguid(aaguid))
    }

    /// What is known of the model whose attestation certificates have keys with this identifier.
    #[must_use]
    pub fn by_key_identifier(&self, identifier: &[u8; KEY_IDENTIFIER_BYTES]) -> Found<'_> {
        self.first(|source| source.by_key_identifier(identifier))
    }

    /// What the first source says that says anything.
    fn first<'s>(&'s self, look_up: impl Fn(&'s Source) -> LookUp<'s>) -> Found<'s> {
        for (source, metadata) in self.sources.iter().enumerate() {
            match look_up(metadata) {
                LookUp::Found(entry) => return Found::Entry(ModelEntry { source, entry }),
                LookUp::Ambiguous => return Found::Ambiguous { source },
                LookUp::Unknown => {}
            }
        }
        Found::Nothing
    }
}

impl Source {
    fn by_aaguid(&self, aaguid: Aaguid) -> LookUp<'_> {
        match self {
            Self::Blob(blob) => blob.by_aaguid(aaguid),
            Self::Statement(bare) => {
                bare.look_up(|identity| matches!(identity, Identity::Aaguid(own) if *own == aaguid))
            }
        }
    }

    fn by_key_identifier(&self, identifier: &[u8; KEY_IDENTIFIER_BYTES]) -> LookUp<'_> {
        match self {
            Self::Blob(blob) => blob.by_key_identifier(identifier),
            Self::Statement(bare) => bare.look_up(
                |identity| matches!(identity, Identity::KeyIdentifiers(keys) if keys.contains(identifier)),
            ),
        }
    }
}

impl BareStatement {
    /// Its entry, if it is of the model that is meant.
    fn look_up(&self, is_meant: impl Fn(&Identity) -> bool) -> LookUp<'_> {
        let entry = self.entry();
        if is_meant(entry.identity()) { LookUp::Found(entry) } else { LookUp::Unknown }
    }
}

impl fmt::Debug for MetadataSet {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("MetadataSet")
            .field("sources", &self.sources.len())
            .field("policy", &self.policy)
            .finish_non_exhaustive()
    }
}

/// Metadata at a time: where trust anchors come from.
///
/// It gives the roots of the entry of a model and of no other, if nothing keeps the model out and the type of the
/// attestation, and the algorithm where that is demanded, are ones that the model has. What is known and kept out it refuses,
/// whatever a policy accepts beside trust. Whoever wants to know why asks [`MetadataAt::assess`].
#[derive(Clone, Copy, Debug)]
pub struct MetadataAt<'s> {
    pub(crate) set: &'s MetadataSet,
    pub(crate) at: i64,
    pub(crate) crypto: &'s dyn Crypto,
}

impl<'s> MetadataAt<'s> {
    /// The entry of a model: by its AAGUID, if it has one that is not all zero, and else by the first key of its path, the
    /// attestation certificate first, that an entry of the first source names that names any. There is no way from one to the
    /// other.
    ///
    /// A key counts as far as each certificate is signed with the next one: what somebody has put behind them is nobody's.
    #[must_use]
    pub fn look_up(&self, aaguid: Option<Aaguid>, path: &[Certificate<'_>]) -> Found<'s> {
        if let Some(aaguid) = aaguid.filter(|aaguid| !aaguid.is_zero()) {
            return self.set.by_aaguid(aaguid);
        }
        let above = || {
            let links = path.iter().zip(path.iter().skip(1)).take(MAX_CHAIN_LENGTH);
            links
                .take_while(|(certificate, issuer)| certificate.is_issued_by(issuer, self.crypto))
                .map(|(_, issuer)| issuer)
        };
        self.set.first(|source| {
            let by_key = |certificate: &Certificate<'_>| {
                let found = source.by_key_identifier(&self.key_identifier(certificate)?);
                Some(found).filter(|found| !matches!(found, LookUp::Unknown))
            };
            path.first().into_iter().chain(above()).find_map(by_key).unwrap_or(LookUp::Unknown)
        })
    }

    /// What the key of a certificate is found by: SHA-1 over its bytes; nothing if they cannot be read. The extension that
    /// should have it is not looked at: anybody may write there.
    #[must_use]
    pub fn key_identifier(&self, certificate: &Certificate<'_>) -> Option<[u8; KEY_IDENTIFIER_BYTES]> {
        let key = certificate.public_key_bytes().ok()?;
        self.crypto.digest(Hash::Sha1, &[key]).as_bytes().try_into().ok()
    }

    /// What the policy says of an entry, and whether it keeps out an authenticator with these certificates, its attestation
    /// certificate first. A root of the entry that has issued one of them counts as one of them: it stands in no path.
    pub fn verdict(&self, entry: &Entry<'_>, path: &[Certificate<'_>]) -> Verdict {
        let reports = entry.status_reports();
        let is_of_some = |report: &StatusReport<'_>| *report.concerns() != Concerns::Everything;
        if !reports.iter().any(is_of_some) {
            return self.set.policy.evaluate_reports(&reports, path, self.at);
        }
        let is_above = |root: &Certificate<'_>| {
            path.iter().any(|certificate| certificate.is_issued_by(root, self.crypto))
        };
        let roots = anchors(entry).filter_map(|anchor| Certificate::parse(anchor.certificate()).ok());
        let with_roots: Vec<_> = path.iter().cloned().chain(roots.filter(is_above)).collect();
        self.set.policy.evaluate_reports(&reports, &with_roots, self.at)
    }
}

/// The roots of an entry that can be read.
pub(crate) fn anchors<'s>(entry: &Entry<'s>) -> impl Iterator<Item = &'s TrustAnchor> {
    entry.roots().iter().filter_map(|root| root.anchor().ok())
}

impl<'s> Found<'s> {
    /// The entry, if there is one.
    #[must_use]
    pub const fn entry(&self) -> Option<Entry<'s>> {
        match self {
            Self::Entry(found) => Some(found.entry),
            Self::Ambiguous { .. } | Self::Nothing => None,
        }
    }
}

impl TrustAnchorSource for MetadataAt<'_> {
    /// The roots of the model. Refused is one that is known and kept out, or that is said not to attest like this; and one that
    /// several entries claim to be of, as one of them may keep it out.
    fn anchors_for(&self, model: &Model, statement: &VerifiedStatement<'_>) -> AnchorsFor<'_> {
        // The statements inside are asked for by themselves.
        if statement.attestation_type() == AttestationType::Compound {
            return AnchorsFor::List(Vec::new());
        }
        let entry = match self.look_up(model.aaguid(), statement.trust_path()) {
            Found::Entry(found) => found.entry,
            Found::Ambiguous { .. } => return AnchorsFor::Refused,
            Found::Nothing => return AnchorsFor::List(Vec::new()),
        };
        if self.standing(entry, &Attesting::of(statement)).is_acceptable() {
            AnchorsFor::List(anchors(&entry).collect())
        } else {
            AnchorsFor::Refused
        }
    }

    fn is_for_model(&self, anchor: &TrustAnchor, model: &Model) -> bool {
        let entry = model.aaguid().and_then(|aaguid| self.set.by_aaguid(aaguid).entry());
        self.set.takes_host_written_models()
            && entry.is_some_and(|entry| entry.roots().iter().any(|root| root.anchor() == Ok(anchor)))
    }

    fn revocation(&self) -> &Revocation {
        &self.set.revocation
    }
}
