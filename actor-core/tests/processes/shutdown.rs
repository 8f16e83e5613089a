//! The orderly end of a system.

use std::future::pending;
use std::time::Duration;

use actor_core::gen_server::{Init, Next, StartError};
use actor_core::{ExitReason, GenServer, Mailbox, ProcessRef, System, process};
use tokio::time::Instant;

use crate::guard::Count;

const SECOND: Duration = Duration::from_secs(1);

#[tokio::test(start_paused = true)]
async fn a_shutdown_leaves_no_process_and_takes_no_time() {
    let system = System::new("test");
    let start = Instant::now();
    for _ in 0..100 {
        system.spawn(async |_: Mailbox<()>| {
            process::spawn_link(async |_: Mailbox<()>| pending::<()>().await);
            pending::<()>().await;
        });
    }
    tokio::task::yield_now().await;
    system.shutdown().await;
    assert_eq!(system.process_count(), 0);
    assert_eq!(start.elapsed(), Duration::ZERO);
    // A second one finds nothing to do.
    system.shutdown().await;
}

#[tokio::test(start_paused = true)]
async fn those_who_trap_exits_and_ignore_them_are_killed_after_five_seconds() {
    let system = System::new("test");
    let start = Instant::now();
    let stubborn = system.spawn(async |mut mailbox: Mailbox<()>| {
        process::trap_exit(true);
        loop {
            mailbox.next().await;
        }
    });
    tokio::task::yield_now().await;
    let down = stubborn.down();
    let (down, ()) = tokio::join!(down, system.shutdown());
    assert_eq!(down.reason, ExitReason::Killed);
    assert_eq!(system.process_count(), 0);
    assert_eq!(start.elapsed().as_secs(), 5);
}

/// A server that cleans up for a while when it ends.
struct Tidy(Count);

impl GenServer for Tidy {
    type Args = Count;
    type Message = ();

    async fn init(count: Count) -> Init<Self> {
        process::trap_exit(true);
        Init::ok(Tidy(count))
    }

    async fn handle(&mut self, (): ()) -> Next {
        Next::Continue
    }

    async fn terminate(&mut self, reason: &ExitReason) {
        assert_eq!(*reason, ExitReason::Shutdown);
        tokio::time::sleep(SECOND).await;
        drop(self.0.guard());
    }
}

#[tokio::test(start_paused = true)]
async fn servers_that_trap_exits_clean_up_at_a_shutdown() {
    let system = System::new("test");
    let count = Count::default();
    for _ in 0..3 {
        let starter = Tidy::starter(count.clone());
        starter.start_on(&system).await.unwrap();
    }
    system.shutdown().await;
    assert_eq!(count.gone(), 3);
    assert_eq!(system.process_count(), 0);
}

#[tokio::test(start_paused = true)]
async fn nothing_can_be_started_during_a_shutdown() {
    let system = System::new("test");
    let count = Count::default();
    let guard = count.guard();
    system.spawn(async move |mut mailbox: Mailbox<()>| {
        process::trap_exit(true);
        mailbox.next().await;
        let child = process::spawn(async |_: Mailbox<()>| panic!("it runs"));
        assert!(!child.is_alive());
        assert_eq!(child.down().await.reason, ExitReason::NoProc);
        let linked =
            process::spawn_link(async |_: Mailbox<()>| panic!("it runs"));
        let exit = mailbox.exit(linked.pid()).await;
        assert_eq!(exit.reason, ExitReason::Killed);
        let (_, monitor) =
            process::spawn_monitor(async |_: Mailbox<()>| panic!("it runs"));
        let down = mailbox.down(monitor).await;
        assert_eq!(down.reason, ExitReason::Killed);
        let error = Tidy::start(Count::default()).await.unwrap_err();
        assert_eq!(error, StartError::Init(ExitReason::Killed));
        // All of the above was as it should be.
        drop(guard);
    });
    tokio::task::yield_now().await;
    system.shutdown().await;
    assert_eq!(count.gone(), 1);
    let late: ProcessRef<()> = system.spawn(async |_: Mailbox<()>| {});
    assert!(!late.is_alive());
    assert_eq!(system.process_count(), 0);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_shutdown_reaches_those_who_are_being_started() {
    fn grow(more: u32) {
        process::spawn(async move |_: Mailbox<()>| {
            if more > 0 {
                grow(more - 1);
                grow(more - 1);
            }
            pending::<()>().await;
        });
    }
    for _ in 0..50 {
        let system = System::new("test");
        system.spawn(async |_: Mailbox<()>| grow(12));
        tokio::task::yield_now().await;
        system.shutdown().await;
        assert_eq!(system.process_count(), 0);
        assert_eq!(system.processes(), []);
    }
}
