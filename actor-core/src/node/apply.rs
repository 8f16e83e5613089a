//! What arrives over a connection, and what it does here.
//!
//! It is long because there are so many kinds of what can arrive.

use std::sync::Arc;

use bytes::Bytes;

use super::caller::Caller;
use super::connection::{Awaited, Connection, RemoteWatcher, TheirReference};
use super::control::{
    self, Control, ControlError, PidRef, ReferenceRef, Target, write,
};
use super::framed::Framed;
use super::remote::{RemoteProcess, To};
use super::{reason, spawn, split, sys, wire};
use crate::call::CallError;
use crate::etf::{self, MessageKind, Term};
use crate::exit::ExitReason;
use crate::pid::{Name, Pid, Reference};
use crate::process::{Process, Signal, Watcher};
use crate::system::System;

/// Why a connection is closed that a peer has used in a wrong way.
#[derive(Debug, thiserror::Error)]
pub(super) enum Misuse {
    #[error("it does not speak the protocol: {0}")]
    Control(#[from] ControlError),
    #[error("it speaks in the name of a process that is not its own")]
    Impostor,
    #[error("it has more than {0} links and monitors on processes here")]
    TooManyRelations(usize),
}

/// Does what a frame says.
pub(super) fn apply(
    connection: &Arc<Connection>,
    frame: &Bytes,
) -> Result<(), Misuse> {
    let nodes = &Framed { nodes: &connection.kernel.nodes, frame };
    let (own, peer) = (&connection.own.name, &connection.peer);
    let control = Control::read_between([own.as_str(), peer.as_str()], frame)?;
    if let Control::Link { from, .. }
    | Control::Unlink { from, .. }
    | Control::UnlinkOld { from, .. }
    | Control::Exit { from, .. }
    | Control::Exit2 { from, .. }
    | Control::Monitor { from, .. }
    | Control::Demonitor { from, .. } = control
        && !connection.is_theirs(from)
    {
        return Err(Misuse::Impostor);
    }
    match control {
        Control::Send { to, message, .. } => {
            // Erlang's net_kernel does not answer by the alias.
            if let Some(alias) = split::alias(message)
                && let Some(alias) = control::read_reference(alias)
            {
                answer(connection, nodes, alias, message);
            } else if let Some(process) = here(connection, to) {
                deliver(connection, nodes, &*process, message);
            }
        }
        Control::SendName { to, message, .. } => {
            if let Some(process) = connection.kernel.names.find(to) {
                deliver(connection, nodes, &*process, message);
            }
        }
        Control::SendAlias { to, message, .. } => {
            answer(connection, nodes, to, message);
        }
        Control::Link { from, to } => link(connection, from, to)?,
        Control::Unlink { id, from, to } => {
            unlink(connection, from, to);
            // If the connection is over the link is too.
            let _ =
                connection.answer(|out| write::unlink_ack(out, id, to, from));
        }
        Control::UnlinkOld { from, to } => unlink(connection, from, to),
        Control::Exit { from, to, reason } => {
            let (from, reason) = (connection.pid(from), reason::read(reason));
            let ours = connection.pid(to);
            // One of a link that was removed says nothing any more.
            if connection.forget_link(ours, from)
                && let Some(process) = here(connection, to)
            {
                process.signal(Signal::LinkExit { from, reason });
            }
        }
        Control::Exit2 { from, to, reason } => {
            let (from, reason) = (connection.pid(from), reason::read(reason));
            if let Some(process) = here(connection, to) {
                process.signal(Signal::Exit { from, reason });
            }
        }
        Control::Monitor { from, to, reference } => {
            monitor(connection, from, to, reference)?;
        }
        Control::Demonitor { reference, .. } => {
            let theirs = TheirReference::new(reference);
            if let Some((process, reference)) =
                connection.no_longer_watched(theirs)
            {
                process.signal(Signal::Demonitor(reference));
            }
        }
        Control::Down { reference, reason, .. } => {
            down(connection, reference, reason);
        }
        Control::SpawnRequest(request) => {
            spawn::requested(connection, request)?;
        }
        Control::SpawnReply { reference, to, bonds, result } => {
            spawn::replied(connection, reference, to, bonds, result)?;
        }
        Control::UnlinkAck { .. }
        | Control::GroupLeader { .. }
        | Control::NodeLink => {}
    }
    Ok(())
}

/// Finds the process of this system that is meant, if it is there.
fn here(connection: &Connection, pid: PidRef<'_>) -> Option<Arc<dyn Process>> {
    connection.kernel.table.find(connection.pid(pid))
}

/// Puts a message into the mailbox of a process: as what its type says, if it
/// is open to other nodes, and as a term if not.
fn deliver(
    connection: &Arc<Connection>,
    nodes: &Framed<'_>,
    process: &dyn Process,
    message: &[u8],
) {
    if let Some(request) = sys::split(message) {
        return sys::ask(connection, process, request);
    }
    let read =
        process.with(|control| control.relations.as_ref().and_then(|r| r.read));
    if let Some(read) = read {
        let (caller, kind, body) = open(connection, message);
        let system = System { kernel: connection.kernel.clone() };
        let result = wire::reading_from(system, caller, || {
            read(process, body, nodes, kind)
        });
        let Err(error) = result else { return };
        tracing::warn!(
            pid = %process.pid(),
            node = %connection.peer,
            %error,
            "a message from another node is not what the process understands"
        );
    }
    match etf::deserialize::<Term>(message, nodes, MessageKind::Cast) {
        Ok(term) => process.deliver(Box::new(term), "actor_core::etf::Term"),
        Err(error) => tracing::error!(
            pid = %process.pid(),
            node = %connection.peer,
            %error,
            "a message from another node cannot be read"
        ),
    }
}

/// Takes what `gen` puts around a request off: `{'$gen_call', From, Request}`
/// and `{'$gen_cast', Request}`.
fn open<'a>(
    connection: &Arc<Connection>,
    message: &'a [u8],
) -> (Option<Caller>, MessageKind, &'a [u8]) {
    if let Some((from, request)) = split::call(message)
        && let Some(caller) = Caller::read(connection, from)
    {
        return (Some(caller), MessageKind::Call, request);
    }
    let body = split::cast(message).unwrap_or(message);
    (None, MessageKind::Cast, body)
}

