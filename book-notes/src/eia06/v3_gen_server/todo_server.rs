//! The second exercise: a server that keeps a to-do list.

use actor_core::gen_server::{Init, Next, StartError};
use actor_core::{CallError, GenServer, ProcessRef, Reply};

use crate::todo_list::{Date, Entry, TodoList};

/// What a client holds.
#[derive(Clone, Debug)]
pub struct TodoServer(ProcessRef<Message>);

impl TodoServer {
    /// Starts a server whose list is empty.
    ///
    /// # Errors
    ///
    /// Never: its `init` cannot fail, and it has no name.
    pub async fn start() -> Result<Self, StartError> {
        Server::start(()).await.map(Self)
    }

    /// Adds an entry.
    pub fn add_entry(&self, entry: Entry) {
        self.0.cast(Message::AddEntry(entry));
    }

    /// Returns the entries of a day.
    ///
    /// # Errors
    ///
    /// If the server is dead, or does not answer for five seconds.
    pub async fn entries(
        &self,
        date: Date,
    ) -> Result<Vec<(u64, Entry)>, CallError> {
        self.0.call(|reply| Message::Entries(date, reply)).await
    }
}

/// What the server is told.
#[derive(Debug)]
pub enum Message {
    /// Add an entry.
    AddEntry(Entry),
    /// Wants the entries of a day.
    Entries(Date, Reply<Vec<(u64, Entry)>>),
}

struct Server(TodoList);

impl GenServer for Server {
    type Args = ();
    type Message = Message;

    async fn init((): ()) -> Init<Self> {
        Init::ok(Server(TodoList::default()))
    }

    async fn handle(&mut self, message: Message) -> Next {
        match message {
            Message::AddEntry(entry) => {
                self.0.add_entry(entry);
            }
            Message::Entries(date, reply) => reply.send(self.0.entries(date)),
        }
        Next::Continue
    }
}
