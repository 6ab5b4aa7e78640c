//! Signing up, signing in, proving it again: what is accepted, and what is used up.

use axum::http::{StatusCode, header};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use countersign_authenticator::{Authenticator, Response};
use countersign_server::Explain;
use serde_json::json;

use crate::databases::{Fresh, on_each_database};
use crate::support::{Page, Server, Setting, answer, is};

on_each_database! {
    ()
    accepts_a_sign_up_and_a_sign_in_with_any_passkey_and_by_name
    accepts_a_sign_in_under_a_new_session_and_forgets_the_old_one
    refuses_an_answer_that_was_given_before_whether_it_was_good_or_not
    refuses_an_answer_from_another_browser_and_leaves_the_ceremony_to_the_one_that_began_it
    refuses_an_answer_that_comes_too_late
    refuses_an_answer_for_anything_but_what_it_was_given_for
    refuses_the_passkey_of_somebody_else_where_it_is_known_who_it_has_to_be
    accepts_names_that_nobody_has_with_options_of_the_same_shape
    refuses_decoys_wherever_they_are_tried_out_as_if_they_were_somebodys
    accepts_extensions_of_the_configuration_and_asks_for_no_others
    refuses_after_a_time_that_does_not_tell_a_decoy_from_a_passkey
    refuses_a_name_that_is_taken_only_after_the_ceremony
    refuses_a_passkey_that_is_not_here_with_what_the_page_signals
    refuses_a_counter_that_goes_back_and_still_accepts_the_authenticator
    accepts_another_passkey_and_one_that_is_made_without_a_gesture
    accepts_a_developer_who_looks_at_the_steps
    accepts_one_of_two_uses_of_one_challenge_at_once
}

async fn accepts_a_sign_up_and_a_sign_in_with_any_passkey_and_by_name(fresh: &Fresh) {
    let server = Server::https(&fresh.address).await;
    let mut page = server.signed_up("alice").await;
    assert_eq!(page.account().await.as_deref(), Some("alice"));
    for body in [json!({}), json!({ "name": "Alice" })] {
        page.sign_out().await;
        assert_eq!(page.account().await, None);
        let reply = page.prove("/api/sign-in", body).await;
        assert_eq!(reply.status, StatusCode::OK, "{}", reply.text());
        let reply = reply.json();
        assert_eq!(
            (&reply["account"]["name"], &reply["account"]["displayName"]),
            (&json!("alice"), &json!("A person"))
        );
        let listed = &reply["signals"]["allAcceptedCredentials"];
        assert_eq!(
            (&listed["rpId"], &listed["userId"]),
            (&json!("example.org"), &reply["account"]["userHandle"])
        );
        assert_eq!(listed["allAcceptedCredentialIds"].as_array().unwrap().len(), 1);
        assert_eq!(reply["signals"]["currentUserDetails"]["displayName"], "A person");
        assert_eq!(reply.get("trace"), None);
        assert_eq!(page.account().await.as_deref(), Some("alice"));
    }
}

// attack: srv-session-fixation
async fn accepts_a_sign_in_under_a_new_session_and_forgets_the_old_one(fresh: &Fresh) {
    let server = Server::https(&fresh.address).await;
    let mut page = server.page().await;
    let before = page.cookie.clone().unwrap();
    assert_eq!(page.sign_up("alice").await.status, StatusCode::CREATED);
    let after = page.cookie.clone().unwrap();
    assert_ne!(before, after);
    page.cookie = Some(before);
    assert_eq!(page.get("/api/passkeys").await.error(), is(401, "signed-out"));
    page.cookie = Some(after.clone());
    assert_eq!(page.step_up("export").await.status, StatusCode::OK);
    assert_ne!(page.cookie, Some(after.clone()));
    let mut stale = server.page().await;
    stale.cookie = Some(after);
    assert_eq!(stale.get("/api/passkeys").await.error(), is(401, "signed-out"));
}

async fn refuses_an_answer_that_was_given_before_whether_it_was_good_or_not(fresh: &Fresh) {
    let server = Server::https(&fresh.address).await;
    let mut page = server.signed_up("alice").await;
    page.sign_out().await;
    let begun = page.post("/api/sign-in/options", json!({})).await;
    let truth = answer(&begun, page.client.get(&begun.options()).unwrap().json());
    let mut broken = truth.clone();
    broken["credential"]["response"]["signature"] = json!("AAAA");
    assert_eq!(page.post("/api/sign-in", broken).await.error(), is(403, "refused"));
    assert_eq!(page.post("/api/sign-in", truth).await.error(), is(410, "expired"));
    let begun = page.post("/api/sign-in/options", json!({})).await;
    let truth = answer(&begun, page.client.get(&begun.options()).unwrap().json());
    assert_eq!(page.post("/api/sign-in", truth.clone()).await.status, StatusCode::OK);
    page.sign_out().await;
    assert_eq!(page.post("/api/sign-in", truth).await.error(), is(410, "expired"));
}

