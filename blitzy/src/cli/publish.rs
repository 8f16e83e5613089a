//! A report, written to all places where it is wanted.

use std::io;

use anyhow::Context;

use super::args::Shown;
use super::destination::Destination;
use super::output::{note, print_line};
use super::usage::UsageError;
use crate::report::{Report, csv, html, text};

/// Writes a report as a document.
type Write = fn(&Report) -> String;

impl Shown {
    /// Finds out, before there is anything to write, whether it can be.
    pub(super) fn check(&self) -> anyhow::Result<()> {
        let all = [&self.json, &self.csv, &self.html];
        let all: Vec<_> = all.into_iter().flatten().collect();
        for (index, destination) in all.iter().enumerate() {
            if all[..index].contains(destination) {
                return Err(UsageError(format!(
                    "two reports cannot go to {destination}: name another \
                     file for one of them"
                ))
                .into());
            }
            destination.check_for("a report")?;
        }
        Ok(())
    }

    /// Writes a report to files, and to stdout what is to go there: the table,
    /// unless something else is.
    pub(super) fn publish(&self, report: &Report) -> anyhow::Result<()> {
        let documents: [(_, Write); 3] =
            [(&self.json, json), (&self.csv, csv), (&self.html, html)];
        let mut failures = Vec::new();
        let mut on_stdout = None;
        for (destination, write) in documents {
            match destination {
                None => {}
                Some(Destination::Stdout) => on_stdout = Some(write(report)),
                Some(file) => {
                    let written = file.write(&write(report));
                    let written = written
                        .with_context(|| format!("cannot write to {file}"));
                    failures.extend(written.err());
                }
            }
        }
        // A run is not lost because a file is: the rest is shown all the same.
        let shown = match on_stdout {
            Some(document) => {
                note_broken(report);
                Destination::Stdout.write(&document)
            }
            None => print_line(text(report).trim_end()),
        };
        // Who closes a pipe has read enough.
        let shown = shown
            .or_else(|error| match error.kind() {
                io::ErrorKind::BrokenPipe => Ok(()),
                _ => Err(error),
            })
            .context("cannot write to stdout");
        failures.extend(shown.err());
        for failure in failures.iter().skip(1) {
            note(format_args!("{failure:#}"));
        }
        failures.into_iter().next().map_or(Ok(()), Err)
    }
}

fn json(report: &Report) -> String {
    let json = serde_json::to_string(report);
    json.expect("a report has a form in JSON") + "\n"
}

/// Tells what the table would have told.
fn note_broken(report: &Report) {
    for verdict in report.verdicts.iter().filter(|it| it.is_broken) {
        note(format_args!("{}: {}", verdict.text, verdict.measured));
    }
}
