//! Step 6: lists are kept in files by one process.

use std::fs;

use actor_core::{CallError, ProcessRef, sys};
use todo::s06_database::cache::TodoCache;
use todo::s06_database::database::NAME;
use todo::s06_database::{database, disk};
use tokio::time::sleep;

use super::*;

fn the_database() -> Pid {
    process::whereis(NAME).unwrap()
}

/// Waits until all is written that the database has been told so far.
async fn until_written() {
    database::get("").await;
}

#[tokio::test(start_paused = true)]
async fn a_list_outlives_its_system() {
    with_a_folder(async |mut mailbox, folder| {
        let cache = TodoCache::start(&folder).await.unwrap();
        let bob = cache.server_process("bob").await.unwrap();
        for entry in [dentist(), shopping(), movies()] {
            bob.add_entry(entry);
        }
        let today = Ok(vec![(1, dentist()), (3, movies())]);
        assert_eq!(bob.entries(TODAY).await, today);
        until_written().await;
        for process in
            [bob.process().pid(), cache.process().pid(), the_database()]
        {
            kill(&mut mailbox, process).await;
        }

        let cache = TodoCache::start(&folder).await.unwrap();
        let bob = cache.server_process("bob").await.unwrap();
        assert_eq!(bob.entries(TODAY).await, today);
    })
    .await;
}

#[tokio::test(start_paused = true)]
async fn no_name_leads_out_of_the_folder() {
    with_a_folder(async |_, folder| {
        let inside = folder.join("inside");
        let cache = TodoCache::start(&inside).await.unwrap();
        for name in ["bob/alice", "../bob", "/bob", "..", ""] {
            let server = cache.server_process(name).await.unwrap();
            server.add_entry(dentist());
            server.entries(TODAY).await.unwrap();
            let kept = database::get(name).await.unwrap();
            assert_eq!(kept.entries(TODAY), [(1, dentist())]);
        }
        assert_eq!(fs::read_dir(&inside).unwrap().count(), 5);
        assert_eq!(fs::read_dir(&folder).unwrap().count(), 1);
    })
    .await;
}

/// The long `init`: the cache waits for a server that reads its list.
#[tokio::test(start_paused = true)]
async fn a_new_list_keeps_those_waiting_who_want_another() {
    with_a_folder(async |_, folder| {
        let cache = TodoCache::start(&folder).await.unwrap();
        cache.server_process("bob").await.unwrap();
        sys::suspend(NAME).await.unwrap();
        let (start, new) = (Instant::now(), cache.clone());
        process::spawn(async move |_: Mailbox<()>| {
            new.server_process("alice").await.unwrap();
        });
        process::spawn(async |_: Mailbox<()>| {
            sleep(Duration::from_secs(2)).await;
            sys::resume(NAME).await.unwrap();
        });
        tokio::task::yield_now().await;
        cache.server_process("bob").await.unwrap();
        assert_eq!(seconds_since(start, Duration::from_secs(1)), 2);
    })
    .await;
}

/// The book's defect: to store is a cast.
#[tokio::test(start_paused = true)]
async fn an_entry_that_cannot_be_stored_is_missed_by_nobody() {
    with_a_folder(async |mut mailbox, folder| {
        let cache = TodoCache::start(&folder).await.unwrap();
        let bob = cache.server_process("bob").await.unwrap();
        kill(&mut mailbox, the_database()).await;
        bob.add_entry(dentist());
        assert_eq!(bob.entries(TODAY).await, Ok(vec![(1, dentist())]));
        assert_eq!(disk::read(&folder, "bob"), None);
    })
    .await;
}

/// The book's defect: nobody starts either of them again.
#[tokio::test(start_paused = true)]
async fn a_new_list_without_a_database_ends_the_cache() {
    with_a_folder(async |mut mailbox, folder| {
        let cache = TodoCache::start(&folder).await.unwrap();
        let bob = cache.server_process("bob").await.unwrap();
        kill(&mut mailbox, the_database()).await;
        let error = cache.server_process("alice").await.unwrap_err();
        assert!(matches!(error, CallError::Exited(_)), "{error}");
        let error = cache.server_process("bob").await.unwrap_err();
        assert_eq!(error, CallError::NoProc);
        assert_eq!(bob.entries(TODAY).await, Ok(vec![]));
    })
    .await;
}

/// The book's has a list that is poisoned by an entry without a date; there is
/// no such entry here, so it takes a file that somebody else has written.
#[tokio::test(start_paused = true)]
async fn a_file_that_is_no_list_ends_the_database_each_time() {
    with_a_folder(async |mut mailbox, folder| {
        fs::write(disk::path(&folder, "bob"), "no list").unwrap();
        for _ in 0..2 {
            let cache = TodoCache::start(&folder).await.unwrap();
            let database = process::monitor(ProcessRef::<()>::named(NAME));
            assert!(cache.server_process("bob").await.is_err());
            let reason = mailbox.down(database).await.reason.to_string();
            let expected = "panic: the file of bob is no list: ";
            assert!(reason.starts_with(expected), "{reason}");
            assert!(!cache.process().is_alive());
        }
    })
    .await;
}

/// The book's defect: a second cache does not notice that its database is that
/// of the first.
#[tokio::test(start_paused = true)]
async fn of_two_servers_of_a_list_the_last_to_write_wins() {
    with_a_folder(async |_, folder| {
        let first = TodoCache::start(&folder).await.unwrap();
        let unused = folder.join("unused");
        let second = TodoCache::start(&unused).await.unwrap();
        let one = first.server_process("bob").await.unwrap();
        let other = second.server_process("bob").await.unwrap();
        one.add_entry(dentist());
        one.entries(TODAY).await.unwrap();
        other.add_entry(movies());
        other.entries(TODAY).await.unwrap();
        until_written().await;
        let kept = disk::read(&folder, "bob").unwrap();
        assert_eq!(kept.entries(TODAY), [(1, movies())]);
        assert!(!unused.exists());
    })
    .await;
}
