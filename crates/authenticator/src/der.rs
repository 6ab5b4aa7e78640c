//! A small writer of DER, enough for certificates, and as obedient with broken ones.
//!
//! Every function returns a whole element: tag, length and content.

use alloc::vec;
use alloc::vec::Vec;

/// The tag of an UTF8String.
pub const UTF8_STRING: u8 = 0x0c;
/// The tag of a PrintableString.
pub const PRINTABLE_STRING: u8 = 0x13;
/// The tag of an IA5String.
pub const IA5_STRING: u8 = 0x16;

/// The last moment that has a four-digit year, 9999-12-31T23:59:59Z.
const LAST_SECOND: i64 = 253_402_300_799;
/// The first moment of the year 1900; earlier ones are of no use in certificates.
const FIRST_SECOND: i64 = -2_208_988_800;
const SECONDS_PER_DAY: i64 = 86_400;

/// An element of any tag.
#[must_use]
pub fn element(tag: u8, content: &[u8]) -> Vec<u8> {
    let mut bytes = vec![tag];
    match u8::try_from(content.len()) {
        Ok(length @ 0..=0x7f) => bytes.push(length),
        Ok(_) | Err(_) => {
            let length: Vec<u8> =
                content.len().to_be_bytes().into_iter().skip_while(|byte| *byte == 0).collect();
            bytes.push(0x80 | u8::try_from(length.len()).unwrap_or(0x7f));
            bytes.extend(length);
        }
    }
    bytes.extend_from_slice(content);
    bytes
}

/// A SEQUENCE of elements.
#[must_use]
pub fn sequence(elements: &[Vec<u8>]) -> Vec<u8> {
    element(0x30, &elements.concat())
}

/// A SET of elements, in the order given.
#[must_use]
pub fn set(elements: &[Vec<u8>]) -> Vec<u8> {
    element(0x31, &elements.concat())
}

/// A constructed element of the context-specific tag `number`, which is below 31.
#[must_use]
pub fn explicit(number: u8, content: &[u8]) -> Vec<u8> {
    element(0xa0 | number, content)
}

/// An INTEGER of zero or more, from its big-endian bytes; leading zeros are put right.
#[must_use]
pub fn unsigned(bytes: &[u8]) -> Vec<u8> {
    element(0x02, &unsigned_content(bytes))
}

/// What [`unsigned`] holds: the shortest two's complement.
pub(crate) fn unsigned_content(bytes: &[u8]) -> Vec<u8> {
    let mut content: Vec<u8> = bytes.iter().copied().skip_while(|byte| *byte == 0).collect();
    if content.first().is_none_or(|first| *first >= 0x80) {
        content.insert(0, 0);
    }
    content
}

/// A BOOLEAN.
#[must_use]
pub fn boolean(value: bool) -> Vec<u8> {
    element(0x01, &[if value { 0xff } else { 0x00 }])
}

/// NULL.
#[must_use]
pub fn null() -> Vec<u8> {
    element(0x05, &[])
}

/// An OCTET STRING.
#[must_use]
pub fn octet_string(content: &[u8]) -> Vec<u8> {
    element(0x04, content)
}

/// A BIT STRING of whole bytes.
#[must_use]
pub fn bit_string(content: &[u8]) -> Vec<u8> {
    bit_string_with_unused(0, content)
}

/// A BIT STRING that says that so many of its last bits are unused.
#[must_use]
pub fn bit_string_with_unused(unused: u8, content: &[u8]) -> Vec<u8> {
    element(0x03, &[&[unused], content].concat())
}

/// An OBJECT IDENTIFIER from its dotted form; what is no number is left out.
#[must_use]
pub fn object_identifier(dotted: &str) -> Vec<u8> {
    let mut arcs = dotted.split('.').filter_map(|arc| arc.parse::<u64>().ok());
    let first = arcs.next().unwrap_or_default();
    let second = arcs.next().unwrap_or_default();
    let mut content = base_128(first.saturating_mul(40).saturating_add(second));
    for arc in arcs {
        content.extend(base_128(arc));
    }
    element(0x06, &content)
}

