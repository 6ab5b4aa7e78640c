//! What was ignored of metadata, and the reading that ignores it: one member at a time, so that what is wrong in one
//! spoils that one alone.

use alloc::borrow::{Cow, ToOwned as _};
use alloc::format;
use alloc::string::{String, ToString as _};
use alloc::vec::Vec;
use core::fmt;

use countersign_attestation::Evidence;
use countersign_wire::Aaguid;

use crate::date::Date;
use crate::identity;
use crate::json::{Json, Malformed, Members};
use crate::root::RootError;

/// Most things that are reported as ignored of one entry.
pub const MAX_IGNORED: usize = 256;

/// Most things that are reported as ignored of one blob. Those of 2021 to 2023 had one or two.
pub const MAX_IGNORED_OF_BLOB: usize = 8_192;

/// Longest name of a member that is reported as it stands there, in characters.
const MAX_NAME_CHARACTERS: usize = 64;

/// Something in a blob that was ignored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ignored {
    entry: Option<usize>,
    member: String,
    reason: IgnoredReason,
}

/// Why it was ignored.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum IgnoredReason {
    /// It is a member that is not known here.
    UnknownMember,
    /// It is a member that has to be there, and is not.
    MissingMember,
    /// It is a value that is not known here. The text is kept.
    UnknownValue,
    /// It is not what it should be.
    Malformed(Malformed),
    /// It is a root that no path can lead to.
    Root(RootError),
    /// It says something else than the entry does.
    Disagrees,
    /// An entry is of one kind of authenticator alone: what it has first counts.
    SecondIdentifier,
    /// The AAGUID of no model, which every authenticator may have.
    ZeroAaguid,
    /// Several entries have this identifier: none of them counts for it.
    Ambiguous,
    /// There is nothing that the entry could be found by.
    NoIdentifier,
}

impl Ignored {
    pub(crate) fn new(entry: Option<usize>, member: impl Into<String>, reason: IgnoredReason) -> Self {
        Self { entry, member: member.into(), reason }
    }

    /// The place of the entry, from 0 on; none for what stands beside the entries.
    #[must_use]
    pub const fn entry(&self) -> Option<usize> {
        self.entry
    }

    /// The member, as a path such as `metadataStatement.upv[0].major`.
    #[must_use]
    pub fn member(&self) -> &str {
        &self.member
    }

    /// Why.
    #[must_use]
    pub const fn reason(&self) -> &IgnoredReason {
        &self.reason
    }
}

impl fmt::Display for IgnoredReason {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::UnknownMember => formatter.write_str("a member that is not known"),
            Self::MissingMember => formatter.write_str("a member that is missing"),
            Self::UnknownValue => formatter.write_str("a value that is not known"),
            Self::Malformed(error) => write!(formatter, "{error}"),
            Self::Root(error) => write!(formatter, "{error}"),
            Self::Disagrees => formatter.write_str("something else than the entry says"),
            Self::SecondIdentifier => formatter.write_str("an identifier of a second kind"),
            Self::ZeroAaguid => formatter.write_str("the AAGUID of no model"),
            Self::Ambiguous => formatter.write_str("an identifier that several entries have"),
            Self::NoIdentifier => formatter.write_str("no identifier to be found by"),
        }
    }
}

impl fmt::Display for Ignored {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(entry) = self.entry {
            write!(formatter, "entry {entry}, ")?;
        }
        write!(formatter, "{}: {}", self.member, self.reason)
    }
}

/// Where what is ignored is written down: the entry, the path to the object that is being read, and the list.
pub(crate) struct Report<'r> {
    entry: Option<usize>,
    path: String,
    list: &'r mut Vec<Ignored>,
}

impl<'r> Report<'r> {
    pub(crate) fn new(entry: Option<usize>, list: &'r mut Vec<Ignored>) -> Self {
        Self { entry, path: String::new(), list }
    }

