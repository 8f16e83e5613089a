//! Processes, ports and references of any node.

use std::borrow::Cow;

use super::atom::Atom;
use super::error::Error;
use super::reader::Reader;
use super::tag;

/// The most words that a reference has.
const MAX_WORDS: usize = 5;

/// Identifies a process of a node, anywhere.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ExternalPid {
    /// The name of its node.
    pub node: Atom,
    /// The process's number.
    pub id: u32,
    /// How often the numbers had been used up.
    pub serial: u32,
    /// Which start of the node; 0 is a node that has no name.
    pub creation: u32,
}

/// Identifies a port of a node, anywhere.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ExternalPort {
    /// The name of its node.
    pub node: Atom,
    /// The port's number.
    pub id: u64,
    /// Which start of the node.
    pub creation: u32,
}

/// Identifies a monitor, a request, or whatever else somebody wanted a unique
/// value for.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ExternalReference {
    /// The name of the node that made it.
    pub node: Atom,
    /// Which start of the node.
    pub creation: u32,
    words: [u32; MAX_WORDS],
    length: u8,
}

/// A pid as it stands in the bytes, so that to recognise one costs no memory.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct PidRef<'a> {
    /// The name of its node; owned only if it came in Latin-1 with accents.
    pub(crate) node: Cow<'a, str>,
    pub(crate) id: u32,
    pub(crate) serial: u32,
    pub(crate) creation: u32,
}

impl ExternalReference {
    /// Creates a reference of one to five words, least significant first;
    /// `None` if there are more or none.
    pub fn new(node: Atom, creation: u32, words: &[u32]) -> Option<Self> {
        if words.is_empty() {
            return None;
        }
        let mut all = [0; MAX_WORDS];
        all.get_mut(..words.len())?.copy_from_slice(words);
        let length = u8::try_from(words.len()).ok()?;
        Some(Self { node, creation, words: all, length })
    }

    /// Returns the words, least significant first.
    pub fn words(&self) -> &[u32] {
        &self.words[..usize::from(self.length)]
    }
}

impl PidRef<'_> {
    pub(crate) fn to_external(&self) -> ExternalPid {
        ExternalPid {
            node: Atom::from_checked(&self.node),
            id: self.id,
            serial: self.serial,
            creation: self.creation,
        }
    }
}

impl<'de> Reader<'de> {
    /// Reads a pid.
    pub(crate) fn pid(&mut self) -> Result<PidRef<'de>, Error> {
        let start = self.at();
        let tag = self.u8()?;
        if !matches!(tag, tag::NEW_PID | tag::PID) {
            self.back_to(start);
            return Err(Error::Expected { what: "a pid", at: start });
        }
        let node = self.atom()?;
        let id = self.u32()?;
        let serial = self.u32()?;
        let creation = match tag {
            tag::NEW_PID => self.u32()?,
            _ => self.old_creation()?,
        };
        Ok(PidRef { node, id, serial, creation })
    }

    /// Reads the creation that identifiers of old nodes have: two bits.
    fn old_creation(&mut self) -> Result<u32, Error> {
        let at = self.at();
        match self.u8()? {
            creation @ 0..=3 => Ok(u32::from(creation)),
            _ => Err(Error::Invalid { what: "a creation above 3", at }),
        }
    }

    /// Reads a port.
    pub(super) fn port(&mut self) -> Result<ExternalPort, Error> {
        let start = self.at();
        let tag = self.u8()?;
        if !matches!(tag, tag::V4_PORT | tag::NEW_PORT | tag::PORT) {
            self.back_to(start);
            return Err(Error::Expected { what: "a port", at: start });
        }
        let node = Atom::from_checked(&self.atom()?);
        let id = match tag {
            tag::V4_PORT => self.u64()?,
            _ => u64::from(self.u32()?),
        };
        let creation = match tag {
            tag::PORT => self.old_creation()?,
            _ => self.u32()?,
        };
        Ok(ExternalPort { node, id, creation })
    }

    /// Reads a reference.
    pub(crate) fn reference(&mut self) -> Result<ExternalReference, Error> {
        let start = self.at();
        let tag = self.u8()?;
        let length = match tag {
            tag::NEWER_REFERENCE | tag::NEW_REFERENCE => {
                usize::from(self.u16()?)
            }
            tag::REFERENCE => 1,
            _ => {
                self.back_to(start);
                return Err(Error::Expected { what: "a reference", at: start });
            }
        };
        // BEAM 25 takes a reference without words, and crashes by it.
        let invalid = Error::Invalid {
            what: "a reference of no words, or of more than five",
            at: start,
        };
        let mut words = [0; MAX_WORDS];
        let Some(words) = words.get_mut(..length) else {
            return Err(invalid);
        };
        let node = Atom::from_checked(&self.atom()?);
        // The oldest form has the creation last.
        let mut creation = match tag {
            tag::NEWER_REFERENCE => self.u32()?,
            tag::NEW_REFERENCE => self.old_creation()?,
            _ => 0,
        };
        for word in &mut *words {
            *word = self.u32()?;
        }
        if tag == tag::REFERENCE {
            creation = self.old_creation()?;
        }
        // Old nodes count to 18 bits, and BEAM refuses what they cannot say.
        if tag != tag::NEWER_REFERENCE && words.first() >= Some(&(1 << 18)) {
            let what = "an old reference of more than 18 bits";
            return Err(Error::Invalid { what, at: start });
        }
        ExternalReference::new(node, creation, words).ok_or(invalid)
    }
}
