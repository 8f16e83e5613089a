//! What is done to a supervisor, and how a run of it reads.

use std::fmt;
use std::time::Duration;

use actor_core::supervisor::{AutoShutdown, Intensity, Strategy};

use super::child::{End, IDS, Start, Traits};

/// A supervisor and all that is done to it.
pub(crate) struct Run {
    pub(crate) plan: Plan,
    pub(crate) steps: Vec<Step>,
}

/// How the supervisor is started.
#[derive(Clone, Debug)]
pub(crate) enum Plan {
    Fixed(Flags, Vec<(Traits, Vec<Start>)>),
    Dynamic(Intensity, usize),
}

#[derive(Clone, Copy, Debug)]
pub(crate) struct Flags {
    pub(crate) strategy: Strategy,
    pub(crate) intensity: Intensity,
    pub(crate) auto_shutdown: AutoShutdown,
}

/// What is done before the supervisor gets a turn. One that is full can not be
/// kept waiting, and has a turn after each operation.
pub(crate) type Step = Vec<Operation>;

/// A number stands for a child, or for an id.
#[derive(Clone, Debug)]
pub(crate) enum Operation {
    StartChild(Traits, Vec<Start>),
    TerminateChild(usize),
    RestartChild(usize),
    DeleteChild(usize),
    WhichChildren,
    CountChildren,
    /// A child ends by itself. If anything is said of its next starts, this
    /// is what comes of them.
    End(usize, End, Vec<Start>),
    /// A child ends by itself after this time, unless it ends or is told to
    /// stop before. The supervisor may be busy then.
    EndLater(usize, End, Duration),
    /// Says what comes of a child's next starts.
    Script(usize, Vec<Start>),
    Wait(Duration),
    /// The parent tells the supervisor to stop.
    Stop(End),
}

impl fmt::Debug for Run {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.plan {
            Plan::Fixed(flags, children) => {
                writeln!(f, "{flags:?}")?;
                for (traits, script) in children {
                    writeln!(f, "  {}: {traits:?} {script:?}", IDS[traits.id])?;
                }
            }
            Plan::Dynamic(intensity, max_children) => {
                writeln!(f, "{intensity:?}, max_children: {max_children}")?;
            }
        }
        for (number, step) in self.steps.iter().enumerate() {
            writeln!(f, "{number}. {step:?}")?;
        }
        Ok(())
    }
}
