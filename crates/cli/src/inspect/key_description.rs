//! What Android says of a key that it attests.

use countersign_x509::{
    AuthorizationList, AuthorizationTag, AuthorizationValue, KeyDescription, RootOfTrust, SecurityLevel,
    VerifiedBootState,
};

use crate::inspect::page::Page;

/// The purpose of a key that signs.
const SIGN: u64 = 2;

pub(crate) fn write(description: &KeyDescription<'_>, page: &mut Page) -> Result<(), String> {
    page.line("attestation version", description.attestation_version().to_string());
    page.line("described by", level(description.attestation_security_level()));
    page.line("KeyMint version", description.key_mint_version().to_string());
    page.line("key held by", level(description.key_mint_security_level()));
    let levels = [description.attestation_security_level(), description.key_mint_security_level()];
    page.odd_if(levels.contains(&SecurityLevel::Software), "the key or its description is in software");
    page.bytes("challenge", description.attestation_challenge());
    if !description.unique_id().is_empty() {
        page.bytes("unique id", description.unique_id());
        page.odd("the description identifies one device");
    }
    let authorizations = description.authorizations().map_err(|error| error.to_string())?;
    page.section("software enforced", |page| write_list(authorizations.software_enforced(), page))?;
    page.section("hardware enforced", |page| write_list(authorizations.hardware_enforced(), page))?;
    let hardware = authorizations.hardware_enforced();
    page.odd_if(hardware.origin() != Some(0), "the hardware does not say that it made the key");
    page.odd_if(
        !hardware.purposes().any(|purpose| purpose == SIGN),
        "the hardware does not say that the key signs",
    );
    Ok(())
}

const fn level(level: SecurityLevel) -> &'static str {
    match level {
        SecurityLevel::Software => "software",
        SecurityLevel::TrustedEnvironment => "trusted environment",
        SecurityLevel::StrongBox => "StrongBox",
        SecurityLevel::Unknown(_) | _ => "unknown",
    }
}

fn write_list(list: &AuthorizationList<'_>, page: &mut Page) -> Result<(), String> {
    for (tag, value) in list.iter() {
        let name = tag.name().unwrap_or_default();
        match (*tag, value) {
            // One that cannot be read is odd, and no reason to hide what stands behind it.
            (AuthorizationTag::ATTESTATION_APPLICATION_ID, _) => {
                page.part(name, |page| write_application(list, page));
            }
            (_, AuthorizationValue::RootOfTrust(root)) => {
                page.section(name, |page| {
                    write_root(root, page);
                    Ok::<(), String>(())
                })?;
            }
            (_, AuthorizationValue::Integer(number)) => page.line(name, number.to_string()),
            (_, AuthorizationValue::Integers(numbers)) => {
                let numbers: Vec<_> = numbers.iter().map(|number| number.to_string()).collect();
                page.line(name, numbers.join(" "));
            }
            (_, AuthorizationValue::Null) => page.line(name, "yes"),
            (_, AuthorizationValue::Octets(bytes)) => match core::str::from_utf8(bytes) {
                Ok(text) if *tag != AuthorizationTag::MODULE_HASH => page.line(name, text),
                _ => page.bytes(name, bytes),
            },
            (_, _) => page.line(name, "not shown"),
        }
    }
    page.odd_if(
        list.has(AuthorizationTag::ALL_APPLICATIONS),
        "every application of the device may use the key",
    );
    page.odd_if(list.purposes().any(|purpose| purpose != SIGN), "the key may do more than sign");
    page.odd_if(!list.is_ascending(), "the tags of a list are not in ascending order");
    if list.unknown_tags() > 0 {
        page.line("unknown tags", list.unknown_tags().to_string());
    }
    Ok(())
}

fn write_application(list: &AuthorizationList<'_>, page: &mut Page) -> Result<(), String> {
    let application = list.attestation_application_id().map_err(|error| error.to_string())?;
    for package in application.iter().flat_map(|application| application.packages()) {
        page.line("package", format!("{} {}", String::from_utf8_lossy(package.name()), package.version()));
    }
    for digest in application.iter().flat_map(|application| application.signature_digests()) {
        page.bytes("signed by", digest);
    }
    Ok(())
}

fn write_root(root: &RootOfTrust<'_>, page: &mut Page) {
    page.bytes("verified boot key", root.verified_boot_key());
    page.line("bootloader", if root.device_locked() { "locked" } else { "unlocked" });
    page.odd_if(!root.device_locked(), "the bootloader is unlocked");
    page.line("verified boot state", format!("{:?}", root.verified_boot_state()));
    page.odd_if(
        root.verified_boot_state() != VerifiedBootState::Verified,
        "the maker does not vouch for the system",
    );
    if let Some(hash) = root.verified_boot_hash() {
        page.bytes("verified boot hash", hash);
    }
}
