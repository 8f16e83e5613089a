//! `rex`: the server that nodes ask which cannot, or do not want to, start a
//! process for each call.

use rustc_hash::FxHashMap;

use super::execute;
use crate::etf::{Identities, Term};
use crate::exit::ExitReason;
use crate::gen_server::{GenServer, Info, Init, Next};
use crate::node::functions::{Application, Given};
use crate::node::reason;
use crate::node::request::{self, Request};
use crate::pid::Reference;
use crate::process::{self, Mailbox};
use crate::supervisor::ChildSpec;
use crate::system::System;

pub(in crate::node) fn child_spec() -> ChildSpec<Term> {
    ChildSpec::new("rex", async || {
        Rex::starter(()).named("rex").start_link().await
    })
}

/// Knows who waits for which call that is going on.
#[derive(Default)]
struct Rex(FxHashMap<Reference, Caller>);

/// How a call is answered.
#[derive(Clone)]
enum Caller {
    /// One of `gen_server`.
    Call(request::Asker),
    /// One of a program that is no Erlang node, and writes its messages
    /// itself.
    Message(Term),
}

impl GenServer for Rex {
    type Args = ();
    type Message = Term;

    async fn init((): ()) -> Init<Self> {
        Init::ok(Self::default())
    }

    async fn handle(&mut self, message: Term) -> Next {
        let system = System::current();
        match Request::of(message) {
            Request::Call(from, request) => match asked(&request) {
                Some(("call", call)) => self.start(call, Caller::Call(from)),
                Some(("block_call", call)) => {
                    from.reply(&system, execute::call(&call, &system).await);
                }
                _ => unknown(&request),
            },
            Request::Cast(request) => match asked(&request) {
                Some(("cast", call)) => {
                    process::spawn(async move |_: Mailbox<()>| {
                        execute::call(&call, &system).await;
                    });
                }
                _ => unknown(&request),
            },
            Request::Info(request) => self.told(&system, &request),
        }
        Next::Continue
    }

    async fn handle_info(&mut self, info: Info) -> Next {
        match info {
            Info::Down(down) => {
                let caller = self.0.remove(&down.reference);
                // One that was answered ends in order.
                let crashed = down.reason != ExitReason::Normal;
                if let Some(caller) = caller.filter(|_| crashed) {
                    let why = reason::term(&down.reason);
                    caller.answer(&System::current(), execute::bad(why));
                }
            }
            other => other.log(),
        }
        Next::Continue
    }
}

impl Rex {
    /// Calls a function in a process of its own.
    fn start(&mut self, call: Application, caller: Caller) {
        let to = caller.clone();
        let run = async move |_: Mailbox<()>| {
            let system = System::current();
            to.answer(&system, execute::call(&call, &system).await);
        };
        let (_, monitor) = process::spawn_monitor(run);
        self.0.insert(monitor, caller);
    }

    /// Does what a message asks for: `{From, Request}`.
    fn told(&mut self, system: &System, message: &Term) {
        let Some([from, request]) = message.as_tuple() else {
            return unknown(message);
        };
        let own = system.kernel.nodes.external(0, 0, 0);
        let own =
            own.map_or(Term::atom("nonode@nohost"), |own| own.node.into());
        let rex = Term::atom("rex");
        if request.as_atom() == Some("features_request") {
            let features = Term::list([Term::atom("erpc")]);
            let reply = [Term::atom("features_reply"), own, features];
            return send(system, from, Term::tuple(reply));
        }
        if let Some(("call", call)) = asked(request) {
            return self.start(call, Caller::Message(from.clone()));
        }
        let Some([what, Term::Atom(name), message]) = request.as_tuple() else {
            return unknown(request);
        };
        let found = system.kernel.names.find(name.as_str());
        match (what.as_atom(), found) {
            (Some("sbcast"), Some(process)) => {
                let message = Box::new(message.clone());
                process.deliver(message, "actor_core::etf::Term");
                let reply = [rex, own.clone(), own];
                send(system, from, Term::tuple(reply));
            }
            (Some("send"), Some(process)) => {
                let message = [from.clone(), message.clone()];
                let message = Box::new(Term::tuple(message));
                process.deliver(message, "actor_core::etf::Term");
            }
            (Some("sbcast" | "send"), None) => {
                let name = Term::Atom(name.clone());
                let why = [Term::atom("nonexisting_name"), name];
                let reply = [rex, own, Term::tuple(why)];
                send(system, from, Term::tuple(reply));
            }
            _ => unknown(request),
        }
    }
}

impl Caller {
    fn answer(&self, system: &System, answer: Term) {
        match self {
            Self::Call(from) => from.reply(system, answer),
            Self::Message(from) => {
                let message = Term::tuple([Term::atom("rex"), answer]);
                send(system, from, message);
            }
        }
    }
}

/// Returns what kind of call is asked for, and which:
/// `{Kind, Module, Function, Arguments, GroupLeader}`.
fn asked(request: &Term) -> Option<(&str, Application)> {
    let [kind, Term::Atom(module), Term::Atom(function), list, _] =
        request.as_tuple()?
    else {
        return None;
    };
    let (module, function) = (module.clone(), function.clone());
    let call = Application { module, function, given: Given::of(list)? };
    Some((kind.as_atom()?, call))
}

fn send(system: &System, to: &Term, message: Term) {
    let pid = to.as_pid().map(|pid| system.kernel.nodes.known_pid(pid));
    if let Some(process) = pid.and_then(|pid| system.kernel.find(pid)) {
        process.deliver(Box::new(message), "actor_core::etf::Term");
    }
}

fn unknown(request: &Term) {
    tracing::debug!(%request, "rex was asked what it does not know");
}
