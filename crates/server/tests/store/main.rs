//! The store on each database: what is atomic, what is unique, what is bounded.
#![cfg(test)]
#![expect(
    clippy::arithmetic_side_effects,
    clippy::wildcard_enum_match_arm,
    reason = "numbers of tests are small, and other outcomes fail"
)]

use std::sync::Arc;

use countersign_server::Store;
use countersign_server::store::*;
use sqlx::Connection as _;
use tokio::sync::Barrier;

mod conflicts;
#[path = "../databases/mod.rs"]
mod databases;
mod golden;
mod locks;
mod metadata;

use conflicts::*;
use databases::{Fresh, on_each_database};
use golden::*;
use metadata::*;

/// The time at which tests begin.
const NOW: i64 = 1_800_000_000;

impl Fresh {
    async fn open(&self) -> Store {
        Store::open(&self.address).await.unwrap()
    }

    /// Runs statements past the store, the first of SQLite, the second of PostgreSQL.
    async fn execute(&self, sqlite: String, postgres: String) {
        if self.file.is_some() {
            let mut connection = sqlx::SqliteConnection::connect(&self.address).await.unwrap();
            sqlx::raw_sql(sqlx::AssertSqlSafe(sqlite)).execute(&mut connection).await.unwrap();
            connection.close().await.unwrap();
        } else {
            let mut connection = sqlx::PgConnection::connect(&self.address).await.unwrap();
            sqlx::raw_sql(sqlx::AssertSqlSafe(postgres)).execute(&mut connection).await.unwrap();
            connection.close().await.unwrap();
        }
    }
}

on_each_database! {
    (flavor = "multi_thread", worker_threads = 2)
    accepts_two_machines_that_start_at_once
    refuses_a_schema_of_a_later_server
    accepts_one_of_fifty_that_take_a_ceremony_at_once
    refuses_ceremonies_of_others_and_of_yesterday
    accepts_a_few_ceremonies_of_a_session_and_drops_the_oldest
    refuses_names_credentials_and_sessions_that_are_taken
    accepts_one_of_many_that_use_one_record_at_once
    refuses_a_passkey_more_than_an_account_can_have
    refuses_to_delete_the_last_two_passkeys_at_once
    accepts_the_end_of_an_account_with_all_that_belongs_to_it
    accepts_one_pair_of_decoy_secrets_on_all_machines
    accepts_ids_that_a_collation_would_take_for_the_same
    refuses_what_has_expired_and_sweeps_it
    accepts_many_machines_that_start_at_once
    accepts_one_of_two_accounts_of_one_name_at_once
    accepts_sign_ins_while_their_account_is_deleted
    accepts_ceremonies_while_their_session_ends
    accepts_a_bounded_number_of_ceremonies_that_begin_at_once
    accepts_sessions_of_nobody_up_to_the_bound_and_drops_the_oldest
    refuses_changes_for_a_session_that_has_ended
    refuses_a_session_of_another_relying_party
    refuses_a_passkey_of_another_account_or_relying_party
    refuses_rows_that_cannot_be_and_does_not_quote_them
    accepts_metadata_of_a_higher_number_alone_for_each_service
    accepts_the_newest_of_metadata_that_machines_accept_at_once
    accepts_databases_of_every_version_and_brings_them_up_to_date
    #[ignore = "writes the golden files of the newest version of the schema"]
    writes_the_golden_files
}

#[tokio::test]
async fn refuses_addresses_that_are_none() {
    for address in ["", "countersign.sqlite", "mysql://localhost", "POSTGRES://localhost"] {
        assert!(matches!(Store::open(address).await, Err(StoreError::Address)), "{address}");
    }
    let malformed =
        ["postgres://localhost:x/y", "postgres://localhost/y?sslmode=perhaps", "sqlite:x?mode=perhaps"];
    for address in malformed {
        assert!(matches!(Store::open(address).await, Err(StoreError::Options(_))), "{address}");
    }
    let folder = format!("sqlite:{}", std::env::temp_dir().display());
    assert!(matches!(Store::open(&folder).await, Err(StoreError::Connection(_))));
}

