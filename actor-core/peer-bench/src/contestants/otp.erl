%% OTP itself: the same workloads as every other contestant, in the same order.
%%
%% erl -noinput -run otp main WORKLOAD WARM_UP SIZE.. prints a list of numbers:
%% nanoseconds, or bytes.
%%
%% One callback module for the server and both supervisors: `init` tells them
%% apart.
-module(otp).
-behaviour(gen_server).
-export([main/1, init/1, handle_call/3, handle_cast/2]).

main([Workload, WarmUp | Sizes]) ->
    end_with_parent(),
    logger:set_primary_config(level, none),
    Run = list_to_atom(Workload),
    [Size | Others] = [list_to_integer(Each) || Each <- Sizes],
    [run(Run, Size div 10, Others) || WarmUp =:= "true"],
    io:format("~w~n", [run(Run, Size, Others)]),
    halt(0, [{flush, true}]).

run(spawn, Processes, []) ->
    Main = self(),
    timed(fun() ->
        Left = atomics:new(1, []),
        atomics:put(Left, 1, Processes),
        spawn_each(Processes, fun() -> once(Left, Main) end),
        receive all_gone -> ok end
    end);

run(call, Calls, []) ->
    {ok, Server} = gen_server:start(?MODULE, [], []),
    timed(fun() -> call_each(Server, Calls) end);

run(fan_in, Messages, [Producers]) ->
    Main = self(),
    Each = Messages div Producers,
    Receiver = spawn(fun() -> count(Each * Producers, Main) end),
    timed(fun() ->
        [spawn(fun() -> produce(Receiver, Each) end)
         || _ <- lists:seq(1, Producers)],
        receive received -> ok end
    end);

run(ring, Hops, [Processes]) ->
    Main = self(),
    Ring = [spawn(fun() -> ring_process(Main) end)
            || _ <- lists:seq(1, Processes)],
    [First | Rest] = Ring,
    [Process ! {next, Next} || {Process, Next} <- lists:zip(Ring, Rest ++ [First])],
    timed(fun() ->
        First ! {token, Hops},
        receive finished -> ok end
    end);

run(idle, Processes, []) ->
    Main = self(),
    Before = resident_bytes(),
    Left = atomics:new(1, []),
    atomics:put(Left, 1, Processes),
    Idle = [spawn(fun() -> idle(Left, Main) end)
            || _ <- lists:seq(1, Processes)],
    receive all_started -> ok end,
    Bytes = resident_bytes() - Before,
    true = is_pid(hd(Idle)),
    [Bytes];

run(links, Processes, []) ->
    Main = self(),
    Start = now_ns(),
    First = spawn(fun() -> linked(Processes - 1, Main) end),
    Last = receive {last, Pid} -> Pid end,
    Build = now_ns() - Start,
    Monitor = monitor(process, Last),
    [Kill] = timed(fun() ->
        exit(First, kill),
        receive {'DOWN', Monitor, process, Last, _} -> ok end
    end),
    [Build, Kill];

run(monitors, Monitors, []) ->
    Watched = spawn(fun() -> receive stop -> ok end end),
    [monitor(process, Watched) || _ <- lists:seq(1, Monitors)],
    timed(fun() ->
        Watched ! stop,
        [receive {'DOWN', _, process, Watched, _} -> ok end
         || _ <- lists:seq(1, Monitors)]
    end);

run(callers, CallsEach, [Callers]) ->
    Main = self(),
    {ok, Server} = gen_server:start(?MODULE, [], []),
    Start = now_ns(),
    [spawn(fun() -> Main ! {latencies, latencies(Server, CallsEach)} end)
     || _ <- lists:seq(1, Callers)],
    Latencies = [receive {latencies, Each} -> Each end
                 || _ <- lists:seq(1, Callers)],
    Elapsed = now_ns() - Start,
    [Elapsed | lists:append(Latencies)];

run(skynet, Leaves, []) ->
    Main = self(),
    timed(fun() ->
        spawn(fun() -> skynet_node(0, Leaves, Main) end),
        Sum = Leaves * (Leaves - 1) div 2,
        receive Sum -> ok end
    end);

run(restarts, Restarts, []) ->
    {ok, Supervisor} = supervisor:start_link(?MODULE, {restarts, self()}),
    Child = receive {runs, Pid} -> Pid end,
    Elapsed = timed(fun() -> crash_each(Child, Restarts) end),
    ok = gen_server:stop(Supervisor),
    Elapsed;

run(whereis, Lookups, [Names]) ->
    Registered = [registered_process(Number)
                  || Number <- lists:seq(1, Names)],
    Name = lists:last(Registered),
    Pid = whereis(Name),
    Elapsed = timed(fun() -> whereis_each(Name, Pid, Lookups) end),
    [unregister(Each) || Each <- Registered],
    Elapsed;

run(tables, Keys, [Clients]) ->
    Main = self(),
    Each = Keys div Clients,
    Options = [named_table, public, {write_concurrency, true}],
    Table = ets:new(key_value, Options),
    Elapsed = timed(fun() ->
        [spawn(fun() -> client(Client * Each, Each, Main) end)
         || Client <- lists:seq(0, Clients - 1)],
        [receive done -> ok end || _ <- lists:seq(1, Clients)]
    end),
    ets:delete(Table),
    Elapsed;

