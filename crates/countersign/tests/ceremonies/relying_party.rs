//! What a relying party can be configured as, and which origins and frames its ceremonies accept.

use countersign::{
    AppOrigin, ConfigurationError, CrossOrigin, MAX_NAME_BYTES, MAX_ORIGINS, Origin, RUST_CRYPTO,
    RelyingParty, RelyingPartyBuilder, RpId, WebOrigin,
};
use countersign_authenticator::ClientData;

use crate::support::{
    Authenticating, Ceremony as _, ORIGIN, RP_ID, Registering, Run, Set as _, Verdict, path,
};

const APP: &str = "android:apk-key-hash:AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8";
const OTHER_APP: &str = "android:apk-key-hash:ICECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8";
const RELATED: &str = "https://example.test";
const BUNDLE: &str = "ios:bundle-id:org.example.App-1";

fn builder() -> RelyingPartyBuilder {
    RelyingParty::builder(RP_ID, "Example").unwrap()
}

fn built(builder: RelyingPartyBuilder) -> RelyingParty {
    builder.build(&RUST_CRYPTO).unwrap()
}

#[test]
fn accepts_domains_as_rp_ids() {
    let longest_label = "a".repeat(63);
    let longest = [longest_label.as_str(); 3].join(".") + "." + &"b".repeat(61);
    assert_eq!(longest.len(), 253);
    for id in [
        "example.org",
        "a.b.c.example.org",
        "localhost",
        "intranet",
        "xn--bcher-kva.example",
        "1.example",
        "0x.example",
        "a-b.example",
        "3com",
        longest_label.as_str(),
        longest.as_str(),
    ] {
        assert_eq!(RpId::new(id).as_ref().map(RpId::as_str), Ok(id));
    }
}

// attack: cd-origin-idn
#[test]
fn refuses_what_is_no_domain_as_rp_id() {
    let long_label = "a".repeat(64);
    let long = ["a".repeat(63).as_str(); 4].join(".");
    assert_eq!(long.len(), 255);
    for id in [
        "",
        ".",
        "example..org",
        ".example.org",
        "example.org.",
        "Example.org",
        "EXAMPLE.ORG",
        "https://example.org",
        "example.org:443",
        "example.org/",
        "user@example.org",
        " example.org",
        "example.org ",
        "exa mple.org",
        "-example.org",
        "example-.org",
        "exam_ple.org",
        "example.org\0",
        "example%2eorg",
        "bücher.example",
        "ехample.org",
        "example。org",
        "*.example.org",
        // IP addresses, in the forms that a browser takes.
        "127.0.0.1",
        "192.0.2.1",
        "1.2.3",
        "127.1",
        "2130706433",
        "0x7f000001",
        "0x7f.0.0.0x1",
        "127.0.0.0x",
        "[::1]",
        "::1",
        long_label.as_str(),
        long.as_str(),
    ] {
        assert_eq!(RpId::new(id), Err(ConfigurationError::RpId), "{id}");
    }
}

#[test]
fn accepts_web_origins_as_browsers_write_them() {
    for origin in [
        "https://example.org",
        "https://www.example.org",
        "https://example.org:8443",
        "https://example.org:1",
        "https://example.org:65535",
        "https://example.org:80",
        "https://localhost",
        "https://localhost:8443",
        "http://localhost",
        "http://localhost:3000",
        "http://localhost:443",
        "http://app.localhost:3000",
        "https://xn--bcher-kva.example",
    ] {
        assert_eq!(WebOrigin::new(origin).as_ref().map(WebOrigin::as_str), Ok(origin));
    }
}

