//! A database server, and a result that comes too late.

use std::time::Instant;

use actor_core::{Mailbox, process};

use super::queries::QUERIES;
use crate::eia05::database_server::DatabaseServer;
use crate::eia05::queries::QueryResult;
use crate::{Finished, say, show};

pub(super) async fn three_queries(
    mut mailbox: Mailbox<QueryResult>,
) -> Finished {
    say!("One server takes three of them, in turn. We send, and then collect:");
    let server = DatabaseServer::start();
    let start = Instant::now();
    for query in &QUERIES[..3] {
        server.run_async(query, mailbox.this());
    }
    show!("sent after {:.0?}", start.elapsed());
    for _ in &QUERIES[..3] {
        show!("{}", DatabaseServer::get_result(&mut mailbox).await?);
    }
    show!("({:.0?})", start.elapsed());
    Ok(())
}

pub(super) async fn a_late_result(
    mut mailbox: Mailbox<QueryResult>,
) -> Finished {
    say!("Three queries of others are before ours. We wait for five seconds:");
    let server = DatabaseServer::start();
    let others = process::spawn(async |_: Mailbox<QueryResult>| {});
    for query in ["their 1", "their 2", "their 3"] {
        server.run_async(query, others.clone());
    }
    server.run_async("our 1", mailbox.this());
    if let Err(error) = DatabaseServer::get_result(&mut mailbox).await {
        show!("{error}");
    }
    // Who comes after us is served after us.
    let next = server.clone();
    let next = process::spawn(async move |mut mailbox: Mailbox<_>| {
        next.run_async("their 4", mailbox.this());
        mailbox.receive().await;
    });
    next.down().await;

    say!("The server did not give up. We send another query, and receive:");
    server.run_async("our 2", mailbox.this());
    show!("{}", DatabaseServer::get_result(&mut mailbox).await?);
    Ok(())
}
