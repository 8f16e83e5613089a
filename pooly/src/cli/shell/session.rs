//! What the shell does with a command.

use std::collections::VecDeque;
use std::io;
use std::time::Duration;

use actor_core::{
    Event, ExitReason, Mailbox, Name, ProcessRef, SupervisorRef, gen_server,
    process,
};

use super::command::Command;
use super::consumer::{News, Order};
use super::listing::{processes, whereis};
use super::watch::Watch;
use crate::cli::output::print_line;
use crate::cli::pools::Pools;
use crate::cli::version::Version;
use crate::sample_worker::{self, Worker};

/// The shell's own process.
pub(super) struct Session {
    pub(super) version: Version,
    pub(super) pools: Pools,
    pub(super) mailbox: Mailbox<News>,
    /// The supervisor at the top, while it runs.
    pub(super) root: Option<SupervisorRef>,
    pub(super) watch: Watch,
    pub(super) consumers: Vec<Consumer>,
    /// How many consumers the shell has named.
    pub(super) named: usize,
    /// The workers that anybody was ever given.
    pub(super) given: Vec<Held>,
    /// Who was told to do something that is not done yet.
    pub(super) ordered: Option<Name>,
    /// What has happened, and is not told yet.
    pub(super) happened: VecDeque<Event<News>>,
}

/// A consumer as the shell knows it.
pub(super) struct Consumer {
    pub(super) name: Name,
    pub(super) process: ProcessRef<Order>,
    pub(super) holds: Vec<Held>,
    /// The pool that it waits for.
    pub(super) waits_for: Option<Name>,
}

/// A worker as its consumer knows it, who is not told when it dies.
#[derive(Clone)]
pub(super) struct Held {
    pub(super) pool: Name,
    pub(super) name: Name,
    pub(super) worker: Worker,
}

/// What a command comes to; as an error, why it cannot be carried out, and what
/// to do instead.
pub(super) type Answer = Result<String, String>;

impl Session {
    pub(super) async fn start(
        version: Version,
        mailbox: Mailbox<News>,
    ) -> Self {
        // So that the end of the tree is news here, and not the end.
        process::trap_exit(true);
        let mut session = Self {
            version,
            pools: Pools::new(version),
            mailbox,
            root: None,
            watch: Watch::default(),
            consumers: Vec::new(),
            named: 0,
            given: Vec::new(),
            ordered: None,
            happened: VecDeque::new(),
        };
        if let Err(problem) = session.start_tree().await {
            tracing::error!("{problem}");
        }
        session
    }

    /// Stops the tree in order.
    pub(super) async fn close(self) {
        if let Some(root) = self.root {
            let reason = ExitReason::Shutdown;
            // It may have ended by itself.
            let _ = gen_server::stop(&root, reason, Duration::MAX).await;
        }
    }

    /// Lists the names that can be completed.
    pub(super) fn names(&self) -> Vec<String> {
        let pools = self.pools.names();
        let names = pools.iter().chain(self.watch.names());
        names.map(ToString::to_string).collect()
    }

    /// Does what it is told, and tells what has come of it.
    pub(super) async fn run(&mut self, command: Command) -> io::Result<()> {
        // What has happened while nothing was said comes first.
        if let Some(event) = self.mailbox.next().within(Duration::ZERO).await {
            self.happened.push_back(event);
            self.tell().await?;
        }
        let answer = self.answer(command).await;
        let answer = answer.unwrap_or_else(|problem| problem);
        if !answer.is_empty() {
            print_line(answer)?;
        }
        self.tell().await
    }

