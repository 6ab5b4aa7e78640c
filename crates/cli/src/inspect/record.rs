//! A credential record, as bytes or as JSON.

use countersign::{BackupEligibility, CredentialRecord};

use crate::inspect::page::Page;
use crate::inspect::{attestation_object, client_data, cose_key};

pub(crate) fn is(bytes: &[u8]) -> bool {
    read(bytes).is_ok()
}

fn read(bytes: &[u8]) -> Result<CredentialRecord, String> {
    match core::str::from_utf8(bytes) {
        Ok(text) if text.starts_with('{') => {
            CredentialRecord::from_json(text).map_err(|error| error.to_string())
        }
        Ok(_) | Err(_) => CredentialRecord::from_bytes(bytes).map_err(|error| error.to_string()),
    }
}

pub(crate) fn write(bytes: &[u8], page: &mut Page) -> Result<(), String> {
    let record = read(bytes)?;
    page.bytes("id", record.id());
    page.bytes("user handle", record.user_handle().as_bytes());
    page.line("sign count", record.sign_count().to_string());
    page.line("uvInitialized", record.is_user_verification_initialized().to_string());
    let eligibility = match record.backup_eligibility() {
        BackupEligibility::Unknown => "unknown",
        BackupEligibility::NotEligible => "not eligible",
        BackupEligibility::Eligible => "eligible",
    };
    page.line("backup eligibility", eligibility);
    page.odd_if(
        eligibility == "unknown",
        "backup eligibility is unknown: the next authentication fills it in",
    );
    page.line("backed up", record.backup_state().to_string());
    page.line("transports", record.transports().iter().collect::<Vec<_>>().join(" "));
    page.section("public key", |page| cose_key::write(record.public_key(), page))?;
    if let Some(object) = record.attestation_object() {
        page.part("attestation object", |page| attestation_object::write(object, page));
    }
    if let Some(data) = record.attestation_client_data() {
        page.part("client data of the registration", |page| client_data::write(data, page));
    }
    Ok(())
}
