//! Reads whole terms.

use bytes::Bytes;

use super::atom::Atom;
use super::compressed::body;
use super::error::Error;
use super::reader::{Integer, Reader};
use super::tag;
use super::term::{Export, Term};

/// How deep terms may be nested.
///
/// To clone or drop a term needs a stack as deep as the term; in a debug build
/// this is a third of the 2 MiB that a thread has.
pub(super) const MAX_DEPTH: usize = 512;

impl Term {
    /// Reads a term as `term_to_binary` writes it.
    ///
    /// # Errors
    /// If the bytes are anything else than one whole term. A compressed term
    /// may have 16 MiB when it is not compressed any more.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, Error> {
        Self::read(&body(bytes)?)
    }

    /// Reads a term that has no byte for the format's version.
    pub(crate) fn read(bytes: &[u8]) -> Result<Self, Error> {
        let (term, length) = decode(bytes)?;
        if length < bytes.len() {
            return Err(Error::Trailing { at: length });
        }
        Ok(term)
    }
}

/// Reads the term that starts here, without the byte for the format's version,
/// and says how many bytes it has.
pub(crate) fn decode(bytes: &[u8]) -> Result<(Term, usize), Error> {
    let reader = Reader::new(bytes);
    let mut decoder = Decoder { reader, owed: 1, open: Vec::new() };
    let term = decoder.term()?;
    Ok((term, decoder.reader.at()))
}

/// A term of which only some of the terms inside have been read.
///
/// These stand in a list of their own and not on the stack, which would have
/// to be larger than a thread's for terms that mean harm.
enum Open {
    Tuple {
        elements: Vec<Term>,
        left: usize,
    },
    /// A list, whose end may be a list again.
    List {
        elements: Vec<Term>,
        left: usize,
    },
    Map {
        pairs: Vec<(Term, Term)>,
        key: Option<Term>,
        left: usize,
    },
}

struct Decoder<'de> {
    reader: Reader<'de>,
    /// How many terms are still to come, here and in all that is open.
    ///
    /// Never more than there are bytes, so that memory for elements is there
    /// only for bytes that have come.
    owed: usize,
    /// What is open, each inside of the one before.
    open: Vec<Open>,
}

impl Decoder<'_> {
    fn term(&mut self) -> Result<Term, Error> {
        loop {
            let Some(mut term) = self.start()? else { continue };
            loop {
                let Some(open) = self.open.pop() else { return Ok(term) };
                match self.add(open, term)? {
                    Some(whole) => term = whole,
                    None => break,
                }
            }
        }
    }

    /// Reads a term, or only the start of one that has terms inside.
    fn start(&mut self) -> Result<Option<Term>, Error> {
        self.owed -= 1;
        match self.reader.peek()? {
            tag::SMALL_TUPLE | tag::LARGE_TUPLE => {
                let left = self.reader.tuple()?;
                self.owe(left)?;
                if left == 0 {
                    return Ok(Some(Term::Tuple(Vec::new())));
                }
                let elements = Vec::with_capacity(left);
                self.open(Open::Tuple { elements, left })
            }
            tag::MAP => {
                let left = self.reader.map()?;
                self.owe(left.saturating_mul(2))?;
                if left == 0 {
                    return Ok(Some(Term::Map(Vec::new())));
                }
                let pairs = Vec::with_capacity(left);
                self.open(Open::Map { pairs, key: None, left })
            }
            tag::LIST => self.list(Vec::new()),
            _ => leaf(&mut self.reader).map(Some),
        }
    }

    fn owe(&mut self, terms: usize) -> Result<(), Error> {
        self.owed = self.reader.claimed(self.owed.saturating_add(terms))?;
        Ok(())
    }

    fn open(&mut self, open: Open) -> Result<Option<Term>, Error> {
        if self.open.len() == MAX_DEPTH {
            return Err(Error::TooDeep { at: self.reader.at() });
        }
        self.open.push(open);
        Ok(None)
    }

    /// Adds a term to the one around it, which is whole then, or still open.
    fn add(&mut self, open: Open, term: Term) -> Result<Option<Term>, Error> {
        let open = match open {
            Open::Tuple { mut elements, left } => {
                elements.push(term);
                if left == 1 {
                    return Ok(Some(Term::Tuple(elements)));
                }
                Open::Tuple { elements, left: left - 1 }
            }
            Open::Map { pairs, key: None, left } => {
                Open::Map { pairs, key: Some(term), left }
            }
            Open::Map { mut pairs, key: Some(key), left } => {
                pairs.push((key, term));
                if left == 1 {
                    return Ok(Some(Term::Map(pairs)));
                }
                Open::Map { pairs, key: None, left: left - 1 }
            }
            Open::List { elements, left: 0 } => {
                return Ok(Some(Term::ImproperList(elements, term.into())));
            }
            Open::List { mut elements, left } => {
                elements.push(term);
                if left == 1 {
                    return self.end_of_list(elements);
                }
                Open::List { elements, left: left - 1 }
            }
        };
        self.open(open)
    }

    /// Reads the start of a list that goes on after these elements.
    fn list(&mut self, mut elements: Vec<Term>) -> Result<Option<Term>, Error> {
        loop {
            self.reader.u8()?;
            let left = self.reader.length()?;
            self.owe(left.saturating_add(1))?;
            elements.reserve(left);
            if left > 0 {
                return self.open(Open::List { elements, left });
            }
            if self.reader.peek()? != tag::LIST {
                return self.end_of_list(elements);
            }
            self.owed -= 1;
        }
    }

    /// Reads the end of a list, if it is the end of a list.
    fn end_of_list(
        &mut self,
        mut elements: Vec<Term>,
    ) -> Result<Option<Term>, Error> {
        match self.reader.peek()? {
            tag::NIL => {
                self.reader.u8()?;
            }
            tag::STRING => {
                let text = self.reader.string()?;
                elements.extend(text.iter().copied().map(Term::from));
            }
            tag::LIST => {
                self.owed -= 1;
                return self.list(elements);
            }
            // A list of nothing is what it ends with.
            _ if elements.is_empty() => return self.start(),
            _ => return self.open(Open::List { elements, left: 0 }),
        }
        self.owed -= 1;
        Ok(Some(Term::List(elements)))
    }
}

