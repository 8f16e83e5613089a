//! Every place of the table can be asked for, on every way there is.

use metex::stand_in::{Config, cities, find};

use super::Session;

#[tokio::test]
async fn every_city_is_found_by_its_name_and_country() {
    let config = Config::default().with_requests_per_minute(10_000);
    let session = Session::with(config).await;
    for city in cities() {
        let query = format!("{},{}", city.name, city.country_code);
        assert_eq!(find(&query), Some(city), "{query}");
        let path = format!("/data/2.5/weather?appid=good-1&q={query}");
        assert_eq!(session.ok(&path).await["id"], city.id, "{query}");
    }
}

#[tokio::test]
async fn every_city_is_found_by_a_search() {
    let session = Session::start().await;
    for city in cities() {
        let path = format!("/v1/search?name={}", city.name);
        let reply = session.ok(&path).await;
        let found = reply["results"].as_array().unwrap();
        let found = found.iter().any(|place| place["id"] == city.id);
        assert!(found, "{}", city.name);
    }
}

#[tokio::test]
async fn the_books_look_ups_are_answered() {
    let session = Session::start().await;
    for (text, name) in [
        ("Verkhoyansk, Russia", "Verkhoyansk"),
        ("Snag, Yukon, Canada", "Snag"),
        ("Malaysia", "Kuala Lumpur"),
        ("Brunei", "Bandar Seri Begawan"),
        ("Cambodia", "Phnom Penh"),
        ("são paulo", "São Paulo"),
        ("SAO PAULO,br", "São Paulo"),
    ] {
        let path = format!("/data/2.5/weather?appid=good-1&q={text}");
        assert_eq!(session.ok(&path).await["name"], name);
    }
}
