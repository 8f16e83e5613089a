//! [Open-Meteo](https://open-meteo.com/en/docs): first the place, then its
//! weather.

use std::time::Duration;

use serde::{Deserialize, Deserializer, de};
use tokio::time::Instant;

use super::http::Http;
use super::{BaseUrl, Report, Settings};
use crate::location::is_same_name;
use crate::{Celsius, Error, Location};

const MOST_SUGGESTIONS: usize = 3;

#[derive(Clone, Debug)]
pub(super) struct OpenMeteo {
    http: Http,
    geocoder: BaseUrl,
    forecast: BaseUrl,
    timeout: Duration,
}

/// The geocoder's answer. Without a match it has no `results` at all.
#[derive(Deserialize)]
struct Search {
    #[serde(default)]
    results: Vec<Place>,
}

#[derive(Deserialize)]
struct Place {
    name: String,
    latitude: f64,
    longitude: f64,
    country: Option<String>,
    country_code: Option<String>,
    admin1: Option<String>,
}

#[derive(Deserialize)]
struct Forecast {
    current: Current,
}

#[derive(Deserialize)]
struct Current {
    #[serde(deserialize_with = "celsius")]
    temperature_2m: Celsius,
}

impl OpenMeteo {
    pub(super) fn new(http: Http, settings: &Settings) -> Self {
        let geocoder = BaseUrl::of("https://geocoding-api.open-meteo.com");
        let forecast = BaseUrl::of("https://api.open-meteo.com");
        OpenMeteo {
            http,
            geocoder: geocoder.unless(settings),
            forecast: forecast.unless(settings),
            timeout: settings.timeout,
        }
    }

    pub(super) async fn report(
        &self,
        location: &Location,
    ) -> Result<Report, Error> {
        let deadline = Instant::now() + self.timeout;
        let place = self.find(location, deadline).await?;
        let (latitude, longitude) =
            (place.latitude.to_string(), place.longitude.to_string());
        let url = self.forecast.with(
            "/v1/forecast",
            &[
                ("latitude", &latitude),
                ("longitude", &longitude),
                ("current", "temperature_2m"),
            ],
        );
        let forecast: Forecast = self.http.get(url, deadline).await?;
        let temperature = forecast.current.temperature_2m;
        Ok(Report { place: place.label(), temperature })
    }

    /// The geocoder searches for a bare name, so region and country are
    /// compared here.
    async fn find(
        &self,
        location: &Location,
        deadline: Instant,
    ) -> Result<Place, Error> {
        let url = self.geocoder.with(
            "/v1/search",
            &[
                ("name", location.place()),
                ("count", "10"),
                ("language", "en"),
                ("format", "json"),
            ],
        );
        let Search { mut results } = self.http.get(url, deadline).await?;
        let found = results.iter().position(|place| place.is_in(location));
        match found {
            Some(index) => Ok(results.swap_remove(index)),
            None => Err(Error::NotFound { suggestions: labels(&results) }),
        }
    }
}

impl Place {
    fn is_in(&self, location: &Location) -> bool {
        let names = [&self.country, &self.country_code, &self.admin1];
        location.qualifiers().all(|asked| {
            let mut names = names.into_iter().flatten();
            names.any(|name| is_same_name(name, asked))
        })
    }

    /// Singapore is not called `Singapore, Singapore`.
    fn label(&self) -> String {
        match &self.country {
            Some(country) if *country != self.name => {
                format!("{}, {country}", self.name)
            }
            _ => self.name.clone(),
        }
    }
}

fn labels(places: &[Place]) -> Vec<String> {
    let mut labels = Vec::new();
    for label in places.iter().map(Place::label) {
        if labels.len() < MOST_SUGGESTIONS && !labels.contains(&label) {
            labels.push(label);
        }
    }
    labels
}

fn celsius<'de, D: Deserializer<'de>>(from: D) -> Result<Celsius, D::Error> {
    let degrees = f64::deserialize(from)?;
    let problem = || format!("{degrees} °C is not possible");
    Celsius::new(degrees).ok_or_else(|| de::Error::custom(problem()))
}
