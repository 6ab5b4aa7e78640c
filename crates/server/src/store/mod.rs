//! What the server keeps: accounts, passkeys, sessions, pending ceremonies, secrets. SQLite or PostgreSQL, the same
//! statements on both.
//!
//! Every method is one transaction. Times are seconds since 1970 UTC and come from the caller. What is compared byte for
//! byte (credential ids, user handles, hashes of session tokens) stands in binary columns.

use crate::store::types::*;

mod types;

pub use types::*;

/// A database, shared by all tasks.
#[derive(Clone, Debug)]
pub struct Store {}

impl Store {
    /// Connects, creates the SQLite file if there is none, and brings the schema up to date under a lock, so that several
    /// machines may start at once. `url` is `sqlite:PATH`, `sqlite::memory:` or `postgres://…`.
    pub async fn open(url: &str) -> Result<Self, StoreError> { todo!() }
    /// Whether the database answers.
    pub async fn ready(&self) -> Result<(), StoreError> { todo!() }
    /// Waits for what is running and closes the connections.
    pub async fn close(&self) { todo!() }

    /// The session of a token that is not expired at `now`.
    pub async fn session(&self, key: &SessionKey, now: i64) -> Result<Option<Session>, StoreError> { todo!() }
    /// Stores a session of nobody. `Full` beyond `MAX_ANONYMOUS_SESSIONS` (a bound on what strangers can fill).
    pub async fn begin_session(&self, key: &SessionKey, session: &Session) -> Result<Begun, StoreError> { todo!() }
    /// Ends a session and drops its pending ceremonies.
    pub async fn end_session(&self, key: &SessionKey) -> Result<(), StoreError> { todo!() }

    /// Stores a pending ceremony of a session; the oldest of the session goes when it has `MAX_CEREMONIES_PER_SESSION`.
    pub async fn begin_ceremony(&self, ceremony: &Ceremony) -> Result<Begun, StoreError> { todo!() }
    /// Takes a ceremony out: of two that ask at once, one gets it. Only with the session that began it, not expired.
    pub async fn take_ceremony(&self, id: &CeremonyId, session: &SessionKey, now: i64) -> Result<Option<Ceremony>, StoreError> { todo!() }

    /// Creates an account with its first passkey, and replaces the session by one that is signed in.
    pub async fn create_account(&self, account: &Account, passkey: &Passkey, change: &SessionChange) -> Result<Created, StoreError> { todo!() }
    pub async fn account(&self, id: &AccountId) -> Result<Option<Account>, StoreError> { todo!() }
    pub async fn account_by_name(&self, rp_id: &str, name_key: &str) -> Result<Option<Account>, StoreError> { todo!() }
    pub async fn rename_account(&self, id: &AccountId, display_name: &str) -> Result<bool, StoreError> { todo!() }
    /// Deletes an account with all its passkeys, sessions and ceremonies.
    pub async fn delete_account(&self, id: &AccountId) -> Result<bool, StoreError> { todo!() }

    /// A passkey and its account, by credential id, which is unique within a relying party.
    pub async fn passkey(&self, rp_id: &str, credential_id: &[u8]) -> Result<Option<(Passkey, Account)>, StoreError> { todo!() }
    /// The passkeys of an account, oldest first.
    pub async fn passkeys(&self, account: &AccountId) -> Result<Vec<Passkey>, StoreError> { todo!() }
    pub async fn add_passkey(&self, passkey: &Passkey) -> Result<Added, StoreError> { todo!() }
    pub async fn rename_passkey(&self, account: &AccountId, credential_id: &[u8], label: &str) -> Result<bool, StoreError> { todo!() }
    /// Deletes a passkey; `last` says whether the last one of the account may go.
    pub async fn delete_passkey(&self, account: &AccountId, credential_id: &[u8], last: LastPasskey) -> Result<Deleted, StoreError> { todo!() }

    /// What a sign-in changes, at once: the record (only if it is still the one that was judged: compare-and-set on the
    /// stored bytes, and so on the counter), its last use, and the session, which gets a new key.
    pub async fn sign_in(&self, use_: &PasskeyUse, change: &SessionChange) -> Result<Used, StoreError> { todo!() }

    /// The secrets of decoys, newest first, two at most; made at first use, the older one replaced after `DECOY_PERIOD_SECONDS`.
    pub async fn decoy_secrets(&self, fresh: &[u8; 32], now: i64) -> Result<DecoySecrets, StoreError> { todo!() }
    /// Deletes what has expired, a bounded number of rows at a time; how many went.
    pub async fn sweep(&self, now: i64) -> Result<u64, StoreError> { todo!() }
}
