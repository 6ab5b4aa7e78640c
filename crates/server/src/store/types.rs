//! The rows of the store as values, and what its methods answer.
#![expect(clippy::exhaustive_structs, reason = "a row is made of all its columns")]
#![expect(clippy::exhaustive_enums, reason = "whoever asks has to deal with every outcome")]

use core::fmt;

/// SHA-256 of the token in a session cookie: the database does not hold what the browser holds. `Debug` does not show it.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct SessionKey(pub [u8; 32]);

impl fmt::Debug for SessionKey {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("SessionKey(..)")
    }
}

/// What a pending ceremony is found by: 16 random bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CeremonyId(pub [u8; 16]);

/// What an account is found by: 16 random bytes. It never leaves the server; the user handle does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AccountId(pub [u8; 16]);

/// The session of a browser.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Session {
    /// The relying party that the browser visited.
    pub rp_id: String,
    /// Who is signed in.
    pub account: Option<AccountId>,
    /// The passkey that was used last, if somebody is signed in.
    pub credential_id: Option<Vec<u8>>,
    /// When the person last proved who they are; zero for nobody.
    pub authenticated_at: i64,
    /// What the last proof was for: `sign-in`, `sign-up`, or the purpose of a step-up.
    pub purpose: String,
    /// When it began.
    pub created_at: i64,
    /// When it ends.
    pub expires_at: i64,
}

/// A session in the place of another: at each proof a session gets a new key.
#[derive(Clone, Debug)]
pub struct SessionChange {
    /// The key that ends. If it has ended already, nothing is changed.
    pub old: SessionKey,
    /// The key that begins.
    pub new: SessionKey,
    /// The session under the new key; its beginning is the time of the change.
    pub session: Session,
}

/// A ceremony that has begun. `Debug` does not show its state.
#[derive(Clone, PartialEq, Eq)]
pub struct Ceremony {
    /// What the page names it by.
    pub id: CeremonyId,
    /// The session that began it.
    pub session: SessionKey,
    /// Which pending ceremony of the library it is.
    pub kind: CeremonyKind,
    /// What the library's pending ceremony is stored as.
    pub state: Vec<u8>,
    /// What the form of a new account said, as JSON; else empty.
    pub details: String,
    /// What it is for.
    pub purpose: String,
    /// When it began.
    pub created_at: i64,
    /// When it ends.
    pub expires_at: i64,
}

impl fmt::Debug for Ceremony {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut shown = formatter.debug_struct("Ceremony");
        shown.field("kind", &self.kind).field("purpose", &self.purpose).finish_non_exhaustive()
    }
}

/// Which pending ceremony of the library a state is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CeremonyKind {
    /// `PendingRegistration`.
    Registration,
    /// `PendingIdentified`.
    Identified,
    /// `PendingDiscoverable`.
    Discoverable,
}

impl CeremonyKind {
    pub(super) const fn number(self) -> i64 {
        match self {
            Self::Registration => 1,
            Self::Identified => 2,
            Self::Discoverable => 3,
        }
    }

    pub(super) const fn from_number(number: i64) -> Option<Self> {
        match number {
            1 => Some(Self::Registration),
            2 => Some(Self::Identified),
            3 => Some(Self::Discoverable),
            _ => None,
        }
    }
}

/// An account of a person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Account {
    /// What it is found by.
    pub id: AccountId,
    /// The relying party that it belongs to.
    pub rp_id: String,
    /// What authenticators name it by, 1 to 64 bytes.
    pub user_handle: Vec<u8>,
    /// The name as the person wrote it.
    pub name: String,
    /// The name as names are compared; unique within a relying party.
    pub name_key: String,
    /// What the person is called.
    pub display_name: String,
    /// When it was created.
    pub created_at: i64,
}

/// A passkey of an account.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Passkey {
    /// Whose it is.
    pub account: AccountId,
    /// The relying party that it belongs to.
    pub rp_id: String,
    /// The credential id, unique within the relying party.
    pub credential_id: Vec<u8>,
    /// The library's record, `CredentialRecord::to_bytes`.
    pub record: Vec<u8>,
    /// What the person calls it.
    pub label: String,
    /// As the authenticator says it: to be shown, never to be trusted.
    pub aaguid: [u8; 16],
    /// The model that a trusted attestation vouched for: an AAGUID (16 bytes), or the identifier of an attestation key (20).
    pub attested_model: Option<Vec<u8>>,
    /// When it was registered.
    pub created_at: i64,
    /// When it was used last.
    pub last_used_at: Option<i64>,
}

/// A passkey was used.
#[derive(Clone, Debug)]
pub struct PasskeyUse {
    /// The relying party.
    pub rp_id: String,
    /// The credential id.
    pub credential_id: Vec<u8>,
    /// The record that was judged.
    pub before: Vec<u8>,
    /// The record as it is to be.
    pub after: Vec<u8>,
    /// When it was used.
    pub used_at: i64,
}

/// The secrets of decoys.
#[derive(Clone, PartialEq, Eq)]
pub struct DecoySecrets {
    /// The one that names move to.
    pub current: [u8; 32],
    /// The one that they move from.
    pub previous: [u8; 32],
    /// When the current one was made.
    pub current_since: i64,
}

impl fmt::Debug for DecoySecrets {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("DecoySecrets")
            .field("current_since", &self.current_since)
            .finish_non_exhaustive()
    }
}

/// The last blob of a metadata service that was accepted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AcceptedMetadata {
    /// Its number.
    pub number: i64,
    /// SHA-256 of its content.
    pub digest: [u8; 32],
    /// When it was accepted first.
    pub accepted_at: i64,
}

/// How a passkey is deleted.
#[derive(Clone, Copy, Debug)]
pub struct Deletion {
    /// Whether the last one may go.
    pub last: LastPasskey,
    /// The session that asks, which stays. If it has ended, nothing is deleted.
    pub kept_session: SessionKey,
}

/// Whether the last passkey of an account may go.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LastPasskey {
    /// It may not.
    Keep,
    /// It may.
    Delete,
}

/// Whether a ceremony was stored.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Begun {
    /// It was.
    Stored,
    /// The session of the ceremony has ended.
    SessionGone,
}

/// Whether an account was created.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Created {
    /// It was.
    Stored,
    /// Somebody has the name.
    NameTaken,
    /// Somebody has the credential id.
    CredentialTaken,
    /// The session has ended.
    SessionGone,
}

/// Whether a passkey was added.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Added {
    /// It was.
    Stored,
    /// Somebody has the credential id.
    CredentialTaken,
    /// The account has as many as it can have.
    TooMany,
    /// There is no such account any more.
    AccountGone,
    /// The session that asks has ended.
    SessionGone,
}

/// Whether a passkey got another label.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Renamed {
    /// It did.
    Renamed,
    /// The account has no such passkey.
    Unknown,
    /// The session that asks has ended.
    SessionGone,
}

/// Whether a passkey was deleted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Deleted {
    /// It was.
    Deleted,
    /// It is the last one.
    IsLast,
    /// The account has no such passkey.
    Unknown,
    /// The session that asks has ended.
    SessionGone,
}

/// Whether the use of a passkey was stored.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Used {
    /// It was.
    Stored,
    /// The record is not the one that was judged, or gone.
    Changed,
    /// The session has ended.
    SessionGone,
}
