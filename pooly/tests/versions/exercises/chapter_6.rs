//! Chapter 6: one pool.

use std::time::Duration;

use actor_core::supervisor::Restart;
use actor_core::{
    DynamicSupervisor, DynamicSupervisorRef, Pid, SupervisorRef, process,
};
use pooly::sample_worker::{self, Worker};
use pooly::{v1, v2};

use crate::{in_a_system, kill, process_count, settle, whereis};

const SERVER: &str = "Pooly.Server";
const SECOND: Duration = Duration::from_secs(1);

async fn worker_supervisor(pool: &SupervisorRef) -> Pid {
    let worker_supervisor: DynamicSupervisorRef =
        pool.child("WorkerSupervisor").await.unwrap();
    worker_supervisor.pid()
}

/// 1: the supervisor of the workers is temporary. So it is not started again,
/// and its end is no reason to start the others again; but its workers are
/// linked to it. Nobody tells the server, which goes on with what it knows.
#[tokio::test(start_paused = true)]
async fn v1_goes_on_with_dead_workers() {
    in_a_system(async {
        let pool = v1::start_pool(v1::PoolConfig::default()).await.unwrap();
        let before = process_count().await;
        let server = whereis(SERVER);
        let busy = v1::checkout().await.unwrap().unwrap();
        kill(worker_supervisor(&pool).await).await;

        // It, and five workers.
        assert_eq!(process_count().await, before - 6);
        assert_eq!(pool.count_children().await.unwrap().specs, 1);
        assert_eq!(whereis(SERVER), server);
        assert!(!busy.is_alive());
        let status = v1::Status { idle: 4, busy: 1 };
        assert_eq!(v1::status().await, Ok(status));
        for _ in 0..4 {
            let worker = v1::checkout().await.unwrap().unwrap();
            assert!(!worker.is_alive());
        }
    })
    .await;
}

/// 1: the server is told, as it is linked to the workers, and does not listen.
#[tokio::test(start_paused = true)]
async fn v2_goes_on_with_dead_workers_if_all_were_idle() {
    in_a_system(async {
        let pool = v2::start_pool(v2::PoolConfig::default()).await.unwrap();
        settle().await;
        let server = whereis(SERVER);
        kill(worker_supervisor(&pool).await).await;
        assert_eq!(whereis(SERVER), server);
        let status = v2::Status { idle: 5, busy: 0 };
        assert_eq!(v2::status().await, Ok(status));
        assert!(!v2::checkout().await.unwrap().unwrap().is_alive());
    })
    .await;
}

/// 1: it wants to replace the busy worker, and who would start that is dead.
/// So it crashes, which is what helps.
#[tokio::test(start_paused = true)]
async fn v2_is_rebuilt_if_a_worker_was_busy() {
    in_a_system(async {
        let pool = v2::start_pool(v2::PoolConfig::default()).await.unwrap();
        let server = whereis(SERVER);
        v2::checkout().await.unwrap().unwrap();
        kill(worker_supervisor(&pool).await).await;
        assert_ne!(whereis(SERVER), server);
        let status = v2::Status { idle: 5, busy: 0 };
        assert_eq!(v2::status().await, Ok(status));
        assert!(v2::checkout().await.unwrap().unwrap().is_alive());
    })
    .await;
}

/// Starts a supervisor as that of the workers, with two of them.
async fn two_workers(
    max_restarts: usize,
    restart: Restart,
) -> (DynamicSupervisorRef, [Worker; 2]) {
    let supervisor =
        DynamicSupervisor::new().intensity(max_restarts, 5 * SECOND);
    let supervisor = supervisor.start_link().await.unwrap();
    let worker = sample_worker::child_spec().restart(restart);
    let one = supervisor.start_child(worker.clone()).await.unwrap();
    let two = supervisor.start_child(worker).await.unwrap();
    (supervisor, [one, two])
}

/// 2: the first crash is one too many, and the other worker ends as well.
#[tokio::test(start_paused = true)]
async fn without_restarts_the_first_crash_ends_the_supervisor() {
    in_a_system(async {
        process::trap_exit(true);
        let (supervisor, [one, two]) = two_workers(0, Restart::Permanent).await;
        kill(one.pid()).await;
        assert!(!supervisor.is_alive() && !two.is_alive());
    })
    .await;
}

/// 2: for a permanent worker, an end in order is one too many as well.
#[tokio::test(start_paused = true)]
async fn without_restarts_a_worker_must_not_even_stop() {
    in_a_system(async {
        process::trap_exit(true);
        let (supervisor, [one, _]) = two_workers(0, Restart::Permanent).await;
        sample_worker::stop(&one).await.unwrap();
        settle().await;
        assert!(!supervisor.is_alive());
    })
    .await;
}

/// 2: five are well, as the book has it; the sixth is not.
#[tokio::test(start_paused = true)]
async fn with_five_restarts_the_sixth_crash_ends_the_supervisor() {
    in_a_system(async {
        process::trap_exit(true);
        let (supervisor, _) = two_workers(5, Restart::Permanent).await;
        for crash in 1..=6 {
            assert!(supervisor.is_alive(), "crash {crash}");
            let children = supervisor.which_children().await.unwrap();
            assert_eq!(children.len(), 2);
            kill(children[0].pid().unwrap()).await;
        }
        assert!(!supervisor.is_alive());
    })
    .await;
}

/// 2: nobody is started again, so there is nothing to count.
#[tokio::test(start_paused = true)]
async fn a_temporary_worker_is_not_replaced() {
    in_a_system(async {
        let (supervisor, [one, two]) = two_workers(0, Restart::Temporary).await;
        kill(one.pid()).await;
        assert!(supervisor.is_alive() && two.is_alive());
        assert_eq!(supervisor.count_children().await.unwrap().specs, 1);
        kill(two.pid()).await;
        assert!(supervisor.is_alive());
        assert_eq!(supervisor.count_children().await.unwrap().specs, 0);
    })
    .await;
}
