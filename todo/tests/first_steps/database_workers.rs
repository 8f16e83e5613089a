//! Step 7: three processes read and write the files.

use std::collections::HashSet;
use std::fs;

use actor_core::sys;
use todo::s07_database_workers::cache::TodoCache;
use todo::s07_database_workers::database::{self, WORKERS};
use todo::s07_database_workers::disk;

use super::*;

async fn worker(key: &str) -> Pid {
    database::choose_worker(key).await.pid()
}

/// Returns a key that another worker looks after than that of `key`.
async fn a_key_of_another_worker(key: &str) -> String {
    for number in 0..100 {
        let other = format!("list {number}");
        if worker(&other).await != worker(key).await {
            return other;
        }
    }
    panic!("a hundred keys have one worker");
}

#[tokio::test(start_paused = true)]
async fn a_key_has_always_the_same_worker() {
    with_a_folder(async |_, folder| {
        TodoCache::start(&folder).await.unwrap();
        let mut workers = HashSet::new();
        for number in 0..100 {
            let key = format!("list {number}");
            let first = worker(&key).await;
            assert_eq!(worker(&key).await, first);
            workers.insert(first);
        }
        assert_eq!(workers.len(), WORKERS);
    })
    .await;
}

#[tokio::test(start_paused = true)]
async fn a_list_outlives_its_system() {
    with_a_folder(async |mut mailbox, folder| {
        let before = System::current().processes();
        let cache = TodoCache::start(&folder).await.unwrap();
        for name in ["bob", "alice", "carol"] {
            let server = cache.server_process(name).await.unwrap();
            server.add_entry(Entry::new(TODAY, name));
            server.entries(TODAY).await.unwrap();
            database::get(name).await.unwrap();
        }
        for process in System::current().processes() {
            if before.iter().all(|other| other.pid != process.pid) {
                kill(&mut mailbox, process.pid).await;
            }
        }

        let cache = TodoCache::start(&folder).await.unwrap();
        for name in ["bob", "alice", "carol"] {
            let server = cache.server_process(name).await.unwrap();
            let entries = server.entries(TODAY).await;
            assert_eq!(entries, Ok(vec![(1, Entry::new(TODAY, name))]));
        }
    })
    .await;
}

#[tokio::test(start_paused = true)]
async fn a_worker_that_is_busy_keeps_only_its_own_keys_waiting() {
    with_a_folder(async |_, folder| {
        TodoCache::start(&folder).await.unwrap();
        sys::suspend(worker("bob").await).await.unwrap();
        let other = a_key_of_another_worker("bob").await;
        let start = Instant::now();
        assert_eq!(database::get(&other).await, None);
        assert_eq!(start.elapsed(), Duration::ZERO);
    })
    .await;
}

/// The book's database dies of a name with a slash in it when it writes, and
/// not before. Here it takes a folder that is gone.
#[tokio::test(start_paused = true)]
async fn a_list_that_cannot_be_written_ends_its_worker_and_nobody_is_told() {
    with_a_folder(async |mut mailbox, folder| {
        let cache = TodoCache::start(&folder).await.unwrap();
        let bob = cache.server_process("bob").await.unwrap();
        let worker = worker("bob").await;
        let monitor = process::monitor(worker);
        fs::remove_dir(&folder).unwrap();
        bob.add_entry(dentist());
        let reason = mailbox.down(monitor).await.reason.to_string();
        let expected = "panic: the file of bob cannot be written";
        assert!(reason.starts_with(expected), "{reason}");
        assert_eq!(bob.entries(TODAY).await, Ok(vec![(1, dentist())]));
        assert!(process::whereis(database::NAME).is_some());
    })
    .await;
}

/// The book's defect.
#[tokio::test(start_paused = true)]
async fn a_dead_worker_is_chosen_for_ever() {
    with_a_folder(async |mut mailbox, folder| {
        let cache = TodoCache::start(&folder).await.unwrap();
        let bob = cache.server_process("bob").await.unwrap();
        let other = a_key_of_another_worker("bob").await;
        let of_bob = worker("bob").await;
        kill(&mut mailbox, of_bob).await;
        assert_eq!(worker("bob").await, of_bob);
        bob.add_entry(dentist());
        bob.entries(TODAY).await.unwrap();
        assert_eq!(disk::read(&folder, "bob"), None);

        cache.server_process(&other).await.unwrap();
        let reader = async |_: Mailbox<()>| drop(database::get("bob").await);
        let (_, monitor) = process::spawn_monitor(reader);
        let reason = mailbox.down(monitor).await.reason;
        assert_eq!(reason.to_string(), "there is no such process");
    })
    .await;
}
