//! What can be done with lists, whoever has them.

mod entries;
mod files;
mod lists;
mod look;
mod restore;
mod table;

use std::io::{self, IsTerminal};
use std::process::ExitCode;

pub(super) use restore::{Present, restore};
pub(super) use table::Columns;

use super::args::ListCommand;
use super::client::{Client, Failure};
use crate::list::{ListName, Patch};

/// How it ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Outcome {
    /// All was done.
    Done,
    /// Some was not, and it was said what.
    Partly,
}

impl From<Outcome> for ExitCode {
    fn from(outcome: Outcome) -> Self {
        match outcome {
            Outcome::Done => Self::SUCCESS,
            Outcome::Partly => Self::FAILURE,
        }
    }
}

impl Outcome {
    fn of(is_done: bool) -> Self {
        if is_done { Self::Done } else { Self::Partly }
    }
}

/// Does what is said with a list, or with all.
pub(super) async fn run<C: Client>(
    command: &ListCommand,
    client: &C,
    list: &ListName,
) -> anyhow::Result<Outcome> {
    match command {
        ListCommand::Add(add) => entries::add(add, client, list).await,
        ListCommand::List(look) => look::run(look, client, list).await,
        ListCommand::Lists(shown) => lists::show(*shown, client).await,
        ListCommand::Done(numbers) => {
            let done = Patch { done: Some(true), ..Patch::default() };
            entries::change_all(numbers, "Done", &done, client, list).await
        }
        ListCommand::Undone(numbers) => {
            let open = Patch { done: Some(false), ..Patch::default() };
            entries::change_all(numbers, "Open", &open, client, list).await
        }
        ListCommand::Edit(edit) => entries::edit(edit, client, list).await,
        ListCommand::Delete(numbers) => {
            entries::delete(numbers, client, list).await
        }
        ListCommand::Undelete(undelete) => {
            entries::undelete(undelete, client, list).await
        }
        ListCommand::Clear(shown) => lists::clear(*shown, client, list).await,
        ListCommand::End { name, yes: true } => lists::end(client, name).await,
        ListCommand::End { name, yes: false } => {
            lists::end_if_wanted(client, name).await
        }
        ListCommand::Import(import) => {
            files::import(import, client, list).await
        }
        ListCommand::Export { format } => {
            files::export(*format, client, list).await
        }
        ListCommand::Backup { file } => files::backup(file, client).await,
    }
}

/// Says what to do if a list is missing.
fn of_list(list: &ListName) -> impl FnOnce(Failure) -> Failure {
    move |failure| match failure {
        Failure::Missing(_) => Failure::Missing(format!(
            "there is no list \"{list}\"; todo add begins it, and todo lists \
             shows those that are there"
        )),
        failure => failure,
    }
}

/// Returns whether somebody can be asked.
fn is_conversation() -> bool {
    io::stdin().is_terminal() && io::stderr().is_terminal()
}
