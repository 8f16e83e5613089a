//! What becomes of a `Reply`: dropped, kept, or given away.

use std::time::Duration;

use actor_core::gen_server::{Init, Next};
use actor_core::{
    CallError, ExitReason, GenServer, Mailbox, ProcessRef, Reply, System,
    process,
};
use tokio::time::{Instant, sleep};

#[tokio::test(start_paused = true)]
async fn a_dropped_reply_is_an_error_at_once() {
    System::new("test")
        .enter(async {
            let server = process::spawn(async |mut m: Mailbox<Reply<()>>| {
                loop {
                    drop(m.receive().await);
                }
            });
            let start = Instant::now();
            let error = server.call(|reply| reply).forever().await;
            assert_eq!(error, Err(CallError::NoReply));
            assert_eq!(start.elapsed(), Duration::ZERO);
        })
        .await;
}

#[tokio::test(start_paused = true)]
async fn a_reply_that_a_named_server_drops_is_no_missing_server() {
    System::new("test")
        .enter(async {
            let server = process::spawn(async |mut m: Mailbox<Reply<()>>| {
                process::register("drops").unwrap();
                loop {
                    drop(m.receive().await);
                }
            });
            tokio::task::yield_now().await;
            let named = ProcessRef::named("drops");
            assert_eq!(named.pid(), server.pid());
            let error = named.call(|reply: Reply<()>| reply).await;
            assert_eq!(error, Err(CallError::NoReply));
        })
        .await;
}

#[tokio::test(start_paused = true)]
async fn a_caller_by_name_learns_of_the_end_although_the_name_lives_on() {
    System::new("test")
        .enter(async {
            let serve = async |mut mailbox: Mailbox<Reply<()>>| -> ExitReason {
                process::register("phoenix").unwrap();
                let _reply = mailbox.receive().await;
                "burnt".into()
            };
            process::spawn(async move |mut mailbox: Mailbox<()>| {
                process::trap_exit(true);
                loop {
                    let child = process::spawn_link(serve);
                    mailbox.exit(child.pid()).await;
                }
            });
            sleep(Duration::from_millis(1)).await;
            let named = ProcessRef::named("phoenix");
            for _ in 0..3 {
                let error = named.call(|reply: Reply<()>| reply).await;
                assert_eq!(error, Err(CallError::Exited("burnt".into())));
                sleep(Duration::from_millis(1)).await;
            }
        })
        .await;
}

/// A server that gives its questions to somebody else.
struct Delegates;

enum Ask {
    Soon(Reply<u32>),
    AndStop(Reply<u32>),
    Drop(Reply<u32>),
}

impl GenServer for Delegates {
    type Args = ();
    type Message = Ask;

    async fn init((): ()) -> Init<Self> {
        Init::ok(Delegates)
    }

    async fn handle(&mut self, message: Ask) -> Next {
        match message {
            Ask::Soon(reply) => {
                tokio::spawn(async move { reply.send(7) });
            }
            Ask::AndStop(reply) => {
                tokio::spawn(async move {
                    sleep(Duration::from_secs(3)).await;
                    reply.send(7);
                });
                return Next::stop("done");
            }
            Ask::Drop(reply) => {
                tokio::spawn(async move { drop(reply) });
            }
        }
        Next::Continue
    }
}

#[tokio::test(start_paused = true)]
async fn a_task_may_answer_for_a_server() {
    System::new("test")
        .enter(async {
            let server = Delegates::start(()).await.unwrap();
            assert_eq!(server.call(Ask::Soon).await, Ok(7));
            let error = server.call(Ask::Drop).await;
            assert_eq!(error, Err(CallError::NoReply));
        })
        .await;
}

#[tokio::test(start_paused = true)]
async fn the_end_of_a_server_ends_the_wait_for_what_it_gave_away() {
    System::new("test")
        .enter(async {
            for within in [900, 5_000, 60_000] {
                let server = Delegates::start(()).await.unwrap();
                let start = Instant::now();
                let within = Duration::from_millis(within);
                let error = server.call(Ask::AndStop).within(within).await;
                assert_eq!(error, Err(CallError::Exited("done".into())));
                assert!(start.elapsed() < Duration::from_millis(50));
            }
        })
        .await;
}

#[tokio::test(start_paused = true)]
async fn a_question_in_the_queue_of_a_server_that_ends_says_why() {
    System::new("test")
        .enter_with(async |mut mailbox: Mailbox<Result<u32, CallError>>| {
            let server = process::spawn(async |m: Mailbox<Reply<u32>>| {
                sleep(Duration::from_millis(10)).await;
                drop(m);
                process::exit_self(ExitReason::Shutdown)
            });
            for _ in 0..3 {
                let (server, me) = (server.clone(), mailbox.this());
                process::spawn(async move |_: Mailbox<()>| {
                    me.send(server.call(|reply| reply).await);
                });
            }
            for _ in 0..3 {
                let outcome = mailbox.receive().await;
                let error = CallError::Exited(ExitReason::Shutdown);
                assert_eq!(outcome, Err(error));
            }
        })
        .await;
}

#[tokio::test(start_paused = true)]
async fn a_call_that_ends_its_caller_is_the_callers_reason() {
    System::new("test")
        .enter(async {
            let caller = process::spawn(async |_: Mailbox<()>| {
                let nobody = ProcessRef::<Reply<()>>::named("nobody");
                nobody.call(|reply| reply).or_exit().await;
            });
            let reason = caller.down().await.reason;
            assert_eq!(reason, CallError::NoProc.into());
            assert!(!reason.is_orderly());
        })
        .await;
}
