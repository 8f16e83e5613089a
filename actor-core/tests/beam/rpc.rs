//! Functions that nodes call on each other, and processes they start there.
//!
//! It is long because it is mostly tables of what is called, and what comes back.

use actor_core::etf::Term;
use actor_core::node::{Raised, RpcError, SpawnError};
use actor_core::{ExitReason, Mailbox, Pid, ProcessRef, System, process};

use crate::cluster::Cluster;
use crate::interaction::{ELIXIR, ERLANG, Interaction, play};

/// Exports what the others call.
fn export_all(system: &System) {
    let temperature = async |(city,): (String,)| match city.as_str() {
        "Singapore" => Ok(31.5),
        other => Err(format!("{other} is unknown")),
    };
    system.export("Elixir.Weather", "temperature", temperature);
    system.export("Elixir.Weather", "exit", async |(): ()| -> () {
        process::exit_self("out_of_weather")
    });
    system.export("Elixir.Weather", "panic", async |(): ()| -> () {
        panic!("a storm")
    });
    system.export("Elixir.Weather", "kill", async |(): ()| {
        process::exit(process::id(), ExitReason::Kill);
    });
    system.export("Elixir.Weather", "wait", async |(): ()| {
        std::future::pending::<()>().await;
    });
    system.export("Elixir.Weather", "tell", async |(to, what): (Pid, Term)| {
        ProcessRef::<Term>::across(to).send(what);
    });
    system.export_raw("Elixir.Weather", "throw", async |[what]: [Term; 1]| {
        Err(Raised::Throw(what))
    });
    system.export_raw("Elixir.Weather", "error", async |[what]: [Term; 1]| {
        Err(Raised::Error(what))
    });
    let echo = async |mut mailbox: Mailbox<Term>, (to,): (Pid,)| {
        let to = ProcessRef::<Term>::across(to);
        loop {
            to.send(mailbox.receive().await);
        }
    };
    system.export_process("Elixir.Echo", "start", echo);
}

