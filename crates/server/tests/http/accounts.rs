//! Looking after an account: passkeys, names, export, deletion.

use axum::http::{Method, StatusCode};
use serde_json::json;

use crate::databases::{Fresh, on_each_database};
use crate::support::{Server, is};

on_each_database! {
    ()
    accepts_new_labels_and_names
    refuses_labels_that_cannot_be_and_passkeys_of_others
    refuses_to_delete_the_last_passkey_unless_it_is_said
    refuses_options_for_more_passkeys_than_an_account_can_have
    refuses_what_needs_a_recent_proof
    accepts_an_export_with_everything_that_is_kept
    refuses_a_session_that_is_over
}

async fn accepts_new_labels_and_names(fresh: &Fresh) {
    let server = Server::https(&fresh.address).await;
    let mut page = server.signed_up("alice").await;
    let passkey = page.passkeys().await[0].clone();
    assert_eq!((&passkey["current"], &passkey["createdAt"]), (&json!(true), &json!(crate::support::BEGIN)));
    assert_eq!((&passkey["synced"], &passkey["syncable"]), (&json!(false), &json!(false)));
    let path = format!("/api/passkeys/{}", passkey["id"].as_str().unwrap());
    let reply = page.ask(Method::PATCH, &path, Some(json!({ "label": " Blue key " }))).await;
    assert_eq!((reply.status, reply.json()), (StatusCode::OK, json!({ "label": "Blue key" })));
    assert_eq!(page.passkeys().await[0]["label"], "Blue key");
    let reply = page.ask(Method::PATCH, "/api/account", Some(json!({ "displayName": "Alice" }))).await.json();
    assert_eq!(reply["signals"]["currentUserDetails"]["displayName"], "Alice");
    assert_eq!(page.get("/api/session").await.json()["account"]["displayName"], "Alice");
}

async fn refuses_labels_that_cannot_be_and_passkeys_of_others(fresh: &Fresh) {
    let server = Server::https(&fresh.address).await;
    let mut alice = server.signed_up("alice").await;
    let mut mallory = server.signed_up("mallory").await;
    let path = format!("/api/passkeys/{}", alice.passkeys().await[0]["id"].as_str().unwrap());
    for label in ["", "a\u{202e}b", &"x".repeat(65)] {
        assert_eq!(
            alice.ask(Method::PATCH, &path, Some(json!({ "label": label }))).await.error(),
            is(422, "bad-name")
        );
    }
    let label = json!({ "label": "mine" });
    assert_eq!(mallory.ask(Method::PATCH, &path, Some(label.clone())).await.error(), is(404, "unknown"));
    assert_eq!(
        mallory.ask(Method::DELETE, &path, Some(json!({ "last": "delete" }))).await.error(),
        is(404, "unknown")
    );
    assert_eq!(alice.ask(Method::PATCH, "/api/passkeys/*", Some(label)).await.error(), is(404, "unknown"));
    assert_eq!(alice.passkeys().await.len(), 1);
}

async fn refuses_to_delete_the_last_passkey_unless_it_is_said(fresh: &Fresh) {
    let server = Server::https(&fresh.address).await;
    let mut page = server.signed_up("alice").await;
    let path = format!("/api/passkeys/{}", page.passkeys().await[0]["id"].as_str().unwrap());
    assert_eq!(page.ask(Method::DELETE, &path, Some(json!({}))).await.error(), is(409, "last-passkey"));
    let reply = page.ask(Method::DELETE, &path, Some(json!({ "last": "delete" }))).await;
    assert_eq!(reply.status, StatusCode::OK, "{}", reply.text());
    assert_eq!(reply.json()["signals"]["allAcceptedCredentials"]["allAcceptedCredentialIds"], json!([]));
    assert_eq!(page.passkeys().await.len(), 0);
    // Nothing can be proved any more, and nobody is locked out for it.
    server.wait(301);
    assert_eq!(page.post("/api/account/export", json!({})).await.status, StatusCode::OK);
    let reply = page.create("/api/passkeys", json!({})).await;
    assert_eq!((reply.status, page.passkeys().await.len()), (StatusCode::CREATED, 1));
    // From now on it can.
    assert_eq!(page.post("/api/account/export", json!({})).await.error(), is(401, "step-up"));
    assert_eq!(page.step_up("delete-passkey").await.status, StatusCode::OK);
    let path = format!("/api/passkeys/{}", page.passkeys().await[0]["id"].as_str().unwrap());
    let reply = page.ask(Method::DELETE, &path, Some(json!({ "last": "delete" }))).await;
    assert_eq!(reply.status, StatusCode::OK, "{}", reply.text());
    let reply = page.ask(Method::DELETE, "/api/account", Some(json!({ "confirm": "alice" }))).await;
    assert_eq!(reply.status, StatusCode::OK, "{}", reply.text());
}

