//! The command line.

use std::path::PathBuf;

use clap::{Parser, ValueEnum};

/// Measures blitzy beside wrk and oha, as far as they are installed.
///
/// Build what is measured first: `cargo build --release --bin blitzy`, at the top
/// of the repository.
#[derive(Debug, Parser)]
#[command(version)]
pub struct Cli {
    /// What to measure [default: all]
    #[arg(value_delimiter = ',')]
    what: Vec<What>,

    /// Rounds of the cost, in each of which every tool has its turn
    #[arg(short, long, default_value_t = 5)]
    pub rounds: usize,

    /// Seconds for each turn
    #[arg(short, long, default_value_t = 4)]
    pub seconds: u64,

    /// Connections
    #[arg(short, long, value_delimiter = ',', default_value = "50,500")]
    pub connections: Vec<usize>,

    /// Requests of the long run, in millions
    #[arg(long, default_value_t = 10)]
    pub millions: u64,

    /// Writes the tables to this file, as Markdown
    #[arg(short, long, value_name = "FILE")]
    pub markdown: Option<PathBuf>,
}

/// What can be measured.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum What {
    /// The time of processors that a request costs the client.
    Cost,
    /// What the tools say of a server that stands still for two seconds.
    Stall,
    /// Whether a long run grows.
    Memory,
}

impl Cli {
    /// Returns whether this is to be measured.
    pub fn wants(&self, what: What) -> bool {
        self.what.is_empty() || self.what.contains(&what)
    }
}
