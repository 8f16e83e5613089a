//! What somebody may have meant who wrote something else.

/// Returns the name that takes the fewest changes of a letter; nothing if
/// that would be a third of the word or more.
pub(super) fn nearest<'a>(
    word: &str,
    names: impl IntoIterator<Item = &'a str>,
) -> Option<&'a str> {
    let with_distance = |name: &'a str| (distance(word, name), name);
    let nearest = names.into_iter().map(with_distance).min()?;
    let (distance, name) = nearest;
    (distance * 3 <= word.len().max(name.len())).then_some(name)
}

/// Counts the letters that must be added, taken away or changed.
fn distance(one: &str, other: &str) -> usize {
    let other: Vec<_> = other.chars().collect();
    let mut row: Vec<_> = (0..=other.len()).collect();
    for (line, letter) in one.chars().enumerate() {
        let mut diagonal = row[0];
        row[0] = line + 1;
        for (column, other) in other.iter().enumerate() {
            let changed = diagonal + usize::from(letter != *other);
            diagonal = row[column + 1];
            row[column + 1] = changed.min(diagonal + 1).min(row[column] + 1);
        }
    }
    row[other.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_distance_is_the_number_of_changes() {
        for (one, other, changes) in [
            ("", "", 0),
            ("port", "", 4),
            ("port", "port", 0),
            ("http_prot", "http_port", 2),
            ("http-port", "http_port", 1),
            ("kitten", "sitting", 3),
        ] {
            assert_eq!(distance(one, other), changes, "{one} {other}");
            assert_eq!(distance(other, one), changes, "{other} {one}");
        }
    }

    #[test]
    fn what_is_like_nothing_is_not_guessed() {
        let names = ["http_port", "bind"];
        assert_eq!(nearest("http_prt", names), Some("http_port"));
        assert_eq!(nearest("colour", names), None);
    }
}
