//! The program: what the command line asks for, done.

mod args;
mod chapter8;
mod choice;
mod cluster;
mod demo;
mod destination;
mod hidden;
mod live;
mod node;
mod output;
mod publish;
mod run;
mod saved;
mod serve;
mod shape;
mod signals;
mod usage;
mod values;

use std::process::ExitCode;

use actor_core::Mailbox;
pub use args::Cli;
use args::Command;
use tracing_subscriber::filter::{LevelFilter, Targets};
use usage::UsageError;

use crate::run::Progress;

impl Cli {
    /// Returns what is logged unless `RUST_LOG` says otherwise: the workers of
    /// a step of the book say how they did, as in the book.
    pub fn log_filter(&self) -> Targets {
        let filter = Targets::new()
            .with_default(LevelFilter::ERROR)
            // What it finds wrong with a certificate is counted.
            .with_target("rustls_platform_verifier", LevelFilter::OFF);
        match &self.command {
            Command::Chapter8(chapter) if !chapter.is_whole() => {
                filter.with_target("blitzy::book", LevelFilter::INFO)
            }
            Command::Node(_) => {
                filter.with_target("blitzy::book", LevelFilter::INFO)
            }
            _ => filter,
        }
    }

    /// Does what the command line says, within a process.
    ///
    /// Returns the exit code; `--help` lists them.
    ///
    /// # Errors
    ///
    /// What fails on this machine: a file, a port, a process that crashed.
    pub async fn run(
        self,
        main: Mailbox<Progress>,
    ) -> anyhow::Result<ExitCode> {
        let outcome = match self.command {
            Command::Run(run) => run::run(*run, main).await,
            Command::Serve(serve) => serve::run(serve).await,
            Command::Node(node) => node::run(node).await,
            Command::Demo(demo) => demo::run(demo, main).await,
            Command::Compare(compare) => saved::compare(&compare),
            Command::Merge(merge) => saved::merge(&merge),
            Command::Report(saved) => saved::report(&saved),
            Command::Chapter8(chapter) => chapter8::run(chapter).await,
        };
        outcome.or_else(|error| match error.downcast::<UsageError>() {
            Ok(usage) => Ok(usage.tell()),
            Err(error) => Err(error),
        })
    }
}

/// Returns whether `NO_COLOR` is silent; see <https://no-color.org>.
pub fn wants_colour() -> bool {
    std::env::var_os("NO_COLOR").is_none_or(|value| value.is_empty())
}
