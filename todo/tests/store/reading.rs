//! What is read beside the writer.

use todo::list::Edit;
use todo::store::{Store, StoreError};

use crate::expected::Expected;
use crate::faulty::{Faults, Kind};
use crate::running::{Running, in_a_system, settings};

#[test]
fn lists_come_in_the_order_of_their_names_and_in_parts() {
    in_a_system(async {
        let folder = tempfile::tempdir().unwrap();
        let running = Running::start(folder.path()).await;
        let mut expected = Expected::default();
        for n in (0..300).rev() {
            let commit = expected.add(&format!("list {n}"), &["Dentist"]);
            running.store.commit(commit).await.unwrap();
        }
        for limit in [1, 7, 299, 300, 301] {
            let mut found = Vec::new();
            loop {
                let after = found.last().cloned();
                let part = running.store.summaries(after, limit).await.unwrap();
                assert!(part.len() <= limit);
                if part.is_empty() {
                    break;
                }
                found.extend(part.into_iter().map(|list| list.name));
            }
            assert!(found.iter().eq(expected.lists.keys()), "{limit}");
        }
        let none = running.store.summaries(None, 0).await.unwrap();
        assert!(none.is_empty());
        running.stop().await;
    });
}

#[test]
fn all_lists_are_those_of_one_moment() {
    in_a_system(async {
        let folder = tempfile::tempdir().unwrap();
        let running = Running::start(folder.path()).await;
        let mut expected = Expected::default();
        for n in 0..50 {
            let commit = expected.add(&format!("list {n}"), &["Dentist"]);
            running.store.commit(commit).await.unwrap();
        }
        let mut all = running.store.all().await.unwrap();
        let then = expected.clone();
        for n in 0..50 {
            let commit = expected.edit(&format!("list {n}"), Edit::End);
            running.store.commit(commit.unwrap()).await.unwrap();
        }
        let mut found = Vec::new();
        while let Some(list) = all.recv().await {
            found.push(list.unwrap());
        }
        assert_eq!(found, then.lists.into_iter().collect::<Vec<_>>());
        running.has(&expected).await;

        // Who does not read on keeps nobody from stopping.
        let unread = running.store.all().await.unwrap();
        running.stop().await;
        drop(unread);
    });
}

#[test]
fn a_reader_that_meets_a_failure_reads_again() {
    in_a_system(async {
        let folder = tempfile::tempdir().unwrap();
        let faults = Faults::default();
        let mut settings = settings(folder.path());
        settings.cache_bytes = 0;
        let running = Running::on(settings, &faults).await;
        let mut expected = Expected::default();
        for name in ["Alice", "Bob"] {
            let commit = expected.add(name, &["Dentist"; 1000]);
            running.store.commit(commit).await.unwrap();
        }
        for after in 0..10 {
            faults.fail_once(Kind::Read, after);
            let bob = "Bob".parse().unwrap();
            let read = running.store.load(&bob).await.unwrap();
            assert_eq!(read.as_ref(), expected.lists.get(&bob));
            assert!(!faults.mend());
        }
        running.has(&expected).await;

        faults.fail_for_good(Kind::Read, 0);
        let failed = running.store.load(&"Bob".parse().unwrap()).await;
        assert!(matches!(failed, Err(StoreError::Io(_))), "{failed:?}");
        faults.mend();
        running.has(&expected).await;
        running.stop().await;
    });
}

#[test]
fn who_reads_all_is_told_when_the_file_is_opened_again() {
    in_a_system(async {
        let folder = tempfile::tempdir().unwrap();
        let faults = Faults::default();
        let mut settings = settings(folder.path());
        settings.cache_bytes = 0;
        let running = Running::on(settings, &faults).await;
        let mut expected = Expected::default();
        for n in 0..200 {
            let commit = expected.add(&format!("list {n}"), &["Dentist"; 20]);
            running.store.commit(commit).await.unwrap();
        }
        let mut all = running.store.all().await.unwrap();
        all.recv().await.unwrap().unwrap();
        faults.fail_once(Kind::Sync, 0);
        let commit = expected.clone().add("list 1", &["Pizza"]);
        running.store.commit(commit).await.unwrap_err();
        let mut last = Ok(());
        while let Some(list) = all.recv().await {
            last = list.map(drop);
        }
        assert!(matches!(last, Err(StoreError::Io(_))), "{last:?}");
        running.has(&expected).await;
        running.stop().await;
    });
}
