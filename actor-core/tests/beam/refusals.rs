//! Nodes that are not let in, and one that is thrown out.

use actor_core::System;
use actor_core::node::{ConnectError, HandshakeError, NodeError};

use crate::cluster::Cluster;
use crate::nodes::WATCH;

fn is_refused(error: ConnectError) {
    let ConnectError::Handshake { error, .. } = error else {
        panic!("{error}");
    };
    assert!(
        matches!(
            error,
            HandshakeError::Closed(_) | HandshakeError::WrongCookie(_)
        ),
        "{error}"
    );
}

#[tokio::test]
async fn a_wrong_cookie_is_refused_both_ways() {
    let cluster = Cluster::new().await;
    let (_system, node) = cluster.node("rust").await;
    let theirs = cluster.erlang("beam").cookie("vanilla");
    let Some(mut beam) = theirs.start().await else { return };
    let name = beam.name().clone();
    is_refused(node.connect(&name).await.unwrap_err());
    let connect = "Us = 'rust@127.0.0.1', net_kernel:connect_node(Us)";
    assert_eq!(beam.eval(connect).await, "false");
    assert_eq!(node.hidden_nodes(), []);

    // A cookie can be that of one node only.
    node.set_cookie(name.clone(), "vanilla".parse().unwrap());
    node.connect(&name).await.unwrap();
    assert_eq!(beam.eval("nodes(hidden)").await, "['rust@127.0.0.1']");
    assert!(node.disconnect(&name));
    node.set_cookie(name.clone(), "pizza".parse().unwrap());
    is_refused(node.connect(&name).await.unwrap_err());
    assert_eq!(beam.eval("erlang:set_cookie(Us, pizza)").await, "true");
    node.connect(&name).await.unwrap();
}

#[tokio::test]
async fn a_node_that_theirs_does_not_allow_knows_it() {
    let cluster = Cluster::new().await;
    let (_system, node) = cluster.node("rust").await;
    let Some(mut beam) = cluster.erlang("beam").start().await else { return };
    beam.eval("net_kernel:allow(['bob@127.0.0.1'])").await;
    let error = node.connect(beam.name()).await.unwrap_err();
    let ConnectError::Handshake { error, .. } = error else {
        panic!("{error}");
    };
    assert!(matches!(error, HandshakeError::NotAllowed(_)), "{error}");
    beam.eval("net_kernel:allow(['rust@127.0.0.1'])").await;
    node.connect(beam.name()).await.unwrap();
}

#[tokio::test]
async fn a_name_that_is_taken_is_refused() {
    let cluster = Cluster::new().await;
    let (_system, _node) = cluster.node("rust").await;
    let Some(_beam) = cluster.erlang("beam").start().await else { return };
    let system = System::new("second");
    let error = cluster.options("beam").start(&system).await.unwrap_err();
    assert!(matches!(error, NodeError::Epmd(_)), "{error}");
    let printed = cluster.erlang("rust").fails().await;
    assert!(printed.contains("seems to be in use"), "{printed}");
}

#[tokio::test]
async fn a_message_that_is_too_long_ends_the_connection_and_nothing_else() {
    let cluster = Cluster::new().await;
    let system = System::new("rust");
    let options = cluster.options("rust").hidden().longest_message(1000);
    let node = options.start(&system).await.unwrap();
    let Some(mut beam) = cluster.erlang("beam").start().await else { return };
    assert_eq!(beam.eval(WATCH).await, "ready");
    node.connect(beam.name()).await.unwrap();
    beam.eval("Next()").await;
    beam.eval("{nobody, Us} ! <<0:8000>>").await;
    let down = "{down,'rust@127.0.0.1',hidden,connection_closed}";
    assert_eq!(beam.eval("Next()").await, down);
    assert_eq!(beam.eval("net_adm:ping(Us)").await, "pong");
}
