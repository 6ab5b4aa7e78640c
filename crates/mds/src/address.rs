//! Addresses on the web, as far as two of them have to be compared.
//!
//! # Source
//! RFC 6454 §4

/// Longest address in bytes.
pub const MAX_ADDRESS_BYTES: usize = 2_048;

/// Whether two addresses have the same origin. Both have to be `https`, and be written without anything that readers of
/// addresses disagree about.
pub(crate) fn is_same_origin(one: &str, other: &str) -> bool {
    matches!((authority(one), authority(other)), (Some(one), Some(other)) if one.eq_ignore_ascii_case(other))
}

/// Host and port of an `https` address, the port that goes without saying left out.
fn authority(address: &str) -> Option<&str> {
    let behind = address.strip_prefix("https://")?;
    if address.len() > MAX_ADDRESS_BYTES || !address.bytes().all(|byte| byte.is_ascii_graphic()) {
        return None;
    }
    let authority = behind.split(['/', '?', '#']).next()?;
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-' | b':');
    let authority = authority.strip_suffix(":443").unwrap_or(authority);
    (!authority.is_empty() && authority.bytes().all(is_plain)).then_some(authority)
}

/// Whether a text is an address that a list can be fetched from.
pub(crate) fn is_web_address(address: &str) -> bool {
    let is_web = address.starts_with("http://") || address.starts_with("https://");
    is_web && address.len() <= MAX_ADDRESS_BYTES && address.bytes().all(|byte| byte.is_ascii_graphic())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn accepts_the_same_origin_however_it_is_written() {
        let blob = "https://mds.example/blob.jwt";
        for address in [
            "https://mds.example",
            "https://mds.example/",
            "https://mds.example:443/chain.pem",
            "https://MDS.Example?chain",
            "https://mds.example#chain",
        ] {
            assert!(is_same_origin(address, blob) && is_same_origin(blob, address), "{address}");
        }
        assert!(is_same_origin("https://mds.example:8443/a", "https://mds.example:8443/b"));
    }

    #[test]
    fn refuses_other_origins_and_what_could_be_read_as_one() {
        let blob = "https://mds.example/blob.jwt";
        for address in [
            "http://mds.example/",
            "https://mds.example:8443/",
            "https://mds.example.evil.example/",
            "https://evil.example/https://mds.example/",
            "https://mds.example@evil.example/",
            "https://evil.example\\@mds.example/",
            "https://mds.example%2eevil.example/",
            "https://mds.example /",
            "https:///mds.example",
            "//mds.example/",
            "HTTPS://mds.example/",
            "https://\u{ff4d}ds.example/",
            "file:///etc/passwd",
            "",
        ] {
            assert!(!is_same_origin(address, blob), "{address}");
        }
        let long = alloc::format!("{blob}?{}", "a".repeat(MAX_ADDRESS_BYTES));
        assert!(!is_same_origin(&long, blob));
    }

    #[test]
    fn accepts_only_addresses_of_the_web_to_fetch_lists_from() {
        assert!(is_web_address("http://crl.example/1.crl") && is_web_address("https://crl.example/1.crl"));
        for address in ["ldap://crl.example", "crl.example", "http://crl.example/a b", "file:///1.crl"] {
            assert!(!is_web_address(address), "{address}");
        }
        let address = |bytes: usize| alloc::format!("http://{}", "a".repeat(bytes.saturating_sub(7)));
        assert!(
            is_web_address(&address(MAX_ADDRESS_BYTES)) && !is_web_address(&address(MAX_ADDRESS_BYTES + 1))
        );
    }
}
