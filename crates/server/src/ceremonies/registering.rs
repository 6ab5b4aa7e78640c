//! Registrations: of a new account, and of another passkey.

use axum::Json;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Response};
use countersign::{
    AttestationConveyance, Binding, CreationOptions, CredentialRecord, IdStatus, PendingRegistration,
    Registration, RegistrationFacts, RegistrationResponse, Trust, UnixTime, User, UserHandle,
    UserVerification,
};
use serde::{Deserialize, Serialize};

use super::{
    Answered, Beginning, CEREMONY_SECONDS, Judged, begin, challenge, done, read, signed_in, take, with_cookie,
};
use crate::answer::{Answer, Failure};
use crate::decoys;
use crate::metadata::{AttestedModel, Judge};
use crate::names::{account_name, shown_name};
use crate::relying_parties::Party;
use crate::session::{ADD_PASSKEY, Browser, SIGN_UP, SignedIn, Visitor, random};
use crate::site::{Shared, Site};
use crate::store::{Account, AccountId, Added, Ceremony, CeremonyKind, Created, MAX_PASSKEYS, Passkey};

/// The purpose of another passkey that is made without a gesture.
const ADD_PASSKEY_CONDITIONALLY: &str = "add-passkey-conditionally";

/// What a passkey is called that nobody named and whose provider is not known.
const PASSKEY: &str = "Passkey";

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct SignUp {
    name: String,
    display_name: Option<String>,
}

/// What is kept of the form until the answer comes.
#[derive(Serialize, Deserialize)]
struct NewAccount {
    name: String,
    display_name: String,
}

/// An empty body.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Nothing {}

/// What is asked of a registration.
struct Asked<'a> {
    user: User<'a>,
    purpose: &'a str,
    details: String,
    exclude: Vec<CredentialRecord>,
    is_conditional: bool,
}

async fn begin_registration(site: &Site, party: &Party, browser: &Browser, asked: Asked<'_>) -> Answer {
    let is_trust_required = party.demand().is_required();
    if is_trust_required && site.known_models(party).is_none() {
        // No answer could be accepted: better to say so before a passkey is made.
        return Err(unavailable());
    }
    let mut options = CreationOptions::new(party.relying_party(), asked.user, challenge()?)
        .user_verification(party.user_verification())
        .resident_key(party.resident_key())
        .attestation(party.attestation(), &[])
        .extensions(party.extensions().of_creation())
        .exclude(&asked.exclude);
    if !party.algorithms().is_empty() {
        options = options.algorithms(party.algorithms());
    }
    if is_trust_required {
        options = options.require_trusted_attestation();
    }
    if asked.is_conditional {
        // The person made no gesture for it, so that neither presence nor verification can be demanded.
        options = options.conditional().user_verification(UserVerification::Preferred);
    }
    let now = UnixTime::from_seconds(site.now());
    let binding = Binding { session: browser.token.bytes(), purpose: asked.purpose, now };
    let (options, pending) = options.begin(&binding)?;
    let beginning = Beginning {
        kind: CeremonyKind::Registration,
        options,
        state: pending.into_stored(),
        details: asked.details,
        purpose: asked.purpose,
        seconds: CEREMONY_SECONDS,
        is_conditional: asked.is_conditional,
    };
    begin(site, browser, beginning).await
}

/// Trust is required, and nothing says whom to trust. Metrics and a line of the log told it when it came to this: a request
/// tells nothing new.
fn unavailable() -> Failure {
    tracing::debug!("trusted attestation is required, and there is no metadata that counts");
    Failure::Unavailable
}

/// Options for a new account. A name that is taken gets the same: whether it is comes out at the end, for a passkey.
pub(crate) async fn sign_up_options(State(site): Shared, visitor: Visitor, body: Bytes) -> Answer {
    let browser = visitor.signed_out()?;
    let form: SignUp = read(&body)?;
    let name = account_name(&form.name)?.written;
    let display_name = shown_name(form.display_name.as_deref().unwrap_or(&name))?;
    let handle = UserHandle::random()?;
    let user = User { handle, name: &name, display_name: &display_name };
    let details = NewAccount { name: name.clone(), display_name: display_name.clone() };
    let asked = Asked {
        user,
        purpose: SIGN_UP,
        details: serde_json::to_string(&details).map_err(|_| Failure::Internal)?,
        exclude: Vec::new(),
        is_conditional: false,
    };
    begin_registration(&site, &visitor.party, browser, asked).await
}

/// A registration that was accepted.
struct Verified {
    registration: Registration,
    handle: UserHandle,
    /// The model that is vouched for.
    model: Option<AttestedModel>,
}

