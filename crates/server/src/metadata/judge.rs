//! Metadata as the judge of a registration: it gives the trust anchors, and remembers what it found.

use core::cell::RefCell;
use core::fmt;

use countersign::{
    AnchorsFor, Format, Model, Revocation, TrustAnchor, TrustAnchorSource, VerifiedStatement, Vouched,
};
use countersign_mds::{Entry, Found, Identity, KEY_IDENTIFIER_BYTES, MetadataAt, MetadataSet};

use super::model::AttestedModel;
use crate::cryptography::CRYPTO;

/// Metadata at a time as a source of trust anchors. Where it gives none, a refusal says no more than that: what was found says
/// why.
#[derive(Debug)]
pub(crate) struct Judge<'s> {
    metadata: MetadataAt<'s>,
    findings: RefCell<Vec<Finding<'s>>>,
}

/// What was found for one statement: of a compound attestation there are several.
#[derive(Clone, Debug)]
struct Finding<'s> {
    format: Format,
    entry: Option<Entry<'s>>,
    key_identifier: Option<[u8; KEY_IDENTIFIER_BYTES]>,
    words: String,
}

impl<'s> Judge<'s> {
    pub(crate) const fn new(set: &'s MetadataSet, now: i64) -> Self {
        Self { metadata: set.at(now, CRYPTO), findings: RefCell::new(Vec::new()) }
    }

    /// What was found, in words: of metadata, and nothing that a client wrote.
    pub(crate) fn words(&self) -> String {
        let findings = self.findings.borrow();
        let words: Vec<&str> = findings.iter().map(|finding| finding.words.as_str()).collect();
        if words.is_empty() { "nothing was looked up".to_owned() } else { words.join("; ") }
    }

    /// The model that a trusted attestation is of: the AAGUID that is vouched for, or, in `fido-u2f`, a key of the entry.
    pub(crate) fn model(&self, vouched: &Vouched) -> Option<AttestedModel> {
        if let Some(vouched) = vouched.aaguid() {
            return Some(AttestedModel::Aaguid(vouched.aaguid()));
        }
        let findings = self.findings.borrow();
        let found = findings.iter().find(|finding| finding.has_anchor(vouched));
        found.filter(|_| vouched.format() == Format::FidoU2f).and_then(Finding::key)
    }
}

impl Finding<'_> {
    /// Whether a statement is one of those that this was found for, and that a root of the entry vouches for.
    fn has_anchor(&self, vouched: &Vouched) -> bool {
        let roots = self.entry.iter().flat_map(Entry::roots);
        self.format == vouched.format()
            && roots.filter_map(|root| root.anchor().ok()).any(|root| root == vouched.anchor())
    }

    /// The key by which the model is found: the device's own, or, if another one of its path is meant, the first.
    fn key(&self) -> Option<AttestedModel> {
        let Identity::KeyIdentifiers(keys) = self.entry?.identity() else { return None };
        let own = keys.iter().find(|key| Some(**key) == self.key_identifier);
        own.or_else(|| keys.first()).map(|key| AttestedModel::Key(*key))
    }
}

/// What metadata says of a statement, in words.
struct Words<'w>(Option<Entry<'w>>, &'w [String], &'w AnchorsFor<'w>);

impl fmt::Display for Words<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self(entry, reasons, anchors) = self;
        match entry.map(|entry| entry.aaguid()) {
            None => return formatter.write_str("the model is not in the metadata"),
            Some(Some(aaguid)) => write!(formatter, "model {aaguid}")?,
            Some(None) => formatter.write_str("a model without an AAGUID")?,
        }
        match anchors {
            AnchorsFor::Refused if reasons.is_empty() => formatter.write_str(" is said to attest otherwise"),
            AnchorsFor::Refused => write!(formatter, " is kept out: {}", reasons.join(", ")),
            AnchorsFor::List(list) if list.is_empty() => formatter.write_str(" has no root"),
            AnchorsFor::List(_) => formatter.write_str(" is not kept out"),
        }
    }
}

impl TrustAnchorSource for Judge<'_> {
    /// The anchors of what metadata refuses are none, and no refusal: where trust is optional every registration is accepted,
    /// and the log says what was found; where it is required, what has no anchor is not accepted.
    fn anchors_for(&self, model: &Model, statement: &VerifiedStatement<'_>) -> AnchorsFor<'_> {
        // A compound statement has no model of its own, and no path.
        if statement.format() == Format::Compound {
            return AnchorsFor::List(Vec::new());
        }
        let path = statement.trust_path();
        let found = self.metadata.look_up(model.aaguid(), path);
        let entry = found.entry();
        let verdict = entry.map(|entry| self.metadata.verdict(&entry, path));
        let reasons = verdict.iter().flat_map(|verdict| verdict.reasons());
        let reasons: Vec<String> = reasons.map(ToString::to_string).collect();
        let anchors = self.metadata.anchors_for(model, statement);
        let words = if statement.format() == Format::None {
            "nothing was attested".to_owned()
        } else if matches!(found, Found::Ambiguous { .. }) {
            "several entries of the metadata claim the model".to_owned()
        } else {
            Words(entry, &reasons, &anchors).to_string()
        };
        self.findings.borrow_mut().push(Finding {
            format: statement.format(),
            entry,
            key_identifier: model.key_identifier(),
            words,
        });
        match anchors {
            AnchorsFor::List(_) => anchors,
            AnchorsFor::Refused => AnchorsFor::List(Vec::new()),
        }
    }

    fn is_for_model(&self, anchor: &TrustAnchor, model: &Model) -> bool {
        self.metadata.is_for_model(anchor, model)
    }

    fn revocation(&self) -> &Revocation {
        self.metadata.revocation()
    }
}
