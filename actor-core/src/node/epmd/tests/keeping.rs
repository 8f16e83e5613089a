//! Nodes that outlive the port mapper that they used.

use tokio::task::JoinSet;

use super::program::Program;
use super::{HOST, LOCAL, eventually, free_port, visible};
use crate::node::epmd::{Epmd, EpmdError, Keeper};

/// Keeps a node registered until the set is dropped.
async fn keep(epmd: Epmd, name: &str, port: u16) -> JoinSet<()> {
    let keeper = Keeper::register(epmd, visible(name, port), LOCAL);
    let keeper = keeper.await.unwrap();
    let mut keeping = JoinSet::new();
    keeping.spawn(async { match keeper.keep().await {} });
    keeping
}

async fn is_found(epmd: Epmd, name: &str) {
    let found = async || matches!(epmd.port_of(HOST, name).await, Ok(Some(_)));
    eventually(found).await;
}

#[tokio::test]
async fn the_first_node_starts_a_port_mapper_for_all() {
    let epmd = Epmd::with_port(free_port().await);
    let _a = keep(epmd, "a", 1).await;
    let _b = keep(epmd, "b", 2).await;
    for (name, port) in [("a", 1), ("b", 2)] {
        assert_eq!(epmd.port_of(HOST, name).await.unwrap(), Some(port));
    }
}

#[tokio::test]
async fn nodes_survive_the_port_mapper_that_they_used() {
    let epmd = Epmd::with_port(free_port().await);
    let a = keep(epmd, "a", 1).await;
    let b = keep(epmd, "b", 2).await;
    let _c = keep(epmd, "c", 3).await;
    drop(a);
    is_found(epmd, "b").await;
    is_found(epmd, "c").await;
    // Whoever of the two serves now, the other takes over.
    drop(b);
    is_found(epmd, "c").await;
    let names = epmd.names(HOST).await.unwrap();
    assert_eq!(names.len(), 1, "{names:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn many_nodes_that_start_at_once_agree_on_one_port_mapper() {
    let epmd = Epmd::with_port(free_port().await);
    let mut starting = JoinSet::new();
    for number in 0..10 {
        let name = format!("n{number}");
        starting.spawn(async move { keep(epmd, &name, number).await });
    }
    let keeping = starting.join_all().await;
    assert_eq!(keeping.len(), 10);
    assert_eq!(epmd.names(HOST).await.unwrap().len(), 10);
}

#[tokio::test]
async fn a_name_that_is_taken_is_not_waited_for() {
    let epmd = Epmd::with_port(free_port().await);
    let _a = keep(epmd, "a", 1).await;
    let taken = Keeper::register(epmd, visible("a", 2), LOCAL).await;
    assert!(matches!(taken, Err(EpmdError::Taken(_))), "{taken:?}");
}

#[tokio::test]
async fn where_nothing_can_be_started_the_error_says_so() {
    let epmd = Epmd::with_port(free_port().await);
    // An address that no machine has.
    let nowhere = [192, 0, 2, 1].into();
    let failed = Keeper::register(epmd, visible("a", 1), nowhere).await;
    let error = failed.unwrap_err();
    assert!(matches!(error, EpmdError::Start { .. }), "{error}");
}

#[tokio::test]
async fn an_erlang_node_follows_to_the_next_port_mapper() {
    let epmd = Epmd::with_port(free_port().await);
    let a = keep(epmd, "a", 1).await;
    let _b = keep(epmd, "b", 2).await;
    let ready = r#"io:format("ready~n")"#;
    let erl = Program::erl("erlang@127.0.0.1", epmd.port(), "c", ready);
    let Some(mut erl) = erl else { return };
    erl.says("ready").await;
    drop(a);
    // It tries again after two seconds.
    is_found(epmd, "erlang").await;
    is_found(epmd, "b").await;
}
