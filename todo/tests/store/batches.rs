//! Commits that wait together are written together.

use std::pin::pin;
use std::task::Poll;

use actor_core::{ExitReason, process};
use todo::list::Edit;
use todo::store::{Store, StoreError};

use crate::expected::Expected;
use crate::faulty::Faults;
use crate::running::{Running, in_a_system, is_sound, settings};

/// Asks for all at once, and waits for all.
pub(crate) async fn join<F: Future + Unpin>(futures: Vec<F>) -> Vec<F::Output> {
    let mut futures = futures;
    let mut outputs: Vec<_> = futures.iter().map(|_| None).collect();
    std::future::poll_fn(|cx| {
        for (future, output) in futures.iter_mut().zip(&mut outputs) {
            if output.is_none()
                && let Poll::Ready(ready) = pin!(future).poll(cx)
            {
                *output = Some(ready);
            }
        }
        if outputs.iter().all(Option::is_some) {
            Poll::Ready(())
        } else {
            Poll::Pending
        }
    })
    .await;
    outputs.into_iter().flatten().collect()
}

#[test]
fn a_thousand_that_come_at_once_need_four_syncs() {
    in_a_system(async {
        let folder = tempfile::tempdir().unwrap();
        let faults = Faults::default();
        let running = Running::on(settings(folder.path()), &faults).await;
        let mut expected = Expected::default();
        let before = faults.syncs();
        let commits = (0..1000).map(|n| {
            let commit = expected.add(&format!("list {n}"), &["Dentist"]);
            running.store.commit(commit)
        });
        let commits = commits.collect();
        assert!(join(commits).await.iter().all(Result::is_ok));
        assert_eq!(faults.syncs() - before, 4);
        running.has(&expected).await;
        running.stop().await;
        is_sound(folder.path());
    });
}

#[test]
fn one_by_one_each_needs_one_sync() {
    in_a_system(async {
        let folder = tempfile::tempdir().unwrap();
        let faults = Faults::default();
        let running = Running::on(settings(folder.path()), &faults).await;
        let mut expected = Expected::default();
        let before = faults.syncs();
        for _ in 0..10 {
            let commit = expected.add("Bob", &["Dentist"]);
            running.store.commit(commit).await.unwrap();
        }
        assert_eq!(faults.syncs() - before, 10);
        running.stop().await;
    });
}

#[test]
fn a_commit_to_a_state_that_is_no_more_fails_alone() {
    in_a_system(async {
        let folder = tempfile::tempdir().unwrap();
        let running = Running::start(folder.path()).await;
        let mut expected = Expected::default();
        let begun = expected.add("Bob", &["Dentist"]);
        let again = begun.clone();
        let other = expected.add("Alice", &["Pizza"]);
        let commits = [begun, again, other];
        let commits = commits.map(|commit| running.store.commit(commit));
        let results = join(commits.into()).await;
        assert_eq!(results, [Ok(()), Err(StoreError::Stale), Ok(())]);
        running.has(&expected).await;

        let ended = expected.edit("Bob", Edit::End).unwrap();
        let late = ended.clone();
        running.store.commit(ended).await.unwrap();
        let late = running.store.commit(late).await;
        assert_eq!(late, Err(StoreError::Stale));
        running.has(&expected).await;
        running.stop().await;
    });
}

#[test]
fn a_list_that_was_never_kept_can_end() {
    in_a_system(async {
        let folder = tempfile::tempdir().unwrap();
        let running = Running::start(folder.path()).await;
        let mut expected = Expected::default();
        expected.add("Bob", &["Dentist"]);
        let mut ended = expected.edit("Bob", Edit::End).unwrap();
        ended.builds_on = None;
        running.store.commit(ended).await.unwrap();
        running.has(&expected).await;
        running.stop().await;
        is_sound(folder.path());
    });
}

#[test]
fn a_writer_that_is_killed_is_followed_by_one_that_goes_on() {
    in_a_system(async {
        let folder = tempfile::tempdir().unwrap();
        let running = Running::start(folder.path()).await;
        let mut expected = Expected::default();
        let commit = expected.add("Bob", &["Dentist"]);
        running.store.commit(commit).await.unwrap();

        let writer = running.writer().await;
        let down = process::monitor(writer);
        let commits = (0..100).map(|n| {
            running.store.commit(expected.add(&n.to_string(), &["a"]))
        });
        let mut commits: Vec<_> = commits.collect();
        // All are under way, and the writer has begun.
        std::future::poll_fn(|cx| {
            for commit in &mut commits {
                assert!(pin!(commit).poll(cx).is_pending());
            }
            Poll::Ready(())
        })
        .await;
        tokio::task::yield_now().await;
        process::exit(writer, ExitReason::Kill);
        let results = join(commits).await;
        process::demonitor(down);
        assert!(results.iter().all(|r| *r == Err(StoreError::Stopped)));

        // What was under way is there or not, and then not a part of it.
        assert_ne!(running.writer().await, writer);
        let mut expected = Expected::default();
        expected.add("Bob", &["Dentist"]);
        let there = running.store.summaries(None, 1000).await.unwrap().len();
        assert!(there == 1 || there == 101, "{there}");
        let commit = expected.add("Bob", &["Pizza"]);
        running.store.commit(commit).await.unwrap();
        running.stop().await;
        is_sound(folder.path());
    });
}
