//! The second layer: what the authenticator says of itself, the user and the credential.

use alloc::vec::Vec;

use countersign_cbor::Item;
use sha2::{Digest, Sha256};

use crate::edit::Edits;

/// The bits of the flags.
///
/// # Source
/// [§6.1](https://www.w3.org/TR/webauthn-3/#authdata-flags)
pub mod flags {
    /// UP, user present.
    pub const UP: u8 = 0x01;
    /// The first reserved bit.
    pub const RFU1: u8 = 0x02;
    /// UV, user verified.
    pub const UV: u8 = 0x04;
    /// BE, backup eligible.
    pub const BE: u8 = 0x08;
    /// BS, backup state.
    pub const BS: u8 = 0x10;
    /// The second reserved bit.
    pub const RFU2: u8 = 0x20;
    /// AT, attested credential data included.
    pub const AT: u8 = 0x40;
    /// ED, extension data included.
    pub const ED: u8 = 0x80;
}

/// The authenticator data before it is written.
///
/// # Source
/// [§6.1](https://www.w3.org/TR/webauthn-3/#sctn-authenticator-data)
#[derive(Debug)]
pub struct AuthenticatorData {
    rp_id_hash: Vec<u8>,
    set: u8,
    clear: u8,
    sign_count: u32,
    attested: Option<Attested>,
    extensions: Vec<u8>,
    bytes: Edits<Vec<u8>>,
}

/// The attested credential data.
#[derive(Debug)]
struct Attested {
    aaguid: Vec<u8>,
    credential_id: Vec<u8>,
    credential_id_length: Option<u16>,
    public_key: Vec<(Item, Item)>,
    public_key_bytes: Edits<Vec<u8>>,
}

impl AuthenticatorData {
    pub(crate) fn new(rp_id: &str, set: u8, sign_count: u32) -> Self {
        Self {
            rp_id_hash: Sha256::digest(rp_id).to_vec(),
            set,
            clear: 0,
            sign_count,
            attested: None,
            extensions: Vec::new(),
            bytes: Edits::default(),
        }
    }

    /// Hashes another RP ID.
    #[must_use]
    pub fn rp_id(self, rp_id: &str) -> Self {
        self.rp_id_hash(&Sha256::digest(rp_id))
    }

    /// Sets the RP ID hash, of any length.
    #[must_use]
    pub fn rp_id_hash(self, rp_id_hash: &[u8]) -> Self {
        Self { rp_id_hash: rp_id_hash.to_vec(), ..self }
    }

    /// Sets or clears bits of [`flags`], whatever the data would have them be. AT and ED follow the data otherwise.
    #[must_use]
    pub fn flag(self, bits: u8, value: bool) -> Self {
        if value {
            Self { set: self.set | bits, clear: self.clear & !bits, ..self }
        } else {
            Self { set: self.set & !bits, clear: self.clear | bits, ..self }
        }
    }

    /// Sets the signature counter.
    #[must_use]
    pub fn sign_count(self, sign_count: u32) -> Self {
        Self { sign_count, ..self }
    }

    /// Sets the AAGUID, of any length, where there is attested credential data. The AAGUID extension of the attestation
    /// certificate follows.
    #[must_use]
    pub fn aaguid(self, aaguid: &[u8]) -> Self {
        self.change_attested(|attested| Attested { aaguid: aaguid.to_vec(), ..attested })
    }

    /// Sets the credential id, of any length, where there is attested credential data. `id` and `rawId` follow.
    #[must_use]
    pub fn credential_id(self, credential_id: &[u8]) -> Self {
        self.change_attested(|attested| Attested { credential_id: credential_id.to_vec(), ..attested })
    }

    /// Claims another length of the credential id than it has.
    #[must_use]
    pub fn credential_id_length(self, length: u16) -> Self {
        self.change_attested(|attested| Attested { credential_id_length: Some(length), ..attested })
    }

    /// Changes the entries of the COSE_Key; they are sorted when they are written.
    #[must_use]
    pub fn public_key(self, change: impl FnOnce(Vec<(Item, Item)>) -> Vec<(Item, Item)>) -> Self {
        self.change_attested(|attested| Attested { public_key: change(attested.public_key), ..attested })
    }

    /// Sets one entry of the COSE_Key, or adds it.
    #[must_use]
    pub fn public_key_member(self, label: i64, value: impl Into<Item>) -> Self {
        self.public_key(|entries| set_entry(entries, Item::from(label), value.into()))
    }

    /// Removes one entry of the COSE_Key.
    #[must_use]
    pub fn without_public_key_member(self, label: i64) -> Self {
        self.public_key(|entries| without_entry(entries, &Item::from(label)))
    }