const CALLS: &[Interaction] = &[
    Interaction {
        name: "erpc:call",
        says: r#"W = 'Elixir.Weather',
            erpc:call(Us, W, temperature, [<<"Singapore">>])"#,
        hears: "{ok,31.5}",
    },
    Interaction {
        name: "erpc:call in time",
        says: r#"erpc:call(Us, W, temperature, [<<"Rome">>], 30000)"#,
        hears: r#"{error,<<"Rome is unknown">>}"#,
    },
    Interaction {
        name: "an answer that is too late",
        says: "try erpc:call(Us, W, wait, [], 50) catch C:R -> {C, R} end",
        hears: "{error,{erpc,timeout}}",
    },
    Interaction {
        name: "a function that is not there",
        says: "try erpc:call(Us, W, nothing, [1]) catch C1:R1 -> {C1, R1} end",
        hears: "{error,{exception,undef,[{'Elixir.Weather',nothing,[1],[]}]}}",
    },
    Interaction {
        name: "arguments of another type",
        says: "try erpc:call(Us, W, temperature, [1]) catch C2:R2 -> {C2, R2} end",
        hears: "{error,{exception,function_clause,\
            [{'Elixir.Weather',temperature,[1],[]}]}}",
    },
    Interaction {
        name: "an error",
        says: "try erpc:call(Us, W, error, [x]) catch C3:R3 -> {C3, R3} end",
        hears: "{error,{exception,x,[{'Elixir.Weather',error,1,[]}]}}",
    },
    Interaction {
        name: "a panic",
        says: "try erpc:call(Us, W, panic, []) catch
            C4:{exception, {panic, Text}, S4} ->
                {C4, is_binary(Text), S4} end",
        hears: "{error,true,[{'Elixir.Weather',panic,0,[]}]}",
    },
    Interaction {
        name: "an exit",
        says: "try erpc:call(Us, W, exit, []) catch C5:R5 -> {C5, R5} end",
        hears: "{exit,{exception,out_of_weather}}",
    },
    Interaction {
        name: "a kill",
        says: "try erpc:call(Us, W, kill, []) catch C6:R6 -> {C6, R6} end",
        hears: "{exit,{signal,killed}}",
    },
    Interaction {
        name: "a throw",
        says: "try erpc:call(Us, W, throw, [7]) catch C7:R7 -> {C7, R7} end",
        hears: "{throw,7}",
    },
    Interaction {
        name: "a closure is not supported",
        says: "try erpc:call(Us, fun() -> 1 end) catch C8:R8 -> {C8, R8} end",
        hears: "{error,{exception,notsup,[{erlang,apply,2,[]}]}}",
    },
    Interaction {
        name: "a request whose answer is received",
        says: r#"Q = erpc:send_request(Us, W, temperature, [<<"Singapore">>]),
            erpc:receive_response(Q, 30000)"#,
        hears: "{ok,31.5}",
    },
    Interaction {
        name: "erpc:multicall",
        says: r#"erpc:multicall([Us], W, temperature, [<<"Singapore">>])"#,
        hears: "[{ok,{ok,31.5}}]",
    },
    Interaction {
        name: "erpc:cast",
        says: "erpc:cast(Us, W, tell, [self(), {hello, 1}]), Heard()",
        hears: "{hello,1}",
    },
    Interaction {
        name: "erpc:multicast",
        says: "erpc:multicast([Us], W, tell, [self(), hello]), Heard()",
        hears: "hello",
    },
    Interaction {
        name: "rpc:call",
        says: r#"rpc:call(Us, W, temperature, [<<"Singapore">>])"#,
        hears: "{ok,31.5}",
    },
    Interaction {
        name: "rpc:call of what is not there",
        says: "rpc:call(Us, W, nothing, [])",
        hears: "{badrpc,{'EXIT',{undef,[{'Elixir.Weather',nothing,[],[]}]}}}",
    },
    Interaction {
        name: "rpc:call of what exits, is killed or throws",
        says: "[rpc:call(Us, W, exit, []), rpc:call(Us, W, kill, []),
            rpc:call(Us, W, throw, [7]), rpc:call(Us, W, wait, [], 50)]",
        hears: "[{badrpc,{'EXIT',out_of_weather}},{badrpc,{'EXIT',killed}},\
            7,{badrpc,timeout}]",
    },
    Interaction {
        name: "rpc:block_call",
        says: r#"[rpc:block_call(Us, W, temperature, [<<"Singapore">>]),
            rpc:block_call(Us, W, nothing, []),
            rpc:block_call(Us, W, error, [x]),
            rpc:block_call(Us, W, exit, []),
            rpc:block_call(Us, W, throw, [7])]"#,
        hears: "[{ok,31.5},\
            {badrpc,{'EXIT',{undef,[{'Elixir.Weather',nothing,[],[]}]}}},\
            {badrpc,{'EXIT',{x,[{'Elixir.Weather',error,1,[]}]}}},\
            {badrpc,{'EXIT',out_of_weather}},7]",
    },
    Interaction {
        name: "rpc:multicall",
        says: r#"rpc:multicall([Us, 'nobody@127.0.0.1'], W, temperature,
            [<<"Singapore">>])"#,
        hears: "{[{ok,31.5}],['nobody@127.0.0.1']}",
    },
    Interaction {
        name: "rpc:cast",
        says: "rpc:cast(Us, W, tell, [self(), cast]), Heard()",
        hears: "cast",
    },
    Interaction {
        name: "rpc:async_call",
        says: r#"K = rpc:async_call(Us, W, temperature, [<<"Singapore">>]),
            rpc:yield(K)"#,
        hears: "{ok,31.5}",
    },
    Interaction {
        name: "what rex answers to other programs",
        says: "X = {rex, Us}, X ! {self(), features_request}, F1 = Heard(),
            X ! {self(), {call, erlang, node, [], self()}}, F2 = Heard(),
            X ! {self(), {call, W, kill, [], self()}}, F3 = Heard(),
            X ! {self(), {sbcast, nobody, x}}, F4 = Heard(),
            X ! {self(), {sbcast, rex, x}}, F5 = Heard(),
            [F1, F2, F3, F4, F5]",
        hears: "[{features_reply,'rust@127.0.0.1',[erpc]},\
            {rex,'rust@127.0.0.1'},\
            {rex,{badrpc,{'EXIT',killed}}},\
            {rex,'rust@127.0.0.1',{nonexisting_name,nobody}},\
            {rex,'rust@127.0.0.1','rust@127.0.0.1'}]",
    },
    Interaction {
        name: "a call of rex's own kind",
        says: "[gen_server:call(X, {call, erlang, node, [], self()}),
            gen_server:call(X, {call, W, kill, [], self()})]",
        hears: "['rust@127.0.0.1',{badrpc,{'EXIT',killed}}]",
    },
    Interaction {
        name: "a cast of rex's own kind",
        says: "gen_server:cast(X, {cast, W, tell, [self(), it], self()}),
            Heard()",
        hears: "it",
    },
    Interaction {
        name: "functions of erlang",
        says: "Rex = rpc:call(Us, erlang, whereis, [rex]),
            [rpc:call(Us, erlang, node, []), node(Rex),
            rpc:call(Us, erlang, whereis, [nobody]),
            rpc:call(Us, erlang, is_process_alive, [Rex]),
            lists:member(rex, rpc:call(Us, erlang, registered, [])),
            lists:member(Rex, rpc:call(Us, erlang, processes, [])),
            rpc:call(Us, erlang, apply, [erlang, node, []]),
            lists:member(node(), rpc:call(Us, erlang, nodes, [connected]))]",
        hears: "['rust@127.0.0.1','rust@127.0.0.1',undefined,true,true,true,\
            'rust@127.0.0.1',true]",
    },
];