/// Seven bits a byte, most significant first, the top bit set in all but the last.
pub(crate) fn base_128(mut number: u64) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut continued = 0;
    loop {
        let [.., low] = number.to_be_bytes();
        bytes.insert(0, (low & 0x7f) | continued);
        number >>= 7;
        continued = 0x80;
        if number == 0 {
            return bytes;
        }
    }
}

/// A moment, in seconds since 1970 UTC: UTCTime for the years 1950 to 2049, GeneralizedTime for others.
///
/// Moments before 1900 and after 9999 are drawn to these bounds.
///
/// # Source
/// [RFC 5280 §4.1.2.5](https://www.rfc-editor.org/rfc/rfc5280#section-4.1.2.5)
#[must_use]
pub fn time(seconds: i64) -> Vec<u8> {
    let seconds = seconds.clamp(FIRST_SECOND, LAST_SECOND);
    let (year, month, day) = date(seconds.div_euclid(SECONDS_PER_DAY));
    let of_day = seconds.rem_euclid(SECONDS_PER_DAY);
    let (hour, minute, second) =
        (of_day.div_euclid(3600), of_day.rem_euclid(3600).div_euclid(60), of_day.rem_euclid(60));
    let rest = alloc::format!("{month:02}{day:02}{hour:02}{minute:02}{second:02}Z");
    if (1950..2050).contains(&year) {
        element(0x17, alloc::format!("{:02}{rest}", year.rem_euclid(100)).as_bytes())
    } else {
        element(0x18, alloc::format!("{year:04}{rest}").as_bytes())
    }
}

/// The year, month and day of a count of days since 1970, found by counting: plain to read, and quick enough.
fn date(days: i64) -> (i64, usize, i64) {
    let mut year: i64 = 1970;
    let mut days = days;
    while days < 0 {
        year = year.saturating_sub(1);
        days = days.saturating_add(days_of(year).iter().sum());
    }
    loop {
        let length = days_of(year).iter().sum();
        if days < length {
            break;
        }
        days = days.saturating_sub(length);
        year = year.saturating_add(1);
    }
    let mut month: usize = 1;
    for length in days_of(year) {
        if days < length {
            break;
        }
        days = days.saturating_sub(length);
        month = month.saturating_add(1);
    }
    (year, month, days.saturating_add(1))
}

fn days_of(year: i64) -> [i64; 12] {
    let leap = year.rem_euclid(4) == 0 && (year.rem_euclid(100) != 0 || year.rem_euclid(400) == 0);
    [31, if leap { 29 } else { 28 }, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn accepts_lengths_of_one_two_and_three_bytes() {
        assert_eq!(octet_string(&[7]), [4, 1, 7]);
        assert_eq!(octet_string(&[0; 0x80])[..3], [4, 0x81, 0x80]);
        assert_eq!(octet_string(&[0; 0x100])[..4], [4, 0x82, 1, 0]);
    }

    #[test]
    fn accepts_integers_that_need_a_zero_in_front() {
        assert_eq!(unsigned(&[]), [2, 1, 0]);
        assert_eq!(unsigned(&[0, 0x7f]), [2, 1, 0x7f]);
        assert_eq!(unsigned(&[0x80]), [2, 2, 0, 0x80]);
    }

    #[test]
    fn accepts_object_identifiers_with_wide_arcs() {
        assert_eq!(object_identifier("1.2.840.10045.2.1"), [6, 7, 0x2a, 0x86, 0x48, 0xce, 0x3d, 2, 1]);
    }

    #[test]
    fn accepts_moments_of_both_forms() {
        assert_eq!(time(0)[2..], *b"700101000000Z");
        assert_eq!(time(951_782_400)[2..], *b"000229000000Z");
        assert_eq!(time(1_735_689_599)[2..], *b"241231235959Z");
        assert_eq!(time(-1)[2..], *b"691231235959Z");
        assert_eq!(time(2_524_608_000)[..], [&[0x18, 15][..], b"20500101000000Z"].concat()[..]);
        assert_eq!(time(i64::MAX)[2..], *b"99991231235959Z");
        assert_eq!(time(i64::MIN)[2..], *b"19000101000000Z");
    }
}
