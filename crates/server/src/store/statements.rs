//! The statements: the same text for each database. What belongs together is one transaction.

use sqlx::{Row, Transaction};

pub(in crate::store) use super::accepted_metadata::{accept_metadata, metadata};
use super::{Database, LOCK_ACCOUNT, LOCK_SESSION, Pool, begin};
use crate::store::error::StoreError;
use crate::store::types::*;
use crate::store::{
    DECOY_PERIOD_SECONDS, MAX_ANONYMOUS_SESSIONS, MAX_CEREMONIES_PER_SESSION, MAX_PASSKEYS, SWEPT_ROWS,
};

pub(super) type DatabaseRow = <Database as sqlx::Database>::Row;
type Changing = Transaction<'static, Database>;

/// Bytes of a column that has a fixed length.
pub(super) fn fixed<const N: usize>(row: &DatabaseRow, column: &'static str) -> Result<[u8; N], StoreError> {
    let bytes: Vec<u8> = row.try_get(column)?;
    bytes.try_into().map_err(|_| StoreError::Row(column))
}

pub(in crate::store) async fn ready(pool: &Pool) -> Result<(), StoreError> {
    sqlx::query("SELECT 1").execute(pool).await?;
    Ok(())
}

// Sessions.

pub(in crate::store) async fn session(
    pool: &Pool,
    key: &SessionKey,
    now: i64,
) -> Result<Option<Session>, StoreError> {
    let statement = "SELECT rp_id, account_id, credential_id, authenticated_at, purpose, created_at, expires_at \
        FROM sessions WHERE key = $1 AND expires_at > $2";
    let row = sqlx::query(statement).bind(&key.0[..]).bind(now).fetch_optional(pool).await?;
    row.as_ref().map(read_session).transpose()
}

fn read_session(row: &DatabaseRow) -> Result<Session, StoreError> {
    let account: Option<Vec<u8>> = row.try_get("account_id")?;
    let account = account.map(|bytes| bytes.try_into().map(AccountId)).transpose();
    Ok(Session {
        rp_id: row.try_get("rp_id")?,
        account: account.map_err(|_| StoreError::Row("account_id"))?,
        credential_id: row.try_get("credential_id")?,
        authenticated_at: row.try_get("authenticated_at")?,
        purpose: row.try_get("purpose")?,
        created_at: row.try_get("created_at")?,
        expires_at: row.try_get("expires_at")?,
    })
}

pub(in crate::store) async fn begin_session(
    pool: &Pool,
    key: &SessionKey,
    session: &Session,
) -> Result<(), StoreError> {
    let mut transaction = begin(pool).await?;
    let statement = "SELECT COUNT(*) AS number FROM sessions WHERE account_id IS NULL";
    let number: i64 = sqlx::query(statement).fetch_one(&mut *transaction).await?.try_get("number")?;
    if number >= MAX_ANONYMOUS_SESSIONS {
        let oldest = "DELETE FROM sessions WHERE key IN \
            (SELECT key FROM sessions WHERE account_id IS NULL ORDER BY expires_at, key LIMIT $1)";
        let surplus = number.saturating_sub(MAX_ANONYMOUS_SESSIONS).saturating_add(1);
        sqlx::query(oldest).bind(surplus).execute(&mut *transaction).await?;
    }
    // Only a proof signs somebody in.
    let nobody = Session { account: None, credential_id: None, ..session.clone() };
    insert_session(&mut transaction, key, &nobody).await?;
    transaction.commit().await?;
    Ok(())
}

async fn insert_session(
    transaction: &mut Changing,
    key: &SessionKey,
    session: &Session,
) -> Result<(), StoreError> {
    let statement = "INSERT INTO sessions \
        (key, rp_id, account_id, credential_id, authenticated_at, purpose, created_at, expires_at) \
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";
    sqlx::query(statement)
        .bind(&key.0[..])
        .bind(&session.rp_id)
        .bind(session.account.as_ref().map(|account| &account.0[..]))
        .bind(session.credential_id.as_deref())
        .bind(session.authenticated_at)
        .bind(&session.purpose)
        .bind(session.created_at)
        .bind(session.expires_at)
        .execute(&mut **transaction)
        .await?;
    Ok(())
}

