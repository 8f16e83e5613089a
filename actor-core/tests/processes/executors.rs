//! Processes that wait in an executor of their own, with its own wakers.

use std::pin::{Pin, pin};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Poll, Wake, Waker};
use std::time::Duration;

use actor_core::{ExitReason, Mailbox, Reply, System, process};

/// Runs a future and polls it only when its own waker was woken, as
/// `FuturesUnordered` does.
struct Picky<F> {
    future: Pin<Box<F>>,
    flag: Arc<Flag>,
}

struct Flag {
    woken: AtomicBool,
    outer: std::sync::Mutex<Option<Waker>>,
}

impl Wake for Flag {
    fn wake(self: Arc<Self>) {
        self.woken.store(true, Ordering::SeqCst);
        if let Some(outer) = self.outer.lock().unwrap().take() {
            outer.wake();
        }
    }
}

fn picky<F: Future>(future: F) -> Picky<F> {
    let flag = Flag {
        woken: AtomicBool::new(true),
        outer: std::sync::Mutex::default(),
    };
    Picky { future: Box::pin(future), flag: Arc::new(flag) }
}

impl<F: Future> Future for Picky<F> {
    type Output = F::Output;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<F::Output> {
        *self.flag.outer.lock().unwrap() = Some(cx.waker().clone());
        if !self.flag.woken.swap(false, Ordering::SeqCst) {
            return Poll::Pending;
        }
        let waker = Waker::from(self.flag.clone());
        self.future.as_mut().poll(&mut Context::from_waker(&waker))
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_message_wakes_a_receive_in_an_executor_of_its_own() {
    System::new("test")
        .enter_with(async |mut mailbox: Mailbox<u32>| {
            let me = mailbox.this();
            let echo = process::spawn(async move |mut m: Mailbox<u32>| {
                loop {
                    // One receive in the executor and one in the task, so
                    // that each finds what the other left.
                    let number = picky(m.receive()).await;
                    me.send(number);
                    me.send(m.receive().await);
                }
            });
            for number in 0..2_000 {
                echo.send(2 * number);
                assert_eq!(mailbox.receive().await, 2 * number);
                echo.send(2 * number + 1);
                assert_eq!(picky(mailbox.receive()).await, 2 * number + 1);
            }
        })
        .await;
}

#[tokio::test]
async fn an_exit_signal_ends_a_process_in_an_executor_of_its_own() {
    System::new("test")
        .enter(async {
            let child = process::spawn(async |mut mailbox: Mailbox<()>| {
                picky(mailbox.receive()).await;
                panic!("there is no message");
            });
            tokio::task::yield_now().await;
            process::exit(&child, ExitReason::Kill);
            assert_eq!(child.down().await.reason, ExitReason::Killed);
        })
        .await;
}

#[tokio::test]
async fn a_trapped_exit_wakes_an_executor_of_its_own() {
    System::new("test")
        .enter_with(async |mut mailbox: Mailbox<()>| {
            process::trap_exit(true);
            let child = process::spawn_link(async |_: Mailbox<()>| {
                tokio::task::yield_now().await;
            });
            let exit = picky(mailbox.exit(child.pid())).await;
            assert_eq!(exit.reason, ExitReason::Normal);
        })
        .await;
}

#[tokio::test]
async fn an_answer_wakes_a_call_in_an_executor_of_its_own() {
    System::new("test")
        .enter(async {
            let server = process::spawn(
                async |mut mailbox: Mailbox<(u32, Reply<u32>)>| {
                    loop {
                        let (number, reply) = mailbox.receive().await;
                        tokio::task::yield_now().await;
                        reply.send(number);
                    }
                },
            );
            for number in 0..100 {
                let call = server.call(|reply| (number, reply));
                assert_eq!(picky(call).await, Ok(number));
                // Moved from one executor to another while it waits.
                let mut call = pin!(server.call(|reply| (number, reply)));
                tokio::select! {
                    biased;
                    _ = picky(call.as_mut()) => panic!("not yet"),
                    () = async {} => {}
                }
                assert_eq!(call.await, Ok(number));
            }
        })
        .await;
}

#[tokio::test(start_paused = true)]
async fn a_receive_in_a_select_loses_nothing() {
    System::new("test")
        .enter_with(async |mut mailbox: Mailbox<u32>| {
            let me = mailbox.this();
            process::spawn(async move |_: Mailbox<()>| {
                for number in 0..100 {
                    tokio::time::sleep(Duration::from_millis(3)).await;
                    me.send(number);
                }
            });
            let mut tick = tokio::time::interval(Duration::from_millis(1));
            let (mut ticks, mut next) = (0, 0);
            while next < 100 {
                tokio::select! {
                    number = picky(mailbox.receive()) => {
                        assert_eq!(number, next);
                        next += 1;
                    }
                    _ = tick.tick() => ticks += 1,
                }
            }
            assert!(ticks > 200, "{ticks}");
        })
        .await;
}

#[tokio::test]
async fn branches_of_a_join_may_call_while_another_receives() {
    System::new("test")
        .enter_with(async |mut mailbox: Mailbox<u32>| {
            let me = mailbox.this();
            let server =
                process::spawn(async move |mut m: Mailbox<Reply<_>>| {
                    loop {
                        let reply = m.receive().await;
                        me.send(7);
                        reply.send(8);
                    }
                });
            let (received, answered) = tokio::join!(
                picky(mailbox.receive()),
                picky(server.call(|reply| reply)),
            );
            assert_eq!((received, answered), (7, Ok(8)));
        })
        .await;
}
