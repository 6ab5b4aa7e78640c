//! What the server keeps: accounts, passkeys, sessions, pending ceremonies, the secrets of decoys, and which metadata was accepted.
//! SQLite or PostgreSQL, the same statements on both.
//!
//! Times are seconds since 1970 UTC and come from the caller. What is compared byte for byte (credential ids, user handles,
//! hashes of session tokens) stands in binary columns, so that no collation has a say. Values are bound, never written into
//! a statement.

mod error;
#[expect(clippy::duplicate_mod, reason = "the same statements for the types of each database")]
mod postgres;
mod sqlite;
mod types;

pub use error::StoreError;
pub use types::*;

/// Passkeys that an account can have: each device of a person, with room to spare.
pub const MAX_PASSKEYS: i64 = 50;
/// Sessions of nobody at once, so that strangers cannot fill the disk. The oldest goes: whoever wants to keep others from
/// signing in has to make as many in the minute that a sign-in takes.
pub const MAX_ANONYMOUS_SESSIONS: i64 = 50_000;
/// Ceremonies that a session can have begun: one in autofill and those of a few open pages. The oldest goes.
pub const MAX_CEREMONIES_PER_SESSION: i64 = 8;
/// How long a secret of decoys is the current one: as long as people keep a device, and shorter than an attacker waits.
pub const DECOY_PERIOD_SECONDS: i64 = 180 * 24 * 60 * 60;
/// Rows of one table that are swept at a time.
const SWEPT_ROWS: i64 = 10_000;
/// How often a transaction is tried that conflicts with others. Locks are taken in one order (account, passkey, session,
/// ceremony), so that few do.
const MAX_ATTEMPTS: u8 = 3;

/// A database, shared by all tasks.
#[derive(Clone, Debug)]
pub struct Store {
    database: Database,
}

#[derive(Clone, Debug)]
enum Database {
    Sqlite(sqlx::SqlitePool),
    Postgres(sqlx::PgPool),
}

/// The same function of each database, once more where a conflict undid it.
macro_rules! on {
    ($self:ident.$function:ident($($argument:expr),*)) => {{
        let mut attempts = 1_u8;
        loop {
            let result = match &$self.database {
                Database::Sqlite(pool) => sqlite::statements::$function(pool, $($argument),*).await,
                Database::Postgres(pool) => postgres::statements::$function(pool, $($argument),*).await,
            };
            match result {
                Err(cause) if cause.is_conflict() && attempts < MAX_ATTEMPTS => attempts = attempts.saturating_add(1),
                result => break result,
            }
        }
    }};
}

