//! Lists come from files and go to files.

use std::path::{Path, PathBuf};

use anyhow::Context;
use tokio::fs;
use tokio::io::{self, AsyncReadExt, AsyncWriteExt, BufWriter};

use super::{Outcome, of_list};
use crate::cli::args::{Format, Import, ImportFormat};
use crate::cli::client::{self, Client};
use crate::cli::output::{counted, note, print_json, print_line};
use crate::cli::progress::Progress;
use crate::list::ListName;

/// What stands for stdin, and for stdout.
const STREAM: &str = "-";

pub(super) async fn import<C: Client>(
    import: &Import,
    client: &C,
    list: &ListName,
) -> anyhow::Result<Outcome> {
    let file = import.file.display();
    let text = read(&import.file)
        .await
        .with_context(|| format!("cannot read {file}"))?;
    let progress = Progress::of_bytes(text.len());
    let imported = client
        .import(
            list,
            client::Import {
                text,
                format: import.format(),
                is_atomic: import.all_or_nothing,
                progress: &progress,
            },
        )
        .await;
    progress.finish();
    let imported = imported?;
    for error in &imported.errors {
        note(format_args!("{file}:{}: {}", error.line, error.message));
    }
    if import.shown.json {
        print_json(&imported)?;
    } else {
        let added = counted(imported.added, "entry", "entries");
        print_line(format_args!("Added {added} to {list}"))?;
    }
    Ok(Outcome::of(imported.errors.is_empty()))
}

impl Import {
    fn format(&self) -> ImportFormat {
        let is_json = self.file.extension().is_some_and(|end| end == "json");
        let by_name =
            if is_json { ImportFormat::Json } else { ImportFormat::Csv };
        self.format.unwrap_or(by_name)
    }
}

async fn read(file: &Path) -> io::Result<Vec<u8>> {
    if file != Path::new(STREAM) {
        return fs::read(file).await;
    }
    let mut text = Vec::new();
    io::stdin().read_to_end(&mut text).await?;
    Ok(text)
}

pub(super) async fn export<C: Client>(
    format: Format,
    client: &C,
    list: &ListName,
) -> anyhow::Result<Outcome> {
    let mut stdout = BufWriter::new(io::stdout());
    let exported = client.export(list, format, &mut stdout).await;
    exported.map_err(of_list(list))?;
    stdout.flush().await?;
    Ok(Outcome::Done)
}

/// Writes all lists to a file, which is there once it is complete.
pub(super) async fn backup<C: Client>(
    file: &Path,
    client: &C,
) -> anyhow::Result<Outcome> {
    if file == Path::new(STREAM) {
        let mut stdout = BufWriter::new(io::stdout());
        client.export_all(&mut stdout).await?;
        stdout.flush().await?;
        return Ok(Outcome::Done);
    }
    let beside = beside(file);
    let written = write_all(&beside, client).await;
    let renamed = match written {
        Ok(()) => fs::rename(&beside, file).await.map_err(Into::into),
        error => error,
    };
    if renamed.is_err() {
        // It may not even have been made.
        let _ = fs::remove_file(&beside).await;
    }
    renamed.with_context(|| {
        format!("no backup was written to {}", file.display())
    })?;
    print_line(format_args!("Saved in {}", file.display()))?;
    Ok(Outcome::Done)
}

/// Returns where a file grows, in the folder where it will be.
fn beside(file: &Path) -> PathBuf {
    let mut name = file.file_name().unwrap_or_default().to_owned();
    name.push(format!(".{}.part", std::process::id()));
    file.with_file_name(name)
}

async fn write_all<C: Client>(file: &Path, client: &C) -> anyhow::Result<()> {
    let mut to = BufWriter::new(fs::File::create(file).await?);
    client.export_all(&mut to).await?;
    to.flush().await?;
    to.get_ref().sync_all().await?;
    Ok(())
}
