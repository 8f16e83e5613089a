//! Functions that one node calls on another.

use std::time::Duration;

use actor_core::etf::Term;
use actor_core::node::{Raised, RpcError, TermMessage};
use actor_core::{ExitReason, Pid, System, process};

use crate::cluster::Cluster;

async fn temperature((city,): (String,)) -> Result<f64, String> {
    match city.as_str() {
        "Singapore" => Ok(31.5),
        other => Err(format!("{other} is unknown")),
    }
}

/// Exports what the tests call.
fn export_all(system: &System) {
    system.export("Elixir.Weather", "temperature", temperature);
    system.export("Elixir.Weather", "crash", async |(): ()| -> u32 {
        panic!("a storm")
    });
    system.export("Elixir.Weather", "exit", async |(): ()| -> u32 {
        process::exit_self("out of weather")
    });
    system.export("Elixir.Weather", "kill", async |(): ()| {
        process::exit(process::id(), ExitReason::Kill);
    });
    system.export("Elixir.Weather", "wait", async |(): ()| {
        std::future::pending::<()>().await;
    });
    system.export("Elixir.Weather", "caller", async |(pid,): (Pid,)| {
        (pid, process::id())
    });
    system.export_raw("Elixir.Weather", "throw", async |[what]: [Term; 1]| {
        Err(Raised::Throw(what))
    });
}

const WEATHER: &str = "Elixir.Weather";

#[tokio::test]
async fn a_function_answers_another_node() {
    let cluster = Cluster::new().await;
    let (a, node_a) = cluster.node("a").await;
    let (b, node_b) = cluster.node("b").await;
    export_all(&a);
    let a = node_a.name().clone();
    b.enter(async move {
        let ask = |city| {
            node_b.call::<Result<f64, String>, _>(
                &a,
                WEATHER,
                "temperature",
                (city,),
            )
        };
        assert_eq!(ask("Singapore").await, Ok(Ok(31.5)));
        let unknown = Err("Rome is unknown".to_owned());
        assert_eq!(ask("Rome").await, Ok(unknown));
        // Its pid comes home as what it was, and theirs is another's.
        let me = process::id();
        let caller = node_b.call(&a, WEATHER, "caller", (me,));
        let (back, theirs): (Pid, Pid) = caller.await.unwrap();
        assert_eq!(back, me);
        assert!(!theirs.is_local());
    })
    .await;
}

#[tokio::test]
async fn a_node_calls_its_own_functions_too() {
    let cluster = Cluster::new().await;
    let (a, node) = cluster.node("a").await;
    export_all(&a);
    let own = node.name().clone();
    let call = node.call(&own, WEATHER, "temperature", ("Singapore",));
    assert_eq!(call.await, Ok::<Result<f64, String>, _>(Ok(31.5)));
    let killed = node.call::<(), _>(&own, WEATHER, "kill", ()).await;
    assert_eq!(killed, Err(RpcError::Exited(ExitReason::Killed)));
}

#[tokio::test]
async fn what_a_function_raises_is_told_apart() {
    let cluster = Cluster::new().await;
    let (a, node_a) = cluster.node("a").await;
    let (_b, node_b) = cluster.node("b").await;
    export_all(&a);
    let a = node_a.name().clone();
    let call = |function| node_b.call::<Term, _>(&a, WEATHER, function, ());
    let Err(RpcError::Raised { reason, stack }) = call("crash").await else {
        panic!("a panic is an error of the function");
    };
    let text = reason.to_string();
    assert!(text.starts_with("{panic,<<\"panic: a storm at "), "{text}");
    assert_eq!(stack.to_string(), "[{'Elixir.Weather',crash,0,[]}]");
    let exited = ExitReason::other("out of weather");
    assert_eq!(call("exit").await, Err(RpcError::Exited(exited)));
    let killed = RpcError::Exited(ExitReason::Killed);
    assert_eq!(call("kill").await, Err(killed));
    let thrown = node_b.call::<Term, _>(&a, WEATHER, "throw", (7,)).await;
    assert_eq!(thrown, Err(RpcError::Thrown(Term::from(7))));
    let Err(RpcError::Raised { reason, stack }) = call("throw").await else {
        panic!("there is no such function without arguments");
    };
    assert_eq!(reason, Term::atom("undef"));
    assert_eq!(stack.to_string(), "[{'Elixir.Weather',throw,[],[]}]");
    let wrong = node_b.call::<Term, _>(&a, WEATHER, "temperature", (7,)).await;
    let Err(RpcError::Raised { reason, .. }) = wrong else {
        panic!("a city is no number");
    };
    assert_eq!(reason, Term::atom("function_clause"));
    let other = node_b.call::<u32, _>(&a, WEATHER, "temperature", ("Rome",));
    assert!(matches!(other.await, Err(RpcError::Unreadable(_))));
}

#[tokio::test]
async fn a_call_that_takes_too_long_is_given_up() {
    let cluster = Cluster::new().await;
    let (a, node_a) = cluster.node("a").await;
    let (_b, node_b) = cluster.node("b").await;
    export_all(&a);
    let a = node_a.name().clone();
    let time = Duration::from_millis(10);
    let wait = node_b.call::<(), _>(&a, WEATHER, "wait", ()).within(time);
    assert_eq!(wait.await, Err(RpcError::Timeout(time)));
    let wait = node_b.call::<(), _>(&a, WEATHER, "wait", ());
    let lost = async {
        // What is asked after that is answered after that.
        let next = node_b.call::<Result<f64, String>, _>(
            &a,
            WEATHER,
            "temperature",
            ("Singapore",),
        );
        next.await.unwrap().unwrap();
        node_a.stop().await;
    };
    let (wait, ()) = tokio::join!(wait.into_future(), lost);
    assert_eq!(wait, Err(RpcError::NodeDown));
    let gone = node_b.call::<(), _>(&a, WEATHER, "wait", ()).await;
    assert_eq!(gone, Err(RpcError::NodeDown));
}

