//! Queries that take long: one after the other, and all at once.

use actor_core::{Mailbox, ProcessRef, process};
use tokio::time::sleep;

use crate::book_time::SECOND;

/// The result of a query, as a message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct QueryResult(pub String);

/// Runs a query as a database far away would, for two seconds.
pub async fn run_query(query: &str) -> String {
    sleep(2 * SECOND).await;
    format!("{query} result")
}

/// Runs queries one after the other.
pub async fn one_after_the_other(queries: &[&str]) -> Vec<String> {
    let mut results = Vec::new();
    for query in queries {
        results.push(run_query(query).await);
    }
    results
}

/// Has a process run the query, which sends the result to `caller`.
pub fn async_query(query: &str, caller: ProcessRef<QueryResult>) {
    let query = query.to_owned();
    process::spawn(async move |_: Mailbox<()>| {
        caller.send(QueryResult(run_query(&query).await));
    });
}

/// Runs queries all at once, and collects the results as they come.
pub async fn all_at_once(
    queries: &[&str],
    mailbox: &mut Mailbox<QueryResult>,
) -> Vec<String> {
    for query in queries {
        async_query(query, mailbox.this());
    }
    let mut results = Vec::new();
    for _ in queries {
        let QueryResult(result) = mailbox.receive().await;
        results.push(result);
    }
    results
}
