%% A server that does what it is told, and tells its observer what happens.
-module(probe).
-behaviour(gen_server).
-export([start/1, start_link/1, init/1, handle_call/3, handle_cast/2,
         handle_info/2, handle_continue/2, terminate/2]).

%% `init` says what `init/1` does, `trap` whether the server traps exits.
start(Options) -> start(start, Options).
start_link(Options) -> start(start_link, Options).

start(How, Options0) ->
    Options = maps:merge(#{observer => self(), trap => false, init => ok,
                           options => []}, Options0),
    StartOptions = maps:get(options, Options),
    case Options of
        #{name := Name} ->
            gen_server:How({local, Name}, ?MODULE, Options, StartOptions);
        _ -> gen_server:How(?MODULE, Options, StartOptions)
    end.

init(#{observer := Observer, trap := Trap, init := Init}) ->
    process_flag(trap_exit, Trap),
    case Init of
        ok -> {ok, Observer};
        continue -> {ok, Observer, {continue, go_on}};
        {timeout, Time} -> {ok, Observer, Time};
        ignore -> ignore;
        {stop, Reason} -> {stop, Reason};
        crash -> error(oops);
        {exit, Reason} -> exit(Reason);
        {signal, Reason} -> exit(self(), Reason), {ok, Observer};
        hang -> receive after infinity -> ok end
    end.

handle_call({echo, Value}, _From, S) -> {reply, Value, S};
handle_call(nothing, _From, S) -> {noreply, S};
handle_call(later, From, S) -> put(later, From), {noreply, S};
handle_call({delegate, Value}, From, S) ->
    spawn(fun() -> gen_server:reply(From, Value) end),
    {noreply, S};
handle_call({delegate_and_stop, Value}, From, S) ->
    spawn(fun() ->
        receive after 100 -> gen_server:reply(From, Value) end
    end),
    {stop, normal, S};
handle_call({stop_with, Reason, Value}, _From, S) ->
    {stop, Reason, Value, S};
handle_call({stop, Reason}, _From, S) -> {stop, Reason, S};
handle_call({sleep, Time}, _From, S) ->
    receive after Time -> ok end,
    {reply, rested, S};
handle_call(crash, _From, _S) -> error(oops).

handle_cast({tell, What}, S) -> S ! What, {noreply, S};
handle_cast({answer, Value}, S) ->
    gen_server:reply(erase(later), Value), {noreply, S};
handle_cast({within, Time}, S) -> {noreply, S, Time};
handle_cast(continue, S) -> {noreply, S, {continue, go_on}};
handle_cast({stop, Reason}, S) -> {stop, Reason, S};
handle_cast(crash, _S) -> error(oops);
handle_cast({exit, Reason}, _S) -> exit(Reason);
handle_cast({signal, Reason}, S) -> exit(self(), Reason), {noreply, S};
handle_cast(clean_up_badly, S) -> put(clean_up, badly), {noreply, S};
handle_cast(clean_up_slowly, S) -> put(clean_up, slowly), {noreply, S};
handle_cast({sleep, Time}, S) -> receive after Time -> ok end, {noreply, S};
handle_cast(stop_while_continuing, S) ->
    {noreply, S, {continue, {stop, boom}}}.

handle_info({'EXIT', _, Why}, S) -> S ! {info_exit, Why}, {noreply, S};
handle_info({'DOWN', _, _, _, Why}, S) -> S ! {info_down, Why}, {noreply, S};
handle_info(timeout, S) -> S ! idle, {noreply, S};
handle_info(Info, S) -> S ! {info, Info}, {noreply, S}.

handle_continue({stop, Reason}, S) -> {stop, Reason, S};
handle_continue(go_on, S) -> S ! continued, {noreply, S}.

terminate(Reason, S) ->
    S ! {terminate, Reason},
    case get(clean_up) of
        badly -> error(worse);
        slowly -> receive after 20 -> ok end;
        undefined -> ok
    end.
