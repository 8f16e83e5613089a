//! The program: what the command line asks for, done.

mod args;
mod cache_file;
mod chapters;
mod look_up;
mod output;
mod serve;
mod shell;
mod source;
mod values;

use std::process::ExitCode;

use actor_core::process;
pub use args::Cli;
use args::Command;
use tracing_subscriber::filter::{LevelFilter, Targets};

impl Cli {
    /// Returns what is logged unless `RUST_LOG` says otherwise: at the
    /// shell's prompt the server's messages belong to the conversation.
    pub fn log_filter(&self) -> Targets {
        let filter = Targets::new().with_default(LevelFilter::ERROR);
        match self.command {
            Some(Command::Shell) => {
                filter.with_target("metex", LevelFilter::INFO)
            }
            _ => filter,
        }
    }

    /// Does what the command line says, within a process.
    ///
    /// Returns the exit code; `--help` lists them.
    ///
    /// # Errors
    /// What is no fault of a single city: a port in use, a closed terminal.
    pub async fn run(self) -> anyhow::Result<ExitCode> {
        process::set_label("main");
        let Cli { command, cities, source, output } = self;
        match command {
            None => look_up::run(&cities, &source, &output).await,
            Some(Command::Shell) => shell::run(&source).await,
            Some(Command::Chapter3 { as_in_the_book: false, cities }) => {
                chapters::chapter_3(&cities, &source).await
            }
            Some(Command::Chapter3 { as_in_the_book: true, cities }) => {
                chapters::chapter_3_as_in_the_book(&cities, &source).await
            }
            Some(Command::Chapter4 { cities }) => {
                chapters::chapter_4(&cities, &source).await
            }
            Some(Command::StandIn { port, fault }) => {
                serve::run(port, fault).await
            }
        }
    }
}

/// Returns whether `NO_COLOR` is silent; see <https://no-color.org>.
pub fn wants_colour() -> bool {
    std::env::var_os("NO_COLOR").is_none_or(|value| value.is_empty())
}
