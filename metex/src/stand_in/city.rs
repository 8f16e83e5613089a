//! The table of places that exist for the stand-in.

use std::sync::LazyLock;

use super::lookup::fold;

/// Is one real place of the table, with facts as GeoNames has them.
#[derive(Clone, Debug, PartialEq)]
pub struct City {
    /// Is the number by which OpenWeatherMap knows the place, 0 if none.
    pub id: u32,
    /// Is the name as a reply spells it: `São Paulo`.
    pub name: &'static str,
    /// Are other names that find the place: `Macao` for Macau.
    pub other_names: Vec<&'static str>,
    /// Is the country's two letters, in capitals.
    pub country_code: &'static str,
    /// Is the country's English name.
    pub country: &'static str,
    /// Is the state or region, where the table knows it.
    pub state: Option<&'static str>,
    /// Is in degrees, positive in the north.
    pub latitude: f64,
    /// Is in degrees, positive in the east.
    pub longitude: f64,
    /// Is in metres above the sea.
    pub elevation: f64,
    /// Is in seconds, in standard time the whole year.
    pub utc_offset: i32,
    /// Is the zone's IANA name: `Asia/Singapore`.
    pub timezone: &'static str,
    /// Is 0 where it is not known.
    pub population: u32,
    /// Is one of the place's postal codes, where the table knows it.
    pub zip: Option<&'static str>,
    /// Is the seat of its country's government, which a search for the
    /// country finds.
    pub is_capital: bool,
    /// Is the name in counters and plans: `London`, and `London, CA` for
    /// the less known of the name.
    pub label: String,
    /// Are all names, folded once instead of at each look-up.
    pub(super) folded: Vec<String>,
}

static TABLE: LazyLock<Vec<City>> = LazyLock::new(|| {
    let mut table = Vec::new();
    for mut city in include_str!("cities.tsv").lines().filter_map(parse) {
        if table.iter().any(|known: &City| known.name == city.name) {
            city.label = format!("{}, {}", city.name, city.country_code);
        }
        table.push(city);
    }
    table
});

/// Lists every place that the stand-in knows.
pub fn cities() -> &'static [City] {
    &TABLE
}

/// Returns the place nearest to a point, unless it is too far away.
pub(super) fn nearest(
    latitude: f64,
    longitude: f64,
    within_km: f64,
) -> Option<&'static City> {
    cities()
        .iter()
        .map(|city| (distance_km(city, latitude, longitude), city))
        .filter(|(distance, _)| *distance <= within_km)
        .min_by(|one, other| one.0.total_cmp(&other.0))
        .map(|(_, city)| city)
}

fn distance_km(city: &City, latitude: f64, longitude: f64) -> f64 {
    let (here, there) = (latitude.to_radians(), city.latitude.to_radians());
    let east = (longitude - city.longitude).to_radians();
    let half = ((here - there) / 2.0).sin().powi(2)
        + here.cos() * there.cos() * (east / 2.0).sin().powi(2);
    2.0 * 6371.0 * half.sqrt().min(1.0).asin()
}

fn parse(line: &'static str) -> Option<City> {
    let fields: Vec<&'static str> = line.split('\t').collect();
    let &[
        id,
        name,
        others,
        country_code,
        country,
        state,
        latitude,
        longitude,
        elevation,
        utc_offset,
        timezone,
        population,
        zip,
        rank,
    ] = &fields[..]
    else {
        return None;
    };
    let other_names: Vec<_> =
        known(others).into_iter().flat_map(|all| all.split(';')).collect();
    let folded =
        [name].iter().chain(&other_names).map(|name| fold(name)).collect();
    Some(City {
        id: id.parse().ok()?,
        name,
        other_names,
        country_code,
        country,
        state: known(state),
        latitude: latitude.parse().ok()?,
        longitude: longitude.parse().ok()?,
        elevation: elevation.parse().ok()?,
        utc_offset: utc_offset.parse().ok()?,
        timezone,
        population: population.parse().ok()?,
        zip: known(zip),
        is_capital: rank == "capital",
        label: name.to_owned(),
        folded,
    })
}

fn known(field: &'static str) -> Option<&'static str> {
    (field != "-").then_some(field)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_of_the_table_is_a_city() {
        let lines = include_str!("cities.tsv").lines();
        let lines = lines.filter(|line| !line.starts_with('#')).count();
        assert_eq!(cities().len(), lines);
        assert!(lines >= 200, "the table has shrunk to {lines}");
    }

    #[test]
    fn ids_are_unique_and_coordinates_are_on_the_globe() {
        let mut ids: Vec<u32> =
            cities().iter().map(|city| city.id).filter(|id| *id > 0).collect();
        let count = ids.len();
        ids.sort_unstable();
        ids.dedup();
        assert_eq!(ids.len(), count);
        for city in cities() {
            assert!(city.latitude.abs() <= 90.0, "{}", city.name);
            assert!(city.longitude.abs() <= 180.0, "{}", city.name);
            assert!(city.utc_offset.abs() <= 14 * 3600, "{}", city.name);
        }
    }

    #[test]
    fn places_of_one_name_have_labels_that_differ() {
        let mut labels: Vec<_> =
            cities().iter().map(|city| &city.label).collect();
        labels.sort_unstable();
        labels.dedup();
        assert_eq!(labels.len(), cities().len());
    }

    #[test]
    fn the_sea_is_near_no_city() {
        assert_eq!(nearest(0.0, -30.0, 50.0), None);
        let city = nearest(51.5, -0.1, 50.0);
        assert_eq!(city.map(|city| city.name), Some("London"));
    }
}
