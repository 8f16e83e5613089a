//! What can be said at the prompt.

use clap::error::ErrorKind;
use clap::{CommandFactory, Parser, Subcommand};

use super::words::words;
use crate::cli::args::ListCommand;
use crate::list::ListName;

pub(super) const HELP: &str = "\
Lists; --help after a word says more:
  add TITLE.. [--date DAY]    list [--all] [--date DAY] [--search TEXT]
  done ID..   undone ID..     edit ID [--title TEXT] [--date DAY]
  delete ID.. undelete ID TITLE..
  lists       clear           end LIST --yes
  import FILE export          backup FILE
  -l LIST                     after any of them, another list than this one
  use LIST                    this one, from now on
Look into it:
  tree                        the supervision tree, with a server for each list
                              that is in use
  processes                   all processes
  state LIST                  what the server of a list is and does
Break it; a name is any that is shown, a list in use, or a pid:
  kill NAME                   kill it, and see who starts what again
  expire [LIST]               stop the server of a list, or of all, as if
                              nobody had used it for long
  start                       start the tree again when it has given up
help shows this; exit, or Ctrl-D, ends the shell.
A line with - is a process that has ended, and why; one with + is new.";

/// One line at the prompt.
#[derive(Debug, Parser)]
#[command(no_binary_name = true, disable_help_subcommand = true)]
#[command(disable_help_flag = true, max_term_width = 80)]
struct Line {
    #[command(subcommand)]
    command: Command,
    /// The list.
    #[arg(short, long, global = true, value_name = "NAME")]
    list: Option<ListName>,
    /// Print help.
    #[arg(long, global = true, action = clap::ArgAction::Help)]
    help: Option<bool>,
}

#[derive(Clone, Debug, PartialEq, Eq, Subcommand)]
pub(super) enum Command {
    #[command(flatten)]
    List(ListCommand),
    /// Mean this list from now on.
    Use {
        /// Which.
        list: ListName,
    },
    /// Draw the supervision tree.
    Tree,
    /// List all processes.
    Processes,
    /// Show what the server of a list is and does.
    State {
        /// Which list.
        name: ListName,
    },
    /// Kill a process.
    Kill {
        /// As it is shown, a list in use, or a pid.
        name: String,
    },
    /// Stop the server of a list, or of all.
    Expire {
        /// Which list.
        name: Option<ListName>,
    },
    /// Start the tree again.
    Start,
    /// Show what can be said.
    Help,
    /// End the shell.
    #[command(visible_alias = "quit")]
    Exit,
}

/// What a line says.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Said {
    pub(super) command: Command,
    /// The list that it names.
    pub(super) list: Option<ListName>,
}

/// Reads a line; nothing if there is nothing on it.
///
/// # Errors
///
/// What is to be shown instead: what is wrong, or the help that was asked for.
pub(super) fn parse(line: &str) -> Result<Option<Said>, String> {
    let words = words(line)?;
    if words.is_empty() {
        return Ok(None);
    }
    match Line::try_parse_from(&words) {
        Ok(Line { command, list, .. }) => Ok(Some(Said { command, list })),
        Err(error) => Err(match error.kind() {
            ErrorKind::InvalidSubcommand => {
                format!("no command '{}'; try help", words[0])
            }
            _ => error.render().to_string().trim_end().to_owned(),
        }),
    }
}

/// Lists all commands.
pub(super) fn names() -> Vec<String> {
    let line = Line::command();
    let names = line.get_subcommands().map(clap::Command::get_name);
    names.map(str::to_owned).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_line_is_well_formed() {
        Line::command().debug_assert();
    }

    #[test]
    fn every_command_is_explained() {
        for name in names() {
            let is_there = HELP
                .split_whitespace()
                .any(|word| word.trim_end_matches([';', ',']) == name);
            assert!(is_there, "{name}");
        }
    }

    #[test]
    fn a_line_may_name_a_list() {
        let said = parse("kill store -l 'my work'").unwrap().unwrap();
        assert_eq!(said.command, Command::Kill { name: "store".into() });
        assert_eq!(said.list, Some(ListName::new("my work").unwrap()));
        assert_eq!(parse("  # nothing"), Ok(None));
    }

    #[test]
    fn what_is_no_command_is_said() {
        let refused = |line| parse(line).unwrap_err();
        assert_eq!(refused("frob"), "no command 'frob'; try help");
        assert!(refused("done x").contains("invalid value 'x'"));
        assert!(refused("kill").contains("required"));
        assert!(refused("add 'x").contains("no '"));
        assert!(refused("add --help").contains("Buy milk"));
    }
}
