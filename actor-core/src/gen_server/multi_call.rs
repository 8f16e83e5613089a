//! One question to many servers.

use std::future::poll_fn;
use std::pin::Pin;
use std::task::Poll;
use std::time::Duration;

use crate::call::{CallError, Reply};
use crate::process::ProcessRef;

/// What many servers said, in the order in which they were asked.
#[derive(Debug)]
pub struct Answers<M: Send + 'static, T> {
    /// Who answered, and what.
    pub replies: Vec<(ProcessRef<M>, T)>,
    /// Who did not answer in time, and why.
    pub failed: Vec<(ProcessRef<M>, CallError)>,
}

/// Asks all of `servers` the same at once, and returns when each has answered
/// or failed to, which takes no longer than `timeout`: `GenServer.multi_call`.
///
/// ```
/// use std::time::Duration;
///
/// use actor_core::{Mailbox, Reply, System, gen_server, process};
///
/// # #[tokio::main(flavor = "current_thread")] async fn main() {
/// System::new("docs").enter(async {
///     let echo = async |mut mailbox: Mailbox<(u32, Reply<u32>)>| {
///         let (number, reply) = mailbox.receive().await;
///         reply.send(number);
///     };
///     let servers = [process::spawn(echo), process::spawn(echo)];
///     let question = |reply| (7, reply);
///     let time = Duration::from_secs(5);
///     let answers = gen_server::multi_call(&servers, question, time).await;
///     assert_eq!(answers.replies.len(), 2);
/// }).await;
/// # }
/// ```
pub async fn multi_call<M, T, F>(
    servers: &[ProcessRef<M>],
    question: F,
    timeout: Duration,
) -> Answers<M, T>
where
    M: Send + 'static,
    T: Send + 'static,
    F: Fn(Reply<T>) -> M,
{
    let call = |server| ProcessRef::call(server, &question).within(timeout);
    let mut calls: Vec<_> = servers.iter().map(call).collect();
    // Each is asked before anybody's answer is waited for.
    let first = poll_fn(|cx| {
        let calls = calls.iter_mut();
        Poll::Ready(calls.map(|call| Pin::new(call).poll(cx)).collect())
    });
    let outcomes: Vec<_> = first.await;
    let mut answers = Answers { replies: Vec::new(), failed: Vec::new() };
    for ((server, call), outcome) in servers.iter().zip(calls).zip(outcomes) {
        let outcome = match outcome {
            Poll::Ready(outcome) => outcome,
            Poll::Pending => call.await,
        };
        match outcome {
            Ok(reply) => answers.replies.push((server.clone(), reply)),
            Err(error) => answers.failed.push((server.clone(), error)),
        }
    }
    answers
}
