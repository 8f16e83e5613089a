//! Version 4: overflow, a queue of those who wait, and transactions.

mod defects;
mod overflow;
mod slow_workers;
mod transactions;
mod waiting;

mod storm;

use std::time::Duration;

use actor_core::SupervisorRef;
use pooly::sample_worker::Worker;
use pooly::v4::{self, CheckoutError, PoolConfig, Wait};

const SECOND: Duration = Duration::from_secs(1);

/// Starts a pool of its own for a test.
async fn start(size: usize, max_overflow: usize) -> SupervisorRef {
    let pool = PoolConfig::new("Pool1", size).max_overflow(max_overflow);
    v4::start_pools(vec![pool]).await.unwrap()
}

/// Checks out a worker that is there.
async fn checkout() -> Worker {
    v4::checkout("Pool1", Wait::No).await.expect("there is a worker")
}

/// Checks out a worker, and waits for as long as it takes.
async fn wait() -> Result<Worker, CheckoutError> {
    v4::checkout("Pool1", Wait::Forever).await
}

async fn assert_status(expected: &str) {
    let status = v4::status("Pool1").await.unwrap();
    assert_eq!(status.to_string(), expected);
}
