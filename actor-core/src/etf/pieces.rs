//! Bytes of which long runs are kept apart, so that nobody has to copy them.

use std::io::IoSlice;
use std::mem;

use bytes::Bytes;

/// What is this long costs more to copy than to keep apart.
pub(crate) const LARGE: usize = 64 * 1024;

/// Bytes in several pieces.
#[derive(Default)]
pub(crate) struct Pieces {
    /// All that is not kept apart.
    pub(crate) bytes: Vec<u8>,
    /// What is, each with the place in `bytes` that it stands before.
    apart: Vec<(usize, Bytes)>,
    /// The bytes of all that is kept apart.
    apart_length: usize,
}

impl Pieces {
    /// Returns the number of all bytes.
    pub(crate) fn length(&self) -> usize {
        self.bytes.len() + self.apart_length
    }

    /// Appends bytes without copying them.
    pub(crate) fn append_apart(&mut self, bytes: Bytes) {
        self.insert_apart(self.bytes.len(), bytes);
    }

    /// Keeps bytes apart that belong before a place behind which there are
    /// none yet.
    pub(crate) fn insert_apart(&mut self, at: usize, bytes: Bytes) {
        self.apart_length += bytes.len();
        self.apart.push((at, bytes));
    }

    /// Appends all of `other`, which is empty then.
    pub(crate) fn append(&mut self, other: &mut Self) {
        if other.apart.is_empty() && other.bytes.len() >= LARGE {
            self.append_apart(mem::take(&mut other.bytes).into());
            return;
        }
        let start = self.bytes.len();
        self.bytes.append(&mut other.bytes);
        let moved = other.apart.drain(..).map(|(at, run)| (start + at, run));
        self.apart.extend(moved);
        self.apart_length += mem::take(&mut other.apart_length);
    }

    /// Forgets all bytes, and keeps room for those that are not kept apart.
    pub(crate) fn clear(&mut self) {
        self.bytes.clear();
        self.apart.clear();
        self.apart_length = 0;
    }

    /// Returns the pieces in their order, none of them empty.
    pub(crate) fn slices(&self) -> Vec<IoSlice<'_>> {
        let mut slices = Vec::with_capacity(2 * self.apart.len() + 1);
        let mut start = 0;
        for (at, run) in &self.apart {
            slices.extend([&self.bytes[start..*at], run]);
            start = *at;
        }
        slices.push(&self.bytes[start..]);
        slices.retain(|slice| !slice.is_empty());
        slices.into_iter().map(IoSlice::new).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pieces(bytes: &[u8]) -> Pieces {
        Pieces { bytes: bytes.to_vec(), ..Pieces::default() }
    }

    fn whole(pieces: &Pieces) -> Vec<u8> {
        pieces.slices().iter().flat_map(|slice| slice.to_vec()).collect()
    }

    #[test]
    fn what_is_kept_apart_stays_in_its_place() {
        let mut first = pieces(b"a");
        first.append_apart("bc".into());
        first.bytes.push(b'd');
        let mut second = Pieces::default();
        second.append_apart("e".into());
        second.append_apart("f".into());
        first.append(&mut second);
        first.append(&mut pieces(b"g"));
        assert_eq!(whole(&first), b"abcdefg");
        assert_eq!(first.length(), 7);
        assert_eq!((second.length(), whole(&second)), (0, vec![]));
        assert!(first.slices().iter().all(|slice| !slice.is_empty()));
    }

    #[test]
    fn what_is_long_is_moved() {
        let mut long = pieces(&vec![7; LARGE]);
        let place = long.bytes.as_ptr();
        let mut all = pieces(b"a");
        all.append(&mut long);
        assert_eq!(all.slices()[1].as_ptr(), place);
        assert_eq!(all.length(), LARGE + 1);
        all.clear();
        assert_eq!((all.length(), all.slices().len()), (0, 0));
    }
}