#[tokio::test]
async fn many_nodes_are_called_at_once() {
    let cluster = Cluster::new().await;
    let (a, node_a) = cluster.node("a").await;
    let (b, node_b) = cluster.node("b").await;
    let (_c, node_c) = cluster.node("c").await;
    export_all(&a);
    export_all(&b);
    let [a, b, c] = [&node_a, &node_b, &node_c].map(|it| it.name().clone());
    let all = [a.clone(), b.clone(), c.clone()];
    let answers = node_b
        .multicall::<Result<f64, String>, _>(
            &all,
            WEATHER,
            "temperature",
            ("Singapore",),
        )
        .await;
    assert_eq!(answers.replies, [(a, Ok(31.5)), (b, Ok(31.5))]);
    let [(failed, RpcError::Raised { .. })] = answers.failed.as_slice() else {
        panic!("{answers:?}");
    };
    assert_eq!(*failed, c);
}

#[tokio::test]
async fn a_cast_calls_and_nobody_waits() {
    let cluster = Cluster::new().await;
    let (a, node_a) = cluster.node("a").await;
    let (b, node_b) = cluster.node("b").await;
    let (sender, mut receiver) = tokio::sync::mpsc::unbounded_channel();
    for system in [&a, &b] {
        let sender = sender.clone();
        system.export("Elixir.Weather", "note", move |(it,): (String,)| {
            let sender = sender.clone();
            async move { sender.send(it).unwrap() }
        });
    }
    node_b.cast(node_a.name(), WEATHER, "note", ("rain",));
    assert_eq!(receiver.recv().await.as_deref(), Some("rain"));
    node_b.cast(node_b.name(), WEATHER, "note", ("snow",));
    assert_eq!(receiver.recv().await.as_deref(), Some("snow"));
}

#[tokio::test]
async fn some_functions_of_erlang_are_there() {
    let cluster = Cluster::new().await;
    let (a, node_a) = cluster.node("a").await;
    let (b, node_b) = cluster.node("b").await;
    let (name_a, name_b) = (node_a.name().clone(), node_b.name().clone());
    let (ready, is_ready) = tokio::sync::oneshot::channel();
    let baker = a.spawn(async |_: actor_core::Mailbox<()>| {
        process::register("baker").unwrap();
        ready.send(()).unwrap();
        std::future::pending::<()>().await;
    });
    is_ready.await.unwrap();
    b.enter(async move {
        let call = |function, arguments: Vec<Term>| {
            node_b.call::<Term, _>(&name_a, "erlang", function, arguments)
        };
        let node = call("node", vec![]).await.unwrap();
        assert_eq!(node.as_atom(), Some(name_a.as_str()));
        let hidden = call("nodes", vec![Term::atom("hidden")]).await.unwrap();
        assert_eq!(hidden.to_string(), format!("['{name_b}']"));
        let name = vec![Term::atom("baker")];
        let found = call("whereis", name.clone()).await.unwrap();
        let is_alive = "is_process_alive";
        let alive = call(is_alive, vec![found.clone()]).await;
        assert_eq!(alive, Ok(true.into()));
        let typed =
            node_b.call(&name_a, "erlang", "whereis", (name[0].clone(),));
        let pid: Pid = typed.await.unwrap();
        process::exit(pid, ExitReason::Kill);
        baker.down().await;
        let alive = call(is_alive, vec![found]).await;
        assert_eq!(alive, Ok(false.into()));
        let found = call("whereis", name).await;
        assert_eq!(found, Ok(Term::atom("undefined")));
        let nested =
            vec![Term::atom("erlang"), Term::atom("node"), Term::list([])];
        let node = call("apply", nested).await.unwrap();
        assert_eq!(node.as_atom(), Some(name_a.as_str()));
        let Err(RpcError::Raised { reason, .. }) =
            call("whereis", vec![Term::from(1)]).await
        else {
            panic!("a number is no name");
        };
        assert_eq!(reason, Term::atom("badarg"));
    })
    .await;
}

#[tokio::test]
async fn rex_calls_for_those_who_ask_it() {
    let cluster = Cluster::new().await;
    let (a, node_a) = cluster.node("a").await;
    let (_b, node_b) = cluster.node("b").await;
    export_all(&a);
    let rex = node_b.server(("rex", node_a.name().clone()));
    let ask = async |kind, function, list: Vec<Term>| {
        let request = Term::tuple([
            Term::atom(kind),
            Term::atom(WEATHER),
            Term::atom(function),
            list.into(),
            Term::atom("user"),
        ]);
        let answer = rex.call(|reply| TermMessage::Call(request, reply)).await;
        answer.unwrap().to_string()
    };
    let singapore = || vec![Term::from("Singapore")];
    for kind in ["call", "block_call"] {
        let found = ask(kind, "temperature", singapore()).await;
        assert_eq!(found, "{ok,31.5}");
        let missing = ask(kind, "nothing", vec![]).await;
        assert_eq!(
            missing,
            "{badrpc,{'EXIT',{undef,[{'Elixir.Weather',nothing,[],[]}]}}}"
        );
        assert_eq!(ask(kind, "throw", vec![7.into()]).await, "7");
        let exit = ask(kind, "exit", vec![]).await;
        assert_eq!(exit, "{badrpc,{'EXIT',<<\"out of weather\">>}}");
    }
    let killed = ask("call", "kill", vec![]).await;
    assert_eq!(killed, "{badrpc,{'EXIT',killed}}");
}
