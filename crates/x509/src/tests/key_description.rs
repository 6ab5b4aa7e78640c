//! Android's description of a key: every tag, every version, and what does not follow the schema.

use core::ops::Deref;

use super::draft::{Draft, element, extension, key, sequence};
use crate::der::{BOOLEAN, ENUMERATED, INTEGER, NULL, OCTET_STRING, SET};
use crate::{
    AuthorizationList, AuthorizationTag, AuthorizationValue, Authorizations, Certificate, Error, ErrorKind,
    KeyDescription, MAX_AUTHORIZATIONS, MAX_SET_ELEMENTS, ObjectIdentifier, Part, SecurityLevel,
    VerifiedBootState,
};

const CHALLENGE: [u8; 32] = [7; 32];

fn integer(number: u64) -> Vec<u8> {
    let mut bytes = vec![0];
    bytes.extend(number.to_be_bytes());
    while bytes.len() > 1 && bytes[0] == 0 && bytes[1] < 0x80 {
        bytes.remove(0);
    }
    element(INTEGER, &[&bytes])
}

fn octets(bytes: &[u8]) -> Vec<u8> {
    element(OCTET_STRING, &[bytes])
}

fn enumerated(number: u8) -> Vec<u8> {
    element(ENUMERATED, &[&[number]])
}

fn set(numbers: &[u64]) -> Vec<u8> {
    element(SET, &[&numbers.iter().flat_map(|number| integer(*number)).collect::<Vec<_>>()])
}

/// An explicit tag of any number around contents.
fn tagged(number: u32, contents: &[u8]) -> Vec<u8> {
    if number < 31 {
        return element(0xA0 | u8::try_from(number).unwrap(), &[contents]);
    }
    let mut digits = vec![u8::try_from(number & 0x7F).unwrap()];
    let mut rest = number >> 7;
    while rest > 0 {
        digits.insert(0, u8::try_from(rest & 0x7F).unwrap() | 0x80);
        rest >>= 7;
    }
    with_tag_bytes(&digits, contents)
}

/// An element of the context class whose tag number is in these bytes.
fn with_tag_bytes(digits: &[u8], contents: &[u8]) -> Vec<u8> {
    let after_tag = &element(0, &[contents])[1..];
    [&[0xBF], digits, after_tag].concat()
}

fn root_of_trust(locked: u8, state: u8) -> Vec<u8> {
    let boolean = element(BOOLEAN, &[&[locked]]);
    sequence(&[&octets(&[1; 32]), &boolean, &enumerated(state), &octets(&[2; 32])])
}

fn application_id() -> Vec<u8> {
    let package = |name: &[u8], version| sequence(&[&octets(name), &integer(version)]);
    let packages = element(SET, &[&package(b"com.example.one", 1), &package(b"com.example.two", 1 << 40)]);
    octets(&sequence(&[&packages, &element(SET, &[&octets(&[3; 32])])]))
}

/// What the value of each known tag is in these tests.
fn value(tag: AuthorizationTag) -> Vec<u8> {
    match tag.number() {
        1 => set(&[2]),
        4..=6 | 203 => set(&[1, 2, 300]),
        704 => root_of_trust(0xFF, 0),
        709 => application_id(),
        7 | 303 | 305 | 503 | 506..=509 | 600 | 703 | 720 => element(NULL, &[]),
        601 | 710..=717 | 723 | 724 => octets(b"some bytes"),
        702 => integer(0),
        number => integer(u64::from(number) << 20),
    }
}

fn list_of(entries: &[Vec<u8>]) -> Vec<u8> {
    sequence(&[&entries.concat()])
}

/// A list with every known tag.
fn complete() -> Vec<u8> {
    list_of(&AuthorizationTag::known().map(|tag| tagged(tag.number(), &value(tag))).collect::<Vec<_>>())
}

/// The fields of a description before they are joined.
#[derive(Clone)]
struct Fields([Vec<u8>; 8]);

