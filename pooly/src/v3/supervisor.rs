//! The supervisor of everything: if the server or the pools' supervisor
//! crashes, all are started again.

use actor_core::gen_server::StartError;
use actor_core::supervisor::{Strategy, Supervisor};
use actor_core::{GenServer, SupervisorRef};

use super::server::{self, Server};
use super::{PoolConfig, pools_supervisor};

/// What the supervisor is called.
pub const NAME: &str = "Pooly.Supervisor";

/// Starts the pools, linked to the current process, and waits until the
/// server has started them all or crashed. (The book's returns sooner, and
/// whoever is quick finds no pool.)
///
/// # Errors
///
/// If the supervisor runs already.
pub async fn start_link(
    pools: Vec<PoolConfig>,
) -> Result<SupervisorRef, StartError> {
    let supervisor = Supervisor::new(Strategy::OneForAll)
        .named(NAME)
        .child(pools_supervisor::supervisor())
        .child(Server::starter(pools).named(server::NAME))
        .start_link()
        .await?;
    server::started().await;
    Ok(supervisor)
}
