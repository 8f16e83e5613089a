//! A to-do server: one list, which is kept in the database too. It is an
//! agent, so what it can do is said by whoever asks it.

use actor_core::agent::{self, Agent, AgentRef};
use actor_core::gen_server::StartError;
use actor_core::supervisor::{ChildSpec, Restart};
use actor_core::{CallError, ExitReason, ProcessRef};
use jiff::civil::Date;
use tracing::info;

use super::database;
use super::database_worker as worker;
use super::process_registry::{Key, registry};
use crate::s01_list::{Entry, TodoList};

/// What a client holds.
#[derive(Clone, Debug)]
pub struct TodoServer(AgentRef<State>);

impl TodoServer {
    /// Returns whoever is the server of this name at the time of each message.
    pub fn named(name: &str) -> Self {
        let name = Key::TodoServer(name.to_owned());
        Self(ProcessRef::named(registry().via(name)))
    }

    /// Adds an entry.
    pub fn add_entry(&self, entry: Entry) {
        self.0.cast_update(|State { name, list, worker }| {
            list.add_entry(entry);
            worker.cast(worker::Message::Store(name.clone(), list.clone()));
        });
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
        self.0.get(move |state| state.list.entries(date)).await
    }

    /// Returns the process.
    pub fn process(&self) -> &AgentRef<State> {
        &self.0
    }
}

/// Returns how a to-do server is started: it is found by its name, and nobody
/// starts it again until it is asked for.
pub fn child_spec(name: &str) -> ChildSpec<agent::Message<State>> {
    let id = format!("to-do server for {name}");
    let name = name.to_owned();
    ChildSpec::new(id, move || start_link(name.clone()))
        .restart(Restart::Temporary)
}

/// What the agent keeps.
#[derive(Clone, Debug)]
pub struct State {
    name: String,
    list: TodoList,
    /// The worker of the database that looks after this list.
    worker: ProcessRef<worker::Message>,
}

/// Starts an agent with the list from the database.
///
/// The functions of an agent cannot wait, not even the first one. So it is
/// the starter that asks the database, and only if it will be needed.
async fn start_link(name: String) -> Result<AgentRef<State>, StartError> {
    let key = Key::TodoServer(name.clone());
    if let Some(pid) = registry().whereis(&key) {
        return Err(StartError::AlreadyStarted(pid));
    }
    info!("Starting to-do server for {name}.");
    let worker = database::choose_worker(&name).await;
    let list =
        worker.call(|reply| worker::Message::Get(name.clone(), reply)).await;
    let list = match list {
        Ok(list) => list.unwrap_or_default(),
        Err(error) => return Err(StartError::Init(ExitReason::error(error))),
    };
    let state = State { name, list, worker };
    let agent = Agent::starter(move || state.clone());
    agent.named(registry().via(key)).start_link().await
}
