//! All lists, and what is done to a whole one.

use std::io::{self, BufRead, Write};

use serde_json::json;
use tokio::task::spawn_blocking;

use super::table::Columns;
use super::{Outcome, is_conversation, of_list};
use crate::cli::args::Shown;
use crate::cli::client::{Client, Found};
use crate::cli::output::{counted, note, print_json, print_line};
use crate::cli::usage::UsageError;
use crate::list::{ListName, Query};

pub(super) async fn show<C: Client>(
    shown: Shown,
    client: &C,
) -> anyhow::Result<Outcome> {
    let lists = client.lists().await?;
    if shown.json {
        print_json(&json!({ "lists": lists }))?;
        return Ok(Outcome::Done);
    }
    if lists.is_empty() {
        note("there are no lists yet; todo add TITLE begins one");
        return Ok(Outcome::Done);
    }
    let mut table = Columns::new(["list", "open", "done"]);
    table.align_right([1, 2]);
    for list in &lists {
        let done = list.entries.saturating_sub(list.open);
        table.add([
            list.name.to_string(),
            list.open.to_string(),
            done.to_string(),
        ]);
    }
    for line in table.lines() {
        print_line(line)?;
    }
    Ok(Outcome::Done)
}

/// Removes what is done.
pub(super) async fn clear<C: Client>(
    shown: Shown,
    client: &C,
    list: &ListName,
) -> anyhow::Result<Outcome> {
    let removed = client.remove_done(list).await.map_err(of_list(list))?;
    if shown.json {
        print_json(&json!({ "removed": removed }))?;
    } else {
        let removed = counted(removed, "entry", "entries");
        print_line(format_args!("Deleted {removed} of {list}"))?;
    }
    Ok(Outcome::Done)
}

/// Ends a list if whoever is at the terminal wants that.
pub(super) async fn end_if_wanted<C: Client>(
    client: &C,
    list: &ListName,
) -> anyhow::Result<Outcome> {
    let Found { list: summary, .. } = client
        .find(list, Query { limit: 1, ..Query::all() })
        .await
        .map_err(of_list(list))?;
    let entries = counted(summary.entries, "entry", "entries");
    if !is_conversation() {
        let text = format!(
            "nobody can be asked whether {list} is to end, with its \
             {entries}; --yes says so"
        );
        return Err(UsageError(text).into());
    }
    let question = format!("End {list}, with its {entries}? [y/N] ");
    if !spawn_blocking(move || ask(&question)).await?? {
        print_line(format_args!("{list} stays"))?;
        return Ok(Outcome::Partly);
    }
    end(client, list).await
}

pub(super) async fn end<C: Client>(
    client: &C,
    list: &ListName,
) -> anyhow::Result<Outcome> {
    client.end(list).await.map_err(of_list(list))?;
    print_line(format_args!("Ended: {list}"))?;
    Ok(Outcome::Done)
}

fn ask(question: &str) -> io::Result<bool> {
    write!(io::stderr(), "{question}")?;
    let mut answer = String::new();
    io::stdin().lock().read_line(&mut answer)?;
    let answer = answer.trim().to_ascii_lowercase();
    Ok(answer == "y" || answer == "yes")
}
