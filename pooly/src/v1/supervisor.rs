//! The supervisor of the pool: if the server or the workers' supervisor
//! crashes, all are started again.

use actor_core::gen_server::StartError;
use actor_core::supervisor::{ChildSpec, Strategy, Supervisor};
use actor_core::{SupervisorRef, process};

use super::{PoolConfig, server};

/// Starts the pool, linked to the current process.
///
/// # Errors
///
/// If there is one already.
pub async fn start_link(
    config: PoolConfig,
) -> Result<SupervisorRef, StartError> {
    // It runs in the supervisor, which is therefore `this`.
    let start = move || server::start_link(process::this(), config.clone());
    Supervisor::new(Strategy::OneForAll)
        .child(ChildSpec::new(server::NAME, start))
        .start_link()
        .await
}
