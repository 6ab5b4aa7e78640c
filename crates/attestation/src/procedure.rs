//! How a procedure of the specification is carried out: steps, the three verbs that perform them, and the trace that
//! tells what was seen.
//!
//! [`Steps`] has one method for each kind of step. Each attaches the step to the error and tells the trace, so that
//! neither can be forgotten.

use alloc::string::{String, ToString};
use alloc::vec::Vec;
use core::fmt;
use core::marker::PhantomData;

use countersign_cose::AlgorithmIdentifier;
use countersign_wire::Aaguid;

/// One step of the specification.
///
/// The name is the stable code, for logs and dashboards: a later level of the specification renumbers, names stay.
#[derive(Debug, PartialEq, Eq)]
pub struct Step {
    name: &'static str,
    level: u8,
    id: &'static str,
    rule: &'static str,
    duty: Duty,
    hint: &'static str,
}

/// Whose business a step is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Duty {
    /// The library checks it and may refuse there.
    Library,
    /// The library carries it out; there is nothing to refuse, the result shows that it was done.
    Output,
    /// The library checks it before a ceremony is judged: when options are made, or stored bytes or a response are read.
    /// No trace shows it.
    Before,
    /// The page or the application does it.
    Caller,
    /// The steps below it, whose ids begin with this, do the work, and refuse.
    Contains(&'static str),
    /// It is the same rule as another step, by that step's id, and is checked there.
    SameAs(&'static str),
}

impl Step {
    /// A step of Web Authentication Level 3. `hint` tells a person the likely cause of a refusal and what to do.
    #[must_use]
    pub const fn new(
        name: &'static str,
        id: &'static str,
        duty: Duty,
        rule: &'static str,
        hint: &'static str,
    ) -> Self {
        Self { name, level: 3, id, rule, duty, hint }
    }

    /// The stable name, such as `registration.origin`.
    #[must_use]
    pub const fn name(&self) -> &'static str {
        self.name
    }

    /// The level of the specification that the id is of.
    #[must_use]
    pub const fn level(&self) -> u8 {
        self.level
    }

    /// The number in the specification, such as `7.1.9`, or a number of ours that begins with `c.`.
    #[must_use]
    pub const fn id(&self) -> &'static str {
        self.id
    }

    /// What the step demands, in our words.
    #[must_use]
    pub const fn rule(&self) -> &'static str {
        self.rule
    }

    /// Whose business it is.
    #[must_use]
    pub const fn duty(&self) -> Duty {
        self.duty
    }

    /// The likely cause of a refusal, and what to do; may be empty.
    #[must_use]
    pub const fn hint(&self) -> &'static str {
        self.hint
    }
}

impl fmt::Display for Step {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{} ({})", self.name, self.id)
    }
}

/// An error that a procedure can refuse with: a step, and why.
pub trait Refusal: Sized {
    /// Why a step refused.
    type Cause;

    /// The cause of a rule that simply does not hold.
    const RULE: Self::Cause;

    /// The error of a step that refused.
    fn refused(step: &'static Step, cause: Self::Cause) -> Self;
}

/// Carries out the steps of one procedure, in order.
#[derive(Debug)]
pub struct Steps<'t, T, E> {
    trace: &'t mut T,
    error: PhantomData<fn() -> E>,
}

impl<'t, T: Trace, E: Refusal> Steps<'t, T, E> {
    /// Begins a procedure that tells `trace` what it sees.
    pub fn new(trace: &'t mut T) -> Self {
        Self { trace, error: PhantomData }
    }

    /// A rule that holds or not. `looked_at` shows what was expected and what was got; it runs only under a trace.
    ///
    /// # Errors
    /// The step, if the rule does not hold.
    pub fn require<'e>(
        &mut self,
        step: &'static Step,
        holds: bool,
        looked_at: impl FnOnce() -> (Evidence<'e>, Evidence<'e>),
    ) -> Result<(), E> {
        let outcome = if holds { Outcome::Passed } else { Outcome::Refused };
        self.trace.record(step, outcome, looked_at);
        if holds { Ok(()) } else { Err(E::refused(step, E::RULE)) }
    }

    /// A value that the step yields, or the cause for which there is none.
    ///
    /// # Errors
    /// The step and the cause, if there is none.
    pub fn obtain<V, C: Into<E::Cause>>(
        &mut self,
        step: &'static Step,
        outcome: Result<V, C>,
    ) -> Result<V, E> {
        self.examine(step, outcome, || (Evidence::Nothing, Evidence::Nothing))
    }

    /// A value that the step yields, where there is something to show as well.
    ///
    /// # Errors
    /// The step and the cause, if there is none.
    pub fn examine<'e, V, C: Into<E::Cause>>(
        &mut self,
        step: &'static Step,
        outcome: Result<V, C>,
        looked_at: impl FnOnce() -> (Evidence<'e>, Evidence<'e>),
    ) -> Result<V, E> {
        let recorded = if outcome.is_ok() { Outcome::Passed } else { Outcome::Refused };
        self.trace.record(step, recorded, looked_at);
        outcome.map_err(|cause| E::refused(step, cause.into()))
    }

    /// What a step makes that has nothing to refuse.
    pub fn make<V>(&mut self, step: &'static Step, value: V) -> V {
        self.trace.record(step, Outcome::Passed, || (Evidence::Nothing, Evidence::Nothing));
        value
    }

    /// A step that contains a procedure: the steps of that one are recorded first, then this one.
    ///
    /// # Errors
    /// This step, with the error of the inner procedure as its cause.
    pub fn procedure<V, C: Into<E::Cause>>(
        &mut self,
        step: &'static Step,
        run: impl FnOnce(&mut T) -> Result<V, C>,
    ) -> Result<V, E> {
        let outcome = run(self.trace);
        self.obtain(step, outcome)
    }
}

