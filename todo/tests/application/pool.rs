//! What becomes of a database whose workers are lent by a pool.

use std::future::pending;
use std::path::PathBuf;

use actor_core::{ExitReason, Mailbox, ProcessRef, process, sys};
use pooly::pool::Status;
use todo::s01_list::TodoList;
use todo::s06_database::disk;
use todo::s17_pool::application::application;
use todo::s17_pool::database::{self, MAX_OVERFLOW, WORKERS};
use todo::s17_pool::database_worker::Message;
use tokio::task::yield_now;

use crate::{dentist, in_a_system, start};

type Loan = pooly::pool::Worker<pooly::pool::Processes<Message>>;

fn list_of(size: usize) -> TodoList {
    let mut list = TodoList::default();
    for _ in 0..size {
        list.add_entry(dentist());
    }
    list
}

async fn checkout() -> Loan {
    database::pool().checkout().await.unwrap()
}

/// Checks out as many workers as there may be.
async fn checkout_all() -> Vec<Loan> {
    let mut workers = Vec::new();
    for _ in 0..WORKERS + MAX_OVERFLOW {
        workers.push(checkout().await);
    }
    workers
}

async fn status() -> Status {
    database::pool().status().await.unwrap()
}

/// Stores a list in a process of its own, which has to wait for a worker.
async fn store_while_all_are_out<F>(store: F) -> ProcessRef<()>
where
    F: Future<Output = ()> + Send + 'static,
{
    let waiting = status().await.waiting;
    let store = process::spawn(async move |_: Mailbox<()>| store.await);
    while status().await.waiting == waiting {
        yield_now().await;
    }
    store
}

/// Waits until a worker has done all that it was told before.
async fn until_done(worker: &ProcessRef<Message>) {
    let question = |reply| Message::Get("nobody".into(), reply);
    worker.call(question).await.unwrap();
}

#[tokio::test(start_paused = true)]
async fn there_are_three_workers_and_ten_more_when_they_are_out() {
    in_a_system(async |_, folder| {
        start(application(&folder)).await;
        database::pool().ready().await.unwrap();
        assert_eq!((status().await.size, status().await.idle), (3, 3));
        let workers = checkout_all().await;
        assert_eq!(workers.len(), 13);
        assert!(database::pool().try_checkout().await.is_err());
        drop(workers);
        while status().await.closing > 0 {
            yield_now().await;
        }
        assert_eq!(status().await.idle, 3);
    })
    .await;
}

/// All workers are lent. One that is slow comes back, and is lent to somebody
/// who stores a list. Returns it, whoever stores, and what is lent still.
async fn lend_one_that_is_slow<F>(
    folder: PathBuf,
    store: F,
) -> (ProcessRef<Message>, ProcessRef<()>, Vec<Loan>)
where
    F: Future<Output = ()> + Send + 'static,
{
    start(application(&folder)).await;
    let mut workers = checkout_all().await;
    let slow = workers.pop().expect("there are thirteen");
    let worker = (*slow).clone();
    sys::suspend(&worker).await.unwrap();
    let store = store_while_all_are_out(store).await;
    drop(slow);
    (worker, store, workers)
}

#[tokio::test(start_paused = true)]
async fn what_a_worker_too_many_is_told_is_lost_without_a_word() {
    in_a_system(async |_, folder| {
        let store = database::store("bob", list_of(1));
        let (worker, store, _others) =
            lend_one_that_is_slow(folder.clone(), store).await;
        assert_eq!(store.down().await.reason, ExitReason::Normal);
        assert_eq!(worker.down().await.reason, ExitReason::Shutdown);
        assert_eq!(disk::read(&folder, "bob"), None);
    })
    .await;
}

