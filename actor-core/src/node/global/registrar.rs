//! The process that changes names, one after the other, on all nodes that
//! share them.

use std::time::Duration;

use tokio::time::sleep;

use super::back_off::back_off;
use super::message::{Message as Asked, Yes};
use super::servers::Servers;
use super::shared::{Shared, global_lock};
use crate::call::Reply;
use crate::etf::Term;
use crate::names::RegisterError;
use crate::node::NodeName;
use crate::pid::Pid;
use crate::process::{self, Mailbox};
use crate::system::System;

/// What the registrar is asked; `method` says how a conflict is resolved.
pub(super) enum Message {
    Register {
        name: Term,
        pid: Pid,
        method: Term,
        claim: Claim,
        reply: Reply<Result<(), RegisterError>>,
    },
    ReRegister {
        name: Term,
        pid: Pid,
        method: Term,
        reply: Reply<()>,
    },
    Unregister(Term, Reply<()>),
}

/// Which names a process may have.
pub(super) enum Claim {
    /// One that nobody has.
    Free,
    /// Also one that a process of this node has.
    LeftBy(NodeName),
}

/// Runs until the server ends.
pub(super) async fn run(mut mailbox: Mailbox<Message>, servers: Servers) {
    process::set_label("global registrar");
    loop {
        let message = mailbox.receive().await;
        let nodes = lock(&servers).await;
        match message {
            Message::Register { name, pid, method, claim, reply } => {
                let free = is_free(&servers, &name, pid, &claim);
                if free.is_ok() {
                    insert(&servers, &nodes, name, pid, method).await;
                }
                unlock(&servers, &nodes).await;
                reply.send(free);
            }
            Message::ReRegister { name, pid, method, reply } => {
                insert(&servers, &nodes, name, pid, method).await;
                unlock(&servers, &nodes).await;
                reply.send(());
            }
            Message::Unregister(name, reply) => {
                let remove = |r| Asked::Unregister(name.clone(), r);
                servers.ask(&nodes, remove).await;
                unlock(&servers, &nodes).await;
                reply.send(());
            }
        }
    }
}

/// Returns whether a process may have a name: nobody has it, and the process
/// has no other.
fn is_free(
    servers: &Servers,
    name: &Term,
    pid: Pid,
    claim: &Claim,
) -> Result<(), RegisterError> {
    let system = &servers.node.system;
    let shared = Shared::of(system).ok_or(RegisterError::NotANode)?;
    if let Some(other) = shared.names.whereis(&system.kernel, name) {
        match claim {
            Claim::LeftBy(node) if is_of(system, other, node) => {}
            _ => return Err(RegisterError::Taken(other)),
        }
    }
    if pid.is_local() && system.kernel.table.find(pid).is_none() {
        return Err(RegisterError::NoProc);
    }
    match shared.names.of(pid) {
        // Its own, of which it is not known that it is free.
        Some(held) if held != *name => {
            Err(RegisterError::Named(held.to_string().into()))
        }
        _ => Ok(()),
    }
}

/// Returns whether a process is one of this node.
pub(super) fn is_of(system: &System, pid: Pid, node: &NodeName) -> bool {
    let Some(own) = system.node() else { return false };
    Servers { node: own }.node_of(pid).as_ref() == Some(node)
}

async fn insert(
    servers: &Servers,
    nodes: &[NodeName],
    name: Term,
    pid: Pid,
    method: Term,
) {
    let insert =
        |reply| Asked::Register(name.clone(), pid, method.clone(), reply);
    let _: Vec<(NodeName, Yes)> = servers.ask(nodes, insert).await;
}

/// Locks the names on all nodes that share them, and returns those nodes.
async fn lock(servers: &Servers) -> Vec<NodeName> {
    let id = global_lock(servers.pid(process::id()));
    let mut tries = 0;
    loop {
        if let Some(nodes) = try_lock(servers, &id).await {
            return nodes;
        }
        sleep(back_off(tries, Duration::from_secs(2))).await;
        tries += 1;
    }
}

async fn try_lock(
    servers: &Servers,
    id: &super::message::LockId,
) -> Option<Vec<NodeName>> {
    let nodes = partition(servers).await;
    let boss = nodes.iter().max()?.clone();
    // Whoever wants to lock all begins with the same node, so that few get
    // half of them.
    if !servers.set_lock(id, std::slice::from_ref(&boss)).await {
        return None;
    }
    let locked = nodes.len() == 1 || servers.set_lock(id, &nodes).await;
    if locked {
        // A node that is new must be locked too.
        let now = partition(servers).await;
        if now.iter().all(|node| nodes.contains(node)) {
            return Some(nodes);
        }
        servers.del_global_lock(id, &nodes).await;
    } else {
        servers.del_lock(id, &[boss]).await;
    }
    None
}

async fn unlock(servers: &Servers, nodes: &[NodeName]) {
    let id = global_lock(servers.pid(process::id()));
    servers.del_global_lock(&id, nodes).await;
}

/// Returns this node, and those that it shares its names with.
async fn partition(servers: &Servers) -> Vec<NodeName> {
    let own = servers.own();
    let known = servers.ask(std::slice::from_ref(own), Asked::GetKnown).await;
    let known = known.into_iter().flat_map(|(_, known)| known);
    let nodes = known.map(|node| node.0).chain([own.clone()]);
    nodes.collect()
}
