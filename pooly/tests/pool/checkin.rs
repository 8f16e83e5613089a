//! Giving a worker back, however that comes about.

use std::panic::AssertUnwindSafe;

use actor_core::{Mailbox, process};
use pooly::{Pool, sample_worker};

use crate::caller::{Caller, Holder};
use crate::workshop::{Deed, Step, Workshop};
use crate::{in_a_system, kill, pass, seconds, settle, start, status};

#[tokio::test(start_paused = true)]
async fn a_worker_that_is_dropped_is_idle_again() {
    in_a_system(async {
        let workshop = Workshop::default();
        let pool = Pool::builder(workshop.clone()).size(1).build();
        start(&pool).await;
        drop(pool.checkout().await.unwrap());
        let status = status(&pool).await;
        assert_eq!((status.idle, status.busy), (1, 0));
        assert_eq!(workshop.starts().len(), 1);
    })
    .await;
}

#[tokio::test(start_paused = true)]
async fn a_process_that_is_dropped_is_idle_again() {
    in_a_system(async {
        let pool = Pool::processes(sample_worker::child_spec()).size(1);
        let pool = pool.build();
        start(&pool).await;
        let pid = pool.checkout().await.unwrap().pid();
        assert_eq!(pool.checkout().await.unwrap().pid(), pid);
    })
    .await;
}

#[tokio::test(start_paused = true)]
async fn a_killed_holder_gives_its_worker_back() {
    in_a_system(async {
        let workshop = Workshop::default();
        let pool = Pool::builder(workshop.clone()).size(1).build();
        start(&pool).await;
        let holder = Holder::of(&pool).await;
        kill(holder.pid()).await;
        assert_eq!(status(&pool).await.idle, 1);
        assert_eq!(pool.checkout().await.unwrap().number, 1);
    })
    .await;
}

#[tokio::test(start_paused = true)]
async fn a_killed_holder_gives_its_process_back() {
    in_a_system(async {
        let pool = Pool::processes(sample_worker::child_spec()).size(1);
        let pool = pool.build();
        start(&pool).await;
        let worker = pool.checkout().await.unwrap().pid();
        let holder = Holder::of(&pool).await;
        kill(holder.pid()).await;
        assert_eq!(pool.checkout().await.unwrap().pid(), worker);
    })
    .await;
}

#[tokio::test(start_paused = true)]
async fn a_panicking_holder_gives_its_worker_back() {
    in_a_system(async {
        let pool = Pool::builder(Workshop::default()).size(1).build();
        start(&pool).await;
        let worker = pool.checkout().await.unwrap();
        let holder = process::spawn(async move |_: Mailbox<()>| {
            let _worker = worker;
            panic!("told to panic");
        });
        settle().await;
        assert!(!holder.is_alive());
        assert_eq!(pool.checkout().await.unwrap().number, 1);
    })
    .await;
}

#[tokio::test(start_paused = true)]
async fn a_cancelled_holder_gives_its_worker_back() {
    in_a_system(async {
        let pool = Pool::builder(Workshop::default()).size(1).build();
        start(&pool).await;
        let theirs = pool.clone();
        let holder = tokio::spawn(async move {
            let _worker = theirs.checkout().await;
            std::future::pending::<()>().await;
        });
        settle().await;
        assert_eq!(status(&pool).await.busy, 1);
        holder.abort();
        assert_eq!(status(&pool).await.idle, 1);
    })
    .await;
}

#[tokio::test(start_paused = true)]
async fn a_worker_may_be_given_to_another_holder() {
    in_a_system(async {
        let pool = Pool::builder(Workshop::default()).size(1).build();
        start(&pool).await;
        let worker = pool.checkout().await.unwrap();
        let other = Caller::new(async move {
            pass(seconds(1)).await;
            worker.number
        });
        assert_eq!(status(&pool).await.busy, 1);
        assert_eq!(other.outcome().await, 1);
        assert_eq!(status(&pool).await.idle, 1);
    })
    .await;
}

#[tokio::test(start_paused = true)]
async fn a_discarded_worker_is_closed_and_replaced() {
    in_a_system(async {
        let workshop = Workshop::default();
        let pool = Pool::builder(workshop.clone()).size(1).build();
        start(&pool).await;
        pool.checkout().await.unwrap().discard();
        assert_eq!(pool.checkout().await.unwrap().number, 2);
        assert!(workshop.has(Deed::Closed(1)));
        assert!(!workshop.has(Deed::Reset(1)));
    })
    .await;
}

#[tokio::test(start_paused = true)]
async fn a_discarded_process_is_ended_and_replaced() {
    in_a_system(async {
        let pool = Pool::processes(sample_worker::child_spec()).size(1);
        let pool = pool.build();
        start(&pool).await;
        let worker = pool.checkout().await.unwrap();
        let discarded = worker.pid();
        worker.discard();
        let next = pool.checkout().await.unwrap();
        assert_ne!(next.pid(), discarded);
        assert!(next.is_alive());
        assert!(!process::is_alive(discarded));
        assert_eq!(pool.stats().await.unwrap().crashed, 0);
    })
    .await;
}

#[tokio::test(start_paused = true)]
async fn a_discarded_worker_is_replaced_for_who_waits() {
    in_a_system(async {
        let pool = Pool::builder(Workshop::default()).size(1).build();
        start(&pool).await;
        let worker = pool.checkout().await.unwrap();
        let caller = Caller::of(&pool);
        settle().await;
        worker.discard();
        assert_eq!(caller.outcome().await.unwrap().number, 2);
    })
    .await;
}

#[tokio::test(start_paused = true)]
async fn a_panic_in_a_close_harms_nobody() {
    in_a_system(async {
        let workshop = Workshop::default();
        let pool = Pool::builder(workshop.clone()).size(1).build();
        start(&pool).await;
        for step in [Step::Panics, Step::PanicsAfter(seconds(1))] {
            workshop.close_goes(step);
            pool.checkout().await.unwrap().discard();
            pass(seconds(2)).await;
            assert_eq!(status(&pool).await.idle, 1);
        }
        assert_eq!(workshop.present(), 1);
    })
    .await;
}

#[tokio::test(start_paused = true)]
async fn a_worker_that_outlives_its_pool_can_be_dropped() {
    in_a_system(async {
        process::trap_exit(true);
        let workshop = Workshop::default();
        let pool = Pool::builder(workshop.clone()).size(1).build();
        let tree = pool.start_link().await.unwrap();
        pool.ready().await.unwrap();
        let worker = pool.checkout().await.unwrap();
        kill(tree.pid()).await;
        assert_eq!(worker.number, 1);
        let dropped = AssertUnwindSafe(move || drop(worker));
        assert!(std::panic::catch_unwind(dropped).is_ok());
        settle().await;
        assert_eq!(workshop.present(), 0);
    })
    .await;
}