/// Reads what has no terms inside.
fn leaf(reader: &mut Reader<'_>) -> Result<Term, Error> {
    let start = reader.at();
    Ok(match reader.peek()? {
        tag::SMALL_INTEGER | tag::INTEGER | tag::SMALL_BIG | tag::LARGE_BIG => {
            match reader.integer()? {
                Integer::Small(integer) => Term::Integer(integer),
                Integer::Big { negative, magnitude } => {
                    Term::big(negative, magnitude)
                }
            }
        }
        tag::NEW_FLOAT | tag::FLOAT => Term::Float(reader.float()?),
        tag::SMALL_ATOM_UTF8 | tag::ATOM_UTF8 | tag::SMALL_ATOM | tag::ATOM => {
            Term::Atom(Atom::from_checked(&reader.atom()?))
        }
        tag::BINARY => Term::binary(Bytes::copy_from_slice(reader.binary()?)),
        tag::NIL => {
            reader.u8()?;
            Term::List(Vec::new())
        }
        tag::STRING => {
            let text = reader.string()?;
            Term::list(text.iter().copied().map(Term::from))
        }
        tag::NEW_PID | tag::PID => reader.pid()?.to_external().into(),
        tag::V4_PORT | tag::NEW_PORT | tag::PORT => reader.port()?.into(),
        tag::NEWER_REFERENCE | tag::NEW_REFERENCE | tag::REFERENCE => {
            reader.reference()?.into()
        }
        tag::BIT_BINARY => bits(reader)?,
        tag::EXPORT => export(reader)?,
        tag::NEW_FUN | tag::FUN => {
            fun(reader)?;
            Term::Fun(Bytes::copy_from_slice(reader.since(start)))
        }
        tag => return Err(Error::UnknownTag { tag, at: start }),
    })
}

fn bits(reader: &mut Reader<'_>) -> Result<Term, Error> {
    let start = reader.at();
    reader.u8()?;
    let length = reader.length()?;
    let bits = reader.u8()?;
    let bytes = reader.take(length)?;
    if bytes.is_empty() && bits == 0 {
        return Ok(Term::binary(Bytes::new()));
    }
    let what = "a bit string with a wrong number of bits";
    Term::bits(bytes, bits).ok_or(Error::Invalid { what, at: start })
}

fn export(reader: &mut Reader<'_>) -> Result<Term, Error> {
    reader.u8()?;
    let module = Atom::from_checked(&reader.atom()?);
    let function = Atom::from_checked(&reader.atom()?);
    let at = reader.at();
    let arity = u8::try_from(reader.small_integer()?)
        .map_err(|_| Error::Invalid { what: "an arity above 255", at })?;
    Ok(Term::Export(Box::new(Export { module, function, arity })))
}

/// Reads over a closure, and sees that it has all its parts.
fn fun(reader: &mut Reader<'_>) -> Result<(), Error> {
    /// What has a length of its own: arity, uniq and index.
    const HEAD: usize = 1 + 16 + 4;
    let start = reader.at();
    let mut whole = reader.clone();
    whole.skip(1)?;
    if reader.u8()? == tag::NEW_FUN {
        let length = reader.length()?;
        reader.take(HEAD)?;
        let free = reader.length()?;
        // Module, old index, old uniq and pid.
        reader.skip(free.saturating_add(4))?;
        if reader.at() - start - 1 != length {
            let what = "a fun that is not as long as it says";
            return Err(Error::Invalid { what, at: start });
        }
    }
    *reader = whole;
    Ok(())
}
