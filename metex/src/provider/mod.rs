//! Where temperatures come from.

mod base_url;
mod http;
mod open_meteo;
mod open_weather_map;
mod retry;

use std::time::Duration;

pub use base_url::{BadBaseUrl, BaseUrl};
use http::Http;
use open_meteo::OpenMeteo;
use open_weather_map::OpenWeatherMap;

use crate::{ApiKey, Celsius, Error, Location};

/// A weather service on the net, or a stand-in for one.
///
/// A clone is cheap, and shares connections and the limit on requests.
#[derive(Clone, Debug)]
pub struct Provider {
    service: Service,
}

/// What a provider says about a place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Report {
    /// The place that the provider took the location for, such as
    /// `Munich, Germany`.
    pub place: String,
    /// The temperature there now.
    pub temperature: Celsius,
}

/// How a provider is asked.
#[derive(Clone, Debug)]
pub struct Settings {
    /// Where the provider is, unless at its own address.
    pub base_url: Option<BaseUrl>,
    /// How long one question may take, with all its requests and retries.
    pub timeout: Duration,
    /// How many requests may be under way at once.
    pub concurrency: usize,
}

#[derive(Clone, Debug)]
enum Service {
    OpenMeteo(OpenMeteo),
    OpenWeatherMap(OpenWeatherMap),
}

impl Provider {
    /// Asks [Open-Meteo](https://open-meteo.com), which wants no key.
    ///
    /// # Errors
    /// The machine's root certificates cannot be read.
    pub fn open_meteo(settings: &Settings) -> Result<Self, Error> {
        let service = OpenMeteo::new(Http::new(settings)?, settings);
        Ok(Provider { service: Service::OpenMeteo(service) })
    }

    /// Asks [OpenWeatherMap](https://openweathermap.org), the book's
    /// provider.
    ///
    /// # Errors
    /// The machine's root certificates cannot be read.
    pub fn open_weather_map(
        key: ApiKey,
        settings: &Settings,
    ) -> Result<Self, Error> {
        let service = OpenWeatherMap::new(Http::new(settings)?, key, settings);
        Ok(Provider { service: Service::OpenWeatherMap(service) })
    }

    /// Asks for the temperature now at `location`.
    ///
    /// # Cancellation
    /// Dropping the future gives up the request.
    pub async fn report(&self, location: &Location) -> Result<Report, Error> {
        if location.is_empty() {
            return Err(Error::not_found());
        }
        match &self.service {
            Service::OpenMeteo(service) => service.report(location).await,
            Service::OpenWeatherMap(service) => service.report(location).await,
        }
    }

    /// Returns the provider's name.
    pub fn name(&self) -> &'static str {
        match self.service {
            Service::OpenMeteo(_) => "Open-Meteo",
            Service::OpenWeatherMap(_) => "OpenWeatherMap",
        }
    }
}

impl Default for Settings {
    fn default() -> Self {
        Settings {
            base_url: None,
            timeout: Duration::from_secs(10),
            concurrency: 16,
        }
    }
}
