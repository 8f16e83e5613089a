//! The program: what the command line asks for, done.

mod args;
mod check;
mod client;
mod commands;
mod day;
mod output;
mod progress;
mod serve;
mod server_url;
mod settings;
mod shell;
mod show_config;
mod step;
mod usage;

use std::path::PathBuf;
use std::process::ExitCode;

use actor_core::System;
pub use args::Cli;
use args::{Command, Flags, ListCommand, Place};
use client::{Http, Opened, open, open_alone};
use commands::Present;
use tracing_subscriber::filter::{LevelFilter, Targets};
use usage::UsageError;

impl Cli {
    /// Returns what is logged unless `RUST_LOG` says otherwise: a server and
    /// the shell report crashes, and a step of the book says what the book's
    /// does. Of other commands only the outcome matters.
    pub fn log_filter(&self) -> Targets {
        let of_todo = match &self.command {
            Command::Serve { .. } | Command::Shell { .. } => LevelFilter::WARN,
            Command::Step(_) => LevelFilter::INFO,
            _ => return Targets::new(),
        };
        Targets::new()
            .with_target("actor_core", LevelFilter::WARN)
            .with_target("todo", of_todo)
    }

    /// Does what the command line says. Returns the exit code; `--help` lists
    /// them.
    ///
    /// # Errors
    ///
    /// If it cannot be done.
    pub fn run(self) -> anyhow::Result<ExitCode> {
        self.command.run(self.place).or_else(|error| {
            match error.downcast::<UsageError>() {
                Ok(usage) => Ok(usage.tell()),
                Err(error) => Err(error),
            }
        })
    }
}

impl Command {
    fn run(self, place: Place) -> anyhow::Result<ExitCode> {
        if !matches!(self, Self::List(_)) {
            place.is_here()?;
        }
        match self {
            Self::List(command) => in_a_process(use_lists(command, place)),
            Self::Restore { file, replace } => {
                let present =
                    if replace { Present::Replace } else { Present::Keep };
                in_a_process(restore(file, present, place))
            }
            Self::Check(check) => {
                check::run(&check, &place.load(&Flags::default())?.config)
            }
            Self::Config { flags, json: true } => {
                show_config::in_json(&place.load(&flags)?)
            }
            Self::Config { flags, json: false } => {
                show_config::as_table(&place.load(&flags)?)
            }
            Self::Serve { flags } => serve::run(place.load(&flags)?.config),
            Self::Shell { flags } => {
                let config = place.load(&flags)?.config;
                in_a_process(shell::run(config, place.list()?))
            }
            Self::Step(step) => step::run(step),
            Self::Steps => step::list(),
        }
    }
}

/// Asks whoever has the lists.
async fn use_lists(
    command: ListCommand,
    place: Place,
) -> anyhow::Result<ExitCode> {
    let list = place.list()?;
    if let Some(server) = place.server()? {
        let server = Http::new(server)?;
        let outcome = commands::run(&command, &server, &list).await?;
        return Ok(outcome.into());
    }
    let config = place.load(&Flags::default())?.config;
    let outcome = match open(&config).await? {
        Opened::Http(server) => commands::run(&command, &server, &list).await?,
        Opened::File(file) => {
            let outcome = commands::run(&command, &file, &list).await;
            file.close().await;
            outcome?
        }
    };
    Ok(outcome.into())
}

async fn restore(
    from: PathBuf,
    present: Present,
    place: Place,
) -> anyhow::Result<ExitCode> {
    let config = place.load(&Flags::default())?.config;
    let file = open_alone(&config).await?;
    let store = file.lists.store().as_ref();
    let limits = &config.lists.limits;
    let outcome = commands::restore(&from, present, store, limits).await;
    file.close().await;
    Ok(outcome?.into())
}

/// Runs what needs processes.
fn in_a_process(
    main: impl Future<Output = anyhow::Result<ExitCode>> + Send + 'static,
) -> anyhow::Result<ExitCode> {
    let outcome = System::new("todo").run(main);
    outcome.unwrap_or_else(|reason| Err(anyhow::anyhow!("crashed: {reason}")))
}

/// Returns whether `NO_COLOR` is silent; see <https://no-color.org>.
pub fn wants_colour() -> bool {
    std::env::var_os("NO_COLOR").is_none_or(|value| value.is_empty())
}
