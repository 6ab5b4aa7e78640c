//! What a test vector expected, what was got, and what is made of the difference.

use countersign::{Duty, Step, steps};

use crate::judge::{Details, Judgement, cause};
use crate::schema::{Expectation, ExpectedFlags, Vector};

/// One test, and what became of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Test {
    id: String,
    expected: Expected,
    got: Got,
    outcome: Outcome,
}

/// What a test expects.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[expect(clippy::exhaustive_structs, reason = "every suite names both parts")]
pub struct Expected {
    /// Whether to accept; none where the suite leaves it open.
    pub accept: Option<bool>,
    /// The step that should refuse, if one is named.
    pub step: Option<String>,
}

/// What was got.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Got {
    accept: Option<bool>,
    step: Option<String>,
    cause: Option<String>,
    details: Option<Details>,
}

/// What became of a test.
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(clippy::exhaustive_enums, reason = "a test has no other ends")]
pub enum Outcome {
    /// As expected.
    Passed,
    /// Otherwise than expected, on purpose, for this reason. It counts as passed.
    Deviates(&'static str),
    /// Otherwise than expected, or a listed deviation that deviates no more; in words.
    Failed(String),
    /// Not run, for this reason.
    Skipped(&'static str),
}

/// A test that is judged otherwise than its suite says, on purpose.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(clippy::exhaustive_structs, reason = "a list of them names both parts")]
pub struct Deviation {
    /// The id of the vector.
    pub id: &'static str,
    /// Why.
    pub reason: &'static str,
}

/// The vectors of schema `countersign-vector/1` that are judged otherwise than they expect. There is none.
pub const DEVIATIONS: &[Deviation] = &[];

impl Test {
    pub(crate) const fn new(id: String, expected: Expected, got: Got, outcome: Outcome) -> Self {
        Self { id, expected, got, outcome }
    }

    pub(crate) fn skipped(id: String, reason: &'static str) -> Self {
        Self::new(id, Expected::default(), Got::default(), Outcome::Skipped(reason))
    }

    /// A file that cannot be used, in whose place it stands.
    pub(crate) fn unusable(path: String, problem: String) -> Self {
        let got = Got { cause: Some(problem.clone()), ..Got::default() };
        Self::new(path, Expected::default(), got, Outcome::Failed(problem))
    }

    /// The name of the test.
    #[must_use]
    pub fn id(&self) -> &str {
        &self.id
    }

    /// What it expects.
    #[must_use]
    pub const fn expected(&self) -> &Expected {
        &self.expected
    }

    /// What was got.
    #[must_use]
    pub const fn got(&self) -> &Got {
        &self.got
    }

    /// What became of it.
    #[must_use]
    pub const fn outcome(&self) -> &Outcome {
        &self.outcome
    }
}

impl Got {
    pub(crate) fn verdict(accept: bool, cause: Option<String>) -> Self {
        Self { accept: Some(accept), cause, ..Self::default() }
    }

    pub(crate) fn refused_at(step: &str, cause: String) -> Self {
        Self { step: Some(step.to_owned()), ..Self::verdict(false, Some(cause)) }
    }

    fn of(judgement: &Judgement) -> Self {
        match judgement.verdict() {
            Ok(details) => Self { accept: Some(true), details: Some(details.clone()), ..Self::default() },
            Err(error) => Self {
                accept: Some(false),
                step: judgement.step_path(),
                cause: Some(cause(error)),
                details: None,
            },
        }
    }

    /// Whether it was accepted; none where it was not run.
    #[must_use]
    pub const fn accept(&self) -> Option<bool> {
        self.accept
    }

    /// The step that refused and the one inside it.
    #[must_use]
    pub fn step(&self) -> Option<&str> {
        self.step.as_deref()
    }

    /// Why it was refused.
    #[must_use]
    pub fn cause(&self) -> Option<&str> {
        self.cause.as_deref()
    }

    /// What an accepted ceremony was found to be.
    #[must_use]
    pub const fn details(&self) -> Option<&Details> {
        self.details.as_ref()
    }
}

/// Compares a judgement with what its vector expects; a deviation of the list is one on purpose.
#[must_use]
pub fn compare(vector: &Vector, judgement: &Judgement, deviations: &[Deviation]) -> Test {
    let got = Got::of(judgement);
    let id = vector.id().to_owned();
    let Some(expectation) = vector.expectation() else {
        let outcome = Outcome::Skipped("it expects nothing");
        return Test::new(id, Expected::default(), got, outcome);
    };
    let deviation = deviations.iter().find(|deviation| deviation.id == id);
    let outcome = match (difference(expectation, judgement), deviation) {
        (None, None) => Outcome::Passed,
        (Some(_), Some(deviation)) => Outcome::Deviates(deviation.reason),
        (Some(difference), None) => Outcome::Failed(difference),
        (None, Some(deviation)) => {
            Outcome::Failed(format!("no longer deviates, take it off the list: {}", deviation.reason))
        }
    };
    let expected = Expected { accept: Some(expectation.is_accept()), step: expectation.step.clone() };
    Test::new(id, expected, got, outcome)
}

/// The first difference between what was expected and what was got, in words.
fn difference(expected: &Expectation, judgement: &Judgement) -> Option<String> {
    let step = judgement.step_path();
    match (expected.accept, judgement.verdict()) {
        (true, Ok(details)) => details_difference(expected, details),
        (true, Err(error)) => {
            Some(format!("expected accept, got reject at {}: {}", step.unwrap_or_default(), cause(error)))
        }
        (false, Ok(_)) => Some(format!("expected reject{}, got accept", at(expected.step()))),
        (false, Err(error)) => {
            let path = step.unwrap_or_default();
            let matches = expected.step().is_none_or(|expected| step_matches(expected, &path));
            let line =
                || format!("expected reject{}, got reject at {path}: {}", at(expected.step()), cause(error));
            if matches { None } else { Some(line()) }
        }
    }
}

fn at(step: Option<&str>) -> String {
    step.map(|step| format!(" at {step}")).unwrap_or_default()
}

fn details_difference(expected: &Expectation, details: &Details) -> Option<String> {
    let attestation = details.attestation();
    let flags = details.flags();
    let ExpectedFlags { user_present, user_verified, backup_eligible, backup_state } = expected.flags;
    let shown = |flag: bool| flag.to_string();
    let format = attestation.map(|attestation| attestation.format().identifier());
    let attestation_type = attestation.map(|attestation| attestation.attestation_type());
    let trusted = attestation.and_then(|attestation| attestation.trusted());
    let aaguid = attestation.map(|attestation| attestation.aaguid().to_string());
    let comparisons = [
        ("format", expected.format.clone(), format.map(str::to_owned)),
        ("attestation_type", expected.attestation_type.clone(), attestation_type.map(str::to_owned)),
        ("trusted", expected.trusted.map(shown), trusted.map(shown)),
        (
            "algorithm",
            expected.algorithm.map(|number| number.to_string()),
            Some(details.algorithm().identifier().number().to_string()),
        ),
        ("aaguid", expected.aaguid.map(|aaguid| aaguid.to_string()), aaguid),
        ("flags.up", user_present.map(shown), Some(shown(flags.user_present()))),
        ("flags.uv", user_verified.map(shown), Some(shown(flags.user_verified()))),
        ("flags.be", backup_eligible.map(shown), Some(shown(flags.backup_eligible()))),
        ("flags.bs", backup_state.map(shown), Some(shown(flags.backup_state()))),
        (
            "sign_count",
            expected.sign_count.map(|count| count.to_string()),
            Some(details.sign_count().to_string()),
        ),
    ];
    let differs =
        |(_, expected, got): &(&str, Option<String>, Option<String>)| expected.is_some() && expected != got;
    comparisons.into_iter().find(differs).map(|(name, expected, got)| {
        let or_none = |value: Option<String>| value.unwrap_or_else(|| "none".to_owned());
        format!("expected {name} {}, got {}", or_none(expected), or_none(got))
    })
}

/// Whether a path such as `7.1.22/8.2.v2.a` is at an expected step: one of its elements is that step or below it, is
/// what that step delegates to, or is the step that it is an alias of.
fn step_matches(expected: &str, path: &str) -> bool {
    let below = |element: &str, step: &str| {
        element.strip_prefix(step).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
    };
    let matches = |element: &str| {
        below(element, expected)
            || match step_by_id(expected).map(Step::duty) {
                Some(Duty::Contains(prefix)) => element.starts_with(prefix),
                Some(Duty::SameAs(id)) => below(element, id),
                Some(_) | None => false,
            }
    };
    // What is not even the JSON of a response is no attestation or assertion response.
    let is_no_response = path == steps::RESPONSE.id()
        && [steps::REG_3_RESPONSE.id(), steps::AUTH_3_RESPONSE.id()].contains(&expected);
    is_no_response || path == expected || path.split('/').any(matches)
}

/// The step of an id, of whatever table.
fn step_by_id(id: &str) -> Option<&'static Step> {
    let tables = [&[steps::REGISTRATION, steps::AUTHENTICATION][..], &steps::FORMATS].concat();
    let mut all = tables.into_iter().flatten().copied().chain(steps::RULES);
    all.find(|step| step.id() == id)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn accepts_steps_at_and_below_the_expected_one() {
        for (expected, path) in [
            ("7.1.13", "7.1.13"),
            ("7.1.13", "7.1.13/6.1.f"),
            ("7.1.13/6.1.f", "7.1.13/6.1.f"),
            ("6.1.f", "7.1.13/6.1.f"),
            ("7.1.22", "7.1.22/8.2.v2.a"),
            ("8.2.v2", "7.1.22/8.2.v2.a"),
            ("8.2.v2.b", "7.1.22/8.2.1.b.4"),
            ("7.1.24", "7.1.24/7.1.24.c"),
            ("7.2.6", "7.2.6.a.1"),
            ("7.2.22", "7.2.22.b"),
            ("6.1.3.r1", "7.1.17"),
            ("c.response-id", "c.response-id"),
            ("7.1.3", "c.response"),
            ("7.2.3", "c.response"),
        ] {
            assert!(step_matches(expected, path), "{expected} {path}");
        }
    }

    #[test]
    fn refuses_other_steps() {
        for (expected, path) in [
            ("7.1.1", "7.1.13"),
            ("7.1.13/6.1.f", "7.1.13"),
            ("6.1.e", "7.1.13/6.1.f"),
            ("7.1.13", "7.1.14"),
            ("8.2.v2.b", "7.1.22/8.2.v2.a"),
            ("8.2.v2.a", "7.1.22/8.2.1.a"),
            ("7.2.13", "7.1.13"),
            ("7.1.4", "c.response"),
            ("7.1.3", "c.response-id"),
            ("", "7.1.13"),
        ] {
            assert!(!step_matches(expected, path), "{expected} {path}");
        }
    }
}
