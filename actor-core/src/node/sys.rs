//! What other nodes ask any server, by `sys`: `{system, From, Request}`.
//!
//! A state goes there as [`GenServer::state_term`] says.
//!
//! Left out: functions that are sent along (`replace_state`, `install`), and
//! changes of code.
//!
//! [`GenServer::state_term`]: crate::GenServer::state_term

use std::any::type_name;
use std::sync::Arc;
use std::time::Duration;

use super::caller::Caller;
use super::connection::Connection;
use super::functions::pid_term;
use super::{Node, NodeName, reason};
use crate::call::Reply;
use crate::etf::{self, Atom, Term};
use crate::process::Process;
use crate::sys::{Request, Status, Switch, Watching};
use crate::system::System;

/// How long a node may take to show what its `sys` understands.
const PATIENCE: Duration = Duration::from_secs(5);

/// Who asks, and where.
struct Asking {
    system: System,
    peer: NodeName,
    caller: Caller,
}

/// Returns who asks and the request, if a message is one of `sys`.
pub(super) fn split(message: &[u8]) -> Option<(&[u8], &[u8])> {
    let rest = message.strip_prefix(b"\x68\x03\x77\x06system")?;
    rest.split_at_checked(etf::skip(rest).ok()?)
}

/// Asks a process of this system for another node.
pub(super) fn ask(
    connection: &Arc<Connection>,
    process: &dyn Process,
    (from, request): (&[u8], &[u8]),
) {
    let Some(caller) = Caller::read(connection, from) else { return };
    let Ok((request, _)) = etf::decode(request) else { return };
    let asking = Asking {
        system: System { kernel: connection.kernel.clone() },
        peer: connection.peer.clone(),
        caller,
    };
    if let Some(request) = asking.put(request) {
        process.deliver(Box::new(request), type_name::<Request>());
    }
}

impl Asking {
    /// Returns what the server is asked. What no server understands is answered
    /// at once.
    fn put(self, request: Term) -> Option<Request> {
        let parts = request.as_tuple().unwrap_or_default();
        let words = (request.as_atom(), parts.first().and_then(Term::as_atom));
        match (words, parts.get(1)) {
            // Nothing is written as `ok`.
            ((Some("suspend"), _), _) => {
                Some(Request::Suspend(self.caller.reply()))
            }
            ((Some("resume"), _), _) => {
                Some(Request::Resume(self.caller.reply()))
            }
            ((Some("get_state"), _), _) => {
                Some(Request::State(self.then_state()))
            }
            ((Some("get_status"), _), _) => {
                let system = self.system.clone();
                let answer = move |status| status_term(&system, &status);
                Some(Request::Status(self.then(answer)))
            }
            ((_, Some("terminate")), Some(why)) => {
                let why = reason::from_term(why.clone());
                Some(Request::Terminate(why, self.caller.reply()))
            }
            ((_, Some("debug")), Some(what)) => {
                let (reply, what) = (self.caller.reply(), what.clone());
                Some(Request::Watch(Box::new(move |watching| {
                    reply.send(debug(watching, &what));
                })))
            }
            _ => {
                let what = Term::atom("unknown_system_msg");
                let why = Term::tuple([what, request]);
                let answer = Term::tuple([Term::atom("error"), why]);
                self.caller.reply().send(answer);
                None
            }
        }
    }

    /// Returns where a server answers, and has the answer sent on as a term.
    fn then<T: Send + 'static>(
        self,
        term: impl FnOnce(T) -> Term + Send + 'static,
    ) -> Reply<T> {
        let (reply, answer) = Reply::pair();
        self.system.kernel.runtime().spawn(async move {
            // Whoever asks watches the server too.
            if let Some(answer) = answer.wait().await {
                self.caller.reply().send(term(answer));
            }
        });
        reply
    }

    /// As [`then`](Self::then), of a state, which goes to older nodes as it is
    /// and to newer ones as `{ok, State}`.
    fn then_state(self) -> Reply<Option<Term>> {
        let (reply, answer) = Reply::<Option<Term>>::pair();
        let Self { system, peer, caller } = self;
        let kernel = system.kernel.clone();
        kernel.runtime().spawn(async move {
            let Some(state) = answer.wait().await else { return };
            let state = state.unwrap_or(Term::atom("undefined"));
            let Some(node) = Node::of(&system) else { return };
            caller.reply().send(if takes_bare_state(&node, &peer).await {
                state
            } else {
                Term::tuple([Term::atom("ok"), state])
            });
        });
        reply
    }
}

