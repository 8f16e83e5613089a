//! The provider that the command line chose.

use crate::stand_in::{self, StandIn};
use crate::{Provider, Settings};

use super::args::Source;

/// A provider, and the server behind it if that is within this program.
pub(super) struct Opened {
    pub(super) provider: Provider,
    pub(super) stand_in: Option<StandIn>,
}

impl Source {
    /// Starts a stand-in if it was asked for.
    pub(super) async fn open(&self) -> anyhow::Result<Opened> {
        let mut settings = Settings {
            base_url: self.base_url.clone(),
            timeout: self.timeout,
            ..Settings::default()
        };
        if !self.offline {
            let provider = match self.api_key.clone() {
                Some(key) => Provider::open_weather_map(key, &settings)?,
                None => Provider::open_meteo(&settings)?,
            };
            return Ok(Opened { provider, stand_in: None });
        }
        let stand_in = StandIn::start(stand_in::Config::default()).await?;
        eprintln!(
            "metex: offline: a stand-in answers, its climate is invented"
        );
        settings.base_url = Some(stand_in.base_url().parse()?);
        let provider = Provider::open_meteo(&settings)?;
        Ok(Opened { provider, stand_in: Some(stand_in) })
    }
}
