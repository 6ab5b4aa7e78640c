//! An attestation object.

use countersign::{AlgorithmIdentifier, Format};
use countersign_cbor::{Error as CborError, Kind, MapOrder, Value};
use countersign_vectors::diagnostic;
use countersign_wire::AttestationObject;

use crate::inspect::page::{MAX_SHOWN_BYTES, Page};
use crate::inspect::{authenticator_data, certificate, tpm};

pub(crate) fn is(bytes: &[u8]) -> bool {
    AttestationObject::parse(bytes).is_ok()
}

/// Whether it is CBOR with one of the members, whatever else is wrong with it.
pub(crate) fn resembles(bytes: &[u8]) -> bool {
    let decoded = Value::decode_prefix(bytes, MapOrder::Reported);
    let Ok(mut members) = decoded.and_then(|(decoded, _)| decoded.value().map()) else { return false };
    members
        .any(|member| member.is_ok_and(|(key, _)| matches!(key.text(), Ok("fmt" | "authData" | "attStmt"))))
}

pub(crate) fn write(bytes: &[u8], page: &mut Page) -> Result<(), String> {
    let (decoded, rest) =
        Value::decode_prefix(bytes, MapOrder::Reported).map_err(|error| error.to_string())?;
    page.odd_if(!decoded.is_canonical_order(), "map keys are not in CTAP2 order");
    page.odd_if(!rest.is_empty(), &format!("{} bytes follow the attestation object", rest.len()));
    write_members(decoded.value(), page).map_err(|error| error.to_string())?;
    if let Err(error) = AttestationObject::parse(bytes) {
        page.odd(&format!("a verifier refuses it: {error}"));
    }
    Ok(())
}

fn write_members(object: Value<'_>, page: &mut Page) -> Result<(), CborError> {
    for member in object.map()? {
        let (key, value) = member?;
        match (key.text(), value.kind()) {
            (Ok("fmt"), Kind::Text) => {
                let format = value.text()?;
                page.line("fmt", format);
                let is_known = Format::from_identifier(format).is_ok();
                page.odd_if(!is_known, "the attestation statement format is not supported");
            }
            (Ok("attStmt"), Kind::Map) => page.section("attStmt", |page| write_statement(value, page))?,
            (Ok("authData"), Kind::Bytes) => {
                let data = value.bytes()?;
                page.part("authData", |page| authenticator_data::write(data, page));
            }
            _ => {
                let (key, value) = (diagnostic(key, MAX_SHOWN_BYTES)?, diagnostic(value, MAX_SHOWN_BYTES)?);
                page.line(&key, value);
                page.odd(&format!("{key} is not a member, or not of its type"));
            }
        }
    }
    Ok(())
}

/// The members of a statement of whatever format.
fn write_statement(statement: Value<'_>, page: &mut Page) -> Result<(), CborError> {
    for member in statement.map()? {
        let (key, value) = member?;
        match (key.text(), value.kind()) {
            (Ok("alg"), Kind::Unsigned | Kind::Negative) => {
                let number = value.integer()?;
                let name = i64::try_from(number).map(AlgorithmIdentifier::new);
                let name = name.map_or_else(|_| String::new(), |name| name.to_string());
                page.line("alg", format!("{number} {name}"));
            }
            (Ok("x5c"), Kind::Array) => {
                for (at, item) in value.array()?.enumerate() {
                    let der = item?.bytes()?;
                    page.part(&format!("x5c[{at}]"), |page| certificate::write(der, page));
                }
            }
            (Ok("certInfo"), Kind::Bytes) => {
                let bytes = value.bytes()?;
                page.part("certInfo", |page| tpm::write_cert_info(bytes, page));
            }
            (Ok("pubArea"), Kind::Bytes) => {
                let bytes = value.bytes()?;
                page.part("pubArea", |page| tpm::write_pub_area(bytes, page));
            }
            (Ok(name), Kind::Bytes) => page.bytes(name, value.bytes()?),
            _ => {
                let name = diagnostic(key, MAX_SHOWN_BYTES)?;
                page.line(&name, diagnostic(value, MAX_SHOWN_BYTES)?);
            }
        }
    }
    Ok(())
}
