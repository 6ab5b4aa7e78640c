//! What metadata says of one attestation: look-up, policy and path, each by itself.

use alloc::vec::Vec;

use countersign_attestation::{
    AttestationType, Evidence, Format, Outcome, Step, Trace, TrustPolicy, VerifiedStatement, attests_model,
};
use countersign_cose::AlgorithmIdentifier;
use countersign_wire::Aaguid;
use countersign_x509::{Certificate, PathContext, PathError};

use crate::entry::Entry;
use crate::policy::Verdict;
use crate::registry;
use crate::set::{Found, MetadataAt, anchors};
use crate::steps;

/// An attestation whose statement was verified, and what it is to attest.
///
/// What a ceremony gives and a record keeps is enough for one. Of a compound statement, each part is a claim of its own.
#[derive(Clone, Copy, Debug)]
#[expect(clippy::exhaustive_structs, reason = "a caller names every part, so that none is forgotten")]
pub struct Claim<'c, 'a> {
    /// The format of the statement.
    pub format: Format,
    /// The attestation type.
    pub attestation_type: AttestationType,
    /// The trust path, the attestation certificate first; empty without one.
    pub trust_path: &'c [Certificate<'a>],
    /// The AAGUID in the authenticator data.
    pub aaguid: Aaguid,
    /// The algorithm of the credential.
    pub algorithm: AlgorithmIdentifier,
    /// How the path is judged, and by how much the clock may be wrong. What the policy accepts beside trust counts for nothing
    /// here.
    pub policy: &'c TrustPolicy,
}

impl<'c, 'a> Claim<'c, 'a> {
    /// That of a statement, with the AAGUID in the authenticator data.
    #[must_use]
    pub fn of(statement: &'c VerifiedStatement<'a>, aaguid: Aaguid, policy: &'c TrustPolicy) -> Self {
        Self {
            format: statement.format(),
            attestation_type: statement.attestation_type(),
            trust_path: statement.trust_path(),
            aaguid,
            algorithm: statement.algorithm(),
            policy,
        }
    }

    const fn attesting(&self) -> Attesting<'c, 'a> {
        Attesting {
            attestation_type: self.attestation_type,
            algorithm: self.algorithm,
            path: self.trust_path,
        }
    }
}

/// What of an attestation the entry of its model has to allow.
#[derive(Clone, Copy)]
pub(crate) struct Attesting<'c, 'a> {
    attestation_type: AttestationType,
    algorithm: AlgorithmIdentifier,
    path: &'c [Certificate<'a>],
}

impl<'c, 'a> Attesting<'c, 'a> {
    pub(crate) fn of(statement: &'c VerifiedStatement<'a>) -> Self {
        Self {
            attestation_type: statement.attestation_type(),
            algorithm: statement.algorithm(),
            path: statement.trust_path(),
        }
    }
}

/// What an entry says of an attestation, before anybody looks where its path leads.
pub(crate) struct Standing {
    verdict: Verdict,
    attestation_type: Listed,
    algorithm: Listed,
    is_algorithm_accepted: bool,
}

impl Standing {
    /// Nothing keeps the model out, and it is one that attests like this.
    pub(crate) fn is_acceptable(&self) -> bool {
        self.verdict.is_allowed() && self.attestation_type != Listed::No && self.is_algorithm_accepted
    }
}

/// Whether a statement lists something.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[expect(clippy::exhaustive_enums, reason = "something is listed or not, or nobody can tell")]
pub enum Listed {
    /// It does.
    Yes,
    /// It lists others.
    No,
    /// It has no list, or none that can be read; of an algorithm, also a list with a word that is not known.
    Unclear,
}

impl Listed {
    /// Whether a model is said to have a type of attestation. The type that is found cannot tell a certificate of the model
    /// from one that an attestation CA made; metadata calls the one `basic_full` and the other `attca`.
    pub(crate) fn attestation_type(entry: &Entry<'_>, of: AttestationType) -> Self {
        let names: &[&str] = match of {
            AttestationType::SelfAttestation => &["basic_surrogate"],
            AttestationType::Basic => &["basic_full", "attca"],
            AttestationType::AttestationCa => &["attca"],
            AttestationType::AnonymizationCa => &["anonca"],
            // Clients leave out the statements of any model; and the parts of a compound one have types.
            AttestationType::None | AttestationType::Compound | _ => return Self::Unclear,
        };
        let listed = entry.attestation_types();
        if listed.is_empty() {
            return Self::Unclear;
        }
        if listed.iter().any(|name| names.contains(&&**name)) { Self::Yes } else { Self::No }
    }

