//! Theirs look into servers of ours, and hold them up.

use actor_core::etf::Term;
use actor_core::gen_server::{Init, Next};
use actor_core::node::Remote;
use actor_core::{GenServer, Reply};
use serde::{Deserialize, Serialize};

use crate::cluster::Cluster;
use crate::interaction::{ELIXIR, ERLANG, Interaction, play};

/// How many slices are left.
#[derive(Debug, Serialize)]
struct Pizza {
    slices: u32,
}

#[derive(Serialize, Deserialize)]
enum Message {
    Eat,
    Slices(Reply<u32>),
}

impl GenServer for Pizza {
    type Args = u32;
    type Message = Message;

    async fn init(slices: u32) -> Init<Self> {
        Init::ok(Self { slices })
    }

    fn remote() -> Remote<Message> {
        Remote::open()
    }

    fn format_status(&self) -> Option<&dyn std::fmt::Debug> {
        Some(self)
    }

    fn state_term(&self) -> Option<Term> {
        Term::from_value(self).ok()
    }

    async fn handle(&mut self, message: Message) -> Next {
        match message {
            Message::Eat => self.slices -= 1,
            Message::Slices(reply) => reply.send(self.slices),
        }
        Next::Continue
    }
}

/// A server that says nothing of itself to anybody.
struct Secret;

impl GenServer for Secret {
    type Args = ();
    type Message = ();

    async fn init((): ()) -> Init<Self> {
        Init::ok(Self)
    }

    async fn handle(&mut self, (): ()) -> Next {
        Next::Continue
    }
}

const IN_ERLANG: &[Interaction] = &[
    Interaction {
        name: "get_state",
        says: "P = {pizza, Us}, sys:get_state(P)",
        hears: "#{slices => 8}",
    },
    Interaction {
        name: "get_state in time",
        says: "gen_server:cast(P, eat), sys:get_state(P, 30000)",
        hears: "#{slices => 7}",
    },
    Interaction {
        name: "get_state of a server that says nothing",
        says: "sys:get_state({secret, Us})",
        hears: "undefined",
    },
    Interaction {
        name: "get_state of a name that nobody has",
        says: "catch sys:get_state({nobody, Us})",
        hears: "{'EXIT',{noproc,{sys,get_state,\
            [{nobody,'rust@127.0.0.1'}]}}}",
    },
    Interaction {
        name: "get_status",
        says: "{status, Pid, {module, Module}, [_, running, _, [], Said]} =
                sys:get_status(P),
            {node(Pid) =:= Us, is_atom(Module), lists:last(Said)}",
        hears: r#"{true,true,{data,[{"State",<<"Pizza { slices: 7 }">>}]}}"#,
    },
    Interaction {
        name: "suspend and resume",
        says: "ok = sys:suspend(P), R = gen_server:send_request(P, slices),
            {status, _, _, [_, suspended | _]} = sys:get_status(P),
            timeout = gen_server:wait_response(R, 50),
            ok = sys:resume(P), gen_server:wait_response(R, 30000)",
        hears: "{reply,7}",
    },
    Interaction {
        name: "statistics",
        says: "no_statistics = element(2, sys:statistics(P, get)),
            ok = sys:statistics(P, true), 7 = gen_server:call(P, slices),
            {ok, Counted} = sys:statistics(P, get),
            ok = sys:statistics(P, false),
            {proplists:get_value(messages_in, Counted),
                sys:statistics(P, get)}",
        hears: "{1,{ok,no_statistics}}",
    },
    Interaction {
        name: "log",
        says: "ok = sys:log(P, {true, 1}), 7 = gen_server:call(P, slices),
            {ok, Events} = sys:log(P, get), ok = sys:log(P, false), Events",
        hears: r#"[<<"new state Pizza { slices: 7 }">>]"#,
    },
    Interaction {
        name: "trace and no_debug",
        says: "[sys:trace(P, true), sys:trace(P, false), sys:no_debug(P)]",
        hears: "[ok,ok,ok]",
    },
    Interaction {
        name: "what no server of ours understands",
        says: "gen:call(P, system, pizza)",
        hears: "{ok,{error,{unknown_system_msg,pizza}}}",
    },
    Interaction {
        name: "a server of the node",
        says: "sys:get_state({rex, Us})",
        hears: "undefined",
    },
    Interaction {
        name: "terminate",
        says: "M = monitor(process, P), ok = sys:terminate(P, enough),
            receive {'DOWN', M, process, P, Why} -> Why end",
        hears: "enough",
    },
];

const IN_ELIXIR: &[Interaction] = &[
    Interaction {
        name: ":sys.get_state",
        says: ":sys.get_state({:pizza, us})",
        hears: "%{slices: 8}",
    },
    Interaction {
        name: "GenServer.stop",
        says: "{GenServer.stop({:pizza, us}), GenServer.whereis({:pizza, us}),
            catch_exit.(fn -> GenServer.call({:pizza, us}, :slices) end)}",
        hears: "{:ok, {:pizza, :\"rust@127.0.0.1\"}, {:noproc, {GenServer, \
            :call, [{:pizza, :\"rust@127.0.0.1\"}, :slices, 5000]}}}",
    },
    Interaction {
        name: "GenServer.stop for a reason",
        says: "{GenServer.stop({:secret, us}, :enough),
            catch_exit.(fn -> GenServer.stop({:secret, us}) end)}",
        hears: "{:ok, {:noproc, {GenServer, :stop, \
            [{:secret, :\"rust@127.0.0.1\"}, :normal, :infinity]}}}",
    },
];

#[tokio::test]
async fn erlang_looks_into_servers_of_ours() {
    let cluster = Cluster::new().await;
    let (system, _node) = cluster.node("rust").await;
    Pizza::starter(8).named("pizza").start_on(&system).await.unwrap();
    Secret::starter(()).named("secret").start_on(&system).await.unwrap();
    let Some(mut beam) = cluster.erlang("beam").start().await else { return };
    assert_eq!(beam.eval(ERLANG).await, "ready");
    play(&mut beam, IN_ERLANG).await;
}

#[tokio::test]
async fn elixir_looks_into_servers_of_ours() {
    let cluster = Cluster::new().await;
    let (system, _node) = cluster.node("rust").await;
    Pizza::starter(8).named("pizza").start_on(&system).await.unwrap();
    Secret::starter(()).named("secret").start_on(&system).await.unwrap();
    let Some(mut beam) = cluster.elixir("beam").start().await else { return };
    assert_eq!(beam.eval(ELIXIR).await, ":ready");
    let catch_exit = "catch_exit = fn act ->
            try do act.() catch :exit, why -> why end end
            :ready";
    assert_eq!(beam.eval(catch_exit).await, ":ready");
    play(&mut beam, IN_ELIXIR).await;
}
