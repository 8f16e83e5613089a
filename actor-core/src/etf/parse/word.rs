//! What starts with a letter or a sign: atoms, functions by name, pids.

use super::{ParseError, Syntax, TermReader};
use crate::etf::atom::Atom;
use crate::etf::identifier::ExternalPid;
use crate::etf::identities::NO_NODE;
use crate::etf::term::{Export, Term};

impl<'a> TermReader<'a> {
    /// Reads what starts with a letter: an atom, a module of Elixir, a call.
    pub(super) fn name(&mut self) -> Result<Term, ParseError> {
        let start = self.at;
        let word = self.word();
        if self.ahead().starts_with("()") {
            let call = &self.text[start..self.at + 2];
            let known = (self.known)(call);
            let problem = || self.error(format!("{call} is unknown here"));
            let term = known.ok_or_else(problem)?;
            self.at += 2;
            return Ok(term);
        }
        let first = word.chars().next();
        let is_small = first.is_some_and(char::is_lowercase);
        if is_small || word.contains('@') {
            if self.syntax == Syntax::Erlang && word == "fun" {
                return self.fun();
            }
            return self.atom_of(word).map(Term::Atom);
        }
        if self.syntax == Syntax::Elixir && first != Some('_') {
            let module = format!("Elixir.{}", self.module(start));
            return self.atom_of(&module).map(Term::Atom);
        }
        self.at = start;
        Err(self.error(format!(
            "{word} is a variable, and there are none: an atom starts with a \
             small letter, or stands in quotes"
        )))
    }

    /// Reads `:ok` or `:"not ok"`.
    pub(super) fn colon_atom(&mut self) -> Result<Atom, ParseError> {
        self.at += 1;
        match self.peek() {
            Some('"' | '\'') => {
                let text = self.quoted()?;
                self.atom_of(&text)
            }
            Some(letter) if letter.is_alphabetic() || letter == '_' => {
                let word = self.word();
                self.atom_of(word)
            }
            _ => Err(self.error("an atom's name is missing")),
        }
    }

    /// Reads `key:` before a value, if Elixir is read and that is next.
    pub(super) fn key(&mut self) -> Result<Option<Term>, ParseError> {
        self.skip_spaces();
        let start = self.at;
        let name = match self.peek() {
            _ if self.syntax == Syntax::Erlang => return Ok(None),
            Some('"') => self.quoted()?,
            Some(letter) if letter.is_alphabetic() || letter == '_' => {
                self.word().to_owned()
            }
            _ => return Ok(None),
        };
        if self.ahead().starts_with(':') {
            self.at += 1;
            return Ok(Some(Term::Atom(self.atom_of(&name)?)));
        }
        self.at = start;
        Ok(None)
    }

    /// Reads `fun lists:map/2`, of which `fun` is read.
    fn fun(&mut self) -> Result<Term, ParseError> {
        let module = self.erlang_atom()?;
        self.expect(":", "`:`, as in `fun lists:map/2`")?;
        let function = self.erlang_atom()?;
        self.export(module, function)
    }

    /// Reads `&:lists.map/2`.
    pub(super) fn capture(&mut self) -> Result<Term, ParseError> {
        self.at += 1;
        let module = if self.peek() == Some(':') {
            self.colon_atom()?
        } else {
            let start = self.at;
            self.word();
            let module = format!("Elixir.{}", self.module(start));
            self.atom_of(&module)?
        };
        self.expect(".", "`.`, as in `&:lists.map/2`")?;
        let function = match self.peek() {
            Some('"') => self.quoted()?,
            _ => self.word().to_owned(),
        };
        let function = self.atom_of(&function)?;
        self.export(module, function)
    }

    fn export(
        &mut self,
        module: Atom,
        function: Atom,
    ) -> Result<Term, ParseError> {
        self.expect("/", "`/`, and how many arguments")?;
        let arity = self.while_is(|c| c.is_ascii_digit()).parse();
        let arity = arity.map_err(|_| self.error("expected 0 to 255"))?;
        Ok(Term::Export(Box::new(Export { module, function, arity })))
    }

    fn erlang_atom(&mut self) -> Result<Atom, ParseError> {
        self.skip_spaces();
        let text = match self.peek() {
            Some('\'') => self.quoted()?,
            _ => self.word().to_owned(),
        };
        self.atom_of(&text)
    }

    /// Reads a pid, and names what cannot be read.
    pub(super) fn identifier(&mut self) -> Result<Term, ParseError> {
        if !self.eats("#PID") && self.peek() == Some('#') {
            return Err(self.error(
                "references, ports and closures cannot be read from text",
            ));
        }
        let problem = self.error("a pid is written as <node.9.0>");
        let ahead = self.ahead();
        let length = ahead.find('>').ok_or_else(|| problem.clone())? + 1;
        let pid = &ahead[..length];
        self.at += length;
        if let Some(term) = (self.known)(pid) {
            return Ok(term);
        }
        let mut parts = pid[1..length - 1].rsplitn(3, '.');
        let mut number = || parts.next()?.parse().ok();
        let (serial, id) = (number(), number());
        let (Some(serial), Some(id), Some(node)) = (serial, id, parts.next())
        else {
            return Err(problem);
        };
        let node = if node == "0" { NO_NODE } else { node };
        let node = self.atom_of(node)?;
        Ok(Term::Pid(ExternalPid { node, id, serial, creation: 0 }))
    }

    /// Reads a word. That of a node, which has an `@`, goes on behind dots.
    fn word(&mut self) -> &'a str {
        let (text, start) = (self.text, self.at);
        loop {
            self.while_is(|c| c.is_alphanumeric() || matches!(c, '_' | '@'));
            let is_node = text[start..self.at].contains('@');
            let mut ahead = self.ahead().chars();
            let goes_on = matches!(ahead.next(), Some('.' | '-'))
                && ahead.next().is_some_and(char::is_alphanumeric);
            if !is_node || !goes_on {
                break;
            }
            self.at += 1;
        }
        if self.at > start && matches!(self.peek(), Some('?' | '!')) {
            self.at += 1;
        }
        &text[start..self.at]
    }

    /// Reads the rest of `Todo.Server`, which begins at `start` and of which
    /// one word is read.
    fn module(&mut self, start: usize) -> &'a str {
        let text = self.text;
        loop {
            let mut ahead = self.ahead().chars();
            let goes_on = ahead.next() == Some('.')
                && ahead.next().is_some_and(char::is_uppercase);
            if !goes_on {
                return &text[start..self.at];
            }
            self.at += 1;
            self.word();
        }
    }

    fn atom_of(&self, text: &str) -> Result<Atom, ParseError> {
        let problem = |_| self.error("an atom has at most 255 characters");
        Atom::new(text).map_err(problem)
    }
}
