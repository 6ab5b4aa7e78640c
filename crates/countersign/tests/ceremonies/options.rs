//! What options say to a page, and which cannot be made.
//!
//! # Source
//! [`PublicKeyCredentialCreationOptionsJSON`](https://www.w3.org/TR/webauthn-3/#dictdef-publickeycredentialcreationoptionsjson),
//! [`PublicKeyCredentialRequestOptionsJSON`](https://www.w3.org/TR/webauthn-3/#dictdef-publickeycredentialrequestoptionsjson)

use countersign::{
    Algorithm, Attachment, AttestationConveyance, BackupEligibility, Binding, Challenge, ConfigurationError,
    CreationExtensions, CreationOptions, CredentialProtection, CredentialRecord, Enforcement, Format, Hint,
    ImportedCredential, LargeBlobSupport, MAX_BINDING_BYTES, MAX_CHALLENGE_BYTES, MAX_EXTENSION_INPUT_BYTES,
    MAX_LISTED_CREDENTIALS, MAX_NAME_BYTES, MIN_CHALLENGE_BYTES, PendingDiscoverable, PendingIdentified,
    PendingRegistration, PrfInput, RUST_CRYPTO, RelyingParty, RequestExtensions, RequestOptions, ResidentKey,
    Rs1Credentials, UnixTime, User, UserHandle, UserVerification, prf_salt,
};
use countersign_authenticator::{Item, SigningKey};
use countersign_wire::base64url;
use serde_json::{Value as Json, json};

use crate::support::{CHALLENGE, HANDLE, NOW, ORIGIN, PURPOSE, RP_ID, SESSION, Setting};

/// Four bytes whose base64url differs from base64 and would have padding.
const ID: &[u8] = &[0xfb, 0xff, 0xfe, 0x01];
const ID_TEXT: &str = "-__-AQ";

pub(crate) fn relying_party() -> RelyingParty {
    let builder = RelyingParty::builder(RP_ID, "Example").unwrap().origin(ORIGIN).unwrap();
    builder.build(&RUST_CRYPTO).unwrap()
}

pub(crate) fn challenge() -> Challenge {
    Challenge::new(CHALLENGE).unwrap()
}

fn handle() -> UserHandle {
    UserHandle::new(HANDLE).unwrap()
}

fn user() -> User<'static> {
    User { handle: handle(), name: "alice@example.org", display_name: "Alice" }
}

/// A record of the user with this id.
pub(crate) fn record(id: &[u8], transports: &[&str]) -> CredentialRecord {
    record_of(HANDLE, id, transports)
}

fn record_of(user_handle: &[u8], id: &[u8], transports: &[&str]) -> CredentialRecord {
    let key = SigningKey::from_seed(countersign_authenticator::Algorithm::Es256, b"a key");
    CredentialRecord::import(&ImportedCredential {
        id,
        public_key: &Item::Map(key.cose_key()).to_bytes(),
        sign_count: 0,
        user_verification_initialized: true,
        transports,
        backup_eligibility: BackupEligibility::Eligible,
        backup_state: false,
        user_handle: UserHandle::new(user_handle).unwrap(),
    })
    .unwrap()
}

/// As many records of the user.
pub(crate) fn records(count: usize) -> Vec<CredentialRecord> {
    (0..count).map(|index| record(format!("{index} of the ids").as_bytes(), &[])).collect()
}

pub(crate) type Created = Result<(String, PendingRegistration), ConfigurationError>;
pub(crate) type Identified = Result<(String, PendingIdentified), ConfigurationError>;
pub(crate) type Discoverable = Result<(String, PendingDiscoverable), ConfigurationError>;

/// Creation options, begun.
pub(crate) fn create(change: impl for<'a> FnOnce(CreationOptions<'a>) -> CreationOptions<'a>) -> Created {
    change(CreationOptions::new(&relying_party(), user(), challenge())).begin(&Setting::binding())
}

/// Request options for the user, with these records, begun.
pub(crate) fn identify(
    records: &[CredentialRecord],
    change: impl for<'a> FnOnce(RequestOptions<'a>) -> RequestOptions<'a>,
) -> Identified {
    let relying_party = relying_party();
    let options = change(RequestOptions::new(&relying_party, challenge()));
    options.begin_identified(&handle(), records, &Setting::binding())
}

