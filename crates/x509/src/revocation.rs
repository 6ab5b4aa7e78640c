//! What is known of revoked certificates. The caller fetches it; nothing here does.

use core::fmt;

use countersign_cose::{Crypto, PublicKey};

use crate::android_status::AndroidStatusList;
use crate::certificate::Certificate;
use crate::extension::KeyUsage;
use crate::revocation_list::RevocationList;

/// Most revocation lists that are looked through for one certificate: one for each issuer of a few vendors.
pub const MAX_REVOCATION_LISTS: usize = 64;

/// Revocation data that the caller has fetched: lists of issuers, and Android's list of attestation keys.
///
/// A list counts for the certificates that its issuer issued, if it is signed with a key that the issuer has in the path. A certificate that such a
/// list names is refused, also when the list is out of date, and whatever the reason: a hold is as good as a revocation,
/// and what was revoked yesterday was no better last week. A certificate that no current list could name is accepted
/// unless [`Revocation::demand_status`] says otherwise.
#[derive(Clone, Default)]
pub struct Revocation {
    lists: Vec<RevocationList>,
    android: Option<AndroidStatusList>,
    demanded: bool,
}

/// What is known of one certificate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Status {
    /// A list names it.
    Revoked,
    /// A current list could name it, and does not.
    Good,
    /// No current list could name it.
    Unknown,
}

impl Status {
    /// Both are known: what is against the certificate outweighs what is for it.
    pub(crate) const fn and(self, other: Self) -> Self {
        match (self, other) {
            (Self::Revoked, _) | (_, Self::Revoked) => Self::Revoked,
            (Self::Good, _) | (_, Self::Good) => Self::Good,
            (Self::Unknown, Self::Unknown) => Self::Unknown,
        }
    }

    /// The same, from an issuer whose key has these uses: what one that may sign no lists says against a certificate
    /// counts, and nothing that it says for one.
    pub(crate) fn if_signed_by_one_that_may(self, usage: Option<KeyUsage>) -> Self {
        match self {
            Self::Good if usage.is_some_and(|usage| !usage.list_signing()) => Self::Unknown,
            status => status,
        }
    }
}

impl Revocation {
    /// Nothing is known, and nothing is demanded.
    pub const NONE: Self = Self { lists: Vec::new(), android: None, demanded: false };

    /// Adds a list of an issuer. Lists beyond [`MAX_REVOCATION_LISTS`] are not looked at.
    #[must_use]
    pub fn with_list(mut self, list: RevocationList) -> Self {
        self.lists.push(list);
        self
    }

    /// Sets Android's list. It counts for every certificate in the path of an Android key, and for no other: it knows
    /// certificates by their serial numbers alone, which others may have too.
    #[must_use]
    pub fn with_android_status(self, android: AndroidStatusList) -> Self {
        Self { android: Some(android), ..self }
    }

    /// Demands that for every certificate below the anchor a current list tells that it is not revoked.
    #[must_use]
    pub fn demand_status(self) -> Self {
        Self { demanded: true, ..self }
    }

    pub(crate) const fn is_demanded(&self) -> bool {
        self.demanded
    }

    /// What Android's list says of a certificate in the path of an Android key.
    pub(crate) fn android_status(&self, certificate: &Certificate<'_>) -> Status {
        match &self.android {
            Some(android) if android.names(certificate.serial_number()) => Status::Revoked,
            Some(_) => Status::Good,
            None => Status::Unknown,
        }
    }

    /// What the lists of issuers say of a certificate whose issuer has this key.
    pub(crate) fn status(
        &self,
        certificate: &Certificate<'_>,
        issuer_key: &PublicKey<'_>,
        at: i64,
        crypto: &dyn Crypto,
    ) -> Status {
        let mut status = Status::Unknown;
        let issuer = certificate.issuer().encoded();
        let lists = self.lists.iter().filter(|list| list.issuer() == issuer).take(MAX_REVOCATION_LISTS);
        for list in lists {
            if !list.is_signed_by(issuer_key, crypto) {
                continue;
            }
            if list.names(certificate.serial_number()) {
                return Status::Revoked;
            }
            if list.is_current(at) {
                status = Status::Good;
            }
        }
        status
    }
}

impl fmt::Debug for Revocation {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Revocation")
            .field("lists", &self.lists.len())
            .field("android", &self.android.is_some())
            .field("demanded", &self.demanded)
            .finish()
    }
}