/// How a step went.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[expect(clippy::exhaustive_enums, reason = "a step that ran held or did not")]
pub enum Outcome {
    /// It held.
    Passed,
    /// It did not, and the ceremony ended there.
    Refused,
}

/// Who listens to the steps of a procedure. `()` does not, and costs nothing.
pub trait Trace {
    /// A step was carried out. `looked_at` gives what was expected and what was got.
    fn record<'e>(
        &mut self,
        step: &'static Step,
        outcome: Outcome,
        looked_at: impl FnOnce() -> (Evidence<'e>, Evidence<'e>),
    );
}

impl Trace for () {
    #[inline]
    fn record<'e>(&mut self, _: &'static Step, _: Outcome, _: impl FnOnce() -> (Evidence<'e>, Evidence<'e>)) {
    }
}

/// A trace that keeps what it is told.
#[derive(Clone, Debug, Default)]
pub struct Recording {
    records: Vec<Record>,
}

/// One step that was carried out, as it was seen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Record {
    step: &'static Step,
    outcome: Outcome,
    expected: String,
    got: String,
}

impl Recording {
    /// The steps in the order in which they were carried out.
    #[must_use]
    pub fn records(&self) -> &[Record] {
        &self.records
    }
}

impl Record {
    /// The step.
    #[must_use]
    pub const fn step(&self) -> &'static Step {
        self.step
    }

    /// How it went.
    #[must_use]
    pub const fn outcome(&self) -> Outcome {
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
}

impl Trace for Recording {
    fn record<'e>(
        &mut self,
        step: &'static Step,
        outcome: Outcome,
        looked_at: impl FnOnce() -> (Evidence<'e>, Evidence<'e>),
    ) {
        let (expected, got) = looked_at();
        self.records.push(Record { step, outcome, expected: expected.to_string(), got: got.to_string() });
    }
}

/// Longest text of evidence, in characters: an origin or a domain name fits, a flood does not.
pub const MAX_EVIDENCE_CHARACTERS: usize = 256;

/// What a trace may show. There is no variant for challenges, handles, keys, signatures or credential ids.
///
/// `Display` escapes what a client wrote and cuts it at [`MAX_EVIDENCE_CHARACTERS`].
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Evidence<'e> {
    /// Nothing to show.
    Nothing,
    /// A flag.
    Flag(bool),
    /// A number or a size.
    Number(u64),
    /// A word of ours, such as `equal`.
    Word(&'static str),
    /// A type, a format or an extension, as a client wrote it.
    Identifier(&'e str),
    /// Several of them.
    Identifiers(Vec<&'e str>),
    /// An origin.
    Origin(&'e str),
    /// The origins that are accepted.
    Origins(Vec<&'e str>),
    /// An RP ID.
    RpId(&'e str),
    /// An algorithm.
    Algorithm(AlgorithmIdentifier),
    /// The algorithms that were offered.
    Algorithms(&'e [AlgorithmIdentifier]),
    /// An AAGUID.
    Aaguid(Aaguid),
    /// Seconds since 1970 UTC.
    Time(i64),
}

impl fmt::Display for Evidence<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Nothing => Ok(()),
            Self::Flag(true) => formatter.write_str("set"),
            Self::Flag(false) => formatter.write_str("not set"),
            Self::Number(number) => write!(formatter, "{number}"),
            Self::Word(word) => formatter.write_str(word),
            Self::Identifier(text) | Self::Origin(text) | Self::RpId(text) => write_escaped(formatter, text),
            Self::Identifiers(texts) | Self::Origins(texts) => {
                write_list(formatter, texts, |formatter, text| write_escaped(formatter, text))
            }
            Self::Algorithm(algorithm) => write!(formatter, "{algorithm}"),
            Self::Algorithms(algorithms) => {
                write_list(formatter, algorithms, |formatter, algorithm| write!(formatter, "{algorithm}"))
            }
            Self::Aaguid(aaguid) => write!(formatter, "{aaguid}"),
            Self::Time(seconds) => write!(formatter, "{seconds}"),
        }
    }
}

/// Items with commas between them, and the number of those that were left out.
fn write_list<I>(
    formatter: &mut fmt::Formatter<'_>,
    items: &[I],
    write: impl Fn(&mut fmt::Formatter<'_>, &I) -> fmt::Result,
) -> fmt::Result {
    const MOST: usize = 8;
    if items.is_empty() {
        return formatter.write_str("none");
    }
    for (index, item) in items.iter().take(MOST).enumerate() {
        if index > 0 {
            formatter.write_str(", ")?;
        }
        write(formatter, item)?;
    }
    match items.len().checked_sub(MOST) {
        None | Some(0) => Ok(()),
        Some(more) => write!(formatter, " and {more} more"),
    }
}

fn write_escaped(formatter: &mut fmt::Formatter<'_>, text: &str) -> fmt::Result {
    if text.is_empty() {
        return formatter.write_str("empty");
    }
    for character in text.chars().take(MAX_EVIDENCE_CHARACTERS) {
        // Anything that could move a cursor or look like another letter is written as its number.
        if character.is_ascii_graphic() || character == ' ' {
            write!(formatter, "{character}")?;
        } else {
            write!(formatter, "{}", character.escape_unicode())?;
        }
    }
    if text.chars().nth(MAX_EVIDENCE_CHARACTERS).is_some() { formatter.write_str("…") } else { Ok(()) }
}
