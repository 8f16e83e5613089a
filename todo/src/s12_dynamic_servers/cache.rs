//! The to-do cache: a supervisor that starts to-do servers when they are
//! asked for.

use actor_core::supervisor::{ChildError, ChildSpec};
use actor_core::{
    DynamicSupervisor, DynamicSupervisorRef, ProcessRef, dynamic_supervisor,
};
use tracing::info;

use super::server::{self, TodoServer};

/// What the cache is called.
pub const NAME: &str = "Todo.Cache";

/// Returns the to-do server of this name.
///
/// The cache is always told to start it. If there is one already the registry
/// says so, whoever comes first and however many come at once.
///
/// # Errors
///
/// If it does not start, or there is no cache.
pub async fn server_process(name: &str) -> Result<TodoServer, ChildError> {
    let cache: DynamicSupervisorRef = ProcessRef::named(NAME);
    match cache.start_child(server::child_spec(name)).await {
        Ok(_) | Err(ChildError::AlreadyStarted(_)) => {
            Ok(TodoServer::named(name))
        }
        Err(error) => Err(error),
    }
}

/// Returns how the cache is started: a supervisor without children.
pub fn child_spec() -> ChildSpec<dynamic_supervisor::Message> {
    let start = || {
        info!("Starting to-do cache.");
        DynamicSupervisor::new().named(NAME).start_link()
    };
    ChildSpec::new(NAME, start).supervisor()
}
