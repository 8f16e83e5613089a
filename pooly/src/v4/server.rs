//! The server: it starts the pools. Clients find the server of a pool by its
//! name, and do not ask this one.

use actor_core::gen_server::{Init, Next};
use actor_core::supervisor::ChildError;
use actor_core::{
    CallError, ExitReason, GenServer, ProcessRef, Reply, SupervisorRef,
};

use super::{
    CheckoutError, PoolConfig, Status, Wait, pool_server, pool_supervisor,
    pools_supervisor,
};
use crate::sample_worker::Worker;

/// What the server is called.
pub const NAME: &str = "Pooly.Server";

/// Takes a worker out of a pool, for the current process.
///
/// # Errors
///
/// See [`CheckoutError`].
///
/// # Cancellation
///
/// A consumer that waits no longer leaves the queue. A worker that was under
/// way to it goes back to the pool.
pub async fn checkout(pool: &str, wait: Wait) -> Result<Worker, CheckoutError> {
    let loan = pool_server::checkout(pool, wait).await?;
    Ok(loan.keep())
}

/// Gives a worker back. One that the current process has not checked out of
/// this pool is ignored.
pub fn checkin(pool: &str, worker: &Worker) {
    pool_server::checkin(pool, worker);
}

/// Takes a worker out of a pool, has the job done with it, and gives it back:
/// also if the job panics, or is given up halfway.
///
/// # Errors
///
/// See [`CheckoutError`]; then the job is not done.
///
/// # Cancellation
///
/// As [`checkout`], and a job that was begun is dropped.
pub async fn transaction<T>(
    pool: &str,
    wait: Wait,
    job: impl AsyncFnOnce(&Worker) -> T,
) -> Result<T, CheckoutError> {
    let loan = pool_server::checkout(pool, wait).await?;
    Ok(job(loan.worker()).await)
}

/// Returns how many workers of a pool are idle, how many are not, and what
/// that means for whoever wants one.
///
/// # Errors
///
/// If there is no such pool, or none any more.
pub async fn status(pool: &str) -> Result<Status, CallError> {
    pool_server::status(pool).await
}

/// Waits until all pools are started, or the server has crashed.
pub async fn started() {
    // It says nothing more than that: the supervisor deals with a crash.
    let _ = ProcessRef::named(NAME).call(Message::Started).forever().await;
}

/// What the server is told.
#[derive(Debug)]
pub enum Message {
    /// Wants to know when all pools are started.
    Started(Reply<()>),
}

/// What the server knows: the pools that it starts.
#[derive(Debug)]
pub struct Server {
    pools: Vec<PoolConfig>,
}

impl GenServer for Server {
    type Args = Vec<PoolConfig>;
    type Message = Message;

    async fn init(pools: Vec<PoolConfig>) -> Init<Self> {
        Init::ok_continue(Server { pools })
    }

    async fn handle_continue(&mut self) -> Next {
        match self.start_pools().await {
            Ok(()) => Next::Continue,
            // Two pools with one name, for instance.
            Err(error) => Next::Stop(ExitReason::error(error)),
        }
    }

    async fn handle(&mut self, message: Message) -> Next {
        match message {
            Message::Started(reply) => reply.send(()),
        }
        Next::Continue
    }
}

impl Server {
    async fn start_pools(&self) -> Result<(), ChildError> {
        let supervisor: SupervisorRef =
            ProcessRef::named(pools_supervisor::NAME);
        for pool in &self.pools {
            let pool = pool_supervisor::child_spec(pool.clone());
            supervisor.start_child(pool).await?;
        }
        Ok(())
    }
}
