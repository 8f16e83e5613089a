//! One observation, written the way OpenWeatherMap does.

use serde_json::{Value, json};

use super::{
    answer::Params,
    climate::{Weather, tenths},
    moment::Moment,
    sky,
    world::Place,
};

/// Writes the 200 reply of `/data/2.5/weather`.
pub(super) fn write(
    place: &Place,
    weather: &Weather,
    now: Moment,
    params: &Params,
) -> Value {
    let units = params.first("units").unwrap_or("standard");
    let degrees = |celsius| temperature(celsius, units);
    let sun = sky::sunrise_and_sunset(place.latitude, place.longitude, now);
    let (sunrise, sunset) =
        sun.map_or((0, 0), |(sunrise, sunset)| (sunrise.unix(), sunset.unix()));
    let mut reply = json!({
        "coord": {
            "lon": number(hundredths(place.longitude)),
            "lat": number(hundredths(place.latitude)),
        },
        "weather": conditions(weather, params.first("lang")),
        "base": "stations",
        "main": {
            "temp": degrees(weather.temperature),
            "feels_like": degrees(weather.feels_like),
            "temp_min": degrees(tenths(weather.temperature - 0.8)),
            "temp_max": degrees(tenths(weather.temperature + 1.1)),
            "pressure": weather.pressure,
            "humidity": weather.humidity,
        },
        "wind": {
            "speed": speed(weather.wind_speed, units),
            "deg": weather.wind_direction,
        },
        "clouds": { "all": weather.cloud_cover },
        "dt": now.unix(),
        "sys": { "sunrise": sunrise, "sunset": sunset },
        "timezone": utc_offset(place),
        "id": place.city.map_or(0, |city| city.id),
        "name": place.city.map_or("", |city| city.name),
        "cod": 200,
    });
    add_what_was_observed(&mut reply, place, weather, units);
    reply
}

/// Adds the fields that a client must not rely on.
fn add_what_was_observed(
    reply: &mut Value,
    place: &Place,
    weather: &Weather,
    units: &str,
) {
    if let Some(city) = place.city {
        reply["sys"]["country"] = city.country_code.into();
        // Not every station says what it is.
        if city.id.is_multiple_of(2) {
            reply["sys"]["type"] = 1.into();
            reply["sys"]["id"] = (city.id % 10_000).into();
        }
    }
    if weather.pressure.is_multiple_of(2) {
        reply["main"]["sea_level"] = weather.pressure.into();
        let height = place.city.map_or(0.0, |city| city.elevation);
        let ground = f64::from(weather.pressure) - height / 8.3;
        reply["main"]["grnd_level"] = number(ground.round());
    }
    if let Some(gust) = weather.wind_gust {
        reply["wind"]["gust"] = speed(gust, units);
    }
    if let Some(visibility) = weather.visibility {
        reply["visibility"] = visibility.into();
    }
    if weather.precipitation > 0.0 {
        let kind = if is_snow(weather.code) { "snow" } else { "rain" };
        reply[kind] = json!({ "1h": number(weather.precipitation) });
    }
}

fn conditions(weather: &Weather, language: Option<&str>) -> Value {
    let time = if weather.is_day { 'd' } else { 'n' };
    let language = language
        .filter(|language| *language != "en" && language.len() <= 5)
        .map_or(String::new(), |language| format!(" [{language}]"));
    let entry = |(id, main, description, icon): (u16, &str, &str, &str)| {
        json!({
            "id": id,
            "main": main,
            "description": format!("{description}{language}"),
            "icon": format!("{icon}{time}"),
        })
    };
    let mut entries = vec![entry(condition(weather.code))];
    // The service lists mist beside rain, so there may be several.
    if weather.precipitation > 0.0 && weather.humidity > 80 {
        entries.push(entry((701, "Mist", "mist", "50")));
    }
    entries.into()
}

/// Translates a WMO code into the service's id, group, text and icon.
fn condition(code: u16) -> (u16, &'static str, &'static str, &'static str) {
    match code {
        0 => (800, "Clear", "clear sky", "01"),
        1 => (801, "Clouds", "few clouds", "02"),
        2 => (802, "Clouds", "scattered clouds", "03"),
        45 => (741, "Fog", "fog", "50"),
        61 => (500, "Rain", "light rain", "10"),
        63 => (501, "Rain", "moderate rain", "10"),
        65 => (502, "Rain", "heavy intensity rain", "10"),
        71 => (600, "Snow", "light snow", "13"),
        73 => (601, "Snow", "snow", "13"),
        75 => (602, "Snow", "heavy snow", "13"),
        95 => (211, "Thunderstorm", "thunderstorm", "11"),
        _ => (804, "Clouds", "overcast clouds", "04"),
    }
}

fn is_snow(code: u16) -> bool {
    (71..=75).contains(&code)
}

fn temperature(celsius: f64, units: &str) -> Value {
    number(hundredths(match units {
        "metric" => celsius,
        "imperial" => celsius * 1.8 + 32.0,
        _ => celsius + 273.15,
    }))
}

fn speed(metres_per_second: f64, units: &str) -> Value {
    number(hundredths(match units {
        "imperial" => metres_per_second * 2.236_94,
        _ => metres_per_second,
    }))
}

/// Returns the city's offset, or that of the sun far from any city.
fn utc_offset(place: &Place) -> Value {
    match place.city {
        Some(city) => city.utc_offset.into(),
        None => number((place.longitude / 15.0).round() * 3600.0),
    }
}

fn hundredths(value: f64) -> f64 {
    (value * 100.0).round() / 100.0 + 0.0
}

/// Writes 21.0 as 21: the service's numbers are integers when they can be.
#[expect(clippy::cast_possible_truncation, reason = "weather is small")]
fn number(value: f64) -> Value {
    if value.fract() == 0.0 { (value as i64).into() } else { value.into() }
}
