//! A pool of workers, to look at and to break.

use std::env;
use std::io::{self, IsTerminal};
use std::process::ExitCode;

use actor_core::System;
use clap::Parser;
use pooly::cli::{Cli, wants_colour};
use tracing_subscriber::filter::{LevelFilter, Targets};
use tracing_subscriber::fmt::format::debug_fn;
use tracing_subscriber::layer::SubscriberExt;
use tracing_subscriber::util::SubscriberInitExt;

fn main() -> ExitCode {
    let cli = Cli::parse();
    log_to_stderr();
    let outcome = match System::new("pooly").run_with(|main| cli.run(main)) {
        Ok(outcome) => outcome,
        Err(reason) => Err(anyhow::anyhow!("crashed: {reason}")),
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        // Who closes a pipe has read enough.
        Err(error) if is_broken_pipe(&error) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("pooly: {error:#}");
            ExitCode::FAILURE
        }
    }
}

/// Writes reports, each as one short line. `RUST_LOG` chooses which; crashes
/// and messages that nobody knows are shown unless it does.
fn log_to_stderr() {
    let chosen = env::var("RUST_LOG").ok();
    let chosen = chosen.and_then(|chosen| chosen.parse::<Targets>().ok());
    let default = Targets::new()
        .with_target("actor_core", LevelFilter::WARN)
        .with_target("pooly", LevelFilter::INFO);
    // Of a crash, the fields that a reader of the book knows.
    let fields = debug_fn(|line, field, value| match field.name() {
        "message" => write!(line, "{value:?}"),
        "child" => write!(line, ": {value:?}"),
        "name" | "pid" => write!(line, " {value:?}"),
        "reason" => write!(line, ", because of {value:?}"),
        _ => Ok(()),
    });
    tracing_subscriber::fmt()
        .with_max_level(LevelFilter::TRACE)
        .with_writer(io::stderr)
        // Nobody reads stderr any more: to print that there would panic, in
        // the middle of whatever was reported.
        .log_internal_errors(false)
        .with_ansi(wants_colour() && io::stderr().is_terminal())
        .with_target(false)
        .without_time()
        .fmt_fields(fields)
        .finish()
        .with(chosen.unwrap_or(default))
        .init();
}

fn is_broken_pipe(error: &anyhow::Error) -> bool {
    let error = error.downcast_ref::<io::Error>();
    error.is_some_and(|error| error.kind() == io::ErrorKind::BrokenPipe)
}
