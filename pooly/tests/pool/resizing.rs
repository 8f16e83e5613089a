//! Pools that are made larger and smaller while they run.

use actor_core::process;
use pooly::{Pool, sample_worker};

use crate::caller::Caller;
use crate::workshop::{Step, Workshop};
use crate::{in_a_system, kill, millis, pass, seconds, settle, start, status};

#[tokio::test(start_paused = true)]
async fn a_pool_that_is_made_larger_starts_what_it_lacks() {
    in_a_system(async {
        let pool = Pool::builder(Workshop::default()).size(1).build();
        start(&pool).await;
        let _held = pool.checkout().await.unwrap();
        let caller = Caller::of(&pool);
        settle().await;
        pool.resize(3).unwrap();
        assert!(caller.outcome().await.is_ok());
        let count = status(&pool).await;
        assert_eq!((count.size, count.overflow), (3, 0));
        assert_eq!(count.idle + count.busy, 3);
    })
    .await;
}

#[tokio::test(start_paused = true)]
async fn a_pool_that_is_made_smaller_closes_those_that_are_idle_now() {
    in_a_system(async {
        let workshop = Workshop::default();
        let pool = Pool::builder(workshop.clone()).size(5).build();
        start(&pool).await;
        let _held = pool.checkout().await.unwrap();
        pool.resize(2).unwrap();
        let count = pool.status().await.unwrap();
        assert_eq!((count.idle, count.busy, count.size), (1, 1, 2));
        assert_eq!(workshop.present(), 2);
    })
    .await;
}

#[tokio::test(start_paused = true)]
async fn a_pool_of_processes_that_is_made_smaller_ends_some() {
    in_a_system(async {
        let pool = Pool::processes(sample_worker::child_spec()).size(5);
        let pool = pool.build();
        start(&pool).await;
        let before = crate::process_count().await;
        pool.resize(2).unwrap();
        assert_eq!(crate::process_count().await, before - 3);
        assert_eq!(status(&pool).await.idle, 2);
        assert_eq!(pool.stats().await.unwrap().crashed, 0);
    })
    .await;
}

#[tokio::test(start_paused = true)]
async fn a_pool_that_is_made_smaller_closes_the_others_when_they_come_back() {
    in_a_system(async {
        let workshop = Workshop::default();
        let pool = Pool::builder(workshop.clone()).size(3).build();
        start(&pool).await;
        let one = pool.checkout().await.unwrap();
        let two = pool.checkout().await.unwrap();
        let three = pool.checkout().await.unwrap();
        pool.resize(1).unwrap();
        assert_eq!(status(&pool).await.overflow, 2);
        for (worker, left) in [(one, 2), (two, 1), (three, 1)] {
            drop(worker);
            settle().await;
            assert_eq!(workshop.present(), left);
        }
        assert_eq!(status(&pool).await.idle, 1);
    })
    .await;
}

#[tokio::test(start_paused = true)]
async fn where_there_may_be_overflow_those_too_many_linger() {
    in_a_system(async {
        let workshop = Workshop::default();
        let pool = Pool::builder(workshop.clone()).size(3).max_overflow(2);
        let pool = pool.build();
        start(&pool).await;
        let one = pool.checkout().await.unwrap();
        let two = pool.checkout().await.unwrap();
        let three = pool.checkout().await.unwrap();
        pool.resize(1).unwrap();
        drop((one, two, three));
        assert_eq!(status(&pool).await.overflow, 2);
        pass(millis(990)).await;
        assert_eq!(workshop.present(), 3);
        pass(millis(20)).await;
        assert_eq!(workshop.present(), 1);
    })
    .await;
}

#[tokio::test(start_paused = true)]
async fn those_too_many_do_not_serve_who_waits() {
    in_a_system(async {
        let workshop = Workshop::default();
        let pool = Pool::builder(workshop.clone()).size(2).build();
        start(&pool).await;
        let one = pool.checkout().await.unwrap();
        let two = pool.checkout().await.unwrap();
        let caller = Caller::of(&pool);
        settle().await;
        pool.resize(1).unwrap();
        drop(one);
        settle().await;
        assert!(caller.is_waiting());
        let number = two.number;
        drop(two);
        assert_eq!(caller.outcome().await.unwrap().number, number);
    })
    .await;
}

#[tokio::test(start_paused = true)]
async fn what_is_started_for_a_larger_size_is_closed() {
    in_a_system(async {
        let workshop = Workshop::default();
        workshop.create_goes(Step::Takes(seconds(1)));
        let pool = Pool::builder(workshop.clone()).size(3).build();
        pool.start_link().await.unwrap();
        pool.resize(1).unwrap();
        pool.ready().await.unwrap();
        assert_eq!(status(&pool).await.idle, 1);
        assert_eq!(workshop.present(), 1);
    })
    .await;
}

#[tokio::test(start_paused = true)]
async fn a_pool_keeps_its_size_when_it_is_restarted() {
    in_a_system(async {
        process::trap_exit(true);
        let pool = Pool::builder(Workshop::default()).size(5).build();
        let tree = pool.start_link().await.unwrap();
        pool.resize(2).unwrap();
        let before = status(&pool).await;
        assert_eq!(before.size, 2);
        let server = tree.which_children().await.unwrap()[0].pid().unwrap();
        kill(server).await;
        pool.ready().await.unwrap();
        let after = status(&pool).await;
        assert_eq!((after.size, after.idle), (2, 2));
    })
    .await;
}

#[tokio::test(start_paused = true)]
async fn a_pool_can_be_made_empty_and_filled_again() {
    in_a_system(async {
        let workshop = Workshop::default();
        let pool = Pool::builder(workshop.clone()).size(2).build();
        start(&pool).await;
        pool.resize(0).unwrap();
        let caller = Caller::of(&pool);
        settle().await;
        assert!(caller.is_waiting());
        assert_eq!(workshop.present(), 0);
        pool.resize(1).unwrap();
        assert_eq!(caller.outcome().await.unwrap().number, 3);
    })
    .await;
}