/// Request options for whoever it is, begun.
pub(crate) fn discover(
    change: impl for<'a> FnOnce(RequestOptions<'a>) -> RequestOptions<'a>,
) -> Discoverable {
    change(RequestOptions::new(&relying_party(), challenge())).begin_discoverable(&Setting::binding())
}

/// The JSON of options that could be made.
fn parsed<P>(begun: Result<(String, P), ConfigurationError>) -> Json {
    serde_json::from_str(&begun.unwrap().0).unwrap()
}

/// The extensions of creation options.
fn created_with(extensions: CreationExtensions) -> Json {
    parsed(create(|options| options.extensions(extensions)))["extensions"].clone()
}

/// The extensions of request options with these credentials.
fn requested_with(records: &[CredentialRecord], extensions: RequestExtensions) -> Json {
    parsed(identify(records, |options| options.extensions(extensions)))["extensions"].clone()
}

#[test]
fn accepts_creation_options_with_the_defaults_of_a_passkey_site() {
    assert_eq!(
        parsed(create(|options| options)),
        json!({
            "rp": { "id": "example.org", "name": "Example" },
            "user": {
                "id": base64url::encode(HANDLE),
                "name": "alice@example.org",
                "displayName": "Alice",
            },
            "challenge": base64url::encode(CHALLENGE),
            "pubKeyCredParams": [
                { "type": "public-key", "alg": -8 },
                { "type": "public-key", "alg": -7 },
                { "type": "public-key", "alg": -257 },
            ],
            "timeout": 300_000,
            "excludeCredentials": [],
            "authenticatorSelection": {
                "residentKey": "required",
                "requireResidentKey": true,
                "userVerification": "required",
            },
            "hints": [],
            "attestation": "none",
            "attestationFormats": [],
        })
    );
}

#[test]
fn accepts_creation_options_with_everything_said() {
    let known = [record(ID, &["internal", "hybrid", "something-new"]), record(b"another", &[])];
    let options = parsed(create(|options| {
        options
            .algorithms(&[Algorithm::MlDsa44, Algorithm::Esp256])
            .timeout_seconds(600)
            .exclude(&known)
            .attachment(Attachment::CrossPlatform)
            .resident_key(ResidentKey::Preferred)
            .user_verification(UserVerification::Discouraged)
            .hints(&[Hint::SecurityKey, Hint::ClientDevice, Hint::Hybrid])
            .attestation(AttestationConveyance::Enterprise, &[Format::Packed, Format::None])
            .extensions(CreationExtensions::new().cred_props())
    }));
    assert_eq!(
        options,
        json!({
            "rp": { "id": "example.org", "name": "Example" },
            "user": {
                "id": base64url::encode(HANDLE),
                "name": "alice@example.org",
                "displayName": "Alice",
            },
            "challenge": base64url::encode(CHALLENGE),
            "pubKeyCredParams": [
                { "type": "public-key", "alg": -48 },
                { "type": "public-key", "alg": -9 },
            ],
            "timeout": 600_000,
            "excludeCredentials": [
                { "type": "public-key", "id": ID_TEXT, "transports": ["internal", "hybrid", "something-new"] },
                { "type": "public-key", "id": base64url::encode(b"another"), "transports": [] },
            ],
            "authenticatorSelection": {
                "authenticatorAttachment": "cross-platform",
                "residentKey": "preferred",
                "requireResidentKey": false,
                "userVerification": "discouraged",
            },
            "hints": ["security-key", "client-device", "hybrid"],
            "attestation": "enterprise",
            "attestationFormats": ["packed", "none"],
            "extensions": { "credProps": true },
        })
    );
}

