//! Terms from text, as Erlang and Elixir write them.

mod literal;
mod word;

use std::collections::HashSet;
use std::str::FromStr;

use super::term::Term;

/// How deep terms may be nested in a text; nobody writes deeper.
const MAX_DEPTH: usize = 256;

/// Which language a text is written in.
///
/// They differ in what quotes mean, and each has forms that the other does not
/// know. Numbers, tuples, lists, maps and binaries are read in either form, and
/// so are atoms: `ok` and `:ok`. A node's name needs no quotes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Syntax {
    /// `"text"` is a list of characters, `'a b'` is an atom. What a [`Term`]
    /// prints is this.
    Erlang,
    /// `"text"` is a binary, `'text'` and `~c"text"` are lists of characters;
    /// `Todo.Server` is an atom, and `[a: 1]` a list of pairs. What
    /// [`Term::inspect`] prints is this.
    Elixir,
}

/// Says why a text is no term, and where.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{what}, at character {at}")]
pub struct ParseError {
    what: Box<str>,
    at: usize,
}

impl ParseError {
    /// Returns the place of the mistake, in characters from 1 on.
    pub fn at(&self) -> usize {
        self.at
    }
}

/// Reads a term as it prints: in Erlang's syntax.
///
/// A pid has no [`creation`](super::ExternalPid::creation) in print, and is
/// read with 0. References, ports and closures are not read: what prints of
/// them does not say which they are.
impl FromStr for Term {
    type Err = ParseError;

    fn from_str(text: &str) -> Result<Self, ParseError> {
        whole(TermReader::new(text, Syntax::Erlang))
    }
}

impl Term {
    /// Reads a term in Elixir's syntax.
    ///
    /// ```
    /// use actor_core::etf::Term;
    ///
    /// let message = Term::from_elixir(r#"{:temperature, "Singapore"}"#)?;
    /// let same: Term = r#"{temperature, <<"Singapore">>}"#.parse()?;
    /// assert_eq!(message, same);
    /// # Ok::<(), actor_core::etf::ParseError>(())
    /// ```
    ///
    /// # Errors
    /// If the text is anything else than one whole term.
    pub fn from_elixir(text: &str) -> Result<Self, ParseError> {
        whole(TermReader::new(text, Syntax::Elixir))
    }
}

fn whole(mut reader: TermReader<'_>) -> Result<Term, ParseError> {
    let term = reader.term()?;
    reader.end()?;
    Ok(term)
}

/// Reads terms from a text, one after the other.
///
/// ```
/// use actor_core::etf::{Syntax, Term, TermReader};
///
/// let mut reader = TermReader::new("send shell 42", Syntax::Elixir);
/// assert_eq!(reader.term()?, Term::atom("send"));
/// assert_eq!(reader.rest(), "shell 42");
/// # Ok::<(), actor_core::etf::ParseError>(())
/// ```
pub struct TermReader<'a> {
    text: &'a str,
    /// How many bytes are read.
    at: usize,
    syntax: Syntax,
    known: &'a dyn Fn(&str) -> Option<Term>,
}

impl<'a> TermReader<'a> {
    /// Starts at the beginning of a text.
    pub fn new(text: &'a str, syntax: Syntax) -> Self {
        Self { text, at: 0, syntax, known: &|_| None }
    }

    /// Reads what `known` knows as what it says: calls such as `self()`, and
    /// pids as they print, `<a@host.9.0>`.
    #[must_use]
    pub fn knowing(mut self, known: &'a dyn Fn(&str) -> Option<Term>) -> Self {
        self.known = known;
        self
    }

    /// Reads the next term.
    ///
    /// # Errors
    /// If no term follows.
    pub fn term(&mut self) -> Result<Term, ParseError> {
        self.nested(0)
    }

