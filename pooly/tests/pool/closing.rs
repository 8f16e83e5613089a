//! Ending a pool that others use, now.

use std::time::Duration;

use actor_core::{GenServer, process};
use pooly::pool::CheckoutError;
use pooly::{Pool, sample_worker};
use tokio::time::Instant;

use crate::caller::Caller;
use crate::craftsman::Craftsman;
use crate::workshop::{Deed, Step, Workshop};
use crate::{
    in_a_system, kill, millis, pass, process_count, seconds, settle, start,
    status,
};

#[tokio::test(start_paused = true)]
async fn a_closed_pool_refuses_all_who_ask() {
    in_a_system(async {
        let pool = Pool::builder(Workshop::default()).size(1).build();
        start(&pool).await;
        pool.close().await;
        let closed = CheckoutError::Closed;
        assert_eq!(pool.checkout().await.unwrap_err(), closed);
        assert_eq!(pool.try_checkout().await.unwrap_err(), closed);
        let job = pool.transaction(async |_| ()).await;
        assert_eq!(job.unwrap_err(), closed);
    })
    .await;
}

#[tokio::test(start_paused = true)]
async fn closing_a_pool_tells_all_who_wait() {
    in_a_system(async {
        let pool = Pool::processes(sample_worker::child_spec()).size(1);
        let pool = pool.build();
        start(&pool).await;
        let _held = pool.checkout().await.unwrap();
        let callers = [Caller::of(&pool), Caller::of(&pool)];
        settle().await;
        let now = Instant::now();
        pool.close().await;
        for caller in callers {
            let error = caller.outcome().await.unwrap_err();
            assert_eq!(error, CheckoutError::Closed);
        }
        assert_eq!(now.elapsed(), Duration::ZERO);
    })
    .await;
}

#[tokio::test(start_paused = true)]
async fn idle_workers_are_closed_before_close_returns() {
    in_a_system(async {
        let workshop = Workshop::default();
        let pool = Pool::builder(workshop.clone()).size(3).build();
        start(&pool).await;
        workshop.close_goes(Step::Takes(seconds(2)));
        let now = Instant::now();
        pool.close().await;
        // They are closed beside each other.
        assert!((seconds(2)..millis(2010)).contains(&now.elapsed()));
        assert_eq!(workshop.present(), 0);
        assert_eq!(pool.stats().await.unwrap().closed, 3);
    })
    .await;
}

#[tokio::test(start_paused = true)]
async fn idle_processes_are_ended_before_close_returns() {
    in_a_system(async {
        let pool = Pool::processes(sample_worker::child_spec()).size(3);
        let pool = pool.build();
        start(&pool).await;
        let before = process_count().await;
        pool.close().await;
        let now = actor_core::System::current().process_count();
        assert!(now <= before - 3, "{before} processes, now {now}");
    })
    .await;
}

#[tokio::test(start_paused = true)]
async fn holders_may_go_on_when_the_pool_is_closed() {
    in_a_system(async {
        let workshop = Workshop::default();
        let pool = Pool::builder(workshop.clone()).size(1).build();
        start(&pool).await;
        let worker = pool.checkout().await.unwrap();
        let now = Instant::now();
        pool.close().await;
        assert_eq!(now.elapsed(), Duration::ZERO);
        pass(seconds(3600)).await;
        assert_eq!(worker.number, 1);
        assert!(!workshop.has(Deed::Closed(1)));
        drop(worker);
        settle().await;
        assert!(workshop.has(Deed::Closed(1)));
        assert_eq!(workshop.present(), 0);
    })
    .await;
}

#[tokio::test(start_paused = true)]
async fn holders_of_processes_may_go_on_when_the_pool_is_closed() {
    in_a_system(async {
        let pool = Pool::processes(sample_worker::child_spec()).size(1);
        let pool = pool.build();
        start(&pool).await;
        let worker = pool.checkout().await.unwrap();
        pool.close().await;
        pass(seconds(3600)).await;
        let pid = worker.pid();
        assert!(worker.is_alive());
        drop(worker);
        settle().await;
        assert!(!process::is_alive(pid));
    })
    .await;
}

#[tokio::test(start_paused = true)]
async fn what_is_being_started_is_given_up_by_close() {
    in_a_system(async {
        let workshop = Workshop::default();
        workshop.create_goes(Step::Takes(seconds(3600)));
        let pool = Pool::builder(workshop.clone()).size(2).build();
        pool.start_link().await.unwrap();
        let caller = Caller::of(&pool);
        settle().await;
        let now = Instant::now();
        pool.close().await;
        assert_eq!(now.elapsed(), Duration::ZERO);
        assert_eq!(workshop.present(), 0);
        let error = caller.outcome().await.unwrap_err();
        assert_eq!(error, CheckoutError::Closed);
    })
    .await;
}

#[tokio::test(start_paused = true)]
async fn a_process_that_is_started_when_the_pool_is_closed_is_ended() {
    in_a_system(async {
        let before = process_count().await;
        let workshop = Workshop::default();
        workshop.create_goes(Step::Takes(seconds(3)));
        let pool = Pool::processes(Craftsman::starter(workshop));
        let pool = pool.size(2).build();
        pool.start_link().await.unwrap();
        settle().await;
        pool.close().await;
        pass(seconds(10)).await;
        // The pool itself is three processes.
        assert_eq!(process_count().await, before + 3);
    })
    .await;
}

#[tokio::test(start_paused = true)]
async fn a_closed_pool_stays_closed_when_it_is_restarted() {
    in_a_system(async {
        process::trap_exit(true);
        let workshop = Workshop::default();
        let pool = Pool::builder(workshop.clone()).size(1).build();
        let tree = pool.start_link().await.unwrap();
        pool.ready().await.unwrap();
        pool.close().await;
        let server = tree.which_children().await.unwrap()[0].pid().unwrap();
        kill(server).await;
        let error = pool.checkout().await.unwrap_err();
        assert_eq!(error, CheckoutError::Closed);
        assert_eq!(workshop.starts().len(), 1);
        // It runs all the same.
        assert_eq!(status(&pool).await.size, 1);
    })
    .await;
}

#[tokio::test(start_paused = true)]
async fn a_pool_may_be_closed_twice_and_before_it_runs() {
    in_a_system(async {
        let workshop = Workshop::default();
        let pool = Pool::builder(workshop.clone()).size(1).build();
        pool.close().await;
        pool.start_link().await.unwrap();
        pool.close().await;
        let error = pool.checkout().await.unwrap_err();
        assert_eq!(error, CheckoutError::Closed);
        assert_eq!(workshop.starts().len(), 0);
    })
    .await;
}
