//! A certificate.

use countersign::UnixTime;
use countersign_attestation::tpm;
use countersign_cose::{Hash, SignatureScheme};
use countersign_vectors::{distinguished_name, hex, rfc3339};
use countersign_x509::{Certificate, Extension, ObjectIdentifier, Validity, Version};

use crate::clock;
use crate::inspect::page::Page;
use crate::inspect::{cose_key, key_description};

/// Extensions that path validation or attestation looks at.
const KNOWN_EXTENSIONS: [ObjectIdentifier<'static>; 13] = [
    ObjectIdentifier::KEY_USAGE,
    ObjectIdentifier::SUBJECT_ALTERNATIVE_NAME,
    ObjectIdentifier::BASIC_CONSTRAINTS,
    ObjectIdentifier::NAME_CONSTRAINTS,
    ObjectIdentifier::CERTIFICATE_POLICIES,
    ObjectIdentifier::POLICY_CONSTRAINTS,
    ObjectIdentifier::EXTENDED_KEY_USAGE,
    ObjectIdentifier::INHIBIT_ANY_POLICY,
    ObjectIdentifier::FIDO_ENTERPRISE_SERIAL_NUMBER,
    ObjectIdentifier::FIDO_AAGUID,
    ObjectIdentifier::FIDO_FIRMWARE_VERSION,
    ObjectIdentifier::APPLE_NONCE,
    ObjectIdentifier::ANDROID_KEY_DESCRIPTION,
];

pub(crate) fn is(bytes: &[u8]) -> bool {
    Certificate::parse(bytes).is_ok()
}

pub(crate) fn write(bytes: &[u8], page: &mut Page) -> Result<(), String> {
    let certificate = Certificate::parse(bytes).map_err(|error| error.to_string())?;
    page.line("version", format!("{:?}", certificate.version()));
    page.odd_if(certificate.version() != Version::V3, "the certificate is not of version 3");
    page.line("serial number", hex::encode(certificate.serial_number()));
    page.line("subject", distinguished_name(&certificate.subject()));
    page.line("issuer", distinguished_name(&certificate.issuer()));
    page.odd_if(certificate.is_self_issued(), "the certificate names itself as its issuer");
    write_validity(certificate.validity(), page);
    match certificate.public_key() {
        Ok(key) => cose_key::write_public_key(&key, page),
        Err(error) => page.odd(&format!("the key of the certificate cannot be used: {error}")),
    }
    match certificate.signature_scheme() {
        Ok(scheme) => {
            page.line("signed with", format!("{scheme:?}"));
            let sha1 = [
                SignatureScheme::Ecdsa(Hash::Sha1),
                SignatureScheme::RsaPkcs1(Hash::Sha1),
                SignatureScheme::RsaPss(Hash::Sha1),
            ];
            page.odd_if(sha1.contains(&scheme), "the certificate is signed with SHA-1");
        }
        Err(error) => page.odd(&format!("the signature of the certificate cannot be verified: {error}")),
    }
    write_authority(&certificate, page);
    write_fido(&certificate, page);
    write_tpm(&certificate, page);
    match certificate.apple_nonce() {
        Ok(Some(nonce)) => page.bytes("nonce", nonce),
        Ok(None) => {}
        Err(error) => page.odd(&error.to_string()),
    }
    match certificate.key_description() {
        Ok(Some(description)) => {
            page.part("key description", |page| key_description::write(&description, page));
        }
        Ok(None) => {}
        Err(error) => page.odd(&error.to_string()),
    }
    for extension in certificate.extensions() {
        write_extension(extension, page);
    }
    Ok(())
}

fn write_validity(validity: Validity, page: &mut Page) {
    let (not_before, not_after) = (validity.not_before(), validity.not_after());
    page.line("not before", rfc3339::format(UnixTime::from_seconds(not_before)));
    page.line("not after", rfc3339::format(UnixTime::from_seconds(not_after)));
    page.odd_if(not_after < not_before, "the certificate is never valid");
    let Some(now) = clock::now().map(UnixTime::seconds) else { return };
    page.odd_if(now < not_before, "the certificate is not valid yet");
    page.odd_if(now > not_after, "the certificate has expired");
}

fn write_authority(certificate: &Certificate<'_>, page: &mut Page) {
    match certificate.basic_constraints() {
        Ok(Some(constraints)) => {
            let length = constraints.path_length().map(|length| format!(", path length {length}"));
            page.line("CA", format!("{}{}", constraints.is_authority(), length.unwrap_or_default()));
        }
        Ok(None) => page.odd("the certificate has no basic constraints"),
        Err(error) => page.odd(&error.to_string()),
    }
    match certificate.key_usage() {
        Ok(Some(usage)) => {
            let uses =
                [("signatures", usage.digital_signature()), ("certificates", usage.certificate_signing())];
            let uses: Vec<_> = uses.into_iter().filter(|(_, is_set)| *is_set).map(|(name, _)| name).collect();
            page.line("key usage", uses.join(" "));
        }
        Ok(None) => {}
        Err(error) => page.odd(&error.to_string()),
    }
}

fn write_fido(certificate: &Certificate<'_>, page: &mut Page) {
    match certificate.aaguid() {
        Ok(Some(extension)) => {
            page.line("AAGUID", countersign_wire::Aaguid::new(extension.value()).to_string());
            page.odd_if(extension.is_critical(), "the AAGUID extension is critical");
        }
        Ok(None) => {}
        Err(error) => page.odd(&error.to_string()),
    }
    match certificate.firmware_version() {
        Ok(Some(extension)) => page.line("firmware version", extension.value().to_string()),
        Ok(None) => {}
        Err(error) => page.odd(&error.to_string()),
    }
    match certificate.enterprise_serial_number() {
        Ok(Some(extension)) => {
            page.line("serial number of device", hex::encode(extension.value()));
            page.odd("the certificate identifies one device");
        }
        Ok(None) => {}
        Err(error) => page.odd(&error.to_string()),
    }
}

fn write_tpm(certificate: &Certificate<'_>, page: &mut Page) {
    match certificate.tpm_name() {
        Ok(Some(name)) => {
            let registered = tpm::vendor_id(name.manufacturer()).and_then(tpm::manufacturer);
            let manufacturer = registered.map(|name| format!(" {name}")).unwrap_or_default();
            page.line("TPM manufacturer", format!("{}{manufacturer}", name.manufacturer()));
            page.line("TPM model", name.model());
            page.line("TPM version", name.version());
            page.odd_if(registered.is_none(), "the manufacturer of the TPM is not registered");
        }
        Ok(None) => {}
        Err(error) => page.odd(&error.to_string()),
    }
    match certificate.extended_key_usage() {
        Ok(Some(usage)) => {
            let purposes: Vec<_> = usage.purposes().map(|purpose| purpose.to_string()).collect();
            page.line("extended key usage", purposes.join(" "));
        }
        Ok(None) => {}
        Err(error) => page.odd(&error.to_string()),
    }
}

fn write_extension(extension: &Extension<'_>, page: &mut Page) {
    let identifier = extension.identifier();
    let critical = if extension.is_critical() { ", critical" } else { "" };
    page.line("extension", format!("{identifier}{critical}, {} bytes", extension.value().len()));
    let is_known = KNOWN_EXTENSIONS.contains(&identifier);
    page.odd_if(
        extension.is_critical() && !is_known,
        &format!("critical extension {identifier} is not known"),
    );
}
