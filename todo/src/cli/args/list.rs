//! What can be done with lists: at the command line, and in the shell.

use std::path::PathBuf;

use clap::{Args, Subcommand, ValueEnum};
use jiff::civil::Date;

use crate::cli::day::{Day, day};
use crate::list::{EntryId, ListName};

#[derive(Clone, Debug, PartialEq, Eq, Subcommand)]
pub(in crate::cli) enum ListCommand {
    /// Add an entry.
    #[command(after_help = "\
Examples:
  todo add Buy milk
  todo add --date friday -l work Write the report

A day is 2026-12-24, 2026/12/24, today, tomorrow, friday (the next one), +3d
or +2w.")]
    Add(Add),
    /// Show the entries of a list, those that are open.
    #[command(
        visible_alias = "ls",
        after_help = "\
Examples:
  todo list
  todo list --all --search milk
  todo list --date today --json | jq"
    )]
    List(Look),
    /// Show all lists.
    #[command(after_help = "\
Examples:
  todo lists
  todo lists --json | jq")]
    Lists(Shown),
    /// Say that entries are done.
    #[command(after_help = "\
Examples:
  todo done 3
  todo done 3 5 8")]
    Done(Numbers),
    /// Say that entries are not done after all.
    #[command(after_help = "\
Examples:
  todo undone 3")]
    Undone(Numbers),
    /// Change the title or the day of an entry.
    #[command(after_help = "\
Examples:
  todo edit 3 --date +1w
  todo edit 3 --date none --title 'Buy oat milk'")]
    Edit(Edit),
    /// Delete entries; it says how to get them back.
    #[command(
        visible_alias = "rm",
        after_help = "\
Examples:
  todo delete 3
  todo delete 3 5 8"
    )]
    Delete(Numbers),
    /// Bring back an entry that was deleted, under its number.
    #[command(after_help = "\
Examples:
  todo undelete 3 --date 2026-12-24 Buy milk")]
    Undelete(Undelete),
    /// Delete all entries that are done.
    #[command(after_help = "\
Examples:
  todo clear
  todo clear -l work")]
    Clear(Shown),
    /// End a list, with all that is in it.
    #[command(after_help = "\
Examples:
  todo end work
  todo end work --yes")]
    End {
        /// Which.
        #[arg(value_name = "LIST")]
        name: ListName,
        /// Do not ask.
        #[arg(short, long)]
        yes: bool,
    },
    /// Add entries from a file, in CSV as in the book, or in JSON.
    #[command(after_help = "\
Examples:
  todo import todos.csv
  todo import --all-or-nothing -l work work.json
  curl -s https://example.org/todos.csv | todo import -

A line of CSV is a day and a title: 2018-12-19,Dentist. JSON is what
todo export --format json writes.")]
    Import(Import),
    /// Write a list to stdout, in a format that others read.
    #[command(after_help = "\
Examples:
  todo export > todo.csv
  todo export --format ics -l work > work.ics")]
    Export {
        /// In which format.
        #[arg(long, value_enum, default_value_t = Format::Csv)]
        format: Format,
    },
    /// Save all lists to a file, as they are at one moment.
    #[command(after_help = "\
Examples:
  todo backup lists.jsonl
  todo backup - | gzip > lists.jsonl.gz

The file has a line for each list, in JSON. It appears once it is complete.")]
    Backup {
        /// Where to; - is stdout.
        file: PathBuf,
    },
}

#[derive(Clone, Debug, PartialEq, Eq, Args)]
pub(in crate::cli) struct Add {
    /// What is to be done; words are put together.
    #[arg(required = true)]
    pub(in crate::cli) title: Vec<String>,
    /// When it is due.
    #[arg(short, long, value_name = "DAY", value_parser = day)]
    pub(in crate::cli) date: Option<Date>,
    #[command(flatten)]
    pub(in crate::cli) shown: Shown,
}

