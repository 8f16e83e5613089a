//! Extra workers, and what the status says.

use actor_core::{CallError, DynamicSupervisorRef, SupervisorRef};
use pooly::sample_worker::Worker;
use pooly::v4::{self, CheckoutError, PoolConfig, State, Status, Wait};

use super::{assert_status, checkout, start};
use crate::{in_a_system, kill, process_count, settle, whereis};

#[tokio::test(start_paused = true)]
async fn v4_has_three_pools_unless_it_is_told_otherwise() {
    in_a_system(async {
        v4::start_pools(v4::default_pools()).await.unwrap();
        for (pool, idle) in [("Pool1", 2), ("Pool2", 3), ("Pool3", 4)] {
            let fresh = Status { state: State::Ready, idle, busy: 0 };
            assert_eq!(v4::status(pool).await, Ok(fresh), "{pool}");
        }
    })
    .await;
}

#[tokio::test(start_paused = true)]
async fn v4_says_how_full_a_pool_is() {
    in_a_system(async {
        v4::start_pools(v4::default_pools()).await.unwrap();
        for status in ["{:ready, 2, 0}", "{:ready, 1, 1}", "{:overflow, 0, 2}"]
        {
            assert_status(status).await;
            checkout().await;
        }
        assert_status("{:full, 0, 3}").await;
    })
    .await;
}

#[tokio::test(start_paused = true)]
async fn v4_has_no_overflow_where_none_is_allowed() {
    in_a_system(async {
        v4::start_pools(v4::default_pools()).await.unwrap();
        for status in ["{:ready, 3, 0}", "{:ready, 2, 1}", "{:ready, 1, 2}"] {
            let before = v4::status("Pool2").await.unwrap();
            assert_eq!(before.to_string(), status);
            v4::checkout("Pool2", Wait::No).await.unwrap();
        }
        let all = v4::status("Pool2").await.unwrap();
        assert_eq!(all, Status { state: State::Full, idle: 0, busy: 3 });
        let refused = v4::checkout("Pool2", Wait::No).await;
        assert_eq!(refused.unwrap_err(), CheckoutError::Full);
    })
    .await;
}

#[tokio::test(start_paused = true)]
async fn v4_starts_extra_workers_when_all_are_busy() {
    in_a_system(async {
        start(2, 2).await;
        let before = process_count().await;
        let regular = [checkout().await, checkout().await];
        assert_eq!(process_count().await, before);
        assert_status("{:overflow, 0, 2}").await;
        let extra = checkout().await;
        assert_eq!(process_count().await, before + 1);
        assert_status("{:overflow, 0, 3}").await;
        let last = checkout().await;
        assert_eq!(process_count().await, before + 2);
        assert_status("{:full, 0, 4}").await;
        let workers = [&regular[0], &regular[1], &extra, &last];
        assert!(workers.into_iter().all(Worker::is_alive));
        let refused = v4::checkout("Pool1", Wait::No).await;
        assert_eq!(refused.unwrap_err(), CheckoutError::Full);
    })
    .await;
}

#[tokio::test(start_paused = true)]
async fn v4_ends_the_first_to_come_back_when_there_is_an_extra_worker() {
    in_a_system(async {
        start(2, 1).await;
        let before = process_count().await;
        let regular = [checkout().await, checkout().await];
        let extra = checkout().await;
        v4::checkin("Pool1", &regular[0]);
        assert_status("{:overflow, 0, 2}").await;
        settle().await;
        assert!(!regular[0].is_alive());
        assert_eq!(process_count().await, before);

        // From now on it is as good as any.
        v4::checkin("Pool1", &extra);
        assert_status("{:ready, 1, 1}").await;
        v4::checkin("Pool1", &regular[1]);
        assert_status("{:ready, 2, 0}").await;
        assert!(extra.is_alive() && regular[1].is_alive());
        assert_eq!(process_count().await, before);
    })
    .await;
}