#[cfg(unix)]
#[tokio::test]
async fn accepts_a_new_file_that_its_owner_alone_can_read() {
    use std::os::unix::fs::PermissionsExt as _;
    let fresh = Fresh::sqlite();
    let store = fresh.open().await;
    assert_eq!(create(&store, 1).await, Created::Stored);
    let file = fresh.file.as_ref().unwrap();
    let mode = |end: &str| {
        let path = format!("{}{end}", file.display());
        std::fs::metadata(path).unwrap().permissions().mode() & 0o777
    };
    assert_eq!([mode(""), mode("-wal")], [0o600; 2]);
    store.close().await;
    // One that its operator opened to a group stays open to it.
    std::fs::set_permissions(file, std::fs::Permissions::from_mode(0o640)).unwrap();
    fresh.open().await.close().await;
    assert_eq!(mode(""), 0o640);
}

#[tokio::test]
async fn accepts_a_database_in_memory() {
    let store = Store::open("sqlite::memory:").await.unwrap();
    assert_eq!(create(&store, 1).await, Created::Stored);
    let reads = (0..4).map(|_| {
        let store = store.clone();
        tokio::spawn(async move { store.account(&AccountId(id(1))).await.unwrap() })
    });
    for read in reads.collect::<Vec<_>>() {
        assert_eq!(read.await.unwrap(), Some(account(1)));
    }
    let other = Store::open("sqlite::memory:").await.unwrap();
    assert_eq!(other.account(&AccountId(id(1))).await.unwrap(), None);
}

/// Several machines with a connection each, so that what they do at once does not wait for connections.
async fn machines(fresh: &Fresh) -> Vec<Store> {
    let mut machines = Vec::new();
    for _ in 0..8 {
        machines.push(fresh.open().await);
    }
    machines
}

fn id(number: u8) -> [u8; 16] {
    [number; 16]
}

fn key(number: u8) -> SessionKey {
    SessionKey([number; 32])
}

fn session(account: Option<u8>) -> Session {
    Session {
        rp_id: "example.org".to_owned(),
        account: account.map(|number| AccountId(id(number))),
        credential_id: account.map(|number| vec![number; 16]),
        authenticated_at: NOW,
        purpose: "sign-in".to_owned(),
        created_at: NOW,
        expires_at: NOW + 1000,
    }
}

fn account(number: u8) -> Account {
    Account {
        id: AccountId(id(number)),
        rp_id: "example.org".to_owned(),
        user_handle: vec![number; 64],
        name: format!("Person {number}"),
        name_key: format!("person {number}"),
        display_name: "A person".to_owned(),
        created_at: NOW,
    }
}

fn passkey(account: u8, credential: u8) -> Passkey {
    Passkey {
        account: AccountId(id(account)),
        rp_id: "example.org".to_owned(),
        credential_id: vec![credential; 16],
        record: vec![0; 100],
        label: "Passkey".to_owned(),
        aaguid: [0; 16],
        attested_model: None,
        created_at: NOW + i64::from(credential),
        last_used_at: None,
    }
}

fn ceremony(number: u8, of: u8, created_at: i64) -> Ceremony {
    Ceremony {
        id: CeremonyId(id(number)),
        session: key(of),
        kind: CeremonyKind::Discoverable,
        state: vec![number; 300],
        details: String::new(),
        purpose: "sign-in".to_owned(),
        created_at,
        expires_at: created_at + 300,
    }
}

/// Creates an account with a passkey of the same number, from a session of that number, which gets the number plus 100.
async fn create(store: &Store, number: u8) -> Created {
    store.begin_session(&key(number), &session(None)).await.unwrap();
    let change = SessionChange { old: key(number), new: key(number + 100), session: session(Some(number)) };
    store.create_account(&account(number), &passkey(number, number), &change).await.unwrap()
}

async fn accepts_two_machines_that_start_at_once(fresh: &Fresh) {
    let (one, two) = tokio::join!(Store::open(&fresh.address), Store::open(&fresh.address));
    let (one, two) = (one.unwrap(), two.unwrap());
    assert_eq!(create(&one, 1).await, Created::Stored);
    assert_eq!(two.account(&AccountId(id(1))).await.unwrap(), Some(account(1)));
    one.close().await;
    // What is there stays there.
    assert_eq!(fresh.open().await.account(&AccountId(id(1))).await.unwrap(), Some(account(1)));
}

