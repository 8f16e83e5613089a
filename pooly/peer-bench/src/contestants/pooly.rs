//! pooly: of plain values and of processes, in tasks and in processes.

use std::convert::Infallible;
use std::future::pending;
use std::time::Duration;

use actor_core::{Mailbox, System};
use pooly::pool::{Builder, Manage};
use pooly::{Pool, sample_worker};
use tokio::sync::oneshot;

use super::{Connection, Contestant};
use crate::workload::Shape;

/// What checks out.
#[derive(Clone, Copy)]
pub(super) enum Callers {
    /// Tasks, as with the other contestants.
    Tasks,
    /// Processes of the system that the pool is in.
    Processes,
}

pub(super) async fn of_values(
    shape: Shape,
    callers: Callers,
) -> impl Contestant {
    let connect = async || Ok::<_, Infallible>(Connection);
    start(shape, Pool::builder(connect), callers).await
}

pub(super) async fn of_processes(
    shape: Shape,
    callers: Callers,
) -> impl Contestant {
    let worker = sample_worker::child_spec();
    start(shape, Pool::processes(worker), callers).await
}

async fn start<W: Manage>(
    shape: Shape,
    builder: Builder<W>,
    callers: Callers,
) -> Pooly<W> {
    let builder = builder.size(shape.size).max_overflow(shape.max_overflow);
    let builder = if shape.ends_overflow_at_once {
        builder.linger(Duration::ZERO)
    } else {
        builder
    };
    let pool = builder.build();
    let system = System::new("peer-bench");
    let (started, has_started) = oneshot::channel();
    let starting = pool.clone();
    system.spawn(async move |_: Mailbox<()>| {
        started.send(starting.start_link().await).expect("it is awaited");
        // The pool is linked to this process, and ends with it.
        pending::<()>().await;
    });
    has_started.await.expect("it starts").expect("nobody else runs it");
    Pooly { pool, system, callers }
}

struct Pooly<W: Manage> {
    pool: Pool<W>,
    system: System,
    callers: Callers,
}

impl<W: Manage> Contestant for Pooly<W> {
    async fn checkout(&self) -> impl Send {
        self.pool.checkout().await.expect("none takes five seconds")
    }

    fn spawn(&self, task: impl Future<Output = ()> + Send + 'static) {
        match self.callers {
            Callers::Tasks => drop(tokio::spawn(task)),
            Callers::Processes => {
                self.system.spawn(async move |_: Mailbox<()>| task.await);
            }
        }
    }
}

impl<W: Manage> Clone for Pooly<W> {
    fn clone(&self) -> Self {
        Pooly {
            pool: self.pool.clone(),
            system: self.system.clone(),
            callers: self.callers,
        }
    }
}
