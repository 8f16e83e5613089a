//! Links and monitors across nodes, and what becomes of them when a node is
//! lost.

use actor_core::etf::Term;
use actor_core::node::NodeEvent;
use actor_core::{Event, Mailbox, Pid, ProcessRef, process};
use tokio::sync::oneshot;

use crate::cluster::Member;
use crate::{Finished, say, show};

pub(super) async fn are_told(
    one: &Member,
    two: &Member,
    three: &Member,
) -> Finished {
    say!("A process on node1 monitors one on node2, and is linked to another:");
    let ends = watch(one, two).await?;
    for name in ["watched", "linked"] {
        let process = two.system.whereis(name);
        two.system.exit(process.ok_or("there is no such process")?, "told to");
    }
    ends.await?;

    say!("The same on node3, and then node3 is gone:");
    let ends = watch(one, three).await?;
    let nodes = listen(one);
    three.stop().await;
    ends.await?;
    show!("{}", nodes.await?);
    two.sees(&[one]).await;
    Ok(())
}

/// Has a process of `from` monitor one of `on` and link to another; what is
/// returned ends when that was told of the end of both.
async fn watch(
    from: &Member,
    on: &Member,
) -> Result<oneshot::Receiver<()>, oneshot::error::RecvError> {
    for name in ["watched", "linked"] {
        let (ready, is_ready) = oneshot::channel();
        on.system.spawn(async move |mut mailbox: Mailbox<()>| {
            process::register(name)?;
            let _ = ready.send(());
            mailbox.receive().await;
            Finished::Ok(())
        });
        is_ready.await?;
    }
    let (ready, is_ready) = oneshot::channel();
    let (told, is_told) = oneshot::channel();
    let (node, there) = (from.node.clone(), on.name());
    from.system.spawn(async move |mut mailbox: Mailbox<()>| {
        process::trap_exit(true);
        let linked = (Term::atom("linked"),);
        let pid: Pid = node.call(&there, "erlang", "whereis", linked).await?;
        process::link(pid)?;
        let watched = ProcessRef::<()>::across(("watched", there.clone()));
        process::monitor(&watched);
        // What is asked after that is answered after that.
        node.call::<Term, _>(&there, "erlang", "node", ()).await?;
        let _ = ready.send(());
        let mut lines = Vec::new();
        while lines.len() < 2 {
            lines.push(match mailbox.next().await {
                Event::Down(down) => format!("down: {}", down.reason),
                Event::Exit(exit) => format!("exit: {}", exit.reason),
                other => format!("{other:?}"),
            });
        }
        // They end in one moment.
        lines.sort();
        for line in lines {
            show!("{line}");
        }
        let _ = told.send(());
        Finished::Ok(())
    });
    is_ready.await?;
    Ok(is_told)
}

/// Returns what a process of `member` is told of nodes, once that is something.
fn listen(member: &Member) -> oneshot::Receiver<String> {
    let node = member.node.clone();
    let (told, is_told) = oneshot::channel();
    member.system.spawn(async move |mut mailbox: Mailbox<NodeEvent>| {
        node.monitor_nodes(|event| event);
        let text = match mailbox.receive().await {
            NodeEvent::Down { node, .. } => format!("nodedown: {node}"),
            other => format!("{other:?}"),
        };
        let _ = told.send(text);
    });
    is_told
}
