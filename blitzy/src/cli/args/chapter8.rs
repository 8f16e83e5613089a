//! What `blitzy chapter8` takes.

use clap::{Args, ValueEnum};

use super::how::Remote;
use crate::book::demo;
use crate::cli::values::at_most;

/// What `blitzy chapter8` takes.
#[derive(Debug, Args)]
pub(in crate::cli) struct Chapter8 {
    /// Run one step only, and show its report [default: supervised, if there
    /// is a number or a URL].
    #[arg(long, value_name = "STEP")]
    pub(in crate::cli) step: Option<Step>,

    /// Send so many requests, all at once [default: 10].
    #[arg(short = 'n', long, value_name = "N")]
    #[arg(value_parser = at_most::<20_000>)]
    pub(in crate::cli) requests: Option<usize>,

    /// What to ask for [default: a server within this program].
    pub(in crate::cli) url: Option<String>,

    #[command(flatten)]
    pub(in crate::cli) remote: Remote,
}

/// A step of the chapter.
#[derive(Clone, Copy, Debug, ValueEnum)]
pub(in crate::cli) enum Step {
    /// Processes that send their results to a caller.
    Caller,
    /// Tasks that are awaited.
    Tasks,
    /// Tasks under a supervisor.
    Supervised,
}

impl From<Step> for demo::Step {
    fn from(step: Step) -> Self {
        match step {
            Step::Caller => Self::Caller,
            Step::Tasks => Self::Tasks,
            Step::Supervised => Self::Supervised,
        }
    }
}

impl Chapter8 {
    /// Returns whether nothing was said, which means all of it.
    pub(in crate::cli) fn is_whole(&self) -> bool {
        let Self { step, requests, url, .. } = self;
        step.is_none() && requests.is_none() && url.is_none()
    }
}
