//! Pools as children, and what happens when their processes end.

use std::time::Duration;

use actor_core::gen_server::StartError;
use actor_core::supervisor::{self, Strategy};
use actor_core::{
    CallError, ExitReason, Pid, Supervisor, SupervisorRef, process,
};
use pooly::pool::CheckoutError;
use pooly::{Pool, sample_worker};
use tokio::time::Instant;

use crate::caller::Caller;
use crate::workshop::{Deed, Step, Workshop};
use crate::{
    in_a_system, kill, pass, process_count, seconds, settle, start, status,
};

/// Returns the process that a pool's supervisor knows by this name.
async fn child(tree: &SupervisorRef, id: &str) -> Pid {
    let children = tree.which_children().await.unwrap();
    let child = children.iter().find(|child| child.id.as_str() == id);
    child.and_then(supervisor::Child::pid).expect("the child runs")
}

#[tokio::test(start_paused = true)]
async fn a_pool_is_a_child_like_any_other() {
    in_a_system(async {
        let one = Pool::processes(sample_worker::child_spec());
        let one = one.named("Pizza").size(1).build();
        let two = Pool::builder(Workshop::default());
        let two = two.named("Singapore").size(1).build();
        let tree = Supervisor::new(Strategy::OneForOne);
        let tree = tree.child(one.clone()).child(two.clone());
        let tree = tree.start_link().await.unwrap();
        let children = tree.which_children().await.unwrap();
        let ids = children.iter().map(|child| child.id.as_str());
        assert_eq!(ids.collect::<Vec<_>>(), ["Pizza", "Singapore"]);
        for child in &children {
            assert_eq!(child.kind, supervisor::ChildKind::Supervisor);
        }
        assert!(one.checkout().await.is_ok());
        assert!(two.checkout().await.is_ok());
    })
    .await;
}

/// Kills a process of a pool, and asserts that the handle works on.
async fn survives(victim: &'static str) {
    in_a_system(async move {
        process::trap_exit(true);
        let pool = Pool::processes(sample_worker::child_spec()).size(2);
        let pool = pool.build();
        let tree = Supervisor::new(Strategy::OneForOne).child(pool.clone());
        let tree = tree.start_link().await.unwrap();
        let pool_tree = tree.child::<supervisor::Message>("Pool").await;
        let pool_tree = pool_tree.unwrap();
        pool.ready().await.unwrap();
        let before = process_count().await;
        let old = pool.checkout().await.unwrap();
        let victim = match victim {
            "Pool" => pool_tree.pid(),
            other => child(&pool_tree, other).await,
        };
        kill(victim).await;
        assert!(!old.is_alive());
        pool.ready().await.unwrap();
        let count = status(&pool).await;
        assert_eq!((count.idle, count.busy), (2, 0));
        let new = pool.checkout().await.unwrap();
        assert!(new.is_alive());
        drop(old);
        drop(new);
        assert_eq!(status(&pool).await.idle, 2);
        assert_eq!(process_count().await, before);
    })
    .await;
}

#[tokio::test(start_paused = true)]
async fn a_handle_survives_a_restart_of_the_server() {
    survives("PoolServer").await;
}

#[tokio::test(start_paused = true)]
async fn a_handle_survives_a_restart_of_the_worker_supervisor() {
    survives("WorkerSupervisor").await;
}

#[tokio::test(start_paused = true)]
async fn a_handle_survives_a_restart_of_the_pool() {
    survives("Pool").await;
}

#[tokio::test(start_paused = true)]
async fn who_holds_a_resource_of_a_restarted_pool_may_go_on() {
    in_a_system(async {
        process::trap_exit(true);
        let workshop = Workshop::default();
        let pool = Pool::builder(workshop.clone()).size(1).build();
        let tree = pool.start_link().await.unwrap();
        pool.ready().await.unwrap();
        let old = pool.checkout().await.unwrap();
        kill(child(&tree, "PoolServer").await).await;
        let new = pool.checkout().await.unwrap();
        assert_eq!((old.number, new.number), (1, 2));
        // It belongs to a server that is not there any more.
        drop(old);
        let count = status(&pool).await;
        assert_eq!((count.idle, count.busy), (0, 1));
        assert!(workshop.has(Deed::Gone(1)));
    })
    .await;
}

