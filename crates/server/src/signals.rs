//! The arguments of the page's signals, from rows of the database.

use serde_json::Value;

use crate::relying_parties::Party;
use crate::store::{Account, Passkey};