async fn refuses_a_schema_of_a_later_server(fresh: &Fresh) {
    fresh.open().await.close().await;
    let later = "INSERT INTO schema_versions (version) VALUES (1000)";
    if fresh.file.is_some() {
        let mut connection = sqlx::SqliteConnection::connect(&fresh.address).await.unwrap();
        sqlx::query(later).execute(&mut connection).await.unwrap();
    } else {
        let mut connection = sqlx::PgConnection::connect(&fresh.address).await.unwrap();
        sqlx::query(later).execute(&mut connection).await.unwrap();
    }
    let refused = Store::open(&fresh.address).await.unwrap_err();
    assert!(matches!(refused, StoreError::Newer { found: 1000, known: 2 }), "{refused}");
}

async fn accepts_one_of_fifty_that_take_a_ceremony_at_once(fresh: &Fresh) {
    let (store, other) = (fresh.open().await, fresh.open().await);
    store.begin_session(&key(1), &session(None)).await.unwrap();
    assert_eq!(store.begin_ceremony(&ceremony(1, 1, NOW)).await.unwrap(), Begun::Stored);
    let takes = (0..50).map(|number| {
        let store = if number % 2 == 0 { store.clone() } else { other.clone() };
        tokio::spawn(async move { store.take_ceremony(&CeremonyId(id(1)), &key(1), NOW).await.unwrap() })
    });
    let mut taken = Vec::new();
    for take in takes.collect::<Vec<_>>() {
        taken.extend(take.await.unwrap());
    }
    assert_eq!(taken, [ceremony(1, 1, NOW)]);
}

async fn refuses_ceremonies_of_others_and_of_yesterday(fresh: &Fresh) {
    let store = fresh.open().await;
    store.begin_session(&key(1), &session(None)).await.unwrap();
    store.begin_session(&key(2), &session(None)).await.unwrap();
    store.begin_ceremony(&ceremony(1, 1, NOW)).await.unwrap();
    let take = async |of, now| store.take_ceremony(&CeremonyId(id(1)), &key(of), now).await.unwrap();
    assert_eq!(take(2, NOW).await, None);
    assert_eq!(take(1, NOW + 300).await, None);
    assert_eq!(store.begin_ceremony(&ceremony(2, 3, NOW)).await.unwrap(), Begun::SessionGone);
    assert_eq!(take(1, NOW + 299).await, Some(ceremony(1, 1, NOW)));
    assert_eq!(take(1, NOW).await, None);
}

async fn accepts_a_few_ceremonies_of_a_session_and_drops_the_oldest(fresh: &Fresh) {
    let store = fresh.open().await;
    store.begin_session(&key(1), &session(None)).await.unwrap();
    for number in 1..=10 {
        store.begin_ceremony(&ceremony(number, 1, NOW + i64::from(number))).await.unwrap();
    }
    for number in 1..=10 {
        let taken = store.take_ceremony(&CeremonyId(id(number)), &key(1), NOW).await.unwrap();
        assert_eq!(taken.is_some(), number > 2, "{number}");
    }
}

async fn refuses_names_credentials_and_sessions_that_are_taken(fresh: &Fresh) {
    let store = fresh.open().await;
    assert_eq!(create(&store, 1).await, Created::Stored);
    store.begin_session(&key(2), &session(None)).await.unwrap();
    let change = |old| SessionChange { old: key(old), new: key(50), session: session(Some(2)) };
    let named = Account { name_key: account(1).name_key, ..account(2) };
    let created = store.create_account(&named, &passkey(2, 2), &change(2)).await.unwrap();
    assert_eq!(created, Created::NameTaken);
    let created = store.create_account(&account(2), &passkey(2, 1), &change(2)).await.unwrap();
    assert_eq!(created, Created::CredentialTaken);
    let created = store.create_account(&account(2), &passkey(2, 2), &change(9)).await.unwrap();
    assert_eq!(created, Created::SessionGone);
    // Nothing of it was stored.
    assert_eq!(store.account(&AccountId(id(2))).await.unwrap(), None);
    assert_eq!(store.passkey("example.org", &[2; 16]).await.unwrap(), None);
    assert!(store.session(&key(2), NOW).await.unwrap().is_some());
    // Of another relying party it is another name, and another credential.
    let elsewhere = Account { rp_id: "example.com".to_owned(), name_key: account(1).name_key, ..account(2) };
    let other = Passkey { rp_id: "example.com".to_owned(), ..passkey(2, 1) };
    let there = |account| Session { rp_id: "example.com".to_owned(), ..session(account) };
    store.begin_session(&key(3), &there(None)).await.unwrap();
    let change = SessionChange { old: key(3), new: key(50), session: there(Some(2)) };
    assert_eq!(store.create_account(&elsewhere, &other, &change).await.unwrap(), Created::Stored);
    assert_eq!(store.passkey("example.com", &[1; 16]).await.unwrap(), Some((other, elsewhere)));
    assert_eq!(store.session(&key(3), NOW).await.unwrap(), None);
    assert_eq!(store.session(&key(50), NOW).await.unwrap(), Some(there(Some(2))));
}

