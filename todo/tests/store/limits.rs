//! How many lists there may be.

use todo::list::Edit;
use todo::store::{RedbStore, Store, StoreError, StoreSettings};

use crate::batches::join;
use crate::expected::Expected;
use crate::running::{Running, in_a_system, is_sound, settings};

#[test]
fn a_list_too_many_fails_alone() {
    in_a_system(async {
        let folder = tempfile::tempdir().unwrap();
        let settings = StoreSettings { lists: 2, ..settings(folder.path()) };
        let running = Running::of(RedbStore::new(settings)).await.unwrap();
        let mut expected = Expected::default();
        let alice = expected.add("Alice", &["Dentist"]);
        let bob = expected.add("Bob", &["Dentist"]);
        let carol = expected.clone().add("Carol", &["Dentist"]);
        let more = expected.add("Alice", &["Pizza"]);
        let commits = [alice, bob, carol.clone(), more];
        let commits = commits.map(|commit| running.store.commit(commit));
        let results = join(commits.into()).await;
        let too_many = Err(StoreError::TooManyLists(2));
        assert_eq!(results, [Ok(()), Ok(()), too_many.clone(), Ok(())]);
        running.has(&expected).await;

        // Who ends one makes room, once.
        let end = expected.edit("Bob", Edit::End).unwrap();
        running.store.commit(end).await.unwrap();
        running.store.commit(carol).await.unwrap();
        let dave = expected.clone().add("Dave", &["Dentist"]);
        assert_eq!(running.store.commit(dave).await, too_many);
        let names = running.store.summaries(None, 9).await.unwrap();
        assert_eq!(names.len(), 2);
        running.stop().await;
        is_sound(folder.path());
    });
}

#[test]
fn a_long_list_ends_with_all_that_is_in_it() {
    in_a_system(async {
        let folder = tempfile::tempdir().unwrap();
        let running = Running::start(folder.path()).await;
        let mut expected = Expected::default();
        for name in ["Alice", "Bob", "Carol"] {
            let commit = expected.add(name, &vec!["Pizza"; 3000]);
            running.store.commit(commit).await.unwrap();
        }
        let begin = todo::list::Edit::Begin;
        for key in ["one", "two"] {
            for name in ["Alice", "Bob", "Carol"] {
                let begin = begin.clone();
                let commit = expected.edit_with_key(name, begin, key).unwrap();
                running.store.commit(commit).await.unwrap();
            }
        }
        running.has(&expected).await;
        let commit = expected.edit("Bob", Edit::End).unwrap();
        running.store.commit(commit).await.unwrap();
        running.has(&expected).await;
        running.stop().await;
        let report = todo::store::check(folder.path()).unwrap();
        assert_eq!(
            (report.lists, report.entries, report.receipts),
            (2, 6000, 4)
        );
        assert!(report.is_sound(), "{report:?}");
    });
}