// attack: srv-login-csrf
async fn refuses_an_answer_from_another_browser_and_leaves_the_ceremony_to_the_one_that_began_it(
    fresh: &Fresh,
) {
    let server = Server::https(&fresh.address).await;
    let mut page = server.signed_up("alice").await;
    page.sign_out().await;
    let begun = page.post("/api/sign-in/options", json!({})).await;
    let truth = answer(&begun, page.client.get(&begun.options()).unwrap().json());
    let mut other = server.page().await;
    assert_eq!(other.post("/api/sign-in", truth.clone()).await.error(), is(410, "expired"));
    assert_eq!(page.post("/api/sign-in", truth).await.status, StatusCode::OK);
}

async fn refuses_an_answer_that_comes_too_late(fresh: &Fresh) {
    let server = Server::https(&fresh.address).await;
    let mut page = server.page().await;
    let begun = page.post("/api/sign-up/options", json!({ "name": "alice" })).await;
    let truth = answer(&begun, page.client.create(&begun.options()).unwrap().json());
    server.wait(301);
    assert_eq!(page.post("/api/sign-up", truth).await.error(), is(410, "expired"));
}

async fn refuses_an_answer_for_anything_but_what_it_was_given_for(fresh: &Fresh) {
    let server = Server::https(&fresh.address).await;
    let mut page = server.signed_up("alice").await;
    // A proof for an export deletes nothing, once the sign-up is no longer recent.
    server.wait(301);
    let passkey = page.passkeys().await[0]["id"].as_str().unwrap().to_owned();
    let path = format!("/api/passkeys/{passkey}");
    let delete = json!({ "last": "delete" });
    let refused = page.ask(axum::http::Method::DELETE, &path, Some(delete.clone())).await;
    assert_eq!((refused.error(), &refused.json()["purpose"]), (is(401, "step-up"), &json!("delete-passkey")));
    assert_eq!(page.step_up("export").await.status, StatusCode::OK);
    assert_eq!(page.post("/api/account/export", json!({})).await.status, StatusCode::OK);
    assert_eq!(
        page.ask(axum::http::Method::DELETE, &path, Some(delete.clone())).await.error(),
        is(401, "step-up")
    );
    // An answer to a step-up is none to a sign-in, and the other way round.
    let begun = page.post("/api/step-up/options", json!({ "purpose": "export" })).await;
    let truth = answer(&begun, page.client.get(&begun.options()).unwrap().json());
    assert_eq!(page.post("/api/passkeys", truth).await.error(), is(410, "expired"));
    // Also where both are for the same.
    let begun = page.post("/api/step-up/options", json!({ "purpose": "add-passkey" })).await;
    let truth = answer(&begun, page.client.get(&begun.options()).unwrap().json());
    assert_eq!(page.post("/api/passkeys", truth).await.error(), is(410, "expired"));
    assert_eq!(page.step_up("add-passkey").await.status, StatusCode::OK);
    let begun = page.post("/api/passkeys/options", json!({})).await;
    let mut other = server.page().await;
    let made = other.client.create(&begun.options()).unwrap();
    assert_eq!(page.post("/api/step-up", answer(&begun, made.json())).await.error(), is(410, "expired"));
    assert_eq!(
        page.post("/api/step-up/options", json!({ "purpose": "sign-in" })).await.error(),
        is(400, "malformed")
    );
    assert_eq!(page.step_up("delete-passkey").await.status, StatusCode::OK);
    assert_eq!(page.ask(axum::http::Method::DELETE, &path, Some(delete)).await.status, StatusCode::OK);
}

async fn refuses_the_passkey_of_somebody_else_where_it_is_known_who_it_has_to_be(fresh: &Fresh) {
    let server = Server::https(&fresh.address).await;
    let mut alice = server.signed_up("alice").await;
    let mut mallory = server.signed_up("mallory").await;
    // Mallory answers a step-up of alice's with a passkey of her own.
    let begun = alice.post("/api/step-up/options", json!({ "purpose": "delete-account" })).await;
    let mut options = begun.json()["publicKey"].clone();
    options["allowCredentials"] = json!([]);
    let made = mallory.client.get(&options.to_string()).unwrap();
    assert_eq!(alice.post("/api/step-up", answer(&begun, made.json())).await.error(), is(403, "refused"));
    // And a sign-in by alice's name.
    mallory.sign_out().await;
    let begun = mallory.post("/api/sign-in/options", json!({ "name": "alice" })).await;
    let mut options = begun.json()["publicKey"].clone();
    options["allowCredentials"] = json!([]);
    let made = mallory.client.get(&options.to_string()).unwrap();
    assert_eq!(mallory.post("/api/sign-in", answer(&begun, made.json())).await.error(), is(403, "refused"));
    assert_eq!(mallory.account().await, None);
}

