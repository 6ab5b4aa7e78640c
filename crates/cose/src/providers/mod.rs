//! Values that implement [`Crypto`](crate::Crypto), one file each, one feature each.

#[cfg(feature = "rustcrypto")]
pub(crate) mod rustcrypto;
