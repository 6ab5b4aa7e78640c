//! Metadata of authenticators: whom it lets in, what it shows, and how long it counts.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use countersign_authenticator::{Attestation, Authenticator, Client, TestAuthority};
use countersign_server::{
    DemandError, MetadataError, MetadataLinesError, RelyingParties, RelyingPartiesError,
};
use serde_json::{Value, json};
use sqlx::Connection as _;

use crate::databases::{Fresh, on_each_database};
use crate::metadata_service::{Model, Protocol, Service};
use crate::support::{BEGIN, Log, Page, Server, Setting, answer, is};

on_each_database! {
    ()
    accepts_a_model_with_a_trusted_path_and_shows_what_is_known_of_it
    accepts_what_nobody_vouches_for_where_trust_is_optional_and_shows_nothing
    refuses_what_nobody_vouches_for_where_trust_is_required
    refuses_models_by_the_status_and_the_level_that_the_lines_demand
    accepts_a_new_file_and_shows_what_was_said_since
    refuses_a_bad_file_and_keeps_the_last_good_one
    refuses_to_start_without_a_file_or_with_bad_roots
    accepts_sign_ins_after_a_start_on_a_file_that_is_refused
    accepts_a_file_again_whose_refusal_may_have_passed
    accepts_a_file_with_a_line_end
    refuses_what_was_begun_before_trust_was_required
    refuses_another_passkey_that_nobody_vouches_for_where_trust_is_required
    accepts_older_metadata_than_another_machine_and_says_so
    refuses_an_older_blob_also_after_a_restart
    accepts_an_older_blob_where_the_operator_forgot_the_number
    refuses_metadata_of_another_service_without_forgetting_this_one
    accepts_a_u2f_key_by_the_key_that_vouches_for_it
    accepts_a_compound_attestation_by_its_parts
    refuses_a_signer_for_another_host_and_one_that_is_revoked
    accepts_a_blob_again_whose_signer_has_expired_since
    refuses_to_trust_metadata_that_is_too_old
}

/// A day after the tests begin.
const TOMORROW: &str = "2027-01-16";
const REQUIRED: &str = "trusted-attestation = \"required\"";
const DAY: i64 = 86_400;

async fn start(fresh: &Fresh, service: &Service, of_party: &str) -> Server {
    let parties = service.lines_with_file(of_party);
    Server::start(&fresh.address, &Setting { parties, ..Setting::default() }).await
}

async fn fail_to_start(fresh: &Fresh, service: &Service) -> MetadataError {
    let parties = service.lines_with_file(REQUIRED);
    let started = Server::try_start(&fresh.address, &Setting { parties, ..Setting::default() }).await;
    started.err().unwrap()
}

/// Starts on a file that is refused: with a line in the log, and without metadata.
async fn start_refused(fresh: &Fresh, service: &Service, said: &str) -> Server {
    Log.listen();
    let server = start(fresh, service, REQUIRED).await;
    let log = server.log.take();
    assert!(log.contains("no metadata was accepted") && log.contains(said), "{said}: {log}");
    let text = server.metrics().await;
    assert!(text.contains("countersign_metadata_usable 0"), "{text}");
    let reply = server.page().await.post("/api/sign-up/options", json!({ "name": "somebody" })).await;
    assert_eq!(reply.error(), is(503, "unavailable"));
    server
}

/// What is shown of the model of the only passkey of somebody who signs up with an authenticator.
async fn shown(server: &Server, seed: u8, name: &str) -> Value {
    let mut page = server.page_with(Authenticator::from_seed(&[seed; 32])).await;
    let reply = page.sign_up(name).await;
    assert_eq!(reply.status, 201, "{}", reply.text());
    page.passkeys().await[0]["model"].clone()
}

async fn refused(server: &Server, seed: u8) {
    let mut page = server.page_with(Authenticator::from_seed(&[seed; 32])).await;
    let reply = page.sign_up("somebody").await;
    assert_eq!(reply.error(), is(403, "refused-among-models"));
    assert!(reply.text().contains("Only certain models"), "{}", reply.text());
    assert_eq!(page.account().await, None);
}

