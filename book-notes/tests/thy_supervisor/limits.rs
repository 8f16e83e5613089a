//! Where the supervisor of the book stops short when a child ends, or is to
//! end; and each time what a supervisor of the library does.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use actor_core::supervisor::{ChildError, ChildSpec, Strategy, Supervisor};
use actor_core::{
    DynamicSupervisor, ExitReason, Mailbox, Pid, ProcessRef, System, process,
};
use book_notes::thy_supervisor::worker::{Message, NAME};
use book_notes::thy_supervisor::{self, ThySupervisor, worker};

use crate::{end, waiter};

#[tokio::test]
async fn thy_supervisor_does_not_restart_a_killed_child() {
    System::new("test")
        .enter_with(async |mut mailbox: Mailbox<()>| {
            let supervisor = ThySupervisor::start_link(vec![]).await.unwrap();
            let child = supervisor.start_child(worker::spec()).await.unwrap();
            end(&mut mailbox, child, ExitReason::Kill).await;
            assert_eq!(supervisor.count_children().await, Ok(0));
        })
        .await;
}

#[tokio::test]
async fn the_library_restarts_a_killed_child() {
    System::new("test")
        .enter_with(async |mut mailbox: Mailbox<()>| {
            let supervisor = Supervisor::new(Strategy::OneForOne)
                .child(worker::child_spec())
                .start_link()
                .await
                .unwrap();
            let before = supervisor.child::<Message>(NAME).await.unwrap();
            end(&mut mailbox, before.pid(), ExitReason::Kill).await;
            let after = supervisor.child::<Message>(NAME).await.unwrap();
            assert_ne!(after.pid(), before.pid());
            assert!(after.is_alive());
        })
        .await;
}

/// How often a child crashes before it gets better.
const CRASHES: usize = 1_000;

/// Crashes at once, but for one start after a thousand.
async fn crash(start: usize, better: ProcessRef<()>) -> ExitReason {
    if start == CRASHES {
        better.send(());
        std::future::pending::<()>().await;
    }
    "crash".into()
}

#[tokio::test(start_paused = true)]
async fn thy_supervisor_knows_no_restart_intensity() {
    System::new("test")
        .enter_with(async |mut mailbox: Mailbox<()>| {
            let supervisor = ThySupervisor::start_link(vec![]).await.unwrap();
            let starts = Arc::new(AtomicUsize::new(0));
            let (count, better) = (starts.clone(), mailbox.this());
            let spec = thy_supervisor::ChildSpec::new("crashes", move || {
                let start = count.fetch_add(1, Ordering::Relaxed);
                let better = better.clone();
                let body = move |_: Mailbox<()>| crash(start, better);
                let pid = process::spawn(body).pid();
                async move { Some(pid) }
            });
            supervisor.start_child(spec).await.unwrap();
            // The clock is stopped: it moves when all others wait.
            let better = mailbox.receive().within(Duration::from_secs(1));
            assert_eq!(better.await, Some(()));
            assert_eq!(starts.load(Ordering::Relaxed), CRASHES + 1);
            assert_eq!(supervisor.count_children().await, Ok(1));
        })
        .await;
}

#[tokio::test(start_paused = true)]
async fn the_library_gives_up_at_the_fourth_crash_in_five_seconds() {
    System::new("test")
        .enter_with(async |mut mailbox: Mailbox<()>| {
            process::trap_exit(true);
            let starts = Arc::new(AtomicUsize::new(0));
            let (count, better) = (starts.clone(), mailbox.this());
            let spec = ChildSpec::new("crashes", move || {
                let start = count.fetch_add(1, Ordering::Relaxed);
                let better = better.clone();
                let body = move |_: Mailbox<()>| crash(start, better);
                let child = process::spawn_link(body);
                async move { Ok(child) }
            });
            let supervisor = Supervisor::new(Strategy::OneForOne);
            let supervisor = supervisor.child(spec).start_link().await.unwrap();
            let exit = mailbox.exit(supervisor.pid()).await;
            assert_eq!(exit.reason, ExitReason::Shutdown);
            assert_eq!(starts.load(Ordering::Relaxed), 1 + 3);
        })
        .await;
}

/// A process that is nobody's child.
fn stranger() -> Pid {
    process::spawn(async |mut mailbox: Mailbox<()>| {
        mailbox.receive().await;
    })
    .pid()
}

