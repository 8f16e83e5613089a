//! What the book's program does otherwise, and should not. Nothing uses it but
//! the chapter and the tests that show it.

use std::convert::Infallible;
use std::time::Duration;

use actor_core::{Mailbox, process};

use super::Get;
use super::caller::Answer;
use super::worker::{Outcome, Worker};

/// Returns how many workers the book starts to have `n`: Elixir's range `1..n`
/// counts down from 1 to 0 if that is what it takes.
pub fn workers(n: usize) -> usize {
    match n {
        0 => 2,
        n => n,
    }
}

/// Divides `n` among `of` nodes: what is left over is dropped, and a node that
/// has nothing to do sends two requests.
///
/// # Panics
///
/// If there are no nodes. In the book there is always one.
pub fn share(n: usize, of: usize) -> Vec<usize> {
    vec![workers(n / of); of]
}

/// Does what [`caller::start`](super::caller::start) does, and waits for ever
/// if a worker crashes: nobody is told.
///
/// # Panics
///
/// In another process than that of the mailbox.
pub async fn caller<G: Get>(
    mailbox: &mut Mailbox<Answer>,
    n: usize,
    worker: &Worker<G>,
) -> Vec<Answer> {
    for _ in 0..workers(n) {
        let (caller, worker) = (mailbox.this(), worker.clone());
        process::spawn(async move |_: Mailbox<Infallible>| {
            caller.send((process::id(), worker.start().await));
        });
    }
    let mut answers = Vec::new();
    for _ in 0..workers(n) {
        answers.push(mailbox.receive().await);
    }
    answers
}

/// Returns the longest time, for the report.
///
/// # Panics
///
/// If no request had success: `Enum.EmptyError`. So there is no report of a
/// run in which all fail, which is when one would want it.
pub fn longest(outcomes: &[Outcome]) -> Duration {
    let longest = outcomes.iter().flatten().max();
    *longest.expect("Enum.EmptyError: there is no success")
}