const SPAWNS: &[Interaction] = &[
    Interaction {
        name: "a process that is spawned",
        says: "W = 'Elixir.Weather', E = 'Elixir.Echo',
            P1 = spawn(Us, E, start, [self()]), P1 ! {hello, 1}, Heard()",
        hears: "{hello,1}",
    },
    Interaction {
        name: "a process that is spawned and killed",
        says: "{P2, M2} = spawn_monitor(Us, E, start, [self()]),
            P2 ! hello, hello = Heard(), exit(P2, boom),
            receive {'DOWN', M2, process, P2, R2} -> R2 end",
        hears: "boom",
    },
    Interaction {
        name: "a process that is spawned and linked",
        says: "process_flag(trap_exit, true),
            P3 = spawn_link(Us, W, exit, []),
            receive {'EXIT', P3, R3} -> R3 end",
        hears: "out_of_weather",
    },
    Interaction {
        name: "a function that is spawned and missing",
        says: "{P4, M4} = spawn_monitor(Us, W, nothing, [1]),
            receive {'DOWN', M4, process, P4, R4} -> R4 end",
        hears: "{undef,[{'Elixir.Weather',nothing,[1],[]}]}",
    },
    Interaction {
        name: "a function that is spawned and throws, fails or returns",
        says: r#"[begin {P5, M5} = spawn_monitor(Us, W, F5, A5),
            receive {'DOWN', M5, process, P5, R5} -> R5 end end
            || {F5, A5} <- [{throw, [7]}, {error, [x]},
                {temperature, [<<"Singapore">>]}]]"#,
        hears: "[{{nocatch,7},[{'Elixir.Weather',throw,1,[]}]},\
            {x,[{'Elixir.Weather',error,1,[]}]},normal]",
    },
    Interaction {
        name: "a link and a monitor at once",
        says: "process_flag(trap_exit, true),
            {P6, M6} = spawn_opt(Us, W, exit, [], [link, monitor]),
            receive {'DOWN', M6, process, P6, R6} ->
                receive {'EXIT', P6, R7} -> {R6, R7} end end",
        hears: "{out_of_weather,out_of_weather}",
    },
    Interaction {
        name: "spawn_request",
        says: "Q1 = spawn_request(Us, E, start, [self()], [monitor]),
            receive {spawn_reply, Q1, ok, P8} -> exit(P8, kill) end,
            receive {'DOWN', Q1, process, P8, R8} -> R8 end",
        hears: "killed",
    },
    Interaction {
        name: "a closure is not spawned",
        says: "Q2 = spawn_request(Us, fun() -> ok end, []),
            receive {spawn_reply, Q2, error, R9} -> R9 end",
        hears: "notsup",
    },
    Interaction {
        name: "a function by name is spawned",
        says: "Me = self(),
            Q3 = spawn_request(Us, erlang, apply,
                [fun 'Elixir.Weather':tell/2, [Me, told]], []),
            receive {spawn_reply, Q3, ok, _} -> Heard() end",
        hears: "told",
    },
    Interaction {
        name: "who starts a process takes it along",
        says: "Starter = self(), S = spawn(fun() ->
                P10 = spawn_link(Us, E, start, [Starter]),
                Starter ! {started, P10},
                receive stop -> exit(stopped) end end),
            receive {started, P11} -> ok end,
            M11 = monitor(process, P11), S ! stop,
            receive {'DOWN', M11, process, P11, R11} -> R11 end",
        hears: "stopped",
    },
];