#[tokio::test(start_paused = true)]
async fn v4_overflows_again_and_again() {
    in_a_system(async {
        start(1, 1).await;
        let before = process_count().await;
        for _ in 0..20 {
            let (one, two) = (checkout().await, checkout().await);
            assert_status("{:full, 0, 2}").await;
            v4::checkin("Pool1", &one);
            v4::checkin("Pool1", &two);
            assert_status("{:ready, 1, 0}").await;
        }
        settle().await;
        assert_eq!(process_count().await, before);
    })
    .await;
}

#[tokio::test(start_paused = true)]
async fn v4_does_not_replace_a_dead_worker_when_there_is_one_too_many() {
    in_a_system(async {
        start(2, 1).await;
        let before = process_count().await;
        let workers = [checkout().await, checkout().await, checkout().await];
        kill(workers[0].pid()).await;
        assert_status("{:overflow, 0, 2}").await;
        assert_eq!(process_count().await, before);
        kill(workers[1].pid()).await;
        assert_status("{:ready, 1, 1}").await;
        assert_eq!(process_count().await, before);
    })
    .await;
}

#[tokio::test(start_paused = true)]
async fn v4_replaces_an_idle_worker_that_died() {
    in_a_system(async {
        start(3, 0).await;
        let (server, before) = (whereis("Pool1Server"), process_count().await);
        let worker = checkout().await;
        v4::checkin("Pool1", &worker);
        assert_status("{:ready, 3, 0}").await;
        kill(worker.pid()).await;
        assert_status("{:ready, 3, 0}").await;
        assert_eq!(process_count().await, before);
        assert_eq!(whereis("Pool1Server"), server);
        for _ in 0..3 {
            assert!(checkout().await.is_alive());
        }
    })
    .await;
}

#[tokio::test(start_paused = true)]
async fn v4_replaces_any_number_of_workers() {
    in_a_system(async {
        start(2, 0).await;
        let (server, before) = (whereis("Pool1Server"), process_count().await);
        for number in 0..40 {
            let worker = checkout().await;
            if number % 2 == 0 {
                v4::checkin("Pool1", &worker);
            }
            kill(worker.pid()).await;
            assert_status("{:ready, 2, 0}").await;
        }
        assert_eq!(whereis("Pool1Server"), server);
        assert_eq!(process_count().await, before);
    })
    .await;
}

#[tokio::test(start_paused = true)]
async fn v4_is_rebuilt_when_its_idle_workers_lose_their_supervisor() {
    in_a_system(async {
        start(2, 0).await;
        let server = whereis("Pool1Server");
        let pool = SupervisorRef::named("Pool1Supervisor");
        let workers: DynamicSupervisorRef =
            pool.child("Pool1WorkerSupervisor").await.unwrap();
        kill(workers.pid()).await;
        assert_ne!(whereis("Pool1Server"), server);
        assert_status("{:ready, 2, 0}").await;
        assert!(checkout().await.is_alive());
    })
    .await;
}

#[tokio::test(start_paused = true)]
async fn v4_ignores_a_worker_that_comes_back_to_another_pool() {
    in_a_system(async {
        let pools =
            vec![PoolConfig::new("Pool1", 2), PoolConfig::new("Pool2", 3)];
        v4::start_pools(pools).await.unwrap();
        let worker = checkout().await;
        v4::checkin("Pool2", &worker);
        assert_status("{:ready, 1, 1}").await;
        let other = v4::status("Pool2").await.unwrap();
        assert_eq!(other.to_string(), "{:ready, 3, 0}");
        v4::checkin("Pool1", &worker);
        assert_status("{:ready, 2, 0}").await;
    })
    .await;
}

#[tokio::test(start_paused = true)]
async fn v4_knows_no_pool_that_was_not_started() {
    in_a_system(async {
        start(1, 0).await;
        for wait in [Wait::No, Wait::default(), Wait::Forever] {
            let refused = v4::checkout("Pool4", wait).await;
            let error = CheckoutError::Call(CallError::NoProc);
            assert_eq!(refused.unwrap_err(), error);
        }
        assert_eq!(v4::status("Pool4").await, Err(CallError::NoProc));
    })
    .await;
}
