//! The to-do system as an application, which has a name: it is started once,
//! by whoever comes first, and stopped as a whole.

use std::path::Path;

use actor_core::Application;

use super::system;

/// What the application is called.
pub const NAME: &str = "todo";

/// Returns the application. Its files are in `folder`.
pub fn application(folder: &Path) -> Application {
    let folder = folder.to_owned();
    Application::new(NAME, move |_| {
        let folder = folder.clone();
        async move { system::start_link(&folder).await }
    })
}
