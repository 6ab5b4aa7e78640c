//! Entries: one model each, read by themselves.
//!
//! # Source
//! FIDO Metadata Service v3.1 §3.1.1

use alloc::borrow::Cow;
use alloc::vec::Vec;
use core::fmt;
use core::ops::Range;
// A root that was decoded is lent out for as long as the blob lives, to several threads: `core` has no cell for that.
use std::sync::OnceLock;

use countersign_wire::Aaguid;

use crate::date::Date;
use crate::identity::Identity;
use crate::ignored::{Fields, Ignored, IgnoredReason, Report};
use crate::json::{Json, Malformed};
use crate::root::{MAX_ROOTS, Root};
use crate::statement::{Identified, MAX_ELEMENTS, Statement};
use crate::status::{self, MAX_STATUS_REPORTS, StatusReport};

const STATEMENT: &str = "metadataStatement";
const STATUS_REPORTS: &str = "statusReports";
const ROOTS: &str = "attestationRootCertificates";

/// Members of entries that are known, and that nobody has asked for.
const OF_NO_USE: [&str; 1] = ["biometricStatusReports"];

/// What is kept of an entry: where it stands, what it is found by, and its roots once somebody asked for them.
#[derive(Debug)]
pub(crate) struct Record {
    range: Range<usize>,
    kind: Kind,
    identity: Identity,
    roots: OnceLock<Vec<Root>>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    /// An entry of a blob.
    Entry,
    /// A statement without an entry around it.
    Statement,
}

impl Record {
    pub(crate) fn of_entry(range: Range<usize>, value: Json<'_>) -> Self {
        Self::new(range, value, Kind::Entry)
    }

    pub(crate) fn of_statement(range: Range<usize>, value: Json<'_>) -> Self {
        Self::new(range, value, Kind::Statement)
    }

    fn new(range: Range<usize>, value: Json<'_>, kind: Kind) -> Self {
        let mut ignored = Vec::new();
        let fields = Fields::of(value, Report::new(None, &mut ignored));
        let identity = fields.map_or(Identity::None, |mut fields| Identity::read(&mut fields));
        Self { range, kind, identity, roots: OnceLock::new() }
    }

    pub(crate) const fn identity(&self) -> &Identity {
        &self.identity
    }
}

/// One entry of a blob, or a statement that stands for itself.
///
/// Everything is read when it is asked for, and what cannot be read is not there: [`Entry::ignored`] tells.
#[derive(Clone, Copy)]
pub struct Entry<'b> {
    text: &'b str,
    record: &'b Record,
    place: usize,
}

/// Where a list of devices is that are not to be trusted although their model is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RogueList<'b> {
    url: Cow<'b, str>,
    hash: Option<Cow<'b, str>>,
}

impl RogueList<'_> {
    /// Where the list is.
    #[must_use]
    pub fn url(&self) -> &str {
        &self.url
    }

    /// SHA-256 over the list, in base64url.
    #[must_use]
    pub fn hash(&self) -> Option<&str> {
        self.hash.as_deref()
    }
}

impl<'b> Entry<'b> {
    pub(crate) fn new(payload: &'b str, record: &'b Record, place: usize) -> Self {
        Self { text: payload.get(record.range.clone()).unwrap_or_default(), record, place }
    }

    /// Its place among the entries, from 0 on.
    #[must_use]
    pub const fn place(&self) -> usize {
        self.place
    }

