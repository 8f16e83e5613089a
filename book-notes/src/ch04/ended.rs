//! The end of the server: unasked for, and asked for.

use actor_core::{Mailbox, process};
use metex::Provider;
use metex::server::Weather;

use super::server;
use crate::{Finished, say, show};

pub(super) async fn by_an_exit_signal(
    mailbox: &mut Mailbox<()>,
    weather: &Weather,
) {
    say!("An exit signal ends it. We are linked to it, and trap exits:");
    let pid = server();
    process::exit(pid, "told to crash");
    let exit = mailbox.exit(pid).await;
    show!("{} received an exit from {pid}: {}", process::id(), exit.reason);
    if let Err(error) = weather.stats().await {
        show!("asked again: {error}");
    }
}

pub(super) async fn by_request(
    mailbox: &mut Mailbox<()>,
    provider: Provider,
) -> Finished {
    say!("A new one has the old name, another pid, and has forgotten all:");
    let weather = Weather::start_link(provider).await?;
    let pid = server();
    show!("{pid} is registered as {}", Weather::NAME);
    show!("it counts {} cities", weather.stats().await?.len());

    say!("To stop is a cast, and its end is an orderly one:");
    weather.stop();
    let exit = mailbox.exit(pid).await;
    show!("{} received an exit from {pid}: {}", process::id(), exit.reason);
    show!("is it alive? {}", process::is_alive(pid));
    Ok(())
}
