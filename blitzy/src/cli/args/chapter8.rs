//! What `blitzy chapter8` takes.

use actor_core::NodeName;
use clap::{Args, ValueEnum};

use super::cluster::Member;
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

    /// Divide the requests among this program and these nodes, which blitzy
    /// node has started; who is not there is left out.
    #[arg(long, value_name = "NAME@HOST,..", value_delimiter = ',')]
    #[arg(conflicts_with = "step", requires = "url")]
    pub(in crate::cli) nodes: Vec<NodeName>,

    /// With --nodes: the name of this program.
    #[arg(long, value_name = "NAME@HOST", default_value = "a@127.0.0.1")]
    pub(in crate::cli) name: NodeName,

    #[command(flatten)]
    pub(in crate::cli) member: Member,

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
