//! Databases of every version of the schema, as the server of that version left them, are brought up to date and read.
//!
//! A new version of the schema needs its own files here, and the test says so until they are there:
//!
//! ```text
//! bash scripts/with_postgres.sh cargo test -p countersign-server --test store -- --ignored writes_the_golden_files
//! ```

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use countersign_server::Store;
use countersign_server::store::*;
use sqlx::{AssertSqlSafe, Connection as _, PgConnection, SqliteConnection};

use crate::{Fresh, NOW, accepted, account, ceremony, create, id, key, passkey, session};

/// The newest version: as many as there are migrations.
fn newest() -> usize {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("migrations");
    let [sqlite, postgres] =
        ["sqlite", "postgres"].map(|name| fs::read_dir(folder.join(name)).unwrap().count());
    assert_eq!(sqlite, postgres);
    sqlite
}

/// A file of a version.
pub(crate) fn golden(version: usize, end: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("tests/golden/version_{version}.{end}"))
}

fn a_use() -> PasskeyUse {
    PasskeyUse {
        rp_id: "example.org".to_owned(),
        credential_id: vec![1; 16],
        before: vec![0; 100],
        after: vec![5; 100],
        used_at: NOW + 5,
    }
}

/// A row of each kind: two people, one of them with a second passkey and a use of the first, and a visitor.
async fn fill(store: &Store) {
    assert_eq!(create(store, 1).await, Created::Stored);
    assert_eq!(create(store, 2).await, Created::Stored);
    assert_eq!(store.add_passkey(&second_passkey(newest()), &key(101)).await.unwrap(), Added::Stored);
    store.begin_session(&key(4), &session(None)).await.unwrap();
    let change = SessionChange { old: key(4), new: key(104), session: session(Some(1)) };
    assert_eq!(store.sign_in(&a_use(), &change).await.unwrap(), Used::Stored);
    store.begin_session(&key(5), &session(None)).await.unwrap();
    assert_eq!(store.begin_ceremony(&ceremony(6, 5, NOW)).await.unwrap(), Begun::Stored);
    store.decoy_secrets(&[7; 32], NOW).await.unwrap();
    store.accept_metadata("service", &accepted(7, 1)).await.unwrap();
}

/// The second passkey of the first person, as a server of a version stored it.
fn second_passkey(version: usize) -> Passkey {
    let attested_model = (version > 1).then(|| vec![9; 20]);
    Passkey { attested_model, ..passkey(1, 3) }
}

/// What `fill` stored is there, and can be worked with.
async fn check(store: &Store, version: usize) {
    let used = Passkey { record: vec![5; 100], last_used_at: Some(NOW + 5), ..passkey(1, 1) };
    assert_eq!(store.passkeys(&AccountId(id(1))).await.unwrap(), [used.clone(), second_passkey(version)]);
    assert_eq!(store.passkey("example.org", &[1; 16]).await.unwrap(), Some((used, account(1))));
    assert_eq!(store.account_by_name("example.org", "person 2").await.unwrap(), Some(account(2)));
    for (number, whose) in [(101, Some(1)), (102, Some(2)), (104, Some(1)), (5, None)] {
        assert_eq!(store.session(&key(number), NOW).await.unwrap(), Some(session(whose)));
    }
    let metadata = (version > 1).then(|| accepted(7, 1));
    assert_eq!(store.metadata("service").await.unwrap(), metadata);
    let secrets = store.decoy_secrets(&[8; 32], NOW + 1).await.unwrap();
    assert_eq!((secrets.current, secrets.previous, secrets.current_since), ([7; 32], [7; 32], NOW));
    let taken = store.take_ceremony(&CeremonyId(id(6)), &key(5), NOW).await.unwrap();
    assert_eq!(taken, Some(ceremony(6, 5, NOW)));
    let next = PasskeyUse { before: vec![5; 100], after: vec![6; 100], ..a_use() };
    let change = SessionChange { old: key(5), new: key(105), session: session(Some(1)) };
    assert_eq!(store.sign_in(&next, &change).await.unwrap(), Used::Stored);
    assert!(store.delete_account(&AccountId(id(2)), &key(102)).await.unwrap());
    assert_eq!(store.session(&key(102), NOW).await.unwrap(), None);
}

const SQLITE_SCHEMA: &str = "SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL ORDER BY name";
const POSTGRES_SCHEMA: &str = "SELECT concat_ws(' ', table_name, column_name, data_type, is_nullable) \
        FROM information_schema.columns WHERE table_schema = 'public' \
    UNION SELECT concat_ws(' ', conrelid::regclass, conname, pg_get_constraintdef(oid)) \
        FROM pg_constraint WHERE connamespace = 'public'::regnamespace \
    UNION SELECT indexdef FROM pg_indexes WHERE schemaname = 'public' ORDER BY 1";

