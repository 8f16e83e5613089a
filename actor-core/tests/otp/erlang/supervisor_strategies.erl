%% Children that end and take others with them.
-module(supervisor_strategies).
-compile(export_all).
-compile(nowarn_export_all).

%% One of four permanent children crashes.
crash(Strategy, Id) -> crash(Strategy, [a, b, c, d], Id).

crash(Flags, Children, Id) ->
    Tree = tree:start(Flags, Children),
    tree:exit(Tree, Id, boom),
    outcome(Tree).

outcome(Tree) -> [tree:seen(Tree), tree:children(Tree)].

one_for_one_restarts_the_child() -> crash(one_for_one, b).
one_for_all_restarts_all_after_the_first() -> crash(one_for_all, a).
one_for_all_restarts_all_after_one() -> crash(one_for_all, b).
one_for_all_restarts_all_after_the_last() -> crash(one_for_all, d).
rest_for_one_restarts_all_after_the_first() -> crash(rest_for_one, a).
rest_for_one_restarts_those_after_the_child() -> crash(rest_for_one, b).
rest_for_one_restarts_the_last() -> crash(rest_for_one, d).

%% Children of all kinds around the one that crashes.
-define(KINDS,
    [{a, #{restart => temporary}}, {b, #{restart => transient}}, c,
     {d, #{restart => temporary}}, {e, #{restart => transient}}, f]).

one_for_all_drops_temporary_children() -> crash(one_for_all, ?KINDS, c).
rest_for_one_drops_temporary_children() -> crash(rest_for_one, ?KINDS, c).
one_for_one_leaves_temporary_children() -> crash(one_for_one, ?KINDS, c).
a_temporary_child_takes_nobody_along() -> crash(one_for_all, ?KINDS, a).
a_temporary_child_takes_no_rest_along() -> crash(rest_for_one, ?KINDS, a).
a_transient_child_takes_all_along() -> crash(one_for_all, ?KINDS, b).
a_transient_child_takes_the_rest_along() -> crash(rest_for_one, ?KINDS, e).

%% As crash, after `b` ended normally.
after_a_normal_end(Strategy, Id) ->
    Tree = tree:start(Strategy, [a, {b, #{restart => transient}}, c]),
    tree:exit(Tree, b, normal),
    Ended = outcome(Tree),
    tree:exit(Tree, Id, boom),
    [Ended, outcome(Tree)].

one_for_all_restarts_one_that_ended_normally() ->
    after_a_normal_end(one_for_all, c).
rest_for_one_restarts_one_that_ended_normally() ->
    after_a_normal_end(rest_for_one, a).
rest_for_one_leaves_one_before_that_ended_normally() ->
    after_a_normal_end(rest_for_one, c).
one_for_one_leaves_one_that_ended_normally() ->
    after_a_normal_end(one_for_one, c).

one_for_all_restarts_one_that_was_terminated() ->
    Tree = tree:start(one_for_all, [a, b, c]),
    Terminated = tree:terminate_child(Tree, b),
    tree:exit(Tree, c, boom),
    [Terminated, outcome(Tree)].

one_for_all_asks_again_one_that_ignored() ->
    Journal = journal:start(),
    journal:script(Journal, b, [ignore, ignore]),
    Tree = tree:start(Journal, one_for_all, [a, b, c]),
    tree:exit(Tree, a, boom),
    Ignored = outcome(Tree),
    tree:exit(Tree, a, boom),
    [Ignored, outcome(Tree)].

one_for_all_restarts_all_after_a_normal_end() ->
    Tree = tree:start(one_for_all, [a, b]),
    tree:exit(Tree, b, normal),
    outcome(Tree).

siblings_are_waited_for() ->
    crash(one_for_all, [a, {b, #{stop => {linger, 20}}}, c], a).

a_sibling_that_does_not_stop_is_killed() ->
    crash(one_for_all, [a, {b, #{stop => hang, shutdown => 20}}, c], c).

a_sibling_is_killed_if_that_is_its_way() ->
    crash(one_for_all, [a, {b, #{shutdown => brutal_kill}}, c], c).

a_sibling_that_crashes_when_it_is_stopped() ->
    crash(one_for_all, [a, {b, #{stop => crash}}, c], c).

a_sibling_that_ends_normally_when_it_is_stopped() ->
    crash(rest_for_one, [a, {b, #{stop => {exit, normal}}}], a).

a_sibling_that_unlinked_is_stopped() ->
    Tree = tree:start(one_for_all, [a, b, c]),
    tree:tell(Tree, b, unlink),
    tree:exit(Tree, a, boom),
    outcome(Tree).

a_supervisor_among_the_siblings() ->
    crash(rest_for_one, [a, {inner, one_for_one, [b, c]}, d], a).

a_sibling_that_does_not_start(Strategy, Count) ->
    Tree = tree:start(#{strategy => Strategy, intensity => Count},
                      [a, b, c, d]),
    journal:script(tree:journal(Tree), c, [{fail, boom}, {fail, boom}]),
    tree:exit(Tree, b, boom),
    outcome_or_end(Tree).

outcome_or_end(Tree) ->
    Seen = tree:seen(Tree),
    try [Seen, tree:children(Tree)]
    catch exit:{noproc, _} -> Seen
    end.

one_for_all_tries_again_with_all() ->
    a_sibling_that_does_not_start(one_for_all, 3).
rest_for_one_tries_again_with_the_rest() ->
    a_sibling_that_does_not_start(rest_for_one, 3).
one_for_all_gives_up_after_too_many_tries() ->
    a_sibling_that_does_not_start(one_for_all, 2).
rest_for_one_gives_up_after_too_many_tries() ->
    a_sibling_that_does_not_start(rest_for_one, 2).

one_that_crashed_does_not_start_among_all() ->
    Tree = tree:start(one_for_all, [a, b, c]),
    journal:script(tree:journal(Tree), b, [{fail, boom}]),
    tree:exit(Tree, b, boom),
    outcome(Tree).

a_child_that_was_added_is_the_last() ->
    Tree = tree:start(rest_for_one, [a, b]),
    Added = tree:start_child(Tree, c),
    tree:exit(Tree, b, boom),
    [Added, outcome(Tree)].

%% Two crash while the supervisor is busy, the first of them first.
two_crash(Flags, First, Second) ->
    Children = [a, b, {c, #{restart => temporary}}, d],
    Tree = tree:start(Flags, Children),
    tree:busy(Tree),
    tree:exit(Tree, First, boom),
    One = tree:seen(Tree),
    tree:exit(Tree, Second, boom),
    Two = tree:seen(Tree),
    tree:free(Tree),
    [One, Two, outcome_or_end(Tree)].

two_that_crash_at_once_are_one_restart_of_all() ->
    two_crash(#{strategy => one_for_all, intensity => 1}, a, b).
two_that_crash_at_once_are_one_restart_of_the_rest() ->
    two_crash(#{strategy => rest_for_one, intensity => 1}, a, b).
two_that_crash_from_the_last_are_two_restarts_of_the_rest() ->
    two_crash(#{strategy => rest_for_one, intensity => 2}, b, a).
two_that_crash_from_the_last_are_too_many() ->
    two_crash(#{strategy => rest_for_one, intensity => 1}, b, a).
a_temporary_child_that_crashes_with_another() ->
    two_crash(#{strategy => one_for_all, intensity => 1}, a, c).
a_temporary_child_that_crashes_before_another() ->
    two_crash(#{strategy => one_for_all, intensity => 1}, c, a).
