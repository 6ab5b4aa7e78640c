//! What else than the rules a relying party wants of a path.

/// What else than the rules a relying party wants of a path. The default is what real devices need and no more.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct PathOptions {
    anchor_validity: bool,
    sha1_signatures: bool,
    purpose: Purpose,
}

/// What a path is for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Purpose {
    #[default]
    Attestation,
    AndroidKey,
    AndroidFactory,
}

impl PathOptions {
    /// Also demands that the certificate of the anchor is valid at the time. One in ten roots in the FIDO metadata has
    /// expired.
    #[must_use]
    pub const fn check_anchor_validity(self) -> Self {
        Self { anchor_validity: true, ..self }
    }

    /// Accepts certificates and revocation lists that are signed with SHA-1, which can be forged with effort.
    #[must_use]
    pub const fn accept_sha1_signatures(self) -> Self {
        Self { sha1_signatures: true, ..self }
    }

    /// Judges the path of an Android key: the validity of the leaf is not looked at, since the device made it, with whatever
    /// clock it had.
    #[must_use]
    pub const fn for_android_key(self) -> Self {
        match self.purpose {
            Purpose::AndroidFactory => self,
            Purpose::Attestation | Purpose::AndroidKey => Self { purpose: Purpose::AndroidKey, ..self },
        }
    }

    /// Judges the path of an Android key as [`PathOptions::for_android_key`] does, and accepts certificates that were put
    /// into devices in a factory and cannot be replaced there: expired ones, as those of 2016 are since May 2026, and an
    /// issuing certificate that is no authority by its extensions, as in phones of Sony.
    ///
    /// A path with a certificate that was provisioned over the network, which says so, is judged as without the option.
    ///
    /// That a certificate has expired is then no reason to refuse, so the status list of Android should be given too.
    #[must_use]
    pub const fn accept_android_factory_chains(self) -> Self {
        Self { purpose: Purpose::AndroidFactory, ..self }
    }

    /// Judges the path of anything but an Android key: what is accepted of those does not count.
    #[must_use]
    pub const fn for_attestation(self) -> Self {
        Self { purpose: Purpose::Attestation, ..self }
    }

    pub(crate) const fn checks_anchor_validity(self) -> bool {
        self.anchor_validity
    }

    pub(crate) const fn accepts_sha1_signatures(self) -> bool {
        self.sha1_signatures
    }

    pub(crate) const fn is_for_android_key(self) -> bool {
        matches!(self.purpose, Purpose::AndroidKey | Purpose::AndroidFactory)
    }

    pub(crate) const fn accepts_android_factory_chains(self) -> bool {
        matches!(self.purpose, Purpose::AndroidFactory)
    }
}
