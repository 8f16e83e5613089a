//! Names, seen through typed references.

use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use actor_core::{
    Agent, ExitReason, Mailbox, NoProc, Pid, ProcessRef, RegisterError, System,
    Via, process,
};
use tokio::task::yield_now;

#[tokio::test]
async fn a_name_is_free_when_its_process_is_down() {
    let system = System::new("test");
    system
        .enter(async {
            let child = process::spawn(async |mut m: Mailbox<()>| {
                process::register("name").unwrap();
                m.receive().await;
            });
            while process::whereis("name").is_none() {
                yield_now().await;
            }
            let named = ProcessRef::<()>::named("name");
            assert_eq!(named.pid(), child.pid());
            let monitor = child.down();
            named.send(());
            monitor.await;
            assert_eq!(process::whereis("name"), None);
            assert_eq!(named.pid(), Pid::NOBODY);
            assert_eq!(named.try_send(()), Err(NoProc));
        })
        .await;
    system.shutdown().await;
    assert_eq!(system.process_count(), 0);
}

#[tokio::test]
async fn a_refusal_says_who_has_the_name_or_which_name_one_has() {
    System::new("test")
        .enter(async {
            process::register("Pizza").unwrap();
            let me = process::id();
            assert_eq!(
                process::register("Pasta"),
                Err(RegisterError::Named("Pizza".into()))
            );
            let other = process::spawn(async move |_: Mailbox<()>| {
                assert_eq!(
                    process::register("Pizza"),
                    Err(RegisterError::Taken(me))
                );
            });
            assert!(other.down().await.reason.is_orderly());
            assert!(process::unregister("Pizza"));
            assert!(!process::unregister("Pizza"));
            process::register("Pasta").unwrap();
        })
        .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_many_that_want_a_name_one_gets_it_at_a_time() {
    System::new("test")
        .enter_with(async |mut mailbox: Mailbox<bool>| {
            for _ in 0..200 {
                for _ in 0..4 {
                    let me = mailbox.this();
                    process::spawn(async move |mut wait: Mailbox<()>| {
                        let won = process::register("wanted").is_ok();
                        if won {
                            process::link(&me).unwrap();
                        }
                        me.send(won);
                        wait.receive().await;
                    });
                }
                let mut winners = 0;
                for _ in 0..4 {
                    winners += u32::from(mailbox.receive().await);
                }
                assert_eq!(winners, 1);
                let winner = process::whereis("wanted").unwrap();
                process::unlink(winner);
                let reference = process::monitor(winner);
                process::send(winner, ()).unwrap();
                mailbox.down(reference).await;
                assert_eq!(process::whereis("wanted"), None);
            }
        })
        .await;
}

/// Asks, when it frees its name, whether the process that had it is alive.
#[derive(Clone, Default)]
struct Ask(Arc<AtomicBool>);

impl Via for Ask {
    fn register(&self, _: &System, _: Pid) -> Result<(), RegisterError> {
        Ok(())
    }

    fn unregister(&self, system: &System, pid: Pid) {
        self.0.store(system.info(pid).is_some(), Ordering::Relaxed);
    }

    fn whereis(&self, _: &System) -> Option<Pid> {
        None
    }
}

impl fmt::Display for Ask {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ask")
    }
}

/// Or else a supervisor that finds a child dead, and starts it again, finds
/// its name taken.
#[tokio::test]
async fn nobody_finds_a_process_dead_before_its_name_is_free() {
    let was_alive = Ask::default();
    let name = was_alive.clone();
    System::new("test")
        .enter(async {
            let agent = Agent::starter(|| ()).named(name).start().await;
            let agent = agent.unwrap();
            agent.exit(ExitReason::Kill);
            agent.down().await;
        })
        .await;
    assert!(was_alive.0.load(Ordering::Relaxed));
}
