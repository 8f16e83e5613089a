//! Names and locks that are shared with nodes of Erlang. It is long because
//! each promise of `global` is kept with them too.

use std::collections::BTreeSet;
use std::time::Duration;

use actor_core::etf::Term;
use actor_core::node::global::{self, Lock, Resolve};
use actor_core::{Mailbox, Node, Pid, ProcessRef, System};
use tokio::sync::mpsc;
use tokio::time::timeout;

use crate::beam::Beam;
use crate::cluster::{Cluster, Visibility};

/// How long anything here may take on a busy machine.
const DEADLINE: Duration = Duration::from_mins(1);

/// What the nodes of Erlang are told to do with names.
const TOOLS: &str = "
    Somebody = fun() -> spawn(fun() -> receive stop -> ok end end) end,
    Where = fun(Name) ->
        case global:whereis_name(Name) of
            undefined -> nowhere;
            Pid -> node(Pid)
        end
    end,
    Until = fun Until(Is) ->
        case Is() of
            true -> true;
            false -> receive after 5 -> Until(Is) end
        end
    end,
    ready";

/// Starts a visible node of ours.
async fn ours(cluster: &Cluster, name: &str) -> (System, Node) {
    cluster.seen(name, Visibility::Visible).await
}

/// Starts a node of Erlang that has the tools.
async fn theirs(cluster: &Cluster, name: &str) -> Option<Beam> {
    let mut beam = cluster.erlang(name).start().await?;
    assert_eq!(beam.eval(TOOLS).await, "ready");
    Some(beam)
}

async fn sync(system: &System) {
    timeout(DEADLINE, system.enter(global::sync())).await.unwrap();
}

/// Asks until it is so.
async fn eventually(system: &System, is_so: impl Fn() -> bool) {
    let asked = async {
        while !is_so() {
            sync(system).await;
            tokio::task::yield_now().await;
        }
    };
    timeout(DEADLINE, asked).await.unwrap();
}

async fn whereis(system: &System, name: &'static str) -> Option<Pid> {
    system.enter(async move { global::whereis(name) }).await
}

async fn until_named(
    system: &System,
    name: &'static str,
    is_it: impl Fn(Option<Pid>) -> bool,
) {
    let asked = async {
        while !is_it(whereis(system, name).await) {
            tokio::task::yield_now().await;
        }
    };
    timeout(DEADLINE, asked).await.unwrap();
}

fn somebody(system: &System) -> ProcessRef<()> {
    system.spawn(async |mut mailbox: Mailbox<()>| {
        mailbox.receive().await;
    })
}

async fn register(system: &System, name: &'static str) -> ProcessRef<()> {
    let owner = somebody(system);
    let named = system.enter(global::register(name, owner.pid()));
    timeout(DEADLINE, named).await.unwrap().unwrap();
    owner
}

async fn join(system: &System, node: &Node, beam: &mut Beam) {
    node.connect(beam.name()).await.unwrap();
    sync(system).await;
    assert_eq!(beam.eval("global:sync()").await, "ok");
}

