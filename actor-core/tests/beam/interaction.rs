//! What is said on a node of Erlang or Elixir, and what must come back.

use crate::beam::Beam;
use crate::cluster::{Cluster, Visibility};
use crate::{puppet, weather};

/// One thing that two nodes do with each other.
pub(crate) struct Interaction {
    /// What it shows.
    pub(crate) name: &'static str,
    /// What is evaluated there, in a process of its own.
    pub(crate) says: &'static str,
    /// What that must be, as it is printed.
    pub(crate) hears: &'static str,
}

/// What Erlang's side calls things by.
///
/// A puppet is a process of ours, see `puppet.rs`. Only what it was told
/// before it is asked to answer has happened when it does.
pub(crate) const ERLANG: &str = r"
    Us = 'rust@127.0.0.1',
    Heard = fun() -> receive Said -> Said after 30000 -> nothing end end,
    New = fun() ->
        {puppets, Us} ! {new, self()},
        receive {puppet, Puppet} -> Puppet end
    end,
    Tell = fun(Puppet, Commands) ->
        [Puppet ! Command || Command <- Commands],
        Puppet ! answer,
        receive answered -> ok end
    end,
    Echo = fun(Said) ->
        {echo, Us} ! {self(), Said},
        receive Back -> Back =:= Said end
    end,
    Idle = fun() -> receive Reason -> exit(Reason) end end,
    ready";

/// What Elixir's side calls things by.
pub(crate) const ELIXIR: &str = r#"
    us = :"rust@127.0.0.1"
    heard = fn -> receive do said -> said after 30_000 -> nil end end
    weather = {:weather, us}
    :ready"#;

/// Starts a node of ours, and one of Erlang, and has them do all of these.
pub(crate) async fn in_erlang(visibility: Visibility, all: &[Interaction]) {
    let cluster = Cluster::new().await;
    let (system, _node) = cluster.seen("rust", visibility).await;
    puppet::start(&system).await;
    weather::start(&system).await;
    let Some(mut beam) = cluster.erlang("beam").start().await else { return };
    assert_eq!(beam.eval(ERLANG).await, "ready");
    play(&mut beam, all).await;
}

/// As [`in_erlang`], in Elixir.
pub(crate) async fn in_elixir(visibility: Visibility, all: &[Interaction]) {
    let cluster = Cluster::new().await;
    let (system, _node) = cluster.seen("rust", visibility).await;
    puppet::start(&system).await;
    weather::start(&system).await;
    let Some(mut beam) = cluster.elixir("beam").start().await else { return };
    assert_eq!(beam.eval(ELIXIR).await, ":ready");
    play(&mut beam, all).await;
}

pub(crate) async fn play(beam: &mut Beam, all: &[Interaction]) {
    let mut failures = Vec::new();
    for Interaction { name, says, hears } in all {
        let heard = beam.eval(says).await;
        if heard != *hears {
            failures.push(format!("{name}: {heard}, and not {hears}"));
        }
    }
    assert!(failures.is_empty(), "{failures:#?}");
}
