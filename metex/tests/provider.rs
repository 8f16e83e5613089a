//! Both providers, and how each fault of theirs is called.

use std::time::Duration;

use metex::stand_in::{Config, Fault, StandIn};
use metex::{ApiKey, Celsius, Error, Location, Provider, Report, Settings};

const SHORT: Duration = Duration::from_millis(300);

struct World {
    stand_in: StandIn,
    providers: [Provider; 2],
}

/// Both providers, and the stand-in behind them.
async fn world(timeout: Duration) -> World {
    let stand_in = StandIn::start(Config::default()).await.unwrap();
    let base_url = Some(stand_in.base_url().parse().unwrap());
    let settings = Settings { base_url, timeout, ..Settings::default() };
    let key = ApiKey::read("good-key").unwrap();
    let providers = [
        Provider::open_meteo(&settings).unwrap(),
        Provider::open_weather_map(key, &settings).unwrap(),
    ];
    World { stand_in, providers }
}

impl World {
    /// Asks both for London, the answers about which have this fault.
    async fn reports(&self, fault: Fault) -> [Result<Report, Error>; 2] {
        self.stand_in.fault("London", fault);
        let london = Location::new("London");
        let [one, two] = &self.providers;
        let reports = [one.report(&london).await, two.report(&london).await];
        self.stand_in.clear_faults();
        reports
    }

    async fn errors(&self, fault: Fault) -> [Error; 2] {
        self.reports(fault).await.map(Result::unwrap_err)
    }

    async fn report(&self, city: &str) -> [Result<Report, Error>; 2] {
        let location = Location::new(city);
        let [one, two] = &self.providers;
        [one.report(&location).await, two.report(&location).await]
    }
}

#[tokio::test]
async fn both_report_what_the_stand_in_computes() {
    let world = world(SHORT).await;
    for city in ["Singapore", "são paulo", "Ho Chi Minh City", "München"] {
        let weather = world.stand_in.weather(city).unwrap();
        let expected = Celsius::new(weather.temperature).unwrap();
        for report in world.report(city).await {
            let found = report.unwrap().temperature;
            // Each service rounds in its own unit.
            let difference = (found.exact() - expected.exact()).abs();
            assert!(difference <= 0.1, "{city}: {found} {expected}");
        }
    }
}

#[tokio::test]
async fn a_country_tells_one_london_from_another() {
    let world = world(SHORT).await;
    for city in ["London", "London, United Kingdom", "London,gb"] {
        let [open_meteo, open_weather_map] = world.report(city).await;
        assert_eq!(open_meteo.unwrap().place, "London, United Kingdom");
        assert_eq!(open_weather_map.unwrap().place, "London, GB");
    }
    let [open_meteo, open_weather_map] = world.report("London, Japan").await;
    let suggestions =
        ["London, United Kingdom", "London, Canada"].map(str::to_owned);
    let suggestions = suggestions.to_vec();
    assert_eq!(open_meteo, Err(Error::NotFound { suggestions }));
    let suggestions = vec![];
    assert_eq!(open_weather_map, Err(Error::NotFound { suggestions }));
}

#[tokio::test]
async fn an_unknown_place_is_not_found() {
    let world = world(SHORT).await;
    for city in ["Omicron Persei 8", "", " ,", "&appid=x", "%00", "x"] {
        for report in world.report(city).await {
            let error = report.unwrap_err();
            assert!(matches!(error, Error::NotFound { .. }), "{city}");
        }
    }
}

#[tokio::test]
async fn a_refused_key_is_a_bad_key() {
    let world = world(SHORT).await;
    let base_url = Some(world.stand_in.base_url().parse().unwrap());
    let settings = Settings { base_url, ..Settings::default() };
    let key = ApiKey::read("stolen").unwrap();
    let provider = Provider::open_weather_map(key, &settings).unwrap();
    let report = provider.report(&Location::new("London")).await;
    assert_eq!(report, Err(Error::BadKey));
}

#[tokio::test]
async fn silence_is_a_timeout() {
    let world = world(SHORT).await;
    for error in world.errors(Fault::Stall).await {
        assert_eq!(error, Error::Timeout);
    }
    let byte_by_byte = Fault::Slow(Duration::from_millis(100));
    for error in world.errors(byte_by_byte).await {
        assert_eq!(error, Error::Timeout);
    }
}

#[tokio::test]
async fn a_broken_connection_is_a_network_error() {
    let world = world(Duration::from_secs(10)).await;
    for fault in [Fault::Reset, Fault::Truncate] {
        for error in world.errors(fault).await {
            assert!(matches!(error, Error::Network(_)), "{fault} {error:?}");
        }
    }
}

#[tokio::test]
async fn an_answer_that_cannot_be_read_says_where() {
    let world = world(SHORT).await;
    for fault in [Fault::NotJson, Fault::Html] {
        for error in world.errors(fault).await {
            let Error::BadReply { at, .. } = error else {
                panic!("{fault} {error:?}")
            };
            assert!(at.starts_with("line 1, column "), "{fault} {at}");
        }
    }
    let places = world.errors(Fault::WrongShape).await.map(|error| {
        let Error::BadReply { at, .. } = error else { panic!("{error:?}") };
        at
    });
    assert_eq!(places, ["results", "main"]);
}

#[tokio::test]
async fn trouble_of_the_provider_has_its_status() {
    let world = world(Duration::from_secs(10)).await;
    for status in [500, 503] {
        for error in world.errors(Fault::Status(status)).await {
            assert_eq!(error, Error::Upstream(status));
        }
    }
}

#[tokio::test]
async fn a_limit_says_when_to_come_back() {
    let world = world(SHORT).await;
    for seconds in [7, u32::MAX] {
        let retry_after = Some(seconds);
        let time = Some(Duration::from_secs(seconds.into()));
        for error in world.errors(Fault::RateLimited { retry_after }).await {
            assert_eq!(error, Error::RateLimited { retry_after: time });
        }
    }
    let retry_after = None;
    for error in world.errors(Fault::RateLimited { retry_after }).await {
        assert_eq!(error, Error::RateLimited { retry_after: None });
    }
}

#[tokio::test]
async fn what_passes_is_tried_again() {
    let world = world(Duration::from_secs(10)).await;
    let twice = Fault::Fails { status: 502, times: 2 };
    for report in world.reports(twice).await {
        // The second provider finds the fault used up, and has no trouble.
        report.unwrap();
    }
    let stats = world.stand_in.stats();
    assert_eq!(stats.requests_to("/v1/search"), 3);
}

#[tokio::test]
async fn nobody_listening_is_a_network_error() {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    drop(listener);
    let base_url = Some(format!("http://{address}").parse().unwrap());
    let settings = Settings { base_url, ..Settings::default() };
    let provider = Provider::open_meteo(&settings).unwrap();
    let report = provider.report(&Location::new("London")).await;
    let Err(Error::Network(text)) = report else { panic!("{report:?}") };
    assert!(text.contains("onnection refused"), "{text}");
}