    /// For what is inside a member of the object.
    pub(crate) fn inside(&mut self, member: &str) -> Report<'_> {
        let path = self.path_of(member);
        Report { entry: self.entry, path, list: self.list }
    }

    pub(crate) fn add(&mut self, member: &str, reason: IgnoredReason) {
        if self.list.len() < MAX_IGNORED {
            let path = self.path_of(member);
            self.list.push(Ignored::new(self.entry, path, reason));
        }
    }

    fn path_of(&self, member: &str) -> String {
        match (self.path.is_empty(), member.is_empty()) {
            (true, _) => member.to_owned(),
            (false, true) => self.path.clone(),
            (false, false) => format!("{}.{member}", self.path),
        }
    }

    /// The value, or a note of why there is none.
    fn keep<V>(&mut self, member: &str, outcome: Result<V, Malformed>) -> Option<V> {
        outcome.map_err(|error| self.add(member, IgnoredReason::Malformed(error))).ok()
    }
}

/// The members of one object while they are read. A member that nobody asked for is unknown.
pub(crate) struct Fields<'b, 'r> {
    members: Members<'b>,
    asked: Vec<&'static str>,
    pub(crate) report: Report<'r>,
}

impl<'b, 'r> Fields<'b, 'r> {
    /// The members of a value, if it is an object.
    pub(crate) fn of(value: Json<'b>, mut report: Report<'r>) -> Option<Self> {
        let members = report.keep("", value.members())?;
        if !members.is_complete() {
            report.add("", IgnoredReason::Malformed(Malformed::TooMany));
        }
        Some(Self { members, asked: Vec::new(), report })
    }

