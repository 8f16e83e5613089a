//! What nodes of OTP sent means what it meant to them.

use super::super::{Bonds, Control, PidRef, SpawnRequest, Target};
use super::recorded::recorded;
use super::{OURS, P, read, reference};

/// Returns the only frame that was sent for this.
fn sent(operation: &str, cause: &str) -> Vec<u8> {
    let mut frames = recorded();
    frames.retain(|it| it.operation == operation && it.cause == cause);
    assert_eq!(frames.len(), 1, "{operation}: {cause}");
    frames.remove(0).frame
}

/// Makes sure that a pid is one of the node that sent.
fn is_theirs(pid: PidRef<'_>) {
    assert_eq!(pid.node, "beam@127.0.0.1");
    assert!(pid.id > 0 && pid.creation > 0, "{pid:?}");
}

#[test]
fn a_message_has_a_sender_a_receiver_and_its_bytes() {
    let frame = sent("SEND_SENDER", "P ! hello");
    let Ok(Control::Send { from: Some(from), to: P, message }) = read(&frame)
    else {
        panic!("{:?}", read(&frame));
    };
    is_theirs(from);
    assert_eq!(message, b"w\x05hello");
}

#[test]
fn an_old_message_has_no_sender() {
    let frame = sent("SEND", "P ! hello");
    let message = b"w\x05hello";
    let meaning = Control::Send { from: None, to: P, message };
    assert_eq!(read(&frame), Ok(meaning));
}

#[test]
fn a_name_may_have_255_characters_of_any_language() {
    let long =
        format!("{{list_to_atom(lists:duplicate(255, $ß)), '{OURS}'}} ! hello");
    for (cause, name) in [
        ("{victim, 'rust@127.0.0.1'} ! hello", "victim"),
        ("{'größe', 'rust@127.0.0.1'} ! hello", "größe"),
        (&long, &"ß".repeat(255)),
    ] {
        let frame = sent("REG_SEND", cause);
        let Ok(Control::SendName { from, to, message: b"w\x05hello" }) =
            read(&frame)
        else {
            panic!("{:?}", read(&frame));
        };
        is_theirs(from);
        assert_eq!(to, name);
    }
}

#[test]
fn an_answer_to_an_alias_has_the_alias() {
    let frame = sent("ALIAS_SEND", "Alias ! answer");
    let Ok(Control::SendAlias { from, to, message: b"w\x06answer" }) =
        read(&frame)
    else {
        panic!("{:?}", read(&frame));
    };
    is_theirs(from);
    assert_eq!(to, reference());
}

#[test]
fn links_come_and_go() {
    let frame = sent("LINK", "link(P), exit(boom)");
    let Ok(Control::Link { from, to: P }) = read(&frame) else {
        panic!("{:?}", read(&frame));
    };
    is_theirs(from);

    let frame = sent("UNLINK_ID", "link(P), unlink(P)");
    let Ok(Control::Unlink { id, from, to: P }) = read(&frame) else {
        panic!("{:?}", read(&frame));
    };
    is_theirs(from);
    assert!(id > 0);

    let frame = sent("UNLINK", "link(P), unlink(P)");
    let Ok(Control::UnlinkOld { from, to: P }) = read(&frame) else {
        panic!("{:?}", read(&frame));
    };
    is_theirs(from);
}

#[test]
fn an_unlink_is_acknowledged_with_its_id() {
    for sent_id in
        [1, 255, 256, (1 << 31) - 1, 1 << 31, (1 << 40) + 5, u64::MAX]
    {
        let cause = format!("{{35, {sent_id}, P, Pid}} from P, linked to Pid");
        let frame = sent("UNLINK_ID_ACK", &cause);
        let Ok(Control::UnlinkAck { id, from, to: P }) = read(&frame) else {
            panic!("{:?}", read(&frame));
        };
        is_theirs(from);
        assert_eq!(id, sent_id);
    }
}

#[test]
fn an_exit_has_its_reason_wherever_that_stands() {
    let traced =
        "seq_trace:set_token(label, 17), seq_trace:set_token(send, true), ";
    let tired: &[u8] = b"h\x02w\x08shutdownw\x05tired";
    for (operation, cause, expected) in [
        (
            "PAYLOAD_EXIT",
            String::from("link(P), exit(boom)"),
            &b"w\x04boom"[..],
        ),
        ("EXIT", String::from("link(P), exit({shutdown, tired})"), tired),
        ("EXIT_TT", format!("link(P), {traced}exit(boom)"), b"w\x04boom"),
        (
            "PAYLOAD_EXIT_TT",
            format!("link(P), {traced}exit({{shutdown, tired}})"),
            tired,
        ),
    ] {
        let frame = sent(operation, &cause);
        let Ok(Control::Exit { from, to: P, reason }) = read(&frame) else {
            panic!("{:?}", read(&frame));
        };
        is_theirs(from);
        assert_eq!(reason, expected);
    }
    for operation in ["PAYLOAD_EXIT2", "EXIT2"] {
        let frame = sent(operation, "exit(P, boom)");
        let Ok(Control::Exit2 { from, to: P, reason: b"w\x04boom" }) =
            read(&frame)
        else {
            panic!("{:?}", read(&frame));
        };
        is_theirs(from);
    }
}

