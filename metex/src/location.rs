//! What a reader calls a place, and when two of them are the same.

use std::fmt;

use unicode_normalization::{UnicodeNormalization, char::is_combining_mark};

/// A place as the reader wrote it.
///
/// Two locations are equal when they differ in accents, case, spaces or
/// punctuation only, so a cache or a count treats them as one.
///
/// ```
/// use metex::Location;
///
/// assert_eq!(Location::new("são paulo"), Location::new(" Sao  Paulo"));
/// ```
#[derive(Clone, Debug)]
pub struct Location {
    name: String,
    key: String,
}

impl Location {
    /// Takes the name of a place, such as `Snag, Yukon, Canada`.
    pub fn new(name: &str) -> Self {
        let name = name.split_whitespace().collect::<Vec<_>>().join(" ");
        let key = key_of(&name);
        Location { name, key }
    }

    /// Returns the name as it was written, without superfluous spaces.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Returns what stands before the first comma.
    pub fn place(&self) -> &str {
        self.name.split(',').next().unwrap_or_default().trim()
    }

    /// Returns what stands behind commas: a region, a country, or both.
    pub fn qualifiers(&self) -> impl Iterator<Item = &str> {
        let parts = self.name.split(',').skip(1).map(str::trim);
        parts.filter(|part| !part.is_empty())
    }

    /// Returns whether the name says nothing that could be looked up.
    pub fn is_empty(&self) -> bool {
        self.key.trim_matches(',').is_empty()
    }
}

/// Returns whether two names mean the same, whatever their spelling.
pub(crate) fn is_same_name(one: &str, other: &str) -> bool {
    key_of(one) == key_of(other)
}

/// Keeps letters and digits without accents and case, and the commas, which
/// separate a place from its country.
fn key_of(name: &str) -> String {
    let mut key = String::with_capacity(name.len());
    let letters = name.nfkd().filter(|c| !is_combining_mark(*c));
    for letter in letters.flat_map(char::to_lowercase) {
        match letter {
            // Letters that Unicode does not take apart.
            'ø' => key.push('o'),
            'ł' => key.push('l'),
            'đ' | 'ð' => key.push('d'),
            'ı' => key.push('i'),
            'æ' => key.push_str("ae"),
            'œ' => key.push_str("oe"),
            'ß' => key.push_str("ss"),
            ',' => key.push(','),
            _ if letter.is_alphanumeric() => key.push(letter),
            _ => {}
        }
    }
    key
}

impl From<&str> for Location {
    fn from(name: &str) -> Self {
        Location::new(name)
    }
}

impl fmt::Display for Location {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.name)
    }
}

impl PartialEq for Location {
    fn eq(&self, other: &Self) -> bool {
        self.key == other.key
    }
}

impl Eq for Location {}

impl std::hash::Hash for Location {
    fn hash<H: std::hash::Hasher>(&self, state: &mut H) {
        self.key.hash(state);
    }
}

impl PartialOrd for Location {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Location {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.key.cmp(&other.key)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn accents_case_spaces_and_hyphens_make_no_difference() {
        for (one, other) in [
            ("são paulo", "Sao Paulo"),
            ("Zürich", "ZURICH"),
            ("Łódź", "lodz"),
            ("Ho Chi Minh City", "ho-chi-minh  city"),
            ("St. John's", "st johns"),
            ("Sa\u{303}o Paulo", "S\u{e3}o Paulo"),
            ("London , GB", "london,gb"),
        ] {
            assert_eq!(Location::new(one), Location::new(other));
        }
    }

    #[test]
    fn another_country_is_another_place() {
        assert_ne!(Location::new("London, GB"), Location::new("London, CA"));
        assert_ne!(Location::new("東京"), Location::new("大阪"));
    }

    #[test]
    fn a_location_is_a_place_and_its_qualifiers() {
        let snag = Location::new("  Snag, Yukon,  Canada ");
        assert_eq!(snag.name(), "Snag, Yukon, Canada");
        assert_eq!(snag.place(), "Snag");
        assert!(snag.qualifiers().eq(["Yukon", "Canada"]));
    }

    #[test]
    fn punctuation_alone_is_no_location() {
        assert!(Location::new(" , ?!").is_empty());
        assert!(!Location::new("Å").is_empty());
    }
}