#[test]
fn refuses_web_origins_that_no_browser_writes_or_none_should_use() {
    for origin in [
        "",
        "null",
        "*",
        "https://",
        "https://*",
        "https://*.example.org",
        "example.org",
        "//example.org",
        "https:example.org",
        "http://example.org",
        "http://notlocalhost",
        "http://localhost.example.org",
        "ws://example.org",
        "ftp://example.org",
        "file:///",
        "file://example.org",
        "HTTPS://example.org",
        "https://Example.org",
        "https://example.org/",
        "https://example.org/sign-in",
        "https://example.org?",
        "https://example.org#",
        "https://example.org.",
        "https://example.org:",
        "https://example.org:0",
        "https://example.org:443",
        "http://localhost:80",
        "https://example.org:0443",
        "https://example.org:+8443",
        "https://example.org:-1",
        "https://example.org:65536",
        "https://example.org:8443:8443",
        "https://example.org: 8443",
        "https://user@example.org",
        "https://user:secret@example.org",
        "https://example.org@attacker.test",
        "https://example.org%2eattacker.test",
        "https://bücher.example",
        "https://127.0.0.1",
        "http://127.0.0.1",
        "https://0x7f000001",
        "https://[::1]",
        "https://[::1]:8443",
        " https://example.org",
        "https://example.org ",
        "https://example.org\n",
        "https://example.org,https://other.example",
        APP,
        BUNDLE,
    ] {
        assert_eq!(WebOrigin::new(origin), Err(ConfigurationError::WebOrigin), "{origin}");
    }
}

#[test]
fn accepts_origins_of_applications() {
    for origin in [APP, BUNDLE, "ios:bundle-id:a"] {
        assert_eq!(AppOrigin::new(origin).as_ref().map(AppOrigin::as_str), Ok(origin));
    }
}

#[test]
fn refuses_origins_of_applications_in_another_form() {
    let hash = APP.rsplit(':').next().unwrap();
    let cut = hash.strip_suffix('8').unwrap();
    for origin in [
        String::new(),
        hash.into(),
        "android:apk-key-hash:".into(),
        format!("android:apk-key-hash-sha256:{hash}"),
        format!("Android:apk-key-hash:{hash}"),
        format!("android:apk-key-hash:{hash}="),
        format!(" {APP}"),
        format!("{APP}A"),
        // 31 bytes, 33 bytes, other letters, bits behind the last byte.
        format!("android:apk-key-hash:{cut}"),
        format!("android:apk-key-hash:{hash}IA"),
        format!("android:apk-key-hash:{cut}+"),
        format!("android:apk-key-hash:{cut}9"),
        // The colon-separated hexadecimal that Android's tools print.
        format!("android:apk-key-hash:{}", ["00"; 32].join(":")),
        "ios:bundle-id:".into(),
        "ios:bundle-id:org.example.App_1".into(),
        "ios:bundle-id:org.example/App".into(),
        format!("ios:bundle-id:{}", "a".repeat(254)),
        "org.example.App".into(),
        "https://example.org".into(),
        "file:///".into(),
        "null".into(),
    ] {
        assert_eq!(AppOrigin::new(&origin), Err(ConfigurationError::AppOrigin), "{origin}");
    }
}

#[test]
fn accepts_origins_at_and_below_the_rp_id() {
    let relying_party = built(
        builder()
            .origin("https://example.org")
            .and_then(|builder| builder.origin("https://www.example.org"))
            .and_then(|builder| builder.origin("https://a.b.example.org:8443"))
            .and_then(|builder| builder.related_origin("https://example.test"))
            .and_then(|builder| builder.app_origin(APP))
            .unwrap(),
    );
    let texts: Vec<_> = relying_party.origins().iter().map(Origin::as_str).collect();
    assert_eq!(
        texts,
        [
            "https://example.org",
            "https://www.example.org",
            "https://a.b.example.org:8443",
            "https://example.test",
            APP
        ]
    );
    assert!(matches!(relying_party.origins(), [Origin::Web(_), .., Origin::App(_)]));
    assert_eq!((relying_party.id().as_str(), relying_party.name()), (RP_ID, "Example"));
    assert_eq!(relying_party.cross_origin(), CrossOrigin::Refused);
}