/// Puts the new session in the place of the old one, if that is still there; what had begun in the old one ends with it.
async fn change_session(transaction: &mut Changing, change: &SessionChange) -> Result<bool, StoreError> {
    let statement = "DELETE FROM sessions WHERE key = $1 AND expires_at > $2 AND rp_id = $3";
    let deleted = sqlx::query(statement)
        .bind(&change.old.0[..])
        .bind(change.session.created_at)
        .bind(&change.session.rp_id)
        .execute(&mut **transaction)
        .await?;
    if deleted.rows_affected() == 0 {
        return Ok(false);
    }
    insert_session(transaction, &change.new, &change.session).await?;
    Ok(true)
}

pub(in crate::store) async fn end_session(pool: &Pool, key: &SessionKey) -> Result<(), StoreError> {
    sqlx::query("DELETE FROM sessions WHERE key = $1").bind(&key.0[..]).execute(pool).await?;
    Ok(())
}

// Ceremonies.

pub(in crate::store) async fn begin_ceremony(pool: &Pool, ceremony: &Ceremony) -> Result<Begun, StoreError> {
    let mut transaction = begin(pool).await?;
    // One at a time, so that the bound holds; and the session first, in the order in which its end takes the locks.
    let locked = sqlx::query(LOCK_SESSION)
        .bind(&ceremony.session.0[..])
        .bind(ceremony.created_at)
        .fetch_optional(&mut *transaction)
        .await?;
    if locked.is_none() {
        return Ok(Begun::SessionGone);
    }
    let oldest = "DELETE FROM ceremonies WHERE session_key = $1 AND id NOT IN \
        (SELECT id FROM ceremonies WHERE session_key = $1 ORDER BY created_at DESC, id LIMIT $2)";
    sqlx::query(oldest)
        .bind(&ceremony.session.0[..])
        .bind(MAX_CEREMONIES_PER_SESSION.saturating_sub(1))
        .execute(&mut *transaction)
        .await?;
    let statement = "INSERT INTO ceremonies (id, session_key, kind, state, details, purpose, created_at, expires_at) \
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";
    sqlx::query(statement)
        .bind(&ceremony.id.0[..])
        .bind(&ceremony.session.0[..])
        .bind(ceremony.kind.number())
        .bind(&ceremony.state)
        .bind(&ceremony.details)
        .bind(&ceremony.purpose)
        .bind(ceremony.created_at)
        .bind(ceremony.expires_at)
        .execute(&mut *transaction)
        .await?;
    transaction.commit().await?;
    Ok(Begun::Stored)
}

pub(in crate::store) async fn take_ceremony(
    pool: &Pool,
    id: &CeremonyId,
    session: &SessionKey,
    now: i64,
) -> Result<Option<Ceremony>, StoreError> {
    let statement = "DELETE FROM ceremonies WHERE id = $1 AND session_key = $2 AND expires_at > $3 \
        AND EXISTS (SELECT 1 FROM sessions WHERE key = $2 AND sessions.expires_at > $3) \
        RETURNING kind, state, details, purpose, created_at, expires_at";
    // All rows, though there is one at most: SQLite commits after the last, and a commit that fails must not go unseen.
    let rows = sqlx::query(statement).bind(&id.0[..]).bind(&session.0[..]).bind(now).fetch_all(pool).await?;
    let Some(row) = rows.first() else { return Ok(None) };
    Ok(Some(Ceremony {
        id: *id,
        session: *session,
        kind: CeremonyKind::from_number(row.try_get("kind")?).ok_or(StoreError::Row("kind"))?,
        state: row.try_get("state")?,
        details: row.try_get("details")?,
        purpose: row.try_get("purpose")?,
        created_at: row.try_get("created_at")?,
        expires_at: row.try_get("expires_at")?,
    }))
}

// Accounts.

pub(in crate::store) async fn create_account(
    pool: &Pool,
    account: &Account,
    passkey: &Passkey,
    change: &SessionChange,
) -> Result<Created, StoreError> {
    let mut transaction = begin(pool).await?;
    let statement = "INSERT INTO accounts (id, rp_id, user_handle, name, name_key, display_name, created_at) \
        VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (rp_id, name_key) DO NOTHING";
    let inserted = sqlx::query(statement)
        .bind(&account.id.0[..])
        .bind(&account.rp_id)
        .bind(&account.user_handle)
        .bind(&account.name)
        .bind(&account.name_key)
        .bind(&account.display_name)
        .bind(account.created_at)
        .execute(&mut *transaction)
        .await?;
    if inserted.rows_affected() == 0 {
        return Ok(Created::NameTaken);
    }
    if !insert_passkey(&mut transaction, passkey).await? {
        return Ok(Created::CredentialTaken);
    }
    if !change_session(&mut transaction, change).await? {
        return Ok(Created::SessionGone);
    }
    transaction.commit().await?;
    Ok(Created::Stored)
}

