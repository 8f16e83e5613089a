//! To-do lists, to keep and to serve.

use std::env;
use std::io::{self, IsTerminal, Write};
use std::process::ExitCode;

use clap::Parser;
use todo::cli::{Cli, wants_colour};
use tracing_subscriber::filter::{LevelFilter, Targets};
use tracing_subscriber::fmt::format::debug_fn;
use tracing_subscriber::layer::SubscriberExt;
use tracing_subscriber::util::SubscriberInitExt;

fn main() -> ExitCode {
    let cli = Cli::parse();
    log_to_stderr(cli.log_filter());
    cli.run().unwrap_or_else(|error| {
        // Who closes a pipe has read enough.
        if is_broken_pipe(&error) {
            return ExitCode::SUCCESS;
        }
        // There is nobody to tell if nobody reads it.
        let _ = writeln!(io::stderr(), "todo: {error:#}");
        ExitCode::FAILURE
    })
}

/// Writes what is logged, each as one line. `RUST_LOG` chooses what.
fn log_to_stderr(default: Targets) {
    let chosen = env::var("RUST_LOG").ok();
    let chosen = chosen.and_then(|chosen| chosen.parse().ok());
    // Of a crash, the fields that a reader of the book knows.
    let fields = debug_fn(|line, field, value| match field.name() {
        "message" => write!(line, "{value:?}"),
        "child" => write!(line, ": {value:?}"),
        "name" | "pid" => write!(line, " {value:?}"),
        "reason" => write!(line, ", because of {value:?}"),
        "supervisor" | "restarted" | "ancestors" | "message_type" => Ok(()),
        name => write!(line, " {name}={value:?}"),
    });
    tracing_subscriber::fmt()
        .with_max_level(LevelFilter::TRACE)
        .with_writer(io::stderr)
        // Who closes a pipe has read enough.
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
    let mut causes = error.chain().filter_map(|it| it.downcast_ref());
    causes.any(|it: &io::Error| it.kind() == io::ErrorKind::BrokenPipe)
}
