//! Writes whole terms.

use super::decode::MAX_DEPTH;
use super::error::Error;
use super::term::Term;
use super::{tag, write};

/// The longest list of bytes that BEAM writes in the short form.
pub(super) const MAX_STRING: usize = 65_535;

impl Term {
    /// Writes the term as `term_to_binary(Term, [{minor_version, 2}])` does.
    ///
    /// # Errors
    /// If it was made by hand and is nothing that Erlang has: a float that is
    /// not a number, or terms nested more than 512 deep.
    pub fn to_bytes(&self) -> Result<Vec<u8>, Error> {
        let mut out = vec![tag::VERSION];
        encode(self, &mut out)?;
        Ok(out)
    }
}

/// Writes a term without the byte for the format's version.
///
/// What was written before an error stays.
pub(crate) fn encode(term: &Term, out: &mut Vec<u8>) -> Result<(), Error> {
    nested(term, out, 0)
}

fn nested(term: &Term, out: &mut Vec<u8>, depth: usize) -> Result<(), Error> {
    if depth > MAX_DEPTH {
        return Err(Error::TooDeep { at: out.len() });
    }
    match term {
        Term::Tuple(elements) => {
            write::tuple(out, elements.len())?;
            all(elements, out, depth)
        }
        Term::List(elements) if is_string(elements) => {
            string(elements, out);
            Ok(())
        }
        Term::List(elements) => {
            write::list(out, elements.len())?;
            all(elements, out, depth)?;
            out.push(tag::NIL);
            Ok(())
        }
        Term::ImproperList(elements, end) => {
            write::list(out, elements.len())?;
            all(elements, out, depth)?;
            nested(end, out, depth + 1)
        }
        Term::Map(pairs) => {
            write::map(out, pairs.len())?;
            for (key, value) in pairs {
                nested(key, out, depth + 1)?;
                nested(value, out, depth + 1)?;
            }
            Ok(())
        }
        Term::Integer(integer) => {
            write::integer(out, *integer);
            Ok(())
        }
        Term::Big(it) => write::big(out, it.is_negative(), it.magnitude()),
        Term::Float(float) => write::float(out, *float),
        Term::Atom(atom) => write::atom(out, atom.as_str()),
        Term::Pid(pid) => write::pid(out, pid),
        Term::Port(port) => write::port(out, port),
        Term::Reference(reference) => write::reference(out, reference),
        Term::Fun(bytes) => {
            out.extend_from_slice(bytes);
            Ok(())
        }
        Term::Export(it) => write::export(out, it),
        Term::Binary(bytes) => write::binary(out, bytes),
        Term::BitString(bits) => write::bits(out, bits),
    }
}

fn all(terms: &[Term], out: &mut Vec<u8>, depth: usize) -> Result<(), Error> {
    for term in terms {
        nested(term, out, depth + 1)?;
    }
    Ok(())
}

fn is_string(elements: &[Term]) -> bool {
    let is_byte = |term: &Term| matches!(term, Term::Integer(integer) if (0..256).contains(integer));
    elements.len() <= MAX_STRING && elements.iter().all(is_byte)
}

/// Writes a list of bytes in the short form; an empty one has its own.
fn string(elements: &[Term], out: &mut Vec<u8>) {
    let Ok(length @ 1..) = u16::try_from(elements.len()) else {
        out.push(tag::NIL);
        return;
    };
    out.push(tag::STRING);
    out.extend(length.to_be_bytes());
    out.extend(
        elements
            .iter()
            .filter_map(Term::as_integer)
            .filter_map(|integer| u8::try_from(integer).ok()),
    );
}
