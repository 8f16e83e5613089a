//! One process of a tree of pools is killed, whichever it is, and whoever has
//! nothing to do with it does not notice.

mod pools;
mod scene;
mod walk;

macro_rules! one_process_dies {
    ($($version:ident),*) => { $(
        mod $version {
            use super::pools::$version::Pooly;
            use super::scene::{Harm, each_dies, kinds};

            /// So that none of the tests below is missing.
            #[tokio::test(start_paused = true)]
            async fn these_are_all_kinds_of_processes() {
                crate::in_a_system(async {
                    assert_eq!(kinds::<Pooly>().await, [
                        "PoolServer",
                        "PoolSupervisor",
                        "PoolWorkerSupervisor",
                        "Pooly.PoolsSupervisor",
                        "Pooly.Server",
                        "busy worker",
                        "idle worker",
                        "top",
                    ]);
                }).await;
            }

            #[tokio::test(start_paused = true)]
            async fn the_supervisor_of_all_takes_everybody_along() {
                each_dies::<Pooly>("top", 1, Harm::TheTree).await;
            }

            #[tokio::test(start_paused = true)]
            async fn the_supervisor_of_the_pools_takes_all_pools_along() {
                let kind = "Pooly.PoolsSupervisor";
                each_dies::<Pooly>(kind, 1, Harm::AllPools).await;
            }

            /// The pools could do without it, but not without a new one, which
            /// would start them again.
            #[tokio::test(start_paused = true)]
            async fn the_server_takes_all_pools_along() {
                each_dies::<Pooly>("Pooly.Server", 1, Harm::AllPools).await;
            }

            #[tokio::test(start_paused = true)]
            async fn the_supervisor_of_a_pool_takes_its_pool_along() {
                each_dies::<Pooly>("PoolSupervisor", 3, Harm::ItsPool).await;
            }

            #[tokio::test(start_paused = true)]
            async fn the_server_of_a_pool_takes_its_pool_along() {
                each_dies::<Pooly>("PoolServer", 3, Harm::ItsPool).await;
            }

            #[tokio::test(start_paused = true)]
            async fn the_supervisor_of_the_workers_takes_its_pool_along() {
                let kind = "PoolWorkerSupervisor";
                each_dies::<Pooly>(kind, 3, Harm::ItsPool).await;
            }

            #[tokio::test(start_paused = true)]
            async fn an_idle_worker_dies_alone() {
                each_dies::<Pooly>("idle worker", 6, Harm::Nobody).await;
            }

            #[tokio::test(start_paused = true)]
            async fn a_busy_worker_dies_alone() {
                each_dies::<Pooly>("busy worker", 6, Harm::Nobody).await;
            }
        }
    )* };
}

one_process_dies!(v3, v4);
