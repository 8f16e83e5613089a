//! Starting a process, alone or tied to the one that starts it.

use std::sync::Arc;

use super::cell::{Cell, Process};
use super::future::ProcessFuture;
use super::inbox::Control;
use super::mailbox::Mailbox;
use super::process_ref::ProcessRef;
use super::relations::{Monitor, Watcher};
use crate::exit::{ExitReason, IntoExitReason};
use crate::names::RegisterError;
use crate::node::Read;
use crate::pid::{Pid, Reference};
use crate::server_name::ServerName;
use crate::system::Kernel;

/// How a new process is tied to others, before it runs.
#[derive(Default)]
pub(crate) struct Ties {
    /// Linked to this process.
    pub(crate) link: Option<Arc<dyn Process>>,
    /// Monitored by this process.
    pub(crate) monitor: Option<(Arc<dyn Process>, Reference)>,
    pub(crate) name: Option<ServerName>,
    /// How it reads messages of other nodes.
    pub(crate) read: Option<Read>,
    pub(crate) ancestors: Vec<Pid>,
}

impl Ties {
    fn is_none(&self) -> bool {
        self.link.is_none()
            && self.monitor.is_none()
            && self.name.is_none()
            && self.read.is_none()
            && self.ancestors.is_empty()
    }
}

/// Spawns a process without ties.
#[inline]
pub(crate) fn spawn<M, B, F>(kernel: &Arc<Kernel>, body: B) -> ProcessRef<M>
where
    M: Send + 'static,
    B: FnOnce(Mailbox<M>) -> F + Send + 'static,
    F: Future<Output: IntoExitReason> + Send + 'static,
{
    let cell = kernel.table.insert(|pid| {
        Arc::new(Cell::new(pid, kernel.clone(), Control::default()))
    });
    run(kernel, cell, body)
}

/// Spawns a process that is tied before it runs its first step, so that its
/// end cannot go unnoticed, however soon it comes.
pub(crate) fn spawn_tied<M, B, F>(
    kernel: &Arc<Kernel>,
    mut ties: Ties,
    body: B,
) -> Result<ProcessRef<M>, RegisterError>
where
    M: Send + 'static,
    B: FnOnce(Mailbox<M>) -> F + Send + 'static,
    F: Future<Output: IntoExitReason> + Send + 'static,
{
    let mut control = Control::default();
    if !ties.is_none() {
        let relations = control.relations();
        relations.read = ties.read;
        relations.ancestors = std::mem::take(&mut ties.ancestors);
        match &ties.name {
            Some(ServerName::Local(name) | ServerName::Remote(name, _)) => {
                relations.name = Some(name.clone());
            }
            // A process has one name of its system; others only tell who it is.
            Some(via) => relations.label = Some(via.to_name()),
            None => {}
        }
        if let Some(parent) = &ties.link {
            relations.supervised = parent.head().is_supervisor();
            relations.links.insert(parent.pid(), parent.clone());
        }
        if let Some((watcher, reference)) = &ties.monitor {
            let watcher = Watcher::Process(watcher.clone(), None);
            relations.watchers.insert(*reference, watcher);
        }
    }
    let mut control = Some(control);
    let cell = kernel.table.insert(|pid| {
        let control = control.take().unwrap_or_default();
        Arc::new(Cell::new(pid, kernel.clone(), control))
    });
    let process: Arc<dyn Process> = cell.clone();
    if let Some(name) = ties.name
        && let Err(refusal) = name.register(&process)
    {
        // It never had what it was to hold.
        while process.close(&ExitReason::Normal).is_err() {}
        kernel.forget(process.pid());
        return Err(refusal);
    }
    if let Some(parent) = ties.link {
        let child = process.clone();
        parent.with(|control| {
            let links = &mut control.relations().links;
            links.insert(child.pid(), child)
        });
    }
    if let Some((watcher, reference)) = ties.monitor {
        let target = Some(process);
        watcher.with(|control| {
            let monitor = Monitor { target, fired: false };
            control.relations().monitors.insert(reference, monitor)
        });
    }
    Ok(run(kernel, cell, body))
}

#[inline]
fn run<M, B, F>(
    kernel: &Arc<Kernel>,
    cell: Arc<Cell<M>>,
    body: B,
) -> ProcessRef<M>
where
    M: Send + 'static,
    B: FnOnce(Mailbox<M>) -> F + Send + 'static,
    F: Future<Output: IntoExitReason> + Send + 'static,
{
    let mailbox = Mailbox::new(cell.clone());
    let process = ProcessFuture::new(cell.clone(), body, mailbox);
    // A system that shuts down starts nothing: the process is dropped at
    // once, and whoever it is tied to learns of it.
    if kernel.is_closing() {
        drop(process);
    } else {
        kernel.runtime().spawn(process);
    }
    ProcessRef::local(cell)
}
