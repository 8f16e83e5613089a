//! Messages, links, exits, monitors and names, as `otp-semantics` has them.

use std::time::Duration;

use actor_core::{
    CallError, Event, Exit, ExitReason, Mailbox, NoProc, Pid, ProcessRef,
    Reply, System, process,
};

/// A process that waits for ever.
async fn idle(mut mailbox: Mailbox<()>) {
    loop {
        mailbox.receive().await;
    }
}

#[tokio::test]
async fn what_one_process_sends_to_another_arrives_in_order() {
    System::new("test")
        .enter_with(async |mut mailbox: Mailbox<u32>| {
            let me = mailbox.this();
            process::spawn_link(async move |_: Mailbox<()>| {
                (0..10_000).for_each(|number| me.send(number));
            });
            for number in 0..10_000 {
                assert_eq!(mailbox.receive().await, number);
            }
        })
        .await;
}

#[tokio::test]
async fn a_selective_receive_leaves_the_others_in_order() {
    System::new("test")
        .enter_with(async |mut mailbox: Mailbox<u32>| {
            (0..10).for_each(|number| mailbox.this().send(number));
            assert_eq!(mailbox.receive_where(|n| *n == 7).await, 7);
            assert_eq!(mailbox.receive_where(|n| *n > 2).await, 3);
            for number in [0, 1, 2, 4, 5, 6, 8, 9] {
                assert_eq!(mailbox.receive().await, number);
            }
            let none = mailbox.receive().within(Duration::ZERO).await;
            assert_eq!(none, None);
        })
        .await;
}

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
            assert!(
                panic.place.as_ref().unwrap().file.ends_with("processes.rs")
            );
        })
        .await;
}

#[tokio::test]
async fn a_call_gets_an_answer_or_says_why_not() {
    System::new("test")
        .enter(async {
            let echo = process::spawn(
                async |mut mailbox: Mailbox<(u32, Reply<u32>)>| {
                    loop {
                        let (number, reply) = mailbox.receive().await;
                        match number {
                            0 => drop(reply),
                            1 => panic!("one"),
                            _ => reply.send(number),
                        }
                    }
                },
            );
            assert_eq!(echo.call(|reply| (7, reply)).await, Ok(7));
            assert_eq!(echo.call(|reply| (8, reply)).await, Ok(8));
            let error = echo.call(|reply| (0, reply)).await;
            assert_eq!(error, Err(CallError::NoReply));
            let error = echo.call(|reply| (1, reply)).await.unwrap_err();
            assert!(matches!(error, CallError::Exited(ExitReason::Panic(_))));
            let error = echo.call(|reply| (2, reply)).await;
            assert_eq!(error, Err(CallError::NoProc));
        })
        .await;
}

#[tokio::test(start_paused = true)]
async fn a_call_times_out_after_five_seconds_and_no_sooner() {
    System::new("test")
        .enter(async {
            let deaf = process::spawn(async |mut m: Mailbox<Reply<()>>| {
                let reply = m.receive().await;
                std::future::pending::<()>().await;
                drop(reply);
            });
            let start = tokio::time::Instant::now();
            let error = deaf.call(|reply| reply).await;
            assert_eq!(error, Err(CallError::Timeout(Duration::from_secs(5))));
            let waited = start.elapsed();
            assert!(waited >= Duration::from_secs(5), "{waited:?}");
            assert!(waited < Duration::from_millis(5040), "{waited:?}");
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
            tokio::task::yield_now().await;
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
async fn a_name_is_free_when_its_process_is_down() {
    let system = System::new("test");
    system
        .enter(async {
            let child = process::spawn(async |mut m: Mailbox<()>| {
                process::register("name").unwrap();
                m.receive().await;
            });
            while process::whereis("name").is_none() {
                tokio::task::yield_now().await;
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
