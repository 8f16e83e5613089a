//! What the supervisor of the book does.

use actor_core::gen_server::StartError;
use actor_core::{CallError, ExitReason, Mailbox, Pid, System, process};
use book_notes::thy_supervisor::{ChildSpec, Error, ThySupervisor, worker};

use crate::end;

async fn with_children(count: usize) -> ThySupervisor {
    let specs = (0..count).map(|_| worker::spec()).collect();
    ThySupervisor::start_link(specs).await.unwrap()
}

async fn only_child(supervisor: &ThySupervisor) -> Pid {
    let children = supervisor.which_children().await.unwrap();
    let pids: Vec<_> = children.into_keys().collect();
    assert_eq!(pids.len(), 1);
    pids[0]
}

fn that_does_not_start() -> ChildSpec {
    ChildSpec::new("none", async || None)
}

#[tokio::test]
async fn three_specifications_make_three_children_and_one_more_makes_four() {
    System::new("test")
        .enter(async {
            let supervisor = with_children(3).await;
            assert_eq!(supervisor.count_children().await, Ok(3));

            let child = supervisor.start_child(worker::spec()).await.unwrap();
            assert_eq!(supervisor.count_children().await, Ok(4));
            let children = supervisor.which_children().await.unwrap();
            assert_eq!(children[&child].name().as_str(), "ThyWorker");
            assert!(children.keys().all(process::is_alive));
        })
        .await;
}

#[tokio::test]
async fn it_is_linked_to_its_starter_and_to_its_children() {
    System::new("test")
        .enter(async {
            let supervisor = with_children(2).await;
            let children = supervisor.which_children().await.unwrap();
            let mut linked: Vec<_> = children.into_keys().collect();
            linked.push(process::id());
            linked.sort();
            let info = process::info(supervisor.pid()).unwrap();
            assert_eq!(info.links, linked);
        })
        .await;
}

#[tokio::test]
async fn a_terminated_child_is_dead_and_the_supervisor_lives() {
    System::new("test")
        .enter_with(async |mut mailbox: Mailbox<()>| {
            let supervisor = with_children(1).await;
            let child = only_child(&supervisor).await;
            let monitor = process::monitor(child);
            assert_eq!(supervisor.terminate_child(child).await, Ok(()));
            let down = mailbox.down(monitor).await;
            assert_eq!(down.reason, ExitReason::Killed);
            assert_eq!(supervisor.count_children().await, Ok(0));
        })
        .await;
}

#[tokio::test]
async fn a_crashed_child_is_replaced_by_another_process() {
    System::new("test")
        .enter_with(async |mut mailbox: Mailbox<()>| {
            let supervisor = with_children(1).await;
            let before = only_child(&supervisor).await;
            end(&mut mailbox, before, "crash".into()).await;
            let after = only_child(&supervisor).await;
            assert_ne!(after, before);
            assert!(process::is_alive(after));
        })
        .await;
}

#[tokio::test]
async fn a_child_that_ends_in_order_is_forgotten() {
    System::new("test")
        .enter_with(async |mut mailbox: Mailbox<()>| {
            let supervisor = with_children(1).await;
            let child = only_child(&supervisor).await;
            let monitor = process::monitor(child);
            process::send(child, worker::Message::Stop).unwrap();
            let down = mailbox.down(monitor).await;
            assert_eq!(down.reason, ExitReason::Normal);
            assert_eq!(supervisor.count_children().await, Ok(0));
        })
        .await;
}

#[tokio::test]
async fn a_child_is_restarted_on_demand() {
    System::new("test")
        .enter_with(async |mut mailbox: Mailbox<()>| {
            let supervisor = with_children(1).await;
            let before = only_child(&supervisor).await;
            let monitor = process::monitor(before);
            let restarted =
                supervisor.restart_child(before, worker::spec()).await;
            let after = only_child(&supervisor).await;
            assert_eq!(restarted, Ok(Some(after)));
            assert_ne!(after, before);
            let down = mailbox.down(monitor).await;
            assert_eq!(down.reason, ExitReason::Killed);

            let unknown = process::id();
            let nobody = supervisor.restart_child(unknown, worker::spec());
            assert_eq!(nobody.await, Ok(None));
            assert_eq!(only_child(&supervisor).await, after);
        })
        .await;
}

#[tokio::test]
async fn a_child_that_does_not_start_is_an_error_and_no_child() {
    System::new("test")
        .enter(async {
            let supervisor = with_children(0).await;
            let child = supervisor.start_child(that_does_not_start()).await;
            assert_eq!(child, Err(Error::Starting));
            assert_eq!(supervisor.count_children().await, Ok(0));
        })
        .await;
}

#[tokio::test]
async fn a_first_child_that_does_not_start_leaves_nobody() {
    System::new("test")
        .enter_with(async |mut mailbox: Mailbox<Pid>| {
            process::trap_exit(true);
            let told = mailbox.this();
            let first = ChildSpec::new("first", move || {
                let told = told.clone();
                let body = async |mut mailbox: Mailbox<()>| {
                    mailbox.receive().await;
                };
                let pid = process::spawn(body).pid();
                told.send(pid);
                async move { Some(pid) }
            });
            let specs = vec![first, that_does_not_start()];
            let refused = ThySupervisor::start_link(specs).await.unwrap_err();
            let reason = ExitReason::error(Error::Starting);
            assert_eq!(refused, StartError::Init(reason));

            let first = mailbox.receive().await;
            let monitor = process::monitor(first);
            mailbox.down(monitor).await;
        })
        .await;
}

#[tokio::test]
async fn its_children_end_with_it_in_order_or_not() {
    System::new("test")
        .enter_with(async |mut mailbox: Mailbox<()>| {
            process::trap_exit(true);
            for reason in [ExitReason::Shutdown, ExitReason::Kill] {
                let supervisor = with_children(1).await;
                let child = only_child(&supervisor).await;
                let monitor = process::monitor(child);
                end(&mut mailbox, supervisor.pid(), reason).await;
                let down = mailbox.down(monitor).await;
                assert_eq!(down.reason, ExitReason::Killed);
                let asked = supervisor.count_children().await;
                assert_eq!(asked, Err(CallError::NoProc));
            }
        })
        .await;
}
