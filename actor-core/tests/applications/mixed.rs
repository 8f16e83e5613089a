//! Nodes of Erlang and of this library that share an application.

use std::time::Duration;

use actor_core::Supervisor;
use actor_core::application::{Distributed, StartType, SyncNodes};
use actor_core::supervisor::Strategy;

use crate::beam::Beam;
use crate::chucky::{self, answers_from};
use crate::erlang;
use crate::member::{DEADLINE, Event, Member, Nodes, a_then_b_or_c, named};

const DELAY: Duration = Duration::from_millis(100);

/// The same as `a_then_b_or_c`, as Erlang is told it.
const SHARED: &str = "[{chucky,100,['a@127.0.0.1',\
    {'b@127.0.0.1','c@127.0.0.1'}]}]";

/// Starts a node of ours that waits for others.
async fn ours(
    nodes: &Nodes,
    name: &'static str,
    others: [&str; 2],
    shared: &Distributed,
) -> Member {
    let sync = SyncNodes::within(DEADLINE).mandatory(others.map(named));
    let options = nodes.options(name).distributed(shared.clone());
    let options = options.sync_nodes(sync);
    Member::start(name, options).await.unwrap()
}

async fn start(nodes: &Nodes, name: &'static str, member: &Member) {
    let story = nodes.story(name, async |_| {
        let tree = Supervisor::new(Strategy::OneForOne).child(chucky::child());
        tree.start_link().await
    });
    member.start_application(story).await.unwrap();
}

async fn happens_on(beam: &mut Beam, what: &str) {
    assert_eq!(beam.eval("Next()").await, what);
}

#[tokio::test]
async fn a_node_of_ours_stands_by_for_one_of_erlang() {
    if !erlang::is_installed() {
        return;
    }
    let mut nodes = Nodes::new().await;
    let shared = a_then_b_or_c(DELAY);
    let (mut beam, b, c) = tokio::join!(
        nodes.erlang("a", &["b", "c"], SHARED),
        ours(&nodes, "b", ["a", "c"], &shared),
        ours(&nodes, "c", ["a", "b"], &shared),
    );
    let on_erlang = async {
        assert_eq!(beam.eval("Start()").await, "ok");
        happens_on(&mut beam, "normal").await;
    };
    tokio::join!(on_erlang, start(&nodes, "b", &b), start(&nodes, "c", &c));
    for member in [&b, &c] {
        member.sees_it_on("a").await;
        answers_from(&member.system, "a").await;
        assert!(!member.runs());
    }
    nodes.nothing_happened();

    // Failover to ours.
    beam.kill();
    nodes.happens("b", Event::Starts(StartType::Failover(named("a")))).await;
    c.sees_it_on("b").await;
    answers_from(&c.system, "b").await;

    // Erlang takes it over.
    let mut beam = nodes.erlang("a", &["b", "c"], SHARED).await;
    assert_eq!(beam.eval("Start()").await, "ok");
    happens_on(&mut beam, "{takeover,'b@127.0.0.1'}").await;
    nodes.happens("b", Event::Stopped).await;
    for member in [&b, &c] {
        member.sees_it_on("a").await;
        answers_from(&member.system, "a").await;
    }

    // It may not run it any more, and then it may.
    let permit = "application:permit(chucky, false)";
    assert_eq!(beam.eval(permit).await, "ok");
    nodes.happens("b", Event::Starts(StartType::Takeover(named("a")))).await;
    happens_on(&mut beam, "stopped").await;
    c.sees_it_on("b").await;
    let permit = "application:permit(chucky, true)";
    assert_eq!(beam.eval(permit).await, "ok");
    happens_on(&mut beam, "{takeover,'b@127.0.0.1'}").await;
    nodes.happens("b", Event::Stopped).await;
    c.sees_it_on("a").await;

    // Once more, to the other one.
    drop(b);
    beam.kill();
    nodes.happens("c", Event::Starts(StartType::Failover(named("a")))).await;
    answers_from(&c.system, "c").await;
    nodes.nothing_happened();
}

#[tokio::test]
async fn a_node_of_erlang_stands_by_for_one_of_ours() {
    if !erlang::is_installed() {
        return;
    }
    let mut nodes = Nodes::new().await;
    let shared = a_then_b_or_c(DELAY);
    let (a, mut beam, c) = tokio::join!(
        ours(&nodes, "a", ["b", "c"], &shared),
        nodes.erlang("b", &["a", "c"], SHARED),
        ours(&nodes, "c", ["a", "b"], &shared),
    );
    let on_erlang = async { assert_eq!(beam.eval("Start()").await, "ok") };
    tokio::join!(start(&nodes, "a", &a), on_erlang, start(&nodes, "c", &c));
    nodes.happens("a", Event::Starts(StartType::Normal)).await;
    assert_eq!(beam.eval("Runs()").await, "false");
    c.sees_it_on("a").await;
    let ask = "gen_server:call({global, chucky}, fact)";
    assert_eq!(beam.eval(ask).await, "<<\"a@127.0.0.1\">>");

    // Failover to Erlang, of two with the same weight the first by name.
    drop(a);
    happens_on(&mut beam, "normal").await;
    c.sees_it_on("b").await;
    answers_from(&c.system, "b").await;

    // Ours takes it over.
    let a = ours(&nodes, "a", ["b", "c"], &shared).await;
    start(&nodes, "a", &a).await;
    nodes.happens("a", Event::Starts(StartType::Takeover(named("b")))).await;
    happens_on(&mut beam, "stopped").await;
    assert_eq!(beam.eval("Until(fun() -> not Runs() end)").await, "true");
    c.sees_it_on("a").await;
    assert_eq!(beam.eval(ask).await, "<<\"a@127.0.0.1\">>");

    // Now less runs on ours; and on to the last one.
    assert_eq!(beam.eval("application:start(sasl)").await, "ok");
    drop(a);
    nodes.happens("c", Event::Starts(StartType::Failover(named("a")))).await;
    let ask = "Until(fun() ->
        <<\"c@127.0.0.1\">> =:= catch gen_server:call({global, chucky}, fact)
    end)";
    assert_eq!(beam.eval(ask).await, "true");
    nodes.nothing_happened();
    drop(c);
    happens_on(&mut beam, "normal").await;
}
