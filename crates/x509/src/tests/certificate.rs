//! What is read of a certificate and what is not.

use countersign_cose::{Hash, SignatureScheme};

use super::draft::{
    CERTIFICATE_SIGNING, DIGITAL_SIGNATURE, Draft, algorithm, authority, critical, element, extension,
    generalized_time, identifier, key, key_usage, name, null, sequence, utc_time,
};
use crate::der::{BIT_STRING, BOOLEAN, INTEGER, NULL, OBJECT_IDENTIFIER, OCTET_STRING, SEQUENCE, SET};
use crate::{
    Certificate, Error, ErrorKind, MAX_CERTIFICATE_BYTES, MAX_EXTENSIONS, ObjectIdentifier, Part, Version,
};

fn draft() -> Draft {
    Draft::new("leaf", "root", &key(1))
}

fn signed(draft: &Draft) -> Vec<u8> {
    draft.sign(&key(9))
}

fn refusal(der: &[u8]) -> (Part, ErrorKind) {
    let error: Error = Certificate::parse(der).unwrap_err();
    (error.part(), error.kind())
}

fn times(not_before: Vec<u8>, not_after: Vec<u8>) -> Result<(i64, i64), (Part, ErrorKind)> {
    let der = signed(&Draft { not_before, not_after, ..draft() });
    let validity = Certificate::parse(&der).map_err(|error| (error.part(), error.kind()))?.validity();
    Ok((validity.not_before(), validity.not_after()))
}

const IMPOSSIBLE: (Part, ErrorKind) = (Part::Validity, ErrorKind::ImpossibleTime);

#[test]
fn accepts_a_certificate_and_keeps_its_bytes() {
    let draft = Draft { extensions: vec![authority(Some(3))], ..draft() };
    let der = signed(&draft);
    let certificate = Certificate::parse(&der).unwrap();
    assert_eq!(certificate.der(), der);
    assert_eq!(certificate.tbs(), draft.tbs());
    assert_eq!(certificate.version(), Version::V3);
    assert_eq!(certificate.serial_number(), [1]);
    assert_eq!(certificate.subject().encoded(), name("leaf"));
    assert_eq!(certificate.issuer().encoded(), name("root"));
    assert_eq!(certificate.signature_scheme(), Ok(SignatureScheme::Ecdsa(Hash::Sha256)));
    assert_eq!(certificate.extensions().len(), 1);
    let attribute = certificate.subject().values(ObjectIdentifier::COMMON_NAME).next().unwrap();
    assert_eq!((attribute.tag(), attribute.text()), (12, Some("leaf")));
    assert_eq!(format!("{certificate:?}"), format!("Certificate(V3, {} bytes)", der.len()));
}

// attack: x509-der
#[test]
fn refuses_every_truncation_and_every_trailing_byte() {
    let der = signed(&Draft { extensions: vec![authority(None)], ..draft() });
    for length in 0..der.len() {
        assert!(
            matches!(refusal(&der[..length]), (Part::Certificate, ErrorKind::Truncated { .. })),
            "{length} bytes"
        );
    }
    let trailing = [der.as_slice(), &[0]].concat();
    assert_eq!(refusal(&trailing), (Part::Certificate, ErrorKind::TrailingBytes { at: der.len() }));
}

