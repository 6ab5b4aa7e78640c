//! What is known of revoked certificates. The caller fetches it; nothing here does.

use core::fmt;
use std::sync::Arc;

use countersign_cose::{Crypto, PublicKey};

use crate::android_status::AndroidStatusList;
use crate::certificate::Certificate;
use crate::chain::PathContext;
use crate::error::Error;
use crate::extension::KeyUsage;
use crate::revocation_list::RevocationList;

/// Most revocation lists of one issuer: it has one, or one for each of a few keys. What an issuer of more has issued is
/// refused, since none is passed over in silence.
pub const MAX_REVOCATION_LISTS: usize = 64;

/// Revocation data that the caller has fetched: lists of issuers, and Android's list of attestation keys.
///
/// A list counts for the certificates that its issuer issued, if it is signed with a key that the issuer has in the path.
/// A certificate that such a list names is refused, also when the list is out of date, and whatever the reason: a hold is
/// as good as a revocation, and what was revoked yesterday was no better last week. A certificate that no current list
/// could name is accepted unless [`Revocation::demand_status`] says otherwise.
#[derive(Clone, Default)]
pub struct Revocation {
    // What is large is shared: to demand a status of the same lists copies none.
    lists: Vec<Arc<RevocationList>>,
    android: Option<Arc<AndroidStatusList>>,
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
    /// Its issuer has more lists than are looked through.
    TooManyLists,
}

impl Status {
    /// Both are known: what is against the certificate outweighs what is for it.
    pub(crate) const fn and(self, other: Self) -> Self {
        match (self, other) {
            (Self::Revoked, _) | (_, Self::Revoked) => Self::Revoked,
            (Self::TooManyLists, _) | (_, Self::TooManyLists) => Self::TooManyLists,
            (Self::Good, _) | (_, Self::Good) => Self::Good,
            (Self::Unknown, Self::Unknown) => Self::Unknown,
        }
    }

    /// The same, from an issuer whose key has these uses: what one that may sign no lists says against a certificate
    /// counts, and nothing that it says for one. Uses that cannot be read, as an anchor may have them, allow nothing.
    pub(crate) fn if_signed_by_one_that_may(
        self,
        usage: impl FnOnce() -> Result<Option<KeyUsage>, Error>,
    ) -> Self {
        let may = || usage().is_ok_and(|usage| usage.is_none_or(|usage| usage.list_signing()));
        if self == Self::Good && !may() { Self::Unknown } else { self }
    }
}

impl Revocation {
    /// Nothing is known, and nothing is demanded.
    pub const NONE: Self = Self { lists: Vec::new(), android: None, demanded: false };

    /// Adds a list of an issuer, which may have [`MAX_REVOCATION_LISTS`].
    #[must_use]
    pub fn with_list(mut self, list: RevocationList) -> Self {
        self.lists.push(Arc::new(list));
        self
    }

    /// Sets Android's list. It counts for every certificate in the path of an Android key, and for no other: it knows
    /// certificates by their serial numbers alone, which others may have too. It has no time of its own, so that it always
    /// counts as current: its age is for whoever fetches it to watch.
    #[must_use]
    pub fn with_android_status(self, android: AndroidStatusList) -> Self {
        Self { android: Some(Arc::new(android)), ..self }
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

    /// What the lists of issuers say of a certificate whose issuer has this key. As with the uses of the key, a list that
    /// is out of date or signed with SHA-1 counts against the certificate and not for it.
    pub(crate) fn status(
        &self,
        certificate: &Certificate<'_>,
        issuer_key: &PublicKey<'_>,
        context: &PathContext<'_>,
        crypto: &dyn Crypto,
    ) -> Status {
        let issuer = certificate.issuer().encoded();
        let lists = || self.lists.iter().filter(|list| list.issuer() == issuer);
        if lists().count() > MAX_REVOCATION_LISTS {
            return Status::TooManyLists;
        }
        let is_strong =
            |list: &RevocationList| context.options.accepts_sha1_signatures() || !list.is_signed_with_sha1();
        let mut status = Status::Unknown;
        for list in lists() {
            let names = list.names(certificate.serial_number());
            let clears = list.is_current(context.at) && is_strong(list);
            if (names || clears) && list.is_signed_by(issuer_key, crypto) {
                status = status.and(if names { Status::Revoked } else { Status::Good });
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
