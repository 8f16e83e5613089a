//! The atoms of variants: `ResetStats` is `reset_stats`.

/// Appends a variant's name in snake case.
///
/// A capital starts a word if the letter before it is small, or the one after
/// it is: `HttpServer` and `HTTPServer` are both `http_server`.
pub(super) fn append(out: &mut Vec<u8>, name: &str) {
    if !name.is_ascii() {
        for letter in letters(name) {
            out.extend_from_slice(letter.encode_utf8(&mut [0; 4]).as_bytes());
        }
        return;
    }
    for (at, letter) in name.bytes().enumerate() {
        if starts_word(name.as_bytes(), at) {
            out.push(b'_');
        }
        out.push(letter.to_ascii_lowercase());
    }
}

/// Returns whether the atom is how the variant is written.
pub(super) fn is_snake_case(atom: &str, name: &str) -> bool {
    if !name.is_ascii() {
        // An enum may name a variant as the atom is.
        let is_small = !name.chars().any(char::is_uppercase);
        return if atom == name {
            is_small
        } else {
            letters(name).eq(atom.chars())
        };
    }
    let mut atom = atom.bytes();
    for (at, letter) in name.bytes().enumerate() {
        if starts_word(name.as_bytes(), at) && atom.next() != Some(b'_') {
            return false;
        }
        if atom.next() != Some(letter.to_ascii_lowercase()) {
            return false;
        }
    }
    atom.next().is_none()
}

/// Returns whether a word starts at a letter of a name in ASCII, which nearly
/// all names are. (As characters they would take ten times as long.)
fn starts_word(name: &[u8], at: usize) -> bool {
    if !name[at].is_ascii_uppercase() || at == 0 || name[at - 1] == b'_' {
        return false;
    }
    let after = name.get(at + 1);
    !name[at - 1].is_ascii_uppercase()
        || after.is_some_and(u8::is_ascii_lowercase)
}

/// Yields the characters of any name in snake case.
fn letters(name: &str) -> impl Iterator<Item = char> + '_ {
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
            ("AB", "ab"),
            ("A_B", "a_b"),
            ("ÜBermut", "ü_bermut"),
            ("Übermut", "übermut"),
            ("already_small", "already_small"),
            ("SCREAMING_CASE", "screaming_case"),
            ("", ""),
        ] {
            let mut appended = Vec::new();
            append(&mut appended, name);
            assert_eq!(String::from_utf8(appended).unwrap(), atom);
            assert_eq!(letters(name).collect::<String>(), atom);
            assert!(is_snake_case(atom, name), "{name}");
        }
        assert!(!is_snake_case("ResetStats", "ResetStats"));
        assert!(!is_snake_case("reset", "ResetStats"));
        assert!(!is_snake_case("reset_stats_now", "ResetStats"));
    }
}
