//! Step 1: n processes send their results to the one that started them.

use std::collections::HashMap;
use std::convert::Infallible;

use actor_core::{Event, Mailbox, Pid, process};

use super::Get;
use super::worker::{Failure, Outcome, Worker};

/// What a worker sends: who it is, and what became of it.
pub type Answer = (Pid, Outcome);

/// Starts `n` workers, and returns what becomes of them, in the order in which
/// it becomes known.
///
/// Nobody is linked to a worker. One that crashes sends nothing; it is
/// monitored, so that this is known as well.
///
/// # Panics
///
/// In another process than that of the mailbox.
pub async fn start<G: Get>(
    mailbox: &mut Mailbox<Answer>,
    n: usize,
    worker: &Worker<G>,
) -> Vec<Answer> {
    let mut at_work = HashMap::with_capacity(n);
    for _ in 0..n {
        let (caller, worker) = (mailbox.this(), worker.clone());
        let (worker, monitor) =
            process::spawn_monitor(async move |_: Mailbox<Infallible>| {
                caller.send((process::id(), worker.start().await));
            });
        at_work.insert(worker.pid(), monitor);
    }
    let mut answers = Vec::with_capacity(n);
    while !at_work.is_empty() {
        match mailbox.next().await {
            Event::Message((worker, outcome)) => {
                if let Some(monitor) = at_work.remove(&worker) {
                    process::demonitor_flush(monitor);
                    answers.push((worker, outcome));
                }
            }
            Event::Down(down) => {
                if at_work.remove(&down.pid).is_some() {
                    let crash = Failure::Crashed(down.reason);
                    answers.push((down.pid, Err(crash)));
                }
            }
            Event::Exit(_) | Event::Unknown(_) => {}
        }
    }
    answers
}
