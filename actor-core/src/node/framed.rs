//! What surrounds a message that is read from a frame.

use bytes::Bytes;

use super::nodes::Nodes;
use crate::etf::{ExternalPid, Identities, LARGE, PidRef};

/// The nodes that are known, and the frame that is read.
pub(super) struct Framed<'a> {
    pub(super) nodes: &'a Nodes,
    pub(super) frame: &'a Bytes,
}

impl Identities for Framed<'_> {
    fn external(&self, node: u32, id: u32, serial: u32) -> Option<ExternalPid> {
        self.nodes.external(node, id, serial)
    }

    fn internal(&self, pid: &PidRef<'_>) -> Option<(u32, u32, u32)> {
        self.nodes.internal(pid)
    }

    /// Keeps what is most of its frame, because all of that is kept with it.
    fn kept(&self, part: &[u8]) -> Option<Bytes> {
        let is_most = part.len() >= LARGE && part.len() >= self.frame.len() / 2;
        let frame = self.frame.as_ptr_range();
        let is_part = frame.contains(&part.as_ptr());
        (is_most && is_part).then(|| self.frame.slice_ref(part))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_most_of_its_frame_is_kept_with_it() {
        let nodes = &Nodes::default();
        let frame = &Bytes::from(vec![7; 3 * LARGE]);
        let framed = Framed { nodes, frame };
        let most = &frame[LARGE..];
        let kept = framed.kept(most).unwrap();
        assert_eq!(kept.as_ptr_range(), most.as_ptr_range());
        // A photo must not keep the album.
        assert_eq!(framed.kept(&frame[..LARGE]), None);
        let elsewhere = vec![7; 3 * LARGE];
        assert_eq!(framed.kept(&elsewhere), None);
        let frame = &frame.slice(..LARGE);
        let framed = Framed { nodes, frame };
        assert_eq!(framed.kept(&frame[1..]), None);
    }
}
