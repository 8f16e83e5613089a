//! Which points and zones a forecast is asked for.

use super::{
    answer::Params,
    city::{cities, nearest},
    world::Place,
};

/// Bounds how much one request can ask for.
const MOST_PLACES: usize = 100;

/// Is a time zone as a reply names it.
#[derive(Clone, Debug)]
pub(super) struct Zone {
    pub(super) name: &'static str,
    pub(super) utc_offset: i32,
}

const GMT: Zone = Zone { name: "GMT", utc_offset: 0 };

impl Zone {
    /// Writes the offset as the service does: `GMT+5:30`.
    pub(super) fn abbreviation(&self) -> String {
        let minutes = self.utc_offset.abs() / 60;
        let sign = if self.utc_offset < 0 { '-' } else { '+' };
        match (minutes / 60, minutes % 60) {
            (0, 0) => "GMT".to_owned(),
            (hours, 0) => format!("GMT{sign}{hours}"),
            (hours, rest) => format!("GMT{sign}{hours}:{rest:02}"),
        }
    }
}

/// Reads the points; the reason why not is the service's.
pub(super) fn places(params: &Params) -> Result<Vec<Place>, String> {
    let latitudes = degrees(params, "latitude")?;
    let longitudes = degrees(params, "longitude")?;
    if latitudes.len() != longitudes.len() {
        return Err("Parameter 'latitude' and 'longitude' must have the \
                    same number of elements"
            .to_owned());
    }
    if latitudes.len() > MOST_PLACES {
        return Err(format!("Only up to {MOST_PLACES} locations at once."));
    }
    let points = latitudes.into_iter().zip(longitudes);
    points.map(|(latitude, longitude)| place(latitude, longitude)).collect()
}

/// Reads the zones: one for each place, or one for all, or none.
pub(super) fn zones(
    params: &Params,
    places: &[Place],
) -> Result<Vec<Zone>, String> {
    let names = list(params, "timezone");
    if names.len() > 1 && names.len() != places.len() {
        return Err("Parameter 'timezone' must have the same number of \
                    elements as coordinates"
            .to_owned());
    }
    places
        .iter()
        .enumerate()
        .map(|(index, place)| {
            let name = names.get(index).or(names.first());
            zone(name.copied().unwrap_or("GMT"), place)
        })
        .collect()
}

/// Splits a parameter at its commas; it may also come several times.
pub(super) fn list<'a>(params: &'a Params, name: &'a str) -> Vec<&'a str> {
    let values = params.all(name).flat_map(|value| value.split(','));
    values.map(str::trim).filter(|value| !value.is_empty()).collect()
}

fn place(latitude: f64, longitude: f64) -> Result<Place, String> {
    if !(-90.0..=90.0).contains(&latitude) {
        return Err(format!(
            "Latitude must be in range of -90 to 90°. Given: {latitude:?}."
        ));
    }
    if !(-180.0..=180.0).contains(&longitude) {
        return Err(format!(
            "Longitude must be in range of -180 to 180°. \
             Given: {longitude:?}."
        ));
    }
    Ok(Place::at(latitude, longitude))
}

fn zone(name: &str, place: &Place) -> Result<Zone, String> {
    if name == "auto" {
        let near = nearest(place.latitude, place.longitude, 300.0);
        return Ok(near.map_or(GMT, |city| Zone {
            name: city.timezone,
            utc_offset: city.utc_offset,
        }));
    }
    if ["GMT", "UTC"].contains(&name) {
        return Ok(GMT);
    }
    let city = cities().iter().find(|city| city.timezone == name);
    let zone = city
        .map(|city| Zone { name: city.timezone, utc_offset: city.utc_offset });
    zone.ok_or_else(|| "Invalid timezone".to_owned())
}

fn degrees(params: &Params, name: &str) -> Result<Vec<f64>, String> {
    let read = |text: &str| {
        text.parse().map_err(|_| {
            format!(
                "Data corrupted at path '{name}'. Cannot initialize Float \
                 from invalid String value {text}."
            )
        })
    };
    list(params, name).into_iter().map(read).collect()
}