    async fn answer(&mut self, command: Command) -> Answer {
        match command {
            Command::Checkout { who, patience } => self.checkout(who, patience),
            Command::Checkin { worker, who } => self.checkin(&worker, who),
            Command::Transaction { who, job } => self.transaction(who, job),
            Command::Work(worker, time) => {
                sample_worker::work_for(self.held(&worker)?, time);
                Ok(format!("{worker} works for {time:?}, and then stops"))
            }
            Command::Stop(worker) => {
                let stopped = sample_worker::stop(self.held(&worker)?).await;
                stopped.map_err(|error| format!("{worker}: {error}"))?;
                // Its end is told.
                Ok(String::new())
            }
            Command::Consumer(name) => self.start_consumer(name),
            Command::Leave(name) => {
                let consumer = self.some_consumer(&name)?;
                consumer.process.send(Order::Leave);
                // Its end is told.
                Ok(String::new())
            }
            Command::Crash(name) => self.exit(&name, "crash".into()),
            Command::Kill(name) => self.exit(&name, ExitReason::Kill),
            Command::Status => self.status().await,
            Command::Consumers => Ok(self.list_consumers()),
            Command::Tree => self.tree().await,
            Command::Processes => Ok(processes(&self.watch)),
            Command::Whereis(name) => Ok(whereis(name.as_ref(), &self.watch)),
            Command::Wait(time) => self.wait(time).await,
            Command::Start => self.start_tree().await,
            Command::Help | Command::Exit => Ok(String::new()),
        }
    }

    /// Starts the tree, if it does not run.
    async fn start_tree(&mut self) -> Answer {
        if self.root.is_some() {
            return Err("the tree runs; tree shows it".to_owned());
        }
        let root = self.pools.start().await;
        let root = root.map_err(|error| format!("no tree: {error}"))?;
        let mut tree = self.pools.settled(&root).await;
        self.watch.look(&mut tree);
        self.root = Some(root);
        Ok("the tree is started; tree shows it".to_owned())
    }

    /// Sends an exit signal to whoever has a name.
    fn exit(&mut self, name: &Name, reason: ExitReason) -> Answer {
        let pid = self.watch.find(name.as_str());
        let pid = pid.ok_or_else(|| {
            format!("there is no {name}; tree and consumers show who is there")
        })?;
        if pid == process::id() {
            return Err("that is this shell; exit ends it".to_owned());
        }
        if !process::is_alive(pid) {
            return Err(format!("{name} {pid} is dead already"));
        }
        let traps = process::info(pid).is_some_and(|info| info.trap_exit);
        let is_told = traps && reason != ExitReason::Kill;
        process::exit(pid, reason);
        if is_told {
            return Ok(format!("{name} traps exits; kill {name} ends it"));
        }
        // Its end is told.
        Ok(String::new())
    }

    /// Waits until something happens.
    async fn wait(&mut self, time: Duration) -> Answer {
        match self.mailbox.next().within(time).await {
            Some(event) => {
                self.happened.push_back(event);
                Ok(String::new())
            }
            None => Err(format!("nothing has happened for {time:?}")),
        }
    }

    /// Returns the supervisor at the top.
    pub(super) fn root(&self) -> Result<&SupervisorRef, String> {
        let gone = || "the tree is gone; start starts it again".to_owned();
        self.root.as_ref().ok_or_else(gone)
    }

    /// Finds a living worker that a consumer holds.
    fn held(&self, worker: &Name) -> Result<&Worker, String> {
        let mut held = self.consumers.iter().flat_map(|c| &c.holds);
        match held.find(|held| held.name == *worker) {
            Some(held) if held.worker.is_alive() => Ok(&held.worker),
            Some(held) => Err(format!("{worker} {} is dead", held.worker)),
            None => Err(format!(
                "nobody holds {worker}; consumers shows who holds what"
            )),
        }
    }

    /// Finds a consumer.
    pub(super) fn some_consumer(
        &mut self,
        name: &Name,
    ) -> Result<&mut Consumer, String> {
        let consumer = self.consumers.iter_mut().find(|c| c.name == *name);
        consumer.ok_or_else(|| {
            format!("there is no consumer {name}; consumer {name} starts one")
        })
    }

    /// Finds a consumer that does not wait for a worker.
    pub(super) fn idle_consumer(
        &mut self,
        name: &Name,
    ) -> Result<&mut Consumer, String> {
        let consumer = self.some_consumer(name)?;
        match &consumer.waits_for {
            Some(pool) => Err(format!(
                "{name} waits for a worker of {pool}; leave {name} ends that"
            )),
            None => Ok(consumer),
        }
    }
}
