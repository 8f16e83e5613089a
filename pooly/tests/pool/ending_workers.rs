//! Workers that are processes, and end by themselves.

use actor_core::{CallError, ExitReason, process};
use pooly::pool::ProcessPool;
use pooly::{Pool, sample_worker};

use crate::caller::Caller;
use crate::craftsman::FreeCraftsmen;
use crate::workshop::{Step, Workshop};
use crate::{in_a_system, kill, millis, pass, seconds, settle, start, status};

type Workers = ProcessPool<sample_worker::Message>;

/// Starts a pool of so many processes.
async fn pool_of(size: usize) -> Workers {
    let pool = Pool::processes(sample_worker::child_spec()).size(size).build();
    start(&pool).await;
    pool
}

#[tokio::test(start_paused = true)]
async fn the_holder_of_a_killed_worker_learns_of_it() {
    in_a_system(async {
        let pool = pool_of(1).await;
        let worker = pool.checkout().await.unwrap();
        sample_worker::work_for(&worker, seconds(60));
        let handle = (*worker).clone();
        let down = Caller::new(async move { handle.down().await });
        let handle = (*worker).clone();
        let call =
            Caller::new(async move { sample_worker::stop(&handle).await });
        settle().await;
        kill(worker.pid()).await;
        assert_eq!(down.outcome().await.reason, ExitReason::Killed);
        let error = CallError::Exited(ExitReason::Killed);
        assert_eq!(call.outcome().await, Err(error));
        let late = sample_worker::stop(&worker).await;
        assert_eq!(late, Err(CallError::NoProc));
    })
    .await;
}

#[tokio::test(start_paused = true)]
async fn a_busy_worker_that_is_killed_is_replaced() {
    in_a_system(async {
        let pool = pool_of(2).await;
        let worker = pool.checkout().await.unwrap();
        kill(worker.pid()).await;
        let count = status(&pool).await;
        assert_eq!((count.idle, count.busy), (2, 0));
        let stats = pool.stats().await.unwrap();
        assert_eq!((stats.crashed, stats.started), (1, 3));
    })
    .await;
}

#[tokio::test(start_paused = true)]
async fn giving_a_dead_worker_back_does_nothing() {
    in_a_system(async {
        let pool = pool_of(1).await;
        let worker = pool.checkout().await.unwrap();
        let dead = worker.pid();
        kill(dead).await;
        let next = pool.checkout().await.unwrap();
        drop(worker);
        let count = status(&pool).await;
        assert_eq!((count.idle, count.busy, count.overflow), (0, 1, 0));
        assert_ne!(next.pid(), dead);
        let stats = pool.stats().await.unwrap();
        assert_eq!((stats.hold.count(), stats.closed), (0, 0));
    })
    .await;
}

#[tokio::test(start_paused = true)]
async fn discarding_a_dead_worker_does_nothing() {
    in_a_system(async {
        let pool = pool_of(1).await;
        let worker = pool.checkout().await.unwrap();
        kill(worker.pid()).await;
        worker.discard();
        assert_eq!(status(&pool).await.idle, 1);
        let stats = pool.stats().await.unwrap();
        assert_eq!((stats.discarded, stats.started), (0, 2));
    })
    .await;
}

/// The server is told of both in this order, at the same time.
#[tokio::test(start_paused = true)]
async fn a_worker_that_dies_as_it_is_given_back_is_not_given_out() {
    in_a_system(async {
        let pool = pool_of(1).await;
        let worker = pool.checkout().await.unwrap();
        let dead = worker.pid();
        drop(worker);
        process::exit(dead, ExitReason::Kill);
        let next = pool.checkout().await.unwrap();
        settle().await;
        assert_ne!(next.pid(), dead);
        assert!(next.is_alive());
        let count = status(&pool).await;
        assert_eq!((count.idle, count.busy), (0, 1));
    })
    .await;
}