    /// Returns what is not read so far, without the spaces before it.
    pub fn rest(&self) -> &'a str {
        self.ahead().trim_start()
    }

    /// Makes sure that nothing follows.
    ///
    /// # Errors
    /// If anything does.
    pub fn end(&mut self) -> Result<(), ParseError> {
        self.skip_spaces();
        match self.peek() {
            None => Ok(()),
            Some(_) => Err(self.error("the term has ended, but more follows")),
        }
    }

    fn nested(&mut self, depth: usize) -> Result<Term, ParseError> {
        if depth > MAX_DEPTH {
            return Err(self.error("terms are nested too deep"));
        }
        let depth = depth + 1;
        if self.eats("{") {
            return Ok(Term::Tuple(self.elements(depth)?));
        }
        if self.eats("[") {
            return self.list(depth);
        }
        if self.eats("#{") || self.eats("%{") {
            return self.map(depth);
        }
        if self.eats("<<") {
            return self.binary();
        }
        match self.peek() {
            Some('"' | '\'' | '~') => self.text_or_atom(),
            Some('0'..='9' | '-' | '+') => self.number(),
            Some(':') => self.colon_atom().map(Term::Atom),
            Some('&') => self.capture(),
            Some('<' | '#') => self.identifier(),
            Some(letter) if letter.is_alphabetic() || letter == '_' => {
                self.name()
            }
            Some(other) => {
                Err(self.error(format!("no term starts with {other:?}")))
            }
            None => Err(self.error("a term is missing")),
        }
    }

    /// Reads the elements of a tuple.
    fn elements(&mut self, depth: usize) -> Result<Vec<Term>, ParseError> {
        let mut elements = Vec::new();
        if self.eats("}") {
            return Ok(elements);
        }
        loop {
            elements.push(self.nested(depth)?);
            if self.eats("}") {
                return Ok(elements);
            }
            self.expect(",", "`,` or `}`")?;
        }
    }

    fn list(&mut self, depth: usize) -> Result<Term, ParseError> {
        let mut elements = Vec::new();
        if self.eats("]") {
            return Ok(Term::List(elements));
        }
        loop {
            elements.push(match self.key()? {
                Some(key) => Term::tuple([key, self.nested(depth)?]),
                None => self.nested(depth)?,
            });
            if self.eats("]") {
                return Ok(Term::List(elements));
            }
            if self.eats("|") {
                let end = self.nested(depth)?;
                self.expect("]", "`]`")?;
                return Ok(ended(elements, end));
            }
            self.expect(",", "`,`, `|` or `]`")?;
        }
    }

    fn map(&mut self, depth: usize) -> Result<Term, ParseError> {
        let mut pairs = Vec::new();
        if self.eats("}") {
            return Ok(Term::Map(pairs));
        }
        loop {
            let key = if let Some(key) = self.key()? {
                key
            } else {
                let key = self.nested(depth)?;
                self.expect("=>", "`=>`")?;
                key
            };
            pairs.push((key, self.nested(depth)?));
            if self.eats("}") {
                break;
            }
            self.expect(",", "`,` or `}`")?;
        }
        let keys: HashSet<_> = pairs.iter().map(|pair| &pair.0).collect();
        if keys.len() < pairs.len() {
            return Err(self.error("a key of the map is there twice"));
        }
        Ok(Term::Map(pairs))
    }

    fn ahead(&self) -> &'a str {
        &self.text[self.at..]
    }

    fn peek(&self) -> Option<char> {
        self.ahead().chars().next()
    }

    fn next(&mut self) -> Option<char> {
        let next = self.peek()?;
        self.at += next.len_utf8();
        Some(next)
    }

    /// Reads as far as characters are of this kind.
    fn while_is(&mut self, is_meant: impl Fn(char) -> bool) -> &'a str {
        let ahead = self.ahead();
        let length = ahead.find(|c| !is_meant(c)).unwrap_or(ahead.len());
        self.at += length;
        &ahead[..length]
    }

    fn skip_spaces(&mut self) {
        self.while_is(char::is_whitespace);
    }

    /// Reads this if it is next, but for spaces.
    fn eats(&mut self, token: &str) -> bool {
        self.skip_spaces();
        let is_next = self.ahead().starts_with(token);
        if is_next {
            self.at += token.len();
        }
        is_next
    }

    fn expect(&mut self, token: &str, what: &str) -> Result<(), ParseError> {
        if self.eats(token) {
            return Ok(());
        }
        Err(self.error(format!("expected {what}")))
    }

    fn error(&self, what: impl Into<Box<str>>) -> ParseError {
        let at = 1 + self.text[..self.at].chars().count();
        ParseError { what: what.into(), at }
    }
}

/// Returns the list `[elements | end]`.
fn ended(mut elements: Vec<Term>, end: Term) -> Term {
    match end {
        Term::List(more) => {
            elements.extend(more);
            Term::List(elements)
        }
        Term::ImproperList(more, end) => {
            elements.extend(more);
            Term::ImproperList(elements, end)
        }
        end => Term::ImproperList(elements, Box::new(end)),
    }
}
