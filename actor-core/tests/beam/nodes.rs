//! Who is connected to whom, and who sees whom.

use std::slice;

use actor_core::node::ConnectError;
use actor_core::{Node, NodeName, System};

use crate::beam::{BeamOptions, Language};
use crate::cluster::{Cluster, Visibility};
use crate::events::Events;

/// Has a node of Erlang note which nodes come and go, for `Next`.
pub(crate) const WATCH: &str = "
    Us = 'rust@127.0.0.1',
    Me = self(),
    Watcher = spawn(fun() ->
        Types = #{node_type => all, nodedown_reason => true},
        ok = net_kernel:monitor_nodes(true, Types),
        Me ! watching,
        Loop = fun Loop() ->
            receive {next, From} ->
                receive
                    {nodeup, Node, #{node_type := Type}} ->
                        From ! {up, Node, Type};
                    {nodedown, Node, #{node_type := Type,
                            nodedown_reason := Why}} ->
                        From ! {down, Node, Type, Why}
                end
            end,
            Loop()
        end,
        Loop()
    end),
    receive watching -> ready end,
    Next = fun() -> Watcher ! {next, self()}, receive It -> It end end,
    ready";

async fn each_sees_the_other(ours: Visibility, theirs: Visibility) {
    let cluster = Cluster::new().await;
    let (system, node) = cluster.seen("rust", ours).await;
    let options = match theirs {
        Visibility::Hidden => cluster.erlang("beam").hidden(),
        Visibility::Visible => cluster.erlang("beam"),
    };
    let Some(mut beam) = options.start().await else { return };
    assert_eq!(beam.eval(WATCH).await, "ready");
    let name = beam.name().clone();
    let mut events = Events::of(&system, &node).await;
    // Of two nodes neither sees the other if one is hidden.
    let visible = [ours, theirs] == [Visibility::Visible; 2];
    let kind = if visible { "visible" } else { "hidden" };

    // Ours connects, and ends it.
    node.connect(&name).await.unwrap();
    events.up(&name, visible).await;
    let up = format!("{{up,'rust@127.0.0.1',{kind}}}");
    assert_eq!(beam.eval("Next()").await, up);
    let (seen, hidden) = (node.nodes(), node.hidden_nodes());
    let expected = vec![name.clone()];
    if visible {
        assert_eq!((seen, hidden), (expected, vec![]));
    } else {
        assert_eq!((seen, hidden), (vec![], expected));
    }
    let nodes = format!("nodes({kind}) =:= [Us] andalso nodes(connected)");
    assert_eq!(beam.eval(&nodes).await, "['rust@127.0.0.1']");
    // It is connected already, which is fine.
    let monitor = "register(keeper, spawn(fun() ->
            monitor_node(Us, true), Lost = receive Any -> Any end,
            receive {get, From} -> From ! Lost end end))";
    assert_eq!(beam.eval(monitor).await, "true");
    node.connect(&name).await.unwrap();
    assert!(node.disconnect(&name));
    assert!(!node.disconnect(&name));
    events.down(&name, visible).await;
    let down = format!("{{down,'rust@127.0.0.1',{kind},connection_closed}}");
    assert_eq!(beam.eval("Next()").await, down);
    let lost = "keeper ! {get, self()}, receive It -> It end";
    assert_eq!(beam.eval(lost).await, "{nodedown,'rust@127.0.0.1'}");

    // Theirs connects, and ends it.
    assert_eq!(beam.eval("net_kernel:connect_node(Us)").await, "true");
    assert_eq!(beam.eval("Next()").await, up);
    events.up(&name, visible).await;
    assert_eq!(beam.eval("net_adm:ping(Us)").await, "pong");
    assert_eq!(beam.eval("erlang:disconnect_node(Us)").await, "true");
    events.down(&name, visible).await;
    let down = format!("{{down,'rust@127.0.0.1',{kind},disconnect}}");
    assert_eq!(beam.eval("Next()").await, down);
    assert_eq!(node.nodes(), []);
    assert_eq!(node.hidden_nodes(), []);
}

#[tokio::test]
async fn a_visible_node_and_a_visible_one_of_theirs() {
    each_sees_the_other(Visibility::Visible, Visibility::Visible).await;
}

#[tokio::test]
async fn a_visible_node_and_a_hidden_one_of_theirs() {
    each_sees_the_other(Visibility::Visible, Visibility::Hidden).await;
}

#[tokio::test]
async fn a_hidden_node_and_a_visible_one_of_theirs() {
    each_sees_the_other(Visibility::Hidden, Visibility::Visible).await;
}

#[tokio::test]
async fn a_hidden_node_and_a_hidden_one_of_theirs() {
    each_sees_the_other(Visibility::Hidden, Visibility::Hidden).await;
}

