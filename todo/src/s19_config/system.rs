//! The to-do system: a supervisor, and what it starts.

use actor_core::SupervisorRef;
use actor_core::gen_server::StartError;
use actor_core::supervisor::{Strategy, Supervisor};

use super::cache;
use super::config;
use super::database;
use super::metrics;
use super::process_registry;
use super::web;

/// Starts the system, linked to the current process. Whoever starts it where a
/// key is not set ends.
///
/// # Errors
///
/// If there is one already, or somebody else listens on its port.
pub async fn start_link() -> Result<SupervisorRef, StartError> {
    Supervisor::new(Strategy::OneForOne)
        .child(metrics::child_spec())
        .child(process_registry::registry())
        .child(database::child_spec())
        .child(cache::child_spec())
        .child(web::child_spec(config::fetch(config::PORT)))
        .start_link()
        .await
}
