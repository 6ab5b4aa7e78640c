//! Base64url without padding.

use countersign_wire::{ErrorKind, Field, base64url};

use crate::builder::refusal;

const MOST: usize = 1024;

#[test]
fn accepts_what_it_encodes() {
    for length in 0..=70_u8 {
        let bytes: Vec<u8> = (0..length).map(|byte| byte.wrapping_mul(37)).collect();
        let text = base64url::encode(&bytes);
        assert!(!text.contains('='), "{text}");
        assert_eq!(base64url::decode(&text, Field::Signature, MOST).unwrap(), bytes);
    }
}

#[test]
fn accepts_the_two_letters_that_base64_does_not_have() {
    assert_eq!(base64url::encode(&[0xfb, 0xff]), "-_8");
    assert_eq!(base64url::decode("-_8", Field::Id, MOST).unwrap(), [0xfb, 0xff]);
}

#[test]
fn refuses_padding_other_alphabets_and_white_space_at_their_place() {
    let cases = [
        ("QQ==", 2),
        ("QUI=", 3),
        ("QUJD=", 4),
        ("QUJD====", 4),
        ("=", 0),
        ("Q=Q", 1),
        ("+/8", 0),
        ("A/8", 1),
        ("QUJD QUJD", 4),
        ("QUJD\nQUJD", 4),
        ("\tQUJD", 0),
        ("QUJD\r\n", 4),
        ("QUJD\0", 4),
        ("QU\u{e4}", 2),
        ("QUJD.UJD", 4),
    ];
    for (text, at) in cases {
        let refused = refusal(base64url::decode(text, Field::RawId, MOST));
        assert_eq!(refused, (Field::RawId, ErrorKind::Base64url { at }, None), "{text:?}");
    }
}

// The last character of two has four bits that decode to nothing, that of three has two.
// attack: cd-challenge-noncanonical-bits
#[test]
fn refuses_bits_that_decode_to_nothing() {
    let alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    for (value, last) in alphabet.chars().enumerate() {
        for (start, unused_values) in [("A", 16), ("AA", 4)] {
            let text = format!("{start}{last}");
            let outcome = base64url::decode(&text, Field::Challenge, MOST);
            if value % unused_values == 0 {
                assert_eq!(base64url::encode(&outcome.unwrap()), text);
            } else {
                let kind = ErrorKind::Base64url { at: start.len() };
                assert_eq!(refusal(outcome), (Field::Challenge, kind, None), "{text}");
            }
        }
    }
}

#[test]
fn refuses_lengths_that_nothing_encodes_to() {
    for length in (1..64).step_by(4) {
        let refused = refusal(base64url::decode(&"A".repeat(length), Field::Id, MOST));
        assert_eq!(refused, (Field::Id, ErrorKind::Base64url { at: length }, None));
    }
}

#[test]
fn refuses_one_byte_more_than_the_bound() {
    for most in 0..=9 {
        assert_eq!(
            base64url::decode(&base64url::encode(&vec![0; most]), Field::Id, most).unwrap().len(),
            most
        );
        let refused = refusal(base64url::decode(&base64url::encode(&vec![0; most + 1]), Field::Id, most));
        assert_eq!(refused, (Field::Id, ErrorKind::TooLong { most }, None));
    }
}