/// Gives an answer to whoever waits for it; nobody may any more.
fn answer(
    connection: &Connection,
    nodes: &Framed<'_>,
    alias: ReferenceRef<'_>,
    message: &[u8],
) {
    let Some(number) = connection.own_number(alias) else { return };
    let Some([_, answer]) = split::tuple(message) else { return };
    // Whoever was asked may have passed the question on to a third node.
    let asker = connection.answered(number).or_else(|| {
        let all = nodes.nodes.all();
        all.iter().find_map(|connection| connection.answered(number))
    });
    if let Some(asker) = asker {
        asker.answer(answer, nodes);
    }
}

pub(super) fn link(
    connection: &Arc<Connection>,
    from: PidRef<'_>,
    to: PidRef<'_>,
) -> Result<(), Misuse> {
    let (ours, theirs) = (connection.pid(to), connection.pid(from));
    let process = here(connection, to);
    let Ok(allowed) = connection.linked(ours, theirs) else { return Ok(()) };
    if !allowed {
        return Err(too_many(connection));
    }
    let other = remote(connection, theirs, from.creation);
    let linked = process
        .is_some_and(|process| process.signal(Signal::Link(Arc::new(other))));
    if !linked {
        connection.forget_link(ours, theirs);
        // Named as it was asked for: it may be of an earlier life of this node.
        // With the connection the link is gone.
        let _ = connection.answer(|out| {
            let noproc = reason::write(&ExitReason::NoProc);
            let noproc = write::encoded(&noproc);
            let Ok(()) = write::exit(out, to, from, noproc);
        });
    }
    Ok(())
}

fn unlink(connection: &Connection, from: PidRef<'_>, to: PidRef<'_>) {
    let theirs = connection.pid(from);
    connection.forget_link(connection.pid(to), theirs);
    if let Some(process) = here(connection, to) {
        process.signal(Signal::Unlink(theirs));
    }
}

pub(super) fn monitor(
    connection: &Arc<Connection>,
    from: PidRef<'_>,
    to: Target<'_>,
    reference: ReferenceRef<'_>,
) -> Result<(), Misuse> {
    let theirs = TheirReference::new(reference);
    let (process, name) = match to {
        Target::Pid(pid) => (here(connection, pid), None),
        Target::Name(name) => {
            (connection.kernel.names.find(name), Some(Name::from(name)))
        }
    };
    if let Some(process) = process {
        let ours = connection.kernel.reference();
        let allowed = connection.watched(theirs, process.clone(), ours);
        if matches!(allowed, Ok(false)) {
            return Err(too_many(connection));
        }
        let watcher = Watcher::Remote(Arc::new(RemoteWatcher {
            connection: connection.clone(),
            reference: theirs,
            watcher: connection.pid(from),
            creation: from.creation,
            name,
        }));
        if process.signal(Signal::Monitor(ours, watcher)) {
            return Ok(());
        }
        connection.no_longer_watched(theirs);
    }
    // As above. With the connection the monitor is gone.
    let _ = connection.answer(|out| {
        let noproc = reason::write(&ExitReason::NoProc);
        let noproc = write::encoded(&noproc);
        let Ok(()) = write::down(out, to, from, reference, noproc);
    });
    Ok(())
}

fn down(connection: &Connection, reference: ReferenceRef<'_>, reason: &[u8]) {
    let Some(number) = connection.own_number(reference) else { return };
    match connection.told(number) {
        Some(Awaited::Down(watch)) => {
            watch.tell(Reference::new(number), reason::read(reason));
        }
        Some(Awaited::Call(calling)) => calling.tell(Ok(reason.to_vec())),
        Some(Awaited::Answer(asker, _)) => {
            asker.fail(match reason::read(reason) {
                ExitReason::NoProc => CallError::NoProc,
                ExitReason::NoConnection => CallError::NodeDown,
                reason => CallError::Exited(reason),
            });
        }
        // Nobody ends that was not started.
        Some(Awaited::Spawn(_)) | None => {}
    }
}

pub(super) fn remote(
    connection: &Connection,
    pid: Pid,
    creation: u32,
) -> RemoteProcess {
    let to = To::Pid { pid, creation };
    RemoteProcess::new(&connection.kernel, connection.peer.clone(), to)
}

fn too_many(connection: &Connection) -> Misuse {
    Misuse::TooManyRelations(connection.own.limits.relations)
}
