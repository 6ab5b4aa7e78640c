//! Decoys: what to list for a name that nobody has, so that options do not tell who has an account and which credentials.
//!
//! A name gives the same decoys every time, as an account gives the same credentials. They come out of a secret of the
//! application by HMAC; nothing is stored.
//!
//! What is left to the application, because it is not in the options:
//! - The name has to be in the one form in which accounts are looked up. If `Alice` and `alice` are one account but have
//!   two sets of decoys, the two tell that there is no account.
//! - Decoys are for an account without credentials as well; that one would show itself otherwise.
//! - Looking an account up and making decoys take different times. Make the decoys for every name, and use them where
//!   they are needed.
//! - An answer to decoys is refused without verifying a signature, which is faster than refusing a wrong signature. One
//!   public error for every refusal is not enough: it also has to take one time, or tries have to be few.
//! - Decoys can be taken elsewhere: whoever answers a discoverable ceremony with the id of one, or registers it, must not
//!   learn that there is no such credential. Ask [`DecoySecret::made`] about ids that are not stored, and answer as for
//!   one that is.
//! - The lengths and transports are weighted as passkeys of many kinds are. Where all users have one model of security
//!   key, decoys differ from real credentials, and a discoverable ceremony is the better way.
//!
//! # Source
//! [§14.6.2](https://www.w3.org/TR/webauthn-3/#sctn-username-enumeration),
//! [§14.6.3](https://www.w3.org/TR/webauthn-3/#sctn-credential-id-privacy-leak)

use alloc::vec::Vec;

use countersign_cose::Crypto;
use countersign_wire::MAX_USER_HANDLE_BYTES;
use subtle::ConstantTimeEq as _;

use crate::binding::UserHandle;
use crate::configuration::ConfigurationError;
use crate::opaque::opaque_debug;

/// Fewest bytes of a [`DecoySecret`]: as many as HMAC-SHA-256 gives.
///
/// # Source
/// [RFC 2104 §3](https://www.rfc-editor.org/rfc/rfc2104#section-3)
pub const MIN_DECOY_SECRET_BYTES: usize = 32;

/// Most bytes of a [`DecoySecret`]: a block of SHA-256. More would be hashed first and gain nothing.
pub const MAX_DECOY_SECRET_BYTES: usize = 64;

/// Says what the secret is used for, so that a secret that is used elsewhere as well gives nothing away.
const PURPOSE: &[u8] = b"countersign decoys 1";

/// The same for the mark in an id.
const MARK_PURPOSE: &[u8] = b"countersign decoy mark 1";

/// Bytes at the end of an id that say, to whoever has the secret, that it is a decoy: half of the shortest id.
const MARK_BYTES: usize = 8;

/// A key of HMAC-SHA-256, filled up with zeros.
type Key = [u8; MAX_DECOY_SECRET_BYTES];

/// The secret that decoys come from. Whoever knows it can tell decoys from credentials.
///
/// It has to stay the same: new decoys for every name at once tell which names are nobody's. To replace it, see
/// [`Decoys::rotating`]. `Debug` does not show it.
pub struct DecoySecret(Key);

impl DecoySecret {
    /// A secret of random bytes, which the caller takes from a cryptographic generator once and keeps.
    ///
    /// # Errors
    /// [`ConfigurationError::DecoySecret`] unless there are 32 to 64 bytes, not all of them zero.
    pub fn new(bytes: &[u8]) -> Result<Self, ConfigurationError> {
        let fits = (MIN_DECOY_SECRET_BYTES..=MAX_DECOY_SECRET_BYTES).contains(&bytes.len());
        // Zeros are memory that nobody filled.
        if fits && bytes.iter().any(|byte| *byte != 0) {
            Ok(Self(filled(bytes)))
        } else {
            Err(ConfigurationError::DecoySecret)
        }
    }

    /// Whether a credential id is a decoy that this secret made, for whatever name. Nobody without the secret makes one, and
    /// an authenticator does by chance once in 2^64.
    #[must_use]
    pub fn made(&self, crypto: &dyn Crypto, rp_id: &str, credential_id: &[u8]) -> bool {
        let drawn = credential_id.len().checked_sub(MARK_BYTES);
        drawn.and_then(|drawn| credential_id.split_at_checked(drawn)).is_some_and(|(drawn, marked)| {
            bool::from(mark(crypto, self, rp_id, drawn).as_slice().ct_eq(marked))
        })
    }
}

