//! Pids of this program inside, and on the wire.

use super::*;
use crate::etf::{Atom, ExternalPid, Identities, PidRef};

/// A node that is number 0, and knows one other.
struct Two;

impl Identities for Two {
    fn external(&self, node: u32, id: u32, serial: u32) -> Option<ExternalPid> {
        let names = ["here@localhost", "there@localhost"];
        let node = Atom::from(*names.get(usize::try_from(node).ok()?)?);
        Some(ExternalPid { node, id, serial, creation: 7 })
    }

    fn internal(&self, pid: &PidRef<'_>) -> Option<(u32, u32, u32)> {
        let node = match &*pid.node {
            "here@localhost" => 0,
            "there@localhost" => 1,
            _ => return None,
        };
        (pid.creation == 7).then_some((node, pid.id, pid.serial))
    }
}

#[test]
fn a_pid_inside_is_a_pid_on_the_wire() {
    let mut out = Vec::new();
    let message = ("from", Pid(0, 17, 2), vec![Pid(1, u32::MAX, u32::MAX)]);
    let written = serialize_into(&message, &mut out, &Two).unwrap();
    assert!(!written.reply);
    assert_eq!(
        Term::read(&out).unwrap().to_string(),
        "{<<\"from\">>,<here@localhost.17.2>,\
         [<there@localhost.4294967295.4294967295>]}"
    );
    let read = deserialize(&out, &Two, MessageKind::Cast);
    assert_eq!(read, Ok(message));
}

#[test]
fn a_pid_of_a_node_that_is_not_known_is_refused() {
    let mut out = Vec::new();
    assert!(serialize_into(&Pid(2, 1, 1), &mut out, &Two).is_err());
    assert_eq!(out, []);
    serialize_into(&Pid(0, 1, 1), &mut out, &Two).unwrap();
    let read = deserialize::<Pid>(&out, &NoNode, MessageKind::Cast);
    assert!(matches!(read, Err(Error::Invalid { .. })), "{read:?}");
    let read = super::read::<Pid>(&Term::from(1), MessageKind::Cast);
    assert!(matches!(read, Err(Error::Expected { .. })), "{read:?}");
}

#[test]
fn a_program_without_a_node_has_pids_too() {
    let (term, _) = written(&Pid(0, 17, 2)).unwrap();
    assert_eq!(term, "<0.17.2>");
    assert!(written(&Pid(1, 17, 2)).is_err());
}

#[test]
fn a_pid_passes_through_another_format() {
    let text = toml::Value::try_from(Pid(0, 17, 2)).unwrap();
    assert_eq!(text.to_string(), "[0, 17, 2]");
}
