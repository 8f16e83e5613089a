//! Writes control messages: each function appends one whole frame.
//!
//! A payload (a message, a reason, arguments) is one term without version
//! byte, which a closure appends; [`encoded`] is that closure for bytes that
//! are there already. When a closure fails or panics, nothing is appended.
//!
//! What is written is, byte by byte, what Erlang's nodes write to ours.
//! Atoms, also the names of nodes, have at most 255 characters; the functions
//! panic, and append nothing, if one has more.
//!
//! This file is long so that all operations can be compared in one place.

use std::convert::Infallible;

use super::fields::PASS_THROUGH;
use super::identity::{PidRef, ReferenceRef, Target};
use super::operation::{self as op, Operation};
use super::{Bonds, SpawnRequest};
use crate::etf::{self, tag};
use crate::node::frame;

/// Where a cookie was once: the atom of no characters.
const NO_COOKIE: &str = "";

/// Appends bytes that are a term already.
pub(crate) fn encoded(
    term: &[u8],
) -> impl FnOnce(&mut Vec<u8>) -> Result<(), Infallible> {
    |out| {
        out.extend_from_slice(term);
        Ok(())
    }
}

/// Writes a message to a process: `SEND_SENDER`.
pub(crate) fn send<E>(
    out: &mut Vec<u8>,
    from: PidRef<'_>,
    to: PidRef<'_>,
    message: impl FnOnce(&mut Vec<u8>) -> Result<(), E>,
) -> Result<(), E> {
    frame::append(out, |out| {
        operation(out, op::SEND_SENDER);
        pid(out, from);
        pid(out, to);
        payload(out, message)
    })
}

/// Writes a message to a name: `REG_SEND`.
pub(crate) fn send_name<E>(
    out: &mut Vec<u8>,
    from: PidRef<'_>,
    to: &str,
    message: impl FnOnce(&mut Vec<u8>) -> Result<(), E>,
) -> Result<(), E> {
    frame::append(out, |out| {
        operation(out, op::REG_SEND);
        pid(out, from);
        atom(out, NO_COOKIE);
        atom(out, to);
        payload(out, message)
    })
}

/// Writes a message to an alias: `ALIAS_SEND`.
pub(crate) fn send_alias<E>(
    out: &mut Vec<u8>,
    from: PidRef<'_>,
    to: ReferenceRef<'_>,
    message: impl FnOnce(&mut Vec<u8>) -> Result<(), E>,
) -> Result<(), E> {
    frame::append(out, |out| {
        operation(out, op::ALIAS_SEND);
        pid(out, from);
        reference(out, to);
        payload(out, message)
    })
}

/// Writes a link: `LINK`.
pub(crate) fn link(out: &mut Vec<u8>, from: PidRef<'_>, to: PidRef<'_>) {
    signal(out, |out| {
        operation(out, op::LINK);
        pid(out, from);
        pid(out, to);
    });
}

/// Writes the end of a link: `UNLINK_ID`.
///
/// `id` is not zero, and differs from those that `to` has not acknowledged
/// to `from`.
pub(crate) fn unlink(
    out: &mut Vec<u8>,
    id: u64,
    from: PidRef<'_>,
    to: PidRef<'_>,
) {
    signal(out, |out| {
        operation(out, op::UNLINK_ID);
        number(out, id);
        pid(out, from);
        pid(out, to);
    });
}

/// Writes that an unlink has arrived: `UNLINK_ID_ACK`.
///
/// It must be written before anything else from `from` to `to`.
pub(crate) fn unlink_ack(
    out: &mut Vec<u8>,
    id: u64,
    from: PidRef<'_>,
    to: PidRef<'_>,
) {
    signal(out, |out| {
        operation(out, op::UNLINK_ID_ACK);
        number(out, id);
        pid(out, from);
        pid(out, to);
    });
}

/// Writes to a linked process that `from` has ended: `PAYLOAD_EXIT`.
pub(crate) fn exit<E>(
    out: &mut Vec<u8>,
    from: PidRef<'_>,
    to: PidRef<'_>,
    reason: impl FnOnce(&mut Vec<u8>) -> Result<(), E>,
) -> Result<(), E> {
    frame::append(out, |out| {
        operation(out, op::PAYLOAD_EXIT);
        pid(out, from);
        pid(out, to);
        payload(out, reason)
    })
}

/// Writes a call of `exit/2`: `PAYLOAD_EXIT2`.
pub(crate) fn exit2<E>(
    out: &mut Vec<u8>,
    from: PidRef<'_>,
    to: PidRef<'_>,
    reason: impl FnOnce(&mut Vec<u8>) -> Result<(), E>,
) -> Result<(), E> {
    frame::append(out, |out| {
        operation(out, op::PAYLOAD_EXIT2);
        pid(out, from);
        pid(out, to);
        payload(out, reason)
    })
}

/// Writes a monitor: `MONITOR_P`.
pub(crate) fn monitor(
    out: &mut Vec<u8>,
    from: PidRef<'_>,
    to: Target<'_>,
    monitor: ReferenceRef<'_>,
) {
    signal(out, |out| {
        operation(out, op::MONITOR_P);
        pid(out, from);
        target(out, to);
        reference(out, monitor);
    });
}

