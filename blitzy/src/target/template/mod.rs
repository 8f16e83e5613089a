//! Texts that differ from request to request.

mod draw;
mod encode;
mod parse;

use std::io::Write;

use bytes::Bytes;
pub(super) use draw::Draw;
pub(super) use encode::{Encoding, percent_decoded};
pub use parse::TemplateError;

/// A text with words in it that stand for something else in each request.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Template {
    parts: Vec<Part>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Part {
    Text(Box<str>),
    /// The number of the request, counted from here.
    Sequence(u64),
    /// A whole number, both ends included.
    Between(i64, i64),
    Uuid,
    /// One of these, at random.
    Pick(Box<[Box<str>]>),
    /// One of these, in turn.
    Each(Box<[Box<str>]>),
}

/// The digits of the longest whole number of 64 bits, or its sign and digits.
const LONGEST_NUMBER: usize = 20;
const LENGTH_OF_UUID: usize = 36;

impl Template {
    /// Makes one that is the same in each request.
    pub(super) fn literal(text: impl Into<Box<str>>) -> Self {
        Self { parts: vec![Part::Text(text.into())] }
    }

    /// Returns the text, if it is the same in each request.
    pub(super) fn as_literal(&self) -> Option<&str> {
        match self.parts.as_slice() {
            [] => Some(""),
            [Part::Text(text)] => Some(text),
            _ => None,
        }
    }

    /// Writes what it is in the request that these are the draws for.
    fn render(&self, draw: &mut Draw, out: &mut Vec<u8>) {
        for part in &self.parts {
            match part {
                Part::Text(text) => out.extend_from_slice(text.as_bytes()),
                Part::Sequence(from) => {
                    write_number(out, from.wrapping_add(draw.number()));
                }
                Part::Between(low, high) => {
                    write_number(out, draw.between(*low, *high));
                }
                Part::Uuid => {
                    let id = draw.uuid();
                    // A vector takes all that is written to it.
                    let _ = write!(
                        out,
                        "{:08x}-{:04x}-{:04x}-{:04x}-{:012x}",
                        id[0], id[1], id[2], id[3], id[4]
                    );
                }
                Part::Pick(choices) => {
                    let choice = &choices[draw.index(choices.len())];
                    out.extend_from_slice(choice.as_bytes());
                }
                Part::Each(choices) => {
                    let choice = &choices[draw.turn(choices.len())];
                    out.extend_from_slice(choice.as_bytes());
                }
            }
        }
    }

    /// Returns what it is in the request that these are the draws for.
    pub(super) fn bytes(&self, draw: &mut Draw) -> Bytes {
        let mut out = Vec::with_capacity(self.longest());
        self.render(draw, &mut out);
        out.into()
    }

    /// Returns how many bytes it has in no request more than.
    pub(super) fn longest(&self) -> usize {
        let longest = |part: &Part| match part {
            Part::Text(text) => text.len(),
            Part::Sequence(_) | Part::Between(..) => LONGEST_NUMBER,
            Part::Uuid => LENGTH_OF_UUID,
            Part::Pick(choices) | Part::Each(choices) => {
                choices.iter().map(|choice| choice.len()).max().unwrap_or(0)
            }
        };
        self.parts.iter().map(longest).sum()
    }

    /// Returns every text that is in it, those of choices included.
    pub(super) fn texts(&self) -> impl Iterator<Item = &str> {
        self.parts
            .iter()
            .flat_map(|part| match part {
                Part::Text(text) => std::slice::from_ref(text),
                Part::Pick(choices) | Part::Each(choices) => choices,
                Part::Sequence(_) | Part::Between(..) | Part::Uuid => &[],
            })
            .map(|text| &**text)
    }

    /// Puts another one behind it.
    pub(super) fn push(&mut self, other: Self) {
        for part in other.parts {
            match (self.parts.last_mut(), part) {
                (Some(Part::Text(last)), Part::Text(next)) => {
                    *last = format!("{last}{next}").into();
                }
                (_, part) => self.parts.push(part),
            }
        }
    }

