//! Lies of an authentication alone.

use super::Lie;
use super::row::{At, Change, Row};

pub(super) const ROWS: &[Row] = &[
    Row {
        lie: Lie::CredentialNotListed,
        change: Change::Response(|response| {
            response.bytes("id", b"another credential").raw_id(b"another credential")
        }),
        at: At::authentication("7.2.5"),
    },
    Row {
        lie: Lie::UserHandleOther,
        change: Change::Response(|response| response.user_handle(b"somebody else")),
        at: At::authentication("7.2.6.a.2"),
    },
];
