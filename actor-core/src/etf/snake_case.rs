//! The atoms of variants: `ResetStats` is `reset_stats`.

/// Yields the characters of a variant's name in snake case.
///
/// A capital starts a word if the letter before it is small, or the one after
/// it is: `HttpServer` and `HTTPServer` are both `http_server`.
pub(super) fn snake_case(name: &str) -> impl Iterator<Item = char> + '_ {
    let mut before = '_';
    let mut rest = name.chars();
    std::iter::from_fn(move || {
        let letter = rest.next()?;
        let after = rest.clone().next();
        let starts_word = letter.is_uppercase()
            && before != '_'
            && (!before.is_uppercase()
                || after.is_some_and(char::is_lowercase));
        before = letter;
        Some(
            starts_word.then_some('_').into_iter().chain(letter.to_lowercase()),
        )
    })
    .flatten()
}

/// Returns whether the atom is how the variant is written.
pub(super) fn is_snake_case(atom: &str, name: &str) -> bool {
    if atom == name {
        // An enum may name a variant as the atom is.
        return !name.chars().any(char::is_uppercase);
    }
    snake_case(name).eq(atom.chars())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_start_with_capitals() {
        for (name, atom) in [
            ("ResetStats", "reset_stats"),
            ("NoProc", "no_proc"),
            ("HTTPServer", "http_server"),
            ("Utf8", "utf8"),
            ("V2Beta", "v2_beta"),
            ("A", "a"),
            ("Übermut", "übermut"),
            ("already_small", "already_small"),
            ("SCREAMING_CASE", "screaming_case"),
            ("", ""),
        ] {
            assert_eq!(snake_case(name).collect::<String>(), atom);
            assert!(is_snake_case(atom, name), "{name}");
        }
        assert!(!is_snake_case("ResetStats", "ResetStats"));
        assert!(!is_snake_case("reset", "ResetStats"));
        assert!(!is_snake_case("reset_stats_now", "ResetStats"));
    }
}