/// Returns whether `sys` of a node expects a state as it is, as it was until
/// OTP 26.0: what it expects its own servers give, whose states are known.
async fn takes_bare_state(node: &Node, peer: &NodeName) -> bool {
    let arguments = ["rex", "system", "get_state"].map(Term::atom).to_vec();
    let call = node.call::<Term, _>(peer, "gen", "call", arguments);
    match call.within(PATIENCE).await {
        Ok(answer) => match answer.as_tuple() {
            Some([_, state]) => state.as_tuple().is_none(),
            _ => false,
        },
        Err(_) => false,
    }
}

/// Does what `sys` calls debugging.
fn debug(watching: &mut Watching, what: &Term) -> Term {
    let ok = || Term::atom("ok");
    if what.as_atom() == Some("no_debug") {
        watching.clear();
        return ok();
    }
    let Some([kind, how]) = what.as_tuple() else {
        return Term::atom("unknown_debug");
    };
    let switch = match how.as_atom() {
        Some("true") => Some(Switch::On),
        Some("false") => Some(Switch::Off),
        _ => None,
    };
    let most = match how.as_tuple() {
        Some([_, most]) => most.as_integer(),
        _ => None,
    };
    match (kind.as_atom(), switch, how.as_atom()) {
        (Some("trace"), Some(switch), _) => watching.trace(switch),
        (Some("statistics"), Some(switch), _) => watching.count(switch),
        (Some("statistics"), None, Some("get")) => {
            let counted = watching.statistics().map_or(
                Term::atom("no_statistics"),
                |statistics| {
                    let messages_in = Term::from(statistics.messages_in);
                    let messages = Term::atom("messages_in");
                    Term::list([Term::tuple([messages, messages_in])])
                },
            );
            return Term::tuple([ok(), counted]);
        }
        (Some("log"), Some(Switch::On), _) => watching.log(10),
        (Some("log"), Some(Switch::Off), _) => watching.log(0),
        (Some("log"), None, Some("get")) => {
            let events = watching.logged();
            let events = events.iter().map(|it| it.to_string().into());
            return Term::tuple([ok(), Term::list(events)]);
        }
        (Some("log"), None, None) if let Some(most) = most => {
            watching.log(usize::try_from(most).unwrap_or_default());
        }
        _ => return Term::atom("unknown_debug"),
    }
    ok()
}

/// Returns `{status, Pid, {module, Module}, [..]}`.
fn status_term(system: &System, status: &Status) -> Term {
    let pid = |pid| pid_term(system, pid);
    let server = Atom::new(status.server);
    let server = server.map_or_else(|_| status.server.into(), Term::Atom);
    let activity = status.activity.to_string();
    let activity = Atom::new(activity).map_or(Term::list([]), Term::Atom);
    let parent = status.parent.map_or_else(|| pid(status.pid), pid);
    let named = match &status.name {
        Some(name) => name.to_string(),
        None => status.pid.to_string(),
    };
    let text = |text: &str| Term::charlist(text);
    let data =
        |pairs: Vec<Term>| Term::tuple([Term::atom("data"), Term::list(pairs)]);
    let pair = |key, value| Term::tuple([text(key), value]);
    let header = text(&format!("Status for generic server {named}"));
    let state = status.state.clone().unwrap_or_else(|| "undefined".to_owned());
    let told = Term::list([
        Term::tuple([Term::atom("header"), header]),
        data(vec![
            pair("Status", activity.clone()),
            pair("Parent", parent.clone()),
            pair("Logged events", Term::list([])),
        ]),
        data(vec![pair("State", state.into())]),
    ]);
    let nothing = || Term::list([]);
    let items = Term::list([nothing(), activity, parent, nothing(), told]);
    let module = Term::tuple([Term::atom("module"), server]);
    Term::tuple([Term::atom("status"), pid(status.pid), module, items])
}
