//! Tasks under a supervisor. Where the outcome might be doubted it is that of
//! Elixir 1.14, which was asked.

use std::future::pending;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use actor_core::supervisor::{
    ChildError, IntoChildSpec, Restart, Shutdown, Strategy, Supervisor,
};
use actor_core::task::TaskError;
use actor_core::{
    CallError, ExitReason, Mailbox, ProcessRef, System, Task, TaskSupervisor,
    TaskSupervisorRef, process,
};
use tokio::task::yield_now;
use tokio::time::sleep;

use crate::guard::Count;

const SECOND: Duration = Duration::from_secs(1);

async fn supervisor() -> TaskSupervisorRef {
    TaskSupervisor::new().start_link().await.unwrap()
}

async fn crash() {
    yield_now().await;
    process::exit_self("no flour")
}

#[tokio::test(start_paused = true)]
async fn a_supervised_task_is_linked_to_its_owner_and_its_supervisor() {
    System::new("test")
        .enter(async {
            let tasks = supervisor().await;
            let task = tasks.spawn(sleep(SECOND)).await.unwrap();
            yield_now().await;
            let mut links = process::info(task.pid()).unwrap().links;
            links.sort();
            let mut expected = [process::id(), tasks.pid()];
            expected.sort();
            assert_eq!(links, expected);
            let children = tasks.which_children().await.unwrap();
            assert_eq!(children[0].pid(), Some(task.pid()));
            assert_eq!(task.await, Ok(()));
            assert_eq!(tasks.which_children().await.unwrap(), []);
        })
        .await;
}

#[tokio::test(start_paused = true)]
async fn a_supervised_task_that_crashes_ends_its_owner_only() {
    System::new("test")
        .enter_with(async |mut mailbox: Mailbox<String>| {
            let tasks = supervisor().await;
            let supervisor = tasks.clone();
            let me = mailbox.this();
            let owner = process::spawn(async move |_: Mailbox<()>| {
                let task = supervisor.spawn(crash()).await;
                me.send(format!("it learned that {:?}", task.unwrap().await));
            });
            assert_eq!(owner.down().await.reason, "no flour".into());
            assert!(mailbox.next().within(SECOND).await.is_none());
            assert_eq!(tasks.which_children().await, Ok(vec![]));
        })
        .await;
}

#[tokio::test(start_paused = true)]
async fn a_supervised_task_ends_with_its_owner() {
    System::new("test")
        .enter(async {
            let tasks = supervisor().await;
            let supervisor = tasks.clone();
            let owner = process::spawn(async move |_: Mailbox<()>| {
                let task = supervisor.spawn(pending::<()>()).await.unwrap();
                task.forever().or_exit().await;
            });
            sleep(SECOND).await;
            assert_eq!(tasks.count_children().await.unwrap().active, 1);
            process::exit(&owner, "home time");
            sleep(SECOND).await;
            assert_eq!(tasks.count_children().await.unwrap().active, 0);
        })
        .await;
}

#[tokio::test(start_paused = true)]
async fn an_unlinked_task_that_crashes_is_an_error_and_no_more() {
    System::new("test")
        .enter_with(async |mut mailbox: Mailbox<()>| {
            let tasks = supervisor().await;
            let task = tasks.spawn_nolink(crash()).await.unwrap();
            let error = TaskError::Exited("no flour".into());
            assert_eq!(task.await, Err(error));
            let task = tasks.spawn_nolink(async { panic!("burnt") });
            let outcome: Result<(), _> = task.await.unwrap().await;
            let error = outcome.unwrap_err().to_string();
            assert!(error.contains("panic: burnt"), "{error}");
            assert!(mailbox.next().within(SECOND).await.is_none());
        })
        .await;
}

#[tokio::test(start_paused = true)]
async fn an_unlinked_task_outlives_its_owner() {
    System::new("test")
        .enter_with(async |mut mailbox: Mailbox<&str>| {
            let tasks = supervisor().await;
            let me = mailbox.this();
            let owner = process::spawn(async move |_: Mailbox<()>| {
                let task = tasks.spawn_nolink(async move {
                    sleep(SECOND).await;
                    me.send("still there");
                });
                let _task = task.await.unwrap();
                process::exit_self("home time")
            });
            owner.down().await;
            assert_eq!(mailbox.receive().await, "still there");
        })
        .await;
}