// attack: cd-origin-suffix
#[test]
fn refuses_origins_beside_and_above_the_rp_id() {
    for origin in [
        "https://evilexample.org",
        "https://example.org.attacker.test",
        "https://org",
        "https://example.com",
        "https://example.org.org",
        "https://localhost",
    ] {
        let refused = builder().origin(origin).err();
        assert_eq!(refused, Some(ConfigurationError::OriginOutsideRpId), "{origin}");
        assert!(builder().related_origin(origin).is_ok(), "{origin}");
    }
    // Nothing is below a name without a dot: neither below a top-level domain nor below localhost.
    for (id, origin) in [
        ("org", "https://example.org"),
        ("localhost", "http://app.localhost"),
        ("www.example.org", "https://example.org"),
        ("www.example.org", "https://shop.example.org"),
    ] {
        let builder = RelyingParty::builder(id, "Example").unwrap();
        assert_eq!(builder.origin(origin).err(), Some(ConfigurationError::OriginOutsideRpId), "{origin}");
    }
    let local = RelyingParty::builder("localhost", "Example").unwrap();
    assert!(local.origin("http://localhost:3000").is_ok());
}

// attack: cd-origin-empty-list
// attack: pol-default-insecure
#[test]
fn refuses_configurations_that_would_accept_everything_or_nothing() {
    let no_origin = builder().build(&RUST_CRYPTO).err();
    assert_eq!(no_origin, Some(ConfigurationError::NoOrigin));
    assert_eq!(builder().origin("").err(), Some(ConfigurationError::WebOrigin));
    assert_eq!(builder().related_origin("null").err(), Some(ConfigurationError::WebOrigin));
    assert_eq!(builder().app_origin("").err(), Some(ConfigurationError::AppOrigin));
    let site = || builder().origin(ORIGIN).unwrap();
    let top = || site().top_origin("https://top.example").unwrap();
    for (disagreeing, wrong) in [
        (top(), true),
        (site().cross_origin(CrossOrigin::Allowed), true),
        (top().cross_origin(CrossOrigin::Allowed), false),
        (site().cross_origin(CrossOrigin::AllowedWithoutTopOrigin), false),
        (top().cross_origin(CrossOrigin::AllowedWithoutTopOrigin), false),
    ] {
        let expected = wrong.then_some(ConfigurationError::TopOrigins);
        assert_eq!(disagreeing.build(&RUST_CRYPTO).err(), expected);
    }
    assert_eq!(builder().top_origin("http://top.example").err(), Some(ConfigurationError::WebOrigin));
    assert_eq!(RelyingParty::builder("192.0.2.1", "Example").err(), Some(ConfigurationError::RpId));
    let longest = "n".repeat(MAX_NAME_BYTES);
    for name in ["", &(longest.clone() + "n")] {
        assert_eq!(RelyingParty::builder(RP_ID, name).err(), Some(ConfigurationError::NameLength));
    }
    assert!(RelyingParty::builder(RP_ID, &longest).is_ok());
}

#[test]
fn refuses_more_origins_than_the_bound() {
    let web = |index: usize| format!("https://host-{index}.example.org");
    let full = (0..MAX_ORIGINS)
        .try_fold(builder().cross_origin(CrossOrigin::Allowed), |builder, index| builder.origin(&web(index)));
    let full = full.unwrap();
    for one_more in [
        full.clone().origin(ORIGIN),
        full.clone().related_origin("https://example.test"),
        full.clone().app_origin(APP),
    ] {
        assert_eq!(one_more.err(), Some(ConfigurationError::TooManyOrigins));
    }
    let full = (0..MAX_ORIGINS).try_fold(full, |builder, index| builder.top_origin(&web(index))).unwrap();
    assert_eq!(full.clone().top_origin(ORIGIN).err(), Some(ConfigurationError::TooManyOrigins));
    let relying_party = built(full);
    assert_eq!(
        (relying_party.origins().len(), relying_party.top_origins().len()),
        (MAX_ORIGINS, MAX_ORIGINS)
    );
}

