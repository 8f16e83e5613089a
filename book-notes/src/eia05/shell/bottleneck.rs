//! One server, five clients.

use std::time::{Duration, Instant};

use actor_core::{Mailbox, process};

use crate::eia05::process_bottleneck::Server;
use crate::{Finished, say, show};

pub(super) async fn five_clients(mut mailbox: Mailbox<Duration>) -> Finished {
    say!("Five clients ask at once a server that needs a second for each:");
    let server = Server::start();
    let start = Instant::now();
    for number in 1..=5 {
        let (server, shell) = (server.clone(), mailbox.this());
        process::spawn_link(async move |_: Mailbox<()>| {
            server.send_message(&format!("message {number}")).await?;
            shell.send(start.elapsed());
            Finished::Ok(())
        });
    }
    for done in 1..=5 {
        let waited = mailbox.receive().await;
        show!("after {waited:.0?}: {done} of 5 have their answer");
    }
    Ok(())
}
