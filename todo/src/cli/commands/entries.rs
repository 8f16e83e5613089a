//! Entries come, change and go.

use serde::Serialize;

use super::Outcome;
use crate::cli::args::{Add, Edit, Numbers, Undelete};
use crate::cli::client::{Client, Failure};
use crate::cli::output::{note, print_json, print_line};
use crate::cli::usage::UsageError;
use crate::list::{Draft, EntryId, ListName, Patch};
use crate::transfer::EntryJson;

pub(super) async fn add<C: Client>(
    add: &Add,
    client: &C,
    list: &ListName,
) -> anyhow::Result<Outcome> {
    let title = title_of(&add.title)?;
    let draft = Draft { title, date: add.date, done: false };
    let entry = client.add(list, draft).await?;
    if add.shown.json {
        print_json(&entry)?;
    } else {
        print_line(format_args!("Added to {list}: {}", line(&entry)))?;
    }
    Ok(Outcome::Done)
}

/// Changes several entries in one way; `what` says which.
pub(super) async fn change_all<C: Client>(
    numbers: &Numbers,
    what: &str,
    patch: &Patch,
    client: &C,
    list: &ListName,
) -> anyhow::Result<Outcome> {
    let mut changed = Vec::new();
    for id in &numbers.ids {
        match client.change(list, *id, patch.clone()).await {
            Ok(entry) => {
                if !numbers.shown.json {
                    print_line(format_args!("{what}: {}", line(&entry)))?;
                }
                changed.push(entry);
            }
            Err(failure) => go_on(*id, failure)?,
        }
    }
    tell(numbers, &changed)
}

pub(super) async fn edit<C: Client>(
    edit: &Edit,
    client: &C,
    list: &ListName,
) -> anyhow::Result<Outcome> {
    let title = edit.title.as_ref().map(std::slice::from_ref);
    let patch = Patch {
        title: title.map(title_of).transpose()?,
        date: edit.date.map(|day| day.0),
        done: None,
    };
    let entry = client.change(list, edit.id, patch).await?;
    if edit.shown.json {
        print_json(&entry)?;
    } else {
        print_line(format_args!("Changed: {}", line(&entry)))?;
    }
    Ok(Outcome::Done)
}

/// Removes entries, and says how each is brought back.
pub(super) async fn delete<C: Client>(
    numbers: &Numbers,
    client: &C,
    list: &ListName,
) -> anyhow::Result<Outcome> {
    let mut deleted = Vec::new();
    for id in &numbers.ids {
        // It is read first, since nobody knows it afterwards.
        let entry = match client.entry(list, *id).await {
            Ok(entry) => entry,
            Err(failure) => {
                go_on(*id, failure)?;
                continue;
            }
        };
        if let Err(failure) = client.remove(list, *id).await {
            go_on(*id, failure)?;
            continue;
        }
        if !numbers.shown.json {
            print_line(format_args!("Deleted: {}", line(&entry)))?;
            note(format_args!("to get it back: {}", undo(list, &entry)));
        }
        deleted.push(entry);
    }
    tell(numbers, &deleted)
}

/// Puts back an entry, but not in the place of one that is there.
pub(super) async fn undelete<C: Client>(
    undelete: &Undelete,
    client: &C,
    list: &ListName,
) -> anyhow::Result<Outcome> {
    let Undelete { id, date, done, .. } = *undelete;
    let title = title_of(&undelete.title)?;
    match client.entry(list, id).await {
        Err(Failure::Missing(_)) => {}
        Err(failure) => return Err(failure.into()),
        Ok(entry) => anyhow::bail!(
            "there is an entry {}; todo edit changes it",
            line(&entry)
        ),
    }
    let entry = client.put(list, id, Draft { title, date, done }).await?;
    if undelete.shown.json {
        print_json(&entry)?;
    } else {
        print_line(format_args!("Back in {list}: {}", line(&entry)))?;
    }
    Ok(Outcome::Done)
}

/// Says what is wrong with one entry, if the others may be fine.
fn go_on(id: EntryId, failure: Failure) -> anyhow::Result<()> {
    match failure {
        Failure::Missing(text) | Failure::Refused(text) => {
            note(format_args!("{id}: {text}"));
            Ok(())
        }
        failure => Err(failure.into()),
    }
}

fn tell(numbers: &Numbers, entries: &[EntryJson]) -> anyhow::Result<Outcome> {
    if numbers.shown.json {
        print_json(&AsList(entries))?;
    }
    Ok(Outcome::of(entries.len() == numbers.ids.len()))
}

#[derive(Serialize)]
struct AsList<'a>(&'a [EntryJson]);

/// Puts the words of a title together.
fn title_of(words: &[String]) -> Result<String, UsageError> {
    let title = words.join(" ").trim().to_owned();
    if title.is_empty() {
        let text = "an entry has a title, such as: todo add Buy milk";
        return Err(UsageError::new(text));
    }
    Ok(title)
}

/// Writes `3 Buy milk (2026-12-24)`.
fn line(entry: &EntryJson) -> String {
    let EntryJson { id, title, .. } = entry;
    match entry.date {
        Some(date) => format!("{id} {title} ({date})"),
        None => format!("{id} {title}"),
    }
}

/// Writes the command that brings an entry back.
fn undo(list: &ListName, entry: &EntryJson) -> String {
    let mut words = vec!["todo undelete".to_owned()];
    words.push(format!("-l {}", quoted(list.as_str())));
    if let Some(date) = entry.date {
        words.push(format!("--date {date}"));
    }
    if entry.done {
        words.push("--done".to_owned());
    }
    // A title may begin with a dash.
    words.push(format!("-- {} {}", entry.id, quoted(&entry.title)));
    words.join(" ")
}

/// Writes a text as one word of a command line.
fn quoted(text: &str) -> String {
    let is_plain = |c: char| c.is_alphanumeric() || "-_./:@%+,".contains(c);
    if !text.is_empty() && text.chars().all(is_plain) {
        return text.to_owned();
    }
    format!("'{}'", text.replace('\'', r"'\''"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_of_a_command_line_is_quoted_if_need_be() {
        assert_eq!(quoted("work"), "work");
        assert_eq!(quoted("Buy milk"), "'Buy milk'");
        assert_eq!(quoted("$(rm -r ~)"), "'$(rm -r ~)'");
        assert_eq!(quoted("it's"), r"'it'\''s'");
        assert_eq!(quoted(""), "''");
    }
}
