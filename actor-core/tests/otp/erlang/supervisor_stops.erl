%% How supervisors end, and their children with them.
-module(supervisor_stops).
-compile(export_all).
-compile(nowarn_export_all).

%% A supervisor with a special child between two others is shut down.
shut_down(Child) ->
    Tree = tree:start(one_for_one, [a, Child, c]),
    tree:shutdown(Tree),
    [tree:seen(Tree), tree:exits()].

a_child_that_takes_its_time_is_waited_for() ->
    shut_down({b, #{stop => {linger, 30}}}).
a_child_that_takes_too_long_is_killed() ->
    shut_down({b, #{stop => hang, shutdown => 30}}).
a_child_with_all_the_time_is_waited_for() ->
    shut_down({b, #{stop => {linger, 60}, shutdown => infinity}}).
a_child_may_be_killed_at_once() ->
    shut_down({b, #{stop => hang, shutdown => brutal_kill}}).
a_child_may_crash_when_it_is_stopped() ->
    shut_down({b, #{stop => crash}}).
a_child_may_end_normally_when_it_is_stopped() ->
    shut_down({b, #{stop => {exit, normal}}}).
a_temporary_child_is_stopped_in_its_turn() ->
    shut_down({b, #{restart => temporary}}).
an_inner_supervisor_is_waited_for() ->
    shut_down({b, one_for_one, [x, {y, #{stop => {linger, 30}}}]}).

a_child_that_unlinked_is_stopped() ->
    Tree = tree:start(one_for_one, [a, b, c]),
    tree:tell(Tree, b, unlink),
    Before = tree:seen(Tree),
    tree:shutdown(Tree),
    [Before, tree:seen(Tree)].

a_child_that_unlinked_and_hangs_is_killed() ->
    Child = {b, #{stop => hang, shutdown => 30}},
    Tree = tree:start(one_for_one, [a, Child, c]),
    tree:tell(Tree, b, unlink),
    Before = tree:seen(Tree),
    tree:shutdown(Tree),
    [Before, tree:seen(Tree)].

a_child_that_is_gone_is_passed_by() ->
    Tree = tree:start(one_for_one, [a, {b, #{restart => transient}}, c]),
    tree:exit(Tree, b, normal),
    Before = tree:seen(Tree),
    Terminated = tree:terminate_child(Tree, c),
    tree:shutdown(Tree),
    [Before, Terminated, tree:seen(Tree)].

a_child_that_crashes_during_the_stop_is_not_restarted() ->
    Tree = tree:start(one_for_all, [a, b, {c, #{stop => {linger, 200}}}]),
    tree:shutdown(Tree),
    receive after 50 -> ok end,
    tree:exit(Tree, a, boom),
    tree:seen_after(Tree, 200).

%% Something happens to a busy supervisor, then it is free.
busy(Do) ->
    Tree = tree:start(one_for_one, [a, b]),
    tree:busy(Tree),
    Steps = [begin Step(Tree), tree:seen(Tree) end || Step <- Do],
    tree:free(Tree),
    [Steps, tree:seen(Tree)].

a_crash_before_the_shutdown_is_seen_to_first() ->
    busy([fun(Tree) -> tree:exit(Tree, a, boom) end, fun tree:shutdown/1]).
a_crash_after_the_shutdown_is_not_seen_to() ->
    busy([fun tree:shutdown/1, fun(Tree) -> tree:exit(Tree, a, boom) end]).

a_shutdown_during_a_try() ->
    Tree = {Journal, _} = tree:start(one_for_one, [a, b]),
    journal:script(Journal, a, [held]),
    tree:exit(Tree, a, boom),
    journal:held(Journal, a),
    tree:shutdown(Tree),
    Before = tree:seen(Tree),
    journal:release(Journal, a, {fail, boom}),
    [Before, tree:seen(Tree)].

%% What signals of its living parent do to a supervisor.
signal_of_the_parent(Why) ->
    Tree = {_, Pid} = tree:start(one_for_one, [a]),
    exit(Pid, Why),
    [tree:seen(Tree), tree:exits()].

a_crash_signal_of_the_parent_stops_it() -> signal_of_the_parent(boom).
a_normal_signal_of_the_parent_stops_it() -> signal_of_the_parent(normal).
a_shutdown_with_a_word_of_the_parent_stops_it() ->
    signal_of_the_parent({shutdown, why}).
a_kill_of_the_parent_ends_it() -> lists:sort(signal(kill, fun exit/2)).

%% What signals of others do to it.
signal(Why, Send) ->
    Tree = {_, Pid} = tree:start(one_for_one, [a]),
    Send(Pid, Why),
    lists:flatten([tree:seen(Tree), tree:exits()]).

stranger(Pid, Why) -> spawn(fun() -> exit(Pid, Why) end).

a_signal_of_a_stranger_is_passed_over() -> signal(boom, fun stranger/2).
a_shutdown_of_a_stranger_is_passed_over() ->
    signal(shutdown, fun stranger/2).
a_normal_signal_of_a_stranger_is_passed_over() ->
    signal(normal, fun stranger/2).
a_kill_of_a_stranger_ends_it() -> lists:sort(signal(kill, fun stranger/2)).

the_end_of_a_linked_stranger_is_passed_over() ->
    signal(boom, fun(Pid, Why) ->
        spawn(fun() -> link(Pid), exit(Why) end)
    end).

a_stray_message_is_passed_over() ->
    Tree = {_, Pid} = tree:start(one_for_one, [a]),
    Pid ! hello,
    [tree:seen(Tree), tree:children(Tree)].

children_that_trap_end_with_a_killed_supervisor() ->
    Tree = {_, Pid} = tree:start(one_for_one, [{a, #{stop => {linger, 20}}}]),
    exit(Pid, kill),
    lists:sort(tree:seen(Tree)).

a_supervisor_that_is_killed_while_it_stops() ->
    Slow = {c, #{stop => {linger, 200}}},
    Tree = {_, Pid} = tree:start(one_for_one, [a, b, Slow]),
    tree:shutdown(Tree),
    receive after 50 -> exit(Pid, kill) end,
    lists:sort(tree:seen_after(Tree, 200)).

%% What becomes of a supervisor whose parent ends.
parent(Why) ->
    Journal = journal:start(),
    Parent = spawn(fun() ->
        tree:start_link(Journal, supervisor, one_for_one, [a, b]),
        receive go -> Why() end
    end),
    Before = journal:seen(Journal),
    Parent ! go,
    [Before, journal:seen(Journal)].

a_parent_that_ends_normally() -> parent(fun() -> ok end).
a_parent_that_is_shut_down() -> parent(fun() -> exit(shutdown) end).
a_parent_that_crashes() -> parent(fun() -> exit(boom) end).
a_parent_that_is_killed() -> parent(fun() -> exit(self(), kill) end).
