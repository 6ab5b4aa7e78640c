//! A COSE_Key.

use countersign::{Algorithm, RUST_CRYPTO};
use countersign_cbor::{Error as CborError, MapOrder, Value};
use countersign_cose::{CoseKey, PublicKey};
use countersign_vectors::{diagnostic, hex};

use crate::inspect::page::{MAX_SHOWN_BYTES, Page};

pub(crate) fn is(bytes: &[u8]) -> bool {
    CoseKey::decode(bytes).is_ok()
}

/// Whether it is CBOR with `kty`, whatever else is wrong with it.
pub(crate) fn resembles(bytes: &[u8]) -> bool {
    let decoded = Value::decode_prefix(bytes, MapOrder::Reported);
    let Ok(mut members) = decoded.and_then(|(decoded, _)| decoded.value().map()) else { return false };
    members.any(|member| member.is_ok_and(|(label, _)| label.integer() == Ok(1)))
}

pub(crate) fn write(bytes: &[u8], page: &mut Page) -> Result<(), String> {
    match CoseKey::decode_prefix(bytes) {
        Ok((key, rest)) => {
            write_key(&key, page);
            page.odd_if(
                !rest.is_empty(),
                &format!("{} bytes follow the key: a verifier refuses it", rest.len()),
            );
            Ok(())
        }
        Err(error) => {
            let (decoded, rest) =
                Value::decode_prefix(bytes, MapOrder::Reported).map_err(|error| error.to_string())?;
            page.odd_if(!decoded.is_canonical_order(), "map keys are not in CTAP2 order");
            page.odd_if(!rest.is_empty(), &format!("{} bytes follow the key", rest.len()));
            page.odd(&format!("a verifier refuses it: {error}"));
            write_members(decoded.value(), page).map_err(|error| error.to_string())
        }
    }
}

fn write_key(key: &CoseKey<'_>, page: &mut Page) {
    let identifier = key.identifier();
    page.line("algorithm", format!("{} {identifier}", identifier.number()));
    let Some((algorithm, public_key)) = key.known() else {
        page.odd("the algorithm is not known");
        return;
    };
    write_public_key(&public_key, page);
    page.odd_if(algorithm == Algorithm::Rs1, "the algorithm signs with SHA-1");
    if let Err(error) = key.check(&RUST_CRYPTO) {
        page.odd(&format!("a verifier refuses it: {error}"));
    }
}

/// The parts of a public key, of a COSE_Key or of a certificate.
pub(crate) fn write_public_key(key: &PublicKey<'_>, page: &mut Page) {
    match key {
        PublicKey::Ec(key) => {
            page.line("key type", format!("EC2, {}", key.curve().name()));
            page.line("x", hex::encode(key.x()));
            page.line("y", hex::encode(key.y()));
        }
        PublicKey::Edwards(key) => {
            page.line("key type", format!("OKP, {:?}", key.curve()));
            page.line("x", hex::encode(key.bytes()));
        }
        PublicKey::Rsa(key) => {
            page.line("key type", format!("RSA, {} bits", key.modulus_bits()));
            page.line("exponent", hex::encode(key.exponent()));
        }
        PublicKey::MlDsa(key) => {
            page.line("key type", format!("AKP, {:?}, {} bytes", key.parameter_set(), key.bytes().len()));
        }
        _ => page.line("key type", "not known"),
    }
}

fn write_members(key: Value<'_>, page: &mut Page) -> Result<(), CborError> {
    for member in key.map()? {
        let (label, value) = member?;
        page.line(&diagnostic(label, MAX_SHOWN_BYTES)?, diagnostic(value, MAX_SHOWN_BYTES)?);
    }
    Ok(())
}