#[test]
fn refuses_elements_behind_the_last_one_at_every_level() {
    let extra = null();
    let [tbs, algorithm] = [draft().tbs(), draft().algorithm];
    let signature = element(BIT_STRING, &[&[0, 1]]);
    let outside = sequence(&[&tbs, &algorithm, &signature, &extra]);
    let parts = [
        (outside, Part::Signature),
        (
            signed(&Draft { key_info: [draft().key_info, extra.clone()].concat(), ..draft() }),
            Part::Extensions,
        ),
        (
            signed(&Draft { not_after: [draft().not_after, extra.clone()].concat(), ..draft() }),
            Part::Validity,
        ),
        (
            signed(&draft().with_algorithm(super::draft::algorithm(
                ObjectIdentifier::ECDSA_WITH_SHA256,
                &[null(), null()].concat(),
            ))),
            Part::SignatureAlgorithm,
        ),
        (
            signed(&Draft {
                extensions: vec![sequence(&[
                    &identifier(ObjectIdentifier::KEY_USAGE),
                    &element(OCTET_STRING, &[&[]]),
                    &extra,
                ])],
                ..draft()
            }),
            Part::Extensions,
        ),
        (
            signed(&Draft {
                subject: sequence(&[&element(
                    SET,
                    &[&sequence(&[&identifier(ObjectIdentifier::COMMON_NAME), &extra, &extra])],
                )]),
                ..draft()
            }),
            Part::Subject,
        ),
        (
            signed(&Draft { version: element(0xA0, &[&element(INTEGER, &[&[2]]), &extra]), ..draft() }),
            Part::Version,
        ),
    ];
    for (der, expected) in parts {
        let (part, kind) = refusal(&der);
        assert!(matches!(kind, ErrorKind::TrailingBytes { .. }), "{part:?} {kind:?}");
        assert_eq!(part, expected);
    }
}

// attack: x509-der
#[test]
fn refuses_lengths_and_tags_that_are_not_der() {
    let der = signed(&draft());
    let contents = &der[4..];
    assert_eq!(der[..2], [SEQUENCE, 0x82]);
    let long = [&[SEQUENCE, 0x83, 0, der[2], der[3]], contents].concat();
    assert_eq!(refusal(&long), (Part::Certificate, ErrorKind::NonMinimalLength { at: 0 }));
    let indefinite = [&[SEQUENCE, 0x80], contents, &[0, 0]].concat();
    assert_eq!(refusal(&indefinite), (Part::Certificate, ErrorKind::IndefiniteLength { at: 0 }));
    for (serial_number, expected) in [
        (vec![INTEGER, 0x81, 1, 1], ErrorKind::NonMinimalLength { at: 12 }),
        (vec![INTEGER, 0x82, 0, 0x80], ErrorKind::NonMinimalLength { at: 12 }),
        (vec![INTEGER, 0x80, 0, 0], ErrorKind::IndefiniteLength { at: 12 }),
        (vec![0x1F, 1, 1], ErrorKind::HighTagNumber { at: 12 }),
        (vec![0x22, 3, INTEGER, 1, 1], ErrorKind::Construction { at: 12 }),
        (vec![0x10, 0], ErrorKind::Construction { at: 12 }),
    ] {
        let der = signed(&Draft { serial_number, ..draft() });
        assert_eq!(refusal(&der), (Part::Certificate, expected));
    }
    let deep = (0..20).fold(Vec::new(), |inside, _| element(0xA0, &[&inside]));
    let der = signed(&Draft { serial_number: deep, ..draft() });
    assert!(matches!(refusal(&der), (Part::Certificate, ErrorKind::TooDeep { .. })));
}

#[test]
fn refuses_a_field_with_the_tag_of_another() {
    let der = signed(&Draft { serial_number: element(OCTET_STRING, &[&[1]]), ..draft() });
    let expected = ErrorKind::UnexpectedTag { expected: INTEGER, found: OCTET_STRING, at: 12 };
    assert_eq!(refusal(&der), (Part::SerialNumber, expected));
    let der = signed(&Draft { subject: sequence(&[&sequence(&[])]), ..draft() });
    assert!(matches!(refusal(&der), (Part::Subject, ErrorKind::UnexpectedTag { expected: SET, .. })));
}

#[test]
fn refuses_a_certificate_that_is_too_large() {
    let der = vec![0; MAX_CERTIFICATE_BYTES + 1];
    assert_eq!(refusal(&der), (Part::Certificate, ErrorKind::TooLarge { bytes: MAX_CERTIFICATE_BYTES + 1 }));
    let (_, largest) = refusal(&der[1..]);
    assert!(!matches!(largest, ErrorKind::TooLarge { .. }), "{largest:?}");
}

