//! What becomes of a name that two processes have, when the two parts of a
//! cluster in which they were registered meet.

use std::fmt;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use rustc_hash::FxHashMap;

use super::message::Entry;
use super::servers::Servers;
use super::shared::Shared;
use crate::call::CallError;
use crate::etf::{Atom, Export, Term};
use crate::exit::ExitReason;
use crate::node::TermMessage;
use crate::pid::Pid;
use crate::process;
use crate::sync::RwLock;
use crate::system::System;

/// Decides between two processes that have the same name.
///
/// The first three are those of OTP, and can be chosen on any node.
#[derive(Clone, Default)]
#[non_exhaustive]
pub enum Resolve {
    /// One keeps the name, and the other is killed. This is the default.
    #[default]
    RandomExitName,
    /// One keeps the name, and the other is sent `{global_name_conflict,
    /// Name}`.
    RandomNotifyName,
    /// Nobody keeps the name, and both are sent `{global_name_conflict, Name,
    /// OtherPid}`.
    NotifyAllName,
    /// A function of this node decides; see [`Resolve::own`].
    Own(Atom, Chooser),
}

/// A function that decides between two processes: the name, and both. It
/// returns who keeps the name, or that nobody does.
pub type Chooser = Arc<dyn Fn(&Term, Pid, Pid) -> Option<Pid> + Send + Sync>;

/// The functions of this node, by name.
#[derive(Default)]
pub(super) struct Methods(RwLock<FxHashMap<Atom, Chooser>>);

/// The module of the three functions that every node has.
const MODULE: &str = "global";
/// The module of functions of a node on this library.
const OWN_MODULE: &str = "actor_core";

/// Who keeps a name.
pub(super) enum Decision {
    Theirs,
    Ours,
    Nobody,
}

impl Resolve {
    /// Has a function decide.
    ///
    /// It runs on the node of one of the two, and nowhere else; so it should be
    /// known under the same name on every node of this program. It is called
    /// while the names of both parts are locked.
    ///
    /// # Panics
    ///
    /// If `name` has more than 255 characters.
    pub fn own(
        name: &'static str,
        choose: impl Fn(&Term, Pid, Pid) -> Option<Pid> + Send + Sync + 'static,
    ) -> Self {
        Self::Own(Atom::from(name), Arc::new(choose))
    }

    /// Returns how other nodes know it.
    pub(super) fn term(&self) -> Term {
        let (module, function) = match self {
            Self::RandomExitName => (MODULE, Atom::from("random_exit_name")),
            Self::RandomNotifyName => {
                (MODULE, Atom::from("random_notify_name"))
            }
            Self::NotifyAllName => (MODULE, Atom::from("notify_all_name")),
            Self::Own(name, _) => (OWN_MODULE, name.clone()),
        };
        let module = Atom::from(module);
        Term::Export(Box::new(Export { module, function, arity: 3 }))
    }
}

impl fmt::Debug for Resolve {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.term(), f)
    }
}

impl Methods {
    /// Remembers a function, for the time when two processes have the name.
    pub(super) fn add(&self, resolve: &Resolve) {
        if let Resolve::Own(name, chooser) = resolve {
            let mut methods = self.0.write();
            let before = methods.insert(name.clone(), chooser.clone());
            drop(methods);
            drop(before);
        }
    }

    fn find(&self, name: &Atom) -> Option<Chooser> {
        self.0.read().get(name).cloned()
    }
}

/// Decides between a process of the other part and one of ours, of which
/// `method` was registered with ours.
pub(super) async fn resolve(
    servers: &Servers,
    shared: &Shared,
    (name, theirs, _): &Entry,
    ours: Pid,
    method: &Term,
) -> Decision {
    match resolve_stock(servers, name, *theirs, ours, method) {
        Some(decision) => decision,
        None if ours.is_local() => {
            resolve_own(shared, name, *theirs, ours, method)
        }
        None => ask_node(servers, name, *theirs, ours, method).await,
    }
}

/// Decides because another node asks, as `global:resolve_it/4` does.
pub(super) fn resolve_it(
    method: &Term,
    name: &Term,
    theirs: Pid,
    ours: Pid,
) -> Term {
    let nobody = Term::atom("none");
    let system = System::current();
    let (Some(node), Some(shared)) = (system.node(), Shared::of(&system))
    else {
        return nobody;
    };
    let servers = Servers { node };
    let decision = resolve_stock(&servers, name, theirs, ours, method)
        .unwrap_or_else(|| resolve_own(&shared, name, theirs, ours, method));
    match decision {
        Decision::Theirs => servers.pid(theirs),
        Decision::Ours => servers.pid(ours),
        Decision::Nobody => nobody,
    }
}