impl Fields {
    fn new() -> Self {
        Self([
            integer(300),
            enumerated(1),
            integer(300),
            enumerated(2),
            octets(&CHALLENGE),
            octets(&[]),
            list_of(&[]),
            list_of(&[]),
        ])
    }

    fn with(mut self, place: usize, field: Vec<u8>) -> Self {
        self.0[place] = field;
        self
    }

    fn hardware(list: Vec<u8>) -> Self {
        Self::new().with(7, list)
    }

    fn value(&self) -> Vec<u8> {
        sequence(&self.0.each_ref().map(Vec::as_slice))
    }
}

fn certificate(value: &[u8]) -> Vec<u8> {
    let extensions = vec![extension(ObjectIdentifier::ANDROID_KEY_DESCRIPTION, value)];
    Draft { extensions, ..Draft::new("leaf", "root", &key(1)) }.sign(&key(9))
}

/// A description and what stands on its lists.
struct Read<'a> {
    description: KeyDescription<'a>,
    lists: Authorizations<'a>,
}

impl<'a> Deref for Read<'a> {
    type Target = KeyDescription<'a>;

    fn deref(&self) -> &Self::Target {
        &self.description
    }
}

impl<'a> Read<'a> {
    fn software_enforced(&self) -> &AuthorizationList<'a> {
        self.lists.software_enforced()
    }

    fn hardware_enforced(&self) -> &AuthorizationList<'a> {
        self.lists.hardware_enforced()
    }
}

