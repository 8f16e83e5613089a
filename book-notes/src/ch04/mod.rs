mod asked;
mod cached;
mod ended;

use actor_core::{Mailbox, Pid, process};
use metex::server::Weather;

use crate::{Finished, page, weather};

/// Runs the program of chapter 4.
///
/// # Errors
///
/// If a server that should answer does not.
pub async fn run(mut mailbox: Mailbox<()>) -> Finished {
    page::title("Chapter 4: Metex, weather from a server");
    // So that the end of the server is news here, and not the end.
    process::trap_exit(true);
    let weather = weather::Weather::start().await?;
    let provider = weather.provider;
    let server = Weather::start_link(provider.clone()).await?;
    asked::by_its_name(&provider).await;
    asked::for_temperatures(&server).await?;
    asked::for_what_it_counted(&server).await?;
    asked::in_words_it_does_not_know(&server).await?;
    ended::by_an_exit_signal(&mut mailbox, &server).await;
    ended::by_request(&mut mailbox, provider).await?;
    cached::values_under_keys().await
}

/// Returns who is the server now.
fn server() -> Pid {
    process::whereis(Weather::NAME).unwrap_or(Pid::NOBODY)
}
