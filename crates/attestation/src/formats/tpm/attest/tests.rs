//! What a TPM says, written field by field.

use std::vec;
use std::vec::Vec;

use super::*;
use crate::formats::tpm::error::ErrorKind;

const CERTIFY: u16 = 0x8017;

fn sized(bytes: &[u8]) -> Vec<u8> {
    [&u16::try_from(bytes.len()).unwrap().to_be_bytes()[..], bytes].concat()
}

/// A structure with a signer, data of the caller and a body.
fn attest(magic: u32, kind: u16, signer: &[u8], extra_data: &[u8], body: &[u8]) -> Vec<u8> {
    let mut bytes = [magic.to_be_bytes().to_vec(), kind.to_be_bytes().to_vec()].concat();
    bytes.extend([sized(signer), sized(extra_data)].concat());
    bytes.extend([0, 0, 0, 0, 0, 0, 0, 5, 0, 0, 0, 6, 0, 0, 0, 7, 1]);
    bytes.extend([0x11, 0x22, 0x33, 0x44, 0x55, 0x66, 0x77, 0x88]);
    bytes.extend(body);
    bytes
}

fn certify() -> Vec<u8> {
    attest(GENERATED_VALUE, CERTIFY, &[9; 34], &[8; 32], &[sized(&[7; 34]), sized(&[6; 34])].concat())
}

fn refusal(bytes: &[u8]) -> (&'static str, ErrorKind) {
    let error = Attest::parse(bytes).unwrap_err();
    (error.field(), error.kind())
}

#[test]
fn accepts_the_fields_of_an_attestation() {
    let bytes = certify();
    let attest = Attest::parse(&bytes).unwrap();
    assert!(attest.is_generated());
    assert_eq!((attest.magic(), attest.kind()), (0xFF54_4347, AttestType::CERTIFY));
    assert_eq!((attest.qualified_signer(), attest.extra_data()), (&[9; 34][..], &[8; 32][..]));
    let clock = attest.clock();
    assert_eq!((clock.clock(), clock.reset_count(), clock.restart_count()), (5, 6, 7));
    assert!(clock.is_safe());
    assert_eq!(attest.firmware_version(), 0x1122_3344_5566_7788);
    let certified = attest.certified().unwrap();
    assert_eq!((certified.name(), certified.qualified_name()), (&[7; 34][..], &[6; 34][..]));
    assert_eq!(std::format!("{attest:?}"), "Attest(CERTIFY, firmware 0x1122334455667788)");
    assert_eq!(std::format!("{certified:?}"), "Certified(name of 34 bytes)");
    assert_eq!(std::format!("{:?}", attest.kind()), "AttestType(CERTIFY 0x8017)");
}

#[test]
fn accepts_empty_names_and_a_clock_that_is_not_safe() {
    let mut bytes = attest(GENERATED_VALUE, CERTIFY, &[], &[], &[0, 0, 0, 0]);
    bytes[26] = 0xAF;
    let attest = Attest::parse(&bytes).unwrap();
    assert!(!attest.clock().is_safe());
    assert_eq!((attest.qualified_signer(), attest.certified().unwrap().name()), (&[][..], &[][..]));
}

// attack: tpm-magic
#[test]
fn accepts_another_beginning_for_the_step_to_refuse() {
    for magic in [0xFF54_4346, 0, 0x4743_54FF] {
        let bytes = attest(magic, CERTIFY, &[], &[], &[0, 0, 0, 0]);
        assert!(!Attest::parse(&bytes).unwrap().is_generated());
    }
}

// attack: tpm-type
#[test]
fn accepts_what_is_about_no_key_and_reads_nothing_of_it() {
    let names = [
        (0x8014, "NV"),
        (0x8015, "COMMAND_AUDIT"),
        (0x8016, "SESSION_AUDIT"),
        (0x8018, "QUOTE"),
        (0x8019, "TIME"),
        (0x801A, "CREATION"),
        (0x801C, "NV_DIGEST"),
        (0x0017, "unknown"),
    ];
    for (number, name) in names {
        let bytes = attest(GENERATED_VALUE, number, &[], &[], &[1, 2, 3]);
        let attest = Attest::parse(&bytes).unwrap();
        assert_eq!((attest.kind().number(), attest.kind().name()), (number, name));
        assert_eq!(attest.certified(), None);
    }
}

// attack: tpm-trailing
#[test]
fn refuses_every_truncation_and_every_trailing_byte() {
    let bytes = certify();
    for length in 0..bytes.len() {
        assert!(matches!(refusal(&bytes[..length]).1, ErrorKind::Truncated { .. }), "{length} bytes");
    }
    let at = bytes.len();
    assert_eq!(refusal(&[bytes, vec![0]].concat()), ("TPMS_ATTEST", ErrorKind::TrailingBytes { at }));
}

#[test]
fn refuses_buffers_that_are_too_long() {
    let signer = attest(GENERATED_VALUE, CERTIFY, &[9; 67], &[], &[]);
    assert_eq!(refusal(&signer), ("qualifiedSigner", ErrorKind::TooLong { bytes: 67, at: 6 }));
    let extra_data = attest(GENERATED_VALUE, CERTIFY, &[], &[9; 67], &[]);
    assert_eq!(refusal(&extra_data), ("extraData", ErrorKind::TooLong { bytes: 67, at: 8 }));
    let name = attest(GENERATED_VALUE, CERTIFY, &[], &[], &sized(&[7; 67]));
    assert_eq!(refusal(&name), ("attested.name", ErrorKind::TooLong { bytes: 67, at: 35 }));
}
