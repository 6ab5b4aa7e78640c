//! `compound`: several statements about one credential.
//!
//! ```text
//! attStmt = [ 2* { fmt: text, attStmt: map / array } ]     ; none of them compound itself
//! ```
//!
//! # Source
//! [§8.9](https://www.w3.org/TR/webauthn-3/#sctn-compound-attestation)

use alloc::boxed::Box;
use alloc::vec::Vec;
use core::fmt;

use countersign_cbor::Value;
use countersign_cose::Crypto;

use crate::error::{Cause, Error};
use crate::formats::{self, AttestationType, Attested, Format, UnsupportedFormat};
use crate::procedure::{Evidence, Steps, Trace};
use crate::statement::{StatementDetails, StatementNote, VerifiedStatement};
use crate::steps;

/// Fewest statements in one.
const MIN_PARTS: usize = 2;

/// Most statements in one. There are eight formats, and nobody has made a compound statement of more than two.
pub const MAX_PARTS: usize = 8;

/// What is demanded of `compound` statements. By default every statement inside has to hold.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct CompoundPolicy {
    demand: CompoundDemand,
}

/// How many of the statements inside a compound one have to hold.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum CompoundDemand {
    /// All of them.
    #[default]
    All,
    /// One at least.
    AtLeastOne,
}

impl CompoundPolicy {
    /// Accepts a compound statement if at least one of the statements inside holds. Those that do not are in the result
    /// all the same, each with the step that refused it, and lend no trust. Of trust, too, one that is trusted is enough,
    /// also beside one whose certificate is revoked: a client could as well have left that one out.
    #[must_use]
    pub const fn at_least_one(self) -> Self {
        Self { demand: CompoundDemand::AtLeastOne }
    }
}

/// The statements inside a compound one, after their procedures ran.
#[derive(Clone, Debug)]
pub struct CompoundStatement<'a> {
    parts: Vec<CompoundPart<'a>>,
    demand: CompoundDemand,
}

impl<'a> CompoundStatement<'a> {
    /// The statements, in order.
    #[must_use]
    pub fn parts(&self) -> &[CompoundPart<'a>] {
        &self.parts
    }

    /// How many of them had to hold. The same is demanded of trust.
    #[must_use]
    pub const fn demand(&self) -> CompoundDemand {
        self.demand
    }

    /// Those that hold.
    pub(crate) fn verified(&self) -> impl Iterator<Item = &VerifiedStatement<'a>> {
        self.parts.iter().filter_map(|part| part.outcome().ok())
    }

    /// The type of the whole: that of the weakest kind if nothing inside is stronger.
    fn attestation_type(&self) -> AttestationType {
        let is_all =
            |weak: &[AttestationType]| self.verified().all(|part| weak.contains(&part.attestation_type()));
        if is_all(&[AttestationType::None]) {
            AttestationType::None
        } else if is_all(&[AttestationType::None, AttestationType::SelfAttestation]) {
            AttestationType::SelfAttestation
        } else {
            AttestationType::Compound
        }
    }

    /// What was odd about any of them, each thing once.
    fn notes(&self) -> Vec<StatementNote> {
        let mut notes = Vec::new();
        for note in self.verified().flat_map(VerifiedStatement::notes) {
            if !notes.contains(note) {
                notes.push(*note);
            }
        }
        notes
    }
}

/// A statement inside a compound one, after its procedure ran.
#[derive(Clone, Debug)]
pub struct CompoundPart<'a> {
    format: Format,
    outcome: Result<VerifiedStatement<'a>, PartRefusal>,
}

impl<'a> CompoundPart<'a> {
    /// The format; [`Format::Unknown`] for one that is not supported.
    #[must_use]
    pub const fn format(&self) -> Format {
        self.format
    }

    /// What the statement was found to be.
    ///
    /// # Errors
    /// Why it was refused, which the policy accepted.
    pub const fn outcome(&self) -> Result<&VerifiedStatement<'a>, &PartRefusal> {
        self.outcome.as_ref()
    }

    fn verify<T: Trace>(
        part: &Entry<'a>,
        attested: &Attested<'_, 'a>,
        crypto: &dyn Crypto,
        trace: &mut T,
    ) -> Self {
        match attested.policy.known_format(part.format) {
            Err(error) => Self { format: Format::Unknown, outcome: Err(PartRefusal::Format(error)) },
            Ok(format) => {
                let attested = Attested { statement: part.statement, ..*attested };
                let outcome = formats::verify(format, &attested, crypto, trace);
                Self { format, outcome: outcome.map_err(PartRefusal::Statement) }
            }
        }
    }
}

