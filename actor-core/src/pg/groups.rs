//! The groups of a scope that runs, and what the processes of this node do to
//! them.
//!
//! Whoever changes a group does so at once, under one lock, and leaves word of
//! it there too; the scope's process tells those who asked, and the scopes of
//! other nodes. So everybody sees all changes in one order, and nobody waits
//! for anybody.

use std::borrow::Borrow;
use std::hash::Hash;
use std::mem;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use super::server::Message;
use super::state::{Group, State, Word};
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

/// What the process of a scope has to say.
pub(super) struct News<G> {
    pub(super) changes: Vec<(Tell<G>, Change<G>)>,
    pub(super) words: Vec<Word<G>>,
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
        if !pid.is_local() {
            return Err(NoProc);
        }
        let is_known = self.change(|state| {
            let is_known = state.known.contains_key(&pid);
            state.add(&group, pid);
            state.publish(|| Word::Joined { group: group.clone(), pid });
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
            state.publish(|| Word::Left { pid, groups: vec![name] });
            Some(())
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

    pub(super) fn local_members<Q>(&self, group: &Q) -> Vec<Pid>
    where
        G: Borrow<Q>,
        Q: Eq + Hash + ?Sized,
    {
        let state = self.state.read();
        state.groups.get(group).map(Group::local).unwrap_or_default()
    }

    /// Returns the groups that have members which `whose` returns.
    pub(super) fn which_groups(
        &self,
        whose: impl Fn(&Group<G>) -> Vec<Pid>,
    ) -> Vec<G> {
        let groups = self.state.read().with_members(whose);
        groups.into_iter().map(|(name, _)| name).collect()
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
            state.with_members(Group::all)
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
    pub(super) fn take_news(&self) -> News<G> {
        let mut state = self.state.write();
        let changes = mem::take(&mut state.news);
        News { changes, words: state.take_words() }
    }

    /// Removes a process of this node from everywhere.
    fn forget(&self, pid: Pid) {
        let removed = self.change(|state| {
            let known = state.known.remove(&pid)?;
            let mut groups = Vec::new();
            for group in &known.groups {
                groups.push(group.clone());
                while state.remove(group, pid) > 0 {
                    groups.push(group.clone());
                }
            }
            if !groups.is_empty() {
                state.publish(|| Word::Left { pid, groups });
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
    pub(super) fn change<T>(
        &self,
        change: impl FnOnce(&mut State<G>) -> T,
    ) -> T {
        let mut state = self.state.write();
        let is_waiting = state.has_news();
        let result = change(&mut state);
        let is_news = !is_waiting && state.has_news();
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
