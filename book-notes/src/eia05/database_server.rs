//! A process that runs queries one after the other, for whoever asks.
//!
//! As in the book, a result does not say what it is the result of. So one that
//! comes too late is taken for the result of the next query.

use actor_core::{Mailbox, ProcessRef, process};

use super::Timeout;
use super::queries::{QueryResult, run_query};
use crate::book_time::SECOND;

/// What a client holds.
#[derive(Clone, Debug)]
pub struct DatabaseServer(ProcessRef<RunQuery>);

impl DatabaseServer {
    /// Starts the server.
    pub fn start() -> Self {
        Self(process::spawn(server))
    }

    /// Has the server run a query, and goes on. The result is sent to
    /// `caller`.
    pub fn run_async(&self, query: &str, caller: ProcessRef<QueryResult>) {
        self.0.send(RunQuery { query: query.to_owned(), caller });
    }

    /// Takes the next result out of the mailbox, or waits for it.
    ///
    /// # Errors
    ///
    /// If there is none for five seconds.
    pub async fn get_result(
        mailbox: &mut Mailbox<QueryResult>,
    ) -> Result<String, Timeout> {
        let result = mailbox.receive().within(5 * SECOND).await;
        result.map(|QueryResult(result)| result).ok_or(Timeout)
    }
}

/// What the server is told.
#[derive(Debug)]
pub struct RunQuery {
    query: String,
    caller: ProcessRef<QueryResult>,
}

async fn server(mut mailbox: Mailbox<RunQuery>) {
    loop {
        let RunQuery { query, caller } = mailbox.receive().await;
        caller.send(QueryResult(run_query(&query).await));
    }
}
