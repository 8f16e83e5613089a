//! Our port mapper with Erlang's nodes, and Erlang's with ours.

use std::process::{Command, Stdio};
use std::time::Duration;

use tokio::time;

use super::program::Program;
use super::{HOST, eventually, free_port, port_mapper, visible};
use crate::node::epmd::client::Listed;
use crate::node::epmd::{Epmd, EpmdError};

/// Says so when the node is up, which is when it is registered.
const READY: &str = r#"io:format("ready~n")"#;

/// Starts the real port mapper on a port of its own.
async fn real_epmd() -> Option<(Epmd, Program)> {
    let port = free_port().await;
    let mut command = Command::new("epmd");
    command.args(["-address", HOST, "-port", &port.to_string()]);
    // It complains of names that are taken, which is what tests want.
    command.stderr(Stdio::null());
    let program = Program::start(&mut command)?;
    let epmd = Epmd::with_port(port);
    eventually(async || epmd.names(HOST).await.is_ok()).await;
    Some((epmd, program))
}

#[tokio::test]
async fn an_erlang_node_registers_with_our_port_mapper() {
    let (epmd, _serving) = port_mapper().await;
    let name = "chucky@127.0.0.1";
    let Some(mut erl) = Program::erl(name, epmd.port(), "c", READY) else {
        return;
    };
    erl.says("ready").await;
    let port = epmd.port_of(HOST, "chucky").await.unwrap();
    let listed = epmd.names(HOST).await.unwrap();
    let port = port.expect("the node is registered");
    assert_eq!(listed, [Listed { name: "chucky".into(), port }]);
}

#[tokio::test]
async fn erlang_nodes_find_each_other_through_our_port_mapper() {
    let (epmd, _serving) = port_mapper().await;
    let first = Program::erl("first@127.0.0.1", epmd.port(), "c", READY);
    let Some(mut first) = first else { return };
    first.says("ready").await;
    let ping = r#"
        io:format("~p~n", [net_adm:ping('first@127.0.0.1')]),
        {ok, Names} = erl_epmd:names(),
        io:format("~p~n", [lists:sort([Name || {Name, _} <- Names])]),
        io:format("~p~n", [net_adm:ping('nobody@127.0.0.1')])"#;
    let second = Program::erl("second@127.0.0.1", epmd.port(), "c", ping);
    let mut second = second.expect("erl was there a moment ago");
    second.says("pong").await;
    second.says(r#"["first","second"]"#).await;
    second.says("pang").await;
}

#[tokio::test]
async fn an_erlang_node_that_starts_a_port_mapper_finds_ours() {
    let (epmd, _serving) = port_mapper().await;
    let mut command = Command::new("erl");
    // The `epmd` that it starts finds the port taken, and ends.
    command
        .env("ERL_EPMD_PORT", epmd.port().to_string())
        .args(["-noshell", "-noinput", "-name", "chucky@127.0.0.1"])
        .args(["-eval", READY]);
    let Some(mut erl) = Program::start(&mut command) else { return };
    erl.says("ready").await;
    assert!(epmd.port_of(HOST, "chucky").await.unwrap().is_some());
}

#[tokio::test]
async fn an_erlang_node_cannot_have_a_name_that_is_taken() {
    let (epmd, _serving) = port_mapper().await;
    let _ours = epmd.register(&visible("chucky", 7)).await.unwrap();
    // It starts without a name, so that it lives on when it gets none.
    let start = r#"
        {error, _} = net_kernel:start(['chucky@127.0.0.1', longnames]),
        {ok, _} = net_kernel:start(['glen@127.0.0.1', longnames]),
        io:format("~p~n", [node()])"#;
    let mut command = Command::new("erl");
    command
        .env("ERL_EPMD_PORT", epmd.port().to_string())
        .args(["-noshell", "-noinput", "-start_epmd", "false"])
        .args(["-kernel", "logger_level", "none", "-eval", start]);
    let Some(mut erl) = Program::start(&mut command) else { return };
    assert_eq!(erl.line().await.unwrap(), "'glen@127.0.0.1'");
    assert_eq!(epmd.port_of(HOST, "chucky").await.unwrap(), Some(7));
}

#[tokio::test]
async fn the_real_program_lists_our_names() {
    let (epmd, _serving) = port_mapper().await;
    let _registered = epmd.register(&visible("chucky", 7)).await.unwrap();
    let mut command = Command::new("epmd");
    command.args(["-port", &epmd.port().to_string(), "-names"]);
    let Some(mut real) = Program::start(&mut command) else { return };
    let up = format!("epmd: up and running on port {} with data:", epmd.port());
    assert_eq!(real.line().await, Some(up));
    assert_eq!(real.line().await.unwrap(), "name chucky at port 7");
    assert_eq!(real.line().await, None);
}

#[tokio::test]
async fn the_real_program_cannot_end_ours() {
    let (epmd, _serving) = port_mapper().await;
    let mut command = Command::new("epmd");
    command.args(["-port", &epmd.port().to_string(), "-kill"]);
    let Some(mut real) = Program::start(&mut command) else { return };
    let said = real.line().await.unwrap();
    assert!(said.contains("not allowed"), "{said}");
    assert_eq!(epmd.names(HOST).await.unwrap(), []);
}

#[tokio::test]
async fn our_client_uses_the_real_port_mapper() {
    let Some((epmd, _real)) = real_epmd().await else { return };
    let first = epmd.register(&visible("chucky", 7)).await.unwrap();
    assert!(first.creation() > 0);
    assert_eq!(epmd.port_of(HOST, "chucky").await.unwrap(), Some(7));
    assert_eq!(epmd.port_of(HOST, "nobody").await.unwrap(), None);
    let listed = Listed { name: "chucky".into(), port: 7 };
    assert_eq!(epmd.names(HOST).await.unwrap(), [listed]);
    let taken = epmd.register(&visible("chucky", 8)).await.unwrap_err();
    assert!(matches!(taken, EpmdError::Taken(_)), "{taken}");
}

#[tokio::test]
async fn the_end_of_the_real_port_mapper_is_noticed() {
    let Some((epmd, real)) = real_epmd().await else { return };
    let mut registered = epmd.register(&visible("chucky", 7)).await.unwrap();
    drop(real);
    let lost = time::timeout(Duration::from_mins(1), registered.lost()).await;
    assert!(lost.is_ok());
}
