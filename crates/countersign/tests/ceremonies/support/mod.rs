//! How a row of a table is carried out: begun, stored, answered by a virtual authenticator, read, verified under a
//! trace, and compared with what the row expects.

mod authenticating;
mod registering;
mod secrets;
mod setting;

use core::panic::AssertUnwindSafe;
use std::panic::catch_unwind;

use countersign::{
    CompoundTrace, ConfigurationError, Duty, Error, Outcome, Record, Recording, Step, WireError, steps,
};
use countersign_wire::Field;

pub(crate) use authenticating::{Authenticated, Authenticating};
pub(crate) use registering::{Registered, Registering, authenticator, root};
pub(crate) use secrets::Secrets;
pub(crate) use setting::{CHALLENGE, HANDLE, NOW, ORIGIN, PURPOSE, RP_ID, SESSION, Set, Setting};

/// One ceremony with one thing changed, and what has to become of it.
pub(crate) struct Case<C: Ceremony> {
    /// `accepts_…` or `refuses_…`.
    pub(crate) name: &'static str,
    /// The ids of the attacks that the row shows to fail, with spaces between them.
    pub(crate) attack: &'static str,
    /// The ids of the steps that pass because of this row, or whose output it looks at. Where a row is refused, the
    /// step is known from `expect`.
    pub(crate) shows: &'static [&'static str],
    /// What is changed in the truthful ceremony.
    pub(crate) change: fn(C) -> C,
    /// What has to become of it.
    pub(crate) expect: Expect<C::Result>,
}

/// What has to become of a ceremony.
pub(crate) enum Expect<R> {
    /// It is accepted.
    Accepted,
    /// It is accepted, and the result passes these assertions.
    Gives(fn(&R)),
    /// It is refused at this step, such as `7.1.14`, or `7.1.13/6.1.f` with the rule inside.
    Refused(&'static str),
    /// The ceremony does not begin.
    NotBegun(ConfigurationError),
    /// The JSON of the response is not read, because of this field.
    Unreadable(Field),
}

/// A ceremony under construction.
pub(crate) trait Ceremony: Sized {
    /// What an accepted one gives, for assertions.
    type Result;

    /// The truthful ceremony.
    fn truthful() -> Self;

    /// Carries the ceremony out.
    fn run(self) -> Run<Self::Result>;

    /// Its steps in order, those of statement formats among them.
    fn table() -> Vec<&'static Step>;

    /// The id of the step that refuses options.
    const BEGIN: &'static str;
}

/// What became of a ceremony, and everything that was said about it.
pub(crate) struct Run<R> {
    pub(crate) verdict: Verdict<R>,
    pub(crate) trace: Recording,
    /// What an operator or a log may get to see.
    pub(crate) texts: Vec<String>,
    /// What none of the texts may hold.
    pub(crate) secrets: Secrets,
}

/// What became of a ceremony.
pub(crate) enum Verdict<R> {
    Accepted(Box<R>),
    Refused(Error),
    NotBegun(ConfigurationError),
    Unreadable(WireError),
}

impl<R> Run<R> {
    /// A ceremony that ended before verification.
    pub(crate) fn ended(verdict: Verdict<R>) -> Self {
        Self { verdict, trace: Recording::default(), texts: Vec::new(), secrets: Secrets::default() }
    }

    /// The ids that were recorded.
    pub(crate) fn ids(&self) -> Vec<&'static str> {
        self.trace.records().iter().map(|record| record.step().id()).collect()
    }
}

/// The path of a refusal: the step, and behind a slash the step or rule inside it.
pub(crate) fn path(error: &Error) -> String {
    match error.inner_step() {
        Some(inner) => format!("{}/{}", error.step().id(), inner.id()),
        None => error.step().id().to_owned(),
    }
}

/// The steps of a registration with those of the statement formats before the step that contains them.
pub(crate) fn registration_table() -> Vec<&'static Step> {
    registration_table_of(&steps::FORMATS)
}

