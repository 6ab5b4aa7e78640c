//! What a TPM says, and the public area of a key in it.

use countersign_attestation::tpm::{Attest, Public, Scheme, TpmKey};
use countersign_vectors::hex;

use crate::inspect::page::Page;

/// Writes `certInfo`, a TPMS_ATTEST.
pub(crate) fn write_cert_info(bytes: &[u8], page: &mut Page) -> Result<(), String> {
    let attest = Attest::parse(bytes).map_err(|error| error.to_string())?;
    page.line("magic", format!("{:08x}", attest.magic()));
    page.odd_if(!attest.is_generated(), "certInfo does not begin as what a TPM makes");
    page.line("type", format!("{} {:04x}", attest.kind().name(), attest.kind().number()));
    page.odd_if(attest.certified().is_none(), "certInfo certifies no key");
    page.line("qualified signer", number(attest.qualified_signer()));
    page.bytes("extra data", attest.extra_data());
    let clock = attest.clock();
    page.line("clock", format!("{} ms", clock.clock()));
    page.line("resets, restarts", format!("{}, {}", clock.reset_count(), clock.restart_count()));
    page.line("clock is safe", clock.is_safe().to_string());
    page.line("firmware version", format!("{:016x}", attest.firmware_version()));
    if let Some(certified) = attest.certified() {
        page.line("name", number(certified.name()));
        page.line("qualified name", number(certified.qualified_name()));
    }
    Ok(())
}

/// Writes `pubArea`, a TPMT_PUBLIC.
pub(crate) fn write_pub_area(bytes: &[u8], page: &mut Page) -> Result<(), String> {
    let public = Public::parse(bytes).map_err(|error| error.to_string())?;
    let name_algorithm = public.name_algorithm();
    page.line("name algorithm", name_algorithm.to_string());
    page.odd_if(name_algorithm.hash().is_none(), "the hash function of the key's name is not supported");
    let attributes = public.attributes();
    let names = attributes.names().collect::<Vec<_>>().join(" ");
    page.line("attributes", format!("{:08x} {names}", attributes.bits()));
    page.odd_if(!attributes.fixed_tpm(), "the key can leave the TPM");
    page.odd_if(!attributes.sensitive_data_origin(), "the TPM did not make the key");
    page.odd_if(attributes.restricted(), "the key signs only what the TPM made");
    page.line("policy", number(public.auth_policy()));
    let key = public.key();
    let symmetric = key.symmetric().map_or_else(
        || "none".to_owned(),
        |of| format!("{}-{} {}", of.algorithm().name(), of.key_bits(), of.mode().name()),
    );
    page.line("symmetric", symmetric);
    page.line("scheme", scheme(key.scheme()));
    match key {
        TpmKey::Rsa(key) => {
            page.line("key type", format!("RSA, {} bits", key.key_bits()));
            page.line("exponent", key.exponent().to_string());
            page.bytes("modulus", key.modulus());
        }
        TpmKey::Ecc(key) => {
            page.line("key type", format!("ECC, {}", key.curve().name()));
            page.odd_if(
                key.curve().credential_curve().is_none(),
                "the curve is none that credential keys are on",
            );
            page.line("key derivation", scheme(key.key_derivation()));
            page.line("x", hex::encode(key.x()));
            page.line("y", hex::encode(key.y()));
        }
    }
    Ok(())
}

fn scheme(scheme: Option<Scheme>) -> String {
    let Some(scheme) = scheme else { return "none".to_owned() };
    let hash = scheme.hash().map(|hash| format!(" with {}", hash.name())).unwrap_or_default();
    let count = scheme.count().map(|count| format!(", count {count}")).unwrap_or_default();
    format!("{}{hash}{count}", scheme.algorithm().name())
}

/// A name of a key, or a digest, which may be left out.
fn number(bytes: &[u8]) -> String {
    if bytes.is_empty() { "none".to_owned() } else { hex::encode(bytes) }
}
