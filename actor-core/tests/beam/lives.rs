//! Nodes that start again: their names are the same, their processes are not.

use actor_core::{ExitReason, Mailbox, Pid, ServerName, process};
use tokio::sync::oneshot;

use crate::beam::Beam;
use crate::cluster::Cluster;
use crate::events::Events;
use crate::losses::{VICTIM, with_a_victim};
use crate::weather;

/// Returns what a node of Erlang thinks of a process of ours.
async fn end_of(beam: &mut Beam, pid: &str) -> String {
    let watch = format!(
        "Monitor{pid} = monitor(process, {pid}),
        receive {{'DOWN', Monitor{pid}, process, {pid}, Reason{pid}}} ->
            Reason{pid} end"
    );
    beam.eval(&watch).await
}

#[tokio::test]
async fn a_node_that_starts_again_has_none_of_its_old_processes() {
    let cluster = Cluster::new().await;
    let (_first, _port_mapper) = cluster.node("first").await;
    let (system, node) = cluster.node("rust").await;
    let Some(mut beam) = cluster.erlang("beam").start().await else { return };
    weather::start(&system).await;
    let who = "gen_server:call({weather, 'rust@127.0.0.1'}, who_are_you)";
    beam.eval(&format!("Old = {who}")).await;
    let creation = node.creation();
    node.stop().await;
    system.shutdown().await;
    assert_eq!(end_of(&mut beam, "Old").await, "noconnection");

    let (system, node) = cluster.node("rust").await;
    assert_ne!(node.creation(), creation);
    weather::start(&system).await;
    beam.eval(&format!("New = {who}")).await;
    assert_eq!(beam.eval("Old =:= New").await, "false");
    assert_eq!(beam.eval("gen_server:call(New, asked)").await, "0");
    beam.eval("exit(Old, kill)").await;
    assert_eq!(beam.eval("gen_server:call(New, asked)").await, "0");
    let old = "M = monitor(process, Old), receive
        {'DOWN', M, process, Who, Why} -> {Who =:= Old, Why} end";
    assert_eq!(beam.eval(old).await, "{true,noproc}");
    let old = "process_flag(trap_exit, true), link(Old), receive
        {'EXIT', Linked, Reason} -> {Linked =:= Old, Reason} end";
    assert_eq!(beam.eval(old).await, "{true,noproc}");
}

#[tokio::test]
async fn processes_of_theirs_are_gone_when_their_node_starts_again() {
    let cluster = Cluster::new().await;
    let Some((system, node, mut beam)) = with_a_victim(&cluster).await else {
        return;
    };
    let name = beam.name().clone();
    let mut events = Events::of(&system, &node).await;
    // A pid of theirs gets to ours as that of a caller.
    let (sender, pids) = oneshot::channel();
    system.spawn(async |mut mailbox: Mailbox<Pid>| {
        mailbox.open();
        process::register("pids").unwrap();
        sender.send(mailbox.receive().await).unwrap();
    });
    beam.eval("{pids, 'rust@127.0.0.1'} ! whereis(victim)").await;
    let old = pids.await.unwrap();
    events.up(&name, false).await;
    beam.kill();
    events.down(&name, false).await;

    // The port mapper may not have noticed yet.
    let mut beam = loop {
        let options = cluster.erlang("beam");
        if let Some(beam) = options.start_if_free().await {
            break beam;
        }
    };
    assert_eq!(beam.eval(VICTIM).await, "true");
    system
        .enter_with(async move |mut mailbox: Mailbox<()>| {
            process::trap_exit(true);
            // A new process with the name is found, and the old one is dead.
            let name = ServerName::from(("victim", name.clone()));
            let named = process::monitor(name);
            let monitor = process::monitor(old);
            let down = mailbox.down(monitor).await;
            assert_eq!(down.reason, ExitReason::NoProc);
            assert_eq!(down.pid, old);
            process::link(old).unwrap();
            assert_eq!(mailbox.exit(old).await.reason, ExitReason::NoProc);
            process::exit(old, ExitReason::Kill);
            let monitor = process::monitor(old);
            let down = mailbox.down(monitor).await;
            assert_eq!(down.reason, ExitReason::NoProc);
            assert!(process::demonitor(named));
        })
        .await;
    assert_eq!(beam.eval("is_pid(whereis(victim))").await, "true");
}
