//! What a pool must know about what it keeps.

use std::error::Error;

use actor_core::{DynamicSupervisor, DynamicSupervisorRef, Pid};

/// Makes workers, and looks after them: what `Manager` is to deadpool and
/// `ManageConnection` to bb8.
///
/// A function that returns a worker is the smallest one:
///
/// ```
/// use std::fs::File;
///
/// use pooly::Pool;
///
/// let pool = Pool::builder(async || File::open("/dev/random")).build();
/// ```
///
/// # Cancellation
///
/// Each of these functions may be dropped at any of its awaits: a worker that
/// this happens to is dropped with it, and replaced.
pub trait Manage: Send + Sync + 'static {
    /// What is pooled.
    type Worker: Send + 'static;
    /// What can go wrong.
    type Error: Error + Send + Sync + 'static;

    /// Makes a worker. It runs in a process of its own, so it may take its
    /// time, and may panic, which is a failure like any other.
    fn create(
        &self,
    ) -> impl Future<Output = Result<Self::Worker, Self::Error>> + Send;

    /// Finds out whether a worker is still fit for use, before somebody is
    /// given it. If not it is closed, and its place is taken by the next.
    ///
    /// It runs in whoever checks out, whom alone it delays.
    fn check(
        &self,
        worker: &mut Self::Worker,
    ) -> impl Future<Output = Result<(), Self::Error>> + Send {
        let _ = worker;
        async { Ok(()) }
    }

    /// Takes away what the last holder left behind, before the worker is idle
    /// again. One that cannot be reset is closed and replaced. So is one whose
    /// reset panics or takes longer than ten seconds, or it is dropped.
    ///
    /// What it does before its first `await` runs where the holder drops the
    /// worker or in the pool's server, and delays it; from there on it runs in
    /// a process of its own.
    fn reset(
        &self,
        worker: &mut Self::Worker,
    ) -> impl Future<Output = Result<(), Self::Error>> + Send {
        let _ = worker;
        async { Ok(()) }
    }

    /// Ends a worker that is not needed any more. By default it is dropped, as
    /// is one that is still out when the pool itself has ended.
    fn close(&self, worker: Self::Worker) -> impl Future<Output = ()> + Send {
        drop(worker);
        async {}
    }

    /// Returns the process that the worker is, if it is one. The pool watches
    /// it, and replaces the worker when it ends.
    fn pid(&self, worker: &Self::Worker) -> Option<Pid> {
        let _ = worker;
        None
    }

    /// Returns the supervisor that the workers stand under, if they are
    /// processes. The pool starts it before its server, and again with it.
    fn supervisor(&self) -> Option<DynamicSupervisor> {
        None
    }

    /// Notes which supervisor that is, each time it was started.
    fn stand_under(&self, supervisor: DynamicSupervisorRef) {
        let _ = supervisor;
    }
}

/// A function that makes a worker.
impl<F, Making, Worker, Failure> Manage for F
where
    F: Fn() -> Making + Send + Sync + 'static,
    Making: Future<Output = Result<Worker, Failure>> + Send,
    Worker: Send + 'static,
    Failure: Error + Send + Sync + 'static,
{
    type Worker = Worker;
    type Error = Failure;

    async fn create(&self) -> Result<Worker, Failure> {
        self().await
    }
}
