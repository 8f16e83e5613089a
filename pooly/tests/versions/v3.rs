//! Version 3: many pools, in a tree.

use actor_core::{
    CallError, DynamicSupervisorRef, Mailbox, SupervisorRef, System, process,
};
use pooly::sample_worker::Worker;
use pooly::v3::{self, PoolConfig, Status};

use crate::consumer::Consumer;
use crate::{end, in_a_system, kill, process_count, settle, whereis};

/// Checks out a worker that is there.
async fn checkout(pool: &str) -> Worker {
    v3::checkout(pool).await.unwrap().expect("there is an idle worker")
}

async fn assert_status(pool: &str, idle: usize, busy: usize) {
    let status = v3::status(pool).await;
    assert_eq!(status, Ok(Status { idle, busy }), "{pool}");
}

#[tokio::test(start_paused = true)]
async fn v3_has_three_pools_unless_it_is_told_otherwise() {
    in_a_system(async {
        v3::start_pools(v3::default_pools()).await.unwrap();
        for (pool, status) in
            [("Pool1", "{2, 0}"), ("Pool2", "{3, 0}"), ("Pool3", "{4, 0}")]
        {
            let fresh = v3::status(pool).await.unwrap();
            assert_eq!(fresh.to_string(), status);
        }
    })
    .await;
}

#[tokio::test(start_paused = true)]
async fn v3_names_everybody_but_the_workers_and_their_supervisors() {
    in_a_system(async {
        v3::start_pools(v3::default_pools()).await.unwrap();
        let names = System::current().registered();
        let mut expected = vec![
            "Pooly.Supervisor".to_owned(),
            "Pooly.PoolsSupervisor".to_owned(),
            "Pooly.Server".to_owned(),
        ];
        for pool in 1..=3 {
            expected.push(format!("Pool{pool}Supervisor"));
            expected.push(format!("Pool{pool}Server"));
        }
        expected.sort();
        let names: Vec<_> = names.iter().map(ToString::to_string).collect();
        assert_eq!(names, expected);
    })
    .await;
}

#[tokio::test(start_paused = true)]
async fn v3_keeps_its_pools_apart() {
    in_a_system(async {
        v3::start_pools(v3::default_pools()).await.unwrap();
        checkout("Pool1").await;
        checkout("Pool1").await;
        assert!(v3::checkout("Pool1").await.unwrap().is_none());
        assert_status("Pool1", 0, 2).await;
        assert_status("Pool2", 3, 0).await;
        checkout("Pool3").await;
        assert_status("Pool2", 3, 0).await;
        assert_status("Pool3", 3, 1).await;
    })
    .await;
}

#[tokio::test(start_paused = true)]
async fn v3_ignores_a_worker_that_comes_back_to_another_pool() {
    in_a_system(async {
        v3::start_pools(v3::default_pools()).await.unwrap();
        let worker = checkout("Pool1").await;
        v3::checkin("Pool2", &worker);
        assert_status("Pool1", 1, 1).await;
        assert_status("Pool2", 3, 0).await;
        v3::checkin("Pool1", &worker);
        assert_status("Pool1", 2, 0).await;
    })
    .await;
}

#[tokio::test(start_paused = true)]
async fn v3_knows_no_pool_that_was_not_started() {
    in_a_system(async {
        v3::start_pools(v3::default_pools()).await.unwrap();
        let worker = checkout("Pool1").await;
        let refused = v3::checkout("Pool4").await;
        assert_eq!(refused.unwrap_err(), CallError::NoProc);
        assert_eq!(v3::status("Pool4").await, Err(CallError::NoProc));
        // As every cast to nobody, this is silent.
        v3::checkin("Pool4", &worker);
        assert_status("Pool1", 1, 1).await;
    })
    .await;
}

#[tokio::test(start_paused = true)]
async fn v3_runs_without_any_pool() {
    in_a_system(async {
        let pools = v3::start_pools(Vec::new()).await.unwrap();
        settle().await;
        assert!(pools.is_alive());
        assert_eq!(v3::status("Pool1").await, Err(CallError::NoProc));
    })
    .await;
}

#[tokio::test(start_paused = true)]
async fn v3_returns_the_worker_of_a_consumer_that_crashed() {
    in_a_system(async {
        v3::start_pools(v3::default_pools()).await.unwrap();
        let mut consumer = Consumer::new(async {
            (checkout("Pool1").await, checkout("Pool2").await)
        });
        let (one, two) = consumer.given().await;
        assert_status("Pool1", 1, 1).await;
        assert_status("Pool2", 2, 1).await;
        end(consumer.process.pid(), "crash").await;
        assert_status("Pool1", 2, 0).await;
        assert_status("Pool2", 3, 0).await;
        assert!(one.is_alive() && two.is_alive());
    })
    .await;
}