/// One secret taking the place of another, little by little.
#[derive(Clone, Copy)]
#[expect(clippy::exhaustive_structs, reason = "a caller names every part, so that none is forgotten")]
pub struct DecoyRotation<'s> {
    /// The secret to use from now on.
    pub current: &'s DecoySecret,
    /// The one that was used until now.
    pub previous: &'s DecoySecret,
    /// How long ago the rotation began.
    pub elapsed_seconds: u64,
    /// How long it takes until every name has moved. Weeks: so fast do people replace passkeys.
    pub period_seconds: u64,
}

/// Credentials that do not exist: 1 to 3 ids with transports, and the user handle of nobody.
///
/// `Debug` does not show them.
pub struct Decoys {
    credentials: Vec<(Vec<u8>, &'static [&'static str])>,
    user_handle: UserHandle,
}

impl Decoys {
    /// The decoys of a name, which is any text that an account is asked for by, in the one form in which it is looked up.
    #[must_use]
    pub fn for_name(crypto: &dyn Crypto, secret: &DecoySecret, rp_id: &str, name: &str) -> Self {
        Seed::new(crypto, secret, rp_id, name).decoys()
    }

    /// The decoys of a name while the secret is replaced: those of the previous secret, and from some moment of the
    /// period on those of the current one. The moment differs from name to name, and nobody foresees it without the
    /// secret, so each name looks like a user who replaced their passkeys. After the period the previous secret is not
    /// needed any more.
    #[must_use]
    pub fn rotating(crypto: &dyn Crypto, rotation: &DecoyRotation<'_>, rp_id: &str, name: &str) -> Self {
        let current = Seed::new(crypto, rotation.current, rp_id, name);
        if rotation.elapsed_seconds >= current.moment(rotation.period_seconds) {
            current.decoys()
        } else {
            Self::for_name(crypto, rotation.previous, rp_id, name)
        }
    }

    /// The ids, for extension inputs that are given by credential.
    pub fn credential_ids(&self) -> impl Iterator<Item = &[u8]> {
        self.credentials.iter().map(|(id, _)| id.as_slice())
    }

    /// The ids and their transports.
    pub(crate) fn credentials(&self) -> &[(Vec<u8>, &'static [&'static str])] {
        &self.credentials
    }

    /// The user handle of nobody.
    pub(crate) const fn user_handle(&self) -> &UserHandle {
        &self.user_handle
    }
}

/// A kind of authenticator, by what its credentials look like.
struct Kind {
    /// The highest draw of a byte that means this kind: the distance to the kind before is its weight of 256.
    up_to: u8,
    id_bytes: usize,
    /// In the order in which browsers give them.
    transports: &'static [&'static str],
}

/// A passkey of a phone, the most frequent kind.
const PHONE: Kind = Kind { up_to: 101, id_bytes: 16, transports: &["hybrid", "internal"] };

/// The kinds, by frequency: two providers of synchronised passkeys, computers, and security keys without and with NFC.
const KINDS: [Kind; 5] = [
    PHONE,
    Kind { up_to: 191, id_bytes: 20, transports: &["hybrid", "internal"] },
    Kind { up_to: 229, id_bytes: 32, transports: &["internal"] },
    Kind { up_to: 242, id_bytes: 64, transports: &["usb"] },
    Kind { up_to: u8::MAX, id_bytes: 64, transports: &["nfc", "usb"] },
];

/// The highest draw that means one credential, and two: of 256 names 140 have one, 77 two, and 39 three.
const ONE_UP_TO: u8 = 139;
const TWO_UP_TO: u8 = 216;

/// What everything of a name is drawn from.
struct Seed<'c> {
    crypto: &'c dyn Crypto,
    secret: &'c DecoySecret,
    rp_id: &'c str,
    key: Key,
}

impl<'c> Seed<'c> {
    fn new(crypto: &'c dyn Crypto, secret: &'c DecoySecret, rp_id: &'c str, name: &str) -> Self {
        let key = filled(&keyed(crypto, secret, PURPOSE, rp_id, name.as_bytes()));
        Self { crypto, secret, rp_id, key }
    }

    /// 32 bytes, others for every label and number.
    fn block(&self, label: &[u8], number: u8, counter: u8) -> [u8; 32] {
        hmac_sha256(self.crypto, &self.key, &[label, &[0, number, counter]])
    }

    fn byte(&self, label: &[u8], number: u8) -> u8 {
        let [first, ..] = self.block(label, number, 0);
        first
    }

    fn bytes(&self, label: &[u8], number: u8) -> impl Iterator<Item = u8> {
        (0..=u8::MAX).flat_map(move |counter| self.block(label, number, counter))
    }

