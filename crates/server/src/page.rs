//! The files of the page.

/// Name, content type and bytes of each.
pub(crate) const FILES: [(&str, &str, &[u8]); 0] = [];