// Wild: 20 of 469 certificates have version 1.
#[test]
fn accepts_versions_1_to_3_and_refuses_others() {
    let explicit = |number| element(0xA0, &[&element(INTEGER, &[&[number]])]);
    for (version, expected) in [
        (Vec::new(), Version::V1),
        (explicit(0), Version::V1),
        (explicit(1), Version::V2),
        (explicit(2), Version::V3),
    ] {
        let der = signed(&Draft { version, ..draft() });
        assert_eq!(Certificate::parse(&der).unwrap().version(), expected);
    }
    let der = signed(&Draft { version: explicit(3), ..draft() });
    assert_eq!(refusal(&der), (Part::Version, ErrorKind::UnknownVersion));
}

// Wild: serial numbers that are negative, zero, or of 22 bytes. They touch nothing that is verified.
// attack: x509-der
#[test]
fn accepts_any_serial_number() {
    for contents in [vec![0], vec![0xFF], vec![0x80, 0], vec![0x7F; 22], vec![0, 0, 1]] {
        let der = signed(&Draft { serial_number: element(INTEGER, &[&contents]), ..draft() });
        assert_eq!(Certificate::parse(&der).unwrap().serial_number(), contents);
    }
}

// Wild: 31 certificates have an empty subject.
#[test]
fn accepts_an_empty_subject() {
    let der = signed(&Draft { subject: sequence(&[]), ..draft() });
    let subject = Certificate::parse(&der).unwrap().subject();
    assert!(subject.is_empty());
    assert_eq!(subject.attributes().count(), 0);
}

#[test]
fn accepts_relative_names_of_several_attributes() {
    let attribute = |kind, tag, text: &str| sequence(&[&identifier(kind), &element(tag, &[text.as_bytes()])]);
    let subject = sequence(&[
        &element(SET, &[&attribute(ObjectIdentifier::COUNTRY_NAME, 19, "SE")]),
        &element(
            SET,
            &[
                &attribute(ObjectIdentifier::ORGANIZATION_NAME, 12, "Example"),
                &attribute(ObjectIdentifier::COMMON_NAME, 30, "\0A"),
            ],
        ),
    ]);
    let der = signed(&Draft { subject, ..draft() });
    let subject = Certificate::parse(&der).unwrap().subject();
    let attributes: Vec<_> =
        subject.attributes().map(|attribute| (attribute.kind(), attribute.text())).collect();
    assert_eq!(
        attributes,
        [
            (ObjectIdentifier::COUNTRY_NAME, Some("SE")),
            (ObjectIdentifier::ORGANIZATION_NAME, Some("Example")),
            // A BMPString is no UTF-8 and not taken for text; its bytes are there.
            (ObjectIdentifier::COMMON_NAME, None),
        ]
    );
    assert_eq!(subject.values(ObjectIdentifier::COMMON_NAME).next().unwrap().bytes(), b"\0A");
}

#[test]
fn refuses_a_relative_name_without_attributes() {
    let der = signed(&Draft { issuer: sequence(&[&element(SET, &[])]), ..draft() });
    assert!(matches!(refusal(&der), (Part::Issuer, ErrorKind::ContentsLength { found: 0, .. })));
}

// Wild: early Yubico U2F certificates count 1 or 2 unused bits of the signature.
// attack: x509-sig-bit-string
#[test]
fn accepts_unused_bits_of_the_signature_and_refuses_no_signature() {
    let exact = signed(&draft());
    for unused_bits in 0..=7 {
        let der = signed(&Draft { unused_bits, ..draft() });
        let signature = Certificate::parse(&der).unwrap().signature();
        assert_eq!(signature, Certificate::parse(&exact).unwrap().signature());
    }
    let der = signed(&Draft { unused_bits: 8, ..draft() });
    assert_eq!(refusal(&der), (Part::Signature, ErrorKind::Malformed));
    let empty = sequence(&[&draft().tbs(), &draft().algorithm, &element(BIT_STRING, &[])]);
    assert_eq!(refusal(&empty), (Part::Signature, ErrorKind::Malformed));
}

