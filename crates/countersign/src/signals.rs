//! Signals: what the page gives to `PublicKeyCredential.signal…()`, so that passkey providers keep to what the relying
//! party knows.
//!
//! Each function gives the argument of one method as JSON text. A signal tells which credentials a user has: it is for a
//! page that this user is signed in to. The one for an unknown credential is for the page that has just shown that it
//! knows the credential id.
//!
//! # Source
//! [§5.1.10](https://www.w3.org/TR/webauthn-3/#sctn-signal-methods)

use alloc::string::{String, ToString as _};
use alloc::vec::Vec;

use countersign_wire::base64url;
use serde_json::json;

use crate::binding::UserHandle;
use crate::ceremony::MAX_LISTED_CREDENTIALS;
use crate::configuration::ConfigurationError;
use crate::relying_party::{RelyingParty, checked_name};

/// The argument of `signalUnknownCredential()`: the provider removes or hides the passkey. For an answer with an id that
/// is in no record, and for nothing else that can be wrong with an answer.
///
/// # Source
/// [§5.1.10.1](https://www.w3.org/TR/webauthn-3/#sctn-signalUnknownCredential)
#[must_use]
pub fn unknown_credential(relying_party: &RelyingParty, credential_id: &[u8]) -> String {
    json!({
        "rpId": relying_party.id().as_str(),
        "credentialId": base64url::encode(credential_id),
    })
    .to_string()
}

/// The argument of `signalAllAcceptedCredentials()`: the provider removes or hides those of the user's passkeys that are
/// not in the list, which therefore has to be complete. For a sign-in that succeeded, and after a credential was deleted.
///
/// # Errors
/// [`ConfigurationError::NoCredentials`] for an empty list, which would remove all; see [`no_accepted_credentials`].
/// [`ConfigurationError::TooManyCredentials`] beyond [`MAX_LISTED_CREDENTIALS`]: a list that is cut removes what it
/// leaves out.
///
/// # Source
/// [§5.1.10.2](https://www.w3.org/TR/webauthn-3/#sctn-signalAllAcceptedCredentials)
pub fn all_accepted_credentials<'i>(
    relying_party: &RelyingParty,
    user_handle: &UserHandle,
    ids: impl IntoIterator<Item = &'i [u8]>,
) -> Result<String, ConfigurationError> {
    let most = MAX_LISTED_CREDENTIALS.saturating_add(1);
    let ids: Vec<&[u8]> = ids.into_iter().take(most).collect();
    if ids.is_empty() {
        Err(ConfigurationError::NoCredentials)
    } else if ids.len() > MAX_LISTED_CREDENTIALS {
        Err(ConfigurationError::TooManyCredentials)
    } else {
        Ok(accepted(relying_party, user_handle, &ids))
    }
}

/// The argument of `signalAllAcceptedCredentials()` for a user who has no credentials any more: **the provider removes or
/// hides every passkey of the user**, some of them for good. For an account that was deleted or went back to passwords.
///
/// # Source
/// [§5.1.10.2](https://www.w3.org/TR/webauthn-3/#sctn-signalAllAcceptedCredentials)
#[must_use]
pub fn no_accepted_credentials(relying_party: &RelyingParty, user_handle: &UserHandle) -> String {
    accepted(relying_party, user_handle, &[])
}

/// The argument of `signalCurrentUserDetails()`: the provider shows these names from now on. For a user who was renamed,
/// and after a sign-in. The display name may be empty.
///
/// # Errors
/// [`ConfigurationError::NameLength`].
///
/// # Source
/// [§5.1.10.3](https://www.w3.org/TR/webauthn-3/#sctn-signalCurrentUserDetails)
pub fn current_user_details(
    relying_party: &RelyingParty,
    user_handle: &UserHandle,
    name: &str,
    display_name: &str,
) -> Result<String, ConfigurationError> {
    checked_name(name)?;
    if !display_name.is_empty() {
        checked_name(display_name)?;
    }
    Ok(json!({
        "rpId": relying_party.id().as_str(),
        "userId": base64url::encode(user_handle.as_bytes()),
        "name": name,
        "displayName": display_name,
    })
    .to_string())
}

