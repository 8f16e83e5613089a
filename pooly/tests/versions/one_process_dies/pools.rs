//! Trees of three pools.

use actor_core::{Pid, SupervisorRef};

/// The pools, and how many workers each has.
pub(crate) const POOLS: [(&str, usize); 3] =
    [("Pool1", 3), ("Pool2", 4), ("Pool3", 5)];

/// Something that runs [`POOLS`] under one supervisor, and calls what belongs
/// to a pool by ids that contain its name.
pub(crate) trait Pools: 'static {
    /// What a consumer holds. Its worker comes back, at the latest, when the
    /// consumer drops it and ends.
    type Held: Send + 'static;

    /// Starts them, linked to the current process.
    fn start() -> impl Future<Output = SupervisorRef> + Send;

    /// Checks a worker out.
    fn checkout(pool: &'static str) -> impl Future<Output = Self::Held> + Send;

    /// Returns who the worker is.
    fn pid(held: &Self::Held) -> Pid;

    /// Returns how many workers are idle, and how many are busy.
    fn status(
        pool: &'static str,
    ) -> impl Future<Output = (usize, usize)> + Send;
}

macro_rules! pools {
    ($version:ident, $($wait:expr)?) => {
        pub(crate) mod $version {
            use actor_core::{Pid, SupervisorRef};
            use pooly::sample_worker::Worker;
            use pooly::$version::{self, PoolConfig};

            pub(crate) struct Pooly;

            impl super::Pools for Pooly {
                type Held = Worker;

                async fn start() -> SupervisorRef {
                    let pools = super::POOLS
                        .map(|(name, size)| PoolConfig::new(name, size));
                    $version::start_pools(pools.to_vec()).await.unwrap()
                }

                async fn checkout(pool: &'static str) -> Worker {
                    let worker = $version::checkout(pool $(, $wait)?).await;
                    Option::from(worker.unwrap()).unwrap()
                }

                fn pid(worker: &Worker) -> Pid {
                    worker.pid()
                }

                async fn status(pool: &'static str) -> (usize, usize) {
                    let status = $version::status(pool).await.unwrap();
                    (status.idle, status.busy)
                }
            }
        }
    };
}

pools!(v3,);
pools!(v4, v4::Wait::No);
