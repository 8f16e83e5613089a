//! Where the sun stands over the stand-in's places.

use std::f64::consts::TAU;

use super::moment::Moment;

/// Says whether the sun is above the horizon.
pub(super) fn is_day(latitude: f64, longitude: f64, now: Moment) -> bool {
    let hour = now.hour() + longitude / 15.0;
    let angle = TAU * (hour - 12.0) / 24.0;
    let (up, across) = day_arc(latitude, now);
    up + across * angle.cos() > 0.0
}

/// Returns sunrise and sunset of the day at a place, unless the sun does
/// not cross the horizon, as in a polar winter.
pub(super) fn sunrise_and_sunset(
    latitude: f64,
    longitude: f64,
    now: Moment,
) -> Option<(Moment, Moment)> {
    let (up, across) = day_arc(latitude, now);
    let cosine = -up / across;
    if !(-1.0..=1.0).contains(&cosine) {
        return None;
    }
    let half_day = seconds(cosine.acos() / TAU * 86_400.0);
    let to_meridian = seconds(longitude * 240.0);
    let here = now.plus_seconds(to_meridian);
    let midnight = here.plus_seconds(-here.unix().rem_euclid(86_400));
    let noon = midnight.plus_seconds(43_200 - to_meridian);
    Some((noon.plus_seconds(-half_day), noon.plus_seconds(half_day)))
}

/// Splits the sine of the sun's height into a constant of the day and the
/// factor of the hour angle's cosine.
fn day_arc(latitude: f64, now: Moment) -> (f64, f64) {
    let turn = TAU * (f64::from(now.day_of_year()) + 10.0) / 365.25;
    let declination = (-23.44 * turn.cos()).to_radians();
    let latitude = latitude.to_radians();
    (latitude.sin() * declination.sin(), latitude.cos() * declination.cos())
}

#[expect(clippy::cast_possible_truncation, reason = "at most half a day")]
fn seconds(value: f64) -> i64 {
    value.round() as i64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_equator_day_has_twelve_hours() {
        let now = Moment::from_unix(1_767_268_800);
        let (rise, set) = sunrise_and_sunset(0.0, 0.0, now).unwrap();
        assert_eq!(set.unix() - rise.unix(), 43_200);
        assert!(rise < now && now < set && is_day(0.0, 0.0, now));
        assert!(!is_day(0.0, 180.0, now));
    }

    #[test]
    fn a_polar_winter_has_no_sunrise() {
        let now = Moment::from_unix(1_767_268_800);
        assert_eq!(sunrise_and_sunset(78.2, 15.6, now), None);
    }
}
