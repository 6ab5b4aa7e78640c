//! §7.1 step 22: statements of `android-safetynet` (§8.5).

use countersign::{AttestationType, SafetyNetPolicy, StatementNote, StatementPolicy};
use countersign_authenticator::{
    Algorithm as Signs, CertificateBuilder, Extension, JsonObject, SAFETYNET_TIMESTAMP, Statement, oid,
};
use serde_json::json;

use super::*;
use crate::support::NOW;

/// Comes with an answer of the service.
fn safetynet(ceremony: Registering) -> Registering {
    ceremony.answer(|answer| answer.attestation(Attestation::AndroidSafetyNet))
}

/// The same, with the statement changed.
fn statement(ceremony: Registering, change: fn(Statement) -> Statement) -> Registering {
    safetynet(ceremony).statement(change)
}

/// The same, with the header changed before it is signed.
fn header(ceremony: Registering, change: fn(JsonObject) -> JsonObject) -> Registering {
    safetynet(ceremony).statement(move |statement| statement.jws_header(change))
}

/// The same, with the payload changed before it is signed.
fn payload(ceremony: Registering, change: fn(JsonObject) -> JsonObject) -> Registering {
    safetynet(ceremony).statement(move |statement| statement.jws_payload(change))
}

/// The same, with the parts of the JWS changed after it is signed.
fn parts(ceremony: Registering, change: fn(Vec<String>) -> Vec<String>) -> Registering {
    safetynet(ceremony).statement(move |statement| {
        statement.jws(move |jws| {
            let text = String::from_utf8(jws).unwrap();
            change(text.split('.').map(str::to_owned).collect()).join(".").into_bytes()
        })
    })
}

/// The same, with the certificate changed before it is signed.
fn certificate(ceremony: Registering, change: fn(CertificateBuilder) -> CertificateBuilder) -> Registering {
    safetynet(ceremony).statement(move |statement| statement.certificate(change))
}

/// The same, made so many milliseconds before the time of judgement, or after it.
fn made(ceremony: Registering, milliseconds_before: i64) -> Registering {
    let now = NOW.checked_mul(1_000).unwrap();
    safetynet(ceremony).statement(move |statement| {
        statement.safetynet_timestamp(now.checked_sub(milliseconds_before).unwrap())
    })
}

/// Demands something else of such statements.
fn policy(ceremony: Registering, policy: fn(SafetyNetPolicy) -> SafetyNetPolicy) -> Registering {
    let policy = StatementPolicy::default().with_safetynet(policy(SafetyNetPolicy::default()));
    ceremony.relying_party(move |relying_party| Ok(relying_party.statement_policy(policy)))
}

/// A member of the header that has the key by which the JWS is signed, which is not that of the certificate.
fn with_key_in_header(member: &'static str, value: serde_json::Value) -> impl Fn(Statement) -> Statement {
    move |statement| {
        let value = value.clone();
        statement
            .jws_header(move |header| header.member(member, value))
            .signature(|signature| signature.change_key(SigningKey::another))
    }
}