/// An origin, or what stands in its place, that reaches both ceremonies.
struct Case {
    name: &'static str,
    attack: &'static str,
    configure: fn(RelyingPartyBuilder) -> Result<RelyingPartyBuilder, ConfigurationError>,
    client_data: fn(ClientData) -> ClientData,
    /// The steps that refuse the registration and the authentication, or none.
    refused: Option<(&'static str, &'static str)>,
}

const AT_ORIGIN: Option<(&str, &str)> = Some(("7.1.9", "7.2.12"));
const AT_CROSS_ORIGIN: Option<(&str, &str)> = Some(("7.1.10", "7.2.13"));
const AT_TOP_ORIGIN: Option<(&str, &str)> = Some(("7.1.11", "7.2.14"));
const AT_EMBEDDED: Option<(&str, &str)> = Some(("7.1.11.1", "7.2.14.1"));
const AT_ACCEPTED: Option<(&str, &str)> = Some(("7.1.11.2", "7.2.14.2"));

/// Where a ceremony was refused, if it was.
fn refused<R>(run: &Run<R>) -> Option<String> {
    match &run.verdict {
        Verdict::Accepted(_) => None,
        Verdict::Refused(error) => Some(path(error)),
        Verdict::NotBegun(error) => Some(format!("{error:?}")),
        Verdict::Unreadable(error) => Some(format!("{error:?}")),
    }
}

/// Carries out every case as a registration and as an authentication.
fn carry_out(cases: &[Case]) {
    for case in cases {
        let registration =
            Registering::truthful().relying_party(case.configure).client_data(case.client_data).run();
        let authentication =
            Authenticating::truthful().relying_party(case.configure).client_data(case.client_data).run();
        let expected =
            case.refused.map_or((None, None), |(one, other)| (Some(one.to_owned()), Some(other.to_owned())));
        let refused = (refused(&registration), refused(&authentication));
        assert_eq!(refused, expected, "{} {}", case.name, case.attack);
    }
}

