%% The nodes on BEAM: the same workloads, with gen_server.
-module(nodes_peer).
-behaviour(gen_server).
-export([server/0, client/1, init/1, handle_call/3, handle_cast/2, handle_info/2]).

server() ->
    {ok, _} = gen_server:start({local, server}, ?MODULE, [], []),
    io:format("ready~n"),
    %% Serves until standard input is closed.
    case io:get_line("") of
        eof -> halt();
        _ -> halt()
    end.

init([]) -> {ok, 0}.

handle_info({note, _, _}, Counted) -> {noreply, Counted + 1}.

handle_cast(_, Counted) -> {noreply, Counted}.

handle_call(counted, _, Counted) -> {reply, Counted, 0};
handle_call({echo, Payload}, _, Counted) -> {reply, Payload, Counted}.

%% Counts are given in the order of the workloads.
client([Small, Large, Call, Calls, LargeCall, Callers, Size]) ->
    Node = 'server@127.0.0.1',
    connect(Node, 200),
    To = {server, Node},
    Megabyte = <<0:Size/unit:8>>,
    Bytes = <<0:50/unit:8>>,
    report(small, fun() -> notes(To, Small, Bytes) end),
    report(large, fun() -> notes(To, Large, Megabyte) end),
    report(call, fun() -> echoes(To, Call, Bytes) end),
    report(calls, fun() ->
        All = [spawn_monitor(fun() -> echoes(To, Calls div Callers, Bytes) end)
               || _ <- lists:seq(1, Callers)],
        [receive {'DOWN', Ref, process, _, normal} -> ok end || {_, Ref} <- All]
    end),
    report(large_call, fun() -> echoes(To, LargeCall, Megabyte) end),
    halt().

connect(Node, 0) -> exit({no_connection, Node});
connect(Node, Times) ->
    case net_kernel:connect_node(Node) of
        true -> ok;
        _ -> timer:sleep(50), connect(Node, Times - 1)
    end.

report(Workload, Run) ->
    {Micros, _} = timer:tc(Run),
    io:format("~s ~b~n", [Workload, Micros]).

notes(To, Count, Payload) ->
    notes_from(To, 0, Count, Payload),
    Count = gen_server:call(To, counted, infinity).

notes_from(_, Count, Count, _) -> ok;
notes_from(To, Number, Count, Payload) ->
    To ! {note, Number, Payload},
    notes_from(To, Number + 1, Count, Payload).

echoes(_, 0, _) -> ok;
echoes(To, Count, Payload) ->
    Payload = gen_server:call(To, {echo, Payload}, infinity),
    echoes(To, Count - 1, Payload).