#[tokio::test]
async fn nodes_ping_each_other() {
    let cluster = Cluster::new().await;
    let (_system, node) = cluster.node("rust").await;
    let Some(mut beam) = cluster.erlang("beam").start().await else { return };
    node.ping(beam.name()).await.unwrap();
    assert_eq!(beam.eval("net_adm:ping('rust@127.0.0.1')").await, "pong");
    assert_eq!(beam.eval("net_adm:ping('nobody@127.0.0.1')").await, "pang");
    let nobody: NodeName = "nobody@127.0.0.1".parse().unwrap();
    let error = node.ping(&nobody).await.unwrap_err();
    assert!(matches!(error, ConnectError::Unknown(_)), "{error}");
    assert_eq!(
        beam.eval(
            "{ok, Names} = net_adm:names(\"127.0.0.1\"), \
            lists:sort([Name || {Name, _} <- Names])"
        )
        .await,
        r#"["beam","rust"]"#
    );
}

#[tokio::test]
async fn nodes_with_short_names_meet_and_know_none_with_long_ones() {
    let cluster = Cluster::new().await;
    let system = System::new("rust");
    let options = Node::named("rust@localhost")
        .cookie("pizza".parse().unwrap())
        .epmd_port(cluster.port());
    let node = options.start(&system).await.unwrap();
    let theirs =
        BeamOptions::new(Language::Erlang, "beam@localhost", cluster.port());
    let Some(mut beam) = theirs.start().await else { return };
    node.ping(beam.name()).await.unwrap();
    assert_eq!(beam.eval("net_adm:ping('rust@localhost')").await, "pong");
    let Some(long) = cluster.erlang("long").start().await else { return };
    let error = node.connect(long.name()).await.unwrap_err();
    assert!(matches!(error, ConnectError::OtherKind { .. }), "{error}");
}

#[tokio::test]
async fn an_elixir_node_pings_ours() {
    let cluster = Cluster::new().await;
    let (_system, node) = cluster.seen("rust", Visibility::Visible).await;
    let Some(mut beam) = cluster.elixir("beam").start().await else { return };
    let says = "us = :\"rust@127.0.0.1\"; {Node.ping(us), Node.list()}";
    let hears = r#"{:pong, [:"rust@127.0.0.1"]}"#;
    assert_eq!(beam.eval(says).await, hears);
    assert_eq!(node.nodes(), [beam.name().clone()]);
    node.ping(beam.name()).await.unwrap();
}

#[tokio::test]
async fn a_node_that_stops_is_seen_to_go() {
    let cluster = Cluster::new().await;
    let (_first, _port_mapper) = cluster.node("first").await;
    let (system, node) = cluster.node("rust").await;
    let Some(mut beam) = cluster.erlang("beam").start().await else { return };
    assert_eq!(beam.eval(WATCH).await, "ready");
    let mut events = Events::of(&system, &node).await;
    let name = beam.name().clone();
    node.connect(&name).await.unwrap();
    events.up(&name, false).await;
    beam.eval("Next()").await;
    node.stop().await;
    events.down(&name, false).await;
    let down = "{down,'rust@127.0.0.1',hidden,connection_closed}";
    assert_eq!(beam.eval("Next()").await, down);
    assert_eq!(beam.eval("net_adm:ping(Us)").await, "pang");
    assert!(matches!(node.connect(&name).await, Err(ConnectError::NoNode)));
}

#[tokio::test]
async fn a_node_of_theirs_that_stops_is_seen_to_go() {
    let cluster = Cluster::new().await;
    let (system, node) = cluster.node("rust").await;
    let Some(mut beam) = cluster.erlang("beam").start().await else { return };
    let mut events = Events::of(&system, &node).await;
    let name = beam.name().clone();
    node.connect(&name).await.unwrap();
    events.up(&name, false).await;
    beam.eval("spawn(fun() -> init:stop() end)").await;
    events.down(&name, false).await;
    let error = node.connect(&name).await.unwrap_err();
    assert!(
        matches!(
            error,
            ConnectError::Unknown(_)
                | ConnectError::Unreachable { .. }
                | ConnectError::Handshake { .. }
        ),
        "{error}"
    );
}

#[tokio::test]
async fn both_connect_at_once_and_one_connection_stays() {
    let cluster = Cluster::new().await;
    // Whose name is greater decides.
    for ours in ["able", "zelda"] {
        let (_system, node) = cluster.node(ours).await;
        let theirs = cluster.erlang(&format!("beam-{ours}"));
        let Some(mut beam) = theirs.start().await else { return };
        let name = beam.name().clone();
        beam.eval(&format!("Us = '{ours}@127.0.0.1'")).await;
        for round in 0..20 {
            let connect = beam.eval("net_kernel:connect_node(Us)");
            let (ours, theirs) = tokio::join!(node.connect(&name), connect);
            assert!(ours.is_ok(), "{round}: {ours:?}");
            assert_eq!(theirs, "true", "{round}");
            assert_eq!(node.hidden_nodes(), *slice::from_ref(&name));
            assert_eq!(beam.eval("net_adm:ping(Us)").await, "pong");
            assert_eq!(node.hidden_nodes(), *slice::from_ref(&name));
            assert_eq!(beam.eval("length(nodes(hidden))").await, "1");
            let cut = beam.eval("erlang:disconnect_node(Us)").await;
            assert_eq!(cut, "true", "{round}");
        }
    }
}
