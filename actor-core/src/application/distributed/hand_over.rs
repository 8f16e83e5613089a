//! Names of the cluster that move with an application.
//!
//! The application is started on its new node while the old one runs it. What
//! is started there meanwhile takes the global names that processes of the old
//! node have. Those processes are noted, so that they answer what has reached
//! them before they are stopped, or get their names back if the start fails.

use std::sync::Arc;
use std::time::Duration;

use tokio::task::JoinSet;
use tokio::time::timeout;

use crate::application::{Applications, StartType};
use crate::node::{Global, Node, NodeName, global};
use crate::pid::Pid;
use crate::process;
use crate::sync::Mutex;
use crate::sys;
use crate::system::{Kernel, System};

/// How long nodes and processes have to show that nothing is under way any
/// more. Nodes that are well need a moment.
const PATIENCE: Duration = Duration::from_secs(1);

/// A name that a process had before its application moved.
pub(in crate::application) struct HandOver {
    name: Global,
    pid: Pid,
}

/// The masters of the applications that are moving here, and from where.
#[derive(Default)]
pub(in crate::application) struct Takeovers(Mutex<Vec<(Pid, NodeName)>>);

/// An application is moving here until this is dropped.
pub(in crate::application) struct Takeover {
    kernel: Arc<Kernel>,
    master: Pid,
}

impl Takeover {
    /// Says that the application of the current process is moving here, if it
    /// is.
    pub(in crate::application) fn begin(
        kernel: &Arc<Kernel>,
        start_type: &StartType,
    ) -> Option<Self> {
        let StartType::Takeover(node) = start_type else { return None };
        let master = process::id();
        let takeovers = &kernel.applications.takeovers;
        takeovers.0.lock().push((master, node.clone()));
        Some(Self { kernel: kernel.clone(), master })
    }
}

impl Drop for Takeover {
    fn drop(&mut self) {
        let mut takeovers = self.kernel.applications.takeovers.0.lock();
        takeovers.retain(|(master, _)| *master != self.master);
    }
}

impl Applications {
    /// Returns from which node the application is moving here that the current
    /// process is started for, if there is one.
    pub(crate) fn moves_from(&self) -> Option<NodeName> {
        let above = process::ancestors(&*process::me());
        let takeovers = self.takeovers.0.lock();
        let takeover = takeovers.iter().find(|it| above.contains(&it.0));
        takeover.map(|(_, node)| node.clone())
    }

    /// Notes that a process of this node has lost a name to another one.
    pub(crate) fn name_was_taken(
        &self,
        kernel: &Arc<Kernel>,
        name: Global,
        pid: Pid,
    ) {
        if let Some(process) = kernel.find(pid) {
            let above = process::ancestors(&*process);
            self.note_hand_over(&above, HandOver { name, pid });
        }
    }
}

/// Waits until processes have handled what was sent to them by their names.
pub(super) async fn settle(system: &System, handed_over: Vec<HandOver>) {
    let Some(node) = system.node().filter(|_| !handed_over.is_empty()) else {
        return;
    };
    // What a node sent before it knew the new owner is here before its answer.
    let mut pings = JoinSet::new();
    for other in node.nodes() {
        let node: Node = node.clone();
        pings.spawn(async move { timeout(PATIENCE, node.ping(&other)).await });
    }
    pings.join_all().await;
    for HandOver { pid, .. } in handed_over {
        // A server answers this behind what it was sent before. What is none,
        // or does not answer, is stopped as it is.
        let _ = timeout(PATIENCE, sys::get_status(pid)).await;
    }
}

/// Gives processes their names back.
pub(super) async fn take_back(handed_over: Vec<HandOver>) {
    for HandOver { name, pid } in handed_over {
        if process::is_alive(pid)
            && let Err(error) = global::re_register(&name, pid).await
        {
            tracing::error!(%name, %error, "a name cannot be given back");
        }
    }
}
