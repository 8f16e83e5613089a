//! The link between a registry and a process that is registered, which may be
//! about to run.

use std::sync::Arc;

use crate::process::{Process, Signal};

pub(super) enum Linked {
    Now,
    Before,
    ToNobody,
}

pub(super) fn link(
    process: &Arc<dyn Process>,
    registry: &Arc<dyn Process>,
) -> Linked {
    let (pid, registry_pid) = (process.pid(), registry.pid());
    let _linking = process.head().kernel.linking(pid, registry_pid);
    let before = process.with(|control| {
        let links = &mut control.relations().links;
        links.insert(registry_pid, registry.clone())
    });
    if before.is_some() {
        return Linked::Before;
    }
    if registry.signal(Signal::Link(process.clone())) {
        return Linked::Now;
    }
    process.signal(Signal::Unlink(registry_pid));
    Linked::ToNobody
}

pub(super) fn unlink(process: &dyn Process, registry: &dyn Process) {
    let (pid, registry_pid) = (process.pid(), registry.pid());
    let _linking = process.head().kernel.linking(pid, registry_pid);
    process.signal(Signal::Unlink(registry_pid));
    registry.signal(Signal::Unlink(pid));
}
