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
    /// It did not, and its procedure ended there; so did the ceremony, unless it is a step of a statement inside a compound
    /// one, and the policy accepts that.
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
            Self::Time(seconds) => write_time(formatter, *seconds),
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

/// A moment as date and time in UTC, such as `2024-08-01T00:00:00Z`.
fn write_time(formatter: &mut fmt::Formatter<'_>, seconds: i64) -> fmt::Result {
    const DAY: i64 = 86_400;
    // Days are counted from the first of March of the year 0, so that leap days come last in a year, and years in
    // cycles of 400, which have the same days each.
    const DAYS_BEFORE_1970: i64 = 719_468;
    const CYCLE: i64 = 146_097;
    let (days, second) = (seconds.div_euclid(DAY).saturating_add(DAYS_BEFORE_1970), seconds.rem_euclid(DAY));
    let (cycle, day) = (days.div_euclid(CYCLE), days.rem_euclid(CYCLE));
    let leap_days = (day / 1_460).saturating_sub(day / 36_524).saturating_add(day / 146_096);
    let year = day.saturating_sub(leap_days) / 365;
    let before = year.saturating_mul(365).saturating_add(year / 4).saturating_sub(year / 100);
    let day = day.saturating_sub(before);
    // Five months from March on have 153 days, whichever five.
    let month = day.saturating_mul(5).saturating_add(2) / 153;
    let day = day.saturating_sub(month.saturating_mul(153).saturating_add(2) / 5).saturating_add(1);
    let (month, next_year) =
        if month < 10 { (month.saturating_add(3), 0) } else { (month.saturating_sub(9), 1) };
    let year = cycle.saturating_mul(400).saturating_add(year).saturating_add(next_year);
    let (hour, minute) = (second / 3_600, second / 60 % 60);
    write!(formatter, "{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{:02}Z", second % 60)
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

#[cfg(test)]
mod tests {
    use alloc::string::{String, ToString as _};

    use super::*;

    #[test]
    fn accepts_moments_of_every_kind_of_year() {
        let moments = [
            (0, "1970-01-01T00:00:00Z"),
            (-1, "1969-12-31T23:59:59Z"),
            (45_296, "1970-01-01T12:34:56Z"),
            (951_782_400, "2000-02-29T00:00:00Z"),
            (951_868_799, "2000-02-29T23:59:59Z"),
            (951_868_800, "2000-03-01T00:00:00Z"),
            (1_078_012_800, "2004-02-29T00:00:00Z"),
            (1_735_689_599, "2024-12-31T23:59:59Z"),
            (4_107_542_400, "2100-03-01T00:00:00Z"),
            (253_402_300_799, "9999-12-31T23:59:59Z"),
        ];
        for (seconds, text) in moments {
            assert_eq!(Evidence::Time(seconds).to_string(), text);
        }
        assert!(Evidence::Time(i64::MIN).to_string().ends_with('Z'));
        assert!(Evidence::Time(i64::MAX).to_string().ends_with('Z'));
    }

    #[test]
    fn refuses_to_show_what_could_move_a_cursor() {
        let hostile = "https://a\u{1b}[2J\u{202e}\u{e9}";
        assert_eq!(Evidence::Origin(hostile).to_string(), "https://a\\u{1b}[2J\\u{202e}\\u{e9}");
    }

    #[test]
    fn accepts_long_evidence_cut_at_the_bound() {
        let text: String = core::iter::repeat_n('x', MAX_EVIDENCE_CHARACTERS).collect();
        assert_eq!(Evidence::Identifier(&text).to_string(), text);
        let longer = text.clone() + "x";
        assert_eq!(Evidence::Identifier(&longer).to_string(), text + "…");
    }
}
