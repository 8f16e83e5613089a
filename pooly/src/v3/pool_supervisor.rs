//! The supervisor of a pool: if its server or its workers' supervisor crashes,
//! both are started again.

use actor_core::gen_server::StartError;
use actor_core::supervisor::{self, ChildSpec, Strategy, Supervisor};
use actor_core::{DEFAULT_TIMEOUT, ProcessRef, SupervisorRef, process};
use tokio::time::timeout;

use super::{PoolConfig, pool_server};

/// Returns how the supervisor of a pool is started. It is known by its name,
/// so no two pools may have the same.
pub fn child_spec(pool: PoolConfig) -> ChildSpec<supervisor::Message> {
    let name = name(pool.name.as_str());
    ChildSpec::new(name, move || start_link(pool.clone())).supervisor()
}

/// Starts the supervisor of a pool, linked to the current process.
///
/// # Errors
///
/// If another process has its name, or that of the pool's server.
pub async fn start_link(pool: PoolConfig) -> Result<SupervisorRef, StartError> {
    let name = name(pool.name.as_str());
    let server_name = pool_server::name(pool.name.as_str());
    // If what is above them was killed, those of before are about to end, and
    // have their names until then.
    for name in [&name, &server_name] {
        let before = ProcessRef::<()>::named(name.as_str());
        let _ = timeout(DEFAULT_TIMEOUT, before.down()).await;
    }
    // It runs in the supervisor, which is therefore `this`.
    let start = move || pool_server::start_link(process::this(), pool.clone());
    Supervisor::new(Strategy::OneForAll)
        .named(name)
        .child(ChildSpec::new(server_name, start))
        .start_link()
        .await
}

fn name(pool: &str) -> String {
    format!("{pool}Supervisor")
}