    /// How many seconds into the period the name moves; less than the period.
    fn moment(&self, period_seconds: u64) -> u64 {
        let [a, b, c, d, e, f, g, h, ..] = self.block(b"moment", 0, 0);
        u64::from_be_bytes([a, b, c, d, e, f, g, h]).checked_rem(period_seconds).unwrap_or(0)
    }

    fn decoys(&self) -> Decoys {
        let drawn = self.byte(b"count", 0);
        let count = [ONE_UP_TO, TWO_UP_TO, u8::MAX].into_iter().zip(1..).find(|(up_to, _)| drawn <= *up_to);
        let count = count.map_or(1, |(_, count)| count);
        let credential = |number| {
            let drawn = self.byte(b"kind", number);
            let kind = KINDS.iter().find(|kind| drawn <= kind.up_to).unwrap_or(&PHONE);
            let unmarked = kind.id_bytes.saturating_sub(MARK_BYTES);
            let mut id: Vec<u8> = self.bytes(b"credential id", number).take(unmarked).collect();
            id.extend(mark(self.crypto, self.secret, self.rp_id, &id));
            (id, kind.transports)
        };
        let mut handle = [0; MAX_USER_HANDLE_BYTES];
        handle.iter_mut().zip(self.bytes(b"user handle", 0)).for_each(|(to, from)| *to = from);
        Decoys { credentials: (0..count).map(credential).collect(), user_handle: UserHandle::longest(handle) }
    }
}

opaque_debug!(
    DecoySecret, "DecoySecret";
    DecoyRotation<'_>, "DecoyRotation";
    Decoys, "Decoys";
);

/// What a secret gives for two texts. The length of the one keeps the two apart.
fn keyed(crypto: &dyn Crypto, secret: &DecoySecret, purpose: &[u8], rp_id: &str, last: &[u8]) -> [u8; 32] {
    // No text is longer than 64 bits can say.
    let length = u64::try_from(rp_id.len()).unwrap_or(u64::MAX).to_be_bytes();
    hmac_sha256(crypto, &secret.0, &[purpose, &length, rp_id.as_bytes(), last])
}

/// The end of the id that begins with what was drawn.
fn mark(crypto: &dyn Crypto, secret: &DecoySecret, rp_id: &str, drawn: &[u8]) -> [u8; MARK_BYTES] {
    let [a, b, c, d, e, f, g, h, ..] = keyed(crypto, secret, MARK_PURPOSE, rp_id, drawn);
    [a, b, c, d, e, f, g, h]
}

fn filled(bytes: &[u8]) -> Key {
    let mut key = [0; MAX_DECOY_SECRET_BYTES];
    key.iter_mut().zip(bytes).for_each(|(to, from)| *to = *from);
    key
}

/// HMAC-SHA-256 under a key of a block.
///
/// # Source
/// [RFC 2104 §2](https://www.rfc-editor.org/rfc/rfc2104#section-2)
fn hmac_sha256(crypto: &dyn Crypto, key: &Key, message: &[&[u8]]) -> [u8; 32] {
    const INNER: u8 = 0x36;
    const OUTER: u8 = 0x5c;
    let inner_key = key.map(|byte| byte ^ INNER);
    let outer_key = key.map(|byte| byte ^ OUTER);
    let inner: Vec<&[u8]> = core::iter::once(inner_key.as_slice()).chain(message.iter().copied()).collect();
    crypto.sha256(&[&outer_key, &crypto.sha256(&inner)])
}

#[cfg(test)]
#[cfg(feature = "rustcrypto")]
mod tests {
    use countersign_cose::RUST_CRYPTO;
    use countersign_wire::base64url;

    use super::*;

    /// [RFC 4231 §4.2 and §4.3](https://www.rfc-editor.org/rfc/rfc4231#section-4.2)
    #[test]
    fn accepts_the_examples_of_hmac() {
        let of = |key: &[u8], message: &[&[u8]]| {
            base64url::encode(&hmac_sha256(&RUST_CRYPTO, &filled(key), message))
        };
        assert_eq!(of(&[0x0b; 20], &[b"Hi There"]), "sDRMYdjbOFNcqK_OrwvxK4gdwgDJgz2nJuk3bC4yz_c");
        let message: [&[u8]; 2] = [b"what do ya want ", b"for nothing?"];
        assert_eq!(of(b"Jefe", &message), "W9zBRr9gdU5qBCQmCJV1x1oAPwidJzmDnexYuWTsOEM");
    }
}
