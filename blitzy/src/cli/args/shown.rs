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

    /// End with exit code 99 if this is so, such as 'p99>250ms', 'errors>1%'
    /// or 'rate<100'; may be repeated.
    #[arg(long, value_name = "CONDITION")]
    pub(in crate::cli) fail_if: Vec<Threshold>,
}
