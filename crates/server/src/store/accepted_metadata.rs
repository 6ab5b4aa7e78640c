//! Which metadata was accepted last: the same text for each database.

use sqlx::Row as _;

use super::statements::{DatabaseRow, fixed};
use super::{Pool, begin};
use crate::store::error::StoreError;
use crate::store::types::AcceptedMetadata;

const FIND_METADATA: &str = "SELECT number, digest, accepted_at FROM metadata WHERE service = $1";

fn read_metadata(row: &DatabaseRow) -> Result<AcceptedMetadata, StoreError> {
    Ok(AcceptedMetadata {
        number: row.try_get("number")?,
        digest: fixed(row, "digest")?,
        accepted_at: row.try_get("accepted_at")?,
    })
}

pub(in crate::store) async fn metadata(
    pool: &Pool,
    service: &str,
) -> Result<Option<AcceptedMetadata>, StoreError> {
    let row = sqlx::query(FIND_METADATA).bind(service).fetch_optional(pool).await?;
    row.as_ref().map(read_metadata).transpose()
}

pub(in crate::store) async fn accept_metadata(
    pool: &Pool,
    service: &str,
    accepted: &AcceptedMetadata,
) -> Result<AcceptedMetadata, StoreError> {
    let mut transaction = begin(pool).await?;
    let statement = "INSERT INTO metadata (service, number, digest, accepted_at) VALUES ($1, $2, $3, $4) \
        ON CONFLICT (service) DO UPDATE SET number = excluded.number, digest = excluded.digest, \
        accepted_at = excluded.accepted_at WHERE metadata.number < excluded.number";
    sqlx::query(statement)
        .bind(service)
        .bind(accepted.number)
        .bind(&accepted.digest[..])
        .bind(accepted.accepted_at)
        .execute(&mut *transaction)
        .await?;
    let row = sqlx::query(FIND_METADATA).bind(service).fetch_one(&mut *transaction).await?;
    transaction.commit().await?;
    read_metadata(&row)
}
