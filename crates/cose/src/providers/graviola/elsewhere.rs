//! Where graviola is not written for the architecture: it has nothing, RustCrypto computes everything.

use core::convert::Infallible;

use crate::providers::fallback::{Library, LibraryKey};
use crate::{Algorithm, InvalidSignature, PublicKey, SignatureScheme};

pub(super) const fn is_usable() -> bool {
    false
}

pub(super) struct Graviola;

impl Library for Graviola {
    type Key = Infallible;

    const NAME: &'static str = "graviola";

    fn has(_: Algorithm) -> bool {
        false
    }
}

impl LibraryKey for Infallible {
    fn new(_: SignatureScheme, _: &PublicKey<'_>) -> Option<Self> {
        None
    }

    fn verify(&self, _: &[&[u8]], _: &[u8]) -> Result<(), InvalidSignature> {
        match *self {}
    }
}
