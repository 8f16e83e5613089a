//! The command line.

use clap::{Parser, Subcommand};

use super::version::Version;

const EXAMPLES: &str = "\
Examples:
  pooly demo v1               see one pool work, and see it break
  pooly tree                  the supervision tree of the last version
  pooly tree v3 --json | jq   for programs
  pooly shell                 check workers out, kill anything, watch
  pooly shell pool            the same with the pool for every day

Reports of crashes go to stderr; RUST_LOG=off leaves them out, and NO_COLOR=1
the colours.

Exit codes:
  0  done
  1  something failed
  2  wrong usage";

/// Shows a pool of workers: how it works, and what happens when it breaks.
#[derive(Debug, Parser)]
#[command(version, after_help = EXAMPLES, max_term_width = 80)]
#[command(disable_help_subcommand = true)]
pub struct Cli {
    #[command(subcommand)]
    pub(super) command: Command,
}

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Run a version as its chapter does, then break it.
    Demo {
        /// The version.
        version: Version,
    },
    /// Start a version, and print its supervision tree.
    Tree {
        /// The version.
        #[arg(default_value = "v4")]
        version: Version,
        /// Print it in JSON, with the status of each pool.
        #[arg(long)]
        json: bool,
    },
    /// Check workers out and in, kill any process, and watch the tree.
    Shell {
        /// The version.
        #[arg(default_value = "v4")]
        version: Version,
    },
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;

    #[test]
    fn the_command_line_is_well_formed() {
        Cli::command().debug_assert();
    }
}