/// Writes the end of a monitor: `DEMONITOR_P`.
pub(crate) fn demonitor(
    out: &mut Vec<u8>,
    from: PidRef<'_>,
    to: Target<'_>,
    monitor: ReferenceRef<'_>,
) {
    signal(out, |out| {
        operation(out, op::DEMONITOR_P);
        pid(out, from);
        target(out, to);
        reference(out, monitor);
    });
}

/// Writes to who monitors it that `from` has ended:
/// `PAYLOAD_MONITOR_P_EXIT`.
///
/// `from` is a name if the monitor was on that name.
pub(crate) fn down<E>(
    out: &mut Vec<u8>,
    from: Target<'_>,
    to: PidRef<'_>,
    monitor: ReferenceRef<'_>,
    reason: impl FnOnce(&mut Vec<u8>) -> Result<(), E>,
) -> Result<(), E> {
    frame::append(out, |out| {
        operation(out, op::PAYLOAD_MONITOR_P_EXIT);
        target(out, from);
        pid(out, to);
        reference(out, monitor);
        payload(out, reason)
    })
}

/// Writes that a process shall be started: `SPAWN_REQUEST`.
///
/// Options and arguments are encoded lists, one argument for each of
/// `arity`.
pub(crate) fn spawn_request(out: &mut Vec<u8>, request: &SpawnRequest<'_>) {
    signal(out, |out| {
        operation(out, op::SPAWN_REQUEST);
        reference(out, request.reference);
        pid(out, request.from);
        pid(out, request.group_leader);
        out.extend_from_slice(&[tag::SMALL_TUPLE, 3]);
        atom(out, request.module);
        atom(out, request.function);
        number(out, request.arity.into());
        out.extend_from_slice(request.options);
        out.push(tag::VERSION);
        out.extend_from_slice(request.arguments);
    });
}

/// Writes what has become of a request: `SPAWN_REPLY`.
///
/// `result` is the new process, or an atom that says why there is none.
pub(crate) fn spawn_reply(
    out: &mut Vec<u8>,
    request: ReferenceRef<'_>,
    to: PidRef<'_>,
    bonds: Bonds,
    result: Result<PidRef<'_>, &str>,
) {
    signal(out, |out| {
        operation(out, op::SPAWN_REPLY);
        reference(out, request);
        pid(out, to);
        number(out, bonds.bits());
        match result {
            Ok(started) => pid(out, started),
            Err(reason) => atom(out, reason),
        }
    });
}

/// Appends a frame that nothing in it can keep from being written.
fn signal(out: &mut Vec<u8>, content: impl FnOnce(&mut Vec<u8>)) {
    let Ok(()) = frame::append(out, |out| {
        content(out);
        Ok::<(), Infallible>(())
    });
}

fn operation(out: &mut Vec<u8>, operation: Operation) {
    out.extend_from_slice(&[
        PASS_THROUGH,
        tag::VERSION,
        tag::SMALL_TUPLE,
        operation.arity(),
        tag::SMALL_INTEGER,
        operation.number(),
    ]);
}

fn payload<E>(
    out: &mut Vec<u8>,
    payload: impl FnOnce(&mut Vec<u8>) -> Result<(), E>,
) -> Result<(), E> {
    out.push(tag::VERSION);
    payload(out)
}

fn target(out: &mut Vec<u8>, target: Target<'_>) {
    match target {
        Target::Pid(process) => pid(out, process),
        Target::Name(name) => atom(out, name),
    }
}

/// Appends a pid, as a part of a message.
pub(crate) fn pid(out: &mut Vec<u8>, pid: PidRef<'_>) {
    out.push(tag::NEW_PID);
    atom(out, pid.node);
    for word in [pid.id, pid.serial, pid.creation] {
        out.extend_from_slice(&word.to_be_bytes());
    }
}

/// Appends a reference, as a part of a message.
pub(crate) fn reference(out: &mut Vec<u8>, reference: ReferenceRef<'_>) {
    let [high, low] = reference.length().to_be_bytes();
    out.extend_from_slice(&[tag::NEWER_REFERENCE, high, low]);
    atom(out, reference.node);
    out.extend_from_slice(&reference.creation.to_be_bytes());
    for word in reference.words() {
        out.extend_from_slice(&word.to_be_bytes());
    }
}

fn atom(out: &mut Vec<u8>, text: &str) {
    etf::write::atom(out, text).expect("an atom has at most 255 characters");
}

/// Writes a number in the form that Erlang's nodes would choose.
fn number(out: &mut Vec<u8>, number: u64) {
    if let Ok(number) = i64::try_from(number) {
        etf::write::integer(out, number);
    } else {
        // The highest bit is set, so none of the eight bytes can be left out.
        out.extend_from_slice(&[tag::SMALL_BIG, 8, 0]);
        out.extend_from_slice(&number.to_le_bytes());
    }
}
