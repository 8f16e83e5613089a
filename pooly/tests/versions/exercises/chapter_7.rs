//! Chapter 7: many pools.

use actor_core::supervisor::{ChildSpec, Strategy, Supervisor};
use actor_core::{CallError, GenServer, SupervisorRef, process};
use pooly::sample_worker::Worker;
use pooly::v3::{
    self, PoolConfig, Status, pool_server, pools_supervisor, server,
};
use pooly::v4;

use crate::caught::caught;
use crate::consumer::Consumer;
use crate::{end, in_a_system, kill, whereis};

async fn checkout(pool: &str) -> Worker {
    v3::checkout(pool).await.unwrap().expect("there is an idle worker")
}

async fn assert_status(pool: &str, idle: usize, busy: usize) {
    let status = v3::status(pool).await;
    assert_eq!(status, Ok(Status { idle, busy }), "{pool}");
}

/// Starts the tree of version 3 with other strategies: of the supervisor of
/// all, which is `one_for_all`, and of that of the pools, `one_for_one`.
async fn start(all: Strategy, pools: Strategy) -> SupervisorRef {
    let supervisor = Supervisor::new(pools).named(pools_supervisor::NAME);
    let server = server::Server::starter(v3::default_pools());
    let top = Supervisor::new(all)
        .child(supervisor)
        .child(server.named(server::NAME))
        .start_link();
    let top = top.await.unwrap();
    server::started().await;
    top
}

/// 1: a new server starts pools that are there already, and crashes, until the
/// supervisor has had enough.
#[tokio::test(start_paused = true)]
async fn a_server_alone_cannot_be_started_again() {
    for all in [Strategy::OneForOne, Strategy::RestForOne] {
        in_a_system(async move {
            process::trap_exit(true);
            let top = start(all, Strategy::OneForOne).await;
            kill(whereis(server::NAME)).await;
            assert!(!top.is_alive());
            assert_eq!(v3::status("Pool1").await, Err(CallError::NoProc));
        })
        .await;
    }
}

/// 1: the server is the only one who knows the pools, and has done its work.
#[tokio::test(start_paused = true)]
async fn a_supervisor_of_pools_alone_comes_back_without_pools() {
    in_a_system(async {
        let top = start(Strategy::OneForOne, Strategy::OneForOne).await;
        let pools = whereis(pools_supervisor::NAME);
        kill(pools).await;
        assert!(top.is_alive());
        assert_ne!(whereis(pools_supervisor::NAME), pools);
        assert_eq!(v3::status("Pool1").await, Err(CallError::NoProc));
    })
    .await;
}

/// 1: here the server comes after those that it needs, and is started again
/// with them.
#[tokio::test(start_paused = true)]
async fn a_supervisor_of_pools_and_the_rest_come_back_with_pools() {
    in_a_system(async {
        let top = start(Strategy::RestForOne, Strategy::OneForOne).await;
        let server = whereis(server::NAME);
        kill(whereis(pools_supervisor::NAME)).await;
        assert!(top.is_alive());
        assert_ne!(whereis(server::NAME), server);
        assert_status("Pool1", 2, 0).await;
        assert_status("Pool3", 4, 0).await;
    })
    .await;
}

/// 1: one pool takes the others along, the better part of which did nothing.
#[tokio::test(start_paused = true)]
async fn pools_for_all_die_with_each_other() {
    in_a_system(async {
        start(Strategy::OneForAll, Strategy::OneForAll).await;
        let (server, worker) = (whereis(server::NAME), checkout("Pool3").await);
        kill(whereis("Pool1Supervisor")).await;
        assert!(!worker.is_alive());
        assert_status("Pool3", 4, 0).await;
        assert_eq!(whereis(server::NAME), server);
    })
    .await;
}

/// 1: those started before it are left alone, those after it are not.
#[tokio::test(start_paused = true)]
async fn a_pool_and_the_rest_die_together() {
    in_a_system(async {
        start(Strategy::OneForAll, Strategy::RestForOne).await;
        let (before, after) =
            (checkout("Pool1").await, checkout("Pool3").await);
        kill(whereis("Pool2Supervisor")).await;
        assert!(before.is_alive() && !after.is_alive());
        assert_status("Pool1", 1, 1).await;
        assert_status("Pool2", 3, 0).await;
        assert_status("Pool3", 4, 0).await;
    })
    .await;
}