#[test]
fn accepts_every_choice_under_its_name() {
    for (resident_key, name, required) in [
        (ResidentKey::Required, "required", true),
        (ResidentKey::Preferred, "preferred", false),
        (ResidentKey::Discouraged, "discouraged", false),
    ] {
        let selection = parsed(create(|options| options.resident_key(resident_key)));
        let selection = &selection["authenticatorSelection"];
        assert_eq!(selection["residentKey"], name);
        assert_eq!(selection["requireResidentKey"], required);
    }
    for (user_verification, name) in [
        (UserVerification::Required, "required"),
        (UserVerification::Preferred, "preferred"),
        (UserVerification::Discouraged, "discouraged"),
    ] {
        let created = parsed(create(|options| options.user_verification(user_verification)));
        assert_eq!(created["authenticatorSelection"]["userVerification"], name);
        let requested = parsed(discover(|options| options.user_verification(user_verification)));
        assert_eq!(requested["userVerification"], name);
    }
    for (conveyance, name) in [
        (AttestationConveyance::None, "none"),
        (AttestationConveyance::Indirect, "indirect"),
        (AttestationConveyance::Direct, "direct"),
        (AttestationConveyance::Enterprise, "enterprise"),
    ] {
        assert_eq!(parsed(create(|options| options.attestation(conveyance, &[])))["attestation"], name);
    }
    // Attestation that is demanded is asked for.
    let demanded = parsed(create(|options| options.require_trusted_attestation()));
    assert_eq!(demanded["attestation"], "direct");
    let enterprise = create(|options| {
        options.attestation(AttestationConveyance::Enterprise, &[]).require_trusted_attestation()
    });
    assert_eq!(parsed(enterprise)["attestation"], "enterprise");
    for (attachment, name) in
        [(Attachment::Platform, "platform"), (Attachment::CrossPlatform, "cross-platform")]
    {
        let created = parsed(create(|options| options.attachment(attachment)));
        assert_eq!(created["authenticatorSelection"]["authenticatorAttachment"], name);
    }
    // A conditional creation is `mediation` beside the options, and no member of theirs.
    assert_eq!(parsed(create(|options| options.conditional())), parsed(create(|options| options)));
}

#[test]
fn accepts_request_options_for_an_identified_user() {
    let listed = [record(ID, &["usb", "nfc"]), record(b"another", &[])];
    assert_eq!(
        parsed(identify(&listed, |options| options.hints(&[Hint::SecurityKey]).timeout_seconds(450))),
        json!({
            "rpId": "example.org",
            "challenge": base64url::encode(CHALLENGE),
            "timeout": 450_000,
            "allowCredentials": [
                { "type": "public-key", "id": ID_TEXT, "transports": ["usb", "nfc"] },
                { "type": "public-key", "id": base64url::encode(b"another"), "transports": [] },
            ],
            "userVerification": "required",
            "hints": ["security-key"],
        })
    );
}

#[test]
fn accepts_request_options_for_whoever_it_is() {
    assert_eq!(
        parsed(discover(|options| options)),
        json!({
            "rpId": "example.org",
            "challenge": base64url::encode(CHALLENGE),
            "timeout": 300_000,
            "allowCredentials": [],
            "userVerification": "required",
            "hints": [],
        })
    );
}

#[test]
fn accepts_every_extension_of_a_registration_under_its_name() {
    let input = PrfInput::new(ID).unwrap();
    let both = input.clone().with_second(b"two").unwrap();
    let large_blob = |support| created_with(CreationExtensions::new().large_blob(support));
    for (extensions, expected) in [
        (created_with(CreationExtensions::new()), Json::Null),
        (created_with(CreationExtensions::new().cred_props()), json!({ "credProps": true })),
        (created_with(CreationExtensions::new().prf(None)), json!({ "prf": {} })),
        (
            created_with(CreationExtensions::new().prf(Some(&input))),
            json!({ "prf": { "eval": { "first": ID_TEXT } } }),
        ),
        (
            created_with(CreationExtensions::new().prf(Some(&both))),
            json!({ "prf": { "eval": { "first": ID_TEXT, "second": "dHdv" } } }),
        ),
        (large_blob(LargeBlobSupport::Required), json!({ "largeBlob": { "support": "required" } })),
        (large_blob(LargeBlobSupport::Preferred), json!({ "largeBlob": { "support": "preferred" } })),
        (created_with(CreationExtensions::new().min_pin_length()), json!({ "minPinLength": true })),
        (created_with(CreationExtensions::new().cred_blob(ID).unwrap()), json!({ "credBlob": ID_TEXT })),
        (
            created_with(CreationExtensions::new().app_id_exclude("https://example.org/app.json").unwrap()),
            json!({ "appidExclude": "https://example.org/app.json" }),
        ),
    ] {
        assert_eq!(extensions, expected);
    }
    for (protection, enforcement, policy, enforced) in [
        (
            CredentialProtection::UserVerificationOptional,
            Enforcement::Preferred,
            "userVerificationOptional",
            false,
        ),
        (
            CredentialProtection::UserVerificationOptionalWithCredentialIdList,
            Enforcement::Required,
            "userVerificationOptionalWithCredentialIDList",
            true,
        ),
        (
            CredentialProtection::UserVerificationRequired,
            Enforcement::Required,
            "userVerificationRequired",
            true,
        ),
    ] {
        assert_eq!(
            created_with(CreationExtensions::new().cred_protect(protection, enforcement)),
            json!({ "credentialProtectionPolicy": policy, "enforceCredentialProtectionPolicy": enforced })
        );
    }
}

