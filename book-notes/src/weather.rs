//! The weather of chapters 3 and 4: a stand-in, and a provider that asks it.

use std::io;
use std::time::Duration;

use metex::stand_in::{Config, Fault, StandIn};
use metex::{ApiKey, Provider, Settings};

/// A weather service within this program, and the way to ask it.
pub(crate) struct Weather {
    pub(crate) stand_in: StandIn,
    pub(crate) provider: Provider,
}

impl Weather {
    /// Starts a service that answers as the book's does, and takes a tenth of
    /// a second for each answer, as one far away would.
    pub(crate) async fn start() -> io::Result<Self> {
        let answers_late = Fault::Delay(Duration::from_millis(100));
        let config = Config::default().with_fault("*", answers_late);
        let stand_in = StandIn::start(config).await?;
        let base_url = stand_in.base_url().parse();
        let base_url = base_url.map_err(io::Error::other)?;
        let settings =
            Settings { base_url: Some(base_url), ..Settings::default() };
        let key = ApiKey::read("good-1")?;
        let provider = Provider::open_weather_map(key, &settings);
        let provider = provider.map_err(io::Error::other)?;
        Ok(Self { stand_in, provider })
    }
}