const IN_ELIXIR: &[Interaction] = &[
    Interaction {
        name: ":erpc.call",
        says: r#":erpc.call(us, Weather, :temperature, ["Singapore"])"#,
        hears: "{:ok, 31.5}",
    },
    Interaction {
        name: ":rpc.multicall",
        says: r#":rpc.multicall([us], Weather, :temperature, ["Rome"])"#,
        hears: r#"{[error: "Rome is unknown"], []}"#,
    },
    Interaction {
        name: "Node.spawn_monitor",
        says: "{pid, ref} = Node.spawn_monitor(us, Weather, :exit, [])
            receive do {:DOWN, ^ref, _, ^pid, reason} -> reason end",
        hears: ":out_of_weather",
    },
    Interaction {
        name: "Node.spawn_link",
        says: "Process.flag(:trap_exit, true)
            pid = Node.spawn_link(us, Weather, :exit, [])
            receive do {:EXIT, ^pid, reason} -> reason end",
        hears: ":out_of_weather",
    },
    Interaction {
        name: "Node.spawn",
        says: "Node.spawn(us, Weather, :tell, [self(), :hello])
            heard.()",
        hears: ":hello",
    },
    Interaction { name: "Node.ping", says: "Node.ping(us)", hears: ":pong" },
    Interaction {
        name: "functions of Elixir",
        says: "rex = :rpc.call(us, Process, :whereis, [:rex])
            {node(rex), :rpc.call(us, Process, :alive?, [rex]),
            :rpc.call(us, Process, :whereis, [:nobody]),
            :rpc.call(us, Node, :self, [])}",
        hears: r#"{:"rust@127.0.0.1", true, nil, :"rust@127.0.0.1"}"#,
    },
];

#[tokio::test]
async fn erlang_calls_functions_of_ours() {
    let cluster = Cluster::new().await;
    let (system, _node) = cluster.node("rust").await;
    export_all(&system);
    let Some(mut beam) = cluster.erlang("beam").start().await else { return };
    assert_eq!(beam.eval(ERLANG).await, "ready");
    play(&mut beam, CALLS).await;
}

#[tokio::test]
async fn erlang_starts_processes_of_ours() {
    let cluster = Cluster::new().await;
    let (system, _node) = cluster.node("rust").await;
    export_all(&system);
    let Some(mut beam) = cluster.erlang("beam").start().await else { return };
    assert_eq!(beam.eval(ERLANG).await, "ready");
    play(&mut beam, SPAWNS).await;
}

#[tokio::test]
async fn elixir_calls_functions_of_ours() {
    let cluster = Cluster::new().await;
    let (system, _node) = cluster.node("rust").await;
    export_all(&system);
    let Some(mut beam) = cluster.elixir("beam").start().await else { return };
    assert_eq!(beam.eval(ELIXIR).await, ":ready");
    play(&mut beam, IN_ELIXIR).await;
}

