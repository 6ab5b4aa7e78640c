//! The table of all steps of a ceremony, with what became of each.

use countersign::{
    CompoundTrace, Duty, Evidence, Outcome, Record, Recording, RegistrationResponse, Step, steps,
};
use countersign_cose::CoseKey;
use countersign_wire::AttestationObject;

use crate::judge::{Details, Judgement, cause, is_rule};
use crate::model_report::ModelReport;
use crate::schema::{Ceremony, Vector};
use crate::trust_path::TrustPath;

/// All steps of a ceremony, in the order of the specification, with what became of each.
#[derive(Clone, Debug)]
pub struct Report {
    title: Vec<String>,
    refused_at: Option<String>,
    rows: Vec<Row>,
    paths: Vec<TrustPath>,
    models: Vec<ModelReport>,
    notes: Vec<&'static str>,
}

/// One step.
#[derive(Clone, Debug)]
pub struct Row {
    step: &'static Step,
    outcome: RowOutcome,
    expected: String,
    got: String,
    cause: String,
    is_rule: bool,
    inner: Option<&'static Step>,
    hint: &'static str,
}

/// What became of a step.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[expect(clippy::exhaustive_enums, reason = "a step has no other ends")]
pub enum RowOutcome {
    /// It held.
    Passed,
    /// It did not, and the ceremony ended there.
    Refused,
    /// It belongs to a branch that was not taken, or to what is done before a response arrives.
    NotApplicable,
    /// The page or the application does it.
    CallersDuty,
    /// The ceremony had ended.
    NotReached,
}

impl RowOutcome {
    /// The outcome in words.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Passed => "passed",
            Self::Refused => "refused",
            Self::NotApplicable => "not applicable",
            Self::CallersDuty => "caller's duty",
            Self::NotReached => "not reached",
        }
    }
}

impl Row {
    /// What became of the steps of a procedure, in the order of its table.
    #[must_use]
    pub fn of_procedure(table: &[&'static Step], recording: &Recording) -> Vec<Self> {
        rows(table, &recording.records().iter().collect::<Vec<_>>())
    }

    /// Says why the step refused, and what to do about it, if it did: `cause` is empty where nothing is known but that the
    /// rule of the step does not hold.
    pub fn refuse_because(&mut self, cause: &str) {
        if self.outcome == RowOutcome::Refused {
            self.is_rule = cause.is_empty();
            self.cause =
                if self.is_rule { format!("does not hold: {}", self.step.rule()) } else { cause.to_owned() };
            self.hint = self.step.hint();
        }
    }

    /// The step.
    #[must_use]
    pub const fn step(&self) -> &'static Step {
        self.step
    }

    /// What became of it.
    #[must_use]
    pub const fn outcome(&self) -> RowOutcome {
        self.outcome
    }

    /// What was expected; empty where there is nothing to show.
    #[must_use]
    pub fn expected(&self) -> &str {
        &self.expected
    }

    /// What was got; empty where there is nothing to show.
    #[must_use]
    pub fn got(&self) -> &str {
        &self.got
    }

    /// Why the step refused; empty unless it did.
    #[must_use]
    pub fn cause(&self) -> &str {
        &self.cause
    }

    /// The cause, unless it says nothing that is not shown better by both what was expected and what was got.
    #[must_use]
    pub fn cause_beside_evidence(&self) -> &str {
        let is_shown = self.is_rule && !self.expected.is_empty() && !self.got.is_empty();
        if is_shown { "" } else { &self.cause }
    }

    /// The rule of form that was broken inside the step, which has no row of its own.
    #[must_use]
    pub const fn inner(&self) -> Option<&'static Step> {
        self.inner
    }

    /// The likely cause and what to do about it; empty unless the step refused and has such a hint.
    #[must_use]
    pub const fn hint(&self) -> &'static str {
        self.hint
    }
}

impl Report {
    /// The table of a judged ceremony.
    #[must_use]
    pub fn new(vector: &Vector, judgement: &Judgement) -> Self {
        let trace = CompoundTrace::new(judgement.recording().records());
        let own: Vec<&Record> = trace.own().collect();
        let mut rows = rows(&table(vector, &own), &own);
        if let (Err(error), Some(row)) =
            (judgement.verdict(), rows.iter_mut().rfind(|row| row.outcome == RowOutcome::Refused))
        {
            row.cause = cause(error);
            row.is_rule = is_rule(error);
            row.inner = error.inner_step().filter(|inner| record(&own, inner).is_none());
            row.hint = error.hint();
        }
        // The statements inside a compound one, each with its steps before the one that contains them.
        if let Some(at) = rows.iter().position(|row| row.step == &steps::COMPOUND_PART)
            && !trace.parts().is_empty()
        {
            rows.splice(at..=at, trace.parts().iter().flat_map(|part| part_rows(part)));
        }
        let notes = judgement.verdict().map(all_notes).unwrap_or_default();
        let (paths, models) = (judgement.paths().to_vec(), judgement.models().to_vec());
        Self { title: title(vector), refused_at: judgement.step_path(), rows, paths, models, notes }
    }

    /// Ceremony, format and algorithm as the response claims them, and RP ID.
    #[must_use]
    pub fn title(&self) -> &[String] {
        &self.title
    }

