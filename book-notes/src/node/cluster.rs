//! What the prompt does with the whole cluster: functions, names and groups.

use actor_core::etf::Term;
use actor_core::node::global;
use actor_core::{Node, NodeName, Pg, ProcessRef, System, process};

use super::command::{Function, OfGroups, OfNames};
use super::session::{Answer, Session};

/// The groups that Erlang's `pg` has if nobody says otherwise.
fn groups() -> Pg<Term> {
    Pg::new("pg").across()
}

/// Lets other nodes join groups, and call and spawn two functions; many of
/// Erlang's own are there anyway.
pub(super) async fn open() -> Result<(), String> {
    let system = System::current();
    let abs = async |(number,): (i64,)| number.abs();
    system.export("Elixir.Kernel", "abs", abs);
    let prompt: ProcessRef<Term> = process::this();
    system.export("Elixir.IO", "puts", move |(text,): (Term,)| {
        prompt.send(Term::tuple([Term::atom("puts"), text]));
        std::future::ready(())
    });
    let started = groups().start_link().await;
    started.map(drop).map_err(|error| error.to_string())
}

impl Session {
    pub(super) async fn rpc(
        &mut self,
        on: &NodeName,
        function: Function,
    ) -> Answer {
        let Function { module, name, arguments } = function;
        let (module, name) = (module.as_str(), name.as_str());
        let call = self.node.call::<Term, _>(on, module, name, arguments);
        match call.await {
            Ok(answer) => Ok(self.show(&answer)),
            Err(error) => Err(error.to_string()),
        }
    }

    pub(super) async fn spawn(
        &mut self,
        on: &NodeName,
        function: Function,
    ) -> Answer {
        let Function { module, name, arguments } = function;
        let node: &Node = &self.node;
        let (module, name) = (module.as_str(), name.as_str());
        let pid = node.spawn(on, module, name, arguments).await;
        let pid = pid.map_err(|error| error.to_string())?;
        Ok(self.show_pid(pid))
    }

    pub(super) async fn global(&mut self, command: OfNames) -> Answer {
        match command {
            OfNames::Register(name) => {
                let registered = global::register(name, process::id()).await;
                registered.map_err(|error| error.to_string())?;
                Ok("ok".to_owned())
            }
            OfNames::Unregister(name) => {
                global::unregister(name).await;
                Ok("ok".to_owned())
            }
            OfNames::Whereis(name) => {
                let pid = global::whereis(&name).ok_or_else(|| {
                    let name = name.term().inspect();
                    format!("nobody in the cluster is called {name}")
                })?;
                Ok(self.show_pid(pid))
            }
            OfNames::Sync => {
                global::sync().await;
                Ok("ok".to_owned())
            }
            OfNames::Registered => {
                let names = global::registered();
                let names = names.iter().map(|name| name.term().clone());
                Ok(self.show(&Term::list(names)))
            }
        }
    }

    pub(super) fn pg(&mut self, command: OfGroups) -> String {
        let groups = groups();
        match command {
            OfGroups::Join(group) => match groups.join(group, process::id()) {
                Ok(()) => "ok".to_owned(),
                Err(error) => error.to_string(),
            },
            OfGroups::Leave(group) => {
                if groups.leave(&group, process::id()) {
                    return "ok".to_owned();
                }
                "this prompt is not in it".to_owned()
            }
            OfGroups::Members(group) => {
                let pids = groups.members(&group);
                let pids: Vec<_> =
                    pids.into_iter().map(|pid| self.show_pid(pid)).collect();
                format!("[{}]", pids.join(", "))
            }
            OfGroups::Groups => self.show(&Term::list(groups.which_groups())),
        }
    }
}