pub(super) const CASES: &[Case<Registering>] = &[
    Case {
        name: "accepts_the_format_android_safetynet",
        attack: "sn-retired",
        shows: &["7.1.21", "8.5.v1", "8.5.v2", "8.5.v3", "8.5.v4", "8.5.v5"],
        change: safetynet,
        expect: Gives(|registered| {
            let attestation = registered.registration.attestation();
            assert_eq!(attestation.format(), Format::AndroidSafetyNet);
            assert_eq!(attestation.attestation_type(), AttestationType::Basic);
            assert_eq!(attestation.trust_path(), registered.made.certificates());
            assert_eq!(attestation.trust_path().len(), 1);
            assert_eq!(attestation.notes(), [StatementNote::RetiredFormat]);
            let details = attestation.safetynet().unwrap();
            assert_eq!(details.timestamp(), SAFETYNET_TIMESTAMP);
            assert!(details.profile_match() && details.basic_integrity());
        }),
    },
    Case {
        name: "accepts_a_trusted_answer_signed_with_rsa_under_an_intermediate",
        attack: "",
        shows: &["8.5.v2", "8.5.v5", "7.1.24.c"],
        change: |ceremony| {
            statement(ceremony, |statement| statement.attestation_algorithm(Signs::Rs256).with_intermediate())
                .trust(TrustPolicy::trusted(), TrustAnchors::new().with(root()))
        },
        expect: Gives(|registered| {
            let attestation = registered.registration.attestation();
            assert_eq!(attestation.trust_path(), registered.made.certificates());
            assert_eq!(attestation.trust_path().len(), 2);
            // The application wrote the AAGUID, and the anchor is for no model.
            assert_eq!((attestation.is_trusted(), attestation.vouched_aaguid()), (true, None));
        }),
    },
    Case {
        name: "refuses_a_retired_format_that_the_policy_leaves_out",
        attack: "sn-retired",
        shows: &[],
        change: |ceremony| {
            safetynet(ceremony).relying_party(|relying_party| {
                let policy = StatementPolicy::default().without_format(Format::AndroidSafetyNet);
                Ok(relying_party.statement_policy(policy))
            })
        },
        expect: Refused("7.1.21"),
    },
    // 8.5.v1
    Case {
        name: "refuses_an_answer_without_a_version",
        attack: "",
        shows: &[],
        change: |ceremony| statement(ceremony, |statement| statement.without("ver")),
        expect: Refused("7.1.22/8.5.v1"),
    },
    Case {
        name: "refuses_an_answer_with_an_empty_version",
        attack: "",
        shows: &[],
        change: |ceremony| statement(ceremony, |statement| statement.member("ver", "")),
        expect: Refused("7.1.22/8.5.v1"),
    },
    Case {
        name: "refuses_an_answer_whose_version_is_a_number",
        attack: "",
        shows: &[],
        change: |ceremony| statement(ceremony, |statement| statement.member("ver", 17_785_037)),
        expect: Refused("7.1.22/8.5.v1"),
    },
    Case {
        name: "refuses_a_statement_without_an_answer",
        attack: "",
        shows: &[],
        change: |ceremony| statement(ceremony, |statement| statement.without("response")),
        expect: Refused("7.1.22/8.5.v1"),
    },
    Case {
        name: "refuses_an_answer_that_is_text",
        attack: "",
        shows: &[],
        change: |ceremony| statement(ceremony, |statement| statement.member("response", "a.b.c")),
        expect: Refused("7.1.22/8.5.v1"),
    },
    Case {
        name: "refuses_an_answer_with_another_member_beside_it",
        attack: "",
        shows: &[],
        change: |ceremony| statement(ceremony, |statement| statement.member("alg", -7)),
        expect: Refused("7.1.22/8.5.v1"),
    },
    Case {
        name: "refuses_an_array_in_place_of_an_answer",
        attack: "",
        shows: &[],
        change: |ceremony| statement(ceremony, |statement| statement.raw(Item::array([]))),
        expect: Refused("7.1.22/8.5.v1"),
    },
    // 8.5.v2: the form of a JWS
    Case {
        name: "refuses_an_empty_answer",
        attack: "",
        shows: &[],
        change: |ceremony| statement(ceremony, |statement| statement.jws(|_| Vec::new())),
        expect: Refused("7.1.22/8.5.v2"),
    },
    Case {
        name: "refuses_an_answer_that_is_cut",
        attack: "",
        shows: &[],
        change: |ceremony| {
            parts(ceremony, |mut parts| {
                parts.truncate(2);
                parts
            })
        },
        expect: Refused("7.1.22/8.5.v2"),
    },
    Case {
        name: "refuses_an_answer_of_four_parts",
        attack: "",
        shows: &[],
        change: |ceremony| {
            parts(ceremony, |mut parts| {
                parts.push(String::new());
                parts
            })
        },
        expect: Refused("7.1.22/8.5.v2"),
    },
    Case {
        name: "refuses_an_answer_without_a_signature",
        attack: "sn-alg-none",
        shows: &[],
        change: |ceremony| {
            parts(ceremony, |mut parts| {
                parts[2].clear();
                parts
            })
        },
        expect: Refused("7.1.22/8.5.v2"),
    },
    Case {
        name: "refuses_a_signature_with_padding",
        attack: "",
        shows: &[],
        change: |ceremony| {
            parts(ceremony, |mut parts| {
                parts[2].push_str("==");
                parts
            })
        },
        expect: Refused("7.1.22/8.5.v2"),
    },
    Case {
        name: "refuses_an_answer_that_is_too_long",
        attack: "",
        shows: &[],
        change: |ceremony| payload(ceremony, |payload| payload.member("padding", "a".repeat(30_000))),
        expect: Refused("7.1.22/8.5.v2"),
    },
    Case {
        name: "refuses_a_header_that_is_no_object",
        attack: "",
        shows: &[],
        change: |ceremony| header(ceremony, |header| header.raw(br#"["ES256"]"#)),
        expect: Refused("7.1.22/8.5.v2"),
    },
    Case {
        name: "refuses_a_header_with_something_behind_it",
        attack: "",
        shows: &[],
        change: |ceremony| {
            header(ceremony, |header| {
                header.edit(|mut text| {
                    text.extend(b"{}");
                    text
                })
            })
        },
        expect: Refused("7.1.22/8.5.v2"),
    },
    Case {
        name: "refuses_a_header_with_two_algorithms",
        attack: "",
        shows: &[],
        change: |ceremony| header(ceremony, |header| header.add_member("alg", "none")),
        expect: Refused("7.1.22/8.5.v2"),
    },
    Case {
        name: "refuses_a_header_with_too_many_members",
        attack: "",
        shows: &[],
        change: |ceremony| {
            header(ceremony, |header| (0..40).fold(header, |header, at| header.member(&format!("m{at}"), at)))
        },
        expect: Refused("7.1.22/8.5.v2"),
    },
    Case {
        name: "refuses_a_header_with_something_critical",
        attack: "",
        shows: &[],
        change: |ceremony| header(ceremony, |header| header.member("crit", json!(["b64"]))),
        expect: Refused("7.1.22/8.5.v2"),
    },
    Case {
        name: "accepts_members_of_the_header_that_nobody_knows",
        attack: "",
        shows: &["8.5.v2"],
        change: |ceremony| {
            header(ceremony, |header| header.member("typ", "JWS").member("jku", "https://evil.example"))
        },
        expect: Accepted,
    },
    // 8.5.v2: algorithm and signature
    Case {
        name: "refuses_an_answer_without_an_algorithm",
        attack: "sn-alg-none",
        shows: &[],
        change: |ceremony| header(ceremony, |header| header.without("alg")),
        expect: Refused("7.1.22/8.5.v2"),
    },
    Case {
        name: "refuses_the_algorithm_none",
        attack: "sn-alg-none",
        shows: &[],
        change: |ceremony| {
            statement(ceremony, |statement| {
                let statement = statement.jws_header(|header| header.member("alg", "none"));
                statement.signature(|signature| signature.raw(&[]))
            })
        },
        expect: Refused("7.1.22/8.5.v2"),
    },
    Case {
        name: "refuses_a_mac_keyed_by_the_certificate",
        attack: "sn-alg-none",
        shows: &[],
        change: |ceremony| {
            statement(ceremony, |statement| {
                let statement = statement.jws_header(|header| header.member("alg", "HS256"));
                statement.signature(|signature| signature.raw(&[7; 32]))
            })
        },
        expect: Refused("7.1.22/8.5.v2"),
    },
    Case {
        name: "refuses_an_algorithm_of_another_kind_of_key",
        attack: "",
        shows: &[],
        change: |ceremony| header(ceremony, |header| header.member("alg", "RS256")),
        expect: Refused("7.1.22/8.5.v2"),
    },
    Case {
        name: "refuses_an_algorithm_in_another_case",
        attack: "",
        shows: &[],
        change: |ceremony| header(ceremony, |header| header.member("alg", "es256")),
        expect: Refused("7.1.22/8.5.v2"),
    },
    Case {
        name: "refuses_an_answer_signed_on_another_curve",
        attack: "",
        shows: &[],
        change: |ceremony| {
            statement(ceremony, |statement| {
                let key = SigningKey::from_seed(Signs::Es384, b"p384").with_algorithm(Signs::Es256);
                statement.attestation_key(&key)
            })
        },
        expect: Refused("7.1.22/8.5.v2"),
    },
    Case {
        name: "refuses_an_answer_signed_with_another_algorithm_for_rsa_keys",
        attack: "",
        shows: &[],
        change: |ceremony| statement(ceremony, |statement| statement.attestation_algorithm(Signs::Ps256)),
        expect: Refused("7.1.22/8.5.v2"),
    },
    Case {
        name: "refuses_an_answer_that_the_certificate_did_not_sign",
        attack: "",
        shows: &[],
        change: |ceremony| {
            statement(ceremony, |statement| {
                statement.signature(|signature| signature.change_key(SigningKey::another))
            })
        },
        expect: Refused("7.1.22/8.5.v2"),
    },
    Case {
        name: "refuses_a_payload_changed_after_it_was_signed",
        attack: "",
        shows: &[],
        change: |ceremony| {
            parts(ceremony, |mut parts| {
                parts[1] = countersign_wire::base64url::encode(b"{}");
                parts
            })
        },
        expect: Refused("7.1.22/8.5.v2"),
    },
    Case {
        name: "refuses_a_signature_in_der",
        attack: "",
        shows: &[],
        change: |ceremony| {
            // A byte behind it keeps the authenticator from taking the numbers out of the DER.
            statement(ceremony, |statement| {
                statement.signature(|signature| {
                    signature.edit(|mut der| {
                        der.push(0);
                        der
                    })
                })
            })
        },
        expect: Refused("7.1.22/8.5.v2"),
    },
    Case {
        name: "refuses_a_signature_of_zeros",
        attack: "",
        shows: &[],
        change: |ceremony| {
            statement(ceremony, |statement| statement.signature(|signature| signature.raw(&[0; 64])))
        },
        expect: Refused("7.1.22/8.5.v2"),
    },
    Case {
        name: "refuses_a_key_that_the_header_brings_along",
        attack: "",
        shows: &[],
        change: |ceremony| {
            safetynet(ceremony).statement(with_key_in_header("jwk", json!({"kty": "EC", "crv": "P-256"})))
        },
        expect: Refused("7.1.22/8.5.v2"),
    },
    // 8.5.v2: certificates
    Case {
        name: "refuses_an_answer_without_certificates",
        attack: "",
        shows: &[],
        change: |ceremony| header(ceremony, |header| header.without("x5c")),
        expect: Refused("7.1.22/8.5.v2"),
    },
    Case {
        name: "refuses_an_answer_with_an_empty_list_of_certificates",
        attack: "",
        shows: &[],
        change: |ceremony| header(ceremony, |header| header.member("x5c", json!([]))),
        expect: Refused("7.1.22/8.5.v2"),
    },
    Case {
        name: "refuses_an_answer_with_too_many_certificates",
        attack: "dos-x5c-many",
        shows: &[],
        change: |ceremony| {
            statement(ceremony, |statement| statement.x5c(|certificates| vec![certificates[0].clone(); 9]))
        },
        expect: Refused("7.1.22/8.5.v2"),
    },
    Case {
        name: "refuses_certificates_in_base64url",
        attack: "",
        shows: &[],
        change: |ceremony| {
            statement(ceremony, |statement| {
                statement.certificate(|certificate| certificate.serial(&[0x43; 15])).jws_header(|header| {
                    let text = |der: &str| der.replace('+', "-").replace('/', "_");
                    header.edit(move |bytes| text(&String::from_utf8(bytes).unwrap()).into_bytes())
                })
            })
        },
        expect: Refused("7.1.22/8.5.v2"),
    },
    Case {
        name: "refuses_an_answer_with_bytes_that_are_no_certificate",
        attack: "",
        shows: &[],
        change: |ceremony| header(ceremony, |header| header.member("x5c", json!(["MAA="]))),
        expect: Refused("7.1.22/8.5.v2"),
    },
    // 8.5.v2: the payload
    Case {
        name: "refuses_a_payload_that_is_no_object",
        attack: "",
        shows: &[],
        change: |ceremony| payload(ceremony, |payload| payload.raw(b"null")),
        expect: Refused("7.1.22/8.5.v2"),
    },
    Case {
        name: "refuses_a_payload_that_is_nested_too_deep",
        attack: "dos-json-depth",
        shows: &[],
        change: |ceremony| {
            payload(ceremony, |payload| {
                payload.edit(|text| {
                    let deep = ["[".repeat(10_000), "]".repeat(10_000)].concat();
                    String::from_utf8(text).unwrap().replacen("true", &deep, 1).into_bytes()
                })
            })
        },
        expect: Refused("7.1.22/8.5.v2"),
    },
    Case {
        name: "refuses_a_payload_with_two_nonces",
        attack: "sn-nonce",
        shows: &[],
        change: |ceremony| payload(ceremony, |payload| payload.add_member("nonce", "another")),
        expect: Refused("7.1.22/8.5.v2"),
    },
    Case {
        name: "refuses_a_device_that_matches_no_profile",
        attack: "sn-integrity",
        shows: &[],
        change: |ceremony| payload(ceremony, |payload| payload.member("ctsProfileMatch", false)),
        expect: Refused("7.1.22/8.5.v2"),
    },
    Case {
        name: "refuses_an_answer_that_says_nothing_of_a_profile",
        attack: "sn-integrity",
        shows: &[],
        change: |ceremony| payload(ceremony, |payload| payload.without("ctsProfileMatch")),
        expect: Refused("7.1.22/8.5.v2"),
    },
    Case {
        name: "refuses_a_profile_that_matches_in_words",
        attack: "sn-integrity",
        shows: &[],
        change: |ceremony| payload(ceremony, |payload| payload.member("ctsProfileMatch", "true")),
        expect: Refused("7.1.22/8.5.v2"),
    },
    Case {
        name: "accepts_a_device_that_matches_no_profile_where_the_policy_does",
        attack: "",
        shows: &["8.5.v2"],
        change: |ceremony| {
            let ceremony = policy(ceremony, SafetyNetPolicy::accept_profile_mismatch);
            payload(ceremony, |payload| payload.member("ctsProfileMatch", false).without("basicIntegrity"))
        },
        expect: Gives(|registered| {
            let details = registered.registration.attestation().safetynet().unwrap();
            assert!(!details.profile_match() && !details.basic_integrity());
        }),
    },
    Case {
        name: "accepts_a_device_without_basic_integrity_and_says_so",
        attack: "",
        shows: &["8.5.v2"],
        change: |ceremony| payload(ceremony, |payload| payload.member("basicIntegrity", false)),
        expect: Gives(|registered| {
            assert!(!registered.registration.attestation().safetynet().unwrap().basic_integrity());
        }),
    },
    Case {
        name: "accepts_an_answer_of_a_minute_ago",
        attack: "",
        shows: &["8.5.v2"],
        change: |ceremony| made(ceremony, 60_000),
        expect: Accepted,
    },
    Case {
        name: "refuses_an_answer_of_more_than_a_minute_ago",
        attack: "sn-integrity",
        shows: &[],
        change: |ceremony| made(ceremony, 60_001),
        expect: Refused("7.1.22/8.5.v2"),
    },
    Case {
        name: "accepts_an_older_answer_where_the_policy_does",
        attack: "",
        shows: &["8.5.v2"],
        change: |ceremony| policy(made(ceremony, 240_000), |policy| policy.accept_age(240)),
        expect: Accepted,
    },
    Case {
        name: "accepts_an_answer_that_is_ten_seconds_ahead",
        attack: "",
        shows: &["8.5.v2"],
        change: |ceremony| made(ceremony, -10_000),
        expect: Accepted,
    },
    Case {
        name: "refuses_an_answer_that_is_more_than_ten_seconds_ahead",
        attack: "sn-integrity",
        shows: &[],
        change: |ceremony| made(ceremony, -10_001),
        expect: Refused("7.1.22/8.5.v2"),
    },
    Case {
        name: "refuses_an_answer_at_the_end_of_time",
        attack: "sn-integrity",
        shows: &[],
        change: |ceremony| payload(ceremony, |payload| payload.member("timestampMs", i64::MAX)),
        expect: Refused("7.1.22/8.5.v2"),
    },
    Case {
        name: "refuses_a_time_with_a_fraction",
        attack: "",
        shows: &[],
        change: |ceremony| payload(ceremony, |payload| payload.member("timestampMs", 1_790_000_000_000.5)),
        expect: Refused("7.1.22/8.5.v2"),
    },
    Case {
        name: "refuses_an_answer_without_a_time",
        attack: "",
        shows: &[],
        change: |ceremony| payload(ceremony, |payload| payload.without("timestampMs")),
        expect: Refused("7.1.22/8.5.v2"),
    },
    // 8.5.v3
    Case {
        name: "refuses_the_nonce_of_another_ceremony",
        attack: "sn-nonce",
        shows: &[],
        change: |ceremony| {
            payload(ceremony, |payload| {
                payload.member("nonce", "ywDhtBB5GEejNUbs2JrFKiU2RTlZPYXY3V4qBLYI5+c=")
            })
        },
        expect: Refused("7.1.22/8.5.v3"),
    },
    Case {
        name: "refuses_a_nonce_without_padding",
        attack: "sn-nonce",
        shows: &[],
        change: |ceremony| {
            payload(ceremony, |payload| {
                payload.edit(|text| String::from_utf8(text).unwrap().replacen('=', "", 1).into_bytes())
            })
        },
        expect: Refused("7.1.22/8.5.v3"),
    },
    Case {
        name: "refuses_a_nonce_in_base64url",
        attack: "sn-nonce",
        shows: &[],
        change: |ceremony| {
            // The nonce is the first member; the digits that base64url has others for are in it.
            payload(ceremony, |payload| {
                payload.edit(|text| {
                    let text = String::from_utf8(text).unwrap();
                    let (nonce, rest) = text.split_once(',').unwrap();
                    let other = nonce.replace('+', "-").replace('/', "_");
                    assert_ne!(other, nonce, "another challenge is needed");
                    [&other, ",", rest].concat().into_bytes()
                })
            })
        },
        expect: Refused("7.1.22/8.5.v3"),
    },
    Case {
        name: "refuses_an_answer_with_an_empty_nonce",
        attack: "sn-nonce",
        shows: &[],
        change: |ceremony| payload(ceremony, |payload| payload.member("nonce", "")),
        expect: Refused("7.1.22/8.5.v3"),
    },
    Case {
        name: "refuses_a_payload_without_a_nonce",
        attack: "sn-nonce",
        shows: &[],
        change: |ceremony| payload(ceremony, |payload| payload.without("nonce")),
        expect: Refused("7.1.22/8.5.v3"),
    },
    Case {
        name: "refuses_a_payload_whose_nonce_is_no_text",
        attack: "sn-nonce",
        shows: &[],
        change: |ceremony| payload(ceremony, |payload| payload.member("nonce", true)),
        expect: Refused("7.1.22/8.5.v3"),
    },
    // 8.5.v4
    Case {
        name: "accepts_the_host_in_capitals_and_beside_others",
        attack: "",
        shows: &["8.5.v4"],
        change: |ceremony| {
            certificate(ceremony, |certificate| {
                let names = [&b"\x82\x09a.example"[..], b"\x82\x12Attest.Android.COM"].concat();
                let names = [&[0x30, 31][..], &names].concat();
                certificate.extension(Extension::new(oid::SUBJECT_ALTERNATIVE_NAME, &names))
            })
        },
        expect: Accepted,
    },
    Case {
        name: "refuses_the_certificate_of_another_host",
        attack: "sn-hostname",
        shows: &[],
        change: |ceremony| {
            certificate(ceremony, |certificate| certificate.extension(Extension::dns_name("evil.example")))
        },
        expect: Refused("7.1.22/8.5.v4"),
    },
    Case {
        name: "refuses_the_certificate_of_a_host_below",
        attack: "sn-hostname",
        shows: &[],
        change: |ceremony| {
            certificate(ceremony, |certificate| {
                certificate.extension(Extension::dns_name("attest.android.com.evil.example"))
            })
        },
        expect: Refused("7.1.22/8.5.v4"),
    },
    Case {
        name: "refuses_a_wildcard_for_the_host",
        attack: "sn-hostname",
        shows: &[],
        change: |ceremony| {
            certificate(ceremony, |certificate| certificate.extension(Extension::dns_name("*.android.com")))
        },
        expect: Refused("7.1.22/8.5.v4"),
    },
    Case {
        name: "refuses_the_host_as_common_name_alone",
        attack: "sn-hostname",
        shows: &[],
        change: |ceremony| {
            certificate(ceremony, |certificate| certificate.without_extension(oid::SUBJECT_ALTERNATIVE_NAME))
        },
        expect: Refused("7.1.22/8.5.v4"),
    },
    Case {
        name: "refuses_names_of_hosts_that_are_malformed",
        attack: "sn-hostname",
        shows: &[],
        change: |ceremony| {
            certificate(ceremony, |certificate| {
                certificate.extension(Extension::new(oid::SUBJECT_ALTERNATIVE_NAME, b"attest.android.com"))
            })
        },
        expect: Refused("7.1.22/8.5.v4"),
    },
];