#[tokio::test]
async fn erlang_and_this_library_share_names() {
    let cluster = Cluster::new().await;
    let (system, node) = ours(&cluster, "rust").await;
    let Some(mut one) = theirs(&cluster, "beam1").await else { return };
    let chucky = register(&system, "chucky").await;
    join(&system, &node, &mut one).await;
    assert_eq!(one.eval("Where(chucky)").await, "'rust@127.0.0.1'");
    let taken = one.eval("global:register_name(chucky, self())").await;
    assert_eq!(taken, "no");
    let pizza = "Pizza = Somebody(), global:register_name(pizza, Pizza)";
    assert_eq!(one.eval(pizza).await, "yes");
    assert!(whereis(&system, "pizza").await.is_some_and(|it| !it.is_local()));
    // Whom the first two know, the third knows, and the other way round.
    let Some(mut two) = theirs(&cluster, "beam2").await else { return };
    let soup = "Soup = Somebody(), global:register_name(soup, Soup)";
    assert_eq!(two.eval(soup).await, "yes");
    let connect = "net_kernel:connect_node('beam1@127.0.0.1')";
    assert_eq!(two.eval(connect).await, "true");
    eventually(&system, || node.nodes().len() == 2).await;
    sync(&system).await;
    assert_eq!(two.eval("global:sync()").await, "ok");
    assert_eq!(two.eval("Where(chucky)").await, "'rust@127.0.0.1'");
    assert_eq!(two.eval("Where(pizza)").await, "'beam1@127.0.0.1'");
    until_named(&system, "soup", |pid| pid.is_some()).await;
    // A name of ours that is registered when all are there.
    register(&system, "pasta").await;
    for beam in [&mut one, &mut two] {
        assert_eq!(beam.eval("Where(pasta)").await, "'rust@127.0.0.1'");
    }
    let again = "global:re_register_name(pasta, Somebody())";
    assert_eq!(two.eval(again).await, "yes");
    assert!(whereis(&system, "pasta").await.is_some_and(|it| !it.is_local()));
    system.enter(global::unregister("pasta")).await;
    assert_eq!(one.eval("Where(pasta)").await, "nowhere");
    assert_eq!(one.eval("global:unregister_name(pasta)").await, "ok");

    // Names end with their processes, and with their nodes.
    chucky.send(());
    for beam in [&mut one, &mut two] {
        let gone = "Until(fun() -> Where(chucky) =:= nowhere end)";
        assert_eq!(beam.eval(gone).await, "true");
    }
    assert_eq!(one.eval("Pizza ! stop").await, "stop");
    until_named(&system, "pizza", |pid| pid.is_none()).await;
    assert!(whereis(&system, "soup").await.is_some());
    two.kill();
    until_named(&system, "soup", |pid| pid.is_none()).await;
}

#[tokio::test]
async fn erlang_and_this_library_exclude_each_other_by_locks() {
    let cluster = Cluster::new().await;
    let (system, node) = ours(&cluster, "rust").await;
    let Some(mut beam) = theirs(&cluster, "beam").await else { return };
    join(&system, &node, &mut beam).await;
    let trans = "global:trans({oven, self()}, fun() -> inside end)";
    assert_eq!(beam.eval(trans).await, "inside");
    let try_it = "global:set_lock({oven, self()}, [node() | nodes()], 0)";
    let oven = || Lock::new("oven").retries(0);
    let inside = system.enter_with(async move |_: Mailbox<()>| {
        let lock = oven();
        global::trans(&lock, async || beam.eval(try_it).await == "false")
            .await
            .map(|refused| (refused, beam))
    });
    let (refused, mut beam) = inside.await.unwrap();
    assert!(refused);
    // Whoever has it there has it here too, until it ends.
    let keep = "Me = self(),
        Keeper = spawn(fun() ->
            Me ! global:set_lock({oven, self()}),
            receive stop -> ok end
        end),
        receive Set -> Set end";
    assert_eq!(beam.eval(keep).await, "true");
    let set = || system.enter(async move { global::set_lock(&oven()).await });
    assert!(!set().await);
    assert_eq!(beam.eval("Keeper ! stop").await, "stop");
    let free = async { while !set().await {} };
    timeout(DEADLINE, free).await.unwrap();
    // Both ask for it again and again, and it is nobody's for long.
    let count = "length([global:trans({oven, self()}, fun() -> ok end)
        || _ <- lists:seq(1, 20)])";
    let loops = system.enter(async {
        for _ in 0..20 {
            let lock = Lock::new("oven");
            global::trans(&lock, async || ()).await.unwrap();
        }
    });
    let both = async { tokio::join!(beam.eval(count), loops).0 };
    assert_eq!(timeout(DEADLINE * 2, both).await.unwrap(), "20");
}

/// Registers a name on a node of ours, whose owner passes on what it is sent.
async fn owner(
    system: &System,
    resolve: Resolve,
) -> (ProcessRef<Term>, mpsc::UnboundedReceiver<Term>) {
    let (sender, receiver) = mpsc::unbounded_channel();
    let owner = system.spawn(async move |mut mailbox: Mailbox<Term>| {
        loop {
            let _ = sender.send(mailbox.receive().await);
        }
    });
    let named = global::register_by("chucky", owner.pid(), resolve);
    system.enter(named).await.unwrap();
    (owner, receiver)
}