/// Judges the answer of a registration that was taken out of the store.
async fn verify(
    judged: &mut Judged<'_>,
    party: &Party,
    browser: &Browser,
    ceremony: &Ceremony,
    answered: &Answered,
) -> Answer<Verified> {
    let site = judged.site;
    let is_signed_in = browser.session.account.is_some();
    let response = RegistrationResponse::from_json(answered.credential.get())
        .map_err(|error| judged.unreadable(&error))?;
    let pending = PendingRegistration::from_stored(&ceremony.state)
        .map_err(|error| judged.refused(&error, is_signed_in))?;
    let id = response.credential_id();
    // A decoy is nobody's, and is taken all the same: else it would be told from a passkey by registering its id.
    let is_taken =
        site.store.passkey(party.id(), id).await?.is_some() || decoys::is_one(site, party, id).await?;
    // Who asks for no attestation gets none that could be judged.
    let is_asked = party.attestation() != AttestationConveyance::None;
    let models = site.known_models(party).filter(|_| is_asked);
    let judge = models.as_ref().map(|models| Judge::new(models, site.now()));
    // Options may be older than the demand, and say nothing of it: what is demanded now counts.
    if party.demand().is_required() && judge.is_none() {
        return Err(unavailable());
    }
    let facts = RegistrationFacts {
        now: UnixTime::from_seconds(site.now()),
        session: browser.token.bytes(),
        purpose: &ceremony.purpose,
        credential_id: if is_taken { IdStatus::Registered } else { IdStatus::New },
        trust: judge.as_ref().map_or(Trust::NotAssessed, |judge| Trust::Assessed {
            policy: party.demand().policy(),
            anchors: judge,
        }),
    };
    let handle = pending.user_handle().clone();
    let outcome = pending.verify_traced(party.relying_party(), &response, &facts, &mut judged.recording);
    if let Some(judge) = &judge {
        let attestation = outcome.as_ref().map_or_else(|_| "refused".to_owned(), trust_of);
        tracing::info!(ceremony = judged.name, attestation, metadata = judge.words(), "judged");
    }
    let registration = outcome.map_err(|error| judged.refused(&error, is_signed_in))?;
    let vouched = registration.attestation().vouched();
    let model = judge.zip(vouched).and_then(|(judge, vouched)| judge.model(vouched));
    Ok(Verified { registration, handle, model })
}

/// Whether anybody vouches for the attestation of a registration, in words; if not, why.
fn trust_of(registration: &Registration) -> String {
    let attestation = registration.attestation();
    match attestation.distrust() {
        Some(distrust) => format!("not trusted: {distrust}"),
        None if attestation.is_trusted() => "trusted".to_owned(),
        None => "not judged".to_owned(),
    }
}

/// The row of a passkey that was registered.
fn passkey(site: &Site, account: &Account, verified: Verified) -> Passkey {
    let Verified { registration, model, .. } = verified;
    let aaguid = *registration.attestation().claimed_aaguid().unverified().bytes();
    let record = registration.into_record();
    Passkey {
        account: account.id,
        rp_id: account.rp_id.clone(),
        credential_id: record.id().to_vec(),
        record: record.to_bytes(),
        label: site.providers.name(&aaguid).unwrap_or(PASSKEY).to_owned(),
        aaguid,
        attested_model: model.map(AttestedModel::to_bytes),
        created_at: site.now(),
        last_used_at: None,
    }
}

/// Creates the account of a sign-up, and signs its person in.
pub(crate) async fn sign_up(State(site): Shared, visitor: Visitor, body: Bytes) -> Answer {
    let browser = visitor.signed_out()?;
    let answered: Answered = read(&body)?;
    let mut judged = Judged::new(&site, "sign-up");
    let outcome = create_account(&mut judged, &visitor.party, browser, &answered).await;
    judged.close(outcome).await
}