fn read_account(row: &DatabaseRow) -> Result<Account, StoreError> {
    Ok(Account {
        id: AccountId(fixed(row, "id")?),
        rp_id: row.try_get("rp_id")?,
        user_handle: row.try_get("user_handle")?,
        name: row.try_get("name")?,
        name_key: row.try_get("name_key")?,
        display_name: row.try_get("display_name")?,
        created_at: row.try_get("account_created_at")?,
    })
}

pub(in crate::store) async fn account(pool: &Pool, id: &AccountId) -> Result<Option<Account>, StoreError> {
    let statement = "SELECT id, rp_id, user_handle, name, name_key, display_name, created_at AS account_created_at \
        FROM accounts WHERE id = $1";
    let row = sqlx::query(statement).bind(&id.0[..]).fetch_optional(pool).await?;
    row.as_ref().map(read_account).transpose()
}

pub(in crate::store) async fn account_by_name(
    pool: &Pool,
    rp_id: &str,
    name_key: &str,
) -> Result<Option<Account>, StoreError> {
    let statement = "SELECT id, rp_id, user_handle, name, name_key, display_name, created_at AS account_created_at \
        FROM accounts WHERE rp_id = $1 AND name_key = $2";
    let row = sqlx::query(statement).bind(rp_id).bind(name_key).fetch_optional(pool).await?;
    row.as_ref().map(read_account).transpose()
}

/// Locks an account for what a session of its person asks for; `false` where that has ended.
async fn lock_for(
    transaction: &mut Changing,
    account: &AccountId,
    session: &SessionKey,
) -> Result<bool, StoreError> {
    sqlx::query(LOCK_ACCOUNT).bind(&account.0[..]).fetch_optional(&mut **transaction).await?;
    is_session_of(transaction, session, account).await
}

pub(in crate::store) async fn rename_account(
    pool: &Pool,
    id: &AccountId,
    display_name: &str,
    session: &SessionKey,
) -> Result<bool, StoreError> {
    let mut transaction = begin(pool).await?;
    if !lock_for(&mut transaction, id, session).await? {
        return Ok(false);
    }
    let statement = "UPDATE accounts SET display_name = $2 WHERE id = $1";
    sqlx::query(statement).bind(&id.0[..]).bind(display_name).execute(&mut *transaction).await?;
    transaction.commit().await?;
    Ok(true)
}

pub(in crate::store) async fn delete_account(
    pool: &Pool,
    id: &AccountId,
    session: &SessionKey,
) -> Result<bool, StoreError> {
    let mut transaction = begin(pool).await?;
    if !lock_for(&mut transaction, id, session).await? {
        return Ok(false);
    }
    sqlx::query("DELETE FROM accounts WHERE id = $1").bind(&id.0[..]).execute(&mut *transaction).await?;
    transaction.commit().await?;
    Ok(true)
}

// Passkeys.

fn read_passkey(row: &DatabaseRow) -> Result<Passkey, StoreError> {
    Ok(Passkey {
        account: AccountId(fixed(row, "account_id")?),
        rp_id: row.try_get("rp_id")?,
        credential_id: row.try_get("credential_id")?,
        record: row.try_get("record")?,
        label: row.try_get("label")?,
        aaguid: fixed(row, "aaguid")?,
        attested_model: row.try_get("attested_model")?,
        created_at: row.try_get("created_at")?,
        last_used_at: row.try_get("last_used_at")?,
    })
}

pub(in crate::store) async fn passkey(
    pool: &Pool,
    rp_id: &str,
    credential_id: &[u8],
) -> Result<Option<(Passkey, Account)>, StoreError> {
    let statement = "SELECT passkeys.rp_id, credential_id, account_id, record, label, aaguid, attested_model, \
        passkeys.created_at, last_used_at, id, user_handle, name, name_key, display_name, accounts.created_at AS account_created_at \
        FROM passkeys JOIN accounts ON id = account_id WHERE passkeys.rp_id = $1 AND credential_id = $2";
    let row = sqlx::query(statement).bind(rp_id).bind(credential_id).fetch_optional(pool).await?;
    row.as_ref().map(|row| Ok((read_passkey(row)?, read_account(row)?))).transpose()
}

