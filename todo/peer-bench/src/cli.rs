//! The command line.

use std::path::PathBuf;

use clap::{Parser, ValueEnum};

/// Measures `todo serve` beside a system on OTP that is shaped as the book's.
///
/// Build what is measured first: `cargo build --release --bin todo`, at the top
/// of the repository. Needs `wrk`, and `elixir` for the other side.
#[derive(Debug, Parser)]
#[command(version)]
pub(crate) struct Cli {
    /// What to measure [default: all]
    #[arg(value_delimiter = ',')]
    what: Vec<What>,

    /// Rounds of the mix, in each of which every server has its turn
    #[arg(short, long, default_value_t = 5)]
    pub(crate) rounds: usize,

    /// Seconds for each turn
    #[arg(short, long, default_value_t = 5)]
    pub(crate) seconds: u64,

    /// Connections
    #[arg(short, long, value_delimiter = ',', default_value = "20,30,100")]
    pub(crate) connections: Vec<usize>,

    /// Where servers keep their files: a folder on the disk to be measured
    #[arg(long, value_name = "DIR", default_value = ".")]
    pub(crate) data: PathBuf,

    /// Lists of the large store, each with ten entries
    #[arg(long, default_value_t = 100_000)]
    pub(crate) lists: usize,

    /// Writes the tables to this file, as Markdown
    #[arg(short, long, value_name = "FILE")]
    pub(crate) markdown: Option<PathBuf>,
}

/// What can be measured.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum What {
    /// The book's load: four questions for each entry that is added.
    Mix,
    /// What a write costs as its list grows.
    Growth,
    /// A million entries.
    Million,
}

impl Cli {
    /// Returns whether this is to be measured.
    pub(crate) fn wants(&self, what: What) -> bool {
        self.what.is_empty() || self.what.contains(&what)
    }
}
