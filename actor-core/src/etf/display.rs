//! Terms as Erlang prints them.

use std::fmt::{self, Formatter, Write};

use super::atom::Atom;
use super::decode::MAX_DEPTH;
use super::identifier::{ExternalPid, ExternalPort, ExternalReference};
use super::identities::NO_NODE;
use super::term::{BitString, Export, Term};

impl fmt::Display for Term {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        show(self, f, 0)
    }
}

fn show(term: &Term, f: &mut Formatter<'_>, depth: usize) -> fmt::Result {
    if depth > MAX_DEPTH {
        return f.write_str("...");
    }
    match term {
        Term::Integer(integer) => write!(f, "{integer}"),
        Term::Big(big) => write!(f, "{big}"),
        Term::Float(float) => show_float(*float, f),
        Term::Atom(atom) => write!(f, "{atom}"),
        Term::Pid(pid) => write!(f, "{pid}"),
        Term::Port(port) => write!(f, "{port}"),
        Term::Reference(reference) => write!(f, "{reference}"),
        Term::Fun(bytes) => write!(f, "#Fun<{} bytes>", bytes.len()),
        Term::Export(export) => write!(f, "fun {export}"),
        Term::Binary(bytes) => show_binary(bytes, f),
        Term::BitString(bits) => write!(f, "{bits}"),
        Term::List(terms) => {
            if let Some(text) = text(terms) {
                return quoted(&text, '"', f);
            }
            f.write_str("[")?;
            show_all(terms, f, depth)?;
            f.write_str("]")
        }
        Term::ImproperList(terms, end) => {
            f.write_str("[")?;
            show_all(terms, f, depth)?;
            f.write_str("|")?;
            show(end, f, depth + 1)?;
            f.write_str("]")
        }
        Term::Tuple(terms) => {
            f.write_str("{")?;
            show_all(terms, f, depth)?;
            f.write_str("}")
        }
        Term::Map(pairs) => {
            f.write_str("#{")?;
            for (index, (key, value)) in pairs.iter().enumerate() {
                f.write_str(if index == 0 { "" } else { "," })?;
                show(key, f, depth + 1)?;
                f.write_str(" => ")?;
                show(value, f, depth + 1)?;
            }
            f.write_str("}")
        }
    }
}

fn show_all(
    terms: &[Term],
    f: &mut Formatter<'_>,
    depth: usize,
) -> fmt::Result {
    for (index, term) in terms.iter().enumerate() {
        f.write_str(if index == 0 { "" } else { "," })?;
        show(term, f, depth + 1)?;
    }
    Ok(())
}

/// Writes the shorter of `123.0` and `1.23e2`.
fn show_float(float: f64, f: &mut Formatter<'_>) -> fmt::Result {
    /// From here on the digits before the point are not all known.
    const EXACT: f64 = 9_007_199_254_740_992.0;
    if !float.is_finite() {
        return write!(f, "{float}");
    }
    let mut plain = float.to_string();
    if !plain.contains('.') {
        plain.push_str(".0");
    }
    let mut scientific = format!("{float:e}");
    if !scientific.contains('.') {
        scientific = scientific.replace('e', ".0e");
    }
    let is_plain = plain.len() <= scientific.len() && float.abs() < EXACT;
    f.write_str(if is_plain { &plain } else { &scientific })
}

/// Writes a binary as text if it is, in UTF-8 or else in Latin-1.
fn show_binary(bytes: &[u8], f: &mut Formatter<'_>) -> fmt::Result {
    let (text, suffix) = match str::from_utf8(bytes) {
        Ok(text) if text.is_ascii() => (text.to_owned(), ""),
        Ok(text) => (text.to_owned(), "/utf8"),
        Err(_) => (bytes.iter().copied().map(char::from).collect(), ""),
    };
    if !text.is_empty() && text.chars().all(is_printable) {
        f.write_str("<<")?;
        quoted(&text, '"', f)?;
        return write!(f, "{suffix}>>");
    }
    f.write_str("<<")?;
    show_bytes(bytes, f)?;
    f.write_str(">>")
}

