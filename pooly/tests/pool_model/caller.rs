//! Those who ask for workers.

use std::future::poll_fn;
use std::panic::resume_unwind;
use std::pin::pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use actor_core::{Mailbox, process};
use pooly::Pool;
use tokio::sync::oneshot;
use tokio::time::Instant;

use super::kind::Kind;
use super::notes::{Caller, Notes, State};
use super::operation::{Ask, Finish, Way};

/// What a caller is told.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Command {
    Finish(Finish),
    Cancel,
}

/// Has a new process ask for a worker.
pub(crate) fn spawn<K: Kind>(pool: &Pool<K>, notes: &Arc<Notes>, ask: Ask) {
    let mut page = notes.page();
    let number = page.callers.len();
    let (pool, own) = (pool.clone(), notes.clone());
    let presence = Presence { notes: notes.clone(), caller: number };
    let process = process::spawn(async move |mailbox: Mailbox<Command>| {
        let _presence = presence;
        let (finish, finished) = oneshot::channel();
        let work = work(pool, own, number, ask, finished);
        let polls = ask.polls;
        work_until_told(mailbox, polls, finish, work).await;
    });
    let (since, order, state) = (Instant::now(), 0, State::Fresh);
    let seen = false;
    page.callers.push(Caller { process, ask, order, since, state, seen });
}

/// Works, and stops at an await if it is told to or was polled so many times.
async fn work_until_told(
    mut mailbox: Mailbox<Command>,
    polls: Option<usize>,
    finish: oneshot::Sender<Finish>,
    work: impl Future<Output = ()>,
) {
    let mut finish = Some(finish);
    let mut left = polls;
    let mut work = pin!(work);
    let mut work_or_stop = poll_fn(move |cx: &mut Context<'_>| {
        if left == Some(0) {
            return Poll::Ready(());
        }
        if let Some(left) = &mut left {
            *left -= 1;
            cx.waker().wake_by_ref();
        }
        work.as_mut().poll(cx)
    });
    loop {
        tokio::select! {
            biased;
            () = &mut work_or_stop => return,
            command = mailbox.receive() => match command {
                Command::Cancel => return,
                Command::Finish(how) => {
                    // Whoever was told before is about to finish.
                    let _ = finish.take().map(|finish| finish.send(how));
                }
            }
        }
    }
}

async fn work<K: Kind>(
    pool: Pool<K>,
    notes: Arc<Notes>,
    caller: usize,
    ask: Ask,
    finished: oneshot::Receiver<Finish>,
) {
    notes.asks(caller);
    let worker = match ask.way {
        Way::Checkout => pool.checkout_within(ask.within).await,
        Way::TryCheckout => pool.try_checkout().await,
        Way::Transaction => {
            let job = async |worker: &mut K::Worker| {
                let number = K::number(&notes, worker);
                let mut held = notes.serve(caller, number);
                held.in_the_middle = true;
                if finished.await == Ok(Finish::Panic) {
                    // Without the hook, which would print it.
                    resume_unwind(Box::new("told to"));
                }
                held.in_the_middle = false;
            };
            if let Err(error) = pool.transaction(job).await {
                notes.refuse(caller, error);
            }
            return;
        }
    };
    let worker = match worker {
        Ok(worker) => worker,
        Err(error) => return notes.refuse(caller, error),
    };
    let held = notes.serve(caller, K::number(&notes, &worker));
    match finished.await.expect("whoever works can be told to finish") {
        Finish::Checkin => {}
        Finish::Discard => {
            held.spoil();
            drop(held);
            worker.discard();
        }
        Finish::Panic => resume_unwind(Box::new("told to")),
    }
}

/// A caller that is not done.
struct Presence {
    notes: Arc<Notes>,
    caller: usize,
}

impl Drop for Presence {
    fn drop(&mut self) {
        let state = &mut self.notes.page().callers[self.caller].state;
        if !matches!(state, State::Refused(_)) {
            *state = State::Left;
        }
    }
}
