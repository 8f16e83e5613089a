//! Writes the parts of terms, each in the form that BEAM writes.

use super::atom::is_too_long;
use super::error::Error;
use super::identifier::{ExternalPid, ExternalPort, ExternalReference};
use super::term::{BitString, Export};
use super::{integer, snake_case, tag};

pub(crate) fn integer(out: &mut Vec<u8>, integer: i64) {
    if let Ok(byte) = u8::try_from(integer) {
        out.extend([tag::SMALL_INTEGER, byte]);
    } else if let Ok(integer) = i32::try_from(integer) {
        out.push(tag::INTEGER);
        out.extend(integer.to_be_bytes());
    } else {
        let magnitude = integer.unsigned_abs().to_le_bytes();
        let magnitude = integer::trimmed(&magnitude);
        small_big(out, integer < 0, magnitude);
    }
}

pub(super) fn unsigned(out: &mut Vec<u8>, unsigned: u128) {
    if let Ok(small) = i64::try_from(unsigned) {
        return integer(out, small);
    }
    let magnitude = unsigned.to_le_bytes();
    small_big(out, false, integer::trimmed(&magnitude));
}

pub(super) fn signed(out: &mut Vec<u8>, signed: i128) {
    if let Ok(small) = i64::try_from(signed) {
        return integer(out, small);
    }
    let magnitude = signed.unsigned_abs().to_le_bytes();
    small_big(out, signed < 0, integer::trimmed(&magnitude));
}

/// Writes an integer of at most 255 bytes, without zeros at the end.
fn small_big(out: &mut Vec<u8>, negative: bool, magnitude: &[u8]) {
    let length = u8::try_from(magnitude.len()).unwrap_or(u8::MAX);
    out.extend([tag::SMALL_BIG, length, u8::from(negative)]);
    out.extend_from_slice(magnitude);
}

/// Writes an integer of any size, without zeros at the end.
pub(super) fn big(
    out: &mut Vec<u8>,
    negative: bool,
    magnitude: &[u8],
) -> Result<(), Error> {
    if u8::try_from(magnitude.len()).is_ok() {
        small_big(out, negative, magnitude);
        return Ok(());
    }
    let length = length(out, magnitude.len())?;
    out.push(tag::LARGE_BIG);
    out.extend(length.to_be_bytes());
    out.push(u8::from(negative));
    out.extend_from_slice(magnitude);
    Ok(())
}

pub(super) fn float(out: &mut Vec<u8>, float: f64) -> Result<(), Error> {
    if !float.is_finite() {
        let what = "a float that is not a number";
        return Err(Error::Invalid { what, at: out.len() });
    }
    out.push(tag::NEW_FLOAT);
    out.extend(float.to_be_bytes());
    Ok(())
}

/// Writes an atom, which fails if it has more than 255 characters.
pub(crate) fn atom(out: &mut Vec<u8>, text: &str) -> Result<(), Error> {
    if let Ok(length) = u8::try_from(text.len()) {
        out.extend([tag::SMALL_ATOM_UTF8, length]);
        out.extend_from_slice(text.as_bytes());
        return Ok(());
    }
    match u16::try_from(text.len()) {
        Ok(length) if !is_too_long(text) => {
            out.push(tag::ATOM_UTF8);
            out.extend(length.to_be_bytes());
            out.extend_from_slice(text.as_bytes());
            Ok(())
        }
        _ => Err(Error::Invalid {
            what: "an atom of more than 255 characters",
            at: out.len(),
        }),
    }
}

pub(crate) fn binary(out: &mut Vec<u8>, bytes: &[u8]) -> Result<(), Error> {
    let length = length(out, bytes.len())?;
    out.push(tag::BINARY);
    out.extend(length.to_be_bytes());
    out.extend_from_slice(bytes);
    Ok(())
}

