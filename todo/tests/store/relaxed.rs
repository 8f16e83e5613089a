//! A store that answers before it syncs.

use std::time::Duration;

use todo::store::{Durability, Store, StoreError, StoreSettings};

use crate::expected::Expected;
use crate::faulty::{Faults, Kind};
use crate::running::{
    Running, in_a_system, in_paused_time, is_sound, settings,
};

async fn relaxed(folder: &std::path::Path, faults: &Faults) -> Running {
    let durability = Durability::Relaxed;
    Running::on(StoreSettings { durability, ..settings(folder) }, faults).await
}

#[test]
fn writes_are_answered_at_once_and_synced_within_a_second() {
    in_paused_time(async {
        let folder = tempfile::tempdir().unwrap();
        let faults = Faults::default();
        let running = relaxed(folder.path(), &faults).await;
        let before = faults.syncs();
        let mut expected = Expected::default();
        for _ in 0..10 {
            let commit = expected.add("Bob", &["Dentist"]);
            running.store.commit(commit).await.unwrap();
        }
        running.has(&expected).await;
        assert_eq!(faults.syncs(), before);
        tokio::time::sleep(Duration::from_millis(1001)).await;
        // Whoever asks the writer now is answered after it has synced.
        running.store.ready().await.unwrap();
        assert_eq!(faults.syncs(), before + 1);
        running.stop().await;
        is_sound(folder.path());
    });
}

#[test]
fn who_stops_the_store_loses_nothing() {
    in_a_system(async {
        let folder = tempfile::tempdir().unwrap();
        let faults = Faults::default();
        let running = relaxed(folder.path(), &faults).await;
        let mut expected = Expected::default();
        let commit = expected.add("Bob", &["Dentist"]);
        running.store.commit(commit).await.unwrap();
        running.stop().await;
        is_sound(folder.path());
        let running = Running::start(folder.path()).await;
        running.has(&expected).await;
        running.stop().await;
    });
}

#[test]
fn what_was_answered_is_not_lost_when_its_sync_fails() {
    in_paused_time(async {
        let folder = tempfile::tempdir().unwrap();
        let faults = Faults::default();
        let running = relaxed(folder.path(), &faults).await;
        let mut expected = Expected::default();
        for title in ["Dentist", "Pizza"] {
            let commit = expected.add("Bob", &[title]);
            running.store.commit(commit).await.unwrap();
        }
        faults.fail_for_good(Kind::Sync, 0);
        tokio::time::sleep(Duration::from_millis(1001)).await;

        // From now on nobody is answered before it is on disk.
        let commit = expected.clone().add("Bob", &["Movies"]);
        let result = running.store.commit(commit).await;
        assert!(matches!(result, Err(StoreError::Io(_))), "{result:?}");

        assert!(faults.mend());
        running.store.ready().await.unwrap();
        running.has(&expected).await;
        let commit = expected.add("Bob", &["Movies"]);
        running.store.commit(commit).await.unwrap();
        running.has(&expected).await;
        running.stop().await;
        is_sound(folder.path());
        let running = Running::start(folder.path()).await;
        running.has(&expected).await;
        running.stop().await;
    });
}