#[tokio::test(start_paused = true)]
async fn a_task_that_its_supervisor_stops_is_an_outcome() {
    System::new("test")
        .enter(async {
            let tasks = supervisor().await;
            let task = tasks.spawn_nolink(pending::<()>()).await.unwrap();
            assert_eq!(tasks.terminate_child(task.pid()).await, Ok(()));
            let stopped = TaskError::Exited(ExitReason::Shutdown);
            assert_eq!(task.await, Err(stopped));
            let me = process::id();
            let outcome = tasks.terminate_child(me).await;
            assert_eq!(outcome, Err(ChildError::NotFound));

            let task = tasks.spawn_nolink(pending::<()>()).await.unwrap();
            assert_eq!(task.shutdown(Shutdown::WORKER).await, None);
            assert_eq!(tasks.which_children().await, Ok(vec![]));
        })
        .await;
}

#[tokio::test(start_paused = true)]
async fn tasks_stop_with_their_supervisor() {
    System::new("test")
        .enter(async {
            process::trap_exit(true);
            let tasks = supervisor().await;
            let count = Count::default();
            for _ in 0..10 {
                let guard = count.guard();
                let task = async move {
                    pending::<()>().await;
                    drop(guard);
                };
                drop(tasks.spawn_nolink(task).await.unwrap());
            }
            sleep(SECOND).await;
            assert_eq!(count.gone(), 0);
            process::exit(&tasks, ExitReason::Shutdown);
            tasks.down().await;
            assert_eq!(count.gone(), 10);
        })
        .await;
}

#[tokio::test(start_paused = true)]
async fn there_are_no_more_tasks_than_there_may_be() {
    System::new("test")
        .enter(async {
            let tasks = TaskSupervisor::new().max_children(2);
            let tasks = tasks.start_link().await.unwrap();
            let waits = || Task::child_spec(pending::<()>);
            let first = tasks.start_child(waits()).await.unwrap();
            let _second = tasks.spawn(sleep(SECOND)).await.unwrap();
            let third = tasks.start_child(waits()).await;
            assert_eq!(third.unwrap_err(), ChildError::MaxChildren);
            let third = tasks.spawn(pending::<()>()).await;
            assert_eq!(third.unwrap_err(), ChildError::MaxChildren);
            let items = tasks.async_stream([1, 2], async |n| n);
            let full = ExitReason::error(ChildError::MaxChildren);
            let outcomes = items.collect().await;
            assert_eq!(outcomes, [Err(full.clone()), Err(full)]);
            tasks.terminate_child(first.pid()).await.unwrap();
            assert_eq!(tasks.spawn(async { 3 }).await.unwrap().await, Ok(3));
        })
        .await;
}

#[tokio::test(start_paused = true)]
async fn without_a_supervisor_there_is_no_task() {
    System::new("test")
        .enter(async {
            let nobody: TaskSupervisorRef = ProcessRef::named("nobody");
            let error = ChildError::Supervisor(CallError::NoProc);
            let task = nobody.spawn(async {}).await;
            assert_eq!(task.unwrap_err(), error);
            let outcomes =
                nobody.async_stream([1, 2], async |n| n).collect().await;
            let error = ExitReason::error(error);
            assert_eq!(outcomes, [Err(error.clone()), Err(error)]);
        })
        .await;
}

#[tokio::test(start_paused = true)]
async fn a_child_that_is_to_be_restarted_is() {
    System::new("test")
        .enter(async {
            let tasks = supervisor().await;
            let runs = Arc::new(AtomicUsize::new(0));
            let counter = runs.clone();
            let child = Task::child_spec(move || {
                let run = counter.fetch_add(1, Ordering::SeqCst) + 1;
                async move { assert!(run == 3, "run {run} crashes") }
            });
            let child = child.restart(Restart::Transient);
            tasks.start_child(child).await.unwrap();
            sleep(SECOND).await;
            assert_eq!(runs.load(Ordering::SeqCst), 3);
        })
        .await;
}

#[tokio::test(start_paused = true)]
async fn a_supervisor_of_tasks_is_a_child_by_name() {
    System::new("test")
        .enter(async {
            let unnamed = TaskSupervisor::new().into_child_spec();
            assert_eq!(unnamed.id().as_str(), "Task.Supervisor");
            let tasks = TaskSupervisor::new().named("Blitzy.TasksSupervisor");
            let tree = Supervisor::new(Strategy::OneForOne).child(tasks);
            let tree = tree.start_link().await.unwrap();
            let tasks: TaskSupervisorRef =
                ProcessRef::named("Blitzy.TasksSupervisor");
            let first = tasks.pid();
            assert_eq!(tasks.spawn(async { 1 }).await.unwrap().await, Ok(1));
            process::exit(&tasks, ExitReason::Kill);
            sleep(SECOND).await;
            assert_ne!(tasks.pid(), first);
            assert_eq!(tasks.spawn(async { 2 }).await.unwrap().await, Ok(2));
            let children = tree.which_children().await.unwrap();
            assert_eq!(children[0].id.as_str(), "Blitzy.TasksSupervisor");
        })
        .await;
}