fn accepted(relying_party: &RelyingParty, user_handle: &UserHandle, ids: &[&[u8]]) -> String {
    json!({
        "rpId": relying_party.id().as_str(),
        "userId": base64url::encode(user_handle.as_bytes()),
        "allAcceptedCredentialIds": ids.iter().map(|id| base64url::encode(id)).collect::<Vec<_>>(),
    })
    .to_string()
}

#[cfg(test)]
#[cfg(feature = "rustcrypto")]
mod tests {
    use alloc::vec;

    use countersign_cose::RUST_CRYPTO;
    use serde_json::Value as Json;

    use super::*;
    use crate::relying_party::MAX_NAME_BYTES;

    fn relying_party() -> RelyingParty {
        let builder = RelyingParty::builder("example.org", "Example").unwrap();
        builder.origin("https://example.org").unwrap().build(&RUST_CRYPTO).unwrap()
    }

    fn user() -> UserHandle {
        UserHandle::new(b"\xfb\xff\xfe").unwrap()
    }

    fn parsed(text: &str) -> Json {
        serde_json::from_str(text).unwrap()
    }

    #[test]
    fn accepts_an_unknown_credential_to_tell_of() {
        assert_eq!(
            parsed(&unknown_credential(&relying_party(), b"\xff\xef\xff\x01")),
            json!({ "rpId": "example.org", "credentialId": "_-__AQ" })
        );
    }

    #[test]
    fn accepts_the_list_of_all_credentials() {
        let signal = all_accepted_credentials(&relying_party(), &user(), [&[1][..], &[2, 3][..]]).unwrap();
        assert_eq!(
            parsed(&signal),
            json!({ "rpId": "example.org", "userId": "-__-", "allAcceptedCredentialIds": ["AQ", "AgM"] })
        );
        let most = vec![&[7][..]; MAX_LISTED_CREDENTIALS];
        let signal = parsed(&all_accepted_credentials(&relying_party(), &user(), most).unwrap());
        assert_eq!(signal["allAcceptedCredentialIds"].as_array().unwrap().len(), MAX_LISTED_CREDENTIALS);
    }

    #[test]
    fn refuses_a_list_that_would_remove_passkeys_by_mistake() {
        let refusal = |ids: Vec<&[u8]>| all_accepted_credentials(&relying_party(), &user(), ids);
        assert_eq!(refusal(vec![]), Err(ConfigurationError::NoCredentials));
        let more = vec![&[7][..]; MAX_LISTED_CREDENTIALS + 1];
        assert_eq!(refusal(more), Err(ConfigurationError::TooManyCredentials));
    }

    #[test]
    fn accepts_an_empty_list_on_purpose() {
        assert_eq!(
            parsed(&no_accepted_credentials(&relying_party(), &user())),
            json!({ "rpId": "example.org", "userId": "-__-", "allAcceptedCredentialIds": [] })
        );
    }

    #[test]
    fn accepts_the_names_of_a_user() {
        let details = |name, display| current_user_details(&relying_party(), &user(), name, display);
        assert_eq!(
            parsed(&details("al\"ice", "Älice").unwrap()),
            json!({ "rpId": "example.org", "userId": "-__-", "name": "al\"ice", "displayName": "Älice" })
        );
        assert_eq!(parsed(&details("alice", "").unwrap())["displayName"], "");
    }

    #[test]
    fn refuses_names_out_of_bounds() {
        let long = "x".repeat(MAX_NAME_BYTES + 1);
        for (name, display) in [("", "Alice"), (long.as_str(), "Alice"), ("alice", long.as_str())] {
            let refusal = current_user_details(&relying_party(), &user(), name, display);
            assert_eq!(refusal, Err(ConfigurationError::NameLength), "{}, {}", name.len(), display.len());
        }
    }
}
