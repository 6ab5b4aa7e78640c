//! The account of whoever is signed in: its passkeys, its names, its end.

use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::http::header;
use axum::response::IntoResponse as _;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use countersign::{BackupEligibility, CredentialRecord};
use countersign_mds::MetadataSet;
use serde::Deserialize;
use serde_json::{Map, Value, json};

use crate::answer::{Answer, Failure};
use crate::ceremonies::registering::{self, Nothing};
use crate::ceremonies::{account_json, read};
use crate::metadata::AttestedModel;
use crate::names::shown_name;
use crate::providers::Providers;
use crate::relying_parties::Party;
use crate::session::{
    ANONYMOUS_SECONDS, Browser, DELETE_ACCOUNT, DELETE_PASSKEY, EXPORT, SignedIn, Token, Visitor,
};
use crate::signals::Emptied;
use crate::site::{Explain, Shared, Site};
use crate::store::{Account, Deleted, Deletion, LastPasskey, MAX_PASSKEYS, Passkey, Renamed, Session};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Label {
    label: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Last {
    last: Option<LastWord>,
}

#[derive(Deserialize)]
#[serde(rename_all = "kebab-case")]
enum LastWord {
    Delete,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct DisplayName {
    display_name: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Confirmation {
    confirm: String,
}

async fn account(site: &Site, signed_in: &SignedIn) -> Answer<Account> {
    site.store.account(&signed_in.account).await?.ok_or(Failure::SignedOut)
}

/// Who is here; a browser that is new gets a session.
pub(crate) async fn session(State(site): Shared, visitor: Visitor) -> Answer {
    let party = &visitor.party;
    let now = site.now();
    let mut body = Map::new();
    body.insert("rpId".into(), party.id().into());
    body.insert("rpName".into(), party.relying_party().name().into());
    body.insert("explain".into(), (site.explain == Explain::ToSignedIn).into());
    if let Some(Browser { session, .. }) = &visitor.browser {
        if let Ok(signed_in) = visitor.signed_in() {
            body.insert("account".into(), account_json(&account(&site, &signed_in).await?));
            body.insert("recent".into(), session.recent("", now).into());
        }
        return Ok(registering::json(Value::Object(body)));
    }
    let token = Token::random()?;
    let session = Session {
        rp_id: party.id().to_owned(),
        account: None,
        credential_id: None,
        authenticated_at: 0,
        purpose: String::new(),
        created_at: now,
        expires_at: now.saturating_add(ANONYMOUS_SECONDS),
    };
    site.store.begin_session(&token.key(), &session).await?;
    let mut response = registering::json(Value::Object(body));
    let cookie = token.cookie(party, ANONYMOUS_SECONDS).ok_or(Failure::Internal)?;
    response.headers_mut().insert(header::SET_COOKIE, cookie);
    Ok(response)
}

/// Ends the session, here and in the browser.
pub(crate) async fn sign_out(State(site): Shared, visitor: Visitor, body: Bytes) -> Answer {
    let signed_in = visitor.signed_in()?;
    let Nothing {} = read(&body)?;
    site.store.end_session(&signed_in.browser.token.key()).await?;
    let mut response = registering::nothing();
    let cookie = signed_in.browser.token.cookie(&visitor.party, 0).ok_or(Failure::Internal)?;
    response.headers_mut().insert(header::SET_COOKIE, cookie);
    Ok(response)
}

/// The models that passkeys are of, as they are known now.
struct Models {
    set: Option<MetadataSet>,
    now: i64,
}

impl Models {
    fn new(site: &Site, party: &Party) -> Self {
        Self { set: site.known_models(party), now: site.now() }
    }

    /// What is known of the model of a passkey, if somebody vouched for it.
    fn shown(&self, passkey: &Passkey) -> Option<Value> {
        let model = AttestedModel::from_bytes(passkey.attested_model.as_deref()?)?;
        model.shown(self.set.as_ref()?, self.now)
    }
}

/// A passkey as the page sees it.
fn passkey_json(
    providers: &Providers,
    models: &Models,
    passkey: &Passkey,
    current: Option<&[u8]>,
) -> Answer<Value> {
    let record = CredentialRecord::from_bytes(&passkey.record)?;
    let transports: Vec<&str> = record.transports().iter().collect();
    Ok(json!({
        "id": URL_SAFE_NO_PAD.encode(&passkey.credential_id),
        "label": passkey.label,
        "provider": providers.name(&passkey.aaguid),
        "model": models.shown(passkey),
        "createdAt": passkey.created_at,
        "lastUsedAt": passkey.last_used_at,
        "synced": record.backup_state(),
        "syncable": record.backup_eligibility() == BackupEligibility::Eligible,
        "transports": transports,
        "current": current == Some(passkey.credential_id.as_slice()),
    }))
}

/// The passkeys of the account, oldest first.
pub(crate) async fn passkeys(State(site): Shared, visitor: Visitor) -> Answer {
    let signed_in = visitor.signed_in()?;
    let current = signed_in.browser.session.credential_id.as_deref();
    let passkeys = site.store.passkeys(&signed_in.account).await?;
    let models = Models::new(&site, &visitor.party);
    let shown: Vec<Value> = passkeys
        .iter()
        .map(|passkey| passkey_json(&site.providers, &models, passkey, current))
        .collect::<Result<_, _>>()?;
    Ok(registering::json(json!({ "passkeys": shown, "maximum": MAX_PASSKEYS })))
}

fn credential_id(text: &str) -> Answer<Vec<u8>> {
    URL_SAFE_NO_PAD.decode(text).map_err(|_| Failure::Unknown)
}

/// Gives a passkey another label.
pub(crate) async fn rename_passkey(
    State(site): Shared,
    visitor: Visitor,
    Path(id): Path<String>,
    body: Bytes,
) -> Answer {
    let signed_in = visitor.signed_in()?;
    let form: Label = read(&body)?;
    let label = shown_name(&form.label)?;
    let session = signed_in.browser.token.key();
    match site.store.rename_passkey(&signed_in.account, &credential_id(&id)?, &label, &session).await? {
        Renamed::Renamed => Ok(registering::json(json!({ "label": label }))),
        Renamed::Unknown => Err(Failure::Unknown),
        Renamed::SessionGone => Err(Failure::SignedOut),
    }
}

/// Deletes a passkey; the last one only if the body says so.
pub(crate) async fn delete_passkey(
    State(site): Shared,
    visitor: Visitor,
    Path(id): Path<String>,
    body: Bytes,
) -> Answer {
    let signed_in = visitor.signed_in()?;
    let form: Last = read(&body)?;
    signed_in.require_recent(&site, DELETE_PASSKEY).await?;
    let last = match form.last {
        Some(LastWord::Delete) => LastPasskey::Delete,
        None => LastPasskey::Keep,
    };
    let account = account(&site, &signed_in).await?;
    let deletion = Deletion { last, kept_session: signed_in.browser.token.key() };
    match site.store.delete_passkey(&signed_in.account, &credential_id(&id)?, deletion).await? {
        Deleted::Deleted => {}
        Deleted::IsLast => return Err(Failure::LastPasskey),
        Deleted::Unknown => return Err(Failure::Unknown),
        Deleted::SessionGone => return Err(Failure::SignedOut),
    }
    tracing::info!("a passkey was deleted");
    let emptied = if last == LastPasskey::Delete { Emptied::OnPurpose } else { Emptied::Never };
    let signals = crate::signals::after_a_change(&site, &visitor.party, &account, emptied).await;
    Ok(registering::json(json!({ "signals": signals })))
}

/// Gives the person another name.
pub(crate) async fn rename(State(site): Shared, visitor: Visitor, body: Bytes) -> Answer {
    let signed_in = visitor.signed_in()?;
    let form: DisplayName = read(&body)?;
    let name = shown_name(&form.display_name)?;
    let account = Account { display_name: name, ..account(&site, &signed_in).await? };
    let signal = crate::signals::current_user(&visitor.party, &account)?;
    let session = signed_in.browser.token.key();
    if !site.store.rename_account(&account.id, &account.display_name, &session).await? {
        return Err(Failure::SignedOut);
    }
    Ok(registering::json(
        json!({ "account": account_json(&account), "signals": { "currentUserDetails": signal } }),
    ))
}

/// Deletes the account and all that belongs to it.
pub(crate) async fn delete(State(site): Shared, visitor: Visitor, body: Bytes) -> Answer {
    let signed_in = visitor.signed_in()?;
    let form: Confirmation = read(&body)?;
    signed_in.require_recent(&site, DELETE_ACCOUNT).await?;
    let account = account(&site, &signed_in).await?;
    if form.confirm != account.name {
        return Err(Failure::BadName);
    }
    let signal = crate::signals::none_accepted(&visitor.party, &account)?;
    let cookie = signed_in.browser.token.cookie(&visitor.party, 0).ok_or(Failure::Internal)?;
    if !site.store.delete_account(&account.id, &signed_in.browser.token.key()).await? {
        return Err(Failure::SignedOut);
    }
    tracing::info!("an account was deleted");
    let mut response = registering::json(json!({ "signals": { "allAcceptedCredentials": signal } }));
    response.headers_mut().insert(header::SET_COOKIE, cookie);
    Ok(response)
}

/// Everything that is kept about the account.
pub(crate) async fn export(State(site): Shared, visitor: Visitor, body: Bytes) -> Answer {
    let signed_in = visitor.signed_in()?;
    let Nothing {} = read(&body)?;
    signed_in.require_recent(&site, EXPORT).await?;
    let account = account(&site, &signed_in).await?;
    let passkeys = site.store.passkeys(&account.id).await?;
    let models = Models::new(&site, &visitor.party);
    let kept = passkeys.iter().map(|passkey| {
        let record = CredentialRecord::from_bytes(&passkey.record)?;
        let record: Value = serde_json::from_str(&record.to_json()).map_err(|_| Failure::Internal)?;
        let mut shown = passkey_json(&site.providers, &models, passkey, None)?;
        if let Some(shown) = shown.as_object_mut() {
            shown.remove("current");
            let model = passkey.attested_model.as_ref().map(|model| URL_SAFE_NO_PAD.encode(model));
            shown.insert("attestedModel".into(), model.into());
            shown.insert("record".into(), record);
        }
        Ok(shown)
    });
    let kept: Vec<Value> = kept.collect::<Answer<_>>()?;
    let body = json!({
        "rpId": visitor.party.id(),
        "account": account_json(&account),
        "createdAt": account.created_at,
        "passkeys": kept,
    });
    let disposition = [(header::CONTENT_DISPOSITION, "attachment; filename=\"account.json\"")];
    Ok((disposition, axum::Json(body)).into_response())
}