// §10.1.1.1: U2F credentials are listed by their decoded key handles, as credentials of the one type there is.
#[test]
fn accepts_every_extension_of_an_authentication_under_its_name() {
    let listed = [record(ID, &[])];
    let input = || PrfInput::new(b"one").unwrap();
    for (extensions, expected) in [
        (RequestExtensions::new(), Json::Null),
        (
            RequestExtensions::new().prf(Some(input()), Vec::new()),
            json!({ "prf": { "eval": { "first": "b25l" } } }),
        ),
        (
            RequestExtensions::new().prf(None, vec![(ID.to_vec(), input().with_second(b"two").unwrap())]),
            json!({ "prf": { "evalByCredential": { ID_TEXT: { "first": "b25l", "second": "dHdv" } } } }),
        ),
        (RequestExtensions::new().large_blob_read(), json!({ "largeBlob": { "read": true } })),
        (
            RequestExtensions::new().large_blob_write(ID).unwrap(),
            json!({ "largeBlob": { "write": ID_TEXT } }),
        ),
        (RequestExtensions::new().get_cred_blob(), json!({ "getCredBlob": true })),
        (
            RequestExtensions::new().app_id("https://example.org/app.json").unwrap(),
            json!({ "appid": "https://example.org/app.json" }),
        ),
    ] {
        assert_eq!(requested_with(&listed, extensions), expected);
    }
    let options = parsed(identify(&listed, |options| {
        options.extensions(RequestExtensions::new().app_id("https://example.org").unwrap())
    }));
    assert_eq!(
        options["allowCredentials"],
        json!([{ "type": "public-key", "id": ID_TEXT, "transports": [] }])
    );
}

// §10.1.5.r3
#[test]
fn accepts_the_later_of_reading_and_writing_a_large_blob() {
    let listed = [record(ID, &[])];
    let write_then_read = RequestExtensions::new().large_blob_write(ID).unwrap().large_blob_read();
    assert_eq!(requested_with(&listed, write_then_read), json!({ "largeBlob": { "read": true } }));
    let read_then_write = RequestExtensions::new().large_blob_read().large_blob_write(ID).unwrap();
    assert_eq!(requested_with(&listed, read_then_write), json!({ "largeBlob": { "write": ID_TEXT } }));
}

// §10.1.5.r4
#[test]
fn refuses_to_write_a_large_blob_to_none_or_two_credentials() {
    let write = || RequestExtensions::new().large_blob_write(b"blob").unwrap();
    let refused = Some(ConfigurationError::LargeBlob);
    assert_eq!(discover(|options| options.extensions(write())).err(), refused);
    assert_eq!(identify(&records(2), |options| options.extensions(write())).err(), refused);
    assert!(identify(&records(1), |options| options.extensions(write())).is_ok());
    // Reading needs no list.
    assert!(discover(|options| options.extensions(RequestExtensions::new().large_blob_read())).is_ok());
}

// §10.1.4.r5
#[test]
fn refuses_prf_inputs_for_credentials_that_are_not_listed() {
    let input = || PrfInput::new(b"one").unwrap();
    let listed = [record(ID, &[])];
    let refused = Some(ConfigurationError::PrfCredentials);
    for ids in [vec![b"foreign".to_vec()], vec![Vec::new()], vec![ID.to_vec(), b"foreign".to_vec()]] {
        let by_credential: Vec<_> = ids.into_iter().map(|id| (id, input())).collect();
        let extensions = || RequestExtensions::new().prf(None, by_credential.clone());
        assert_eq!(identify(&listed, |options| options.extensions(extensions())).err(), refused);
    }
    let known = || RequestExtensions::new().prf(None, vec![(ID.to_vec(), input())]);
    assert_eq!(discover(|options| options.extensions(known())).err(), refused);
    assert!(identify(&listed, |options| options.extensions(known())).is_ok());
}

