//! How a template is written.

use std::str::FromStr;

use super::{Part, Template};

/// Why a text is no template.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TemplateError {
    /// Two braces were opened, and not closed.
    #[error(
        "{{{{ is not followed by }}}}; write {{{{{{{{ if two braces are meant"
    )]
    Open,
    /// There is no such word.
    #[error(
        "there is no word {0:?}; there are seq, rand LOW HIGH, uuid, \
         pick A|B and each A|B; write {{{{{{{{ if two braces are meant"
    )]
    Word(String),
    /// What follows `seq` is no number to count from.
    #[error("{{{{seq FROM}}}} counts from a whole number, not from {0:?}")]
    Sequence(String),
    /// What follows `rand` is not two numbers in order.
    #[error(
        "{{{{rand LOW HIGH}}}} takes two whole numbers, the lower one first, \
         not {0:?}"
    )]
    Between(String),
    /// What follows `pick` or `each` is nothing, or has braces.
    #[error("{{{{{0} A|B}}}} takes texts without braces, with | between them")]
    Choices(&'static str),
    /// What takes nothing is followed by something.
    #[error("{{{{{0}}}}} takes nothing, but is followed by {1:?}")]
    Surplus(&'static str, String),
}

impl FromStr for Template {
    type Err = TemplateError;

    fn from_str(text: &str) -> Result<Self, TemplateError> {
        let mut template = Self::default();
        let mut rest = text;
        while let Some((before, braces)) = rest.split_once("{{") {
            let mut own = before.to_owned();
            if let Some(after) = braces.strip_prefix("{{") {
                own.push_str("{{");
                rest = after;
            } else if braces.starts_with('{') {
                own.push('{');
                rest = &rest[before.len() + 1..];
            } else {
                let (word, after) =
                    braces.split_once("}}").ok_or(TemplateError::Open)?;
                template.push(Self::literal(own));
                template.parts.push(Part::of(word)?);
                rest = after;
                continue;
            }
            template.push(Self::literal(own));
        }
        template.push(Self::literal(rest));
        template.parts.retain(|part| *part != Part::Text("".into()));
        Ok(template)
    }
}

impl Part {
    /// Returns what stands between two pairs of braces.
    fn of(word: &str) -> Result<Self, TemplateError> {
        let word = word.trim_start();
        let (name, arguments) = word.split_once(' ').unwrap_or((word, ""));
        match name.trim() {
            "seq" if arguments.trim().is_empty() => Ok(Self::Sequence(0)),
            "seq" => match arguments.trim().parse() {
                Ok(from) => Ok(Self::Sequence(from)),
                Err(_) => Err(TemplateError::Sequence(arguments.to_owned())),
            },
            "rand" => {
                let wrong = || TemplateError::Between(arguments.to_owned());
                let numbers = arguments.split_whitespace().map(str::parse);
                let numbers: Vec<i64> =
                    numbers.collect::<Result<_, _>>().map_err(|_| wrong())?;
                match *numbers {
                    [low, high] if low <= high => Ok(Self::Between(low, high)),
                    _ => Err(wrong()),
                }
            }
            "uuid" if arguments.trim().is_empty() => Ok(Self::Uuid),
            "uuid" => Err(TemplateError::Surplus("uuid", arguments.to_owned())),
            "pick" => choices(arguments)
                .map(Self::Pick)
                .ok_or(TemplateError::Choices("pick")),
            "each" => choices(arguments)
                .map(Self::Each)
                .ok_or(TemplateError::Choices("each")),
            // A whole body may follow braces that were not meant.
            name => Err(TemplateError::Word(name.chars().take(40).collect())),
        }
    }
}

/// Returns the texts between bars, as they are, spaces included.
fn choices(arguments: &str) -> Option<Box<[Box<str>]>> {
    let has_braces = arguments.contains(['{', '}']);
    let choices = arguments.split('|').map(Box::from).collect();
    (!arguments.is_empty() && !has_braces).then_some(choices)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn error(text: &str) -> String {
        text.parse::<Template>().unwrap_err().to_string()
    }

    #[test]
    fn an_unknown_word_is_refused_with_those_that_there_are() {
        assert_eq!(
            error("/{{random}}"),
            "there is no word \"random\"; there are seq, rand LOW HIGH, uuid, \
             pick A|B and each A|B; write {{{{ if two braces are meant"
        );
    }

    #[test]
    fn braces_that_are_not_closed_are_refused() {
        assert_eq!(
            error("/{{seq}"),
            "{{ is not followed by }}; write {{{{ if two braces are meant"
        );
    }

    #[test]
    fn what_a_word_cannot_take_is_refused() {
        for text in [
            "{{}}",
            "{{seq -1}}",
            "{{seq 1 2}}",
            "{{rand}}",
            "{{rand 1}}",
            "{{rand 2 1}}",
            "{{rand 1 99999999999999999999}}",
            "{{rand 1 2 3}}",
            "{{uuid 4}}",
            "{{pick}}",
            "{{pick }}",
            "{{each {a}|b}}",
        ] {
            assert!(text.parse::<Template>().is_err(), "{text}");
        }
        assert_eq!(
            error("{{rand 2 1}}"),
            "{{rand LOW HIGH}} takes two whole numbers, the lower one first, \
             not \"2 1\""
        );
        assert_eq!(
            error("{{uuid 4}}"),
            "{{uuid}} takes nothing, but is followed by \"4\""
        );
        assert_eq!(
            error("{{pick}}"),
            "{{pick A|B}} takes texts without braces, with | between them"
        );
    }

    #[test]
    fn spaces_around_a_word_mean_nothing() {
        for (spaced, dense) in [
            ("{{ seq }}", "{{seq}}"),
            ("{{  uuid  }}", "{{uuid}}"),
            ("{{ rand  1   2 }}", "{{rand 1 2}}"),
        ] {
            assert_eq!(spaced.parse::<Template>(), dense.parse::<Template>());
        }
    }
}
