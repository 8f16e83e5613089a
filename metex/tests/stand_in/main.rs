//! The stand-in keeps its promises: every route, key, fault and counter.

mod faults;
mod keys;
mod limits;
mod open_meteo;
mod open_weather_map;
mod places;
mod raw;
mod stats;

use metex::stand_in::{Config, StandIn};
use serde_json::Value;

/// Is a stand-in with a client that asks it.
struct Session {
    stand_in: StandIn,
    http: reqwest::Client,
}

impl Session {
    async fn start() -> Self {
        Self::with(Config::default()).await
    }

    async fn with(config: Config) -> Self {
        // The client wants TLS to be possible, though nothing here uses it.
        let provider = rustls::crypto::ring::default_provider();
        provider.install_default().ok();
        let stand_in = StandIn::start(config).await.unwrap();
        // Nor does it need the machine's certificates or proxy.
        let none = std::iter::empty();
        let http = reqwest::Client::builder().tls_certs_only(none).no_proxy();
        Self { stand_in, http: http.build().unwrap() }
    }

    fn request(&self, path: &str) -> reqwest::RequestBuilder {
        self.http.get(format!("{}{path}", self.stand_in.base_url()))
    }

    async fn get(&self, path: &str) -> reqwest::Response {
        self.request(path).send().await.unwrap()
    }

    /// Returns status and JSON of an answer.
    async fn ask(&self, path: &str) -> (u16, Value) {
        let response = self.get(path).await;
        let status = response.status().as_u16();
        let text = response.text().await.unwrap();
        (status, serde_json::from_str(&text).expect(&text))
    }

    /// Returns the JSON of an answer that must be a 200.
    async fn ok(&self, path: &str) -> Value {
        let (status, body) = self.ask(path).await;
        assert_eq!(status, 200, "{path}: {body}");
        body
    }

    /// Lets the others run until something is true.
    async fn until(&self, is_true: impl Fn(&StandIn) -> bool) {
        while !is_true(&self.stand_in) {
            tokio::task::yield_now().await;
        }
    }
}

#[tokio::test]
async fn every_answer_says_who_it_is_from() {
    let session = Session::start().await;
    for path in ["/", "/__stats", "/v1/search", "/data/2.5/weather", "/no"] {
        let response = session.get(path).await;
        assert_eq!(response.headers()["server"], "metex-stand-in", "{path}");
    }
}

#[tokio::test]
async fn the_first_page_lists_routes_and_faults() {
    let session = Session::start().await;
    let page = session.get("/").await.text().await.unwrap();
    for word in ["stand-in", "invented", "/v1/forecast", "wrong-shape"] {
        assert!(page.contains(word), "{word} is missing in {page}");
    }
}

#[tokio::test]
async fn two_stand_ins_with_one_configuration_answer_alike() {
    let paths = [
        "/data/2.5/weather?q=Monaco&appid=good-1",
        "/v1/forecast?latitude=43.7&longitude=7.4&current=temperature_2m",
    ];
    let (one, two) = (Session::start().await, Session::start().await);
    for path in paths {
        assert_eq!(one.ok(path).await, two.ok(path).await);
    }
    let other = Session::with(Config::default().with_seed(7)).await;
    assert_ne!(one.ok(paths[0]).await, other.ok(paths[0]).await);
}

#[tokio::test]
async fn the_default_climate_is_the_same_everywhere_and_always() {
    let session = Session::start().await;
    let observed = ["Singapore", "London", "Verkhoyansk, Russia", "Sydney"]
        .map(|city| session.stand_in.weather(city).unwrap().temperature)
        .map(|celsius| celsius.to_string());
    assert_eq!(observed, ["30.3", "4.1", "-27", "22.1"]);
}

#[tokio::test]
async fn a_stopped_stand_in_answers_no_more() {
    let session = Session::start().await;
    session.ok("/v1/search?name=London").await;
    let address = session.stand_in.address();
    session.stand_in.shutdown().await;
    assert!(tokio::net::TcpStream::connect(address).await.is_err());
}

#[tokio::test]
async fn a_port_that_is_taken_is_an_error() {
    let session = Session::start().await;
    let port = session.stand_in.address().port();
    let second = StandIn::start(Config::default().with_port(port)).await;
    let error = second.unwrap_err();
    assert_eq!(error.kind(), std::io::ErrorKind::AddrInUse);
}