async fn accepts_a_model_with_a_trusted_path_and_shows_what_is_known_of_it(fresh: &Fresh) {
    let service = Service::new();
    let odd = Model { description: "<b>\u{202e}Key\u{7}</b>".to_owned(), statuses: &[], ..Model::of(2) };
    let long = Model { description: "x".repeat(300), statuses: &["FIDO_CERTIFIED"], ..Model::of(3) };
    service.put(&service.blob(7, TOMORROW, &[Model::of(1), odd, long]));
    let server = start(fresh, &service, REQUIRED).await;
    server.log.listen();
    let expected = json!({ "name": "Example Key 5", "certification": "L1+", "statuses": [] });
    assert_eq!(shown(&server, 1, "alice").await, expected);
    let log = server.log.take();
    assert!(log.contains("attestation=\"trusted\""), "{log}");
    // Texts of others are texts, without what cannot be seen, and not endless.
    let expected = json!({ "name": "<b>Key</b>", "certification": null, "statuses": [] });
    assert_eq!(shown(&server, 2, "bob").await, expected);
    let model = shown(&server, 3, "carol").await;
    let name = format!("{}…", "x".repeat(120));
    assert_eq!(model, json!({ "name": name, "certification": "functional", "statuses": [] }));
    let text = server.metrics().await;
    for line in [
        "countersign_metadata_number 7",
        "countersign_metadata_entries 3",
        "countersign_metadata_age_seconds 0",
        "countersign_metadata_overdue_seconds -57600",
        "countersign_metadata_usable 1",
        "countersign_metadata_newest_number 7",
        "countersign_metadata_unchecked_seconds 0",
        // A series that is not there before something was refused cannot be alerted on.
        "countersign_metadata_refused_total{cause=\"rollback\"} 0",
        "countersign_metadata_refused_total{cause=\"fetch\"} 0",
        "countersign_metadata_not_cached_total 0",
    ] {
        assert!(text.contains(line), "{line}: {text}");
    }
}

async fn accepts_what_nobody_vouches_for_where_trust_is_optional_and_shows_nothing(fresh: &Fresh) {
    let service = Service::new();
    let other_root = Model { root: TestAuthority::from_seed(b"another"), ..Model::of(3) };
    let revoked = Model { statuses: &["FIDO_CERTIFIED_L1", "REVOKED"], ..Model::of(4) };
    service.put(&service.blob(7, TOMORROW, &[Model::of(1), other_root, revoked]));
    let server = start(fresh, &service, "").await;
    assert_eq!(shown(&server, 1, "alice").await["name"], "Example Key 5");
    for (seed, name) in [(2, "bob"), (3, "carol"), (4, "dave")] {
        assert_eq!(shown(&server, seed, name).await, Value::Null, "{seed}");
    }
    let mut page = server.page_with(Authenticator::from_seed(&[1; 32])).await;
    assert_eq!(page.sign_up("erin").await.status, 201);
    assert_eq!(page.passkeys().await[0]["model"]["name"], "Example Key 5");
    let export = page.post("/api/account/export", json!({})).await.json();
    assert_eq!(export["passkeys"][0]["attestedModel"].as_str().unwrap().len(), 22);
    // Where there is no metadata any more, there is nothing to say of a model that was vouched for.
    let without = Server::https(&fresh.address).await;
    let cookie = page.cookie.take();
    let mut again = without.page().await;
    again.cookie = cookie;
    assert_eq!(again.passkeys().await[0]["model"], Value::Null);
    assert!(!without.metrics().await.contains("metadata"));
}

async fn refuses_what_nobody_vouches_for_where_trust_is_required(fresh: &Fresh) {
    let service = Service::new();
    let other_root = Model { root: TestAuthority::from_seed(b"another"), ..Model::of(3) };
    let revoked = Model { statuses: &["FIDO_CERTIFIED_L1", "REVOKED"], ..Model::of(4) };
    let compromised = Model { statuses: &["USER_KEY_REMOTE_COMPROMISE"], ..Model::of(5) };
    service.put(&service.blob(7, TOMORROW, &[other_root, revoked, compromised]));
    let server = start(fresh, &service, REQUIRED).await;
    server.log.listen();
    for (seed, why) in [
        (2, "the model is not in the metadata"),
        (3, "is not kept out"),
        (4, "is kept out: REVOKED"),
        (5, "is kept out: USER_KEY_REMOTE_COMPROMISE"),
    ] {
        refused(&server, seed).await;
        let log = server.log.take();
        assert!(log.contains(why) && log.contains("step=\"7.1.24\""), "{seed}: {log}");
    }
    // Who attests nothing is refused too.
    let mut page = server.page_with(Authenticator::from_seed(&[4; 32])).await;
    let authenticator = Authenticator::from_seed(&[4; 32]);
    page.client = Client::new(authenticator, "https://example.org").attestation(Attestation::None);
    assert_eq!(page.sign_up("somebody").await.error(), is(403, "refused-among-models"));
    assert!(server.log.take().contains("nothing was attested"));
}

