mod cluster;
mod story;

use actor_core::Mailbox;

use crate::{Finished, log, page};

/// Runs the program of chapter 9: three nodes, of which one tells facts, and
/// what becomes of that when nodes are lost and come back.
///
/// # Errors
///
/// If a node cannot be started, or does not tell what it should.
pub async fn run(_: Mailbox<()>) -> Finished {
    page::title("Chapter 9: Chucky, failover and takeover");
    // What nodes report of each other comes in any order.
    let _silence = log::silence();
    story::show().await
}