    /// Changes the bytes of the COSE_Key.
    #[must_use]
    pub fn edit_public_key(self, change: impl FnOnce(Vec<u8>) -> Vec<u8> + 'static) -> Self {
        self.change_attested(|mut attested| {
            attested.public_key_bytes.push(change);
            attested
        })
    }

    /// Puts these bytes in the place of the COSE_Key.
    #[must_use]
    pub fn raw_public_key(self, bytes: &[u8]) -> Self {
        let bytes = bytes.to_vec();
        self.edit_public_key(|_| bytes)
    }

    /// Includes attested credential data, in an authentication too.
    #[must_use]
    pub fn attested_credential_data(
        self,
        aaguid: &[u8],
        credential_id: &[u8],
        public_key: Vec<(Item, Item)>,
    ) -> Self {
        let attested = Attested {
            aaguid: aaguid.to_vec(),
            credential_id: credential_id.to_vec(),
            credential_id_length: None,
            public_key,
            public_key_bytes: Edits::default(),
        };
        Self { attested: Some(attested), ..self }
    }

    /// Leaves the attested credential data out. `id`, `rawId` and the certificate keep to what it would have been.
    #[must_use]
    pub fn without_attested_credential_data(self) -> Self {
        Self { attested: None, ..self }
    }

    /// Includes extension outputs: a CBOR map.
    #[must_use]
    pub fn extensions(self, outputs: &Item) -> Self {
        self.raw_extensions(&outputs.to_bytes())
    }

    /// Includes these bytes in the place of extension outputs; without any if they are none.
    #[must_use]
    pub fn raw_extensions(self, bytes: &[u8]) -> Self {
        Self { extensions: bytes.to_vec(), ..self }
    }

    /// Appends bytes that belong to nothing.
    #[must_use]
    pub fn trailing(self, bytes: &[u8]) -> Self {
        let trailing = bytes.to_vec();
        self.edit(|mut bytes| {
            bytes.extend(trailing);
            bytes
        })
    }

    /// Changes the bytes that are sent and signed.
    #[must_use]
    pub fn edit(mut self, change: impl FnOnce(Vec<u8>) -> Vec<u8> + 'static) -> Self {
        self.bytes.push(change);
        self
    }

    /// Sends and signs these bytes.
    #[must_use]
    pub fn raw(self, bytes: &[u8]) -> Self {
        let bytes = bytes.to_vec();
        self.edit(|_| bytes)
    }

    fn change_attested(self, change: impl FnOnce(Attested) -> Attested) -> Self {
        Self { attested: self.attested.map(change), ..self }
    }

    pub(crate) fn write(self) -> WrittenAuthenticatorData {
        let mut flags = self.set;
        let mut tail = Vec::new();
        let (mut aaguid, mut credential_id, mut public_key) = (None, None, None);
        if let Some(attested) = self.attested {
            flags |= flags::AT;
            let key = attested.public_key_bytes.apply(Item::Map(attested.public_key).to_bytes());
            let length = attested
                .credential_id_length
                .unwrap_or_else(|| u16::try_from(attested.credential_id.len()).unwrap_or(u16::MAX));
            tail = [&attested.aaguid[..], &length.to_be_bytes(), &attested.credential_id, &key].concat();
            (aaguid, credential_id, public_key) =
                (Some(attested.aaguid), Some(attested.credential_id), Some(key));
        }
        if !self.extensions.is_empty() {
            flags |= flags::ED;
        }
        let flags = flags & !self.clear;
        let head = [&self.rp_id_hash[..], &[flags], &self.sign_count.to_be_bytes()].concat();
        let bytes = self.bytes.apply([head, tail, self.extensions].concat());
        WrittenAuthenticatorData {
            bytes,
            flags,
            sign_count: self.sign_count,
            aaguid,
            credential_id,
            public_key,
        }
    }
}

/// The bytes of authenticator data, and what other layers take over from it.
#[derive(Debug)]
pub(crate) struct WrittenAuthenticatorData {
    pub(crate) bytes: Vec<u8>,
    pub(crate) flags: u8,
    pub(crate) sign_count: u32,
    pub(crate) aaguid: Option<Vec<u8>>,
    pub(crate) credential_id: Option<Vec<u8>>,
    pub(crate) public_key: Option<Vec<u8>>,
}

/// The entries with one of them set in its place, or added at the end.
pub(crate) fn set_entry(mut entries: Vec<(Item, Item)>, key: Item, value: Item) -> Vec<(Item, Item)> {
    match entries.iter_mut().find(|(present, _)| *present == key) {
        Some((_, present)) => *present = value,
        None => entries.push((key, value)),
    }
    entries
}

/// The entries without those of a key.
pub(crate) fn without_entry(mut entries: Vec<(Item, Item)>, key: &Item) -> Vec<(Item, Item)> {
    entries.retain(|(present, _)| present != key);
    entries
}
