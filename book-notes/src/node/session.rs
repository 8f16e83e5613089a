//! What the prompt does with a command.

use std::collections::{HashMap, VecDeque};
use std::time::Duration;

use actor_core::etf::{Atom, Term};
use actor_core::node::{Asker, NodeEvent, TermMessage};
use actor_core::{
    CallError, ExitReason, GenServer, Mailbox, Node, Pid, System, process,
};

use super::command::Command;
use super::place::Place;
use super::store::Store;

/// How long a call waits: whoever is asked may have to type the answer.
const PATIENCE: Duration = Duration::from_secs(30);

/// The process of the prompt.
pub(super) struct Session {
    pub(super) node: Node,
    pub(super) mailbox: Mailbox<Term>,
    /// Pids by what is shown of them: that does not say which life of a node
    /// they are of.
    pub(super) seen: HashMap<String, Term>,
    /// Who has called the prompt, and waits for an answer.
    pub(super) asked: VecDeque<Asker>,
    watches_nodes: bool,
}

/// What is shown then.
pub(super) type Answer = Result<String, String>;

impl Session {
    pub(super) fn start(node: Node, mailbox: Mailbox<Term>) -> Self {
        // So that the end of a linked process is news here, and not the end.
        process::trap_exit(true);
        let (seen, asked) = (HashMap::new(), VecDeque::new());
        Session { node, mailbox, seen, asked, watches_nodes: false }
    }

    pub(super) fn introduction(&mut self) -> String {
        let me = self.show_pid(process::id());
        format!("{} is up, and this prompt is {me}", self.node.name())
    }

    /// Reads a line, in which `self()`, `node()` and pids that were shown are
    /// known.
    pub(super) fn parse(&self, line: &str) -> Result<Option<Command>, String> {
        Command::parse(line, &|text| match text {
            "self()" => self.node.external_pid(process::id()).map(Term::Pid),
            "node()" => Some(self.this_node()),
            pid => self.seen.get(pid).cloned(),
        })
    }

    pub(super) async fn run(&mut self, command: Command) -> String {
        match self.outcome(command).await {
            Ok(text) | Err(text) => text,
        }
    }

    async fn outcome(&mut self, command: Command) -> Answer {
        let node = self.node.clone();
        match command {
            Command::Connect(other) => match node.connect(&other).await {
                Ok(()) => Ok(format!("connected to {other}")),
                Err(error) => Err(format!("not connected: {error}")),
            },
            Command::Disconnect(other) => {
                if node.disconnect(&other) {
                    return Ok(format!("disconnected from {other}"));
                }
                Err(format!("{other} is not connected; nodes shows who is"))
            }
            Command::Ping(other) => match node.ping(&other).await {
                Ok(()) => Ok("pong".to_owned()),
                Err(error) => Err(format!("pang: {error}")),
            },
            Command::Nodes => Ok(self.nodes()),
            Command::MonitorNodes => Ok(self.monitor_nodes()),
            Command::Cookie(other, cookie) => {
                let text = format!("{other} has a cookie of its own");
                node.set_cookie(other, cookie);
                Ok(text)
            }
            Command::This => Ok(self.show_pid(process::id())),
            Command::Register(name) => match process::register(name.clone()) {
                Ok(()) => Ok(format!("this prompt is {name}")),
                Err(error) => Err(error.to_string()),
            },
            Command::Start(name) => {
                let store = Store::starter(()).named(name.clone());
                let store = store.start_link().await;
                let store = store.map_err(|error| error.to_string())?;
                let pid = self.show_pid(store.pid());
                Ok(format!("{name} is {pid}"))
            }
            Command::Whereis(name) => match process::whereis(&name) {
                Some(pid) => Ok(self.show_pid(pid)),
                None => Err(format!("nobody is called {name} here")),
            },
            Command::Registered => Ok(self.registered()),
            Command::Send(to, term) => {
                let sent = to.process(&node).try_send(term);
                sent.map_err(|_| nobody(&to))?;
                Ok("ok".to_owned())
            }
            Command::Cast(to, term) => {
                self.is_elsewhere(&to)?;
                to.process(&node).cast(term);
                Ok("ok".to_owned())
            }
            Command::Call(to, term) => self.call(&to, term).await,
            Command::Reply(answer) => {
                let from = self.asked.pop_front();
                let from = from.ok_or("nobody waits for an answer")?;
                from.reply(&System::current(), answer);
                Ok("ok".to_owned())
            }
            Command::Monitor(whom) => {
                process::monitor(whom.process(&node));
                Ok("ok".to_owned())
            }
            Command::Link(whom) => {
                let linked = process::link(whom.process(&node));
                linked.map_err(|_| nobody(&whom))?;
                Ok("ok".to_owned())
            }
            Command::Unlink(whom) => {
                process::unlink(whom.process(&node));
                Ok("ok".to_owned())
            }
            Command::Exit(whom, reason) => {
                process::exit(whom.process(&node), exit_reason(reason));
                Ok("ok".to_owned())
            }
            Command::Rpc(on, function) => self.rpc(&on, function).await,
            Command::Spawn(on, function) => self.spawn(&on, function).await,
            Command::Global(command) => self.global(command).await,
            Command::Pg(command) => Ok(self.pg(command)),
            Command::Wait(time) => match self.mailbox.next().within(time).await
            {
                Some(event) => Ok(self.tell(event)),
                None => Err(format!("nothing has arrived for {time:?}")),
            },
            Command::Help | Command::Quit => Ok(String::new()),
        }
    }

