//! The to-do system: a supervisor, and what it starts.

use std::path::Path;

use actor_core::SupervisorRef;
use actor_core::gen_server::StartError;
use actor_core::supervisor::{Callback, Strategy, Supervisor};

use super::cache;
use super::database::{self, Database};
use super::process_registry;

/// Starts the system, linked to the current process. Its files are in
/// `folder`.
///
/// # Errors
///
/// If there is one already.
pub async fn start_link(folder: &Path) -> Result<SupervisorRef, StartError> {
    Supervisor::new(Strategy::OneForOne)
        .child(process_registry::registry())
        .child(Database::supervisor(folder.to_owned()).named(database::NAME))
        .child(cache::child_spec())
        .start_link()
        .await
}