pub(super) fn bits(out: &mut Vec<u8>, bits: &BitString) -> Result<(), Error> {
    let length = length(out, bits.bytes().len())?;
    out.push(tag::BIT_BINARY);
    out.extend(length.to_be_bytes());
    out.push(bits.bits());
    out.extend_from_slice(bits.bytes());
    Ok(())
}

pub(super) fn export(out: &mut Vec<u8>, export: &Export) -> Result<(), Error> {
    out.push(tag::EXPORT);
    atom(out, export.module.as_str())?;
    atom(out, export.function.as_str())?;
    out.extend([tag::SMALL_INTEGER, export.arity]);
    Ok(())
}

/// Writes the start of a tuple; its elements follow.
pub(crate) fn tuple(out: &mut Vec<u8>, arity: usize) -> Result<(), Error> {
    if let Ok(arity) = u8::try_from(arity) {
        out.extend([tag::SMALL_TUPLE, arity]);
        return Ok(());
    }
    let arity = length(out, arity)?;
    out.push(tag::LARGE_TUPLE);
    out.extend(arity.to_be_bytes());
    Ok(())
}

/// Writes the start of a list; its elements and its tail follow.
pub(crate) fn list(out: &mut Vec<u8>, elements: usize) -> Result<(), Error> {
    let elements = length(out, elements)?;
    out.push(tag::LIST);
    out.extend(elements.to_be_bytes());
    Ok(())
}

/// Writes the start of a map; its keys follow, each before its value.
pub(crate) fn map(out: &mut Vec<u8>, pairs: usize) -> Result<(), Error> {
    let pairs = length(out, pairs)?;
    out.push(tag::MAP);
    out.extend(pairs.to_be_bytes());
    Ok(())
}

/// Checks that a number of bytes or terms can be written.
pub(super) fn length(out: &[u8], length: usize) -> Result<u32, Error> {
    u32::try_from(length).map_err(|_| Error::Invalid {
        what: "more than the format can count",
        at: out.len(),
    })
}

pub(crate) fn pid(out: &mut Vec<u8>, pid: &ExternalPid) -> Result<(), Error> {
    out.push(tag::NEW_PID);
    atom(out, pid.node.as_str())?;
    out.extend(pid.id.to_be_bytes());
    out.extend(pid.serial.to_be_bytes());
    out.extend(pid.creation.to_be_bytes());
    Ok(())
}

pub(super) fn port(
    out: &mut Vec<u8>,
    port: &ExternalPort,
) -> Result<(), Error> {
    // BEAM keeps the short form for numbers of 28 bits.
    let short = u32::try_from(port.id).ok().filter(|id| id >> 28 == 0);
    out.push(if short.is_some() { tag::NEW_PORT } else { tag::V4_PORT });
    atom(out, port.node.as_str())?;
    match short {
        Some(id) => out.extend(id.to_be_bytes()),
        None => out.extend(port.id.to_be_bytes()),
    }
    out.extend(port.creation.to_be_bytes());
    Ok(())
}

pub(crate) fn reference(
    out: &mut Vec<u8>,
    reference: &ExternalReference,
) -> Result<(), Error> {
    let words = reference.words();
    let length = u8::try_from(words.len()).unwrap_or(u8::MAX);
    out.extend([tag::NEWER_REFERENCE, 0, length]);
    atom(out, reference.node.as_str())?;
    out.extend(reference.creation.to_be_bytes());
    out.extend(words.iter().flat_map(|word| word.to_be_bytes()));
    Ok(())
}

/// Writes the atom of a variant.
pub(super) fn variant(out: &mut Vec<u8>, name: &str) -> Result<(), Error> {
    let start = out.len();
    out.extend([tag::SMALL_ATOM_UTF8, 0]);
    snake_case::append(out, name);
    let Ok(length) = u8::try_from(out.len() - start - 2) else {
        let what = "the name of a variant has more than 255 bytes";
        return Err(Error::Invalid { what, at: start });
    };
    out[start + 1] = length;
    Ok(())
}
