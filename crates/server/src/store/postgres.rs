//! PostgreSQL: for many machines.

use core::str::FromStr as _;
use core::time::Duration;

use sqlx::postgres::{PgConnectOptions, PgPoolOptions};
use sqlx::{PgPool, Postgres, Transaction};

use super::error::StoreError;

#[path = "accepted_metadata.rs"]
mod accepted_metadata;
#[path = "migrations.rs"]
pub(super) mod migrations;
#[path = "statements.rs"]
pub(super) mod statements;

/// Connections of one server: several machines stay below the 100 that PostgreSQL accepts by default.
const MAX_CONNECTIONS: u32 = 16;
/// How long a request waits for a connection.
const ACQUIRE_TIME: Duration = Duration::from_secs(5);

type Database = Postgres;
type Pool = PgPool;

/// How long a statement may run, and a transaction may wait for its next statement: a machine that hangs lets go of its locks.
const STATEMENT_TIME: &str = "10s";

/// Locks an account until the transaction ends.
const LOCK_ACCOUNT: &str = "SELECT id FROM accounts WHERE id = $1 FOR UPDATE";

/// Locks a session that has not ended until the transaction ends.
const LOCK_SESSION: &str = "SELECT key FROM sessions WHERE key = $1 AND expires_at > $2 FOR UPDATE";

/// The versions of the schema, in order.
const MIGRATIONS: [&str; 2] = [
    include_str!("../../migrations/postgres/0001_first.sql"),
    include_str!("../../migrations/postgres/0002_metadata.sql"),
];

/// Connects.
pub(super) async fn open(address: &str) -> Result<PgPool, StoreError> {
    let options = PgConnectOptions::from_str(address).map_err(StoreError::Options)?.options([
        ("statement_timeout", STATEMENT_TIME),
        ("idle_in_transaction_session_timeout", STATEMENT_TIME),
    ]);
    let pool = PgPoolOptions::new().max_connections(MAX_CONNECTIONS).acquire_timeout(ACQUIRE_TIME);
    pool.connect_with(options).await.map_err(StoreError::Connection)
}

/// Begins a transaction that writes.
async fn begin(pool: &PgPool) -> Result<Transaction<'static, Postgres>, StoreError> {
    Ok(pool.begin().await?)
}

/// One machine at a time brings the schema up to date: a number that nothing else locks, until the transaction ends. The others
/// wait for as long as it takes.
///
/// Behind it, a table is waited for no longer than three seconds: until it is free, whoever needs it queues behind this transaction.
const LOCK_SCHEMA: &str = "SET LOCAL statement_timeout = 0; SELECT pg_advisory_xact_lock(4207849484); SET LOCAL lock_timeout = '3s';";
