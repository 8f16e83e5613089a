//! The program: what the command line asks for, done.

mod args;
mod demo;
mod epmd;
mod fact;
pub(crate) mod output;
mod run;
mod values;

use std::process::ExitCode;
use std::time::Duration;

use actor_core::process;
pub use args::Cli;
use args::{Ask, Cluster, Command};
use tracing_subscriber::filter::{LevelFilter, Targets};

use crate::client::Settings;
use crate::{Config, ConfigError};

impl Cli {
    /// Returns what is logged unless `RUST_LOG` says otherwise: a node says
    /// what it does, and of a question only the answer matters.
    pub fn log_filter(&self) -> Targets {
        match self.command {
            Some(_) => Targets::new(),
            None => Targets::new()
                .with_target("actor_core", LevelFilter::WARN)
                // Where it runs, too.
                .with_target("actor_core::application", LevelFilter::INFO)
                .with_target("chucky", LevelFilter::INFO),
        }
    }

    /// Does what the command line says, within a process.
    ///
    /// Returns the exit code; `--help` lists them.
    ///
    /// # Errors
    ///
    /// If it cannot be done.
    pub async fn run(self) -> anyhow::Result<ExitCode> {
        process::set_label("main");
        let Cli { command, name, facts, cluster } = self;
        match (command, name) {
            (Some(Command::Fact { ask, watch: false, .. }), _) => {
                fact::once(cluster, &ask).await
            }
            (Some(Command::Fact { ask, watch: true, every }), _) => {
                fact::watch(cluster, &ask, every).await
            }
            (Some(Command::Where { ask }), _) => {
                fact::whereis(cluster, &ask).await
            }
            (Some(Command::Epmd { listen }), _) => {
                epmd::run(listen, cluster.epmd_port).await
            }
            (Some(Command::Demo { delay, fast, json }), _) => {
                let delay = if fast { Duration::from_secs(1) } else { delay };
                demo::run(delay, json).await
            }
            (None, Some(name)) => run::run(name, facts, cluster).await,
            // clap asks for a name if there is no command.
            (None, None) => Ok(ExitCode::from(2)),
        }
    }
}

impl Cluster {
    fn config(&self) -> Result<Config, ConfigError> {
        self.config.as_deref().map_or(Ok(Config::default()), Config::read)
    }

    fn settings(self, ask: &Ask) -> Result<Settings, ConfigError> {
        let config = self.config()?;
        let Self { cookie_file: cookie, epmd_port, .. } = self;
        let members = ask.node.clone();
        Ok(Settings { config, members, cookie, epmd_port })
    }
}

/// Returns whether `NO_COLOR` is silent; see <https://no-color.org>.
pub fn wants_colour() -> bool {
    std::env::var_os("NO_COLOR").is_none_or(|value| value.is_empty())
}
