//! An RSA key as authenticators have it.

use std::sync::LazyLock;

use aws_lc_rs::encoding::{AsDer as _, PublicKeyX509Der};
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::rsa::KeySize;
use aws_lc_rs::signature::{KeyPair as _, RSA_PKCS1_SHA256, RsaKeyPair};
use countersign_authenticator::{AuthenticatorData, Item, Response};

/// A key of 2048 bits, which is the size that the fast libraries are written for; that of the virtual authenticator has
/// 3482. Another one in each process: what is signed with it is as long and takes as long.
static KEY: LazyLock<RsaKeyPair> = LazyLock::new(|| RsaKeyPair::generate(KeySize::Rsa2048).expect("a key"));

/// Its `RSAPublicKey` in DER.
pub(crate) fn public_key() -> &'static [u8] {
    KEY.public_key().as_ref()
}

/// Puts it in the place of the credential key.
pub(crate) fn attest(data: AuthenticatorData) -> AuthenticatorData {
    // Of a key of this size both are always in the same place, behind heads of DER.
    let (modulus, exponent) = (&public_key()[9..265], &public_key()[267..]);
    data.public_key_member(-1, Item::bytes(modulus)).public_key_member(-2, Item::bytes(exponent))
}

/// Puts it into what the client shows the page.
pub(crate) fn show(response: Response) -> Response {
    let der: PublicKeyX509Der<'_> = KEY.public_key().as_der().expect("a public key");
    response.bytes("response/publicKey", der.as_ref())
}

/// Its signature by RS256.
pub(crate) fn sign(message: &[u8]) -> Vec<u8> {
    let mut signature = vec![0; KEY.public_modulus_len()];
    KEY.sign(&RSA_PKCS1_SHA256, &SystemRandom::new(), message, &mut signature).expect("a signature");
    signature
}
