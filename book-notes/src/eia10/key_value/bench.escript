#!/usr/bin/env escript
%% The stores of this folder, and their clients, on Erlang's own machine.
%% Arguments: rounds, then the clients and the keys of each, again and again.
%% Prints the release of OTP, then a line for each store and load: how many
%% nanoseconds the clients took.
-mode(compile).
-export([init/1, handle_call/3, handle_cast/2]).

main([Rounds | Loads]) ->
    io:format("~s~n", [erlang:system_info(otp_release)]),
    loads(list_to_integer(Rounds), [list_to_integer(N) || N <- Loads]).

loads(Rounds, [Clients, KeysEach | Loads]) ->
    [io:format("~b~n", [run(Store, Clients, KeysEach, Rounds)])
     || Store <- [server, table]],
    loads(Rounds, Loads);
loads(_, []) ->
    ok.

run(Store, Clients, KeysEach, Rounds) ->
    {ok, Owner} = gen_server:start_link({local, Store}, ?MODULE, Store, []),
    Start = erlang:monotonic_time(nanosecond),
    Monitors =
        [begin
             Work = fun() -> client(Store, N * KeysEach, KeysEach, Rounds) end,
             {_, Monitor} = spawn_opt(Work, [link, monitor]),
             Monitor
         end || N <- lists:seq(0, Clients - 1)],
    [receive {'DOWN', Monitor, _, _, normal} -> ok end || Monitor <- Monitors],
    Took = erlang:monotonic_time(nanosecond) - Start,
    gen_server:stop(Owner),
    Took.

client(_, _, _, 0) ->
    ok;
client(Store, First, KeysEach, Value) ->
    round(Store, First, First + KeysEach, Value),
    client(Store, First, KeysEach, Value - 1).

round(_, Last, Last, _) ->
    ok;
round(Store, Key, Last, Value) ->
    put(Store, Key, Value),
    Value = get(Store, Key),
    round(Store, Key + 1, Last, Value).

put(server, Key, Value) -> gen_server:cast(server, {put, Key, Value});
put(table, Key, Value) -> ets:insert(table, {Key, Value}).

get(server, Key) ->
    gen_server:call(server, {get, Key});
get(table, Key) ->
    case ets:lookup(table, Key) of
        [{Key, Value}] -> Value;
        [] -> undefined
    end.

init(server) ->
    {ok, #{}};
init(table) ->
    ets:new(table, [named_table, public, {write_concurrency, true}]),
    {ok, none}.

handle_cast({put, Key, Value}, Map) ->
    {noreply, Map#{Key => Value}}.

handle_call({get, Key}, _From, Map) ->
    {reply, maps:get(Key, Map, undefined), Map}.
