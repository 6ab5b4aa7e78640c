//! Every lie of the virtual authenticator, told to the server.

use axum::http::StatusCode;
use countersign_authenticator::{Algorithm, Attestation, Lie, Occasion};
use serde_json::json;

use crate::databases::{Fresh, on_each_database};
use crate::support::{Server, is};

on_each_database! {
    ()
    refuses_every_lie_about_a_registration_and_stores_nothing
    refuses_every_lie_about_an_authentication_and_changes_nothing
}

/// What a lie is answered with: always the same.
const MESSAGE: &str = "The passkey could not be verified. Please try again.";

// attack: srv-error-oracle, srv-log-secrets
async fn refuses_every_lie_about_a_registration_and_stores_nothing(fresh: &Fresh) {
    let server = Server::https(&fresh.address).await;
    server.log.listen();
    let mut told = 0;
    for lie in Lie::ALL {
        let occasion = Occasion::Registration(Attestation::None);
        let Some(step) = lie.refused_at(occasion, Algorithm::EdDsa) else { continue };
        let mut page = server.page().await;
        let begun = page.post("/api/sign-up/options", json!({ "name": lie.name() })).await;
        page.client.lying(*lie);
        let Ok(made) = page.client.create(&begun.options()) else { continue };
        server.log.take();
        let answer = format!("{{\"ceremony\":{},\"credential\":{}}}", begun.json()["ceremony"], made.json());
        let reply = page.post_text("/api/sign-up", &answer).await;
        assert_eq!(
            (reply.error(), &reply.json()["message"]),
            (is(403, "refused"), &json!(MESSAGE)),
            "{lie:?}"
        );
        assert_eq!(reply.json().as_object().unwrap().len(), 2, "{lie:?}");
        let log = server.log.take();
        assert!(log.contains(step) || log.contains("unreadable"), "{lie:?} at {step}: {log}");
        let token = page.cookie.as_deref().and_then(|cookie| cookie.split_once('=')).unwrap().1;
        for secret in [begun.json()["publicKey"]["challenge"].as_str().unwrap(), token] {
            assert!(!log.contains(secret), "{lie:?}: {log}");
        }
        assert_eq!(page.account().await, None, "{lie:?}");
        // The name is free, and the truth is accepted.
        assert_eq!(page.sign_up(lie.name()).await.status, StatusCode::CREATED, "{lie:?}");
        told += 1;
    }
    assert!(told > 60, "{told} lies told");
}

async fn refuses_every_lie_about_an_authentication_and_changes_nothing(fresh: &Fresh) {
    let server = Server::https(&fresh.address).await;
    server.log.listen();
    let mut told = 0;
    let mut page = server.signed_up("alice").await;
    for lie in Lie::ALL {
        let Some(step) = lie.refused_at(Occasion::Authentication, Algorithm::EdDsa) else { continue };
        page.sign_out().await;
        let begun = page.post("/api/sign-in/options", json!({ "name": "alice" })).await;
        page.client.lying(*lie);
        let Ok(made) = page.client.get(&begun.options()) else {
            assert_eq!(page.sign_in().await.status, StatusCode::OK, "{lie:?}");
            continue;
        };
        server.log.take();
        let answer = format!("{{\"ceremony\":{},\"credential\":{}}}", begun.json()["ceremony"], made.json());
        let reply = page.post_text("/api/sign-in", &answer).await;
        let known = [is(403, "refused"), is(404, "unknown-credential")];
        assert!(known.contains(&reply.error()), "{lie:?}: {}", reply.text());
        let log = server.log.take();
        assert!(log.contains(step) || log.contains("unreadable"), "{lie:?} at {step}: {log}");
        assert_eq!(page.account().await, None, "{lie:?}");
        assert_eq!(page.sign_in().await.status, StatusCode::OK, "{lie:?}");
        told += 1;
    }
    assert!(told > 40, "{told} lies told");
}