#[tokio::test]
async fn thy_supervisor_terminates_a_process_that_is_not_its_child() {
    System::new("test")
        .enter_with(async |mut mailbox: Mailbox<()>| {
            let supervisor = ThySupervisor::start_link(vec![]).await.unwrap();
            let stranger = stranger();
            let monitor = process::monitor(stranger);
            assert_eq!(supervisor.terminate_child(stranger).await, Ok(()));
            let down = mailbox.down(monitor).await;
            assert_eq!(down.reason, ExitReason::Killed);
        })
        .await;
}

#[tokio::test]
async fn the_library_terminates_its_own_children_only() {
    System::new("test")
        .enter(async {
            let supervisor = DynamicSupervisor::new().start_link().await;
            let supervisor = supervisor.unwrap();
            let stranger = stranger();
            let refused = supervisor.terminate_child(stranger).await;
            assert_eq!(refused, Err(ChildError::NotFound));
            assert!(process::is_alive(stranger));
        })
        .await;
}

#[tokio::test]
async fn thy_supervisor_ignores_the_spec_given_to_restart_child() {
    System::new("test")
        .enter(async {
            let supervisor = ThySupervisor::start_link(vec![]).await.unwrap();
            let child = supervisor.start_child(worker::spec()).await.unwrap();
            let another = async || panic!("nobody starts it");
            let another = thy_supervisor::ChildSpec::new("another", another);
            let child = supervisor.restart_child(child, another).await;
            let child = child.unwrap().unwrap();
            let children = supervisor.which_children().await.unwrap();
            assert_eq!(children[&child].name().as_str(), NAME);
        })
        .await;
}

/// It has no such argument: the old child must be stopped and forgotten first.
#[tokio::test]
async fn the_library_starts_another_spec_when_the_old_one_is_deleted() {
    System::new("test")
        .enter(async {
            let supervisor = Supervisor::new(Strategy::OneForOne)
                .child(worker::child_spec())
                .start_link()
                .await
                .unwrap();
            let another = ChildSpec::new(NAME, async || {
                Ok(process::spawn_link(async |mut mailbox: Mailbox<u8>| {
                    mailbox.receive().await;
                }))
            });
            let old = supervisor.child::<Message>(NAME).await.unwrap();
            let refused = supervisor.start_child(another.clone()).await;
            let runs = ChildError::AlreadyStarted(old.pid());
            assert_eq!(refused.unwrap_err(), runs);

            supervisor.terminate_child(NAME).await.unwrap();
            let refused = supervisor.start_child(another.clone()).await;
            assert_eq!(refused.unwrap_err(), ChildError::AlreadyPresent);

            supervisor.delete_child(NAME).await.unwrap();
            let new = supervisor.start_child(another).await.unwrap();
            assert!(new.is_alive());
            assert!(!old.is_alive());
        })
        .await;
}

#[tokio::test]
async fn thy_supervisor_gives_its_children_no_time_to_end() {
    System::new("test")
        .enter_with(async |mut mailbox: Mailbox<ExitReason>| {
            process::trap_exit(true);
            let supervisor = ThySupervisor::start_link(vec![]).await.unwrap();
            let told = mailbox.this();
            let spec = thy_supervisor::ChildSpec::new("waiter", move || {
                let told = told.clone();
                let child = process::spawn(|mailbox| waiter(mailbox, told));
                async move { Some(child.pid()) }
            });
            let child = supervisor.start_child(spec).await.unwrap();
            let monitor = process::monitor(child);
            end(&mut mailbox, supervisor.pid(), ExitReason::Shutdown).await;
            let down = mailbox.down(monitor).await;
            assert_eq!(down.reason, ExitReason::Killed);
            let told = mailbox.receive().within(Duration::ZERO).await;
            assert_eq!(told, None);
        })
        .await;
}

#[tokio::test]
async fn the_library_asks_its_children_to_end_first() {
    System::new("test")
        .enter_with(async |mut mailbox: Mailbox<ExitReason>| {
            process::trap_exit(true);
            let told = mailbox.this();
            let spec = ChildSpec::new("waiter", move || {
                let told = told.clone();
                let child =
                    process::spawn_link(|mailbox| waiter(mailbox, told));
                async move { Ok(child) }
            });
            let supervisor = Supervisor::new(Strategy::OneForOne);
            let supervisor = supervisor.child(spec).start_link().await.unwrap();
            let pid = supervisor.pid();
            end(&mut mailbox, pid, ExitReason::Shutdown).await;
            let told = mailbox.receive().within(Duration::ZERO).await;
            assert_eq!(told, Some(ExitReason::Shutdown));
        })
        .await;
}
