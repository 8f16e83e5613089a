//! The first exercise: a server that keeps a to-do list.

use actor_core::Mailbox;

use super::server_process::{self, Callbacks, Server};
use crate::todo_list::{Date, Entry, TodoList};

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

    /// Returns the entries of a day.
    pub async fn entries(
        &self,
        date: Date,
        mailbox: &mut Mailbox<Vec<(u64, Entry)>>,
    ) -> Vec<(u64, Entry)> {
        server_process::call(&self.0, date, mailbox).await
    }
}

/// What the server keeps.
#[derive(Debug)]
pub struct State(TodoList);

impl Callbacks for State {
    type Request = Date;
    type Response = Vec<(u64, Entry)>;
    type Cast = Entry;

    fn init() -> Self {
        Self(TodoList::default())
    }

    fn handle_call(&mut self, date: Date) -> Vec<(u64, Entry)> {
        self.0.entries(date)
    }

    fn handle_cast(&mut self, entry: Entry) {
        self.0.add_entry(entry);
    }
}