// attack: srv-user-enumeration, srv-credential-leak
async fn accepts_names_that_nobody_has_with_options_of_the_same_shape(fresh: &Fresh) {
    let server = Server::https(&fresh.address).await;
    let mut page = server.signed_up("alice").await;
    page.sign_out().await;
    let known = page.post("/api/sign-in/options", json!({ "name": "alice" })).await;
    let unknown = page.post("/api/sign-in/options", json!({ "name": "nobody" })).await;
    let again = page.post("/api/sign-in/options", json!({ "name": "NOBODY" })).await;
    assert_eq!((known.status, unknown.status), (StatusCode::OK, StatusCode::OK));
    let members = |reply: &crate::support::Reply| -> Vec<String> {
        reply.json()["publicKey"].as_object().unwrap().keys().cloned().collect()
    };
    assert_eq!(members(&known), members(&unknown));
    let listed = |reply: &crate::support::Reply| reply.json()["publicKey"]["allowCredentials"].clone();
    assert!(!listed(&unknown).as_array().unwrap().is_empty());
    assert_eq!(listed(&unknown), listed(&again));
    assert_ne!(listed(&unknown), listed(&known));
    // What is made with a decoy is unknown, as what is made with any id that is not there.
    let made = json!({ "ceremony": unknown.json()["ceremony"], "credential": {
        "id": "AAAAAAAAAAAAAAAAAAAAAA", "rawId": "AAAAAAAAAAAAAAAAAAAAAA", "type": "public-key", "clientExtensionResults": {},
        "response": { "clientDataJSON": "e30", "authenticatorData": "AAAA", "signature": "AAAA" } } });
    let reply = page.post("/api/sign-in", made.clone()).await;
    let mut other = made;
    other["ceremony"] = known.json()["ceremony"].clone();
    let reply_for_known = page.post("/api/sign-in", other).await;
    assert_eq!((reply.status, reply.text()), (reply_for_known.status, reply_for_known.text()));
}

// attack: srv-user-enumeration, srv-credential-leak
async fn refuses_decoys_wherever_they_are_tried_out_as_if_they_were_somebodys(fresh: &Fresh) {
    let server = Server::https(&fresh.address).await;
    server.signed_up("alice").await;
    let mut stranger = server.page().await;
    let begun = stranger.post("/api/sign-in/options", json!({ "name": "alice" })).await.json();
    let real = bytes(&begun["publicKey"]["allowCredentials"][0]["id"]);
    let begun = stranger.post("/api/sign-in/options", json!({ "name": "nobody" })).await.json();
    let decoy = bytes(&begun["publicKey"]["allowCredentials"][0]["id"]);
    let authenticator = Authenticator::from_seed(&[200; 32]);
    let (id, origin) = ("example.org", "https://example.org");
    let tried = [
        (real, is(403, "refused"), is(403, "refused")),
        (decoy, is(403, "refused"), is(403, "refused")),
        (vec![7; 16], is(404, "unknown-credential"), is(201, "none")),
    ];
    for (credential_id, signed_in, signed_up) in tried {
        let id_text = URL_SAFE_NO_PAD.encode(&credential_id);
        let raw_id = credential_id.clone();
        let renamed = move |response: Response| response.id(&id_text).raw_id(&raw_id);
        let begun = stranger.post("/api/sign-in/options", json!({})).await;
        let challenge = bytes(&begun.json()["publicKey"]["challenge"]);
        let credential = authenticator.register(&challenge, id, origin).build().credential().clone();
        let made = credential.authenticate(&challenge, origin).response(renamed.clone()).build();
        assert_eq!(stranger.post("/api/sign-in", answer(&begun, made.json())).await.error(), signed_in);
        let begun = stranger.post("/api/sign-up/options", json!({ "name": "stranger" })).await;
        let challenge = bytes(&begun.json()["publicKey"]["challenge"]);
        let made = authenticator.register(&challenge, id, origin);
        let made =
            made.authenticator_data(move |data| data.credential_id(&credential_id)).response(renamed).build();
        assert_eq!(stranger.post("/api/sign-up", answer(&begun, made.json())).await.error(), signed_up);
    }
}