    /// What it is found by.
    #[must_use]
    pub const fn identity(&self) -> &'b Identity {
        &self.record.identity
    }

    /// The AAGUID, if it is of one.
    #[must_use]
    pub const fn aaguid(&self) -> Option<Aaguid> {
        self.record.identity.aaguid()
    }

    /// What its maker says of the model. Whatever cannot be read is none in it.
    #[must_use]
    pub fn statement(&self) -> Statement<'b> {
        let mut ignored = Vec::new();
        self.read_statement(Report::new(None, &mut ignored))
    }

    /// What is said of the model, in the order in which it stands there. A report that cannot be read is one without a
    /// status.
    #[must_use]
    pub fn status_reports(&self) -> Vec<StatusReport<'b>> {
        let mut ignored = Vec::new();
        self.read_status_reports(&mut Report::new(None, &mut ignored))
    }

    /// The report that says what the model is at a time in seconds since 1970 UTC: the latest that is in effect, by date,
    /// and by place where dates are the same. One that says no level does not hide a level of the same day.
    ///
    /// It is one to show. What keeps a model out may stand in an earlier report, which no later one undoes: see
    /// [`StatusPolicy::evaluate`](crate::StatusPolicy::evaluate).
    #[must_use]
    pub fn current_status(&self, at: i64) -> Option<StatusReport<'b>> {
        status::current(&self.status_reports(), at).cloned()
    }

    /// When something was last said of it.
    ///
    /// # Errors
    /// A date that cannot be read.
    pub fn time_of_last_status_change(&self) -> Result<Option<Date>, Malformed> {
        let value = self.value("timeOfLastStatusChange")?;
        value.map(|value| Date::parse(&value.text()?).ok_or(Malformed::Date)).transpose()
    }

    /// Where devices of the model are listed that are not to be trusted, if there are any.
    #[must_use]
    pub fn rogue_list(&self) -> Option<RogueList<'b>> {
        let text = |name| self.value(name).ok().flatten().and_then(|value| value.text().ok());
        Some(RogueList { url: text("rogueListURL")?, hash: text("rogueListHash") })
    }

    /// Its roots: each an anchor by itself, or the reason why it is none. They are decoded once.
    ///
    /// What is said of the model is not looked at, nor whether one of them is compromised: a [`MetadataSet`](crate::MetadataSet)
    /// does, as a source of trust anchors.
    #[must_use]
    pub fn roots(&self) -> &'b [Root] {
        self.record.roots.get_or_init(|| {
            let items = self.statement_value().and_then(|value| value.members()?.get(ROOTS)).ok().flatten();
            let items = items.and_then(|items| items.items(MAX_ROOTS).ok()).unwrap_or_default();
            items.into_iter().map(Root::read).collect()
        })
    }

    /// What was ignored in it: at most [`MAX_IGNORED`](crate::MAX_IGNORED) things.
    #[must_use]
    pub fn ignored(&self) -> Vec<Ignored> {
        let mut list = Vec::new();
        let mut report = Report::new(Some(self.place), &mut list);
        if self.record.kind == Kind::Entry {
            self.report_members(report.inside(""));
        }
        let path = if self.record.kind == Kind::Entry { STATEMENT } else { "" };
        let statement = self.read_statement(report.inside(path));
        statement.report_pictures(&mut report.inside(path));
        self.read_status_reports(&mut report);
        self.report_roots(&mut report.inside(path));
        list
    }

    /// What is ignored of the members of an entry, without the statement and the status reports.
    fn report_members(&self, report: Report<'_>) {
        let Some(mut fields) = Fields::of(Json::of_value(self.text), report) else { return };
        Identity::read(&mut fields);
        fields.date("timeOfLastStatusChange").ok();
        fields.text("rogueListURL");
        fields.text("rogueListHash");
        fields.know(STATEMENT);
        fields.require(STATUS_REPORTS);
        fields.finish(&OF_NO_USE);
    }

    fn report_roots(&self, report: &mut Report<'_>) {
        // A statement that is none was reported as that.
        let Ok(members) = self.statement_value().and_then(Json::members) else { return };
        let is_list =
            members.get(ROOTS).and_then(|items| items.map(|items| items.items(MAX_ROOTS)).transpose());
        if let Err(error) = is_list {
            report.add(ROOTS, IgnoredReason::Malformed(error));
        }
        for (at, root) in self.roots().iter().enumerate() {
            if let Err(error) = root.anchor() {
                report.add(&alloc::format!("{ROOTS}[{at}]"), IgnoredReason::Root(*error));
            }
        }
    }

    /// The types of attestation of the statement, read without the rest of it.
    pub(crate) fn attestation_types(&self) -> Vec<Cow<'b, str>> {
        self.words("attestationTypes")
    }

    /// The algorithms of the statement, read without the rest of it.
    pub(crate) fn authentication_algorithms(&self) -> Vec<Cow<'b, str>> {
        self.words("authenticationAlgorithms")
    }

    fn words(&self, name: &'static str) -> Vec<Cow<'b, str>> {
        let Ok(value) = self.statement_value() else { return Vec::new() };
        let mut ignored = Vec::new();
        Fields::of(value, Report::new(None, &mut ignored))
            .map_or_else(Vec::new, |mut fields| fields.list(name, MAX_ELEMENTS, Json::text))
    }

    fn read_statement(&self, mut report: Report<'_>) -> Statement<'b> {
        let identified = match self.record.kind {
            Kind::Entry => Identified::ByEntry(self.aaguid()),
            Kind::Statement => Identified::ByItself,
        };
        match self.statement_value() {
            Ok(value) => Statement::read(value, report, identified),
            Err(error) => {
                report.add("", IgnoredReason::Malformed(error));
                Statement::default()
            }
        }
    }

    fn read_status_reports(&self, report: &mut Report<'_>) -> Vec<StatusReport<'b>> {
        let items = match self.value(STATUS_REPORTS) {
            Ok(Some(value)) => value.items(MAX_STATUS_REPORTS),
            Ok(None) => Ok(Vec::new()),
            Err(error) => Err(error),
        };
        match items {
            Ok(items) => items
                .into_iter()
                .enumerate()
                .map(|(at, item)| {
                    StatusReport::read(at, item, report.inside(&alloc::format!("{STATUS_REPORTS}[{at}]")))
                })
                .collect(),
            Err(error) => {
                report.add(STATUS_REPORTS, IgnoredReason::Malformed(error));
                Vec::from([StatusReport::unreadable(0)])
            }
        }
    }

    /// The statement; an entry without one is as one with an empty one.
    fn statement_value(&self) -> Result<Json<'b>, Malformed> {
        match self.record.kind {
            Kind::Entry => Ok(self.value(STATEMENT)?.unwrap_or(Json::of_value("{}"))),
            Kind::Statement => Ok(Json::of_value(self.text)),
        }
    }

    /// A member of the entry. A statement that stands for itself has nothing around it.
    fn value(&self, name: &str) -> Result<Option<Json<'b>>, Malformed> {
        match self.record.kind {
            Kind::Entry => Json::of_value(self.text).members()?.get(name),
            Kind::Statement => Ok(None),
        }
    }
}

impl fmt::Debug for Entry<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "Entry({}, {} bytes)", self.place, self.text.len())
    }
}
