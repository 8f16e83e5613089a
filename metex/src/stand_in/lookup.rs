//! How a text finds a place: names, "City,CC", ids and postal codes.

use unicode_normalization::{UnicodeNormalization, char::is_combining_mark};

use super::city::{City, cities};

/// Finds the place that a text means, as OpenWeatherMap's `q` does.
///
/// Case, accents, punctuation and extra spaces do not matter. After a comma
/// may come a state and a country, by code or by name. A country alone
/// means its capital.
///
/// ```
/// let city = metex::stand_in::find("sao  paulo,br").unwrap();
/// assert_eq!(city.name, "São Paulo");
/// assert!(metex::stand_in::find("Omicron Persei 8").is_none());
/// ```
pub fn find(text: &str) -> Option<&'static City> {
    matching(text).into_iter().next()
}

/// Lists all places that a text may mean, the likeliest first.
pub(super) fn matching(text: &str) -> Vec<&'static City> {
    let mut parts = text.split(',').map(fold);
    let Some(name) = parts.next().filter(|name| !name.is_empty()) else {
        return Vec::new();
    };
    let qualifiers: Vec<String> =
        parts.filter(|part| !part.is_empty()).collect();
    let named: Vec<_> = cities()
        .iter()
        .filter(|city| city.folded.contains(&name))
        .filter(|city| qualifiers.iter().all(|part| lies_in(city, part)))
        .collect();
    if named.is_empty() && qualifiers.is_empty() {
        return capital(&name).into_iter().collect();
    }
    named
}

/// Lists what Open-Meteo's search finds: nothing for one letter, an exact
/// name for two, and the beginning of a name for three and more. It reads a
/// comma as a part of the name, so `Rome, IT` finds nothing there.
pub(super) fn search(text: &str) -> Vec<&'static City> {
    let name = fold(text);
    let letters = name.chars().count();
    if letters < 2 || text.contains(',') {
        return Vec::new();
    }
    let mut found = matching(&name);
    found.extend(cities().iter().filter(|city| zip_is(city, text)));
    if letters > 2 {
        let mut longer: Vec<_> = cities()
            .iter()
            .filter(|city| {
                city.folded.iter().any(|folded| folded.starts_with(&name))
            })
            .collect();
        longer.sort_by_key(|city| std::cmp::Reverse(city.population));
        for city in longer {
            if !found.contains(&city) {
                found.push(city);
            }
        }
    }
    found
}

/// Finds a place by OpenWeatherMap's number.
pub(super) fn by_id(id: u32) -> Option<&'static City> {
    cities().iter().find(|city| id > 0 && city.id == id)
}

/// Finds a place by `zip` or `zip,country`; the country is the United
/// States if none is given, as it is for OpenWeatherMap.
pub(super) fn by_zip(text: &str) -> Option<&'static City> {
    let (zip, country) = text.split_once(',').unwrap_or((text, "us"));
    let country = fold(country);
    cities().iter().find(|city| zip_is(city, zip) && country_is(city, &country))
}

/// Makes texts comparable: small letters without accents, and one space
/// for whatever else stands between them.
pub(super) fn fold(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    for letter in text.nfkd().filter(|letter| !is_combining_mark(*letter)) {
        match letter {
            'ß' => folded.push_str("ss"),
            'æ' | 'Æ' => folded.push_str("ae"),
            'ø' | 'Ø' => folded.push('o'),
            'ł' | 'Ł' => folded.push('l'),
            'đ' | 'Đ' => folded.push('d'),
            'ı' => folded.push('i'),
            '\'' | '’' => {}
            _ if letter.is_alphanumeric() => {
                folded.extend(letter.to_lowercase());
            }
            _ if folded.ends_with(' ') || folded.is_empty() => {}
            _ => folded.push(' '),
        }
    }
    folded.truncate(folded.trim_end().len());
    folded
}

fn capital(country: &str) -> Option<&'static City> {
    let mut of_country =
        cities().iter().filter(|city| fold(city.country) == country);
    let first = of_country.clone().next();
    of_country.find(|city| city.is_capital).or(first)
}

fn lies_in(city: &City, part: &str) -> bool {
    let in_state = city.state.is_some_and(|state| fold(state) == part);
    in_state || country_is(city, part)
}

fn country_is(city: &City, part: &str) -> bool {
    let code = match part {
        // The codes people write, which are not the country's own.
        "uk" | "great britain" | "england" => "gb",
        "usa" | "america" => "us",
        other => other,
    };
    fold(city.country_code) == code || fold(city.country) == code
}

fn zip_is(city: &City, zip: &str) -> bool {
    city.zip.is_some_and(|known| known.eq_ignore_ascii_case(zip.trim()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn name(text: &str) -> Option<&'static str> {
        find(text).map(|city| city.name)
    }

    #[test]
    fn the_books_cities_are_found_as_the_books_write_them() {
        for text in ["Singapore", "Monaco", "Vatican City", "Hong Kong"] {
            assert_eq!(name(text), Some(text));
        }
        assert_eq!(name("Macau"), Some("Macau"));
        assert_eq!(name("Verkhoyansk, Russia"), Some("Verkhoyansk"));
        assert_eq!(name("Snag, Yukon, Canada"), Some("Snag"));
        assert_eq!(name("Omicron Persei 8"), None);
    }

    #[test]
    fn a_country_means_its_capital() {
        assert_eq!(name("Malaysia"), Some("Kuala Lumpur"));
        assert_eq!(name("Brunei"), Some("Bandar Seri Begawan"));
        assert_eq!(name("Cambodia"), Some("Phnom Penh"));
        assert_eq!(name("Malaysia, FR"), None);
    }

    #[test]
    fn spelling_does_not_matter() {
        for text in
            ["são paulo", "SAO PAULO", "sa\u{303}o-paulo ", "São  Paulo,BR"]
        {
            assert_eq!(name(text), Some("São Paulo"), "{text}");
        }
        assert_eq!(name("lodz"), Some("Łódź"));
        assert_eq!(name("Tromso"), Some("Tromsø"));
        assert_eq!(name("st. petersburg"), Some("Saint Petersburg"));
    }

    #[test]
    fn a_comma_tells_places_of_one_name_apart() {
        let country = |text: &str| find(text).map(|city| city.country_code);
        assert_eq!(country("London"), Some("GB"));
        assert_eq!(country("London,UK"), Some("GB"));
        assert_eq!(country("London, Canada"), Some("CA"));
        assert_eq!(country("Paris, TX, US"), Some("US"));
        assert_eq!(country("Paris, DE"), None);
    }

    #[test]
    fn a_search_needs_two_letters_and_takes_no_comma() {
        assert!(search("B").is_empty());
        assert!(search("Berlin, DE").is_empty());
        assert!(search("Be").is_empty());
        assert_eq!(search("Berl")[0].name, "Berlin");
        assert_eq!(search("london").len(), 2);
        assert_eq!(search("94040")[0].name, "Mountain View");
    }
}
