//! `todo list`: entries, as a table or in JSON.

use anstyle::{AnsiColor, Style};
use jiff::civil::Date;

use super::table::Columns;
use super::{Outcome, of_list};
use crate::cli::args::Look;
use crate::cli::client::{Client, Found};
use crate::cli::day::today;
use crate::cli::output::{print_json, print_line, tell};
use crate::list::{ListName, Query};
use crate::transfer::EntryJson;

const DONE: Style = Style::new().dimmed();
const TODAY: Style = AnsiColor::Yellow.on_default();
const LATE: Style = AnsiColor::Red.on_default();
const LATER: Style = Style::new();

pub(super) async fn run<C: Client>(
    look: &Look,
    client: &C,
    list: &ListName,
) -> anyhow::Result<Outcome> {
    let query = Query {
        date: look.date,
        done: look.done(),
        text: look.search.clone(),
        ..Query::all()
    };
    let found = client.find(list, query).await.map_err(of_list(list))?;
    if look.shown.json {
        print_json(&found)?;
    } else {
        show(&found)?;
    }
    Ok(Outcome::Done)
}

fn show(found: &Found) -> anyhow::Result<()> {
    let Found { list, entries, .. } = found;
    let today = today();
    let mut table = Columns::new(["#", "", "day", "title"]);
    table.align_right([0]);
    for entry in entries {
        let date = entry.date.map(|date| date.to_string());
        let mark = if entry.done { "x" } else { " " };
        let id = entry.id.to_string();
        let date = date.unwrap_or_default();
        table.add([id, mark.to_owned(), date, entry.title.clone()]);
    }
    let mut lines = table.lines().into_iter();
    if !entries.is_empty() {
        print_line(lines.next().unwrap_or_default())?;
    }
    for (line, entry) in lines.zip(entries) {
        let style = style(entry, today);
        print_line(format_args!("{style}{line}{style:#}"))?;
    }
    let done = list.entries.saturating_sub(list.open);
    tell(format_args!("{}: {} open, {done} done", list.name, list.open));
    Ok(())
}

fn style(entry: &EntryJson, today: Date) -> Style {
    match entry.date {
        _ if entry.done => DONE,
        Some(date) if date < today => LATE,
        Some(date) if date == today => TODAY,
        _ => LATER,
    }
}
