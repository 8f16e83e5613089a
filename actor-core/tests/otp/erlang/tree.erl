%% Supervisors whose children are workers, and what can be asked of them.
%%
%% A child is `Id`, or `{Id, Spec}` with what differs from a permanent worker;
%% its key `stop` is for the worker itself. `{Id, Flags, Children}` is a
%% supervisor. Flags are a strategy, or a map.
-module(tree).
-behaviour(supervisor).
-export([start/2, start/3, try_start/3, start_link/4, init/1, why/1]).
-export([exit/3, tell/3, signal/3, shutdown/1, seen/1, seen_after/2,
         journal/1, pid/2]).
-export([start_child/2, restart_child/2, terminate_child/2, delete_child/2,
         children/1, counts/1, busy/1, free/1, restarting/2, exits/0, each/2]).

%% Starts a supervisor, linked to the scenario, which traps exits.
start(Flags, Children) -> start(journal:start(), Flags, Children).
start(Journal, Flags, Children) ->
    process_flag(trap_exit, true),
    {ok, Pid} = start_link(Journal, supervisor, Flags, Children),
    {Journal, Pid}.

%% As `start`, and says what came of it.
try_start(Journal, Flags, Children) ->
    process_flag(trap_exit, true),
    outcome(start_link(Journal, supervisor, Flags, Children)).

start_link(Journal, Id, Flags, Children) ->
    Id =:= supervisor orelse journal:starts(Journal, Id),
    Options = {Journal, Flags, Children},
    Started = case Flags of
        #{name := Name} ->
            supervisor:start_link({local, Name}, ?MODULE, Options);
        _ -> supervisor:start_link(?MODULE, Options)
    end,
    case Started of
        {ok, Pid} -> journal:watch(Journal, Id, Pid);
        _ -> ok
    end,
    Started.

init({_, ignore, _}) -> ignore;
init({Journal, Flags, Children}) ->
    {ok, {flags(Flags), [spec(Journal, Child) || Child <- Children]}}.

flags(Strategy) when is_atom(Strategy) -> flags(#{strategy => Strategy});
flags(Flags) ->
    maps:merge(#{strategy => one_for_one, intensity => 3, period => 5},
               maps:remove(name, Flags)).

spec(Journal, Id) when is_atom(Id) -> spec(Journal, {Id, #{}});
spec(Journal, {Id, Spec}) ->
    Stop = maps:get(stop, Spec, well),
    Start = {worker, start_link, [Journal, Id, Stop]},
    maps:merge(#{id => Id, start => Start}, maps:remove(stop, Spec));
spec(Journal, {Id, Flags, Children}) ->
    Start = {?MODULE, start_link, [Journal, Id, Flags, Children]},
    #{id => Id, start => Start, type => supervisor}.

%% What is done to a child, or to the supervisor.
exit(Tree, Id, Why) -> tell(Tree, Id, {exit, Why}).
tell(Tree, Id, What) -> gen_server:cast(pid(Tree, Id), What).
signal(Tree, Id, Why) -> erlang:exit(pid(Tree, Id), Why).
shutdown({_, Pid}) -> erlang:exit(Pid, shutdown).
seen({Journal, _}) -> journal:seen(Journal).
seen_after(Tree, Time) -> receive after Time -> seen(Tree) end.
journal({Journal, _}) -> Journal.
pid({Journal, _}, Id) -> journal:pid(Journal, Id).

%% Keeps the supervisor busy with a start until it is freed.
busy({Journal, Pid}) ->
    journal:script(Journal, slow, [held]),
    Spec = spec(Journal, {slow, #{restart => temporary}}),
    spawn(fun() -> supervisor:start_child(Pid, Spec) end),
    journal:held(Journal, slow).
free({Journal, _}) -> journal:release(Journal, slow, well).

%% Waits until a child that crashed is being restarted.
restarting(Tree = {_, Pid}, Id) ->
    case lists:keyfind(Id, 1, supervisor:which_children(Pid)) of
        {Id, restarting, _, _} -> ok;
        _ -> receive after 1 -> restarting(Tree, Id) end
    end.

%% The exits that came to the starter.
exits() ->
    receive
        {'EXIT', _, Why} -> [say:text("exit: ~s", [why(Why)]) | exits()]
    after 0 -> []
    end.

%% Does a part of a scenario with each of several values, all at once.
each(Part, Values) ->
    Running = [spawn_monitor(fun() -> erlang:exit({saw, Part(Value)}) end)
               || Value <- Values],
    [receive {'DOWN', Monitor, process, _, {saw, Seen}} -> Seen end
     || {_, Monitor} <- Running].

%% What is asked of the supervisor.
start_child({Journal, Pid}, Child) ->
    started(supervisor:start_child(Pid, spec(Journal, Child))).
restart_child({_, Pid}, Id) -> started(supervisor:restart_child(Pid, Id)).
terminate_child({_, Pid}, Id) -> done(supervisor:terminate_child(Pid, Id)).
delete_child({_, Pid}, Id) -> done(supervisor:delete_child(Pid, Id)).

done(ok) -> say:text("done");
done({error, Why}) -> say:text("~s", [Why]).

started({ok, undefined}) -> say:text("ignored");
started({error, Why}) when Why =:= not_found; Why =:= running;
                           Why =:= restarting; Why =:= already_present ->
    say:text("~s", [Why]);
started({error, {Why, Child}}) when element(1, Child) =:= child ->
    outcome({error, Why});
started(Outcome) -> outcome(Outcome).

outcome({ok, _}) -> say:text("started");
outcome(ignore) -> say:text("ignored");
outcome({error, {already_started, Pid}}) ->
    say:text("already started, alive: ~p", [is_process_alive(Pid)]);
outcome({error, Why}) -> say:text("error: ~s", [why(Why)]).

%% The reasons of supervisors, and others.
why({shutdown, {failed_to_start_child, Id, Why}}) ->
    io_lib:format("{shutdown, child ~s failed to start: ~s}", [Id, why(Why)]);
why({already_started, _}) -> "already started";
why({'EXIT', Why}) -> why(Why);
why({start_spec, Why}) -> why(Why);
why({supervisor_data, Why}) -> why(Why);
why({duplicate_child_name, Id}) -> io_lib:format("two have the id ~s", [Id]);
why({bad_combination, [{auto_shutdown, never}, {significant, true}]}) ->
    "significant, and never";
why({bad_combination, [{restart, permanent}, {significant, true}]}) ->
    "significant, and permanent";
why({invalid_period, 0}) -> "no period";
why(Why) -> say:reason(Why).

%% The children, oldest first.
children({_, Pid}) ->
    Children = lists:reverse(supervisor:which_children(Pid)),
    Listed = [[atom_to_list(Id), " ", state(State)]
              || {Id, State, _Type, _} <- Children],
    say:text("children: ~s", [case Listed of
        [] -> "none";
        _ -> lists:join(", ", Listed)
    end]).

state(Pid) when is_pid(Pid) -> "running";
state(State) -> atom_to_list(State).

counts({_, Pid}) ->
    Counts = [integer_to_list(Count)
              || {_, Count} <- supervisor:count_children(Pid)],
    say:text("specs, active, supervisors, workers: ~s",
             [lists:join(" ", Counts)]).
