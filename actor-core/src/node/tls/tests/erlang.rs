//! Both sides with a real Erlang node.

use std::future::pending;
use std::net::Ipv4Addr;
use std::process::Command;

use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinSet;

use super::*;
use crate::node::epmd::tests::program::Program;
use crate::node::epmd::{Epmd, NodeKind, PortMapper, Registration};
use crate::node::handshake::tests::accept;
use crate::node::handshake::{Alive, Decision, connect};

/// Tells whether there is an Erlang that can speak TLS, and says so if not.
async fn erlang_has_tls() -> bool {
    let ask = "io:format(\"~p~n\", [code:which(inet_tls_dist)]), halt().";
    let mut command = Command::new("erl");
    command.args(["-noshell", "-noinput", "-eval", ask]);
    let Some(mut erl) = Program::start(&mut command) else { return false };
    let found = erl.line().await.unwrap() != "non_existing";
    if !found {
        eprintln!("skipped: this Erlang has no application ssl");
    }
    found
}

/// A port mapper with Chucky, who is ours, and the socket on which he listens.
async fn chucky() -> (Epmd, TcpListener, JoinSet<()>) {
    let local = Ipv4Addr::LOCALHOST;
    let port_mapper = PortMapper::bind(local, 0).await.unwrap();
    let epmd = Epmd::with_port(port_mapper.port());
    let mut serving = JoinSet::new();
    serving.spawn(port_mapper.serve());
    let listener = TcpListener::bind((local, 0)).await.unwrap();
    let port = listener.local_addr().unwrap().port();
    let (name, kind) = ("chucky".into(), NodeKind::Visible);
    let registration = Registration { name, port, kind };
    let registered = epmd.register(&registration).await.unwrap();
    // It is there for as long as the port mapper is.
    serving.spawn(async move {
        let _registered = registered;
        pending::<()>().await;
    });
    (epmd, listener, serving)
}

#[tokio::test]
async fn we_connect_to_an_erlang_node_within_tls() {
    if !erlang_has_tls().await {
        return;
    }
    let authority = Authority::new("Charles");
    let (epmd, _listener, _serving) = chucky().await;
    let files = authority.files("glen", HOST);
    let mut glen = Program::erl_with(
        &files.arguments(),
        GLEN,
        epmd.port(),
        "chocolate",
        r#"ok = net_kernel:monitor_nodes(true),
           io:format("ready~n"),
           receive {nodeup, Node} -> io:format("~p is up~n", [Node]) end"#,
    )
    .unwrap();
    glen.says("ready").await;
    let port = epmd.port_of(HOST, "glen").await.unwrap().unwrap();
    let socket = TcpStream::connect((HOST, port)).await.unwrap();
    let transport = authority.transport("chucky");
    let mut stream = transport.connect(socket, HOST).await.unwrap();
    let (us, them, secret) = (name(CHUCKY), name(GLEN), cookie());
    let us = visible(&us);
    let met = connect(&mut stream, &us, &them, &secret, || Alive::Keep).await;
    assert_eq!(met.unwrap().name, them);
    glen.says("'chucky@127.0.0.1' is up").await;
}

#[tokio::test]
async fn an_erlang_node_connects_to_us_within_tls() {
    if !erlang_has_tls().await {
        return;
    }
    let authority = Authority::new("Charles");
    let (epmd, listener, _serving) = chucky().await;
    let files = authority.files("glen", HOST);
    let mut glen = Program::erl_with(
        &files.arguments(),
        GLEN,
        epmd.port(),
        "chocolate",
        r#"io:format("~p~n", [net_kernel:connect_node('chucky@127.0.0.1')])"#,
    )
    .unwrap();
    let (socket, _) = listener.accept().await.unwrap();
    let transport = authority.transport("chucky");
    let mut stream = transport.accept(socket).await.unwrap();
    let us = name(CHUCKY);
    let decide = |_: &_| Decision::Accept;
    let met = accept(&mut stream, &visible(&us), |_| cookie(), decide).await;
    assert_eq!(met.unwrap().name, name(GLEN));
    glen.says("true").await;
}