run(dynamic, Children, []) ->
    {ok, Supervisor} = supervisor:start_link(?MODULE, dynamic),
    Before = resident_bytes(),
    [Start] = timed(fun() -> start_each(Supervisor, Children) end),
    Bytes = resident_bytes() - Before,
    [Stop] = timed(fun() -> gen_server:stop(Supervisor) end),
    [Start, Bytes, Stop].

%% The server, the one that crashes, and their supervisors

init([]) -> {ok, []};
init({crashing, Main}) ->
    Main ! {runs, self()},
    {ok, []};
init({restarts, Main}) ->
    Start = {gen_server, start_link, [?MODULE, {crashing, Main}, []]},
    {ok, {#{intensity => 1 bsl 40, period => 1},
          [#{id => crashing, start => Start}]}};
init(dynamic) ->
    Start = {gen_server, start_link, [?MODULE, [], []]},
    {ok, {#{strategy => simple_one_for_one},
          [#{id => child, start => Start, restart => temporary}]}}.

handle_call(Number, _From, State) -> {reply, Number + 1, State}.

handle_cast(crash, State) -> {stop, told_to, State}.

%% The processes

spawn_each(0, _) -> ok;
spawn_each(Left, Body) ->
    spawn(Body) ! go,
    spawn_each(Left - 1, Body).

once(Left, Main) ->
    receive go -> ok end,
    atomics:sub_get(Left, 1, 1) =:= 0 andalso (Main ! all_gone).

call_each(_, 0) -> ok;
call_each(Server, Number) ->
    Answer = Number + 1,
    Answer = gen_server:call(Server, Number),
    call_each(Server, Number - 1).

count(0, Main) -> Main ! received;
count(Missing, Main) -> receive _ -> count(Missing - 1, Main) end.

produce(_, 0) -> ok;
produce(Receiver, Number) ->
    Receiver ! Number,
    produce(Receiver, Number - 1).

ring_process(Main) ->
    receive {next, Next} -> ring_process(Next, Main) end.

ring_process(Next, Main) ->
    receive
        {token, 0} -> Main ! finished;
        {token, Hops} -> Next ! {token, Hops - 1}
    end,
    ring_process(Next, Main).

idle(Left, Main) ->
    atomics:sub_get(Left, 1, 1) =:= 0 andalso (Main ! all_started),
    receive stop -> ok end.

linked(0, Main) ->
    Main ! {last, self()},
    receive stop -> ok end;
linked(Length, Main) ->
    spawn_link(fun() -> linked(Length - 1, Main) end),
    receive stop -> ok end.

latencies(_, 0) -> [];
latencies(Server, Number) ->
    [Latency] = timed(fun() -> gen_server:call(Server, Number) end),
    [Latency | latencies(Server, Number - 1)].

skynet_node(Number, 1, Parent) ->
    Parent ! Number;
skynet_node(Number, Leaves, Parent) ->
    Myself = self(),
    Each = Leaves div 10,
    [spawn(fun() -> skynet_node(Number + Child * Each, Each, Myself) end)
     || Child <- lists:seq(0, 9)],
    Parent ! lists:sum([receive Sum -> Sum end || _ <- lists:seq(1, 10)]).

crash_each(_, 0) -> ok;
crash_each(Child, Left) ->
    gen_server:cast(Child, crash),
    receive {runs, Next} -> crash_each(Next, Left - 1) end.

registered_process(Number) ->
    Name = list_to_atom("name " ++ integer_to_list(Number)),
    register(Name, spawn(fun() -> receive stop -> ok end end)),
    Name.

whereis_each(_, _, 0) -> ok;
whereis_each(Name, Pid, Left) ->
    Pid = whereis(Name),
    whereis_each(Name, Pid, Left - 1).

client(_, 0, Main) -> Main ! done;
client(Key, Left, Main) ->
    ets:insert(key_value, {Key, Left}),
    [{Key, Left}] = ets:lookup(key_value, Key),
    client(Key + 1, Left - 1, Main).

start_each(_, 0) -> ok;
start_each(Supervisor, Left) ->
    {ok, _} = supervisor:start_child(Supervisor, []),
    start_each(Supervisor, Left - 1).

%% The clock, the scale, and the parent

timed(Body) ->
    Start = now_ns(),
    Body(),
    [now_ns() - Start].

now_ns() -> erlang:monotonic_time(nanosecond).

resident_bytes() ->
    {ok, Status} = file:read_file("/proc/self/status"),
    {match, [Kilobytes]} =
        re:run(Status, "VmRSS:\\s+(\\d+) kB", [{capture, all_but_first, list}]),
    list_to_integer(Kilobytes) * 1024.

%% A program that was killed for taking too long closes our standard input. The
%% highest priority, because millions of processes may be waiting in line.
end_with_parent() ->
    spawn_opt(fun() ->
        Input = open_port({fd, 0, 0}, [in, eof]),
        receive {Input, eof} -> erlang:halt(1, [{flush, false}]) end
    end, [{priority, max}]).
