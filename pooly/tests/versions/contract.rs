//! What all versions promise.

use std::collections::HashSet;
use std::time::Duration;

use actor_core::gen_server::{self, StartError};
use actor_core::{ExitReason, Mailbox, Pid, SupervisorRef, System, process};
use pooly::sample_worker::{self, Worker};

use crate::consumer::Consumer;
use crate::version::Version;
use crate::{end, in_a_system, kill, process_count, settle, whereis};

async fn start<V: Version>(size: usize) -> SupervisorRef {
    V::start(size).await.unwrap()
}

/// Checks out a worker that is there.
async fn checkout<V: Version>() -> Worker {
    V::checkout().await.expect("there is an idle worker")
}

async fn a_fresh_pool_is_idle<V: Version>() {
    start::<V>(5).await;
    assert_eq!(V::status().await, (5, 0));
}

async fn every_checkout_is_another_worker_that_lives<V: Version>() {
    start::<V>(3).await;
    let mut pids = HashSet::new();
    for busy in 1..=3 {
        let worker = checkout::<V>().await;
        assert!(worker.is_alive());
        assert!(pids.insert(worker.pid()));
        assert_eq!(V::status().await, (3 - busy, busy));
    }
}

async fn who_comes_when_all_are_busy_is_refused<V: Version>() {
    start::<V>(2).await;
    let workers = [checkout::<V>().await, checkout::<V>().await];
    for _ in 0..3 {
        assert!(V::checkout().await.is_none());
        assert_eq!(V::status().await, (0, 2));
    }
    V::checkin(&workers[0]);
    assert_eq!(checkout::<V>().await.pid(), workers[0].pid());
    assert!(V::checkout().await.is_none());
}

async fn a_pool_of_nobody_refuses_everybody<V: Version>() {
    start::<V>(0).await;
    assert_eq!(V::status().await, (0, 0));
    assert!(V::checkout().await.is_none());
    assert_eq!(V::status().await, (0, 0));
}

async fn a_worker_comes_back_when_it_is_checked_in<V: Version>() {
    start::<V>(1).await;
    let worker = checkout::<V>().await;
    assert_eq!(V::status().await, (0, 1));
    V::checkin(&worker);
    assert_eq!(V::status().await, (1, 0));
    let again = checkout::<V>().await;
    assert_eq!(again.pid(), worker.pid());
    assert!(again.is_alive());
}

async fn the_last_to_come_back_is_the_first_to_go_out<V: Version>() {
    start::<V>(3).await;
    let workers =
        [checkout::<V>().await, checkout::<V>().await, checkout::<V>().await];
    for back in [1, 0, 2] {
        V::checkin(&workers[back]);
    }
    for out in [2, 0, 1] {
        assert_eq!(checkout::<V>().await.pid(), workers[out].pid());
    }
}

/// The idle ones are compared with a stack, in an order that is anybody's.
async fn it_is_a_stack_whatever_is_done<V: Version>() {
    const SIZE: usize = 4;
    start::<V>(SIZE).await;
    let mut random = fastrand::Rng::with_seed(2017);
    let (mut fresh, mut known) = (SIZE, HashSet::new());
    let (mut idle, mut busy): (Vec<Worker>, Vec<Worker>) = <_>::default();
    for _ in 0..500 {
        if random.bool() && !busy.is_empty() {
            let worker = busy.swap_remove(random.usize(..busy.len()));
            V::checkin(&worker);
            idle.push(worker);
        } else if let Some(worker) = V::checkout().await {
            if let Some(expected) = idle.pop() {
                assert_eq!(worker.pid(), expected.pid());
            } else {
                assert!(known.insert(worker.pid()));
                fresh -= 1;
            }
            busy.push(worker);
        } else {
            assert_eq!(busy.len(), SIZE);
        }
        assert_eq!(V::status().await, (idle.len() + fresh, busy.len()));
    }
    assert_eq!(fresh, 0, "all were out at some time");
}

async fn a_second_checkin_counts_for_nothing<V: Version>() {
    start::<V>(2).await;
    let worker = checkout::<V>().await;
    V::checkin(&worker);
    V::checkin(&worker);
    assert_eq!(V::status().await, (2, 0));
    assert_eq!(checkout::<V>().await.pid(), worker.pid());
    assert_ne!(checkout::<V>().await.pid(), worker.pid());
    assert!(V::checkout().await.is_none());
}

async fn a_stranger_cannot_be_checked_in<V: Version>() {
    start::<V>(1).await;
    let stranger: Worker = process::spawn(async |mut mailbox: Mailbox<_>| {
        drop(mailbox.receive().await);
    });
    V::checkin(&stranger);
    assert_eq!(V::status().await, (1, 0));
    assert_ne!(checkout::<V>().await.pid(), stranger.pid());
    V::checkin(&stranger);
    assert_eq!(V::status().await, (0, 1));
    assert!(V::checkout().await.is_none());
    assert!(stranger.is_alive());
}

async fn a_consumer_can_tell_its_worker_to_stop<V: Version>() {
    start::<V>(1).await;
    let worker = checkout::<V>().await;
    let (down, stopped) =
        tokio::join!(worker.down(), sample_worker::stop(&worker));
    assert_eq!(stopped, Ok(()));
    assert_eq!(down.reason, ExitReason::Normal);
    assert!(!worker.is_alive());
}