fn show_bytes(bytes: &[u8], f: &mut Formatter<'_>) -> fmt::Result {
    for (index, byte) in bytes.iter().enumerate() {
        f.write_str(if index == 0 { "" } else { "," })?;
        write!(f, "{byte}")?;
    }
    Ok(())
}

/// Returns the text of a list of characters.
fn text(terms: &[Term]) -> Option<String> {
    let character = |term: &Term| {
        let number = u32::try_from(term.as_integer()?).ok()?;
        char::from_u32(number).filter(|character| is_printable(*character))
    };
    if terms.is_empty() {
        return None;
    }
    terms.iter().map(character).collect()
}

fn is_printable(character: char) -> bool {
    matches!(character,
        '\u{8}'..='\r' | '\u{1b}' | ' '..='~' | '\u{a0}'..='\u{fffd}')
        || character >= '\u{10000}'
}

/// Writes text in quotes.
fn quoted(text: &str, quote: char, f: &mut Formatter<'_>) -> fmt::Result {
    f.write_char(quote)?;
    for character in text.chars() {
        let short = match character {
            '\u{8}' => 'b',
            '\t' => 't',
            '\n' => 'n',
            '\u{b}' => 'v',
            '\u{c}' => 'f',
            '\r' => 'r',
            '\u{1b}' => 'e',
            '\u{7f}' => 'd',
            '\\' => '\\',
            _ if character == quote => quote,
            _ if character.is_control() => {
                write!(f, "\\{:03o}", u32::from(character))?;
                continue;
            }
            _ => {
                f.write_char(character)?;
                continue;
            }
        };
        write!(f, "\\{short}")?;
    }
    f.write_char(quote)
}

impl fmt::Display for Atom {
    /// Writes the atom, in quotes if it needs them.
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        const RESERVED: [&str; 27] = [
            "after", "and", "andalso", "band", "begin", "bnot", "bor", "bsl",
            "bsr", "bxor", "case", "catch", "cond", "div", "end", "fun", "if",
            "let", "not", "of", "or", "orelse", "receive", "rem", "try",
            "when", "xor",
        ];
        let text = self.as_str();
        let mut letters = text.chars();
        let starts_small = letters.next().is_some_and(is_small);
        let goes_on = letters.all(|letter| {
            is_small(letter)
                || letter.is_ascii_alphanumeric()
                || matches!(letter, '_' | '@' | 'À'..='Ö' | 'Ø'..='Þ')
        });
        if starts_small && goes_on && !RESERVED.contains(&text) {
            return f.write_str(text);
        }
        quoted(text, '\'', f)
    }
}

fn is_small(letter: char) -> bool {
    matches!(letter, 'a'..='z' | 'ß'..='ö' | 'ø'..='ÿ')
}

impl fmt::Display for Export {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}/{}", self.module, self.function, self.arity)
    }
}

impl fmt::Display for BitString {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let bits = self.bits();
        let Some((last, bytes)) = self.bytes().split_last() else {
            return f.write_str("<<>>");
        };
        f.write_str("<<")?;
        show_bytes(bytes, f)?;
        f.write_str(if bytes.is_empty() { "" } else { "," })?;
        write!(f, "{}:{bits}>>", last >> (8 - bits))
    }
}

impl fmt::Display for ExternalPid {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let node = shown(&self.node);
        write!(f, "<{node}.{}.{}>", self.id, self.serial)
    }
}

impl fmt::Display for ExternalPort {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        write!(f, "#Port<{}.{}>", shown(&self.node), self.id)
    }
}

impl fmt::Display for ExternalReference {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        write!(f, "#Ref<{}", shown(&self.node))?;
        for word in self.words().iter().rev() {
            write!(f, ".{word}")?;
        }
        f.write_str(">")
    }
}

/// A node without a name prints as 0, which is how every node calls itself.
fn shown(node: &Atom) -> &str {
    if *node == NO_NODE { "0" } else { node.as_str() }
}

macro_rules! debug_as_display {
    ($($type:ty)*) => {$(
        impl fmt::Debug for $type {
            fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
                fmt::Display::fmt(self, f)
            }
        }
    )*};
}

debug_as_display! {
    Term Atom Export BitString ExternalPid ExternalPort ExternalReference
}