#[derive(Clone, Debug, PartialEq, Eq, Args)]
pub(in crate::cli) struct Look {
    /// Those that are due on this day.
    #[arg(short, long, value_name = "DAY", value_parser = day)]
    pub(in crate::cli) date: Option<Date>,
    /// Those that are not done; this is what is shown anyhow.
    #[arg(long, group = "which")]
    open: bool,
    /// Those that are done.
    #[arg(long, group = "which")]
    done: bool,
    /// All.
    #[arg(short, long, group = "which")]
    all: bool,
    /// Those with this in their title, in upper or lower case.
    #[arg(short, long, value_name = "TEXT")]
    pub(in crate::cli) search: Option<String>,
    #[command(flatten)]
    pub(in crate::cli) shown: Shown,
}

impl Look {
    /// Returns whether entries that are done are meant, or others, or all.
    pub(in crate::cli) fn done(&self) -> Option<bool> {
        if self.all { None } else { Some(self.done) }
    }
}

/// How an answer is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Args)]
pub(in crate::cli) struct Shown {
    /// Print it in JSON.
    #[arg(long)]
    pub(in crate::cli) json: bool,
}

#[derive(Clone, Debug, PartialEq, Eq, Args)]
pub(in crate::cli) struct Numbers {
    /// The numbers of the entries.
    #[arg(required = true, value_name = "ID")]
    #[arg(value_parser = clap::value_parser!(u64).range(1..))]
    pub(in crate::cli) ids: Vec<EntryId>,
    #[command(flatten)]
    pub(in crate::cli) shown: Shown,
}

#[derive(Clone, Debug, PartialEq, Eq, Args)]
#[group(id = "change", required = true, multiple = true)]
#[group(args = ["title", "date"])]
pub(in crate::cli) struct Edit {
    /// The number of the entry.
    #[arg(value_parser = clap::value_parser!(u64).range(1..))]
    pub(in crate::cli) id: EntryId,
    /// What is to be done.
    #[arg(short, long)]
    pub(in crate::cli) title: Option<String>,
    /// When it is due; none is on no day.
    #[arg(short, long, value_name = "DAY|none")]
    pub(in crate::cli) date: Option<Day>,
    #[command(flatten)]
    pub(in crate::cli) shown: Shown,
}

#[derive(Clone, Debug, PartialEq, Eq, Args)]
pub(in crate::cli) struct Undelete {
    /// The number that it had.
    #[arg(value_parser = clap::value_parser!(u64).range(1..))]
    pub(in crate::cli) id: EntryId,
    /// What is to be done; words are put together.
    #[arg(required = true)]
    pub(in crate::cli) title: Vec<String>,
    /// When it is due.
    #[arg(short, long, value_name = "DAY", value_parser = day)]
    pub(in crate::cli) date: Option<Date>,
    /// It is done.
    #[arg(long)]
    pub(in crate::cli) done: bool,
    #[command(flatten)]
    pub(in crate::cli) shown: Shown,
}

#[derive(Clone, Debug, PartialEq, Eq, Args)]
pub(in crate::cli) struct Import {
    /// The file; - is stdin.
    pub(in crate::cli) file: PathBuf,
    /// In which format; without it, by the end of the file's name, else CSV.
    #[arg(long, value_name = "csv|json", value_enum)]
    pub(in crate::cli) format: Option<ImportFormat>,
    /// Add nothing if there is a mistake anywhere.
    #[arg(long)]
    pub(in crate::cli) all_or_nothing: bool,
    #[command(flatten)]
    pub(in crate::cli) shown: Shown,
}

/// In which format a list is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(in crate::cli) enum Format {
    /// For tables, and for the book.
    Csv,
    /// For programs, and for this one.
    Json,
    /// For calendars.
    Ics,
}

/// In which format entries are read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(in crate::cli) enum ImportFormat {
    /// A day and a title on each line.
    Csv,
    /// What an export in JSON has written.
    Json,
}
