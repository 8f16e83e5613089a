//! Theirs call servers of ours.

use crate::cluster::Visibility;
use crate::interaction::{Interaction, in_elixir, in_erlang};

pub(crate) const ERLANG: &[Interaction] = &[
    Interaction {
        name: "a call by name",
        says: r#"W = {weather, Us},
            gen_server:call(W, {temperature, <<"Singapore">>})"#,
        hears: "{ok,31.5}",
    },
    Interaction {
        name: "a call that fails",
        says: r#"gen_server:call(W, {temperature, <<"Rome">>})"#,
        hears: r#"{error,<<"Rome is unknown">>}"#,
    },
    Interaction {
        name: "a call of an atom",
        says: "gen_server:call(W, asked)",
        hears: "2",
    },
    Interaction {
        name: "a call by pid",
        says: "Pid = gen_server:call(W, who_are_you),
            {node(Pid) =:= Us, gen_server:call(Pid, asked)}",
        hears: "{true,2}",
    },
    Interaction {
        name: "the server sees who calls",
        says: "gen_server:call(W, who_am_i) =:= self()",
        hears: "true",
    },
    Interaction {
        name: "a call with a map of fields",
        says: r#"gen_server:call(W,
            {forecast, #{city => <<"Singapore">>, days => 3}})"#,
        hears: "[31.5,32.5,33.5]",
    },
    Interaction {
        name: "a cast, and then a call",
        says: "gen_server:cast(W, forget), gen_server:call(W, asked)",
        hears: "0",
    },
    Interaction {
        name: "an abcast",
        says: "abcast = gen_server:abcast([Us], weather, forget),
            gen_server:call(W, asked)",
        hears: "0",
    },
    Interaction {
        name: "a multi_call",
        says: "gen_server:multi_call([Us], weather, asked)",
        hears: "{[{'rust@127.0.0.1',0}],[]}",
    },
    Interaction {
        name: "a multi_call in time",
        says: "gen_server:multi_call([Us], weather, asked, 30000)",
        hears: "{[{'rust@127.0.0.1',0}],[]}",
    },
    Interaction {
        name: "a multi_call to a name that nobody has",
        says: "gen_server:multi_call([Us], nobody, asked)",
        hears: "{[],['rust@127.0.0.1']}",
    },
    Interaction {
        name: "a request whose answer is waited for",
        says: "R1 = gen_server:send_request(W, asked),
            gen_server:wait_response(R1, 30000)",
        hears: "{reply,0}",
    },
    Interaction {
        name: "a request whose answer is received",
        says: "R2 = gen_server:send_request(W, asked),
            gen_server:receive_response(R2, 30000)",
        hears: "{reply,0}",
    },
    Interaction {
        name: "an answer that is checked for",
        says: "R3 = gen_server:send_request(W, asked),
            receive M3 -> gen_server:check_response(M3, R3) end",
        hears: "{reply,0}",
    },
    Interaction {
        name: "requests in a collection",
        says: "C0 = gen_server:reqids_new(),
            C1 = gen_server:send_request(W, asked, first, C0),
            {{reply, 0}, first, C2} =
                gen_server:receive_response(C1, 30000, true),
            gen_server:reqids_size(C2)",
        hears: "0",
    },
    Interaction {
        name: "a request to a name that nobody has",
        says: "R4 = gen_server:send_request({nobody, Us}, asked),
            gen_server:wait_response(R4, 30000)",
        hears: "{error,{noproc,{nobody,'rust@127.0.0.1'}}}",
    },
    Interaction {
        name: "a plain reference as the tag",
        says: "T = make_ref(), W ! {'$gen_call', {self(), T}, asked},
            receive {T, A} -> A end",
        hears: "0",
    },
    Interaction {
        name: "any term as the tag",
        says: "W ! {'$gen_call', {self(), {a, [tag | x], 7}}, asked},
            Heard()",
        hears: "{{a,[tag|x],7},0}",
    },
    Interaction {
        name: "an alias as the tag",
        says: "A1 = alias(), W ! {'$gen_call', {self(), [alias | A1]}, asked},
            receive {[alias | A1], A2} -> A2 end",
        hears: "0",
    },
    Interaction {
        name: "an alias and a tag of the caller's",
        says: "A3 = alias(),
            W ! {'$gen_call', {self(), [[alias | A3] | mine]}, asked},
            receive {[[alias | A3] | mine], A4} -> A4 end",
        hears: "0",
    },
    Interaction {
        name: "an answer to an alias that is gone is dropped",
        says: "A5 = alias(), unalias(A5),
            W ! {'$gen_call', {self(), [alias | A5]}, asked},
            {gen_server:call(W, asked),
                receive Any -> Any after 0 -> nothing end}",
        hears: "{0,nothing}",
    },
    Interaction {
        name: "a request with the pid of another process",
        says: "Me = self(), Other = spawn(fun() ->
                receive Answer -> Me ! {other, Answer} end end),
            W ! {'$gen_call', {Other, tag}, asked}, Heard()",
        hears: "{other,{tag,0}}",
    },
    Interaction {
        name: "a call of a name that nobody has",
        says: "catch gen_server:call({nobody, Us}, asked)",
        hears: "{'EXIT',{noproc,{gen_server,call,\
            [{nobody,'rust@127.0.0.1'},asked]}}}",
    },
    Interaction {
        name: "a call that is not answered in time",
        says: "catch gen_server:call(W, never, 50)",
        hears: "{'EXIT',{timeout,{gen_server,call,\
            [{weather,'rust@127.0.0.1'},never,50]}}}",
    },
    Interaction {
        name: "a call whose answer is dropped is not answered",
        says: "catch gen_server:call(W, drop_it, 50)",
        hears: "{'EXIT',{timeout,{gen_server,call,\
            [{weather,'rust@127.0.0.1'},drop_it,50]}}}",
    },
    Interaction {
        name: "a call that the server does not understand",
        says: "{catch gen_server:call(W, {pizza, 4}, 50),
            gen_server:call(W, asked)}",
        hears: "{{'EXIT',{timeout,{gen_server,call,\
            [{weather,'rust@127.0.0.1'},{pizza,4},50]}}},0}",
    },
    Interaction {
        name: "a call with the wrong type within",
        says: "{catch gen_server:call(W, {temperature, 17}, 50),
            gen_server:call(W, asked)}",
        hears: "{{'EXIT',{timeout,{gen_server,call,\
            [{weather,'rust@127.0.0.1'},{temperature,17},50]}}},0}",
    },
    Interaction {
        name: "a call of what is a cast, and a cast of what is a call",
        says: "{catch gen_server:call(W, forget, 50),
            gen_server:cast(W, asked), gen_server:call(W, asked)}",
        hears: "{{'EXIT',{timeout,{gen_server,call,\
            [{weather,'rust@127.0.0.1'},forget,50]}}},ok,0}",
    },
    Interaction {
        name: "any other message does a server no harm",
        says: "W ! {pizza, 4}, W ! {'$gen_call', 1, 2},
            W ! {'$gen_call', {1, 2}, asked}, W ! {'$gen_cast'},
            gen_server:call(W, asked)",
        hears: "0",
    },
    Interaction {
        name: "the server stops in a call",
        says: "catch gen_server:call(W, crash)",
        hears: "{'EXIT',{<<\"out of weather\">>,{gen_server,call,\
            [{weather,'rust@127.0.0.1'},crash]}}}",
    },
];