    /// Ends it where its own text has this character; one in a choice is not
    /// its own text.
    pub(super) fn cut_at(&mut self, end: char) {
        for (index, part) in self.parts.iter_mut().enumerate() {
            if let Part::Text(text) = part
                && let Some((kept, _)) = text.split_once(end)
            {
                *text = kept.into();
                self.parts.truncate(index + 1);
                return;
            }
        }
    }

    /// Encodes its own text in one way and what is put into it in another.
    /// Numbers and ids are the same in both.
    #[must_use]
    pub(super) fn encoded(mut self, own: Encoding, inserted: Encoding) -> Self {
        for part in &mut self.parts {
            match part {
                Part::Text(text) => *text = own.encode(text).into(),
                Part::Pick(choices) | Part::Each(choices) => {
                    for choice in choices {
                        *choice = inserted.encode(choice).into();
                    }
                }
                Part::Sequence(_) | Part::Between(..) | Part::Uuid => {}
            }
        }
        self
    }
}

fn write_number(out: &mut Vec<u8>, number: impl std::fmt::Display) {
    // A vector takes all that is written to it.
    let _ = write!(out, "{number}");
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rendered(text: &str, seed: u64, number: u64) -> String {
        let template: Template = text.parse().unwrap();
        let mut out = Vec::new();
        template.render(&mut Draw::new(seed, number), &mut out);
        assert!(out.len() <= template.longest(), "{text}");
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn a_text_without_words_is_itself() {
        for text in ["", "{", "}", "a{b}c", r#"{"a":{"b":1}}"#, "Süß"] {
            assert_eq!(rendered(text, 1, 2), text);
            let template: Template = text.parse().unwrap();
            assert_eq!(template.as_literal(), Some(text));
        }
    }

    #[test]
    fn the_number_counts_from_where_it_is_told() {
        assert_eq!(rendered("{{seq}}", 1, 0), "0");
        assert_eq!(rendered("/{{seq}}/{{seq 100}}", 1, 7), "/7/107");
    }

    #[test]
    fn choices_in_turn_go_by_the_number() {
        let text = |number| rendered("{{each a|b|c}}", 1, number);
        let texts: Vec<_> = (0..5).map(text).collect();
        assert_eq!(texts, ["a", "b", "c", "a", "b"]);
    }

    #[test]
    fn a_choice_at_random_is_each_of_them_now_and_then() {
        let text = |number| rendered("{{pick a||c d}}", 1, number);
        let texts: std::collections::BTreeSet<_> = (0..100).map(text).collect();
        assert!(texts.iter().eq(["", "a", "c d"]));
    }

    #[test]
    fn a_range_has_both_its_ends() {
        let number = |number| rendered("{{rand -1 1}}", 1, number);
        let numbers: std::collections::BTreeSet<_> =
            (0..100).map(number).collect();
        assert!(numbers.iter().eq(["-1", "0", "1"]));
        assert_eq!(rendered("{{rand 5 5}}", 1, 2), "5");
    }

    #[test]
    fn an_id_has_the_shape_of_a_random_uuid() {
        let id = rendered("{{uuid}}", 1, 2);
        let groups: Vec<_> = id.split('-').map(str::len).collect();
        assert_eq!(groups, [8, 4, 4, 4, 12]);
        assert_eq!(&id[14..15], "4");
        assert!("89ab".contains(&id[19..20]));
        assert_ne!(id, rendered("{{uuid}}", 1, 3));
        assert_ne!(id, rendered("{{uuid}}", 2, 2));
    }

    #[test]
    fn braces_are_written_as_more_braces() {
        assert_eq!(rendered("{{{{seq}}", 1, 7), "{{seq}}");
        assert_eq!(rendered("{{{seq}}}", 1, 7), "{7}");
        assert_eq!(rendered("{{{{{seq}}}", 1, 7), "{{{seq}}}");
        assert_eq!(rendered("{{{{{{seq}}", 1, 7), "{{7");
    }
}