async fn accepts_one_of_many_that_use_one_record_at_once(fresh: &Fresh) {
    let store = fresh.open().await;
    create(&store, 1).await;
    for number in 10..30 {
        store.begin_session(&key(number), &session(None)).await.unwrap();
    }
    let uses = (10..30_u8).map(|number| {
        let store = store.clone();
        tokio::spawn(async move {
            let used = PasskeyUse {
                rp_id: "example.org".to_owned(),
                credential_id: vec![1; 16],
                before: vec![0; 100],
                after: vec![number; 100],
                used_at: NOW + 7,
            };
            let change =
                SessionChange { old: key(number), new: key(number + 100), session: session(Some(1)) };
            (number, store.sign_in(&used, &change).await.unwrap())
        })
    });
    let mut stored = Vec::new();
    for used in uses.collect::<Vec<_>>() {
        let (number, used) = used.await.unwrap();
        match used {
            Used::Stored => stored.push(number),
            used => assert_eq!(used, Used::Changed),
        }
    }
    let [winner] = stored[..] else { panic!("{stored:?}") };
    let (passkey, _) = store.passkey("example.org", &[1; 16]).await.unwrap().unwrap();
    assert_eq!((passkey.record, passkey.last_used_at), (vec![winner; 100], Some(NOW + 7)));
    for number in 10..30 {
        let is_signed_in = store.session(&key(number + 100), NOW).await.unwrap().is_some();
        let is_as_it_was = store.session(&key(number), NOW).await.unwrap().is_some();
        assert_eq!((is_signed_in, is_as_it_was), (number == winner, number != winner));
    }
    // A session that has ended changes no record.
    let used = PasskeyUse {
        rp_id: "example.org".to_owned(),
        credential_id: vec![1; 16],
        before: vec![winner; 100],
        after: vec![0; 100],
        used_at: NOW,
    };
    let change = SessionChange { old: key(winner), new: key(250), session: session(Some(1)) };
    assert_eq!(store.sign_in(&used, &change).await.unwrap(), Used::SessionGone);
    assert_eq!(store.passkey("example.org", &[1; 16]).await.unwrap().unwrap().0.record, [winner; 100]);
}

async fn refuses_a_passkey_more_than_an_account_can_have(fresh: &Fresh) {
    let store = fresh.open().await;
    create(&store, 1).await;
    assert_eq!(store.add_passkey(&passkey(1, 1), &key(101)).await.unwrap(), Added::CredentialTaken);
    assert_eq!(store.add_passkey(&passkey(9, 2), &key(101)).await.unwrap(), Added::AccountGone);
    for number in 2..=45 {
        assert_eq!(store.add_passkey(&passkey(1, number), &key(101)).await.unwrap(), Added::Stored);
    }
    let machines = machines(fresh).await;
    let start = Arc::new(Barrier::new(20));
    let adds = (46..=65_u8).map(|number| {
        let (store, start) = (machines[usize::from(number) % machines.len()].clone(), Arc::clone(&start));
        tokio::spawn(async move {
            start.wait().await;
            store.add_passkey(&passkey(1, number), &key(101)).await.unwrap()
        })
    });
    let mut stored = 0;
    for add in adds.collect::<Vec<_>>() {
        match add.await.unwrap() {
            Added::Stored => stored += 1,
            added => assert_eq!(added, Added::TooMany),
        }
    }
    assert_eq!(stored, 5);
    let passkeys = store.passkeys(&AccountId(id(1))).await.unwrap();
    assert_eq!(passkeys.len(), 50);
    assert!(passkeys.is_sorted_by_key(|passkey| passkey.created_at));
}