    /// The step that refused and the one inside it, if one did.
    #[must_use]
    pub fn refused_at(&self) -> Option<&str> {
        self.refused_at.as_deref()
    }

    /// The paths of the attestation, if it came so far that trust was judged.
    #[must_use]
    pub fn paths(&self) -> &[TrustPath] {
        &self.paths
    }

    /// What metadata says of the models that attest, if it was asked.
    #[must_use]
    pub fn models(&self) -> &[ModelReport] {
        &self.models
    }

    /// What was odd and no reason to refuse, in words.
    #[must_use]
    pub fn notes(&self) -> &[&'static str] {
        &self.notes
    }

    /// The step that refused.
    #[must_use]
    pub fn refused(&self) -> Option<&Row> {
        // In an accepted ceremony a statement inside a compound one may have been refused.
        self.refused_at()?;
        self.rows.iter().rfind(|row| row.outcome == RowOutcome::Refused)
    }

    /// The steps.
    #[must_use]
    pub fn rows(&self) -> &[Row] {
        &self.rows
    }
}

/// What was odd about the ceremony and about its statement.
fn all_notes(details: &Details) -> Vec<&'static str> {
    let statement = details.statement_notes().iter().map(|note| note.text());
    details.notes().iter().map(|note| note.text()).chain(statement).collect()
}

/// The steps of the ceremony; those of the statement format, where it was reached, stand before the step that contains
/// them.
fn table(vector: &Vector, records: &[&Record]) -> Vec<&'static Step> {
    let table = match vector.ceremony {
        Ceremony::Registration(_) => steps::REGISTRATION,
        Ceremony::Authentication(_) => return steps::AUTHENTICATION.to_vec(),
    };
    let format = format_table(records);
    let mut all = Vec::new();
    for step in table {
        if *step == &steps::REG_22_STATEMENT {
            all.extend(format);
        }
        all.push(*step);
    }
    all
}

/// The steps of the format whose steps were carried out.
fn format_table(records: &[&Record]) -> &'static [&'static Step] {
    let is_recorded = |format: &&[&'static Step]| format.iter().any(|step| record(records, step).is_some());
    steps::FORMATS.into_iter().find(is_recorded).unwrap_or_default()
}

/// The last record of a step.
fn record<'r>(records: &[&'r Record], step: &Step) -> Option<&'r Record> {
    records.iter().copied().rfind(|record| record.step() == step)
}

/// What became of the steps of a table.
fn rows(table: &[&'static Step], records: &[&Record]) -> Vec<Row> {
    let is_refused =
        |step: &&Step| record(records, step).is_some_and(|record| record.outcome() == Outcome::Refused);
    let end = table.iter().position(is_refused);
    let row = |(at, step): (usize, &&'static Step)| {
        row(step, record(records, step), end.is_some_and(|end| at > end))
    };
    table.iter().enumerate().map(row).collect()
}

/// The steps of a statement inside a compound one, and at last the step that contains them.
fn part_rows(records: &[Record]) -> Vec<Row> {
    let Some((last, own)) = records.split_last() else { return Vec::new() };
    let own: Vec<&Record> = own.iter().collect();
    let table = if own.is_empty() { &[] } else { format_table(&own) };
    let mut rows = rows(table, &own);
    rows.push(row(last.step(), Some(last), false));
    rows
}

fn row(step: &'static Step, record: Option<&Record>, is_over: bool) -> Row {
    let outcome = match record.map(Record::outcome) {
        Some(Outcome::Passed) => RowOutcome::Passed,
        Some(Outcome::Refused) => RowOutcome::Refused,
        None if is_over => RowOutcome::NotReached,
        None if step.duty() == Duty::Caller => RowOutcome::CallersDuty,
        None => RowOutcome::NotApplicable,
    };
    let text = |text: fn(&Record) -> &str| record.map(text).unwrap_or_default().to_owned();
    Row {
        step,
        outcome,
        expected: text(Record::expected),
        got: text(Record::got),
        cause: String::new(),
        is_rule: false,
        inner: None,
        hint: "",
    }
}

/// What the response claims to be, whatever became of it.
fn title(vector: &Vector) -> Vec<String> {
    let (format, algorithm) = match &vector.ceremony {
        Ceremony::Registration(_) => claimed(&vector.response).unwrap_or_default(),
        Ceremony::Authentication(authentication) => {
            let key = authentication.credential.as_ref().map(|credential| &credential.public_key);
            let key = key.and_then(|key| CoseKey::decode(key).ok());
            (None, key.map(|key| key.identifier().to_string()))
        }
    };
    let rp_id = Evidence::RpId(vector.rp_id()).to_string();
    [Some(vector.ceremony().to_owned()), format, algorithm, Some(rp_id)].into_iter().flatten().collect()
}

/// The format and the algorithm that a registration response claims.
fn claimed(response: &str) -> Option<(Option<String>, Option<String>)> {
    let response = RegistrationResponse::from_json(response).ok()?;
    let object = response.attestation_response().ok()?.attestation_object();
    let object = AttestationObject::parse(object).ok()?;
    let format = Evidence::Identifier(object.format()).to_string();
    let attested = object.authenticator_data().attested();
    let algorithm = attested.map(|attested| attested.public_key().identifier());
    Some((Some(format), algorithm.map(|algorithm| algorithm.to_string())))
}
