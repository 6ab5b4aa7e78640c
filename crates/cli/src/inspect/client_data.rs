//! Client data.

use countersign_wire::{ClientData, Error, Field, base64url};
use serde_json::{Map, Value};

use crate::inspect::page::Page;

/// The members of Level 3, in the order in which a client writes them.
const MEMBERS: [&str; 5] = ["type", "challenge", "origin", "crossOrigin", "topOrigin"];

/// Longest challenge that is looked into, in bytes.
const MAX_CHALLENGE_BYTES: usize = 1024;

pub(crate) fn is(bytes: &[u8]) -> bool {
    let data = ClientData::text(bytes).and_then(ClientData::from_json);
    data.is_ok_and(|data| data.ceremony_type().is_ok() && data.challenge().is_ok())
}

pub(crate) fn write(bytes: &[u8], page: &mut Page) -> Result<(), String> {
    let text = ClientData::text(bytes).map_err(|error| error.to_string())?;
    page.odd_if(text.len() < bytes.len(), "a byte order mark stands before the client data");
    let data = ClientData::from_json(text).map_err(|error| error.to_string())?;
    write_text("type", data.ceremony_type(), page);
    write_text("challenge", data.challenge(), page);
    write_text("origin", data.origin(), page);
    match data.cross_origin() {
        Ok(cross_origin) => page.line("crossOrigin", cross_origin.to_string()),
        Err(error) => page.odd(&error.to_string()),
    }
    match data.top_origin() {
        Ok(Some(top_origin)) => page.line("topOrigin", top_origin),
        Ok(None) => {}
        Err(error) => page.odd(&error.to_string()),
    }
    let known = matches!(data.ceremony_type(), Ok("webauthn.create" | "webauthn.get"));
    page.odd_if(!known, "type is that of no ceremony");
    if let Ok(challenge) = data.challenge() {
        match base64url::decode(challenge, Field::Challenge, MAX_CHALLENGE_BYTES) {
            Ok(challenge) if challenge.len() < 16 => page.odd("the challenge has fewer than 16 bytes"),
            Ok(_) => {}
            Err(error) => page.odd(&error.to_string()),
        }
    }
    let is_embedded = matches!(data.cross_origin(), Ok(true));
    page.odd_if(matches!(data.top_origin(), Ok(Some(_))) && !is_embedded, "topOrigin without crossOrigin");
    // The members that the verifier does not look at, for curiosity.
    if let Ok(members) = serde_json::from_str::<Map<String, Value>>(text) {
        for (name, value) in members.iter().filter(|(name, _)| !MEMBERS.contains(&name.as_str())) {
            page.line(name, value.to_string());
            page.odd(&format!("member {name} is not one of Level 3"));
        }
    }
    Ok(())
}

fn write_text(name: &str, value: Result<&str, Error>, page: &mut Page) {
    match value {
        Ok(text) => page.line(name, text),
        Err(error) => page.odd(&error.to_string()),
    }
}