// attack: x509-signature-alg-mismatch
#[test]
fn refuses_another_algorithm_inside_than_outside() {
    for inside in [
        algorithm(ObjectIdentifier::ECDSA_WITH_SHA384, &[]),
        algorithm(ObjectIdentifier::ECDSA_WITH_SHA256, &null()),
    ] {
        let der = signed(&Draft { signed_algorithm: inside, ..draft() });
        assert_eq!(refusal(&der), (Part::SignatureAlgorithm, ErrorKind::AlgorithmMismatch));
    }
}

// Wild: Samsung Pass has NULL parameters with ECDSA, which has none.
#[test]
fn accepts_signature_algorithms_with_null_or_without() {
    let schemes = [
        (ObjectIdentifier::ECDSA_WITH_SHA1, SignatureScheme::Ecdsa(Hash::Sha1)),
        (ObjectIdentifier::ECDSA_WITH_SHA256, SignatureScheme::Ecdsa(Hash::Sha256)),
        (ObjectIdentifier::ECDSA_WITH_SHA384, SignatureScheme::Ecdsa(Hash::Sha384)),
        (ObjectIdentifier::ECDSA_WITH_SHA512, SignatureScheme::Ecdsa(Hash::Sha512)),
        (ObjectIdentifier::SHA1_WITH_RSA, SignatureScheme::RsaPkcs1(Hash::Sha1)),
        (ObjectIdentifier::SHA256_WITH_RSA, SignatureScheme::RsaPkcs1(Hash::Sha256)),
        (ObjectIdentifier::SHA384_WITH_RSA, SignatureScheme::RsaPkcs1(Hash::Sha384)),
        (ObjectIdentifier::SHA512_WITH_RSA, SignatureScheme::RsaPkcs1(Hash::Sha512)),
    ];
    for (identifier, scheme) in schemes {
        for parameters in [Vec::new(), null()] {
            assert_eq!(signature_scheme(&algorithm(identifier, &parameters)), Ok(scheme));
        }
        for parameters in [sequence(&[]), element(NULL, &[&[0]])] {
            let parameters = signature_scheme(&algorithm(identifier, &parameters));
            assert_eq!(parameters, Err(ErrorKind::UnsupportedParameters));
        }
    }
}

fn signature_scheme(algorithm: &[u8]) -> Result<SignatureScheme, ErrorKind> {
    let der = signed(&draft().with_algorithm(algorithm.to_vec()));
    let scheme = Certificate::parse(&der).unwrap().signature_scheme();
    scheme.map_err(|error| {
        assert_eq!(error.part(), Part::SignatureAlgorithm);
        error.kind()
    })
}

#[test]
fn accepts_signature_algorithms_that_name_the_key_without_parameters() {
    for (identifier, scheme) in [
        (ObjectIdentifier::ED25519, SignatureScheme::EdDsa),
        (ObjectIdentifier::ED448, SignatureScheme::EdDsa),
        (ObjectIdentifier::ML_DSA_44, SignatureScheme::MlDsa),
        (ObjectIdentifier::ML_DSA_65, SignatureScheme::MlDsa),
        (ObjectIdentifier::ML_DSA_87, SignatureScheme::MlDsa),
    ] {
        assert_eq!(signature_scheme(&algorithm(identifier, &[])), Ok(scheme));
        let parameters = signature_scheme(&algorithm(identifier, &null()));
        assert_eq!(parameters, Err(ErrorKind::UnsupportedParameters));
    }
}

// attack: x509-weak-signature
#[test]
fn refuses_md5_and_unknown_signature_algorithms() {
    const MD5_WITH_RSA: ObjectIdentifier<'_> =
        ObjectIdentifier::from_contents(&[0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 1, 1, 4]);
    for identifier in [MD5_WITH_RSA, ObjectIdentifier::RSA_ENCRYPTION, ObjectIdentifier::EC_PUBLIC_KEY] {
        assert_eq!(signature_scheme(&algorithm(identifier, &null())), Err(ErrorKind::UnsupportedAlgorithm));
    }
}

