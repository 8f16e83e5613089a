//! The numbers of the operations, their names and their shapes.

use std::fmt;

/// What a control message does, by its number in the protocol.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) struct Operation(u8);

pub(super) const LINK: Operation = Operation(1);
pub(super) const SEND: Operation = Operation(2);
pub(super) const EXIT: Operation = Operation(3);
pub(super) const UNLINK: Operation = Operation(4);
pub(super) const NODE_LINK: Operation = Operation(5);
pub(super) const REG_SEND: Operation = Operation(6);
pub(super) const GROUP_LEADER: Operation = Operation(7);
pub(super) const EXIT2: Operation = Operation(8);
pub(super) const SEND_TT: Operation = Operation(12);
pub(super) const EXIT_TT: Operation = Operation(13);
pub(super) const REG_SEND_TT: Operation = Operation(16);
pub(super) const EXIT2_TT: Operation = Operation(18);
pub(super) const MONITOR_P: Operation = Operation(19);
pub(super) const DEMONITOR_P: Operation = Operation(20);
pub(super) const MONITOR_P_EXIT: Operation = Operation(21);
pub(super) const SEND_SENDER: Operation = Operation(22);
pub(super) const SEND_SENDER_TT: Operation = Operation(23);
pub(super) const PAYLOAD_EXIT: Operation = Operation(24);
pub(super) const PAYLOAD_EXIT_TT: Operation = Operation(25);
pub(super) const PAYLOAD_EXIT2: Operation = Operation(26);
pub(super) const PAYLOAD_EXIT2_TT: Operation = Operation(27);
pub(super) const PAYLOAD_MONITOR_P_EXIT: Operation = Operation(28);
pub(super) const SPAWN_REQUEST: Operation = Operation(29);
pub(super) const SPAWN_REQUEST_TT: Operation = Operation(30);
pub(super) const SPAWN_REPLY: Operation = Operation(31);
pub(super) const SPAWN_REPLY_TT: Operation = Operation(32);
pub(super) const ALIAS_SEND: Operation = Operation(33);
pub(super) const ALIAS_SEND_TT: Operation = Operation(34);
pub(super) const UNLINK_ID: Operation = Operation(35);
pub(super) const UNLINK_ID_ACK: Operation = Operation(36);

/// Names, and elements of the tuple, by number.
const SHAPES: [(&str, u8); 37] = [
    ("", 0),
    ("LINK", 3),
    ("SEND", 3),
    ("EXIT", 4),
    ("UNLINK", 3),
    ("NODE_LINK", 1),
    ("REG_SEND", 4),
    ("GROUP_LEADER", 3),
    ("EXIT2", 4),
    ("", 0),
    ("", 0),
    ("", 0),
    ("SEND_TT", 4),
    ("EXIT_TT", 5),
    ("", 0),
    ("", 0),
    ("REG_SEND_TT", 5),
    ("", 0),
    ("EXIT2_TT", 5),
    ("MONITOR_P", 4),
    ("DEMONITOR_P", 4),
    ("MONITOR_P_EXIT", 5),
    ("SEND_SENDER", 3),
    ("SEND_SENDER_TT", 4),
    ("PAYLOAD_EXIT", 3),
    ("PAYLOAD_EXIT_TT", 4),
    ("PAYLOAD_EXIT2", 3),
    ("PAYLOAD_EXIT2_TT", 4),
    ("PAYLOAD_MONITOR_P_EXIT", 4),
    ("SPAWN_REQUEST", 6),
    ("SPAWN_REQUEST_TT", 7),
    ("SPAWN_REPLY", 5),
    ("SPAWN_REPLY_TT", 6),
    ("ALIAS_SEND", 3),
    ("ALIAS_SEND_TT", 4),
    ("UNLINK_ID", 4),
    ("UNLINK_ID_ACK", 4),
];

impl Operation {
    /// Returns the operation of a number, if it has one.
    pub(super) fn new(number: u8) -> Option<Self> {
        let (name, _) = SHAPES.get(usize::from(number))?;
        (!name.is_empty()).then_some(Self(number))
    }

    /// Returns its number.
    pub(super) const fn number(self) -> u8 {
        self.0
    }

    /// Returns how many elements its tuple has, the number included.
    pub(super) const fn arity(self) -> u8 {
        SHAPES[self.0 as usize].1
    }

    /// Whether its tuple has a trace token.
    pub(super) const fn is_traced(self) -> bool {
        matches!(
            self,
            SEND_TT
                | EXIT_TT
                | REG_SEND_TT
                | EXIT2_TT
                | SEND_SENDER_TT
                | PAYLOAD_EXIT_TT
                | PAYLOAD_EXIT2_TT
                | SPAWN_REQUEST_TT
                | SPAWN_REPLY_TT
                | ALIAS_SEND_TT
        )
    }

    /// Whether the reason of an exit follows the tuple, and is not in it.
    pub(super) const fn has_payload(self) -> bool {
        matches!(
            self,
            PAYLOAD_EXIT
                | PAYLOAD_EXIT_TT
                | PAYLOAD_EXIT2
                | PAYLOAD_EXIT2_TT
                | PAYLOAD_MONITOR_P_EXIT
        )
    }
}

impl fmt::Display for Operation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(SHAPES[usize::from(self.0)].0)
    }
}

impl fmt::Debug for Operation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}