    fn algorithm(entry: &Entry<'_>, algorithm: AlgorithmIdentifier) -> Self {
        match registry::lists(&entry.authentication_algorithms(), algorithm) {
            Some(true) => Self::Yes,
            Some(false) => Self::No,
            None => Self::Unclear,
        }
    }

    const fn word(self) -> Evidence<'static> {
        Evidence::Word(match self {
            Self::Yes => "listed",
            Self::No => "not listed",
            Self::Unclear => "not said",
        })
    }
}

/// What metadata says of an attestation. What comes after a look-up that found nothing is none.
#[derive(Clone, Debug)]
#[must_use]
pub struct ModelTrust<'s> {
    found: Found<'s>,
    verdict: Option<Verdict>,
    attestation_type: Option<Listed>,
    algorithm: Option<Listed>,
    path: Option<Result<usize, PathError>>,
    is_acceptable: bool,
    is_model_attested: bool,
}

impl<'s> ModelTrust<'s> {
    const fn unknown(found: Found<'s>) -> Self {
        Self {
            found,
            verdict: None,
            attestation_type: None,
            algorithm: None,
            path: None,
            is_acceptable: false,
            is_model_attested: false,
        }
    }

    /// The entry of the model.
    #[must_use]
    pub const fn found(&self) -> &Found<'s> {
        &self.found
    }

    /// What the policy says of the model that is claimed.
    #[must_use]
    pub const fn verdict(&self) -> Option<&Verdict> {
        self.verdict.as_ref()
    }

    /// Whether the model is said to have this type of attestation.
    #[must_use]
    pub const fn attestation_type(&self) -> Option<Listed> {
        self.attestation_type
    }

    /// Whether the model is said to have the algorithm of the credential.
    #[must_use]
    pub const fn algorithm(&self) -> Option<Listed> {
        self.algorithm
    }

    /// How many certificates lead to a root of the entry; none for an attestation without a certificate, to which no path
    /// belongs. A path is judged whatever the policy says of the model.
    ///
    /// # Errors
    /// Why they do not.
    #[must_use]
    pub fn path(&self) -> Option<Result<usize, &PathError>> {
        self.path.as_ref().map(|path| path.as_ref().copied())
    }

    /// Whether the model is known, nothing keeps it out, and it is said to attest like this. Nobody vouches for that: it is all
    /// that can be had of an attestation without a certificate.
    #[must_use]
    pub const fn is_acceptable(&self) -> bool {
        self.is_acceptable
    }

    /// Whether all of it holds: the model is acceptable, and a path leads to one of its roots.
    ///
    /// It is the model that is claimed: whether the authenticator is of it is for [`ModelTrust::is_model_vouched`] to say.
    #[must_use]
    pub const fn is_trusted(&self) -> bool {
        self.is_acceptable && matches!(self.path, Some(Ok(_)))
    }

    /// Whether it is trusted, and the authenticator is of this very model. In `android-key`, `android-safetynet` and most of
    /// `tpm` software on the host writes the AAGUID, under roots that whole platforms have: there it could claim any model,
    /// and have the certification level of any, unless [`MetadataSet::accept_host_written_models`] is set.
    ///
    /// [`MetadataSet::accept_host_written_models`]: crate::MetadataSet::accept_host_written_models
    #[must_use]
    pub const fn is_model_vouched(&self) -> bool {
        self.is_trusted() && self.is_model_attested
    }
}

