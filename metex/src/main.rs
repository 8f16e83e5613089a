//! The weather of many cities at once.

use std::io::{self, IsTerminal};
use std::process::ExitCode;

use actor_core::System;
use clap::Parser;
use metex::cli::{Cli, wants_colour};
use tracing_subscriber::EnvFilter;

fn main() -> ExitCode {
    let cli = Cli::parse();
    log_to_stderr(cli.log_filter());
    let outcome = match System::new("metex").run(cli.run()) {
        Ok(outcome) => outcome,
        Err(reason) => Err(anyhow::anyhow!("crashed: {reason}")),
    };
    outcome.unwrap_or_else(|error| {
        // Who closes a pipe has read enough.
        if is_broken_pipe(&error) {
            return ExitCode::SUCCESS;
        }
        eprintln!("metex: {error:#}");
        ExitCode::FAILURE
    })
}

/// `RUST_LOG` chooses what is logged.
fn log_to_stderr(default: &str) {
    let filter = EnvFilter::try_from_default_env()
        .unwrap_or_else(|_| EnvFilter::new(default));
    tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(io::stderr)
        .with_ansi(wants_colour() && io::stderr().is_terminal())
        .without_time()
        .init();
}

fn is_broken_pipe(error: &anyhow::Error) -> bool {
    let error = error.downcast_ref::<io::Error>();
    error.is_some_and(|error| error.kind() == io::ErrorKind::BrokenPipe)
}