// attack: srv-timing-lookup
async fn refuses_after_a_time_that_does_not_tell_a_decoy_from_a_passkey(fresh: &Fresh) {
    let server = Server::https(&fresh.address).await;
    let mut page = server.signed_up("alice").await;
    page.sign_out().await;
    for name in ["alice", "nobody"] {
        let begun = page.post("/api/sign-in/options", json!({ "name": name })).await;
        let id = begun.json()["publicKey"]["allowCredentials"][0]["id"].clone();
        let made = json!({ "ceremony": begun.json()["ceremony"], "credential": {
            "id": id, "rawId": id, "type": "public-key", "clientExtensionResults": {},
            "response": { "clientDataJSON": "e30", "authenticatorData": "AAAA", "signature": "AAAA" } } });
        // Less is an error, more is the machine: what is looked at before takes a fraction.
        let began = std::time::Instant::now();
        assert_eq!(page.post("/api/sign-in", made).await.error(), is(403, "refused"));
        assert!(began.elapsed() >= core::time::Duration::from_millis(25), "{name}: {:?}", began.elapsed());
    }
}

fn bytes(text: &serde_json::Value) -> Vec<u8> {
    URL_SAFE_NO_PAD.decode(text.as_str().unwrap()).unwrap()
}

const EXTENSIONS: &str = r#"
[[relying-party]]
id = "example.org"
name = "Example"
origins = ["https://example.org"]
extensions = ["prf", "large-blob"]
"#;

async fn accepts_extensions_of_the_configuration_and_asks_for_no_others(fresh: &Fresh) {
    let bare = Server::https(&fresh.address).await;
    let setting = Setting { parties: EXTENSIONS.to_owned(), ..Setting::default() };
    let server = Server::start(&fresh.address, &setting).await;
    let creation = json!({ "name": "alice" });
    let asked = async |page: &mut Page<'_>, path: &str, body: &serde_json::Value| {
        page.post(path, body.clone()).await.json()["publicKey"]["extensions"].clone()
    };
    let mut page = bare.page().await;
    assert_eq!(asked(&mut page, "/api/sign-up/options", &creation).await, json!({ "credProps": true }));
    assert_eq!(asked(&mut page, "/api/sign-in/options", &json!({})).await, json!(null));
    let mut page = server.page().await;
    assert_eq!(
        asked(&mut page, "/api/sign-up/options", &creation).await,
        json!({ "credProps": true, "prf": {}, "largeBlob": { "support": "preferred" } })
    );
    // What was encrypted under an output is lost if the input changes.
    let input = json!({ "first": "Z04FzryJg4A69OxzorHnoCk5562CoD-l3nzzwLSKDVA" });
    let request = json!({ "prf": { "eval": input }, "largeBlob": { "read": true } });
    for body in [json!({}), json!({ "name": "alice" }), json!({ "name": "nobody" })] {
        assert_eq!(asked(&mut page, "/api/sign-in/options", &body).await, request);
    }
    assert_eq!(page.sign_up("alice").await.status, StatusCode::CREATED);
    assert_eq!(asked(&mut page, "/api/step-up/options", &json!({ "purpose": "export" })).await, request);
}

async fn refuses_a_name_that_is_taken_only_after_the_ceremony(fresh: &Fresh) {
    let server = Server::https(&fresh.address).await;
    server.signed_up("alice").await;
    let mut page = server.page().await;
    assert_eq!(page.sign_up("ALICE").await.error(), is(409, "name-taken"));
    assert_eq!(page.account().await, None);
    assert_eq!(page.sign_up("alice2").await.status, StatusCode::CREATED);
}

async fn refuses_a_passkey_that_is_not_here_with_what_the_page_signals(fresh: &Fresh) {
    let server = Server::https(&fresh.address).await;
    let mut page = server.signed_up("alice").await;
    let id = page.passkeys().await[0]["id"].clone();
    let reply =
        page.ask(axum::http::Method::DELETE, "/api/account", Some(json!({ "confirm": "alice" }))).await;
    assert_eq!(reply.status, StatusCode::OK, "{}", reply.text());
    assert_eq!(reply.json()["signals"]["allAcceptedCredentials"]["allAcceptedCredentialIds"], json!([]));
    page.get("/api/session").await;
    let reply = page.sign_in().await;
    assert_eq!(reply.error(), is(404, "unknown-credential"));
    assert_eq!(reply.json()["signal"], json!({ "rpId": "example.org", "credentialId": id }));
}

