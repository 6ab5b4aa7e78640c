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
use crate::policy::{StatusPolicy, Verdict, is_about};
use crate::status::{Concerns, Effect, Status, StatusReport};
use crate::trust::{Attesting, Listed};

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
        self.first(
            |identity| matches!(identity, Identity::Aaguid(own) if *own == aaguid),
            |blob| blob.by_aaguid(aaguid),
        )
    }

    /// What is known of the model whose attestation certificates have keys with this identifier.
    #[must_use]
    pub fn by_key_identifier(&self, identifier: &[u8; KEY_IDENTIFIER_BYTES]) -> Found<'_> {
        self.first(
            |identity| matches!(identity, Identity::KeyIdentifiers(keys) if keys.contains(identifier)),
            |blob| blob.by_key_identifier(identifier),
        )
    }

    /// What the first source says that says anything.
    fn first<'s>(
        &'s self,
        is_of: impl Fn(&Identity) -> bool,
        in_blob: impl Fn(&'s Blob) -> LookUp<'s>,
    ) -> Found<'s> {
        for (source, metadata) in self.sources.iter().enumerate() {
            let found = match metadata {
                Source::Blob(blob) => in_blob(blob),
                Source::Statement(bare) if is_of(bare.entry().identity()) => LookUp::Found(bare.entry()),
                Source::Statement(_) => LookUp::Unknown,
            };
            match found {
                LookUp::Found(entry) => return Found::Entry(ModelEntry { source, entry }),
                LookUp::Ambiguous => return Found::Ambiguous { source },
                LookUp::Unknown => {}
            }
        }
        Found::Nothing
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
    /// attestation certificate first, that an entry names. There is no way from one to the other.
    ///
    /// A key counts as far as each certificate is signed with the next one: what somebody has put behind them is nobody's.
    #[must_use]
    pub fn look_up(&self, aaguid: Option<Aaguid>, path: &[Certificate<'_>]) -> Found<'s> {
        if let Some(aaguid) = aaguid.filter(|aaguid| !aaguid.is_zero()) {
            return self.set.by_aaguid(aaguid);
        }
        let by_key = |certificate: &Certificate<'_>| {
            self.set.by_key_identifier(&self.key_identifier(certificate)?).known()
        };
        let links = path.iter().zip(path.iter().skip(1)).take(MAX_CHAIN_LENGTH);
        let above = links
            .take_while(|(certificate, issuer)| certificate.is_issued_by(issuer, self.crypto))
            .map(|(_, issuer)| issuer);
        path.first().into_iter().chain(above).find_map(by_key).unwrap_or(Found::Nothing)
    }

    /// What the key of a certificate is found by: SHA-1 over its bytes; nothing if they cannot be read. The extension that
    /// should have it is not looked at: anybody may write there.
    #[must_use]
    pub fn key_identifier(&self, certificate: &Certificate<'_>) -> Option<[u8; KEY_IDENTIFIER_BYTES]> {
        let key = certificate.public_key_bytes().ok()?;
        self.crypto.digest(Hash::Sha1, &[key]).as_bytes().try_into().ok()
    }

    pub(crate) fn verdict(&self, reports: &[StatusReport<'_>], path: &[Certificate<'_>]) -> Verdict {
        self.set.policy.evaluate_reports(reports, path, self.at)
    }

    /// The roots of an entry that an attestation of this type, with this path, may lead to: none if the policy keeps the model
    /// out or the model does not attest like this, and else those of the entry whose own key is not compromised.
    ///
    /// Without a path everything that is said of some certificates is taken as said of all.
    #[must_use]
    pub fn roots(
        &self,
        entry: Entry<'s>,
        of: AttestationType,
        path: &[Certificate<'_>],
    ) -> Vec<&'s TrustAnchor> {
        let reports = entry.status_reports();
        if !self.verdict(&reports, path).is_allowed() || Listed::attestation_type(&entry, of) == Listed::No {
            return Vec::new();
        }
        self.uncompromised_roots(entry, &reports)
    }

    /// The roots of an entry, without those whose own key is said to be compromised. They stand in no path.
    pub(crate) fn uncompromised_roots(
        &self,
        entry: Entry<'s>,
        reports: &[StatusReport<'_>],
    ) -> Vec<&'s TrustAnchor> {
        let compromises: Vec<_> = reports
            .iter()
            .filter(|report| report.status() == Some(Status::AttestationKeyCompromise))
            .filter(|report| report.effect(self.at) != Effect::NotInEffect)
            .filter(|_| self.set.policy.denies(Status::AttestationKeyCompromise))
            // What is said of all certificates is the policy's business alone.
            .filter(|report| *report.concerns() != Concerns::Everything)
            .collect();
        let is_sound = |anchor: &&TrustAnchor| {
            compromises.is_empty()
                || Certificate::parse(anchor.certificate()).is_ok_and(|root| {
                    !compromises
                        .iter()
                        .any(|report| is_about(report.concerns(), core::slice::from_ref(&root)))
                })
        };
        entry.roots().iter().filter_map(|root| root.anchor().ok()).filter(is_sound).collect()
    }
}

impl<'s> Found<'s> {
    /// The same, if anything is known.
    const fn known(self) -> Option<Self> {
        match self {
            Self::Nothing => None,
            Self::Entry(_) | Self::Ambiguous { .. } => Some(self),
        }
    }

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
    /// The roots of the model, if nothing keeps it out: nor anything that is said of some of its certificates alone, since
    /// nothing tells here which certificates there are.
    fn anchors(&self, model: &Model) -> Vec<&TrustAnchor> {
        let found = match model.aaguid().filter(|aaguid| !aaguid.is_zero()) {
            Some(aaguid) => self.set.by_aaguid(aaguid),
            None => {
                let identifier = model.key_identifier();
                identifier.map_or(Found::Nothing, |identifier| self.set.by_key_identifier(&identifier))
            }
        };
        found.entry().map_or_else(Vec::new, |entry| self.roots(entry, AttestationType::Basic, &[]))
    }

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
        let standing = self.standing(entry, &Attesting::of(statement));
        if standing.is_acceptable() {
            AnchorsFor::List(self.uncompromised_roots(entry, standing.reports()))
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
