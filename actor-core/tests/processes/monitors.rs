//! Monitors, also of those who are no process.

use std::time::Duration;

use actor_core::{
    ExitReason, Mailbox, NoProc, Pid, ProcessRef, System, process,
};
use tokio::task::yield_now;

/// A process that waits for ever.
async fn idle(_: Mailbox<()>) {
    std::future::pending::<()>().await;
}

#[tokio::test]
async fn a_monitor_of_a_dead_process_says_noproc_at_once() {
    System::new("test")
        .enter_with(async |mut mailbox: Mailbox<()>| {
            let child = process::spawn(idle);
            process::exit(&child, ExitReason::Kill);
            child.down().await;
            let reference = process::monitor(&child);
            let down = mailbox.down(reference).await;
            assert_eq!(down.reason, ExitReason::NoProc);
            assert_eq!(down.pid, child.pid());
            assert_eq!(process::link(&child), Err(NoProc));
            assert_eq!(process::info(child.pid()), None);
        })
        .await;
}

#[tokio::test]
async fn whoever_is_no_process_can_wait_for_an_end() {
    let system = System::new("test");
    let child = system.spawn(idle);
    let down = child.down();
    child.exit(ExitReason::Shutdown);
    let down = down.await;
    assert_eq!((down.pid, down.reason), (child.pid(), ExitReason::Shutdown));
    assert_eq!(child.down().await.reason, ExitReason::NoProc);
    let nobody: ProcessRef<()> = system.named("nobody");
    let down = nobody.down().await;
    assert_eq!((down.pid, down.reason), (Pid::NOBODY, ExitReason::NoProc));
}

#[tokio::test]
async fn a_wait_for_an_end_that_is_given_up_leaves_nothing_behind() {
    System::new("test")
        .enter(async {
            let child = process::spawn(idle);
            for _ in 0..10 {
                tokio::select! {
                    biased;
                    _ = child.down() => panic!("it is alive"),
                    () = yield_now() => {}
                }
            }
            assert_eq!(process::info(&child).unwrap().monitored_by, 0);
        })
        .await;
}

#[tokio::test]
async fn a_monitor_that_is_flushed_leaves_nothing_in_the_way() {
    System::new("test")
        .enter_with(async |mut mailbox: Mailbox<u32>| {
            for number in 0..100 {
                let child = process::spawn(async |_: Mailbox<()>| {});
                let reference = process::monitor(&child);
                child.down().await;
                // Once in the queue, and once in what was taken from it.
                if number % 2 == 0 {
                    let none = mailbox.receive().within(Duration::ZERO).await;
                    assert_eq!(none, None);
                }
                process::demonitor_flush(reference);
            }
            mailbox.this().send(7);
            assert_eq!(mailbox.receive().await, 7);
            assert_eq!(process::info(process::id()).unwrap().mailbox_len, 0);
        })
        .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_end_of_a_watched_child_goes_unnoticed() {
    System::new("test")
        .enter_with(async |mut mailbox: Mailbox<()>| {
            for _ in 0..2_000 {
                let (_, reference) =
                    process::spawn_monitor(async |_: Mailbox<()>| {});
                let down = mailbox.down(reference).await;
                assert_eq!(down.reason, ExitReason::Normal);
            }
            assert_eq!(process::info(process::id()).unwrap().monitors, []);
        })
        .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_monitor_set_while_its_target_ends_tells_once() {
    System::new("test")
        .enter_with(async |mut mailbox: Mailbox<()>| {
            for _ in 0..2_000 {
                let child = process::spawn(async |_: Mailbox<()>| {});
                let reference = process::monitor(&child);
                let down = mailbox.down(reference).await;
                let early = down.reason == ExitReason::Normal;
                assert!(early || down.reason == ExitReason::NoProc);
                let more = mailbox.next().within(Duration::ZERO).await;
                assert!(more.is_none(), "{more:?}");
            }
        })
        .await;
}