async fn refuses_a_counter_that_goes_back_and_still_accepts_the_authenticator(fresh: &Fresh) {
    let server = Server::https(&fresh.address).await;
    let mut page = server.signed_up("alice").await;
    page.sign_out().await;
    page.client.lying(countersign_authenticator::Lie::CounterBack);
    assert_eq!(page.sign_in().await.error(), is(403, "refused"));
    assert_eq!(page.sign_in().await.status, StatusCode::OK);
}

async fn accepts_another_passkey_and_one_that_is_made_without_a_gesture(fresh: &Fresh) {
    let server = Server::https(&fresh.address).await;
    let page = server.signed_up("alice").await;
    let first = page.client;
    let mut second = server.page().await;
    second.cookie = page.cookie;
    let begun = second.post("/api/passkeys/options", json!({})).await;
    let excluded = begun.json()["publicKey"]["excludeCredentials"].as_array().unwrap().len();
    assert_eq!(excluded, 1);
    let made = second.client.create(&begun.options()).unwrap();
    let reply = second.post("/api/passkeys", answer(&begun, made.json())).await;
    assert_eq!((reply.status, second.passkeys().await.len()), (StatusCode::CREATED, 2));
    let mut third = server.page().await;
    third.cookie = second.cookie;
    let begun = third.post("/api/passkeys/conditional/options", json!({})).await;
    assert_eq!(begun.json()["mediation"], "conditional");
    let made = third.client.create_conditionally(&begun.options()).unwrap();
    let reply = third.post("/api/passkeys", answer(&begun, made.json())).await;
    assert_eq!((reply.status, third.passkeys().await.len()), (StatusCode::CREATED, 3));
    // Without a gesture where one was asked for.
    let mut fourth = server.page().await;
    fourth.cookie = third.cookie;
    let begun = fourth.post("/api/passkeys/options", json!({})).await;
    let made = fourth.client.create_conditionally(&begun.options());
    if let Ok(made) = made {
        assert_eq!(
            fourth.post("/api/passkeys", answer(&begun, made.json())).await.error(),
            is(403, "refused")
        );
    }
    server.wait(301);
    assert_eq!(fourth.post("/api/passkeys/options", json!({})).await.error(), is(401, "step-up"));
    assert_eq!(fourth.post("/api/passkeys/conditional/options", json!({})).await.error(), is(401, "step-up"));
    // Each of the passkeys signs in.
    for client in [first, second.client, third.client] {
        let mut page = server.page().await;
        page.client = client;
        assert_eq!(page.sign_in().await.status, StatusCode::OK);
    }
}

async fn accepts_a_developer_who_looks_at_the_steps(fresh: &Fresh) {
    let setting = Setting { explain: Explain::ToSignedIn, ..Setting::default() };
    let server = Server::start(&fresh.address, &setting).await;
    let mut page = server.page().await;
    let reply = page.sign_up("alice").await.json();
    let steps = reply["trace"].as_array().unwrap();
    let origin = steps.iter().find(|step| step["id"] == "7.1.9").unwrap();
    assert_eq!((&origin["outcome"], &origin["found"]), (&json!("passed"), &json!("https://example.org")));
    page.client.lying(countersign_authenticator::Lie::OriginOther);
    let refused = page.step_up("export").await;
    let last = refused.json()["trace"].as_array().unwrap().last().unwrap().clone();
    assert_eq!((&last["id"], &last["outcome"]), (&json!("7.2.12"), &json!("refused")));
    page.sign_out().await;
    page.client.lying(countersign_authenticator::Lie::OriginOther);
    assert_eq!(page.sign_in().await.json().get("trace"), None);
}

async fn accepts_one_of_two_uses_of_one_challenge_at_once(fresh: &Fresh) {
    let server = Server::https(&fresh.address).await;
    let mut page = server.signed_up("alice").await;
    page.sign_out().await;
    let begun = page.post("/api/sign-in/options", json!({})).await;
    let truth = answer(&begun, page.client.get(&begun.options()).unwrap().json());
    let request = || {
        axum::http::Request::post("/api/sign-in")
            .header(header::HOST, "example.org")
            .header(header::ORIGIN, "https://example.org")
            .header(header::CONTENT_TYPE, "application/json")
            .header(header::COOKIE, page.cookie.clone().unwrap())
            .body(axum::body::Body::from(truth.to_string()))
            .unwrap()
    };
    let (one, two) = tokio::join!(server.send(request()), server.send(request()));
    let mut statuses = [one.status.as_u16(), two.status.as_u16()];
    statuses.sort_unstable();
    assert!(statuses == [200, 410] || statuses == [200, 401], "{statuses:?}");
}
