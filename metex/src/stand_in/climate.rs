//! An invented climate: the same weather for the same question, always.
//!
//! Nothing here is measured. The temperature of a place follows from its
//! latitude, the day of the year, the hour at its meridian and a seed, so a
//! test can compute the answer that it expects.

use std::f64::consts::TAU;

use super::{moment::Moment, sky};

/// Is the weather of one place at one moment.
#[derive(Clone, Debug, PartialEq)]
pub struct Weather {
    /// Is in °C, with one decimal.
    pub temperature: f64,
    /// Is what the temperature feels like in the wind, in °C.
    pub feels_like: f64,
    /// Is in percent.
    pub humidity: u16,
    /// Is at sea level, in hPa.
    pub pressure: u16,
    /// Is in metres per second, with one decimal.
    pub wind_speed: f64,
    /// Is where the wind comes from, in degrees from the north.
    pub wind_direction: u16,
    /// Is in metres per second; a calm day has none.
    pub wind_gust: Option<f64>,
    /// Is the covered part of the sky, in percent.
    pub cloud_cover: u16,
    /// Is the code of the World Meteorological Organization (table 4677).
    pub code: u16,
    /// Is rain or melted snow of the last hour, in mm.
    pub precipitation: f64,
    /// Is in metres; some stations do not report it.
    pub visibility: Option<u16>,
    /// Is true while the sun is above the horizon.
    pub is_day: bool,
}

/// Invents the weather of a place.
pub fn weather(
    latitude: f64,
    longitude: f64,
    now: Moment,
    seed: u64,
) -> Weather {
    let day = now.day_of_year();
    let hour = (now.hour() + longitude / 15.0).rem_euclid(24.0);
    let temperature = temperature(latitude, day, hour, seed);
    let roll = |what: u64, sides: u16| {
        let here = [whole(latitude), whole(longitude), i64::from(day)];
        draw(seed, here, what + 100 * u64::from(whole_hour(now) / 3), sides)
    };
    let humidity = 35 + roll(1, 63);
    let wind_speed = f64::from(roll(2, 130)) / 10.0;
    let code = code(roll(3, 100), temperature);
    Weather {
        temperature,
        feels_like: tenths(temperature - wind_speed / 4.0),
        humidity,
        pressure: 985 + roll(4, 51),
        wind_speed,
        wind_direction: roll(5, 360),
        wind_gust: (wind_speed >= 6.0).then(|| tenths(wind_speed * 1.6)),
        cloud_cover: cloud_cover(code, roll(6, 20)),
        code,
        precipitation: precipitation(code),
        visibility: (roll(7, 4) > 0).then(|| visibility(code)),
        is_day: sky::is_day(latitude, longitude, now),
    }
}

/// Computes a temperature in °C, rounded to one decimal.
///
/// With `lat` in degrees, `day` of the year and `hour` by the sun:
///
/// ```text
/// mean   = 28 - 0.006 * lat²
/// season = 0.00009 * |min(lat, 75)|³ * cos(2π (day - 201) / 365.25)
/// hours  = 4 * cos(2π (hour - 15) / 24)
/// whim   = -3.0 to 3.0, drawn from seed, whole latitude and day
/// ```
///
/// The sum of the four is the answer. In the south `season` is reversed.
pub fn temperature(latitude: f64, day: u16, hour: f64, seed: u64) -> f64 {
    let mean = 28.0 - 0.006 * latitude.powi(2);
    let swing = 0.000_09 * latitude.clamp(-75.0, 75.0).powi(3);
    let season = swing * (TAU * (f64::from(day) - 201.0) / 365.25).cos();
    let hours = 4.0 * (TAU * (hour - 15.0) / 24.0).cos();
    let here = [whole(latitude), 0, i64::from(day)];
    let whim = f64::from(draw(seed, here, 0, 61)) / 10.0 - 3.0;
    tenths(mean + season + hours + whim)
}

fn code(roll: u16, temperature: f64) -> u16 {
    let snows = temperature <= 0.5;
    match roll {
        0..30 => 0,
        30..45 => 1,
        45..60 => 2,
        60..72 => 3,
        72..77 => 45,
        77..88 => 61 + if snows { 10 } else { 0 },
        88..94 => 63 + if snows { 10 } else { 0 },
        94..97 => 65 + if snows { 10 } else { 0 },
        _ if temperature > 15.0 => 95,
        _ => 3,
    }
}

fn cloud_cover(code: u16, roll: u16) -> u16 {
    match code {
        0 => 0,
        1 => 10 + roll / 2,
        2 => 30 + roll,
        _ => 81 + roll % 20,
    }
}

fn precipitation(code: u16) -> f64 {
    match code {
        61 | 71 => 0.4,
        63 | 73 => 2.1,
        65 | 75 => 7.5,
        95 => 12.0,
        _ => 0.0,
    }
}

fn visibility(code: u16) -> u16 {
    match code {
        45 => 400,
        65 | 75 | 95 => 2500,
        61 | 63 | 71 | 73 => 7000,
        _ => 10_000,
    }
}

/// Draws a number below `sides`. The mixing is that of `splitmix64`: short,
/// and the same on every machine.
fn draw(seed: u64, here: [i64; 3], what: u64, sides: u16) -> u16 {
    let mut state = seed ^ what.wrapping_mul(0x9E37_79B9_7F4A_7C15);
    for part in here {
        state = mix(state ^ part.cast_unsigned());
    }
    u16::try_from(mix(state) % u64::from(sides)).unwrap_or_default()
}

fn mix(state: u64) -> u64 {
    let state = state.wrapping_add(0x9E37_79B9_7F4A_7C15);
    let state = (state ^ (state >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    let state = (state ^ (state >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    state ^ (state >> 31)
}

/// Rounds to one decimal; the zero added last turns -0.0 into 0.0.
pub(super) fn tenths(value: f64) -> f64 {
    (value * 10.0).round() / 10.0 + 0.0
}

/// Rounds to whole degrees, so that a place asked for with two decimals and
/// with four has one weather.
#[expect(clippy::cast_possible_truncation, reason = "degrees are small")]
fn whole(degrees: f64) -> i64 {
    degrees.round() as i64
}

fn whole_hour(now: Moment) -> u16 {
    let hour = now.unix().rem_euclid(86_400) / 3600;
    u16::try_from(hour).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_question_has_the_same_answer() {
        let now = Moment::from_unix(1_767_268_800);
        let one = weather(51.5085, -0.1257, now, 1);
        assert_eq!(one, weather(51.5085, -0.1257, now, 1));
        assert_ne!(one, weather(51.5085, -0.1257, now, 2));
    }

    #[test]
    fn the_tropics_are_warm_and_siberia_is_cold_in_january() {
        assert!(temperature(1.3, 1, 12.0, 0) > 22.0);
        assert!(temperature(67.5, 1, 12.0, 0) < -15.0);
    }

    #[test]
    fn the_south_has_its_summer_in_january() {
        let warmest = |day| temperature(-35.0, day, 15.0, 0);
        assert!(warmest(15) > warmest(200));
    }

    #[test]
    fn no_weather_is_outside_its_bounds() {
        for step in 0..5000_i32 {
            let latitude = f64::from(step % 181 - 90);
            let longitude = f64::from(step % 359 - 179);
            let now = Moment::from_unix(i64::from(step) * 12_345);
            let weather = weather(latitude, longitude, now, 7);
            assert!((-70.0..50.0).contains(&weather.temperature));
            assert!(weather.humidity <= 100 && weather.cloud_cover <= 100);
            assert!(weather.wind_direction < 360);
        }
    }
}
