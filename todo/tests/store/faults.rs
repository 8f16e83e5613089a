//! Whatever fails, those who wait are told so, nothing of it is there, and the
//! store goes on when the disk does.

use todo::list::Edit;
use todo::store::{Commit, Store, StoreError};

use crate::batches::join;
use crate::expected::Expected;
use crate::faulty::{Faults, Kind};
use crate::running::{Running, in_a_system, is_sound, settings};

/// Begins lists that all need pages of their own, changes one and ends one.
fn batch(expected: &mut Expected, entries: usize) -> Vec<Commit> {
    let title = "long ".repeat(100);
    let titles = vec![&*title; entries];
    let mut commits: Vec<_> = ["Alice", "Carol", "Dave"]
        .iter()
        .map(|name| expected.add(name, &titles))
        .collect();
    commits.push(expected.add("Bob", &titles));
    commits.extend(expected.edit("Eve", Edit::End));
    commits
}

/// Returns whether the disk has failed.
async fn fails(arm: impl Fn(&Faults), kind: Kind, after: usize) -> bool {
    let folder = tempfile::tempdir().unwrap();
    let faults = Faults::default();
    let mut settings = settings(folder.path());
    let mut entries = 20;
    match kind {
        // Or nothing would be read from the disk,
        Kind::Read => settings.cache_bytes = 0,
        // and the file be long enough.
        Kind::SetLen => entries = 600,
        Kind::Write | Kind::Sync => {}
    }
    let running = Running::on(settings, &faults).await;
    let mut expected = Expected::default();
    for name in ["Bob", "Eve"] {
        let commit = expected.add(name, &["Dentist"]);
        running.store.commit(commit).await.unwrap();
    }

    arm(&faults);
    let before = expected.clone();
    let commits = batch(&mut expected, entries);
    let commits = commits.into_iter().map(|c| running.store.commit(c));
    let results = join(commits.collect()).await;
    // What is asked is not written; it meets what is left of the failure.
    let _ = running.store.load(&"Bob".parse().unwrap()).await;
    let has_failed = !faults.mend();

    let is_io = |r: &_| matches!(r, &Err(StoreError::Io(_)));
    if results.iter().any(Result::is_err) {
        assert!(results.iter().all(is_io), "{kind:?} {after}: {results:?}");
        expected = before;
    }
    running.store.ready().await.unwrap();
    running.has(&expected).await;
    let commit = expected.add("Bob", &["Pizza"]);
    running.store.commit(commit).await.unwrap();
    running.has(&expected).await;
    running.stop().await;
    is_sound(folder.path());
    let running = Running::start(folder.path()).await;
    running.has(&expected).await;
    running.stop().await;
    has_failed
}

async fn fails_once(kind: Kind, after: usize) -> bool {
    fails(|faults| faults.fail_once(kind, after), kind, after).await
}

#[test]
fn any_write_may_fail() {
    in_a_system(async {
        let mut after = 0;
        while fails_once(Kind::Write, after).await {
            after += 1;
        }
        assert!(after > 20, "{after}");
    });
}

#[test]
fn any_sync_may_fail() {
    in_a_system(async {
        assert!(fails_once(Kind::Sync, 0).await);
        assert!(!fails_once(Kind::Sync, 1).await);
    });
}

#[test]
fn any_change_of_the_length_may_fail() {
    in_a_system(async {
        assert!(fails_once(Kind::SetLen, 0).await);
        let mut after = 1;
        while fails_once(Kind::SetLen, after).await {
            after += 1;
        }
    });
}

#[test]
fn any_read_may_fail() {
    in_a_system(async {
        let mut after = 0;
        while fails_once(Kind::Read, after).await {
            // There are hundreds.
            after += 1 + after / 8;
        }
        assert!(after > 5, "{after}");
    });
}

#[test]
fn a_disk_that_fails_for_good_is_waited_for() {
    in_a_system(async {
        for kind in [Kind::Write, Kind::Sync] {
            for after in [0, 1, 2, 5, 10] {
                let arm = |faults: &Faults| faults.fail_for_good(kind, after);
                fails(arm, kind, after).await;
            }
        }
    });
}
