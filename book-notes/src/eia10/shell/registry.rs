//! The exercise: who has which key.

use actor_core::{Mailbox, process};
use todo::demo::kill::kill;

use super::super::process_registry::{by_server, by_table};
use crate::{Finished, say, show};

/// Runs the same with a registry of either kind.
macro_rules! with_a_registry {
    ($kind:ident, $mailbox:expr) => {
        let registry = $kind::ProcessRegistry::start_link().await?;
        let its_client = registry.clone();
        let shell = $mailbox.this();
        let singapore = process::spawn(async move |mut m: Mailbox<()>| {
            let outcome = its_client.register("Singapore").await;
            shell.send(outcome.is_ok());
            m.receive().await;
        });
        show!("registers itself: {}", $mailbox.receive().await);
        let is_there = registry.whereis("Singapore").await;
        show!("is it there? {}", is_there == Some(singapore.pid()));
        if let Err(error) = registry.register("Singapore").await {
            show!("another one: {error}");
        }
        kill(&mut $mailbox, singapore.pid()).await;
        while registry.whereis("Singapore").await.is_some() {
            // The registry is told of the end when we are.
            tokio::task::yield_now().await;
        }
        show!("it is killed, and its key is free");
        process::unlink(registry.pid());
        kill(&mut $mailbox, registry.pid()).await;
    };
}

pub(super) async fn in_two_ways(mut mailbox: Mailbox<bool>) -> Finished {
    say!("The exercise: a registry of processes. First as a server:");
    with_a_registry!(by_server, mailbox);
    say!("Then as a table, into which each process writes itself:");
    with_a_registry!(by_table, mailbox);
    Ok(())
}
