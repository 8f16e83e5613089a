//! Processes of ours that do what a node of Erlang tells them, and tell what
//! they hear.

use std::time::Duration;

use actor_core::etf::Term;
use actor_core::node::TermMessage;
use actor_core::{
    CallError, Down, Event, ExitReason, Mailbox, Node, Pid, ProcessRef, System,
    process,
};
use serde::{Deserialize, Serialize};
use tokio::sync::oneshot;

/// A process of either node: its pid, or `{Name, Node}`.
type Anybody = ProcessRef<Term>;

#[derive(Serialize, Deserialize)]
enum Request {
    /// Starts a puppet that tells this process what it hears.
    New(Pid),
}

/// What a puppet is told. In Erlang it is `{link, Pid}`, `trap`, and so on.
#[derive(Serialize, Deserialize)]
enum Command {
    /// Says that all before it is done.
    Answer,
    Trap,
    Register(Term),
    Send(Anybody, Term),
    Link(Anybody),
    Unlink(Anybody),
    Monitor(Anybody),
    /// Removes the last monitor, and says whether it was still there.
    Demonitor,
    DemonitorFlush,
    Exit(Anybody, Term),
    /// Ends with this reason.
    Die(Term),
    Panic,
    Return,
    Call(Pid, Term),
    /// Calls a server by its name.
    CallNamed(Term, Term, Term),
    /// Calls a server that has this many milliseconds.
    CallWithin(Pid, Term, u64),
    Cast(Pid, Term),
}

/// What a puppet says.
#[derive(Serialize, Deserialize)]
enum Heard {
    Puppet(Pid),
    Answered,
    Was(bool),
    Got(Term),
    Exit(Pid, Term),
    Down(Term),
    Answer(Result<Term, Term>),
}

/// Starts who starts puppets, and who sends everything back.
pub(crate) async fn start(system: &System) {
    let (ready, is_ready) = oneshot::channel();
    system.spawn(async |mut mailbox: Mailbox<Request>| {
        mailbox.open();
        process::register("puppets").unwrap();
        ready.send(()).unwrap();
        loop {
            let Request::New(boss) = mailbox.receive().await;
            process::spawn(async move |mailbox| puppet(mailbox, boss).await);
        }
    });
    is_ready.await.unwrap();
    let (ready, is_ready) = oneshot::channel();
    system.spawn(async |mut mailbox: Mailbox<(Anybody, Term)>| {
        mailbox.open();
        process::register("echo").unwrap();
        ready.send(()).unwrap();
        loop {
            let (to, message) = mailbox.receive().await;
            to.send(message);
        }
    });
    is_ready.await.unwrap();
}

async fn puppet(mut mailbox: Mailbox<Command>, boss: Pid) -> ExitReason {
    mailbox.open();
    let boss = ProcessRef::across(boss);
    boss.send(Heard::Puppet(process::id()));
    let mut monitors = Vec::new();
    loop {
        let command = match mailbox.next().await {
            Event::Message(command) => command,
            Event::Exit(exit) => {
                boss.send(Heard::Exit(exit.from, term(&exit.reason)));
                continue;
            }
            Event::Down(Down { name, reason, .. }) => {
                let reason = term(&reason);
                boss.send(Heard::Down(match name {
                    None => reason,
                    Some(name) => Term::tuple([name.as_str().into(), reason]),
                }));
                continue;
            }
            Event::Unknown(unknown) => {
                let term = unknown.downcast().expect("others send terms");
                boss.send(Heard::Got(term));
                continue;
            }
        };
        match command {
            Command::Answer => boss.send(Heard::Answered),
            Command::Trap => {
                process::trap_exit(true);
            }
            Command::Register(name) => {
                process::register(name.as_atom().unwrap()).unwrap();
            }
            Command::Send(to, message) => to.send(message),
            Command::Link(to) => process::link(to).unwrap(),
            Command::Unlink(from) => process::unlink(from),
            Command::Monitor(target) => {
                monitors.push(process::monitor(target));
            }
            Command::Demonitor => {
                let was = process::demonitor(monitors.pop().unwrap());
                boss.send(Heard::Was(was));
            }
            Command::DemonitorFlush => {
                let was = process::demonitor_flush(monitors.pop().unwrap());
                boss.send(Heard::Was(was));
            }
            Command::Exit(target, why) => process::exit(target, reason(why)),
            Command::Die(why) => return reason(why),
            Command::Panic => panic!("told to"),
            Command::Return => return ExitReason::Normal,
            Command::Call(to, request) => {
                let server = Node::current().unwrap().server(to);
                let call = server.call(|it| TermMessage::Call(request, it));
                boss.send(answer(call.await));
            }
            Command::CallNamed(name, node, request) => {
                let name = name.as_atom().unwrap().to_owned();
                let node = node.as_atom().unwrap().parse().unwrap();
                let server = Node::current().unwrap().server((name, node));
                let call = server.call(|it| TermMessage::Call(request, it));
                boss.send(answer(call.await));
            }
            Command::CallWithin(to, request, milliseconds) => {
                let server = Node::current().unwrap().server(to);
                let call = server.call(|it| TermMessage::Call(request, it));
                let time = Duration::from_millis(milliseconds);
                boss.send(answer(call.within(time).await));
            }
            Command::Cast(to, request) => {
                let server = Node::current().unwrap().server(to);
                server.cast(TermMessage::Message(request));
            }
        }
    }
}

fn answer(answer: Result<Term, CallError>) -> Heard {
    Heard::Answer(answer.map_err(|error| match error {
        CallError::NoProc => Term::atom("noproc"),
        CallError::Timeout(_) => Term::atom("timeout"),
        CallError::NodeDown => Term::atom("nodedown"),
        CallError::Exited(reason) => {
            Term::tuple([Term::atom("exited"), term(&reason)])
        }
        error => error.to_string().into(),
    }))
}

/// Returns the reason that an atom means in Erlang, or any other term.
fn reason(term: Term) -> ExitReason {
    match term.as_atom() {
        Some("normal") => ExitReason::Normal,
        Some("shutdown") => ExitReason::Shutdown,
        Some("kill") => ExitReason::Kill,
        Some(word) => ExitReason::other(word),
        None => ExitReason::Term(term.into()),
    }
}

/// Returns a reason that has a name of its own here as `{reason, "its name"}`,
/// which tells it from the same word as any other reason.
fn term(reason: &ExitReason) -> Term {
    match reason {
        ExitReason::Other(word) => (**word).into(),
        ExitReason::Term(term) => Term::clone(term),
        known => Term::tuple([Term::atom("reason"), known.to_string().into()]),
    }
}