impl Store {
    /// Connects, creates the file of SQLite if there is none, and brings the schema up to date under a lock, so that several
    /// machines may start at once. `address` is `sqlite:PATH`, `sqlite::memory:` or `postgres://…`.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn open(address: &str) -> Result<Self, StoreError> {
        let database = if address.starts_with("sqlite:") {
            let pool = sqlite::open(address).await?;
            sqlite::migrations::migrate(&pool).await?;
            Database::Sqlite(pool)
        } else if address.starts_with("postgres://") || address.starts_with("postgresql://") {
            let pool = postgres::open(address).await?;
            postgres::migrations::migrate(&pool).await?;
            Database::Postgres(pool)
        } else {
            return Err(StoreError::Address);
        };
        Ok(Self { database })
    }

    /// Waits for what is running and closes the connections.
    pub async fn close(&self) {
        match &self.database {
            Database::Sqlite(pool) => pool.close().await,
            Database::Postgres(pool) => pool.close().await,
        }
    }

    /// Whether the database answers.
    ///
    /// # Errors
    /// [`StoreError`], as of all methods.
    pub async fn ready(&self) -> Result<(), StoreError> {
        on!(self.ready())
    }

    /// The session of a token that is not expired at `now`.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn session(&self, key: &SessionKey, now: i64) -> Result<Option<Session>, StoreError> {
        on!(self.session(key, now))
    }

    /// Stores a session of nobody. Beyond [`MAX_ANONYMOUS_SESSIONS`] the one goes that would have ended first.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn begin_session(&self, key: &SessionKey, session: &Session) -> Result<(), StoreError> {
        on!(self.begin_session(key, session))
    }

    /// Ends a session and drops its pending ceremonies.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn end_session(&self, key: &SessionKey) -> Result<(), StoreError> {
        on!(self.end_session(key))
    }

    /// Stores a pending ceremony of a session. The oldest of the session goes beyond [`MAX_CEREMONIES_PER_SESSION`].
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn begin_ceremony(&self, ceremony: &Ceremony) -> Result<Begun, StoreError> {
        on!(self.begin_ceremony(ceremony))
    }

    /// Takes a ceremony out, for the session that began it, if it is not expired. Of two that ask at once, one gets it.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn take_ceremony(
        &self,
        id: &CeremonyId,
        session: &SessionKey,
        now: i64,
    ) -> Result<Option<Ceremony>, StoreError> {
        on!(self.take_ceremony(id, session, now))
    }

    /// Creates an account with its first passkey, and puts a session in which its person is signed in in the place of the
    /// old one; or does nothing of it.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn create_account(
        &self,
        account: &Account,
        passkey: &Passkey,
        change: &SessionChange,
    ) -> Result<Created, StoreError> {
        on!(self.create_account(account, passkey, change))
    }

    /// An account.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn account(&self, id: &AccountId) -> Result<Option<Account>, StoreError> {
        on!(self.account(id))
    }

    /// The account that has a name, as names are compared.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn account_by_name(&self, rp_id: &str, name_key: &str) -> Result<Option<Account>, StoreError> {
        on!(self.account_by_name(rp_id, name_key))
    }

    /// Changes the display name; `false` where the session that asks has ended, or the account.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn rename_account(
        &self,
        id: &AccountId,
        display_name: &str,
        session: &SessionKey,
    ) -> Result<bool, StoreError> {
        on!(self.rename_account(id, display_name, session))
    }

    /// Deletes an account with all its passkeys, sessions and ceremonies; `false` where the session that asks has ended, or
    /// the account.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn delete_account(&self, id: &AccountId, session: &SessionKey) -> Result<bool, StoreError> {
        on!(self.delete_account(id, session))
    }

    /// A passkey and its account, by credential id, which is unique within a relying party.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn passkey(
        &self,
        rp_id: &str,
        credential_id: &[u8],
    ) -> Result<Option<(Passkey, Account)>, StoreError> {
        on!(self.passkey(rp_id, credential_id))
    }

    /// The passkeys of an account, oldest first.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn passkeys(&self, account: &AccountId) -> Result<Vec<Passkey>, StoreError> {
        on!(self.passkeys(account))
    }

    /// Adds a passkey to its account, up to [`MAX_PASSKEYS`], if the session that asks has not ended meanwhile: a passkey that
    /// was deleted because it was stolen leaves none behind.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn add_passkey(&self, passkey: &Passkey, session: &SessionKey) -> Result<Added, StoreError> {
        on!(self.add_passkey(passkey, session))
    }

    /// Changes the label of a passkey of an account, if the session that asks has not ended meanwhile.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn rename_passkey(
        &self,
        account: &AccountId,
        credential_id: &[u8],
        label: &str,
        session: &SessionKey,
    ) -> Result<Renamed, StoreError> {
        on!(self.rename_passkey(account, credential_id, label, session))
    }

    /// Deletes a passkey of an account, and the sessions that it opened but the one that asks.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn delete_passkey(
        &self,
        account: &AccountId,
        credential_id: &[u8],
        deletion: Deletion,
    ) -> Result<Deleted, StoreError> {
        on!(self.delete_passkey(account, credential_id, deletion))
    }

    /// What a proof changes, at once or not at all: the record, if it is still the one that was judged (compare-and-set on
    /// the stored bytes, and so on the sign count), its last use, and the session, which gets a new key.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn sign_in(&self, used: &PasskeyUse, change: &SessionChange) -> Result<Used, StoreError> {
        on!(self.sign_in(used, change))
    }

    /// The secrets of decoys, which are made at the first use and after [`DECOY_PERIOD_SECONDS`] of `fresh` bytes. Machines
    /// that ask at once get the same.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn decoy_secrets(&self, fresh: &[u8; 32], now: i64) -> Result<DecoySecrets, StoreError> {
        on!(self.decoy_secrets(fresh, now))
    }

    /// The last blob of a metadata service that was accepted by any machine.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn metadata(&self, service: &str) -> Result<Option<AcceptedMetadata>, StoreError> {
        on!(self.metadata(service))
    }

    /// Notes that a blob was accepted, if its number is higher than the last one's; which one is the last now. It is another
    /// one where a machine accepted that meanwhile.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn accept_metadata(
        &self,
        service: &str,
        accepted: &AcceptedMetadata,
    ) -> Result<AcceptedMetadata, StoreError> {
        on!(self.accept_metadata(service, accepted))
    }

    /// Deletes what has expired, a bounded number of rows at a time; how many went.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn sweep(&self, now: i64) -> Result<u64, StoreError> {
        on!(self.sweep(now))
    }
}
