//! Tasks under a supervisor of another node.

use std::sync::Arc;

use actor_core::task::{TaskSupervisor, TaskSupervisorRef};
use actor_core::{ExitReason, Mailbox, NodeName, ProcessRef, System, Task};
use actor_core::{gen_server, process};
use tokio::sync::{Notify, oneshot};

use crate::cluster::Cluster;

const TASKS: &str = "TasksSupervisor";
const WEATHER: &str = "Elixir.Weather";

/// What happens on the node whose tasks these are.
#[derive(Clone, Default)]
struct Happened {
    begun: Arc<Notify>,
    ended: Arc<Notify>,
}

/// Notes that a task has ended, however it did.
struct Ended(Arc<Notify>);

impl Drop for Ended {
    fn drop(&mut self) {
        self.0.notify_one();
    }
}

/// Starts the supervisor, and exports what its tasks do.
async fn open(system: &System) -> Happened {
    let happened = Happened::default();
    system.export(
        WEATHER,
        "temperature",
        async |(city,): (String,)| match city.as_str() {
            "Singapore" => Ok(31.5),
            other => Err(format!("{other} is unknown")),
        },
    );
    system.export(WEATHER, "storm", async |(): ()| -> u32 {
        process::exit_self("a storm")
    });
    let seen = happened.clone();
    system.export(WEATHER, "wait", move |(): ()| {
        let ended = Ended(seen.ended.clone());
        seen.begun.notify_one();
        async move {
            let _ended = ended;
            std::future::pending::<()>().await;
        }
    });
    let (tell, told) = oneshot::channel();
    system.spawn(async move |_: Mailbox<()>| {
        let supervisor = TaskSupervisor::new().named(TASKS);
        supervisor.start_link().await.unwrap();
        tell.send(()).unwrap();
        std::future::pending::<()>().await;
    });
    told.await.unwrap();
    happened
}

async fn count(system: &System) -> usize {
    let tasks: TaskSupervisorRef = system.named(TASKS);
    tasks.count_children().await.unwrap().active
}

/// A task of that node that never ends.
fn waiting(on: &NodeName) -> Task<()> {
    Task::spawn_at((TASKS, on.clone()), WEATHER, "wait", ())
}

#[tokio::test]
async fn a_task_of_another_node_has_its_result_here() {
    let cluster = Cluster::new().await;
    let (a, node_a) = cluster.node("a").await;
    let (b, node_b) = cluster.node("b").await;
    open(&a).await;
    open(&b).await;
    let (a, b_name) = (node_a.name().clone(), node_b.name().clone());
    b.enter(async move {
        let ask = |on: &NodeName, city: &str| {
            let arguments = (city.to_owned(),);
            Task::<Result<f64, String>>::spawn_at(
                (TASKS, on.clone()),
                WEATHER,
                "temperature",
                arguments,
            )
        };
        let tasks = [ask(&a, "Singapore"), ask(&a, "Rome")];
        let [singapore, rome] = tasks.map(Task::forever);
        assert_eq!(singapore.or_exit().await, Ok(31.5));
        let unknown = Err("Rome is unknown".to_owned());
        assert_eq!(rome.or_exit().await, unknown);
        // A node can be its own.
        assert_eq!(ask(&b_name, "Singapore").or_exit().await, Ok(31.5));
    })
    .await;
}

#[tokio::test]
async fn a_task_is_under_the_supervisor_of_its_node_and_ends_with_its_owner() {
    let cluster = Cluster::new().await;
    let (a, node_a) = cluster.node("a").await;
    let (b, _) = cluster.node("b").await;
    let happened = open(&a).await;
    let name = node_a.name().clone();
    let owner = b.spawn(async move |_: Mailbox<()>| {
        waiting(&name).forever().or_exit().await;
    });
    happened.begun.notified().await;
    assert_eq!(count(&a).await, 1);
    owner.exit(ExitReason::Kill);
    happened.ended.notified().await;
    while count(&a).await > 0 {
        tokio::task::yield_now().await;
    }
}

#[tokio::test]
async fn an_owner_ends_with_its_task_of_another_node() {
    let cluster = Cluster::new().await;
    let (a, node_a) = cluster.node("a").await;
    let (b, _) = cluster.node("b").await;
    open(&a).await;
    let name = node_a.name().clone();
    let owner = b.spawn(async move |_: Mailbox<()>| {
        let storm = (TASKS, name);
        let task = Task::<u32>::spawn_at(storm, WEATHER, "storm", ());
        let _ = task.forever().await;
        std::future::pending::<()>().await;
    });
    assert_eq!(owner.down().await.reason, ExitReason::other("a storm"));
    assert_eq!(count(&a).await, 0);
}

#[tokio::test]
async fn an_owner_ends_with_the_node_of_its_task() {
    let cluster = Cluster::new().await;
    let (a, node_a) = cluster.node("a").await;
    let (b, _) = cluster.node("b").await;
    let happened = open(&a).await;
    let name = node_a.name().clone();
    let owner = b.spawn(async move |_: Mailbox<()>| {
        waiting(&name).forever().or_exit().await;
    });
    happened.begun.notified().await;
    node_a.stop().await;
    assert_eq!(owner.down().await.reason, ExitReason::NoConnection);
    // Its link is broken there, too.
    happened.ended.notified().await;
}

#[tokio::test]
async fn a_task_ends_with_its_supervisor() {
    let cluster = Cluster::new().await;
    let (a, node_a) = cluster.node("a").await;
    let (b, _) = cluster.node("b").await;
    let happened = open(&a).await;
    let name = node_a.name().clone();
    let owner = b.spawn(async move |_: Mailbox<()>| {
        waiting(&name).forever().or_exit().await;
    });
    happened.begun.notified().await;
    a.enter(async {
        let tasks: TaskSupervisorRef = ProcessRef::named(TASKS);
        let reason = ExitReason::Shutdown;
        let time = std::time::Duration::MAX;
        gen_server::stop(&tasks, reason, time).await.unwrap();
    })
    .await;
    assert_eq!(owner.down().await.reason, ExitReason::Shutdown);
}

#[tokio::test]
async fn without_a_supervisor_there_is_no_task() {
    let cluster = Cluster::new().await;
    let (_a, node_a) = cluster.node("a").await;
    let (b, node_b) = cluster.node("b").await;
    let nowhere = "nowhere@127.0.0.1".parse().unwrap();
    for (on, reason) in [
        (node_a.name().clone(), ExitReason::NoProc),
        (node_b.name().clone(), ExitReason::NoProc),
        (nowhere, ExitReason::NoConnection),
    ] {
        let owner = b.spawn(async move |_: Mailbox<()>| {
            waiting(&on).forever().or_exit().await;
        });
        assert_eq!(owner.down().await.reason, reason);
    }
    let alone = System::new("alone");
    let owner = alone.spawn(async |_: Mailbox<()>| {
        let on = "a@127.0.0.1".parse().unwrap();
        waiting(&on).forever().or_exit().await;
    });
    assert_eq!(owner.down().await.reason, ExitReason::NoConnection);
}
