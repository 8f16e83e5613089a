//! Numbers, and what stands in quotes.

use super::{ParseError, Syntax, TermReader};
use crate::etf::atom::Atom;
use crate::etf::term::Term;

/// More digits take long to read, and are no number that anybody wrote.
const MOST_DIGITS: usize = 5_000;

impl TermReader<'_> {
    /// Reads an integer or a float.
    pub(super) fn number(&mut self) -> Result<Term, ParseError> {
        let start = self.at;
        let sign = self.peek();
        if matches!(sign, Some('-' | '+')) {
            self.at += 1;
        }
        let is_negative = sign == Some('-');
        let digits = self.while_is(|c| c.is_ascii_digit());
        if digits.is_empty() {
            return Err(self.error("a digit is missing"));
        }
        let mut ahead = self.ahead().chars();
        match (ahead.next(), ahead.next()) {
            (Some('.'), Some('0'..='9')) => self.float(start),
            (Some('#'), Some(_)) => {
                self.at += 1;
                let base = digits.parse().unwrap_or(0);
                if !(2..=36).contains(&base) {
                    return Err(self.error("a base is 2 to 36"));
                }
                let digits = self.while_is(|c| c.is_ascii_alphanumeric());
                self.integer(is_negative, digits, base)
            }
            _ => self.integer(is_negative, digits, 10),
        }
    }

    fn float(&mut self, start: usize) -> Result<Term, ParseError> {
        self.at += 1;
        self.while_is(|c| c.is_ascii_digit());
        if matches!(self.peek(), Some('e' | 'E')) {
            self.at += 1;
            if matches!(self.peek(), Some('-' | '+')) {
                self.at += 1;
            }
            self.while_is(|c| c.is_ascii_digit());
        }
        match self.text[start..self.at].parse::<f64>() {
            Ok(float) if float.is_finite() => Ok(Term::Float(float)),
            Ok(_) => Err(self.error("the float is too large")),
            Err(_) => Err(self.error("the exponent is missing")),
        }
    }

    fn integer(
        &self,
        is_negative: bool,
        digits: &str,
        base: u32,
    ) -> Result<Term, ParseError> {
        if digits.len() > MOST_DIGITS {
            let what = format!("an integer has at most {MOST_DIGITS} digits");
            return Err(self.error(what));
        }
        let magnitude = magnitude(digits, base);
        let problem = || self.error(format!("no digit of base {base}"));
        Ok(Term::big(is_negative, &magnitude.ok_or_else(problem)?))
    }

    /// Reads a text in quotes as what they mean in this language.
    pub(super) fn text_or_atom(&mut self) -> Result<Term, ParseError> {
        let is_marked = self.eats("~c");
        let quote = self.peek();
        if !matches!(quote, Some('"' | '\'')) {
            return Err(self.error("expected ~c\"text\""));
        }
        let text = self.quoted()?;
        Ok(match (self.syntax, quote) {
            _ if is_marked => Term::charlist(&text),
            (Syntax::Elixir, Some('"')) => Term::from(text),
            (Syntax::Elixir, _) | (Syntax::Erlang, Some('"')) => {
                Term::charlist(&text)
            }
            (Syntax::Erlang, _) => {
                Term::Atom(Atom::new(text).map_err(|_| {
                    self.error("an atom has at most 255 characters")
                })?)
            }
        })
    }

    /// Reads a text from its first to its last quote.
    pub(super) fn quoted(&mut self) -> Result<String, ParseError> {
        let open = self.error("the text that starts here has no end");
        let quote = self.next();
        let mut text = String::new();
        loop {
            match self.next() {
                None => return Err(open),
                next if next == quote => return Ok(text),
                Some('\\') => text.push(self.escaped()?),
                Some(character) => text.push(character),
            }
        }
    }

    /// Reads what follows a backslash.
    fn escaped(&mut self) -> Result<char, ParseError> {
        let Some(letter) = self.peek() else {
            return Err(self.error("a text ends in a backslash"));
        };
        if matches!(letter, '0'..='7') {
            return self.coded(8, 3);
        }
        self.at += letter.len_utf8();
        Ok(match letter {
            'a' if self.syntax == Syntax::Elixir => '\u{7}',
            'b' => '\u{8}',
            'd' => '\u{7f}',
            'e' => '\u{1b}',
            'f' => '\u{c}',
            'n' => '\n',
            'r' => '\r',
            's' => ' ',
            't' => '\t',
            'v' => '\u{b}',
            'x' => self.coded(16, 2)?,
            'u' => self.coded(16, 4)?,
            other => other,
        })
    }

    /// Reads the number of a character, of at most so many digits unless it
    /// stands in braces.
    fn coded(&mut self, base: u32, most: usize) -> Result<char, ParseError> {
        let is_braced = self.ahead().starts_with('{');
        if is_braced {
            self.at += 1;
        }
        let most = if is_braced { 6 } else { most };
        let digits = self.ahead().chars().take(most);
        let digits = digits.take_while(|c| c.is_digit(base)).count();
        let code = &self.ahead()[..digits];
        let code = u32::from_str_radix(code, base).ok();
        let character = code.and_then(char::from_u32);
        let problem = || self.error("that is the number of no character");
        let character = character.ok_or_else(problem)?;
        self.at += digits;
        if is_braced {
            self.expect("}", "`}`")?;
        }
        Ok(character)
    }

    /// Reads a binary, of which `<<` is read.
    pub(super) fn binary(&mut self) -> Result<Term, ParseError> {
        let (mut bytes, mut bits) = (Vec::new(), 8);
        if self.eats(">>") {
            return Ok(Term::binary(bytes));
        }
        loop {
            if bits < 8 {
                let what = "only the last part has less than eight bits";
                return Err(self.error(what));
            }
            self.skip_spaces();
            if self.peek() == Some('"') {
                self.segment_of_text(&mut bytes)?;
            } else {
                bits = self.segment(&mut bytes)?;
            }
            if self.eats(">>") {
                // The only way to have no bytes is to have an empty text.
                let empty = || Term::binary(Vec::new());
                return Ok(Term::bits(bytes, bits).unwrap_or_else(empty));
            }
            self.expect(",", "`,` or `>>`")?;
        }
    }

    fn segment_of_text(
        &mut self,
        bytes: &mut Vec<u8>,
    ) -> Result<(), ParseError> {
        let text = self.quoted()?;
        if self.eats("/utf8") || self.syntax == Syntax::Elixir {
            bytes.extend(text.into_bytes());
            return Ok(());
        }
        for character in text.chars() {
            bytes.push(u8::try_from(character).map_err(|_| {
                self.error(format!("{character:?} needs `/utf8`"))
            })?);
        }
        Ok(())
    }

    /// Reads a number, and how many bits it has; returns those.
    fn segment(&mut self, bytes: &mut Vec<u8>) -> Result<u8, ParseError> {
        let number = self.while_is(|c| c.is_ascii_digit()).parse::<u8>();
        let problem = |_| self.error("expected 0 to 255, or a text");
        let number = number.map_err(problem)?;
        if !self.eats(":") {
            bytes.push(number);
            return Ok(8);
        }
        self.eats(":");
        let is_called = self.eats("size(");
        let bits = self.while_is(|c| c.is_ascii_digit()).parse().unwrap_or(0);
        if is_called {
            self.expect(")", "`)`")?;
        }
        if !(1..=8).contains(&bits) {
            return Err(self.error("expected 1 to 8 bits"));
        }
        bytes.push(number << (8 - bits));
        Ok(bits)
    }
}

/// Returns the number, least significant byte first; nothing if a digit is
/// missing or is none.
fn magnitude(digits: &str, base: u32) -> Option<Vec<u8>> {
    if digits.is_empty() {
        return None;
    }
    let mut magnitude = Vec::new();
    for digit in digits.chars() {
        let mut carry = digit.to_digit(base)?;
        for byte in &mut magnitude {
            let [low, rest @ ..] =
                (u32::from(*byte) * base + carry).to_le_bytes();
            *byte = low;
            carry = u32::from_le_bytes([rest[0], rest[1], rest[2], 0]);
        }
        if carry > 0 {
            // A digit and a carry are less than 36 each.
            magnitude.extend(u8::try_from(carry).ok());
        }
    }
    Some(magnitude)
}
