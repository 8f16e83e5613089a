//! Locks of the cluster, for any purpose.

use std::time::Duration;

use tokio::time::sleep;

use super::Global;
use super::back_off::back_off;
use super::message::LockId;
use super::servers::{Servers, Unlock};
use crate::etf::Term;
use crate::node::{Node, NodeName};
use crate::process;

/// A lock that processes of several nodes exclude each other by.
///
/// ```no_run
/// use actor_core::node::global::{self, Aborted, Lock};
///
/// async fn move_list() -> Result<(), Aborted> {
///     let lock = Lock::new("bobs_list").retries(5);
///     global::trans(&lock, async || {
///         // Nobody else does this now.
///     })
///     .await
/// }
/// ```
#[derive(Clone, Debug)]
#[must_use = "a lock is not set until it is told to be"]
pub struct Lock {
    resource: Global,
    requester: Requester,
    nodes: Where,
    retries: Retries,
}

#[derive(Clone, Debug)]
enum Requester {
    ThisProcess,
    Of(Term),
}

#[derive(Clone, Debug)]
enum Where {
    Everywhere,
    On(Vec<NodeName>),
}

#[derive(Clone, Copy, Debug)]
enum Retries {
    Unlimited,
    AtMost(u32),
}

/// Others have the lock.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("others have the lock")]
pub struct Aborted;

impl Lock {
    /// Makes a lock on something that all agree to call this. A text is an
    /// atom, as in [`Global::new`].
    pub fn new(resource: impl Into<Global>) -> Self {
        Self {
            resource: resource.into(),
            requester: Requester::ThisProcess,
            nodes: Where::Everywhere,
            retries: Retries::Unlimited,
        }
    }

    /// Sets the lock for this requester, instead of the current process: all
    /// processes that set it for the same requester have it together.
    pub fn requester(mut self, requester: impl Into<Global>) -> Self {
        self.requester = Requester::Of(requester.into().term().clone());
        self
    }

    /// Sets the lock on these nodes, instead of this one and all visible ones
    /// that are connected. Only who sets it on the same nodes is excluded.
    pub fn nodes(mut self, nodes: impl IntoIterator<Item = NodeName>) -> Self {
        self.nodes = Where::On(nodes.into_iter().collect());
        self
    }

    /// Tries again so many times if others have the lock, instead of for as
    /// long as it takes.
    pub fn retries(mut self, retries: u32) -> Self {
        self.retries = Retries::AtMost(retries);
        self
    }

    fn id(&self, servers: &Servers) -> LockId {
        let requester = match &self.requester {
            Requester::ThisProcess => servers.pid(process::id()),
            Requester::Of(requester) => requester.clone(),
        };
        LockId(self.resource.term().clone(), requester)
    }

    fn all_nodes(&self, node: &Node) -> Vec<NodeName> {
        match &self.nodes {
            Where::Everywhere => {
                let own = node.name().clone();
                node.nodes().into_iter().chain([own]).collect()
            }
            Where::On(nodes) => nodes.clone(),
        }
    }

    /// Sets the lock on `nodes`, and returns whether it is set.
    async fn set(
        &self,
        servers: &Servers,
        id: &LockId,
        nodes: &[NodeName],
    ) -> bool {
        let mut tries = 0;
        while !servers.set_lock(id, nodes).await {
            if let Retries::AtMost(most) = self.retries
                && tries >= most
            {
                return false;
            }
            sleep(back_off(tries, Duration::from_secs(4))).await;
            tries += 1;
        }
        true
    }
}

/// Sets a lock: `global:set_lock`. Returns whether the current process has it.
///
/// It has it until it is [removed](del_lock), or the process ends. A node that
/// cannot be reached is not asked.
///
/// # Panics
///
/// Outside of a process.
///
/// # Cancellation
///
/// The lock is not set.
pub async fn set_lock(lock: &Lock) -> bool {
    let Some(node) = Node::current() else { return false };
    let nodes = lock.all_nodes(&node);
    let servers = Servers { node };
    lock.set(&servers, &lock.id(&servers), &nodes).await
}

/// Removes a lock that the current process has set: `global:del_lock`.
///
/// # Panics
///
/// Outside of a process.
pub async fn del_lock(lock: &Lock) {
    let Some(node) = Node::current() else { return };
    let nodes = lock.all_nodes(&node);
    let servers = Servers { node };
    servers.del_lock(&lock.id(&servers), &nodes).await;
}

/// Runs `body` while the current process has a lock: `global:trans`.
///
/// # Errors
///
/// [`Aborted`] if others have it after all retries, or this system is no node.
///
/// # Panics
///
/// Outside of a process.
///
/// # Cancellation
///
/// The lock is removed.
pub async fn trans<T, B, F>(lock: &Lock, body: B) -> Result<T, Aborted>
where
    B: FnOnce() -> F,
    F: Future<Output = T>,
{
    let node = Node::current().ok_or(Aborted)?;
    let nodes = lock.all_nodes(&node);
    let servers = Servers { node };
    let id = lock.id(&servers);
    if !lock.set(&servers, &id, &nodes).await {
        return Err(Aborted);
    }
    let unlock = Unlock::new(&servers, &id, &nodes);
    let result = body().await;
    unlock.disarm();
    servers.del_lock(&id, &nodes).await;
    Ok(result)
}
