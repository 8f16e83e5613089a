//! The pool that applications use: version 4, finished.
//!
//! A pool keeps workers that are dear to make, and lends each to one holder at
//! a time. Workers are OTP processes:
//!
//! ```
//! use std::time::Duration;
//!
//! use actor_core::System;
//! use pooly::{Pool, sample_worker};
//!
//! # #[tokio::main(flavor = "current_thread")] async fn main() {
//! System::new("docs").enter(async {
//!     let pool = Pool::processes(sample_worker::child_spec()).size(2).build();
//!     pool.start_link().await.unwrap();
//!     let worker = pool.checkout().await.unwrap();
//!     sample_worker::work_for(&worker, Duration::from_millis(1));
//!     assert_eq!(pool.status().await.unwrap().busy, 1);
//!     drop(worker);
//!     assert_eq!(pool.status().await.unwrap().busy, 0);
//! }).await;
//! # }
//! ```
//!
//! or any other resource, which its holder has for itself:
//!
//! ```
//! use std::io::Write;
//!
//! use actor_core::System;
//! use pooly::Pool;
//!
//! # #[tokio::main(flavor = "current_thread")] async fn main() {
//! System::new("docs").enter(async {
//!     let pool = Pool::builder(async || {
//!         std::fs::OpenOptions::new().append(true).open("/dev/null")
//!     });
//!     let pool = pool.size(3).build();
//!     pool.start_link().await.unwrap();
//!     let written = pool.transaction(async |file| file.write(b"Pizza")).await;
//!     assert_eq!(written.unwrap().unwrap(), 5);
//! }).await;
//! # }
//! ```
//!
//! A pool belongs under a supervisor: it is a child like any other, and its
//! handle, which is cheap to clone, stays the same when it is restarted.
//!
//! # What it promises
//!
//! Callers are served strictly in the order in which they asked. A worker that
//! is checked out comes back when its holder drops it, however that comes
//! about; one that ends is replaced, and its holder learns of that. A caller
//! that stops waiting, at any await, leaves the queue at once, and no worker
//! is lost to it. Starting, resetting and closing workers keeps nobody waiting
//! but those who need that very worker. There are never more workers than
//! [`size`](Builder::size) and [`max_overflow`](Builder::max_overflow),
//! counting those that come and go.
//!
//! # When not to use it
//!
//! A process handles one message at a time by itself, so a single server needs
//! no pool to be safe. A limit on how much is done at a time, without anything
//! to reuse, is a semaphore.
//!
//! # Left out
//!
//! Shedding load by the age of the queue; pings to idle resources.

mod manage;
mod options;
mod processes;

mod checkout;
mod error;
mod waiter;
mod worker;

mod desk;
mod queue;
mod shared;

mod errands;
mod lending;
mod phases;
mod server;
mod staffing;
mod stats;
mod timing;
mod tree;

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use actor_core::gen_server::StartError;
use actor_core::supervisor::IntoChildSpec;
use actor_core::{CallError, ProcessRef, Reply, SupervisorRef};

pub use error::{CheckoutError, StillOut};
pub use manage::Manage;
use options::Options;
pub use options::{Builder, Order};
pub use processes::Processes;
use server::Message;
use shared::{Phase, Shared};
pub use stats::{Durations, Holder, Stats, Status};
pub use worker::Worker;

/// A pool of workers; see the [module](self). Cheap to clone.
pub struct Pool<W: Manage> {
    shared: Arc<Shared<W>>,
}

/// A pool of processes that understand messages of type `M`.
pub type ProcessPool<M> = Pool<Processes<M>>;

impl<M: Send + 'static> ProcessPool<M> {
    /// Begins a pool of processes. They are started by `spec`, under a
    /// supervisor of the pool's own, and are temporary, whatever `spec` says:
    /// the pool replaces those that end.
    pub fn processes(
        spec: impl IntoChildSpec<Message = M>,
    ) -> Builder<Processes<M>> {
        Builder::new(Processes::new(spec))
    }
}

