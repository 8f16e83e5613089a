//! What the commands take that read reports.

use std::path::PathBuf;

use clap::Args;

use super::shown::Shown;
use crate::cli::destination::Destination;
use crate::cli::values::percent;

/// What `blitzy compare` takes.
#[derive(Debug, Args)]
pub(in crate::cli) struct Compare {
    /// The report to compare with, in JSON.
    pub(in crate::cli) before: PathBuf,

    /// The other one.
    pub(in crate::cli) after: PathBuf,

    /// Write the comparison as JSON.
    #[arg(long, value_name = "FILE|-")]
    pub(in crate::cli) json: Option<Destination>,

    /// End with exit code 99 if a number is worse by more than so many
    /// percent, such as 10%.
    #[arg(long, value_name = "PERCENT", value_parser = percent)]
    pub(in crate::cli) fail_if_worse: Option<f64>,
}

/// What `blitzy merge` takes.
#[derive(Debug, Args)]
pub(in crate::cli) struct Merge {
    /// Reports, in JSON.
    #[arg(required = true, num_args = 2.., value_name = "REPORT")]
    pub(in crate::cli) reports: Vec<PathBuf>,

    #[command(flatten)]
    pub(in crate::cli) shown: Shown,
}

/// What `blitzy report` takes.
#[derive(Debug, Args)]
pub(in crate::cli) struct Saved {
    /// The report, in JSON.
    pub(in crate::cli) report: PathBuf,

    #[command(flatten)]
    pub(in crate::cli) shown: Shown,
}
