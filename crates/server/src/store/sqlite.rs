//! SQLite: a file on this machine, or memory.

use core::str::FromStr as _;
use core::time::Duration;
use std::io;
use std::path::Path;

use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous};
use sqlx::{Sqlite, SqlitePool, Transaction};

use super::error::StoreError;

#[path = "accepted_metadata.rs"]
mod accepted_metadata;
#[path = "migrations.rs"]
pub(super) mod migrations;
#[path = "statements.rs"]
pub(super) mod statements;

/// Readers at once; there is one writer.
const MAX_CONNECTIONS: u32 = 8;
/// How long a writer waits for another.
const BUSY_TIME: Duration = Duration::from_secs(5);

/// Read and written by nobody else.
#[cfg(unix)]
const OWNER_ALONE: u32 = 0o600;

/// How often a file is opened that another is making, and what lies between: two seconds, and making it takes a few milliseconds.
const OPEN_ATTEMPTS: u8 = 20;
const OPEN_PAUSE: Duration = Duration::from_millis(100);

type Database = Sqlite;
type Pool = SqlitePool;

/// Locks an account until the transaction ends. The transaction has locked all of them already.
const LOCK_ACCOUNT: &str = "SELECT id FROM accounts WHERE id = $1";

/// Finds a session that has not ended. The transaction has locked all of them already.
const LOCK_SESSION: &str = "SELECT key FROM sessions WHERE key = $1 AND expires_at > $2";

/// The versions of the schema, in order.
const MIGRATIONS: [&str; 2] = [
    include_str!("../../migrations/sqlite/0001_first.sql"),
    include_str!("../../migrations/sqlite/0002_metadata.sql"),
];

/// Opens a file, and creates it if there is none.
pub(super) async fn open(address: &str) -> Result<SqlitePool, StoreError> {
    let options = SqliteConnectOptions::from_str(address)
        .map_err(StoreError::Options)?
        .create_if_missing(true)
        .foreign_keys(true)
        .busy_timeout(BUSY_TIME)
        .synchronous(SqliteSynchronous::Full)
        .journal_mode(SqliteJournalMode::Wal);
    if !address.contains(":memory:") {
        keep_to_owner(options.get_filename())
            .map_err(|cause| StoreError::Connection(sqlx::Error::Io(cause)))?;
    }
    // Memory belongs to one connection, and is gone with it.
    let pool = if address.contains(":memory:") {
        SqlitePoolOptions::new().max_connections(1).min_connections(1).idle_timeout(None).max_lifetime(None)
    } else {
        SqlitePoolOptions::new().max_connections(MAX_CONNECTIONS)
    };
    // Two machines that make one file at once: whoever switches it to its journal does not wait for the other by itself.
    let mut attempts = 1_u8;
    loop {
        match pool.clone().connect_with(options.clone()).await.map_err(StoreError::Connection) {
            Err(cause) if cause.is_conflict() && attempts < OPEN_ATTEMPTS => {
                attempts = attempts.saturating_add(1);
                tokio::time::sleep(OPEN_PAUSE).await;
            }
            opened => return opened,
        }
    }
}

/// Creates the file, if there is none, for its owner alone: what SQLite puts beside it gets the same mode. One that is there keeps
/// the mode that its operator gave it.
#[cfg(unix)]
fn keep_to_owner(file: &Path) -> io::Result<()> {
    use std::os::unix::fs::OpenOptionsExt as _;
    let created = std::fs::OpenOptions::new().write(true).create_new(true).mode(OWNER_ALONE).open(file);
    match created {
        Err(cause) if cause.kind() != io::ErrorKind::AlreadyExists => Err(cause),
        _ => Ok(()),
    }
}

#[cfg(not(unix))]
fn keep_to_owner(_: &Path) -> io::Result<()> {
    Ok(())
}

/// Begins a transaction that writes: it takes the lock at once, so that what it reads stays true.
async fn begin(pool: &SqlitePool) -> Result<Transaction<'static, Sqlite>, StoreError> {
    Ok(pool.begin_with("BEGIN IMMEDIATE").await?)
}

/// One machine at a time brings the schema up to date: the transaction has the lock.
const LOCK_SCHEMA: &str = "SELECT 1";