const ENDS: &[Interaction] = &[Interaction {
    name: "the server panics in a call",
    says: "{'EXIT', {{panic, Text}, Call}} =
                (catch gen_server:call({weather, Us}, panic)),
            {is_binary(Text), binary:match(Text, <<\"a storm\">>) =/= nomatch,
                Call}",
    hears: "{true,true,\
            {gen_server,call,[{weather,'rust@127.0.0.1'},panic]}}",
}];

const ELIXIR: &[Interaction] = &[
    Interaction {
        name: "a call by name",
        says: r#"GenServer.call(weather, {:temperature, "Singapore"})"#,
        hears: "{:ok, 31.5}",
    },
    Interaction {
        name: "a call that fails",
        says: r#"GenServer.call(weather, {:temperature, "Rome"})"#,
        hears: r#"{:error, "Rome is unknown"}"#,
    },
    Interaction {
        name: "a call with letters from anywhere",
        says: r#"GenServer.call(weather, {:temperature, "Żółw 🍕"})"#,
        hears: r#"{:error, "Żółw 🍕 is unknown"}"#,
    },
    Interaction {
        name: "a cast, and then a call",
        says: "GenServer.cast(weather, :forget)
            GenServer.call(weather, :asked)",
        hears: "0",
    },
    Interaction {
        name: "a call by pid",
        says: "pid = GenServer.call(weather, :who_are_you)
            GenServer.call(pid, :asked)",
        hears: "0",
    },
    Interaction {
        name: "a call with a map of fields",
        says: r#"GenServer.call(weather,
            {:forecast, %{city: "Singapore", days: 2}})"#,
        hears: "[31.5, 32.5]",
    },
    Interaction {
        name: "a multi_call",
        says: "GenServer.multi_call([us], :weather, :asked)",
        hears: r#"{["rust@127.0.0.1": 0], []}"#,
    },
    Interaction {
        name: "calls of fifty tasks at once",
        says: "1..50
            |> Task.async_stream(fn _ ->
              GenServer.call(weather, :asked)
            end, max_concurrency: 50)
            |> Enum.uniq()",
        hears: "[ok: 0]",
    },
    Interaction {
        name: "a call that is not answered in time",
        says: "try do
              GenServer.call(weather, :never, 50)
            catch
              :exit, reason -> reason
            end",
        hears: "{:timeout, {GenServer, :call, \
            [{:weather, :\"rust@127.0.0.1\"}, :never, 50]}}",
    },
    Interaction {
        name: "a call of a name that nobody has",
        says: "try do
              GenServer.call({:nobody, us}, :asked)
            catch
              :exit, reason -> reason
            end",
        hears: "{:noproc, {GenServer, :call, \
            [{:nobody, :\"rust@127.0.0.1\"}, :asked, 5000]}}",
    },
    Interaction {
        name: "a monitor of a server that stops in order",
        says: "monitor = Process.monitor(weather)
            :ok = GenServer.call(weather, :stop)
            receive do
              {:DOWN, ^monitor, :process, who, reason} -> {who, reason}
            end",
        hears: r#"{{:weather, :"rust@127.0.0.1"}, :normal}"#,
    },
];

#[tokio::test]
async fn theirs_call_servers_of_a_hidden_node() {
    in_erlang(Visibility::Hidden, ERLANG).await;
    in_erlang(Visibility::Hidden, ENDS).await;
    in_elixir(Visibility::Hidden, ELIXIR).await;
}

#[tokio::test]
async fn theirs_call_servers_of_a_visible_node() {
    in_erlang(Visibility::Visible, ERLANG).await;
    in_elixir(Visibility::Visible, ELIXIR).await;
}