#[tokio::test(start_paused = true)]
async fn the_statistics_begin_again_when_the_server_does() {
    in_a_system(async {
        process::trap_exit(true);
        let pool = Pool::builder(Workshop::default()).size(1).build();
        let tree = pool.start_link().await.unwrap();
        drop(pool.checkout().await.unwrap());
        assert_eq!(pool.stats().await.unwrap().checkouts, 1);
        kill(child(&tree, "PoolServer").await).await;
        let stats = pool.stats().await.unwrap();
        assert_eq!((stats.checkouts, stats.started), (0, 1));
    })
    .await;
}

#[tokio::test(start_paused = true)]
async fn a_pool_that_runs_cannot_be_started_again() {
    in_a_system(async {
        process::trap_exit(true);
        let pool = Pool::builder(Workshop::default()).size(1).build();
        start(&pool).await;
        let before = process_count().await;
        let error = pool.start_link().await.unwrap_err();
        assert!(matches!(error, StartError::Init(_)), "{error}");
        let text = error.to_string();
        assert!(text.contains("the pool runs already, by "), "{text}");
        assert_eq!(process_count().await, before);
        assert!(pool.checkout().await.is_ok());
    })
    .await;
}

#[tokio::test(start_paused = true)]
async fn a_second_start_does_not_harm_the_pool_that_runs() {
    in_a_system(async {
        process::trap_exit(true);
        let pool = Pool::processes(sample_worker::child_spec()).size(1);
        let pool = pool.build();
        start(&pool).await;
        pool.start_link().await.unwrap_err();
        let worker = pool.checkout().await.unwrap();
        kill(worker.pid()).await;
        drop(worker);
        let next = pool.checkout().await.unwrap();
        let pid = next.pid();
        next.discard();
        assert_ne!(pool.checkout().await.unwrap().pid(), pid);
        assert!(!process::is_alive(pid));
    })
    .await;
}

#[tokio::test(start_paused = true)]
async fn those_who_wait_are_told_that_the_server_was_killed() {
    in_a_system(async {
        process::trap_exit(true);
        let pool = Pool::builder(Workshop::default()).size(1).build();
        let tree = pool.start_link().await.unwrap();
        let _held = pool.checkout().await.unwrap();
        let caller = Caller::of(&pool);
        settle().await;
        let now = Instant::now();
        process::exit(child(&tree, "PoolServer").await, ExitReason::Kill);
        let error = caller.outcome().await.unwrap_err();
        let cause = CallError::Exited(ExitReason::Killed);
        assert_eq!(error, CheckoutError::Down(cause));
        assert_eq!(now.elapsed(), Duration::ZERO);
    })
    .await;
}

/// It is there again in a moment, so it is not closed.
#[tokio::test(start_paused = true)]
async fn those_who_wait_are_told_that_the_pool_is_being_restarted() {
    in_a_system(async {
        process::trap_exit(true);
        let pool = Pool::processes(sample_worker::child_spec()).size(1);
        let pool = pool.build();
        let tree = pool.start_link().await.unwrap();
        let _held = pool.checkout().await.unwrap();
        let caller = Caller::of(&pool);
        settle().await;
        kill(child(&tree, "WorkerSupervisor").await).await;
        let error = caller.outcome().await.unwrap_err();
        assert!(matches!(error, CheckoutError::Down(_)), "{error}");
        assert!(pool.checkout().await.is_ok());
    })
    .await;
}

#[tokio::test(start_paused = true)]
async fn a_pool_does_not_give_up_because_its_workers_do_not_start() {
    in_a_system(async {
        process::trap_exit(true);
        let workshop = Workshop::default();
        workshop.create_goes(Step::Panics);
        let pool = Pool::builder(workshop.clone()).size(3).build();
        let tree = pool.start_link().await.unwrap();
        let server = child(&tree, "PoolServer").await;
        pass(seconds(3600)).await;
        assert!(workshop.starts().len() > 100);
        assert_eq!(child(&tree, "PoolServer").await, server);
    })
    .await;
}
