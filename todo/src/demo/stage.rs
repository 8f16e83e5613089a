//! Where a demonstration takes place: a page, a folder, and ways to break what
//! is there.

use std::fmt::Display;
use std::path::Path;
use std::time::Duration;

use actor_core::{
    Down, ExitReason, Mailbox, Pid, Reference, SupervisorRef, System,
    gen_server, process,
};

use super::folder::Folder;
use super::kill::kill;
use super::{Finished, Page};
use crate::s01_list::Entry;

/// What every demonstration of a to-do system needs.
pub(super) struct Stage<'a, P> {
    page: &'a mut P,
    mailbox: &'a mut Mailbox<()>,
    folder: Folder,
    /// Who was there before, and has nothing to do with it.
    before: Vec<Pid>,
}

impl<'a, P: Page> Stage<'a, P> {
    /// Begins, with a folder that is empty.
    pub(super) fn new(
        page: &'a mut P,
        mailbox: &'a mut Mailbox<()>,
    ) -> Finished<Self> {
        Ok(Self { page, mailbox, folder: Folder::new()?, before: pids() })
    }

    pub(super) fn folder(&self) -> &Path {
        self.folder.path()
    }

    pub(super) fn say(&mut self, text: impl Display) {
        self.page.say(&text.to_string());
    }

    pub(super) fn show(&mut self, text: impl Display) {
        self.page.show(&text.to_string());
    }

    /// Shows entries with their numbers.
    pub(super) fn show_entries(&mut self, entries: Vec<(u64, Entry)>) {
        for (id, entry) in entries {
            self.show(format_args!("{id}: {}", entry.title));
        }
    }

    /// Shows how many processes there are.
    pub(super) fn show_processes(&mut self) {
        self.show(match self.process_count() {
            1 => "1 process".to_owned(),
            count => format!("{count} processes"),
        });
    }

    /// Counts who has begun since, and us.
    pub(super) fn process_count(&self) -> usize {
        self.begun().len() + 1
    }

    /// Kills who has a name, and waits until that is over.
    pub(super) async fn kill(&mut self, name: &str) -> Finished {
        let victim = process::whereis(name);
        self.kill_pid(victim.ok_or_else(|| format!("there is no {name}"))?)
            .await;
        Ok(())
    }

    /// Kills a process, and waits until that is over.
    pub(super) async fn kill_pid(&mut self, victim: Pid) {
        kill(self.mailbox, victim).await;
    }

    /// Waits for the end of a process.
    pub(super) async fn down(&mut self, monitor: Reference) -> Down {
        self.mailbox.down(monitor).await
    }

    /// Stops a system that the current process has started, and ends what it
    /// has left behind.
    pub(super) async fn stop(self, system: &SupervisorRef) -> Finished {
        process::unlink(system);
        let reason = ExitReason::Shutdown;
        gen_server::stop(system, reason, Duration::MAX).await?;
        self.clear().await;
        Ok(())
    }

    /// Ends whoever has begun since.
    pub(super) async fn clear(self) {
        for pid in self.begun() {
            process::unlink(pid);
            let monitor = process::monitor(pid);
            process::exit(pid, ExitReason::Kill);
            self.mailbox.down(monitor).await;
        }
    }

    fn begun(&self) -> Vec<Pid> {
        let mut begun = pids();
        begun.retain(|pid| !self.before.contains(pid));
        begun
    }
}

fn pids() -> Vec<Pid> {
    let processes = System::current().processes();
    processes.into_iter().map(|process| process.pid).collect()
}
