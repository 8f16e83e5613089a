//! Starting processes that other nodes ask for, and learning what has become
//! of those that they were asked for.

use std::sync::Arc;

use tokio::sync::oneshot;

use super::{SpawnError, Spawning};
use crate::etf::{self, Atom, Term};
use crate::exit::ExitReason;
use crate::node::apply::{self, Misuse};
use crate::node::connection::{Awaited, Connection, Started, Watch};
use crate::node::control::{
    Bonds, PidRef, ReferenceRef, SpawnRequest, Target, write,
};
use crate::node::functions::{Application, Given, start};
use crate::node::reason;
use crate::node::remote::RemoteProcess;
use crate::node::rpc::{Execution, RpcError};
use crate::pid::Reference;
use crate::process::{Mailbox, Monitor, Process, Ties, Watcher};
use crate::system::System;

/// What a request is for.
enum Work {
    /// A function is called, and nobody waits for its answer.
    Call(Application),
    /// The process ends with the answer.
    Execute(Execution),
}

/// Starts a process, and ties it to the one that asks before it runs.
pub(in crate::node) fn requested(
    connection: &Arc<Connection>,
    request: SpawnRequest<'_>,
) -> Result<(), Misuse> {
    let SpawnRequest { reference, from, options, .. } = request;
    if !connection.is_theirs(from) {
        return Err(Misuse::Impostor);
    }
    // If the connection is over nobody waits for a reply.
    let reply = |bonds, result: Result<PidRef<'_>, &str>| {
        let _ = connection.answer(|out| {
            write::spawn_reply(out, reference, from, bonds, result);
        });
    };
    let work = match Work::of(&request) {
        Ok(work) => work,
        Err(why) => {
            reply(Bonds { link: false, monitor: false }, Err(why));
            return Ok(());
        }
    };
    let bonds = bonds(options);
    let system = System { kernel: connection.kernel.clone() };
    let (open, gate) = oneshot::channel();
    let process = match work {
        Work::Call(call) => call.start(&system, Ties::default(), gate),
        Work::Execute(execution) => {
            let within = system.clone();
            let run =
                async move |_: Mailbox<Term>| execution.run(&within).await;
            start(&system, Ties::default(), gate, run)
        }
    };
    let own = connection.own_pid(process.pid());
    // The reply comes before any other signal of the process.
    reply(bonds, Ok(own));
    if bonds.link {
        apply::link(connection, from, own)?;
    }
    if bonds.monitor {
        apply::monitor(connection, from, Target::Pid(own), reference)?;
    }
    // It is gone already if the system shuts down.
    let _ = open.send(());
    Ok(())
}

impl Work {
    fn of(request: &SpawnRequest<'_>) -> Result<Self, &'static str> {
        let SpawnRequest { module, function, arguments, .. } = request;
        let (arguments, _) = etf::decode(arguments).map_err(|_| "badarg")?;
        let given = Given::of(&arguments).ok_or("badarg")?;
        match (*module, *function, given.terms()) {
            ("erpc", "execute_call", [reference, module, function, list]) => {
                let call = application(module, function, list)?;
                let reference = reference.clone();
                Ok(Self::Execute(Execution { reference, call }))
            }
            ("erpc", "execute_cast", [module, function, list])
            | ("erlang", "apply", [module, function, list]) => {
                Ok(Self::Call(application(module, function, list)?))
            }
            ("erlang", "apply", [Term::Export(function), list]) => {
                let [module, function] = [&function.module, &function.function]
                    .map(|name| Term::Atom(name.clone()));
                Ok(Self::Call(application(&module, &function, list)?))
            }
            // A closure is code of another machine.
            ("erlang", "apply", [_, _]) => Err("notsup"),
            (module, function, _) => {
                let module = Atom::new(module).map_err(|_| "badarg")?;
                let function = Atom::new(function).map_err(|_| "badarg")?;
                Ok(Self::Call(Application { module, function, given }))
            }
        }
    }
}

fn application(
    module: &Term,
    function: &Term,
    list: &Term,
) -> Result<Application, &'static str> {
    let (Term::Atom(module), Term::Atom(function)) = (module, function) else {
        return Err("badarg");
    };
    let (module, function) = (module.clone(), function.clone());
    let given = Given::of(list).ok_or("badarg")?;
    Ok(Application { module, function, given })
}

/// Reads what binds a process to the one that asks for it. What else may be
/// asked for, such as a priority, is nothing here.
fn bonds(options: &[u8]) -> Bonds {
    let options = etf::decode(options).map(|(options, _)| options);
    let has = |wanted: &str| {
        let options = options.as_ref().ok().and_then(Term::as_list);
        options.into_iter().flatten().any(|option| {
            let word = match option {
                Term::Tuple(parts) => parts.first(),
                option => Some(option),
            };
            word.and_then(Term::as_atom) == Some(wanted)
        })
    };
    Bonds { link: has("link"), monitor: has("monitor") }
}

/// Notes what has become of a request of ours.
pub(in crate::node) fn replied(
    connection: &Arc<Connection>,
    reference: ReferenceRef<'_>,
    to: PidRef<'_>,
    bonds: Bonds,
    result: Result<PidRef<'_>, &str>,
) -> Result<(), Misuse> {
    let Some(number) = connection.own_number(reference) else { return Ok(()) };
    let pid = match result {
        Ok(pid) => pid,
        Err(why) => {
            match connection.told(number) {
                Some(Awaited::Spawn(spawning)) => {
                    spawning.tell(Err(SpawnError::Refused(why.into())));
                }
                Some(Awaited::Call(calling)) => {
                    calling.tell(Err(RpcError::Refused(why.into())));
                }
                _ => {}
            }
            return Ok(());
        }
    };
    if !connection.is_theirs(pid) {
        return Err(Misuse::Impostor);
    }
    let theirs = connection.pid(pid);
    let remote = apply::remote(connection, theirs, pid.creation);
    match connection.started(number, &remote) {
        Started::Call => {}
        Started::Spawning(Spawning { parent: Some(parent), told }) => {
            if bonds.link {
                apply::link(connection, pid, to)?;
            }
            if bonds.monitor {
                monitor(connection, number, &parent, &remote);
            }
            Spawning { parent: None, told }.tell(Ok(theirs));
        }
        Started::Spawning(spawning) => spawning.tell(Ok(theirs)),
        Started::Unwanted => {
            // If the connection is over, so are the link and the monitor.
            let _ = connection.answer(|out| {
                if bonds.link {
                    let why = reason::write(&ExitReason::other("abandoned"));
                    let why = write::encoded(&why);
                    let Ok(()) = write::exit(out, to, pid, why);
                }
                if bonds.monitor {
                    let target = Target::Pid(pid);
                    write::demonitor(out, to, target, reference);
                }
            });
        }
    }
    Ok(())
}

/// Enters a monitor that the other node has made already.
fn monitor(
    connection: &Connection,
    number: u64,
    parent: &Arc<dyn Process>,
    target: &RemoteProcess,
) {
    let reference = Reference::new(number);
    let process: Arc<dyn Process> = Arc::new(target.clone());
    let monitor = Monitor { target: Some(process), fired: false };
    parent.with(|control| {
        if !control.closed {
            control.relations().monitors.insert(reference, monitor);
        }
    });
    let watcher = Watcher::Process(parent.clone(), None);
    let watch = Watch { watcher, target: target.clone() };
    let awaited = Awaited::Down(watch);
    let added = connection.await_by(number, awaited, |_| {});
    if let Err((_, Awaited::Down(watch))) = added {
        watch.tell(reference, ExitReason::NoConnection);
    }
}