/// RSASSA-PSS parameters.
fn pss(hash: ObjectIdentifier<'_>, mask: ObjectIdentifier<'_>, salt: u8, trailer: Option<u8>) -> Vec<u8> {
    pss_with_mask(ObjectIdentifier::MGF1, hash, mask, salt, trailer)
}

fn pss_with_mask(
    function: ObjectIdentifier<'_>,
    hash: ObjectIdentifier<'_>,
    mask: ObjectIdentifier<'_>,
    salt: u8,
    trailer: Option<u8>,
) -> Vec<u8> {
    let mask = algorithm(function, &algorithm(mask, &null()));
    let trailer =
        trailer.map(|trailer| element(0xA3, &[&element(INTEGER, &[&[trailer]])])).unwrap_or_default();
    sequence(&[
        &element(0xA0, &[&algorithm(hash, &null())]),
        &element(0xA1, &[&mask]),
        &element(0xA2, &[&element(INTEGER, &[&[salt]])]),
        &trailer,
    ])
}

#[test]
fn accepts_consistent_pss_parameters_and_refuses_others() {
    use ObjectIdentifier as Id;
    let cases = [
        (pss(Id::SHA256, Id::SHA256, 32, None), Ok(SignatureScheme::RsaPss(Hash::Sha256))),
        (pss(Id::SHA384, Id::SHA384, 48, None), Ok(SignatureScheme::RsaPss(Hash::Sha384))),
        (pss(Id::SHA512, Id::SHA512, 64, Some(1)), Ok(SignatureScheme::RsaPss(Hash::Sha512))),
        (pss(Id::SHA256, Id::SHA512, 32, None), Err(ErrorKind::UnsupportedParameters)),
        (pss(Id::SHA256, Id::SHA256, 20, None), Err(ErrorKind::UnsupportedParameters)),
        (pss(Id::SHA256, Id::SHA256, 32, Some(2)), Err(ErrorKind::UnsupportedParameters)),
        (pss_with_mask(Id::SHA256, Id::SHA256, Id::SHA256, 32, None), Err(ErrorKind::UnsupportedParameters)),
        // The defaults: SHA-1 throughout.
        (sequence(&[]), Err(ErrorKind::UnsupportedParameters)),
        (Vec::new(), Err(ErrorKind::UnsupportedParameters)),
        (null(), Err(ErrorKind::Malformed)),
    ];
    for (parameters, expected) in cases {
        assert_eq!(signature_scheme(&algorithm(Id::RSASSA_PSS, &parameters)), expected);
    }
}

// Wild: GeneralizedTime before 2050.
// attack: x509-time-2050
#[test]
fn accepts_both_types_of_time_in_every_year() {
    let [epoch, end] = [utc_time("700101000000Z"), utc_time("491231235959Z")];
    // Two digits from 50 on are of the last century.
    assert_eq!(times(epoch, end), Ok((0, 2_524_607_999)));
    let [first, last] = [utc_time("500101000000Z"), utc_time("991231235959Z")];
    assert_eq!(times(first, last), Ok((-631_152_000, 946_684_799)));
    let [early, late] = [generalized_time("20170228000000Z"), generalized_time("21060207062816Z")];
    assert_eq!(times(early, late), Ok((1_488_240_000, 4_294_967_296)));
    let [zero, most] = [generalized_time("00000101000000Z"), generalized_time("99991231235959Z")];
    assert_eq!(times(zero, most), Ok((-62_167_219_200, 253_402_300_799)));
    let leap = generalized_time("20160229120000Z");
    assert_eq!(times(leap.clone(), leap), Ok((1_456_747_200, 1_456_747_200)));
}

