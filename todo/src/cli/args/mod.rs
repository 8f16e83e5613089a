//! The command line.

mod flags;
mod list;
mod place;

use std::path::PathBuf;

use clap::{Parser, Subcommand};

use super::step::StepArgs;

pub(super) use flags::Flags;
pub(super) use list::{
    Add, Edit, Format, Import, ImportFormat, ListCommand, Look, Numbers, Shown,
    Undelete,
};
pub(super) use place::Place;

const EXAMPLES: &str = "\
Examples:
  todo add --date tomorrow Buy milk    add an entry to the list \"todo\"
  todo list                            what is open
  todo done 1                          done
  todo -l work import work.csv         another list, from a file
  todo serve                           serve them: a page, and an API
  todo shell                           look into the system, break it
  todo step 7                          the book's system at step 7

Every command explains itself: todo add --help

Without a server, commands work on the file; while one runs, they ask it.
TODO_LIST and TODO_SERVER are as --list and --server; RUST_LOG says what is
logged, and NO_COLOR=1 leaves out colours.

Exit codes:
  0  done
  1  something failed, and was said on stderr
  2  wrong usage, or a wrong configuration";

/// Keeps to-do lists: at the command line, on the web, and step by step.
#[derive(Clone, Debug, Parser)]
#[command(version, after_help = EXAMPLES, max_term_width = 80)]
#[command(disable_help_subcommand = true)]
pub struct Cli {
    #[command(subcommand)]
    pub(super) command: Command,

    #[command(flatten)]
    pub(super) place: Place,
}

#[derive(Clone, Debug, Subcommand)]
pub(super) enum Command {
    #[command(flatten)]
    List(ListCommand),
    /// Read lists from a backup, with their numbers and times.
    #[command(after_help = "\
Examples:
  todo restore lists.jsonl
  todo --data other-folder restore lists.jsonl

No server may run. The whole file is looked through before anything is
written; a list that is there already is never replaced without --replace.")]
    Restore {
        /// A file of todo backup.
        file: PathBuf,
        /// Replace lists that are there already.
        #[arg(long)]
        replace: bool,
    },
    /// Look whether the database is in order; no server may run.
    #[command(after_help = "\
Examples:
  todo check
  todo check --compact")]
    Check(Check),
    /// Show what is set, and where each value comes from.
    #[command(after_help = "\
Examples:
  todo config
  todo config --port 80 --json
  TODO_HTTP_PORT=80 todo config

A flag goes before the environment, which goes before the file, which goes
before the default.")]
    Config {
        #[command(flatten)]
        flags: Box<Flags>,
        /// Print it in JSON.
        #[arg(long)]
        json: bool,
    },
    /// Serve the lists: a page for people, an API for programs.
    #[command(after_help = "\
Examples:
  todo serve                    on http://127.0.0.1:5454, for this machine
  todo serve --port 0           on any port that is free
  todo serve --bind 0.0.0.0     for everybody, who may read and write all

Ctrl-C or SIGTERM stop it in order: what was answered is on disk.")]
    Serve {
        #[command(flatten)]
        flags: Box<Flags>,
    },
    /// Use the lists at a prompt, look at their processes, and kill some.
    #[command(after_help = "\
Examples:
  todo shell
  echo 'add Buy milk' | todo shell")]
    Shell {
        #[command(flatten)]
        flags: Box<Flags>,
    },
    /// Run a step of the book's system, and see what goes wrong with it.
    #[command(after_help = "\
Examples:
  todo step 7
  RUST_LOG=off todo step 9")]
    Step(StepArgs),
    /// List the steps of the book's system.
    Steps,
}

/// What `todo check` does.
#[derive(Clone, Debug, clap::Args)]
pub(super) struct Check {
    /// Give back what the file does not need, if all is in order.
    #[arg(long)]
    pub(super) compact: bool,
    /// Print it in JSON.
    #[arg(long)]
    pub(super) json: bool,
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;

    #[test]
    fn the_command_line_is_well_formed() {
        Cli::command().debug_assert();
    }

    #[test]
    fn the_place_can_stand_anywhere() {
        for arguments in [
            ["todo", "--data", "here", "lists"],
            ["todo", "lists", "--data", "here"],
        ] {
            let cli = Cli::parse_from(arguments);
            assert_eq!(cli.place.data.as_deref(), Some("here"));
        }
    }
}
