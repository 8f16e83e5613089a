//! Calls: errors, timeouts, and giving up.

use std::future::pending;
use std::time::Duration;

use actor_core::{
    CallError, ExitReason, Mailbox, ProcessRef, Reply, System, process,
};
use tokio::task::yield_now;
use tokio::time::{Instant, sleep};

const SECOND: Duration = Duration::from_secs(1);
const MS: Duration = Duration::from_millis(1);

/// Starts a process that keeps all questions and answers none.
fn deaf() -> ProcessRef<Reply<()>> {
    process::spawn(async |mut mailbox: Mailbox<Reply<()>>| {
        let mut kept = Vec::new();
        loop {
            kept.push(mailbox.receive().await);
        }
    })
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
            let start = Instant::now();
            let error = deaf().call(|reply| reply).await;
            assert_eq!(error, Err(CallError::Timeout(5 * SECOND)));
            let waited = start.elapsed();
            assert!(waited >= 5 * SECOND, "{waited:?}");
            assert!(waited < 5 * SECOND + 40 * MS, "{waited:?}");
        })
        .await;
}

#[tokio::test(start_paused = true)]
async fn a_timeout_is_kept_however_long_it_is() {
    System::new("test")
        .enter(async {
            let deaf = deaf();
            for time in [0, 1, 7, 20, 999, 1_000, 1_001, 60_000] {
                let start = Instant::now();
                let error = deaf.call(|reply| reply).within(time * MS).await;
                assert_eq!(error, Err(CallError::Timeout(time * MS)));
                let late = start.elapsed().checked_sub(time * MS);
                let late = late.expect("a call never times out early");
                let most = if time < 1_000 { 2 } else { 40 };
                assert!(late <= most * MS, "{time} ms: {late:?} late");
            }
        })
        .await;
}

#[tokio::test(start_paused = true)]
async fn calls_in_flight_each_have_their_own_timeout() {
    System::new("test")
        .enter(async {
            let deaf = deaf();
            let start = Instant::now();
            let ask = async |time: u32| {
                let error =
                    deaf.call(|reply| reply).within(time * SECOND).await;
                assert_eq!(error, Err(CallError::Timeout(time * SECOND)));
                start.elapsed()
            };
            let (long, short, middle) = tokio::join!(ask(9), ask(2), ask(4));
            assert!(short < middle && middle < long);
            assert!(long < 10 * SECOND, "{long:?}");
        })
        .await;
}

#[tokio::test(start_paused = true)]
async fn a_call_without_a_timeout_waits_for_an_hour() {
    System::new("test")
        .enter(async {
            let slow = process::spawn(async |mut m: Mailbox<Reply<u32>>| {
                let reply = m.receive().await;
                sleep(3_600 * SECOND).await;
                reply.send(7);
            });
            assert_eq!(slow.call(|reply| reply).forever().await, Ok(7));
        })
        .await;
}

#[tokio::test(start_paused = true)]
async fn a_question_that_was_given_up_is_no_longer_awaited() {
    System::new("test")
        .enter_with(async |mut mailbox: Mailbox<Reply<u32>>| {
            let server = mailbox.this();
            let caller = process::spawn(async move |_: Mailbox<()>| {
                let call = server.call(|reply| reply).within(10 * MS);
                assert!(call.await.is_err());
                pending::<()>().await;
            });
            let reply = mailbox.receive().await;
            assert_eq!(reply.caller(), Some(caller.pid()));
            assert!(reply.is_awaited());
            sleep(20 * MS).await;
            assert!(!reply.is_awaited());
            reply.send(7);
        })
        .await;
}

