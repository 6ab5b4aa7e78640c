//! What was odd about a ceremony that held all the same.

use alloc::string::String;
use alloc::vec::Vec;

use countersign_wire::{AuthenticatorData, ClientExtensionOutputs, Output};

use crate::extensions::is_requested;
use crate::results::Extensions;

/// Something worth knowing that was no reason to refuse.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Note {
    /// Map keys of the attestation object or its statement are not in CTAP2 order.
    MapOrder,
    /// The authenticator gave an extension output that nobody asked for.
    UnsolicitedAuthenticatorExtension,
    /// The client gave an extension output that nobody asked for.
    UnsolicitedClientExtension,
    /// The client gave an extension output of the wrong type.
    MalformedClientExtension,
    /// The client gave a member of an extension output that belongs to the other ceremony, or forgot one that belongs to
    /// this.
    MisplacedClientExtension,
    /// The authenticator gave an extension output of the wrong type.
    MalformedAuthenticatorExtension,
    /// An assertion carries attested credential data, which was not looked at.
    AttestedCredentialDataInAssertion,
    /// The credential is backed up now and was not, or the other way round.
    BackupStateChanged,
    /// Backup eligibility is not what the record says, and the policy accepts that.
    BackupEligibilityChanged,
    /// The record did not know backup eligibility; now it does.
    BackupEligibilityLearnt,
    /// The signature counter did not grow, and the policy accepts that: a hint at a clone.
    SignCountNotGreater,
    /// The record's key signs with SHA-1.
    Sha1,
}

impl Note {
    /// The note in words.
    #[must_use]
    pub const fn text(self) -> &'static str {
        match self {
            Self::MapOrder => "map keys are not in CTAP2 order",
            Self::UnsolicitedAuthenticatorExtension => {
                "an authenticator extension output that nobody asked for"
            }
            Self::UnsolicitedClientExtension => "a client extension output that nobody asked for",
            Self::MalformedClientExtension => "a client extension output of the wrong type",
            Self::MisplacedClientExtension => "a client extension output of the other ceremony",
            Self::MalformedAuthenticatorExtension => "an authenticator extension output of the wrong type",
            Self::AttestedCredentialDataInAssertion => "attested credential data in an assertion",
            Self::BackupStateChanged => "the backup state changed",
            Self::BackupEligibilityChanged => "backup eligibility is not what the record says",
            Self::BackupEligibilityLearnt => "backup eligibility was not known and now is",
            Self::SignCountNotGreater => "the signature counter did not grow: the credential may be cloned",
            Self::Sha1 => "the key signs with SHA-1",
        }
    }
}

/// Which ceremony extension outputs came with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum CeremonyKind {
    /// A registration.
    Registration,
    /// An authentication.
    Authentication,
}

/// What is odd about the extension outputs of a ceremony that asked for `requested`.
pub(crate) fn extension_notes(
    extensions: &Extensions,
    data: &AuthenticatorData<'_>,
    requested: &[String],
    ceremony: CeremonyKind,
) -> Vec<Note> {
    let mut notes = Vec::new();
    if let Some(outputs) = data.extensions() {
        if outputs.outputs().any(|(identifier, _)| !is_requested(identifier, requested)) {
            notes.push(Note::UnsolicitedAuthenticatorExtension);
        }
        let well_typed = outputs.cred_protect().is_ok()
            && outputs.min_pin_length().is_ok()
            && outputs.cred_blob().is_ok()
            && outputs.hmac_secret().is_ok()
            && outputs.third_party_payment().is_ok()
            && outputs.uvm().is_ok();
        if !well_typed {
            notes.push(Note::MalformedAuthenticatorExtension);
        }
    }
    let client = extensions.client();
    let outputs = [
        ("appid", state(client.appid())),
        ("appidExclude", state(client.appid_exclude())),
        ("credProps", state(client.cred_props())),
        ("prf", state(client.prf())),
        ("largeBlob", state(client.large_blob())),
        ("credBlob", state(client.cred_blob())),
        ("getCredBlob", client.get_cred_blob()),
    ];
    let is_unsolicited =
        |(name, output): &(&str, Output<()>)| *output != Output::Absent && !is_requested(name, requested);
    if client.unknown() > 0 || outputs.iter().any(is_unsolicited) {
        notes.push(Note::UnsolicitedClientExtension);
    }
    if is_misplaced(client, ceremony) {
        notes.push(Note::MisplacedClientExtension);
    }
    if outputs.iter().any(|(_, output)| *output == Output::Malformed) {
        notes.push(Note::MalformedClientExtension);
    }
    notes
}

/// Whether the client gave a member that belongs to the other ceremony.
fn is_misplaced(client: &ClientExtensionOutputs, ceremony: CeremonyKind) -> bool {
    let (prf, large_blob) = (client.prf(), client.large_blob());
    match ceremony {
        // §10.1.4.r1, §10.1.5.r1: registration tells what is there, authentication uses it.
        CeremonyKind::Registration => {
            matches!(prf, Output::Value(prf) if prf.enabled().is_none())
                || matches!(large_blob, Output::Value(blob) if blob.has_blob() || blob.written().is_some())
        }
        CeremonyKind::Authentication => {
            matches!(prf, Output::Value(prf) if prf.enabled().is_some())
                || matches!(large_blob, Output::Value(blob) if blob.supported().is_some())
        }
    }
}

/// An output without its content.
fn state<T>(output: Output<T>) -> Output<()> {
    match output {
        Output::Absent => Output::Absent,
        Output::Malformed => Output::Malformed,
        Output::Value(_) => Output::Value(()),
    }
}

#[cfg(test)]
mod tests {
    use alloc::collections::BTreeSet;

    use super::*;

    #[test]
    fn accepts_a_text_of_its_own_for_every_note() {
        let notes = [
            Note::MapOrder,
            Note::UnsolicitedAuthenticatorExtension,
            Note::UnsolicitedClientExtension,
            Note::MalformedClientExtension,
            Note::MisplacedClientExtension,
            Note::MalformedAuthenticatorExtension,
            Note::AttestedCredentialDataInAssertion,
            Note::BackupStateChanged,
            Note::BackupEligibilityChanged,
            Note::BackupEligibilityLearnt,
            Note::SignCountNotGreater,
            Note::Sha1,
        ];
        let texts: BTreeSet<_> = notes.map(Note::text).into();
        assert_eq!(texts.len(), notes.len());
        assert_eq!(Note::BackupStateChanged.text(), "the backup state changed");
    }
}
