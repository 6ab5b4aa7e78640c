//! The rows of the store, as values.

/// SHA-256 of the token in a session cookie: the database does not hold what the browser holds.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct SessionKey(pub [u8; 32]);
/// 16 random bytes.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct CeremonyId(pub [u8; 16]);
/// 16 random bytes; not the user handle, which leaves the server.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct AccountId(pub [u8; 16]);

#[derive(Clone, Debug)]
pub struct Session {
    pub rp_id: String,
    pub account: Option<AccountId>,
    /// The passkey that was used last, if somebody is signed in.
    pub credential_id: Option<Vec<u8>>,
    /// When the person last proved who they are; zero for nobody.
    pub authenticated_at: i64,
    /// What the last proof was for: `sign-in`, `sign-up`, or the purpose of a step-up.
    pub purpose: String,
    pub created_at: i64,
    pub expires_at: i64,
}

/// A session is never changed in place: it gets a new key at sign-in, sign-up and step-up.
#[derive(Clone, Debug)]
pub struct SessionChange { pub old: SessionKey, pub new: SessionKey, pub session: Session }

#[derive(Clone, Debug)]
pub struct Ceremony {
    pub id: CeremonyId,
    pub session: SessionKey,
    pub kind: CeremonyKind,
    /// What the library's pending ceremony is stored as.
    pub state: Vec<u8>,
    /// What the form said, where an account is to be created: JSON of ours.
    pub details: String,
    pub purpose: String,
    pub created_at: i64,
    pub expires_at: i64,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CeremonyKind { Registration, Identified, Discoverable }

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Account {
    pub id: AccountId,
    pub rp_id: String,
    pub user_handle: Vec<u8>,
    /// As the person wrote it.
    pub name: String,
    /// As names are compared; unique within a relying party.
    pub name_key: String,
    pub display_name: String,
    pub created_at: i64,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Passkey {
    pub account: AccountId,
    pub rp_id: String,
    pub credential_id: Vec<u8>,
    /// `CredentialRecord::to_bytes`.
    pub record: Vec<u8>,
    pub label: String,
    /// As the authenticator says it; for display alone.
    pub aaguid: [u8; 16],
    pub created_at: i64,
    pub last_used_at: Option<i64>,
}

#[derive(Clone, Debug)]
pub struct PasskeyUse {
    pub rp_id: String,
    pub credential_id: Vec<u8>,
    /// The record that was judged.
    pub before: Vec<u8>,
    /// The record after it.
    pub after: Vec<u8>,
    pub used_at: i64,
}

#[derive(Clone, Debug)]
pub struct DecoySecrets { pub current: [u8; 32], pub previous: [u8; 32], pub current_since: i64 }

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Begun { Stored, Full }
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Created { Stored, NameTaken, CredentialTaken, SessionGone }
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Added { Stored, CredentialTaken, TooMany, AccountGone }
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LastPasskey { Keep, Delete }
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Deleted { Deleted, IsLast, Unknown }
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Used { Stored, Changed, SessionGone }

/// Why the database did not do it.
#[derive(Debug)]
pub struct StoreError;
