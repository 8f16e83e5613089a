//! Comparing the names of another node with those of this one.

use super::message::{Entry, Op};
use super::resolve::{Decision, resolve};
use super::servers::Servers;
use super::shared::Shared;
use crate::node::NodeName;

/// Returns what this node has to do, and what the other one.
///
/// A conflict is resolved by the node with the lesser name of the two, for
/// both parts, once.
pub(super) async fn compare(
    servers: &Servers,
    shared: &Shared,
    node: &NodeName,
    entries: Vec<Entry>,
) -> (Vec<Op>, Vec<Op>) {
    let (mut here, mut there) = (Vec::new(), Vec::new());
    for entry in entries {
        let Some((ours, method)) = shared.names.get(&entry.0) else {
            here.push(Op::Insert(entry));
            continue;
        };
        if ours == entry.1 || servers.own() > node {
            continue;
        }
        match resolve(servers, shared, &entry, ours, &method).await {
            Decision::Theirs => here.push(Op::Insert(entry)),
            Decision::Ours => {
                there.push(Op::Insert((entry.0, ours, method)));
            }
            Decision::Nobody => {
                here.push(Op::Delete(entry.0.clone()));
                there.push(Op::Delete(entry.0));
            }
        }
    }
    (here, there)
}