async fn refuses_options_for_more_passkeys_than_an_account_can_have(fresh: &Fresh) {
    let server = Server::https(&fresh.address).await;
    let mut page = server.signed_up("alice").await;
    for _ in 1..countersign_server::store::MAX_PASSKEYS {
        let mut other = server.page().await;
        other.cookie = page.cookie.clone();
        assert_eq!(other.create("/api/passkeys", json!({})).await.status, StatusCode::CREATED);
    }
    for path in ["/api/passkeys/options", "/api/passkeys/conditional/options"] {
        assert_eq!(page.post(path, json!({})).await.error(), is(409, "too-many"), "{path}");
    }
}

// attack: srv-xss-register
async fn refuses_what_needs_a_recent_proof(fresh: &Fresh) {
    let server = Server::https(&fresh.address).await;
    let mut page = server.signed_up("alice").await;
    let passkey = page.passkeys().await[0]["id"].as_str().unwrap().to_owned();
    server.wait(300);
    for (method, path, body, purpose) in [
        (Method::POST, "/api/passkeys/options".to_owned(), json!({}), "add-passkey"),
        (Method::DELETE, format!("/api/passkeys/{passkey}"), json!({}), "delete-passkey"),
        (Method::DELETE, "/api/account".to_owned(), json!({ "confirm": "alice" }), "delete-account"),
        (Method::POST, "/api/account/export".to_owned(), json!({}), "export"),
    ] {
        let reply = page.ask(method.clone(), &path, Some(body.clone())).await;
        assert_eq!(
            (reply.error(), reply.json()["purpose"].as_str()),
            (is(401, "step-up"), Some(purpose)),
            "{path}"
        );
        let mut other = server.page().await;
        assert_eq!(other.ask(method, &path, Some(body)).await.error(), is(401, "signed-out"), "{path}");
    }
    assert_eq!(page.step_up("delete-account").await.status, StatusCode::OK);
    assert_eq!(
        page.ask(Method::DELETE, "/api/account", Some(json!({ "confirm": "bob" }))).await.error(),
        is(422, "bad-name")
    );
    let reply = page.ask(Method::DELETE, "/api/account", Some(json!({ "confirm": "alice" }))).await;
    assert_eq!(reply.status, StatusCode::OK);
    assert_eq!(page.cookie, None);
}

async fn accepts_an_export_with_everything_that_is_kept(fresh: &Fresh) {
    let server = Server::https(&fresh.address).await;
    let mut page = server.signed_up("alice").await;
    let reply = page.post("/api/account/export", json!({})).await;
    let export = reply.json();
    assert_eq!((&export["rpId"], &export["account"]["name"]), (&json!("example.org"), &json!("alice")));
    let record = export["passkeys"][0]["record"].to_string();
    let record = countersign::CredentialRecord::from_json(&record).unwrap();
    assert_eq!(page.client.credentials().next().unwrap().id(), record.id());
}

async fn refuses_a_session_that_is_over(fresh: &Fresh) {
    let server = Server::https(&fresh.address).await;
    let mut page = server.signed_up("alice").await;
    server.wait(12 * 60 * 60 - 1);
    assert_eq!(page.account().await.as_deref(), Some("alice"));
    server.wait(2);
    assert_eq!(page.get("/api/passkeys").await.error(), is(401, "signed-out"));
}
