//! Databases of tests: the same tests on SQLite and on PostgreSQL.

use core::sync::atomic::{AtomicU32, Ordering};

use sqlx::Connection as _;

/// A database of a test, which goes with it.
pub(crate) struct Fresh {
    pub(crate) address: String,
    pub(crate) file: Option<std::path::PathBuf>,
}

static DATABASES: AtomicU32 = AtomicU32::new(0);

impl Fresh {
    pub(crate) fn sqlite() -> Self {
        let number = DATABASES.fetch_add(1, Ordering::SeqCst);
        let file = std::env::temp_dir().join(format!("countersign-{}-{number}.sqlite", std::process::id()));
        Self { address: format!("sqlite:{}", file.display()), file: Some(file) }
    }

    /// A new database of the server that the tests may use; `None` where there is none.
    pub(crate) async fn postgres() -> Option<Self> {
        let Ok(server) = std::env::var("COUNTERSIGN_TEST_POSTGRES") else {
            let required = std::env::var("COUNTERSIGN_REQUIRE_ALL").is_ok_and(|value| value == "1");
            assert!(!required, "COUNTERSIGN_TEST_POSTGRES is not set");
            println!("skipped: COUNTERSIGN_TEST_POSTGRES is not set");
            return None;
        };
        let number = DATABASES.fetch_add(1, Ordering::SeqCst);
        let name = format!("countersign_{}_{number}", std::process::id());
        let mut connection = sqlx::PgConnection::connect(&server).await.unwrap();
        let create = sqlx::AssertSqlSafe(format!("CREATE DATABASE {name}"));
        sqlx::query(create).execute(&mut connection).await.unwrap();
        let (before, _) = server.rsplit_once('/').unwrap();
        Some(Self { address: format!("{before}/{name}"), file: None })
    }

    /// Drops a database of PostgreSQL. A test that fails leaves its own, to be looked at.
    pub(crate) async fn end(self) {
        if self.file.is_some() {
            return;
        }
        let (_, name) = self.address.rsplit_once('/').unwrap();
        let server = std::env::var("COUNTERSIGN_TEST_POSTGRES").unwrap();
        let mut connection = sqlx::PgConnection::connect(&server).await.unwrap();
        let drop = sqlx::AssertSqlSafe(format!("DROP DATABASE {name} WITH (FORCE)"));
        sqlx::query(drop).execute(&mut connection).await.unwrap();
    }
}

impl Drop for Fresh {
    fn drop(&mut self) {
        if let Some(file) = &self.file {
            for end in ["", "-wal", "-shm"] {
                let _ = std::fs::remove_file(format!("{}{end}", file.display()));
            }
        }
    }
}

/// Each test on each database, in a module for each; first what the macro `tokio::test` is told.
macro_rules! on_each_database {
    ($runtime:tt $($(#[$attribute:meta])* $name:ident)*) => {
        mod sqlite {
            $($(#[$attribute])* #[tokio::test $runtime]
            async fn $name() {
                let fresh = $crate::databases::Fresh::sqlite();
                super::$name(&fresh).await;
                fresh.end().await;
            })*
        }
        mod postgres {
            $($(#[$attribute])* #[tokio::test $runtime]
            async fn $name() {
                if let Some(fresh) = $crate::databases::Fresh::postgres().await {
                    super::$name(&fresh).await;
                    fresh.end().await;
                }
            })*
        }
    };
}

pub(crate) use on_each_database;
