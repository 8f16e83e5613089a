//! Nodes that are silent, or seem to be.
//!
//! Time is what these tests are about: they take some seconds.

use std::time::Duration;

use actor_core::System;

use crate::cluster::Cluster;
use crate::events::Events;
use crate::nodes;

/// Four ticks in two seconds, as ours do.
const SOON: &str = "-kernel net_ticktime 2 -kernel net_tickintensity 4";

/// Waits for this long on a node of theirs, or until ours goes down.
const WATCH: &str = "
    net_kernel:monitor_nodes(true, #{node_type => hidden,
        nodedown_reason => true}),
    receive {nodedown, Node, #{nodedown_reason := Why}} -> {Node, Why}
    after 6000 -> quiet end";

#[tokio::test]
async fn a_connection_on_which_nobody_speaks_is_kept() {
    let cluster = Cluster::new().await;
    let system = System::new("rust");
    let options =
        cluster.options("rust").hidden().tick_time(Duration::from_secs(2));
    let node = options.start(&system).await.unwrap();
    let theirs = cluster.erlang("beam").arguments(SOON);
    let Some(mut beam) = theirs.start().await else { return };
    node.connect(beam.name()).await.unwrap();
    assert_eq!(beam.eval(WATCH).await, "quiet");
    assert_eq!(node.hidden_nodes(), [beam.name().clone()]);
}

#[tokio::test]
async fn theirs_gives_up_a_node_that_is_silent() {
    let cluster = Cluster::new().await;
    let system = System::new("rust");
    let options =
        cluster.options("rust").hidden().tick_time(Duration::from_hours(1));
    let node = options.start(&system).await.unwrap();
    let theirs = cluster.erlang("beam").arguments(SOON);
    let Some(mut beam) = theirs.start().await else { return };
    let mut events = Events::of(&system, &node).await;
    node.connect(beam.name()).await.unwrap();
    events.up(beam.name(), false).await;
    let down = "{'rust@127.0.0.1',net_tick_timeout}";
    assert_eq!(beam.eval(WATCH).await, down);
    events.down(beam.name(), false).await;
    node.connect(beam.name()).await.unwrap();
}

#[tokio::test]
async fn ours_gives_up_a_node_that_hangs_and_takes_it_back_when_it_goes_on() {
    let cluster = Cluster::new().await;
    let system = System::new("rust");
    let options =
        cluster.options("rust").hidden().tick_time(Duration::from_secs(2));
    let node = options.start(&system).await.unwrap();
    let theirs = cluster.erlang("beam").arguments(SOON);
    let Some(mut beam) = theirs.start().await else { return };
    let mut events = Events::of(&system, &node).await;
    node.connect(beam.name()).await.unwrap();
    events.up(beam.name(), false).await;
    beam.freeze();
    events.down(beam.name(), false).await;
    beam.thaw();
    node.connect(beam.name()).await.unwrap();
    events.up(beam.name(), false).await;
    assert_eq!(beam.eval("nodes(hidden)").await, "['rust@127.0.0.1']");
    assert_eq!(beam.eval("net_adm:ping('rust@127.0.0.1')").await, "pong");
}

#[tokio::test]
async fn a_node_that_hangs_is_taken_back_by_its_own_connecting_too() {
    let cluster = Cluster::new().await;
    let system = System::new("rust");
    let options =
        cluster.options("rust").hidden().tick_time(Duration::from_secs(2));
    let node = options.start(&system).await.unwrap();
    let theirs = cluster.erlang("beam").arguments(SOON);
    let Some(mut beam) = theirs.start().await else { return };
    assert_eq!(beam.eval(nodes::WATCH).await, "ready");
    let mut events = Events::of(&system, &node).await;
    node.connect(beam.name()).await.unwrap();
    events.up(beam.name(), false).await;
    let up = "{up,'rust@127.0.0.1',hidden}";
    assert_eq!(beam.eval("Next()").await, up);
    beam.freeze();
    events.down(beam.name(), false).await;
    beam.thaw();
    let down = beam.eval("Next()").await;
    assert!(down.starts_with("{down,'rust@127.0.0.1',hidden,"), "{down}");
    assert_eq!(beam.eval("net_kernel:connect_node(Us)").await, "true");
    assert_eq!(beam.eval("Next()").await, up);
    events.up(beam.name(), false).await;
}