fn reading<V>(value: &[u8], look: impl FnOnce(Result<Read<'_>, Error>) -> V) -> V {
    let der = certificate(value);
    let description = Certificate::parse(&der).unwrap().key_description().map(Option::unwrap);
    look(
        description
            .and_then(|description| description.authorizations().map(|lists| Read { description, lists })),
    )
}

fn refusal(value: &[u8]) -> ErrorKind {
    let error = reading(value, |read| read.map(|_| ()).unwrap_err());
    assert_eq!(error.part(), Part::KeyDescription);
    error.kind()
}

/// How a list of hardware-enforced tags is refused.
fn list_refusal(entries: &[Vec<u8>]) -> ErrorKind {
    refusal(&Fields::hardware(list_of(entries)).value())
}

#[test]
fn accepts_a_certificate_without_a_description() {
    let der = Draft::new("leaf", "root", &key(1)).sign(&key(9));
    assert_eq!(Certificate::parse(&der).unwrap().key_description(), Ok(None));
    assert_eq!(ObjectIdentifier::ANDROID_KEY_DESCRIPTION.to_string(), "1.3.6.1.4.1.11129.2.1.17");
}

#[test]
fn accepts_every_field_and_tells_the_lists_apart() {
    let software = list_of(&[tagged(702, &integer(2))]);
    let fields = Fields::hardware(complete()).with(6, software).with(5, octets(b"unique"));
    reading(&fields.value(), |read| {
        let description = read.unwrap();
        assert_eq!(description.attestation_version(), 300);
        assert_eq!(description.attestation_security_level(), SecurityLevel::TrustedEnvironment);
        assert_eq!(description.key_mint_version(), 300);
        assert_eq!(description.key_mint_security_level(), SecurityLevel::StrongBox);
        assert_eq!(description.attestation_challenge(), CHALLENGE);
        assert_eq!(description.unique_id(), b"unique");
        assert_eq!(description.software_enforced().origin(), Some(2));
        assert_eq!(description.software_enforced().purposes().count(), 0);
        assert_eq!(description.hardware_enforced().origin(), Some(0));
        assert_eq!(description.hardware_enforced().purposes().collect::<Vec<_>>(), [2]);
        let shown = format!("{:?} {:?}", description.description, description.lists);
        assert!(shown.contains("300") && !shown.contains("7, 7"), "{shown}");
    });
}

#[test]
fn accepts_every_tag_with_its_value() {
    reading(&Fields::hardware(complete()).value(), |read| {
        let description = read.unwrap();
        let list = description.hardware_enforced();
        assert!(list.is_ascending());
        assert_eq!(list.unknown_tags(), 0);
        assert!(list.iter().map(|(tag, _)| *tag).eq(AuthorizationTag::known()));
        let mut names = std::collections::BTreeSet::new();
        for tag in AuthorizationTag::known() {
            let number = tag.number();
            match list.value(tag).unwrap() {
                AuthorizationValue::Integer(found) => {
                    let expected = if number == 702 { 0 } else { u64::from(number) << 20 };
                    assert_eq!((*found, list.integer(tag)), (expected, Some(expected)), "{tag:?}");
                }
                AuthorizationValue::Integers(found) => {
                    let expected: &[u64] = if number == 1 { &[2] } else { &[1, 2, 300] };
                    assert_eq!(found.iter().collect::<Vec<_>>(), expected, "{tag:?}");
                    assert_eq!(list.integers(tag).collect::<Vec<_>>(), expected, "{tag:?}");
                }
                AuthorizationValue::Null => assert!(list.has(tag) && list.octets(tag).is_none(), "{tag:?}"),
                AuthorizationValue::Octets(found) => {
                    assert_eq!(list.octets(tag), Some(*found));
                    assert!(number == 709 || *found == b"some bytes", "{tag:?}");
                }
                AuthorizationValue::RootOfTrust(root) => {
                    assert_eq!(number, 704);
                    assert_eq!(list.root_of_trust(), Some(*root));
                }
            }
            let name = tag.name().unwrap();
            assert!(format!("{tag:?}").contains(name) && names.insert(name), "{name}");
            let shown = format!("{:?}", list.value(tag).unwrap());
            let expected = match number {
                1 => "Integers({2})".into(),
                4..=6 | 203 => "Integers({1, 2, 300})".into(),
                704 => "RootOfTrust(locked, Verified)".into(),
                709 => format!("Octets({} bytes)", list.octets(tag).unwrap().len()),
                _ => match list.integer(tag) {
                    Some(found) => format!("Integer({found})"),
                    None => list.octets(tag).map_or("Null", |_| "Octets(10 bytes)").into(),
                },
            };
            assert_eq!(shown, expected, "{tag:?}");
        }
    });
}

#[test]
fn accepts_any_one_tag_alone_in_either_list() {
    for tag in AuthorizationTag::known() {
        for place in [6, 7] {
            let list = list_of(&[tagged(tag.number(), &value(tag))]);
            reading(&Fields::new().with(place, list).value(), |read| {
                let description = read.unwrap();
                let in_software = description.software_enforced().has(tag);
                let in_hardware = description.hardware_enforced().has(tag);
                assert_eq!((in_software, in_hardware), (place == 6, place == 7), "{tag:?}");
            });
        }
    }
}

#[test]
fn accepts_every_version_and_level() {
    for version in [1, 2, 3, 4, 100, 200, 300, 400, 500, 7777, u64::MAX] {
        let fields = Fields::new().with(0, integer(version)).with(2, integer(version));
        reading(&fields.value(), |read| {
            let read = read.unwrap();
            assert_eq!((read.attestation_version(), read.key_mint_version()), (version, version));
        });
    }
    for (number, level) in [
        (0, SecurityLevel::Software),
        (1, SecurityLevel::TrustedEnvironment),
        (2, SecurityLevel::StrongBox),
        (3, SecurityLevel::Unknown(3)),
    ] {
        reading(&Fields::new().with(1, enumerated(number)).value(), |read| {
            assert_eq!(read.unwrap().attestation_security_level(), level);
        });
    }
}

#[test]
fn accepts_roots_of_trust_of_all_versions() {
    let root = |contents: &[&[u8]], look: &dyn Fn(Option<crate::RootOfTrust<'_>>)| {
        let list = list_of(&[tagged(704, &sequence(contents))]);
        reading(&Fields::hardware(list).value(), |read| {
            look(read.unwrap().hardware_enforced().root_of_trust());
        });
    };
    let (boot_key, hash) = (octets(&[1; 32]), octets(&[2; 32]));
    for (number, state) in [
        (0, VerifiedBootState::Verified),
        (1, VerifiedBootState::SelfSigned),
        (2, VerifiedBootState::Unverified),
        (3, VerifiedBootState::Failed),
        (9, VerifiedBootState::Unknown(9)),
    ] {
        // True is FF, or in BER any byte but zero.
        for (byte, locked) in [(0x00, false), (0x01, true), (0xFF, true)] {
            let boolean = element(BOOLEAN, &[&[byte]]);
            root(&[&boot_key, &boolean, &enumerated(number), &hash], &|found| {
                let found = found.unwrap();
                assert_eq!((found.device_locked(), found.verified_boot_state()), (locked, state));
                assert_eq!(found.verified_boot_key(), [1; 32]);
                assert_eq!(found.verified_boot_hash(), Some(&[2; 32][..]));
                assert!(!format!("{found:?}").contains("1, 1"));
            });
        }
    }
    let boolean = element(BOOLEAN, &[&[0]]);
    root(&[&octets(&[]), &boolean, &enumerated(2)], &|found| {
        assert_eq!(found.unwrap().verified_boot_hash(), None);
        assert!(found.unwrap().verified_boot_key().is_empty());
    });
}

#[test]
fn accepts_an_application_id_and_reads_it_when_asked() {
    let read_id = |contents: Vec<u8>, look: &dyn Fn(Result<_, Error>)| {
        reading(&Fields::hardware(list_of(&[tagged(709, &contents)])).value(), |read| {
            look(read.unwrap().hardware_enforced().attestation_application_id().map(|id| {
                let id = id.unwrap();
                // Lengths and counts are shown, and no name.
                let (packages, digests) = (id.packages().len(), id.signature_digests().len());
                let counts = format!("{packages} packages, {digests} signature digests");
                assert_eq!(format!("{id:?}"), format!("AttestationApplicationId({counts})"));
                for package in id.packages() {
                    let shown = format!("ApplicationPackage(15 bytes, version {})", package.version());
                    assert_eq!(format!("{package:?}"), shown);
                }
                let packages: Vec<_> =
                    id.packages().iter().map(|one| (one.name().to_vec(), one.version())).collect();
                (packages, id.signature_digests().len())
            }));
        });
    };
    read_id(application_id(), &|found| {
        let packages = vec![(b"com.example.one".to_vec(), 1), (b"com.example.two".to_vec(), 1 << 40)];
        assert_eq!(found, Ok((packages, 1)));
    });
    let empty = element(SET, &[]);
    read_id(octets(&sequence(&[&empty, &empty])), &|found| assert_eq!(found, Ok((vec![], 0))));
    // What is no application id spoils nothing else.
    for malformed in [
        vec![],
        b"text".to_vec(),
        sequence(&[&empty]),
        sequence(&[&empty, &empty, &empty]),
        [sequence(&[&empty, &empty]), vec![0]].concat(),
        sequence(&[&element(SET, &[&octets(b"name")]), &empty]),
        sequence(&[&empty, &set(&[1])]),
    ] {
        read_id(octets(&malformed), &|found| {
            assert_eq!(found.unwrap_err().part(), Part::KeyDescription, "{malformed:?}");
        });
    }
    let many = element(SET, &[&octets(&[]).repeat(MAX_SET_ELEMENTS + 1)]);
    read_id(octets(&sequence(&[&empty, &many])), &|found| {
        assert!(matches!(found.unwrap_err().kind(), ErrorKind::TooManyElements { .. }));
    });
    reading(&Fields::new().value(), |read| {
        assert_eq!(read.unwrap().hardware_enforced().attestation_application_id(), Ok(None));
    });
}

#[test]
fn accepts_unknown_tags_and_counts_them() {
    let entries = [
        (0, integer(1)),
        (30, vec![]),
        (31, octets(b"x")),
        (725, vec![0xFF; 5]),
        ((1 << 28) - 1, integer(1)),
    ];
    let entries = entries.map(|(number, contents)| tagged(number, &contents));
    reading(&Fields::hardware(list_of(&entries)).value(), |read| {
        let read = read.unwrap();
        assert_eq!(read.hardware_enforced().unknown_tags(), 5);
        assert_eq!(read.hardware_enforced().iter().count(), 0);
        let shown = format!("{:?}", read.hardware_enforced());
        assert_eq!(shown, "AuthorizationList(0 known tags, 5 unknown)");
        assert!(read.hardware_enforced().is_ascending());
    });
}

#[test]
fn accepts_tags_out_of_order_and_says_so() {
    for (numbers, ascending) in
        [([702, 1], false), ([1, 702], true), ([725, 702], false), ([2, 1], false), ([1, 2], true)]
    {
        let entries = numbers.map(|number| {
            let tag = AuthorizationTag::known().find(|tag| tag.number() == number);
            tagged(number, &tag.map_or_else(|| integer(1), value))
        });
        reading(&Fields::hardware(list_of(&entries)).value(), |read| {
            let read = read.unwrap();
            assert_eq!(read.hardware_enforced().is_ascending(), ascending, "{numbers:?}");
            assert!(read.software_enforced().is_ascending());
        });
    }
}

#[test]
fn accepts_fields_whose_lists_are_refused_afterwards() {
    let whole = Fields::new().value();
    let further = Fields::new().with(7, [list_of(&[]), list_of(&[])].concat()).value();
    let malformed = Fields::hardware(list_of(&[vec![0xFF]])).value();
    for (value, at) in [([&whole[..], &[0]].concat(), true), (further, true), (malformed, false)] {
        let der = certificate(&value);
        let description = Certificate::parse(&der).unwrap().key_description().unwrap().unwrap();
        assert_eq!(description.attestation_challenge(), CHALLENGE);
        let kind = description.authorizations().unwrap_err().kind();
        assert_eq!(matches!(kind, ErrorKind::TrailingBytes { .. }), at, "{kind:?}");
    }
    // What is no sequence, or lacks a field, is no description at all.
    for value in
        [Fields::new().with(7, vec![]).value(), Fields::new().with(6, set(&[])).value(), octets(&whole)]
    {
        let der = certificate(&value);
        assert!(Certificate::parse(&der).unwrap().key_description().is_err());
    }
}

// attack: ak-extension-missing
#[test]
fn refuses_duplicates_known_or_not() {
    for number in [1, 600, 702, 704, 725, 90_000] {
        let tag = AuthorizationTag::known().find(|tag| tag.number() == number);
        let entry = tagged(number, &tag.map_or_else(|| integer(1), value));
        let between = tagged(8, &integer(1));
        for entries in [vec![entry.clone(), entry.clone()], vec![entry.clone(), between, entry]] {
            let refused = list_refusal(&entries);
            assert!(matches!(refused, ErrorKind::DuplicateTag { number: found, .. } if found == number));
        }
    }
}

#[test]
fn refuses_other_types_under_every_tag() {
    for tag in AuthorizationTag::known() {
        for other in [integer(1), set(&[1]), element(NULL, &[]), octets(b"x"), sequence(&[&integer(1)])] {
            if other[0] == value(tag)[0] && other[0] != 0x30 {
                continue;
            }
            let refused = list_refusal(&[tagged(tag.number(), &other)]);
            assert!(matches!(refused, ErrorKind::UnexpectedTag { .. }), "{tag:?}: {refused:?}");
        }
        let none = list_refusal(&[tagged(tag.number(), &[])]);
        assert!(matches!(none, ErrorKind::Truncated { .. }), "{tag:?}: {none:?}");
        let two = list_refusal(&[tagged(tag.number(), &[value(tag), integer(1)].concat())]);
        assert!(matches!(two, ErrorKind::TrailingBytes { .. }), "{tag:?}: {two:?}");
    }
}

#[test]
fn refuses_other_types_of_fields_and_missing_ones() {
    for place in 0..8 {
        for other in [element(NULL, &[]), vec![]] {
            let refused = refusal(&Fields::new().with(place, other).value());
            // The last field that is missing ends the sequence too early.
            let is_expected =
                matches!(refused, ErrorKind::UnexpectedTag { .. } | ErrorKind::Truncated { .. });
            assert!(is_expected, "{place}: {refused:?}");
        }
    }
    let outside = Fields::new().value();
    assert!(matches!(refusal(&[&outside[..], &[0]].concat()), ErrorKind::TrailingBytes { .. }));
    let inside = Fields::new().with(7, [list_of(&[]), list_of(&[])].concat());
    assert!(matches!(refusal(&inside.value()), ErrorKind::TrailingBytes { .. }));
    assert!(matches!(refusal(&octets(&outside)), ErrorKind::UnexpectedTag { .. }));
}

#[test]
fn refuses_numbers_that_are_negative_or_of_more_than_64_bits() {
    for contents in [&[0x80][..], &[], &[1, 0, 0, 0, 0, 0, 0, 0, 0], &[0xFF; 20]] {
        let number = element(INTEGER, &[contents]);
        assert_eq!(refusal(&Fields::new().with(0, number.clone()).value()), ErrorKind::NumberRange);
        assert_eq!(list_refusal(&[tagged(702, &number)]), ErrorKind::NumberRange);
        assert_eq!(list_refusal(&[tagged(1, &element(SET, &[&number]))]), ErrorKind::NumberRange);
        let level = element(ENUMERATED, &[contents]);
        assert_eq!(refusal(&Fields::new().with(3, level).value()), ErrorKind::NumberRange);
    }
}

#[test]
fn refuses_nulls_and_booleans_of_another_length() {
    let null = list_refusal(&[tagged(600, &element(NULL, &[&[0]]))]);
    assert!(matches!(null, ErrorKind::ContentsLength { found: 1, .. }));
    for boolean in [&[][..], &[0, 0]] {
        let root = sequence(&[&octets(&[]), &element(BOOLEAN, &[boolean]), &enumerated(0)]);
        assert!(matches!(list_refusal(&[tagged(704, &root)]), ErrorKind::ContentsLength { .. }));
    }
    let root = sequence(&[&octets(&[]), &enumerated(0)]);
    assert!(matches!(list_refusal(&[tagged(704, &root)]), ErrorKind::UnexpectedTag { .. }));
    let root = [&root_of_trust(0, 0)[..], &[0]].concat();
    assert!(matches!(list_refusal(&[tagged(704, &root)]), ErrorKind::TrailingBytes { .. }));
}

#[test]
fn refuses_malformed_tags() {
    let number = integer(1);
    // A leading zero, numbers that fit into one byte, five bytes.
    for digits in [&[0x80, 0x80, 0x01][..], &[0x1E], &[0x01], &[0x80], &[0x81, 0x80, 0x80, 0x80, 0x00]] {
        let refused = list_refusal(&[with_tag_bytes(digits, &number)]);
        assert!(matches!(refused, ErrorKind::TagNumber { .. }), "{digits:?}: {refused:?}");
    }
    // Universal, application and private classes, and a context tag around nothing.
    for other in [0x02, 0x30, 0x61, 0xE1, 0x81, 0x9F, 0x1F, 0xFF] {
        let refused = list_refusal(&[element(other, &[&number])]);
        assert!(matches!(refused, ErrorKind::UnexpectedTag { .. }), "{other:#x}: {refused:?}");
    }
    for cut in [&[0xBF][..], &[0xBF, 0x85], &[0xBF, 0x85, 0x3E], &[0xBF, 0x85, 0x3E, 3, 2, 1]] {
        assert!(matches!(list_refusal(&[cut.to_vec()]), ErrorKind::Truncated { .. }), "{cut:?}");
    }
    let indefinite = [&[0xBF, 0x85, 0x3E, 0x80][..], &number, &[0, 0]].concat();
    assert!(matches!(list_refusal(&[indefinite]), ErrorKind::IndefiniteLength { .. }));
}

#[test]
fn refuses_high_tag_numbers_everywhere_else() {
    let high = with_tag_bytes(&[0x85, 0x3E], &integer(1));
    for place in 0..6 {
        let refused = refusal(&Fields::new().with(place, high.clone()).value());
        assert!(matches!(refused, ErrorKind::HighTagNumber { .. }));
    }
    let draft = Draft { subject: sequence(&[&high]), ..Draft::new("leaf", "root", &key(1)) };
    let refused = Certificate::parse(&draft.sign(&key(9))).unwrap_err().kind();
    assert!(matches!(refused, ErrorKind::HighTagNumber { .. }));
}

#[test]
fn refuses_more_than_the_bounds() {
    let entries = |many: usize| -> Vec<Vec<u8>> {
        (0..many).map(|index| tagged(u32::try_from(index + 1000).unwrap(), &[])).collect()
    };
    let fits = Fields::hardware(list_of(&entries(MAX_AUTHORIZATIONS)));
    assert!(reading(&fits.value(), |read| read.is_ok()));
    assert!(matches!(list_refusal(&entries(MAX_AUTHORIZATIONS + 1)), ErrorKind::TooManyElements { .. }));
    let numbers = |many| [tagged(5, &set(&vec![1; many]))];
    let fits = Fields::hardware(list_of(&numbers(MAX_SET_ELEMENTS)));
    assert!(reading(&fits.value(), |read| read.is_ok()));
    assert!(matches!(list_refusal(&numbers(MAX_SET_ELEMENTS + 1)), ErrorKind::TooManyElements { .. }));
}

// attack: ak-extension-missing
#[test]
fn refuses_every_truncation() {
    let whole = Fields::hardware(complete()).with(6, complete()).value();
    for length in 0..whole.len() {
        assert!(matches!(refusal(&whole[..length]), ErrorKind::Truncated { .. }), "{length} bytes");
    }
    // Lists that are cut inside a description whose lengths fit again.
    let list = AuthorizationTag::known().map(|tag| tagged(tag.number(), &value(tag))).collect::<Vec<_>>();
    let list = list.concat();
    let boundaries: Vec<usize> = AuthorizationTag::known()
        .scan(0, |end, tag| {
            let start = *end;
            *end += tagged(tag.number(), &value(tag)).len();
            Some(start)
        })
        .collect();
    for length in 0..list.len() {
        let cut = Fields::hardware(sequence(&[&list[..length]])).value();
        assert_eq!(reading(&cut, |read| read.is_ok()), boundaries.contains(&length), "{length} bytes");
    }
}

#[test]
fn accepts_or_refuses_any_one_changed_byte_without_a_panic() {
    let whole = Fields::hardware(complete()).value();
    let mut accepted = 0;
    for place in 0..whole.len() {
        for other in [0x00, 0x01, 0x1F, 0x7F, 0x80, 0xBF, 0xFF] {
            let mut changed = whole.clone();
            changed[place] = other;
            let is_read = reading(&changed, |read| {
                read.map(|description| {
                    let list = description.hardware_enforced();
                    let _ = list.attestation_application_id();
                    let _ = (list.purposes().count(), list.origin(), list.root_of_trust());
                })
                .is_ok()
            });
            accepted += usize::from(is_read);
        }
    }
    // Contents change without harm; structure does not.
    assert!(accepted > 0 && accepted < whole.len() * 7, "{accepted}");
}
