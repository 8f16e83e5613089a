//! The command line.

use std::num::NonZeroUsize;

use clap::{Parser, Subcommand};

use crate::contents::{self, Program};
use crate::{Finished, ch05, page, tour};

const EXAMPLES: &str = "\
Examples:
  cargo run                            the list of chapters, and the tour
  cargo run -- list                    the list alone
  cargo run -- 5                       the program of chapter 5
  cargo run -- ring --processes 1000   a ring of your own size

Nothing here needs a connection: the weather comes from a stand-in.
Reports of crashes go to stderr; NO_COLOR=1 leaves out the colours.";

/// Lists the chapters, and runs their programs.
#[derive(Clone, Copy, Debug, Parser)]
#[command(version, after_help = EXAMPLES, max_term_width = 80)]
#[command(disable_help_subcommand = true)]
#[command(args_conflicts_with_subcommands = true)]
pub struct Cli {
    #[command(subcommand)]
    command: Option<Command>,

    /// A chapter of The Little Elixir & OTP Guidebook: 3, 4 or 5.
    #[arg(value_name = "CHAPTER", value_parser = contents::find)]
    chapter: Option<Program>,
}

#[derive(Clone, Copy, Debug, Subcommand)]
enum Command {
    /// List the chapters of both books, and what each can run.
    List,
    /// Take the tour: run all chapters, one after the other.
    All,
    /// Link processes in a ring, crash one, and watch all of them end.
    Ring {
        /// How many; each needs about a kilobyte.
        #[arg(long, value_name = "NUMBER", default_value = "5")]
        processes: NonZeroUsize,
    },
}

impl Cli {
    /// Does what the command line says, within a process.
    ///
    /// # Errors
    ///
    /// If the program of a chapter fails.
    pub async fn run(self) -> Finished {
        match (self.command, self.chapter) {
            (Some(Command::List), _) => list(),
            (Some(Command::All), _) => tour::all().await?,
            (Some(Command::Ring { processes }), _) => {
                let ring = move |mailbox| ch05::ring_of(mailbox, processes);
                tour::alone("ring", ring).await?;
            }
            (None, Some(program)) => tour::run(program).await?,
            (None, None) => {
                list();
                page::line("");
                tour::all().await?;
            }
        }
        Ok(())
    }
}

fn list() {
    page::line(contents::as_text());
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
