//! Facts about Chuck Norris, on one node of a cluster.

use std::env;
use std::io::{self, IsTerminal};
use std::process::ExitCode;

use actor_core::System;
use chucky::cli::{Cli, wants_colour};
use clap::Parser;
use tracing_subscriber::filter::{LevelFilter, Targets};
use tracing_subscriber::layer::SubscriberExt;
use tracing_subscriber::util::SubscriberInitExt;

fn main() -> ExitCode {
    let cli = Cli::parse();
    log_to_stderr(cli.log_filter());
    let outcome = match System::new("chucky").run(cli.run()) {
        Ok(outcome) => outcome,
        Err(reason) => Err(anyhow::anyhow!("stopped: {reason}")),
    };
    outcome.unwrap_or_else(|error| {
        // Who closes a pipe has read enough.
        if is_broken_pipe(&error) {
            return ExitCode::SUCCESS;
        }
        eprintln!("chucky: {}", with_causes(&error));
        ExitCode::FAILURE
    })
}

/// `RUST_LOG` chooses what is logged.
fn log_to_stderr(default: Targets) {
    let chosen = env::var("RUST_LOG").ok();
    let chosen = chosen.and_then(|chosen| chosen.parse().ok());
    tracing_subscriber::fmt()
        .with_max_level(LevelFilter::TRACE)
        .with_writer(io::stderr)
        // Who closes a pipe has read enough.
        .log_internal_errors(false)
        .with_ansi(wants_colour() && io::stderr().is_terminal())
        .with_target(false)
        .without_time()
        .finish()
        .with(chosen.unwrap_or(default))
        .init();
}

/// Writes an error with its causes, but for those that it tells itself.
fn with_causes(error: &anyhow::Error) -> String {
    let mut text = error.to_string();
    for cause in error.chain().skip(1).map(ToString::to_string) {
        if !text.contains(&cause) {
            text += ": ";
            text += &cause;
        }
    }
    text
}

fn is_broken_pipe(error: &anyhow::Error) -> bool {
    let error = error.downcast_ref::<io::Error>();
    error.is_some_and(|error| error.kind() == io::ErrorKind::BrokenPipe)
}