async fn refuses_to_delete_the_last_two_passkeys_at_once(fresh: &Fresh) {
    let store = fresh.open().await;
    create(&store, 1).await;
    store.add_passkey(&passkey(1, 2), &key(101)).await.unwrap();
    let delete = async |credential: u8, last| {
        let deletion = Deletion { last, kept_session: key(101) };
        store.delete_passkey(&AccountId(id(1)), &[credential; 16], deletion).await.unwrap()
    };
    assert_eq!(delete(3, LastPasskey::Keep).await, Deleted::Unknown);
    let machines = machines(fresh).await;
    for round in 0..10 {
        let start = Arc::new(Barrier::new(2));
        let deletions = [1_u8, 2].map(|number| {
            let (store, start) = (machines[usize::from(number)].clone(), Arc::clone(&start));
            tokio::spawn(async move {
                let deletion = Deletion { last: LastPasskey::Keep, kept_session: key(101) };
                start.wait().await;
                let credential = [number; 16];
                store.delete_passkey(&AccountId(id(1)), &credential, deletion).await.unwrap()
            })
        });
        let [one, two] = deletions;
        let deleted = (one.await.unwrap(), two.await.unwrap());
        let expected = [(Deleted::Deleted, Deleted::IsLast), (Deleted::IsLast, Deleted::Deleted)];
        assert!(expected.contains(&deleted), "{deleted:?}");
        if round < 9 {
            let gone = if deleted.0 == Deleted::Deleted { 1 } else { 2 };
            store.add_passkey(&passkey(1, gone), &key(101)).await.unwrap();
        }
    }
    let [left] = &store.passkeys(&AccountId(id(1))).await.unwrap()[..] else { panic!("one is left") };
    // A session that has ended, or is somebody else's, changes nothing.
    for session in [key(1), key(200)] {
        let deletion = Deletion { last: LastPasskey::Delete, kept_session: session };
        let deleted = store.delete_passkey(&AccountId(id(1)), &left.credential_id, deletion).await.unwrap();
        assert_eq!(deleted, Deleted::SessionGone);
        assert_eq!(store.add_passkey(&passkey(1, 9), &session).await.unwrap(), Added::SessionGone);
    }
    // Sessions that it opened end, but the one that asks.
    store.begin_session(&key(60), &session(None)).await.unwrap();
    let mut elsewhere = session(Some(1));
    elsewhere.credential_id = Some(left.credential_id.clone());
    let used = PasskeyUse {
        rp_id: "example.org".to_owned(),
        credential_id: left.credential_id.clone(),
        before: vec![0; 100],
        after: vec![0; 100],
        used_at: NOW,
    };
    let change = SessionChange { old: key(60), new: key(61), session: elsewhere };
    assert_eq!(store.sign_in(&used, &change).await.unwrap(), Used::Stored);
    assert_eq!(delete(left.credential_id[0], LastPasskey::Delete).await, Deleted::Deleted);
    assert_eq!(store.session(&key(61), NOW).await.unwrap(), None);
    assert!(store.session(&key(101), NOW).await.unwrap().is_some());
}

async fn accepts_the_end_of_an_account_with_all_that_belongs_to_it(fresh: &Fresh) {
    let store = fresh.open().await;
    create(&store, 1).await;
    create(&store, 2).await;
    store.begin_ceremony(&ceremony(1, 101, NOW)).await.unwrap();
    let (one, two) = (AccountId(id(1)), AccountId(id(2)));
    assert!(store.rename_account(&one, "Other", &key(101)).await.unwrap());
    let label = async |account: &AccountId, session: u8| {
        store.rename_passkey(account, &[1; 16], "Key", &key(session)).await.unwrap()
    };
    assert_eq!(label(&one, 101).await, Renamed::Renamed);
    assert_eq!(label(&two, 102).await, Renamed::Unknown);
    let (passkey, renamed) = store.passkey("example.org", &[1; 16]).await.unwrap().unwrap();
    assert_eq!((&*passkey.label, &*renamed.display_name), ("Key", "Other"));
    assert!(store.delete_account(&one, &key(101)).await.unwrap());
    assert!(!store.delete_account(&one, &key(101)).await.unwrap());
    assert_eq!(store.account_by_name("example.org", "person 1").await.unwrap(), None);
    assert_eq!(store.passkeys(&AccountId(id(1))).await.unwrap(), []);
    assert_eq!(store.session(&key(101), NOW).await.unwrap(), None);
    assert_eq!(store.take_ceremony(&CeremonyId(id(1)), &key(101), NOW).await.unwrap(), None);
    assert_eq!(store.account_by_name("example.org", "person 2").await.unwrap(), Some(account(2)));
}