/// The same, with the steps of some formats alone.
pub(crate) fn registration_table_of(formats: &[&[&'static Step]]) -> Vec<&'static Step> {
    let before = |step: &&'static Step| {
        if step.id() == steps::REG_22_STATEMENT.id() { formats.concat() } else { Vec::new() }
    };
    steps::REGISTRATION.iter().flat_map(|step| [before(step), vec![*step]].concat()).collect()
}

/// Carries all rows out, and fails with the names of those that did not go as expected.
pub(crate) fn carry_out<'c, C: Ceremony + 'c>(cases: impl IntoIterator<Item = &'c Case<C>>) {
    let failures: Vec<String> = cases.into_iter().filter_map(failure).collect();
    assert!(failures.is_empty(), "{} rows failed:\n{}", failures.len(), failures.join("\n"));
}

/// The files of rows of one ceremony, in its order: all their rows, and a test of each.
macro_rules! tables {
    ($ceremony:ty: $($file:ident)*) => {
        /// All rows, by the file that they stand in.
        pub(crate) const TABLES: &[&[$crate::support::Case<$ceremony>]] = &[$($file::CASES),*];

        mod accepts_and_refuses_by_the_table {
            $(
                #[test]
                fn $file() {
                    $crate::support::carry_out(super::$file::CASES);
                }
            )*
        }
    };
}
pub(crate) use tables;

/// What went otherwise than the row expects, if anything did.
fn failure<C: Ceremony>(case: &Case<C>) -> Option<String> {
    let outcome = catch_unwind(AssertUnwindSafe(|| {
        let run = (case.change)(C::truthful()).run();
        judge(&run, &case.expect, C::BEGIN)?;
        check_trace::<C>(&run)?;
        check_shown::<C>(&run, case.shows)?;
        run.secrets.check(&run.texts)
    }));
    let wrong = match outcome {
        Ok(Ok(())) => return None,
        Ok(Err(wrong)) => wrong,
        Err(panic) => panic
            .downcast_ref::<String>()
            .cloned()
            .or_else(|| panic.downcast_ref::<&str>().map(|text| (*text).to_owned()))
            .unwrap_or_else(|| "panicked".to_owned()),
    };
    Some(format!("row {}: {wrong}", case.name))
}

fn judge<R>(run: &Run<R>, expect: &Expect<R>, begin: &str) -> Result<(), String> {
    let got = match &run.verdict {
        Verdict::Accepted(result) => match expect {
            Expect::Accepted => return Ok(()),
            Expect::Gives(assert) => {
                assert(result);
                return Ok(());
            }
            Expect::Refused(_) | Expect::NotBegun(_) | Expect::Unreadable(_) => "accepted".to_owned(),
        },
        Verdict::Refused(error) => format!("refused at {}: {error}", path(error)),
        Verdict::NotBegun(error) => format!("not begun: {error:?}"),
        Verdict::Unreadable(error) => format!("unreadable: {error}"),
    };
    let (expected, is_expected) = match (expect, &run.verdict) {
        (Expect::Accepted | Expect::Gives(_), _) => ("accepted".to_owned(), false),
        (Expect::Refused(at), Verdict::Refused(error)) => (format!("refused at {at}"), path(error) == *at),
        (Expect::Refused(at), _) => (format!("refused at {at}"), false),
        (Expect::NotBegun(expected), Verdict::NotBegun(error)) => {
            (format!("refused at {begin}: {expected:?}"), expected == error)
        }
        (Expect::NotBegun(expected), _) => (format!("refused at {begin}: {expected:?}"), false),
        (Expect::Unreadable(field), Verdict::Unreadable(error)) => {
            // A response that cannot be read is a refusal at a step of ours, for whoever passes the error on.
            let is_at_step = path(&Error::from(*error)) == steps::RESPONSE.id();
            (format!("refused at c.response: {field:?}"), *field == error.field() && is_at_step)
        }
        (Expect::Unreadable(field), _) => (format!("refused at c.response: {field:?}"), false),
    };
    if is_expected { Ok(()) } else { Err(format!("expected {expected}, got {got}")) }
}

/// The trace has steps in the order of the table, each once; all of them passed, but for the one that refused and that
/// inside of it, which come last. The statements inside a compound one have traces of their own in it.
fn check_trace<C: Ceremony>(run: &Run<C::Result>) -> Result<(), String> {
    let told = CompoundTrace::new(run.trace.records());
    let mut own: Vec<_> = told.own().map(Record::step).collect();
    own.dedup_by(|step, before| step.id() == before.id() && step.id() == steps::COMPOUND_PART.id());
    check_order::<C>(&own)?;
    for part in told.parts() {
        check_order::<C>(&part.iter().map(Record::step).collect::<Vec<_>>())?;
        let own = part.split_last().map_or(&[][..], |(_, own)| own);
        let before = own.split_last().map_or(&[][..], |(_, before)| before);
        if before.iter().any(|record| record.outcome() == Outcome::Refused) {
            return Err(format!("a statement went on after a step had refused: {:?}", run.ids()));
        }
    }
    let refused: Vec<_> = told.own().skip_while(|record| record.outcome() == Outcome::Passed).collect();
    if refused.iter().any(|record| record.outcome() == Outcome::Passed) {
        return Err(format!("a step passed after one had refused: {:?}", run.ids()));
    }
    let Verdict::Refused(error) = &run.verdict else {
        return if refused.is_empty() {
            Ok(())
        } else {
            Err("a step refused, and the ceremony did not".into())
        };
    };
    if error.step().id() == steps::STATE.id() {
        let is_read = !run.trace.records().is_empty();
        return if is_read { Err("steps of a ceremony that was not read".into()) } else { Ok(()) };
    }
    let last = refused.last().is_some_and(|record| record.step() == error.step());
    let inner = match refused.len() {
        1 => true,
        2 => Some(refused[0].step()) == error.inner_step(),
        _ => false,
    };
    if last && inner { Ok(()) } else { Err(format!("the trace refuses elsewhere: {:?}", run.ids())) }
}

/// The steps stand in the order of the table, each once.
fn check_order<C: Ceremony>(told: &[&'static Step]) -> Result<(), String> {
    let table = C::table();
    let mut last = None;
    for step in told {
        let place = table.iter().position(|listed| listed.id() == step.id());
        if place.is_none() || place <= last {
            let ids: Vec<_> = told.iter().map(|step| step.id()).collect();
            return Err(format!(
                "the trace has {} twice, out of order or not in the table: {ids:?}",
                step.id()
            ));
        }
        last = place;
    }
    Ok(())
}

/// The steps that a row claims to pass did pass, as far as a trace tells of them.
fn check_shown<C: Ceremony>(run: &Run<C::Result>, shows: &[&str]) -> Result<(), String> {
    let is_traced = |id: &&str| {
        let step = C::table().into_iter().find(|step| step.id() == *id);
        step.is_some_and(|step| matches!(step.duty(), Duty::Library | Duty::Output | Duty::Contains(_)))
    };
    match shows.iter().filter(|id| is_traced(id)).find(|id| !run.ids().contains(*id)) {
        Some(id) => Err(format!("claims to show {id}, which was not carried out")),
        None => Ok(()),
    }
}

/// Everything that a trace says.
pub(crate) fn trace_text(trace: &Recording) -> String {
    let line = |record: &Record| {
        format!("{} {:?} {} {}\n", record.step(), record.outcome(), record.expected(), record.got())
    };
    trace.records().iter().map(line).collect()
}

/// Everything that a refusal says.
pub(crate) fn error_text(error: &Error) -> String {
    format!("{error}\n{error:?}\n{}\n{}", error.hint(), error.public_message())
}
