//! Forms that no node of OTP 25 sends to ours, and what is wrong.

use std::panic::{AssertUnwindSafe, catch_unwind};

use super::super::{
    Control, ControlError, PidRef, ReferenceRef, Target, read_pid,
    read_reference, write,
};
use super::{OURS, P, read, reference};

/// `<17.2>`, as it is written here.
const WRITTEN_P: &[u8] = b"Xw\x0erust@127.0.0.1\0\0\0\x11\0\0\0\x02\0\0\0\x07";

fn frame(parts: &[&[u8]]) -> Vec<u8> {
    parts.concat()
}

fn error(frame: &[u8]) -> String {
    read(frame).unwrap_err().to_string()
}

#[test]
fn exit_2_is_read_in_its_traced_forms() {
    let meaning = Control::Exit2 { from: P, to: P, reason: b"w\x04boom" };
    let token = b"k\0\x01\x07";
    let in_tuple =
        frame(&[b"p\x83h\x05a\x12", WRITTEN_P, WRITTEN_P, token, b"w\x04boom"]);
    assert_eq!(read(&in_tuple), Ok(meaning));
    let as_payload = frame(&[
        b"p\x83h\x04a\x1b",
        WRITTEN_P,
        WRITTEN_P,
        token,
        b"\x83w\x04boom",
    ]);
    assert_eq!(read(&as_payload), Ok(meaning));
}

#[test]
fn a_node_link_says_nothing() {
    assert_eq!(read(b"p\x83h\x01a\x05"), Ok(Control::NodeLink));
}

#[test]
fn pids_and_references_may_have_a_short_creation() {
    let pid = b"gd\0\x0erust@127.0.0.1\0\0\0\x11\0\0\0\x02\x07";
    assert_eq!(read_pid(pid), Some(P));
    let old = b"r\0\x03s\x0erust@127.0.0.1\x07\0\x01\x23\x45\
        \x89\xab\xcd\xef\0\0\0\x03";
    assert_eq!(read_reference(old), Some(reference()));
}

#[test]
fn an_atom_in_latin_1_is_read_if_it_is_ascii() {
    let with = |name: &[u8]| {
        frame(&[b"p\x83h\x04a\x06", WRITTEN_P, b"w\0", name, b"\x83j"])
    };
    let meaning = Control::SendName { from: P, to: "victim", message: b"j" };
    assert_eq!(read(&with(b"d\0\x06victim")), Ok(meaning));
    assert_eq!(read(&with(b"s\x06victim")), Ok(meaning));
    assert_eq!(
        error(&with(b"s\x03\xfcff")),
        "REG_SEND: expected an atom at byte 37 of the frame"
    );
    // The same in UTF-8 would be an atom, in Latin-1 it has a letter more.
    assert_eq!(
        error(&with("s\x04üff".as_bytes())),
        "REG_SEND: expected an atom at byte 37 of the frame"
    );
}

#[test]
fn an_atom_has_at_most_255_characters() {
    let name = "ß".repeat(256);
    let frame = frame(&[
        b"p\x83h\x04a\x06",
        WRITTEN_P,
        b"w\0v\x02\0",
        name.as_bytes(),
        b"\x83j",
    ]);
    assert_eq!(
        error(&frame),
        "REG_SEND: expected an atom at byte 37 of the frame"
    );
    let mut out = vec![1, 2, 3];
    let send = AssertUnwindSafe(|| {
        write::send_name(&mut out, P, &name, write::encoded(b"j"))
    });
    catch_unwind(send).unwrap_err();
    assert_eq!(out, [1, 2, 3]);
}

#[test]
fn what_is_no_control_message_is_told_from_what_is_unknown() {
    for frame in [
        &b""[..],
        b"p",
        // A tick has no bytes; a header of the atom cache starts so.
        b"\x83D\0",
        // The number of the operation is missing, or no small integer.
        b"p\x83h\0",
        b"p\x83h\x03b\0\0\0\x01",
        b"p\x83i\0\0\0\x03a\x01",
    ] {
        assert_eq!(read(frame), Err(ControlError::NotPlain));
    }
    for number in [0, 9, 10, 11, 14, 15, 17, 37, 255] {
        let frame = [112, 131, 104, 3, 97, number];
        assert_eq!(read(&frame), Err(ControlError::Unknown(number)));
    }
}

