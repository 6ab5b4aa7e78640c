//! Which metadata was accepted last.

use countersign_server::store::AcceptedMetadata;

use crate::{Fresh, NOW, machines};

pub(crate) fn accepted(number: i64, content: u8) -> AcceptedMetadata {
    AcceptedMetadata { number, digest: [content; 32], accepted_at: NOW + number }
}

pub(crate) async fn accepts_metadata_of_a_higher_number_alone_for_each_service(fresh: &Fresh) {
    let store = fresh.open().await;
    assert_eq!(store.metadata("one").await.unwrap(), None);
    assert_eq!(store.accept_metadata("one", &accepted(7, 1)).await.unwrap(), accepted(7, 1));
    // What is the last one stays it: against an older one, and against another one of the same number.
    for other in [accepted(6, 2), accepted(7, 2)] {
        assert_eq!(store.accept_metadata("one", &other).await.unwrap(), accepted(7, 1));
    }
    assert_eq!(store.metadata("two").await.unwrap(), None);
    assert_eq!(store.accept_metadata("two", &accepted(1, 3)).await.unwrap(), accepted(1, 3));
    assert_eq!(store.accept_metadata("one", &accepted(8, 4)).await.unwrap(), accepted(8, 4));
    store.close().await;
    assert_eq!(fresh.open().await.metadata("one").await.unwrap(), Some(accepted(8, 4)));
}

pub(crate) async fn accepts_the_newest_of_metadata_that_machines_accept_at_once(fresh: &Fresh) {
    let tasks = machines(fresh).await.into_iter().zip(1..).map(|(store, number)| {
        tokio::spawn(async move { store.accept_metadata("one", &accepted(number, 1)).await.unwrap().number })
    });
    for (task, number) in tasks.collect::<Vec<_>>().into_iter().zip(1..) {
        assert!(task.await.unwrap() >= number);
    }
    assert_eq!(fresh.open().await.metadata("one").await.unwrap(), Some(accepted(8, 1)));
}
