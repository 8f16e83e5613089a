//! The front door: the chapters, and the tour through them.

use std::process::ExitCode;

use actor_core::System;
use book_notes::cli::Cli;
use book_notes::log;
use clap::Parser;

fn main() -> ExitCode {
    let cli = Cli::parse();
    log::to_stderr();
    let outcome = match System::new("book-notes").run(cli.run()) {
        Ok(outcome) => outcome.map_err(|error| error.to_string()),
        Err(reason) => Err(format!("crashed: {reason}")),
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("book-notes: {error}");
            ExitCode::FAILURE
        }
    }
}