async fn refuses_models_by_the_status_and_the_level_that_the_lines_demand(fresh: &Fresh) {
    let service = Service::new();
    let retired = Model { statuses: &["FIDO_CERTIFIED_L2", "RETIRED"], ..Model::of(1) };
    let low = Model { statuses: &["FIDO_CERTIFIED_L1"], ..Model::of(2) };
    let physical = Model { statuses: &["FIDO_CERTIFIED_L2", "USER_KEY_PHYSICAL_COMPROMISE"], ..Model::of(3) };
    service.put(&service.blob(7, TOMORROW, &[retired, low, physical]));
    let demand = "denied-statuses = [\"RETIRED\"]\naccepted-statuses = [\"USER_KEY_PHYSICAL_COMPROMISE\"]\n\
                  minimum-certification = \"FIDO_CERTIFIED_L2\"";
    let server = start(fresh, &service, &format!("{REQUIRED}\n{demand}")).await;
    refused(&server, 1).await;
    refused(&server, 2).await;
    let model = shown(&server, 3, "alice").await;
    assert_eq!(model["certification"], "L2");
    // It is let in, and what is known of it is said all the same.
    assert_eq!(model["statuses"], json!(["USER_KEY_PHYSICAL_COMPROMISE"]));
}

async fn accepts_a_new_file_and_shows_what_was_said_since(fresh: &Fresh) {
    let service = Service::new();
    service.put(&service.blob(7, TOMORROW, &[Model::of(1)]));
    let server = start(fresh, &service, REQUIRED).await;
    let mut page = server.page_with(Authenticator::from_seed(&[1; 32])).await;
    assert_eq!(page.sign_up("alice").await.status, 201);
    let worse =
        Model { statuses: &["FIDO_CERTIFIED_L1", "ATTESTATION_KEY_COMPROMISE", "RETIRED"], ..Model::of(1) };
    service.put(&service.blob(8, TOMORROW, &[worse, Model::of(2)]));
    assert_eq!(page.passkeys().await[0]["model"]["statuses"], json!([]));
    server.refresh_metadata().await;
    let model = page.passkeys().await[0]["model"].clone();
    assert_eq!(model["statuses"], json!(["ATTESTATION_KEY_COMPROMISE", "RETIRED"]));
    refused(&server, 1).await;
    assert_eq!(shown(&server, 2, "bob").await["certification"], "L1+");
    // A model that the service drops is one of which nothing is known any more.
    service.put(&service.blob(9, TOMORROW, &[]));
    server.refresh_metadata().await;
    assert_eq!(page.passkeys().await[0]["model"], Value::Null);
    assert!(server.metrics().await.contains("countersign_metadata_number 9"));
}

async fn refuses_a_bad_file_and_keeps_the_last_good_one(fresh: &Fresh) {
    let service = Service::new();
    let good = service.blob(7, TOMORROW, &[Model::of(1)]);
    service.put(&good);
    let server = start(fresh, &service, REQUIRED).await;
    server.log.listen();
    let next = service.blob(8, TOMORROW, &[]);
    let forged = format!("{}.{}", next.rsplit_once('.').unwrap().0, good.rsplit_once('.').unwrap().1);
    let long = "x".repeat(32 * 1024 * 1024 + 1);
    for (content, cause) in [("nonsense", "syntax"), (&forged, "signature"), (&long, "syntax")] {
        service.put(content);
        server.log.take();
        server.refresh_metadata().await;
        let log = server.log.take();
        assert!(log.contains("no metadata was accepted"), "{cause}: {log}");
        assert!(!log.contains("nonsense") && log.len() < 1000, "{log}");
        // Once for each change.
        server.refresh_metadata().await;
        assert_eq!(server.log.take(), "");
        let text = server.metrics().await;
        assert!(text.contains(&format!("countersign_metadata_refused_total{{cause=\"{cause}\"}}")), "{text}");
    }
    std::fs::remove_file(service.file()).unwrap();
    server.refresh_metadata().await;
    assert!(server.log.take().contains("blob.jwt"));
    server.refresh_metadata().await;
    assert_eq!(server.log.take(), "");
    let text = server.metrics().await;
    assert!(text.contains("countersign_metadata_refused_total{cause=\"syntax\"} 2"), "{text}");
    assert!(text.contains("countersign_metadata_refused_total{cause=\"unreadable\"} 1"), "{text}");
    assert_eq!(shown(&server, 1, "alice").await["name"], "Example Key 5");
    service.put(&next);
    server.refresh_metadata().await;
    refused(&server, 1).await;
}

