//! What happens at once, and what must not be stored.

use countersign_server::Store;
use countersign_server::store::*;

use crate::{Fresh, NOW, account, ceremony, create, id, key, passkey, session};

pub(crate) async fn accepts_many_machines_that_start_at_once(fresh: &Fresh) {
    let starts = (0..8).map(|_| {
        let address = fresh.address.clone();
        tokio::spawn(async move { Store::open(&address).await.unwrap() })
    });
    let mut stores = Vec::new();
    for start in starts.collect::<Vec<_>>() {
        stores.push(start.await.unwrap());
    }
    assert_eq!(create(&stores[0], 1).await, Created::Stored);
    for store in &stores {
        assert_eq!(store.account(&AccountId(id(1))).await.unwrap(), Some(account(1)));
        store.close().await;
    }
}

pub(crate) async fn accepts_one_of_two_accounts_of_one_name_at_once(fresh: &Fresh) {
    let store = fresh.open().await;
    let creations = (1..=8_u8).map(|number| {
        let store = store.clone();
        tokio::spawn(async move {
            store.begin_session(&key(number), &session(None)).await.unwrap();
            let named = Account { name_key: "one name".to_owned(), ..account(number) };
            let signed_in = session(Some(number));
            let change = SessionChange { old: key(number), new: key(number + 100), session: signed_in };
            store.create_account(&named, &passkey(number, number), &change).await.unwrap()
        })
    });
    let mut stored = 0;
    for creation in creations.collect::<Vec<_>>() {
        match creation.await.unwrap() {
            Created::Stored => stored += 1,
            created => assert_eq!(created, Created::NameTaken),
        }
    }
    assert_eq!(stored, 1);
}

fn use_of(credential: u8, record: u8) -> PasskeyUse {
    PasskeyUse {
        rp_id: "example.org".to_owned(),
        credential_id: vec![credential; 16],
        before: vec![record; 100],
        after: vec![record; 100],
        used_at: NOW,
    }
}

pub(crate) async fn accepts_sign_ins_while_their_account_is_deleted(fresh: &Fresh) {
    let store = fresh.open().await;
    for round in 1..=8_u8 {
        assert_eq!(create(&store, round).await, Created::Stored);
        let numbers = || 0..6_u8;
        for number in numbers() {
            store.begin_session(&key(200 + number), &session(None)).await.unwrap();
        }
        let sign_ins = numbers().map(|number| {
            let store = store.clone();
            tokio::spawn(async move {
                let signed_in = session(Some(round));
                let change =
                    SessionChange { old: key(200 + number), new: key(220 + number), session: signed_in };
                store.sign_in(&use_of(round, 0), &change).await.unwrap()
            })
        });
        let sign_ins: Vec<_> = sign_ins.collect();
        assert!(store.delete_account(&AccountId(id(round)), &key(100 + round)).await.unwrap());
        for sign_in in sign_ins {
            let used = sign_in.await.unwrap();
            assert!([Used::Stored, Used::Changed].contains(&used), "{used:?}");
        }
        for number in numbers() {
            assert_eq!(store.session(&key(220 + number), NOW).await.unwrap(), None);
            store.end_session(&key(200 + number)).await.unwrap();
        }
    }
}

pub(crate) async fn accepts_ceremonies_while_their_session_ends(fresh: &Fresh) {
    let store = fresh.open().await;
    for _ in 0..8 {
        store.begin_session(&key(1), &session(None)).await.unwrap();
        store.begin_ceremony(&ceremony(100, 1, NOW)).await.unwrap();
        let beginnings = (1..=10_u8).map(|number| {
            let store = store.clone();
            tokio::spawn(async move { store.begin_ceremony(&ceremony(number, 1, NOW)).await.unwrap() })
        });
        let beginnings: Vec<_> = beginnings.collect();
        store.end_session(&key(1)).await.unwrap();
        for beginning in beginnings {
            let begun = beginning.await.unwrap();
            assert!([Begun::Stored, Begun::SessionGone].contains(&begun), "{begun:?}");
        }
        for number in (1..=10).chain([100]) {
            let taken = store.take_ceremony(&CeremonyId(id(number)), &key(1), NOW).await.unwrap();
            assert_eq!(taken, None);
        }
    }
}

pub(crate) async fn accepts_a_bounded_number_of_ceremonies_that_begin_at_once(fresh: &Fresh) {
    let store = fresh.open().await;
    store.begin_session(&key(1), &session(None)).await.unwrap();
    let beginnings = (1..=40_u8).map(|number| {
        let store = store.clone();
        tokio::spawn(async move { store.begin_ceremony(&ceremony(number, 1, NOW)).await.unwrap() })
    });
    for beginning in beginnings.collect::<Vec<_>>() {
        assert_eq!(beginning.await.unwrap(), Begun::Stored);
    }
    let mut kept = 0;
    for number in 1..=40 {
        let taken = store.take_ceremony(&CeremonyId(id(number)), &key(1), NOW).await.unwrap();
        kept += i64::from(taken.is_some());
    }
    assert_eq!(kept, MAX_CEREMONIES_PER_SESSION);
}

