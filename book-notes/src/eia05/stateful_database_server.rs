//! A database server that keeps a connection, and a pool of such servers.
//!
//! Its results say what they are the results of, so none is taken for another.

use actor_core::{Mailbox, ProcessRef, process};

use super::Timeout;
use super::queries::run_query;
use crate::book_time::SECOND;

/// What a client holds.
#[derive(Clone, Debug)]
pub struct DatabaseServer(ProcessRef<RunQuery>);

/// The result of a query, as a message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct QueryResult {
    /// What was asked.
    pub query: String,
    /// What was found, and by which connection.
    pub result: String,
}

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

    /// Takes the result of this query out of the mailbox, or waits for it.
    /// Results of other queries stay where they are.
    ///
    /// # Errors
    ///
    /// If there is none for five seconds.
    pub async fn get_result(
        query: &str,
        mailbox: &mut Mailbox<QueryResult>,
    ) -> Result<String, Timeout> {
        let is_its = |result: &QueryResult| result.query == query;
        let result = mailbox.receive_where(is_its).within(5 * SECOND).await;
        result.map(|its| its.result).ok_or(Timeout)
    }
}

/// Servers that run queries at the same time.
#[derive(Clone, Debug)]
pub struct Pool(Vec<DatabaseServer>);

impl Pool {
    /// Starts a hundred servers.
    pub fn start() -> Self {
        Self((0..100).map(|_| DatabaseServer::start()).collect())
    }

    /// Returns one of them, whichever.
    pub fn any(&self) -> &DatabaseServer {
        &self.0[fastrand::usize(..self.0.len())]
    }
}

/// What the server is told.
#[derive(Debug)]
pub struct RunQuery {
    query: String,
    caller: ProcessRef<QueryResult>,
}

async fn server(mut mailbox: Mailbox<RunQuery>) {
    // The state of a server is a variable of its loop.
    let connection = fastrand::u16(1..=1000);
    loop {
        let RunQuery { query, caller } = mailbox.receive().await;
        let result = run_query(&query).await;
        let result = format!("Connection {connection}: {result}");
        caller.send(QueryResult { query, result });
    }
}
