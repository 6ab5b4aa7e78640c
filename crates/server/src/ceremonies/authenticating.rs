//! Authentications: signing in, and proving it again for something in particular.

use axum::body::Bytes;
use axum::extract::State;
use axum::http::StatusCode;
use countersign::{
    Authentication, AuthenticationFacts, AuthenticationResponse, Binding, CredentialRecord, Lookup,
    PendingDiscoverable, PendingIdentified, RequestOptions, UnixTime, UserHandle,
};
use serde::Deserialize;

use super::{
    AUTOFILL_SECONDS, Answered, Beginning, CEREMONY_SECONDS, Judged, begin, challenge, done, read, signed_in,
    take, with_cookie,
};
use crate::answer::{Answer, Failure};
use crate::decoys;
use crate::names::account_name;
use crate::relying_parties::Party;
use crate::session::{Browser, SIGN_IN, STEP_UPS, Visitor};
use crate::site::{Shared, Site};
use crate::store::{Account, Ceremony, CeremonyKind, Passkey, PasskeyUse, Used};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct SignIn {
    name: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct StepUp {
    purpose: String,
}

fn options<'a>(party: &'a Party, seconds: i64) -> Answer<RequestOptions<'a>> {
    let seconds = u32::try_from(seconds).map_err(|_| Failure::Internal)?;
    Ok(RequestOptions::new(party.relying_party(), challenge()?)
        .user_verification(party.user_verification())
        .extensions(party.extensions().of_request())
        .timeout_seconds(seconds))
}

fn binding<'a>(site: &Site, browser: &'a Browser, purpose: &'a str) -> Binding<'a> {
    Binding { session: browser.token.bytes(), purpose, now: UnixTime::from_seconds(site.now()) }
}

/// Options for signing in: with any passkey, or with those of a name.
pub(crate) async fn sign_in_options(State(site): Shared, visitor: Visitor, body: Bytes) -> Answer {
    let browser = visitor.signed_out()?;
    let form: SignIn = read(&body)?;
    match form.name {
        None => discoverable(&site, &visitor.party, browser).await,
        Some(name) => identified(&site, &visitor.party, browser, &name).await,
    }
}

async fn discoverable(site: &Site, party: &Party, browser: &Browser) -> Answer {
    let options = options(party, AUTOFILL_SECONDS)?;
    let (options, pending) = options.begin_discoverable(&binding(site, browser, SIGN_IN))?;
    let beginning = Beginning {
        kind: CeremonyKind::Discoverable,
        options,
        state: pending.into_stored(),
        details: String::new(),
        purpose: SIGN_IN,
        seconds: AUTOFILL_SECONDS,
        is_conditional: false,
    };
    begin(site, browser, beginning).await
}

/// Known and unknown names take the same way: the decoys are made and the database is asked in either case.
async fn identified(site: &Site, party: &Party, browser: &Browser, name: &str) -> Answer {
    let name = account_name(name)?;
    site.limits.count_account(decoys::name_hash(party, &name.key))?;
    let decoys = decoys::of(site, party, &name.key).await?;
    let account = site.store.account_by_name(party.id(), &name.key).await?;
    let id = account.as_ref().map_or_else(decoys::nobody, |account| account.id);
    let passkeys = site.store.passkeys(&id).await?;
    let options = options(party, CEREMONY_SECONDS)?;
    let binding = binding(site, browser, SIGN_IN);
    let (options, pending) = match account.filter(|_| !passkeys.is_empty()) {
        Some(account) => begin_identified(options, &account, &passkeys, &binding)?,
        None => options.begin_identified_decoy(&decoys, &binding)?,
    };
    begin(site, browser, identified_beginning(options, pending, SIGN_IN)).await
}

fn begin_identified(
    options: RequestOptions<'_>,
    account: &Account,
    passkeys: &[Passkey],
    binding: &Binding<'_>,
) -> Answer<(String, PendingIdentified)> {
    let records: Vec<_> = passkeys
        .iter()
        .map(|passkey| CredentialRecord::from_bytes(&passkey.record))
        .collect::<Result<_, _>>()?;
    let handle = UserHandle::new(&account.user_handle)?;
    Ok(options.begin_identified(&handle, &records, binding)?)
}

fn identified_beginning(options: String, pending: PendingIdentified, purpose: &str) -> Beginning<'_> {
    Beginning {
        kind: CeremonyKind::Identified,
        options,
        state: pending.into_stored(),
        details: String::new(),
        purpose,
        seconds: CEREMONY_SECONDS,
        is_conditional: false,
    }
}

/// Options for proving it again: only with passkeys of the account, only for this purpose.
pub(crate) async fn step_up_options(State(site): Shared, visitor: Visitor, body: Bytes) -> Answer {
    let signed_in = visitor.signed_in()?;
    let form: StepUp = read(&body)?;
    let purpose = STEP_UPS.into_iter().find(|purpose| *purpose == form.purpose).ok_or(Failure::Malformed)?;
    site.limits.count_account(decoys::account_hash(&signed_in.account))?;
    let account = site.store.account(&signed_in.account).await?.ok_or(Failure::SignedOut)?;
    let passkeys = site.store.passkeys(&account.id).await?;
    if passkeys.is_empty() {
        return Err(Failure::Unknown);
    }
    let options = options(&visitor.party, CEREMONY_SECONDS)?;
    let binding = binding(&site, &signed_in.browser, purpose);
    let (options, pending) = begin_identified(options, &account, &passkeys, &binding)?;
    begin(&site, &signed_in.browser, identified_beginning(options, pending, purpose)).await
}

