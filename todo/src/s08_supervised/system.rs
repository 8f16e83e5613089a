//! The to-do system: a supervisor, and what it starts.

use std::path::Path;

use actor_core::gen_server::StartError;
use actor_core::supervisor::{Strategy, Supervisor};
use actor_core::{GenServer, SupervisorRef};

use super::cache::{self, Cache};

/// Starts the system, linked to the current process. Its files are in
/// `folder`.
///
/// # Errors
///
/// If there is one already.
pub async fn start_link(folder: &Path) -> Result<SupervisorRef, StartError> {
    Supervisor::new(Strategy::OneForOne)
        .child(Cache::starter(folder.to_owned()).named(cache::NAME))
        .start_link()
        .await
}