    /// A member, whatever it is; nothing if it is missing, null or there twice.
    pub(crate) fn value(&mut self, name: &'static str) -> Option<Json<'b>> {
        self.asked.push(name);
        let value = self.members.get(name);
        self.report.keep(name, value).flatten()
    }

    /// Marks a member as known, for whoever reads it elsewhere.
    pub(crate) fn know(&mut self, name: &'static str) {
        self.asked.push(name);
    }

    /// Marks a member as known that has to be there, whoever reads it.
    pub(crate) fn require(&mut self, name: &'static str) {
        self.know(name);
        if self.members.get(name) == Ok(None) {
            self.report.add(name, IgnoredReason::MissingMember);
        }
    }

    /// What is made of a member, or the reason why it cannot be made.
    pub(crate) fn read<V>(
        &mut self,
        name: &'static str,
        read: impl FnOnce(Json<'b>) -> Result<V, Malformed>,
    ) -> Result<Option<V>, Malformed> {
        self.asked.push(name);
        let outcome = self.members.get(name).and_then(|value| value.map(read).transpose());
        if let Err(error) = outcome {
            self.report.add(name, IgnoredReason::Malformed(error));
        }
        outcome
    }

    pub(crate) fn text(&mut self, name: &'static str) -> Option<Cow<'b, str>> {
        self.read(name, Json::text).ok().flatten()
    }

    pub(crate) fn integer(&mut self, name: &'static str) -> Option<u64> {
        self.read(name, Json::integer).ok().flatten()
    }

    pub(crate) fn boolean(&mut self, name: &'static str) -> Option<bool> {
        self.read(name, Json::boolean).ok().flatten()
    }

    pub(crate) fn date(&mut self, name: &'static str) -> Result<Option<Date>, Malformed> {
        self.read(name, |value| Date::parse(&value.text()?).ok_or(Malformed::Date))
    }

    /// The elements of a list, each with its place; none where there is no list.
    pub(crate) fn items(&mut self, name: &'static str, most: usize) -> Vec<Json<'b>> {
        self.read(name, |value| value.items(most)).ok().flatten().unwrap_or_default()
    }

    /// What is made of each element of a list, without those that nothing can be made of.
    pub(crate) fn list<V>(
        &mut self,
        name: &'static str,
        most: usize,
        read: impl Fn(Json<'b>) -> Result<V, Malformed>,
    ) -> Vec<V> {
        self.list_if_any(name, most, read).ok().flatten().unwrap_or_default()
    }

    /// The same, where it matters whether there is a list.
    pub(crate) fn list_if_any<V>(
        &mut self,
        name: &'static str,
        most: usize,
        read: impl Fn(Json<'b>) -> Result<V, Malformed>,
    ) -> Result<Option<Vec<V>>, Malformed> {
        let items = self.read(name, |value| value.items(most))?.map(|items| items.into_iter().enumerate());
        let mut keep = |(at, item)| self.report.keep(&format!("{name}[{at}]"), read(item));
        Ok(items.map(|items| items.filter_map(&mut keep).collect()))
    }

    /// The members of an object that has names for members, in order.
    pub(crate) fn pairs<V>(
        &mut self,
        name: &'static str,
        read: impl Fn(Json<'b>) -> Result<V, Malformed>,
    ) -> Vec<(Cow<'b, str>, V)> {
        let whole = |value: Json<'b>| {
            let members = value.members()?;
            if !members.is_complete() {
                return Err(Malformed::TooMany);
            }
            members.iter().map(|(name, value)| Ok((name.clone(), read(value)?))).collect()
        };
        self.read(name, whole).ok().flatten().unwrap_or_default()
    }

    /// An AAGUID. One that is not that of the entry is reported.
    pub(crate) fn compare_aaguid(&mut self, name: &'static str, own: Option<Aaguid>) -> Option<Aaguid> {
        let found = self.read(name, identity::aaguid).ok().flatten()?;
        if own.is_some_and(|own| own != found) {
            self.report.add(name, IgnoredReason::Disagrees);
        }
        Some(found)
    }

    /// A text that should be one of a vocabulary. Others are kept, and reported.
    pub(crate) fn term(&mut self, name: &'static str, known: &[&str]) -> Option<Cow<'b, str>> {
        let term = self.text(name)?;
        if !known.contains(&&*term) {
            self.report.add(name, IgnoredReason::UnknownValue);
        }
        Some(term)
    }

    /// Texts that should be of a vocabulary. Others are kept, and reported.
    pub(crate) fn terms(&mut self, name: &'static str, most: usize, known: &[&str]) -> Vec<Cow<'b, str>> {
        let mut terms = Vec::new();
        for (at, item) in self.items(name, most).into_iter().enumerate() {
            let Some(term) = self.report.keep(&format!("{name}[{at}]"), item.text()) else { continue };
            if !known.contains(&&*term) {
                self.report.add(&format!("{name}[{at}]"), IgnoredReason::UnknownValue);
            }
            terms.push(term);
        }
        terms
    }

    /// Reports every member that nobody asked for, beside those that are known and of no use here.
    pub(crate) fn finish(mut self, of_no_use: &[&str]) {
        let is_known = |name: &&str| self.asked.contains(name) || of_no_use.contains(name);
        let unknown: Vec<String> = self.members.names().filter(|name| !is_known(name)).map(shown).collect();
        for name in unknown {
            self.report.add(&name, IgnoredReason::UnknownMember);
        }
    }
}

/// A name as it may be shown: cut, and with what could move a cursor written as numbers.
fn shown(name: &str) -> String {
    let cut: String = name.chars().take(MAX_NAME_CHARACTERS).collect();
    Evidence::Identifier(&cut).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn accepts_every_reason_as_a_line_of_its_own() {
        let reasons = [
            (IgnoredReason::UnknownMember, "a member that is not known"),
            (IgnoredReason::MissingMember, "a member that is missing"),
            (IgnoredReason::UnknownValue, "a value that is not known"),
            (IgnoredReason::Disagrees, "something else than the entry says"),
            (IgnoredReason::SecondIdentifier, "an identifier of a second kind"),
            (IgnoredReason::ZeroAaguid, "the AAGUID of no model"),
            (IgnoredReason::Ambiguous, "an identifier that several entries have"),
            (IgnoredReason::NoIdentifier, "no identifier to be found by"),
        ];
        for (reason, text) in reasons {
            let of_blob = Ignored::new(None, "member", reason.clone());
            assert_eq!(of_blob.to_string(), format!("member: {text}"));
            let of_entry = Ignored::new(Some(3), "member", reason);
            assert_eq!(of_entry.to_string(), format!("entry 3, member: {text}"));
        }
    }
}
