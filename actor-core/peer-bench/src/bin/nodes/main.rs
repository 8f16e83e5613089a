//! Messages and calls between two nodes of one machine: on this library, on
//! BEAM, and one of each.
//!
//! ```text
//! cargo run --release --bin nodes -- --rounds 5 --markdown NODES.md
//! ```
//!
//! Each node is a program of its own: this one again, or `erl`.

mod beam;
mod measure;
mod peer;
mod table;
mod workload;

use std::path::PathBuf;

use clap::{Parser, Subcommand};
use peer_bench::machine;

/// Measures messages and calls between nodes, and prints a table.
#[derive(Parser)]
struct Cli {
    /// How often each cell is measured; the median is shown.
    #[arg(long, default_value_t = 5, value_parser = clap::value_parser!(u32).range(1..))]
    rounds: u32,
    /// Writes the table as Markdown to this file too.
    #[arg(long)]
    markdown: Option<PathBuf>,
    #[command(subcommand)]
    role: Option<Role>,
}

/// What this program is when it measures itself.
#[derive(Subcommand)]
enum Role {
    /// The node that receives and answers.
    #[command(hide = true)]
    Server {
        /// The port of the port mapper.
        epmd_port: u16,
    },
    /// The node that sends and asks.
    #[command(hide = true)]
    Client {
        /// The port of the port mapper.
        epmd_port: u16,
    },
}

fn main() -> anyhow::Result<()> {
    let cli = Cli::parse();
    match cli.role {
        Some(Role::Server { epmd_port }) => return peer::serve(epmd_port),
        Some(Role::Client { epmd_port }) => return peer::ask(epmd_port),
        None => {}
    }
    let load = machine::load()?;
    let cells = measure::all(cli.rounds)?;
    println!("{}", table::terminal(&cells));
    if let Some(file) = &cli.markdown {
        std::fs::write(file, table::markdown(&cells, cli.rounds, load)?)?;
    }
    Ok(())
}
