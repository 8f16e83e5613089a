//! Database servers with a connection each.

use std::time::Instant;

use actor_core::Mailbox;

use super::queries::QUERIES;
use crate::eia05::stateful_database_server::{
    DatabaseServer, Pool, QueryResult,
};
use crate::{Finished, say, show};

pub(super) async fn by_their_query(
    mut mailbox: Mailbox<QueryResult>,
) -> Finished {
    say!(
        "Two servers, each of which keeps a connection. Results name their\n\
         query now, so we can have the second before the first:"
    );
    let servers = [DatabaseServer::start(), DatabaseServer::start()];
    servers[0].run_async("query 1", mailbox.this());
    servers[1].run_async("query 2", mailbox.this());
    for query in ["query 2", "query 1"] {
        show!("{}", DatabaseServer::get_result(query, &mut mailbox).await?);
    }
    say!("The first of them once more; it is the same connection:");
    servers[0].run_async("query 3", mailbox.this());
    show!("{}", DatabaseServer::get_result("query 3", &mut mailbox).await?);
    Ok(())
}

pub(super) async fn a_pool(mut mailbox: Mailbox<QueryResult>) -> Finished {
    say!("A hundred such servers; each query goes to any of them:");
    let pool = Pool::start();
    let start = Instant::now();
    for query in QUERIES {
        pool.any().run_async(query, mailbox.this());
    }
    for query in QUERIES {
        show!("{}", DatabaseServer::get_result(query, &mut mailbox).await?);
    }
    show!("({:.0?})", start.elapsed());
    Ok(())
}
