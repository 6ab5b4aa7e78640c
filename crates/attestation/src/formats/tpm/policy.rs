//! What is demanded of `tpm` statements where the specification leaves a choice.

/// What is demanded of `tpm` statements. The default is what the TPMs of all known platforms meet.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct TpmPolicy {
    accepts_unregistered_manufacturers: bool,
    accepts_sha1_names: bool,
}

impl TpmPolicy {
    /// Accepts TPMs of manufacturers that the registry does not have; the result says so.
    #[must_use]
    pub const fn accept_unregistered_manufacturers(self) -> Self {
        Self { accepts_unregistered_manufacturers: true, ..self }
    }

    /// Accepts keys that the TPM names by SHA-1: whoever can make two public areas of one digest could have one of them
    /// certified for the other. The result says so.
    #[must_use]
    pub const fn accept_sha1_names(self) -> Self {
        Self { accepts_sha1_names: true, ..self }
    }

    pub(super) const fn accepts_unregistered_manufacturers(self) -> bool {
        self.accepts_unregistered_manufacturers
    }

    pub(super) const fn accepts_sha1_names(self) -> bool {
        self.accepts_sha1_names
    }
}
