//! Terms.

use bytes::Bytes;

use super::atom::Atom;
use super::identifier::{ExternalPid, ExternalPort, ExternalReference};
use super::integer::BigInteger;

/// A term of Erlang or Elixir, of any kind.
///
/// It prints as Erlang's `~0tp` prints it.
///
/// ```
/// use actor_core::etf::Term;
///
/// let weather = Term::tuple([Term::atom("ok"), Term::from(21.5)]);
/// let bytes = weather.to_bytes()?;
/// assert_eq!(Term::from_bytes(&bytes)?, weather);
/// assert_eq!(weather.to_string(), "{ok,21.5}");
/// # Ok::<(), actor_core::etf::Error>(())
/// ```
///
/// What comes from bytes is nested 512 deep at most. A program that nests
/// terms deeper by hand cannot write them, and may run out of stack when it
/// compares or drops them.
#[derive(Clone)]
pub enum Term {
    /// An integer of 64 bits.
    Integer(i64),
    /// An integer that needs more.
    Big(BigInteger),
    /// A float; never infinite and never "not a number" if it came from bytes.
    Float(f64),
    /// An atom.
    Atom(Atom),
    /// A process.
    Pid(ExternalPid),
    /// A port.
    Port(ExternalPort),
    /// A reference.
    Reference(Box<ExternalReference>),
    /// A closure, in the bytes it came in: only its own node can call it.
    Fun(Bytes),
    /// A function by name, such as `fun lists:map/2`.
    Export(Box<Export>),
    /// Bytes, and what Elixir calls a string.
    Binary(Bytes),
    /// Bits, if they are not whole bytes.
    BitString(BitString),
    /// A list; what Erlang calls a string is a list of its characters.
    List(Vec<Term>),
    /// At least one element, and an end that is no list: `[1, 2 | 3]`.
    ImproperList(Vec<Term>, Box<Term>),
    /// A tuple.
    Tuple(Vec<Term>),
    /// Keys and their values, as they came; two maps are equal in any order.
    Map(Vec<(Term, Term)>),
}

/// A function of a module, by name.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Export {
    /// The module.
    pub module: Atom,
    /// The function's name.
    pub function: Atom,
    /// How many arguments it has.
    pub arity: u8,
}

/// Bits that are not whole bytes.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct BitString {
    bytes: Bytes,
    bits: u8,
}

impl BitString {
    /// Returns the bytes; unused bits of the last one are zero.
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// Returns how many bits of the last byte are used, the upper ones: 1 to 7.
    pub fn bits(&self) -> u8 {
        self.bits
    }
}

impl Term {
    /// Creates an atom from a text of the program.
    ///
    /// # Panics
    /// If the text has more than 255 characters.
    pub fn atom(text: &'static str) -> Self {
        Self::Atom(Atom::from(text))
    }

    /// Creates a tuple.
    pub fn tuple(elements: impl IntoIterator<Item = Term>) -> Self {
        Self::Tuple(elements.into_iter().collect())
    }

    /// Creates a list.
    pub fn list(elements: impl IntoIterator<Item = Term>) -> Self {
        Self::List(elements.into_iter().collect())
    }

    /// Creates a map; a key should not be there twice.
    pub fn map(pairs: impl IntoIterator<Item = (Term, Term)>) -> Self {
        Self::Map(pairs.into_iter().collect())
    }

    /// Creates a binary.
    pub fn binary(bytes: impl Into<Bytes>) -> Self {
        Self::Binary(bytes.into())
    }

    /// Creates a list of characters, which is what Erlang calls a string.
    pub fn charlist(text: &str) -> Self {
        Self::list(text.chars().map(|character| u32::from(character).into()))
    }

    /// Creates bits, of which the last byte has only the upper so many, 1 to 8.
    ///
    /// `None` if there are no bytes, or the last has no bit or more than eight.
    pub fn bits(bytes: impl Into<Vec<u8>>, bits: u8) -> Option<Self> {
        let mut bytes = bytes.into();
        let last = bytes.last_mut()?;
        match bits {
            1..=7 => {
                // Unused bits are no part of the value.
                *last &= 0xff << (8 - bits);
                let bytes = bytes.into();
                Some(Self::BitString(BitString { bytes, bits }))
            }
            8 => Some(Self::binary(bytes)),
            _ => None,
        }
    }

    /// Returns the text of an atom.
    pub fn as_atom(&self) -> Option<&str> {
        if let Self::Atom(atom) = self { Some(atom.as_str()) } else { None }
    }

    /// Returns the elements of a tuple.
    pub fn as_tuple(&self) -> Option<&[Term]> {
        if let Self::Tuple(elements) = self { Some(elements) } else { None }
    }

    /// Returns the elements of a list.
    pub fn as_list(&self) -> Option<&[Term]> {
        if let Self::List(elements) = self { Some(elements) } else { None }
    }

    /// Returns the keys and values of a map.
    pub fn as_map(&self) -> Option<&[(Term, Term)]> {
        if let Self::Map(pairs) = self { Some(pairs) } else { None }
    }

    /// Returns the value of an atom in a map.
    pub fn get(&self, key: &str) -> Option<&Term> {
        let mut pairs = self.as_map()?.iter();
        pairs.find(|pair| pair.0.as_atom() == Some(key)).map(|pair| &pair.1)
    }

    /// Returns an integer that fits.
    pub fn as_integer(&self) -> Option<i64> {
        if let Self::Integer(integer) = self { Some(*integer) } else { None }
    }

    /// Returns a float.
    pub fn as_float(&self) -> Option<f64> {
        if let Self::Float(float) = self { Some(*float) } else { None }
    }

    /// Returns the bytes of a binary.
    pub fn as_binary(&self) -> Option<&[u8]> {
        if let Self::Binary(bytes) = self { Some(bytes) } else { None }
    }

    /// Returns the text of a binary, if it is UTF-8.
    pub fn as_text(&self) -> Option<&str> {
        str::from_utf8(self.as_binary()?).ok()
    }

    /// Returns a pid.
    pub fn as_pid(&self) -> Option<&ExternalPid> {
        if let Self::Pid(pid) = self { Some(pid) } else { None }
    }

    /// Returns a reference.
    pub fn as_reference(&self) -> Option<&ExternalReference> {
        if let Self::Reference(it) = self { Some(it) } else { None }
    }
}
