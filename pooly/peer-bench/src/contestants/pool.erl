%% poolboy: the same tasks as those of every other contestant.
%%
%% erl -noinput -run pool main checkouts|milliseconds AMOUNT TASKS SIZE
%% OVERFLOW HOLD prints [Nanoseconds, CpuNanoseconds, Checkouts,
%% [[Waits, Others] of each task]]; `measure.rs` says what they are.
-module(pool).
-behaviour(gen_server).
-export([main/1, start_link/1, init/1, handle_call/3, handle_cast/2]).

main([What | Rest]) ->
    end_with_parent(),
    [Amount, Tasks, Size, MaxOverflow, Hold] =
        [list_to_integer(Each) || Each <- lists:droplast(Rest)]
        ++ [lists:last(Rest) =:= "true"],
    {ok, Pool} = poolboy:start_link([{worker_module, ?MODULE}, {size, Size},
                                     {max_overflow, MaxOverflow}]),
    perform(What, Pool, Amount div 10, Tasks, Hold),
    io:format("~w~n", [perform(What, Pool, Amount, Tasks, Hold)]),
    halt(0, [{flush, true}]).

perform("checkouts", Pool, Checkouts, Tasks, Hold) ->
    Each = Checkouts div Tasks,
    [Nanoseconds, CpuNanoseconds, 0, Seen] =
        all_at_once(Tasks, fun() -> checkouts(Pool, Hold, Each) end),
    [Nanoseconds, CpuNanoseconds, Each * Tasks, Seen];
perform("milliseconds", Pool, Milliseconds, Tasks, true) ->
    Until = now_ns() + Milliseconds * 1000000,
    Served = atomics:new(1, []),
    all_at_once(Tasks, fun() -> timed_checkouts(Pool, Until, Served, [], 0) end).

checkouts(_, _, 0) -> [[], 0];
checkouts(Pool, Hold, Times) ->
    Worker = poolboy:checkout(Pool),
    Hold andalso erlang:yield(),
    poolboy:checkin(Pool, Worker),
    checkouts(Pool, Hold, Times - 1).

timed_checkouts(Pool, Until, Served, Waits, Others) ->
    case now_ns() of
        Asked when Asked >= Until -> [Waits, Others];
        Asked ->
            Before = atomics:get(Served, 1),
            Worker = poolboy:checkout(Pool),
            Meanwhile = atomics:add_get(Served, 1, 1) - 1 - Before,
            Wait = now_ns() - Asked,
            erlang:yield(),
            poolboy:checkin(Pool, Worker),
            timed_checkouts(Pool, Until, Served, [Wait | Waits],
                            max(Others, Meanwhile))
    end.

all_at_once(Tasks, Work) ->
    Main = self(),
    Start = now_ns(),
    CpuStart = cpu_ns(),
    [spawn_link(fun() -> Main ! {seen, Work()} end)
     || _ <- lists:seq(1, Tasks)],
    Seen = [receive {seen, Each} -> Each end || _ <- lists:seq(1, Tasks)],
    Nanoseconds = now_ns() - Start,
    CpuNanoseconds = cpu_ns() - CpuStart,
    Checkouts = lists:sum([length(Waits) || [Waits, _] <- Seen]),
    [Nanoseconds, CpuNanoseconds, Checkouts, Seen].

%% The worker

start_link(_) -> gen_server:start_link(?MODULE, [], []).

init([]) -> {ok, []}.

handle_call(_, _, State) -> {reply, ok, State}.

handle_cast(_, State) -> {noreply, State}.

%% The clocks and the parent

now_ns() -> erlang:monotonic_time(nanosecond).

cpu_ns() -> element(1, erlang:statistics(runtime)) * 1000000.

%% A program that was killed for taking too long closes our standard input.
end_with_parent() ->
    spawn_opt(fun() ->
        Input = open_port({fd, 0, 0}, [in, eof]),
        receive {Input, eof} -> erlang:halt(1, [{flush, false}]) end
    end, [{priority, max}]).
