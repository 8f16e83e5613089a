%% Runs every scenario in a process of its own, and prints what it saw.
%%
%% A scenario is a function without arguments in one of the modules below. It
%% returns the lines that it saw; the Rust function of the same name must
%% return the same. All run at once, so none may use a name of another.
-module(scenarios).
-export([main/0]).

-define(PATIENCE, 10000).

main() ->
    ok = logger:set_primary_config(level, none),
    io:format("otp ~s~n", [erlang:system_info(otp_release)]),
    Modules = [messages, links, reasons, exits, monitors, names, tables, timers,
               calls, callers, answers, starts, servers, ends,
               statems, events,
               supervisor_starts, supervisor_restarts,
               supervisor_strategies, supervisor_children,
               supervisor_stops, supervisor_intensity,
               supervisor_auto_shutdown, dynamic_supervisors],
    Running = [start(Module, Name)
               || Module <- Modules,
                  {Name, 0} <- lists:sort(Module:module_info(exports)),
                  Name =/= module_info],
    erlang:send_after(?PATIENCE, self(), too_long),
    [finish(Scenario) || Scenario <- Running],
    halt().

start(Module, Name) ->
    {Module, Name, spawn_monitor(fun() -> exit({saw, Module:Name()}) end)}.

finish({Module, Name, {_Pid, Monitor}}) ->
    Lines = receive
        {'DOWN', Monitor, process, _, {saw, Seen}} -> lists:flatten([Seen]);
        {'DOWN', Monitor, process, _, Why} -> [say:text("failed: ~p", [Why])];
        too_long -> self() ! too_long, [say:text("did not end")]
    end,
    io:format("~n[~s.~s]~n", [Module, Name]),
    [io:format("~s~n", [Line]) || {line, Line} <- Lines].
