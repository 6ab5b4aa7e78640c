//! Where a page is, and which RP IDs and AppIDs are its own.

use alloc::string::String;

use super::error::ClientError;

/// The host of a page; none of an application, whose origin has no scheme of the web.
///
/// # Errors
/// [`ClientError::Origin`] for a page that is neither on HTTPS nor on this machine.
pub(super) fn host(origin: &str) -> Result<Option<&str>, ClientError> {
    let Some((scheme, rest)) = origin.split_once("://") else { return Ok(None) };
    let host = rest.split(['/', '?', '#']).next().unwrap_or_default();
    let host = host.split_once(':').map_or(host, |(host, _)| host);
    let is_local = host == "localhost" || host.ends_with(".localhost");
    if scheme == "https" || (scheme == "http" && is_local) {
        Ok(Some(host))
    } else {
        Err(ClientError::Origin)
    }
}

/// The RP ID that a page asks for: its own domain, or a parent of it that is no public suffix, as far as that can be told
/// without a list: it has more than one label. An address is nobody's parent. An application may name any, as the server
/// says whose it is.
pub(super) fn rp_id(origin: &str, asked: Option<&str>) -> Result<String, ClientError> {
    let Some(host) = host(origin)? else { return asked.map(String::from).ok_or(ClientError::RpId) };
    match asked {
        None => Ok(host.into()),
        Some(rp_id) if is_of(host, rp_id) => Ok(rp_id.into()),
        Some(_) => Err(ClientError::RpId),
    }
}

/// An AppID of U2F: an address under the same site as the page. (U2F lets a site list further ones, which is not done.)
pub(super) fn require_app_id(origin: &str, app_id: &str) -> Result<(), ClientError> {
    let page = host(origin)?.unwrap_or_default();
    let of_app_id = app_id.strip_prefix("https://").and_then(|rest| rest.split(['/', '?', '#', ':']).next());
    if of_app_id.is_some_and(|host| is_of(page, host)) { Ok(()) } else { Err(ClientError::RpId) }
}

/// Whether a name is that of the host, or of a parent of it.
fn is_of(host: &str, name: &str) -> bool {
    let is_address = host.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.');
    let is_parent = || host.strip_suffix(name).is_some_and(|rest| rest.ends_with('.'));
    host == name || (!is_address && name.contains('.') && is_parent())
}
