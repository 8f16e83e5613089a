//! The child of the sample runs: a process that says what it is told, until it
//! is told to stop.

use actor_core::supervisor::{self, Restart};
use actor_core::{Mailbox, process};

use super::ChildSpec;
use crate::show;

/// What a worker is told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Message {
    /// Say this.
    Say(String),
    /// End in order.
    Stop,
}

/// What a worker is called.
pub const NAME: &str = "ThyWorker";

/// Returns how [`ThySupervisor`](super::ThySupervisor) starts a worker: it is
/// spawned here, and linked there.
pub fn spec() -> ChildSpec {
    ChildSpec::new(NAME, async || Some(process::spawn(work).pid()))
}

/// Returns how a supervisor of the library starts a worker: spawned and linked
/// in one step. One that stops in order is not started again.
pub fn child_spec() -> supervisor::ChildSpec<Message> {
    let start = async || Ok(process::spawn_link(work));
    supervisor::ChildSpec::new(NAME, start).restart(Restart::Transient)
}

async fn work(mut mailbox: Mailbox<Message>) {
    while let Message::Say(words) = mailbox.receive().await {
        show!("{} says {words:?}", process::id());
    }
}