/// The schema that a database has, as text.
async fn schema(fresh: &Fresh) -> Vec<String> {
    if fresh.file.is_some() {
        let mut connection = SqliteConnection::connect(&fresh.address).await.unwrap();
        sqlx::query_scalar(SQLITE_SCHEMA).fetch_all(&mut connection).await.unwrap()
    } else {
        let mut connection = PgConnection::connect(&fresh.address).await.unwrap();
        sqlx::query_scalar(POSTGRES_SCHEMA).fetch_all(&mut connection).await.unwrap()
    }
}

/// The store reads a database that was put in the place of a fresh one, and its schema is that of a new one.
async fn check_database(old: &Fresh, version: usize, expected: &[String]) {
    let store = old.open().await;
    check(&store, version).await;
    store.close().await;
    assert_eq!(schema(old).await, expected);
}

pub(crate) async fn accepts_databases_of_every_version_and_brings_them_up_to_date(fresh: &Fresh) {
    fresh.open().await.close().await;
    let expected = schema(fresh).await;
    assert!(expected.iter().any(|line| line.contains("credential_id")), "{expected:?}");
    for version in 1..=newest() {
        if fresh.file.is_none() {
            let old = Fresh::postgres().await.unwrap();
            let dump = fs::read_to_string(golden(version, "postgres.sql")).unwrap();
            old.execute(String::new(), dump).await;
            check_database(&old, version, &expected).await;
            old.end().await;
            continue;
        }
        let old = Fresh::sqlite();
        fs::copy(golden(version, "sqlite"), old.file.as_ref().unwrap()).unwrap();
        check_database(&old, version, &expected).await;
        let old = Fresh::sqlite();
        fs::write(old.file.as_ref().unwrap(), []).unwrap();
        old.execute(fs::read_to_string(golden(version, "sqlite.sql")).unwrap(), String::new()).await;
        check_database(&old, version, &expected).await;
    }
}

pub(crate) async fn writes_the_golden_files(fresh: &Fresh) {
    let store = fresh.open().await;
    fill(&store).await;
    store.close().await;
    let text = match &fresh.file {
        None => dump_of_postgres(&fresh.address),
        Some(_) => {
            let file = golden(newest(), "sqlite");
            let _ = fs::remove_file(&file);
            fresh.execute(format!("VACUUM INTO '{}'", file.display()), String::new()).await;
            dump_of_sqlite(&fresh.address).await
        }
    };
    let end = if fresh.file.is_some() { "sqlite.sql" } else { "postgres.sql" };
    assert!(text.contains("INSERT INTO"), "{text}");
    fs::write(golden(newest(), end), text).unwrap();
}

/// Without comments, and without what is for `psql` alone.
fn dump_of_postgres(address: &str) -> String {
    let arguments = ["--inserts", "--no-owner", "--no-privileges", address];
    let dump = Command::new("pg_dump").args(arguments).output().unwrap();
    assert!(dump.status.success(), "{dump:?}");
    let text = String::from_utf8(dump.stdout).unwrap();
    let lines =
        text.lines().filter(|line| !line.is_empty() && !line.starts_with("--") && !line.starts_with('\\'));
    lines.flat_map(|line| [line, "\n"]).collect()
}

async fn dump_of_sqlite(address: &str) -> String {
    let mut connection = SqliteConnection::connect(address).await.unwrap();
    let schema = "SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL ORDER BY type DESC, rowid";
    let mut lines: Vec<String> = sqlx::query_scalar(schema).fetch_all(&mut connection).await.unwrap();
    let tables = "SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY rowid";
    let tables: Vec<String> = sqlx::query_scalar(tables).fetch_all(&mut connection).await.unwrap();
    for table in tables {
        let columns =
            "SELECT group_concat('quote(' || name || ')', ' || '', '' || ') FROM pragma_table_info($1)";
        let columns: String =
            sqlx::query_scalar(columns).bind(&table).fetch_one(&mut connection).await.unwrap();
        let rows =
            format!("SELECT 'INSERT INTO {table} VALUES (' || {columns} || ')' FROM {table} ORDER BY rowid");
        lines.extend(
            sqlx::query_scalar::<_, String>(AssertSqlSafe(rows)).fetch_all(&mut connection).await.unwrap(),
        );
    }
    lines.iter().flat_map(|line| [line.as_str(), ";\n"]).collect()
}
