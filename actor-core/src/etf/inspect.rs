//! Terms as Elixir writes them.

use std::fmt::{self, Display, Formatter, Write};

use super::atom::Atom;
use super::decode::MAX_DEPTH;
use super::term::Term;

/// Prints a term in Elixir's syntax; see [`Term::inspect`].
#[derive(Clone, Copy)]
pub struct Inspect<'a>(&'a Term);

impl Term {
    /// Returns the term as it prints in Elixir's syntax, on one line; in
    /// Erlang's it prints as it is.
    ///
    /// ```
    /// use actor_core::etf::Term;
    ///
    /// let entry = Term::map([
    ///     (Term::atom("title"), Term::from("Dentist")),
    ///     (Term::atom("done"), Term::from(false)),
    /// ]);
    /// let shown = entry.inspect().to_string();
    /// assert_eq!(shown, r#"%{title: "Dentist", done: false}"#);
    /// assert_eq!(entry.to_string(), r##"#{title => <<"Dentist">>,done => false}"##);
    /// ```
    pub fn inspect(&self) -> Inspect<'_> {
        Inspect(self)
    }
}

impl Display for Inspect<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        show(self.0, f, 0)
    }
}

fn show(term: &Term, f: &mut Formatter<'_>, depth: usize) -> fmt::Result {
    if depth > MAX_DEPTH {
        return f.write_str("...");
    }
    match term {
        Term::Atom(atom) => show_atom(atom, f),
        Term::Pid(pid) => write!(f, "#PID{pid}"),
        Term::Reference(reference) => {
            let shown = reference.to_string();
            write!(f, "#Reference{}", shown.trim_start_matches("#Ref"))
        }
        Term::Export(export) => {
            f.write_str("&")?;
            show_atom(&export.module, f)?;
            f.write_str(".")?;
            show_name(&export.function, f)?;
            write!(f, "/{}", export.arity)
        }
        Term::Binary(bytes) => match str::from_utf8(bytes) {
            Ok(text) if text.chars().all(is_printable) => quoted(text, f),
            _ => {
                f.write_str("<<")?;
                show_bytes(bytes, f)?;
                f.write_str(">>")
            }
        },
        Term::BitString(bits) => {
            let Some((last, bytes)) = bits.bytes().split_last() else {
                return f.write_str("<<>>");
            };
            f.write_str("<<")?;
            show_bytes(bytes, f)?;
            f.write_str(if bytes.is_empty() { "" } else { ", " })?;
            let size = bits.bits();
            write!(f, "{}::size({size})>>", last >> (8 - size))
        }
        Term::List(terms) => {
            if let Some(text) = text(terms) {
                f.write_str("~c")?;
                return quoted(&text, f);
            }
            f.write_str("[")?;
            match pairs(terms) {
                Some(pairs) => show_pairs(&pairs, f, depth)?,
                None => show_all(terms, f, depth)?,
            }
            f.write_str("]")
        }
        Term::ImproperList(terms, end) => {
            f.write_str("[")?;
            show_all(terms, f, depth)?;
            f.write_str(" | ")?;
            show(end, f, depth + 1)?;
            f.write_str("]")
        }
        Term::Tuple(terms) => {
            f.write_str("{")?;
            show_all(terms, f, depth)?;
            f.write_str("}")
        }
        Term::Map(map) => {
            f.write_str("%{")?;
            let keys: Option<Vec<_>> = map.iter().map(as_key).collect();
            match keys {
                Some(pairs) => show_pairs(&pairs, f, depth)?,
                None => {
                    for (index, (key, value)) in map.iter().enumerate() {
                        f.write_str(if index == 0 { "" } else { ", " })?;
                        show(key, f, depth + 1)?;
                        f.write_str(" => ")?;
                        show(value, f, depth + 1)?;
                    }
                }
            }
            f.write_str("}")
        }
        Term::Integer(_)
        | Term::Big(_)
        | Term::Float(_)
        | Term::Port(_)
        | Term::Fun(_) => write!(f, "{term}"),
    }
}

