//! What names get that nobody has, so that nobody learns which names somebody has.

use countersign::{DecoyRotation, DecoySecret, Decoys};
use sha2::{Digest as _, Sha256};

use crate::answer::Answer;
use crate::relying_parties::Party;
use crate::session::random;
use crate::site::Site;
use crate::store::{AccountId, DECOY_PERIOD_SECONDS};

/// The decoys of a name: the same each time, until they change once within a period, as passkeys of people do.
pub(crate) async fn of(site: &Site, party: &Party, name_key: &str) -> Answer<Decoys> {
    let now = site.now();
    let secrets = site.store.decoy_secrets(&random()?, now).await?;
    let current = DecoySecret::new(&secrets.current)?;
    let previous = DecoySecret::new(&secrets.previous)?;
    let rotation = DecoyRotation {
        current: &current,
        previous: &previous,
        elapsed_seconds: u64::try_from(now.saturating_sub(secrets.current_since)).unwrap_or_default(),
        period_seconds: DECOY_PERIOD_SECONDS.unsigned_abs(),
    };
    Ok(Decoys::rotating(party.relying_party().crypto(), &rotation, party.id(), name_key))
}

/// Whether an id is a decoy of somebody's name, out of one of the secrets that are valid.
pub(crate) async fn is_one(site: &Site, party: &Party, credential_id: &[u8]) -> Answer<bool> {
    let secrets = site.store.decoy_secrets(&random()?, site.now()).await?;
    let crypto = party.relying_party().crypto();
    let current = DecoySecret::new(&secrets.current)?.made(crypto, party.id(), credential_id);
    let previous = DecoySecret::new(&secrets.previous)?.made(crypto, party.id(), credential_id);
    Ok(current || previous)
}

/// The account that nobody has: asking for its passkeys costs what asking for somebody's costs.
pub(crate) const fn nobody() -> AccountId {
    AccountId([0; 16])
}

/// What a name is counted under.
pub(crate) fn name_hash(party: &Party, name_key: &str) -> [u8; 32] {
    Sha256::new().chain_update(party.id()).chain_update([0]).chain_update(name_key).finalize().into()
}

/// What an account is counted under.
pub(crate) fn account_hash(account: &AccountId) -> [u8; 32] {
    Sha256::digest(account.0).into()
}
