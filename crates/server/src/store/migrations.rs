//! Brings the schema up to date: every version that the database does not have yet, in one transaction under a lock.

use core::time::Duration;

use sqlx::Row as _;

use super::{LOCK_SCHEMA, MIGRATIONS, Pool, begin};
use crate::store::error::StoreError;

const CREATE: &str = "CREATE TABLE IF NOT EXISTS schema_versions (version BIGINT PRIMARY KEY NOT NULL)";
const FIND: &str = "SELECT COALESCE(MAX(version), 0) AS version FROM schema_versions";
const RECORD: &str = "INSERT INTO schema_versions (version) VALUES ($1)";

/// How often a table is waited for that another transaction holds, and what lies between, in which others come to it.
const ATTEMPTS: u8 = 4;
const PAUSE: Duration = Duration::from_secs(1);

/// Does nothing where the schema is that of this server.
pub(in crate::store) async fn migrate(pool: &Pool) -> Result<(), StoreError> {
    let mut attempts = 1_u8;
    loop {
        match bring_up_to_date(pool).await {
            Err(StoreError::Statement(cause)) if StoreError::is_lock_timeout(&cause) => {
                if attempts >= ATTEMPTS {
                    return Err(StoreError::Locked(cause));
                }
                attempts = attempts.saturating_add(1);
                tokio::time::sleep(PAUSE).await;
            }
            outcome => return outcome,
        }
    }
}

async fn bring_up_to_date(pool: &Pool) -> Result<(), StoreError> {
    let mut transaction = begin(pool).await?;
    sqlx::raw_sql(LOCK_SCHEMA).execute(&mut *transaction).await?;
    sqlx::query(CREATE).execute(&mut *transaction).await?;
    let found: i64 = sqlx::query(FIND).fetch_one(&mut *transaction).await?.try_get("version")?;
    let mut version = 0_i64;
    for migration in MIGRATIONS {
        version = version.saturating_add(1);
        if version > found {
            sqlx::raw_sql(migration).execute(&mut *transaction).await?;
            sqlx::query(RECORD).bind(version).execute(&mut *transaction).await?;
        }
    }
    if found > version {
        return Err(StoreError::Newer { found, known: version });
    }
    transaction.commit().await?;
    Ok(())
}
