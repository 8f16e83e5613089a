//! The processes of the tree, and what becomes of them.

use actor_core::{Down, Name, Pid, process};
use pooly::cli::tree::Branch;

/// Whom the shell has seen, in that order. It monitors them all.
#[derive(Default)]
pub(super) struct Watch(Vec<Seen>);

struct Seen {
    name: Name,
    pid: Pid,
}

impl Watch {
    /// Follows whoever is new in a tree. Returns those.
    pub(super) fn look(&mut self, tree: &Branch) -> Vec<(Name, Pid)> {
        let mut new = Vec::new();
        for branch in tree.iter() {
            let Some(pid) = branch.pid else { continue };
            if self.0.iter().any(|seen| seen.pid == pid) {
                continue;
            }
            process::monitor(pid);
            self.0.push(Seen { name: branch.name.clone(), pid });
            new.push((branch.name.clone(), pid));
        }
        new
    }

    /// Forgets who has ended; returns when it was first seen, and its end.
    pub(super) fn ended(&mut self, down: &Down) -> Option<String> {
        let is_meant = |seen: &Seen| seen.pid == down.pid;
        let place = self.0.iter().position(is_meant)?;
        let Seen { name, pid } = self.0.remove(place);
        Some(format!("{name} {pid}: {}", down.reason))
    }

    /// Finds a process by its name, or by its pid as text; of several that
    /// have a name, the last.
    pub(super) fn find(&self, name: &str) -> Option<Pid> {
        let is_meant = |seen: &&Seen| {
            seen.name.as_str() == name || seen.pid.to_string() == name
        };
        self.0.iter().rev().find(is_meant).map(|seen| seen.pid)
    }

    /// Returns the name by which a process was seen.
    pub(super) fn name_of(&self, pid: Pid) -> Option<&Name> {
        let seen = self.0.iter().find(|seen| seen.pid == pid);
        seen.map(|seen| &seen.name)
    }
}
