//! What was said between a node of Erlang and one of ours, for machines
//! without `erl`: a peer says again what Erlang's node said, and ours must say
//! again what it said then.
//!
//! With `ACTOR_CORE_RECORD` set, and `erl` installed, it is recorded again.
//! That is needed when an interaction changes, or what ours says.

mod crossings;
mod epmd;
mod identities;
mod player;
mod relay;
mod trace;

use crate::cluster::Cluster;
use crate::interaction::{self, Interaction};
use crate::{
    asking, calls, exits, links, messages, monitors, payloads, puppet, weather,
};
use relay::Relay;
use trace::Trace;

/// Written instead of read if this variable is set.
const RECORD: &str = "ACTOR_CORE_RECORD";

/// Has all that came before arrived, and answered.
const END: Interaction =
    Interaction { name: "the end", says: "Echo(the_end)", hears: "true" };

/// Records these, if that is wanted and there is `erl`.
async fn record(name: &str, all: &[Interaction]) {
    let ours = Cluster::new().await;
    let (system, _node) = ours.node("rust").await;
    puppet::start(&system).await;
    weather::start(&system).await;
    // Its port mapper knows the relay by the name of ours.
    let theirs = Cluster::new().await;
    let (_postman, _port_mapper) = theirs.node("postman").await;
    let port = epmd::port_of("rust", ours.port()).await;
    let relay = Relay::start("rust", theirs.port(), port).await;
    let Some(mut beam) = theirs.erlang("beam").start().await else { return };
    assert_eq!(beam.eval(interaction::ERLANG).await, "ready");
    for Interaction { name, says, hears } in all.iter().chain([&END]) {
        relay.begin(name);
        assert_eq!(beam.eval(says).await, *hears, "{name}");
    }
    relay.trace().write(name);
}

/// Plays what was recorded of these.
async fn replay(name: &str, all: &[Interaction]) {
    if std::env::var_os(RECORD).is_some() {
        record(name, all).await;
    }
    let trace = Trace::read(name);
    let known = || all.iter().chain([&END]);
    let unknown: Vec<_> =
        known().map(|it| it.name).filter(|name| !trace.has(name)).collect();
    assert!(
        unknown.is_empty() && trace.len() == known().count(),
        "record again: {unknown:?} are new, or some are gone"
    );
    let cluster = Cluster::new().await;
    let (system, _node) = cluster.node("rust").await;
    puppet::start(&system).await;
    weather::start(&system).await;
    let port = epmd::port_of("rust", cluster.port()).await;
    player::play(&trace, port).await;
}

#[tokio::test]
async fn recorded_messages() {
    replay("messages", messages::ALL).await;
    replay("payloads", payloads::ALL).await;
}

#[tokio::test]
async fn recorded_links() {
    replay("links", links::ALL).await;
}

#[tokio::test]
async fn recorded_exit_signals() {
    replay("exits", exits::ALL).await;
}

#[tokio::test]
async fn recorded_monitors() {
    replay("monitors_of_ours", monitors::OURS).await;
    replay("monitors_of_theirs", monitors::THEIRS).await;
}

#[tokio::test]
async fn recorded_calls() {
    replay("calls", calls::ERLANG).await;
    replay("asking", asking::ALL).await;
}
