//! Consumers: processes that check workers out when the shell tells them to.

use std::future::poll_fn;
use std::pin::{Pin, pin};
use std::task::Poll;

use actor_core::{Mailbox, Name, ProcessRef, Reply, process};

use crate::cli::pools::{Guard, Job, Patience, Pools, Refusal};
use crate::sample_worker::Worker;

/// What a consumer is told.
pub(super) enum Order {
    Checkout(Name, Patience),
    Checkin(Name, Worker),
    Transaction(Name, Job),
    /// It answers at once. If it has been given what it waits for, it tells
    /// the shell before it answers.
    Ping(Reply<()>),
    Leave,
}

/// What it tells the shell.
pub(super) struct News {
    pub(super) consumer: Name,
    pub(super) outcome: Outcome,
}

/// How an order ended.
pub(super) enum Outcome {
    Given(Name, Worker),
    Refused(Refusal),
    /// The worker is checked in again.
    Done(Worker),
    /// Likewise, but the job failed, and says why.
    Failed(Worker, String),
}

/// Starts a consumer.
pub(super) fn start(
    pools: Pools,
    name: Name,
    shell: ProcessRef<News>,
) -> ProcessRef<Order> {
    process::spawn(async move |mut mailbox| {
        process::set_label(name.clone());
        let mut guards: Vec<Guard> = Vec::new();
        loop {
            let outcome = match mailbox.receive().await {
                Order::Ping(reply) => {
                    reply.send(());
                    continue;
                }
                Order::Leave => return,
                Order::Checkin(pool, worker) => {
                    guards.retain(|guard| guard.pid() != worker.pid());
                    pools.checkin(pool.as_str(), &worker);
                    continue;
                }
                Order::Checkout(pool, patience) => {
                    let checkout =
                        checkout(&pools, pool, patience, &mut guards);
                    meanwhile(&mut mailbox, checkout).await
                }
                Order::Transaction(pool, job) => {
                    let transaction = transaction(&pools, pool, job);
                    meanwhile(&mut mailbox, transaction).await
                }
            };
            let Some(outcome) = outcome else { return };
            shell.send(News { consumer: name.clone(), outcome });
        }
    })
}

async fn checkout(
    pools: &Pools,
    pool: Name,
    patience: Patience,
    guards: &mut Vec<Guard>,
) -> Outcome {
    match pools.checkout(pool.as_str(), patience).await {
        Ok((worker, guard)) => {
            guards.extend(guard);
            Outcome::Given(pool, worker)
        }
        Err(refusal) => Outcome::Refused(refusal),
    }
}

async fn transaction(pools: &Pools, pool: Name, job: Job) -> Outcome {
    match pools.transaction(pool.as_str(), job).await {
        Ok((worker, Ok(()))) => Outcome::Done(worker),
        Ok((worker, Err(why))) => Outcome::Failed(worker, why),
        Err(refusal) => Outcome::Refused(refusal),
    }
}

/// Waits for an outcome, and answers those who ask meanwhile; returns nothing
/// if it is told to leave.
async fn meanwhile(
    mailbox: &mut Mailbox<Order>,
    outcome: impl Future<Output = Outcome>,
) -> Option<Outcome> {
    let mut outcome = pin!(outcome);
    loop {
        let mut question = mailbox.receive_where(|order| {
            matches!(order, Order::Ping(_) | Order::Leave)
        });
        let question = poll_fn(|cx| match outcome.as_mut().poll(cx) {
            Poll::Ready(outcome) => Poll::Ready(Err(outcome)),
            Poll::Pending => Pin::new(&mut question).poll(cx).map(Ok),
        });
        match question.await {
            Err(outcome) => return Some(outcome),
            Ok(Order::Ping(reply)) => reply.send(()),
            Ok(_) => return None,
        }
    }
}
