//! The server over HTTP, with the virtual client in the place of a browser: the same suite on SQLite and PostgreSQL.
#![cfg(test)]

mod accounts;
mod ceremonies;
mod guard;
mod lies;
mod support;