async fn refuses_to_start_without_a_file_or_with_bad_roots(fresh: &Fresh) {
    let service = Service::new();
    assert!(matches!(fail_to_start(fresh, &service).await, MetadataError::Unreadable { .. }));
    service.put(&service.blob(7, TOMORROW, &[]));
    std::fs::write(service.folder.join("root.der"), "-----BEGIN CERTIFICATE-----").unwrap();
    assert!(matches!(fail_to_start(fresh, &service).await, MetadataError::Root { cause: None, .. }));
    std::fs::write(service.folder.join("root.der"), "nonsense").unwrap();
    assert!(matches!(fail_to_start(fresh, &service).await, MetadataError::Root { cause: Some(_), .. }));
}

async fn accepts_sign_ins_after_a_start_on_a_file_that_is_refused(fresh: &Fresh) {
    let service = Service::new();
    service.put("nonsense");
    let server = start_refused(fresh, &service, "mds.blob.form").await;
    let text = server.metrics().await;
    assert!(text.contains("countersign_metadata_refused_total{cause=\"syntax\"} 1"), "{text}");
    server.wait(7);
    server.refresh_metadata().await;
    assert!(server.metrics().await.contains("countersign_metadata_unchecked_seconds 7"));
    service.put(&"x".repeat(32 * 1024 * 1024 + 1));
    start_refused(fresh, &service, "has more than").await;
    service.put(&service.blob(7, TOMORROW, &[Model::of(1)]));
    let root = service.folder.join("root.der");
    std::fs::write(&root, TestAuthority::from_seed(b"another").root()).unwrap();
    start_refused(fresh, &service, "mds.blob.path").await;
    std::fs::write(&root, TestAuthority::from_seed(b"metadata service").root()).unwrap();
    // Where trust is optional nobody notices; where it is required, it is well again with a good file.
    service.put("nonsense");
    let optional = start(fresh, &service, "").await;
    let mut page = optional.page_with(Authenticator::from_seed(&[1; 32])).await;
    assert_eq!(page.sign_up("alice").await.status, 201);
    page.sign_out().await;
    let server = start_refused(fresh, &service, "mds.blob.form").await;
    let mut again = Page { server: &server, ..page };
    assert_eq!(again.sign_in().await.status, 200);
    service.put(&service.blob(7, TOMORROW, &[Model::of(1)]));
    server.refresh_metadata().await;
    assert_eq!(shown(&server, 1, "bob").await["name"], "Example Key 5");
}

async fn accepts_a_file_again_whose_refusal_may_have_passed(fresh: &Fresh) {
    let mut service = Service::new();
    service.put(&service.blob(7, TOMORROW, &[Model::of(1)]));
    let server = start(fresh, &service, REQUIRED).await;
    server.log.listen();
    server.wait(3 * DAY);
    service.signer_until = BEGIN + DAY;
    service.put(&service.blob(8, TOMORROW, &[Model::of(2)]));
    // A minute, two, four, and at last every hour.
    for wait in [60, 120, 240, 480, 960, 1920, 3600, 3600] {
        server.refresh_metadata().await;
        assert!(server.log.take().contains("mds.blob.path"), "{wait}");
        server.wait(wait - 1);
        server.refresh_metadata().await;
        assert_eq!(server.log.take(), "", "{wait}");
        server.wait(1);
    }
    // It was the clock, which ran ahead.
    server.wait(-3 * DAY);
    server.refresh_metadata().await;
    assert_eq!(shown(&server, 2, "alice").await["name"], "Example Key 5");
}

async fn accepts_a_file_with_a_line_end(fresh: &Fresh) {
    let service = Service::new();
    let blob = service.blob(7, TOMORROW, &[Model::of(1)]);
    service.put(&format!("{blob}\r\n"));
    let server = start(fresh, &service, REQUIRED).await;
    assert_eq!(shown(&server, 1, "alice").await["name"], "Example Key 5");
    // It is the same blob without.
    server.log.listen();
    for content in [blob.clone(), format!("{blob}\n")] {
        service.put(&content);
        server.refresh_metadata().await;
        assert!(server.log.take().contains("metadata was accepted"));
    }
    service.put(&format!("{blob}\n\n"));
    server.refresh_metadata().await;
    assert!(server.log.take().contains("no metadata was accepted"));
}