#[test]
fn refuses_extension_inputs_out_of_bounds() {
    assert_eq!(MAX_EXTENSION_INPUT_BYTES, 16_384);
    let long = vec![7; MAX_EXTENSION_INPUT_BYTES + 1];
    let refused = Some(ConfigurationError::ExtensionInput);
    assert_eq!(PrfInput::new(&long).err(), refused);
    assert_eq!(PrfInput::new(b"one").unwrap().with_second(&long).err(), refused);
    assert!(PrfInput::new(&long[1..]).is_ok());
    assert_eq!(RequestExtensions::new().large_blob_write(&long).err(), refused);
    assert!(RequestExtensions::new().large_blob_write(&long[1..]).is_ok());
    assert_eq!(CreationExtensions::new().cred_blob(&[7; 33]).err(), refused);
    assert!(CreationExtensions::new().cred_blob(&[7; 32]).is_ok());
    let long = format!("https://example.org/{}", "a".repeat(500));
    for app_id in [
        "",
        "https://",
        "http://example.org",
        "example.org",
        "HTTPS://example.org",
        "https://example.org/a b",
        "https://bücher.example",
        "https://example.org\n",
        &long,
    ] {
        let refused = Some(ConfigurationError::AppId);
        assert_eq!(RequestExtensions::new().app_id(app_id).err(), refused, "{app_id}");
        assert_eq!(CreationExtensions::new().app_id_exclude(app_id).err(), refused, "{app_id}");
    }
}

// §7.1.1, §7.2.1
// attack: cer-short-challenge
#[test]
fn refuses_challenges_that_are_short_or_long() {
    let refused = Some(ConfigurationError::ChallengeLength);
    for length in [0, 1, MIN_CHALLENGE_BYTES - 1, MAX_CHALLENGE_BYTES + 1] {
        assert_eq!(Challenge::new(&vec![7; length]).err(), refused, "{length}");
    }
    for length in [MIN_CHALLENGE_BYTES, 32, MAX_CHALLENGE_BYTES] {
        let bytes = vec![0xfb; length];
        assert_eq!(Challenge::new(&bytes).unwrap().as_base64url(), base64url::encode(&bytes));
    }
    assert_eq!((MIN_CHALLENGE_BYTES, MAX_CHALLENGE_BYTES), (16, 128));
}

// attack: cer-user-handle-form
#[test]
fn refuses_user_handles_that_are_empty_or_long() {
    for length in [0, 65] {
        let refused = UserHandle::new(&vec![7; length]).err();
        assert_eq!(refused, Some(ConfigurationError::UserHandleLength), "{length}");
    }
    for handle in [&[0][..], &[0xff; 64]] {
        assert_eq!(UserHandle::new(handle).unwrap().as_bytes(), handle);
    }
}

#[test]
fn refuses_names_that_are_empty_or_long() {
    let relying_party = relying_party();
    let begin = |name: &str, display_name: &str| {
        let user = User { handle: handle(), name, display_name };
        CreationOptions::new(&relying_party, user, challenge()).begin(&Setting::binding()).err()
    };
    let longest = "n".repeat(MAX_NAME_BYTES);
    let long = longest.clone() + "n";
    let refused = Some(ConfigurationError::NameLength);
    assert_eq!(begin("", "Alice"), refused);
    assert_eq!(begin(&long, "Alice"), refused);
    assert_eq!(begin("alice", &long), refused);
    assert_eq!(begin(&longest, &longest), None);
    // §5.4.3 recommends an empty display name where there is none.
    assert_eq!(begin("alice", ""), None);
}

