//! A line at the prompt, as words.

/// Splits a line into words, as a shell does: what is in quotes is one, and a
/// backslash takes the next letter as it is.
pub(super) fn words(line: &str) -> Result<Vec<String>, String> {
    let mut words = Vec::new();
    let mut word: Option<String> = None;
    let mut letters = line.chars();
    while let Some(letter) = letters.next() {
        match letter {
            // The rest is a remark.
            '#' if word.is_none() => break,
            '\'' | '"' => {
                let word = word.get_or_insert_default();
                quoted(letter, &mut letters, word)?;
            }
            '\\' => {
                let next = letters.next();
                let next = next.ok_or("a line cannot end with \\")?;
                word.get_or_insert_default().push(next);
            }
            space if space.is_whitespace() => words.extend(word.take()),
            letter => word.get_or_insert_default().push(letter),
        }
    }
    words.extend(word);
    Ok(words)
}

fn quoted(
    quote: char,
    letters: &mut impl Iterator<Item = char>,
    word: &mut String,
) -> Result<(), String> {
    loop {
        match letters.next() {
            Some(letter) if letter == quote => return Ok(()),
            // Between ' and ' it is a letter like others.
            Some('\\') if quote == '"' => word.extend(letters.next()),
            Some(letter) => word.push(letter),
            None => return Err(format!("there is no {quote} at the end")),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn split(line: &str) -> Vec<String> {
        words(line).unwrap()
    }

    #[test]
    fn words_are_split_as_in_a_shell() {
        assert_eq!(split(" add  Buy milk "), ["add", "Buy", "milk"]);
        assert_eq!(split(r#"a "b  c" 'd "e"'"#), ["a", "b  c", "d \"e\""]);
        assert_eq!(
            split(r#"it\'s "a \"b\"" 'c\d'"#),
            ["it's", "a \"b\"", r"c\d"]
        );
        assert_eq!(split("x''y \"\""), ["xy", ""]);
        assert_eq!(split("add a#1 # one"), ["add", "a#1"]);
        assert!(split("# nothing").is_empty());
    }

    #[test]
    fn what_does_not_end_is_said() {
        for line in ["add 'Buy milk", "add \"Buy", "add \\"] {
            assert!(words(line).is_err(), "{line}");
        }
    }
}
