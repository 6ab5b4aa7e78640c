//! The model of a passkey, as metadata has it now.

use countersign::Aaguid;
use countersign_mds::{
    CertificationLevel, Entry, Found, KEY_IDENTIFIER_BYTES, MetadataSet, Reason, Remark, Status, StatusPolicy,
};
use serde_json::{Value, json};

use crate::names::foreign_text;

/// Longest name of a model that is shown, in characters.
const MAX_MODEL_CHARACTERS: usize = 120;

/// What a model is found by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum AttestedModel {
    Aaguid(Aaguid),
    /// One of the keys of a model of U2F.
    Key([u8; KEY_IDENTIFIER_BYTES]),
}

impl AttestedModel {
    /// As it is stored.
    pub(crate) fn to_bytes(self) -> Vec<u8> {
        match self {
            Self::Aaguid(aaguid) => aaguid.bytes().to_vec(),
            Self::Key(identifier) => identifier.to_vec(),
        }
    }

    /// From what was stored.
    pub(crate) fn from_bytes(bytes: &[u8]) -> Option<Self> {
        let aaguid = bytes.try_into().ok().map(|bytes| Self::Aaguid(Aaguid::new(bytes)));
        aaguid.or_else(|| bytes.try_into().ok().map(Self::Key))
    }

    fn entry(self, set: &MetadataSet) -> Option<Entry<'_>> {
        let found = match self {
            Self::Aaguid(aaguid) => set.by_aaguid(aaguid),
            Self::Key(identifier) => set.by_key_identifier(&identifier),
        };
        match found {
            Found::Entry(found) => Some(found.entry()),
            Found::Ambiguous { .. } | Found::Nothing => None,
        }
    }

    /// The name of the model, how it is certified, and what is said of it, for the page.
    ///
    /// What keeps a model out without a word of the operator is said of it also where the operator lets it in.
    ///
    /// Which certificates the passkey came with is not kept: what is said of some devices of the model is shown for all.
    pub(crate) fn shown(self, set: &MetadataSet, now: i64) -> Option<Value> {
        let entry = self.entry(set)?;
        let name = entry.statement().description().map(|text| foreign_text(text, MAX_MODEL_CHARACTERS));
        let verdict = set.policy().evaluate_model(&entry, now);
        let mut statuses: Vec<&str> = Vec::new();
        for verdict in [&StatusPolicy::default().evaluate_model(&entry, now), &verdict] {
            let (reasons, remarks) = (verdict.reasons().iter(), verdict.remarks().iter());
            for status in reasons.filter_map(of_reason).chain(remarks.filter_map(of_remark)) {
                if !statuses.contains(&status) {
                    statuses.push(status);
                }
            }
        }
        Some(json!({
            "name": name.filter(|name| !name.is_empty()),
            "certification": verdict.level().map(certification),
            "statuses": statuses,
        }))
    }
}

/// A level as it is called, if it is one.
fn certification(level: CertificationLevel) -> &'static str {
    if level == CertificationLevel::Functional { "functional" } else { level.name() }
}

/// What is said of a model by the name that metadata has for it, if it is something to be shown.
const fn of_reason(reason: &Reason) -> Option<&'static str> {
    if let Reason::Status { status, .. } = reason { Some(status.name()) } else { None }
}

const fn of_remark(remark: &Remark) -> Option<&'static str> {
    match remark {
        Remark::Retired => Some(Status::Retired.name()),
        Remark::UpdateAvailable { .. } => Some(Status::UpdateAvailable.name()),
        Remark::Unknown { .. }
        | Remark::NotInEffect { .. }
        | Remark::OtherCertificates { .. }
        | Remark::Updated { .. }
        | _ => None,
    }
}
