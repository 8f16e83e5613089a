//! What a model says of a supervisor: what it makes of its mailbox.

use actor_core::ExitReason;
use actor_core::supervisor::Counts;

use super::child::{End, Life};
use super::seen::Listed;
use super::world::World;

/// One kind of supervisor, as OTP describes it.
pub(crate) trait Contract: Send {
    /// Starts the children that it has from the beginning. If it cannot, the
    /// error says this.
    fn start(&mut self, world: &mut World) -> Result<(), String>;

    /// Deals with one message. Returns a reason if that ends the supervisor,
    /// which has not stopped its children yet.
    fn receive(
        &mut self,
        world: &mut World,
        letter: Letter,
    ) -> Option<ExitReason>;

    /// Stops all children.
    fn stop(&mut self, world: &mut World);

    fn list(&self, world: &World) -> (Vec<Listed>, Counts);

    /// Returns the children that are known, and the processes of those that
    /// have one.
    fn children(&self) -> Vec<(usize, Option<Life>)>;

    /// Returns which child is asked for by a number.
    fn target(&self, number: usize) -> Target;

    /// Returns whether it refuses to start any more children.
    fn is_full(&self) -> bool {
        false
    }
}

/// What is in the mailbox of a supervisor.
#[derive(Clone, Debug)]
pub(crate) enum Letter {
    Exit(Life, End),
    Asked(usize, Request),
    TryAgain(Target),
    Parent(End),
}

#[derive(Clone, Copy, Debug)]
pub(crate) enum Request {
    /// Starts the child with this number.
    Start(usize),
    Terminate(Target),
    /// These two name one of the ids.
    Restart(usize),
    Delete(usize),
    Which,
    Count,
}

/// A child: one with this id, or with this process.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Target {
    Id(usize),
    Process(Life),
}

/// What came of a start.
pub(crate) enum Started {
    Runs(Life),
    Ignored,
    Failed(String),
}
