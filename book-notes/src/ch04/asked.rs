//! Calls, casts, and a message that is neither.

use actor_core::process;
use metex::server::Weather;
use metex::{Location, Provider};

use super::server;
use crate::{Finished, say, show};

const CITIES: [&str; 8] = [
    "Singapore",
    "Malaysia",
    "Brunei",
    "Singapore",
    "Cambodia",
    "Brunei",
    "Singapore",
    "Omicron Persei 8",
];

pub(super) async fn by_its_name(provider: &Provider) {
    say!("The server has a name, so nobody needs its pid:");
    show!("{} is registered as {}", server(), Weather::NAME);
    if let Err(error) = Weather::start_link(provider.clone()).await {
        show!("another one of that name: {error}");
    }
}

pub(super) async fn for_temperatures(server: &Weather) -> Finished {
    say!("A temperature is a call: ask, and wait for the answer.");
    for city in CITIES {
        match server.temperature(Location::new(city)).await? {
            Ok(temperature) => show!("{city}: {temperature}"),
            Err(error) => show!("{city}: {error}"),
        }
    }
    Ok(())
}

pub(super) async fn for_what_it_counted(server: &Weather) -> Finished {
    say!("It has counted what it found. To reset that is a cast:");
    for (city, count) in server.stats().await? {
        show!("{count} x {city}");
    }
    server.reset_stats();
    show!("after the reset: {} cities", server.stats().await?.len());
    Ok(())
}

pub(super) async fn in_words_it_does_not_know(server: &Weather) -> Finished {
    say!("Whoever knows its name can send it anything. It notes it:");
    process::send(Weather::NAME, "It's raining men".to_owned())?;
    // Its answer comes after its note: one message at a time, in order.
    let stats = server.stats().await?;
    show!("it goes on, and still counts {} cities", stats.len());
    Ok(())
}
