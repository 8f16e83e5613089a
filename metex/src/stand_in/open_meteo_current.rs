//! One observation, written the way Open-Meteo's `current` does.

use serde_json::{Value, json};

use super::{
    answer::Params,
    climate::{Weather, tenths},
    moment::Moment,
    open_meteo::GENERATION_TIME,
    open_meteo_places::{Zone, list},
    world::Place,
};

/// Says in which units a reply is written; the names are the request's.
#[derive(Clone, Copy, Debug)]
pub(super) struct Units<'a> {
    temperature: &'a str,
    wind_speed: &'a str,
    precipitation: &'a str,
    time: &'a str,
}

impl<'a> Units<'a> {
    /// Reads the units; the reason why not is the service's.
    pub(super) fn of(params: &'a Params) -> Result<Self, String> {
        let choose = |name: &'a str, choices: &[&'static str], kind: &str| {
            let chosen = params.first(name).unwrap_or(choices[0]);
            if choices.contains(&chosen) {
                return Ok(chosen);
            }
            Err(format!(
                "Cannot initialize {kind} from invalid String value \
                 {chosen} for key {name}"
            ))
        };
        Ok(Self {
            temperature: choose(
                "temperature_unit",
                &["celsius", "fahrenheit"],
                "TemperatureUnit",
            )?,
            wind_speed: choose(
                "wind_speed_unit",
                &["kmh", "ms", "mph", "kn"],
                "WindspeedUnit",
            )?,
            precipitation: choose(
                "precipitation_unit",
                &["mm", "inch"],
                "PrecipitationUnit",
            )?,
            time: choose("timeformat", &["iso8601", "unixtime"], "Timeformat")?,
        })
    }

    fn degrees(self, celsius: f64) -> (Value, &'static str) {
        match self.temperature {
            "celsius" => (celsius.into(), "°C"),
            _ => (tenths(celsius * 1.8 + 32.0).into(), "°F"),
        }
    }

    fn speed(self, metres_per_second: f64) -> (Value, &'static str) {
        let (factor, unit) = match self.wind_speed {
            "ms" => (1.0, "m/s"),
            "mph" => (2.236_94, "mp/h"),
            "kn" => (1.943_84, "kn"),
            _ => (3.6, "km/h"),
        };
        (tenths(metres_per_second * factor).into(), unit)
    }

    fn depth(self, millimetres: f64) -> (Value, &'static str) {
        if self.precipitation == "mm" {
            return (millimetres.into(), "mm");
        }
        (((millimetres / 25.4 * 1000.0).round() / 1000.0).into(), "inch")
    }
}

/// Writes the reply for one place.
pub(super) fn report(
    place: &Place,
    zone: &Zone,
    weather: &Weather,
    now: Moment,
    units: &Units,
    params: &Params,
) -> Result<Value, String> {
    let mut reply = json!({
        "latitude": grid(place.latitude),
        "longitude": grid(place.longitude),
        "generationtime_ms": GENERATION_TIME,
        "utc_offset_seconds": zone.utc_offset,
        "timezone": zone.name,
        "timezone_abbreviation": zone.abbreviation(),
        "elevation": place.city.map_or(0.0, |city| city.elevation),
    });
    let asked = list(params, "current");
    if asked.is_empty() {
        return Ok(reply);
    }
    reply["current_units"] =
        json!({ "time": units.time, "interval": "seconds" });
    reply["current"] =
        json!({ "time": time(now, zone, units), "interval": 900 });
    for name in asked {
        let Some((value, unit)) = variable(name, place, weather, *units) else {
            return Err(format!(
                "Cannot initialize WeatherVariable from invalid String \
                 value {name} for key current"
            ));
        };
        reply["current"][name] = value;
        reply["current_units"][name] = unit.into();
    }
    Ok(reply)
}

fn variable(
    name: &str,
    place: &Place,
    weather: &Weather,
    units: Units,
) -> Option<(Value, &'static str)> {
    let snows = (71..=75).contains(&weather.code);
    let rain = if snows { 0.0 } else { weather.precipitation };
    // A centimetre of snow melts to 0.7 mm of water, says the service.
    let snow = if snows { weather.precipitation * 0.7 } else { 0.0 };
    let height = place.city.map_or(0.0, |city| city.elevation);
    let pressure = f64::from(weather.pressure);
    Some(match name {
        "temperature_2m" => units.degrees(weather.temperature),
        "apparent_temperature" => units.degrees(weather.feels_like),
        "relative_humidity_2m" => (weather.humidity.into(), "%"),
        "is_day" => (u8::from(weather.is_day).into(), ""),
        "precipitation" => units.depth(weather.precipitation),
        "rain" => units.depth(rain),
        "showers" => units.depth(0.0),
        "snowfall" => (tenths(snow).into(), "cm"),
        "weather_code" => (weather.code.into(), "wmo code"),
        "cloud_cover" => (weather.cloud_cover.into(), "%"),
        "pressure_msl" => (pressure.into(), "hPa"),
        "surface_pressure" => (tenths(pressure - height / 8.3).into(), "hPa"),
        "wind_speed_10m" => units.speed(weather.wind_speed),
        "wind_direction_10m" => (weather.wind_direction.into(), "°"),
        "wind_gusts_10m" => {
            units.speed(weather.wind_gust.unwrap_or(weather.wind_speed))
        }
        _ => return None,
    })
}

fn time(now: Moment, zone: &Zone, units: &Units) -> Value {
    let now = now.plus_seconds(-now.unix().rem_euclid(900));
    if units.time == "unixtime" {
        return now.unix().into();
    }
    now.plus_seconds(zone.utc_offset.into()).to_minute().into()
}

/// Moves a point to the centre of its cell, as models do: a reply's
/// coordinates are near those asked for, but not the same.
fn grid(degrees: f64) -> f64 {
    (degrees * 8.0).round() / 8.0 + 0.0
}
