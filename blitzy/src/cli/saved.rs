//! `blitzy compare`, `merge` and `report`: what is done with reports that were
//! saved.

use std::process::ExitCode;

use super::args::{Compare, Merge, Saved, Shown};
use super::destination::Destination;
use super::output::{note, print_line};
use super::run::BROKEN;
use crate::report::compare::Change;
use crate::report::{self, Comparison, Report};

pub(super) fn compare(compare: &Compare) -> anyhow::Result<ExitCode> {
    if let Some(json) = &compare.json {
        json.check_for("the comparison")?;
    }
    let before = Report::read(&compare.before)?;
    let after = Report::read(&compare.after)?;
    let comparison = report::compare(&before, &after);
    if let Some(json) = &compare.json {
        json.write(&(serde_json::to_string(&comparison)? + "\n"))?;
    }
    if compare.json != Some(Destination::Stdout) {
        print_line(comparison.to_text().trim_end())?;
    }
    let limit = compare.fail_if_worse;
    let is_worse = limit.is_some_and(|limit| is_worse(&comparison, limit));
    Ok(if is_worse { ExitCode::from(BROKEN) } else { ExitCode::SUCCESS })
}

/// Tells what is worse by more than so many percent; returns whether anything
/// is.
fn is_worse(comparison: &Comparison, limit: f64) -> bool {
    let worse = comparison.rows.iter().filter(|row| {
        // From nothing to something is more than any percentage.
        let percent = row.percent.map_or(f64::INFINITY, f64::abs);
        row.change == Change::Worse && percent > limit
    });
    let names: Vec<_> = worse.map(|row| row.name.as_str()).collect();
    if !names.is_empty() {
        let names = names.join(", ");
        note(format_args!("worse by more than {limit} %: {names}"));
    }
    !names.is_empty()
}

pub(super) fn merge(merge: &Merge) -> anyhow::Result<ExitCode> {
    merge.shown.check()?;
    let reports: Result<Vec<_>, _> =
        merge.reports.iter().map(|file| Report::read(file)).collect();
    let merged = report::merge(&reports?)?;
    for warning in merged.warnings {
        note(warning);
    }
    show(merged.report, &merge.shown)
}

pub(super) fn report(saved: &Saved) -> anyhow::Result<ExitCode> {
    saved.shown.check()?;
    show(Report::read(&saved.report)?, &saved.shown)
}

/// What a saved report was broken by is shown, but only a threshold that is
/// given now makes this command fail.
fn show(report: Report, shown: &Shown) -> anyhow::Result<ExitCode> {
    if shown.fail_if.is_empty() {
        shown.publish(&report)?;
        return Ok(ExitCode::SUCCESS);
    }
    let report = report.with_thresholds(&shown.fail_if);
    shown.publish(&report)?;
    let is_broken = report.is_broken();
    Ok(if is_broken { ExitCode::from(BROKEN) } else { ExitCode::SUCCESS })
}