// §7.1.1
#[test]
fn refuses_lists_of_algorithms_that_are_empty_or_repeat_one() {
    let begin = |algorithms: &[Algorithm]| create(|options| options.algorithms(algorithms)).err();
    assert_eq!(begin(&[]), Some(ConfigurationError::Algorithms));
    assert_eq!(
        begin(&[Algorithm::Es256, Algorithm::EdDsa, Algorithm::Es256]),
        Some(ConfigurationError::Algorithms)
    );
    // The two numbers for ECDSA on P-256 are two algorithms.
    assert_eq!(begin(&[Algorithm::Es256, Algorithm::Esp256]), None);
}

#[test]
fn refuses_to_offer_sha_1_without_the_policy_that_accepts_it() {
    let offered = [Algorithm::Es256, Algorithm::Rs1];
    assert_eq!(
        create(|options| options.algorithms(&offered)).err(),
        Some(ConfigurationError::Rs1NotAccepted)
    );
    let accepted = create(|options| options.algorithms(&offered).rs1_credentials(Rs1Credentials::AcceptSha1));
    assert_eq!(parsed(accepted)["pubKeyCredParams"][1]["alg"], -65535);
}

#[test]
fn refuses_timeouts_out_of_the_recommended_range() {
    let refused = Some(ConfigurationError::Timeout);
    for seconds in [0, 60, 299, 601, u32::MAX] {
        assert_eq!(create(|options| options.timeout_seconds(seconds)).err(), refused, "{seconds}");
        assert_eq!(discover(|options| options.timeout_seconds(seconds)).err(), refused, "{seconds}");
        assert_eq!(identify(&records(1), |options| options.timeout_seconds(seconds)).err(), refused);
    }
    for seconds in [300, 301, 600] {
        let (_, pending) = discover(|options| options.timeout_seconds(seconds)).unwrap();
        assert_eq!(pending.expires(), UnixTime::from_seconds(NOW).plus_seconds(seconds.into()));
        let (_, pending) = create(|options| options.timeout_seconds(seconds)).unwrap();
        assert_eq!(pending.expires(), UnixTime::from_seconds(NOW).plus_seconds(seconds.into()));
    }
}

#[test]
fn refuses_more_credentials_than_the_bound() {
    let (full, too_many) = (records(MAX_LISTED_CREDENTIALS), records(MAX_LISTED_CREDENTIALS + 1));
    let refused = Some(ConfigurationError::TooManyCredentials);
    assert_eq!(create(|options| options.exclude(&too_many)).err(), refused);
    assert_eq!(identify(&too_many, |options| options).err(), refused);
    assert_eq!(parsed(identify(&full, |options| options))["allowCredentials"].as_array().unwrap().len(), 64);
    let created = parsed(create(|options| options.exclude(&full)));
    assert_eq!(created["excludeCredentials"].as_array().unwrap().len(), 64);
}

// §10.1.1.1: credentials of U2F are not discoverable.
#[test]
fn refuses_an_app_id_where_no_credentials_are_listed() {
    let app_id = || RequestExtensions::new().app_id("https://example.org").unwrap();
    let refused = Some(ConfigurationError::AppId);
    assert_eq!(discover(|options| options.extensions(app_id())).err(), refused);
    assert!(identify(&records(1), |options| options.extensions(app_id())).is_ok());
}

// attack: cer-no-credentials-user
#[test]
fn refuses_an_identified_ceremony_without_credentials() {
    assert_eq!(identify(&[], |options| options).err(), Some(ConfigurationError::NoCredentials));
}

#[test]
fn refuses_to_list_credentials_of_another_user() {
    let foreign = record_of(b"bob", b"foreign", &[]);
    let refused = Some(ConfigurationError::ForeignCredential);
    let listed = [record(ID, &[]), foreign];
    assert_eq!(identify(&listed, |options| options).err(), refused);
    assert_eq!(create(|options| options.exclude(&listed)).err(), refused);
}

#[test]
fn refuses_empty_sessions_and_purposes_that_are_empty_or_long() {
    let longest = "p".repeat(MAX_BINDING_BYTES);
    let begin = |session: &[u8], purpose: &str| {
        let binding = Binding { session, purpose, now: UnixTime::from_seconds(NOW) };
        let relying_party = relying_party();
        let created = CreationOptions::new(&relying_party, user(), challenge()).begin(&binding).err();
        let discovered = RequestOptions::new(&relying_party, challenge()).begin_discoverable(&binding).err();
        assert_eq!(created, discovered);
        created
    };
    let refused = Some(ConfigurationError::BindingLength);
    assert_eq!(begin(b"", PURPOSE), refused);
    assert_eq!(begin(SESSION, ""), refused);
    assert_eq!(begin(SESSION, &(longest.clone() + "p")), refused);
    // A session may be long: its hash is what is stored.
    assert_eq!(begin(&[7; 4096], &longest), None);
}

