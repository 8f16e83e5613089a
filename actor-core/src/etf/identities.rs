//! What surrounds the terms that are written and read: who is who, for types
//! that stand for processes of this program.

use bytes::Bytes;

use super::atom::Atom;
use super::identifier::{ExternalPid, PidRef};

/// The node that a program without a node is.
pub(crate) const NO_NODE: &str = "nonode@nohost";

/// Translates between the pids of this program and those on the wire.
///
/// Inside, a pid is three numbers: a node's, an id and a serial.
pub(crate) trait Identities {
    /// Returns the pid that others know, if the node is known.
    fn external(&self, node: u32, id: u32, serial: u32) -> Option<ExternalPid>;

    /// Returns the node, id and serial of a pid that came in.
    fn internal(&self, pid: &PidRef<'_>) -> Option<(u32, u32, u32)>;

    /// Returns a part of what is read as bytes that can be kept, if that is
    /// better than a copy.
    fn kept(&self, _part: &[u8]) -> Option<Bytes> {
        None
    }
}

/// The identities of a program that has no node: number 0 is `nonode@nohost`.
#[derive(Clone, Copy, Debug)]
pub(crate) struct NoNode;

impl Identities for NoNode {
    fn external(&self, node: u32, id: u32, serial: u32) -> Option<ExternalPid> {
        let name = Atom::from(NO_NODE);
        (node == 0).then_some(ExternalPid {
            node: name,
            id,
            serial,
            creation: 0,
        })
    }

    fn internal(&self, pid: &PidRef<'_>) -> Option<(u32, u32, u32)> {
        let ours = pid.node == NO_NODE && pid.creation == 0;
        ours.then_some((0, pid.id, pid.serial))
    }
}