const ORIGINS: &[Case] = &[
    Case {
        name: "accepts_the_configured_origin",
        attack: "",
        configure: Ok,
        client_data: |data| data,
        refused: None,
    },
    Case {
        name: "refuses_another_site",
        attack: "cd-origin-other",
        configure: Ok,
        client_data: |data| data.origin("https://attacker.test"),
        refused: AT_ORIGIN,
    },
    Case {
        name: "refuses_the_origin_as_a_prefix",
        attack: "cd-origin-suffix",
        configure: Ok,
        client_data: |data| data.origin("https://example.org.attacker.test"),
        refused: AT_ORIGIN,
    },
    Case {
        name: "refuses_the_host_as_a_suffix",
        attack: "cd-origin-suffix",
        configure: Ok,
        client_data: |data| data.origin("https://evilexample.org"),
        refused: AT_ORIGIN,
    },
    Case {
        name: "refuses_a_subdomain_that_is_not_listed",
        attack: "cd-origin-subdomain",
        configure: Ok,
        client_data: |data| data.origin("https://www.example.org"),
        refused: AT_ORIGIN,
    },
    Case {
        name: "accepts_a_subdomain_that_is_listed",
        attack: "",
        configure: |builder| builder.origin("https://www.example.org"),
        client_data: |data| data.origin("https://www.example.org"),
        refused: None,
    },
    Case {
        name: "refuses_another_scheme",
        attack: "cd-origin-scheme",
        configure: Ok,
        client_data: |data| data.origin("http://example.org"),
        refused: AT_ORIGIN,
    },
    Case {
        name: "refuses_another_port",
        attack: "cd-origin-port",
        configure: Ok,
        client_data: |data| data.origin("https://example.org:8443"),
        refused: AT_ORIGIN,
    },
    Case {
        name: "refuses_the_default_port_written_out",
        attack: "cd-origin-port",
        configure: Ok,
        client_data: |data| data.origin("https://example.org:443"),
        refused: AT_ORIGIN,
    },
    Case {
        name: "refuses_no_port_where_one_is_configured",
        attack: "cd-origin-port",
        configure: |builder| builder.origin("https://www.example.org:8443"),
        client_data: |data| data.origin("https://www.example.org"),
        refused: AT_ORIGIN,
    },
    Case {
        name: "refuses_upper_case",
        attack: "cd-origin-case",
        configure: Ok,
        client_data: |data| data.origin("https://EXAMPLE.org"),
        refused: AT_ORIGIN,
    },
    Case {
        name: "refuses_a_trailing_dot",
        attack: "cd-origin-trailing-dot",
        configure: Ok,
        client_data: |data| data.origin("https://example.org."),
        refused: AT_ORIGIN,
    },
    Case {
        name: "refuses_a_trailing_slash",
        attack: "cd-origin-trailing-dot",
        configure: Ok,
        client_data: |data| data.origin("https://example.org/"),
        refused: AT_ORIGIN,
    },
    Case {
        name: "refuses_a_path",
        attack: "cd-origin-trailing-dot",
        configure: Ok,
        client_data: |data| data.origin("https://example.org/sign-in"),
        refused: AT_ORIGIN,
    },
    Case {
        name: "refuses_white_space_around_the_origin",
        attack: "cd-origin-trailing-dot",
        configure: Ok,
        client_data: |data| data.origin("https://example.org "),
        refused: AT_ORIGIN,
    },
    Case {
        name: "refuses_the_origin_as_user_information",
        attack: "cd-origin-userinfo",
        configure: Ok,
        client_data: |data| data.origin("https://example.org@attacker.test"),
        refused: AT_ORIGIN,
    },
    Case {
        name: "refuses_an_escaped_dot",
        attack: "cd-origin-userinfo",
        configure: Ok,
        client_data: |data| data.origin("https://example.org%2eattacker.test"),
        refused: AT_ORIGIN,
    },
    Case {
        name: "refuses_the_opaque_origin",
        attack: "cd-origin-null",
        configure: Ok,
        client_data: |data| data.origin("null"),
        refused: AT_ORIGIN,
    },
    Case {
        name: "refuses_null",
        attack: "cd-origin-null",
        configure: Ok,
        client_data: |data| data.member("origin", ()),
        refused: AT_ORIGIN,
    },
    Case {
        name: "refuses_an_empty_origin",
        attack: "cd-origin-null",
        configure: Ok,
        client_data: |data| data.origin(""),
        refused: AT_ORIGIN,
    },
    Case {
        name: "refuses_a_missing_origin",
        attack: "",
        configure: Ok,
        client_data: |data| data.without("origin"),
        refused: AT_ORIGIN,
    },
    Case {
        name: "refuses_a_list_with_the_origin",
        attack: "",
        configure: Ok,
        client_data: |data| data.member("origin", vec![ORIGIN]),
        refused: AT_ORIGIN,
    },
    Case {
        name: "refuses_a_host_in_other_letters",
        attack: "cd-origin-idn",
        configure: |builder| builder.origin("https://xn--bcher-kva.example.org"),
        client_data: |data| data.origin("https://bücher.example.org"),
        refused: AT_ORIGIN,
    },
    Case {
        name: "refuses_a_host_that_looks_alike",
        attack: "cd-origin-idn",
        configure: Ok,
        client_data: |data| data.origin("https://ехample.org"),
        refused: AT_ORIGIN,
    },
    Case {
        name: "refuses_an_application_where_there_is_none",
        attack: "cd-origin-android",
        configure: Ok,
        client_data: |data| data.origin(APP),
        refused: AT_ORIGIN,
    },
    Case {
        name: "refuses_another_application",
        attack: "cd-origin-android",
        configure: |builder| builder.app_origin(APP),
        client_data: |data| data.origin(OTHER_APP),
        refused: AT_ORIGIN,
    },
    Case {
        name: "refuses_the_application_in_another_case",
        attack: "cd-origin-android",
        configure: |builder| builder.app_origin(APP),
        client_data: |data| data.origin(&APP.to_uppercase()),
        refused: AT_ORIGIN,
    },
    Case {
        name: "accepts_the_configured_application",
        attack: "",
        configure: |builder| builder.app_origin(APP),
        client_data: |data| data.origin(APP),
        refused: None,
    },
    Case {
        name: "accepts_the_configured_bundle",
        attack: "",
        configure: |builder| builder.app_origin(BUNDLE),
        client_data: |data| data.origin(BUNDLE),
        refused: None,
    },
    Case {
        name: "refuses_another_bundle",
        attack: "cd-origin-ios-app",
        configure: |builder| builder.app_origin(BUNDLE),
        client_data: |data| data.origin("ios:bundle-id:org.example.App-2"),
        refused: AT_ORIGIN,
    },
    Case {
        name: "refuses_a_file",
        attack: "cd-origin-ios-app",
        configure: Ok,
        client_data: |data| data.origin("file://"),
        refused: AT_ORIGIN,
    },
    Case {
        name: "accepts_a_related_origin",
        attack: "",
        configure: |builder| builder.related_origin("https://example.test"),
        client_data: |data| data.origin("https://example.test"),
        refused: None,
    },
    Case {
        name: "refuses_a_related_origin_that_is_no_longer_listed",
        attack: "cer-related-origin",
        configure: Ok,
        client_data: |data| data.origin("https://example.test"),
        refused: AT_ORIGIN,
    },
    Case {
        name: "refuses_a_subdomain_of_a_related_origin",
        attack: "cer-related-origin",
        configure: |builder| builder.related_origin("https://example.test"),
        client_data: |data| data.origin("https://www.example.test"),
        refused: AT_ORIGIN,
    },
];

