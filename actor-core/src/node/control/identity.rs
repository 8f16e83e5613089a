//! Who is who between nodes, borrowed from a frame.

/// A pid of any node.
///
/// It is `node` and `creation` that tell which life of which node it is of;
/// both are compared without building anything.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) struct PidRef<'a> {
    /// The name of its node.
    pub(crate) node: &'a str,
    /// The slot in the process table of its node.
    pub(crate) id: u32,
    /// How many processes had the slot before.
    pub(crate) serial: u32,
    /// Which life of its node: a node that starts again has another.
    pub(crate) creation: u32,
}

/// A reference of any node: names a monitor, an alias or a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) struct ReferenceRef<'a> {
    /// The name of its node.
    pub(crate) node: &'a str,
    /// Which life of its node.
    pub(crate) creation: u32,
    /// Zeros beyond `length`, so that equal references are equal here.
    words: [u32; ReferenceRef::MAX],
    length: u16,
}

/// Whom a monitor watches.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Target<'a> {
    /// A process.
    Pid(PidRef<'a>),
    /// Whoever had the name when the monitor arrived.
    Name(&'a str),
}

impl<'a> ReferenceRef<'a> {
    /// The most words that a reference has.
    pub(super) const MAX: usize = 5;

    /// Makes a reference of one to five words, which is checked when it is
    /// compiled.
    pub(crate) fn new<const N: usize>(
        node: &'a str,
        creation: u32,
        words: [u32; N],
    ) -> Self {
        const { assert!(0 < N && N <= ReferenceRef::MAX) }
        Self::from_words(node, creation, &words).expect("there are few words")
    }

    /// Makes a reference of some words; `None` if there are none, or more
    /// than five.
    pub(crate) fn from_words(
        node: &'a str,
        creation: u32,
        words: &[u32],
    ) -> Option<Self> {
        let length = u16::try_from(words.len()).ok().filter(|&it| it > 0)?;
        let mut all = [0; Self::MAX];
        all.get_mut(..words.len())?.copy_from_slice(words);
        Some(Self { node, creation, words: all, length })
    }

    /// Returns its words, in the order they are written in.
    pub(crate) fn words(&self) -> &[u32] {
        &self.words[..usize::from(self.length)]
    }

    /// Returns how many words it has.
    pub(super) fn length(&self) -> u16 {
        self.length
    }
}
