//! Where the values of the examples come from: HKDF-SHA-256 over one input key.

use hkdf::Hkdf;
use sha2::Sha256;

/// The input key of every value.
const INPUT_KEY: &[u8] = b"WebAuthn test vectors";

/// The two ceremonies of an example.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Ceremony {
    Registration,
    Authentication,
}

/// A value, and what it was derived with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Derived {
    pub(crate) ceremony: Ceremony,
    /// What the specification calls it.
    pub(crate) name: &'static str,
    /// The only byte of the salt.
    pub(crate) salt: u8,
    pub(crate) info: &'static str,
    pub(crate) bytes: Vec<u8>,
}

/// The values of one section of the specification, in the order in which they are derived: the salt counts them.
#[derive(Debug)]
pub(crate) struct Derivation {
    info: &'static str,
    derived: Vec<Derived>,
}

impl Derivation {
    pub(crate) const fn new(info: &'static str) -> Self {
        Self { info, derived: Vec::new() }
    }

    /// The next value: so many bytes, of which HKDF can give 8160. Beyond that there are none.
    ///
    /// # Source
    /// [RFC 5869 §2](https://www.rfc-editor.org/rfc/rfc5869#section-2)
    pub(crate) fn next(&mut self, ceremony: Ceremony, name: &'static str, length: usize) -> Vec<u8> {
        let salt = u8::try_from(self.derived.len()).unwrap_or(u8::MAX);
        let mut bytes = vec![0; length];
        if Hkdf::<Sha256>::new(Some(&[salt]), INPUT_KEY).expand(self.info.as_bytes(), &mut bytes).is_err() {
            bytes.clear();
        }
        self.derived.push(Derived { ceremony, name, salt, info: self.info, bytes: bytes.clone() });
        bytes
    }

    /// The next value, if it is one byte of flags.
    pub(crate) fn next_flags(&mut self, ceremony: Ceremony, name: &'static str) -> u8 {
        self.next(ceremony, name, 1).into_iter().fold(0, |flags, byte| flags | byte)
    }

    /// Everything that was derived.
    pub(crate) fn finish(self) -> Vec<Derived> {
        self.derived
    }
}