// attack: srv-store-fill
pub(crate) async fn accepts_sessions_of_nobody_up_to_the_bound_and_drops_the_oldest(fresh: &Fresh) {
    let store = fresh.open().await;
    let rest = format!("'example.org', 0, 'sign-in', {NOW}, {}", NOW + 10);
    let into = "INSERT INTO sessions (key, rp_id, authenticated_at, purpose, created_at, expires_at)";
    let last = MAX_ANONYMOUS_SESSIONS - 1;
    fresh
        .execute(
            format!(
                "WITH RECURSIVE numbers (number) AS \
                 (SELECT 1 UNION ALL SELECT number + 1 FROM numbers WHERE number < {last}) \
                 {into} SELECT randomblob(32), {rest} FROM numbers"
            ),
            format!(
                "{into} SELECT sha256(convert_to(number::text, 'UTF8')), {rest} \
                 FROM generate_series(1, {last}) AS number"
            ),
        )
        .await;
    assert_eq!(create(&store, 1).await, Created::Stored);
    let short = Session { expires_at: NOW + 5, ..session(None) };
    store.begin_session(&key(1), &short).await.unwrap();
    for number in [2, 3] {
        store.begin_session(&key(number), &session(None)).await.unwrap();
        assert!(store.session(&key(number), NOW).await.unwrap().is_some(), "{number}");
        assert_eq!(store.session(&key(1), NOW).await.unwrap(), None);
    }
    // Nobody is signed out by strangers.
    assert!(store.session(&key(101), NOW).await.unwrap().is_some());
    assert_eq!(store.sweep(NOW + 10).await.unwrap(), 10_000);
}

pub(crate) async fn refuses_a_session_of_another_relying_party(fresh: &Fresh) {
    let store = fresh.open().await;
    create(&store, 1).await;
    let there = Session { rp_id: "example.com".to_owned(), ..session(None) };
    store.begin_session(&key(2), &there).await.unwrap();
    let change = SessionChange { old: key(2), new: key(3), session: session(Some(1)) };
    assert_eq!(store.sign_in(&use_of(1, 0), &change).await.unwrap(), Used::SessionGone);
    assert_eq!(store.session(&key(3), NOW).await.unwrap(), None);
    // Nobody is signed in by asking for a session that has somebody.
    store.begin_session(&key(4), &session(Some(1))).await.unwrap();
    let begun = store.session(&key(4), NOW).await.unwrap().unwrap();
    assert_eq!((begun.account, begun.credential_id), (None, None));
}

pub(crate) async fn refuses_a_passkey_of_another_account_or_relying_party(fresh: &Fresh) {
    let store = fresh.open().await;
    create(&store, 1).await;
    create(&store, 2).await;
    // The passkey of one account opens no session of another.
    let change = SessionChange { old: key(102), new: key(3), session: session(Some(2)) };
    assert_eq!(store.sign_in(&use_of(1, 0), &change).await.unwrap(), Used::Changed);
    let nobody = SessionChange { old: key(102), new: key(3), session: session(None) };
    assert_eq!(store.sign_in(&use_of(2, 0), &nobody).await.unwrap(), Used::Changed);
    assert!(store.session(&key(102), NOW).await.unwrap().is_some());
    // An account has no passkey of another relying party.
    let elsewhere = Passkey { rp_id: "example.com".to_owned(), ..passkey(1, 9) };
    assert!(matches!(store.add_passkey(&elsewhere, &key(101)).await, Err(StoreError::Statement(_))));
    assert_eq!(store.passkey("example.com", &[9; 16]).await.unwrap(), None);
}

pub(crate) async fn refuses_rows_that_cannot_be_and_does_not_quote_them(fresh: &Fresh) {
    let store = fresh.open().await;
    create(&store, 1).await;
    for credential_id in [vec![], vec![7; 1024]] {
        let label = "what a client sent".to_owned();
        let refused = store
            .add_passkey(&Passkey { credential_id, label, ..passkey(1, 2) }, &key(101))
            .await
            .unwrap_err();
        assert!(matches!(refused, StoreError::Statement(_)), "{refused}");
        for shown in [format!("{refused}"), format!("{refused:?}")] {
            assert!(shown.contains("refused a statement"), "{shown}");
            assert!(!shown.contains("what a client sent"), "{shown}");
        }
    }
    let ends_early = Session { expires_at: NOW - 1, ..session(None) };
    assert!(matches!(store.begin_session(&key(9), &ends_early).await, Err(StoreError::Statement(_))));
    assert_eq!(store.passkeys(&AccountId(id(1))).await.unwrap(), [passkey(1, 1)]);
}
