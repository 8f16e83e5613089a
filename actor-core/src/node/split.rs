//! Terms taken apart and put together as bytes, without decoding what is in
//! them.

use crate::etf;

const SMALL_TUPLE: u8 = 104;
const LIST: u8 = 108;
const SMALL_ATOM_UTF8: u8 = 119;

/// Returns the elements of a tuple of `N`.
pub(super) fn tuple<const N: usize>(term: &[u8]) -> Option<[&[u8]; N]> {
    let ([SMALL_TUPLE, arity], mut rest) = term.split_first_chunk()? else {
        return None;
    };
    if usize::from(*arity) != N {
        return None;
    }
    let mut elements = [&[][..]; N];
    for element in &mut elements {
        (*element, rest) = first(rest)?;
    }
    rest.is_empty().then_some(elements)
}

/// Returns the head and the tail of an improper list of two: `[Head | Tail]`.
pub(super) fn cons(term: &[u8]) -> Option<(&[u8], &[u8])> {
    let rest = term.strip_prefix(&[LIST, 0, 0, 0, 1])?;
    first(rest)
}

/// Returns the caller and the request of `{'$gen_call', From, Request}`.
pub(super) fn call(message: &[u8]) -> Option<(&[u8], &[u8])> {
    first(message.strip_prefix(b"\x68\x03\x77\x09$gen_call")?)
}

/// Returns the alias of `{[alias | Alias], Answer}`.
pub(super) fn alias(message: &[u8]) -> Option<&[u8]> {
    let rest = message.strip_prefix(b"\x68\x02\x6c\0\0\0\x01\x77\x05alias")?;
    Some(first(rest)?.0)
}

/// Returns the request of `{'$gen_cast', Request}`.
pub(super) fn cast(message: &[u8]) -> Option<&[u8]> {
    message.strip_prefix(b"\x68\x02\x77\x09$gen_cast")
}

/// Begins an improper list of two.
pub(super) fn begin_cons(out: &mut Vec<u8>) {
    out.extend([LIST, 0, 0, 0, 1]);
}

/// Returns the text of an atom.
pub(super) fn atom(term: &[u8]) -> Option<&str> {
    let ([SMALL_ATOM_UTF8, length], text) = term.split_first_chunk()? else {
        return None;
    };
    let text = (text.len() == usize::from(*length)).then_some(text)?;
    str::from_utf8(text).ok()
}

/// Begins a tuple of two, with its first element.
pub(super) fn pair(out: &mut Vec<u8>, first: &[u8]) {
    out.extend([SMALL_TUPLE, 2]);
    out.extend_from_slice(first);
}

/// Begins a tuple.
pub(super) fn begin_tuple(out: &mut Vec<u8>, arity: u8) {
    out.extend([SMALL_TUPLE, arity]);
}

/// Appends an atom, which is one of the protocol's.
pub(super) fn write_atom(out: &mut Vec<u8>, atom: &'static str) {
    let length = u8::try_from(atom.len()).expect("the protocol's are short");
    out.extend([SMALL_ATOM_UTF8, length]);
    out.extend_from_slice(atom.as_bytes());
}

fn first(terms: &[u8]) -> Option<(&[u8], &[u8])> {
    let length = etf::skip(terms).ok()?;
    terms.split_at_checked(length)
}