fn show_all(
    terms: &[Term],
    f: &mut Formatter<'_>,
    depth: usize,
) -> fmt::Result {
    for (index, term) in terms.iter().enumerate() {
        f.write_str(if index == 0 { "" } else { ", " })?;
        show(term, f, depth + 1)?;
    }
    Ok(())
}

fn show_pairs(
    pairs: &[(&Atom, &Term)],
    f: &mut Formatter<'_>,
    depth: usize,
) -> fmt::Result {
    for (index, (key, value)) in pairs.iter().enumerate() {
        f.write_str(if index == 0 { "" } else { ", " })?;
        show_name(key, f)?;
        f.write_str(": ")?;
        show(value, f, depth + 1)?;
    }
    Ok(())
}

/// Returns the pairs of a list that is written as `[key: value]`.
fn pairs<'a>(terms: &'a [Term]) -> Option<Vec<(&'a Atom, &'a Term)>> {
    if terms.is_empty() {
        return None;
    }
    let pair = |term: &'a Term| match term.as_tuple()? {
        [Term::Atom(key), value] => Some((key, value)),
        _ => None,
    };
    terms.iter().map(pair).collect()
}

fn as_key((key, value): &(Term, Term)) -> Option<(&Atom, &Term)> {
    match key {
        Term::Atom(key) => Some((key, value)),
        _ => None,
    }
}

fn show_atom(atom: &Atom, f: &mut Formatter<'_>) -> fmt::Result {
    let text = atom.as_str();
    if matches!(text, "true" | "false" | "nil") {
        return f.write_str(text);
    }
    if let Some(module) = text.strip_prefix("Elixir.")
        && module.split('.').all(is_module)
    {
        return f.write_str(module);
    }
    f.write_str(":")?;
    show_name(atom, f)
}

/// Writes an atom where everybody knows that it is one.
fn show_name(atom: &Atom, f: &mut Formatter<'_>) -> fmt::Result {
    let text = atom.as_str();
    let mut letters = text.trim_end_matches(['?', '!']).chars();
    let is_plain = letters.next().is_some_and(|c| c.is_ascii_lowercase())
        && letters.all(is_of_word)
        && text.matches(['?', '!']).count() < 2;
    if is_plain { f.write_str(text) } else { quoted(text, f) }
}

fn is_module(part: &str) -> bool {
    part.starts_with(|c: char| c.is_ascii_uppercase())
        && part.chars().all(is_of_word)
}

fn is_of_word(letter: char) -> bool {
    letter.is_ascii_alphanumeric() || letter == '_'
}

/// Returns the text of a list of characters that is not empty.
fn text(terms: &[Term]) -> Option<String> {
    let character = |term: &Term| {
        let number = u32::try_from(term.as_integer()?).ok()?;
        char::from_u32(number).filter(|c| c.is_ascii() && is_printable(*c))
    };
    if terms.is_empty() {
        return None;
    }
    terms.iter().map(character).collect()
}

fn is_printable(character: char) -> bool {
    matches!(character, '\u{7}'..='\r' | '\u{1b}') || !character.is_control()
}

fn show_bytes(bytes: &[u8], f: &mut Formatter<'_>) -> fmt::Result {
    for (index, byte) in bytes.iter().enumerate() {
        f.write_str(if index == 0 { "" } else { ", " })?;
        write!(f, "{byte}")?;
    }
    Ok(())
}

fn quoted(text: &str, f: &mut Formatter<'_>) -> fmt::Result {
    f.write_char('"')?;
    let mut letters = text.chars().peekable();
    while let Some(character) = letters.next() {
        let short = match character {
            '\u{7}' => 'a',
            '\u{8}' => 'b',
            '\t' => 't',
            '\n' => 'n',
            '\u{b}' => 'v',
            '\u{c}' => 'f',
            '\r' => 'r',
            '\u{1b}' => 'e',
            '\u{7f}' => 'd',
            '"' | '\\' => character,
            // What would be put in there, were it not escaped.
            '#' if letters.peek() == Some(&'{') => '#',
            _ if character.is_control() => {
                write!(f, "\\u{{{:X}}}", u32::from(character))?;
                continue;
            }
            _ => {
                f.write_char(character)?;
                continue;
            }
        };
        write!(f, "\\{short}")?;
    }
    f.write_char('"')
}
