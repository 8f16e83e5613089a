//! All processes of a tree.

use actor_core::{Pid, SupervisorRef, dynamic_supervisor, process, supervisor};

/// A process of a tree.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Member {
    /// The ids by which its supervisors know it, a `/` before each. That of
    /// the top is empty.
    pub(crate) path: String,
    /// Who it is.
    pub(crate) pid: Pid,
}

impl Member {
    /// Returns whether it is a supervisor of another, or of one of its
    /// supervisors.
    pub(crate) fn is_above(&self, other: &Self) -> bool {
        let below = other.path.strip_prefix(&self.path);
        below.is_some_and(|below| below.starts_with('/'))
    }
}

/// Lists all processes of a tree, `top` first.
///
/// Supervisors are asked for their children. Whoever else is linked to one of
/// those belongs to the tree too: a process that a child has started itself.
pub(crate) async fn walk(top: &SupervisorRef) -> Vec<Member> {
    let mut members = vec![Member { path: String::new(), pid: top.pid() }];
    let mut supervisors = vec![(String::new(), top.clone())];
    while let Some((above, supervisor)) = supervisors.pop() {
        for child in supervisor.which_children().await.unwrap() {
            let path = format!("{above}/{}", child.id);
            let pid = child.pid().expect("every child runs");
            let id = child.id.clone();
            if let Ok(below) =
                supervisor.child::<supervisor::Message>(id.clone()).await
            {
                supervisors.push((path.clone(), below));
            } else if let Ok(below) =
                supervisor.child::<dynamic_supervisor::Message>(id).await
            {
                for child in below.which_children().await.unwrap() {
                    let path = format!("{path}/{}", child.id);
                    let pid = child.pid().expect("every child runs");
                    members.push(Member { path, pid });
                }
            }
            members.push(Member { path, pid });
        }
    }
    // The top is linked to its starter, which is not of the tree.
    let mut next = 1;
    while let Some(Member { path, pid }) = members.get(next).cloned() {
        for pid in process::info(pid).expect("it runs").links {
            if members.iter().all(|member| member.pid != pid) {
                let path = format!("{path}/linked");
                members.push(Member { path, pid });
            }
        }
        next += 1;
    }
    members
}
