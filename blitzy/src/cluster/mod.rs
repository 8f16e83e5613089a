//! Many machines, each a node of a cluster, put one target under load
//! together, and there is one report.
//!
//! | file | what it is |
//! |---|---|
//! | `share` | how much each node sends, and which requests |
//! | `order` | what a node is asked to do, and why it does not |
//! | `host` | the server of a node: one run at a time |
//! | `shift` | a process of a node that sends its share |
//! | `meeting` | before the start: who is there, and what time it is there |
//! | `coordinator` | the run: begins it, and puts it together |
//! | `roll` | the nodes of a run, and what each has told |
//! | `seconds` | the seconds of all nodes, as one row |
//! | `clock` | how far the clock of a node is ahead |
//!
//! A node is started by [`serve`], and a run by [`start_link`] on any other
//! node, which sends no requests itself: it would measure its own work for the
//! others. Nodes report every second what they have counted, in a
//! [`Tally`](crate::measure::Tally). So of a node that is lost all is there but
//! its last second.
//!
//! Whoever knows the cookie of a node can make it send requests, as far as the
//! node's own [`Permission`] goes; what goes between nodes, passwords for the
//! target included, can be read on the way.
//!
//! # Left out
//!
//! A node that comes when a run has begun has no part in it: what it would send
//! belongs to others. That includes one that was lost and started again.

mod clock;
mod coordinator;
mod host;
mod meeting;
mod order;
mod roll;
mod seconds;
mod share;
mod shift;

use std::time::Duration;

use actor_core::gen_server::StartError;
use actor_core::{GenServer, Node, NodeName, ProcessRef, process};
use tokio::sync::oneshot;

pub use host::Notice;
pub use meeting::{ClusterError, Problem};
pub use order::Refusal;

use crate::engine;
use crate::plan::Plan;
use crate::run::Progress;
use crate::target::Shape;
use crate::target::safety::Permission;
use coordinator::Told;
use host::{HOST, Host};

/// Everything that nodes need for a run.
#[derive(Clone)]
pub struct Work {
    /// How much all of them ask together, how fast, and for how long.
    pub plan: Plan,
    /// What is asked. Files that it names are read before it is sent.
    pub shape: Shape,
    /// How.
    pub engine: engine::Settings,
    /// How long a node may be silent before it is taken for lost; a node
    /// whose connection is lost is lost at once.
    pub patience: Duration,
    /// What becomes of the share of a node that is lost.
    pub on_loss: OnLoss,
}

/// What becomes of the share of a node that is lost.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum OnLoss {
    /// It is missing, and the report says so.
    #[default]
    Report,
    /// What it is not known to have sent is sent by the others, if there is a
    /// number of requests. What it had sent in its last second is sent twice.
    Redistribute,
}

/// A run on a cluster that was started.
#[derive(Clone, Debug)]
pub struct ClusterRef(ProcessRef<Told>);

/// Takes part in runs of others, in a server that is linked to the current
/// process, and tells `notice` of each in a line.
///
/// # Errors
///
/// If it does so already.
///
/// # Panics
///
/// Outside of a process.
pub async fn serve(
    permission: Permission,
    notice: Notice,
) -> Result<(), StartError> {
    let host = Host::starter((permission, notice)).named(HOST);
    host.start_link().await.map(drop)
}

/// Starts a run on these nodes, each of which [serves](serve), and tells
/// `audience` how it goes. The run is linked to the current process.
///
/// All nodes are connected, have accepted their shares, and have opened their
/// connections when it returns; then they begin together.
///
/// # Errors
///
/// If that is not so for one of them, and nobody has sent anything; see
/// [`ClusterError`].
///
/// # Panics
///
/// Outside of a process.
pub async fn start_link(
    nodes: Vec<NodeName>,
    mut work: Work,
    audience: ProcessRef<Progress>,
) -> Result<ClusterRef, ClusterError> {
    let node = Node::current().ok_or(ClusterError::NoNode)?;
    work.shape = work.shape.with_files_read()?;
    let (tell, told) = oneshot::channel();
    let coordinator = process::spawn_link(async move |mut mailbox| {
        process::set_label("coordinator of a cluster");
        let met = meeting::meet(&mut mailbox, &node, nodes, work).await;
        match met {
            Ok(met) => {
                // Who asked may not want to know any more.
                let _ = tell.send(Ok(()));
                coordinator::run(mailbox, node, met, audience).await;
            }
            Err(error) => {
                let _ = tell.send(Err(error));
            }
        }
    });
    told.await.unwrap_or(Err(ClusterError::Crashed))?;
    Ok(ClusterRef(coordinator))
}

impl ClusterRef {
    /// Stops the run now. Its audience gets what was measured so far; requests
    /// that are under way are counted as unfinished.
    pub fn stop(&self) {
        self.0.send(Told::Stop);
    }
}
