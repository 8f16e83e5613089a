//! Counts the instructions of each operation, and fails when one grows.
//!
//! ```text
//! cargo bench -p gates --bench instructions              # compare
//! cargo bench -p gates --bench instructions -- --record  # accept
//! ```
//!
//! Wall time depends on the machine and on what else it does; instructions
//! under callgrind repeat to one part in a hundred. Each workload runs twice,
//! with few and with many operations, on one worker; the difference divided by
//! the difference in operations is its cost. Bare tokio does the same work
//! beside it: a task, an mpsc channel and a oneshot.
//!
//! The figures that were accepted last are in `recorded.toml`. Memory is that
//! of a million idle processes, as the kernel of the machine counts it.

mod baseline;
mod gate;
mod workloads;

use clap::{Parser, Subcommand};

#[derive(Parser)]
#[command(about = "Counts the instructions of each operation")]
struct Cli {
    /// Accept what is measured as the new figures.
    #[arg(long)]
    record: bool,
    /// Given by `cargo bench`; means nothing here.
    #[arg(long, hide = true)]
    bench: bool,
    #[command(subcommand)]
    command: Option<Command>,
}

#[derive(Subcommand)]
enum Command {
    /// Does one workload and nothing else, to be measured.
    #[command(hide = true)]
    Work { contestant: String, workload: String, operations: u64 },
}

fn main() -> anyhow::Result<()> {
    let cli = Cli::parse();
    match cli.command {
        Some(Command::Work { contestant, workload, operations }) => {
            gate::work(&contestant, &workload, operations)
        }
        None if cli.record => gate::record(),
        None => gate::compare(),
    }
}
