//! Frames that nodes of OTP sent, and what is true of all of them.

use std::collections::BTreeSet;

use super::super::fields::Fields;
use super::super::operation::Operation;
use super::super::{Control, ControlError};
use super::{OURS, P, read, write_again};

/// A frame that a node of OTP sent.
pub(super) struct Recorded {
    pub(super) operation: &'static str,
    pub(super) cause: &'static str,
    pub(super) frame: Vec<u8>,
}

/// What is only sent when messages are traced, or to nodes that are old.
const OTHER_FORMS: [&str; 12] = [
    "SEND",
    "SEND_TT",
    "SEND_SENDER_TT",
    "REG_SEND_TT",
    "ALIAS_SEND_TT",
    "EXIT",
    "EXIT_TT",
    "PAYLOAD_EXIT_TT",
    "EXIT2",
    "MONITOR_P_EXIT",
    "SPAWN_REQUEST_TT",
    "SPAWN_REPLY_TT",
];

/// What nodes of ours never send.
const NOT_WRITTEN: [&str; 2] = ["UNLINK", "GROUP_LEADER"];

pub(super) fn recorded() -> Vec<Recorded> {
    let lines: Vec<_> = include_str!("recorded.txt")
        .lines()
        .filter(|line| !line.is_empty() && !line.starts_with('#'))
        .collect();
    let (frames, rest) = lines.as_chunks();
    assert!(rest.is_empty());
    let frame = |&[operation, cause, hex]: &[&'static str; 3]| {
        let byte = |at| u8::from_str_radix(&hex[at..at + 2], 16).unwrap();
        let frame = (0..hex.len()).step_by(2).map(byte).collect();
        Recorded { operation, cause, frame }
    };
    frames.iter().map(frame).collect()
}

#[test]
fn every_frame_is_understood() {
    for Recorded { operation, cause, frame } in recorded() {
        let fields = Fields::of(&frame, [""; 2]).unwrap();
        assert_eq!(fields.operation().to_string(), operation, "{cause}");
        let unknown =
            read(&frame).unwrap_or_else(|error| panic!("{cause}: {error}"));
        let nodes = [OURS, "beam@127.0.0.1"];
        assert_eq!(Control::read_between(nodes, &frame), Ok(unknown));
    }
}

#[test]
fn every_operation_that_nodes_send_is_recorded() {
    let recorded = recorded();
    let recorded: BTreeSet<_> =
        recorded.iter().map(|it| it.operation).collect();
    let missing: Vec<_> = (0..=u8::MAX)
        .filter_map(Operation::new)
        .map(|operation| operation.to_string())
        .filter(|name| !recorded.contains(name.as_str()))
        .collect();
    // No node of OTP 25 has code that sends these.
    assert_eq!(missing, ["NODE_LINK", "EXIT2_TT", "PAYLOAD_EXIT2_TT"]);
}

#[test]
fn what_is_written_is_byte_by_byte_what_erlang_writes() {
    for Recorded { operation, cause, frame } in recorded() {
        if OTHER_FORMS.contains(&operation) || NOT_WRITTEN.contains(&operation)
        {
            continue;
        }
        let written = write_again(read(&frame).unwrap());
        let (length, written) = written.split_first_chunk().unwrap();
        assert_eq!(written, frame, "{operation}: {cause}");
        assert_eq!(u32::from_be_bytes(*length) as usize, frame.len());
    }
}

#[test]
fn an_old_or_traced_form_means_what_the_plain_form_means() {
    for Recorded { operation, cause, frame } in recorded() {
        if !OTHER_FORMS.contains(&operation) {
            continue;
        }
        let mut control = read(&frame).unwrap();
        let written = write_again(control);
        // A sender is added where the old form has none.
        if let Control::Send { from, .. } = &mut control {
            from.get_or_insert(P);
        }
        assert_eq!(read(&written[4..]), Ok(control), "{cause}");
    }
}

#[test]
fn a_frame_that_is_cut_short_is_an_error_or_has_less_of_its_payload() {
    for Recorded { cause, frame, .. } in recorded() {
        for length in 0..frame.len() {
            match read(&frame[..length]) {
                Err(ControlError::NotPlain) => assert!(length < 6, "{cause}"),
                Err(ControlError::Malformed { at, .. }) => {
                    assert!(at <= length, "{cause}");
                }
                Err(error) => panic!("{cause}: {error}"),
                Ok(control) => {
                    let payload = payload(control);
                    assert!(frame[..length].ends_with(payload.unwrap()));
                }
            }
        }
    }
}

fn payload(control: Control<'_>) -> Option<&[u8]> {
    match control {
        Control::Send { message, .. }
        | Control::SendName { message, .. }
        | Control::SendAlias { message, .. } => Some(message),
        Control::Exit { reason, .. }
        | Control::Exit2 { reason, .. }
        | Control::Down { reason, .. } => Some(reason),
        Control::SpawnRequest(request) => Some(request.arguments),
        _ => None,
    }
}

#[test]
fn a_byte_too_many_is_an_error_that_names_the_operation() {
    for Recorded { operation, cause, mut frame } in recorded() {
        let has_payload = payload(read(&frame).unwrap()).is_some()
            && !operation.starts_with("EXIT")
            && operation != "MONITOR_P_EXIT";
        if has_payload {
            continue;
        }
        let at = frame.len();
        frame.push(0);
        let error = read(&frame).unwrap_err().to_string();
        let expected =
            format!("{operation}: expected the end at byte {at} of the frame");
        assert_eq!(error, expected, "{cause}");
    }
}
