//! Where the supervisor of the book stops short when a child starts; and each
//! time what a supervisor of the library does.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use actor_core::gen_server::StartError;
use actor_core::supervisor::{
    ChildError, ChildSpec, ChildState, Restart, Strategy, Supervisor,
};
use actor_core::{CallError, ExitReason, Mailbox, Pid, System, process};
use book_notes::thy_supervisor::worker::{Message, NAME};
use book_notes::thy_supervisor::{self, Error, ThySupervisor, worker};

use crate::end;

/// A start that takes longer than the life of what it starts, which ends in
/// order. The first is like that; those after it live.
#[tokio::test]
async fn thy_supervisor_takes_a_child_for_crashed_that_ended_before_the_link() {
    System::new("test")
        .enter(async {
            let supervisor = ThySupervisor::start_link(vec![]).await.unwrap();
            let starts = Arc::new(AtomicUsize::new(0));
            let spec = thy_supervisor::ChildSpec::new("quick", move || {
                let start = starts.fetch_add(1, Ordering::Relaxed);
                let body = async move |mut mailbox: Mailbox<()>| {
                    if start > 0 {
                        mailbox.receive().await;
                    }
                };
                let child = process::spawn(body);
                async move {
                    if start == 0 {
                        child.down().await;
                    }
                    Some(child.pid())
                }
            });
            let quick = supervisor.start_child(spec).await.unwrap();
            let children = supervisor.which_children().await.unwrap();
            let pids: Vec<_> = children.into_keys().collect();
            assert_eq!(pids.len(), 1, "it ended in order, and is needed still");
            assert_ne!(pids[0], quick);
            assert!(process::is_alive(pids[0]));
        })
        .await;
}

#[tokio::test]
async fn the_library_is_told_how_a_child_ended_that_was_quick() {
    System::new("test")
        .enter(async {
            let spec = ChildSpec::new("quick", async || {
                let child = process::spawn_link(async |_: Mailbox<()>| {});
                child.down().await;
                Ok(child)
            });
            let supervisor = Supervisor::new(Strategy::OneForOne);
            let supervisor = supervisor.start_link().await.unwrap();
            let spec = spec.restart(Restart::Transient);
            supervisor.start_child(spec).await.unwrap();
            let children = supervisor.which_children().await.unwrap();
            assert_eq!(children.len(), 1);
            assert_eq!(children[0].state, ChildState::Stopped);
        })
        .await;
}

#[tokio::test]
async fn thy_supervisor_crashes_when_the_start_of_a_child_does() {
    System::new("test")
        .enter_with(async |mut mailbox: Mailbox<()>| {
            process::trap_exit(true);
            let supervisor = ThySupervisor::start_link(vec![]).await.unwrap();
            let child = supervisor.start_child(worker::spec()).await.unwrap();
            let monitor = process::monitor(child);

            let panics = async || -> Option<Pid> { panic!("no oven") };
            let panics = thy_supervisor::ChildSpec::new("panics", panics);
            let answer = supervisor.start_child(panics).await;
            let Err(Error::Supervisor(CallError::Exited(reason))) = answer
            else {
                panic!("{answer:?}");
            };
            assert!(reason.to_string().contains("no oven"), "{reason}");
            let down = mailbox.down(monitor).await;
            assert_eq!(down.reason, ExitReason::Killed);
        })
        .await;
}

#[tokio::test]
async fn the_library_returns_the_crash_of_a_start_as_an_error() {
    System::new("test")
        .enter(async {
            let supervisor = Supervisor::new(Strategy::OneForOne)
                .child(worker::child_spec())
                .start_link()
                .await
                .unwrap();
            let panics = async || panic!("no oven");
            let panics = ChildSpec::<()>::new("panics", panics);
            let error = supervisor.start_child(panics).await.unwrap_err();
            let ChildError::Start(StartError::Init(reason)) = error else {
                panic!("{error:?}");
            };
            assert!(reason.to_string().contains("no oven"), "{reason}");
            let child = supervisor.child::<Message>(NAME).await.unwrap();
            assert!(child.is_alive());
        })
        .await;
}

#[tokio::test]
async fn thy_supervisor_keeps_a_dead_child_that_did_not_start_again() {
    System::new("test")
        .enter_with(async |mut mailbox: Mailbox<()>| {
            let supervisor = ThySupervisor::start_link(vec![]).await.unwrap();
            let starts = Arc::new(AtomicUsize::new(0));
            let spec = thy_supervisor::ChildSpec::new("once", move || {
                let is_first = starts.fetch_add(1, Ordering::Relaxed) == 0;
                let body = async |mut mailbox: Mailbox<()>| {
                    mailbox.receive().await;
                };
                let child = is_first.then(|| process::spawn(body).pid());
                async move { child }
            });
            let child = supervisor.start_child(spec).await.unwrap();
            end(&mut mailbox, child, "crash".into()).await;
            assert_eq!(supervisor.count_children().await, Ok(1));
            let children = supervisor.which_children().await.unwrap();
            assert!(children.contains_key(&child));
            assert!(!process::is_alive(child));
        })
        .await;
}

#[tokio::test]
async fn the_library_tries_again_to_start_a_child() {
    System::new("test")
        .enter_with(async |mut mailbox: Mailbox<usize>| {
            let starts = Arc::new(AtomicUsize::new(0));
            let started = mailbox.this();
            let spec = ChildSpec::new("sometimes", move || {
                let start = starts.fetch_add(1, Ordering::Relaxed);
                let started = started.clone();
                async move {
                    if start == 1 {
                        return Err(StartError::Init("no dough".into()));
                    }
                    started.send(start);
                    Ok(process::spawn_link(async |mut mailbox: Mailbox<()>| {
                        mailbox.receive().await;
                    }))
                }
            });
            let supervisor = Supervisor::new(Strategy::OneForOne);
            let supervisor = supervisor.child(spec).start_link().await.unwrap();
            assert_eq!(mailbox.receive().await, 0);
            let child = supervisor.child::<()>("sometimes").await.unwrap();
            end(&mut mailbox, child.pid(), "crash".into()).await;
            assert_eq!(mailbox.receive().await, 2);
            let child = supervisor.child::<()>("sometimes").await.unwrap();
            assert!(child.is_alive());
        })
        .await;
}
