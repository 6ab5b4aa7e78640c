//! The schema of a PostgreSQL at which others work is brought up to date: nobody waits for long.

use core::time::Duration;
use std::time::Instant;

use sqlx::{AssertSqlSafe, Connection as _, PgConnection};

use crate::databases::Fresh;
use crate::golden::golden;
use countersign_server::Store;
use countersign_server::store::StoreError;

/// A database of the first version, and a connection to it.
async fn first_version() -> Option<(Fresh, PgConnection)> {
    let fresh = Fresh::postgres().await?;
    let dump = std::fs::read_to_string(golden(1, "postgres.sql")).unwrap();
    fresh.execute(String::new(), dump).await;
    let connection = PgConnection::connect(&fresh.address).await.unwrap();
    Some((fresh, connection))
}

async fn run(connection: &mut PgConnection, statement: &str) {
    sqlx::raw_sql(AssertSqlSafe(statement)).execute(connection).await.unwrap();
}

/// A transaction that has read passkeys, as a backup does for as long as it takes.
const READING: &str = "BEGIN; SELECT count(*) FROM public.passkeys";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn accepts_a_table_that_is_held_for_a_while() {
    let Some((fresh, mut reader)) = first_version().await else { return };
    run(&mut reader, READING).await;
    let address = fresh.address.clone();
    let opening = tokio::spawn(async move { Store::open(&address).await });
    tokio::time::sleep(Duration::from_millis(3500)).await;
    assert!(!opening.is_finished());
    run(&mut reader, "COMMIT").await;
    opening.await.unwrap().unwrap().close().await;
    reader.close().await.unwrap();
    fresh.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn refuses_to_wait_for_a_table_for_ever_and_keeps_nobody_from_it() {
    let Some((fresh, mut reader)) = first_version().await else { return };
    run(&mut reader, READING).await;
    let address = fresh.address.clone();
    let opening = tokio::spawn(async move { Store::open(&address).await });
    let mut other = PgConnection::connect(&fresh.address).await.unwrap();
    run(&mut other, "SET statement_timeout = '20s'").await;
    let mut longest = Duration::ZERO;
    while !opening.is_finished() {
        let began = Instant::now();
        run(&mut other, "SELECT count(*) FROM public.passkeys").await;
        longest = longest.max(began.elapsed());
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    let error = opening.await.unwrap().unwrap_err();
    assert!(matches!(error, StoreError::Locked(_)), "{error}");
    assert!(error.to_string().contains("let it end, and start again"), "{error}");
    assert!(longest < Duration::from_secs(6), "{longest:?}");
    run(&mut reader, "COMMIT").await;
    fresh.open().await.close().await;
    for connection in [reader, other] {
        connection.close().await.unwrap();
    }
    fresh.end().await;
}
