//! Names and locks of the cluster: OTP's `global`.
//!
//! A [name](Global) belongs to one process, wherever it is, and is known on
//! every node. Nodes that are connected share their names; Erlang's nodes among
//! them too.
//!
//! ```no_run
//! use actor_core::gen_server::{Init, Next, StartError};
//! use actor_core::node::{Global, Remote};
//! use actor_core::{GenServer, ProcessRef, Reply};
//! use serde::{Deserialize, Serialize};
//!
//! #[derive(Serialize, Deserialize)]
//! enum Message {
//!     Fact(Reply<String>),
//! }
//!
//! struct Chucky;
//!
//! impl GenServer for Chucky {
//!     type Args = ();
//!     type Message = Message;
//!
//!     async fn init((): ()) -> Init<Self> {
//!         Init::ok(Chucky)
//!     }
//!     fn remote() -> Remote<Message> {
//!         Remote::open()
//!     }
//!     async fn handle(&mut self, Message::Fact(reply): Message) -> Next {
//!         reply.send("Chuck Norris' code never has bugs.".to_owned());
//!         Next::Continue
//!     }
//! }
//!
//! /// On one node; on a second one it is `AlreadyStarted`.
//! async fn start() -> Result<ProcessRef<Message>, StartError> {
//!     let name = Global::new("chucky");
//!     Chucky::starter(()).named(name).start_link().await
//! }
//!
//! /// On any node.
//! async fn fact() -> String {
//!     let chucky = ProcessRef::across(Global::new("chucky"));
//!     chucky.call(Message::Fact).or_exit().await
//! }
//! ```
//!
//! # What it promises
//!
//! Registration asks all nodes that share their names, under a lock, so of
//! many processes that want a name at once one gets it, on all nodes. Who has a
//! name is read from a table of the own node. A name is free when its process
//! ends or its node is lost, on each node as soon as that node learns of it.
//!
//! A cluster that falls apart has a set of names in each part. When two parts
//! meet, a name that both have is [resolved](Resolve), once; by default one of
//! the two processes is killed. What both did in the meantime is for the
//! program to put together: where that must not happen, a majority has to
//! decide, which is not what this does.
//!
//! When two nodes lose each other, so do all others lose them, unless they are
//! told to [allow overlapping partitions][overlap]: names are only the same on
//! all nodes if all are connected to all.
//!
//! A hidden node has names of its own, and shares none.
//!
//! # When not to use it
//!
//! For many names that come and go: each costs a lock of the whole cluster. A
//! process of each node that all others know by name needs none, and groups of
//! processes are [`pg`](crate::pg)'s.
//!
//! # Left out
//!
//! Names of C nodes are names like others. Groups of nodes (`global_group`) and
//! traces of the server are not there; nodes older than OTP 25, which speak
//! another version, are not met, and disconnected.
//!
//! [overlap]: super::NodeOptions::allow_overlapping_partitions

mod back_off;
mod compare;
mod entries;
mod known;
mod lock;
mod locker;
mod locks;
mod meeting;
mod membership;
mod message;
mod name;
mod names;
mod partitions;
mod registrar;
mod resolve;
mod server;
mod servers;
mod session;
mod shared;

use serde::Serialize;

pub use lock::{Aborted, Lock, del_lock, set_lock, trans};
pub(crate) use message::NodeAtom;
pub use name::Global;
pub(crate) use name::Registered;
use registrar::Claim;
pub use resolve::{Chooser, Resolve};
pub(super) use server::child_spec;

use crate::exit::NoProc;
use crate::names::RegisterError;
use crate::pid::Pid;
use crate::process::ProcessRef;
use crate::system::System;
use message::{Message, SERVER};
use shared::Shared;

