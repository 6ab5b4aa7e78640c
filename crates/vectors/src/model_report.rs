//! What metadata says of the model that attests a registration: look-up, policy and path, each by itself.

use core::cell::Cell;
use core::fmt;

use countersign::{
    Aaguid, Evidence, Format, Model, Recording, TrustAnchor, TrustAnchorSource, TrustPolicy, UnixTime,
};
use countersign_attestation::{AnchorsFor, VerifiedStatement};
use countersign_mds::{Claim, Entry, MetadataAt, MetadataSet, ModelTrust, steps};
use countersign_x509::Revocation;

use crate::judge::path_options;
use crate::report::Row;

/// What metadata says of the model of one attestation statement, step by step.
#[derive(Clone, Debug)]
pub struct ModelReport {
    format: Format,
    description: Option<String>,
    is_trusted: bool,
    rows: Vec<Row>,
    remarks: Vec<String>,
}

impl ModelReport {
    fn new(format: Format, trust: &ModelTrust<'_>, recording: &Recording) -> Self {
        let entry = trust.found().entry();
        let mut rows = Row::of_procedure(steps::TRUST, recording);
        rows.iter_mut().for_each(|row| row.refuse_because(""));
        if let Some(row) = rows.iter_mut().find(|row| row.step() == &steps::TRUST_STATUS) {
            let reasons = trust.verdict().map(|verdict| verdict.reasons()).unwrap_or_default();
            row.refuse_because(&joined(reasons));
        }
        if let Some(row) = rows.iter_mut().find(|row| row.step() == &steps::TRUST_PATH) {
            let error = trust.path().and_then(Result::err);
            row.refuse_because(&error.map(ToString::to_string).unwrap_or_default());
        }
        let remarks = trust.verdict().map(|verdict| verdict.remarks()).unwrap_or_default();
        Self {
            format,
            description: entry.as_ref().and_then(description),
            is_trusted: trust.is_trusted(),
            rows,
            remarks: remarks.iter().map(ToString::to_string).collect(),
        }
    }

    /// The format of the statement: of a compound one, that of the part.
    #[must_use]
    pub const fn format(&self) -> Format {
        self.format
    }

    /// What the model is called, escaped, if it was found and is called something.
    #[must_use]
    pub fn description(&self) -> Option<&str> {
        self.description.as_deref()
    }

    /// Whether all of it holds: the model is known, nothing keeps it out, and a path leads to one of its roots.
    #[must_use]
    pub const fn is_trusted(&self) -> bool {
        self.is_trusted
    }

    /// The steps of [`countersign_mds::steps::TRUST`]. A model that is kept out may have a path, and the other way round:
    /// a step that refuses ends nothing here but the look-up.
    #[must_use]
    pub fn rows(&self) -> &[Row] {
        &self.rows
    }

    /// What is said of the model and does not keep it out.
    #[must_use]
    pub fn remarks(&self) -> &[String] {
        &self.remarks
    }
}

fn description(entry: &Entry<'_>) -> Option<String> {
    entry.statement().description().map(|text| Evidence::Identifier(text).to_string())
}

fn joined(reasons: &[impl fmt::Display]) -> String {
    reasons.iter().map(ToString::to_string).collect::<Vec<_>>().join("; ")
}

/// Metadata as a source of trust anchors that keeps what it said of each statement it was asked for.
pub(crate) struct Observed<'m> {
    metadata: MetadataAt<'m>,
    reports: Cell<Vec<ModelReport>>,
}

impl<'m> Observed<'m> {
    pub(crate) fn new(metadata: MetadataAt<'m>) -> Self {
        Self { metadata, reports: Cell::default() }
    }

    /// What was said so far, in order.
    pub(crate) fn into_reports(self) -> Vec<ModelReport> {
        self.reports.into_inner()
    }

    fn observe(&self, model: &Model, statement: &VerifiedStatement<'_>) {
        // A compound statement has no model of its own, and no path.
        if statement.format() == Format::Compound {
            return;
        }
        let aaguid = model.aaguid().unwrap_or(Aaguid::new([0; 16]));
        let policy = TrustPolicy::trusted().with_path_options(path_options());
        let claim = Claim::of(statement, aaguid, &policy);
        let mut recording = Recording::default();
        let trust = self.metadata.assess_traced(&claim, &mut recording);
        let mut reports = self.reports.take();
        reports.push(ModelReport::new(statement.format(), &trust, &recording));
        self.reports.set(reports);
    }
}

impl fmt::Debug for Observed<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Observed").field("metadata", &self.metadata).finish_non_exhaustive()
    }
}

impl TrustAnchorSource for Observed<'_> {
    fn anchors_for(&self, model: &Model, statement: &VerifiedStatement<'_>) -> AnchorsFor<'_> {
        self.observe(model, statement);
        self.metadata.anchors_for(model, statement)
    }

    fn is_for_model(&self, anchor: &TrustAnchor, model: &Model) -> bool {
        self.metadata.is_for_model(anchor, model)
    }

    fn revocation(&self) -> &Revocation {
        self.metadata.revocation()
    }
}

/// Metadata that vouches for the models of registrations, and the moment at which they are judged.
#[derive(Clone, Copy, Debug)]
#[expect(clippy::exhaustive_structs, reason = "a caller names every part, so that none is forgotten")]
pub struct JudgedMetadata<'m> {
    /// The metadata, and the policy by which it judges models.
    pub set: &'m MetadataSet,
    /// When registrations are judged, in place of the moment that they were recorded with.
    pub at: UnixTime,
}
