//! Client data.

use countersign_wire::{ClientData, Error, ErrorKind, Field, JsonType, MAX_CLIENT_DATA_BYTES};

use crate::builder::{nested, refusal};

const COMPLETE: &str = r#"{"type":"webauthn.get","challenge":"AAAA","origin":"https://example.org","crossOrigin":true,"topOrigin":"https://top.example"}"#;

fn read(bytes: &[u8]) -> Result<ClientData<'_>, Error> {
    ClientData::from_json(ClientData::text(bytes)?)
}

fn json_error(bytes: &[u8]) -> bool {
    matches!(refusal(read(bytes)), (Field::ClientDataJson, ErrorKind::Json { line: 1.., .. }, None))
}

fn wrong_type(expected: JsonType, found: JsonType) -> ErrorKind {
    ErrorKind::WrongType { expected, found }
}

/// A JSON text of each type but `without`, and its type.
fn other_types(without: JsonType) -> impl Iterator<Item = (&'static str, JsonType)> {
    let all = [
        ("null", JsonType::Null),
        ("true", JsonType::Boolean),
        ("1", JsonType::Number),
        ("-1", JsonType::Number),
        ("1.5", JsonType::Number),
        ("\"text\"", JsonType::String),
        ("\"escape\\u0064\"", JsonType::String),
        ("[\"webauthn.get\"]", JsonType::Array),
        ("{\"a\":1}", JsonType::Object),
    ];
    all.into_iter().filter(move |(_, found)| *found != without)
}

#[test]
fn accepts_every_member() {
    let data = read(COMPLETE.as_bytes()).unwrap();
    assert_eq!(data.ceremony_type(), Ok("webauthn.get"));
    assert_eq!(data.challenge(), Ok("AAAA"));
    assert_eq!(data.origin(), Ok("https://example.org"));
    assert_eq!(data.cross_origin(), Ok(true));
    assert_eq!(data.top_origin(), Ok(Some("https://top.example")));
}

#[test]
fn accepts_escapes_as_what_they_mean() {
    let data = read(br#"{"type":"webauthn\u002eget","\u006frigin":"https:\/\/example.org"}"#).unwrap();
    assert_eq!(data.ceremony_type(), Ok("webauthn.get"));
    assert_eq!(data.origin(), Ok("https://example.org"));
}

// attack: cd-unknown-members
#[test]
fn accepts_unknown_members_and_any_order() {
    let data = read(
        br#" { "x": {"type":"nested",
            "origin":[1,{"challenge":null}]}, "other_keys_can_be_added_here" : "do not compare",
            "origin":"https://example.org", "extraData":"AAAA", "challenge" : "BBBB", "n":-1.5e3,
            "b":false, "Type":"case", "type":"webauthn.create"} "#,
    )
    .unwrap();
    assert_eq!(data.ceremony_type(), Ok("webauthn.create"));
    assert_eq!(data.challenge(), Ok("BBBB"));
    assert_eq!(data.origin(), Ok("https://example.org"));
}