impl<'s> MetadataAt<'s> {
    /// What is known of the model of an attestation, and whether it is trusted.
    pub fn assess(&self, claim: &Claim<'_, '_>) -> ModelTrust<'s> {
        self.assess_traced(claim, &mut ())
    }

    /// [`MetadataAt::assess`], and tells `trace` of every step of [`steps::TRUST`]; of the last one where there is a path.
    pub fn assess_traced<T: Trace>(&self, claim: &Claim<'_, '_>, trace: &mut T) -> ModelTrust<'s> {
        // The signature of a U2F statement covers no AAGUID.
        let aaguid = Some(claim.aaguid).filter(|_| claim.format != Format::FidoU2f);
        let aaguid = aaguid.filter(|aaguid| !aaguid.is_zero());
        let found = self.look_up(aaguid, claim.trust_path);
        let entry = found.entry();
        record(trace, &steps::TRUST_LOOK_UP, entry.is_some(), || {
            let by = aaguid.map_or(Evidence::Word("the key of the certificate"), Evidence::Aaguid);
            (by, Evidence::Word(what_was_found(&found)))
        });
        let Some(entry) = entry else { return ModelTrust::unknown(found) };
        let standing = self.standing_traced(entry, &claim.attesting(), trace);
        let is_acceptable = standing.is_acceptable();
        let path = self.path_traced(claim, &entry, trace);
        ModelTrust {
            found,
            verdict: Some(standing.verdict),
            attestation_type: Some(standing.attestation_type),
            algorithm: Some(standing.algorithm),
            path,
            is_acceptable,
            is_model_attested: aaguid.is_none()
                || attests_model(claim.format, claim.trust_path)
                || self.set.takes_host_written_models(),
        }
    }

    pub(crate) fn standing(&self, entry: Entry<'s>, attesting: &Attesting<'_, '_>) -> Standing {
        self.standing_traced(entry, attesting, &mut ())
    }

    fn standing_traced<T: Trace>(
        &self,
        entry: Entry<'s>,
        attesting: &Attesting<'_, '_>,
        trace: &mut T,
    ) -> Standing {
        let verdict = self.verdict(&entry, attesting.path);
        record(trace, &steps::TRUST_STATUS, verdict.is_allowed(), || {
            let level = verdict.level().map_or("not certified", |level| level.name());
            (Evidence::Word("nothing that keeps it out"), Evidence::Word(level))
        });
        let attestation_type = Listed::attestation_type(&entry, attesting.attestation_type);
        record(trace, &steps::TRUST_TYPE, attestation_type != Listed::No, || {
            (Evidence::Nothing, attestation_type.word())
        });
        let algorithm = Listed::algorithm(&entry, attesting.algorithm);
        let is_algorithm_accepted = algorithm != Listed::No || !self.set.demands_algorithm();
        record(trace, &steps::TRUST_ALGORITHM, is_algorithm_accepted, || {
            (Evidence::Algorithm(attesting.algorithm), algorithm.word())
        });
        Standing { verdict, attestation_type, algorithm, is_algorithm_accepted }
    }

    /// Where the path leads, if there is one.
    fn path_traced<T: Trace>(
        &self,
        claim: &Claim<'_, '_>,
        entry: &Entry<'s>,
        trace: &mut T,
    ) -> Option<Result<usize, PathError>> {
        if claim.trust_path.is_empty() {
            return None;
        }
        let options = claim.policy.path_options(claim.format);
        let context = PathContext { at: self.at, options, revocation: self.set.known_revocation() };
        let roots: Vec<_> = anchors(entry).collect();
        let path = claim.policy.verify_path(claim.trust_path, &roots, &context, self.crypto);
        record(trace, &steps::TRUST_PATH, path.is_ok(), || {
            let got = if path.is_ok() { "trusted" } else { "not trusted" };
            (Evidence::Word("trusted"), Evidence::Word(got))
        });
        Some(path.map(|path| path.length()))
    }
}

const fn what_was_found(found: &Found<'_>) -> &'static str {
    match found {
        Found::Entry(_) => "one entry",
        Found::Ambiguous { .. } => "several entries",
        Found::Nothing => "no entry",
    }
}

fn record<'e, T: Trace>(
    trace: &mut T,
    step: &'static Step,
    holds: bool,
    looked_at: impl FnOnce() -> (Evidence<'e>, Evidence<'e>),
) {
    trace.record(step, if holds { Outcome::Passed } else { Outcome::Refused }, looked_at);
}
