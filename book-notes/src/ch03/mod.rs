mod one_dies;
mod one_per_city;

use std::time::Instant;

use actor_core::Mailbox;
use metex::actors::Message;
use metex::{Location, ping_pong};

use crate::weather::Weather;
use crate::{Finished, page, say, show};

const CITIES: [&str; 5] =
    ["Singapore", "Monaco", "Vatican City", "Hong Kong", "Macau"];

/// Runs the program of chapter 3.
///
/// # Errors
///
/// If the stand-in for the weather service cannot be started.
pub async fn run(mut mailbox: Mailbox<Message>) -> Finished {
    page::title("Chapter 3: Metex, weather from processes");
    let weather = Weather::start().await?;
    one_after_the_other(&weather).await;
    one_per_city::by_hand(&mut mailbox, &weather).await;
    one_per_city::with_a_coordinator(&weather).await;
    one_dies::without_a_monitor(&mut mailbox, &weather).await?;
    one_dies::with_monitors(&weather).await;
    a_rally().await;
    Ok(())
}

async fn one_after_the_other(weather: &Weather) {
    say!("One city after the other, a tenth of a second for each:");
    let start = Instant::now();
    for city in CITIES.into_iter().chain(["Omicron Persei 8"]) {
        match weather.provider.report(&Location::new(city)).await {
            Ok(report) => show!("{city}: {}", report.temperature),
            Err(error) => show!("{city} {error}"),
        }
    }
    show!("({})", page::seconds(start.elapsed()));
}

async fn a_rally() {
    say!("The exercise: one process answers pings, the other pongs:");
    ping_pong::rally(2, |word| show!("{word}")).await;
}
