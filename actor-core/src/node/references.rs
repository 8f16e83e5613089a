//! What the references of a node look like to others.
//!
//! An answer is known by the reference of its question alone, because whoever
//! was asked may have passed the question on. So no other node may guess the
//! reference of a question that it was never shown.

use std::fmt;
use std::hash::{BuildHasher, RandomState};

/// Makes references, and knows its own again: each has a mark that follows
/// from its number by a key of this life of the node.
#[derive(Default)]
pub(super) struct References(RandomState);

impl References {
    /// Returns the words of the reference with this number.
    ///
    /// The first word has 18 bits in the eyes of older nodes.
    pub(super) fn words(&self, number: u64) -> [u32; 5] {
        let [low, high] = halves(number);
        let [mark, mark_high] = halves(self.0.hash_one(number));
        [0, low, high, mark, mark_high]
    }

    /// Returns the number of the reference that has these words, if there is
    /// one.
    pub(super) fn number(&self, words: &[u32]) -> Option<u64> {
        let [_, low, high, ..] = *words else { return None };
        let number = u64::from(high) << 32 | u64::from(low);
        (*words == self.words(number)).then_some(number)
    }
}

fn halves(number: u64) -> [u32; 2] {
    #[expect(clippy::cast_possible_truncation, reason = "the two halves")]
    [number as u32, (number >> 32) as u32]
}

impl fmt::Debug for References {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // The key is nobody's business.
        f.debug_struct("References").finish_non_exhaustive()
    }
}

#[test]
fn only_references_of_this_life_have_a_number() {
    let references = References::default();
    for number in [0, 1, 1 << 32, u64::MAX] {
        let words = references.words(number);
        assert_eq!(references.number(&words), Some(number));
        assert_eq!(References::default().number(&words), None);
        for place in 0..words.len() {
            let mut other = words;
            other[place] ^= 1;
            assert_eq!(references.number(&other), None);
        }
        assert_eq!(references.number(&words[..3]), None);
    }
    assert_eq!(references.number(&[]), None);
}