// attack: cd-token-binding-supported
#[test]
fn accepts_token_binding_of_any_kind() {
    for value in [r#"{"status":"supported"}"#, r#"{"status":"present","id":"AAAA"}"#, "null", "7", "\"x\""] {
        let json = format!(r#"{{"type":"webauthn.get","tokenBinding":{value}}}"#);
        assert_eq!(read(json.as_bytes()).unwrap().ceremony_type(), Ok("webauthn.get"), "{value}");
    }
}

// attack: cd-cross-origin-missing
#[test]
fn accepts_missing_cross_origin_as_false_and_missing_top_origin_as_none() {
    let data = read(b"{}").unwrap();
    assert_eq!(data.cross_origin(), Ok(false));
    assert_eq!(data.top_origin(), Ok(None));
    assert_eq!(read(br#"{"crossOrigin":false}"#).unwrap().cross_origin(), Ok(false));
}

// attack: cd-type-missing
#[test]
fn refuses_missing_members_where_they_are_asked_for() {
    let data = read(b"{}").unwrap();
    assert_eq!(refusal(data.ceremony_type()), (Field::ClientDataType, ErrorKind::Missing, None));
    assert_eq!(refusal(data.challenge()), (Field::Challenge, ErrorKind::Missing, None));
    assert_eq!(refusal(data.origin()), (Field::Origin, ErrorKind::Missing, None));
}

// attack: cd-type-missing
#[test]
fn refuses_members_that_are_no_strings() {
    for (value, found) in other_types(JsonType::String) {
        let json = format!(
            r#"{{"type":{value},"challenge":{value},"origin":{value},"crossOrigin":false,"topOrigin":{value}}}"#
        );
        let data = read(json.as_bytes()).unwrap();
        let kind = wrong_type(JsonType::String, found);
        assert_eq!(refusal(data.ceremony_type()), (Field::ClientDataType, kind, None));
        assert_eq!(refusal(data.challenge()), (Field::Challenge, kind, None));
        assert_eq!(refusal(data.origin()), (Field::Origin, kind, None));
        // Null is another type too: a client without a top origin leaves the member out.
        assert_eq!(refusal(data.top_origin()), (Field::TopOrigin, kind, None));
        assert_eq!(data.cross_origin(), Ok(false));
    }
}

// attack: cd-cross-origin-string
#[test]
fn refuses_cross_origin_that_is_no_boolean() {
    for (value, found) in other_types(JsonType::Boolean).chain([("\"true\"", JsonType::String)]) {
        let json = format!(r#"{{"crossOrigin":{value}}}"#);
        let kind = wrong_type(JsonType::Boolean, found);
        let refused = refusal(read(json.as_bytes()).unwrap().cross_origin());
        assert_eq!(refused, (Field::CrossOrigin, kind, None), "{value}");
    }
}

// attack: cd-duplicate-keys
#[test]
fn refuses_members_that_stand_twice() {
    let duplicate = (Field::ClientDataJson, ErrorKind::DuplicateMember, None);
    for name in ["type", "challenge", "origin", "crossOrigin", "topOrigin", "tokenBinding", "", "x"] {
        for (first, second) in [("\"a\"", "\"b\""), ("\"a\"", "\"a\""), ("null", "\"a\""), ("{}", "[1]")] {
            let json = format!(r#"{{"{name}":{first},"y":1,"{name}":{second}}}"#);
            assert_eq!(refusal(read(json.as_bytes())), duplicate, "{json}");
        }
    }
    // Beyond the handful of names that need no allocation, too.
    for (first, second) in [(0, 30), (7, 8), (9, 29), (29, 30)] {
        let members: Vec<_> =
            (0..31).map(|n| format!("\"m{}\":0", if n == second { first } else { n })).collect();
        assert_eq!(refusal(read(format!("{{{}}}", members.join(",")).as_bytes())), duplicate);
    }
}

// attack: cd-duplicate-escaped-keys
#[test]
fn refuses_members_that_stand_twice_in_other_spellings() {
    for json in [
        r#"{"origin":"https://example.org","\u006frigin":"https://attacker.test"}"#,
        r#"{"\u006Frigin":"https://example.org","\u006frigin":"https://attacker.test"}"#,
        r#"{"unkn\u006fwn":1,"unknown":2}"#,
        r#"{"a\/b":1,"a/b":2}"#,
    ] {
        let refused = refusal(read(json.as_bytes()));
        assert_eq!(refused, (Field::ClientDataJson, ErrorKind::DuplicateMember, None), "{json}");
    }
}

// attack: cd-bom
#[test]
fn accepts_one_byte_order_mark_in_front() {
    let marked = [b"\xef\xbb\xbf", COMPLETE.as_bytes()].concat();
    assert_eq!(ClientData::text(&marked), Ok(COMPLETE));
    assert_eq!(read(&marked), read(COMPLETE.as_bytes()));
    let twice = [b"\xef\xbb\xbf", &marked[..]].concat();
    assert!(json_error(&twice));
    assert!(json_error(b"{\"type\":\"a\"}\xef\xbb\xbf"));
    assert!(json_error(b"\xef\xbb\xbf"));
}

// attack: cd-invalid-utf8
#[test]
fn refuses_invalid_utf8_at_its_place() {
    for bad in [
        &b"\xc0\xaf"[..],
        b"\xe0\x80\xaf",
        b"\xed\xa0\x80",
        b"\xf4\x90\x80\x80",
        b"\xc3",
        b"\xe2\x82",
        b"\x80",
        b"\xff",
    ] {
        let json = [b"{\"origin\":\"https://", bad, b"\"}"].concat();
        let refused = refusal(ClientData::text(&json));
        assert_eq!(refused, (Field::ClientDataJson, ErrorKind::NotUtf8 { at: 19 }, None), "{bad:?}");
        assert_eq!(refusal(read(bad)).1, ErrorKind::NotUtf8 { at: 0 });
    }
    for escaped in [r#"{"origin":"\ud800"}"#, r#"{"origin":"\udc00\ud800"}"#, r#"{"\ud800":1}"#] {
        assert!(json_error(escaped.as_bytes()), "{escaped}");
    }
}

// attack: cd-utf16
#[test]
fn refuses_other_encodings() {
    let little: Vec<u8> = COMPLETE.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let big: Vec<u8> = COMPLETE.encode_utf16().flat_map(u16::to_be_bytes).collect();
    let wide: Vec<u8> = COMPLETE.chars().flat_map(|letter| u32::from(letter).to_le_bytes()).collect();
    for bytes in [little.clone(), big.clone(), wide] {
        assert!(json_error(&bytes));
    }
    for marked in [[&[0xff, 0xfe], &little[..]].concat(), [&[0xfe, 0xff], &big[..]].concat()] {
        assert_eq!(refusal(read(&marked)).1, ErrorKind::NotUtf8 { at: 0 });
    }
}

// attack: cd-not-object
#[test]
fn refuses_json_that_is_no_object() {
    for (json, found) in other_types(JsonType::Object) {
        let kind = wrong_type(JsonType::Object, found);
        assert_eq!(refusal(read(json.as_bytes())), (Field::ClientDataJson, kind, None), "{json}");
    }
    for json in
        [&b""[..], b" ", b"\0", b"undefined", b"NaN", b"'a'", b"{'type':1}", b"{type:1}", b"{\"a\":1,}"]
    {
        assert!(json_error(json), "{json:?}");
    }
}

#[test]
fn refuses_every_prefix() {
    for length in 0..COMPLETE.len() {
        assert!(json_error(&COMPLETE.as_bytes()[..length]), "{length}");
    }
}

// attack: cd-trailing-data
#[test]
fn refuses_every_byte_behind_the_object_but_white_space() {
    for byte in 0..=u8::MAX {
        let bytes = [COMPLETE.as_bytes(), &[byte]].concat();
        match byte {
            b' ' | b'\t' | b'\n' | b'\r' => assert_eq!(read(&bytes), read(COMPLETE.as_bytes())),
            0..0x80 => assert!(json_error(&bytes), "{byte}"),
            0x80.. => assert_eq!(refusal(read(&bytes)).1, ErrorKind::NotUtf8 { at: COMPLETE.len() }),
        }
    }
    for trailing in ["{}", " {\"type\":1}", "// comment", "/* comment */", "\u{a0}", "null"] {
        assert!(json_error(format!("{COMPLETE}{trailing}").as_bytes()), "{trailing}");
    }
}

// attack: cd-nested-json
#[test]
fn refuses_values_nested_deeper_than_sixteen_levels() {
    for name in ["unknown", "type", "crossOrigin"] {
        let at_bound = format!("{{\"{name}\":{}}}", nested(16));
        assert_eq!(read(at_bound.as_bytes()).map(|data| data.top_origin().unwrap().is_none()), Ok(true));
        for levels in [17, 100, 127, 128, 8_000] {
            let json = format!("{{\"{name}\":{}}}", nested(levels));
            let refused = refusal(read(json.as_bytes()));
            assert_eq!(refused, (Field::ClientDataJson, ErrorKind::TooDeep { most: 16 }, None), "{levels}");
        }
    }
    let objects = format!("{{\"x\":{}1{}}}", "{\"a\":".repeat(17), "}".repeat(17));
    assert_eq!(refusal(read(objects.as_bytes())).1, ErrorKind::TooDeep { most: 16 });
    assert_eq!(refusal(read(nested(17).as_bytes())).1, ErrorKind::TooDeep { most: 16 });
    let open = format!("{{\"x\":{}", "[{\"a\":".repeat(2_000));
    assert_eq!(refusal(read(open.as_bytes())).1, ErrorKind::TooDeep { most: 16 });
}

// attack: cd-large-numbers
#[test]
fn refuses_or_skips_numbers_of_any_size() {
    let digits = "9".repeat(10_000);
    let fraction = format!("0.{digits}");
    for (number, accepted) in [
        ("1e300", true),
        ("-18446744073709551616", true),
        (fraction.as_str(), true),
        ("1e-999999", true),
        ("1e999999", false),
        (digits.as_str(), false),
        ("01", false),
        ("1.", false),
        ("+1", false),
        ("0x10", false),
    ] {
        let json = format!("{{\"unknown\":{number},\"type\":\"t\"}}");
        if accepted {
            assert_eq!(read(json.as_bytes()).unwrap().ceremony_type(), Ok("t"));
        } else {
            assert!(json_error(json.as_bytes()), "{number:.20}");
        }
    }
}

// attack: dos-hash-flood
#[test]
fn refuses_more_than_sixty_four_unknown_members() {
    let object = |count: usize| {
        let members: Vec<_> = (0..count).map(|n| format!("\"{n}\":{n}")).collect();
        format!("{{{}}}", members.join(","))
    };
    assert_eq!(read(object(64).as_bytes()).unwrap().cross_origin(), Ok(false));
    let known = object(64).replacen(
        '{',
        r#"{"type":"t","challenge":"c","origin":"o","crossOrigin":true,"topOrigin":"p","#,
        1,
    );
    assert_eq!(read(known.as_bytes()).unwrap().top_origin(), Ok(Some("p")));
    for count in [65, 66, 1_500] {
        let refused = refusal(read(object(count).as_bytes()));
        assert_eq!(refused, (Field::ClientDataJson, ErrorKind::TooLong { most: 64 }, None));
    }
}

#[test]
fn refuses_one_byte_more_than_the_bound() {
    let padded = |length: usize| format!("{COMPLETE}{}", " ".repeat(length - COMPLETE.len()));
    assert_eq!(read(padded(MAX_CLIENT_DATA_BYTES).as_bytes()), read(COMPLETE.as_bytes()));
    let refused = refusal(read(padded(MAX_CLIENT_DATA_BYTES + 1).as_bytes()));
    let kind = ErrorKind::TooLong { most: MAX_CLIENT_DATA_BYTES };
    assert_eq!(refused, (Field::ClientDataJson, kind, None));
}
