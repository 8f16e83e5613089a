//! deadpool, managed: its defaults, and with a timeout.

use std::convert::Infallible;

use deadpool::Runtime;
use deadpool::managed::{Manager, Metrics, Pool, RecycleResult, Timeouts};

use super::{Connection, Contestant};
use crate::workload::Shape;

pub(super) async fn as_it_is(shape: Shape) -> impl Contestant {
    start(shape, Timeouts::new())
}

pub(super) async fn with_timeout(shape: Shape) -> impl Contestant {
    start(shape, Timeouts::wait_millis(5000))
}

fn start(shape: Shape, timeouts: Timeouts) -> Deadpool {
    let pool = Pool::builder(Connections)
        .max_size(shape.size)
        .timeouts(timeouts)
        .runtime(Runtime::Tokio1);
    Deadpool(pool.build().expect("it knows the runtime"))
}

#[derive(Clone)]
struct Deadpool(Pool<Connections>);

impl Contestant for Deadpool {
    async fn checkout(&self) -> impl Send {
        self.0.get().await.expect("nobody closes it")
    }
}

struct Connections;

impl Manager for Connections {
    type Type = Connection;
    type Error = Infallible;

    async fn create(&self) -> Result<Connection, Infallible> {
        Ok(Connection)
    }

    async fn recycle(
        &self,
        _: &mut Connection,
        _: &Metrics,
    ) -> RecycleResult<Infallible> {
        Ok(())
    }
}