// Wild: 29 February 2017, in a root of the FIDO metadata. The one certificate is refused.
// attack: x509-der
#[test]
fn refuses_impossible_dates_and_other_forms_of_time() {
    let good = utc_time("270101000000Z");
    let bad = [
        utc_time("170229000000Z"),
        utc_time("251301000000Z"),
        utc_time("250001000000Z"),
        utc_time("250132000000Z"),
        utc_time("250101240000Z"),
        utc_time("250101006000Z"),
        utc_time("250101000060Z"),
        utc_time("2501010000Z"),
        utc_time("250101000000+0100"),
        utc_time("250101000000"),
        utc_time("25010100000aZ"),
        utc_time(""),
        generalized_time("20170229000000Z"),
        generalized_time("20250101000000"),
        generalized_time("20250101000000.5Z"),
        generalized_time("20250101000000+0100"),
        generalized_time("202501010000Z"),
        element(INTEGER, &[&[1]]),
    ];
    for time in bad {
        assert_eq!(times(time.clone(), good.clone()), Err(IMPOSSIBLE), "{time:?}");
        assert_eq!(times(good.clone(), time), Err(IMPOSSIBLE));
    }
}

// attack: x509-duplicate-extension
#[test]
fn refuses_the_same_extension_twice() {
    let extensions = vec![authority(None), key_usage(DIGITAL_SIGNATURE), authority(None)];
    let der = signed(&Draft { extensions, ..draft() });
    assert_eq!(refusal(&der), (Part::Extensions, ErrorKind::DuplicateExtension));
}

#[test]
fn refuses_more_extensions_than_the_limit() {
    let unknown = |number| extension(ObjectIdentifier::from_contents(&[0x2A, number]), &[]);
    let most: Vec<_> = (0..32).map(unknown).collect();
    assert_eq!(most.len(), MAX_EXTENSIONS);
    let der = signed(&Draft { extensions: most.clone(), ..draft() });
    assert_eq!(Certificate::parse(&der).unwrap().extensions().len(), MAX_EXTENSIONS);
    let der = signed(&Draft { extensions: [most, vec![unknown(32)]].concat(), ..draft() });
    assert_eq!(refusal(&der), (Part::Extensions, ErrorKind::TooManyExtensions));
}

/// Whether it is an authority, and its path length.
fn basic_constraints(value: &[u8]) -> Result<(bool, Option<u32>), (Part, ErrorKind)> {
    let extensions = vec![extension(ObjectIdentifier::BASIC_CONSTRAINTS, value)];
    let der = signed(&Draft { extensions, ..draft() });
    match Certificate::parse(&der).unwrap().basic_constraints() {
        Ok(found) => Ok(found.map(|found| (found.is_authority(), found.path_length())).unwrap()),
        Err(error) => Err((error.part(), error.kind())),
    }
}

// Wild: ATKey.Pro writes true as 01, the virtual authenticator of Chromium writes the false that is the default.
#[test]
fn accepts_basic_constraints_of_ber() {
    let boolean = |value| element(BOOLEAN, &[&[value]]);
    let number = |contents: &[u8]| element(INTEGER, &[contents]);
    for (value, expected) in [
        (sequence(&[]), (false, None)),
        (sequence(&[&boolean(0)]), (false, None)),
        (sequence(&[&boolean(1)]), (true, None)),
        (sequence(&[&boolean(0xFF)]), (true, None)),
        (sequence(&[&boolean(0xFF), &number(&[0])]), (true, Some(0))),
        (sequence(&[&boolean(0xFF), &number(&[0x7F, 0xFF, 0xFF, 0xFF])]), (true, Some(0x7FFF_FFFF))),
    ] {
        assert_eq!(basic_constraints(&value), Ok(expected));
    }
}