async fn consumers_do_not_get_each_others_workers<V: Version>() {
    start::<V>(3).await;
    let mut consumers =
        [0; 4].map(|_| Consumer::new(async { V::checkout().await }));
    let mut pids: HashSet<Option<Pid>> = HashSet::new();
    for consumer in &mut consumers {
        let worker = consumer.given().await;
        pids.insert(worker.map(|worker| worker.pid()));
    }
    // Three different workers, and nothing for the fourth.
    assert_eq!(pids.len(), 4);
    assert!(pids.contains(&None));
    assert_eq!(V::status().await, (0, 3));
}

async fn a_killed_server_is_followed_by_a_fresh_pool<V: Version>() {
    let supervisor = start::<V>(2).await;
    let count = process_count().await;
    let workers = [checkout::<V>().await, checkout::<V>().await];
    V::checkin(&workers[0]);
    assert_eq!(V::status().await, (1, 1));
    let server = whereis(V::SERVER);
    kill(server).await;

    assert!(supervisor.is_alive());
    assert_ne!(whereis(V::SERVER), server);
    assert_eq!(V::status().await, (2, 0));
    assert!(!workers.iter().any(Worker::is_alive));
    assert_eq!(process_count().await, count);
    let fresh = [checkout::<V>().await, checkout::<V>().await];
    assert!(fresh.iter().all(Worker::is_alive));
    assert!(V::checkout().await.is_none());
    // One that the new server never gave to anybody.
    V::checkin(&workers[1]);
    assert_eq!(V::status().await, (0, 2));
}

async fn a_stopped_pool_leaves_nobody<V: Version>() {
    let names = System::current().registered();
    let count = process_count().await;
    let supervisor = start::<V>(3).await;
    checkout::<V>().await;
    assert!(process_count().await >= count + 5);
    let (normal, forever) = (ExitReason::Normal, Duration::MAX);
    gen_server::stop(&supervisor, normal, forever).await.unwrap();
    settle().await;
    assert_eq!(process_count().await, count);
    assert_eq!(System::current().registered(), names);

    // Nothing keeps the next from its start.
    start::<V>(3).await;
    assert_eq!(V::status().await, (3, 0));
}

async fn a_killed_supervisor_leaves_nobody<V: Version>() {
    process::trap_exit(true);
    let count = process_count().await;
    let supervisor = start::<V>(3).await;
    checkout::<V>().await;
    kill(supervisor.pid()).await;
    assert_eq!(process_count().await, count);
}

async fn a_pool_ends_with_its_starter<V: Version>() {
    let count = process_count().await;
    let starter = Consumer::new(async { start::<V>(3).await });
    settle().await;
    assert_eq!(V::status().await, (3, 0));
    end(starter.process.pid(), "crash").await;
    assert_eq!(process_count().await, count);
}

async fn a_second_start_fails_and_disturbs_nobody<V: Version>() {
    process::trap_exit(true);
    start::<V>(2).await;
    let (count, server) = (process_count().await, whereis(V::SERVER));
    let worker = checkout::<V>().await;
    let error = V::start(1).await.unwrap_err();
    assert!(
        matches!(error, StartError::AlreadyStarted(_) | StartError::Init(_)),
        "{error}"
    );
    settle().await;
    assert_eq!(process_count().await, count);
    assert_eq!(whereis(V::SERVER), server);
    assert!(worker.is_alive());
    assert_eq!(V::status().await, (1, 1));
}

async fn pools_of_two_systems_are_two<V: Version>() {
    start::<V>(2).await;
    checkout::<V>().await;
    in_a_system(async {
        start::<V>(3).await;
        assert_eq!(V::status().await, (3, 0));
    })
    .await;
    assert_eq!(V::status().await, (1, 1));
}

macro_rules! promises {
    ($version:ident: $($promise:ident)*) => { $(
        #[tokio::test(start_paused = true)]
        async fn $promise() {
            use crate::version::$version::Pooly;

            crate::in_a_system(super::$promise::<Pooly>()).await;
        }
    )* };
}

macro_rules! keeps_the_contract {
    ($($version:ident),*) => { $(
        mod $version {
            promises! { $version:
                a_fresh_pool_is_idle
                every_checkout_is_another_worker_that_lives
                who_comes_when_all_are_busy_is_refused
                a_pool_of_nobody_refuses_everybody
                a_worker_comes_back_when_it_is_checked_in
                the_last_to_come_back_is_the_first_to_go_out
                it_is_a_stack_whatever_is_done
                a_second_checkin_counts_for_nothing
                a_stranger_cannot_be_checked_in
                a_consumer_can_tell_its_worker_to_stop
                consumers_do_not_get_each_others_workers
                a_killed_server_is_followed_by_a_fresh_pool
                a_stopped_pool_leaves_nobody
                a_killed_supervisor_leaves_nobody
                a_pool_ends_with_its_starter
                a_second_start_fails_and_disturbs_nobody
                pools_of_two_systems_are_two
            }
        }
    )* };
}

keeps_the_contract!(v1, v2, v3, v4);
