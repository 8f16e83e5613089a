//! A to-do server: one list, on a generic server made by hand.

use actor_core::Mailbox;
use jiff::civil::Date;

use super::server_process::{self, Callbacks, Server};
use crate::s01_list::{Entry, TodoList};

/// What a client holds.
#[derive(Clone, Debug)]
pub struct TodoServer(Server<State>);

impl TodoServer {
    /// Starts a server whose list is empty.
    pub fn start() -> Self {
        Self(server_process::start())
    }

    /// Adds an entry.
    pub fn add_entry(&self, entry: Entry) {
        server_process::cast(&self.0, entry);
    }

    /// Returns the entries of a day. It waits for ever if the server is dead.
    pub async fn entries(
        &self,
        date: Date,
        mailbox: &mut Mailbox<Vec<(u64, Entry)>>,
    ) -> Vec<(u64, Entry)> {
        server_process::call(&self.0, date, mailbox).await
    }

    /// Returns the process.
    pub fn process(&self) -> &Server<State> {
        &self.0
    }
}

/// What the server keeps.
#[derive(Debug)]
pub struct State {
    list: TodoList,
}

impl Callbacks for State {
    type Request = Date;
    type Response = Vec<(u64, Entry)>;
    type Cast = Entry;

    fn init() -> Self {
        State { list: TodoList::default() }
    }

    fn handle_call(&mut self, date: Date) -> Vec<(u64, Entry)> {
        self.list.entries(date)
    }

    fn handle_cast(&mut self, entry: Entry) {
        self.list.add_entry(entry);
    }
}
