//! A certificate revocation list.

use alloc::vec::Vec;

use crate::{SigningKey, der};

const CRL_NUMBER: &str = "2.5.29.20";

/// A revocation list, in DER: of the issuer with this name (in DER), signed with this key, of certificates with these serial
/// numbers, from one time to another in seconds since 1970 UTC.
///
/// # Source
/// [RFC 5280 §5.1](https://www.rfc-editor.org/rfc/rfc5280#section-5.1)
#[must_use]
pub fn revocation_list(
    issuer: &[u8],
    key: &SigningKey,
    serial_numbers: &[Vec<u8>],
    (this_update, next_update): (i64, i64),
) -> Vec<u8> {
    let entry = |number: &Vec<u8>| der::sequence(&[der::element(2, number), der::time(this_update)]);
    let entries: Vec<_> = serial_numbers.iter().map(entry).collect();
    let number =
        der::sequence(&[der::object_identifier(CRL_NUMBER), der::octet_string(&der::unsigned(&[7]))]);
    let signed = der::sequence(&[
        der::unsigned(&[1]),
        key.signature_algorithm(),
        issuer.to_vec(),
        der::time(this_update),
        der::time(next_update),
        if entries.is_empty() { Vec::new() } else { der::sequence(&entries) },
        der::explicit(0, &der::sequence(&[number])),
    ]);
    let signature = der::bit_string(&key.sign(&signed));
    der::sequence(&[signed, key.signature_algorithm(), signature])
}
