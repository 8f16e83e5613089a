//! A to-do server: one list, on the library's generic server.

use actor_core::gen_server::{Init, Next, StartError};
use actor_core::{CallError, GenServer, ProcessRef, Reply};
use jiff::civil::Date;

use crate::s01_list::{Entry, TodoList};

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

    /// Returns the process.
    pub fn process(&self) -> &ProcessRef<Message> {
        &self.0
    }
}

impl From<ProcessRef<Message>> for TodoServer {
    fn from(process: ProcessRef<Message>) -> Self {
        Self(process)
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

/// What the server keeps.
#[derive(Debug)]
pub struct Server {
    list: TodoList,
}

impl GenServer for Server {
    type Args = ();
    type Message = Message;

    async fn init((): ()) -> Init<Self> {
        Init::ok(Server { list: TodoList::default() })
    }

    async fn handle(&mut self, message: Message) -> Next {
        match message {
            Message::AddEntry(entry) => {
                self.list.add_entry(entry);
            }
            Message::Entries(date, reply) => {
                reply.send(self.list.entries(date));
            }
        }
        Next::Continue
    }
}