#[test]
fn refuses_malformed_basic_constraints_when_they_are_read() {
    let malformed = Err((Part::BasicConstraints, ErrorKind::Malformed));
    let boolean = element(BOOLEAN, &[&[0xFF]]);
    for value in [
        Vec::new(),
        boolean.clone(),
        sequence(&[&element(BOOLEAN, &[&[0xFF, 0xFF]])]),
        sequence(&[&boolean, &element(INTEGER, &[&[0xFF]])]),
        sequence(&[&boolean, &boolean]),
        sequence(&[&boolean, &element(INTEGER, &[&[1]]), &element(INTEGER, &[&[1]])]),
    ] {
        assert_eq!(basic_constraints(&value), malformed, "{value:?}");
    }
    let trailing = [sequence(&[]), null()].concat();
    assert!(matches!(
        basic_constraints(&trailing),
        Err((Part::BasicConstraints, ErrorKind::TrailingBytes { .. }))
    ));
}

#[test]
fn accepts_key_usage_and_its_absence() {
    let usage = |bits| {
        let der = signed(&Draft { extensions: vec![key_usage(bits)], ..draft() });
        let usage = Certificate::parse(&der).unwrap().key_usage().unwrap().unwrap();
        (usage.digital_signature(), usage.certificate_signing())
    };
    assert_eq!(usage(DIGITAL_SIGNATURE), (true, false));
    assert_eq!(usage(CERTIFICATE_SIGNING), (false, true));
    let der = signed(&draft());
    assert_eq!(Certificate::parse(&der).unwrap().key_usage(), Ok(None));
    assert_eq!(Certificate::parse(&der).unwrap().basic_constraints(), Ok(None));
}

// Wild: key identifiers that are malformed, and a critical flag in the encoding of BER. Nothing reads the former.
// attack: x509-der
#[test]
fn accepts_malformed_extensions_that_nothing_reads() {
    const SUBJECT_KEY: ObjectIdentifier<'_> = ObjectIdentifier::from_contents(&[0x55, 29, 14]);
    const AUTHORITY_KEY: ObjectIdentifier<'_> = ObjectIdentifier::from_contents(&[0x55, 29, 35]);
    let extensions = vec![
        extension(SUBJECT_KEY, &[1, 2, 3]),
        extension(AUTHORITY_KEY, &sequence(&[&element(0xA0, &[&element(OCTET_STRING, &[&[1]])])])),
        sequence(&[
            &identifier(ObjectIdentifier::KEY_USAGE),
            &element(BOOLEAN, &[&[1]]),
            &element(OCTET_STRING, &[&[]]),
        ]),
    ];
    let der = signed(&Draft { extensions, ..draft() });
    let certificate = Certificate::parse(&der).unwrap();
    assert_eq!(certificate.extension(SUBJECT_KEY).unwrap().value(), [1, 2, 3]);
    assert!(certificate.extension(ObjectIdentifier::KEY_USAGE).unwrap().is_critical());
    assert!(!certificate.extension(AUTHORITY_KEY).unwrap().is_critical());
    // One that is read has to be well formed.
    let error = certificate.key_usage().unwrap_err();
    assert_eq!((error.part(), error.kind()), (Part::KeyUsage, ErrorKind::Malformed));
}

#[test]
fn refuses_a_critical_flag_that_is_no_boolean() {
    let wide = sequence(&[
        &identifier(ObjectIdentifier::KEY_USAGE),
        &element(BOOLEAN, &[&[0, 1]]),
        &element(OCTET_STRING, &[&[]]),
    ]);
    let der = signed(&Draft { extensions: vec![wide], ..draft() });
    assert!(matches!(refusal(&der), (Part::Extensions, ErrorKind::ContentsLength { found: 2, .. })));
}

#[test]
fn accepts_fido_extensions() {
    let serial = element(OCTET_STRING, &[b"S-1"]);
    let extensions = vec![
        extension(ObjectIdentifier::FIDO_AAGUID, &element(OCTET_STRING, &[&[7; 16]])),
        critical(ObjectIdentifier::FIDO_FIRMWARE_VERSION, &element(INTEGER, &[&[0, 0x80, 1]])),
        extension(ObjectIdentifier::FIDO_ENTERPRISE_SERIAL_NUMBER, &serial),
    ];
    let der = signed(&Draft { extensions, ..draft() });
    let certificate = Certificate::parse(&der).unwrap();
    let aaguid = certificate.aaguid().unwrap().unwrap();
    assert_eq!((aaguid.is_critical(), aaguid.value()), (false, [7; 16]));
    let firmware = certificate.firmware_version().unwrap().unwrap();
    assert_eq!((firmware.is_critical(), firmware.value()), (true, 0x8001));
    assert_eq!(certificate.enterprise_serial_number().unwrap().unwrap().value(), b"S-1");
    let der = signed(&draft());
    assert_eq!(Certificate::parse(&der).unwrap().aaguid(), Ok(None));
}

