//! Getting a worker, and giving up.

use std::future::poll_fn;
use std::panic::{AssertUnwindSafe, Location, catch_unwind, resume_unwind};
use std::pin::pin;
use std::sync::atomic::Ordering;
use std::task::Poll;
use std::time::Duration;

use actor_core::{CallError, ProcessRef};

use super::Pool;
use super::error::CheckoutError;
use super::manage::Manage;
use super::server::{Attempt, Message, Patience, Request, Ticket, Why};
use super::worker::Worker;

impl<W: Manage> Pool<W> {
    /// Waits for a worker, behind all who asked before, for as long as
    /// [`checkout_timeout`](Builder::checkout_timeout) says.
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
            let ticket = self.shared.ticket();
            let mut attempt = Attempt::First;
            let mut left = timeout;
            loop {
                let request = Request { ticket, attempt, patience, place };
                let worker = self.ask(request, left).await;
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
                attempt = Attempt::Again;
                left = left.saturating_sub(worker.asked_ago());
            }
        }
    }

    async fn ask(
        &self,
        request: Request,
        timeout: Duration,
    ) -> Result<Worker<W>, CheckoutError> {
        let server = self.server()?;
        let ticket = request.ticket;
        let why = Some(Why::Dropped);
        let mut place = PlaceInQueue { server: &server, ticket, why };
        let question = |reply| Message::Checkout(request, reply);
        let answer = server.call(question).within(timeout).await;
        match answer {
            Ok(answer) => {
                place.why = None;
                answer
            }
            Err(CallError::Timeout(waited)) => {
                place.why = Some(Why::TimedOut);
                let waiting = self.shared.waiting.load(Ordering::Relaxed);
                let waiting = waiting.saturating_sub(1);
                Err(CheckoutError::Timeout { waited, waiting })
            }
            Err(error) => Err(CheckoutError::Down(error)),
        }
    }
}

/// A caller's place in the queue, which is given up when it is dropped.
struct PlaceInQueue<'a, W: Manage> {
    server: &'a ProcessRef<Message<W>>,
    ticket: Ticket,
    /// Nothing once it is answered.
    why: Option<Why>,
}

impl<W: Manage> Drop for PlaceInQueue<'_, W> {
    fn drop(&mut self) {
        if let Some(why) = self.why {
            self.server.cast(Message::GiveUp(self.ticket, why));
        }
    }
}
