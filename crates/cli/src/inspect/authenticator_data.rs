//! Authenticator data.

use countersign_vectors::{diagnostic, hex};
use countersign_wire::{
    AttestedCredentialData, AuthenticatorData, AuthenticatorExtensions, Error, ErrorKind, Flags,
};

use crate::flags::flags;
use crate::inspect::cose_key;
use crate::inspect::page::{MAX_SHOWN_BYTES, Page};

/// Bits of the flags that have no meaning.
const RESERVED: u8 = 0b0010_0010;

/// Extension outputs whose form is known.
const KNOWN_EXTENSIONS: [&str; 6] =
    ["credProtect", "minPinLength", "credBlob", "hmac-secret", "thirdPartyPayment", "uvm"];

pub(crate) fn is(bytes: &[u8]) -> bool {
    AuthenticatorData::parse(bytes).is_ok()
}

pub(crate) fn write(bytes: &[u8], page: &mut Page) -> Result<(), String> {
    match parse(bytes, page) {
        Ok(data) => {
            write_header(data.rp_id_hash(), data.flags(), data.sign_count(), page);
            if let Some(attested) = data.attested() {
                page.section("attested credential data", |page| write_attested(attested, page))?;
            }
            if let Some(extensions) = data.extensions() {
                page.part("extensions", |page| write_extensions(extensions, page));
            }
            Ok(())
        }
        Err(error) => {
            let (Some((rp_id_hash, rest)), problem) = (bytes.split_first_chunk::<32>(), error.to_string())
            else {
                return Err(error.to_string());
            };
            let Some((flags, rest)) = rest.split_first() else { return Err(problem) };
            let Some((sign_count, rest)) = rest.split_first_chunk::<4>() else { return Err(problem) };
            write_header(rp_id_hash, Flags::new(*flags), u32::from_be_bytes(*sign_count), page);
            page.line("the rest", format!("{} bytes, malformed", rest.len()));
            page.odd(&format!("a verifier refuses it: {problem}"));
            Ok(())
        }
    }
}

/// The data, without the bytes behind it if there are any.
fn parse<'a>(bytes: &'a [u8], page: &mut Page) -> Result<AuthenticatorData<'a>, Error> {
    let parsed = AuthenticatorData::parse(bytes);
    let Err(error) = &parsed else { return parsed };
    let ErrorKind::TrailingBytes { at } = error.kind() else { return parsed };
    let shorter = bytes.get(..at).map(AuthenticatorData::parse);
    match shorter {
        Some(Ok(data)) => {
            let count = bytes.len().saturating_sub(at);
            page.odd(&format!("{count} bytes follow the authenticator data: a verifier refuses it"));
            Ok(data)
        }
        Some(Err(_)) | None => parsed,
    }
}

fn write_header(rp_id_hash: &[u8; 32], set: Flags, sign_count: u32, page: &mut Page) {
    page.line("rpIdHash", hex::encode(rp_id_hash));
    page.line("flags", format!("{:#04x}: {}", set.byte(), flags(set)));
    page.line("signCount", sign_count.to_string());
    page.odd_if(set.byte() & RESERVED != 0, "reserved bits of the flags are set");
    page.odd_if(!set.user_present(), "the user was not present");
    page.odd_if(set.backup_state() && !set.backup_eligible(), "backed up, but not eligible for backup");
}

fn write_attested(attested: &AttestedCredentialData<'_>, page: &mut Page) -> Result<(), String> {
    page.line("aaguid", attested.aaguid().to_string());
    page.bytes("credentialId", attested.credential_id());
    let length = attested.credential_id().len();
    page.odd_if(length > 1023, "the credential id is longer than 1023 bytes");
    page.odd_if(length < 16, "the credential id is shorter than 16 bytes");
    page.section("credentialPublicKey", |page| cose_key::write(attested.public_key().encoded(), page))
}

fn write_extensions(extensions: &AuthenticatorExtensions<'_>, page: &mut Page) -> Result<(), String> {
    for (identifier, value) in extensions.outputs() {
        let value = diagnostic(value, MAX_SHOWN_BYTES).map_err(|error| error.to_string())?;
        page.line(identifier, value);
        let is_known = KNOWN_EXTENSIONS.contains(&identifier);
        page.odd_if(!is_known, &format!("extension {identifier} is not known"));
    }
    let malformed = [
        extensions.cred_protect().err(),
        extensions.min_pin_length().err(),
        extensions.cred_blob().err(),
        extensions.hmac_secret().err(),
        extensions.third_party_payment().err(),
        extensions.uvm().err(),
    ];
    for error in malformed.into_iter().flatten() {
        page.odd(&format!("extension {error}"));
    }
    Ok(())
}
