//! When two terms are the same.

use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::mem;

use super::term::Term;

impl PartialEq for Term {
    /// Compares as Erlang's `=:=` does: `1` and `1.0` are not equal, nor are
    /// `0.0` and `-0.0` (since OTP 27), and a map's keys have no order.
    fn eq(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Integer(a), Self::Integer(b)) => a == b,
            (Self::Big(a), Self::Big(b)) => a == b,
            (Self::Float(a), Self::Float(b)) => a.to_bits() == b.to_bits(),
            (Self::Atom(a), Self::Atom(b)) => a == b,
            (Self::Pid(a), Self::Pid(b)) => a == b,
            (Self::Port(a), Self::Port(b)) => a == b,
            (Self::Reference(a), Self::Reference(b)) => a == b,
            (Self::Fun(a), Self::Fun(b))
            | (Self::Binary(a), Self::Binary(b)) => a == b,
            (Self::Export(a), Self::Export(b)) => a == b,
            (Self::BitString(a), Self::BitString(b)) => a == b,
            (Self::List(a), Self::List(b))
            | (Self::Tuple(a), Self::Tuple(b)) => a == b,
            (Self::ImproperList(a, a_end), Self::ImproperList(b, b_end)) => {
                a == b && a_end == b_end
            }
            (Self::Map(a), Self::Map(b)) => {
                a.len() == b.len() && by_key(a) == by_key(b)
            }
            _ => false,
        }
    }
}

impl Eq for Term {}

impl Hash for Term {
    fn hash<H: Hasher>(&self, state: &mut H) {
        mem::discriminant(self).hash(state);
        match self {
            Self::Integer(integer) => integer.hash(state),
            Self::Big(big) => big.hash(state),
            Self::Float(float) => float.to_bits().hash(state),
            Self::Atom(atom) => atom.hash(state),
            Self::Pid(pid) => pid.hash(state),
            Self::Port(port) => port.hash(state),
            Self::Reference(reference) => reference.hash(state),
            Self::Fun(bytes) | Self::Binary(bytes) => bytes.hash(state),
            Self::Export(export) => export.hash(state),
            Self::BitString(bits) => bits.hash(state),
            Self::List(terms) | Self::Tuple(terms) => terms.hash(state),
            Self::ImproperList(terms, end) => (terms, end).hash(state),
            Self::Map(pairs) => {
                // A sum is the same in any order.
                let hashes = pairs.iter().map(|pair| {
                    let mut state = DefaultHasher::new();
                    pair.hash(&mut state);
                    state.finish()
                });
                hashes.fold(0, u64::wrapping_add).hash(state);
            }
        }
    }
}

/// Hashing finds the keys of the other map without comparing each with each,
/// also where keys are maps again.
fn by_key(pairs: &[(Term, Term)]) -> HashMap<&Term, &Term> {
    pairs.iter().map(|(key, value)| (key, value)).collect()
}
