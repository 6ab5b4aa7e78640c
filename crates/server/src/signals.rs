//! The arguments of the page's signals, from rows of the database. Every answer names all passkeys, or none on purpose.

use countersign::UserHandle;
use countersign::signals;
use serde_json::{Value, json};

use crate::answer::{Answer, Failure};
use crate::relying_parties::Party;
use crate::site::Site;
use crate::store::{Account, Passkey};

fn parsed(text: &str) -> Answer<Value> {
    serde_json::from_str(text).map_err(|cause| {
        tracing::error!(%cause, "a signal that is no JSON");
        Failure::Internal
    })
}

fn handle(account: &Account) -> Answer<UserHandle> {
    Ok(UserHandle::new(&account.user_handle)?)
}

/// There is no such passkey.
pub(crate) fn unknown_credential(party: &Party, credential_id: &[u8]) -> Answer<Value> {
    parsed(&signals::unknown_credential(party.relying_party(), credential_id))
}

/// Whether an account may have no passkeys after a change.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Emptied {
    /// The person deleted the last one, knowing it.
    OnPurpose,
    /// Whoever signs in has one. If none is found something is wrong, and no passkey manager is told to forget them all.
    Never,
}

/// Both signals after a change that is stored. It stays so if they cannot be made: then the page gets none, and signals nothing.
pub(crate) async fn after_a_change(site: &Site, party: &Party, account: &Account, emptied: Emptied) -> Value {
    let passkeys = site.store.passkeys(&account.id).await.map_err(Failure::from);
    let all = passkeys.and_then(|passkeys| match (passkeys.as_slice(), emptied) {
        ([], Emptied::OnPurpose) => none_accepted(party, account),
        (some, _) => all_accepted(party, account, some),
    });
    let signals = all.and_then(|all| Ok((all, current_user(party, account)?)));
    signals.map_or_else(
        |_| json!({}),
        |(all, user)| json!({ "allAcceptedCredentials": all, "currentUserDetails": user }),
    )
}

/// These are the passkeys of an account. The library refuses to say so of none.
fn all_accepted(party: &Party, account: &Account, passkeys: &[Passkey]) -> Answer<Value> {
    let ids = passkeys.iter().map(|passkey| passkey.credential_id.as_slice());
    parsed(&signals::all_accepted_credentials(party.relying_party(), &handle(account)?, ids)?)
}

/// The account is gone.
pub(crate) fn none_accepted(party: &Party, account: &Account) -> Answer<Value> {
    parsed(&signals::no_accepted_credentials(party.relying_party(), &handle(account)?))
}

/// This is what the person is called.
pub(crate) fn current_user(party: &Party, account: &Account) -> Answer<Value> {
    let handle = handle(account)?;
    parsed(&signals::current_user_details(
        party.relying_party(),
        &handle,
        &account.name,
        &account.display_name,
    )?)
}

#[cfg(test)]
mod tests {
    use core::num::NonZeroU32;

    use super::*;
    use crate::clock::Clock;
    use crate::limits::Limits;
    use crate::relying_parties::RelyingParties;
    use crate::store::{AccountId, Store};

    #[tokio::test]
    async fn accepts_an_empty_list_on_purpose_alone() {
        let store = Store::open("sqlite::memory:").await.unwrap();
        let parties = RelyingParties::localhost(8080).unwrap();
        let party = std::sync::Arc::clone(parties.of("localhost:8080").unwrap());
        let one = NonZeroU32::new(1).unwrap();
        let site = Site::new(store, parties, Clock::System, Limits::new(one, one, Vec::new()));
        let account = Account {
            id: AccountId([1; 16]),
            rp_id: "localhost".to_owned(),
            user_handle: vec![1; 16],
            name: "alice".to_owned(),
            name_key: "alice".to_owned(),
            display_name: "Alice".to_owned(),
            created_at: 0,
        };
        assert_eq!(after_a_change(&site, &party, &account, Emptied::Never).await, json!({}));
        let told = after_a_change(&site, &party, &account, Emptied::OnPurpose).await;
        assert_eq!(told["allAcceptedCredentials"]["allAcceptedCredentialIds"], json!([]));
    }
}