pub(in crate::store) async fn passkeys(pool: &Pool, account: &AccountId) -> Result<Vec<Passkey>, StoreError> {
    let statement = "SELECT rp_id, credential_id, account_id, record, label, aaguid, attested_model, created_at, \
        last_used_at FROM passkeys WHERE account_id = $1 ORDER BY created_at, credential_id LIMIT $2";
    let rows = sqlx::query(statement).bind(&account.0[..]).bind(MAX_PASSKEYS).fetch_all(pool).await?;
    rows.iter().map(read_passkey).collect()
}

/// Inserts a passkey, unless the relying party has its id.
async fn insert_passkey(transaction: &mut Changing, passkey: &Passkey) -> Result<bool, StoreError> {
    let statement = "INSERT INTO passkeys \
        (rp_id, credential_id, account_id, record, label, aaguid, attested_model, created_at, last_used_at) \
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT (rp_id, credential_id) DO NOTHING";
    let inserted = sqlx::query(statement)
        .bind(&passkey.rp_id)
        .bind(&passkey.credential_id)
        .bind(&passkey.account.0[..])
        .bind(&passkey.record)
        .bind(&passkey.label)
        .bind(&passkey.aaguid[..])
        .bind(passkey.attested_model.as_deref())
        .bind(passkey.created_at)
        .bind(passkey.last_used_at)
        .execute(&mut **transaction)
        .await?;
    Ok(inserted.rows_affected() > 0)
}

/// Locks an account against other changes of its passkeys; how many it has, if it is there.
async fn lock_account(transaction: &mut Changing, account: &AccountId) -> Result<Option<i64>, StoreError> {
    let locked = sqlx::query(LOCK_ACCOUNT).bind(&account.0[..]).fetch_optional(&mut **transaction).await?;
    if locked.is_none() {
        return Ok(None);
    }
    let statement = "SELECT COUNT(*) AS number FROM passkeys WHERE account_id = $1";
    let row = sqlx::query(statement).bind(&account.0[..]).fetch_one(&mut **transaction).await?;
    Ok(Some(row.try_get("number")?))
}

/// Whether a session is still the account's. Under the lock of the account: who ends sessions of others has had it, or waits.
async fn is_session_of(
    transaction: &mut Changing,
    session: &SessionKey,
    account: &AccountId,
) -> Result<bool, StoreError> {
    let statement = "SELECT key FROM sessions WHERE key = $1 AND account_id = $2";
    let found = sqlx::query(statement)
        .bind(&session.0[..])
        .bind(&account.0[..])
        .fetch_optional(&mut **transaction)
        .await?;
    Ok(found.is_some())
}

pub(in crate::store) async fn add_passkey(
    pool: &Pool,
    passkey: &Passkey,
    session: &SessionKey,
) -> Result<Added, StoreError> {
    let mut transaction = begin(pool).await?;
    match lock_account(&mut transaction, &passkey.account).await? {
        None => return Ok(Added::AccountGone),
        Some(MAX_PASSKEYS..) => return Ok(Added::TooMany),
        Some(_) => {}
    }
    if !is_session_of(&mut transaction, session, &passkey.account).await? {
        return Ok(Added::SessionGone);
    }
    if !insert_passkey(&mut transaction, passkey).await? {
        return Ok(Added::CredentialTaken);
    }
    transaction.commit().await?;
    Ok(Added::Stored)
}

pub(in crate::store) async fn rename_passkey(
    pool: &Pool,
    account: &AccountId,
    credential_id: &[u8],
    label: &str,
    session: &SessionKey,
) -> Result<Renamed, StoreError> {
    let mut transaction = begin(pool).await?;
    if !lock_for(&mut transaction, account, session).await? {
        return Ok(Renamed::SessionGone);
    }
    let statement = "UPDATE passkeys SET label = $3 WHERE account_id = $1 AND credential_id = $2";
    let updated = sqlx::query(statement)
        .bind(&account.0[..])
        .bind(credential_id)
        .bind(label)
        .execute(&mut *transaction)
        .await?;
    if updated.rows_affected() == 0 {
        return Ok(Renamed::Unknown);
    }
    transaction.commit().await?;
    Ok(Renamed::Renamed)
}

