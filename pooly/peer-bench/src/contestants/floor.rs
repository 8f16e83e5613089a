//! The floor: a semaphore, and a stack behind a lock.
//!
//! No timeouts, checks, overflow or numbers: what a pool cannot be below.

use std::sync::{Arc, Mutex, MutexGuard};

use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use super::{Connection, Contestant};
use crate::workload::Shape;

pub(super) async fn start(shape: Shape) -> impl Contestant {
    let idle = (0..shape.size).map(|_| Connection).collect();
    Floor {
        free: Arc::new(Semaphore::new(shape.size)),
        idle: Arc::new(Mutex::new(idle)),
    }
}

#[derive(Clone)]
struct Floor {
    free: Arc<Semaphore>,
    idle: Arc<Mutex<Vec<Connection>>>,
}

impl Contestant for Floor {
    async fn checkout(&self) -> impl Send {
        let permit = self.free.clone().acquire_owned().await;
        let connection = lock(&self.idle).pop();
        Guard {
            connection,
            idle: self.idle.clone(),
            _permit: permit.expect("nobody closes it"),
        }
    }
}

struct Guard {
    connection: Option<Connection>,
    idle: Arc<Mutex<Vec<Connection>>>,
    /// Dropped after [`Drop::drop`]: whoever gets it finds the connection.
    _permit: OwnedSemaphorePermit,
}

impl Drop for Guard {
    fn drop(&mut self) {
        let connection = self.connection.take();
        lock(&self.idle).extend(connection);
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().expect("nobody panics while holding it")
}