#[tokio::test]
async fn a_conflict_with_a_node_of_erlang_is_resolved_by_either() {
    let cluster = Cluster::new().await;
    // One before and one behind ours in the order of names.
    for name in ["beam", "zbeam"] {
        let (system, node) = ours(&cluster, "rust").await;
        let Some(mut beam) = theirs(&cluster, name).await else { return };
        let (owner, _told) = owner(&system, Resolve::default()).await;
        let named = "Chucky = Somebody(), global:register_name(chucky, Chucky)";
        assert_eq!(beam.eval(named).await, "yes");
        join(&system, &node, &mut beam).await;
        let survives = name == "zbeam";
        if !survives {
            owner.down().await;
        }
        until_named(&system, "chucky", |pid| {
            pid.is_some_and(|pid| pid.is_local() == survives)
        })
        .await;
        let winner = if survives { "rust" } else { name };
        let is_it = format!(
            "Until(fun() -> Where(chucky) =:= '{winner}@127.0.0.1' end)"
        );
        assert_eq!(beam.eval(&is_it).await, "true");
        let alive = format!(
            "Until(fun() -> is_process_alive(Chucky) =:= {} end)",
            !survives
        );
        assert_eq!(beam.eval(&alive).await, "true");
        assert_eq!(owner.is_alive(), survives);
        node.stop().await;
    }
}

#[tokio::test]
async fn whoever_loses_a_name_to_a_node_of_erlang_is_told() {
    let cluster = Cluster::new().await;
    let (system, node) = ours(&cluster, "rust").await;
    let Some(mut beam) = theirs(&cluster, "beam").await else { return };
    let (owner, mut told) = owner(&system, Resolve::NotifyAllName).await;
    let named = "Me = self(),
        Chucky = spawn(fun() ->
            Notify = fun global:notify_all_name/3,
            Me ! global:register_name(chucky, self(), Notify),
            receive {global_name_conflict, chucky, Other} ->
                receive {ask, From} -> From ! node(Other) end
            end
        end),
        receive Named -> Named end";
    assert_eq!(beam.eval(named).await, "yes");
    join(&system, &node, &mut beam).await;
    let told = timeout(DEADLINE, told.recv()).await.unwrap().unwrap();
    let text = told.to_string();
    assert!(text.starts_with("{global_name_conflict,chucky,<"), "{text}");
    assert!(owner.is_alive());
    let other = "Chucky ! {ask, self()}, receive Node -> Node end";
    assert_eq!(beam.eval(other).await, "'rust@127.0.0.1'");
    until_named(&system, "chucky", |pid| pid.is_none()).await;
    let gone = "Until(fun() -> Where(chucky) =:= nowhere end)";
    assert_eq!(beam.eval(gone).await, "true");
}

