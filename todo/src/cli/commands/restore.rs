//! `todo restore`: lists as a backup has them, with their numbers and times.

use std::collections::BTreeSet;
use std::path::Path;
use std::sync::Arc;

use anyhow::{Context, bail, ensure};
use tokio::fs;
use tokio::io::{AsyncBufReadExt, BufReader, Lines};

use super::Outcome;
use crate::cli::output::{counted, print_line};
use crate::cli::progress::Progress;
use crate::list::{self, Change, Limits, ListName, Summary, Version};
use crate::store::{Commit, Store, What};
use crate::transfer::{EntryJson, ExportJson};

/// What becomes of lists that are there already.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::cli) enum Present {
    /// They stay, and nothing is restored.
    Keep,
    /// They end, and those of the backup begin.
    Replace,
}

/// Looks through a backup, and then writes its lists. They are written past
/// their servers, so there must be none.
pub(in crate::cli) async fn restore(
    file: &Path,
    present: Present,
    store: &dyn Store,
    limits: &Limits,
) -> anyhow::Result<Outcome> {
    let names = look_through(file, limits).await?;
    let there = store.summaries(None, usize::MAX).await?;
    let there: Vec<_> =
        there.into_iter().filter(|it| names.contains(&it.name)).collect();
    if let ([first, ..], Present::Keep) = (there.as_slice(), present) {
        bail!(
            "nothing was restored: {} of {} lists are there already, such as \
             {}; --replace replaces them, and --data restores elsewhere",
            there.len(),
            names.len(),
            first.name
        );
    }
    let mut backup = Backup::open(file).await?;
    let mut entries = 0;
    while let Some(saved) = backup.next(limits).await? {
        entries += saved.entries.len();
        let old = there.iter().find(|there| there.name == saved.list);
        if let Some(old) = old {
            store.commit(ended(old.clone())).await?;
        }
        store.commit(begun(saved)).await?;
    }
    backup.progress.finish();
    let lists = counted(names.len(), "list", "lists");
    let entries = counted(entries, "entry", "entries");
    print_line(format_args!("Restored {lists}, {entries}"))?;
    Ok(Outcome::Done)
}

/// Reads a backup as if it were restored. Returns the names of its lists.
async fn look_through(
    file: &Path,
    limits: &Limits,
) -> anyhow::Result<BTreeSet<ListName>> {
    let mut backup = Backup::open(file).await?;
    let mut names = BTreeSet::new();
    while let Some(saved) = backup.next(limits).await? {
        let name = saved.list.clone();
        ensure!(
            names.insert(saved.list),
            "{}: the list {name} is there twice",
            backup.place()
        );
    }
    backup.progress.finish();
    Ok(names)
}

/// A backup, line by line.
struct Backup<'a> {
    file: &'a Path,
    lines: Lines<BufReader<fs::File>>,
    line: usize,
    progress: Progress,
}

impl<'a> Backup<'a> {
    async fn open(file: &'a Path) -> anyhow::Result<Self> {
        let unreadable = || format!("cannot read {}", file.display());
        let opened = fs::File::open(file).await.with_context(unreadable)?;
        let length = opened.metadata().await.with_context(unreadable)?.len();
        let length = usize::try_from(length).unwrap_or(usize::MAX);
        let lines = BufReader::new(opened).lines();
        let progress = Progress::of_bytes(length);
        Ok(Self { file, lines, line: 0, progress })
    }

    fn place(&self) -> String {
        format!("{}:{}", self.file.display(), self.line)
    }

    /// Returns the next list, if it is one that there can be.
    async fn next(
        &mut self,
        limits: &Limits,
    ) -> anyhow::Result<Option<ExportJson>> {
        self.line += 1;
        let line = self.lines.next_line().await;
        let Some(line) = line.with_context(|| self.place())? else {
            return Ok(None);
        };
        self.progress.advance(line.len() + 1);
        let saved = serde_json::from_str(&line)
            .map_err(anyhow::Error::from)
            .and_then(|saved| check(saved, limits));
        let saved = saved.with_context(|| {
            format!("{}: that is no line of a backup", self.place())
        })?;
        Ok(Some(saved))
    }
}

fn check(saved: ExportJson, limits: &Limits) -> anyhow::Result<ExportJson> {
    let entries = saved.entries.len();
    ensure!(
        entries <= limits.entries,
        "{} has {entries} entries, and may have {}; --entries, or entries in \
         the configuration, allows more",
        saved.list,
        limits.entries
    );
    let mut last = 0;
    for EntryJson { id, title, .. } in &saved.entries {
        ensure!(*id > last, "entry {id} does not come after entry {last}");
        last = *id;
        ensure!(
            title.len() <= limits.title_bytes,
            "the title of entry {id} is longer than {} bytes",
            limits.title_bytes
        );
        ensure!(
            !title.contains(char::is_control),
            "the title of entry {id} has a control character"
        );
    }
    Ok(saved)
}

fn ended(list: Summary) -> Commit {
    Commit {
        builds_on: Some(list.version),
        list,
        what: What::Ended,
        receipts: Vec::new(),
        forgotten: Vec::new(),
    }
}

/// What begins a list as it was. It is another list than the one that was
/// saved, so that nobody takes a state of that one for a state of this.
fn begun(saved: ExportJson) -> Commit {
    let changes: Vec<_> = saved
        .entries
        .into_iter()
        .map(|entry| {
            Change::of(
                entry.id,
                list::Entry {
                    title: entry.title.into(),
                    date: entry.date,
                    done: entry.done,
                    version: entry.version.number,
                    created: entry.created,
                    updated: entry.updated,
                },
            )
        })
        .collect();
    let entries = changes.iter().filter_map(|change| change.entry.as_ref());
    let number = entries.clone().map(|entry| entry.version).max();
    let list = Summary {
        name: saved.list,
        version: Version {
            list: fastrand::u64(..),
            number: number.unwrap_or(1),
        },
        entries: changes.len(),
        open: entries.filter(|entry| !entry.done).count(),
        last_id: changes.last().map_or(0, |change| change.id),
    };
    Commit {
        builds_on: None,
        list,
        what: What::Changed(Arc::from(changes)),
        receipts: Vec::new(),
        forgotten: Vec::new(),
    }
}