#[test]
fn accepts_and_refuses_origins_in_both_ceremonies() {
    carry_out(ORIGINS);
}

/// A relying party that takes frames in a page that it names.
fn embedded(builder: RelyingPartyBuilder) -> Result<RelyingPartyBuilder, ConfigurationError> {
    builder.cross_origin(CrossOrigin::Allowed).top_origin("https://top.example")
}

/// As [`embedded`], also where the client does not name the page.
fn embedded_unnamed(builder: RelyingPartyBuilder) -> Result<RelyingPartyBuilder, ConfigurationError> {
    builder.cross_origin(CrossOrigin::AllowedWithoutTopOrigin).top_origin("https://top.example")
}

/// A relying party that takes frames and names no page, so that it takes none that the client names.
fn embedded_nowhere(builder: RelyingPartyBuilder) -> Result<RelyingPartyBuilder, ConfigurationError> {
    Ok(builder.cross_origin(CrossOrigin::AllowedWithoutTopOrigin))
}

const FRAMES: &[Case] = &[
    Case {
        name: "accepts_a_client_that_does_not_write_cross_origin",
        attack: "cd-cross-origin-missing",
        configure: Ok,
        client_data: |data| data.without("crossOrigin"),
        refused: None,
    },
    Case {
        name: "refuses_a_frame",
        attack: "cd-cross-origin-true",
        configure: Ok,
        client_data: |data| data.cross_origin(true),
        refused: AT_CROSS_ORIGIN,
    },
    Case {
        name: "refuses_a_frame_in_a_named_page",
        attack: "cd-cross-origin-true",
        configure: Ok,
        client_data: |data| data.cross_origin(true).top_origin("https://top.example"),
        refused: AT_CROSS_ORIGIN,
    },
    Case {
        name: "refuses_cross_origin_as_a_string",
        attack: "cd-cross-origin-string",
        configure: Ok,
        client_data: |data| data.member("crossOrigin", "false"),
        refused: AT_CROSS_ORIGIN,
    },
    Case {
        name: "refuses_cross_origin_as_a_number_where_frames_are_accepted",
        attack: "cd-cross-origin-string",
        configure: embedded,
        client_data: |data| data.member("crossOrigin", 1),
        refused: AT_CROSS_ORIGIN,
    },
    Case {
        name: "refuses_a_top_origin_that_is_no_string",
        attack: "",
        configure: Ok,
        client_data: |data| data.member("topOrigin", 1),
        refused: AT_TOP_ORIGIN,
    },
    Case {
        name: "refuses_a_top_origin_without_a_frame",
        attack: "cd-top-origin-without-cross-origin",
        configure: Ok,
        client_data: |data| data.top_origin("https://top.example"),
        refused: AT_EMBEDDED,
    },
    Case {
        name: "refuses_a_top_origin_without_a_frame_where_frames_are_accepted",
        attack: "cd-top-origin-without-cross-origin",
        configure: embedded,
        client_data: |data| data.top_origin("https://top.example"),
        refused: AT_EMBEDDED,
    },
    Case {
        name: "refuses_a_top_origin_of_a_client_that_does_not_write_cross_origin",
        attack: "cd-top-origin-without-cross-origin",
        configure: embedded,
        client_data: |data| data.without("crossOrigin").top_origin("https://top.example"),
        refused: AT_EMBEDDED,
    },
    Case {
        name: "accepts_no_frame_where_frames_are_accepted",
        attack: "",
        configure: embedded,
        client_data: |data| data,
        refused: None,
    },
    Case {
        name: "accepts_a_frame_in_the_configured_page",
        attack: "",
        configure: embedded,
        client_data: |data| data.cross_origin(true).top_origin("https://top.example"),
        refused: None,
    },
    Case {
        name: "refuses_a_frame_in_another_page",
        attack: "cd-top-origin-unlisted",
        configure: embedded,
        client_data: |data| data.cross_origin(true).top_origin("https://other.example"),
        refused: AT_ACCEPTED,
    },
    Case {
        name: "refuses_a_frame_in_a_page_below_the_configured_one",
        attack: "cd-top-origin-unlisted",
        configure: embedded,
        client_data: |data| data.cross_origin(true).top_origin("https://www.top.example"),
        refused: AT_ACCEPTED,
    },
    Case {
        name: "refuses_the_site_itself_as_the_page_unless_it_is_configured",
        attack: "cd-top-origin-unlisted",
        configure: embedded,
        client_data: |data| data.cross_origin(true).top_origin(ORIGIN),
        refused: AT_ACCEPTED,
    },
    Case {
        name: "refuses_a_frame_in_a_page_without_a_name",
        attack: "cd-top-origin-missing",
        configure: embedded,
        client_data: |data| data.cross_origin(true),
        refused: AT_CROSS_ORIGIN,
    },
    Case {
        name: "accepts_a_frame_in_a_page_without_a_name_where_that_is_allowed",
        attack: "cd-top-origin-missing",
        configure: embedded_unnamed,
        client_data: |data| data.cross_origin(true),
        refused: None,
    },
    Case {
        name: "refuses_a_frame_in_another_page_where_none_need_be_named",
        attack: "cd-top-origin-unlisted",
        configure: embedded_unnamed,
        client_data: |data| data.cross_origin(true).top_origin("https://other.example"),
        refused: AT_ACCEPTED,
    },
    Case {
        name: "accepts_a_frame_without_a_name_where_no_page_is_configured",
        attack: "",
        configure: embedded_nowhere,
        client_data: |data| data.cross_origin(true),
        refused: None,
    },
    Case {
        name: "refuses_every_name_where_no_page_is_configured",
        attack: "cd-top-origin-unlisted",
        configure: embedded_nowhere,
        client_data: |data| data.cross_origin(true).top_origin("https://top.example"),
        refused: AT_ACCEPTED,
    },
    Case {
        name: "refuses_an_empty_name",
        attack: "cd-top-origin-unlisted",
        configure: embedded_nowhere,
        client_data: |data| data.cross_origin(true).top_origin(""),
        refused: AT_ACCEPTED,
    },
];

