%% What comes of a supervisor whose children start, fail, or ignore.
-module(supervisor_starts).
-compile(export_all).
-compile(nowarn_export_all).

%% What comes of a start, what the children did, and what the starter got.
tried(Flags, Children) -> tried(Flags, Children, []).
tried(Flags, Children, Scripts) ->
    Journal = journal:start(),
    [journal:script(Journal, Id, Begins) || {Id, Begins} <- Scripts],
    Outcome = tree:try_start(Journal, Flags, Children),
    [Outcome, journal:seen(Journal), tree:exits()].

a_supervisor_without_children() -> tried(one_for_one, []).

children_start_in_order_and_stop_in_reverse() ->
    Tree = tree:start(one_for_one, [a, b, c]),
    tree:shutdown(Tree),
    tree:seen(Tree).

a_child_that_fails_stops_those_before_it() ->
    tried(one_for_one, [a, b, c, d], [{c, [{fail, boom}]}]).

the_first_child_fails() ->
    tried(one_for_one, [a, b], [{a, [{fail, boom}]}]).

a_child_that_crashes_in_its_init() ->
    tried(rest_for_one, [a, b], [{b, [crash]}]).

a_child_that_fails_normally() ->
    tried(one_for_one, [a, b], [{b, [{fail, normal}]}]).

a_temporary_child_that_fails() ->
    tried(one_for_one, [a, {b, #{restart => temporary}}],
          [{b, [{fail, boom}]}]).

a_start_that_exits() ->
    tried(one_for_one, [a, {b, #{start => {erlang, exit, [boom]}}}]).

a_start_that_returns_an_error() ->
    tried(one_for_one, [a, {b, #{start => {?MODULE, fail, [boom]}}}]).

fail(Why) -> {error, Why}.

those_before_a_failure_are_waited_for() ->
    tried(one_for_one, [a, {b, #{stop => {linger, 20}}}, c],
          [{c, [{fail, boom}]}]).

a_failing_supervisor_ends_a_starter_that_does_not_trap() ->
    Journal = journal:start(),
    journal:script(Journal, a, [{fail, boom}]),
    {_, Monitor} = spawn_monitor(fun() ->
        tree:start_link(Journal, supervisor, one_for_one, [a]),
        receive after infinity -> ok end
    end),
    receive
        {'DOWN', Monitor, _, _, Why} -> say:text("ended: ~s", [tree:why(Why)])
    end.

children_that_ignore() ->
    Journal = journal:start(),
    Kinds = [{a, #{}}, {b, #{restart => transient}},
             {c, #{restart => temporary}}, {d, #{}}],
    [journal:script(Journal, Id, [ignore]) || Id <- [a, b, c]],
    Tree = tree:start(Journal, one_for_one, Kinds),
    [tree:seen(Tree), tree:children(Tree), tree:counts(Tree)].

children_that_ignored_can_be_started_later() ->
    Journal = journal:start(),
    Kinds = [{a, #{}}, {b, #{restart => temporary}}],
    [journal:script(Journal, Id, [ignore, ignore]) || Id <- [a, b]],
    Tree = tree:start(Journal, one_for_one, Kinds),
    [tree:restart_child(Tree, a), tree:restart_child(Tree, a),
     tree:restart_child(Tree, b), tree:start_child(Tree, b),
     tree:children(Tree), tree:seen(Tree)].

an_inner_supervisor_that_fails_fails_the_outer_one() ->
    tried(one_for_one, [a, {inner, one_for_one, [b, c]}, d],
          [{c, [{fail, boom}]}]).

an_inner_supervisor_that_ignores() ->
    Tree = tree:start(one_for_one, [a, {inner, ignore, []}, b]),
    [tree:seen(Tree), tree:children(Tree), tree:counts(Tree)].

a_supervisor_that_ignores() -> tried(ignore, [a]).

trees_start_depth_first_and_stop_in_reverse() ->
    Tree = tree:start(one_for_one, [
        a, {left, one_for_one, [b, c]}, d, {right, one_for_one, [e]}]),
    [tree:counts(Tree), tree:shutdown(Tree), tree:seen(Tree)].

two_children_of_one_id() -> tried(one_for_one, [a, b, a]).

a_significant_child_that_is_permanent() ->
    Flags = #{auto_shutdown => any_significant},
    tried(Flags, [a, {b, #{significant => true}}]).

a_significant_child_of_a_supervisor_that_never_stops() ->
    tried(#{}, [a, {b, #{restart => transient, significant => true}}]).

a_significant_permanent_child_of_a_supervisor_that_never_stops() ->
    tried(#{}, [{b, #{significant => true}}]).

an_intensity_over_no_time() -> tried(#{period => 0}, [a]).

a_second_supervisor_of_a_name() ->
    First = tried(#{name => one_supervisor}, [a]),
    [First, tried(#{name => one_supervisor}, [b])].

a_child_whose_name_is_taken_fails_the_start() ->
    tried(one_for_one, [
        a, {one, #{name => two_want_it}, []},
        {two, #{name => two_want_it}, []}]).

a_supervisors_name_is_free_after_it_failed() ->
    Flags = #{name => tried_supervisor},
    [tried(Flags, [a], [{a, [{fail, boom}]}]), tried(Flags, [a])].

a_supervisors_name_is_free_after_it_ended() ->
    Flags = #{name => ended_supervisor},
    Tree = tree:start(Flags, [a]),
    tree:shutdown(Tree),
    [tree:seen(Tree), tree:exits(), tried(Flags, [a])].

a_child_that_ends_while_others_start_is_restarted_later() ->
    Journal = journal:start(),
    journal:script(Journal, b, [held]),
    spawn(fun() ->
        journal:held(Journal, b),
        gen_server:cast(journal:pid(Journal, a), crash),
        receive after 200 -> journal:release(Journal, b, well) end
    end),
    Tree = tree:start(Journal, one_for_one, [a, b, c]),
    [tree:seen(Tree), tree:children(Tree)].

%% Starts a supervisor in another process, and does something meanwhile.
starting(Name, Do) ->
    Journal = journal:start(),
    journal:script(Journal, b, [held]),
    Parent = spawn(fun() ->
        Flags = #{name => Name},
        tree:start_link(Journal, supervisor, Flags, [a, b, c]),
        receive after infinity -> ok end
    end),
    journal:held(Journal, b),
    Do(Parent),
    Before = journal:seen(Journal),
    journal:release(Journal, b, well),
    [Before, journal:seen(Journal), say:text("~p", [whereis(Name)])].

a_parent_that_is_shut_down_during_the_start() ->
    starting(parent_shut_down, fun(Parent) -> exit(Parent, shutdown) end).

a_parent_that_is_killed_during_the_start() ->
    starting(parent_killed, fun(Parent) -> exit(Parent, kill) end).

%% Those who are killed with it end in no order.
a_supervisor_that_is_killed_during_its_start() ->
    Kill = fun(_) -> exit(whereis(killed_early), kill) end,
    lists:sort(lists:flatten(starting(killed_early, Kill))).

a_child_without_a_link() ->
    Journal = journal:start(),
    Start = {?MODULE, start_alone, [Journal, a]},
    Tree = tree:start(Journal, one_for_one, [{a, #{start => Start}}, b]),
    tree:exit(Tree, a, boom),
    Ended = [tree:seen(Tree), tree:children(Tree), tree:counts(Tree)],
    tree:shutdown(Tree),
    [Ended, tree:seen(Tree)].

start_alone(Journal, Id) ->
    {ok, Pid} = worker:start_link(Journal, Id, well),
    unlink(Pid),
    {ok, Pid}.
