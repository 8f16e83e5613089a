//! Getting a worker, and giving up.

use std::future::poll_fn;
use std::panic::{AssertUnwindSafe, Location, catch_unwind, resume_unwind};
use std::pin::pin;
use std::task::Poll;
use std::time::Duration;

use actor_core::{CallError, ExitReason};
use tokio::sync::oneshot;
use tokio::task::coop::consume_budget;

use super::Pool;
use super::desk::Service;
use super::error::CheckoutError;
use super::manage::Manage;
use super::server::Message;
use super::shared::Shared;
use super::waiter::{Outcome, Patience, Request, Ticket, Turn, Waiter, Why};
use super::worker::Worker;

impl<W: Manage> Pool<W> {
    /// Waits for a worker, behind all who asked before, for as long as
    /// [`checkout_timeout`](super::Builder::checkout_timeout) says.
    ///
    /// # Errors
    ///
    /// See [`CheckoutError`].
    ///
    /// # Cancellation
    ///
    /// A checkout that is dropped gives up its place in the queue.
    #[track_caller]
    pub fn checkout(
        &self,
    ) -> impl Future<Output = Result<Worker<W>, CheckoutError>> + Send {
        self.checkout_within(self.shared.options.checkout_timeout)
    }

    /// As [`checkout`](Self::checkout), but waits no longer than `timeout`. One
    /// of a second or more may be up to 20 ms late.
    ///
    /// # Errors
    ///
    /// See [`CheckoutError`].
    #[track_caller]
    pub fn checkout_within(
        &self,
        timeout: Duration,
    ) -> impl Future<Output = Result<Worker<W>, CheckoutError>> + Send {
        self.checkout_by(Patience::Queues, timeout)
    }

    /// Returns a worker that is idle, or one that can be started now; it does
    /// not wait for those that others hold.
    ///
    /// # Errors
    ///
    /// See [`CheckoutError`].
    #[track_caller]
    pub fn try_checkout(
        &self,
    ) -> impl Future<Output = Result<Worker<W>, CheckoutError>> + Send {
        let timeout = self.shared.options.checkout_timeout;
        self.checkout_by(Patience::DoesNotQueue, timeout)
    }

    /// Waits for a worker and does `job` with it. The worker is checked in when
    /// the job returns, be it an error, and when it panics.
    ///
    /// # Errors
    ///
    /// See [`CheckoutError`].
    ///
    /// # Cancellation
    ///
    /// If this is dropped in the middle of the job, the worker may still be at
    /// work, or wait for the rest of a question. It is discarded: closed and
    /// replaced.
    #[track_caller]
    pub fn transaction<T>(
        &self,
        job: impl AsyncFnOnce(&mut W::Worker) -> T,
    ) -> impl Future<Output = Result<T, CheckoutError>> {
        let checkout = self.checkout();
        async move {
            let mut worker = checkout.await?;
            worker.taint();
            let outcome = {
                let mut job = pin!(async { job(&mut worker).await });
                poll_fn(|cx| {
                    let poll = || job.as_mut().poll(cx);
                    match catch_unwind(AssertUnwindSafe(poll)) {
                        Ok(step) => step.map(Ok),
                        Err(panic) => Poll::Ready(Err(panic)),
                    }
                })
                .await
            };
            worker.untaint();
            drop(worker);
            outcome.or_else(|panic| resume_unwind(panic))
        }
    }

    #[track_caller]
    fn checkout_by(
        &self,
        patience: Patience,
        timeout: Duration,
    ) -> impl Future<Output = Result<Worker<W>, CheckoutError>> + Send {
        let place = Location::caller();
        async move {
            // Who never has to wait must let others run all the same.
            consume_budget().await;
            let ticket = self.shared.ticket();
            let request = Request { ticket, patience, place };
            let mut unfit = None;
            let mut left = timeout;
            loop {
                let worker = self.ask(request, left, unfit).await;
                let mut worker = worker.map_err(|error| match error {
                    CheckoutError::Timeout { waiting, .. } => {
                        CheckoutError::Timeout { waited: timeout, waiting }
                    }
                    error => error,
                })?;
                // If this is where the caller stops, the check is not done.
                worker.taint();
                if self.shared.manage.check(&mut worker).await.is_ok() {
                    worker.untaint();
                    return Ok(worker);
                }
                left = left.saturating_sub(worker.asked_ago());
                unfit = Some(worker);
            }
        }
    }

    /// Asks once; `unfit` is what the caller was given before.
    async fn ask(
        &self,
        request: Request,
        timeout: Duration,
        unfit: Option<Worker<W>>,
    ) -> Result<Worker<W>, CheckoutError> {
        let (shared, ticket) = (&*self.shared, request.ticket);
        let turn = if unfit.is_some() { Turn::Again } else { Turn::First };
        if !shared.phase().admits(turn) {
            return Err(CheckoutError::Closed);
        }
        if turn == Turn::First {
            let options = &shared.options;
            let service = {
                let mut desk = shared.desk.lock();
                desk.serve(request, timeout, options)
            };
            match service {
                Service::Served(worker) => return Ok(worker),
                Service::Waits(outcome) => {
                    return self.wait(ticket, outcome).await;
                }
                Service::AskTheServer => {}
            }
        }
        let server = self.server()?;
        let why = Some(Why::Dropped);
        let mut in_queue = PlaceInQueue { shared, ticket, why };
        let question = |reply| {
            let waiter = Waiter::in_call(request, turn, reply);
            shared.desk.lock().waiting.push(ticket, waiter);
            Message::Asked(ticket, unfit)
        };
        let answer = server.call(question).within(timeout).await;
        match answer {
            Ok(answer) => {
                in_queue.why = None;
                answer
            }
            Err(CallError::Timeout(waited)) => {
                in_queue.why = Some(Why::TimedOut);
                drop(in_queue);
                let waiting = shared.desk.lock().waiting.len();
                Err(CheckoutError::Timeout { waited, waiting })
            }
            Err(error) => Err(CheckoutError::Down(error)),
        }
    }

    /// Waits at the desk.
    async fn wait(
        &self,
        ticket: Ticket,
        outcome: oneshot::Receiver<Outcome<W>>,
    ) -> Result<Worker<W>, CheckoutError> {
        let (shared, why) = (&*self.shared, Some(Why::Dropped));
        let mut in_queue = PlaceInQueue { shared, ticket, why };
        let outcome = outcome.await;
        in_queue.why = None;
        // A server that ends tells all, unless it is killed.
        let killed = CallError::Exited(ExitReason::Killed);
        outcome.unwrap_or(Err(CheckoutError::Down(killed)))
    }
}

/// A caller's place in the queue, which is given up when it is dropped.
struct PlaceInQueue<'a, W: Manage> {
    shared: &'a Shared<W>,
    ticket: Ticket,
    /// Nothing once it is answered.
    why: Option<Why>,
}

impl<W: Manage> Drop for PlaceInQueue<'_, W> {
    fn drop(&mut self) {
        if let Some(why) = self.why {
            self.shared.give_up(self.ticket, why);
        }
    }
}