#[test]
fn an_error_names_the_operation_and_the_place() {
    for (parts, expected) in [
        (
            &[&b"p\x83h\x04a\x01"[..], WRITTEN_P, WRITTEN_P][..],
            "LINK: expected another number of elements at byte 6",
        ),
        (
            &[b"p\x83h\x03a\x01", WRITTEN_P, b"w\x02ok"],
            "LINK: expected a pid at byte 35",
        ),
        (
            &[b"p\x83h\x03a\x16", WRITTEN_P, WRITTEN_P],
            "SEND_SENDER: expected a payload at byte 64",
        ),
        (
            &[b"p\x83h\x03a\x16", WRITTEN_P, WRITTEN_P, b"\x83"],
            "SEND_SENDER: expected a payload at byte 64",
        ),
        (
            &[b"p\x83h\x03a\x16", WRITTEN_P, WRITTEN_P, b"w\x02ok"],
            "SEND_SENDER: expected a payload at byte 64",
        ),
        (
            &[b"p\x83h\x03a\x21", WRITTEN_P, WRITTEN_P, b"\x83j"],
            "ALIAS_SEND: expected a reference at byte 35",
        ),
        (
            &[b"p\x83h\x04a\x13", WRITTEN_P, b"a\x01", b"j"],
            "MONITOR_P: expected a pid or a name at byte 35",
        ),
        (
            &[b"p\x83h\x04a\x23", b"b\xff\xff\xff\xff", WRITTEN_P, WRITTEN_P],
            "UNLINK_ID: expected a number of 64 bits at byte 6",
        ),
        (
            &[
                b"p\x83h\x04a\x23",
                b"n\x09\0\0\0\0\0\0\0\0\0\x01",
                WRITTEN_P,
                WRITTEN_P,
            ],
            "UNLINK_ID: expected a number of 64 bits at byte 6",
        ),
        (
            &[b"p\x83h\x04a\x03", WRITTEN_P, WRITTEN_P, b"\xff"],
            "EXIT: expected a term at byte 64",
        ),
    ] {
        assert_eq!(error(&frame(parts)), format!("{expected} of the frame"));
    }
}

#[test]
fn a_reference_has_one_to_five_words() {
    let written = |words: u8| {
        let words = [0].repeat(usize::from(words) * 4);
        let count = u8::try_from(words.len() / 4).unwrap();
        let mut term = vec![b'Z', 0, count];
        term.extend_from_slice(b"w\x0erust@127.0.0.1\0\0\0\x07");
        term.extend_from_slice(&words);
        term
    };
    assert_eq!(read_reference(&written(0)), None);
    assert_eq!(
        read_reference(&written(5)),
        Some(ReferenceRef::new(OURS, 7, [0; 5]))
    );
    assert_eq!(read_reference(&written(6)), None);
    assert_eq!(ReferenceRef::from_words(OURS, 7, &[]), None);
    assert_eq!(ReferenceRef::from_words(OURS, 7, &[0; 6]), None);
}

#[test]
fn a_single_term_is_read_to_its_end_and_no_further() {
    assert_eq!(read_pid(WRITTEN_P), Some(P));
    assert_eq!(read_pid(&WRITTEN_P[..WRITTEN_P.len() - 1]), None);
    assert_eq!(read_pid(&[WRITTEN_P, &[0]].concat()), None);
    assert_eq!(read_reference(WRITTEN_P), None);
}

#[test]
fn a_message_that_cannot_be_written_leaves_no_trace() {
    let mut out = vec![1, 2, 3];
    let failed = write::send(&mut out, P, P, |out| {
        out.extend_from_slice(b"half of it");
        Err("no more")
    });
    assert_eq!(failed, Err("no more"));
    assert_eq!(out, [1, 2, 3]);
}

#[test]
fn the_same_process_is_equal_wherever_it_is_written() {
    let frame = frame(&[b"p\x83h\x03a\x01", WRITTEN_P, WRITTEN_P]);
    let meaning = Control::Link { from: P, to: P };
    assert_eq!(read(&frame), Ok(meaning));
    let other_life = PidRef { creation: 8, ..P };
    assert_ne!(Target::Pid(P), Target::Pid(other_life));
}