/// Options for a sign-up from a server, answered without an attestation.
async fn begun_without_attestation<'s>(server: &'s Server, name: &str) -> (Page<'s>, Value) {
    let mut page = server.page().await;
    let authenticator = Authenticator::from_seed(&[9; 32]);
    page.client = Client::new(authenticator, "https://example.org").attestation(Attestation::None);
    let begun = page.post("/api/sign-up/options", json!({ "name": name })).await;
    let made = page.client.create(&begun.options()).unwrap();
    let answered = answer(&begun, made.json());
    (page, answered)
}

async fn refuses_what_was_begun_before_trust_was_required(fresh: &Fresh) {
    let service = Service::new();
    service.put(&service.blob(7, TOMORROW, &[Model::of(1)]));
    let before = start(fresh, &service, "").await;
    let (page, answered) = begun_without_attestation(&before, "alice").await;
    let server = start(fresh, &service, REQUIRED).await;
    let mut again = Page { server: &server, ..page };
    assert_eq!(again.post("/api/sign-up", answered).await.error(), is(403, "refused-among-models"));
    assert_eq!(again.account().await, None);
    // The same where there is no metadata that counts.
    let (page, answered) = begun_without_attestation(&before, "alice").await;
    service.put("nonsense");
    let server = start_refused(fresh, &service, "mds.blob.form").await;
    let mut again = Page { server: &server, ..page };
    assert_eq!(again.post("/api/sign-up", answered).await.error(), is(503, "unavailable"));
    assert_eq!(again.account().await, None);
}

async fn refuses_another_passkey_that_nobody_vouches_for_where_trust_is_required(fresh: &Fresh) {
    let service = Service::new();
    service.put(&service.blob(7, TOMORROW, &[Model::of(1), Model::of(2), Model::of(3)]));
    let server = start(fresh, &service, REQUIRED).await;
    let mut page = server.page_with(Authenticator::from_seed(&[1; 32])).await;
    assert_eq!(page.sign_up("alice").await.status, 201);
    for (seed, expected) in [(8, 403), (2, 201)] {
        page.client = Client::new(Authenticator::from_seed(&[seed; 32]), "https://example.org");
        let reply = page.create("/api/passkeys", json!({})).await;
        assert_eq!(reply.status, expected, "{}", reply.text());
    }
    for (seed, expected) in [(8, 403), (3, 201)] {
        page.client = Client::new(Authenticator::from_seed(&[seed; 32]), "https://example.org");
        let begun = page.post("/api/passkeys/conditional/options", json!({})).await;
        let made = page.client.create_conditionally(&begun.options()).unwrap();
        let reply = page.post("/api/passkeys", answer(&begun, made.json())).await;
        assert_eq!(reply.status, expected, "{}", reply.text());
    }
    let passkeys = page.passkeys().await;
    let names: Vec<&Value> = passkeys.iter().map(|passkey| &passkey["model"]["name"]).collect();
    assert_eq!(names, ["Example Key 5"; 3]);
}

async fn accepts_older_metadata_than_another_machine_and_says_so(fresh: &Fresh) {
    let (one, other) = (Service::new(), Service::new());
    one.put(&one.blob(7, TOMORROW, &[Model::of(1)]));
    let server = start(fresh, &one, REQUIRED).await;
    server.log.listen();
    other.put(&other.blob(8, TOMORROW, &[Model::of(2)]));
    start(fresh, &other, REQUIRED).await;
    server.log.take();
    server.refresh_metadata().await;
    let log = server.log.take();
    assert!(log.contains("another machine has accepted newer metadata") && log.contains("newest=8"), "{log}");
    server.refresh_metadata().await;
    assert_eq!(server.log.take(), "");
    let text = server.metrics().await;
    assert!(text.contains("countersign_metadata_number 7"), "{text}");
    assert!(text.contains("countersign_metadata_newest_number 8"), "{text}");
    assert_eq!(shown(&server, 1, "alice").await["name"], "Example Key 5");
}

async fn refuses_an_older_blob_also_after_a_restart(fresh: &Fresh) {
    let service = Service::new();
    service.put(&service.blob(7, TOMORROW, &[Model::of(1)]));
    let server = start(fresh, &service, REQUIRED).await;
    server.log.listen();
    for (number, models) in [(6, vec![Model::of(1), Model::of(2)]), (7, vec![Model::of(1), Model::of(2)])] {
        service.put(&service.blob(number, TOMORROW, &models));
        server.refresh_metadata().await;
        let log = server.log.take();
        assert!(log.contains("blob.number"), "{number}: {log}");
        refused(&server, 2).await;
        start_refused(fresh, &service, "mds.blob.number").await;
    }
    // The same one is no older one, and its age goes on from when it was accepted.
    service.put(&service.blob(7, TOMORROW, &[Model::of(1)]));
    let again = start(fresh, &service, REQUIRED).await;
    again.wait(5);
    assert!(again.metrics().await.contains("countersign_metadata_age_seconds 5"));
}

