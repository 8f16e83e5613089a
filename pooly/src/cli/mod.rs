//! The program: what the command line asks for, done.

mod args;
mod demo;
mod output;
mod pools;
mod shell;
mod show_tree;
pub mod tree;
mod version;

use actor_core::Mailbox;
pub use args::Cli;
use args::Command;

impl Cli {
    /// Does what the command line says, within a process.
    ///
    /// # Errors
    ///
    /// If a pool does not start or does not answer, or a terminal is closed.
    pub async fn run(self, mut main: Mailbox<()>) -> anyhow::Result<()> {
        match self.command {
            Command::Demo { version } => demo::run(version, &mut main).await,
            Command::Tree { version, json } => {
                show_tree::run(version, json).await
            }
            Command::Shell { version } => shell::run(version).await,
        }
    }
}

/// Returns whether `NO_COLOR` is silent; see <https://no-color.org>.
pub fn wants_colour() -> bool {
    std::env::var_os("NO_COLOR").is_none_or(|value| value.is_empty())
}
