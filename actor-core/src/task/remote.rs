//! Tasks under a supervisor of another node.

use serde::Serialize;
use serde::de::DeserializeOwned;

use super::Task;
use crate::exit::ExitReason;
use crate::node::{Node, NodeName, ended};
use crate::pid::Name;
use crate::process;

impl<T: DeserializeOwned + Send + 'static> Task<T> {
    /// Starts a task under a supervisor of another node, or of this one, which
    /// calls a function that is [exported](crate::System::export) there:
    /// `Task.Supervisor.async({Name, Node}, Module, Function, Arguments)`.
    ///
    /// A closure cannot cross, because it is code of one program. The arguments
    /// are a tuple; they are written, and the result is read, as
    /// [`etf`](crate::etf) says.
    ///
    /// The task is linked to the current process, as if it were here: if it
    /// crashes, or its node is lost (`noconnection`), or there is no such
    /// supervisor (`noproc`), so does the owner, and if the owner ends so does
    /// the task. A process here stands for it, whose pid is that of the task.
    ///
    /// ```no_run
    /// use actor_core::{NodeName, Task};
    ///
    /// async fn shout(on: NodeName) -> String {
    ///     let tasks = ("TasksSupervisor", on);
    ///     let text = ("Pizza".to_owned(),);
    ///     let task = Task::spawn_at(tasks, "Elixir.String", "upcase", text);
    ///     task.forever().or_exit().await
    /// }
    /// ```
    ///
    /// The node is one on this library: Elixir starts its tasks otherwise.
    ///
    /// # Panics
    ///
    /// Outside of a process.
    #[track_caller]
    pub fn spawn_at<A>(
        supervisor: (impl Into<Name>, NodeName),
        module: impl Into<Name>,
        function: impl Into<Name>,
        arguments: A,
    ) -> Self
    where
        A: Serialize + Send + 'static,
    {
        let (name, on) = (supervisor.0.into(), supervisor.1);
        let (module, function) = (module.into(), function.into());
        Self::spawn(async move {
            let called = match Node::current() {
                None => Err(ExitReason::NoConnection),
                Some(node) => node.call_under(
                    (&name, &on),
                    module.as_str(),
                    function.as_str(),
                    &arguments,
                ),
            };
            let result = match called {
                Ok(call) => call.await.map_err(ended),
                Err(reason) => Err(reason),
            };
            result.unwrap_or_else(|reason| process::exit_self(reason))
        })
    }
}