#[test]
fn accepts_and_refuses_frames_in_both_ceremonies() {
    carry_out(FRAMES);
}

/// Both ceremonies, narrowed to one origin of three, and answered from one.
fn narrowed(only: &'static str, from: &'static str) -> (Option<String>, Option<String>) {
    let origins = |builder: RelyingPartyBuilder| builder.related_origin(RELATED)?.app_origin(APP);
    let registration =
        Registering::truthful().relying_party(origins).options(|options| options.only_origin(only));
    let authentication =
        Authenticating::truthful().relying_party(origins).options(|options| options.only_origin(only));
    (
        refused(&registration.client_data(|data| data.origin(from)).run()),
        refused(&authentication.client_data(|data| data.origin(from)).run()),
    )
}

fn at(registration: &str, authentication: &str) -> (Option<String>, Option<String>) {
    (Some(registration.to_owned()), Some(authentication.to_owned()))
}

#[test]
fn accepts_the_one_origin_that_a_ceremony_was_narrowed_to() {
    for origin in [ORIGIN, RELATED, APP] {
        assert_eq!(narrowed(origin, origin), (None, None), "{origin}");
    }
}

#[test]
fn refuses_the_other_origins_where_a_ceremony_was_narrowed_to_one() {
    for (only, from) in
        [(ORIGIN, RELATED), (ORIGIN, APP), (RELATED, ORIGIN), (RELATED, APP), (APP, ORIGIN), (APP, OTHER_APP)]
    {
        assert_eq!(narrowed(only, from), at("7.1.9", "7.2.12"), "{only} {from}");
    }
    for unknown in ["https://attacker.test", "", "null", "https://example.org/"] {
        assert_eq!(narrowed(unknown, ORIGIN), at("UnknownOrigin", "UnknownOrigin"), "{unknown}");
    }
}