async fn accepts_an_older_blob_where_the_operator_forgot_the_number(fresh: &Fresh) {
    let service = Service::new();
    service.put(&service.blob(7, TOMORROW, &[Model::of(1)]));
    drop(start(fresh, &service, REQUIRED).await);
    service.put(&service.blob(6, TOMORROW, &[Model::of(2)]));
    drop(start_refused(fresh, &service, "mds.blob.number").await);
    let delete = "DELETE FROM metadata WHERE service LIKE '% mds.example'";
    let deleted = if fresh.file.is_some() {
        let mut connection = sqlx::SqliteConnection::connect(&fresh.address).await.unwrap();
        sqlx::query(delete).execute(&mut connection).await.unwrap().rows_affected()
    } else {
        let mut connection = sqlx::PgConnection::connect(&fresh.address).await.unwrap();
        sqlx::query(delete).execute(&mut connection).await.unwrap().rows_affected()
    };
    assert_eq!(deleted, 1);
    let server = start(fresh, &service, REQUIRED).await;
    assert_eq!(shown(&server, 2, "alice").await["name"], "Example Key 5");
}

async fn refuses_metadata_of_another_service_without_forgetting_this_one(fresh: &Fresh) {
    let service = Service::new();
    service.put(&service.blob(7, TOMORROW, &[Model::of(1)]));
    drop(start(fresh, &service, REQUIRED).await);
    // The same signer under more roots is another service, whose numbers are its own.
    let root = service.folder.join("root.der");
    let roots = [TestAuthority::from_seed(b"metadata service"), TestAuthority::from_seed(b"another")];
    let pem = roots.map(|authority| {
        let digits = STANDARD.encode(authority.root());
        format!("-----BEGIN CERTIFICATE-----\n{digits}\n-----END CERTIFICATE-----\n")
    });
    std::fs::write(&root, pem.concat()).unwrap();
    service.put(&service.blob(6, TOMORROW, &[Model::of(2)]));
    let other = start(fresh, &service, REQUIRED).await;
    assert_eq!(shown(&other, 2, "alice").await["name"], "Example Key 5");
    std::fs::write(&root, TestAuthority::from_seed(b"metadata service").root()).unwrap();
    start_refused(fresh, &service, "mds.blob.number").await;
}

async fn accepts_a_u2f_key_by_the_key_that_vouches_for_it(fresh: &Fresh) {
    let service = Service::new();
    // What has the AAGUID of the key says nothing of it.
    let namesake = Model { description: "Another".to_owned(), ..Model::of(1) };
    service.put(&service.blob(7, TOMORROW, &[namesake, Model { protocol: Protocol::U2f, ..Model::of(1) }]));
    let lines =
        "user-verification = \"discouraged\"\nresident-key = \"discouraged\"\nalgorithms = [\"ES256\"]";
    let server = start(fresh, &service, &format!("{REQUIRED}\n{lines}")).await;
    for (seed, expected) in [(1, 201), (2, 403)] {
        let authenticator = Authenticator::from_seed(&[seed; 32]);
        let mut page = server.page().await;
        page.client = Client::new(authenticator, "https://example.org").attestation(Attestation::FidoU2f);
        let reply = page.sign_up("alice").await;
        assert_eq!(reply.status, expected, "{}", reply.text());
        if expected == 201 {
            assert_eq!(page.passkeys().await[0]["model"]["name"], "Example Key 5");
        }
    }
}

async fn accepts_a_compound_attestation_by_its_parts(fresh: &Fresh) {
    let service = Service::new();
    let revoked = Model { statuses: &["REVOKED"], ..Model::of(4) };
    service.put(&service.blob(7, TOMORROW, &[Model::of(1), revoked]));
    let server = start(fresh, &service, REQUIRED).await;
    server.log.listen();
    for (seed, expected) in [(1, 201), (4, 403)] {
        let authenticator = Authenticator::from_seed(&[seed; 32]);
        let mut page = server.page().await;
        page.client = Client::new(authenticator, "https://example.org").attestation(Attestation::Compound);
        let reply = page.sign_up("alice").await;
        assert_eq!(reply.status, expected, "{}", reply.text());
        if expected == 201 {
            assert_eq!(page.passkeys().await[0]["model"]["name"], "Example Key 5");
        }
    }
    let log = server.log.take();
    assert!(log.contains("is kept out: REVOKED") && !log.contains("has no root"), "{log}");
}