async fn refuses_changes_for_a_session_that_has_ended(fresh: &Fresh) {
    let store = fresh.open().await;
    create(&store, 1).await;
    create(&store, 2).await;
    let one = AccountId(id(1));
    store.begin_session(&key(3), &session(None)).await.unwrap();
    store.end_session(&key(101)).await.unwrap();
    // Its own that has ended, one of nobody, one of somebody else.
    for number in [101, 3, 102] {
        assert!(!store.rename_account(&one, "Other", &key(number)).await.unwrap(), "{number}");
        let renamed = store.rename_passkey(&one, &[1; 16], "Key", &key(number)).await.unwrap();
        assert_eq!(renamed, Renamed::SessionGone, "{number}");
        assert!(!store.delete_account(&one, &key(number)).await.unwrap(), "{number}");
    }
    let found = store.passkey("example.org", &[1; 16]).await.unwrap();
    assert_eq!(found, Some((passkey(1, 1), account(1))));
}

async fn accepts_one_pair_of_decoy_secrets_on_all_machines(fresh: &Fresh) {
    let (one, two) = (fresh.open().await, fresh.open().await);
    let (first, second) = tokio::join!(one.decoy_secrets(&[1; 32], NOW), two.decoy_secrets(&[2; 32], NOW));
    let first = first.unwrap();
    assert_eq!(first, second.unwrap());
    assert_eq!((first.current, first.current_since), (first.previous, NOW));
    let late = NOW + DECOY_PERIOD_SECONDS;
    assert_eq!(one.decoy_secrets(&[3; 32], late - 1).await.unwrap(), first);
    let (next, same) = tokio::join!(one.decoy_secrets(&[3; 32], late), two.decoy_secrets(&[4; 32], late));
    let next = next.unwrap();
    assert_eq!(next, same.unwrap());
    assert_eq!((next.previous, next.current_since), (first.current, late));
    assert!([[3; 32], [4; 32]].contains(&next.current));
}

// attack: srv-store-compare, srv-sql
async fn accepts_ids_that_a_collation_would_take_for_the_same(fresh: &Fresh) {
    let store = fresh.open().await;
    create(&store, 1).await;
    let ids: [&[u8]; 6] = [b"id", b"ID", b"id ", b"id\0", b"' OR 1=1 --", &[0xff, 0xfe]];
    for (number, credential_id) in ids.into_iter().enumerate() {
        let passkey = Passkey {
            credential_id: credential_id.to_vec(),
            label: format!("{number}'; DROP TABLE passkeys; --"),
            ..passkey(1, 0)
        };
        assert_eq!(store.add_passkey(&passkey, &key(101)).await.unwrap(), Added::Stored);
    }
    for (number, credential_id) in ids.into_iter().enumerate() {
        let (found, _) = store.passkey("example.org", credential_id).await.unwrap().unwrap();
        assert_eq!(found.label, format!("{number}'; DROP TABLE passkeys; --"));
    }
    assert_eq!(store.passkey("example.org", b"Id").await.unwrap(), None);
    assert_eq!(store.passkey("EXAMPLE.ORG", b"id").await.unwrap(), None);
}

async fn refuses_what_has_expired_and_sweeps_it(fresh: &Fresh) {
    let store = fresh.open().await;
    store.begin_session(&key(1), &session(None)).await.unwrap();
    store.begin_ceremony(&ceremony(1, 1, NOW)).await.unwrap();
    assert!(store.session(&key(1), NOW + 999).await.unwrap().is_some());
    assert_eq!(store.session(&key(1), NOW + 1000).await.unwrap(), None);
    assert_eq!(store.sweep(NOW + 299).await.unwrap(), 0);
    assert_eq!(store.sweep(NOW + 300).await.unwrap(), 1);
    assert_eq!(store.sweep(NOW + 999).await.unwrap(), 0);
    assert_eq!(store.sweep(NOW + 1000).await.unwrap(), 1);
    store.ready().await.unwrap();
    assert!(matches!(Store::open("mysql://localhost").await, Err(StoreError::Address)));
}