#[tokio::test(start_paused = true)]
async fn who_waits_gets_the_replacement() {
    in_a_system(async {
        let pool = pool_of(1).await;
        let worker = pool.checkout().await.unwrap();
        let callers = [Caller::of(&pool), Caller::of(&pool)];
        settle().await;
        kill(worker.pid()).await;
        let [first, second] = callers;
        let replacement = first.outcome().await.unwrap();
        assert!(replacement.is_alive());
        let pid = replacement.pid();
        drop(replacement);
        assert_eq!(second.outcome().await.unwrap().pid(), pid);
    })
    .await;
}

#[tokio::test(start_paused = true)]
async fn an_idle_worker_that_is_killed_is_replaced() {
    in_a_system(async {
        let pool = pool_of(2).await;
        let victim = pool.checkout().await.unwrap().pid();
        settle().await;
        kill(victim).await;
        assert_eq!(status(&pool).await.idle, 2);
        let one = pool.checkout().await.unwrap();
        let two = pool.checkout().await.unwrap();
        assert!(one.is_alive() && two.is_alive());
        assert!(one.pid() != victim && two.pid() != victim);
        assert_eq!(pool.stats().await.unwrap().crashed, 1);
    })
    .await;
}

#[tokio::test(start_paused = true)]
async fn an_idle_worker_is_not_given_out_when_it_has_just_died() {
    in_a_system(async {
        let pool = pool_of(1).await;
        for _ in 0..10 {
            let victim = pool.checkout().await.unwrap().pid();
            settle().await;
            process::exit(victim, ExitReason::Kill);
            let next = pool.checkout().await.unwrap();
            settle().await;
            assert_ne!(next.pid(), victim);
            assert!(next.is_alive());
        }
    })
    .await;
}

#[tokio::test(start_paused = true)]
async fn a_worker_that_has_done_its_work_is_replaced() {
    in_a_system(async {
        let pool = pool_of(1).await;
        let worker = pool.checkout().await.unwrap();
        sample_worker::work_for(&worker, seconds(1));
        pass(millis(1010)).await;
        assert!(!worker.is_alive());
        assert_eq!(pool.status().await.unwrap().idle, 1);
        drop(worker);
        sample_worker::stop(&pool.checkout().await.unwrap()).await.unwrap();
        let next = pool.checkout().await.unwrap();
        settle().await;
        assert!(next.is_alive());
        assert_eq!(pool.stats().await.unwrap().crashed, 2);
    })
    .await;
}

#[tokio::test(start_paused = true)]
async fn workers_may_end_as_often_as_they_like() {
    in_a_system(async {
        let pool = pool_of(3).await;
        for _ in 0..50 {
            let victim = pool.checkout().await.unwrap().pid();
            kill(victim).await;
        }
        assert_eq!(status(&pool).await.idle, 3);
        assert_eq!(pool.stats().await.unwrap().crashed, 50);
    })
    .await;
}

#[tokio::test(start_paused = true)]
async fn all_workers_may_end_at_the_same_time() {
    in_a_system(async {
        let pool = pool_of(3).await;
        let mut held = Vec::new();
        for _ in 0..3 {
            held.push(pool.checkout().await.unwrap());
        }
        let callers = [(); 3].map(|()| Caller::of(&pool));
        settle().await;
        for worker in &held {
            worker.exit(ExitReason::Kill);
        }
        for caller in callers {
            let worker = caller.outcome().await.unwrap();
            settle().await;
            assert!(worker.is_alive());
        }
        drop(held);
        assert_eq!(status(&pool).await.idle, 3);
    })
    .await;
}

#[tokio::test(start_paused = true)]
async fn a_worker_that_ends_while_it_is_reset_is_replaced() {
    in_a_system(async {
        let workshop = Workshop::default();
        let craftsmen = FreeCraftsmen::calm(workshop.clone());
        let pool = Pool::builder(craftsmen).size(1).build();
        start(&pool).await;
        workshop.reset_goes(Step::Takes(seconds(1)));
        let victim = pool.checkout().await.unwrap().pid();
        assert_eq!(status(&pool).await.resetting, 1);
        kill(victim).await;
        pass(seconds(2)).await;
        let next = pool.checkout().await.unwrap();
        assert_ne!(next.pid(), victim);
        assert!(next.is_alive());
    })
    .await;
}