async fn refuses_a_signer_for_another_host_and_one_that_is_revoked(fresh: &Fresh) {
    let service = Service::new();
    service.put(&service.blob(7, TOMORROW, &[Model::of(1)]));
    let list = service.folder.join("list.crl");
    let begin = async |host: &str| {
        let table = format!("file = {:?}\nrevocation-lists = [{list:?}]", service.file());
        let lines = service.lines(REQUIRED, &table);
        let parties = lines.replace("host = \"mds.example\"", &format!("host = {host:?}"));
        Server::try_start(&fresh.address, &Setting { parties, ..Setting::default() }).await
    };
    assert!(matches!(begin("mds.example").await.err().unwrap(), MetadataError::Unreadable { .. }));
    std::fs::write(&list, "nonsense").unwrap();
    let error = begin("mds.example").await.err().unwrap();
    assert!(matches!(error, MetadataError::RevocationList { .. }));
    assert!(error.to_string().ends_with("list.crl is no revocation list in DER"), "{error}");
    // A megabyte is the most that is read.
    std::fs::write(&list, vec![0; (1 << 20) + 1]).unwrap();
    let error = begin("mds.example").await.err().unwrap();
    assert!(matches!(error, MetadataError::TooLarge { limit: 0x10_0000, .. }), "{error}");
    std::fs::write(&list, service.long_revocation_list(BEGIN + DAY)).unwrap();
    begin("mds.example").await.unwrap();
    std::fs::write(&list, service.revocation_list(false, BEGIN + DAY)).unwrap();
    Log.listen();
    begin("other.example").await.unwrap();
    assert!(Log.take().contains("mds.blob.host"));
    let server = begin("mds.example").await.unwrap();
    // The list is read again with each blob. Whatever was accepted before, a revoked signer is refused.
    std::fs::write(&list, service.revocation_list(true, BEGIN + DAY)).unwrap();
    service.put(&service.blob(8, TOMORROW, &[]));
    server.refresh_metadata().await;
    assert!(server.log.take().contains("mds.blob.revocation"));
    service.put(&service.blob(7, TOMORROW, &[Model::of(1)]));
    server.refresh_metadata().await;
    assert!(server.log.take().contains("mds.blob.revocation"));
    let text = server.metrics().await;
    assert!(text.contains("countersign_metadata_refused_total{cause=\"revoked\"} 2"), "{text}");
    // A new list alone is looked at too.
    std::fs::write(&list, service.revocation_list(false, BEGIN + 2 * DAY)).unwrap();
    server.refresh_metadata().await;
    assert!(server.log.take().contains("metadata was accepted"));
}

async fn accepts_a_blob_again_whose_signer_has_expired_since(fresh: &Fresh) {
    let mut service = Service::new();
    service.signer_until = BEGIN + DAY;
    let blob = service.blob(7, TOMORROW, &[Model::of(1)]);
    service.put(&blob);
    let server = start(fresh, &service, REQUIRED).await;
    server.wait(3 * DAY);
    // Touched, and the same.
    service.put(&blob);
    server.log.listen();
    server.refresh_metadata().await;
    assert!(server.log.take().contains("metadata was accepted"));
    service.put(&service.blob(8, TOMORROW, &[]));
    server.refresh_metadata().await;
    assert!(server.log.take().contains("blob.path"));
    assert_eq!(shown(&server, 1, "alice").await["name"], "Example Key 5");
}

async fn refuses_to_trust_metadata_that_is_too_old(fresh: &Fresh) {
    let service = Service::new();
    service.put(&service.blob(7, TOMORROW, &[Model::of(1)]));
    let server = start(fresh, &service, REQUIRED).await;
    let mut page = server.page_with(Authenticator::from_seed(&[1; 32])).await;
    assert_eq!(page.sign_up("alice").await.status, 201);
    server.log.listen();
    server.wait(29 * DAY);
    assert_eq!(shown(&server, 1, "bob").await["name"], "Example Key 5");
    server.wait(DAY + 57_600 - 10);
    let mut late = server.page_with(Authenticator::from_seed(&[1; 32])).await;
    let begun = late.post("/api/sign-up/options", json!({ "name": "carol" })).await;
    let made = late.client.create(&begun.options()).unwrap();
    server.wait(10);
    assert!(server.metrics().await.contains("countersign_metadata_usable 0"));
    server.log.take();
    let reply = late.post("/api/sign-up", answer(&begun, made.json())).await;
    assert_eq!(reply.error(), is(503, "unavailable"));
    let reply = late.post("/api/sign-up/options", json!({ "name": "carol" })).await;
    assert_eq!(reply.error(), is(503, "unavailable"));
    assert!(!server.log.take().contains("ERROR"), "a request tells nothing new");
    server.refresh_metadata().await;
    server.refresh_metadata().await;
    assert_eq!(server.log.take().matches("too old to count").count(), 1);
    // A new blob, and all is well again.
    service.put(&service.blob(8, "2027-06-01", &[Model::of(1)]));
    server.refresh_metadata().await;
    assert_eq!(shown(&server, 1, "carol").await["name"], "Example Key 5");
    // Where trust is optional, passkeys are made all the same.
    let optional = start(fresh, &service, "").await;
    optional.wait(400 * DAY);
    assert_eq!(shown(&optional, 1, "dave").await, Value::Null);
}

