//! What metadata says of one attestation: look-up, policy and path, each by itself.

use countersign_attestation::{AttestationType, Evidence, Format, Outcome, Step, Trace, VerifiedStatement};
use countersign_cose::AlgorithmIdentifier;
use countersign_wire::Aaguid;
use countersign_x509::{PathContext, PathError, PathOptions, verify_path};

use crate::entry::Entry;
use crate::policy::Verdict;
use crate::registry;
use crate::set::{Found, MetadataAt};
use crate::status::StatusReport;
use crate::steps;

/// An attestation whose statement was verified, and what it is to attest.
#[derive(Clone, Copy, Debug)]
#[expect(clippy::exhaustive_structs, reason = "a caller names every part, so that none is forgotten")]
pub struct Claim<'c, 'a> {
    /// The statement. Of a compound one, each part is a claim of its own.
    pub statement: &'c VerifiedStatement<'a>,
    /// The AAGUID in the authenticator data.
    pub aaguid: Aaguid,
    /// The algorithm of the credential.
    pub algorithm: AlgorithmIdentifier,
    /// How the path is judged.
    pub options: PathOptions,
}

/// Whether a statement lists something.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[expect(clippy::exhaustive_enums, reason = "something is listed or not, or nobody can tell")]
pub enum Listed {
    /// It does.
    Yes,
    /// It lists others.
    No,
    /// It has no list, or one with words that are not known.
    Unclear,
}

impl Listed {
    /// Whether a model is said to have a type of attestation. The type that is found cannot tell a certificate of the model
    /// from one that an attestation CA made; metadata calls the one `basic_full` and the other `attca`.
    pub(crate) fn attestation_type(entry: &Entry<'_>, of: AttestationType) -> Self {
        let names: &[&str] = match of {
            AttestationType::None => &["none"],
            AttestationType::SelfAttestation => &["basic_surrogate"],
            AttestationType::Basic => &["basic_full", "attca"],
            AttestationType::AttestationCa => &["attca"],
            AttestationType::AnonymizationCa => &["anonca"],
            // Its parts have types.
            AttestationType::Compound | _ => return Self::Unclear,
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
    is_trusted: bool,
}

impl<'s> ModelTrust<'s> {
    /// The entry of the model.
    #[must_use]
    pub const fn found(&self) -> &Found<'s> {
        &self.found
    }

    /// What the policy says of the model.
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

    /// Whether all of it holds: the model is known, nothing keeps it out, and a path leads to one of its roots.
    #[must_use]
    pub const fn is_trusted(&self) -> bool {
        self.is_trusted
    }
}

impl<'s> MetadataAt<'s> {
    /// What is known of the model of an attestation, and whether it is trusted.
    pub fn assess(&self, claim: &Claim<'_, '_>) -> ModelTrust<'s> {
        self.assess_traced(claim, &mut ())
    }

    /// [`MetadataAt::assess`], and tells `trace` of every step of [`steps::TRUST`].
    pub fn assess_traced<T: Trace>(&self, claim: &Claim<'_, '_>, trace: &mut T) -> ModelTrust<'s> {
        let path = claim.statement.trust_path();
        // The signature of a U2F statement covers no AAGUID.
        let aaguid = Some(claim.aaguid).filter(|_| claim.statement.format() != Format::FidoU2f);
        let found = self.look_up(aaguid, path);
        let entry = found.entry();
        record(trace, &steps::TRUST_LOOK_UP, entry.is_some(), || {
            let by = aaguid.filter(|aaguid| !aaguid.is_zero());
            let by = by.map_or(Evidence::Word("the key of the certificate"), Evidence::Aaguid);
            (by, Evidence::Word(what_was_found(&found)))
        });
        let Some(entry) = entry else {
            return ModelTrust {
                found,
                verdict: None,
                attestation_type: None,
                algorithm: None,
                path: None,
                is_trusted: false,
            };
        };
        let reports = entry.status_reports();
        let verdict = self.verdict(&reports, Some(path));
        record(trace, &steps::TRUST_STATUS, verdict.is_allowed(), || {
            let level = verdict.level().map_or("not certified", |level| level.name());
            (Evidence::Word("nothing that keeps it out"), Evidence::Word(level))
        });
        let attestation_type = Listed::attestation_type(&entry, claim.statement.attestation_type());
        record(trace, &steps::TRUST_TYPE, attestation_type != Listed::No, || {
            (Evidence::Nothing, attestation_type.word())
        });
        let algorithm = Listed::algorithm(&entry, claim.algorithm);
        let is_accepted = algorithm != Listed::No || !self.set.demands_algorithm();
        record(trace, &steps::TRUST_ALGORITHM, is_accepted, || {
            (Evidence::Algorithm(claim.algorithm), algorithm.word())
        });
        let outcome = (!path.is_empty()).then(|| self.verify_path(claim, entry, &reports));
        let leads = outcome.as_ref().is_some_and(Result::is_ok);
        record(trace, &steps::TRUST_PATH, leads, || {
            let got = match &outcome {
                Some(Ok(_)) => "trusted",
                Some(Err(_)) => "not trusted",
                None => "no certificate",
            };
            (Evidence::Word("trusted"), Evidence::Word(got))
        });
        let is_trusted = verdict.is_allowed() && attestation_type != Listed::No && is_accepted && leads;
        ModelTrust {
            found,
            verdict: Some(verdict),
            attestation_type: Some(attestation_type),
            algorithm: Some(algorithm),
            path: outcome,
            is_trusted,
        }
    }

    fn verify_path(
        &self,
        claim: &Claim<'_, '_>,
        entry: Entry<'s>,
        reports: &[StatusReport<'_>],
    ) -> Result<usize, PathError> {
        let options = if claim.statement.format() == Format::AndroidKey {
            claim.options.for_android_key()
        } else {
            claim.options.for_attestation()
        };
        let context = PathContext { at: self.at, options, revocation: self.set.known_revocation() };
        let roots = self.uncompromised_roots(entry, reports);
        verify_path(claim.statement.trust_path(), &roots, &context, self.crypto).map(|path| path.length())
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