pub(in crate::store) async fn delete_passkey(
    pool: &Pool,
    account: &AccountId,
    credential_id: &[u8],
    deletion: Deletion,
) -> Result<Deleted, StoreError> {
    let mut transaction = begin(pool).await?;
    let number = lock_account(&mut transaction, account).await?.unwrap_or_default();
    if !is_session_of(&mut transaction, &deletion.kept_session, account).await? {
        return Ok(Deleted::SessionGone);
    }
    let statement = "DELETE FROM passkeys WHERE account_id = $1 AND credential_id = $2";
    let deleted =
        sqlx::query(statement).bind(&account.0[..]).bind(credential_id).execute(&mut *transaction).await?;
    if deleted.rows_affected() == 0 {
        return Ok(Deleted::Unknown);
    }
    if number <= 1 && deletion.last == LastPasskey::Keep {
        return Ok(Deleted::IsLast);
    }
    // Who signed in with it elsewhere is signed out.
    let statement = "DELETE FROM sessions WHERE account_id = $1 AND credential_id = $2 AND key <> $3";
    sqlx::query(statement)
        .bind(&account.0[..])
        .bind(credential_id)
        .bind(&deletion.kept_session.0[..])
        .execute(&mut *transaction)
        .await?;
    transaction.commit().await?;
    Ok(Deleted::Deleted)
}

pub(in crate::store) async fn sign_in(
    pool: &Pool,
    used: &PasskeyUse,
    change: &SessionChange,
) -> Result<Used, StoreError> {
    let mut transaction = begin(pool).await?;
    // The account first, in the order in which its deletion takes the locks.
    let Some(account) = &change.session.account else { return Ok(Used::Changed) };
    if lock_account(&mut transaction, account).await?.is_none() {
        return Ok(Used::Changed);
    }
    let statement = "UPDATE passkeys SET record = $4, last_used_at = $5 \
        WHERE rp_id = $1 AND credential_id = $2 AND record = $3 AND account_id = $6";
    let updated = sqlx::query(statement)
        .bind(&used.rp_id)
        .bind(&used.credential_id)
        .bind(&used.before)
        .bind(&used.after)
        .bind(used.used_at)
        .bind(&account.0[..])
        .execute(&mut *transaction)
        .await?;
    if updated.rows_affected() == 0 {
        return Ok(Used::Changed);
    }
    if !change_session(&mut transaction, change).await? {
        return Ok(Used::SessionGone);
    }
    transaction.commit().await?;
    Ok(Used::Stored)
}

// Secrets, and what has expired.

pub(in crate::store) async fn decoy_secrets(
    pool: &Pool,
    fresh: &[u8; 32],
    now: i64,
) -> Result<DecoySecrets, StoreError> {
    if let Some(secrets) = read_decoy_secrets(pool).await?
        && now < secrets.current_since.saturating_add(DECOY_PERIOD_SECONDS)
    {
        return Ok(secrets);
    }
    let first = "INSERT INTO decoy_secrets (only_one, current_secret, previous_secret, current_since) \
        VALUES (1, $1, $1, $2) ON CONFLICT (only_one) DO NOTHING";
    sqlx::query(first).bind(&fresh[..]).bind(now).execute(pool).await?;
    let next = "UPDATE decoy_secrets SET previous_secret = current_secret, current_secret = $1, current_since = $2 \
        WHERE current_since <= $3";
    let due = now.saturating_sub(DECOY_PERIOD_SECONDS);
    sqlx::query(next).bind(&fresh[..]).bind(now).bind(due).execute(pool).await?;
    read_decoy_secrets(pool).await?.ok_or(StoreError::Row("decoy_secrets"))
}

async fn read_decoy_secrets(pool: &Pool) -> Result<Option<DecoySecrets>, StoreError> {
    let statement = "SELECT current_secret, previous_secret, current_since FROM decoy_secrets";
    let Some(row) = sqlx::query(statement).fetch_optional(pool).await? else { return Ok(None) };
    Ok(Some(DecoySecrets {
        current: fixed(&row, "current_secret")?,
        previous: fixed(&row, "previous_secret")?,
        current_since: row.try_get("current_since")?,
    }))
}

pub(in crate::store) async fn sweep(pool: &Pool, now: i64) -> Result<u64, StoreError> {
    let mut swept = 0_u64;
    for statement in [
        "DELETE FROM ceremonies WHERE id IN (SELECT id FROM ceremonies WHERE expires_at <= $1 LIMIT $2)",
        "DELETE FROM sessions WHERE key IN (SELECT key FROM sessions WHERE expires_at <= $1 LIMIT $2)",
    ] {
        let deleted = sqlx::query(statement).bind(now).bind(SWEPT_ROWS).execute(pool).await?;
        swept = swept.saturating_add(deleted.rows_affected());
    }
    Ok(swept)
}
