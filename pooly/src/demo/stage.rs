//! Where a demonstration takes place: a page, a tree, and ways to break it.

use std::fmt::Display;
use std::time::Duration;

use actor_core::{
    Down, ExitReason, Mailbox, Pid, ProcessRef, Reference, SupervisorRef,
    gen_server, process,
};
use tokio::sync::oneshot;
use tokio::task::yield_now;

use super::{Finished, Page};
use crate::cli::tree::{self, Branch};

/// What every demonstration needs.
pub(super) struct Stage<'a, P> {
    page: &'a mut P,
    mailbox: &'a mut Mailbox<()>,
    root: SupervisorRef,
    /// What the root is called.
    name: &'static str,
}

impl<'a, P: Page> Stage<'a, P> {
    /// Takes the tree that the current process has started.
    pub(super) fn new(
        page: &'a mut P,
        mailbox: &'a mut Mailbox<()>,
        root: SupervisorRef,
    ) -> Self {
        Self { page, mailbox, root, name: "Pooly.Supervisor" }
    }

    /// Calls the supervisor at the top otherwise.
    pub(super) fn called(mut self, name: &'static str) -> Self {
        self.name = name;
        self
    }

    pub(super) fn say(&mut self, text: &str) {
        self.page.say(text);
    }

    pub(super) fn show(&mut self, text: impl Display) {
        self.page.show(&text.to_string());
    }

    /// Describes the tree when all have dealt with what has happened.
    pub(super) async fn tree(&mut self) -> Branch {
        tree::settled(&self.root, self.name).await
    }

    /// Draws the tree.
    pub(super) async fn show_tree(&mut self) {
        let tree = self.tree().await;
        self.show(tree.draw(|_| String::new()));
    }

    /// Returns the pid of a process in the tree.
    pub(super) async fn pid(&mut self, name: &str) -> Pid {
        let tree = self.tree().await;
        tree.find(name).and_then(|branch| branch.pid).unwrap_or(Pid::NOBODY)
    }

    /// Kills a process, and shows that it is down.
    pub(super) async fn kill(&mut self, what: &str, pid: Pid) {
        let monitor = process::monitor(pid);
        process::exit(pid, ExitReason::Kill);
        self.down(what, monitor).await;
    }

    /// Has a consumer end, and shows that it did: with `crash`, for a reason
    /// that is no orderly one.
    pub(super) async fn end_consumer(
        &mut self,
        consumer: &ProcessRef<()>,
        end: impl FnOnce(&ProcessRef<()>),
    ) {
        let monitor = process::monitor(consumer);
        end(consumer);
        self.down("the consumer", monitor).await;
    }

    /// Waits for an end, and shows it when everybody has dealt with it.
    pub(super) async fn down(&mut self, what: &str, monitor: Reference) {
        let Down { pid, reason, .. } = self.mailbox.down(monitor).await;
        // By now reports are written, and what they say has come to pass.
        self.tree().await;
        self.show(format_args!("{what} {pid} is down: {reason}"));
    }

    /// Stops the tree in order.
    pub(super) async fn close(self) -> Finished {
        let reason = ExitReason::Shutdown;
        gen_server::stop(&self.root, reason, Duration::MAX).await?;
        self.mailbox.exit(self.root.pid()).await;
        // Some that belong to nobody's tree end a little later.
        tree::calm().await;
        Ok(())
    }
}

/// Starts a consumer, a process that checks out and keeps what it is given. It
/// ends in order when it is sent a message.
///
/// Returns it, and what it is given when it is.
pub(super) fn start_consumer<T, C, F>(
    checkout: C,
) -> (ProcessRef<()>, oneshot::Receiver<T>)
where
    T: Send + 'static,
    C: FnOnce() -> F + Send + 'static,
    F: Future<Output = T> + Send + 'static,
{
    let (given, worker) = oneshot::channel();
    let consumer = process::spawn(async move |mut mailbox: Mailbox<()>| {
        process::set_label("consumer");
        // Not every demonstration waits for it.
        let _ = given.send(checkout().await);
        mailbox.receive().await;
    });
    (consumer, worker)
}

/// Has a consumer crash.
pub(super) fn crash(consumer: &ProcessRef<()>) {
    process::exit(consumer, "crash");
}

/// Waits until a server has taken note of a consumer.
pub(super) async fn until_known(server: &str, consumer: Pid) {
    let knows = || {
        let info = process::whereis(server).and_then(process::info);
        info.is_some_and(|info| info.monitors.contains(&consumer))
    };
    while !knows() {
        yield_now().await;
    }
}

/// Writes pids in a row.
pub(super) fn row<M: Send + 'static>(processes: &[ProcessRef<M>]) -> String {
    let pids: Vec<_> = processes.iter().map(ToString::to_string).collect();
    pids.join(", ")
}
