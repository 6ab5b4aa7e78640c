//! The virtual client before the library: options out of one, answers out of the other, nothing in between.

use std::rc::Rc;

use countersign::{
    Aaguid, AttestationConveyance, Authentication, AuthenticationFacts, AuthenticationResponse,
    BackupEligibility, Challenge, CreationExtensions, CreationOptions, CredBlob, CredentialProtection,
    CredentialRecord, CrossOrigin, Enforcement, Format, HmacSecret, IdStatus, ImportedCredential,
    LargeBlobSupport, Lookup, Output, PendingDiscoverable, PendingIdentified, PendingRegistration, PrfInput,
    RUST_CRYPTO, Registration, RegistrationFacts, RegistrationResponse, RelyingParty, RelyingPartyBuilder,
    RequestExtensions, RequestOptions, ResidentKey, Trust, TrustAnchors, TrustPolicy, User, UserHandle,
    UserVerification,
};
use countersign_authenticator::{
    Algorithm as Signs, Attestation, Client, ClientError, Credential, Lie, Occasion, RegistrationCeremony,
};
use serde_json::Value;

use crate::support::{HANDLE, ORIGIN, PURPOSE, RP_ID, SESSION, Setting, authenticator, path, root};

/// A site with one account, and the client that visits it. It stores what results ask to be stored, so that the results
/// themselves are there to be looked at or not.
struct Visit {
    site: RelyingParty,
    client: Client,
    records: Vec<CredentialRecord>,
    creation: fn(CreationOptions<'_>) -> CreationOptions<'_>,
    request: fn(RequestOptions<'_>) -> RequestOptions<'_>,
    trust: Option<(TrustPolicy, TrustAnchors)>,
    challenges: u8,
}

impl Visit {
    fn new(client: Client) -> Self {
        Self::at(client, Ok)
    }

    /// At a site that is configured so.
    fn at(
        client: Client,
        change: fn(RelyingPartyBuilder) -> Result<RelyingPartyBuilder, countersign::ConfigurationError>,
    ) -> Self {
        let site = RelyingParty::builder(RP_ID, "Example").unwrap().origin(ORIGIN).unwrap();
        Self {
            site: change(site).unwrap().build(&RUST_CRYPTO).unwrap(),
            client,
            records: Vec::new(),
            creation: |options| options,
            request: |options| options,
            trust: None,
            challenges: 0,
        }
    }

    fn creation(self, creation: fn(CreationOptions<'_>) -> CreationOptions<'_>) -> Self {
        Self { creation, ..self }
    }

    fn request(self, request: fn(RequestOptions<'_>) -> RequestOptions<'_>) -> Self {
        Self { request, ..self }
    }

    /// Asks for attestation, and trusts the authority of the authenticator.
    fn attested(self) -> Self {
        let trust = Some((TrustPolicy::trusted(), TrustAnchors::new().with(root())));
        Self { trust, ..self }.creation(|options| options.attestation(AttestationConveyance::Direct, &[]))
    }

    fn challenge(&mut self) -> Challenge {
        self.challenges = self.challenges.checked_add(1).unwrap();
        Challenge::new(&[self.challenges; 32]).unwrap()
    }

    /// Registers a credential, and keeps its record; else the step that refused it.
    fn register(&mut self) -> Result<Rc<Registration>, String> {
        self.register_by(Client::create).unwrap()
    }

    fn register_by(
        &mut self,
        create: fn(&mut Client, &str) -> Result<RegistrationCeremony, ClientError>,
    ) -> Result<Result<Rc<Registration>, String>, ClientError> {
        let challenge = self.challenge();
        let handle = UserHandle::new(HANDLE).unwrap();
        let user = User { handle, name: "alice", display_name: "Alice" };
        let options = (self.creation)(CreationOptions::new(&self.site, user, challenge));
        let (options, pending) = options.exclude(&self.records).begin(&Setting::binding()).unwrap();
        let made = create(&mut self.client, &options)?;
        let Ok(response) = RegistrationResponse::from_json(made.json()) else {
            return Ok(Err("c.response".to_owned()));
        };
        let assessed = |(policy, anchors)| Trust::Assessed { policy, anchors };
        let facts = RegistrationFacts {
            now: Setting::binding().now,
            session: SESSION,
            purpose: PURPOSE,
            credential_id: IdStatus::New,
            trust: self
                .trust
                .as_ref()
                .map_or(Trust::NotAssessed, |(policy, anchors)| assessed((policy, anchors))),
        };
        let pending = PendingRegistration::from_stored(&pending.into_stored()).unwrap();
        let verified = pending.verify(&self.site, &response, &facts).map_err(|error| path(&error));
        self.records.extend(verified.iter().map(|registration| registration.record().clone()));
        Ok(verified.map(Rc::new))
    }

    /// Signs in whoever the credential names, and brings its record up to date; else the step that refused.
    fn sign_in(&mut self) -> Result<Rc<Authentication>, String> {
        let challenge = self.challenge();
        let options = (self.request)(RequestOptions::new(&self.site, challenge));
        let (options, pending) = options.begin_discoverable(&Setting::binding()).unwrap();
        let pending = PendingDiscoverable::from_stored(&pending.into_stored()).unwrap();
        self.answer(&options, |site, response, facts| pending.verify(site, response, facts))
    }

    /// The same for a user who is known, with one of the credentials of the account.
    fn confirm(&mut self) -> Result<Rc<Authentication>, String> {
        let challenge = self.challenge();
        let options = (self.request)(RequestOptions::new(&self.site, challenge));
        let handle = UserHandle::new(HANDLE).unwrap();
        let (options, pending) =
            options.begin_identified(&handle, &self.records, &Setting::binding()).unwrap();
        let pending = PendingIdentified::from_stored(&pending.into_stored()).unwrap();
        self.answer(&options, |site, response, facts| pending.verify(site, response, facts))
    }

    fn answer(
        &mut self,
        options: &str,
        verify: impl FnOnce(
            &RelyingParty,
            &AuthenticationResponse,
            &AuthenticationFacts<'_>,
        ) -> Result<Authentication, countersign::Error>,
    ) -> Result<Rc<Authentication>, String> {
        let made = self.client.get(options).map_err(|error| error.name().to_owned())?;
        let response = AuthenticationResponse::from_json(made.json()).map_err(|_| "c.response".to_owned())?;
        let place = self.records.iter().position(|record| record.id() == response.credential_id());
        let record = place.map(|place| &self.records[place]);
        let facts = AuthenticationFacts {
            now: Setting::binding().now,
            session: SESSION,
            purpose: PURPOSE,
            record: record.map_or(Lookup::Unknown, Lookup::Found),
        };
        let verified = verify(&self.site, &response, &facts).map_err(|error| path(&error))?;
        let current = verified.update().applied_to(record.unwrap()).unwrap();
        self.records[place.unwrap()] = current;
        Ok(Rc::new(verified))
    }
}

fn client() -> Client {
    Client::new(authenticator(), ORIGIN)
}

/// The step that refused, or the one inside it.
fn inner(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or_default()
}

/// The prf output of an answer's JSON.
fn results(json: &str) -> Value {
    let json: Value = serde_json::from_str(json).unwrap();
    json["clientExtensionResults"]["prf"]["results"].clone()
}

#[test]
fn accepts_a_registration_and_sign_ins_that_count() {
    let mut visit = Visit::new(client());
    let registration = visit.register().unwrap();
    assert_eq!(registration.attestation().format(), Format::None);
    for count in 3..=5 {
        let signed_in = visit.sign_in().unwrap();
        assert_eq!((signed_in.user_handle().as_bytes(), signed_in.update().sign_count()), (HANDLE, count));
    }
    visit.confirm().unwrap();
    assert_eq!(visit.client.credentials().count(), 1);
}

#[test]
fn accepts_every_attestation_that_is_asked_for() {
    for attestation in Attestation::ALL {
        let mut visit = Visit::new(client().attestation(attestation)).attested();
        if matches!(attestation, Attestation::None | Attestation::PackedSelf) {
            visit.trust = None;
        }
        if attestation == Attestation::FidoU2f {
            visit = visit.creation(|options| {
                let options = options.attestation(AttestationConveyance::Direct, &[]);
                let options = options.resident_key(ResidentKey::Discouraged);
                options.user_verification(UserVerification::Preferred)
            });
        }
        visit.register().unwrap_or_else(|path| panic!("{attestation:?} at {path}"));
    }
}

#[test]
fn accepts_the_first_algorithm_that_the_authenticator_can_attest() {
    let mut visit = Visit::new(client().attestation(Attestation::Tpm)).attested();
    // A TPM has no Ed25519, which the site prefers.
    assert_eq!(visit.register().unwrap().algorithm(), countersign::Algorithm::Es256);
    for algorithm in Signs::ALL {
        let options = format!(
            r#"{{"challenge":"AAAA","rp":{{"name":"Example"}},"user":{{"id":"AAAA","name":"alice","displayName":"Alice"}},"pubKeyCredParams":[{{"type":"public-key","alg":{}}}]}}"#,
            algorithm.identifier()
        );
        let made = client().create(&options).unwrap();
        assert_eq!(made.credential().signing_key().algorithm(), algorithm);
    }
}

#[test]
fn refuses_every_lie_once_and_accepts_the_truth_after_it() {
    let occasion = Occasion::Registration(Attestation::PackedBasic);
    let mut told = 0;
    for lie in Lie::ALL {
        if let Some(step) = lie.refused_at(occasion, Signs::EdDsa) {
            let mut visit = Visit::new(client()).attested();
            visit.client.lying(*lie);
            let refused = visit.register().err().unwrap_or_else(|| panic!("{lie:?} is accepted"));
            assert_eq!(inner(&refused), step, "{lie:?}");
            visit.register().unwrap();
            visit.sign_in().unwrap_or_else(|refused| panic!("after {lie:?}: {refused}"));
            told += 1;
        }
        if let Some(step) = lie.refused_at(Occasion::Authentication, Signs::EdDsa) {
            let mut visit = Visit::new(client());
            visit.register().unwrap();
            visit.client.lying(*lie);
            let refused = visit.confirm().err().unwrap_or_else(|| panic!("{lie:?} is accepted"));
            assert_eq!(inner(&refused), step, "{lie:?}");
            visit.confirm().unwrap_or_else(|refused| panic!("after {lie:?}: {refused}"));
            told += 1;
        }
    }
    assert!(told > 200, "{told} lies told");
}

#[test]
fn refuses_to_tell_a_lie_that_would_be_the_truth() {
    // Nobody asked for attestation, the page is not on HTTPS, nothing counts, nobody authenticates.
    let mut visit = Visit::new(client());
    for lie in [Lie::CertificateExpired, Lie::TpmMagic, Lie::UserHandleOther] {
        visit.client.lying(lie);
        assert_eq!(visit.register_by(Client::create).unwrap_err(), ClientError::Lie(lie));
    }
    visit.register().unwrap();
    let mut local = Client::new(authenticator(), "http://localhost:3000");
    let options = creation("");
    assert_eq!(local.lying(Lie::OriginHttp).create(&options).unwrap_err(), ClientError::Lie(Lie::OriginHttp));
    local.create(&options).unwrap();
    let mut synced = Client::new(authenticator(), ORIGIN).synced();
    let id = synced.create(&options).unwrap().id();
    for lie in [Lie::CounterBack, Lie::CounterZero, Lie::BackupEligibilityGained] {
        assert_eq!(synced.lying(lie).get(&request(&id, "{}")).unwrap_err(), ClientError::Lie(lie));
    }
    synced.get(&request(&id, "{}")).unwrap();
}

#[test]
fn accepts_a_new_passkey_in_the_place_of_an_old_one_of_the_account() {
    let mut client = client();
    let discoverable = creation(r#","authenticatorSelection":{"residentKey":"required"}"#);
    client.create(&discoverable).unwrap();
    client.create(&discoverable.replace("AAAAAAAAAAAAAAAAAAAAAA", "AAAAAAAAAAAAAAAAAAAAAQ")).unwrap();
    assert_eq!(client.credentials().count(), 1);
    client.create(&creation("")).unwrap();
    assert_eq!(client.credentials().count(), 2);
}

#[test]
fn accepts_the_truth_after_a_lie() {
    let mut visit = Visit::new(client());
    visit.register().unwrap();
    visit.sign_in().unwrap();
    for (lie, step) in [(Lie::OriginOther, "7.2.12"), (Lie::CounterBack, "7.2.22.b")] {
        visit.client.lying(lie);
        assert_eq!(visit.sign_in().unwrap_err(), step);
        visit.sign_in().unwrap();
    }
}

#[test]
fn refuses_to_register_twice_without_a_user_without_an_algorithm_or_for_another_domain() {
    let mut visit = Visit::new(client());
    visit.register().unwrap();
    assert_eq!(visit.register_by(Client::create).unwrap_err(), ClientError::Excluded);
    let absent = Visit::new(client().without_user()).register_by(Client::create);
    assert_eq!(absent.unwrap_err().name(), "NotAllowedError");
    let unverified = Visit::new(client().without_user_verification()).register_by(Client::create);
    assert_eq!(unverified.unwrap_err().name(), "ConstraintError");
    let elsewhere = Client::new(authenticator(), "https://example.org.evil.example");
    assert_eq!(Visit::new(elsewhere).register_by(Client::create).unwrap_err().name(), "SecurityError");
    let suffix = Client::new(authenticator(), "https://notexample.org");
    assert_eq!(Visit::new(suffix).register_by(Client::create).unwrap_err(), ClientError::RpId);
    let u2f = Visit::new(client().attestation(Attestation::FidoU2f)).attested().creation(|options| {
        let options = options.attestation(AttestationConveyance::Direct, &[]);
        options.algorithms(&[countersign::Algorithm::Rs256])
    });
    assert_eq!({ u2f }.register_by(Client::create).unwrap_err().name(), "NotSupportedError");
}

/// Options of a registration with further members.
fn creation(members: &str) -> String {
    format!(
        r#"{{"challenge":"AAAAAAAAAAAAAAAAAAAAAA","rp":{{"name":"Example"}},"user":{{"id":"AAAA","name":"alice","displayName":"Alice"}},"pubKeyCredParams":[]{members}}}"#
    )
}

/// Options of an authentication with one credential, and extensions.
fn request(id: &str, extensions: &str) -> String {
    format!(
        r#"{{"challenge":"AAAAAAAAAAAAAAAAAAAAAA","allowCredentials":[{{"type":"public-key","id":"{id}"}}],"extensions":{extensions}}}"#
    )
}

#[test]
fn refuses_options_that_are_none_and_names_the_member() {
    let whole = creation("");
    for (from, to, name) in [
        (&*whole, "", ""),
        (&*whole, "[]", ""),
        (r#""AAAAAAAAAAAAAAAAAAAAAA""#, "7", "challenge"),
        ("AAAAAAAAAAAAAAAAAAAAAA", "AA==", "challenge"),
        (r#""rp":{"name":"Example"},"#, "", "rp/name"),
        (r#"{"name":"Example"}"#, r#"{"name":"Example","id":1}"#, "rp.id"),
        (r#""name":"alice","#, "", "user/name"),
        (r#","displayName":"Alice""#, "", "user/displayName"),
        (r#""id":"AAAA""#, r#""id":"""#, "user.id"),
        (r#""id":"AAAA""#, &format!(r#""id":"{}""#, "AAAA".repeat(22)), "user.id"),
        (r#","pubKeyCredParams":[]"#, "", "pubKeyCredParams"),
    ] {
        let options = whole.replacen(from, to, 1);
        assert_ne!(options, whole);
        assert_eq!(client().create(&options).unwrap_err(), ClientError::Options(name), "{options}");
    }
    for (options, name) in [
        ("null", ""),
        ("{}", "challenge"),
        (r#"{"challenge":"AAAA","allowCredentials":{}}"#, "allowCredentials"),
        (r#"{"challenge":"AAAA","allowCredentials":[{"id":7}]}"#, "allowCredentials"),
        (r#"{"challenge":"AAAA","extensions":[]}"#, "extensions"),
    ] {
        assert_eq!(client().get(options).unwrap_err(), ClientError::Options(name), "{options}");
    }
    assert_eq!(client().get(r#"{"challenge":"AAAA"}"#).unwrap_err(), ClientError::NotAllowed);
}

#[test]
fn refuses_pages_rp_ids_and_app_ids_of_other_sites() {
    let at = |origin: &str, rp_id: &str| {
        let options = creation("").replace(r#""rp":{"#, &format!(r#""rp":{{"id":"{rp_id}","#));
        Client::new(authenticator(), origin).create(&options).map(|_| ())
    };
    for (origin, rp_id) in [
        ("https://example.org", "example.org"),
        ("https://www.example.org:8443", "example.org"),
        ("http://localhost:3000", "localhost"),
        ("https://127.0.0.1", "127.0.0.1"),
        ("android:apk-key-hash:AAAA", "example.org"),
    ] {
        assert_eq!(at(origin, rp_id), Ok(()), "{origin} {rp_id}");
    }
    for (origin, rp_id) in [
        ("https://example.org", "org"),
        ("https://example.org", "www.example.org"),
        ("https://example.org", ""),
        ("https://notexample.org", "example.org"),
        ("https://127.0.0.1", "0.1"),
        ("https://example.org.evil.example", "example.org"),
    ] {
        assert_eq!(at(origin, rp_id), Err(ClientError::RpId), "{origin} {rp_id}");
    }
    assert_eq!(at("http://example.org", "example.org"), Err(ClientError::Origin));
    for (app_id, error) in [
        (r#""https://evil.example/u2f""#, ClientError::RpId),
        (r#""http://example.org/u2f""#, ClientError::RpId),
        ("7", ClientError::Options("appidExclude")),
    ] {
        let options = creation(&format!(r#","extensions":{{"appidExclude":{app_id}}}"#));
        assert_eq!(client().create(&options).unwrap_err(), error, "{app_id}");
    }
}

#[test]
fn accepts_words_that_are_not_known_as_if_nothing_was_said() {
    let options = creation(
        r#","attestation":"bogus","authenticatorSelection":{"residentKey":"bogus","userVerification":"bogus"},"extensions":{"credProps":true,"bogus":7}"#,
    );
    let made = client().create(&options).unwrap();
    assert!(made.certificates().is_empty());
    let json: Value = serde_json::from_str(made.json()).unwrap();
    assert_eq!(json["clientExtensionResults"], serde_json::json!({ "credProps": { "rk": false } }));
    assert_eq!(json["authenticatorAttachment"], "cross-platform");
}

#[test]
fn accepts_a_platform_authenticator_where_one_is_wanted_and_no_other() {
    let options = creation(r#","authenticatorSelection":{"authenticatorAttachment":"platform"}"#);
    assert_eq!(client().create(&options).unwrap_err(), ClientError::NotAllowed);
    let made = client().platform().create(&options).unwrap();
    let json: Value = serde_json::from_str(made.json()).unwrap();
    assert_eq!(json["authenticatorAttachment"], "platform");
    assert_eq!(json["response"]["transports"], serde_json::json!(["internal"]));
}

#[test]
fn accepts_a_synced_passkey_that_does_not_count() {
    let mut visit = Visit::new(client().synced());
    let registration = visit.register().unwrap();
    assert!(registration.flags().backup_eligible() && registration.flags().backup_state());
    for _ in 0..2 {
        let signed_in = visit.sign_in().unwrap();
        assert!(signed_in.flags().backup_state() && signed_in.update().sign_count() == 0);
    }
}

#[test]
fn accepts_a_conditional_creation_without_a_user() {
    let mut visit = Visit::new(client().without_user())
        .creation(|options| options.conditional().user_verification(UserVerification::Preferred));
    let registration = visit.register_by(Client::create_conditionally).unwrap().unwrap();
    assert!(!registration.flags().user_present() && !registration.flags().user_verified());
    assert_eq!(visit.sign_in().unwrap_err(), "NotAllowedError");
}

#[test]
fn accepts_a_user_who_is_not_verified_where_none_has_to_be() {
    let mut visit = Visit::new(client().without_user_verification())
        .creation(|options| options.user_verification(UserVerification::Preferred))
        .request(|options| options.user_verification(UserVerification::Discouraged));
    assert!(!visit.register().unwrap().flags().user_verified());
    assert!(!visit.sign_in().unwrap().flags().user_verified());
    let visit = visit.request(|options| options);
    assert_eq!({ visit }.sign_in().unwrap_err(), "NotAllowedError");
}

#[test]
fn accepts_a_frame_of_a_page_that_may_embed_and_refuses_another() {
    let embedded = |top_origin: &str| {
        Visit::at(client().in_frame_of(top_origin), |site| {
            site.cross_origin(CrossOrigin::Allowed).top_origin("https://shop.example")
        })
    };
    let mut visit = embedded("https://shop.example");
    visit.register().unwrap();
    visit.sign_in().unwrap();
    assert_eq!(embedded("https://evil.example").register().unwrap_err(), "7.1.11.2");
}

#[test]
fn accepts_an_application() {
    const APPLICATION: &str = "android:apk-key-hash:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";
    let of_application = Client::new(authenticator(), APPLICATION);
    let mut visit = Visit::at(of_application, |site| site.app_origin(APPLICATION));
    visit.register().unwrap();
    visit.sign_in().unwrap();
    let of_application = Client::new(authenticator(), APPLICATION);
    assert_eq!(Visit::new(of_application).register().unwrap_err(), "7.1.9");
}

#[test]
fn accepts_enterprise_attestation_where_it_is_asked_for() {
    let mut visit = Visit::new(client().serial_number(b"17")).attested();
    assert!(visit.register().unwrap().attestation().is_trusted());
    let mut visit = Visit::new(client().serial_number(b"17"))
        .attested()
        .creation(|options| options.attestation(AttestationConveyance::Enterprise, &[]));
    let registration = visit.register().unwrap();
    let leaf = registration.attestation().trust_path().first().unwrap().clone();
    let leaf = countersign_x509::Certificate::parse(&leaf).unwrap();
    assert!(leaf.enterprise_serial_number().unwrap().is_some());
    let model = registration.attestation().vouched_aaguid().unwrap().aaguid();
    assert_eq!(model, Aaguid::new(*authenticator().aaguid()));
}

#[test]
fn refuses_a_credential_that_is_not_discoverable_where_nobody_is_known() {
    let mut visit = Visit::new(client()).creation(|options| options.resident_key(ResidentKey::Discouraged));
    visit.register().unwrap();
    assert_eq!(visit.sign_in().unwrap_err(), "NotAllowedError");
    visit.confirm().unwrap();
    let id = visit.records[0].id().to_vec();
    visit.client.forget(&id);
    assert_eq!(visit.confirm().unwrap_err(), "NotAllowedError");
}

#[test]
fn accepts_extensions_of_a_registration() {
    let mut visit = Visit::new(client()).creation(|options| {
        let first = PrfInput::new(b"first").unwrap();
        let extensions = CreationExtensions::new()
            .cred_props()
            .prf(Some(&first))
            .large_blob(LargeBlobSupport::Required)
            .cred_protect(CredentialProtection::UserVerificationRequired, Enforcement::Required)
            .min_pin_length()
            .cred_blob(b"a blob")
            .unwrap()
            .app_id_exclude("https://example.org/u2f")
            .unwrap();
        options.extensions(extensions)
    });
    let registration = visit.register().unwrap();
    let client = registration.extensions().client();
    assert!(matches!(client.cred_props(), Output::Value(output) if output.resident_key() == Some(true)));
    assert!(matches!(client.prf(), Output::Value(output) if output.has_results()));
    assert!(matches!(client.large_blob(), Output::Value(output) if output.supported() == Some(true)));
    assert!(matches!(client.appid_exclude(), Output::Value(true)));
    let signed = registration.extensions().authenticator().unwrap();
    let protection = CredentialProtection::UserVerificationRequired;
    assert_eq!(signed.cred_protect(), Ok(Some(protection)));
    assert_eq!(signed.min_pin_length(), Ok(Some(4)));
    assert_eq!(signed.cred_blob(), Ok(Some(CredBlob::Stored(true))));
    assert_eq!(signed.hmac_secret(), Ok(Some(HmacSecret::Enabled(true))));
    assert_eq!(registration.notes(), []);

    // What is protected so is not used for a user who is not verified.
    visit.client = visit.client.without_user_verification();
    let visit = visit.request(|options| options.user_verification(UserVerification::Discouraged));
    assert_eq!({ visit }.confirm().unwrap_err(), "NotAllowedError");
}

#[test]
fn accepts_extensions_of_an_authentication() {
    let mut visit = Visit::new(client()).creation(|options| {
        let extensions = CreationExtensions::new().prf(None).large_blob(LargeBlobSupport::Preferred);
        options.extensions(extensions.cred_blob(b"a blob").unwrap())
    });
    visit.register().unwrap();
    visit = visit.request(|options| {
        options.extensions(RequestExtensions::new().large_blob_write(b"a large one").unwrap())
    });
    let written = visit.confirm().unwrap();
    assert!(
        matches!(written.extensions().client().large_blob(), Output::Value(blob) if blob.written() == Some(true))
    );
    visit = visit.request(|options| {
        let input = PrfInput::new(b"first").unwrap().with_second(b"second").unwrap();
        let extensions = RequestExtensions::new().prf(Some(input), Vec::new());
        options.extensions(extensions.large_blob_read().get_cred_blob())
    });
    let read = visit.sign_in().unwrap();
    assert!(matches!(read.extensions().client().large_blob(), Output::Value(blob) if blob.has_blob()));
    assert!(matches!(read.extensions().client().prf(), Output::Value(output) if output.has_results()));
    let signed = read.extensions().authenticator().unwrap();
    assert_eq!(signed.cred_blob(), Ok(Some(CredBlob::Blob(b"a blob"))));
}

#[test]
fn accepts_the_same_results_of_prf_for_the_same_input_and_others_for_others() {
    let mut client = client();
    let create = |input: &str| {
        format!(
            r#"{{"challenge":"AAAA","rp":{{"name":"Example"}},"user":{{"id":"AAAA","name":"alice","displayName":"Alice"}},"pubKeyCredParams":[],"extensions":{{"prf":{{"eval":{{"first":"{input}"}}}}}}}}"#
        )
    };
    let made = client.create(&create("AAAA")).unwrap();
    let id = made.id();
    let get = |eval: &str| {
        format!(
            r#"{{"challenge":"AAAA","allowCredentials":[{{"type":"public-key","id":"{id}"}}],"extensions":{{"prf":{eval}}}}}"#
        )
    };
    let by_id = format!(
        r#"{{"evalByCredential":{{"{id}":{{"first":"AAAA","second":"BBBB"}}}},"eval":{{"first":"CCCC"}}}}"#
    );
    let own = results(client.get(&get(&by_id)).unwrap().json());
    assert_eq!(own["first"], results(made.json())["first"]);
    assert_ne!(own["first"], own["second"]);
    let other = results(client.get(&get(r#"{"eval":{"first":"BBBB"}}"#)).unwrap().json());
    assert_eq!((&other["first"], other["second"].is_null()), (&own["second"], true));
}

#[test]
fn refuses_extension_inputs_that_are_none_or_of_the_other_ceremony() {
    let mut client = client();
    for (extensions, error) in [
        (
            r#"{"credentialProtectionPolicy":"any"}"#,
            ClientError::Options("extensions.credentialProtectionPolicy"),
        ),
        (r#"{"credBlob":7}"#, ClientError::Options("extensions.credBlob")),
        (r#"{"prf":7}"#, ClientError::Options("prf")),
        (r#"{"prf":{"eval":{}}}"#, ClientError::Options("extensions.prf")),
        (r#"{"prf":{"evalByCredential":{}}}"#, ClientError::NotSupported("extensions.prf.evalByCredential")),
        (r#"{"largeBlob":{"read":true}}"#, ClientError::NotSupported("extensions.largeBlob")),
        (r#"{"appid":"https://example.org"}"#, ClientError::NotSupported("appid")),
    ] {
        let options = creation(&format!(r#","extensions":{extensions}"#));
        assert_eq!(client.create(&options).unwrap_err(), error, "{extensions}");
    }
    let made = client.create(&creation(r#","extensions":{"uvm":true}"#)).unwrap();
    let json: Value = serde_json::from_str(made.json()).unwrap();
    assert_eq!(json["clientExtensionResults"]["uvm"], serde_json::json!([[4, 2, 2]]));
    let id = made.id();
    for (extensions, error) in [
        (r#"{"largeBlob":{"read":true,"write":"AAAA"}}"#, ClientError::NotSupported("extensions.largeBlob")),
        (r#"{"largeBlob":{"support":"required"}}"#, ClientError::NotSupported("extensions.largeBlob")),
        (r#"{"largeBlob":{"write":7}}"#, ClientError::Options("extensions.largeBlob")),
        (r#"{"largeBlob":7}"#, ClientError::Options("largeBlob")),
        (r#"{"appid":7}"#, ClientError::Options("appid")),
        (r#"{"appid":"https://evil.example"}"#, ClientError::RpId),
        (r#"{"appidExclude":"https://example.org"}"#, ClientError::NotSupported("appidExclude")),
    ] {
        assert_eq!(client.get(&request(&id, extensions)).unwrap_err(), error, "{extensions}");
    }
    // Nothing is asked for; and the credential has no blob to write to.
    for (extensions, output) in [
        (r#"{"largeBlob":{}}"#, r#"{"largeBlob":{}}"#),
        (r#"{"largeBlob":{"read":false}}"#, r#"{"largeBlob":{}}"#),
        (r#"{"largeBlob":{"write":"AAAA"}}"#, r#"{"largeBlob":{"written":false}}"#),
    ] {
        let json: Value =
            serde_json::from_str(client.get(&request(&id, extensions)).unwrap().json()).unwrap();
        assert_eq!(json["clientExtensionResults"], serde_json::from_str::<Value>(output).unwrap());
    }
}

#[test]
fn refuses_what_a_security_key_of_u2f_has_not() {
    let u2f = |members: &str| client().attestation(Attestation::FidoU2f).create(&creation(members));
    let verification = u2f(r#","authenticatorSelection":{"userVerification":"required"}"#);
    assert_eq!(verification.unwrap_err(), ClientError::Constraint("user verification"));
    let resident = u2f(r#","authenticatorSelection":{"residentKey":"required"}"#);
    assert_eq!(resident.unwrap_err(), ClientError::Constraint("a discoverable credential"));
    let made = u2f(r#","extensions":{"credProps":true}"#).unwrap();
    assert!(made.json().contains(r#""rk":false"#));
    // Nobody is asked where a credential is created in passing.
    let conditional = creation(r#","authenticatorSelection":{"userVerification":"required"}"#);
    let refused = client().create_conditionally(&conditional).unwrap_err();
    assert_eq!(refused.name(), "ConstraintError");
}

#[test]
fn accepts_a_u2f_credential_under_its_app_id() {
    const APP_ID: &str = "https://example.org/u2f";
    let mut visit = Visit::new(client()).request(|options| {
        let options = options.user_verification(UserVerification::Discouraged);
        options.extensions(RequestExtensions::new().app_id(APP_ID).unwrap())
    });
    let credential: Credential = visit.client.enroll_u2f(APP_ID);
    let imported = ImportedCredential {
        id: credential.id(),
        public_key: credential.public_key(),
        sign_count: credential.sign_count(),
        user_verification_initialized: false,
        transports: &[],
        backup_eligibility: BackupEligibility::NotEligible,
        backup_state: false,
        user_handle: UserHandle::new(HANDLE).unwrap(),
    };
    visit.records.push(CredentialRecord::import(&imported).unwrap());
    let confirmed = visit.confirm().unwrap();
    assert!(matches!(confirmed.extensions().client().appid(), Output::Value(true)));
    // A key of U2F verifies nobody, and nobody asked for the AppID.
    let mut visit =
        visit.request(|options| options.extensions(RequestExtensions::new().app_id(APP_ID).unwrap()));
    assert_eq!(visit.confirm().unwrap_err(), "NotAllowedError");
    let mut visit = visit.request(|options| options.user_verification(UserVerification::Discouraged));
    assert_eq!(visit.confirm().unwrap_err(), "NotAllowedError");
    // It is excluded by its AppID.
    let mut visit = visit
        .creation(|options| options.extensions(CreationExtensions::new().app_id_exclude(APP_ID).unwrap()));
    assert_eq!(visit.register_by(Client::create).unwrap_err(), ClientError::Excluded);
}