// attack: cer-related-origin
#[test]
fn refuses_an_origin_that_was_taken_off_the_list_while_a_ceremony_was_pending() {
    let related = |builder: RelyingPartyBuilder| builder.related_origin(RELATED);
    for (ending_elsewhere, expected) in [(false, (None, None)), (true, at("7.1.9", "7.2.12"))] {
        let registration = Registering::truthful()
            .relying_party(related)
            .options(|options| options.only_origin(RELATED))
            .client_data(|data| data.origin(RELATED));
        let authentication = Authenticating::truthful()
            .relying_party(related)
            .options(|options| options.only_origin(RELATED))
            .client_data(|data| data.origin(RELATED));
        let (registration, authentication) = if ending_elsewhere {
            (registration.answered_at(RP_ID, ORIGIN), authentication.answered_at(RP_ID, ORIGIN))
        } else {
            (registration, authentication)
        };
        assert_eq!((refused(&registration.run()), refused(&authentication.run())), expected);
    }
}

#[test]
fn accepts_several_relying_parties_side_by_side() {
    for (id, origin) in [
        ("one.example.org", "https://one.example.org"),
        ("two.example.org", "https://two.example.org:8443"),
        ("example.test", "https://sign-in.example.test"),
        ("localhost", "http://localhost:3000"),
    ] {
        assert_eq!(refused(&Registering::truthful().site(id, origin).run()), None, "{id}");
    }
}

#[test]
fn refuses_a_ceremony_that_began_at_the_relying_party_beside() {
    let (id, origin) = ("two.example.org", "https://two.example.org");
    let registration =
        Registering::truthful().answered_at(id, origin).client_data(move |data| data.origin(origin)).run();
    let authentication =
        Authenticating::truthful().answered_at(id, origin).client_data(move |data| data.origin(origin)).run();
    let refused = (refused(&registration), refused(&authentication));
    assert_eq!(refused, at("c.relying-party", "c.relying-party"));
}