impl<W: Manage> Pool<W> {
    /// Begins a pool of what `manage` makes, which may be a function.
    pub fn builder(manage: W) -> Builder<W> {
        Builder::new(manage)
    }

    fn of(manage: Arc<W>, options: Options) -> Self {
        Self { shared: Arc::new(Shared::new(manage, options)) }
    }

    /// Starts the pool, linked to the current process. It does not wait for
    /// the workers; [`ready`](Self::ready) does.
    ///
    /// # Errors
    ///
    /// If the pool runs already.
    ///
    /// # Panics
    ///
    /// Outside of a process.
    pub async fn start_link(&self) -> Result<SupervisorRef, StartError> {
        self.tree().start_link().await
    }

    fn server(&self) -> Result<ProcessRef<Message<W>>, CheckoutError> {
        let server = self.shared.server();
        server.ok_or(CheckoutError::Down(CallError::NoProc))
    }

    /// Waits until there are as many workers as are kept idle, or one could not
    /// be started.
    ///
    /// # Errors
    ///
    /// [`StartFailed`](CheckoutError::StartFailed), or
    /// [`Down`](CheckoutError::Down).
    pub async fn ready(&self) -> Result<(), CheckoutError> {
        let outcome = self.tell(Message::Ready).await?;
        outcome.map_err(CheckoutError::StartFailed)
    }

    /// Returns what the workers are doing.
    ///
    /// # Errors
    ///
    /// [`Down`](CheckoutError::Down).
    pub async fn status(&self) -> Result<Status, CheckoutError> {
        self.tell(Message::Status).await
    }

    /// Returns what the pool has done.
    ///
    /// # Errors
    ///
    /// [`Down`](CheckoutError::Down).
    pub async fn stats(&self) -> Result<Stats, CheckoutError> {
        self.tell(Message::Stats).await
    }

    /// Gives the pool another size, also for when it is restarted. Workers that
    /// are too many are closed now if they are idle; those that are out count
    /// as overflow from now on.
    ///
    /// # Errors
    ///
    /// [`Down`](CheckoutError::Down).
    pub fn resize(&self, size: usize) -> Result<(), CheckoutError> {
        self.shared.set_size(size);
        self.server()?.cast(Message::Resize(size));
        Ok(())
    }

    /// Refuses all who ask from now on, serves those who wait, and waits until
    /// all workers are back and closed. When the time is over the pool is
    /// [closed](Self::close).
    ///
    /// # Errors
    ///
    /// If workers are still out when the time is over.
    pub async fn drain(&self, within: Duration) -> Result<(), StillOut> {
        self.shared.enter(Phase::Draining);
        let Ok(server) = self.server() else { return Ok(()) };
        match server.call(Message::End).within(within).await {
            Err(CallError::Timeout(waited)) => {
                let status = self.status().await;
                self.close().await;
                let out = status.map_or(0, |status| {
                    status.busy + status.starting + status.resetting
                });
                if out == 0 { Ok(()) } else { Err(StillOut { out, waited }) }
            }
            _ => Ok(()),
        }
    }

    /// Refuses all who ask or wait, and closes the workers: those that are idle
    /// before it returns, the others when they come back. A pool that was
    /// closed stays closed, also when it is restarted.
    pub async fn close(&self) {
        self.shared.enter(Phase::Closed);
        // If nobody runs it, there is nothing to close.
        let _ = self.tell(Message::End).await;
    }

    async fn tell<T: Send + 'static>(
        &self,
        question: impl FnOnce(Reply<T>) -> Message<W> + Unpin,
    ) -> Result<T, CheckoutError> {
        let server = self.server()?;
        let answer = server.call(question).forever().await;
        answer.map_err(CheckoutError::Down)
    }
}

impl<W: Manage> Clone for Pool<W> {
    fn clone(&self) -> Self {
        Self { shared: self.shared.clone() }
    }
}

impl<W: Manage> fmt::Debug for Pool<W> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.shared.fmt(f)
    }
}