/// What was found under the id of an answer: the row, its record, and its account.
type Known = (Passkey, CredentialRecord, Account);

/// Looks up what an answer was made with, and judges the answer.
async fn verify(
    judged: &mut Judged<'_>,
    party: &Party,
    browser: &Browser,
    ceremony: &Ceremony,
    answered: &Answered,
) -> Answer<(Authentication, Known)> {
    let site = judged.site;
    let response = AuthenticationResponse::from_json(answered.credential.get())
        .map_err(|error| judged.unreadable(&error))?;
    let known = match site.store.passkey(party.id(), response.credential_id()).await? {
        Some((passkey, account)) => Some((CredentialRecord::from_bytes(&passkey.record)?, passkey, account)),
        None => None,
    };
    let facts = AuthenticationFacts {
        now: UnixTime::from_seconds(site.now()),
        session: browser.token.bytes(),
        purpose: &ceremony.purpose,
        record: known.as_ref().map_or(Lookup::Unknown, |(record, ..)| Lookup::Found(record)),
    };
    let relying_party = party.relying_party();
    let trace = &mut judged.recording;
    let outcome = match ceremony.kind {
        CeremonyKind::Identified => PendingIdentified::from_stored(&ceremony.state)
            .and_then(|pending| pending.verify_traced(relying_party, &response, &facts, trace)),
        CeremonyKind::Discoverable => PendingDiscoverable::from_stored(&ceremony.state)
            .and_then(|pending| pending.verify_traced(relying_party, &response, &facts, trace)),
        CeremonyKind::Registration => return Err(Failure::Expired),
    };
    match (outcome, known) {
        (Ok(authentication), Some((record, passkey, account))) => {
            Ok((authentication, (passkey, record, account)))
        }
        (Ok(_), None) => Err(Failure::Internal),
        (Err(error), known) => {
            let failure = judged.refused(&error, browser.session.account.is_some());
            let id = response.credential_id();
            // Where it is known who it has to be, nothing tells a passkey of theirs from a decoy; nor does it where a decoy
            // is tried out.
            if known.is_some()
                || ceremony.kind != CeremonyKind::Discoverable
                || decoys::is_one(site, party, id).await?
            {
                return Err(failure);
            }
            Err(Failure::UnknownCredential { signal: crate::signals::unknown_credential(party, id)? })
        }
    }
}

/// Signs in.
pub(crate) async fn sign_in(State(site): Shared, visitor: Visitor, body: Bytes) -> Answer {
    let browser = visitor.signed_out()?;
    let answered: Answered = read(&body)?;
    let judged = Judged::new(&site, "sign-in");
    prove(judged, &visitor.party, browser, &answered, |ceremony| ceremony.purpose == SIGN_IN).await
}

/// Proves it again.
pub(crate) async fn step_up(State(site): Shared, visitor: Visitor, body: Bytes) -> Answer {
    let signed_in = visitor.signed_in()?;
    let answered: Answered = read(&body)?;
    let is_step_up = |ceremony: &Ceremony| {
        ceremony.kind != CeremonyKind::Registration && STEP_UPS.contains(&ceremony.purpose.as_str())
    };
    let judged = Judged::new(&site, "step-up");
    prove(judged, &visitor.party, &signed_in.browser, &answered, is_step_up).await
}

/// Judges, and stores what follows: the record as it is now and the session under a new token, or neither. Whose passkey it has
/// to be stands in the ceremony, which is bound to the session.
async fn prove(
    mut judged: Judged<'_>,
    party: &Party,
    browser: &Browser,
    answered: &Answered,
    is_expected: impl Fn(&Ceremony) -> bool,
) -> Answer {
    let outcome = async {
        let ceremony = take(judged.site, browser, answered).await?;
        if !is_expected(&ceremony) {
            return Err(Failure::Expired);
        }
        store_proof(&mut judged, party, browser, &ceremony, answered).await
    };
    let outcome = outcome.await;
    judged.close(outcome).await
}

async fn store_proof(
    judged: &mut Judged<'_>,
    party: &Party,
    browser: &Browser,
    ceremony: &Ceremony,
    answered: &Answered,
) -> Answer {
    let site = judged.site;
    let (authentication, (passkey, record, account)) =
        verify(judged, party, browser, ceremony, answered).await?;
    let record = authentication.update().applied_to(&record).ok_or(Failure::Internal)?;
    let used = PasskeyUse {
        rp_id: account.rp_id.clone(),
        credential_id: passkey.credential_id.clone(),
        before: passkey.record,
        after: record.to_bytes(),
        used_at: site.now(),
    };
    let (cookie, change) =
        signed_in(site, party, browser, (&account, &passkey.credential_id), &ceremony.purpose)?;
    match site.store.sign_in(&used, &change).await? {
        Used::Stored => {}
        Used::Changed => return Err(Failure::Conflict),
        Used::SessionGone => return Err(Failure::NoSession),
    }
    Ok(with_cookie(done(judged, party, StatusCode::OK, &account).await, cookie))
}
