//! What Erlang's nodes send is understood, and nothing that anybody sends
//! does harm.

mod recorded;

mod forms;
mod hostile;
mod meanings;
mod round_trips;

use super::{Control, ControlError, PidRef, ReferenceRef, write};

/// The node that Erlang's nodes sent to, and the pid of its only process.
const OURS: &str = "rust@127.0.0.1";
const P: PidRef<'static> =
    PidRef { node: OURS, id: 17, serial: 2, creation: 7 };

/// Reads a frame as if its nodes were not known.
fn read(frame: &[u8]) -> Result<Control<'_>, ControlError> {
    Control::read_between([""; 2], frame)
}

/// Writes what was read, in the form that is written now; nothing if this
/// node never writes it.
fn write_again(control: Control<'_>) -> Vec<u8> {
    let mut out = Vec::new();
    let frame = &mut out;
    let appended = match control {
        Control::Send { from, to, message } => {
            let from = from.unwrap_or(P);
            write::send(frame, from, to, write::encoded(message))
        }
        Control::SendName { from, to, message } => {
            write::send_name(frame, from, to, write::encoded(message))
        }
        Control::SendAlias { from, to, message } => {
            write::send_alias(frame, from, to, write::encoded(message))
        }
        Control::Exit { from, to, reason } => {
            write::exit(frame, from, to, write::encoded(reason))
        }
        Control::Exit2 { from, to, reason } => {
            write::exit2(frame, from, to, write::encoded(reason))
        }
        Control::Down { from, to, reference, reason } => {
            write::down(frame, from, to, reference, write::encoded(reason))
        }
        without_payload => {
            write_signal(frame, without_payload);
            Ok(())
        }
    };
    let Ok(()) = appended;
    out
}

fn write_signal(frame: &mut Vec<u8>, control: Control<'_>) {
    match control {
        Control::Link { from, to } => write::link(frame, from, to),
        Control::Unlink { id, from, to } => write::unlink(frame, id, from, to),
        Control::UnlinkAck { id, from, to } => {
            write::unlink_ack(frame, id, from, to);
        }
        Control::Monitor { from, to, reference } => {
            write::monitor(frame, from, to, reference);
        }
        Control::Demonitor { from, to, reference } => {
            write::demonitor(frame, from, to, reference);
        }
        Control::SpawnRequest(request) => write::spawn_request(frame, &request),
        Control::SpawnReply { reference, to, bonds, result } => {
            write::spawn_reply(frame, reference, to, bonds, result);
        }
        Control::UnlinkOld { .. }
        | Control::NodeLink
        | Control::GroupLeader { .. } => {}
        other => panic!("{other:?} has a payload"),
    }
}

/// Returns the reference that Erlang's nodes were given.
fn reference() -> ReferenceRef<'static> {
    ReferenceRef::new(OURS, 7, [0x12345, 0x89ab_cdef, 3])
}
