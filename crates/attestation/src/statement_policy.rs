//! What is demanded of statements where the specification leaves a choice. Trust is another question, and has a policy of
//! its own.

use crate::formats::{
    AndroidKeyPolicy, CompoundPolicy, Format, SafetyNetPolicy, TpmPolicy, UnsupportedFormat,
};

/// What is demanded of statements where the specification leaves a choice, by format. The default is the strict policy
/// that real devices still meet.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct StatementPolicy {
    tpm: TpmPolicy,
    android_key: AndroidKeyPolicy,
    safetynet: SafetyNetPolicy,
    compound: CompoundPolicy,
    left_out: [bool; Format::ALL.len()],
    unknown_formats: UnknownFormats,
}

/// What becomes of statements whose format is not known.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum UnknownFormats {
    #[default]
    Refused,
    Unattested,
}

impl StatementPolicy {
    /// Refuses statements of a format, as if it were not known: one that is retired, for instance.
    #[must_use]
    pub fn without_format(mut self, format: Format) -> Self {
        let left_out = self.left_out.iter_mut().zip(Format::ALL).find(|(_, known)| *known == format);
        left_out.into_iter().for_each(|(left_out, _)| *left_out = true);
        self
    }

    /// Accepts statements of a format that is not known, and takes them for no attestation: nothing of them is verified,
    /// the result has [`Format::Unknown`] and the type none, and where attestation is demanded it is refused like none.
    ///
    /// By default such a registration is refused. Formats that are left out are refused all the same.
    #[must_use]
    pub const fn keep_unknown_formats_as_unattested(self) -> Self {
        Self { unknown_formats: UnknownFormats::Unattested, ..self }
    }

    /// The format by which the statement of an identifier is verified.
    ///
    /// # Errors
    /// Why there is none.
    ///
    /// # Source
    /// [§7.1 step 21](https://www.w3.org/TR/webauthn-3/#sctn-registering-a-new-credential)
    pub fn format(&self, identifier: &str) -> Result<Format, UnsupportedFormat> {
        match self.known_format(identifier) {
            Err(UnsupportedFormat::Unknown) if self.unknown_formats == UnknownFormats::Unattested => {
                Ok(Format::Unknown)
            }
            outcome => outcome,
        }
    }

    /// The same for a part of a compound statement, where an unknown format is always refused.
    pub(crate) fn known_format(&self, identifier: &str) -> Result<Format, UnsupportedFormat> {
        let format = Format::from_identifier(identifier)?;
        if self.formats().any(|accepted| accepted == format) {
            Ok(format)
        } else {
            Err(UnsupportedFormat::LeftOut)
        }
    }

    /// The formats whose statements are verified.
    pub fn formats(&self) -> impl Iterator<Item = Format> + '_ {
        Format::ALL
            .into_iter()
            .zip(self.left_out)
            .filter_map(|(format, left_out)| (!left_out).then_some(format))
    }

    /// Demands this of `tpm`.
    #[must_use]
    pub const fn with_tpm(self, tpm: TpmPolicy) -> Self {
        Self { tpm, ..self }
    }

    /// Demands this of `android-key`.
    #[must_use]
    pub const fn with_android_key(self, android_key: AndroidKeyPolicy) -> Self {
        Self { android_key, ..self }
    }

    /// Demands this of `android-safetynet`.
    #[must_use]
    pub const fn with_safetynet(self, safetynet: SafetyNetPolicy) -> Self {
        Self { safetynet, ..self }
    }

    /// Demands this of `compound`.
    #[must_use]
    pub const fn with_compound(self, compound: CompoundPolicy) -> Self {
        Self { compound, ..self }
    }

    pub(crate) const fn tpm(&self) -> TpmPolicy {
        self.tpm
    }

    pub(crate) const fn android_key(&self) -> AndroidKeyPolicy {
        self.android_key
    }

    pub(crate) const fn safetynet(&self) -> SafetyNetPolicy {
        self.safetynet
    }

    pub(crate) const fn compound(&self) -> CompoundPolicy {
        self.compound
    }
}
