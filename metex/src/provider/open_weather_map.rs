//! [OpenWeatherMap](https://openweathermap.org/current), the provider of
//! the book.

use std::time::Duration;

use serde::{Deserialize, Deserializer, de};
use tokio::time::Instant;

use super::http::Http;
use super::{BaseUrl, Report, Settings};
use crate::{ApiKey, Celsius, Error, Location};

#[derive(Clone, Debug)]
pub(super) struct OpenWeatherMap {
    http: Http,
    base: BaseUrl,
    key: ApiKey,
    timeout: Duration,
}

/// The parts of an answer that matter. The rest comes and goes with the
/// weather, and `cod` is a number or a string as it likes.
#[derive(Deserialize)]
struct Weather {
    name: String,
    #[serde(default)]
    sys: System,
    main: Main,
}

#[derive(Default, Deserialize)]
struct System {
    country: Option<String>,
}

#[derive(Deserialize)]
struct Main {
    #[serde(deserialize_with = "kelvin")]
    temp: Celsius,
}

impl OpenWeatherMap {
    pub(super) fn new(http: Http, key: ApiKey, settings: &Settings) -> Self {
        let base = BaseUrl::of("https://api.openweathermap.org");
        let (base, timeout) = (base.unless(settings), settings.timeout);
        OpenWeatherMap { http, base, key, timeout }
    }

    /// Asks as the book does: by name, and in kelvin.
    pub(super) async fn report(
        &self,
        location: &Location,
    ) -> Result<Report, Error> {
        let deadline = Instant::now() + self.timeout;
        let url = self.base.with(
            "/data/2.5/weather",
            &[("q", location.name()), ("appid", self.key.reveal())],
        );
        let weather = self.http.get::<Weather>(url, deadline).await;
        let weather = weather.map_err(|error| match error {
            Error::Upstream(401) => Error::BadKey,
            Error::Upstream(400 | 404) => Error::not_found(),
            other => other,
        })?;
        let place = match weather.sys.country {
            Some(country) => format!("{}, {country}", weather.name),
            None => weather.name,
        };
        Ok(Report { place, temperature: weather.main.temp })
    }
}

fn kelvin<'de, D: Deserializer<'de>>(from: D) -> Result<Celsius, D::Error> {
    let degrees = f64::deserialize(from)?;
    let problem = || format!("{degrees} K is not possible");
    Celsius::from_kelvin(degrees).ok_or_else(|| de::Error::custom(problem()))
}
