//! A registry that is asked for everything.

use std::collections::HashMap;
use std::collections::hash_map::Entry;

use actor_core::gen_server::{Info, Init, Next, StartError};
use actor_core::{GenServer, Pid, ProcessRef, Reply, process};

use super::Taken;

/// The name of the registry.
pub const NAME: &str = "ProcessRegistry";

/// What a client holds. Whoever asks a registry that is dead ends.
#[derive(Clone, Debug)]
pub struct ProcessRegistry(ProcessRef<Message>);

impl ProcessRegistry {
    /// Starts the one registry, linked to the current process.
    ///
    /// # Errors
    ///
    /// If there is one already.
    pub async fn start_link() -> Result<Self, StartError> {
        Server::starter(()).named(NAME).start_link().await.map(Self)
    }

    /// Registers the current process.
    ///
    /// # Errors
    ///
    /// If the key is taken.
    ///
    /// # Panics
    ///
    /// Outside of a process.
    pub async fn register(&self, key: &str) -> Result<(), Taken> {
        let (key, me) = (key.to_owned(), process::id());
        self.0.call(|reply| Message::Register(key, me, reply)).or_exit().await
    }

    /// Returns who has a key.
    pub async fn whereis(&self, key: &str) -> Option<Pid> {
        let key = key.to_owned();
        self.0.call(|reply| Message::Whereis(key, reply)).or_exit().await
    }

    /// Returns the pid of the registry.
    pub fn pid(&self) -> Pid {
        self.0.pid()
    }
}

/// What the server is told.
#[derive(Debug)]
pub enum Message {
    /// Register a process.
    Register(String, Pid, Reply<Result<(), Taken>>),
    /// Wants to know who has a key.
    Whereis(String, Reply<Option<Pid>>),
}

struct Server(HashMap<String, Pid>);

impl GenServer for Server {
    type Args = ();
    type Message = Message;

    async fn init((): ()) -> Init<Self> {
        process::trap_exit(true);
        Init::ok(Server(HashMap::new()))
    }

    async fn handle(&mut self, message: Message) -> Next {
        match message {
            Message::Register(key, pid, reply) => match self.0.entry(key) {
                Entry::Occupied(_) => reply.send(Err(Taken)),
                Entry::Vacant(place) => {
                    // Of one that is dead by now an exit will tell.
                    if process::link(pid).is_ok() {
                        place.insert(pid);
                    }
                    reply.send(Ok(()));
                }
            },
            Message::Whereis(key, reply) => {
                reply.send(self.0.get(&key).copied());
            }
        }
        Next::Continue
    }

    async fn handle_info(&mut self, info: Info) -> Next {
        match info {
            Info::Exit(exit) => self.0.retain(|_, pid| *pid != exit.from),
            other => other.log(),
        }
        Next::Continue
    }
}
