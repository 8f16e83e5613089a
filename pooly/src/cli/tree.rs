//! A supervision tree as it is at this moment, found by asking supervisors.

use std::fmt;
use std::pin::Pin;

use actor_core::process::{ProcessInfo, State};
use actor_core::supervisor::{self, Child, ChildKind};
use actor_core::{
    DynamicSupervisorRef, Name, Pid, SupervisorRef, System, dynamic_supervisor,
    process, sys,
};
use serde::{Serialize, Serializer};
use tokio::task::yield_now;

/// A process in a tree, with those below it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Branch {
    /// The name it is registered under, or by which its supervisor knows it.
    #[serde(serialize_with = "as_text")]
    pub name: Name,
    /// Its pid, if it runs.
    #[serde(serialize_with = "as_text_if_any")]
    pub pid: Option<Pid>,
    /// What it is.
    pub kind: Kind,
    /// Those that it has started, in that order.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub children: Vec<Branch>,
}

/// What a process in a tree is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// A supervisor whose children are known beforehand.
    Supervisor,
    /// A supervisor whose children come and go.
    DynamicSupervisor,
    /// A child of the former.
    Server,
    /// A child of the latter.
    Worker,
}

/// Describes the tree below a supervisor.
pub async fn walk(root: &SupervisorRef, name: &str) -> Branch {
    let (pid, name) = (root.pid(), name.into());
    let children = below(root.clone()).await;
    Branch { name, pid: Some(pid), kind: Kind::Supervisor, children }
}

/// Describes the tree when everybody in it has dealt with all that has
/// happened until now: crashes, restarts, and what these have caused.
pub async fn settled(root: &SupervisorRef, name: &str) -> Branch {
    let mut before = walk(root, name).await;
    loop {
        // Others may be killing it meanwhile; they must have their turn.
        yield_now().await;
        // To answer, each deals with what was in its mailbox. What that has
        // caused is seen in the next round.
        let now = walk(root, name).await;
        if now == before && is_calm(&now) {
            return now;
        }
        before = now;
    }
}

/// Waits until all ends that are under way are over, where there is no tree.
pub async fn calm() {
    while !all_are(|_| false) {
        yield_now().await;
    }
}

fn is_calm(tree: &Branch) -> bool {
    let pids: Vec<_> = tree.iter().filter_map(|branch| branch.pid).collect();
    all_are(|pid| pids.contains(&pid))
}

/// Returns whether nobody is about to end, and everybody has heard of the ends
/// of those it was tied to: a link or a monitor is gone when it has been told.
///
/// Processes that belong to no tree and call themselves nothing are errands
/// that a server has run, and are waited for.
fn all_are(in_tree: impl Fn(Pid) -> bool) -> bool {
    let is_calm = |info: &ProcessInfo| {
        let mut tied = info.monitors.iter().chain(&info.links);
        let is_called = info.name.is_some() || info.label.is_some();
        info.state != State::Exiting
            && tied.all(process::is_alive)
            && (is_called || in_tree(info.pid))
    };
    System::current().processes().iter().all(is_calm)
}

type Children = Pin<Box<dyn Future<Output = Vec<Branch>> + Send>>;

/// One that ends while it is asked has no children.
fn below(supervisor: SupervisorRef) -> Children {
    Box::pin(async move {
        let children = supervisor.which_children().await.unwrap_or_default();
        let mut branches = Vec::new();
        for child in children {
            let pid = child.pid();
            let (kind, children) = match child.kind {
                ChildKind::Worker => {
                    if let Some(pid) = pid {
                        // It is asked to have it come to an answer.
                        let _ = sys::get_status(pid).await;
                    }
                    (Kind::Server, Vec::new())
                }
                ChildKind::Supervisor => below_child(&supervisor, &child).await,
            };
            branches.push(Branch {
                name: called(child.id, pid),
                pid,
                kind,
                children,
            });
        }
        branches
    })
}

async fn below_child(
    supervisor: &SupervisorRef,
    child: &Child,
) -> (Kind, Vec<Branch>) {
    let fixed = supervisor.child::<supervisor::Message>(child.id.clone());
    if let Ok(fixed) = fixed.await {
        return (Kind::Supervisor, below(fixed).await);
    }
    let dynamic =
        supervisor.child::<dynamic_supervisor::Message>(child.id.clone());
    let children = match dynamic.await {
        Ok(dynamic) => below_dynamic(&dynamic).await,
        Err(_) => Vec::new(),
    };
    (Kind::DynamicSupervisor, children)
}

/// They are listed in no order; that of their pids is one.
async fn below_dynamic(supervisor: &DynamicSupervisorRef) -> Vec<Branch> {
    let children = supervisor.which_children().await.unwrap_or_default();
    let branch = |child: dynamic_supervisor::DynamicChild| {
        let pid = child.pid();
        let name = called(child.id, pid);
        Branch { name, pid, kind: Kind::Worker, children: Vec::new() }
    };
    let mut branches: Vec<_> = children.into_iter().map(branch).collect();
    branches.sort_by_key(|branch| branch.pid);
    branches
}

fn called(id: Name, pid: Option<Pid>) -> Name {
    let info = pid.and_then(process::info);
    info.and_then(|info| info.name).unwrap_or(id)
}

impl Branch {
    /// Lists all processes of the tree, each before those below it.
    pub fn iter(&self) -> impl Iterator<Item = &Branch> {
        let below: Box<dyn Iterator<Item = &Branch>> =
            Box::new(self.children.iter().flat_map(Branch::iter));
        std::iter::once(self).chain(below)
    }

    /// Finds a process by its name.
    pub fn find(&self, name: &str) -> Option<&Branch> {
        self.iter().find(|branch| branch.name.as_str() == name)
    }

    /// Draws the tree, with a note behind each process.
    pub fn draw(&self, note: impl Fn(&Branch) -> String) -> String {
        let mut lines = Vec::new();
        self.draw_below("", "", &note, &mut lines);
        lines.join("\n")
    }

    fn draw_below(
        &self,
        before: &str,
        indent: &str,
        note: &dyn Fn(&Branch) -> String,
        lines: &mut Vec<String>,
    ) {
        let line = format!("{before}{self} {}", note(self));
        lines.push(line.trim_end().to_owned());
        for (place, child) in self.children.iter().enumerate() {
            let is_last = place + 1 == self.children.len();
            let (fork, below) =
                if is_last { ("└─ ", "   ") } else { ("├─ ", "│  ") };
            let before = format!("{indent}{fork}");
            let indent = format!("{indent}{below}");
            child.draw_below(&before, &indent, note, lines);
        }
    }
}

impl fmt::Display for Branch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.pid {
            Some(pid) => write!(f, "{} {pid}", self.name),
            None => write!(f, "{} (not running)", self.name),
        }
    }
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Supervisor => "supervisor",
            Self::DynamicSupervisor => "dynamic supervisor",
            Self::Server => "server",
            Self::Worker => "worker",
        })
    }
}

/// Writes what can be read as a string.
pub(super) fn as_text<S: Serializer>(
    value: &impl fmt::Display,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    serializer.collect_str(value)
}

#[expect(clippy::ref_option, reason = "serde gives it so")]
fn as_text_if_any<S: Serializer>(
    pid: &Option<Pid>,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    pid.map(|pid| pid.to_string()).serialize(serializer)
}