#[tokio::test(start_paused = true)]
async fn a_call_that_is_dropped_disturbs_nobody() {
    System::new("test")
        .enter(async {
            let server = process::spawn(
                async |mut mailbox: Mailbox<(u32, Reply<u32>)>| {
                    loop {
                        let (number, reply) = mailbox.receive().await;
                        sleep(MS).await;
                        reply.send(number);
                    }
                },
            );
            for number in 0..100 {
                tokio::select! {
                    biased;
                    _ = server.call(|reply| (number, reply)) => {
                        panic!("it takes its time")
                    }
                    () = yield_now() => {}
                }
                let next = server.call(|reply| (number + 1000, reply)).await;
                assert_eq!(next, Ok(number + 1000));
            }
        })
        .await;
}

enum Ask {
    Number(u32, Reply<u32>),
    Text(String, Reply<String>),
    Nothing(Reply<()>),
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn answers_of_all_types_reach_those_who_asked() {
    System::new("test")
        .enter_with(async |mut mailbox: Mailbox<()>| {
            let server = process::spawn(async |mut mailbox: Mailbox<Ask>| {
                loop {
                    match mailbox.receive().await {
                        Ask::Number(number, reply) => reply.send(number),
                        Ask::Text(text, reply) => reply.send(text),
                        Ask::Nothing(reply) => reply.send(()),
                    }
                }
            });
            for caller in 0..4 {
                let (server, me) = (server.clone(), mailbox.this());
                process::spawn_link(async move |_: Mailbox<()>| {
                    for number in caller * 1_000..caller * 1_000 + 500 {
                        let ask = |reply| Ask::Number(number, reply);
                        assert_eq!(server.call(ask).await, Ok(number));
                        let text = number.to_string();
                        let ask = |reply| Ask::Text(text.clone(), reply);
                        assert_eq!(server.call(ask).await, Ok(text.clone()));
                        assert_eq!(server.call(Ask::Nothing).await, Ok(()));
                    }
                    me.send(());
                });
            }
            for _ in 0..4 {
                mailbox.receive().await;
            }
        })
        .await;
}

#[tokio::test]
async fn calls_of_one_process_at_once_each_get_their_own_answer() {
    System::new("test")
        .enter(async {
            // Answers three questions at a time, in reverse.
            let server = process::spawn(
                async |mut mailbox: Mailbox<(u32, Reply<u32>)>| {
                    loop {
                        let mut asked = Vec::new();
                        for _ in 0..3 {
                            asked.push(mailbox.receive().await);
                        }
                        for (number, reply) in asked.into_iter().rev() {
                            reply.send(number);
                        }
                    }
                },
            );
            for _ in 0..100 {
                let answers = tokio::join!(
                    server.call(|reply| (1, reply)),
                    server.call(|reply| (2, reply)),
                    server.call(|reply| (3, reply)),
                );
                assert_eq!(answers, (Ok(1), Ok(2), Ok(3)));
            }
        })
        .await;
}

#[tokio::test]
async fn whoever_is_no_process_may_call() {
    let system = System::new("test");
    let who = system.spawn(async |mut mailbox: Mailbox<Reply<_>>| {
        let reply = mailbox.receive().await;
        let caller = reply.caller();
        reply.send(caller);
    });
    assert_eq!(who.call(|reply| reply).await, Ok(None));
    assert_eq!(who.call(|reply| reply).await, Err(CallError::NoProc));
}

#[tokio::test]
async fn a_name_of_another_type_is_nobody_to_call() {
    System::new("test")
        .enter(async {
            let number = process::spawn(async |_: Mailbox<u32>| {
                process::register("number").unwrap();
                pending::<()>().await;
            });
            yield_now().await;
            let named = ProcessRef::<Reply<()>>::named("number");
            assert_eq!(named.pid(), number.pid());
            let error = named.call(|reply| reply).await;
            assert_eq!(error, Err(CallError::NoProc));
        })
        .await;
}

#[tokio::test]
async fn the_longest_timeout_is_no_timeout() {
    System::new("test")
        .enter(async {
            let server = process::spawn(async |mut m: Mailbox<Reply<u32>>| {
                m.receive().await.send(1);
            });
            let call = server.call(|reply| reply).within(Duration::MAX);
            assert_eq!(call.await, Ok(1));
        })
        .await;
}
