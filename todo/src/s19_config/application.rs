//! The to-do system as an application, which has a name: it is started once,
//! by whoever comes first, and stopped as a whole.

use actor_core::Application;

use super::system;

/// What the application is called.
pub const NAME: &str = "todo";

/// Returns the application. It starts where all keys of
/// [`config`](super::config) are set.
pub fn application() -> Application {
    Application::new(NAME, |_| system::start_link())
}
