//! A disk that is full.

use todo::store::{Store, StoreError};

use crate::expected::Expected;
use crate::faulty::Faults;
use crate::running::{Running, in_a_system, is_sound, settings};

#[test]
fn a_full_disk_is_told_and_read_from_and_written_again_when_it_has_room() {
    in_a_system(async {
        let folder = tempfile::tempdir().unwrap();
        let faults = Faults::default();
        let running = Running::on(settings(folder.path()), &faults).await;
        let mut expected = Expected::default();
        for name in ["Bob", "Alice"] {
            let commit = expected.add(name, &["Dentist"]);
            running.store.commit(commit).await.unwrap();
        }

        // No page that has not been used so far can be written.
        let file = folder.path().join("todo.redb");
        let used = std::fs::read(&file).unwrap();
        let used = used.iter().rposition(|byte| *byte != 0).unwrap() / 4096;
        faults.fill(used as u64 + 1);
        let long = "long ".repeat(190);
        for _ in 0..3 {
            let mut more = expected.clone();
            let commit = more.add("Bob", &vec![&*long; 2000]);
            let result = running.store.commit(commit).await;
            assert!(matches!(result, Err(StoreError::Full(_))), "{result:?}");
            running.has(&expected).await;
        }

        assert!(faults.mend());
        running.store.ready().await.unwrap();
        let commit = expected.add("Bob", &vec![&*long; 2000]);
        running.store.commit(commit).await.unwrap();
        running.has(&expected).await;
        running.stop().await;
        is_sound(folder.path());
    });
}

#[test]
fn a_disk_that_is_full_at_once_is_not_ready() {
    in_a_system(async {
        let folder = tempfile::tempdir().unwrap();
        let faults = Faults::default();
        let running = Running::on(settings(folder.path()), &faults).await;
        running.store.ready().await.unwrap();
        faults.fill(0);
        let ready = running.store.ready().await;
        assert!(matches!(ready, Err(StoreError::Full(_))), "{ready:?}");
        // It is not open any more, and says why.
        let read = running.store.summaries(None, 10).await;
        assert!(matches!(read, Err(StoreError::Full(_))), "{read:?}");
        faults.mend();
        running.store.ready().await.unwrap();
        assert_eq!(running.store.summaries(None, 10).await, Ok(vec![]));
        running.stop().await;
    });
}