/// Why a statement inside a compound one was refused.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum PartRefusal {
    /// Statements of its format are not verified.
    Format(UnsupportedFormat),
    /// A step of its own refused.
    Statement(Error),
}

impl fmt::Display for PartRefusal {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Format(error) => write!(formatter, "{error}"),
            Self::Statement(error) => write!(formatter, "{error}"),
        }
    }
}

/// A statement inside a compound one, by its syntax.
struct Entry<'a> {
    format: &'a str,
    statement: Value<'a>,
}

impl<'a> Entry<'a> {
    /// §8.9.r1
    fn parse_all(statement: Value<'a>) -> Result<Vec<Self>, Cause> {
        let items = statement.array()?;
        let count = items.count_left();
        if !(MIN_PARTS..=MAX_PARTS).contains(&count) {
            return Err(Cause::PartCount(count));
        }
        let mut entries = Vec::with_capacity(count);
        for item in items {
            entries.push(Self::parse(item?)?);
        }
        Ok(entries)
    }

    fn parse(entry: Value<'a>) -> Result<Self, Cause> {
        let (mut format, mut statement) = (None, None);
        for member in entry.map()? {
            let (name, value) = member?;
            match name.text()? {
                "fmt" => format = Some(value.text()?),
                "attStmt" => statement = Some(value),
                _ => return Err(Cause::UnknownMember),
            }
        }
        let format = format.ok_or(Cause::Missing("fmt"))?;
        if format == Format::Compound.identifier() {
            return Err(Cause::Value("fmt"));
        }
        Ok(Self { format, statement: statement.ok_or(Cause::Missing("attStmt"))? })
    }
}

pub(super) fn verify<'a, T: Trace>(
    attested: &Attested<'_, 'a>,
    crypto: &dyn Crypto,
    trace: &mut T,
) -> Result<VerifiedStatement<'a>, Error> {
    let demand = attested.policy.compound().demand;
    let mut steps: Steps<'_, T, Error> = Steps::new(trace);
    // §8.9.r1
    let entries = steps.obtain(&steps::COMPOUND_SYNTAX, Entry::parse_all(attested.statement))?;
    let mut parts = Vec::with_capacity(entries.len());
    for (at, entry) in entries.iter().enumerate() {
        // The steps of the part are told before the step that contains them.
        let part = CompoundPart::verify(entry, attested, crypto, trace);
        let (format, is_verified) = (part.format().identifier(), part.outcome().is_ok());
        let mut steps: Steps<'_, T, Error> = Steps::new(trace);
        // §8.9.v1
        let part = steps.examine(&steps::COMPOUND_PART, accepted(part, at, demand), || {
            let got = if is_verified { "verified" } else { "refused" };
            (expected(demand), Evidence::Identifiers(Vec::from([format, got])))
        })?;
        parts.push(part);
    }
    let compound = CompoundStatement { parts, demand };
    let mut steps: Steps<'_, T, Error> = Steps::new(trace);
    // §8.9.v2: also where the failure of a part is none of the whole, nothing verified is nothing.
    let count = compound.verified().count();
    steps.require(&steps::COMPOUND_RESULT, count > 0, || {
        (Evidence::Word("one at least"), Evidence::Number(u64::try_from(count).unwrap_or(u64::MAX)))
    })?;
    let result = VerifiedStatement::new(
        Format::Compound,
        compound.attestation_type(),
        attested.algorithm(),
        Vec::new(),
    );
    let notes = compound.notes();
    let result = result.with_details(StatementDetails::Compound(compound));
    Ok(notes.into_iter().fold(result, |result, note| result.note_if(true, note)))
}

/// The part, unless it was refused and the policy demands that all hold.
fn accepted(part: CompoundPart<'_>, at: usize, demand: CompoundDemand) -> Result<CompoundPart<'_>, Cause> {
    if demand == CompoundDemand::All
        && let Err(refusal) = &part.outcome
    {
        return Err(Cause::Part { at, refusal: Box::new(refusal.clone()) });
    }
    Ok(part)
}

const fn expected<'e>(demand: CompoundDemand) -> Evidence<'e> {
    Evidence::Word(match demand {
        CompoundDemand::All => "verified",
        CompoundDemand::AtLeastOne => "verified, or not",
    })
}
