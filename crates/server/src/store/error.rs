//! Why the database did not do it.

use core::fmt;

/// Why the database did not do it. It is the operator's business: a page is told nothing of it.
#[derive(Debug)]
#[non_exhaustive]
pub enum StoreError {
    /// The address is none of `sqlite:PATH`, `sqlite::memory:` and `postgres://…`.
    Address,
    /// There is no connection, or it was lost.
    Connection(sqlx::Error),
    /// A statement failed.
    Statement(sqlx::Error),
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
            Self::Connection(cause) => write!(formatter, "the database cannot be reached: {cause}"),
            Self::Statement(cause) => write!(formatter, "the database refused a statement: {cause}"),
            Self::Newer { found, known } => write!(
                formatter,
                "the database has schema {found}, and this server knows {known}: use a later server, or a backup from before it"
            ),
            Self::Row(column) => write!(formatter, "a row has a value that cannot be: {column}"),
        }
    }
}

impl core::error::Error for StoreError {
    fn source(&self) -> Option<&(dyn core::error::Error + 'static)> {
        match self {
            Self::Connection(cause) | Self::Statement(cause) => Some(cause),
            Self::Address | Self::Newer { .. } | Self::Row(_) => None,
        }
    }
}

impl From<sqlx::Error> for StoreError {
    fn from(cause: sqlx::Error) -> Self {
        match cause {
            sqlx::Error::Io(_)
            | sqlx::Error::Tls(_)
            | sqlx::Error::PoolTimedOut
            | sqlx::Error::PoolClosed => Self::Connection(cause),
            _ => Self::Statement(cause),
        }
    }
}
