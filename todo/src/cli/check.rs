//! `todo check`: whether the database is in order.

use std::process::ExitCode;

use serde_json::json;

use super::args::Check;
use super::output::{note, print_json, print_line};
use crate::config::Config;
use crate::store::{self, Report};

pub(super) fn run(check: &Check, config: &Config) -> anyhow::Result<ExitCode> {
    let folder = &config.store.folder;
    let report = store::check(folder)?;
    if check.json {
        print_json(&json!({
            "lists": report.lists,
            "entries": report.entries,
            "repaired": report.repaired,
            "problems": report.problems,
            "problem_count": report.problem_count,
        }))?;
    } else {
        show(&report)?;
    }
    if !report.is_sound() {
        note("todo backup saves what can be read; restore it elsewhere");
        return Ok(ExitCode::FAILURE);
    }
    if check.compact {
        let store::Compacted { before, after } = store::compact(folder)?;
        note(format_args!("{before} bytes before, {after} bytes now"));
    }
    Ok(ExitCode::SUCCESS)
}

fn show(report: &Report) -> anyhow::Result<()> {
    let Report { lists, entries, .. } = report;
    print_line(format_args!("lists: {lists}, entries: {entries}"))?;
    if report.repaired {
        print_line("the file was repaired")?;
    }
    for problem in &report.problems {
        print_line(problem)?;
    }
    let untold = report.problem_count - report.problems.len();
    if untold > 0 {
        print_line(format_args!("and {untold} more like these"))?;
    }
    if report.is_sound() {
        print_line("all is in order")?;
    }
    Ok(())
}
