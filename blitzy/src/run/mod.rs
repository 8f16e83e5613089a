//! Who sends the requests: a process for each connection, a group of them, and
//! a coordinator of groups.
//!
//! | file | what it is |
//! |---|---|
//! | `measured` | what comes out |
//! | `coordinator` | puts together what the groups count |
//! | `group`, `engines` | the connections of one machine, and their clock |
//! | `news` | what a group tells of itself |
//! | `connection` | what a connection does: in the closed model, in the open one |
//! | `course` | what the connections of a group share |
//! | `lane` | where they count |
//! | `schedule`, `pacer`, `queue` | when requests are due, in the open model |
//! | `cost`, `limits` | what it costs this machine, and how much that allows |
//!
//! A group tells once a second what it has counted, in a
//! [`Tally`](crate::measure::Tally), and knows nothing of other groups. So it
//! does not matter where it runs: [`cluster`](crate::cluster) has many.

mod connection;
mod coordinator;
pub(crate) mod cost;
mod course;
pub(crate) mod engines;
pub(crate) mod group;
mod lane;
pub(crate) mod limits;
mod measured;
mod news;
mod pacer;
mod queue;
mod schedule;

use actor_core::{GenServer, ProcessRef};
use coordinator::Coordinator;
use engines::Engines;
pub(crate) use measured::MOST_SECONDS;
pub use measured::{Cost, Ended, Measured, NodeShare, Second};
pub(crate) use news::{Last, News, Part};

use crate::engine::{self, SetupError};
use crate::plan::Plan;
use crate::target::Target;

/// Everything that a run needs.
#[derive(Clone, Debug)]
pub struct Job {
    /// How much is asked, how fast, and for how long.
    pub plan: Plan,
    /// What is asked.
    pub target: Target,
    /// How.
    pub engine: engine::Settings,
}

/// How a run goes.
#[derive(Clone, Debug)]
pub enum Progress {
    /// All connections that could be opened are; the first request is sent.
    Started,
    /// A second is over.
    Second(Second),
    /// The run is over. Sent once, last.
    Ended(Box<Measured>),
}

/// A run that was started.
#[derive(Clone, Debug)]
pub struct RunRef(ProcessRef<coordinator::Message>);

/// Starts a run, linked to the current process, and tells `audience` how it
/// goes.
///
/// # Errors
///
/// If the engine cannot be set up as the job says. That nobody answers is no
/// error, but counted.
///
/// # Panics
///
/// Outside of a process.
pub async fn start_link(
    job: Job,
    audience: ProcessRef<Progress>,
) -> Result<RunRef, SetupError> {
    let engines = Engines::new(&job)?;
    Coordinator::start_link((job.plan, engines, audience))
        .await
        .map(RunRef)
        .map_err(|error| SetupError::Refused(error.to_string()))
}

impl RunRef {
    /// Stops the run now. Its audience gets what was measured so far; requests
    /// that are under way are counted as unfinished.
    pub fn stop(&self) {
        self.0.cast(coordinator::Message::Stop);
    }
}