#[tokio::test(start_paused = true)]
async fn v3_replaces_a_busy_worker_that_died() {
    in_a_system(async {
        v3::start_pools(v3::default_pools()).await.unwrap();
        let server = whereis("Pool2Server");
        let (mine, dead) = (checkout("Pool2").await, checkout("Pool2").await);
        kill(dead.pid()).await;
        assert_status("Pool2", 2, 1).await;
        assert_eq!(whereis("Pool2Server"), server);
        assert!(mine.is_alive());
        let replacement = checkout("Pool2").await;
        assert_ne!(replacement.pid(), dead.pid());
        assert!(replacement.is_alive());
    })
    .await;
}

#[tokio::test(start_paused = true)]
async fn v3_hands_out_an_idle_worker_that_died() {
    in_a_system(async {
        v3::start_pools(v3::default_pools()).await.unwrap();
        let worker = checkout("Pool2").await;
        v3::checkin("Pool2", &worker);
        assert_status("Pool2", 3, 0).await;
        kill(worker.pid()).await;
        assert_status("Pool2", 3, 0).await;
        let handed_out = checkout("Pool2").await;
        assert_eq!(handed_out.pid(), worker.pid());
        assert!(!handed_out.is_alive());
    })
    .await;
}

/// Version 2 does not, and hands out dead workers from then on.
#[tokio::test(start_paused = true)]
async fn v3_rebuilds_a_pool_whose_idle_workers_lose_their_supervisor() {
    in_a_system(async {
        v3::start_pools(v3::default_pools()).await.unwrap();
        let (one, two) = (whereis("Pool1Server"), whereis("Pool2Server"));
        let pool = SupervisorRef::named("Pool2Supervisor");
        let workers: DynamicSupervisorRef =
            pool.child("Pool2WorkerSupervisor").await.unwrap();
        kill(workers.pid()).await;
        assert_ne!(whereis("Pool2Server"), two);
        assert_eq!(whereis("Pool1Server"), one);
        assert_status("Pool2", 3, 0).await;
        assert!(checkout("Pool2").await.is_alive());
    })
    .await;
}

/// Version 2 has it, and nobody has looked at that since.
#[tokio::test(start_paused = true)]
async fn v3_loses_a_pool_when_a_consumer_checks_in_and_ends_at_once() {
    in_a_system(async {
        v3::start_pools(v3::default_pools()).await.unwrap();
        let server = whereis("Pool2Server");
        let (mine, other) = (checkout("Pool2").await, checkout("Pool3").await);
        process::spawn(async |_: Mailbox<()>| {
            let worker = checkout("Pool2").await;
            v3::checkin("Pool2", &worker);
        });
        settle().await;
        assert_ne!(whereis("Pool2Server"), server);
        assert!(!mine.is_alive() && other.is_alive());
        assert_status("Pool2", 3, 0).await;
        assert_status("Pool3", 3, 1).await;
    })
    .await;
}

/// A child's id is known to its supervisor already, which the starter does not
/// expect, however often it is started again.
#[tokio::test(start_paused = true)]
async fn v3_ends_when_two_pools_have_one_name() {
    in_a_system(async {
        process::trap_exit(true);
        let count = process_count().await;
        let pools =
            vec![PoolConfig::new("Pool1", 2), PoolConfig::new("Pool1", 3)];
        let top = v3::start_pools(pools).await.unwrap();
        settle().await;
        assert!(!top.is_alive());
        assert_eq!(process_count().await, count);
    })
    .await;
}

/// A pool that dies again and again takes the others along.
#[tokio::test(start_paused = true)]
async fn v3_counts_the_restarts_of_all_pools_together() {
    in_a_system(async {
        v3::start_pools(v3::default_pools()).await.unwrap();
        let worker = checkout("Pool3").await;
        for pool in ["Pool1", "Pool2", "Pool1"] {
            let supervisor = whereis(&format!("{pool}Supervisor"));
            kill(supervisor).await;
            assert_ne!(whereis(&format!("{pool}Supervisor")), supervisor);
        }
        assert!(worker.is_alive());
        let all = whereis("Pooly.PoolsSupervisor");
        kill(whereis("Pool2Supervisor")).await;
        assert_ne!(whereis("Pooly.PoolsSupervisor"), all);
        assert!(!worker.is_alive());
        assert_status("Pool3", 4, 0).await;
    })
    .await;
}

/// Each pool's own supervisor counts for itself.
#[tokio::test(start_paused = true)]
async fn v3_counts_the_restarts_of_each_server_by_itself() {
    in_a_system(async {
        v3::start_pools(v3::default_pools()).await.unwrap();
        let worker = checkout("Pool3").await;
        for _ in 1..=3 {
            for pool in ["Pool1", "Pool2"] {
                kill(whereis(&format!("{pool}Server"))).await;
            }
        }
        assert!(worker.is_alive());
        assert_status("Pool1", 2, 0).await;
        assert_status("Pool2", 3, 0).await;
        assert_status("Pool3", 3, 1).await;
    })
    .await;
}