#[test]
fn accepts_what_is_remembered_of_a_ceremony() {
    let (_, registration) = create(|options| options).unwrap();
    assert_eq!(registration.user_handle(), &handle());
    let (_, identified) = identify(&records(1), |options| options).unwrap();
    assert_eq!(identified.user_handle(), &handle());
    assert_eq!(identified.expires(), UnixTime::from_seconds(NOW).plus_seconds(300));
}

// §10.1.4: SHA-256 over a fixed text, a zero byte and the input.
#[test]
fn accepts_the_salt_of_an_input() {
    use countersign::Crypto as _;

    let mut message = b"WebAuthn PRF".to_vec();
    message.push(0);
    message.extend_from_slice(b"an input");
    assert_eq!(prf_salt(b"an input", &RUST_CRYPTO), RUST_CRYPTO.sha256(&[&message]));
}

#[test]
fn refuses_in_words_that_name_the_rule() {
    for (error, word) in [
        (ConfigurationError::RpId, "RP ID"),
        (ConfigurationError::WebOrigin, "https://host"),
        (ConfigurationError::AppOrigin, "android:apk-key-hash:"),
        (ConfigurationError::OriginOutsideRpId, "related"),
        (ConfigurationError::NoOrigin, "at least one origin"),
        (ConfigurationError::TooManyOrigins, "origins"),
        (ConfigurationError::TopOrigins, "cross-origin"),
        (ConfigurationError::ChallengeLength, "16 to 128"),
        (ConfigurationError::UserHandleLength, "1 to 64"),
        (ConfigurationError::BindingLength, "128"),
        (ConfigurationError::Algorithms, "algorithms"),
        (ConfigurationError::Rs1NotAccepted, "RS1"),
        (ConfigurationError::Timeout, "300"),
        (ConfigurationError::TooManyCredentials, "credentials"),
        (ConfigurationError::NoCredentials, "no credentials"),
        (ConfigurationError::ForeignCredential, "another user"),
        (ConfigurationError::UnknownOrigin, "origin"),
        (ConfigurationError::PrfCredentials, "prf"),
        (ConfigurationError::LargeBlob, "largeBlob"),
        (ConfigurationError::AppId, "https"),
        (ConfigurationError::NameLength, "256"),
        (ConfigurationError::ExtensionInput, "extension"),
        (ConfigurationError::DecoySecret, "32 to 64 bytes"),
        (ConfigurationError::AndroidApp, "org.example.app"),
        (ConfigurationError::Fingerprint, "colons"),
        (ConfigurationError::AppleApp, "A1B2C3D4E5.org.example.app"),
        (ConfigurationError::TooManyApps, "applications"),
        (ConfigurationError::PasskeyEndpoint, "https URL"),
        (ConfigurationError::Randomness, "randomness"),
    ] {
        let text = error.to_string();
        assert!(text.contains(word) && !text.contains('\n'), "{text}");
    }
}

// attack: cer-short-challenge
#[cfg(feature = "getrandom")]
#[test]
fn accepts_challenges_and_handles_of_the_system() {
    use countersign::DEFAULT_CHALLENGE_BYTES;

    let texts: Vec<_> = (0..64).map(|_| Challenge::random().unwrap().as_base64url().to_owned()).collect();
    for (index, text) in texts.iter().enumerate() {
        let bytes = base64url::decode(text, countersign_wire::Field::Challenge, 64).unwrap();
        assert_eq!(bytes.len(), DEFAULT_CHALLENGE_BYTES);
        assert!(!texts[..index].contains(text), "the same challenge twice");
    }
    assert_eq!(DEFAULT_CHALLENGE_BYTES, 32);
    let (one, two) = (UserHandle::random().unwrap(), UserHandle::random().unwrap());
    assert_eq!((one.as_bytes().len(), two.as_bytes().len()), (64, 64));
    assert_ne!(one, two);
}