#[test]
fn refuses_an_aaguid_that_is_not_an_octet_string_of_16_bytes() {
    let aaguid = |value: &[u8]| {
        let extensions = vec![extension(ObjectIdentifier::FIDO_AAGUID, value)];
        let der = signed(&Draft { extensions, ..draft() });
        Certificate::parse(&der).unwrap().aaguid().unwrap_err()
    };
    let octets = |bytes: &[u8]| element(OCTET_STRING, &[bytes]);
    assert!(matches!(aaguid(&octets(&[7; 15])).kind(), ErrorKind::ContentsLength { found: 15, .. }));
    assert!(matches!(aaguid(&octets(&[7; 17])).kind(), ErrorKind::ContentsLength { found: 17, .. }));
    // The bytes alone, without the second octet string.
    assert!(matches!(aaguid(&[7; 16]).kind(), ErrorKind::UnexpectedTag { expected: OCTET_STRING, .. }));
    let trailing = [octets(&[7; 16]), vec![0]].concat();
    assert!(matches!(aaguid(&trailing).kind(), ErrorKind::TrailingBytes { .. }));
    assert_eq!(aaguid(&trailing).part(), Part::Aaguid);
}

#[test]
fn refuses_firmware_versions_out_of_range() {
    let firmware = |contents: &[u8]| {
        let value = element(INTEGER, &[contents]);
        let extensions = vec![extension(ObjectIdentifier::FIDO_FIRMWARE_VERSION, &value)];
        let der = signed(&Draft { extensions, ..draft() });
        Certificate::parse(&der).unwrap().firmware_version().map(|found| found.map(|found| found.value()))
    };
    assert_eq!(firmware(&[0]), Ok(Some(0)));
    assert_eq!(firmware(&[&[0], [0xFF; 8].as_slice()].concat()), Ok(Some(u64::MAX)));
    for contents in [&[][..], &[0x80], &[1; 9], &[0, 0xFF, 0, 0, 0, 0, 0, 0, 0, 0]] {
        let expected = Error::new(Part::FirmwareVersion, ErrorKind::NumberRange);
        assert_eq!(firmware(contents), Err(expected));
    }
}

#[test]
fn accepts_unique_identifiers_and_ignores_them() {
    let key_info = [draft().key_info, element(0x81, &[&[0, 1]]), element(0x82, &[&[0, 1]])].concat();
    let der = signed(&Draft { key_info, extensions: vec![authority(None)], ..draft() });
    assert_eq!(Certificate::parse(&der).unwrap().extensions().len(), 1);
}

#[test]
fn accepts_object_identifiers_as_text() {
    assert_eq!(ObjectIdentifier::COMMON_NAME.to_string(), "2.5.4.3");
    assert_eq!(ObjectIdentifier::FIDO_AAGUID.to_string(), "1.3.6.1.4.1.45724.1.1.4");
    assert_eq!(ObjectIdentifier::ML_DSA_44.to_string(), "2.16.840.1.101.3.4.3.17");
    assert_eq!(ObjectIdentifier::from_contents(&[0x88, 0x37, 3]).to_string(), "2.999.3");
    assert_eq!(ObjectIdentifier::from_contents(&[0xFF; 20]).to_string(), "?");
    assert_eq!(element(OBJECT_IDENTIFIER, &[&[0x55]]), [OBJECT_IDENTIFIER, 1, 0x55]);
}