/// Gives a name to a process, which may be on any node: `global:register_name`.
///
/// A process has one name at most, so that who has it can be told to stop
/// without asking what else it is.
///
/// # Errors
///
/// [`RegisterError::Taken`] if another process has the name;
/// [`RegisterError::NotANode`] if this system is none.
///
/// # Panics
///
/// Outside of a process.
///
/// # Cancellation
///
/// The process may get the name nevertheless.
pub async fn register(
    name: impl Into<Global>,
    pid: Pid,
) -> Result<(), RegisterError> {
    register_by(name, pid, Resolve::default()).await
}

/// As [`register`], with what becomes of a conflict when two parts of a cluster
/// meet that both have the name.
///
/// # Errors
///
/// As [`register`].
///
/// # Panics
///
/// As [`register`].
pub async fn register_by(
    name: impl Into<Global>,
    pid: Pid,
    resolve: Resolve,
) -> Result<(), RegisterError> {
    let system = System::current();
    register_in(&system, &name.into(), pid, &resolve, Claim::Free).await
}

async fn register_in(
    system: &System,
    name: &Global,
    pid: Pid,
    resolve: &Resolve,
    claim: Claim,
) -> Result<(), RegisterError> {
    let shared = Shared::of(system).ok_or(RegisterError::NotANode)?;
    shared.methods.add(resolve);
    let (name, method) = (name.term().clone(), resolve.term());
    let register = |reply| registrar::Message::Register {
        name,
        pid,
        method,
        claim,
        reply,
    };
    let answer = shared.registrar.call(register).forever().await;
    answer.unwrap_or(Err(RegisterError::NotANode))
}

/// Gives a name to a process, whoever has it: `global:re_register_name`.
///
/// # Errors
///
/// [`RegisterError::NotANode`] if this system is none.
///
/// # Panics
///
/// Outside of a process.
pub async fn re_register(
    name: impl Into<Global>,
    pid: Pid,
) -> Result<(), RegisterError> {
    let shared =
        Shared::of(&System::current()).ok_or(RegisterError::NotANode)?;
    let method = Resolve::default().term();
    let name = name.into().term().clone();
    let register =
        |reply| registrar::Message::ReRegister { name, pid, method, reply };
    let answer = shared.registrar.call(register).forever().await;
    answer.map_err(|_| RegisterError::NotANode)
}

/// Frees a name, whoever has it: `global:unregister_name`.
///
/// # Panics
///
/// Outside of a process.
pub async fn unregister(name: impl Into<Global>) {
    let name = name.into();
    let Some(shared) = Shared::of(&System::current()) else { return };
    if shared.names.get(name.term()).is_none() {
        return;
    }
    let name = name.term().clone();
    let unregister = |reply| registrar::Message::Unregister(name, reply);
    // If the server has ended, all names are free.
    let _ = shared.registrar.call(unregister).forever().await;
}

/// Returns who has a name: `global:whereis_name`.
///
/// # Panics
///
/// Outside of a process.
pub fn whereis(name: impl Into<Global>) -> Option<Pid> {
    name.into().find(&System::current().kernel)
}

/// Returns all names: `global:registered_names`.
///
/// # Panics
///
/// Outside of a process.
pub fn registered() -> Vec<Global> {
    let shared = Shared::of(&System::current());
    let names = shared.map(|shared| shared.names.all()).unwrap_or_default();
    names.into_iter().map(Global::from).collect()
}

/// Sends a message to whoever has a name, as
/// [`ProcessRef::across`](crate::ProcessRef::across) does: `global:send`.
///
/// # Errors
///
/// `NoProc` if nobody has it.
///
/// # Panics
///
/// Outside of a process.
pub fn send<M>(name: impl Into<Global>, message: M) -> Result<(), NoProc>
where
    M: Serialize + Send + 'static,
{
    ProcessRef::across(name.into()).try_send(message)
}

/// Waits until all visible nodes that are connected now share their names with
/// this one: `global:sync`.
///
/// # Panics
///
/// Outside of a process.
pub async fn sync() {
    let server = ProcessRef::<Message>::named(SERVER);
    // Without a server there is nothing to wait for.
    let _ = server.call(Message::Sync).forever().await;
}