#[tokio::test]
async fn a_function_of_erlang_can_choose_for_the_part_of_this_node() {
    let cluster = Cluster::new().await;
    let (system, node) = ours(&cluster, "rust").await;
    let Some(mut one) = theirs(&cluster, "zbeam").await else { return };
    let Some(mut two) = theirs(&cluster, "zzbeam").await else { return };
    join(&system, &node, &mut one).await;
    // It chooses the other one, which none of OTP's would.
    let named = "Chucky = Somebody(),
        global:register_name(chucky, Chucky, fun(_, Theirs, _) -> Theirs end)";
    assert_eq!(one.eval(named).await, "yes");
    let named = "Chucky = Somebody(), global:register_name(chucky, Chucky)";
    assert_eq!(two.eval(named).await, "yes");
    // Ours is the one that meets the other part, and the lesser of the two.
    join(&system, &node, &mut two).await;
    for beam in [&mut one, &mut two] {
        let is_it = "Until(fun() -> Where(chucky) =:= 'zzbeam@127.0.0.1' end)";
        assert_eq!(beam.eval(is_it).await, "true");
    }
    assert!(whereis(&system, "chucky").await.is_some());
    assert_eq!(one.eval("is_process_alive(Chucky)").await, "true");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_nodes_of_ours_meet_by_way_of_one_of_erlang() {
    let cluster = Cluster::new().await;
    let (a, node_a) = ours(&cluster, "a").await;
    let (z, node_z) = ours(&cluster, "z").await;
    let Some(mut beam) = theirs(&cluster, "beam").await else { return };
    register(&a, "pizza").await;
    register(&z, "pasta").await;
    join(&a, &node_a, &mut beam).await;
    join(&z, &node_z, &mut beam).await;
    for (system, node) in [(&a, &node_a), (&z, &node_z)] {
        eventually(system, || node.nodes().len() == 2).await;
        sync(system).await;
        for name in ["pizza", "pasta"] {
            until_named(system, name, |pid| pid.is_some()).await;
        }
    }
    assert_eq!(beam.eval("Where(pizza)").await, "'a@127.0.0.1'");
    assert_eq!(beam.eval("Where(pasta)").await, "'z@127.0.0.1'");
    // All three want a name, and one gets it.
    let wanted = [&a, &z].map(|system| {
        let (system, pid) = (system.clone(), somebody(system).pid());
        tokio::spawn(async move {
            system.enter(global::register("soup", pid)).await.is_ok()
        })
    });
    let theirs = beam.eval("global:register_name(soup, Somebody())").await;
    let mut winners = usize::from(theirs == "yes");
    for wanted in wanted {
        let won = timeout(DEADLINE, wanted).await.unwrap().unwrap();
        winners += usize::from(won);
    }
    assert_eq!(winners, 1);
    let pids = [whereis(&a, "soup").await, whereis(&z, "soup").await];
    let at_home = pids.map(|pid| usize::from(pid.unwrap().is_local()));
    let [at_a, at_z] = at_home;
    assert_eq!(at_a + at_z + usize::from(theirs == "yes"), 1);
}

/// Returns a node of Erlang, and those that it is connected to.
async fn part_of(beam: &mut Beam) -> BTreeSet<String> {
    let nodes = beam.eval("[node() | nodes()]").await;
    let names = nodes.split('\'').filter(|it| it.contains('@'));
    names.map(str::to_owned).collect()
}

/// Two of three nodes lose each other. In the end the third has lost both or,
/// if one of the two was asked to leave before it knew of its loss, and told
/// nobody then, only that one. OTP's nodes do the same among themselves.
#[tokio::test]
async fn partitions_do_not_overlap() {
    let cluster = Cluster::new().await;
    let (system, node) = ours(&cluster, "rust").await;
    let Some(mut one) = theirs(&cluster, "beam1").await else { return };
    let Some(mut two) = theirs(&cluster, "beam2").await else { return };
    let first = one.name().clone();
    for cut in ["ours", "theirs"] {
        join(&system, &node, &mut one).await;
        node.connect(two.name()).await.unwrap();
        sync(&system).await;
        for beam in [&mut one, &mut two] {
            let all = "Until(fun() -> length(nodes()) =:= 2 end)";
            assert_eq!(beam.eval(all).await, "true");
            assert_eq!(beam.eval("global:sync()").await, "ok");
        }
        sync(&system).await;
        if cut == "ours" {
            assert!(node.disconnect(&first));
        } else {
            let cut = "erlang:disconnect_node('beam2@127.0.0.1')";
            assert_eq!(one.eval(cut).await, "true");
        }
        let apart = async {
            loop {
                let ours = [node.nodes(), vec![node.name().clone()]].concat();
                let ours = ours.iter().map(ToString::to_string).collect();
                let [one, two] =
                    [part_of(&mut one).await, part_of(&mut two).await];
                let lost = if cut == "ours" { &ours } else { &two };
                let parts = [&ours, &one, &two];
                let overlap = parts.iter().any(|part| {
                    let mut others = parts.iter().filter(|it| *it != part);
                    others.any(|other| !other.is_disjoint(part))
                });
                if one.is_disjoint(lost) && !overlap {
                    return;
                }
            }
        };
        timeout(DEADLINE, apart).await.unwrap();
    }
}

#[tokio::test]
async fn a_name_server_that_does_not_answer_stops_nobody_for_long() {
    let cluster = Cluster::new().await;
    let system = System::new("rust");
    let time = Duration::from_secs(4);
    let options = cluster.options("rust").visible().tick_time(time);
    let node = options.start(&system).await.unwrap();
    let beam = cluster.erlang("zbeam").arguments("-kernel net_ticktime 4");
    let Some(mut beam) = beam.start().await else { return };
    join(&system, &node, &mut beam).await;
    assert_eq!(beam.eval("sys:suspend(global_name_server)").await, "ok");
    register(&system, "chucky").await;
    assert!(!node.nodes().contains(beam.name()));
}
