//! What a store keeps: pending ceremonies and records. Stored bytes end with a checksum, which is put right here, so that what
//! stands before it is looked at.

use countersign::{CredentialRecord, PendingDiscoverable, PendingIdentified, PendingRegistration};

use crate::bounds::bounded;
use crate::json;
use crate::registration::check_record;

/// The bytes with the checksum that they need: CRC-32 (ISO-HDLC), bit by bit.
#[must_use]
pub fn with_checksum(content: &[u8]) -> Vec<u8> {
    let crc = content.iter().fold(u32::MAX, |crc, byte| {
        (0..8).fold(
            crc ^ u32::from(*byte),
            |crc, _| if crc & 1 == 1 { crc >> 1 ^ 0xedb8_8320 } else { crc >> 1 },
        )
    });
    [content, &(!crc).to_be_bytes()].concat()
}

/// Pending ceremonies: one kind at most takes the bytes, and gives the same bytes to store again.
pub fn pending(input: &[u8]) {
    let stored = with_checksum(input);
    bounded(stored.len(), || {
        let kinds = [
            PendingRegistration::from_stored(&stored).map(PendingRegistration::into_stored),
            PendingIdentified::from_stored(&stored).map(PendingIdentified::into_stored),
            PendingDiscoverable::from_stored(&stored).map(PendingDiscoverable::into_stored),
        ];
        let taken: Vec<_> = kinds.into_iter().flatten().collect();
        assert!(taken.len() <= 1, "two kinds take the same bytes");
        for again in taken {
            assert_eq!(again, stored);
            assert!(CredentialRecord::from_bytes(&stored).is_err());
            let mut damaged = stored.clone();
            damaged[stored.len() / 2] ^= 1;
            assert!(PendingRegistration::from_stored(&damaged).is_err());
            assert!(PendingIdentified::from_stored(&damaged).is_err());
            assert!(PendingDiscoverable::from_stored(&damaged).is_err());
        }
    });
}

/// A credential record in bytes: it gives the same bytes to store again, and goes through JSON and back.
pub fn record(input: &[u8]) {
    let stored = with_checksum(input);
    bounded(stored.len(), || {
        let Ok(record) = CredentialRecord::from_bytes(&stored) else { return };
        assert_eq!(record.to_bytes(), stored);
        check_record(&record);
    });
}

/// A credential record in JSON: what is read goes through bytes and JSON and back.
pub fn record_json(input: &[u8]) {
    let Ok(text) = core::str::from_utf8(input) else { return };
    bounded(input.len(), || {
        let Ok(record) = CredentialRecord::from_json(text) else { return };
        let Some(theirs) = json::read(text) else { return };
        let written: serde_json::Value = serde_json::from_str(&record.to_json()).expect("JSON");
        assert_eq!(theirs, written, "a record has one form in JSON, but for white space and order");
        check_record(&record);
    });
}