#[test]
fn refuses_lines_that_cannot_work_and_says_what_to_do() {
    let service = Service::new();
    let refused = |lines: &str| RelyingParties::from_toml(lines).unwrap_err();
    let demand = |error| {
        let RelyingPartiesError::Demand { id, cause } = error else { panic!("{error}") };
        assert_eq!(id, "example.org");
        cause
    };
    let none = service.lines_with_file(REQUIRED).replace("\"direct\"", "\"none\"");
    assert_eq!(demand(refused(&none)), DemandError::NoAttestation);
    let lines = service.lines_with_file(REQUIRED);
    let (without, _) = lines.split_once("[metadata]").unwrap();
    assert_eq!(demand(refused(without)), DemandError::NoMetadata);
    assert!(refused(without).to_string().contains("add a table [metadata]"));
    for (more, cause) in [
        ("minimum-certification = \"FIDO_CERTIFIED_L1\"", DemandError::NotRequired),
        ("denied-statuses = [\"RETIRED\"]", DemandError::NotRequired),
        // What holds without a line was written for an effect all the same.
        ("denied-statuses = [\"REVOKED\"]", DemandError::NotRequired),
        ("accepted-statuses = []", DemandError::NotRequired),
        ("denied-statuses = [\"retired\"]", DemandError::Status("retired".into())),
        ("minimum-certification = \"L1\"", DemandError::Certification("L1".into())),
        ("minimum-certification = \"REVOKED\"", DemandError::Certification("REVOKED".into())),
        (
            "denied-statuses = [\"RETIRED\"]\naccepted-statuses = [\"RETIRED\"]",
            DemandError::Contradiction("RETIRED".into()),
        ),
    ] {
        assert_eq!(demand(refused(&service.lines_with_file(more))), cause, "{more}");
    }
    for (table, cause) in [
        ("", MetadataLinesError::Origin),
        #[cfg(not(feature = "metadata-fetch"))]
        ("address = \"https://mds.example\"\ncache = \"c\"", MetadataLinesError::NotBuiltIn),
        ("file = \"a\"\naddress = \"https://b.example\"\ncache = \"c\"", MetadataLinesError::Origin),
        ("file = \"a\"\ncache = \"c\"", MetadataLinesError::NothingToFetch),
        ("file = \"a\"\naddress-roots = [\"c\"]", MetadataLinesError::NothingToFetch),
    ] {
        let error = refused(&service.lines("", table));
        assert!(matches!(error, RelyingPartiesError::Metadata(found) if found == cause), "{table}: {error}");
    }
    let lists = |count| format!("file = \"a\"\nrevocation-lists = {:?}", vec!["l"; count]);
    RelyingParties::from_toml(&service.lines("", &lists(64))).unwrap();
    let many = refused(&service.lines("", &lists(65)));
    assert!(matches!(many, RelyingPartiesError::Metadata(MetadataLinesError::TooManyLists)), "{many}");
    assert!(many.to_string().contains("at most 64 files"), "{many}");
    let anybody = refused(&service.lines_with_file("").replace("host = ", "# host = "));
    assert!(matches!(anybody, RelyingPartiesError::Metadata(MetadataLinesError::NoHost)), "{anybody}");
    assert!(anybody.to_string().contains("`host`"), "{anybody}");
    let parties = RelyingParties::from_toml(&service.lines_with_file("")).unwrap();
    assert_eq!(parties.warnings(), Vec::<String>::new());
    let nobody_asks = service.lines_with_file("").replace("\"direct\"", "\"none\"");
    assert!(RelyingParties::from_toml(&nobody_asks).unwrap().warnings()[0].contains("of no use"));
    let unknown = refused(&service.lines("", "file = \"a\"\nfiles = \"b\""));
    assert!(matches!(unknown, RelyingPartiesError::Toml(_)));
}
