//! Why the database did not do it.

use core::fmt;

/// Why the database did not do it. It is the operator's business: a page is told nothing of it.
///
/// `Debug` says what `Display` says: the driver's own would show rows that PostgreSQL quotes, and so what a client sent.
#[non_exhaustive]
pub enum StoreError {
    /// The address is none of `sqlite:PATH`, `sqlite::memory:` and `postgres://…`.
    Address,
    /// The address begins well, and what follows is not one.
    Options(sqlx::Error),
    /// There is no connection, or it was lost.
    Connection(sqlx::Error),
    /// A statement failed.
    Statement(sqlx::Error),
    /// The schema could not be brought up to date: another transaction holds a table.
    Locked(sqlx::Error),
    /// The schema is of a later version of the server.
    Newer {
        /// The version of the schema that the database has.
        found: i64,
        /// The latest that this server knows.
        known: i64,
    },
    /// A row has what no row can have.
    Row(&'static str),
}

impl fmt::Display for StoreError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Address => formatter.write_str(
                "the address of the database: expected sqlite:PATH, sqlite::memory: or postgres://USER:PASSWORD@HOST/NAME",
            ),
            Self::Options(cause) => write!(formatter, "the address of the database: {cause}"),
            Self::Connection(cause) => write!(formatter, "the database cannot be reached: {cause}"),
            Self::Statement(cause) => write!(formatter, "the database refused a statement: {cause}"),
            Self::Locked(cause) => write!(
                formatter,
                "the schema cannot be brought up to date, because another transaction holds a table for long: let it end, and start again ({cause})"
            ),
            Self::Newer { found, known } => write!(
                formatter,
                "the database has schema {found}, and this server knows {known}: use a later server, or a backup from before it"
            ),
            Self::Row(column) => write!(formatter, "a row has a value that cannot be: {column}"),
        }
    }
}

impl fmt::Debug for StoreError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "StoreError({self})")
    }
}

impl StoreError {
    /// Whether PostgreSQL gave a lock up that it was told to wait for no longer.
    pub(super) fn is_lock_timeout(cause: &sqlx::Error) -> bool {
        cause.as_database_error().is_some_and(|cause| cause.code().as_deref() == Some("55P03"))
    }

    /// Whether two transactions were in each other's way, and this one was undone: again, it may succeed.
    pub(super) fn is_conflict(&self) -> bool {
        let (Self::Connection(sqlx::Error::Database(cause)) | Self::Statement(sqlx::Error::Database(cause))) =
            self
        else {
            return false;
        };
        // PostgreSQL: not serializable, deadlock. SQLite: busy, and two kinds of it.
        matches!(cause.code().as_deref(), Some("40001" | "40P01" | "5" | "261" | "517"))
    }
}

impl core::error::Error for StoreError {
    fn source(&self) -> Option<&(dyn core::error::Error + 'static)> {
        match self {
            Self::Options(cause) | Self::Connection(cause) | Self::Statement(cause) | Self::Locked(cause) => {
                Some(cause)
            }
            Self::Address | Self::Newer { .. } | Self::Row(_) => None,
        }
    }
}

impl From<sqlx::Error> for StoreError {
    fn from(cause: sqlx::Error) -> Self {
        let is_connection = matches!(
            cause,
            sqlx::Error::Io(_) | sqlx::Error::Tls(_) | sqlx::Error::PoolTimedOut | sqlx::Error::PoolClosed
        );
        if is_connection { Self::Connection(cause) } else { Self::Statement(cause) }
    }
}
