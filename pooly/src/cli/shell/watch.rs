//! The processes that the shell has seen, and what it calls them.

use std::collections::HashMap;

use actor_core::{Name, Pid, process};

use crate::cli::tree::{Branch, Kind};

/// Whom the shell has seen, in that order. It monitors them all.
#[derive(Default)]
pub(super) struct Watch {
    seen: Vec<Seen>,
    /// Workers have no names of their own: `w1`, `w2` and so on.
    workers: HashMap<Pid, Name>,
}

struct Seen {
    name: Name,
    pid: Pid,
}

impl Watch {
    /// Has the current process told of the end of another.
    pub(super) fn follow(&mut self, name: Name, pid: Pid) {
        process::monitor(pid);
        self.seen.push(Seen { name, pid });
    }

    /// Returns the name of a worker, which it has from now on.
    pub(super) fn worker(&mut self, pid: Pid) -> Name {
        let next = self.workers.len() + 1;
        let new = || format!("w{next}").into();
        self.workers.entry(pid).or_insert_with(new).clone()
    }

    /// Calls the workers of a tree by their names, and follows whoever is new.
    /// Returns those.
    pub(super) fn look(&mut self, tree: &mut Branch) -> Vec<(Name, Pid)> {
        self.name_workers(tree);
        let mut new = Vec::new();
        for branch in tree.iter() {
            let Some(pid) = branch.pid else { continue };
            if !self.seen.iter().any(|seen| seen.pid == pid) {
                self.follow(branch.name.clone(), pid);
                new.push((branch.name.clone(), pid));
            }
        }
        new
    }

    fn name_workers(&mut self, branch: &mut Branch) {
        if let (Kind::Worker, Some(pid)) = (branch.kind, branch.pid) {
            branch.name = self.worker(pid);
        }
        for child in &mut branch.children {
            self.name_workers(child);
        }
    }

    /// Returns what a process is called, and when it was first seen.
    pub(super) fn name_of(&self, pid: Pid) -> Option<(usize, &Name)> {
        let mut seen = self.seen.iter().enumerate();
        let (place, seen) = seen.find(|(_, seen)| seen.pid == pid)?;
        Some((place, &seen.name))
    }

    /// Lists those who are alive.
    pub(super) fn alive(&self) -> impl Iterator<Item = Pid> {
        let pids = self.seen.iter().map(|seen| seen.pid);
        pids.filter(|pid| process::is_alive(pid))
    }

    /// Lists the names that somebody had.
    pub(super) fn names(&self) -> impl Iterator<Item = &Name> {
        self.seen.iter().map(|seen| &seen.name)
    }

    /// Finds a process by name, or by its pid as text; of several that had a
    /// name, the last.
    pub(super) fn find(&self, name: &str) -> Option<Pid> {
        let is_meant = |seen: &&Seen| {
            seen.name.as_str() == name || seen.pid.to_string() == name
        };
        let seen = self.seen.iter().rev().find(is_meant);
        seen.map(|seen| seen.pid).or_else(|| process::whereis(name))
    }
}
