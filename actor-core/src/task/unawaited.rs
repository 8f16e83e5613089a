//! Tasks that nobody waits for.

use std::convert::Infallible;
use std::sync::Arc;

use super::{Task, TaskRef};
use crate::exit::IntoExitReason;
use crate::gen_server::StartError;
use crate::process;
use crate::supervisor::{ChildSpec, Restart};

/// Tasks that nobody waits for.
impl Task<()> {
    /// Starts a process that does `work`, linked to the current process.
    ///
    /// An error that it returns is a crash.
    ///
    /// # Panics
    ///
    /// Outside of a process.
    #[track_caller]
    pub fn start_link<F>(work: F) -> TaskRef
    where
        F: Future<Output: IntoExitReason> + Send + 'static,
    {
        process::spawn_link(move |_| work)
    }

    /// Starts a process that does `work`, linked to nobody.
    ///
    /// # Panics
    ///
    /// Outside of a process.
    #[track_caller]
    pub fn start<F>(work: F) -> TaskRef
    where
        F: Future<Output: IntoExitReason> + Send + 'static,
    {
        process::spawn(move |_| work)
    }

    /// Returns the specification of a child that does `work`: temporary,
    /// unless it is said otherwise.
    ///
    /// ```
    /// use std::time::Duration;
    ///
    /// use actor_core::supervisor::{Strategy, Supervisor};
    /// use actor_core::{System, Task};
    ///
    /// /// Says every ten seconds how many processes there are.
    /// async fn metrics() {
    ///     loop {
    ///         tokio::time::sleep(Duration::from_secs(10)).await;
    ///         println!("{}", System::current().process_count());
    ///     }
    /// }
    ///
    /// let metrics = Task::child_spec(metrics).with_id("Metrics");
    /// let tree = Supervisor::new(Strategy::OneForOne).child(metrics);
    /// ```
    pub fn child_spec<B, F>(work: B) -> ChildSpec<Infallible>
    where
        B: Fn() -> F + Send + Sync + 'static,
        F: Future<Output: IntoExitReason> + Send + 'static,
    {
        let work = Arc::new(work);
        let start = move || {
            let work = work.clone();
            // Also the closure runs in the task.
            let body = async move { work().await.into_exit_reason() };
            async { Ok::<_, StartError>(Task::start_link(body)) }
        };
        ChildSpec::new("Task", start).restart(Restart::Temporary)
    }
}