#[tokio::test]
async fn ours_calls_functions_of_erlang() {
    let cluster = Cluster::new().await;
    let (_system, node) = cluster.node("rust").await;
    let Some(mut beam) = cluster.erlang("beam").start().await else { return };
    let on = beam.name().clone();
    let lists = vec![vec![1, 2], vec![3]];
    let joined = node.call(&on, "lists", "append", (lists,)).await;
    assert_eq!(joined, Ok(vec![1, 2, 3]));
    let call = |function, what| {
        node.call::<Term, _>(&on, "erlang", function, (Term::atom(what),))
    };
    let thrown = call("throw", "x").await;
    assert_eq!(thrown, Err(RpcError::Thrown(Term::atom("x"))));
    let exited = call("exit", "x").await;
    assert_eq!(exited, Err(RpcError::Exited(ExitReason::other("x"))));
    let Err(RpcError::Raised { reason, stack }) = call("error", "x").await
    else {
        panic!("an error is told");
    };
    let said = (reason.to_string(), stack.to_string());
    assert_eq!(said, ("x".into(), "[{erlang,error,[x],[]}]".into()));
    let missing = node.call::<Term, _>(&on, "nobody", "nothing", ()).await;
    let Err(RpcError::Raised { reason, .. }) = missing else {
        panic!("there is no such function");
    };
    assert_eq!(reason, Term::atom("undef"));
    // It prints, which it could not if nobody took what it prints.
    let text = Term::charlist("~p~n");
    let print = (text, vec![Term::atom("printed")]);
    let printed = node.call::<Term, _>(&on, "io", "format", print).await;
    assert_eq!(printed, Ok(Term::atom("ok")));
    let all = [on.clone()];
    let answers = node.multicall::<Term, _>(&all, "erlang", "node", ()).await;
    let nodes: Vec<_> =
        answers.replies.iter().map(|reply| reply.1.to_string()).collect();
    assert_eq!(nodes, ["'beam@127.0.0.1'"]);
    assert_eq!(beam.eval("1 + 1").await, "2");
}

#[tokio::test]
async fn ours_starts_processes_of_erlang() {
    let cluster = Cluster::new().await;
    let (system, node) = cluster.node("rust").await;
    let Some(beam) = cluster.erlang("beam").start().await else { return };
    let on = beam.name().clone();
    system
        .enter_with(async move |mut mailbox: Mailbox<Term>| {
            process::trap_exit(true);
            let why = (Term::atom("why"),);
            let linked = node.spawn_link(&on, "erlang", "exit", why.clone());
            let linked = linked.await.unwrap();
            let exit = mailbox.exit(linked).await;
            assert_eq!(exit.reason, ExitReason::other("why"));
            let monitored = node.spawn_monitor(&on, "erlang", "exit", why);
            let (pid, monitor) = monitored.await.unwrap();
            let down = mailbox.down(monitor).await;
            assert_eq!(down.pid, pid);
            assert_eq!(down.reason, ExitReason::other("why"));
            let forever = (Term::atom("infinity"),);
            let sleeper = node.spawn_link(&on, "timer", "sleep", forever);
            let sleeper = sleeper.await.unwrap();
            process::exit(sleeper, "wake");
            let exit = mailbox.exit(sleeper).await;
            assert_eq!(exit.reason, ExitReason::other("wake"));
            let send = (process::id(), Term::atom("hello"));
            node.spawn(&on, "erlang", "send", send).await.unwrap();
            assert_eq!(mailbox.receive().await, Term::atom("hello"));
            let send = (process::id(), Term::atom("again"));
            node.cast(&on, "erlang", "send", send);
            assert_eq!(mailbox.receive().await, Term::atom("again"));
            drop(beam);
            let lost = node.spawn_link(&on, "timer", "sleep", (1,)).await;
            assert_eq!(lost, Err(SpawnError::NodeDown));
        })
        .await;
}
