//! COSE keys and the signature algorithms of WebAuthn.
//!
//! Start reading at [`CoseKey`], which is a credential public key as it stands in authenticator data, and at
//! [`Crypto`], the door to the cryptography: a provider is a value that implements it.
//!
#![cfg_attr(feature = "rustcrypto", doc = "```")]
#![cfg_attr(not(feature = "rustcrypto"), doc = "```ignore")]
//! use countersign_cbor::Item;
//! use countersign_cose::{CoseKey, RUST_CRYPTO};
//! use ed25519_dalek::{Signer, SigningKey};
//!
//! let secret = SigningKey::from_bytes(&[7; 32]);
//! let encoded = Item::map([
//!     (Item::from(1), Item::from(1)),  // kty: OKP
//!     (Item::from(3), Item::from(-8)), // alg: EdDSA
//!     (Item::from(-1), Item::from(6)), // crv: Ed25519
//!     (Item::from(-2), Item::bytes(secret.verifying_key().as_bytes())),
//! ])
//! .to_bytes();
//!
//! let key = CoseKey::decode(&encoded)?;
//! key.check(&RUST_CRYPTO)?;
//! let signature = secret.sign(b"message").to_bytes();
//! assert_eq!(key.verify(&RUST_CRYPTO, &[b"mess", b"age"], &signature), Ok(()));
//! # Ok::<(), countersign_cose::Error>(())
//! ```
//!
//! # Source
//! [Web Authentication Level 3 §6.5.1](https://www.w3.org/TR/webauthn-3/#sctn-attested-credential-data) and
//! [§5.8.5](https://www.w3.org/TR/webauthn-3/#sctn-alg-identifier), [RFC 9053](https://www.rfc-editor.org/rfc/rfc9053),
//! [RFC 8230](https://www.rfc-editor.org/rfc/rfc8230), [RFC 8812](https://www.rfc-editor.org/rfc/rfc8812),
//! [RFC 9864](https://www.rfc-editor.org/rfc/rfc9864), RFC 9964
//!
//! # Features
//! | feature | default | adds |
//! |---|---|---|
//! | `rustcrypto` | yes | the provider [`RUST_CRYPTO`], pure Rust |
//! | `graviola` | no | the provider `GRAVIOLA`: proven assembly of s2n-bignum, needs no C compiler |
//! | `aws-lc-rs` | no | the provider `AWS_LC_RS`: AWS-LC, needs a C compiler |
//!
//! Every provider has every algorithm and gives the same verdicts: what its library lacks, RustCrypto computes. The
//! documentation of each has a table, and [`Crypto::library`] tells it at run time.
#![no_std]
#![deny(missing_docs)]

extern crate alloc;
#[cfg(test)]
extern crate std;

mod algorithm;
mod crypto;
mod error;
mod key;
mod providers;
mod public_key;

pub use algorithm::{Algorithm, AlgorithmIdentifier, Hash, SignatureScheme};
pub use crypto::{Crypto, Digest, InvalidKey, InvalidSignature, PreparedKey};
pub use error::{Error, ErrorKind};
pub use key::{CoseKey, MAX_MODULUS_BITS, MIN_CREDENTIAL_MODULUS_BITS};
#[cfg(feature = "aws-lc-rs")]
pub use providers::aws_lc_rs::{AWS_LC_RS, AwsLcRs};
#[cfg(feature = "graviola")]
pub use providers::graviola::{GRAVIOLA, Graviola};
#[cfg(feature = "rustcrypto")]
pub use providers::rustcrypto::{RUST_CRYPTO, RustCrypto};
pub use public_key::{
    Curve, EcPublicKey, EdwardsCurve, EdwardsPublicKey, MAX_EXPONENT_BYTES, MlDsaParameterSet,
    MlDsaPublicKey, PublicKey, RsaPublicKey,
};
