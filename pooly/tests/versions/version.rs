//! What the versions have in common: one pool of workers.

use actor_core::SupervisorRef;
use actor_core::gen_server::StartError;
use pooly::sample_worker::Worker;

/// A version with one pool. Where there may be many it is "Pool1".
pub(crate) trait Version: 'static {
    /// The name of the process that knows who has which worker.
    const SERVER: &'static str;

    /// Starts a pool of `size` workers, linked to the current process.
    fn start(
        size: usize,
    ) -> impl Future<Output = Result<SupervisorRef, StartError>> + Send;

    /// Checks a worker out, if there is an idle one.
    fn checkout() -> impl Future<Output = Option<Worker>> + Send;

    /// Checks a worker in.
    fn checkin(worker: &Worker);

    /// Returns how many workers are idle, and how many are busy.
    fn status() -> impl Future<Output = (usize, usize)> + Send;
}

macro_rules! one_pool {
    ($version:ident) => {
        pub(crate) mod $version {
            use actor_core::SupervisorRef;
            use actor_core::gen_server::StartError;
            use pooly::sample_worker::Worker;
            use pooly::$version::{self, PoolConfig};

            pub(crate) struct Pooly;

            impl super::Version for Pooly {
                const SERVER: &'static str = "Pooly.Server";

                async fn start(
                    size: usize,
                ) -> Result<SupervisorRef, StartError> {
                    let config = PoolConfig { size, ..PoolConfig::default() };
                    $version::start_pool(config).await
                }

                async fn checkout() -> Option<Worker> {
                    $version::checkout().await.unwrap()
                }

                fn checkin(worker: &Worker) {
                    $version::checkin(worker);
                }

                async fn status() -> (usize, usize) {
                    let status = $version::status().await.unwrap();
                    (status.idle, status.busy)
                }
            }
        }
    };
}

one_pool!(v1);
one_pool!(v2);

macro_rules! many_pools {
    ($version:ident, $checkout:expr) => {
        pub(crate) mod $version {
            use actor_core::SupervisorRef;
            use actor_core::gen_server::StartError;
            use pooly::sample_worker::Worker;
            use pooly::$version::{self, PoolConfig};

            pub(crate) struct Pooly;

            impl super::Version for Pooly {
                const SERVER: &'static str = "Pool1Server";

                async fn start(
                    size: usize,
                ) -> Result<SupervisorRef, StartError> {
                    let pools = vec![PoolConfig::new("Pool1", size)];
                    $version::start_pools(pools).await
                }

                async fn checkout() -> Option<Worker> {
                    $checkout.await
                }

                fn checkin(worker: &Worker) {
                    $version::checkin("Pool1", worker);
                }

                async fn status() -> (usize, usize) {
                    let status = $version::status("Pool1").await.unwrap();
                    (status.idle, status.busy)
                }
            }
        }
    };
}

many_pools!(v3, async { v3::checkout("Pool1").await.unwrap() });
many_pools!(v4, async {
    match v4::checkout("Pool1", v4::Wait::No).await {
        Ok(worker) => Some(worker),
        Err(v4::CheckoutError::Full) => None,
        Err(other) => panic!("{other}"),
    }
});