/// 1: a new server of a pool finds the supervisor of the workers that the last
/// one has started, and crashes, until the pool's supervisor has had enough.
#[tokio::test(start_paused = true)]
async fn a_server_of_a_pool_alone_cannot_be_started_again() {
    in_a_system(async {
        process::trap_exit(true);
        let start = || {
            let pool = PoolConfig::new("Pool1", 2);
            pool_server::start_link(process::this(), pool)
        };
        let pool = Supervisor::new(Strategy::OneForOne)
            .child(ChildSpec::new("Pool1Server", start))
            .start_link()
            .await
            .unwrap();
        assert_status("Pool1", 2, 0).await;
        kill(whereis("Pool1Server")).await;
        assert!(!pool.is_alive());
    })
    .await;
}

/// 2: a transaction for version 3, which has none: what a consumer must not
/// forget is done when this is dropped.
struct CheckedOut {
    pool: &'static str,
    worker: Worker,
}

impl Drop for CheckedOut {
    fn drop(&mut self) {
        v3::checkin(self.pool, &self.worker);
    }
}

async fn transaction<T>(
    pool: &'static str,
    job: impl AsyncFnOnce(&Worker) -> T,
) -> Result<Option<T>, CallError> {
    let Some(worker) = v3::checkout(pool).await? else { return Ok(None) };
    let out = CheckedOut { pool, worker };
    Ok(Some(job(&out.worker).await))
}

#[tokio::test(start_paused = true)]
async fn a_transaction_checks_in_whatever_the_job_returns() {
    in_a_system(async {
        v3::start_pools(v3::default_pools()).await.unwrap();
        let job = async |worker: &Worker| {
            assert_status("Pool1", 1, 1).await;
            worker.pid()
        };
        let pid = transaction("Pool1", job).await.unwrap().unwrap();
        assert_status("Pool1", 2, 0).await;
        let workers = [checkout("Pool1").await, checkout("Pool1").await];
        assert_eq!(workers[0].pid(), pid);

        let none = transaction("Pool1", async |_: &Worker| ()).await;
        assert_eq!(none, Ok(None));
        let nobody = transaction("Pool4", async |_: &Worker| ()).await;
        assert_eq!(nobody, Err(CallError::NoProc));
    })
    .await;
}

#[tokio::test(start_paused = true)]
async fn a_transaction_checks_in_if_the_job_panics() {
    in_a_system(async {
        v3::start_pools(v3::default_pools()).await.unwrap();
        let server = whereis("Pool1Server");
        let panics = async |_: &Worker| panic!("told to");
        let panic = caught(transaction::<()>("Pool1", panics)).await;
        assert_eq!(panic.unwrap_err().downcast_ref(), Some(&"told to"));
        assert_status("Pool1", 2, 0).await;
        assert_eq!(whereis("Pool1Server"), server);
    })
    .await;
}

/// 3: nobody has it, so the second checkin finds nothing to do.
#[tokio::test(start_paused = true)]
async fn v3_ignores_a_second_checkin() {
    in_a_system(async {
        v3::start_pools(v3::default_pools()).await.unwrap();
        let worker = checkout("Pool1").await;
        v3::checkin("Pool1", &worker);
        v3::checkin("Pool1", &worker);
        assert_status("Pool1", 2, 0).await;
    })
    .await;
}

/// 3: somebody else has it by then, and two have the same worker in the end.
#[tokio::test(start_paused = true)]
async fn v3_takes_a_second_checkin_for_that_of_another() {
    in_a_system(async {
        v3::start_pools(v3::default_pools()).await.unwrap();
        let worker = checkout("Pool1").await;
        v3::checkin("Pool1", &worker);
        let mut owner = Consumer::new(checkout("Pool1"));
        assert_eq!(owner.given().await.pid(), worker.pid());
        v3::checkin("Pool1", &worker);
        assert_status("Pool1", 2, 0).await;
        assert_eq!(checkout("Pool1").await.pid(), worker.pid());
    })
    .await;
}

/// 3: a checkin says whose it is, and counts for that process only.
#[tokio::test(start_paused = true)]
async fn v4_knows_whose_checkin_it_is() {
    in_a_system(async {
        v4::start_pools(v4::default_pools()).await.unwrap();
        let checkout =
            async || v4::checkout("Pool2", v4::Wait::No).await.unwrap();
        let worker = checkout().await;
        v4::checkin("Pool2", &worker);
        let mut owner = Consumer::new(async {
            v4::checkout("Pool2", v4::Wait::No).await.unwrap()
        });
        assert_eq!(owner.given().await.pid(), worker.pid());
        v4::checkin("Pool2", &worker);
        let status = v4::status("Pool2").await.unwrap();
        assert_eq!(status.to_string(), "{:ready, 2, 1}");
        assert_ne!(checkout().await.pid(), worker.pid());

        // Its own checkin counts.
        end(owner.process.pid(), "crash").await;
        let status = v4::status("Pool2").await.unwrap();
        assert_eq!(status.to_string(), "{:ready, 2, 1}");
    })
    .await;
}