#[tokio::test(start_paused = true)]
async fn a_worker_too_many_is_not_stopped_while_somebody_waits_for_it() {
    in_a_system(async |_, folder| {
        let store = database::store_and_wait("bob", list_of(1));
        let (worker, store, _others) =
            lend_one_that_is_slow(folder.clone(), store).await;
        sys::resume(&worker).await.unwrap();
        assert_eq!(store.down().await.reason, ExitReason::Normal);
        assert_eq!(disk::read(&folder, "bob"), Some(list_of(1)));
        assert_eq!(worker.down().await.reason, ExitReason::Shutdown);
    })
    .await;
}

/// Returns the worker that is lent next, which is slow.
async fn the_next_is_slow() -> ProcessRef<Message> {
    database::pool().ready().await.unwrap();
    let next = (*checkout().await).clone();
    sys::suspend(&next).await.unwrap();
    next
}

#[tokio::test(start_paused = true)]
async fn an_older_list_is_written_over_a_newer_one() {
    in_a_system(async |_, folder| {
        start(application(&folder)).await;
        let slow = the_next_is_slow().await;
        database::store("bob", list_of(1)).await;
        // Somebody else has the worker by now, so it is another's turn.
        let _other = checkout().await;
        database::store("bob", list_of(2)).await;
        assert_eq!(database::get("bob").await, Some(list_of(2)));

        sys::resume(&slow).await.unwrap();
        until_done(&slow).await;
        assert_eq!(database::get("bob").await, Some(list_of(1)));
    })
    .await;
}

#[tokio::test(start_paused = true)]
async fn lists_are_written_in_order_by_whoever_waits_for_each() {
    in_a_system(async |_, folder| {
        start(application(&folder)).await;
        let slow = the_next_is_slow().await;
        let store = process::spawn(async |_: Mailbox<()>| {
            database::store_and_wait("bob", list_of(1)).await;
            database::store_and_wait("bob", list_of(2)).await;
        });
        while status().await.busy == 0 {
            yield_now().await;
        }
        assert!(store.is_alive());
        sys::resume(&slow).await.unwrap();
        assert_eq!(store.down().await.reason, ExitReason::Normal);
        assert_eq!(database::get("bob").await, Some(list_of(2)));
    })
    .await;
}

#[tokio::test(start_paused = true)]
async fn who_gets_no_worker_for_five_seconds_ends() {
    in_a_system(async |_, folder| {
        start(application(&folder)).await;
        let _workers = checkout_all().await;
        let start = tokio::time::Instant::now();
        let store = database::store("bob", list_of(1));
        let store = store_while_all_are_out(store).await;
        let reason = store.down().await.reason;
        assert!(reason.to_string().contains("no worker came free"), "{reason}");
        assert_eq!(start.elapsed().as_secs(), 5);
        assert_eq!(status().await.waiting, 0);
    })
    .await;
}

#[tokio::test(start_paused = true)]
async fn a_worker_that_crashes_is_replaced() {
    in_a_system(async |_, folder| {
        start(application(&folder)).await;
        database::pool().ready().await.unwrap();
        std::fs::write(disk::path(&folder, "bob"), "no list").unwrap();
        let get = process::spawn(async |_: Mailbox<()>| {
            database::get("bob").await;
        });
        assert_ne!(get.down().await.reason, ExitReason::Normal);
        database::pool().ready().await.unwrap();
        assert_eq!((status().await.idle, status().await.busy), (3, 0));
        database::store_and_wait("bob", list_of(2)).await;
        assert_eq!(database::get("bob").await, Some(list_of(2)));
    })
    .await;
}

#[tokio::test(start_paused = true)]
async fn who_is_killed_with_a_worker_does_not_keep_it() {
    in_a_system(async |_, folder| {
        start(application(&folder)).await;
        database::pool().ready().await.unwrap();
        let holder = process::spawn(async |_: Mailbox<()>| {
            let _worker = checkout().await;
            pending::<()>().await;
        });
        while status().await.busy == 0 {
            yield_now().await;
        }
        process::exit(&holder, ExitReason::Kill);
        holder.down().await;
        database::pool().ready().await.unwrap();
        assert_eq!((status().await.idle, status().await.busy), (3, 0));
    })
    .await;
}
