//! The groups of a scope that runs.
//!
//! Whoever changes a group does so at once, under one lock, and leaves word of
//! it there too; the scope's process tells those who asked. So everybody sees
//! all changes in one order, and nobody waits for anybody.
//!
//! Members of other nodes will be in the same maps; what differs is who
//! enters and removes them.

use std::borrow::Borrow;
use std::hash::Hash;
use std::mem;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use super::server::Message;
use super::state::{Group, State};
use super::{Change, Tell};
use crate::exit::{ExitReason, NoProc};
use crate::pid::{Pid, Reference};
use crate::process::{self, Belonging, Process, ProcessRef};
use crate::registry::Key;
use crate::sync::RwLock;
use crate::system::Kernel;

pub(super) struct Groups<G> {
    scope: ProcessRef<Message>,
    kernel: Arc<Kernel>,
    state: RwLock<State<G>>,
}

impl<G: Key> Groups<G> {
    pub(super) fn new(scope: ProcessRef<Message>) -> Self {
        let kernel = process::me().head().kernel.clone();
        Self { scope, kernel, state: RwLock::default() }
    }

    pub(super) fn kernel(&self) -> &Arc<Kernel> {
        &self.kernel
    }

    pub(super) fn join(
        self: &Arc<Self>,
        group: G,
        member: &Arc<dyn Process>,
    ) -> Result<(), NoProc> {
        let pid = member.pid();
        let is_known = self.change(|state| {
            let is_known = state.known.contains_key(&pid);
            *state.group(&group).members.entry(pid).or_default() += 1;
            state.note(&group, |group| Change::Joined { group, pid });
            state.known(pid).groups.insert(group);
            is_known
        });
        if !is_known && !process::give(&**member, self.clone()) {
            self.forget(pid);
            return Err(NoProc);
        }
        Ok(())
    }

    pub(super) fn leave<Q>(&self, group: &Q, pid: Pid) -> bool
    where
        G: Borrow<Q>,
        Q: Eq + Hash + ?Sized,
    {
        self.change(|state| {
            let known = state.known.get_mut(&pid)?;
            let name = known.groups.get(group)?.clone();
            if state.remove(&name, pid) == 0 {
                state.known.get_mut(&pid)?.groups.remove(group);
            }
            Some(name)
        })
        .is_some()
    }

    pub(super) fn members<Q>(&self, group: &Q) -> Vec<Pid>
    where
        G: Borrow<Q>,
        Q: Eq + Hash + ?Sized,
    {
        let state = self.state.read();
        state.groups.get(group).map(Group::all).unwrap_or_default()
    }

    pub(super) fn which_groups(&self) -> Vec<G> {
        let state = self.state.read();
        let groups = state.groups.iter();
        let groups = groups.filter(|(_, group)| !group.members.is_empty());
        groups.map(|(name, _)| name.clone()).collect()
    }

    /// Monitors a group for the current process.
    pub(super) fn monitor(
        self: &Arc<Self>,
        group: G,
        tell: Tell<G>,
    ) -> (Reference, Vec<Pid>) {
        let reference = self.kernel.reference();
        let name = group.clone();
        let members = self.subscribe(reference, Some(group), |state| {
            let group = state.group(&name);
            group.monitors.insert(reference, tell);
            group.all()
        });
        (reference, members)
    }

    /// Monitors all groups for the current process.
    pub(super) fn monitor_scope(
        self: &Arc<Self>,
        tell: Tell<G>,
    ) -> (Reference, Vec<(G, Vec<Pid>)>) {
        let reference = self.kernel.reference();
        let members = self.subscribe(reference, None, |state| {
            state.monitors.insert(reference, tell);
            let groups = state.groups.iter();
            groups
                .filter(|(_, group)| !group.members.is_empty())
                .map(|(name, group)| (name.clone(), group.all()))
                .collect()
        });
        (reference, members)
    }

    fn subscribe<T>(
        self: &Arc<Self>,
        reference: Reference,
        group: Option<G>,
        enter: impl FnOnce(&mut State<G>) -> T,
    ) -> T {
        let me = process::me();
        let pid = me.pid();
        let (is_known, members) = self.change(|state| {
            let is_known = state.known.contains_key(&pid);
            state.known(pid).monitors.insert(reference, group);
            (is_known, enter(state))
        });
        if !is_known && !process::give(&*me, self.clone()) {
            self.forget(pid);
        }
        members
    }

    pub(super) fn demonitor(&self, pid: Pid, reference: Reference) -> bool {
        let removed = self.change(|state| {
            let known = state.known.get_mut(&pid)?;
            let group = known.monitors.remove(&reference)?;
            Some(state.remove_monitor(group, reference))
        });
        removed.is_some()
    }

    /// Takes what is to be told.
    pub(super) fn take_news(&self) -> Vec<(Tell<G>, Change<G>)> {
        mem::take(&mut self.state.write().news)
    }

    /// Removes a process from everywhere.
    fn forget(&self, pid: Pid) {
        let removed = self.change(|state| {
            let known = state.known.remove(&pid)?;
            for group in &known.groups {
                while state.remove(group, pid) > 0 {}
            }
            let monitors = known.monitors.iter();
            let monitors: Vec<_> = monitors
                .map(|(reference, group)| {
                    state.remove_monitor(group.clone(), *reference)
                })
                .collect();
            Some((known, monitors))
        });
        drop(removed);
    }

    /// Makes a change, and has those told whom it concerns.
    fn change<T>(&self, change: impl FnOnce(&mut State<G>) -> T) -> T {
        let mut state = self.state.write();
        let is_waiting = !state.news.is_empty();
        let result = change(&mut state);
        let is_news = !is_waiting && !state.news.is_empty();
        drop(state);
        if is_news {
            self.scope.send(Message::TELL);
        }
        result
    }
}

impl<G: Key> Belonging for Groups<G> {
    fn owner_ended(&self, owner: Pid, _: &ExitReason) {
        // Whatever the names of groups do, the process must end.
        let forget = AssertUnwindSafe(|| self.forget(owner));
        if catch_unwind(forget).is_err() {
            tracing::error!(
                pid = %owner,
                "groups panicked when a process left them"
            );
        }
    }
}