async fn create_account(
    judged: &mut Judged<'_>,
    party: &Party,
    browser: &Browser,
    answered: &Answered,
) -> Answer {
    let site = judged.site;
    let ceremony = take(site, browser, answered).await?;
    if ceremony.kind != CeremonyKind::Registration || ceremony.purpose != SIGN_UP {
        return Err(Failure::Expired);
    }
    let form: NewAccount = serde_json::from_str(&ceremony.details).map_err(|_| Failure::Internal)?;
    let verified = verify(judged, party, browser, &ceremony, answered).await;
    let verified = verified.map_err(|failure| failure.of_registration(party))?;
    let name = account_name(&form.name)?;
    let account = Account {
        id: AccountId(random()?),
        rp_id: party.id().to_owned(),
        user_handle: verified.handle.as_bytes().to_vec(),
        name: name.written,
        name_key: name.key,
        display_name: form.display_name,
        created_at: site.now(),
    };
    let passkey = passkey(site, &account, verified);
    let (cookie, change) = signed_in(site, party, browser, (&account, &passkey.credential_id), SIGN_UP)?;
    match site.store.create_account(&account, &passkey, &change).await? {
        Created::Stored => {}
        Created::NameTaken => return Err(Failure::NameTaken),
        Created::CredentialTaken => return Err(Failure::Conflict),
        Created::SessionGone => return Err(Failure::NoSession),
    }
    Ok(with_cookie(done(judged, party, StatusCode::CREATED, &account).await, cookie))
}

/// Options for another passkey of whoever is signed in.
pub(crate) async fn passkey_options(State(site): Shared, visitor: Visitor, body: Bytes) -> Answer {
    another(&site, &visitor, &body, ADD_PASSKEY).await
}

/// The same without a gesture: only shortly after a proof that was not made for something else.
pub(crate) async fn conditional_options(State(site): Shared, visitor: Visitor, body: Bytes) -> Answer {
    another(&site, &visitor, &body, ADD_PASSKEY_CONDITIONALLY).await
}

async fn another(site: &Site, visitor: &Visitor, body: &Bytes, purpose: &'static str) -> Answer {
    let signed_in = visitor.signed_in()?;
    let Nothing {} = read(body)?;
    site.limits.count_account(decoys::account_hash(&signed_in.account))?;
    signed_in.require_recent(site, ADD_PASSKEY).await?;
    let account = site.store.account(&signed_in.account).await?.ok_or(Failure::SignedOut)?;
    let passkeys = site.store.passkeys(&account.id).await?;
    if i64::try_from(passkeys.len()).is_ok_and(|number| number >= MAX_PASSKEYS) {
        return Err(Failure::TooMany);
    }
    let exclude: Vec<_> = passkeys
        .iter()
        .map(|passkey| CredentialRecord::from_bytes(&passkey.record))
        .collect::<Result<_, _>>()?;
    let handle = UserHandle::new(&account.user_handle)?;
    let user = User { handle, name: &account.name, display_name: &account.display_name };
    let is_conditional = purpose == ADD_PASSKEY_CONDITIONALLY;
    let asked = Asked { user, purpose, details: String::new(), exclude, is_conditional };
    begin_registration(site, &visitor.party, &signed_in.browser, asked).await
}

/// Adds a passkey to the account of whoever is signed in.
pub(crate) async fn add_passkey(State(site): Shared, visitor: Visitor, body: Bytes) -> Answer {
    let signed_in = visitor.signed_in()?;
    let answered: Answered = read(&body)?;
    let mut judged = Judged::new(&site, "add-passkey");
    let outcome = store_passkey(&mut judged, &visitor.party, &signed_in, &answered).await;
    judged.close(outcome).await
}

async fn store_passkey(
    judged: &mut Judged<'_>,
    party: &Party,
    signed_in: &SignedIn,
    answered: &Answered,
) -> Answer {
    let site = judged.site;
    let ceremony = take(site, &signed_in.browser, answered).await?;
    let is_one = matches!(ceremony.purpose.as_str(), ADD_PASSKEY | ADD_PASSKEY_CONDITIONALLY);
    if ceremony.kind != CeremonyKind::Registration || !is_one {
        return Err(Failure::Expired);
    }
    let account = site.store.account(&signed_in.account).await?.ok_or(Failure::SignedOut)?;
    // The ceremony is bound to the session, whose account never changes, and so is the user handle in it.
    let verified = verify(judged, party, &signed_in.browser, &ceremony, answered).await;
    let verified = verified.map_err(|failure| failure.of_registration(party))?;
    let passkey = passkey(site, &account, verified);
    match site.store.add_passkey(&passkey, &signed_in.browser.token.key()).await? {
        Added::Stored => {}
        Added::CredentialTaken => return Err(Failure::Conflict),
        Added::TooMany => return Err(Failure::TooMany),
        Added::AccountGone | Added::SessionGone => return Err(Failure::SignedOut),
    }
    Ok(done(judged, party, StatusCode::CREATED, &account).await)
}

/// 204.
pub(crate) fn nothing() -> Response {
    StatusCode::NO_CONTENT.into_response()
}

/// JSON with 200.
pub(crate) fn json(value: serde_json::Value) -> Response {
    Json(value).into_response()
}