/// Decides as one of OTP's functions does: what they do can be done from any
/// node.
fn resolve_stock(
    servers: &Servers,
    name: &Term,
    theirs: Pid,
    ours: Pid,
    method: &Term,
) -> Option<Decision> {
    let function = export(method, MODULE)?;
    let (kept, other) = by_node(servers, theirs, ours);
    match function.as_str() {
        "random_exit_name" => {
            tracing::info!(%name, pid = %other, "a name conflict: killed");
            process::exit(other, ExitReason::Kill);
        }
        "random_notify_name" => notify(other, [name.clone()]),
        "notify_all_name" => {
            notify(theirs, [name.clone(), servers.pid(ours)]);
            notify(ours, [name.clone(), servers.pid(theirs)]);
            return Some(Decision::Nobody);
        }
        _ => return None,
    }
    Some(decision(Some(kept), theirs, ours))
}

/// Decides as a function of this node does.
fn resolve_own(
    shared: &Shared,
    name: &Term,
    theirs: Pid,
    ours: Pid,
    method: &Term,
) -> Decision {
    let chooser = export(method, OWN_MODULE)
        .and_then(|function| shared.methods.find(function));
    let Some(chooser) = chooser else { return Decision::Nobody };
    let choose = AssertUnwindSafe(|| chooser(name, theirs, ours));
    let kept = catch_unwind(choose).unwrap_or_else(|_| {
        tracing::error!(%name, ?method, "a resolve function panicked");
        None
    });
    decision(kept, theirs, ours)
}

/// Returns the name of a function of three arguments, if it is one of `module`.
fn export<'a>(method: &'a Term, module: &str) -> Option<&'a Atom> {
    match method {
        Term::Export(it) if it.arity == 3 && it.module == *module => {
            Some(&it.function)
        }
        _ => None,
    }
}

/// Has the node of our process decide, which need not be this one.
async fn ask_node(
    servers: &Servers,
    name: &Term,
    theirs: Pid,
    ours: Pid,
    method: &Term,
) -> Decision {
    let Some(node) = servers.node_of(ours) else { return Decision::Theirs };
    let (their_pid, our_pid) = (servers.pid(theirs), servers.pid(ours));
    let arguments =
        [method.clone(), name.clone(), their_pid.clone(), our_pid.clone()];
    let call = Term::tuple([
        Term::atom("call"),
        Term::atom(MODULE),
        Term::atom("resolve_it"),
        Term::list(arguments),
        // What is printed there goes nowhere.
        servers.pid(process::id()),
    ]);
    let rex = servers.node.server(("rex", node));
    let answer: Result<Term, CallError> =
        rex.call(|reply| TermMessage::Call(call, reply)).await;
    match answer {
        Ok(kept) if kept == their_pid => Decision::Theirs,
        Ok(kept) if kept == our_pid => Decision::Ours,
        Ok(kept) if is_badrpc(&kept) => Decision::Theirs,
        Ok(_) => Decision::Nobody,
        Err(error) => {
            tracing::info!(%name, %error, "a name conflict: nobody decides");
            Decision::Theirs
        }
    }
}

fn is_badrpc(answer: &Term) -> bool {
    let word = answer.as_tuple().and_then(|parts| parts.first());
    word.and_then(Term::as_atom) == Some("badrpc")
}

fn decision(kept: Option<Pid>, theirs: Pid, ours: Pid) -> Decision {
    match kept {
        Some(kept) if kept == theirs => Decision::Theirs,
        Some(kept) if kept == ours => Decision::Ours,
        _ => Decision::Nobody,
    }
}

/// Returns two processes by the names of their nodes, the lesser first, so that
/// every node comes to the same.
fn by_node(servers: &Servers, theirs: Pid, ours: Pid) -> (Pid, Pid) {
    if servers.node_of(theirs) < servers.node_of(ours) {
        (theirs, ours)
    } else {
        (ours, theirs)
    }
}

fn notify<const N: usize>(pid: Pid, what: [Term; N]) {
    let conflict = Term::atom("global_name_conflict");
    let message = Term::tuple([conflict].into_iter().chain(what));
    // A dead process need not know.
    let _ = process::send(pid, message);
}