    async fn call(&mut self, to: &Place, question: Term) -> Answer {
        self.is_elsewhere(to)?;
        let server = to.server(&self.node);
        let answer = server
            .call(|reply| TermMessage::Call(question, reply))
            .within(PATIENCE);
        match answer.await {
            Ok(answer) => Ok(self.show(&answer)),
            Err(CallError::Timeout(time)) => {
                Err(format!("no answer for {time:?}: does it understand that?"))
            }
            Err(error) => Err(format!("no answer: {error}")),
        }
    }

    /// Makes sure that a server is one that can be asked in terms.
    fn is_elsewhere(&self, to: &Place) -> Result<(), String> {
        if to.is_here(&self.node) {
            return Err("call and cast ask the servers of other nodes: here \
                        they have messages of their own types"
                .to_owned());
        }
        Ok(())
    }

    fn nodes(&self) -> String {
        let list = |nodes: Vec<_>| {
            let names: Vec<_> = nodes.iter().map(ToString::to_string).collect();
            if names.is_empty() { "none".to_owned() } else { names.join(", ") }
        };
        let visible = list(self.node.nodes());
        match self.node.hidden_nodes() {
            hidden if hidden.is_empty() => visible,
            hidden => format!("{visible}; hidden: {}", list(hidden)),
        }
    }

    fn monitor_nodes(&mut self) -> String {
        if std::mem::replace(&mut self.watches_nodes, true) {
            return "they are monitored already".to_owned();
        }
        self.node.monitor_nodes(|event| {
            let (word, node) = match event {
                NodeEvent::Up { node, .. } => ("nodeup", node),
                NodeEvent::Down { node, .. } => ("nodedown", node),
                _ => return Term::atom("nodes_changed"),
            };
            Term::tuple([Term::atom(word), atom(node.as_str())])
        });
        "ok".to_owned()
    }

    fn registered(&mut self) -> String {
        let names = System::current().registered();
        let lines = names.iter().map(|name| {
            let pid = process::whereis(name).unwrap_or(Pid::NOBODY);
            format!("{name} {}", self.show_pid(pid))
        });
        lines.collect::<Vec<_>>().join("\n")
    }

    fn this_node(&self) -> Term {
        atom(self.node.name().as_str())
    }
}

fn nobody(place: &Place) -> String {
    match place {
        Place::Here(name) => {
            format!("nobody is called {name} here; registered shows all names")
        }
        Place::Anywhere(name) => {
            let name = name.term().inspect();
            format!("nobody is called {name}; global registered shows all")
        }
        Place::Pid(_) | Place::There(..) => "there is no such process".into(),
    }
}

/// Returns the exit reason that a term means to Erlang.
fn exit_reason(reason: Term) -> ExitReason {
    match reason.as_atom() {
        Some("normal") => ExitReason::Normal,
        Some("shutdown") => ExitReason::Shutdown,
        Some("kill") => ExitReason::Kill,
        Some(other) => ExitReason::other(other),
        None => ExitReason::from(reason),
    }
}

/// Returns a node's name as a term.
fn atom(text: &str) -> Term {
    // A node's name is no longer than an atom may be.
    Atom::new(text).map_or(Term::atom("nonode@nohost"), Term::Atom)
}
