//! What may be done to a pool.

use std::fmt;
use std::time::Duration;

use pooly::pool::Order;

/// A pool and all that is done to it.
pub(crate) struct Run {
    pub(crate) plan: Plan,
    pub(crate) steps: Vec<Step>,
    pub(crate) last: Last,
    /// Where what is left to chance begins.
    pub(crate) seed: u64,
}

/// How the pool is made.
#[derive(Clone, Debug)]
pub(crate) struct Plan {
    pub(crate) size: usize,
    pub(crate) max_overflow: usize,
    pub(crate) min_idle: usize,
    pub(crate) linger: Duration,
    pub(crate) order: Order,
    pub(crate) max_queue: usize,
    pub(crate) idle_timeout: Option<Duration>,
    pub(crate) max_lifetime: Option<Duration>,
}

/// What is done before anybody else gets a turn.
pub(crate) type Step = Vec<Operation>;

/// A number stands for one of those there are at the time.
#[derive(Clone, Debug)]
pub(crate) enum Operation {
    /// Somebody new asks for a worker.
    Ask(Ask),
    /// One of those who hold a worker is done with it.
    Finish(usize, Finish),
    /// One of the callers stops at its await, whichever that is.
    Cancel(usize),
    KillCaller(usize),
    /// A worker that is a process is killed; another is unfit from now on.
    KillWorker(usize),
    KillServer,
    KillWorkerSupervisor,
    KillPoolSupervisor,
    /// Kills a process that starts or resets a worker.
    KillErrand(usize),
    /// From now on this is what happens.
    Behave(Part, Behaviour),
    Resize(usize),
    /// Somebody waits until the pool is filled.
    Ready,
    Wait(Duration),
    /// Others get so many turns.
    Yield(usize),
}

#[derive(Clone, Copy, Debug)]
pub(crate) struct Ask {
    pub(crate) way: Way,
    /// How long a checkout waits.
    pub(crate) within: Duration,
    /// After how many polls the caller stops, if it does.
    pub(crate) polls: Option<usize>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Way {
    Checkout,
    TryCheckout,
    Transaction,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Finish {
    Checkin,
    Discard,
    Panic,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Part {
    Start,
    Reset,
    Close,
    Check,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Behaviour {
    Works,
    Takes(Duration),
    Fails,
    Panics,
    Hangs,
}

/// How the pool ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Last {
    /// Its supervisor stops it.
    Stop,
    Close,
    Drain,
}

impl fmt::Debug for Run {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{:?}, seed {}", self.plan, self.seed)?;
        for (number, step) in self.steps.iter().enumerate() {
            writeln!(f, "{number}. {step:?}")?;
        }
        writeln!(f, "{:?}", self.last)
    }
}
