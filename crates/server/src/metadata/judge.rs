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
    set: &'s MetadataSet,
    metadata: MetadataAt<'s>,
    now: i64,
    findings: RefCell<Vec<Finding>>,
}

/// What was found for one statement: of a compound attestation there are several.
#[derive(Clone, Debug)]
pub(crate) struct Finding {
    format: Format,
    identity: Option<Identity>,
    key_identifier: Option<[u8; KEY_IDENTIFIER_BYTES]>,
    words: String,
}

impl<'s> Judge<'s> {
    pub(crate) const fn new(set: &'s MetadataSet, now: i64) -> Self {
        Self { set, metadata: set.at(now, CRYPTO), now, findings: RefCell::new(Vec::new()) }
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
        let is_of_u2f = |finding: &&Finding| finding.format == Format::FidoU2f;
        findings.iter().filter(|_| vouched.format() == Format::FidoU2f).find(is_of_u2f).and_then(Finding::key)
    }
}

impl Finding {
    /// The key by which the model is found: the device's own, or, if another one of its path is meant, the first.
    fn key(&self) -> Option<AttestedModel> {
        let Some(Identity::KeyIdentifiers(keys)) = &self.identity else { return None };
        let own = keys.iter().find(|key| Some(**key) == self.key_identifier);
        own.or_else(|| keys.first()).map(|key| AttestedModel::Key(*key))
    }
}

/// What metadata says of a statement, in words.
struct Words<'w>(Option<Entry<'w>>, &'w [String], usize);

impl fmt::Display for Words<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self(entry, reasons, anchors) = self;
        match entry.map(|entry| entry.aaguid()) {
            None => return formatter.write_str("the model is not in the metadata"),
            Some(Some(aaguid)) => write!(formatter, "model {aaguid}")?,
            Some(None) => formatter.write_str("a model without an AAGUID")?,
        }
        if !reasons.is_empty() {
            write!(formatter, " is kept out: {}", reasons.join(", "))
        } else if *anchors == 0 {
            formatter.write_str(" has no root for this type of attestation")
        } else {
            formatter.write_str(" is not kept out")
        }
    }
}

impl TrustAnchorSource for Judge<'_> {
    fn anchors(&self, model: &Model) -> Vec<&TrustAnchor> {
        self.metadata.anchors(model)
    }

    /// The anchors of what metadata refuses are none, and no refusal: where trust is optional every registration is accepted,
    /// and the log says what was found; where it is required, what has no anchor is not accepted.
    fn anchors_for(&self, model: &Model, statement: &VerifiedStatement<'_>) -> AnchorsFor<'_> {
        let path = statement.trust_path();
        let found = self.metadata.look_up(model.aaguid(), path);
        let entry = found.entry();
        let verdict = entry.map(|entry| self.set.policy().evaluate(&entry, path, self.now));
        let reasons = verdict.iter().flat_map(|verdict| verdict.reasons());
        let reasons: Vec<String> = reasons.map(ToString::to_string).collect();
        let anchors = match self.metadata.anchors_for(model, statement) {
            AnchorsFor::List(anchors) => anchors,
            AnchorsFor::Refused => Vec::new(),
        };
        let words = if statement.format() == Format::None {
            "nothing was attested".to_owned()
        } else if matches!(found, Found::Ambiguous { .. }) {
            "several entries of the metadata claim the model".to_owned()
        } else {
            Words(entry, &reasons, anchors.len()).to_string()
        };
        self.findings.borrow_mut().push(Finding {
            format: statement.format(),
            identity: entry.map(|entry| entry.identity().clone()),
            key_identifier: model.key_identifier(),
            words,
        });
        AnchorsFor::List(anchors)
    }

    fn is_for_model(&self, anchor: &TrustAnchor, model: &Model) -> bool {
        self.metadata.is_for_model(anchor, model)
    }

    fn revocation(&self) -> &Revocation {
        self.metadata.revocation()
    }
}
