//! What is shown of a run, and where it goes.

use clap::Args;

use crate::cli::destination::Destination;
use crate::report::Threshold;

/// What is shown of a run, and where it goes.
#[derive(Clone, Debug, Args)]
#[command(next_help_heading = "What is shown")]
pub(in crate::cli) struct Shown {
    /// Write all there is as JSON, for programs and for the other commands.
    #[arg(long, value_name = "FILE|-")]
    pub(in crate::cli) json: Option<Destination>,

    /// Write the seconds as CSV.
    #[arg(long, value_name = "FILE|-")]
    pub(in crate::cli) csv: Option<Destination>,

    /// Write a page with plots, which needs nothing but itself.
    #[arg(long, value_name = "FILE|-")]
    pub(in crate::cli) html: Option<Destination>,

    /// End with exit code 99 if this threshold is broken, such as
    /// 'p99>250ms', 'succeeded<99%' or 'rate<100'; may be repeated.
    ///
    /// The words are those of the table: p50 to p99.99, mean, min and max;
    /// succeeded, failed, errors, unfinished and missed, as numbers or shares;
    /// and rate, of those that succeeded.
    #[arg(long, value_name = "THRESHOLD")]
    pub(in crate::cli) fail_if: Vec<Threshold>,
}
