//! Links and exits.

use actor_core::{Event, Exit, ExitReason, Mailbox, System, process};
use tokio::task::yield_now;

use crate::guard::Count;

#[tokio::test]
async fn a_panic_ends_the_linked_process_with_its_message_and_place() {
    System::new("test")
        .enter_with(async |mut mailbox: Mailbox<()>| {
            process::trap_exit(true);
            let child = process::spawn_link(async |_: Mailbox<()>| {
                panic!("told to");
            });
            let exit = mailbox.exit(child.pid()).await;
            let ExitReason::Panic(panic) = exit.reason else {
                panic!("{:?}", exit.reason)
            };
            assert_eq!(panic.message, "told to");
            let place = panic.place.as_ref().unwrap();
            assert!(place.file.ends_with("links.rs"), "{place}");
        })
        .await;
}

#[tokio::test]
async fn an_error_that_is_returned_is_the_reason() {
    System::new("test")
        .enter_with(async |mut mailbox: Mailbox<()>| {
            process::trap_exit(true);
            let child = process::spawn_link(async |_: Mailbox<()>| {
                "Singapore".parse::<u32>()?;
                Ok::<(), std::num::ParseIntError>(())
            });
            let exit = mailbox.exit(child.pid()).await;
            assert_eq!(
                exit.reason.to_string(),
                "invalid digit found in string"
            );
            assert!(!exit.reason.is_orderly());
        })
        .await;
}

#[tokio::test]
async fn kill_ends_at_any_await_and_links_see_killed() {
    System::new("test")
        .enter_with(async |mut mailbox: Mailbox<()>| {
            process::trap_exit(true);
            let child = process::spawn_link(async |_: Mailbox<()>| {
                process::trap_exit(true);
                std::future::pending::<()>().await;
            });
            yield_now().await;
            process::exit(&child, ExitReason::Kill);
            match mailbox.next().await {
                Event::Exit(Exit { from, reason }) => {
                    assert_eq!(from, child.pid());
                    assert_eq!(reason, ExitReason::Killed);
                }
                other => panic!("{other:?}"),
            }
        })
        .await;
}

#[tokio::test]
async fn what_a_process_holds_is_dropped_before_anyone_is_told() {
    System::new("test")
        .enter_with(async |mut mailbox: Mailbox<()>| {
            process::trap_exit(true);
            let count = Count::default();
            let guard = count.guard();
            let child = process::spawn_link(async move |_: Mailbox<()>| {
                std::future::pending::<()>().await;
                drop(guard);
            });
            yield_now().await;
            process::exit(&child, "told to");
            mailbox.exit(child.pid()).await;
            assert_eq!(count.gone(), 1);
        })
        .await;
}

#[tokio::test]
async fn a_process_that_is_killed_before_its_first_step_never_runs() {
    System::new("test")
        .enter(async {
            let child = process::spawn(async |_: Mailbox<()>| {
                panic!("it runs");
            });
            process::exit(&child, "too early");
            assert_eq!(
                child.down().await.reason,
                ExitReason::from("too early")
            );
        })
        .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_end_of_a_linked_child_goes_unnoticed() {
    System::new("test")
        .enter_with(async |mut mailbox: Mailbox<()>| {
            process::trap_exit(true);
            for _ in 0..2_000 {
                let child = process::spawn_link(async |_: Mailbox<()>| {});
                let exit = mailbox.exit(child.pid()).await;
                assert_eq!(exit.reason, ExitReason::Normal);
            }
            assert_eq!(process::info(process::id()).unwrap().links, []);
        })
        .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_sides_that_link_and_unlink_at_once_agree_in_the_end() {
    System::new("test")
        .enter_with(async |mut mailbox: Mailbox<()>| {
            let me = mailbox.this();
            let child = process::spawn(async move |mut go: Mailbox<()>| {
                loop {
                    go.receive().await;
                    process::link(&me).unwrap();
                    process::unlink(&me);
                    process::link(&me).unwrap();
                    me.send(());
                }
            });
            for _ in 0..2_000 {
                child.send(());
                process::unlink(&child);
                process::link(&child).unwrap();
                process::unlink(&child);
                mailbox.receive().await;
                let mine = process::info(process::id()).unwrap().links;
                let theirs = process::info(&child).unwrap().links;
                assert_eq!(
                    mine.contains(&child.pid()),
                    theirs.contains(&process::id())
                );
            }
        })
        .await;
}

#[tokio::test]
async fn a_panic_while_a_process_is_dropped_is_its_reason() {
    struct Bomb;
    impl Drop for Bomb {
        fn drop(&mut self) {
            panic!("dropped");
        }
    }
    System::new("test")
        .enter(async {
            let child = process::spawn(async |_: Mailbox<()>| {
                let _bomb = Bomb;
            });
            let reason = child.down().await.reason;
            assert!(matches!(reason, ExitReason::Panic(_)), "{reason}");
        })
        .await;
}
