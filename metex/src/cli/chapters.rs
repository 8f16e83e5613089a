//! The programs of chapters 3 and 4.

use std::process::ExitCode;

use super::args::Source;
use super::output::print_line;
use crate::actors::{self, book};
use crate::server::Weather;
use crate::{Error, Location};

/// Prints all temperatures on one line, sorted.
pub(super) async fn chapter_3(
    cities: &[String],
    source: &Source,
) -> anyhow::Result<ExitCode> {
    let opened = source.open().await?;
    let cities = cities.iter().map(|city| Location::new(city)).collect();
    let coordinator = actors::temperatures_of(cities, &opened.provider, print);
    coordinator.down().await;
    Ok(ExitCode::SUCCESS)
}

/// As above, if nothing goes wrong.
pub(super) async fn chapter_3_as_in_the_book(
    cities: &[String],
    source: &Source,
) -> anyhow::Result<ExitCode> {
    let opened = source.open().await?;
    let cities = cities.iter().map(|city| Location::new(city)).collect();
    let coordinator = book::temperatures_of(cities, &opened.provider, print);
    coordinator.down().await;
    Ok(ExitCode::SUCCESS)
}

#[expect(clippy::needless_pass_by_value, reason = "a coordinator gives it")]
fn print(line: String) {
    // There is nobody to tell if nobody reads it.
    let _ = print_line(&line);
}

/// Asks the server for one city after the other, then for its statistics.
pub(super) async fn chapter_4(
    cities: &[String],
    source: &Source,
) -> anyhow::Result<ExitCode> {
    let opened = source.open().await?;
    let server = Weather::start_link(opened.provider).await?;
    for city in cities {
        let location = Location::new(city);
        match server.temperature(location).await? {
            Ok(temperature) => print_line(&format!("{city}: {temperature}"))?,
            Err(Error::NotFound { .. }) => {
                print_line(&format!("{city} not found"))?;
            }
            Err(error) => print_line(&format!("{city}: {error}"))?,
        }
    }
    for (location, count) in server.stats().await? {
        print_line(&format!("{count} x {location}"))?;
    }
    server.reset_stats();
    let stats = server.stats().await?;
    print_line(&format!("after the reset: {} cities", stats.len()))?;
    server.stop();
    let reason = server.down().await;
    print_line(&format!("after the stop: the server ended, {reason}"))?;
    Ok(ExitCode::SUCCESS)
}