#[test]
fn a_monitor_is_on_a_process_or_on_a_name() {
    for (cause, target) in [
        ("erlang:demonitor(erlang:monitor(process, P))", Target::Pid(P)),
        (
            "erlang:demonitor(erlang:monitor(process, {victim, 'rust@127.0.0.1'}))",
            Target::Name("victim"),
        ),
    ] {
        let monitored = sent("MONITOR_P", cause);
        let Ok(Control::Monitor { from, to, reference }) = read(&monitored)
        else {
            panic!("{:?}", read(&monitored));
        };
        is_theirs(from);
        assert_eq!(to, target);
        assert_eq!(reference.node, from.node);

        let demonitored = sent("DEMONITOR_P", cause);
        let meaning = Control::Demonitor { from, to, reference };
        assert_eq!(read(&demonitored), Ok(meaning));
    }
}

#[test]
fn a_down_names_the_process_as_its_monitor_did() {
    let cause = "exit(tired), monitored by {19, P, Pid, Ref}";
    for operation in ["PAYLOAD_MONITOR_P_EXIT", "MONITOR_P_EXIT"] {
        let frame = sent(operation, cause);
        let Ok(Control::Down {
            from: Target::Pid(from),
            to: P,
            reference: monitor,
            reason: b"w\x05tired",
        }) = read(&frame)
        else {
            panic!("{:?}", read(&frame));
        };
        is_theirs(from);
        assert_eq!(monitor, reference());
    }
    let cause = "nobody has the name of {19, P, nobody, Ref}";
    let meaning = Control::Down {
        from: Target::Name("nobody"),
        to: P,
        reference: reference(),
        reason: b"w\x06noproc",
    };
    let frame = sent("PAYLOAD_MONITOR_P_EXIT", cause);
    assert_eq!(read(&frame), Ok(meaning));
}

#[test]
fn a_group_leader_is_set() {
    let frame = sent("GROUP_LEADER", "group_leader(self(), P)");
    let Ok(Control::GroupLeader { leader, to: P }) = read(&frame) else {
        panic!("{:?}", read(&frame));
    };
    is_theirs(leader);
}

#[test]
fn a_spawn_request_has_its_arguments_after_the_tuple() {
    let cause =
        "spawn_request('rust@127.0.0.1', lists, seq, [1, 3], [link, monitor])";
    let frame = sent("SPAWN_REQUEST", cause);
    let Ok(Control::SpawnRequest(request)) = read(&frame) else {
        panic!("{:?}", read(&frame));
    };
    let SpawnRequest { reference, from, group_leader, .. } = request;
    is_theirs(from);
    is_theirs(group_leader);
    assert_eq!(reference.node, from.node);
    let (module, function, arity) =
        (request.module, request.function, request.arity);
    assert_eq!((module, function, arity), ("lists", "seq", 2));
    assert_eq!(request.options, b"l\0\0\0\x02w\x04linkw\x07monitorj");
    // A list of small integers comes as a string.
    assert_eq!(request.arguments, b"k\0\x02\x01\x03");
}

#[test]
fn a_spawn_request_is_answered_by_a_process_or_a_reason() {
    let cause = "{29, Ref, P, P, {timer, sleep, 1}, [link, monitor]} with [0]";
    let frame = sent("SPAWN_REPLY", cause);
    let Ok(Control::SpawnReply { reference: request, to: P, bonds, result }) =
        read(&frame)
    else {
        panic!("{:?}", read(&frame));
    };
    assert_eq!(request, reference());
    assert_eq!(bonds, Bonds { link: true, monitor: true });
    is_theirs(result.unwrap());

    let cause = "{29, Ref, P, P, {timer, sleep, 1}, [nonsense]} with [0]";
    let frame = sent("SPAWN_REPLY", cause);
    let meaning = Control::SpawnReply {
        reference: reference(),
        to: P,
        bonds: Bonds { link: false, monitor: false },
        result: Err("badopt"),
    };
    assert_eq!(read(&frame), Ok(meaning));
}
