//! The command line.

use std::num::NonZeroUsize;

use clap::{Parser, Subcommand};

use crate::tour::{self, Program};
use crate::{Finished, ch05, contents, eia10, node, page};

const EXAMPLES: &str = "\
Examples:
  cargo run                            the list of chapters, and the tour
  cargo run -- list                    the list alone
  cargo run -- 5                       the program of chapter 5
  cargo run -- eia-5                   that of the other book's chapter 5
  cargo run -- ring --processes 1000   a ring of your own size
  cargo run -- node a@127.0.0.1        a node, to connect with others by hand

Nothing here needs a connection: the weather comes from a stand-in.
Reports of crashes go to stderr; NO_COLOR=1 leaves out the colours.";

/// Lists the chapters, and runs their programs.
#[derive(Clone, Debug, Parser)]
#[command(version, after_help = EXAMPLES, max_term_width = 80)]
#[command(disable_help_subcommand = true)]
#[command(args_conflicts_with_subcommands = true)]
pub struct Cli {
    #[command(subcommand)]
    command: Option<Command>,

    /// A chapter: 5 of the Guidebook, eia-5 of Elixir in Action.
    #[arg(value_name = "CHAPTER", value_parser = tour::find)]
    chapter: Option<Program>,
}

#[derive(Clone, Debug, Subcommand)]
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
    /// End the children of a supervisor made by hand, and of the library's.
    ThySupervisor,
    /// Compare a server with a table, as stores that many clients use.
    KeyValue(eia10::Size),
    /// Start a node of a cluster, with a prompt.
    Node(node::Options),
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
            (Some(Command::ThySupervisor), _) => {
                tour::alone("thy-supervisor", ch05::supervisors).await?;
            }
            (Some(Command::KeyValue(size)), _) => {
                let stores = |mailbox| eia10::compare_stores(mailbox, size);
                tour::alone("key-value", stores).await?;
            }
            (Some(Command::Node(options)), _) => node::run(options).await?,
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
