//! Values that implement [`Crypto`](crate::Crypto), one module each, one feature each.

#[cfg(feature = "aws-lc-rs")]
pub(crate) mod aws_lc_rs;
#[cfg(any(feature = "graviola", feature = "aws-lc-rs"))]
mod fallback;
#[cfg(feature = "graviola")]
pub(crate) mod graviola;
#[cfg(feature = "rustcrypto")]
pub(crate) mod rustcrypto;
// As `graviola::library` and `aws_lc_rs::library`, which use it.
#[cfg(any(
    all(feature = "graviola", any(target_arch = "x86_64", target_arch = "aarch64")),
    feature = "aws-lc-rs"
))]
mod strict;

#[cfg(test)]
#[cfg(feature = "rustcrypto")]
mod tests;
