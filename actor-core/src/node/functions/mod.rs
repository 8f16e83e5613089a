//! Functions that other nodes may call, by module and name.
//!
//! BEAM loads code when it is first called; here a program says which of its
//! functions others may call, and by which names.

mod application;
mod arguments;
mod builtins;
mod raised;

use std::pin::Pin;
use std::sync::Arc;

use rustc_hash::FxHashMap;
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::Remote;
use crate::etf::Term;
use crate::exit::IntoExitReason;
use crate::pid::Name;
use crate::process::{Mailbox, Process, Ties};
use crate::sync::RwLock;
use crate::system::System;

pub(super) use application::{Application, Gate, start};
pub use arguments::Arguments;
pub(super) use arguments::{Given, answer};
pub(super) use builtins::pid_term;
pub use raised::Raised;
pub(super) use raised::stack;

/// What a system lets others call, by `module:function/arity`.
#[derive(Default)]
pub(super) struct Functions(RwLock<FxHashMap<Name, Exported>>);

/// A function, or the body of a process.
#[derive(Clone)]
enum Exported {
    Function(Function),
    Process(Start),
}

type Function = Arc<dyn Fn(&System, &Given) -> Running + Send + Sync>;
type Running = Pin<Box<dyn Future<Output = Result<Term, Raised>> + Send>>;

/// Starts a process, which reads its arguments itself: types are the user's,
/// and may panic.
type Start = Arc<
    dyn Fn(&System, Application, Ties, Gate) -> Arc<dyn Process> + Send + Sync,
>;

impl System {
    /// Lets other nodes call a function, by the name of a module and its own:
    /// `:erpc.call(node, Weather, :temperature, ["Singapore"])`.
    ///
    /// Its arguments are a tuple, and read by serde as [`etf`](crate::etf)
    /// says; so is its answer written. If they are of other types, that is a
    /// `function_clause` to the caller, and a panic is an error to the caller.
    ///
    /// Each call runs in a process of its own. How many may run at once is
    /// for the callers to decide.
    ///
    /// A function with the same names and as many arguments is replaced. What
    /// is exported before the system becomes a node, nobody can find missing.
    ///
    /// ```
    /// use actor_core::System;
    ///
    /// let system = System::new("docs");
    /// let temperature = async |(city,): (String,)| match city.as_str() {
    ///     "Singapore" => Ok(31.5),
    ///     other => Err(format!("{other} is unknown")),
    /// };
    /// system.export("Elixir.Weather", "temperature", temperature);
    /// ```
    ///
    /// Some functions of Erlang and Elixir are there without doing anything
    /// for it: of `erlang` `apply/2` (of a function by name) and `apply/3`,
    /// `is_process_alive/1`, `node/0`, `nodes/0`, `nodes/1`, `processes/0`, `registered/0`, `self/0`,
    /// `system_info(process_count)` and `whereis/1`; `global:whereis_name/1`;
    /// `init:stop/0`, which [stops](Self::stop) the system; and Elixir's `Node.list/0`,
    /// `Node.list/1`, `Node.self/0`, `Process.alive?/1`, `Process.list/0`,
    /// `Process.registered/0` and `Process.whereis/1`.
    ///
    /// Whoever knows the cookie can call all of them.
    pub fn export<A, T, F, R>(&self, module: &str, function: &str, run: F)
    where
        A: Arguments,
        T: Serialize,
        F: Fn(A) -> R + Send + Sync + 'static,
        R: Future<Output = T> + Send + 'static,
    {
        let run = Arc::new(run);
        let typed = move |system: &System, given: &Given| -> Running {
            let (system, run) = (system.clone(), run.clone());
            let arguments = given.read::<A>(&system);
            Box::pin(async move {
                let result = run(arguments?).await;
                answer(&system, &result)
            })
        };
        let exported = Exported::Function(Arc::new(typed));
        self.enter_export(module, function, A::ARITY, exported);
    }

    /// As [`export`](Self::export), of a function that takes and gives terms.
    /// It says itself what it raises.
    pub fn export_raw<const ARITY: usize, F, R>(
        &self,
        module: &str,
        function: &str,
        run: F,
    ) where
        F: Fn([Term; ARITY]) -> R + Send + Sync + 'static,
        R: Future<Output = Result<Term, Raised>> + Send + 'static,
    {
        const { assert!(ARITY <= 255, "no function has more arguments") }
        let run = Arc::new(run);
        let raw = move |_: &System, given: &Given| -> Running {
            let run = run.clone();
            let arguments = given.terms().to_vec().try_into();
            Box::pin(async move {
                // It is found by its arity only.
                run(arguments.map_err(|_| Raised::undef())?).await
            })
        };
        let exported = Exported::Function(Arc::new(raw));
        self.enter_export(module, function, ARITY, exported);
    }

    /// Lets other nodes start a process: `Node.spawn(node, Counter, :start,
    /// [1])`.
    ///
    /// Unlike a function that is spawned, `body` has a mailbox, which is
    /// [open](Mailbox::open) to other nodes. It cannot be called.
    ///
    /// ```
    /// use actor_core::{Mailbox, System};
    ///
    /// let system = System::new("docs");
    /// let counter = async |mut mailbox: Mailbox<u64>, (start,): (u64,)| {
    ///     let mut sum = start;
    ///     loop {
    ///         sum += mailbox.receive().await;
    ///         println!("{sum}");
    ///     }
    /// };
    /// system.export_process("Elixir.Counter", "start", counter);
    /// ```
    pub fn export_process<A, M, F, R>(
        &self,
        module: &str,
        function: &str,
        body: F,
    ) where
        A: Arguments,
        M: DeserializeOwned + Send + 'static,
        F: Fn(Mailbox<M>, A) -> R + Send + Sync + 'static,
        R: Future<Output: IntoExitReason> + Send + 'static,
    {
        let body = Arc::new(body);
        let start = move |system: &System,
                          call: Application,
                          ties: Ties,
                          gate: Gate| {
            let (body, within) = (body.clone(), system.clone());
            let ties = Ties { read: Remote::<M>::open().read, ..ties };
            application::start(system, ties, gate, async move |mailbox| {
                match call.given.read::<A>(&within) {
                    Ok(arguments) => {
                        body(mailbox, arguments).await.into_exit_reason()
                    }
                    Err(raised) => call.ended(raised),
                }
            })
        };
        let exported = Exported::Process(Arc::new(start));
        self.enter_export(module, function, A::ARITY, exported);
    }

    fn enter_export(
        &self,
        module: &str,
        function: &str,
        arity: usize,
        exported: Exported,
    ) {
        let key = format!("{module}:{function}/{arity}").into();
        let mut all = self.kernel.nodes.functions.0.write();
        let before = all.insert(key, exported);
        drop(all);
        drop(before);
    }
}
