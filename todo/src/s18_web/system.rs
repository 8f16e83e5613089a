//! The to-do system: a supervisor, and what it starts.

use std::path::Path;

use actor_core::SupervisorRef;
use actor_core::gen_server::StartError;
use actor_core::supervisor::{Strategy, Supervisor};

use super::cache;
use super::database;
use super::metrics;
use super::process_registry;
use super::web;

/// Starts the system, linked to the current process. Its files are in
/// `folder`, and it listens on `port`.
///
/// # Errors
///
/// If there is one already, or somebody else listens there.
pub async fn start_link(
    folder: &Path,
    port: u16,
) -> Result<SupervisorRef, StartError> {
    Supervisor::new(Strategy::OneForOne)
        .child(metrics::child_spec())
        .child(process_registry::registry())
        .child(database::child_spec(folder))
        .child(cache::child_spec())
        .child(web::child_spec(port))
        .start_link()
        .await
}
