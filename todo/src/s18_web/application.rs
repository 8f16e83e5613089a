//! The to-do system as an application, which has a name: it is started once,
//! by whoever comes first, and stopped as a whole.

use std::path::Path;

use actor_core::Application;

use super::system;

/// What the application is called.
pub const NAME: &str = "todo";

/// Returns the application. Its files are in `folder`, and it listens on
/// `port` of this machine.
pub fn application(folder: &Path, port: u16) -> Application {
    let folder = folder.to_owned();
    Application::new(NAME, move |_| {
        let folder = folder.clone();
        async move { system::start_link(&folder, port).await }
    })
}
